//! What the server takes at most: rows shaped like the journal's, written by plain SQL, durably.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::Serialize;
use store::{Database, Identity};
use uuid::Uuid;

use super::{BenchError, median};

/// Clients that write at once.
const CLIENTS: usize = 16;

/// Rows in a second, durable, over 16 connections.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ceiling {
    /// One row a commit: what a system with a commit for each step cannot exceed.
    pub rows_per_s_1: f64,
    /// A hundred rows a commit.
    pub rows_per_s_100: f64,
    /// Connections.
    pub clients: usize,
    /// Milliseconds for a row and its commit over a single connection, with nothing beside it: what a step that waits for the one before costs at least.
    pub commit_ms: f64,
}

/// A table of the journal's shape, logged like it.
const TABLE: &str = "drop table if exists engine.bench_rows;
    create table engine.bench_rows (run_id uuid not null, seq bigint not null, at timestamptz not null, entry json not null, primary key (run_id, seq))";

const INSERT: &str = "insert into engine.bench_rows (run_id, seq, at, entry)
    select w.run_id, w.seq, w.at, w.entry::json from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[]) as w (run_id, seq, at, entry)";

/// About what a step writes.
const ENTRY: &str = r#"{"entry":"effect_completed","effort":{"step":"s07","attempt":1},"output":{"value":"12345678901234567890123456789012345678901234567890"}}"#;

pub(super) async fn measure(database: &Database, rounds: usize, during: Duration) -> Result<Ceiling, BenchError> {
    let owner = database.direct(Identity::Owner).await?;
    owner.batch_execute(TABLE).await?;
    owner
        .batch_execute(
            "grant all on table engine.bench_rows to service_role; alter table engine.bench_rows enable row level security;
        create policy service_all on engine.bench_rows for all to service_role using (true) with check (true)",
        )
        .await?;
    let measured = async {
        let (mut single, mut hundred, mut alone) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds.max(1) {
            single.push(rate(database, CLIENTS, 1, during).await?);
            hundred.push(rate(database, CLIENTS, 100, during).await?);
            alone.push(rate(database, 1, 1, during / 2).await?);
        }
        let commit_ms = 1_000.0 / median(alone);
        Ok(Ceiling { rows_per_s_1: median(single), rows_per_s_100: median(hundred), clients: CLIENTS, commit_ms })
    };
    let measured = measured.await;
    owner.batch_execute("drop table if exists engine.bench_rows").await?;
    measured
}

async fn rate(database: &Database, clients: usize, rows: usize, during: Duration) -> Result<f64, BenchError> {
    let written = AtomicU64::new(0);
    let mut sessions = Vec::new();
    for _ in 0..clients {
        let session = database.direct(Identity::Service).await?;
        let insert = session.prepare(INSERT).await?;
        sessions.push((session, insert));
    }
    let started = Instant::now();
    let work = sessions.iter().map(|(session, insert)| async {
        let (run_ids, at) = (vec![Uuid::now_v7(); rows], vec![Timestamp::now(); rows]);
        let entries = vec![ENTRY; rows];
        let mut seq = 0_i64;
        while started.elapsed() < during {
            let seqs: Vec<i64> = (0..rows as i64).map(|row| seq + row).collect();
            seq += rows as i64;
            session.execute(insert, &[&run_ids, &seqs, &at, &entries]).await?;
            written.fetch_add(rows as u64, Ordering::Relaxed);
        }
        Ok::<_, BenchError>(())
    });
    for done in futures_util::future::join_all(work).await {
        done?;
    }
    Ok(written.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64())
}

//! What work costs besides time: processor, WAL, commits, room on disk.

use std::fs;

use store::{Database, Identity};

use super::BenchError;

/// Where the counters stand.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    /// Seconds of processor that this process has used; 0 where the system does not tell.
    pub(super) engine_cpu_s: f64,
    /// Seconds of processor that the server has used; 0 where it is not on this machine.
    pub(super) postgres_cpu_s: f64,
    /// Bytes of write-ahead log.
    pub(super) wal_bytes: f64,
    /// Transactions committed, reading ones included.
    pub(super) commits: f64,
    /// Bytes of all tables and their indexes.
    pub(super) table_bytes: f64,
}

impl Cost {
    pub(super) async fn now(database: &Database) -> Result<Self, BenchError> {
        let client = database.get(Identity::Service).await?;
        // Counters of other sessions reach the view within a second of their last transaction.
        client.batch_execute("select pg_stat_force_next_flush()").await?;
        let row = client
            .query_one(
                "select pg_backend_pid(),
                        (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8,
                        (select d.xact_commit::float8 from pg_stat_database as d where d.datname = current_database()),
                        (select coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8
                           from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
                          where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind = 'r')",
                &[],
            )
            .await?;
        let backend: i32 = row.get(0);
        Ok(Self {
            engine_cpu_s: cpu_seconds("self").unwrap_or_default().0,
            postgres_cpu_s: server_cpu_seconds(backend).unwrap_or_default(),
            wal_bytes: row.get(1),
            commits: row.get(2),
            table_bytes: row.get(3),
        })
    }

    /// What came on top since.
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            engine_cpu_s: self.engine_cpu_s - before.engine_cpu_s,
            postgres_cpu_s: self.postgres_cpu_s - before.postgres_cpu_s,
            wal_bytes: self.wal_bytes - before.wal_bytes,
            commits: self.commits - before.commits,
            table_bytes: self.table_bytes - before.table_bytes,
        }
    }
}

/// The postmaster, its living children, and those that have ended.
fn server_cpu_seconds(backend: i32) -> Option<f64> {
    let (_, _, postmaster) = cpu_seconds(&backend.to_string())?;
    let (own, ended, _) = cpu_seconds(&postmaster.to_string())?;
    let living: f64 = fs::read_dir("/proc")
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
        .filter_map(|pid| cpu_seconds(&pid))
        .filter(|(_, _, parent)| *parent == postmaster)
        .map(|(own, _, _)| own)
        .sum();
    Some(own + ended + living)
}

/// A process's own seconds, those of its children that ended, and its parent (proc_pid_stat(5)).
fn cpu_seconds(pid: &str) -> Option<(f64, f64, i32)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field)?.parse::<f64>().ok();
    let seconds = |first: usize| Some((ticks(first)? + ticks(first + 1)?) / TICKS_PER_SECOND);
    Some((seconds(11)?, seconds(13)?, fields.get(1)?.parse().ok()?))
}

/// What Linux tells user space, whatever the kernel's own rate.
const TICKS_PER_SECOND: f64 = 100.0;

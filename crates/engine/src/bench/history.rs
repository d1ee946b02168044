//! Runs that ended long ago, in any number: copies of one that a host has led to its end, row for row as the host left it.

use store::{Database, Identity};

use super::BenchError;
use crate::ports::RunId;

/// Runs copied in one transaction.
const AT_ONCE: i64 = 50_000;

/// Identities of version 7 that lie in the past, a millisecond apart, the last one a minute ago.
fn copies(from: i64, upto: i64, all: i64) -> String {
    format!(
        "create temporary table copies on commit drop as
           select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint - 60000 - {all} + g), 12, '0')
                   || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid as id
             from (select g, md5(random()::text || g::text) as h from generate_series({from}::bigint, {upto}::bigint) as g) as numbered"
    )
}

/// Copies a run that has ended, so many times, and has the planner look at what became of the tables.
///
/// # Errors
/// The database refused.
pub async fn multiply(database: &Database, run_id: RunId, all: i64) -> Result<(), BenchError> {
    let mut owner = database.direct(Identity::Owner).await?;
    let mut done = 0;
    while done < all {
        let upto = (done + AT_ONCE).min(all);
        let transaction = owner.transaction().await?;
        transaction.batch_execute(&copies(done + 1, upto, all)).await?;
        transaction
            .execute(
                "insert into engine.runs (id, owner_id, created_at, wake_at, shard, plan_hash, state, begun, asleep)
                 select c.id, r.owner_id, r.created_at, r.wake_at, engine.shard_of(c.id), r.plan_hash, r.state, r.begun, r.asleep
                   from copies as c, engine.runs as r where r.id = $1",
                &[&run_id],
            )
            .await?;
        transaction
            .execute(
                "insert into engine.journal (run_id, seq, at, entries)
                 select c.id, j.seq, j.at, j.entries from copies as c, engine.journal as j where j.run_id = $1",
                &[&run_id],
            )
            .await?;
        transaction.commit().await?;
        done = upto;
    }
    owner.batch_execute("analyze engine.runs; analyze engine.journal").await?;
    owner.close().await;
    Ok(())
}

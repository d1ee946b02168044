//! `W1` with the tables of a module: what its projector adds to a step. The engine knows no module, so the caller brings it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream;
use futures_util::{StreamExt, TryStreamExt};
use machine::RunStatus;
use store::Database;
use tokio::sync::Semaphore;

use super::workload::{self, Chains, Noop};
use super::{BenchError, Settings, config};
use crate::ports::{Effect, Modules, RunId};
use crate::{Engine, Handle};

/// Runs that are started in one transaction.
pub const BATCH: usize = 50;

/// Transactions that start runs at once: the waves need the rest of the pool's connections.
const STARTING: usize = 2;

/// Longer than a batch takes on any machine; only a defect waits for it.
const PATIENCE: Duration = Duration::from_secs(300);

/// What stands in for the work of a step: it does nothing and gives 50 bytes.
#[must_use]
pub fn noop() -> Arc<dyn Effect> {
    Arc::new(Noop)
}

/// Measures runs of so many steps each, on a migrated database where no engine lives. `start` creates the runs with these identities, and what
/// the module keeps of them, and commits. What the runs leave is the caller's to remove.
///
/// # Errors
/// The database cannot be reached, an engine hosts it already, or a run did not complete.
pub async fn measure(
    database: &Database,
    modules: impl Into<Modules>,
    settings: &Settings,
    steps: usize,
    start: impl AsyncFn(&[RunId]) -> Result<(), BenchError>,
) -> Result<Chains, BenchError> {
    if crate::somebody_owns(database).await? {
        return Err("an engine hosts this database already; stop it, or use another data directory".into());
    }
    let engine = Engine::start(database.clone(), modules, config(settings)).await?;
    let handle = engine.handle();
    handle.ready().await;
    let many = async |runs, at_once| many(&handle, &start, runs, at_once).await;
    let measured = workload::measured(&handle, settings, steps, many).await;
    engine.stop(Duration::from_secs(10)).await;
    measured
}

/// Runs so many runs, so many at once, batch by batch.
async fn many(
    handle: &Handle,
    start: &impl AsyncFn(&[RunId]) -> Result<(), BenchError>,
    runs: usize,
    at_once: usize,
) -> Result<(), BenchError> {
    let batches = (0..runs).step_by(BATCH).map(|done| BATCH.min(runs - done));
    let starting = Semaphore::new(STARTING);
    let each = stream::iter(batches).map(async |size| {
        let ids: Vec<RunId> = (0..size).map(|_| handle.new_run_id()).collect();
        let ends: Vec<_> = ids.iter().map(|run_id| (*run_id, handle.rests(*run_id))).collect();
        let turn = starting.acquire().await?;
        start(&ids).await?;
        drop(turn);
        handle.nudge();
        for (run_id, end) in ends {
            match tokio::time::timeout(PATIENCE, end).await {
                Ok(RunStatus::Completed) => {}
                Ok(other) => return Err(format!("run {run_id} is {other:?}").into()),
                Err(_) => return Err(format!("run {run_id} did not end within {PATIENCE:?}").into()),
            }
        }
        Ok::<_, BenchError>(())
    });
    each.buffer_unordered((at_once / BATCH).max(1)).try_collect().await
}

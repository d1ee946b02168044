//! The engine's workloads; `W5` needs a process to kill, which is this program once more, and `W1` with tables needs a module.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use engine::bench::crash::{self, Bodies, Crash, Kill};
use engine::bench::{BenchError, Report, Settings, Workload};
use store::Database;
use tokio::process::Child;

use super::{content, process};
use crate::app::App;
use crate::cli::{BenchArgs, Global};
use crate::failure::CommandError;

/// Longer than a host needs to come up, or the runs to end; only a defect waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Measures what was asked for, or the given workloads, on a migrated database where no engine lives.
pub(super) async fn measure(global: &Global, app: &App, args: &BenchArgs, only: &[Workload]) -> Result<Report, CommandError> {
    let database = app.postgres.database();
    let settings = Settings {
        only: only.to_vec(),
        rounds: usize::try_from(args.rounds).unwrap_or(usize::MAX),
        chains: usize::try_from(args.runs).unwrap_or(usize::MAX),
        ..Settings::default()
    };
    let mut report = engine::bench::run(database, &settings).await.map_err(|error| failed(&error))?;
    if only.is_empty() || only.contains(&Workload::W1Content) {
        content::measure(app, &settings, &mut report).await.map_err(|error| failed(&error))?;
    }
    if only.is_empty() || only.contains(&Workload::W5) {
        report.w5 = Some(kills(global, database, args.rounds).await.map_err(|error| failed(&error))?);
    }
    Ok(report)
}

/// Hosts the engine that is to be killed.
pub(super) async fn host(database: &Database, bodies: &Path) -> Result<std::convert::Infallible, CommandError> {
    crash::host(database, bodies).await.map_err(|error| failed(&error))
}

async fn kills(global: &Global, database: &Database, rounds: u32) -> Result<Crash, BenchError> {
    let mut kills = Vec::new();
    for round in 0..rounds {
        eprintln!("killing a host with {} runs under way, {} of {rounds} …", crash::RUNS, round + 1);
        let bodies = tempfile::NamedTempFile::new()?;
        kills.push(kill(global, database, bodies.path()).await?);
    }
    Ok(Crash::of(&kills))
}

/// One kill, in the middle of the work, and what came of it.
async fn kill(global: &Global, database: &Database, bodies: &Path) -> Result<Kill, BenchError> {
    let mut first = spawn(global, bodies)?;
    crash::owned(database, PATIENCE).await?;
    let runs = crash::submit_runs(database).await?;
    let path = bodies.to_owned();
    while Bodies::read(&path)?.ended() < crash::RUNS * crash::STEPS / 2 {
        if let Some(status) = first.try_wait()? {
            return Err(format!("the host to be killed ended by itself: {status}").into());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    first.kill().await?;
    let (before, durable) = (Bodies::read(&path)?, crash::completed(database, &runs).await?);
    let restarted = crash::now_ms();
    let mut second = spawn(global, bodies)?;
    crash::all_completed(database, &runs, PATIENCE).await?;
    second.kill().await?;
    let kill = Bodies::read(&path)?.cost(&before, &durable, restarted);
    crash::clean(database).await?;
    Ok(kill)
}

fn spawn(global: &Global, bodies: &Path) -> Result<Child, BenchError> {
    let mut program = process::program().map_err(|error| error.to_string())?;
    let program = process::on(program.args(["bench", "engine", "--host"]).arg(bodies), global);
    Ok(program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true).spawn()?)
}

fn failed(error: &BenchError) -> CommandError {
    CommandError::failed("BENCH", format!("the engine benchmark: {error}"))
}

//! How far it goes; what needs several processes starts this program once more for each.

use std::convert::Infallible;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use engine::bench::scale::{self, Amounts, Processes, Report, STEPS};
use engine::bench::{BenchError, Latency, Settings};
use store::Database;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

pub(super) use engine::bench::scale::Part;

use super::figures::median;
use super::process;
use crate::app::App;
use crate::cli::{BenchArgs, Global};
use crate::failure::CommandError;

/// Processes whose throughput is compared.
const COUNTS: [usize; 3] = [1, 2, 4];
/// Kills, of which the median is told.
const KILLS: usize = 3;
/// How long a load is kept up.
const LOAD_FOR: Duration = Duration::from_secs(5);
/// Runs are started so often under a steady load: evenly, so that it is no row of bursts.
const EVERY: Duration = Duration::from_millis(10);
/// What a host is told that is to be watched, and one that is not.
const WATCHED: &str = "watched";
const UNWATCHED: &str = "-";
/// How often is looked whether something has come about.
const GLANCE: Duration = Duration::from_millis(10);
/// Longer than anything takes; only a defect waits for it.
const PATIENCE: Duration = Duration::from_secs(120);

/// Measures what was asked for, or everything.
pub(super) async fn measure(global: &Global, app: &App, args: &BenchArgs, only: &[Part]) -> Result<Report, CommandError> {
    let wanted = |part: Part| only.is_empty() || only.contains(&part);
    let database = app.postgres.database();
    let mut report = Report::default();
    let runs = usize::try_from(args.runs).unwrap_or(usize::MAX);
    if wanted(Part::Processes) {
        eprintln!("measuring one to four processes …");
        report.processes = Some(processes(global, database, runs).await.map_err(|error| failed(&error))?);
    }
    let settings = Settings { rounds: usize::try_from(args.rounds).unwrap_or(usize::MAX), chains: runs, ..Settings::default() };
    // A host that does next to nothing needs a while to be told from one that does nothing.
    let amounts = Amounts {
        history: args.history,
        sleepers: usize::try_from(args.history / 10).unwrap_or(usize::MAX),
        steps: plan::MAX_STEPS,
        items: 1_000,
        snapshot_for: Duration::from_secs(60 * u64::from(args.snapshot_minutes)),
        idle_for: Duration::from_secs(if args.rounds == 1 { 2 } else { 20 }),
    };
    eprintln!("measuring a host beside all there may be …");
    let objects = app.data_dir().join("bench-objects");
    scale::run(database, &objects, &settings, &amounts, wanted, &mut report).await.map_err(|error| failed(&error))?;
    Ok(report)
}

/// Hosts the engine of one of several processes.
pub(super) async fn host(database: &Database, how: &Path) -> Result<Infallible, CommandError> {
    scale::host(database, how == Path::new(WATCHED)).await.map_err(|error| failed(&error))
}

async fn processes(global: &Global, database: &Database, runs: usize) -> Result<Processes, BenchError> {
    let mut steps_per_s = Vec::new();
    for count in COUNTS {
        let mut hosts = Vec::new();
        for _ in 0..count {
            hosts.push(spawn(global, UNWATCHED, Stdio::null())?);
        }
        // The first round warms them up.
        let mut rates = Vec::new();
        for round in 0..4 {
            let rate = all_of(database, runs).await?;
            if round > 0 {
                rates.push(rate);
            }
        }
        steps_per_s.push((count, median(&rates)));
        end(hosts).await?;
    }
    let peak = steps_per_s[0].1;
    let (at_half_load, w2_at_half_load, shared_after_s) = one_more(global, database, peak / 2.0).await?;
    let mut moved_after_s = Vec::new();
    for _ in 0..KILLS {
        moved_after_s.push(kill(global, database, peak / 4.0).await?);
    }
    Ok(Processes { steps_per_s, at_half_load, w2_at_half_load, shared_after_s, moved_after_s })
}

/// Starts runs all at once, and tells the steps in a second until the last has ended.
async fn all_of(database: &Database, runs: usize) -> Result<f64, BenchError> {
    let began = Instant::now();
    scale::start(database, runs).await?;
    at_rest(database, "the runs did not all end").await?;
    let rate = (runs * STEPS) as f64 / began.elapsed().as_secs_f64();
    let finished = scale::finished(database).await?;
    if finished < runs {
        return Err(format!("of {runs} runs {finished} ended").into());
    }
    scale::clean(database).await?;
    Ok(rate)
}

async fn at_rest(database: &Database, otherwise: &str) -> Result<(), BenchError> {
    let began = Instant::now();
    while scale::anything_goes_on(database).await? {
        if began.elapsed() > PATIENCE {
            return Err(format!("{otherwise} within {PATIENCE:?}").into());
        }
        tokio::time::sleep(GLANCE).await;
    }
    Ok(())
}

/// Keeps up a load of so many steps in a second, and tells how many were done.
async fn steady(database: &Database, steps_per_s: f64, during: Duration) -> Result<f64, BenchError> {
    let (before, began) = (scale::finished(database).await?, Instant::now());
    let mut next = tokio::time::interval(EVERY);
    let mut started = 0;
    while began.elapsed() < during {
        next.tick().await;
        // However long a start takes, the load is what it should be.
        let due = (steps_per_s / STEPS as f64 * began.elapsed().as_secs_f64()) as usize;
        if due > started {
            scale::start(database, due - started).await?;
            started = due;
        }
    }
    let done = scale::finished(database).await?.saturating_sub(before);
    Ok((done * STEPS) as f64 / began.elapsed().as_secs_f64())
}

/// Steps in a second, latencies of single runs, and how soon the shards were shared: before and after another process has come.
async fn one_more(global: &Global, database: &Database, steps_per_s: f64) -> Result<((f64, f64), (Latency, Latency), f64), BenchError> {
    let (first, times) = watched(global)?;
    all_of(database, 100).await?;
    times.take();
    let before = steady(database, steps_per_s, LOAD_FOR).await?;
    let quick = times.take();
    let second = spawn(global, UNWATCHED, Stdio::null())?;
    let began = Instant::now();
    let (after, shared) = tokio::try_join!(steady(database, steps_per_s, LOAD_FOR), shared(database))?;
    let (slow, shared_after_s) = (times.take(), shared.duration_since(began).as_secs_f64());
    end(vec![first, second]).await?;
    scale::clean(database).await?;
    Ok(((before, after), (Latency::of(quick), Latency::of(slow)), shared_after_s))
}

/// When two processes have half of the shards each.
async fn shared(database: &Database) -> Result<Instant, BenchError> {
    let began = Instant::now();
    while scale::shares(database).await? != (2, 32) {
        if began.elapsed() > PATIENCE {
            return Err(format!("two processes did not share the shards within {PATIENCE:?}").into());
        }
        tokio::time::sleep(GLANCE).await;
    }
    Ok(Instant::now())
}

/// Seconds from the end of one of two processes until runs in every shard have ended.
async fn kill(global: &Global, database: &Database, steps_per_s: f64) -> Result<f64, BenchError> {
    let mut first = spawn(global, UNWATCHED, Stdio::null())?;
    let second = spawn(global, UNWATCHED, Stdio::null())?;
    shared(database).await?;
    steady(database, steps_per_s, Duration::from_secs(1)).await?;
    first.kill().await?;
    let killed = Instant::now();
    // Enough that each shard has some.
    scale::start(database, 640).await?;
    at_rest(database, "the work of a killed process did not move").await?;
    let moved = killed.elapsed().as_secs_f64();
    end(vec![second]).await?;
    scale::clean(database).await?;
    Ok(moved)
}

fn spawn(global: &Global, how: &str, told: Stdio) -> Result<Child, BenchError> {
    let mut program = process::program().map_err(|error| error.to_string())?;
    let program = process::on(program.args(["bench", "scale", "--host", how]), global);
    Ok(program.stdin(Stdio::null()).stdout(told).stderr(Stdio::inherit()).kill_on_drop(true).spawn()?)
}

/// A host that tells how long its own runs take.
fn watched(global: &Global) -> Result<(Child, Times), BenchError> {
    let mut host = spawn(global, WATCHED, Stdio::piped())?;
    let times = Times::default();
    if let Some(told) = host.stdout.take() {
        let times = times.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(told).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                times.add(line.parse().ok());
            }
        });
    }
    Ok((host, times))
}

/// Milliseconds that were told since they were taken last.
#[derive(Clone, Default)]
struct Times(Arc<Mutex<Vec<f64>>>);

impl Times {
    fn add(&self, ms: Option<f64>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(ms);
    }

    fn take(&self) -> Vec<f64> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn end(hosts: Vec<Child>) -> Result<(), BenchError> {
    for mut host in hosts {
        host.kill().await?;
    }
    Ok(())
}

fn failed(error: &BenchError) -> CommandError {
    CommandError::failed("BENCH", format!("bench scale: {error}"))
}

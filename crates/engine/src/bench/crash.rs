//! `W5`: a host is killed in the middle of its work. What it had done is told by a file that its steps write, and by the journal.
//!
//! The host must be a process of its own, so that it can be killed as a machine would kill it: whoever measures starts it with
//! [`host`], and reads what came of it with [`Bodies`] and [`completed`].

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use db::queries::engine::shards;
use futures_util::future::BoxFuture;
use machine::{Entry, Failure, FailureClass, Meter, RunStatus};
use serde::Serialize;
use serde_json::json;
use store::{Database, Identity};
use uuid::Uuid;

use super::{BenchError, NOBODY, median, workload};
use crate::ports::{Effect, EffectCall, Produced, Registry, RunId};
use crate::{Config, Engine, NewRun, keeper, submit, view, work};

/// Runs that are under way when the host is killed.
pub const RUNS: usize = 200;
/// Steps of each.
pub const STEPS: usize = 10;

/// What a kill cost: medians of the kills, the worst of them for what must not happen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Crash {
    /// Seconds from the start of the new process to the first step that it begins.
    pub first_step_s: f64,
    /// Steps begun again although their end was in the journal; over all kills.
    pub repeated_durable: usize,
    /// Steps begun again whose work had ended and was not in the journal yet; the median.
    pub repeated_ended: f64,
    /// Steps begun again that were in the middle of their work; the median.
    pub repeated_running: f64,
    /// Kills.
    pub kills: usize,
    /// Steps of all runs.
    pub steps: usize,
}

impl Crash {
    /// From what each kill cost.
    #[must_use]
    pub fn of(kills: &[Kill]) -> Self {
        let median_of = |pick: fn(&Kill) -> f64| median(kills.iter().map(pick).collect());
        Self {
            first_step_s: median_of(|kill| kill.first_step_s),
            repeated_durable: kills.iter().map(|kill| kill.repeated_durable).sum(),
            repeated_ended: median_of(|kill| kill.repeated_ended as f64),
            repeated_running: median_of(|kill| kill.repeated_running as f64),
            kills: kills.len(),
            steps: RUNS * STEPS,
        }
    }
}

/// What one kill cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kill {
    /// Seconds from the start of the new process to the first step that it begins.
    pub first_step_s: f64,
    /// Steps begun again although their end was in the journal.
    pub repeated_durable: usize,
    /// Steps begun again whose work had ended and was not in the journal yet.
    pub repeated_ended: usize,
    /// Steps begun again that were in the middle of their work.
    pub repeated_running: usize,
}

/// Hosts an engine whose steps take about 50 ms and write down when they begin and end. Goes on until the process is killed.
///
/// # Errors
/// The file or the database cannot be used.
pub async fn host(database: &Database, bodies: &Path) -> Result<std::convert::Infallible, BenchError> {
    let file = std::fs::OpenOptions::new().create(true).append(true).open(bodies)?;
    let mut registry = Registry::default();
    registry.effects.insert("work".to_owned(), Arc::new(Body { file: Arc::new(Mutex::new(file)) }));
    let config = Config { name: "gatewright bench, to be killed".to_owned(), ..Config::default() };
    let _engine = Engine::start(database.clone(), registry, config).await?;
    std::future::pending().await
}

/// Submits the runs for a host elsewhere.
///
/// # Errors
/// The database refused.
pub async fn submit_runs(database: &Database) -> Result<Vec<RunId>, BenchError> {
    let plan = workload::chain_of("work", STEPS)?;
    let mut client = database.get(Identity::Service).await?;
    let transaction = client.transaction().await?;
    let mut runs = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let run = NewRun {
            run_id: Uuid::now_v7(),
            owner: NOBODY,
            plan: plan.clone(),
            input: json!({}),
            approved_in_advance: None,
            start_key: None,
        };
        submit(&transaction, &run).await?;
        runs.push(run.run_id);
    }
    transaction.commit().await?;
    keeper::hint(database).await?;
    Ok(runs)
}

/// Waits until some process owns shards.
///
/// # Errors
/// Nobody came in time, or the database cannot be reached.
pub async fn owned(database: &Database, patience: Duration) -> Result<(), BenchError> {
    let waiting = async {
        let client = database.get(Identity::Service).await?;
        while !shards::somebody_owns().bind(&client).one().await? {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok::<_, BenchError>(())
    };
    tokio::time::timeout(patience, waiting).await.map_err(|_| "the host to be killed did not come up in time")?
}

/// Waits until all runs have completed.
///
/// # Errors
/// They did not in time, or one came to another end.
pub async fn all_completed(database: &Database, runs: &[RunId], patience: Duration) -> Result<(), BenchError> {
    let waiting = async {
        for run_id in runs {
            loop {
                match view::run(database, *run_id).await?.map(|run| run.status) {
                    Some(RunStatus::Completed) => break,
                    Some(RunStatus::Running) => tokio::time::sleep(Duration::from_millis(20)).await,
                    other => return Err(format!("run {run_id} is {other:?}").into()),
                }
            }
        }
        Ok::<_, BenchError>(())
    };
    tokio::time::timeout(patience, waiting).await.map_err(|_| "the runs did not complete after the host was killed")?
}

/// The steps whose end is in the journal, named as [`Bodies`] names them.
///
/// # Errors
/// The journal cannot be read.
pub async fn completed(database: &Database, runs: &[RunId]) -> Result<BTreeSet<String>, BenchError> {
    let mut ended = BTreeSet::new();
    for run_id in runs {
        for recorded in view::journal(database, *run_id, 0).await? {
            if let Entry::EffectCompleted { effort, .. } = recorded.entry {
                ended.insert(work::idempotency_key(*run_id, &effort, 1));
            }
        }
    }
    Ok(ended)
}

/// Removes the runs.
///
/// # Errors
/// The database refused.
pub async fn clean(database: &Database) -> Result<(), BenchError> {
    super::clean(database).await
}

/// What steps wrote down: when each began and ended, in milliseconds since 1970.
#[derive(Debug, Clone, Default)]
pub struct Bodies {
    begun: BTreeMap<String, Vec<u64>>,
    ended: BTreeSet<String>,
}

impl Bodies {
    /// Reads the file that a host writes; a line cut by the kill does not count.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(path: &PathBuf) -> Result<Self, BenchError> {
        let mut bodies = Self::default();
        for line in std::fs::read_to_string(path)?.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            let mut words = line.split_whitespace();
            let (Some(what), Some(key), Some(at)) = (words.next(), words.next(), words.next()) else { continue };
            match what {
                "begun" => bodies.begun.entry(key.to_owned()).or_default().push(at.parse()?),
                _ => {
                    bodies.ended.insert(key.to_owned());
                }
            }
        }
        Ok(bodies)
    }

    /// How many steps ended.
    #[must_use]
    pub fn ended(&self) -> usize {
        self.ended.len()
    }

    /// What a kill cost: `before` is what stood in the file, and `durable` what stood in the journal, when the host was dead.
    #[must_use]
    pub fn cost(&self, before: &Self, durable: &BTreeSet<String>, restarted_ms: u64) -> Kill {
        let again: Vec<&String> =
            self.begun.iter().filter(|(key, times)| times.len() > before.begun.get(*key).map_or(0, Vec::len)).map(|(key, _)| key).collect();
        let first = self.begun.values().flatten().filter(|at| **at >= restarted_ms).min().copied().unwrap_or(restarted_ms);
        let repeated = |holds: &dyn Fn(&String) -> bool| again.iter().filter(|key| before.begun.contains_key(**key) && holds(key)).count();
        Kill {
            first_step_s: (first - restarted_ms) as f64 / 1_000.0,
            repeated_durable: repeated(&|key| durable.contains(key)),
            repeated_ended: repeated(&|key| before.ended.contains(key) && !durable.contains(key)),
            repeated_running: repeated(&|key| !before.ended.contains(key) && !durable.contains(key)),
        }
    }
}

/// Milliseconds since 1970, by this machine's clock.
#[must_use]
pub fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Takes 25 to 75 ms.
struct Body {
    file: Arc<Mutex<std::fs::File>>,
}

impl Body {
    fn note(&self, what: &str, key: &str) -> Result<(), Failure> {
        // One write for each line, appended: whole lines survive the kill of the process.
        let line = format!("{what} {key} {}\n", now_ms());
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes()).map_err(|error| Failure {
            code: "BENCH_FILE".to_owned(),
            message: error.to_string(),
            class: FailureClass::Fatal,
            needs_person: true,
            meter: Meter::default(),
        })
    }
}

impl Effect for Body {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let body = Self { file: self.file.clone() };
        Box::pin(async move {
            body.note("begun", &call.idempotency_key)?;
            let spread = Uuid::now_v7().as_u64_pair().1 % 51;
            tokio::time::sleep(Duration::from_millis(25 + spread)).await;
            body.note("ended", &call.idempotency_key)?;
            Ok(Produced::default())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Bodies {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Bodies::read(&file.path().to_owned()).unwrap()
    }

    #[test]
    fn tells_repeated_steps_by_how_far_they_had_come() {
        let killed = "begun durable 1\nended durable 2\nbegun lost 1\nended lost 3\nbegun running 2\nbegun cut 2\nended cut";
        let before = read(killed);
        assert_eq!(before.ended(), 2);
        let after = read(&format!("{} 9\nbegun lost 250\nended lost 300\nbegun running 260\nbegun new 270\nbegun durable 280\n", killed));
        let durable = BTreeSet::from(["durable".to_owned()]);
        let kill = after.cost(&before, &durable, 100);
        assert_eq!(kill, Kill { first_step_s: 0.15, repeated_durable: 1, repeated_ended: 1, repeated_running: 1 });
    }
}

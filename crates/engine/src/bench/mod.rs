//! Benchmarks of the host, each beside a ceiling that the same server gave in the same minutes. Durability is as in production.
//!
//! | | workload | figure |
//! |---|---|---|
//! | `W1` | many runs of ten steps, one after the other | steps/s, CPU, WAL, commits and table bytes for each step |
//! | `W1+content` | the same, of a module that writes tables of its own ([`module`]) | the same |
//! | `W2` | a run of one step, started and waited for | milliseconds from the call to the result |
//! | `W3` | one run of fifty steps, one after the other, nothing else going on | milliseconds for each step |
//! | `W4` | one step on a hundred items, joined | milliseconds |
//! | `W5` | 200 runs of ten steps of 50 ms, killed in the middle ([`crash`]) | seconds to the first step again, steps done twice |
//! | `signals` | a thousand runs that wait for twenty signals, one after the other | signals/s, each answered when it is durable |
//! | `idle` | nothing | percent of a core, queries/s |
//!
//! A step does nothing and gives 50 bytes; it goes the ordinary way of every effect, and is committed before the next one starts.

mod ceiling;
mod cost;
pub mod crash;
pub mod history;
pub mod module;
pub mod scale;
mod signals;
mod workload;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use store::{Database, Identity};
use uuid::Uuid;

use self::ceiling::Ceiling;
use self::crash::Crash;
use self::signals::Signals;
pub use self::workload::Latency;
use self::workload::{Chains, Fan, Idle, Lone};
use crate::ports::Registry;
use crate::{Config, Engine};

/// What to measure.
#[derive(Debug, Clone)]
pub struct Settings {
    /// These alone; all of them where empty.
    pub only: Vec<Workload>,
    /// How often each is measured; medians are told.
    pub rounds: usize,
    /// Runs of `W1` in a round.
    pub chains: usize,
    /// Runs of `W1` under way at once.
    pub at_once: usize,
    /// Runs of `W2` in a round.
    pub starts: usize,
    /// Writers of the host.
    pub lanes: usize,
    /// How long each rate of the ceiling is measured.
    pub ceiling_for: Duration,
    /// How long an idle host is watched.
    pub idle_for: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            only: Vec::new(),
            rounds: 3,
            chains: 10_000,
            at_once: 2_000,
            starts: 300,
            lanes: Config::default().lanes,
            ceiling_for: Duration::from_secs(2),
            idle_for: Duration::from_secs(10),
        }
    }
}

/// One of the workloads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    /// Plain SQL: what the server takes at most.
    Ceiling,
    /// Throughput of sequential steps.
    W1,
    /// The same, with the tables of a module. [`run`] leaves it out: the engine knows no module; see [`module`].
    W1Content,
    /// Latency of a run.
    W2,
    /// Latency of a step.
    W3,
    /// Latency of a fan-out.
    W4,
    /// A host that is killed. [`run`] leaves it out: it takes a process to kill.
    W5,
    /// Throughput of signals.
    Signals,
    /// A host that has nothing to do.
    Idle,
}

impl FromStr for Workload {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name.to_ascii_lowercase().as_str() {
            "ceiling" => Ok(Self::Ceiling),
            "w1" => Ok(Self::W1),
            "w1-content" => Ok(Self::W1Content),
            "w2" => Ok(Self::W2),
            "w3" => Ok(Self::W3),
            "w4" => Ok(Self::W4),
            "w5" => Ok(Self::W5),
            "signals" => Ok(Self::Signals),
            "idle" => Ok(Self::Idle),
            _ => Err(format!("there is no workload `{name}`; there are ceiling, w1, w1-content, w2, w3, w4, w5, signals and idle")),
        }
    }
}

/// What was measured; what was not asked for is left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Report {
    /// What the server takes at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Ceiling>,
    /// Throughput of sequential steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub w1: Option<Chains>,
    /// The same, with the tables of a module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub w1_content: Option<Chains>,
    /// Latency of a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub w2: Option<Latency>,
    /// Latency of a step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub w3: Option<Lone>,
    /// Latency of a fan-out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub w4: Option<Fan>,
    /// A host that is killed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub w5: Option<Crash>,
    /// Throughput of signals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signals: Option<Signals>,
    /// A host that has nothing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle: Option<Idle>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ceiling) = &self.ceiling {
            writeln!(
                f,
                "ceiling  {:>9.0} rows/s, one a commit; {:.0} rows/s, a hundred a commit; {:.2} ms for a row and its commit alone",
                ceiling.rows_per_s_1, ceiling.rows_per_s_100, ceiling.commit_ms
            )?;
        }
        if let Some(w1) = &self.w1 {
            let of_ceiling = self.ceiling.as_ref().map(|ceiling| w1.steps_per_s / ceiling.rows_per_s_1);
            write!(f, "W1       {:>9.0} steps/s", w1.steps_per_s)?;
            if let Some(ratio) = of_ceiling {
                write!(f, " ({ratio:.2} of the rows/s, one a commit)")?;
            }
            writeln!(f, "; {}", w1.cost())?;
        }
        if let Some(content) = &self.w1_content {
            write!(f, "W1+content {:>7.0} steps/s", content.steps_per_s)?;
            if let Some(w1) = &self.w1 {
                write!(f, " ({:.2} of W1)", content.steps_per_s / w1.steps_per_s)?;
            }
            writeln!(f, "; {}", content.cost())?;
        }
        let in_commits = |ms: f64| {
            let commits = self.ceiling.as_ref().map(|ceiling| ms / ceiling.commit_ms);
            commits.map_or_else(String::new, |commits| format!(" ({commits:.2} commits)"))
        };
        if let Some(w2) = &self.w2 {
            let commits = in_commits(w2.p50_ms);
            writeln!(f, "W2       {:>9.2} ms p50{commits}, {:.2} p95, {:.2} p99 from start to result", w2.p50_ms, w2.p95_ms, w2.p99_ms)?;
        }
        if let Some(w3) = &self.w3 {
            writeln!(f, "W3       {:>9.2} ms for each of fifty steps{}", w3.ms_per_step, in_commits(w3.ms_per_step))?;
        }
        if let Some(w4) = &self.w4 {
            writeln!(f, "W4       {:>9.2} ms for a hundred items and their join", w4.ms)?;
        }
        if let Some(w5) = &self.w5 {
            writeln!(
                f,
                "W5       {:>9.2} s to the first step again; of {} steps {} done twice although durable, {:.0} that had ended, {:.0} under way ({} kills)",
                w5.first_step_s, w5.steps, w5.repeated_durable, w5.repeated_ended, w5.repeated_running, w5.kills
            )?;
        }
        if let Some(signals) = &self.signals {
            writeln!(
                f,
                "signals  {:>9.0} signals/s; for 1,000 {:.3} CPU-s (engine {:.3}, PostgreSQL {:.3})",
                signals.signals_per_s,
                signals.engine_cpu_s_per_1000 + signals.postgres_cpu_s_per_1000,
                signals.engine_cpu_s_per_1000,
                signals.postgres_cpu_s_per_1000
            )?;
        }
        if let Some(idle) = &self.idle {
            writeln!(
                f,
                "idle     {:>9.2} % of a core, PostgreSQL {:.2} %; {:.2} queries/s",
                idle.engine_cpu_percent, idle.postgres_cpu_percent, idle.queries_per_s
            )?;
        }
        Ok(())
    }
}

/// Something went wrong while measuring.
pub type BenchError = Box<dyn std::error::Error + Send + Sync>;

/// Measures a host on a migrated database where no other engine lives. The runs it leaves are removed afterwards.
///
/// # Errors
/// The database cannot be reached, an engine hosts it already, or a run did not complete.
pub async fn run(database: &Database, settings: &Settings) -> Result<Report, BenchError> {
    if crate::somebody_owns(database).await? {
        return Err("an engine hosts this database already; stop it, or use another data directory".into());
    }
    let wanted = |workload: Workload| settings.only.is_empty() || settings.only.contains(&workload);
    let mut report = Report::default();
    if wanted(Workload::Ceiling) {
        report.ceiling = Some(ceiling::measure(database, settings.rounds, settings.ceiling_for).await?);
    }
    let mut registry = Registry::default();
    registry.effects.insert("noop".to_owned(), Arc::new(workload::Noop));
    let engine = Engine::start(database.clone(), registry, config(settings)).await?;
    let measured = measure(&engine, settings, &wanted, &mut report).await;
    engine.stop(Duration::from_secs(10)).await;
    clean(database).await?;
    measured.map(|()| report)
}

fn config(settings: &Settings) -> Config {
    Config { lanes: settings.lanes, name: "gatewright bench".to_owned(), ..Config::default() }
}

async fn measure(engine: &Engine, settings: &Settings, wanted: &impl Fn(Workload) -> bool, report: &mut Report) -> Result<(), BenchError> {
    let handle = engine.handle();
    handle.ready().await;
    if wanted(Workload::W2) {
        report.w2 = Some(workload::starts(&handle, settings).await?);
    }
    if wanted(Workload::W3) {
        report.w3 = Some(workload::lone(&handle, settings).await?);
    }
    if wanted(Workload::W4) {
        report.w4 = Some(workload::fan_out(&handle, settings).await?);
    }
    if wanted(Workload::W1) {
        report.w1 = Some(workload::chains(&handle, settings).await?);
    }
    if wanted(Workload::Signals) {
        report.signals = Some(signals::measure(&handle, settings).await?);
    }
    if wanted(Workload::Idle) {
        report.idle = Some(workload::idle(&handle, settings.idle_for).await?);
    }
    Ok(())
}

/// Whom the runs of a benchmark belong to: nobody.
const NOBODY: Uuid = Uuid::nil();

/// Removes everything that belongs to nobody, which only a benchmark leaves.
async fn clean(database: &Database) -> Result<(), BenchError> {
    let client = database.get(Identity::Service).await?;
    client
        .batch_execute(
            "delete from engine.journal as j using engine.runs as r
              where r.id = j.run_id and r.owner_id = '00000000-0000-0000-0000-000000000000';
             delete from engine.submissions where owner_id = '00000000-0000-0000-0000-000000000000';
             delete from engine.runs where owner_id = '00000000-0000-0000-0000-000000000000'",
        )
        .await?;
    Ok(())
}

/// The middle of some samples; the lower one of two in the middle.
fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples.get(samples.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

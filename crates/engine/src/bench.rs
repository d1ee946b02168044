//! A benchmark of the host: many runs of three steps that do nothing, beside the ceiling of the same server in the same minute.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream;
use machine::{Failure, RunStatus};
use plan::Plan;
use serde_json::json;
use store::{Database, Identity};
use uuid::Uuid;

use crate::ports::{Effect, EffectCall, Produced, Registry};
use crate::{Config, Engine, NewRun};

/// What to measure.
#[derive(Debug, Clone)]
pub struct BenchConfig {
    /// Runs in all.
    pub runs: usize,
    /// Runs under way at once; 1 measures latency, many measure throughput.
    pub at_once: usize,
    /// Writers of the host.
    pub lanes: usize,
    /// How long the ceiling is measured.
    pub ceiling_for: Duration,
}

impl Default for BenchConfig {
    fn default() -> Self {
        Self { runs: 2_000, at_once: 200, lanes: 1, ceiling_for: Duration::from_secs(2) }
    }
}

/// What was measured. Durability was as in production.
#[derive(Debug, Clone, PartialEq)]
pub struct BenchReport {
    /// Runs completed.
    pub runs: usize,
    /// Runs under way at once.
    pub at_once: usize,
    /// Wall time of all of them.
    pub elapsed: Duration,
    /// Steps completed in a second.
    pub steps_per_second: f64,
    /// Commits of the engine for each step, without those of the submissions.
    pub commits_per_step: f64,
    /// Half of the runs took no longer from submission to end.
    pub p50: Duration,
    /// 99 of 100 took no longer.
    pub p99: Duration,
    /// The ceiling: durable inserts of one row, one commit each, in a second, over as many connections.
    pub inserts_per_second: f64,
    /// Connections that measured the ceiling.
    pub connections: usize,
}

impl BenchReport {
    /// Steps for each insert of the ceiling: above 1 the host does more than one commit a step could.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.steps_per_second / self.inserts_per_second
    }
}

impl fmt::Display for BenchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |duration: Duration| duration.as_secs_f64() * 1_000.0;
        writeln!(f, "{} runs of three steps, {} at once, in {:.2} s", self.runs, self.at_once, self.elapsed.as_secs_f64())?;
        writeln!(f, "  steps/s           {:>10.0}", self.steps_per_second)?;
        writeln!(f, "  commits/step      {:>10.3}", self.commits_per_step)?;
        writeln!(f, "  start to finish   {:>10.1} ms p50, {:.1} ms p99", milliseconds(self.p50), milliseconds(self.p99))?;
        writeln!(
            f,
            "  ceiling           {:>10.0} single-row durable inserts/s over {} connections",
            self.inserts_per_second, self.connections
        )?;
        write!(f, "  steps to ceiling  {:>10.2}", self.ratio())
    }
}

/// Something went wrong while measuring.
pub type BenchError = Box<dyn std::error::Error + Send + Sync>;

/// Measures a host on a migrated database where no other engine lives. The runs it leaves are removed afterwards.
///
/// # Errors
/// The database cannot be reached, an engine hosts it already, or a run did not complete.
pub async fn bench(database: &Database, bench: &BenchConfig) -> Result<BenchReport, BenchError> {
    if crate::somebody_owns(database).await? {
        return Err("an engine hosts this database already; stop it, or use another data directory".into());
    }
    let connections = bench.at_once.clamp(1, 8);
    let inserts_per_second = ceiling(database, connections, bench.ceiling_for).await?;

    let mut registry = Registry::default();
    registry.effects.insert("noop".to_owned(), Arc::new(Noop));
    let config = Config { lanes: bench.lanes, name: "gatewright bench".to_owned(), ..Config::default() };
    let engine = Engine::start(database.clone(), registry, config).await?;
    let handle = engine.handle();
    handle.ready().await;
    // Prepares statements and warms the pool.
    let plan = Arc::new(three_steps()?);
    measure(&handle, &plan, bench.at_once * 2, bench.at_once).await?;

    let before = handle.statistics();
    let started = Instant::now();
    let mut durations = measure(&handle, &plan, bench.runs, bench.at_once).await?;
    let elapsed = started.elapsed();
    let waves = handle.statistics().waves - before.waves;
    engine.stop(Duration::from_secs(10)).await;
    clean(database).await?;

    durations.sort();
    let at = |share: f64| durations[((durations.len() - 1) as f64 * share).round() as usize];
    let steps = (bench.runs * 3) as f64;
    Ok(BenchReport {
        runs: bench.runs,
        at_once: bench.at_once,
        elapsed,
        steps_per_second: steps / elapsed.as_secs_f64(),
        commits_per_step: waves as f64 / steps,
        p50: at(0.5),
        p99: at(0.99),
        inserts_per_second,
        connections,
    })
}

/// Runs so many runs, so many at once, and tells how long each took.
async fn measure(handle: &crate::Handle, plan: &Arc<Plan>, runs: usize, at_once: usize) -> Result<Vec<Duration>, BenchError> {
    let each = stream::iter(0..runs).map(|_| async {
        let run = NewRun {
            run_id: Uuid::now_v7(),
            owner: Uuid::nil(),
            plan: plan.clone(),
            input: json!({}),
            approved_in_advance: None,
            start_key: None,
        };
        let started = Instant::now();
        let ended = handle.run(&run).await?;
        match ended {
            RunStatus::Completed => Ok::<_, BenchError>(started.elapsed()),
            other => Err(format!("run {} is {other:?}", run.run_id).into()),
        }
    });
    each.buffer_unordered(at_once.max(1)).collect::<Vec<_>>().await.into_iter().collect()
}

/// Single-row inserts, each its own durable commit, over several connections.
async fn ceiling(database: &Database, connections: usize, during: Duration) -> Result<f64, BenchError> {
    let inserted = AtomicU64::new(0);
    let started = Instant::now();
    let work = (0..connections).map(|_| async {
        let client = database.get(Identity::Service).await?;
        let insert = client.prepare_cached(INSERT).await?;
        while started.elapsed() < during {
            client.execute(&insert, &[&Uuid::now_v7().to_string()]).await?;
            inserted.fetch_add(1, Ordering::Relaxed);
        }
        Ok::<_, BenchError>(())
    });
    for done in futures_util::future::join_all(work).await {
        done?;
    }
    let rate = inserted.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64();
    clean(database).await?;
    Ok(rate)
}

/// A narrow logged table with a key: what a system with one commit for each step would write at the least.
const INSERT: &str = "insert into engine.start_keys (owner_id, key, run_id, fingerprint) \
                      values ('00000000-0000-0000-0000-000000000000', $1, gen_random_uuid(), '')";

/// Removes everything that belongs to nobody, which only a benchmark leaves.
async fn clean(database: &Database) -> Result<(), BenchError> {
    let client = database.get(Identity::Service).await?;
    client
        .batch_execute(
            "delete from engine.start_keys where owner_id = '00000000-0000-0000-0000-000000000000';
             delete from engine.journal as j using engine.runs as r
              where r.id = j.run_id and r.owner_id = '00000000-0000-0000-0000-000000000000';
             delete from engine.runs where owner_id = '00000000-0000-0000-0000-000000000000'",
        )
        .await?;
    Ok(())
}

fn three_steps() -> Result<Plan, serde_json::Error> {
    let step = |id: &str, needs: &[&str]| json!({ "id": id, "needs": needs, "work": { "effect": { "effect": "noop" } } });
    serde_json::from_value(json!({
        "grammar": plan::GRAMMAR, "name": "bench", "steps": [step("one", &[]), step("two", &["one"]), step("three", &["two"])]
    }))
}

struct Noop;

impl Effect for Noop {
    fn run(&self, _: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        Box::pin(async { Ok(Produced::default()) })
    }
}

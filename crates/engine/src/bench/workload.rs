//! The workloads.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream;
use machine::{Failure, RunStatus};
use plan::Plan;
use serde::Serialize;
use serde_json::{Value, json};

use super::cost::Cost;
use super::{BenchError, NOBODY, Settings, median};
use crate::ports::{Effect, EffectCall, Produced};
use crate::{Handle, NewRun};

/// Steps of a run of `W1`.
const CHAIN: usize = 10;
/// Steps of the run of `W3`.
const LONE: usize = 50;
/// Items of the fan-out of `W4`.
const ITEMS: usize = 100;
/// Runs of `W3` and `W4` in a round.
const REPEATS: usize = 20;

/// How long sessions keep what they did to themselves, at most.
const SETTLE: Duration = Duration::from_secs(11);

/// `W1`: throughput of sequential steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chains {
    /// Steps completed in a second: the median of the rounds.
    pub steps_per_s: f64,
    /// Of each round.
    pub rounds: Vec<f64>,
    /// Seconds of processor for a thousand steps, engine and PostgreSQL together.
    pub cpu_s_per_1000: f64,
    /// The engine's part.
    pub engine_cpu_s_per_1000: f64,
    /// PostgreSQL's part.
    pub postgres_cpu_s_per_1000: f64,
    /// Bytes of write-ahead log for a step.
    pub wal_bytes_per_step: f64,
    /// Growth of the tables and their indexes for a step.
    pub table_bytes_per_step: f64,
    /// Commits for a step, starts of runs included.
    pub commits_per_step: f64,
    /// Runs in a round.
    pub runs: usize,
    /// Runs under way at once.
    pub at_once: usize,
}

impl Chains {
    /// What a step costs, in words.
    pub(super) fn cost(&self) -> String {
        format!(
            "for 1,000 steps {:.3} CPU-s (engine {:.3}, PostgreSQL {:.3}); a step {:.0} bytes of WAL, {:.0} of tables, {:.3} commits",
            self.cpu_s_per_1000,
            self.engine_cpu_s_per_1000,
            self.postgres_cpu_s_per_1000,
            self.wal_bytes_per_step,
            self.table_bytes_per_step,
            self.commits_per_step
        )
    }
}

/// `W2`: latency of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Latency {
    /// Half of the runs took no longer.
    pub p50_ms: f64,
    /// 95 of 100.
    pub p95_ms: f64,
    /// 99 of 100.
    pub p99_ms: f64,
}

/// `W3`: latency of a step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lone {
    /// Milliseconds for each step of a run that has the host for itself, its start not counted.
    pub ms_per_step: f64,
}

/// `W4`: latency of a fan-out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fan {
    /// Milliseconds from start to joined result.
    pub ms: f64,
}

/// A host that has nothing to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Idle {
    /// Percent of a core that this process uses.
    pub engine_cpu_percent: f64,
    /// Percent of a core that the server uses, its own upkeep included.
    pub postgres_cpu_percent: f64,
    /// Transactions in a second.
    pub queries_per_s: f64,
}

/// Does nothing and gives 50 bytes.
pub(super) struct Noop;

impl Latency {
    /// Of these, which are milliseconds.
    #[must_use]
    pub fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times.get((times.len().saturating_sub(1) as f64 * share).round() as usize).copied().unwrap_or_default();
        Self { p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99) }
    }
}

impl Effect for Noop {
    fn run(&self, _: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        Box::pin(async {
            let value = Value::from("12345678901234567890123456789012345678901234567890");
            Ok(Produced { value, ..Produced::default() })
        })
    }
}

pub(super) async fn chains(handle: &Handle, settings: &Settings) -> Result<Chains, BenchError> {
    let plan = chain(CHAIN)?;
    measured(handle, settings, CHAIN, async |runs, at_once| many(handle, &plan, runs, at_once).await.map(drop)).await
}

/// Measures rounds of runs of so many steps each. `carry_out` is told how many runs, and how many of them at once.
pub(super) async fn measured(
    handle: &Handle,
    settings: &Settings,
    steps: usize,
    carry_out: impl AsyncFn(usize, usize) -> Result<(), BenchError>,
) -> Result<Chains, BenchError> {
    let at_once = settings.at_once.min(settings.chains).max(1);
    // Prepares statements, warms pools and caches.
    carry_out(at_once.min(500), at_once).await?;
    let steps = (settings.chains * steps) as f64;
    let mut rounds = Vec::new();
    let mut costs = Vec::new();
    for _ in 0..settings.rounds.max(1) {
        let before = Cost::now(handle.database()).await?;
        let started = Instant::now();
        carry_out(settings.chains, at_once).await?;
        rounds.push(steps / started.elapsed().as_secs_f64());
        costs.push(Cost::now(handle.database()).await?.since(before));
    }
    let of = |pick: fn(&Cost) -> f64| median(costs.iter().map(pick).collect()) / steps;
    let (engine, postgres) = (of(|cost| cost.engine_cpu_s) * 1_000.0, of(|cost| cost.postgres_cpu_s) * 1_000.0);
    Ok(Chains {
        steps_per_s: median(rounds.clone()),
        rounds,
        cpu_s_per_1000: engine + postgres,
        engine_cpu_s_per_1000: engine,
        postgres_cpu_s_per_1000: postgres,
        wal_bytes_per_step: of(|cost| cost.wal_bytes),
        table_bytes_per_step: of(|cost| cost.table_bytes),
        commits_per_step: of(|cost| cost.commits),
        runs: settings.chains,
        at_once,
    })
}

pub(super) async fn starts(handle: &Handle, settings: &Settings) -> Result<Latency, BenchError> {
    let plan = chain(1)?;
    many(handle, &plan, 20, 1).await?;
    let (mut p50, mut p95, mut p99) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..settings.rounds.max(1) {
        let times = many(handle, &plan, settings.starts.max(1), 1).await?;
        let round = Latency::of(times.into_iter().map(milliseconds).collect());
        p50.push(round.p50_ms);
        p95.push(round.p95_ms);
        p99.push(round.p99_ms);
    }
    Ok(Latency { p50_ms: median(p50), p95_ms: median(p95), p99_ms: median(p99) })
}

/// A run of one step is taken off, so that what is left is steps.
pub(super) async fn lone(handle: &Handle, settings: &Settings) -> Result<Lone, BenchError> {
    let (long, short) = (chain(LONE)?, chain(1)?);
    many(handle, &long, 2, 1).await?;
    let mut rounds = Vec::new();
    for _ in 0..settings.rounds.max(1) {
        let start = median_ms(many(handle, &short, REPEATS, 1).await?);
        let whole = median_ms(many(handle, &long, REPEATS, 1).await?);
        rounds.push((whole - start) / (LONE - 1) as f64);
    }
    Ok(Lone { ms_per_step: median(rounds) })
}

pub(super) async fn fan_out(handle: &Handle, settings: &Settings) -> Result<Fan, BenchError> {
    let plan: Arc<Plan> = Arc::new(serde_json::from_value(json!({
        "grammar": plan::GRAMMAR, "name": "bench-fan-out", "steps": [
            { "id": "each", "work": { "each": { "items": format!("range({ITEMS})"), "call": { "effect": "noop", "with": "{{ item }}" } } } },
            { "id": "join", "needs": ["each"], "work": { "effect": { "effect": "noop" } } },
        ]
    }))?);
    many(handle, &plan, 2, 1).await?;
    let mut rounds = Vec::new();
    for _ in 0..settings.rounds.max(1) {
        rounds.push(median_ms(many(handle, &plan, REPEATS, 1).await?));
    }
    Ok(Fan { ms: median(rounds) })
}

/// What a host costs that has nothing to do.
pub(super) async fn idle(handle: &Handle, during: Duration) -> Result<Idle, BenchError> {
    // Sessions that fell idle report what they did within ten seconds.
    tokio::time::sleep(SETTLE).await;
    // What the look itself adds to the count.
    let own = Cost::now(handle.database()).await?;
    let (before, started) = (Cost::now(handle.database()).await?, Instant::now());
    tokio::time::sleep(during).await;
    let cost = Cost::now(handle.database()).await?.since(before);
    let own = before.since(own).commits;
    let seconds = started.elapsed().as_secs_f64();
    Ok(Idle {
        engine_cpu_percent: cost.engine_cpu_s / seconds * 100.0,
        postgres_cpu_percent: cost.postgres_cpu_s / seconds * 100.0,
        queries_per_s: (cost.commits - own).max(0.0) / seconds,
    })
}

/// Runs so many runs, so many at once, and tells how long each took.
async fn many(handle: &Handle, plan: &Arc<Plan>, runs: usize, at_once: usize) -> Result<Vec<Duration>, BenchError> {
    let each = stream::iter(0..runs).map(|_| async {
        let run = NewRun {
            run_id: handle.new_run_id(),
            owner: NOBODY,
            plan: plan.clone(),
            input: json!({}),
            approved_in_advance: None,
            start_key: None,
        };
        let started = Instant::now();
        match handle.run(&run).await? {
            RunStatus::Completed => Ok::<_, BenchError>(started.elapsed()),
            other => Err(format!("run {} is {other:?}", run.run_id).into()),
        }
    });
    each.buffer_unordered(at_once.max(1)).collect::<Vec<_>>().await.into_iter().collect()
}

fn chain(steps: usize) -> Result<Arc<Plan>, BenchError> {
    chain_of("noop", steps)
}

/// Steps that each need the one before.
pub(super) fn chain_of(effect: &str, steps: usize) -> Result<Arc<Plan>, BenchError> {
    let step = |at: usize| {
        let needs: Vec<String> = (at > 0).then(|| format!("s{:02}", at - 1)).into_iter().collect();
        json!({ "id": format!("s{at:02}"), "needs": needs, "work": { "effect": { "effect": effect } } })
    };
    let steps: Vec<Value> = (0..steps).map(step).collect();
    Ok(Arc::new(serde_json::from_value(json!({ "grammar": plan::GRAMMAR, "name": "bench", "steps": steps }))?))
}

fn median_ms(times: Vec<Duration>) -> f64 {
    median(times.into_iter().map(milliseconds).collect())
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

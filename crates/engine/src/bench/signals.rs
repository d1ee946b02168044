//! Throughput of signals: each is sent, journaled, taken by the step that waits for it, and then answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use machine::{Actor, RunStatus};
use plan::Plan;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::cost::Cost;
use super::{BenchError, NOBODY, Settings, median};
use crate::{Answer, Handle, NewRun};

/// Runs that are sent signals at the same time, in a round.
const RUNS: usize = 1_000;
/// Signals that each of them waits for.
const EACH: usize = 20;
/// Longer than any answer takes; only a defect waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Throughput of signals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Signals {
    /// Signals that were answered in a second: the median of the rounds.
    pub signals_per_s: f64,
    /// Of each round.
    pub rounds: Vec<f64>,
    /// Seconds of processor for a thousand signals, the engine's part.
    pub engine_cpu_s_per_1000: f64,
    /// PostgreSQL's part.
    pub postgres_cpu_s_per_1000: f64,
}

pub(super) async fn measure(handle: &Handle, settings: &Settings) -> Result<Signals, BenchError> {
    let plan = waiting_for(EACH)?;
    round(handle, &plan, 50).await?;
    let sent = (RUNS * EACH) as f64;
    let (mut rounds, mut engine, mut postgres) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..settings.rounds.max(1) {
        let before = Cost::now(handle.database()).await?;
        rounds.push(sent / round(handle, &plan, RUNS).await?.as_secs_f64());
        let cost = Cost::now(handle.database()).await?.since(before);
        engine.push(cost.engine_cpu_s / sent * 1_000.0);
        postgres.push(cost.postgres_cpu_s / sent * 1_000.0);
    }
    Ok(Signals {
        signals_per_s: median(rounds.clone()),
        rounds,
        engine_cpu_s_per_1000: median(engine),
        postgres_cpu_s_per_1000: median(postgres),
    })
}

/// How long it took to send all the signals that so many runs wait for, each run's one after the other.
async fn round(handle: &Handle, plan: &Arc<Plan>, runs: usize) -> Result<Duration, BenchError> {
    let runs: Vec<NewRun> = (0..runs).map(|_| new_run(plan)).collect();
    for run in &runs {
        handle.submit(run).await?;
    }
    let started = Instant::now();
    stream::iter(&runs)
        .map(|run| async {
            for number in 0..EACH {
                let id = number.to_string();
                match handle.signal(run.run_id, "go", &id, json!({ "number": number }), sender(), PATIENCE).await? {
                    Answer::Accepted { .. } => {}
                    Answer::Refused { code, message, .. } => return Err(format!("a signal was refused: {code}: {message}").into()),
                }
            }
            Ok::<_, BenchError>(())
        })
        .buffer_unordered(runs.len())
        .collect::<Vec<_>>()
        .await
        .into_iter()
        .collect::<Result<Vec<()>, _>>()?;
    let took = started.elapsed();
    for run in &runs {
        match handle.settled(run.run_id).await? {
            RunStatus::Completed => {}
            other => return Err(format!("run {} is {other:?} after all its signals", run.run_id).into()),
        }
    }
    Ok(took)
}

fn new_run(plan: &Arc<Plan>) -> NewRun {
    NewRun { run_id: Uuid::now_v7(), owner: NOBODY, plan: plan.clone(), input: json!({}), approved_in_advance: None, start_key: None }
}

fn waiting_for(signals: usize) -> Result<Arc<Plan>, BenchError> {
    let step = |at: usize| {
        let needs: Vec<String> = (at > 0).then(|| format!("s{:02}", at - 1)).into_iter().collect();
        json!({ "id": format!("s{at:02}"), "needs": needs, "work": { "wait": { "signal": "go" } } })
    };
    let steps: Vec<Value> = (0..signals).map(step).collect();
    let plan = json!({ "grammar": plan::GRAMMAR, "name": "bench-signals", "signals": { "go": {} }, "steps": steps });
    Ok(Arc::new(serde_json::from_value(plan)?))
}

fn sender() -> Actor {
    Actor { id: "bench".to_owned(), via: "bench".to_owned(), roles: Vec::new() }
}

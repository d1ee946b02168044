//! `child`: starts a run of another flow, and waits for its end or not.

use std::time::Duration;

use db::queries::flows::runs as sql;
use engine::{Awaited, Effect, EffectCall, Mark, Produced};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Effort, Failure, FailureClass};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::{Identity, StoreError};
use tokio_postgres::error::SqlState;

use super::{arguments, failure};
use crate::admission::{Admitted, Starter};
use crate::error::FlowError;
use crate::read;
use crate::service::{Flows, PlanSource, Start};

/// Runs below runs, at most.
const DEEPEST: i32 = 20;
/// So long a start stays out of the way of whoever writes its parent's row.
const ASIDE: Duration = Duration::from_millis(25);

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    flow: String,
    version: Option<i32>,
    #[serde(default)]
    input: Value,
    #[serde(default)]
    attributes: Map<String, Value>,
    #[serde(default = "yes")]
    wait: bool,
    /// A child that is waited for ends with the attempt that waits; one that is forgotten goes on.
    on_parent_end: Option<OnParentEnd>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OnParentEnd {
    Cancel,
    Abandon,
}

/// The effect `child`.
pub(super) struct Child(pub(super) Flows);

impl Effect for Child {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let flows = self.0.clone();
        async move {
            let asked: Arguments = arguments(&call, "child")?;
            let wait = asked.wait;
            let run_id = start(&flows, &call, asked).await.map_err(|error| refused(&call, &error))?;
            if !wait {
                return Ok(Produced { value: json!({ "run_id": run_id }), ..Produced::default() });
            }
            let ended =
                flows.children().end_of(run_id).await.map_err(|error| failure("DATABASE", error.to_string(), FailureClass::Retryable))?;
            match ended.status.as_str() {
                "completed" => Ok(Produced { value: json!({ "run_id": run_id, "output": ended.output }), ..Produced::default() }),
                status => {
                    let why = ended.failure["message"].as_str().unwrap_or("no reason was given");
                    let message = format!("step `{}`: its child run {run_id} is {status}: {why}", call.effort.step);
                    let code = if status == "cancelled" { "CHILD_CANCELLED" } else { "CHILD_FAILED" };
                    Err(failure(code, message, FailureClass::Terminal))
                }
            }
        }
        .boxed()
    }

    fn is_elsewhere(&self) -> bool {
        true
    }

    fn park(&self, tries: Vec<Awaited>) -> BoxFuture<'static, Result<Vec<Mark>, StoreError>> {
        let children = self.0.children().clone();
        async move {
            // One that only starts its child ends in a moment: parked, it would be brought back by the child's end at the earliest.
            let waits: Vec<bool> = tries.iter().map(|awaited| awaited.input["wait"] != Value::Bool(false)).collect();
            let waiting =
                tries.iter().zip(&waits).filter(|(_, waits)| **waits).map(|(awaited, _)| child_of(awaited.run_id, &awaited.effort));
            let mut marked = children.park(waiting.collect()).await?.into_iter();
            Ok(waits.into_iter().map(|waits| Mark::from(waits && marked.next() == Some(true))).collect())
        }
        .boxed()
    }
}

/// The same for every delivery and every try of the attempt: a try that fails to start it may be repeated, a child that failed not.
fn child_of(run_id: engine::RunId, effort: &Effort) -> engine::RunId {
    engine::descendant(run_id, &format!("child {}", super::cause(effort)))
}

/// Starts the child, unless an earlier delivery of the same attempt has.
async fn start(flows: &Flows, call: &EffectCall, asked: Arguments) -> Result<engine::RunId, FlowError> {
    // A fan-out over a thousand children must not take every connection from the waves that write.
    let _place = flows.children().place_to_start().await;
    loop {
        if let Some(run_id) = try_start(flows, call, asked.clone()).await? {
            return Ok(run_id);
        }
        tokio::time::sleep(ASIDE).await;
    }
}

/// Nothing is started, and nothing held, while somebody writes the parent's row: whoever ends the attempt holds that row and then waits for the
/// line that this start may hold, so a start that waited for the row might wait for ever.
async fn try_start(flows: &Flows, call: &EffectCall, asked: Arguments) -> Result<Option<engine::RunId>, FlowError> {
    let mut client = flows.database().get(Identity::Service).await?;
    let run_id = child_of(call.run_id, &call.effort);
    if sql::depth_of().bind(&client, &run_id).opt().await?.is_some() {
        return Ok(Some(run_id));
    }
    let depth = sql::depth_of().bind(&client, &call.run_id).opt().await?.unwrap_or(0) + 1;
    if depth > DEEPEST {
        let message = format!("runs below runs go {DEEPEST} deep at most; is this flow its own child?");
        return Err(FlowError::Refused { code: "TOO_DEEP".to_owned(), message });
    }
    let flow = read::flow(&client, call.owner, &asked.flow).await?;
    let (version, text) = read::source(&client, &flow, asked.version).await?;
    let plan = crate::compile::load(&text, &flow.name)?.0;
    // A start that is gathered gets another identity than this one: the key remembers which.
    let gathers = plan.admission.as_ref().is_some_and(|admission| admission.debounce.is_some() || admission.batch.is_some());
    let start = Start {
        plan: PlanSource::Flow { name: flow.name.clone(), version: Some(version.version) },
        input: asked.input,
        attributes: asked.attributes,
        idempotency_key: gathers.then(|| format!("child {run_id}")),
        approved_in_advance: None,
    };
    let tx = client.transaction().await?;
    let (step, attempt) = (call.effort.step.to_string(), i32::try_from(call.effort.attempt).unwrap_or(i32::MAX));
    let starter = Starter::Attempt(call.run_id, &step, attempt);
    let started = match flows.start_as(&tx, run_id, call.owner, starter, start, plan, Some(flow.id), Some(version.version)).await {
        // Another delivery was quicker.
        Err(FlowError::Taken(run_id)) => return Ok(Some(run_id)),
        started => started?,
    };
    if started.admitted == Admitted::Joined {
        // It is not this attempt's alone, unless that began it: it goes on without it.
        tx.commit().await?;
        return Ok(Some(started.run_id));
    }
    let end = match (asked.on_parent_end, asked.wait) {
        (Some(OnParentEnd::Cancel), _) | (None, true) => "cancel",
        (Some(OnParentEnd::Abandon), _) | (None, false) => "abandon",
    };
    sql::adopt_run().bind(&tx, &call.run_id, &step, &attempt, &end, &depth, &started.run_id).await?;
    // Whoever writes the end of the attempt holds the parent's row, too, before it looks for children to cancel: either it finds this one,
    // or this sees that the attempt is over. Last of all, so that nobody who holds it waits for what this transaction holds.
    match sql::hold_parent().bind(&tx, &call.run_id).opt().await {
        Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
            tx.rollback().await?;
            return Ok(None);
        }
        held => held?,
    };
    if !sql::is_wanted().bind(&tx, &call.run_id, &step, &attempt, &call.effort.undo).one().await? {
        let message = format!("attempt {attempt} of step `{step}` is over; nothing was started");
        return Err(FlowError::Refused { code: "ATTEMPT_OVER".to_owned(), message });
    }
    tx.commit().await?;
    // The hint takes a connection, too: who holds one while waiting for another may wait for ever.
    drop(client);
    if started.admitted == Admitted::Waits {
        flows.scheduler_woken();
        return Ok(Some(run_id));
    }
    engine::hint(flows.database()).await?;
    Ok(Some(run_id))
}

fn refused(call: &EffectCall, error: &FlowError) -> Failure {
    // There may be room later.
    let lasts = error.is_usage() && !matches!(error, FlowError::AdmissionRefused { .. });
    let class = if lasts { FailureClass::Terminal } else { FailureClass::Retryable };
    failure(error.code(), format!("step `{}`: its child run cannot be started: {error}", call.effort.step), class)
}

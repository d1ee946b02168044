//! The effects that put items into queues, say what became of them, and close queues.

use std::collections::HashSet;
use std::sync::Arc;

use db::queries::flows::{queues as sql, runs};
use engine::{Effect, EffectCall, Produced};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Failure, FailureClass};
use plan::queue_effects;
use serde::Deserialize;
use serde_json::{Value, json};
use store::Identity;
use uuid::Uuid;

use super::backlog::{self, Adding, Queue};
use super::outcome::{AddStatus, AddedItem, NewItem};
use super::parked::{self, Changed};
use super::take::{Drained, Take};
use crate::effects::{arguments, cause, failure};
use crate::error::FlowError;
use crate::read;
use crate::service::Flows;

/// Items of which one `queue.finish` speaks, at most.
const MOST_FINISHED: usize = 1_000;
/// Characters of a reason.
const LONGEST_REASON: usize = 2_000;

type Done = Result<Produced, Failure>;

/// Registers the effects.
pub(crate) fn register(flows: &Flows, mut add: impl FnMut(&str, Arc<dyn Effect>)) {
    add(queue_effects::ADD, Arc::new(OnQueue { flows: flows.clone(), does: |flows, call| add_items(flows, call).boxed() }));
    add(queue_effects::FINISH, Arc::new(OnQueue { flows: flows.clone(), does: |flows, call| finish(flows, call).boxed() }));
    add(queue_effects::CLOSE, Arc::new(OnQueue { flows: flows.clone(), does: |flows, call| close(flows, call).boxed() }));
    add(queue_effects::TAKE, Arc::new(Take(flows.clone())));
    add(queue_effects::DRAINED, Arc::new(Drained(flows.clone())));
}

/// An effect that does something with a queue at once.
struct OnQueue {
    flows: Flows,
    does: fn(Flows, EffectCall) -> BoxFuture<'static, Done>,
}

impl Effect for OnQueue {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Done> {
        (self.does)(self.flows.clone(), call)
    }
}

/// The queue that a call names: of its own run, of the parent, or of another run of the same account.
pub(super) async fn queue_of(flows: &Flows, call: &EffectCall, name: &str, of: Option<&str>) -> Result<Queue, Failure> {
    let found = find(flows, call, name, of).await.map_err(|error| refused(call, &error))?;
    // Somebody else's run is not there.
    if found.user_id == call.owner { Ok(found) } else { Err(refused(call, &FlowError::UnknownRun(of.unwrap_or_default().to_owned()))) }
}

async fn find(flows: &Flows, call: &EffectCall, name: &str, of: Option<&str>) -> Result<Queue, FlowError> {
    let client = flows.database().get(Identity::Service).await?;
    let run_id = match of {
        None => {
            if let Some(queue) = backlog::find(&client, call.run_id, name).await? {
                return Ok(queue);
            }
            // The run may follow a newer version of its plan than it began with.
            backlog::declare(&client, &[(call.run_id, &*call.plan)]).await?;
            return backlog::require(&client, call.run_id, name).await;
        }
        Some("parent") => {
            let own = runs::get_run().bind(&client, &call.run_id).opt().await?;
            let no_parent = || FlowError::Refused { code: "UNKNOWN_RUN".to_owned(), message: "this run has no parent".to_owned() };
            own.and_then(|run| run.parent_id).ok_or_else(no_parent)?
        }
        Some(id) => Uuid::parse_str(id).map_err(|_| FlowError::UnknownRun(id.to_owned()))?,
    };
    let run = read::run(&client, run_id).await?.filter(|run| run.user_id == call.owner);
    run.ok_or_else(|| FlowError::UnknownRun(run_id.to_string()))?;
    backlog::require(&client, run_id, name).await
}

/// Why a call came to nothing. A full queue may have room later.
pub(crate) fn refused(call: &EffectCall, error: &FlowError) -> Failure {
    let class = match error.code() {
        "QUEUE_FULL" => FailureClass::Retryable,
        _ if error.is_usage() => FailureClass::Terminal,
        _ => FailureClass::Retryable,
    };
    failure(error.code(), format!("step `{}`: {error}", call.effort.step), class)
}

pub(super) fn bad_arguments(call: &EffectCall, message: String) -> Failure {
    failure("BAD_ARGUMENTS", format!("step `{}`: {message}", call.effort.step), FailureClass::Terminal)
}

/// The identity of an effort among all runs: the same for every try of it.
pub(super) fn identity(call: &EffectCall) -> String {
    format!("{}/{}", call.run_id, cause(&call.effort))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Add {
    queue: String,
    payload: Option<Value>,
    payloads: Option<Vec<Value>>,
    priority: Option<i32>,
    of: Option<String>,
    /// Whether some may be added where others are refused.
    #[serde(default)]
    partial: bool,
}

/// Adds under the identity of the attempt, so that a repeated delivery adds once.
async fn add_items(flows: Flows, call: EffectCall) -> Done {
    // A payload that is `null` is one.
    let one = call.input.get("payload").cloned();
    let asked: Add = arguments(&call, queue_effects::ADD)?;
    let payloads = match (one.or(asked.payload), asked.payloads) {
        (Some(one), None) => vec![one],
        (None, Some(several)) => several,
        _ => return Err(bad_arguments(&call, format!("`{}`: give `payload` or `payloads`, one of them", queue_effects::ADD))),
    };
    if payloads.is_empty() {
        return Ok(produced(json!({ "added": 0, "duplicate": 0, "full": 0, "invalid": 0, "ids": [], "refused": [] })));
    }
    let queue = queue_of(&flows, &call, &asked.queue, asked.of.as_deref()).await?;
    let items: Vec<NewItem> = payloads.into_iter().map(|payload| NewItem { payload, priority: asked.priority }).collect();
    let key = format!("step {}", identity(&call));
    let by = format!("run {} step {}", call.run_id, call.effort.step);
    let adding = Adding { queue: &queue, items: &items, key: Some(&key), by: &by, whole: !asked.partial };
    let told = adding.carry_out(&flows).await.map_err(|error| refused(&call, &error))?;
    let of = |status: AddStatus| told.iter().filter(move |item| item.status == status);
    let is_refused = |item: &&AddedItem| matches!(item.status, AddStatus::Full | AddStatus::Invalid);
    if !asked.partial
        && let Some(first) = of(AddStatus::Invalid).next().or_else(|| told.iter().find(is_refused))
        && let Err(error) = first.clone().into_id()
    {
        let place = if told.len() > 1 { format!("item {} of {}: ", first.index, told.len()) } else { String::new() };
        let failed = refused(&call, &error);
        return Err(Failure { message: format!("{}; {place}nothing was added", failed.message), ..failed });
    }
    // Only so many that a value has room for.
    let refusals: Vec<Value> =
        told.iter().filter(is_refused).take(50).map(|item| json!({ "index": item.index, "status": item.status })).collect();
    let ids: Vec<Uuid> = of(AddStatus::Added).filter_map(|item| item.id).take(100).collect();
    Ok(produced(json!({
        "added": of(AddStatus::Added).count(), "duplicate": of(AddStatus::Duplicate).count(),
        "full": of(AddStatus::Full).count(), "invalid": of(AddStatus::Invalid).count(), "ids": ids, "refused": refusals,
    })))
}

/// What an item that was taken becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Settled {
    #[default]
    Completed,
    Failed,
    Pending,
}

impl Settled {
    fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Pending => "pending",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finish {
    queue: String,
    items: Vec<Finished>,
    #[serde(default)]
    status: Settled,
    reason: Option<String>,
    of: Option<String>,
}

/// An item: its id, or what `queue.take` gave of it, perhaps with a word of its own about what it becomes.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Finished {
    Id(Uuid),
    Item { id: Uuid, attempt: Option<i32>, status: Option<Settled>, reason: Option<String> },
}

/// Says what became of items that this run has. Somebody who has them no more is told so and changes nothing.
async fn finish(flows: Flows, call: EffectCall) -> Done {
    let asked: Finish = arguments(&call, queue_effects::FINISH)?;
    if asked.items.len() > MOST_FINISHED {
        let message = format!("`{}`: at most {MOST_FINISHED} items at once, not {}", queue_effects::FINISH, asked.items.len());
        return Err(bad_arguments(&call, message));
    }
    let queue = queue_of(&flows, &call, &asked.queue, asked.of.as_deref()).await?;
    let mut seen = HashSet::new();
    let mut settling = Settling::default();
    for item in asked.items {
        let (id, attempt, status, reason) = match item {
            Finished::Id(id) => (id, None, None, None),
            Finished::Item { id, attempt, status, reason } => (id, attempt, status, reason),
        };
        if !seen.insert(id) {
            return Err(bad_arguments(&call, format!("`{}`: item {id} stands there twice", queue_effects::FINISH)));
        }
        let reason = reason.or_else(|| asked.reason.clone()).map(|reason| kept(&reason));
        settling.ids.push(id);
        settling.attempts.push(attempt);
        settling.statuses.push(status.unwrap_or(asked.status));
        settling.reasons.push(reason);
    }
    let (settled, freed) = settle(&flows, &call, &queue, &settling).await.map_err(|error| refused(&call, &error))?;
    if freed {
        flows.queues().has_items(queue.id);
    }
    let Settling { ids, statuses, .. } = &settling;
    flows.queues().finished(queue.id, ids);
    let count = |status: Settled| ids.iter().zip(statuses).filter(|(id, is)| settled.contains(*id) && **is == status).count();
    let lost: Vec<&Uuid> = ids.iter().filter(|id| !settled.contains(*id)).take(100).collect();
    Ok(produced(json!({
        "completed": count(Settled::Completed), "failed": count(Settled::Failed), "pending": count(Settled::Pending), "lost": lost,
    })))
}

/// What becomes of items, by column.
#[derive(Default)]
struct Settling {
    ids: Vec<Uuid>,
    attempts: Vec<Option<i32>>,
    statuses: Vec<Settled>,
    reasons: Vec<Option<String>>,
}

async fn settle(flows: &Flows, call: &EffectCall, queue: &Queue, asked: &Settling) -> Result<(HashSet<Uuid>, bool), FlowError> {
    let by = identity(call);
    let Settling { ids, attempts, statuses, reasons } = asked;
    let words: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
    let mut client = flows.database().get(Identity::Service).await?;
    let tx = client.transaction().await?;
    let settle = sql::settle_items().prepare(&tx).await?;
    let now = settle.bind(&tx, ids, attempts, &words, reasons, &queue.id, &by, &call.run_id).all().await?;
    // A delivery that is repeated finds what the first one said.
    let settled: HashSet<Uuid> = sql::settled_items().bind(&tx, &queue.id, ids, &by).all().await?.into_iter().collect();
    let now: HashSet<Uuid> = now.into_iter().collect();
    let freed = ids.iter().zip(statuses).filter(|(id, status)| **status == Settled::Pending && now.contains(*id)).count();
    let mut changed = Changed::default();
    if freed > 0 {
        changed.has_items(queue.id, freed);
    }
    if now.len() > freed {
        changed.is_finished(queue.id);
    }
    let woken = changed.wake(&tx).await?;
    tx.commit().await?;
    drop(client);
    parked::hint(flows, woken).await;
    Ok((settled, freed > 0))
}

/// A reason as it is stored.
fn kept(reason: &str) -> String {
    reason.chars().filter(|letter| *letter != '\0').take(LONGEST_REASON).collect()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Close {
    queue: String,
    of: Option<String>,
}

async fn close(flows: Flows, call: EffectCall) -> Done {
    let asked: Close = arguments(&call, queue_effects::CLOSE)?;
    let queue = queue_of(&flows, &call, &asked.queue, asked.of.as_deref()).await?;
    backlog::close(&flows, &queue).await.map_err(|error| refused(&call, &error))?;
    Ok(produced(json!({ "closed": true })))
}

pub(super) fn produced(value: Value) -> Produced {
    Produced { value, ..Produced::default() }
}

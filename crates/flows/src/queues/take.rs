//! The effects that wait: for items to take, and for a queue to have nothing left to do.
//!
//! Both only wait here for what is done elsewhere. How long they wait is noted in `flows.queue_waits` with who waits, so that a crash does
//! not begin the time anew, and so that their runs can leave memory meanwhile ([`super::parked`]).

use std::pin::pin;
use std::time::Duration;

use db::queries::flows::queues as sql;
use engine::{Awaited, Effect, EffectCall, Mark, Produced, ProducedFile, RunId, VALUE_LIMIT};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Failure, FailureClass};
use plan::{Delay, MAX_TAKEN, Order, queue_effects};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Identity, StoreError};
use tokio::time::Instant;
use uuid::Uuid;

use super::backlog::Queue;
use super::effects::{bad_arguments, identity, produced, queue_of, refused};
use super::parked::{self, Ends};
use super::rules::{Taken, given};
use super::waiting::Awaited as For;
use crate::effects::{arguments, failure};
use crate::error::FlowError;
use crate::service::Flows;

/// Items taken at once, where the step says nothing.
const USUAL: u64 = 10;
/// Items for which one step waits, at most.
const MOST_AWAITED: usize = 1_000;

/// What ends the waiting for items before there are any, besides the end of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Until {
    /// That nothing more can come.
    #[default]
    Closed,
    /// That, or that nothing in the queue is unfinished.
    Drained,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    queue: String,
    most: Option<u64>,
    wait: Option<Delay>,
    #[serde(default)]
    until: Until,
    of: Option<String>,
}

/// The effect `queue.take`.
pub(super) struct Take(pub(super) Flows);

impl Effect for Take {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let flows = self.0.clone();
        async move {
            let asked: Asked = arguments(&call, queue_effects::TAKE)?;
            let most = asked.most.unwrap_or(USUAL);
            if !(1..=MAX_TAKEN).contains(&most) {
                let message = format!("`{}`: `most` is from 1 to {MAX_TAKEN}, not {most}", queue_effects::TAKE);
                return Err(bad_arguments(&call, message));
            }
            let queue = queue_of(&flows, &call, &asked.queue, asked.of.as_deref()).await?;
            let taking = Taking { flows: &flows, call: &call, queue: &queue, most: i64::try_from(most).unwrap_or(1), until: asked.until };
            taking.carry_out(asked.wait.as_ref()).await
        }
        .boxed()
    }

    fn is_elsewhere(&self) -> bool {
        true
    }

    fn park(&self, tries: Vec<Awaited>) -> BoxFuture<'static, Result<Vec<Mark>, StoreError>> {
        let flows = self.0.clone();
        let ends = |awaited: &Awaited| if awaited.input["until"] == "drained" { Ends::ItemsOrDrained } else { Ends::Items };
        async move { parked::park(&flows, &tries, ends).await }.boxed()
    }
}

struct Taking<'a> {
    flows: &'a Flows,
    call: &'a EffectCall,
    queue: &'a Queue,
    most: i64,
    until: Until,
}

/// What a look at the queue gave.
enum Look {
    Taken(Vec<Taken>),
    /// Nothing comes any more; said why.
    Over(&'static str),
    Nothing,
}

impl Taking<'_> {
    async fn carry_out(&self, wait: Option<&Delay>) -> Result<Produced, Failure> {
        let waiting = self.flows.queues();
        let items = waiting.wait_for(For::Items(self.queue.id));
        let drained = (self.until == Until::Drained).then(|| waiting.wait_for(For::Drained(self.queue.id)));
        let mut patience = Patience::new(wait);
        loop {
            // Asked for before the look, so that nothing that comes after it goes unheard.
            let (mut told, mut empty) = (pin!(items.told().notified()), pin!(drained.as_ref().unwrap_or(&items).told().notified()));
            told.as_mut().enable();
            empty.as_mut().enable();
            match self.look().await? {
                Look::Taken(taken) => {
                    // There may be more for others who wait.
                    waiting.has_items(self.queue.id);
                    return Ok(with_files(given(taken, "items", VALUE_LIMIT)));
                }
                Look::Over(why) => return Ok(produced(json!({ "because": why, "items": [] }))),
                Look::Nothing => {}
            }
            if patience.is_over() {
                return Ok(produced(json!({ "because": "time", "items": [] })));
            }
            patience.begin(self.flows, self.call, self.queue, "items").await?;
            tokio::select! {
                () = told => {}
                () = empty => {}
                () = patience.runs_out() => {}
            }
        }
    }

    async fn look(&self) -> Result<Look, Failure> {
        let look = async {
            let _place = self.flows.queues().place_to_ask().await;
            let mut client = self.flows.database().get(Identity::Service).await?;
            let tx = client.transaction().await?;
            let Effort { run_id, step, attempt, item } = Effort::of(self.call.run_id, &self.call.effort);
            sql::one_effort_at_a_time().bind(&tx, &identity(self.call)).one().await?;
            if sql::effort_lives().bind(&tx, &run_id, &step, &attempt, &item).opt().await?.is_none() {
                return Ok(None);
            }
            let queue = self.queue.id;
            let mut taken = sql::held_items().bind(&tx, &run_id, &step, &attempt, &item, &queue).all().await?;
            if taken.is_empty() {
                taken = match self.queue.rules.order {
                    Order::Fifo | Order::Priority => {
                        sql::claim_first().bind(&tx, &queue, &self.most, &run_id, &step, &attempt, &item).all().await?
                    }
                    Order::Lifo => sql::claim_last().bind(&tx, &queue, &self.most, &run_id, &step, &attempt, &item).all().await?,
                };
            }
            let state = if taken.is_empty() { sql::queue_state().bind(&tx, &vec![queue]).opt().await? } else { None };
            let woken = !taken.is_empty() && sql::end_wait().bind(&tx, &run_id, &step, &attempt, &item).one().await? > 0;
            tx.commit().await?;
            drop(client);
            parked::hint(self.flows, woken).await;
            if let Some(state) = state {
                return Ok(Some(match self.until {
                    // Another has it in hand and may give it back.
                    _ if state.has_pending => Look::Nothing,
                    _ if state.closed => Look::Over("closed"),
                    Until::Drained if !state.has_unfinished => Look::Over("drained"),
                    _ => Look::Nothing,
                }));
            }
            if taken.is_empty() {
                // The queue is gone with its run.
                return Ok(Some(Look::Over("closed")));
            }
            match self.queue.rules.order {
                Order::Fifo | Order::Priority => taken.sort_by_key(|item| (std::cmp::Reverse(item.priority), item.seq)),
                Order::Lifo => taken.sort_by_key(|item| std::cmp::Reverse(item.seq)),
            }
            let taken = taken.into_iter().map(|item| Taken { id: item.id, attempt: item.attempts, payload: item.payload });
            Ok(Some(Look::Taken(taken.collect())))
        };
        let over =
            || failure("EFFORT_OVER", format!("step `{}` is over; nothing is taken for it", self.call.effort.step), FailureClass::Terminal);
        look.await.map_err(|error: FlowError| refused(self.call, &error))?.ok_or_else(over)
    }
}

/// An effort as the tables know it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Effort {
    pub(super) run_id: Uuid,
    pub(super) step: String,
    pub(super) attempt: i32,
    /// -1 where the step makes one call.
    pub(super) item: i32,
}

impl Effort {
    pub(super) fn of(run_id: RunId, effort: &machine::Effort) -> Self {
        Self {
            run_id,
            step: effort.step.to_string(),
            attempt: i32::try_from(effort.attempt).unwrap_or(i32::MAX),
            item: effort.item.map_or(-1, |item| i32::try_from(item).unwrap_or(i32::MAX)),
        }
    }
}

fn with_files((value, files): (Value, Vec<(String, Vec<u8>)>)) -> Produced {
    let file = |(path, bytes)| ProducedFile { path, media_type: "application/json".to_owned(), bytes };
    Produced { value, files: files.into_iter().map(file).collect(), ..Produced::default() }
}

/// How long a step waits.
enum Patience {
    /// As long as the step says, once it is known how much of that is left.
    Says(Option<Box<Delay>>),
    /// Until then; for ever where there is no end.
    Until(Option<Instant>),
}

impl Patience {
    fn new(wait: Option<&Delay>) -> Self {
        Self::Says(wait.cloned().map(Box::new))
    }

    fn is_over(&self) -> bool {
        match self {
            Self::Says(wait) => wait.as_ref().and_then(|wait| wait.literal_ms()) == Some(0),
            Self::Until(end) => end.is_some_and(|end| end <= Instant::now()),
        }
    }

    /// Notes who waits, and from when on.
    async fn begin(&mut self, flows: &Flows, call: &EffectCall, queue: &Queue, waits_for: &str) -> Result<(), Failure> {
        let Self::Says(wait) = self else { return Ok(()) };
        let seconds = match wait {
            None => None,
            Some(wait) => {
                let wrong = || {
                    bad_arguments(
                        call,
                        "`wait` needs numbers of milliseconds, seconds, minutes, hours or days, ten years at most".to_owned(),
                    )
                };
                Some(wait.literal_ms().ok_or_else(wrong)? as f64 / 1_000.0)
            }
        };
        let noted = async {
            let client = flows.database().get(Identity::Service).await?;
            let Effort { run_id, step, attempt, item } = Effort::of(call.run_id, &call.effort);
            let left = sql::begin_wait()
                .bind(&client, &run_id, &step, &attempt, &item, &queue.id, &call.owner, &waits_for, &seconds)
                .one()
                .await?;
            Ok(left)
        };
        let left: Option<f64> = noted.await.map_err(|error: FlowError| refused(call, &error))?;
        *self = Self::Until(left.map(|left| Instant::now() + Duration::from_secs_f64(left.max(0.0))));
        Ok(())
    }

    async fn runs_out(&self) {
        match self {
            Self::Until(Some(end)) => tokio::time::sleep_until(*end).await,
            _ => std::future::pending().await,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedDrained {
    queue: String,
    items: Option<Vec<Value>>,
    wait: Option<Delay>,
    of: Option<String>,
}

/// The effect `queue.drained`.
pub(super) struct Drained(pub(super) Flows);

impl Effect for Drained {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let flows = self.0.clone();
        async move {
            let asked: AskedDrained = arguments(&call, queue_effects::DRAINED)?;
            let items = asked.items.as_deref().map(|items| ids(&call, items)).transpose()?;
            let queue = queue_of(&flows, &call, &asked.queue, asked.of.as_deref()).await?;
            drained(&flows, &call, &queue, items.as_deref(), asked.wait.as_ref()).await
        }
        .boxed()
    }

    fn is_elsewhere(&self) -> bool {
        true
    }

    fn park(&self, tries: Vec<Awaited>) -> BoxFuture<'static, Result<Vec<Mark>, StoreError>> {
        let flows = self.0.clone();
        let ends =
            |awaited: &Awaited| Ends::Drained(awaited.input["items"].as_array().map(|items| items.iter().filter_map(id_of).collect()));
        async move { parked::park(&flows, &tries, ends).await }.boxed()
    }
}

fn id_of(item: &Value) -> Option<Uuid> {
    item.as_str().or_else(|| item["id"].as_str()).and_then(|id| Uuid::parse_str(id).ok())
}

/// Ids, or what `queue.take` gave.
fn ids(call: &EffectCall, items: &[Value]) -> Result<Vec<Uuid>, Failure> {
    if items.len() > MOST_AWAITED {
        let message = format!("`{}`: at most {MOST_AWAITED} items, not {}", queue_effects::DRAINED, items.len());
        return Err(bad_arguments(call, message));
    }
    let id =
        |item: &Value| id_of(item).ok_or_else(|| bad_arguments(call, format!("`{}`: {item} is no id of an item", queue_effects::DRAINED)));
    items.iter().map(id).collect()
}

async fn drained(
    flows: &Flows,
    call: &EffectCall,
    queue: &Queue,
    items: Option<&[Uuid]>,
    wait: Option<&Delay>,
) -> Result<Produced, Failure> {
    let mut patience = Patience::new(wait);
    let mut awaited = items.map_or(For::Drained(queue.id), |items| For::Item(items.first().copied().unwrap_or_default()));
    loop {
        let place = flows.queues().wait_for(awaited);
        let mut told = pin!(place.told().notified());
        told.as_mut().enable();
        let standing = Standing::look(flows, queue, items).await.map_err(|error| refused(call, &error))?;
        let Some(left) = standing.left else { return Ok(produced(standing.told("drained"))) };
        if patience.is_over() {
            return Ok(produced(standing.told("time")));
        }
        if let Some(item) = left
            && awaited != For::Item(item)
        {
            // That one is waited for now; it may be finished before anybody listens.
            awaited = For::Item(item);
            continue;
        }
        patience.begin(flows, call, queue, "drained").await?;
        tokio::select! {
            () = told => {}
            () = patience.runs_out() => {}
        }
    }
}

/// What is left to do.
struct Standing {
    /// Something is; the item, where items are waited for.
    left: Option<Option<Uuid>>,
    /// Of the items that are waited for, how many ended how.
    ended: Option<(usize, usize)>,
}

impl Standing {
    async fn look(flows: &Flows, queue: &Queue, items: Option<&[Uuid]>) -> Result<Self, FlowError> {
        let _place = flows.queues().place_to_ask().await;
        let client = flows.database().get(Identity::Service).await?;
        let Some(items) = items else {
            let state = sql::queue_state().bind(&client, &vec![queue.id]).opt().await?;
            return Ok(Self { left: state.filter(|state| state.has_unfinished).map(|_| None), ended: None });
        };
        let statuses = sql::status_of_items().bind(&client, &queue.id, &items.to_vec()).all().await?;
        let count = |status: &str| statuses.iter().filter(|item| item.status == status).count();
        let left = statuses.iter().find(|item| item.status == "pending" || item.status == "processing");
        Ok(Self { left: left.map(|item| Some(item.id)), ended: Some((count("completed"), count("failed"))) })
    }

    fn told(&self, because: &str) -> Value {
        let mut value = json!({ "drained": self.left.is_none(), "because": because });
        if let Some((completed, failed)) = self.ended {
            value["completed"] = json!(completed);
            value["failed"] = json!(failed);
        }
        value
    }
}

//! What is in a queue, and who may change it: adding, giving back, removing, closing.

use std::collections::HashMap;

use db::client::GenericClient;
use db::queries::flows::queues as sql;
use deadpool_postgres::Transaction;
use plan::{Order, Plan, Size, Step, Work, queue_effects};
use serde_json::Value;
use store::Identity;
use store::objects::ContentHash;
use uuid::Uuid;

use super::outcome::{AddedItem, NewItem};
use super::parked::{self, Changed};
use super::rules::{Candidate, DEEPEST, Verdict, admit, is_too_deep};
use crate::error::FlowError;
use crate::service::Flows;

/// Bytes of JSON that an item may have.
const MOST_BYTES: usize = 256 * 1024;
/// Items that are added at once.
const MOST_ITEMS: usize = 1_000;
/// Bytes of JSON that are added at once.
const MOST_BYTES_AT_ONCE: usize = 8 * 1024 * 1024;
/// How often the queue's row is looked for while it goes to the run that follows.
const LOOKS: usize = 5;

/// A queue of a run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Queue {
    pub(super) id: Uuid,
    /// The run that has it now.
    pub(super) run_id: Uuid,
    pub(super) user_id: Uuid,
    pub(super) name: String,
    pub(super) rules: plan::Queue,
}

/// Stores the queues that plans declare for runs that are there. What is there stays.
pub(crate) async fn declare(client: &impl GenericClient, runs: &[(Uuid, &Plan)]) -> Result<(), tokio_postgres::Error> {
    let queues: Vec<(Uuid, &String, &plan::Queue)> =
        runs.iter().flat_map(|(run_id, plan)| plan.queues.iter().map(|(name, queue)| (*run_id, name, queue))).collect();
    if queues.is_empty() {
        return Ok(());
    }
    let sizes: Vec<Option<i32>> = queues.iter().map(|(.., queue)| queue.size.bound().and_then(|size| i32::try_from(size).ok())).collect();
    sql::declare_queues()
        .bind(
            client,
            &queues.iter().map(|(run_id, ..)| *run_id).collect::<Vec<_>>(),
            &queues.iter().map(|(_, name, _)| name.as_str()).collect::<Vec<_>>(),
            &sizes,
            &queues.iter().map(|(.., queue)| queue.order.as_str()).collect::<Vec<_>>(),
            &queues.iter().map(|(.., queue)| queue.dedupe).collect::<Vec<_>>(),
            &queues.iter().map(|(.., queue)| queue.schema.to_string()).collect::<Vec<_>>(),
        )
        .one()
        .await?;
    Ok(())
}

/// Whether a step takes items from queues, or waits for them.
pub(crate) fn is_taken_from(step: &Step) -> bool {
    match &step.work {
        Work::Effect(call) | Work::Each { call, .. } => {
            matches!(call.effect.as_str(), queue_effects::TAKE | queue_effects::DRAINED)
        }
        _ => false,
    }
}

/// The queue of this name of a run, or of the run in which that one went on.
pub(super) async fn find(client: &impl GenericClient, run_id: Uuid, name: &str) -> Result<Option<Queue>, FlowError> {
    let Some(row) = sql::find_queue().bind(client, &run_id, &name).opt().await? else { return Ok(None) };
    let unreadable = |message: String| FlowError::Inconsistent { table: "flows.work_queues", message };
    let order = Order::WORDS.into_iter().find(|(word, _)| *word == row.priority).map(|(_, order)| order);
    let order = order.ok_or_else(|| unreadable(format!("queue {} goes by `{}`", row.id, row.priority)))?;
    let size = match row.max_size {
        None => Size::Unlimited,
        Some(most) => Size::AtMost(u32::try_from(most).map_err(|_| unreadable(format!("queue {} has size {most}", row.id)))?),
    };
    Ok(Some(Queue {
        id: row.id,
        run_id: row.run_id,
        user_id: row.user_id,
        name: row.queue_name,
        rules: plan::Queue { order, size, dedupe: row.deduplicate, schema: row.schema },
    }))
}

/// The same; that there is none says what there is.
pub(super) async fn require(client: &impl GenericClient, run_id: Uuid, name: &str) -> Result<Queue, FlowError> {
    if let Some(queue) = find(client, run_id, name).await? {
        return Ok(queue);
    }
    let known = sql::queue_names().bind(client, &run_id).all().await?;
    let rest = if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
    Err(refused("UNKNOWN_QUEUE", format!("run {run_id} has no queue `{name}`; {rest}")))
}

pub(super) fn refused(code: &str, message: String) -> FlowError {
    FlowError::Refused { code: code.to_owned(), message }
}

/// What adding needs to know.
pub(super) struct Adding<'a> {
    pub(super) queue: &'a Queue,
    pub(super) items: &'a [NewItem],
    /// An item that this key has added before is not added again.
    pub(super) key: Option<&'a str>,
    /// For people.
    pub(super) by: &'a str,
    /// Whether nothing is added unless everything can be.
    pub(super) whole: bool,
}

impl Adding<'_> {
    /// Judges every item and adds those that are let in, in one transaction; for each what became of it.
    pub(super) async fn carry_out(&self, flows: &Flows) -> Result<Vec<AddedItem>, FlowError> {
        let payloads = self.payloads()?;
        let misfits = self.misfits(&payloads);
        let mut client = flows.database().get(Identity::Service).await?;
        let tx = client.transaction().await?;
        lock(&tx, self.queue, true).await?;
        let candidates = self.candidates(&tx, &payloads, misfits).await?;
        let verdicts = self.judge(&tx, candidates).await?;
        let added: Vec<(usize, Uuid)> = verdicts
            .iter()
            .enumerate()
            .filter_map(|(at, (verdict, _))| if let Verdict::Added { id } = verdict { Some((at, *id)) } else { None })
            .collect();
        let is_whole = verdicts.iter().all(|(verdict, _)| verdict.is_well());
        if !added.is_empty() && (is_whole || !self.whole) {
            self.insert(&tx, &payloads, &added, &verdicts).await?;
            let mut changed = Changed::default();
            changed.has_items(self.queue.id, added.len());
            let woken = changed.wake(&tx).await?;
            tx.commit().await?;
            // The hint takes a connection, too: who holds one while waiting for another may wait for ever.
            drop(client);
            flows.queues().has_items(self.queue.id);
            parked::hint(flows, woken).await;
        }
        Ok(verdicts.into_iter().enumerate().map(|(index, (verdict, _))| AddedItem::of(index, verdict, &self.queue.name)).collect())
    }

    /// The items as JSON texts.
    fn payloads(&self) -> Result<Vec<String>, FlowError> {
        if self.items.is_empty() || self.items.len() > MOST_ITEMS {
            return Err(refused(
                "TOO_LARGE",
                format!("1 to {MOST_ITEMS} items are added at once, not {}; send several batches", self.items.len()),
            ));
        }
        let payloads: Vec<String> = self.items.iter().map(|item| item.payload.to_string()).collect();
        let bytes: usize = payloads.iter().map(String::len).sum();
        if bytes > MOST_BYTES_AT_ONCE {
            let message =
                format!("{bytes} bytes of items are more than the {MOST_BYTES_AT_ONCE} that are added at once; send several batches");
            return Err(refused("TOO_LARGE", message));
        }
        Ok(payloads)
    }

    /// For each item why nobody could take it.
    fn misfits(&self, payloads: &[String]) -> Vec<Option<String>> {
        let Queue { name, rules, .. } = self.queue;
        let by_schema = rules.check(name, self.items.iter().map(|item| &item.payload));
        let misfit = |((item, text), fits): ((&NewItem, &String), Result<(), plan::Diagnostics>)| {
            if text.len() > MOST_BYTES {
                return Some(format!(
                    "the item has {} bytes of JSON, at most {MOST_BYTES} are kept; add a reference to the rest",
                    text.len()
                ));
            }
            if engine::has_nul(&item.payload) {
                return Some("the item has a text with the character U+0000, which cannot be kept; leave it out".to_owned());
            }
            if is_too_deep(&item.payload) {
                return Some(format!(
                    "the item nests deeper than {DEEPEST}, and no step could be given it; add what is inside, or a reference"
                ));
            }
            if item.priority.is_some() && rules.order != Order::Priority {
                return Some(format!("the queue `{name}` is {} and knows no priorities; leave `priority` out", rules.order.as_str()));
            }
            let found = fits.err()?;
            let list: Vec<String> = found
                .list
                .iter()
                .map(|found| if found.path.is_empty() { found.message.clone() } else { format!("{}: {}", found.path, found.message) })
                .collect();
            Some(format!("the item does not fit the queue `{name}`: {}", list.join("; ")))
        };
        self.items.iter().zip(payloads).zip(by_schema).map(misfit).collect()
    }

    /// The items with their hashes, but for those that the key has added before.
    async fn candidates(
        &self,
        tx: &Transaction<'_>,
        payloads: &[String],
        misfits: Vec<Option<String>>,
    ) -> Result<Vec<Candidate>, FlowError> {
        let before: HashMap<i32, (Uuid, String)> = match self.key {
            None => HashMap::new(),
            Some(key) => {
                let rows = sql::added_items().bind(tx, &self.queue.id, &key).all().await?;
                rows.into_iter().filter_map(|row| Some((row.place?, (row.id, row.payload)))).collect()
            }
        };
        let mut candidates = Vec::with_capacity(misfits.len());
        for ((misfit, text), (item, place)) in misfits.into_iter().zip(payloads).zip(self.items.iter().zip(0..)) {
            candidates.push(match (misfit, before.get(&place)) {
                (_, Some((id, stored))) if stored == text => Candidate::Before(*id),
                (_, Some((id, _))) => {
                    let key = self.key.unwrap_or_default();
                    let message = format!("the key {key} added item {id} at this place, which is another one; use a new key");
                    return Err(refused("KEY_REUSED", message));
                }
                (Some(why), None) => Candidate::Unfit(why),
                (None, None) => Candidate::New { id: Uuid::now_v7(), hash: self.queue.rules.dedupe.then(|| hash(&item.payload)) },
            });
        }
        Ok(candidates)
    }

    /// What becomes of each, with its hash.
    async fn judge(&self, tx: &Transaction<'_>, candidates: Vec<Candidate>) -> Result<Vec<(Verdict, Option<String>)>, FlowError> {
        let queue = self.queue;
        let hashes: Vec<Option<String>> =
            candidates.iter().map(|candidate| if let Candidate::New { hash, .. } = candidate { hash.clone() } else { None }).collect();
        let unfinished = match queue.rules.size {
            Size::Unlimited => 0,
            Size::AtMost(_) => sql::unfinished().bind(tx, &queue.id).one().await?,
        };
        let asked: Vec<&str> = hashes.iter().flatten().map(String::as_str).collect();
        let equal = if asked.is_empty() { Vec::new() } else { sql::equal_items().bind(tx, &queue.id, &asked).all().await? };
        let equal = equal.into_iter().filter_map(|row| Some((row.hash?, row.id))).collect();
        Ok(admit(candidates, equal, u64::try_from(unfinished).unwrap_or(0), queue.rules.size).into_iter().zip(hashes).collect())
    }

    async fn insert(
        &self,
        tx: &Transaction<'_>,
        payloads: &[String],
        added: &[(usize, Uuid)],
        verdicts: &[(Verdict, Option<String>)],
    ) -> Result<(), FlowError> {
        let column = |of: &dyn Fn(usize) -> i32| added.iter().map(|(at, _)| of(*at)).collect::<Vec<i32>>();
        sql::insert_items()
            .bind(
                tx,
                &self.by,
                &self.key,
                &added.iter().map(|(_, id)| *id).collect::<Vec<_>>(),
                &added.iter().map(|(at, _)| payloads[*at].as_str()).collect::<Vec<_>>(),
                &column(&|at| i32::try_from(payloads[at].len()).unwrap_or(i32::MAX)),
                &added.iter().map(|(at, _)| verdicts[*at].1.as_deref()).collect::<Vec<_>>(),
                &column(&|at| self.items[at].priority.unwrap_or(0)),
                &column(&|at| i32::try_from(at).unwrap_or(i32::MAX)),
                &self.queue.id,
            )
            .one()
            .await?;
        Ok(())
    }
}

/// Locks a queue, so that only one at a time judges what is let in, and refuses where nothing may be.
pub(super) async fn lock(tx: &Transaction<'_>, queue: &Queue, adds: bool) -> Result<(), FlowError> {
    for _ in 0..LOOKS {
        // None while another transaction hands it to the run that follows: the next look sees that one.
        let Some(row) = sql::lock_queue().bind(tx, &queue.id).opt().await? else { continue };
        if ["completed", "failed", "cancelled"].contains(&row.run_status.as_str()) {
            let message = format!("run {} is {}; nothing is put into its queue `{}` any more", queue.run_id, row.run_status, queue.name);
            return Err(refused("RUN_ENDED", message));
        }
        if row.closed && adds {
            return Err(refused(
                "QUEUE_CLOSED",
                format!("the queue `{}` of run {} is closed; nothing more is let in", queue.name, queue.run_id),
            ));
        }
        return Ok(());
    }
    Err(refused("UNKNOWN_QUEUE", format!("run {} has no queue `{}` any more", queue.run_id, queue.name)))
}

/// Equal items have equal hashes, however they are written.
fn hash(payload: &Value) -> String {
    ContentHash::of(plan::canonical_json(&with_whole_numbers(payload)).as_bytes()).to_string()
}

/// JSON writes a whole number in several ways, and `1.0` is of the type `integer` as `1` is.
fn with_whole_numbers(value: &Value) -> Value {
    /// Up to here every whole number is a number with a point.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT => Value::from(float as i64),
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(with_whole_numbers).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), with_whole_numbers(value))).collect(),
        _ => value.clone(),
    }
}

/// Puts a failed item among those that wait, where there is room for it.
pub(super) async fn retry(flows: &Flows, queue: &Queue, id: Uuid) -> Result<(), FlowError> {
    let mut client = flows.database().get(Identity::Service).await?;
    let tx = client.transaction().await?;
    lock(&tx, queue, false).await?;
    let found = sql::hash_of_item().bind(&tx, &id, &queue.id).opt().await?;
    let found = found.ok_or_else(|| unknown_item(queue, id))?;
    if found.status != "failed" {
        let message = format!("item {id} is {}; only a failed one is tried again", found.status);
        return Err(refused("ITEM_NOT_FAILED", message));
    }
    let unfinished = sql::unfinished().bind(&tx, &queue.id).one().await?;
    let hashes: Vec<&str> = found.hash.as_deref().into_iter().collect();
    let equal = sql::equal_items().bind(&tx, &queue.id, &hashes).all().await?;
    let equal = equal.into_iter().filter_map(|row| Some((row.hash?, row.id))).collect();
    let candidate = Candidate::New { id, hash: found.hash };
    let verdicts = admit(vec![candidate], equal, u64::try_from(unfinished).unwrap_or(0), queue.rules.size);
    for verdict in verdicts {
        AddedItem::of(0, verdict, &queue.name).into_id()?;
    }
    sql::retry_item().bind(&tx, &id, &queue.id).one().await?;
    let mut changed = Changed::default();
    changed.has_items(queue.id, 1);
    let woken = changed.wake(&tx).await?;
    tx.commit().await?;
    drop(client);
    flows.queues().has_items(queue.id);
    parked::hint(flows, woken).await;
    Ok(())
}

/// Removes an item that nobody has in hand.
pub(super) async fn remove(flows: &Flows, queue: &Queue, id: Uuid) -> Result<(), FlowError> {
    let mut client = flows.database().get(Identity::Service).await?;
    let tx = client.transaction().await?;
    if sql::remove_item().bind(&tx, &id, &queue.id).one().await? == 0 {
        let found = sql::hash_of_item().bind(&tx, &id, &queue.id).opt().await?;
        found.ok_or_else(|| unknown_item(queue, id))?;
        let message = format!("item {id} is being worked on; remove it when it has ended, or cancel the run that has it");
        return Err(refused("ITEM_HELD", message));
    }
    let mut changed = Changed::default();
    changed.is_finished(queue.id);
    let woken = changed.wake(&tx).await?;
    tx.commit().await?;
    drop(client);
    flows.queues().finished(queue.id, &[id]);
    parked::hint(flows, woken).await;
    Ok(())
}

/// Lets nothing more in.
pub(super) async fn close(flows: &Flows, queue: &Queue) -> Result<(), FlowError> {
    let mut client = flows.database().get(Identity::Service).await?;
    let tx = client.transaction().await?;
    sql::close_queue().bind(&tx, &queue.id).one().await?;
    let mut changed = Changed::default();
    changed.is(queue.id);
    let woken = changed.wake(&tx).await?;
    tx.commit().await?;
    drop(client);
    flows.queues().closed(queue.id);
    parked::hint(flows, woken).await;
    Ok(())
}

pub(super) fn unknown_item(queue: &Queue, id: Uuid) -> FlowError {
    refused("UNKNOWN_ITEM", format!("the queue `{}` of run {} has no item {id}", queue.name, queue.run_id))
}

//! What workers ask: for tasks, for more time, and to take results in.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::pin::pin;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use db::queries::flows::tasks as sql;
use deadpool_postgres::Transaction;
use engine::ProducedFile;
use engine::reach::{Extent, SETTLED_AFTER};
use jiff::Timestamp;
use machine::{Failure, FailureClass};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Identity;
use tokio::time::Instant;
use utoipa::ToSchema;
use uuid::Uuid;

use super::labels::Labels;
use super::places::{Beginning, Choice, Looked, Taken};
use crate::effects::{failure, is_inside};
use crate::error::FlowError;
use crate::service::Flows;

/// Without a hint from this process the table is looked at so often while somebody polls.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How far numbers of tasks are is looked at so often, while somebody polls.
const NUMBERS_EVERY: Duration = Duration::from_millis(250);
/// Leases that ran out are looked for so often, while somebody polls.
const EXPIRE_EVERY: Duration = Duration::from_secs(1);
/// Workers that have not polled for so long are forgotten.
const FORGET_AFTER_HOURS: i32 = 24;
/// A worker that polls is written down so often.
const SEE_EVERY: Duration = Duration::from_secs(10);

/// What a worker polls for.
#[derive(Debug, Clone)]
pub struct PollTasks {
    /// Which queue.
    pub queue: String,
    /// The worker's name.
    pub worker: String,
    /// Only these activities; all where absent.
    pub activities: Option<Vec<String>>,
    /// What the worker has: it is given no task that asks for more.
    pub labels: Labels,
    /// At most so many tasks.
    pub max: u16,
    /// How long to wait for the first.
    pub wait: Duration,
    /// How long the tasks are leased for.
    pub lease: Duration,
    /// What came of earlier tasks; durable before the answer.
    pub ended: Vec<TaskEnd>,
}

/// A task that a worker holds now.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Task)]
pub struct TaskView {
    /// Identity; opaque.
    pub id: String,
    /// Whoever knows it may say what came of the task, as long as the lease holds.
    pub token: Uuid,
    /// What is to be done.
    pub activity: String,
    /// With what.
    pub input: Value,
    /// For which run.
    pub run_id: Uuid,
    /// For which step.
    pub step: String,
    /// For which attempt of it.
    pub attempt: i32,
    /// For which item of a fan-out.
    pub item: Option<i32>,
    /// 1 the first time; more where an earlier worker was lost.
    pub delivery: i32,
    /// The same for every delivery: pass it outward.
    pub idempotency_key: String,
    /// Until when it is leased.
    pub lease_until: Timestamp,
}

/// What came of a task.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskEnd {
    /// Which.
    pub id: String,
    /// What its holder was given.
    pub token: Uuid,
    /// What came of it.
    pub outcome: TaskOutcome,
}

/// What a worker says of a task that has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum TaskOutcome {
    /// It was done.
    Done {
        /// What it gave.
        value: Value,
        /// Files it made.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<TaskFile>,
    },
    /// It failed.
    Failed {
        /// Stable code.
        code: String,
        /// For people.
        message: String,
        /// Whether another try may succeed.
        retryable: bool,
    },
}

/// A file that a worker made: its content is a text or bytes in Base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskFile {
    /// Path inside the run.
    pub path: String,
    /// Media type.
    #[serde(default = "unknown_type")]
    pub media_type: String,
    /// Its content, where that is a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its content in Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
}

fn unknown_type() -> String {
    "application/octet-stream".to_owned()
}

impl TaskFile {
    pub(super) fn into_file(self) -> Result<ProducedFile, Failure> {
        let bad = |what: &str| failure("BAD_FILE", format!("the file `{}` {what}", self.path), FailureClass::Terminal);
        if !is_inside(&self.path) {
            return Err(bad("needs a path inside the run, such as notes/today.md"));
        }
        let bytes = match (&self.text, &self.base64) {
            (Some(text), None) => text.as_bytes().to_vec(),
            (None, Some(text)) => STANDARD.decode(text).map_err(|error| bad(&format!("is no Base64: {error}")))?,
            _ => return Err(bad("needs `text` or `base64`, one of them")),
        };
        Ok(ProducedFile { path: self.path, media_type: self.media_type, bytes })
    }
}

/// Tasks for a worker, and which of its results were taken.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Polled {
    /// What it holds now.
    pub tasks: Vec<TaskView>,
    /// In the order they were handed in.
    pub taken: Vec<Held>,
}

/// Whether a worker held a task when it spoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub id: String,
    /// Whether it did. Else the run no longer wants it, or another worker has it.
    pub held: bool,
}

impl Flows {
    /// Takes results in, leases tasks of the account's runs, and waits for one where there is none, until `stop` at the latest: only the
    /// waiting is given up, never an answer that says what was leased.
    ///
    /// # Errors
    /// The database failed; results may then have been taken or not, and are handed in again.
    pub async fn poll_tasks(&self, owner: Uuid, poll: &PollTasks, stop: impl Future<Output = ()>) -> Result<Polled, FlowError> {
        let until = Instant::now() + poll.wait;
        let poller = self.board().poller(owner, &poll.queue);
        let mut stop = pin!(stop);
        self.see(owner, poll).await?;
        // Before the look, so that what is put into the queue right after it is heard of.
        let mut put = pin!(poller.put());
        put.as_mut().enable();
        self.expire().await?;
        let mut polled = self.exchange(owner, poll, &poll.ended).await?;
        while polled.tasks.is_empty() && poll.max > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            tokio::select! {
                () = &mut stop => break,
                () = put.as_mut() => {}
                () = tokio::time::sleep(left.min(LOOK_EVERY)) => {}
            }
            put.set(poller.put());
            put.as_mut().enable();
            self.expire().await?;
            polled.tasks = self.exchange(owner, poll, &[]).await?.tasks;
        }
        Ok(polled)
    }

    /// Extends leases. Says of each task whether the worker still holds it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn extend_tasks(&self, owner: Uuid, tasks: &[(String, Uuid)], lease: Duration) -> Result<Vec<Held>, FlowError> {
        let client = self.database().get(Identity::Service).await?;
        let (keys, tokens) = possible(tasks);
        let held = sql::extend_leases().bind(&client, &lease.as_secs_f64(), &keys, &tokens, &owner).all().await?;
        let held: HashSet<(String, Option<Uuid>)> = held.into_iter().map(|row| (row.key, row.lease_id)).collect();
        Ok(tasks.iter().map(|(id, token)| Held { id: id.clone(), held: held.contains(&(id.clone(), Some(*token))) }).collect())
    }

    /// Takes results in. Says of each whether it was taken: only its holder's is.
    ///
    /// # Errors
    /// The database failed; results may then have been taken or not, and are handed in again.
    pub async fn end_tasks(&self, owner: Uuid, ended: &[TaskEnd]) -> Result<Vec<Held>, FlowError> {
        let mut client = self.database().get(Identity::Service).await?;
        let tx = client.transaction().await?;
        let (taken, wakes) = take_results(&tx, owner, ended).await?;
        tx.commit().await?;
        drop(client);
        self.tell(ended, &taken, wakes).await;
        Ok(taken)
    }

    /// Takes tasks back at once, from a worker that will not carry them out: the next who polls gets them. Says of each whether the worker
    /// held it.
    ///
    /// # Errors
    /// The database failed; the tasks then wait for their leases to run out.
    pub async fn release_tasks(&self, owner: Uuid, tasks: &[(String, Uuid)]) -> Result<Vec<Held>, FlowError> {
        let client = self.database().get(Identity::Service).await?;
        let (keys, tokens) = possible(tasks);
        let released = sql::release_tasks().bind(&client, &keys, &tokens, &owner).all().await?;
        self.board().put_into(released.iter().map(|row| (owner, row.queue.as_str())));
        let released: HashSet<(String, Uuid)> = released.into_iter().map(|row| (row.key, row.token)).collect();
        Ok(tasks.iter().map(|task| Held { id: task.0.clone(), held: released.contains(task) }).collect())
    }

    /// Results in and tasks out, in one transaction where that is not to take long.
    async fn exchange(&self, owner: Uuid, poll: &PollTasks, ended: &[TaskEnd]) -> Result<Polled, FlowError> {
        let mut client = self.database().get(Identity::Service).await?;
        if poll.max > 0 && self.due("numbers of tasks", NUMBERS_EVERY) {
            self.board().settled(&client).await?;
        }
        let claim = Claim { poll, owner, choice: Choice::new(owner, &poll.queue, poll.activities.as_deref(), &poll.labels) };
        let beginning = if poll.max > 0 { self.board().places.beginning(&claim.choice, Instant::now()) } else { None };
        let is_complete = beginning.as_ref().is_some_and(|beginning| beginning.complete);
        let tx = client.transaction().await?;
        let (taken, wakes) = take_results(&tx, owner, ended).await?;
        let look = match beginning {
            Some(beginning) => Some(self.claim_behind(&tx, &claim, beginning).await?),
            None if poll.max > 0 && ended.is_empty() => Some(self.claim_any(&tx, &claim).await?),
            // What was handed in does not wait for a look that may take long.
            None => None,
        };
        tx.commit().await?;
        drop(client);
        self.tell(ended, &taken, wakes).await;
        let (is_whole, mut rows) = (look.as_ref().is_some_and(|look| look.of.is_none()), Vec::new());
        if let Some(look) = look {
            rows = look.settle(self, &claim.choice);
        }
        if poll.max > 0 && rows.is_empty() && !is_whole && !is_complete {
            match self.claim_alone(&claim).await {
                Ok(look) => rows = look.settle(self, &claim.choice),
                // Who handed in is told what became of that; the next poll hears of what is wrong.
                Err(error) if !ended.is_empty() => tracing::warn!(%error, "results were taken in, and no tasks could be looked for"),
                Err(error) => return Err(error),
            }
        }
        Ok(Polled { tasks: rows.into_iter().map(view).collect::<Result<_, _>>()?, taken })
    }

    /// Leases what there is behind what was taken.
    async fn claim_behind(&self, tx: &Transaction<'_>, claim: &Claim<'_>, beginning: Beginning) -> Result<Look, FlowError> {
        let PollTasks { queue, worker, activities, labels, max, .. } = claim.poll;
        let (labels, most, lease_s) = (labels.as_slice(), i64::from(*max), claim.poll.lease.as_secs_f64());
        let settled = self.board().settled_lately().map(|numbers| numbers.task);
        let began = Instant::now();
        let statement = sql::claim_tasks_behind().prepare(tx).await?;
        let rows = statement
            .bind(tx, &beginning.priorities, &beginning.behind, queue, &claim.owner, activities, &labels, &most, worker, &lease_s)
            .all()
            .await?;
        Ok(Look::new(Some(beginning.priorities), began, settled, *max, rows))
    }

    async fn claim_alone(&self, claim: &Claim<'_>) -> Result<Look, FlowError> {
        let mut client = self.database().get(Identity::Service).await?;
        let tx = client.transaction().await?;
        let look = self.claim_any(&tx, claim).await?;
        tx.commit().await?;
        Ok(look)
    }

    /// Leases what there is, from the first task on.
    async fn claim_any(&self, tx: &Transaction<'_>, claim: &Claim<'_>) -> Result<Look, FlowError> {
        let PollTasks { queue, worker, activities, labels, max, .. } = claim.poll;
        let (labels, most, lease_s) = (labels.as_slice(), i64::from(*max), claim.poll.lease.as_secs_f64());
        let settled = self.board().settled_lately().map(|numbers| numbers.task);
        let began = Instant::now();
        let statement = sql::claim_tasks().prepare(tx).await?;
        let rows = statement.bind(tx, queue, &claim.owner, activities, &labels, &most, worker, &lease_s).all().await?;
        Ok(Look::new(None, began, settled, *max, rows))
    }

    /// The engine of this process goes on at once with what was taken. Where runs are out of memory, whoever owns them looks for them.
    async fn tell(&self, ended: &[TaskEnd], taken: &[Held], wakes: bool) {
        let outcomes = ended.iter().zip(taken).filter(|(_, taken)| taken.held).map(|(end, _)| (end.id.clone(), end.outcome.clone()));
        self.board().ended(outcomes);
        if wakes && let Err(error) = engine::hint(self.database()).await {
            tracing::debug!(%error, "no hint could be given; the next look finds the runs to wake");
        }
    }

    /// Leases that ran out, whether the queue is busy or not.
    async fn expire(&self) -> Result<(), FlowError> {
        if self.due("expire leases", EXPIRE_EVERY) {
            // One that takes long is not begun twice.
            let Ok(mut reach) = self.board().leases.try_lock() else { return Ok(()) };
            let client = self.database().get(Identity::Service).await?;
            // What has settled is known when the database has told its clock.
            let glance = reach.glance(Instant::now(), Some(Timestamp::MAX));
            let now = sql::expire_leases().bind(&client, &glance.after).one().await?.now;
            reach.end(glance, Instant::now(), now.checked_sub(SETTLED_AFTER).map_or(Extent::None, Extent::UpTo));
        }
        Ok(())
    }

    async fn see(&self, owner: Uuid, poll: &PollTasks) -> Result<(), FlowError> {
        if !self.due(&format!("see {owner} {} {}", poll.queue, poll.worker), SEE_EVERY) {
            return Ok(());
        }
        let client = self.database().get(Identity::Service).await?;
        let activities = poll.activities.clone().unwrap_or_default();
        let labels = poll.labels.as_slice();
        sql::see_worker().bind(&client, &owner, &poll.worker, &poll.queue, &activities, &labels, &i32::from(poll.max)).await?;
        sql::forget_workers().bind(&client, &FORGET_AFTER_HOURS).await?;
        Ok(())
    }
}

/// Who wants tasks, and which.
struct Claim<'a> {
    owner: Uuid,
    poll: &'a PollTasks,
    choice: Choice,
}

/// What one look has leased.
struct Look {
    /// Of which priorities; `None` where it began with the first task.
    of: Option<Vec<i32>>,
    began: Instant,
    settled: Option<i64>,
    full: bool,
    rows: Vec<sql::Task>,
}

impl Look {
    fn new(of: Option<Vec<i32>>, began: Instant, settled: Option<i64>, most: u16, mut rows: Vec<sql::Task>) -> Self {
        // `returning` keeps no order.
        rows.sort_by_key(|row| (Reverse(row.priority), row.seq));
        Self { of, began, settled, full: rows.len() >= usize::from(most), rows }
    }

    /// It is committed: later ones begin behind it.
    fn settle(self, flows: &Flows, choice: &Choice) -> Vec<sql::Task> {
        let taken: Vec<Taken> =
            self.rows.iter().map(|row| Taken { priority: row.priority, seq: row.seq, again: row.deliveries > 1 }).collect();
        let Self { of, began, settled, full, rows } = self;
        flows.board().places.looked(choice, Instant::now(), &Looked { of: of.as_deref(), began, settled, taken: &taken, full });
        rows
    }
}

/// The database could not even compare an identity with U+0000, and nobody holds such a task.
fn possible(tasks: &[(String, Uuid)]) -> (Vec<&str>, Vec<Uuid>) {
    tasks.iter().filter(|(id, _)| !id.contains('\0')).map(|(id, token)| (id.as_str(), *token)).unzip()
}

/// Whether each result was taken, and whether some run is woken by them.
async fn take_results(tx: &Transaction<'_>, owner: Uuid, ended: &[TaskEnd]) -> Result<(Vec<Held>, bool), FlowError> {
    if ended.is_empty() {
        return Ok((Vec::new(), false));
    }
    // The database could not even compare an identity with U+0000, and nobody holds such a task.
    let possible = || ended.iter().filter(|end| !end.id.contains('\0'));
    let keys: Vec<&str> = possible().map(|end| end.id.as_str()).collect();
    let tokens: Vec<Uuid> = possible().map(|end| end.token).collect();
    let state = |end: &TaskEnd| if matches!(end.outcome, TaskOutcome::Done { .. }) { "done" } else { "failed" };
    let states: Vec<&str> = possible().map(state).collect();
    // Plain data with string keys, which JSON always represents.
    let results: Vec<String> = possible().map(|end| serde_json::to_string(&end.outcome).unwrap_or_default()).collect();
    let end = sql::end_tasks().prepare(tx).await?;
    let held = end.bind(tx, &keys, &tokens, &states, &results, &owner).all().await?;
    let wakes = held.iter().any(|row| row.parked);
    // By identity and token: one request may carry what two holders of a task say. The first of two that say the same counts.
    let mut held: HashSet<(String, Option<Uuid>)> = held.into_iter().map(|row| (row.key, row.lease_id)).collect();
    let taken = ended.iter().map(|end| Held { id: end.id.clone(), held: held.remove(&(end.id.clone(), Some(end.token))) }).collect();
    Ok((taken, wakes))
}

fn view(row: sql::Task) -> Result<TaskView, FlowError> {
    let input = serde_json::from_str(&row.input)
        .map_err(|error| FlowError::Inconsistent { table: "flows.tasks", message: format!("input of {}: {error}", row.key) })?;
    Ok(TaskView {
        idempotency_key: row.key.clone(),
        id: row.key,
        // A lease has both.
        token: row.lease_id.unwrap_or_default(),
        activity: row.activity,
        input,
        run_id: row.run_id,
        step: row.step,
        attempt: row.attempt,
        item: row.item,
        delivery: row.deliveries,
        lease_until: row.lease_until.unwrap_or_default(),
    })
}

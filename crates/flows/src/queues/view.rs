//! How queues stand, and what is in them: read by the service or as the user whose session it is.

use db::client::GenericClient;
use db::queries::flows::queues as sql;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::backlog::{self, Queue};
use super::rules::Health;
use crate::error::FlowError;

/// Larger payloads are left out of lists.
const INLINE: i32 = 4 * 1024;
const STATUSES: &[&str] = &["pending", "processing", "completed", "failed"];

/// A work queue of a run.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = WorkQueue)]
pub struct WorkQueueView {
    /// Identity.
    pub id: Uuid,
    /// The run that has it: the one asked for, or the one in which that one went on.
    pub run_id: Uuid,
    /// Its name.
    pub queue_name: String,
    /// The signal that adds an item.
    pub signal_name: String,
    /// The query that tells how it stands.
    pub query_name: String,
    /// Whether signal and query came with the queue.
    pub auto_generated: bool,
    /// Which item is taken next: `fifo`, `lifo` or `priority`.
    pub priority: String,
    /// Items that may be unfinished at once; `null` for any number.
    pub max_size: Option<i32>,
    /// Whether an item is refused that equals an unfinished one.
    pub deduplicate: bool,
    /// JSON Schema of an item.
    pub work_item_schema: Value,
    /// Since when nothing more is let in.
    pub closed_at: Option<Timestamp>,
    /// Items that wait.
    pub pending: i64,
    /// Items that a step has taken.
    pub processing: i64,
    /// Items that ended well.
    pub completed: i64,
    /// Items that ended badly.
    pub failed: i64,
    /// When the oldest of those that wait was added.
    pub oldest_pending_at: Option<Timestamp>,
    /// How long that is ago, in seconds.
    pub oldest_pending_s: Option<f64>,
    /// How full it is.
    pub health: Health,
    /// Steps that wait for items.
    pub waiting_steps: i64,
    /// When it came into being.
    pub created_at: Timestamp,
}

/// An item of a work queue.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = WorkItem)]
pub struct WorkItemView {
    /// Identity.
    pub id: Uuid,
    /// The order in which items came; it has gaps.
    pub seq: i64,
    /// What is to be worked on; `null` in lists where it is large.
    pub payload: Option<Value>,
    /// How large it is, in bytes of JSON.
    pub size_bytes: i32,
    /// The higher, the sooner; 0 in queues that do not go by it.
    pub priority: i32,
    /// `pending`, `processing`, `completed` or `failed`.
    pub status: String,
    /// How often it was taken.
    pub attempts: i32,
    /// The run whose step took it last.
    pub taker_run_id: Option<Uuid>,
    /// The step that took it last.
    pub taker_step: Option<String>,
    /// Which attempt of that step.
    pub taker_attempt: Option<i32>,
    /// Why it ended as it did.
    pub reason: Option<String>,
    /// Who added it.
    pub added_by: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was taken last.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// Which items to list, newest first.
#[derive(Debug, Clone, Default)]
pub struct ItemQuery {
    /// Only with this status.
    pub status: Option<String>,
    /// Only behind this place: `created_at` and id of the last row before.
    pub before: (Option<Timestamp>, Option<Uuid>),
    /// At most so many.
    pub limit: i64,
}

/// The queues of a run, by name.
///
/// # Errors
/// The database failed.
pub async fn queues(client: &impl GenericClient, run_id: Uuid) -> Result<Vec<WorkQueueView>, FlowError> {
    queues_named(client, run_id, None).await
}

/// One queue of a run.
///
/// # Errors
/// [`FlowError::Refused`] with `UNKNOWN_QUEUE`, or the database failed.
pub async fn queue(client: &impl GenericClient, run_id: Uuid, name: &str) -> Result<WorkQueueView, FlowError> {
    match queues_named(client, run_id, Some(name)).await?.pop() {
        Some(queue) => Ok(queue),
        // Says what there is.
        None => backlog::require(client, run_id, name)
            .await
            .and_then(|queue| Err(backlog::refused("UNKNOWN_QUEUE", format!("the queue `{}` is about to move on", queue.name)))),
    }
}

pub(super) async fn queues_named(client: &impl GenericClient, run_id: Uuid, name: Option<&str>) -> Result<Vec<WorkQueueView>, FlowError> {
    Ok(sql::list_work_queues().bind(client, &run_id, &name).all().await?.into_iter().map(queue_view).collect())
}

/// Items of a queue, newest first; large payloads are left out.
///
/// # Errors
/// [`FlowError::Refused`] with `UNKNOWN_QUEUE`, [`FlowError::UnknownItemStatus`], or the database failed.
pub async fn items(client: &impl GenericClient, run_id: Uuid, queue: &str, query: &ItemQuery) -> Result<Vec<WorkItemView>, FlowError> {
    let status = query.status.as_deref();
    if let Some(status) = status.filter(|status| !STATUSES.contains(status)) {
        return Err(FlowError::UnknownItemStatus(status.to_owned()));
    }
    let queue = backlog::require(client, run_id, queue).await?;
    let (at, id) = query.before;
    let rows = sql::list_work_items().bind(client, &INLINE, &queue.id, &at, &id, &status, &query.limit).all().await?;
    rows.into_iter().map(item_view).collect()
}

/// One item with its payload.
///
/// # Errors
/// [`FlowError::Refused`] with `UNKNOWN_QUEUE` or `UNKNOWN_ITEM`, or the database failed.
pub async fn item(client: &impl GenericClient, run_id: Uuid, queue: &str, id: Uuid) -> Result<WorkItemView, FlowError> {
    let queue = backlog::require(client, run_id, queue).await?;
    item_of(client, &queue, id).await
}

pub(super) async fn item_of(client: &impl GenericClient, queue: &Queue, id: Uuid) -> Result<WorkItemView, FlowError> {
    let row = sql::get_work_item().bind(client, &queue.id, &id).opt().await?;
    item_view(row.ok_or_else(|| backlog::unknown_item(queue, id))?)
}

fn queue_view(row: sql::WorkQueue) -> WorkQueueView {
    WorkQueueView {
        id: row.id,
        run_id: row.run_id,
        health: Health::of(row.pending + row.processing, row.max_size),
        queue_name: row.queue_name,
        signal_name: row.signal_name,
        query_name: row.query_name,
        auto_generated: row.auto_generated,
        priority: row.priority,
        max_size: row.max_size,
        deduplicate: row.deduplicate,
        work_item_schema: row.work_item_schema,
        closed_at: row.closed_at,
        pending: row.pending,
        processing: row.processing,
        completed: row.completed,
        failed: row.failed,
        oldest_pending_at: row.oldest_pending_at,
        oldest_pending_s: row.oldest_pending_s,
        waiting_steps: row.waiting_steps,
        created_at: row.created_at,
    }
}

fn item_view(row: sql::WorkItem) -> Result<WorkItemView, FlowError> {
    let unreadable = |error: serde_json::Error| FlowError::Inconsistent {
        table: "flows.work_items",
        message: format!("the payload of item {}: {error}", row.id),
    };
    let payload = row.payload.as_deref().map(serde_json::from_str).transpose().map_err(unreadable)?;
    Ok(WorkItemView {
        id: row.id,
        seq: row.seq,
        payload,
        size_bytes: row.size_bytes,
        priority: row.priority,
        status: row.status,
        attempts: row.attempts,
        taker_run_id: row.taker_run_id,
        taker_step: row.taker_step,
        taker_attempt: row.taker_attempt,
        reason: row.reason,
        added_by: row.added_by,
        created_at: row.created_at,
        started_at: row.started_at,
        ended_at: row.ended_at,
    })
}

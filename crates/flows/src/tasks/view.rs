//! Who works, and what waits: read by the service or as the user whose session it is.

use db::client::GenericClient;
use db::queries::flows::tasks as sql;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::FlowError;

/// A worker that has polled in the last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Worker)]
pub struct WorkerView {
    /// Whose.
    pub user_id: Uuid,
    /// Its name.
    pub name: String,
    /// The queue it polls.
    pub queue: String,
    /// The activities it takes; none means all.
    pub activities: Vec<String>,
    /// What it has: tasks that ask for more are left to others.
    pub labels: Vec<String>,
    /// How many tasks it asked for at once.
    pub capacity: i32,
    /// Tasks it holds.
    pub running: i32,
    /// When it last polled, to ten seconds.
    pub seen_at: Timestamp,
}

/// A queue with tasks in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TaskQueue)]
pub struct QueueView {
    /// Of whose runs.
    pub user_id: Uuid,
    /// Its name.
    pub queue: String,
    /// Tasks that wait for a worker.
    pub waiting: i32,
    /// Tasks that a worker holds.
    pub leased: i32,
    /// Since when the oldest of them has waited.
    pub oldest_waiting_at: Option<Timestamp>,
}

/// Workers of an account, or all that the client sees; those that polled last come first.
///
/// # Errors
/// The database failed.
pub async fn workers(client: &impl GenericClient, owner: Option<Uuid>) -> Result<Vec<WorkerView>, FlowError> {
    let view = |row: sql::Worker| WorkerView {
        user_id: row.user_id,
        name: row.name,
        queue: row.queue,
        activities: row.activities,
        labels: row.labels,
        capacity: row.capacity,
        running: row.running,
        seen_at: row.seen_at,
    };
    Ok(sql::list_workers().bind(client, &owner).all().await?.into_iter().map(view).collect())
}

/// Queues in which tasks of an account's runs are, or of all that the client sees.
///
/// # Errors
/// The database failed.
pub async fn queues(client: &impl GenericClient, owner: Option<Uuid>) -> Result<Vec<QueueView>, FlowError> {
    let view = |row: sql::TaskQueue| QueueView {
        user_id: row.user_id,
        queue: row.queue,
        waiting: row.waiting,
        leased: row.leased,
        oldest_waiting_at: row.oldest_waiting_at,
    };
    Ok(sql::list_queues().bind(client, &owner).all().await?.into_iter().map(view).collect())
}

//! `POST /tasks/heartbeat`.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{HeldTask, MOST, TaskResults, lease, name, results};
use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Tasks that a worker is still at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Heartbeat {
    /// The worker's name.
    worker: String,
    /// How long from now the leases hold, in milliseconds; 30,000 if not given.
    #[schema(minimum = 1000, maximum = 3600000)]
    lease_ms: Option<u64>,
    /// The tasks.
    tasks: Vec<HeldTask>,
}

/// Says that a worker is still at its tasks. A task that is `lost` is to be stopped: its result would not be taken.
#[utoipa::path(post, path = "/tasks/heartbeat", tag = "tasks", request_body = Heartbeat, responses((status = OK, body = TaskResults), Refusals))]
pub(crate) async fn extend_tasks(
    State(api): State<Api>,
    caller: SignedIn,
    Json(heartbeat): Json<Heartbeat>,
) -> Result<Json<TaskResults>, Problem> {
    name("worker", &heartbeat.worker)?;
    if heartbeat.tasks.len() > MOST {
        return Err(Problem::field("tasks", format!("more than {MOST} tasks; say it in parts")));
    }
    let tasks: Vec<(String, Uuid)> = heartbeat.tasks.into_iter().map(|task| (task.id, task.token)).collect();
    let held = api.flows().extend_tasks(caller.account, &tasks, lease(heartbeat.lease_ms)?).await?;
    Ok(Json(TaskResults { results: results(held, "held") }))
}

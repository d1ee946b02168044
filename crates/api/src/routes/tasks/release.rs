//! `POST /tasks/release`.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{HeldTask, MOST, TaskResults, results};
use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Tasks that a worker will not carry out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReleasedTasks {
    /// The tasks.
    tasks: Vec<HeldTask>,
}

/// Hands tasks back, so that another worker gets them at once and not when their leases have run out; it costs their steps no try. Only the
/// one who holds a task can hand it back: the others are `lost`.
#[utoipa::path(post, path = "/tasks/release", tag = "tasks", request_body = ReleasedTasks, responses((status = OK, body = TaskResults), Refusals))]
pub(crate) async fn release_tasks(
    State(api): State<Api>,
    caller: SignedIn,
    Json(body): Json<ReleasedTasks>,
) -> Result<Json<TaskResults>, Problem> {
    if body.tasks.len() > MOST {
        return Err(Problem::field("tasks", format!("more than {MOST} tasks; hand them back in parts")));
    }
    let tasks: Vec<(String, Uuid)> = body.tasks.into_iter().map(|task| (task.id, task.token)).collect();
    let released = api.flows().release_tasks(caller.account, &tasks).await?;
    Ok(Json(TaskResults { results: results(released, "released") }))
}

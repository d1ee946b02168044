//! `POST /tasks/complete`.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{CompletedTask, TaskResults, ends, results};
use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// What came of tasks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompletedTasks {
    /// The tasks.
    tasks: Vec<CompletedTask>,
}

/// Takes in what tasks gave. Only the one who holds a task is listened to; the answer comes when it is durable.
#[utoipa::path(post, path = "/tasks/complete", tag = "tasks", request_body = CompletedTasks, responses((status = OK, body = TaskResults), Refusals))]
pub(crate) async fn complete_tasks(
    State(api): State<Api>,
    caller: SignedIn,
    Json(body): Json<CompletedTasks>,
) -> Result<Json<TaskResults>, Problem> {
    let taken = api.flows().end_tasks(caller.account, &ends(body.tasks, Vec::new())?).await?;
    Ok(Json(TaskResults { results: results(taken, "accepted") }))
}

//! `POST /tasks/fail`.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{FailedTask, TaskResults, ends, results};
use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// What came of tasks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FailedTasks {
    /// The tasks.
    tasks: Vec<FailedTask>,
}

/// Takes in that tasks failed. Only the one who holds a task is listened to; the answer comes when it is durable.
#[utoipa::path(post, path = "/tasks/fail", tag = "tasks", request_body = FailedTasks, responses((status = OK, body = TaskResults), Refusals))]
pub(crate) async fn fail_tasks(
    State(api): State<Api>,
    caller: SignedIn,
    Json(body): Json<FailedTasks>,
) -> Result<Json<TaskResults>, Problem> {
    let taken = api.flows().end_tasks(caller.account, &ends(Vec::new(), body.tasks)?).await?;
    Ok(Json(TaskResults { results: results(taken, "accepted") }))
}

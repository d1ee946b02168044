//! `POST /flow-runs/{flow_run_id}/queues/{queue}/items/{item_id}/retry`.

use axum::extract::State;
use flows::queues::WorkItemView;
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::actor;
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownRun, UnknownQueue, UnknownItem, NotFound, ItemNotFailed, QueueFull, DuplicateItem, RunEnded
);

/// Puts a failed item among those that wait again, at its old place.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/queues/{queue}/items/{item_id}/retry", tag = "work-queues",
    params(("flow_run_id" = Uuid, Path), ("queue" = String, Path), ("item_id" = Uuid, Path)),
    responses((status = OK, body = WorkItemView), Refusals)
)]
pub(crate) async fn retry_work_item(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, queue, id)): Path<(Uuid, String, Uuid)>,
) -> Result<Json<WorkItemView>, Problem> {
    actor(&api, &caller, run_id).await?;
    Ok(Json(api.flows().retry_item(run_id, &queue, id).await?))
}

//! `DELETE /flow-runs/{flow_run_id}/queues/{queue}/items/{item_id}`.

use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

use crate::body::Path;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::actor;
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, UnknownQueue, UnknownItem, NotFound, ItemHeld);

/// Removes an item that no step is working on.
#[utoipa::path(
    delete, path = "/flow-runs/{flow_run_id}/queues/{queue}/items/{item_id}", tag = "work-queues",
    params(("flow_run_id" = Uuid, Path), ("queue" = String, Path), ("item_id" = Uuid, Path)),
    responses((status = NO_CONTENT, description = "It is gone"), Refusals)
)]
pub(crate) async fn remove_work_item(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, queue, id)): Path<(Uuid, String, Uuid)>,
) -> Result<StatusCode, Problem> {
    actor(&api, &caller, run_id).await?;
    api.flows().remove_item(run_id, &queue, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

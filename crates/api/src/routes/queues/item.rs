//! `GET /flow-runs/{flow_run_id}/queues/{queue}/items/{item_id}`.

use axum::extract::State;
use flows::queues::{WorkItemView, item};
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::visible;
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, UnknownQueue, UnknownItem, NotFound);

/// One item of a work queue with its payload.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/queues/{queue}/items/{item_id}", tag = "work-queues",
    params(("flow_run_id" = Uuid, Path), ("queue" = String, Path), ("item_id" = Uuid, Path)),
    responses((status = OK, body = WorkItemView), Refusals)
)]
pub(crate) async fn show_work_item(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, queue, id)): Path<(Uuid, String, Uuid)>,
) -> Result<Json<WorkItemView>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    Ok(Json(item(&*session, run_id, &queue, id).await?))
}

//! `GET /flow-runs/{flow_run_id}/queues/{queue}`.

use axum::extract::State;
use flows::queues;
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::visible;
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, UnknownQueue, NotFound);

/// One work queue of a run, and how it stands.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/queues/{queue}", tag = "work-queues",
    params(("flow_run_id" = Uuid, Path), ("queue" = String, Path)), responses((status = OK, body = queues::WorkQueueView), Refusals)
)]
pub(crate) async fn show_work_queue(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, queue)): Path<(Uuid, String)>,
) -> Result<Json<queues::WorkQueueView>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    Ok(Json(queues::queue(&*session, run_id, &queue).await?))
}

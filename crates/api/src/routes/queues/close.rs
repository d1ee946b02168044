//! `POST /flow-runs/{flow_run_id}/queues/{queue}/close`.

use axum::extract::State;
use flows::queues::WorkQueueView;
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::actor;
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, UnknownQueue, NotFound);

/// Lets nothing more into a queue, for good. What is in it is taken all the same; steps that wait for more are told that there is no more.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/queues/{queue}/close", tag = "work-queues",
    params(("flow_run_id" = Uuid, Path), ("queue" = String, Path)), responses((status = OK, body = WorkQueueView), Refusals)
)]
pub(crate) async fn close_work_queue(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, queue)): Path<(Uuid, String)>,
) -> Result<Json<WorkQueueView>, Problem> {
    // Only whoever sees the run closes its queues.
    actor(&api, &caller, run_id).await?;
    Ok(Json(api.flows().close_queue(run_id, &queue).await?))
}

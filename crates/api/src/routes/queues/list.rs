//! `GET /flow-runs/{flow_run_id}/queues`.

use axum::extract::State;
use flows::queues::{WorkQueueView, queues};
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::visible;
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// The work queues of a run, by name, and how they stand. A run that went on in another one shows those that went with it.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/queues", tag = "work-queues",
    params(("flow_run_id" = Uuid, Path)), responses((status = OK, body = List<WorkQueueView>), Refusals)
)]
pub(crate) async fn list_work_queues(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
) -> Result<Json<List<WorkQueueView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    Ok(Json(List { items: queues(&*session, run_id).await? }))
}

//! `GET /flow-runs/{flow_run_id}/steps`.

use axum::extract::State;
use flows::{FlowStepView, read};
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// Every attempt of every step, in the order of the plan, the newest attempt of a step first.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/steps", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path)), responses((status = OK, body = List<FlowStepView>), Refusals)
)]
pub(crate) async fn list_flow_steps(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
) -> Result<Json<List<FlowStepView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    Ok(Json(List { items: read::steps(&*session, run_id).await? }))
}

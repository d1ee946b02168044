//! `GET /flow-runs/{flow_run_id}`.

use axum::extract::State;
use flows::FlowRunView;
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// One run of a flow or plan file.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}", tag = "flow-runs", params(("flow_run_id" = Uuid, Path)), responses((status = OK, body = FlowRunView), Refusals)
)]
pub(crate) async fn show_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
) -> Result<Json<FlowRunView>, Problem> {
    let session = api.session(&caller.claims).await?;
    Ok(Json(visible(&session, run_id).await?))
}

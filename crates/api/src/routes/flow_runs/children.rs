//! `GET /flow-runs/{flow_run_id}/children`.

use axum::extract::State;
use flows::{FlowRunView, read};
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// Runs that steps of a run started, oldest first, at most a thousand.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/children", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path)), responses((status = OK, body = List<FlowRunView>), Refusals)
)]
pub(crate) async fn list_children(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
) -> Result<Json<List<FlowRunView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    Ok(Json(List { items: read::children(&*session, run_id).await? }))
}

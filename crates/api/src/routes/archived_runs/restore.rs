//! `POST /archived-runs/{archived_run_id}/restore`.

use axum::extract::State;
use flows::FlowRunView;
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs;
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// Brings a run back from the archive, to be read as before: it has ended and stays ended, and its retention counts from now on. For its
/// owner and admins.
#[utoipa::path(
    post, path = "/archived-runs/{archived_run_id}/restore", tag = "archived-runs",
    params(("archived_run_id" = Uuid, Path)), responses((status = OK, body = FlowRunView), Refusals)
)]
pub(crate) async fn restore_run(State(api): State<Api>, caller: SignedIn, Path(run_id): Path<Uuid>) -> Result<Json<FlowRunView>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    drop(session);
    api.archive().restore(run_id).await?;
    let session = api.session(&caller.claims).await?;
    Ok(Json(flow_runs::visible(&session, run_id).await?))
}

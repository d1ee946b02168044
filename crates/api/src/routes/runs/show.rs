//! `GET /runs/{run_id}`.

use axum::extract::State;
use content::RunView;
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// One run.
#[utoipa::path(get, path = "/runs/{run_id}", tag = "runs", params(("run_id" = Uuid, Path)), responses((status = OK, body = RunView), Refusals))]
pub(crate) async fn show_run(State(api): State<Api>, caller: SignedIn, Path(run_id): Path<Uuid>) -> Result<Json<RunView>, Problem> {
    let session = api.session(&caller.claims).await?;
    Ok(Json(visible(&session, run_id).await?))
}

//! `POST /runs/{run_id}/resume`.

use axum::extract::State;
use content::{Content, RunView};
use engine::Request;
use uuid::Uuid;

use super::{ask, visible};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound, RunEnded, NotPaused, ApprovalRequired, AttemptsExhausted);

/// Lets a run that holds go on: a failed gate with attempts left is tried again. For its owner and admins.
#[utoipa::path(
    post, path = "/runs/{run_id}/resume", tag = "runs",
    params(("run_id" = Uuid, Path)), responses((status = OK, body = RunView), Refusals)
)]
pub(crate) async fn resume_run(State(api): State<Api>, caller: SignedIn, Path(run_id): Path<Uuid>) -> Result<Json<RunView>, Problem> {
    let session = api.session(&caller.claims).await?;
    // Whoever sees a run is its owner or an admin.
    visible(&session, run_id).await?;
    let account = api.account(&session, &caller).await?;
    drop(session);
    ask(&api, &caller, run_id, Request::Resume { by: Content::actor(&account, "api") }).await
}

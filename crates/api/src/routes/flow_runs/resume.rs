//! `POST /flow-runs/{flow_run_id}/resume`.

use axum::extract::State;
use engine::Request;
use flows::FlowRunView;
use uuid::Uuid;

use super::{actor, ask, each_time};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound, NotBegun, RunEnded, RunEnding, NotPaused, ApprovalRequired, AttemptsExhausted);

/// Goes on with a run that holds. For its owner and admins. Answers when that is committed.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/resume", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path)), responses((status = OK, body = FlowRunView), Refusals)
)]
pub(crate) async fn resume_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
) -> Result<Json<FlowRunView>, Problem> {
    let by = actor(&api, &caller, run_id).await?;
    ask(&api, &caller, run_id, Request::Resume { by }, &each_time()).await
}

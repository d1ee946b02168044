//! `POST /flow-runs/{flow_run_id}/pause`.

use axum::extract::State;
use engine::Request;
use flows::FlowRunView;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{actor, ask, each_time};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound, InvalidInput, NotBegun, RunEnded, RunEnding, AlreadyPaused, ReasonRequired, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Why a run is held.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PauseFlowRun {
    /// Kept with who said it.
    reason: String,
}

/// Holds a run: what is under way finishes, nothing new begins. For its owner and admins. Answers when that is committed.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/pause", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path)), request_body = PauseFlowRun, responses((status = OK, body = FlowRunView), Refusals)
)]
pub(crate) async fn pause_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
    Json(body): Json<PauseFlowRun>,
) -> Result<Json<FlowRunView>, Problem> {
    let by = actor(&api, &caller, run_id).await?;
    ask(&api, &caller, run_id, Request::Pause { by, reason: body.reason }, &each_time()).await
}

//! `POST /flow-runs/{flow_run_id}/steps/{step}/skip`.

use axum::extract::State;
use engine::Request;
use flows::FlowRunView;
use plan::StepId;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::{actor, ask, each_time};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownRun, UnknownStep, NotFound, InvalidInput, NotBegun, RunEnded, RunEnding, NotYourDecision, ReasonRequired, NotSkippable, NeedsNotDone, MalformedRequest, InvalidRequest,
    UnsupportedMediaType, TooLarge
);

/// Why a step is passed over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SkipStep {
    /// Kept with who said it.
    reason: String,
}

/// Passes a step over. For the run's owner and admins. Answers when that is committed.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/steps/{step}/skip", tag = "flow-steps",
    params(("flow_run_id" = Uuid, Path), ("step" = String, Path)), request_body = SkipStep, responses((status = OK, body = FlowRunView), Refusals)
)]
pub(crate) async fn skip_step(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, step)): Path<(Uuid, String)>,
    Json(body): Json<SkipStep>,
) -> Result<Json<FlowRunView>, Problem> {
    let by = actor(&api, &caller, run_id).await?;
    ask(&api, &caller, run_id, Request::Skip { step: StepId(step), by, reason: body.reason }, &each_time()).await
}

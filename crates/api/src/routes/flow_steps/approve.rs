//! `POST /flow-runs/{flow_run_id}/steps/{step}/approve`.

use axum::extract::State;
use engine::Request;
use flows::FlowRunView;
use plan::StepId;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::{actor, ask, each_time};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownRun, UnknownStep, NotFound, InvalidInput, NotBegun, RunEnded, RunEnding, ReasonRequired, NotApprovable, NothingToApprove, NotYourDecision,
    BadForm, NeedsNotDone, MalformedRequest, InvalidRequest,
    UnsupportedMediaType, TooLarge
);

/// Why a step may count.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApproveStep {
    /// Kept with who said it.
    reason: String,
    /// What the plan's form asks for; later steps read it.
    #[serde(default)]
    form: Value,
}

/// Lets a step count: one that waits for approval, or one whose checks failed. For the run's owner and admins. Answers when that is committed.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/steps/{step}/approve", tag = "flow-steps",
    params(("flow_run_id" = Uuid, Path), ("step" = String, Path)), request_body = ApproveStep, responses((status = OK, body = FlowRunView), Refusals)
)]
pub(crate) async fn approve_step(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, step)): Path<(Uuid, String)>,
    Json(body): Json<ApproveStep>,
) -> Result<Json<FlowRunView>, Problem> {
    let by = actor(&api, &caller, run_id).await?;
    ask(&api, &caller, run_id, Request::Approve { step: StepId(step), by, reason: body.reason, form: body.form }, &each_time()).await
}

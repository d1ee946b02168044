//! `POST /flow-runs/{flow_run_id}/steps/{step}/reject`.

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
    Refusals: NotSignedIn, UnknownRun, UnknownStep, NotFound, InvalidInput, NotBegun, RunEnded, RunEnding, ReasonRequired, NotRejectable, NotYourDecision,
    BadForm, MalformedRequest, InvalidRequest,
    UnsupportedMediaType, TooLarge
);

/// Why a step does not count.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RejectStep {
    /// Kept with who said it.
    reason: String,
    /// What the plan's form asks for; later steps read it.
    #[serde(default)]
    form: Value,
}

/// Lets an attempt that waits for a decision not count: the gate goes on as after an attempt whose checks failed. For the run's owner and
/// admins, and for whom the plan asks. Answers when that is committed.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/steps/{step}/reject", tag = "flow-steps",
    params(("flow_run_id" = Uuid, Path), ("step" = String, Path)), request_body = RejectStep, responses((status = OK, body = FlowRunView), Refusals)
)]
pub(crate) async fn reject_step(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, step)): Path<(Uuid, String)>,
    Json(body): Json<RejectStep>,
) -> Result<Json<FlowRunView>, Problem> {
    let by = actor(&api, &caller, run_id).await?;
    ask(&api, &caller, run_id, Request::Reject { step: StepId(step), by, reason: body.reason, form: body.form }, &each_time()).await
}

//! `POST /flow-runs/{flow_run_id}/steps/{step}/rerun`.

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
    Refusals: NotSignedIn, UnknownRun, UnknownStep, NotFound, NotBegun, RunEnded, RunEnding, NotRerunnable, AttemptsExhausted, NeedsNotDone, BadOverrides, ExpressionFailed,
    InvalidInput, MalformedRequest, InvalidRequest,
    UnsupportedMediaType, TooLarge
);

/// How a step is rerun.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RerunStep {
    /// Why; kept with who said it.
    reason: Option<String>,
    /// Merged over the step's rendered arguments: an object.
    #[serde(default)]
    arguments: Value,
}

/// A new attempt of a step, and of every step that consumed its output. For the run's owner and admins. Answers when that is committed.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/steps/{step}/rerun", tag = "flow-steps",
    params(("flow_run_id" = Uuid, Path), ("step" = String, Path)), request_body = Option<RerunStep>, responses((status = OK, body = FlowRunView), Refusals)
)]
pub(crate) async fn rerun_step(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, step)): Path<(Uuid, String)>,
    body: Option<Json<RerunStep>>,
) -> Result<Json<FlowRunView>, Problem> {
    let body = body.map(|Json(body)| body).unwrap_or_default();
    let by = actor(&api, &caller, run_id).await?;
    let reason = body.reason.filter(|reason| !reason.trim().is_empty());
    ask(&api, &caller, run_id, Request::Rerun { step: StepId(step), by, reason, overrides: body.arguments }, &each_time()).await
}

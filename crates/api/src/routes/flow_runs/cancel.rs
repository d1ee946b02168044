//! `POST /flow-runs/{flow_run_id}/cancel`.

use axum::extract::State;
use engine::Request;
use flows::FlowRunView;
use machine::CancelMode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{actor, ask, each_time};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound, InvalidInput, RunEnded, RunEnding, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Why a run is ended.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancelFlowRun {
    /// Kept with the run.
    reason: Option<String>,
    /// Whether the run ends at once, without taking back what its steps did where the plan says how; also while it is doing that.
    #[serde(default)]
    hard: bool,
}

/// Ends a run for good: what is under way is stopped, and what its steps did is taken back first where the plan says how. For its owner
/// and admins. Answers when that is committed.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/cancel", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path)), request_body = Option<CancelFlowRun>, responses((status = OK, body = FlowRunView), Refusals)
)]
pub(crate) async fn cancel_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
    body: Option<Json<CancelFlowRun>>,
) -> Result<Json<FlowRunView>, Problem> {
    let by = actor(&api, &caller, run_id).await?;
    let body = body.map(|Json(body)| body).unwrap_or_default();
    let reason = body.reason.filter(|reason| !reason.trim().is_empty());
    let mode = if body.hard { CancelMode::Hard } else { CancelMode::Graceful };
    ask(&api, &caller, run_id, Request::Cancel { by, reason, mode }, &each_time()).await
}

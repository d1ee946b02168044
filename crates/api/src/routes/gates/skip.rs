//! `POST /runs/{run_id}/gates/{gate}/skip`.

use axum::extract::State;
use content::{Content, RunView};
use engine::Request;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::gates::for_admins;
use crate::routes::runs::ask;
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, Forbidden, UnknownRun, UnknownGate, NotFound, RunEnded, ReasonRequired, NotSkippable, NeedsNotDone,
    MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// Why a gate is passed over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SkipGate {
    /// Kept with who said it.
    reason: String,
}

/// Passes a gate over. For admins. Answers when that is committed.
#[utoipa::path(
    post, path = "/runs/{run_id}/gates/{gate}/skip", tag = "gates",
    params(("run_id" = Uuid, Path), ("gate" = String, Path)), request_body = SkipGate, responses((status = OK, body = RunView), Refusals)
)]
pub(crate) async fn skip_gate(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, gate)): Path<(Uuid, String)>,
    Json(body): Json<SkipGate>,
) -> Result<Json<RunView>, Problem> {
    let account = for_admins(&api, &caller, run_id).await?;
    let step = api.content().gate(run_id, &gate).await?;
    ask(&api, &caller, run_id, Request::Skip { step, by: Content::actor(&account, "api"), reason: body.reason }).await
}

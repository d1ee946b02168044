//! `POST /runs/{run_id}/gates/{gate}/rerun`.

use axum::extract::State;
use content::{Content, RunView};
use engine::Request;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::gates::for_admins;
use crate::routes::runs::ask;
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, Forbidden, UnknownRun, UnknownGate, UnknownModel, NotFound, ModelUnavailable, RunEnded, NotRerunnable,
    AttemptsExhausted, NeedsNotDone, BadOverrides, ExpressionFailed, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// How a gate is rerun.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RerunGate {
    /// On another model.
    model: Option<String>,
    /// Why; kept with who said it.
    reason: Option<String>,
}

/// A new attempt of a gate, and of every gate that consumed its output. For admins. Answers when that is committed.
#[utoipa::path(
    post, path = "/runs/{run_id}/gates/{gate}/rerun", tag = "gates",
    params(("run_id" = Uuid, Path), ("gate" = String, Path)), request_body = Option<RerunGate>, responses((status = OK, body = RunView), Refusals)
)]
pub(crate) async fn rerun_gate(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, gate)): Path<(Uuid, String)>,
    body: Option<Json<RerunGate>>,
) -> Result<Json<RunView>, Problem> {
    let body = body.map(|Json(body)| body).unwrap_or_default();
    let account = for_admins(&api, &caller, run_id).await?;
    let step = api.content().gate(run_id, &gate).await?;
    if let Some(model) = &body.model {
        api.content().require_model(model).await?;
    }
    let overrides = body.model.map_or(Value::Null, |model| json!({ "model": model }));
    let reason = body.reason.filter(|reason| !reason.trim().is_empty());
    ask(&api, &caller, run_id, Request::Rerun { step, by: Content::actor(&account, "api"), reason, overrides }).await
}

//! `POST /runs/{run_id}/cancel`.

use axum::extract::State;
use content::{Content, RunView};
use engine::Request;
use machine::CancelMode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ask, visible};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound, RunEnded, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Why a run is ended.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancelRun {
    /// Kept with the run.
    reason: Option<String>,
}

/// Ends a run for good. For its owner and admins. Answers when that is committed.
#[utoipa::path(
    post, path = "/runs/{run_id}/cancel", tag = "runs",
    params(("run_id" = Uuid, Path)), request_body = Option<CancelRun>, responses((status = OK, body = RunView), Refusals)
)]
pub(crate) async fn cancel_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
    body: Option<Json<CancelRun>>,
) -> Result<Json<RunView>, Problem> {
    let session = api.session(&caller.claims).await?;
    // Whoever sees a run is its owner or an admin.
    visible(&session, run_id).await?;
    let account = api.account(&session, &caller).await?;
    drop(session);
    let reason = body.and_then(|Json(body)| body.reason).filter(|reason| !reason.trim().is_empty());
    ask(&api, &caller, run_id, Request::Cancel { by: Content::actor(&account, "api"), reason, mode: CancelMode::Graceful }).await
}

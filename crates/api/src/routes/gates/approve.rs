//! `POST /runs/{run_id}/gates/{gate}/approve`.

use axum::extract::State;
use content::{Content, RunView, read};
use engine::Request;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::routes::runs::{ask, visible};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, Forbidden, UnknownRun, UnknownGate, NotFound, RunEnded, ReasonRequired, NotApprovable, NothingToApprove,
    NeedsNotDone, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// Why a gate may count.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApproveGate {
    /// Kept with who said it.
    reason: String,
}

/// Lets a gate count: one that waits for approval, or, for admins, one whose checks failed. Answers when that is committed.
#[utoipa::path(
    post, path = "/runs/{run_id}/gates/{gate}/approve", tag = "gates",
    params(("run_id" = Uuid, Path), ("gate" = String, Path)), request_body = ApproveGate, responses((status = OK, body = RunView), Refusals)
)]
pub(crate) async fn approve_gate(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, gate)): Path<(Uuid, String)>,
    Json(body): Json<ApproveGate>,
) -> Result<Json<RunView>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    let account = api.account(&session, &caller).await?;
    let newest = read::gates(&*session, run_id).await?.into_iter().find(|found| found.gate_id.eq_ignore_ascii_case(&gate));
    drop(session);
    let waits = newest.as_ref().is_some_and(|found| found.awaiting_approval);
    if newest.is_some() && !waits && !account.is_admin {
        return Err(Problem::new(
            Code::Forbidden,
            format!("gate {gate} does not wait for approval; letting failed checks count is for admins"),
        ));
    }
    let step = api.content().gate(run_id, &gate).await?;
    ask(&api, &caller, run_id, Request::Approve { step, by: Content::actor(&account, "api"), reason: body.reason, form: Value::Null }).await
}

//! `GET /runs/{run_id}/gates/{gate}/attempts/{number}`.

use axum::extract::State;
use content::{ArtifactView, GateView, read};
use db::queries::content::gates as sql;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::state::{Api, is_admin};

refusals!(Refusals: NotSignedIn, UnknownRun, UnknownAttempt, NotFound);

/// An attempt of a gate with what it made and, for admins, what was sent and what came back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttemptDetail {
    #[serde(flatten)]
    attempt: GateView,
    /// The files it made.
    artifacts: Vec<ArtifactView>,
    /// What was sent to the model. For admins only; absent for everybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_packet: Option<String>,
    /// What came back. For admins only; absent for everybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_output: Option<String>,
}

/// One attempt of a gate.
#[utoipa::path(
    get, path = "/runs/{run_id}/gates/{gate}/attempts/{number}", tag = "runs",
    params(("run_id" = Uuid, Path), ("gate" = String, Path, description = "For example G4"), ("number" = i32, Path, description = "From 1")),
    responses((status = OK, body = AttemptDetail), Refusals)
)]
pub(crate) async fn show_attempt(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, gate, number)): Path<(Uuid, String, i32)>,
) -> Result<Json<AttemptDetail>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    let attempt = read::attempt(&*session, run_id, &gate, number).await?;
    let attempt =
        attempt.ok_or_else(|| Problem::new(Code::UnknownAttempt, format!("gate {gate} of run {run_id} has no attempt {number}")))?;
    let mut artifacts: Vec<_> = read::all_artifacts(&*session, run_id).await?.into_iter().map(|found| found.file).collect();
    artifacts.retain(|file| file.gate_id.as_deref() == Some(&*gate) && file.attempt_number == number);
    artifacts.sort_by(|one, other| one.file_path.cmp(&other.file_path));
    // Row-level security gives nobody else these rows either.
    let texts =
        if is_admin(&session).await? { sql::get_attempt_texts().bind(&*session, &run_id, &gate, &number).opt().await? } else { None };
    let (prompt_packet, raw_output) = texts.map_or((None, None), |texts| (texts.prompt_packet, texts.raw_output));
    Ok(Json(AttemptDetail { attempt, artifacts, prompt_packet, raw_output }))
}

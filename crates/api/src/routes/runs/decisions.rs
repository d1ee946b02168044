//! `GET /runs/{run_id}/decisions`.

use axum::extract::State;
use db::queries::content::gates as sql;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// What a person decided about a gate.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GateDecision {
    /// The gate.
    gate_id: String,
    /// The attempt decided about; 0 where none had begun.
    attempt_number: i32,
    /// approved, skipped or rerun.
    decision: String,
    /// Who.
    decided_by: String,
    /// How, for example `api`.
    decided_via: String,
    /// Why.
    reason: Option<String>,
    /// When.
    decided_at: Timestamp,
}

/// What people decided about the run's gates, oldest first.
#[utoipa::path(
    get, path = "/runs/{run_id}/decisions", tag = "runs",
    params(("run_id" = Uuid, Path)), responses((status = OK, body = List<GateDecision>), Refusals)
)]
pub(crate) async fn list_decisions(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
) -> Result<Json<List<GateDecision>>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    let rows = sql::list_decisions().bind(&*session, &run_id).all().await?;
    let items = rows
        .into_iter()
        .map(|row| GateDecision {
            gate_id: row.gate_id,
            attempt_number: row.attempt_number,
            decision: row.decision,
            decided_by: row.decided_by,
            decided_via: row.decided_via,
            reason: row.reason,
            decided_at: row.decided_at,
        })
        .collect();
    Ok(Json(List { items }))
}

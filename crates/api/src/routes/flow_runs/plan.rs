//! `GET /flow-runs/{flow_run_id}/plan`.

use axum::extract::State;
use serde_json::Value;
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// The plan that a run keeps to, whatever became of its flow: steps, signals, schemas.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/plan", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path)), responses((status = OK, body = Value, description = "As docs/decisions/0001 describes it"), Refusals)
)]
pub(crate) async fn show_flow_run_plan(State(api): State<Api>, caller: SignedIn, Path(run_id): Path<Uuid>) -> Result<Json<Value>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    drop(session);
    let plan = engine::view::plan(api.engine().database(), run_id).await.map_err(|error| Problem::internal(&error))?;
    // A plan is what a text like this was read into.
    Ok(Json(serde_json::to_value(&*plan).unwrap_or_default()))
}

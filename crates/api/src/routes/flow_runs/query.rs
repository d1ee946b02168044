//! `GET /flow-runs/{flow_run_id}/queries/{name}`.

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, UnknownQuery, NotFound, NotBegun, ExpressionFailed, Unavailable);

/// What a query says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueryAnswer {
    /// As the plan says it of the run as it is.
    value: Value,
}

/// Asks a run a question that its plan knows. Nothing changes by it. The query of a work queue tells how it stands.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/queries/{name}", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path), ("name" = String, Path)), responses((status = OK, body = QueryAnswer), Refusals)
)]
pub(crate) async fn query_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, name)): Path<(Uuid, String)>,
) -> Result<Json<QueryAnswer>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    drop(session);
    Ok(Json(QueryAnswer { value: api.flows().query(run_id, &name).await? }))
}

//! `POST /flow-runs/{flow_run_id}/updates/{name}`.

use axum::extract::State;
use engine::Request;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{actor, each_time};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownRun, NotFound, NotBegun, RunEnded, RunEnding, UnknownUpdate, BadUpdate, UpdateRefused, TooManyUpdates, KeyReused, ExpressionFailed, InvalidInput,
    MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// What an update carries.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateFlowRun {
    /// Its identity, unique in the run: the same one again counts once, and is answered the same. A fresh one if not given.
    #[schema(max_length = 200)]
    id: Option<String>,
    /// As the plan's schema of the update wants it.
    #[serde(default)]
    payload: Value,
}

/// What an update is answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UpdateAnswer {
    /// As the plan says.
    answer: Value,
}

/// Changes a run's state as its plan allows. For its owner and admins. Answers, with what the plan answers, when the change is durable.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/updates/{name}", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path), ("name" = String, Path)), request_body = UpdateFlowRun, responses((status = OK, body = UpdateAnswer), Refusals)
)]
pub(crate) async fn update_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, name)): Path<(Uuid, String)>,
    Json(body): Json<UpdateFlowRun>,
) -> Result<Json<UpdateAnswer>, Problem> {
    let by = actor(&api, &caller, run_id).await?;
    let id = body.id.unwrap_or_else(each_time);
    if id.is_empty() || id.len() > 200 || id.contains('\0') {
        return Err(Problem::field("id", "an identity has 1 to 200 bytes"));
    }
    let dedup = flows::update_key(&name, &id);
    let answer = api.flows().ask(api.engine(), run_id, &Request::Update { name, id, payload: body.payload, by }, &dedup).await?;
    Ok(Json(UpdateAnswer { answer: answer.unwrap_or_default() }))
}

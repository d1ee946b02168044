//! `POST /flow-runs/{flow_run_id}/signals/{name}`.

use axum::extract::State;
use engine::Request;
use flows::FlowRunView;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{actor, ask, each_time};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownRun, NotFound, RunEnded, RunEnding, UnknownSignal, BadSignal, TooManySignals, QueueFull, QueueClosed,
    DuplicateItem, InvalidItem, KeyReused, InvalidInput, MalformedRequest, InvalidRequest,
    UnsupportedMediaType, TooLarge
);

/// What a signal carries.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignalFlowRun {
    /// Its identity, unique in the run: the same one again counts once, and gets the first answer. A fresh one if not given.
    #[schema(max_length = 200)]
    id: Option<String>,
    /// As the plan's schema of the signal wants it.
    #[serde(default)]
    payload: Value,
}

/// Sends a run a signal that its plan declares. It is kept until a step takes it. The signal of a work queue adds an item to it. For its owner and admins. Answers when it is durable.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/signals/{name}", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path), ("name" = String, Path)), request_body = SignalFlowRun, responses((status = OK, body = FlowRunView), Refusals)
)]
pub(crate) async fn signal_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, name)): Path<(Uuid, String)>,
    Json(body): Json<SignalFlowRun>,
) -> Result<Json<FlowRunView>, Problem> {
    let by = actor(&api, &caller, run_id).await?;
    let id = body.id.unwrap_or_else(each_time);
    if id.is_empty() || id.len() > 200 || id.contains('\0') {
        return Err(Problem::field("id", "an identity has 1 to 200 bytes"));
    }
    let dedup = flows::signal_key(&name, &id);
    ask(&api, &caller, run_id, Request::Signal { name, id, payload: body.payload, by }, &dedup).await
}

//! `POST /flow-runs/{flow_run_id}/fork`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flows::FlowRunView;
use plan::StepId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::headers::idempotency_key;
use crate::idempotency::Once;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownRun, UnknownStep, NotFound, NothingToRedo, NotForkable, AdmissionRefused, KeyReused, InvalidInput, MalformedRequest,
    InvalidRequest, UnsupportedMediaType, TooLarge
);

/// Where a run forks.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForkFlowRun {
    /// Steps to do anew, with all that consumed their outputs; steps that are not done are done anew in any case.
    #[serde(default)]
    from: Vec<String>,
    /// Another input, which the steps done anew see.
    input: Option<Value>,
}

/// Starts a run of the same plan that begins with what this one has done. With no steps named it takes up a run that failed or was
/// cancelled where it stopped. For its owner and admins; the new run belongs to the same account.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/fork", tag = "flow-runs",
    params(
        ("flow_run_id" = Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "At most one fork is made for each key of an account")
    ),
    request_body = Option<ForkFlowRun>,
    responses(
        (status = CREATED, body = FlowRunView, headers(("Location" = String, description = "The new run's address"))),
        (status = OK, body = FlowRunView, description = "This key made this fork before"),
        Refusals
    )
)]
pub(crate) async fn fork_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
    headers: HeaderMap,
    body: Option<Json<ForkFlowRun>>,
) -> Result<Response, Problem> {
    let body = body.map(|Json(body)| body).unwrap_or_default();
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    let key = idempotency_key(&headers)?;
    // The fork is committed by the engine's login, before the key is kept: its identity follows from the key, so that it is made once.
    let own = key.as_ref().map(|key| format!("{} {key} {}", caller.account, serde_json::to_string(&body).unwrap_or_default()));
    let once = Once::new(caller.account, "POST /flow-runs/{flow_run_id}/fork", key, &(run_id, &body));
    if let Some(id) = once.made(&session).await? {
        let id = Uuid::parse_str(&id).map_err(|error| Problem::internal(&error))?;
        return Ok(Json(visible(&session, id).await?).into_response());
    }
    let from: Vec<StepId> = body.from.into_iter().map(StepId).collect();
    let id = api.flows().fork(run_id, &from, body.input, own.as_deref()).await?;
    once.keep(&session, &id.to_string()).await?;
    let run = visible(&session, id).await?;
    session.commit().await?;
    // It is taken up like a run whose time to wake has come.
    api.engine().nudge();
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/api/v1/flow-runs/{id}"))], Json(run)).into_response())
}

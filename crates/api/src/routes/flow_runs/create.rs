//! `POST /flow-runs`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flows::admission::Admitted;
use flows::{FlowRunView, PlanSource, Start};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::visible;
use crate::body::Json;
use crate::caller::SignedIn;
use crate::headers::idempotency_key;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownFlow, UnknownVersion, InvalidPlan, InvalidInput, InvalidAttribute, KeyReused, AdmissionRefused,
    MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// A run to start: of a flow, or of a plan given as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFlowRun {
    /// The name of one of one's own flows.
    flow: Option<String>,
    /// A version of the flow; the newest if not given.
    version: Option<i32>,
    /// A plan file instead of a flow.
    plan: Option<String>,
    /// The input, as the plan's schema wants it.
    #[serde(default)]
    input: Value,
    /// What the run is to be found by: names with texts, numbers or truth values.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    attributes: Map<String, Value>,
}

/// Starts a run, as its plan lets runs in: one that has to wait is `pending` and says under `waits` for what. The same `Idempotency-Key` again
/// answers 200 with the run it started; so does a start that became part of a run that was started before, debounced or batched.
#[utoipa::path(
    post, path = "/flow-runs", tag = "flow-runs",
    params(("Idempotency-Key" = Option<String>, Header, description = "At most one run is started for each key of an account, as long as that run is kept: one that is archived or deleted takes its key along")),
    request_body = NewFlowRun,
    responses(
        (status = CREATED, body = FlowRunView, headers(("Location" = String, description = "The run's address"))),
        (status = OK, body = FlowRunView, description = "This key started this run before, or the start became part of it"),
        Refusals
    )
)]
pub(crate) async fn create_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    headers: HeaderMap,
    Json(new): Json<NewFlowRun>,
) -> Result<Response, Problem> {
    let plan = match (new.flow, new.plan) {
        (Some(name), None) => PlanSource::Flow { name, version: new.version },
        (None, Some(text)) if new.version.is_none() => PlanSource::Text { text, origin: "plan".to_owned() },
        (None, Some(_)) => return Err(Problem::field("version", "a plan given as it is has no versions")),
        _ => return Err(Problem::field("flow", "give `flow` or `plan`, one of them")),
    };
    let start = Start {
        plan,
        input: new.input,
        attributes: new.attributes,
        idempotency_key: idempotency_key(&headers)?,
        approved_in_advance: None,
    };
    let started = api.flows().start(caller.account, start).await?;
    match started.admitted {
        Admitted::Begins if started.fresh => match &started.begins {
            Some(run) => api.engine().begin(run),
            None => api.engine().submitted(started.run_id),
        },
        // Others may have been asked to make room for it.
        _ if started.fresh => api.engine().nudge(),
        _ => {}
    }
    let session = api.session(&caller.claims).await?;
    let run = visible(&session, started.run_id).await?;
    let status = if started.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, [(header::LOCATION, format!("/api/v1/flow-runs/{}", run.id))], Json(run)).into_response())
}

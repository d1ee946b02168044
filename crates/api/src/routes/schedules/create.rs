//! `POST /schedules`.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use flows::schedules::{self, ScheduleView};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::definition;
use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownFlow, UnknownVersion, ScheduleTaken, InvalidSchedule, InvalidPlan, InvalidInput, InvalidAttribute,
    MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// A schedule to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSchedule {
    /// Its name: small letters, digits and `-`.
    #[schema(example = "every-morning")]
    name: String,
    /// The name of one of one's own flows.
    flow: String,
    /// Which version of it; the newest at each firing if not given.
    version: Option<i32>,
    /// When it fires: `when` (a rule or a list of rules: `{"cron": "0 9 * * MON-FRI"}` with five fields or six, the second first;
    /// `{"every": "15m", "offset": "5m"}`; `{"at": "2026-05-01T09:00:00Z"}`), `zone` (UTC), `jitter` (none), `starts_at`, `ends_at`,
    /// `max_runs`, `catch_up` (24h), `overlap` (`skip`, `buffer_one`, `buffer_all`, `cancel`, `allow`), `paused`.
    #[schema(example = json!({ "when": { "cron": "0 9 * * MON-FRI" }, "zone": "Europe/Berlin" }))]
    definition: Value,
    /// The input of each run.
    #[serde(default)]
    input: Value,
    /// What each run is to be found by.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    attributes: Map<String, Value>,
}

/// Makes a schedule. It fires at every moment of its rule from now on.
#[utoipa::path(
    post, path = "/schedules", tag = "schedules", request_body = NewSchedule,
    responses((status = CREATED, body = ScheduleView, headers(("Location" = String, description = "The schedule's address"))), Refusals)
)]
pub(crate) async fn create_schedule(State(api): State<Api>, caller: SignedIn, Json(new): Json<NewSchedule>) -> Result<Response, Problem> {
    let new = schedules::NewSchedule {
        name: new.name,
        flow: new.flow,
        version: new.version,
        definition: definition(new.definition)?,
        input: new.input,
        attributes: new.attributes,
    };
    let made = api.flows().create_schedule(caller.account, new).await?;
    let location = format!("/api/v1/schedules/{}", made.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(made)).into_response())
}

//! `POST /schedules/preview`.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::definition;
use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, InvalidSchedule, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Moments shown at most.
const MOST: usize = 100;

/// A rule to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewSchedule {
    /// As in a schedule.
    #[schema(example = json!({ "when": { "every": "15m" } }))]
    definition: Value,
    /// From when on; now if not given.
    after: Option<Timestamp>,
    /// How many moments, at most 100; 10 if not given.
    #[schema(maximum = 100)]
    count: Option<usize>,
}

/// The moments of a rule.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Preview {
    /// As the rule names them, before jitter.
    next: Vec<Timestamp>,
}

/// When a rule would fire. Nothing is kept.
#[utoipa::path(
    post, path = "/schedules/preview", tag = "schedules", request_body = PreviewSchedule, responses((status = OK, body = Preview), Refusals)
)]
pub(crate) async fn preview_schedule(
    // Any server can say; nothing of it is asked.
    State(_api): State<Api>,
    _caller: SignedIn,
    Json(asked): Json<PreviewSchedule>,
) -> Result<Json<Preview>, Problem> {
    let rule = definition(asked.definition)?.check(jiff::tz::db()).map_err(flows::FlowError::Schedule)?;
    let after = asked.after.unwrap_or_else(Timestamp::now);
    Ok(Json(Preview { next: rule.first(after, asked.count.unwrap_or(10).min(MOST)) }))
}

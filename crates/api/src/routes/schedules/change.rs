//! `PATCH /schedules/{schedule_id}`.

use axum::extract::State;
use flows::schedules::{ScheduleChange, ScheduleView};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{definition, may_change};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownSchedule, UnknownVersion, NotFound, InvalidSchedule, InvalidPlan, InvalidInput, InvalidAttribute,
    MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// What is to change; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeSchedule {
    /// When it fires, whole. Moments of a new rule that have passed are not made up for.
    definition: Option<Value>,
    /// Whether it passes over its moments. Those of a pause that ends are not made up for.
    paused: Option<bool>,
    /// Which version of the flow; `null` for the newest at each firing.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i32>)]
    version: Option<Option<i32>>,
    /// The input of each run.
    #[serde(default, deserialize_with = "given_value")]
    input: Option<Value>,
    /// What each run is to be found by.
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    attributes: Option<Map<String, Value>>,
}

/// `null` is something that is given, too.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i32>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

fn given_value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Changes a schedule. For its owner and admins.
#[utoipa::path(
    patch, path = "/schedules/{schedule_id}", tag = "schedules",
    params(("schedule_id" = Uuid, Path)), request_body = ChangeSchedule, responses((status = OK, body = ScheduleView), Refusals)
)]
pub(crate) async fn change_schedule(
    State(api): State<Api>,
    caller: SignedIn,
    Path(id): Path<Uuid>,
    Json(change): Json<ChangeSchedule>,
) -> Result<Json<ScheduleView>, Problem> {
    may_change(&api, &caller, id).await?;
    let change = ScheduleChange {
        definition: change.definition.map(definition).transpose()?,
        paused: change.paused,
        version: change.version,
        input: change.input,
        attributes: change.attributes,
    };
    Ok(Json(api.flows().change_schedule(id, change).await?))
}

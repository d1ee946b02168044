//! `POST /schedules/{schedule_id}/backfill`.

use axum::extract::State;
use flows::schedules::Backfilled;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::may_change;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownSchedule, NotFound, InvalidSchedule, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// A past range.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BackfillSchedule {
    /// From then on.
    from: Timestamp,
    /// Until before then.
    until: Timestamp,
}

/// Fires for each moment that the rule names in a past range, as the overlap policy lets them, and tells what has become of them. A moment is
/// backfilled once: asked for again, those are tried that started no run. For its owner and admins.
#[utoipa::path(
    post, path = "/schedules/{schedule_id}/backfill", tag = "schedules",
    params(("schedule_id" = Uuid, Path)), request_body = BackfillSchedule, responses((status = OK, body = Backfilled), Refusals)
)]
pub(crate) async fn backfill_schedule(
    State(api): State<Api>,
    caller: SignedIn,
    Path(id): Path<Uuid>,
    Json(range): Json<BackfillSchedule>,
) -> Result<Json<Backfilled>, Problem> {
    may_change(&api, &caller, id).await?;
    let backfilled = api.flows().backfill_schedule(id, range.from, range.until).await?;
    api.engine().nudge();
    Ok(Json(backfilled))
}

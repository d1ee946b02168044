//! `POST /schedules/{schedule_id}/trigger`.

use axum::extract::State;
use flows::schedules::ScheduleView;
use uuid::Uuid;

use super::{may_change, visible};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownSchedule, NotFound);

/// Fires a schedule now, also while it is paused; what is going on is treated as its overlap policy says. For its owner and admins.
#[utoipa::path(
    post, path = "/schedules/{schedule_id}/trigger", tag = "schedules",
    params(("schedule_id" = Uuid, Path)), responses((status = OK, body = ScheduleView), Refusals)
)]
pub(crate) async fn trigger_schedule(
    State(api): State<Api>,
    caller: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Json<ScheduleView>, Problem> {
    may_change(&api, &caller, id).await?;
    api.flows().trigger_schedule(id).await?;
    api.engine().nudge();
    let session = api.session(&caller.claims).await?;
    Ok(Json(visible(&session, id).await?))
}

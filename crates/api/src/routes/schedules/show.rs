//! `GET /schedules/{schedule_id}`.

use axum::extract::State;
use flows::schedules::ScheduleView;
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownSchedule, NotFound);

/// One schedule, with its next moments.
#[utoipa::path(
    get, path = "/schedules/{schedule_id}", tag = "schedules",
    params(("schedule_id" = Uuid, Path)), responses((status = OK, body = ScheduleView), Refusals)
)]
pub(crate) async fn show_schedule(State(api): State<Api>, caller: SignedIn, Path(id): Path<Uuid>) -> Result<Json<ScheduleView>, Problem> {
    let session = api.session(&caller.claims).await?;
    Ok(Json(visible(&session, id).await?))
}

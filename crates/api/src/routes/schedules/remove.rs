//! `DELETE /schedules/{schedule_id}`.

use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

use super::may_change;
use crate::body::Path;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownSchedule, NotFound);

/// Removes a schedule with its firings. Its runs stay and go on. For its owner and admins.
#[utoipa::path(
    delete, path = "/schedules/{schedule_id}", tag = "schedules",
    params(("schedule_id" = Uuid, Path)), responses((status = NO_CONTENT), Refusals)
)]
pub(crate) async fn remove_schedule(State(api): State<Api>, caller: SignedIn, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    may_change(&api, &caller, id).await?;
    api.flows().delete_schedule(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

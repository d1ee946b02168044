//! `GET /schedules/{schedule_id}/firings`.

use axum::extract::State;
use flows::schedules::{FiringView, firings};
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path, Query};
use crate::caller::SignedIn;
use crate::page::{Page, Paging};
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownSchedule, NotFound, MalformedRequest, InvalidRequest);

/// What became of a schedule's moments, newest first.
#[utoipa::path(
    get, path = "/schedules/{schedule_id}/firings", tag = "schedules",
    params(("schedule_id" = Uuid, Path), Paging), responses((status = OK, body = Page<FiringView>), Refusals)
)]
pub(crate) async fn list_firings(
    State(api): State<Api>,
    caller: SignedIn,
    Path(id): Path<Uuid>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<FiringView>>, Problem> {
    let (rows, behind) = (paging.rows()?, paging.behind()?);
    let session = api.session(&caller.claims).await?;
    visible(&session, id).await?;
    let found = firings(&*session, id, (behind.created_at, behind.id), rows + 1).await?;
    Ok(Json(Page::of(found, rows, |firing| (firing.created_at, firing.id), |firing| firing)))
}

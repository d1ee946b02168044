//! `PUT /retention`.

use axum::extract::State;
use flows::archive::{Retention, set_retention as set};

use super::RetentionView;
use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Says how long one's own runs of flows are kept after their end, in place of what was said before. Nothing is kept for longer than admins
/// allow. Runs that are due go within minutes, into the archive or for good.
#[utoipa::path(
    put, path = "/retention", tag = "retention",
    request_body = Retention, responses((status = OK, body = RetentionView), Refusals)
)]
pub(crate) async fn set_retention(
    State(api): State<Api>,
    caller: SignedIn,
    Json(said): Json<Retention>,
) -> Result<Json<RetentionView>, Problem> {
    set(api.flows().database(), caller.account, &said).await?;
    let session = api.session(&caller.claims).await?;
    Ok(Json(super::view(&*session, caller.account).await?))
}

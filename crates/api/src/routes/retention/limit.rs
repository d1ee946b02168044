//! `PUT /retention/limits`.

use axum::extract::State;
use flows::archive::{Limits, limits, set_limits};

use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Says how long runs of flows are kept by accounts that say nothing, and for how long any account may keep them. For admins.
#[utoipa::path(
    put, path = "/retention/limits", tag = "retention",
    request_body = Limits, responses((status = OK, body = Limits), Refusals)
)]
pub(crate) async fn limit_retention(State(api): State<Api>, caller: SignedIn, Json(said): Json<Limits>) -> Result<Json<Limits>, Problem> {
    let session = api.admin_session(&caller).await?;
    set_limits(api.flows().database(), &said).await?;
    Ok(Json(limits(&*session).await?))
}

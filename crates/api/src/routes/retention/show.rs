//! `GET /retention`.

use axum::extract::State;

use super::RetentionView;
use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn);

/// How long one's own runs of flows are kept after their end.
#[utoipa::path(get, path = "/retention", tag = "retention", responses((status = OK, body = RetentionView), Refusals))]
pub(crate) async fn show_retention(State(api): State<Api>, caller: SignedIn) -> Result<Json<RetentionView>, Problem> {
    let session = api.session(&caller.claims).await?;
    Ok(Json(super::view(&*session, caller.account).await?))
}

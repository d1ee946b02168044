//! `GET /users/{user_id}`.

use axum::extract::State;
use uuid::Uuid;

use super::model::{User, visible};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownUser, NotFound);

/// One account: one's own, or for admins any.
#[utoipa::path(get, path = "/users/{user_id}", tag = "users", params(("user_id" = Uuid, Path)), responses((status = OK, body = User), Refusals))]
pub(crate) async fn show_user(State(api): State<Api>, caller: SignedIn, Path(user_id): Path<Uuid>) -> Result<Json<User>, Problem> {
    let session = api.session(&caller.claims).await?;
    Ok(Json(visible(&session, user_id).await?))
}

//! `GET /me`.

use axum::extract::State;

use crate::body::Json;
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::routes::users::model::{User, visible};
use crate::state::Api;

refusals!(Refusals: NotSignedIn);

/// The account that asks.
#[utoipa::path(get, path = "/me", tag = "me", responses((status = OK, body = User), Refusals))]
pub(crate) async fn show_me(State(api): State<Api>, caller: SignedIn) -> Result<Json<User>, Problem> {
    let session = api.session(&caller.claims).await?;
    match visible(&session, caller.account).await {
        Ok(user) => Ok(Json(user)),
        Err(problem) if problem.is(Code::UnknownUser) => Err(Problem::new(Code::NotSignedIn, "the account of this token is gone")),
        Err(problem) => Err(problem),
    }
}

//! `PATCH /me`.

use axum::extract::State;
use db::queries::public::people;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::users::model::{User, check_avatar, check_name, visible};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// What an account shows of itself. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeMe {
    /// For people.
    display_name: Option<String>,
    /// An https address of a picture; an empty text for none.
    avatar_url: Option<String>,
}

/// Changes what the account shows of itself.
#[utoipa::path(patch, path = "/me", tag = "me", request_body = ChangeMe, responses((status = OK, body = User), Refusals))]
pub(crate) async fn change_me(State(api): State<Api>, caller: SignedIn, Json(change): Json<ChangeMe>) -> Result<Json<User>, Problem> {
    change.display_name.as_deref().map(check_name).transpose()?;
    change.avatar_url.as_deref().map(check_avatar).transpose()?;
    let session = api.session(&caller.claims).await?;
    people::change_names().bind(&*session, &change.display_name.as_deref(), &change.avatar_url.as_deref(), &caller.account).await?;
    let user = visible(&session, caller.account).await?;
    session.commit().await?;
    Ok(Json(user))
}

//! `GET /users`.

use axum::extract::State;
use content::read;
use db::queries::public::people;
use serde::Deserialize;
use utoipa::IntoParams;

use super::model::User;
use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::page::{Page, Paging};
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest, InvalidRequest);

/// Which accounts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Only with these words in address or name.
    q: Option<String>,
}

/// Accounts, newest first. For admins.
#[utoipa::path(get, path = "/users", tag = "users", params(Which, Paging), responses((status = OK, body = Page<User>), Refusals))]
pub(crate) async fn list_users(
    State(api): State<Api>,
    caller: SignedIn,
    Query(which): Query<Which>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<User>>, Problem> {
    let (rows, behind) = (paging.rows()?, paging.behind()?);
    let session = api.admin_session(&caller).await?;
    let words = which.q.as_deref().map(read::pattern);
    let found = people::list_people().bind(&*session, &behind.created_at, &behind.id, &words.as_deref(), &(rows + 1)).all().await?;
    Ok(Json(Page::of(found, rows, |user| (user.created_at, user.id), User::from)))
}

//! `PATCH /users/{user_id}`.

use axum::extract::State;
use db::queries::public::people;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{User, check_name, visible};
use super::{AccountRole, AccountStatus};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::users::for_admins;
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, Forbidden, UnknownUser, NotFound, LastAdmin, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// What changes about an account. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeUser {
    /// The highest role it holds from now on.
    role: Option<AccountRole>,
    /// A suspended account cannot sign in, and an admin's power rests.
    status: Option<AccountStatus>,
    /// For people.
    display_name: Option<String>,
}

/// Changes role, status or name of an account. For admins. Somebody must remain an active admin.
#[utoipa::path(
    patch, path = "/users/{user_id}", tag = "users",
    params(("user_id" = Uuid, Path)), request_body = ChangeUser, responses((status = OK, body = User), Refusals)
)]
pub(crate) async fn change_user(
    State(api): State<Api>,
    caller: SignedIn,
    Path(user_id): Path<Uuid>,
    Json(change): Json<ChangeUser>,
) -> Result<Json<User>, Problem> {
    change.display_name.as_deref().map(check_name).transpose()?;
    for_admins(&api, &caller, user_id).await?;
    let mut client = api.service().await?;
    let tx = client.transaction().await?;
    if let Some(role) = change.role {
        accounts::set_role(&tx, user_id, role.into(), Some(caller.account)).await?;
    }
    if change.status == Some(AccountStatus::Suspended) {
        accounts::keep_an_admin(&tx, user_id).await?;
    }
    if let Some(status) = change.status {
        people::set_status().bind(&tx, &status.as_str(), &user_id).await?;
    }
    if let Some(name) = &change.display_name {
        people::change_names().bind(&tx, &Some(name.as_str()), &None::<&str>, &user_id).await?;
    }
    tx.commit().await?;
    drop(client);
    if change.status == Some(AccountStatus::Suspended) {
        api.accounts().end_sessions(user_id).await?;
    }
    let session = api.session(&caller.claims).await?;
    Ok(Json(visible(&session, user_id).await?))
}

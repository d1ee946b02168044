//! `POST /users`.

use accounts::{AdminFields, LinkKind};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use db::queries::public::accounts as roles;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::AccountRole;
use super::model::{User, check_name, visible};
use crate::body::Json;
use crate::caller::SignedIn;
use crate::headers::idempotency_key;
use crate::idempotency::Once;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, Forbidden, EmailTaken, KeyReused, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// An account to make.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    /// Its address.
    email: String,
    /// Its password. Without one the answer has a link with which the account is taken up.
    #[serde(skip_serializing)]
    password: Option<String>,
    /// For people.
    display_name: Option<String>,
    /// The highest role it holds; `user` if not given.
    role: Option<AccountRole>,
}

/// An account that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedUser {
    #[serde(flatten)]
    user: User,
    /// Pass it on to whoever takes the account up; it works once. `null` where a password was given, and for a repeated request.
    invite_link: Option<String>,
}

/// Makes an account. For admins.
#[utoipa::path(
    post, path = "/users", tag = "users",
    params(("Idempotency-Key" = Option<String>, Header, description = "At most one account is made for each key of an admin")),
    request_body = NewUser,
    responses(
        (status = CREATED, body = CreatedUser),
        (status = OK, body = CreatedUser, description = "This key made this account before"),
        Refusals
    )
)]
pub(crate) async fn create_user(
    State(api): State<Api>,
    caller: SignedIn,
    headers: HeaderMap,
    Json(new): Json<NewUser>,
) -> Result<Response, Problem> {
    new.display_name.as_deref().map(check_name).transpose()?;
    let once = Once::new(caller.account, "POST /users", idempotency_key(&headers)?, &new);
    let session = api.admin_session(&caller).await?;
    if let Some(id) = once.made(&session).await? {
        let id = Uuid::parse_str(&id).map_err(|error| Problem::internal(&error))?;
        return Ok(Json(CreatedUser { user: visible(&session, id).await?, invite_link: None }).into_response());
    }
    let metadata = new.display_name.as_ref().map(|name| Map::from_iter([("display_name".to_owned(), json!(name))]));
    let fields = AdminFields { email: Some(new.email), user_metadata: metadata, ..AdminFields::default() };
    let (id, invite_link) = match new.password {
        Some(password) => {
            let fields = AdminFields { password: Some(password), email_confirm: true, ..fields };
            (api.accounts().create_user(fields).await?.id, None)
        }
        None => {
            let (user, link) = api.accounts().generate_link(LinkKind::Invite, fields).await?;
            (user.id, Some(api.accounts().setup_link(&link)))
        }
    };
    if let Some(role) = new.role.filter(|role| *role != AccountRole::User) {
        let role = accounts::AccountRole::from(role);
        roles::grant_role().bind(&*session, &id, &Some(caller.account), &role.as_str()).await?;
    }
    once.keep(&session, &id.to_string()).await?;
    let user = visible(&session, id).await?;
    session.commit().await?;
    let location = format!("/api/v1/users/{id}");
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(CreatedUser { user, invite_link })).into_response())
}

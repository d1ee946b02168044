//! `POST /admin/generate_link` and `POST /invite`.

use accounts::{Accounts, AdminFields, LinkKind, Refusal, User};
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::auth::caller::Service;
use crate::auth::failure::Failure;
use crate::auth::request::Body;

#[derive(Deserialize)]
pub(in crate::auth) struct Wish {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    email: String,
    password: Option<String>,
    data: Option<Map<String, Value>>,
    redirect_to: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::auth) struct Invitation {
    #[serde(default)]
    email: String,
    data: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
pub(in crate::auth) struct Back {
    redirect_to: Option<String>,
}

/// A link that is sent to nobody: the account, and beside its fields those of the link.
pub(super) async fn generate(
    State(accounts): State<Accounts>,
    _: Service,
    Query(back): Query<Back>,
    Body(wish): Body<Wish>,
) -> Result<Json<Value>, Failure> {
    let kind = LinkKind::parse(&wish.kind)
        .ok_or_else(|| Refusal::Validation(format!("Invalid link type {:?}: signup, invite, magiclink or recovery", wish.kind)))?;
    let fields = AdminFields {
        email: Some(wish.email),
        password: wish.password.filter(|password| !password.is_empty()),
        user_metadata: wish.data,
        ..AdminFields::default()
    };
    let (user, link) = accounts.generate_link(kind, fields).await?;
    let redirect_to = wish.redirect_to.or(back.redirect_to);
    let mut body = user.to_json();
    if let Some(body) = body.as_object_mut() {
        body.insert("action_link".to_owned(), json!(accounts.action_link(&link, redirect_to.as_deref())));
        body.insert("email_otp".to_owned(), json!(link.code));
        body.insert("hashed_token".to_owned(), json!(link.token));
        body.insert("redirect_to".to_owned(), json!(accounts.landing(redirect_to.as_deref())));
        body.insert("verification_type".to_owned(), json!(kind.as_str()));
    }
    Ok(Json(body))
}

/// Makes an account for somebody and sends them a link.
pub(super) async fn invite(
    State(accounts): State<Accounts>,
    _: Service,
    Query(back): Query<Back>,
    Body(invitation): Body<Invitation>,
) -> Result<Json<User>, Failure> {
    Ok(Json(accounts.invite(&invitation.email, invitation.data, back.redirect_to.as_deref()).await?))
}

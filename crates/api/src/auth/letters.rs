//! `POST /recover`, `/magiclink`, `/otp`, `/resend`: what sends a link. Each answers `{}`, whether or not there is such an account.

use accounts::{Accounts, LinkKind, Origin, Refusal};
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::failure::Failure;
use super::request::{Body, From};

#[derive(Deserialize)]
pub(super) struct To {
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default, rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
pub(super) struct Back {
    redirect_to: Option<String>,
}

/// To whoever forgot the password.
pub(super) async fn recover(
    State(accounts): State<Accounts>,
    Query(back): Query<Back>,
    From(origin): From,
    Body(to): Body<To>,
) -> Result<Json<Value>, Failure> {
    send(&accounts, &to, LinkKind::Recovery, &back, &origin)
}

/// To whoever wants in without it. Only accounts that exist get one: strangers sign up with a password.
pub(super) async fn magic_link(
    State(accounts): State<Accounts>,
    Query(back): Query<Back>,
    From(origin): From,
    Body(to): Body<To>,
) -> Result<Json<Value>, Failure> {
    send(&accounts, &to, LinkKind::MagicLink, &back, &origin)
}

/// Once more, to whoever has not confirmed an address.
pub(super) async fn resend(
    State(accounts): State<Accounts>,
    Query(back): Query<Back>,
    From(origin): From,
    Body(to): Body<To>,
) -> Result<Json<Value>, Failure> {
    match to.kind.as_str() {
        "signup" => send(&accounts, &to, LinkKind::SignUp, &back, &origin),
        _ => Err(Refusal::Validation("Missing one of these types: signup".to_owned()).into()),
    }
}

fn send(accounts: &Accounts, to: &To, kind: LinkKind, back: &Back, origin: &Origin) -> Result<Json<Value>, Failure> {
    if to.email.is_empty() && !to.phone.is_empty() {
        return Err(Refusal::PhoneDisabled.into());
    }
    accounts.send_link(&to.email, kind, back.redirect_to.as_deref(), origin)?;
    Ok(Json(json!({})))
}

//! `POST /token`: a password or a refresh token for a session.

use accounts::{Accounts, Refusal, Session};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::failure::Failure;
use super::request::{Body, From};

#[derive(Deserialize)]
pub(super) struct Grant {
    #[serde(default)]
    grant_type: String,
}

#[derive(Deserialize)]
pub(super) struct Brought {
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    refresh_token: String,
}

/// Begins a session or goes on with one.
pub(super) async fn token(
    State(accounts): State<Accounts>,
    Query(grant): Query<Grant>,
    From(origin): From,
    Body(brought): Body<Brought>,
) -> Result<Json<Session>, Failure> {
    match grant.grant_type.as_str() {
        "password" if brought.email.is_empty() && brought.phone.is_empty() => {
            Err(Refusal::Validation("missing email or phone".to_owned()).into())
        }
        "password" if brought.email.is_empty() => Err(Refusal::PhoneDisabled.into()),
        "password" => Ok(Json(accounts.sign_in(&brought.email, &brought.password, &origin).await?)),
        "refresh_token" if brought.refresh_token.is_empty() => Err(Refusal::Validation("refresh_token required".to_owned()).into()),
        "refresh_token" => Ok(Json(accounts.refresh(&brought.refresh_token, &origin).await?)),
        _ => Err(Failure::new(StatusCode::BAD_REQUEST, "invalid_credentials", "unsupported_grant_type")),
    }
}

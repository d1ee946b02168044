//! Who asks.

use std::sync::Arc;

use accounts::{Accounts, Refusal, Role, Verified};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::failure::Failure;

/// Somebody who has signed in and whose session lives: the database was asked just now.
pub(super) struct SignedIn(pub(super) Arc<Verified>);

impl FromRequestParts<Accounts> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, accounts: &Accounts) -> Result<Self, Failure> {
        let token = bearer(&parts.headers).ok_or(Refusal::NoAuthorization)?;
        let verified = accounts.verify_now(token).await.map_err(Failure::of_bearer)?;
        // Without a session, clients send their API key here.
        if verified.role == Role::Authenticated { Ok(Self(verified)) } else { Err(Refusal::BadJwt("missing sub claim").into()) }
    }
}

/// A program with the secret key.
pub(super) struct Service;

impl FromRequestParts<Accounts> for Service {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, accounts: &Accounts) -> Result<Self, Failure> {
        let token = bearer(&parts.headers).ok_or(Refusal::NoAuthorization)?;
        let verified = accounts.verify_now(token).await.map_err(Failure::of_bearer)?;
        if verified.role == Role::Service { Ok(Self) } else { Err(Refusal::NotAdmin.into()) }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    Some(token.trim()).filter(|token| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
}

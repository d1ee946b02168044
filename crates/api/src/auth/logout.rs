//! `POST /logout`.

use accounts::{Accounts, Refusal, Scope};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::caller::SignedIn;
use super::failure::Failure;

#[derive(Deserialize)]
pub(super) struct Which {
    scope: Option<String>,
}

/// Ends the sessions of a scope.
pub(super) async fn logout(
    State(accounts): State<Accounts>,
    SignedIn(caller): SignedIn,
    Query(which): Query<Which>,
) -> Result<StatusCode, Failure> {
    let scope = Scope::parse(which.scope.as_deref());
    let scope = scope.ok_or_else(|| Refusal::Validation(format!("Unsupported logout scope {:?}", which.scope.unwrap_or_default())))?;
    accounts.sign_out(&caller, scope).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! `GET`, `PUT /user`: one's own account.

use accounts::{Accounts, User, UserChanges};
use axum::Json;
use axum::extract::State;

use super::caller::SignedIn;
use super::failure::Failure;
use super::request::Body;

/// Shows it.
pub(super) async fn show(State(accounts): State<Accounts>, SignedIn(caller): SignedIn) -> Result<Json<User>, Failure> {
    let id = caller.account.unwrap_or_default();
    Ok(Json(accounts.user(id).await.map_err(Failure::of_bearer)?))
}

/// Changes it.
pub(super) async fn change(
    State(accounts): State<Accounts>,
    SignedIn(caller): SignedIn,
    Body(changes): Body<UserChanges>,
) -> Result<Json<User>, Failure> {
    Ok(Json(accounts.update_user(&caller, changes).await?))
}

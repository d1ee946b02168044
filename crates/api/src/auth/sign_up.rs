//! `POST /signup`.

use accounts::{Accounts, Session, SignUp};
use axum::Json;
use axum::extract::State;

use super::failure::Failure;
use super::request::{Body, From};

/// Makes an account and signs it in.
pub(super) async fn sign_up(
    State(accounts): State<Accounts>,
    From(origin): From,
    Body(wish): Body<SignUp>,
) -> Result<Json<Session>, Failure> {
    Ok(Json(accounts.sign_up(wish, &origin).await?))
}

//! What only programs with the secret key may.

mod links;
mod users;

use accounts::Accounts;
use axum::Router;
use axum::routing::{get, post};

/// The routes.
pub(super) fn routes() -> Router<Accounts> {
    Router::new()
        .route("/admin/users", get(users::list).post(users::create))
        .route("/admin/users/{id}", get(users::show).put(users::change).delete(users::delete))
        .route("/admin/generate_link", post(links::generate))
        .route("/invite", post(links::invite))
}

//! Accounts in GoTrue's shape, so that its clients work unchanged. Nest it at `/auth/v1`.
//!
//! ```text
//! POST /signup · POST /token · GET, PUT /user · POST /logout · POST /recover, /magiclink, /otp, /resend · GET, POST /verify
//! GET /settings · GET /health · GET /.well-known/jwks.json, /.well-known/openid-configuration
//! service only: /admin/users, /admin/users/{id}, POST /admin/generate_link, POST /invite
//! ```
//!
//! Limits count by the address of `axum::extract::ConnectInfo<SocketAddr>`, so serve with
//! `into_make_service_with_connect_info`; behind a proxy on the same machine the last `X-Forwarded-For` counts.

mod admin;
mod caller;
mod failure;
mod letters;
mod logout;
mod request;
mod sign_up;
mod status;
mod token;
mod user;
mod verify;
mod well_known;

use accounts::Accounts;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware;
use axum::routing::{get, post};
use tower_http::set_header::SetResponseHeaderLayer;

use failure::Failure;

/// Bytes a request may have, as in GoTrue.
const MOST_BYTES: usize = 1024 * 1024;

/// The routes of `/auth/v1`.
pub fn router(accounts: Accounts) -> Router {
    Router::new()
        .route("/signup", post(sign_up::sign_up))
        .route("/token", post(token::token))
        .route("/user", get(user::show).put(user::change))
        .route("/logout", post(logout::logout))
        .route("/recover", post(letters::recover))
        .route("/magiclink", post(letters::magic_link))
        .route("/otp", post(letters::magic_link))
        .route("/resend", post(letters::resend))
        .route("/verify", get(verify::follow).post(verify::verify))
        .route("/settings", get(status::settings))
        .route("/health", get(status::health))
        .route("/.well-known/jwks.json", get(well_known::jwks))
        .route("/.well-known/openid-configuration", get(well_known::discovery))
        .merge(admin::routes())
        .fallback(async || Failure::new(StatusCode::NOT_FOUND, "not_found", "there is no such endpoint here"))
        .method_not_allowed_fallback(async || {
            Failure::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this endpoint takes another method")
        })
        .layer(middleware::from_fn(failure::speak))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        // Answers hold tokens. What may be kept says so itself.
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .with_state(accounts)
}

//! `GET /.well-known/…`: how others verify our tokens.

use accounts::Accounts;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::json;

/// As long as clients keep keys themselves.
const KEPT: [(header::HeaderName, &str); 1] = [(header::CACHE_CONTROL, "public, max-age=600")];

/// The public keys.
pub(super) async fn jwks(State(accounts): State<Accounts>) -> impl IntoResponse {
    (KEPT, Json(accounts.jwks()))
}

/// Where to find them.
pub(super) async fn discovery(State(accounts): State<Accounts>) -> impl IntoResponse {
    let issuer = accounts.config().issuer();
    let body = json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/user"),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "grant_types_supported": ["password", "refresh_token"],
        "claims_supported": [
            "iss", "sub", "aud", "iat", "exp", "role", "email", "phone", "app_metadata", "user_metadata", "aal", "amr", "session_id",
            "is_anonymous",
        ],
    });
    (KEPT, Json(body))
}

//! `GET /settings` and `GET /health`: what is possible here, and who answers.

use accounts::Accounts;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// What is possible here.
pub(super) async fn settings(State(accounts): State<Accounts>) -> Json<Value> {
    Json(json!({
        "external": { "email": true, "phone": false, "anonymous_users": false },
        "disable_signup": !accounts.config().sign_up,
        "mailer_autoconfirm": true,
        "phone_autoconfirm": false,
        "sms_provider": "",
        "saml_enabled": false,
    }))
}

/// Who answers.
pub(super) async fn health() -> Json<Value> {
    Json(json!({
        "name": "Gatewright",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "Accounts of Gatewright, in the shape of GoTrue",
    }))
}

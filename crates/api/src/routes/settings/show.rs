//! `GET /settings`.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::Json;
use crate::state::Api;

/// What the server is and offers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServerSettings {
    /// The server's version.
    version: &'static str,
    /// PostgreSQL's version.
    postgres_version: String,
    /// Whether strangers may sign up.
    sign_up_enabled: bool,
    /// What it can do beside what every server can.
    features: Vec<&'static str>,
    /// Whether it is somebody's own machine rather than a shared installation.
    local: bool,
}

/// What the server is and offers. Nobody needs to be signed in.
#[utoipa::path(get, path = "/settings", tag = "settings", responses((status = OK, body = ServerSettings)))]
pub(crate) async fn show_settings(State(api): State<Api>) -> Json<ServerSettings> {
    let settings = api.settings();
    let mut features = vec!["webhooks"];
    if settings.webhooks_to_private_addresses {
        features.push("webhooks_to_private_addresses");
    }
    Json(ServerSettings {
        version: env!("CARGO_PKG_VERSION"),
        postgres_version: settings.postgres_version.clone(),
        sign_up_enabled: api.accounts().config().sign_up,
        features,
        local: settings.local,
    })
}

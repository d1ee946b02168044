//! `POST /webhooks`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use db::queries::content::webhooks as sql;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Webhook, WebhookEvent, check, visible};
use crate::body::Json;
use crate::caller::SignedIn;
use crate::headers::idempotency_key;
use crate::idempotency::Once;
use crate::problem::{Problem, refusals};
use crate::state::Api;
use crate::webhooks::new_secret;

refusals!(Refusals: NotSignedIn, KeyReused, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// A webhook to make.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// Where deliveries go: a public https or http address.
    url: String,
    /// What is told.
    #[schema(min_items = 1)]
    events: Vec<WebhookEvent>,
    /// For people.
    description: Option<String>,
}

/// A webhook that was made, with its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedWebhook {
    #[serde(flatten)]
    webhook: Webhook,
    /// What deliveries are signed with, as the Standard Webhooks specification says. Shown this once; `null` for a repeated request.
    secret: Option<String>,
}

/// Makes a webhook of the account that asks. Its secret is in this answer only.
#[utoipa::path(
    post, path = "/webhooks", tag = "webhooks",
    params(("Idempotency-Key" = Option<String>, Header, description = "At most one webhook is made for each key of an account")),
    request_body = NewWebhook,
    responses(
        (status = CREATED, body = CreatedWebhook),
        (status = OK, body = CreatedWebhook, description = "This key made this webhook before"),
        Refusals
    )
)]
pub(crate) async fn create_webhook(
    State(api): State<Api>,
    caller: SignedIn,
    headers: HeaderMap,
    Json(new): Json<NewWebhook>,
) -> Result<Response, Problem> {
    check(Some(&new.url), Some(&new.events), new.description.as_deref(), api.settings().webhooks_to_private_addresses)?;
    let once = Once::new(caller.account, "POST /webhooks", idempotency_key(&headers)?, &new);
    let session = api.session(&caller.claims).await?;
    if let Some(id) = once.made(&session).await? {
        let id = Uuid::parse_str(&id).map_err(|error| Problem::internal(&error))?;
        return Ok(Json(CreatedWebhook { webhook: visible(&session, id).await?, secret: None }).into_response());
    }
    let id = Uuid::now_v7();
    let secret = new_secret().map_err(|error| Problem::internal(&error))?;
    let events: Vec<&str> = new.events.iter().map(|event| event.as_str()).collect();
    sql::insert_webhook().bind(&*session, &id, &caller.account, &new.url, &events, &new.description.as_deref()).await?;
    sql::insert_webhook_secret().bind(&*session, &id, &secret).await?;
    once.keep(&session, &id.to_string()).await?;
    let webhook = visible(&session, id).await?;
    session.commit().await?;
    let location = format!("/api/v1/webhooks/{id}");
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(CreatedWebhook { webhook, secret: Some(secret) })).into_response())
}

//! `PATCH /webhooks/{webhook_id}`.

use axum::extract::State;
use db::queries::content::webhooks as sql;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Webhook, WebhookEvent, check, visible};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownWebhook, NotFound, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// What changes about a webhook. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeWebhook {
    /// Where deliveries go.
    url: Option<String>,
    /// What is told.
    events: Option<Vec<WebhookEvent>>,
    /// For people.
    description: Option<String>,
    /// Whether anything is told.
    is_active: Option<bool>,
}

/// Changes a webhook.
#[utoipa::path(
    patch, path = "/webhooks/{webhook_id}", tag = "webhooks",
    params(("webhook_id" = Uuid, Path)), request_body = ChangeWebhook, responses((status = OK, body = Webhook), Refusals)
)]
pub(crate) async fn change_webhook(
    State(api): State<Api>,
    caller: SignedIn,
    Path(webhook_id): Path<Uuid>,
    Json(change): Json<ChangeWebhook>,
) -> Result<Json<Webhook>, Problem> {
    let to_private = api.settings().webhooks_to_private_addresses;
    check(change.url.as_deref(), change.events.as_deref(), change.description.as_deref(), to_private)?;
    let session = api.session(&caller.claims).await?;
    visible(&session, webhook_id).await?;
    let events = change.events.map(|events| events.into_iter().map(WebhookEvent::as_str).collect::<Vec<_>>());
    sql::change_webhook()
        .bind(&*session, &change.url.as_deref(), &events, &change.description.as_deref(), &change.is_active, &webhook_id)
        .await?;
    let webhook = visible(&session, webhook_id).await?;
    session.commit().await?;
    Ok(Json(webhook))
}

//! `GET /webhooks/{webhook_id}`.

use axum::extract::State;
use uuid::Uuid;

use super::model::{Webhook, visible};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownWebhook, NotFound);

/// One webhook. Its secret is not shown again.
#[utoipa::path(
    get, path = "/webhooks/{webhook_id}", tag = "webhooks",
    params(("webhook_id" = Uuid, Path)), responses((status = OK, body = Webhook), Refusals)
)]
pub(crate) async fn show_webhook(State(api): State<Api>, caller: SignedIn, Path(webhook_id): Path<Uuid>) -> Result<Json<Webhook>, Problem> {
    let session = api.session(&caller.claims).await?;
    Ok(Json(visible(&session, webhook_id).await?))
}

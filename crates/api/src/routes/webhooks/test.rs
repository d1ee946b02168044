//! `POST /webhooks/{webhook_id}/test`.

use axum::extract::State;
use axum::http::StatusCode;
use db::queries::content::webhooks as sql;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::deliveries::Delivery;
use super::model::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownWebhook, NotFound);

/// Sends a delivery of type `webhook.test`, signed and tried again like every other. `GET …/deliveries` says what came of it.
#[utoipa::path(
    post, path = "/webhooks/{webhook_id}/test", tag = "webhooks",
    params(("webhook_id" = Uuid, Path)), responses((status = ACCEPTED, body = Delivery, description = "It will be sent"), Refusals)
)]
pub(crate) async fn test_webhook(
    State(api): State<Api>,
    caller: SignedIn,
    Path(webhook_id): Path<Uuid>,
) -> Result<(StatusCode, Json<Delivery>), Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, webhook_id).await?;
    let body = json!({ "type": "webhook.test", "timestamp": Timestamp::now().to_string(), "data": { "webhook_id": webhook_id } });
    let delivery = sql::ask_for_test().bind(&*session, &webhook_id, &body.to_string()).one().await?;
    session.commit().await?;
    Ok((StatusCode::ACCEPTED, Json(delivery.into())))
}

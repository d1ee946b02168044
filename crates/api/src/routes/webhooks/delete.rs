//! `DELETE /webhooks/{webhook_id}`.

use axum::extract::State;
use axum::http::StatusCode;
use db::queries::content::webhooks as sql;
use uuid::Uuid;

use super::model::visible;
use crate::body::Path;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownWebhook, NotFound);

/// Removes a webhook. What it would have been told is not told.
#[utoipa::path(
    delete, path = "/webhooks/{webhook_id}", tag = "webhooks",
    params(("webhook_id" = Uuid, Path)), responses((status = NO_CONTENT, description = "It is gone"), Refusals)
)]
pub(crate) async fn delete_webhook(State(api): State<Api>, caller: SignedIn, Path(webhook_id): Path<Uuid>) -> Result<StatusCode, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, webhook_id).await?;
    sql::delete_webhook().bind(&*session, &webhook_id).await?;
    session.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

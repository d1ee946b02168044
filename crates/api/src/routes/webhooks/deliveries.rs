//! `GET /webhooks/{webhook_id}/deliveries`.

use axum::extract::State;
use db::queries::content::webhooks as sql;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{DeliveryStatus, visible};
use crate::body::{Json, Path, Query};
use crate::caller::SignedIn;
use crate::page::{Page, Paging};
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownWebhook, NotFound, MalformedRequest, InvalidRequest);

/// Something a webhook was told, or will be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Delivery {
    /// Identity.
    id: Uuid,
    /// For example `run.completed`, or `webhook.test`.
    event: String,
    /// The run it tells of; `null` for a test.
    run_id: Option<Uuid>,
    /// What came of it.
    #[schema(value_type = DeliveryStatus)]
    status: String,
    /// Tries so far.
    attempts: i32,
    /// The receiver's last answer.
    response_status: Option<i32>,
    /// What went wrong last.
    last_error: Option<String>,
    /// When it is tried next.
    next_attempt_at: Option<Timestamp>,
    /// When it happened.
    created_at: Timestamp,
    /// When the receiver took it.
    delivered_at: Option<Timestamp>,
}

impl From<sql::Delivery> for Delivery {
    fn from(row: sql::Delivery) -> Self {
        Self {
            id: row.id,
            event: row.event,
            run_id: row.run_id,
            status: row.status,
            attempts: row.attempts,
            response_status: row.response_status,
            last_error: row.last_error,
            next_attempt_at: row.next_attempt_at,
            created_at: row.created_at,
            delivered_at: row.delivered_at,
        }
    }
}

/// What a webhook was told or will be, newest first.
#[utoipa::path(
    get, path = "/webhooks/{webhook_id}/deliveries", tag = "webhooks",
    params(("webhook_id" = Uuid, Path), Paging), responses((status = OK, body = Page<Delivery>), Refusals)
)]
pub(crate) async fn list_deliveries(
    State(api): State<Api>,
    caller: SignedIn,
    Path(webhook_id): Path<Uuid>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Delivery>>, Problem> {
    let (rows, behind) = (paging.rows()?, paging.behind()?);
    let session = api.session(&caller.claims).await?;
    visible(&session, webhook_id).await?;
    let found = sql::list_deliveries().bind(&*session, &webhook_id, &behind.created_at, &behind.id, &(rows + 1)).all().await?;
    Ok(Json(Page::of(found, rows, |row| (row.created_at, row.id), Delivery::from)))
}

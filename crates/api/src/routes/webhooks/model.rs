//! A webhook as its owner sees it.

use db::queries::content::webhooks as sql;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::session::Session;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::code::Code;
use crate::problem::Problem;

/// What a webhook can be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) enum WebhookEvent {
    /// A run began.
    #[serde(rename = "run.started")]
    Started,
    /// A run holds: a gate failed or waits for a person.
    #[serde(rename = "run.paused")]
    Paused,
    /// A run goes on.
    #[serde(rename = "run.resumed")]
    Resumed,
    /// A run ended well.
    #[serde(rename = "run.completed")]
    Completed,
    /// A run ended badly.
    #[serde(rename = "run.failed")]
    Failed,
    /// A run was ended by a person.
    #[serde(rename = "run.cancelled")]
    Cancelled,
}

impl WebhookEvent {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Started => "run.started",
            Self::Paused => "run.paused",
            Self::Resumed => "run.resumed",
            Self::Completed => "run.completed",
            Self::Failed => "run.failed",
            Self::Cancelled => "run.cancelled",
        }
    }
}

/// Where an account wants to be told what becomes of its runs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Webhook {
    /// Identity.
    pub(crate) id: Uuid,
    /// Whose.
    pub(crate) user_id: Uuid,
    /// Where deliveries go.
    pub(crate) url: String,
    /// What is told.
    #[schema(value_type = Vec<WebhookEvent>)]
    pub(crate) events: Vec<String>,
    /// For people.
    pub(crate) description: Option<String>,
    /// Whether anything is told.
    pub(crate) is_active: bool,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// What came of the newest delivery: pending, delivered or failed.
    #[schema(value_type = Option<DeliveryStatus>)]
    pub(crate) last_delivery_status: Option<String>,
}

/// What came of a delivery.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "names the words for the schema")]
pub(crate) enum DeliveryStatus {
    /// It is due, or will be tried again.
    Pending,
    /// The receiver took it.
    Delivered,
    /// It was given up.
    Failed,
}

impl From<sql::Webhook> for Webhook {
    fn from(row: sql::Webhook) -> Self {
        Self {
            id: row.id,
            user_id: row.user_id,
            url: row.url,
            events: row.events,
            description: row.description,
            is_active: row.is_active,
            created_at: row.created_at,
            last_delivery_status: row.last_delivery_status,
        }
    }
}

/// A webhook as the session may see it.
pub(crate) async fn visible(session: &Session, id: Uuid) -> Result<Webhook, Problem> {
    let found = sql::get_webhook().bind(&**session, &id).opt().await?;
    found.map(Webhook::from).ok_or_else(|| Problem::new(Code::UnknownWebhook, format!("there is no webhook {id}")))
}

/// Checks what a person says of a webhook.
pub(crate) fn check(
    url: Option<&str>,
    events: Option<&[WebhookEvent]>,
    description: Option<&str>,
    to_private: bool,
) -> Result<(), Problem> {
    if let Some(url) = url {
        if url.len() > 2_000 {
            return Err(Problem::field("url", "an address has at most 2,000 characters"));
        }
        crate::webhooks::check_url(url, to_private).map_err(|why| Problem::field("url", why))?;
    }
    if events.is_some_and(<[WebhookEvent]>::is_empty) {
        return Err(Problem::field("events", "name at least one event"));
    }
    if description.is_some_and(|text| text.chars().count() > 500) {
        return Err(Problem::field("description", "a description has at most 500 characters"));
    }
    Ok(())
}

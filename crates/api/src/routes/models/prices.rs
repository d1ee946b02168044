//! `GET /models/{model_id}/prices`.

use axum::extract::State;
use db::queries::llm::catalogue as sql;
use jiff::Timestamp;
use serde::Serialize;
use store::session::Session;
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::find;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, UnknownModel);

/// A price and the time it holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Price {
    /// Identity; calls name it.
    pub(super) id: Uuid,
    /// `input_uncached`, `cache_read`, `cache_write_5m`, `cache_write_1h`, `output_text`, `output_reasoning` or `request`.
    pub(super) component: String,
    /// The rate holds for calls whose input has at least so many tokens.
    min_input_tokens: i64,
    /// For 1,000 tokens, in US dollars; for one request where the component is `request`.
    usd_per_1k: f64,
    /// From when.
    valid_from: Timestamp,
    /// Until when; `null` where it holds on.
    valid_to: Option<Timestamp>,
    /// Where the figure comes from.
    provenance: String,
    /// stated, derived, imported or estimated.
    confidence: String,
}

/// Every price a model ever had, newest first. For admins.
#[utoipa::path(
    get, path = "/models/{model_id}/prices", tag = "models",
    params(("model_id" = String, Path)), responses((status = OK, body = List<Price>), Refusals)
)]
pub(crate) async fn list_prices(
    State(api): State<Api>,
    caller: SignedIn,
    Path(model_id): Path<String>,
) -> Result<Json<List<Price>>, Problem> {
    let session = api.admin_session(&caller).await?;
    find(&api, &session, &model_id).await?;
    Ok(Json(List { items: history(&session, &model_id).await? }))
}

pub(super) async fn history(session: &Session, model_id: &str) -> Result<Vec<Price>, Problem> {
    let rows = sql::price_history().bind(&**session, &model_id).all().await?;
    Ok(rows
        .into_iter()
        .map(|row| Price {
            usd_per_1k: per_1k(row.rate_nanos, &row.component),
            id: row.id,
            component: row.component,
            min_input_tokens: row.min_input_tokens,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            provenance: row.source,
            confidence: row.confidence,
        })
        .collect())
}

/// Nano-dollars per million tokens, or per request, as dollars per thousand tokens, or per request.
#[expect(clippy::cast_precision_loss, reason = "a display in dollars; the exact figure is in nano-dollars")]
fn per_1k(rate_nanos: i64, component: &str) -> f64 {
    if component == "request" { rate_nanos as f64 / 1e9 } else { rate_nanos as f64 / 1e12 }
}

//! `POST /models/{model_id}/prices`.

use axum::extract::State;
use axum::http::StatusCode;
use db::queries::llm::catalogue as sql;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::change::find;
use super::prices::{Price, history};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, UnknownModel, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// What a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PriceComponent {
    /// Input that no cache had.
    InputUncached,
    /// Input read from a cache.
    CacheRead,
    /// Input written to a cache for five minutes.
    #[serde(rename = "cache_write_5m")]
    CacheWrite5m,
    /// Input written to a cache for an hour.
    #[serde(rename = "cache_write_1h")]
    CacheWrite1h,
    /// Text written.
    OutputText,
    /// Reasoning written.
    OutputReasoning,
    /// Each request.
    Request,
}

impl PriceComponent {
    fn as_str(self) -> &'static str {
        match self {
            Self::InputUncached => "input_uncached",
            Self::CacheRead => "cache_read",
            Self::CacheWrite5m => "cache_write_5m",
            Self::CacheWrite1h => "cache_write_1h",
            Self::OutputText => "output_text",
            Self::OutputReasoning => "output_reasoning",
            Self::Request => "request",
        }
    }
}

/// A price that begins.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPrice {
    /// What it is for.
    component: PriceComponent,
    /// For 1,000 tokens, in US dollars; for one request where the component is `request`.
    #[schema(minimum = 0)]
    usd_per_1k: f64,
    /// From when; now if not given.
    valid_from: Option<Timestamp>,
    /// Where the figure comes from.
    provenance: String,
}

/// Lets a price hold from a moment on. For admins. What was priced before stays as it was priced.
#[utoipa::path(
    post, path = "/models/{model_id}/prices", tag = "models",
    params(("model_id" = String, Path)), request_body = NewPrice, responses((status = CREATED, body = Price), Refusals)
)]
pub(crate) async fn add_price(
    State(api): State<Api>,
    caller: SignedIn,
    Path(model_id): Path<String>,
    Json(price): Json<NewPrice>,
) -> Result<(StatusCode, Json<Price>), Problem> {
    let rate = rate_nanos(&price)?;
    if price.provenance.trim().is_empty() || price.provenance.chars().count() > 500 {
        return Err(Problem::field("provenance", "say where the figure comes from, in 1 to 500 characters"));
    }
    let session = api.admin_session(&caller).await?;
    find(&api, &session, &model_id).await?;
    let from = price.valid_from.unwrap_or_else(Timestamp::now);
    let id = sql::set_price().bind(&*session, &model_id, &price.component.as_str(), &rate, &price.provenance, &from).one().await?;
    let written = history(&session, &model_id).await?.into_iter().find(|price| price.id == id);
    let written = written.ok_or_else(|| Problem::internal(&format!("the price of {model_id} that was written cannot be found")))?;
    session.commit().await?;
    Ok((StatusCode::CREATED, Json(written)))
}

/// The ledger's exact figure: nano-dollars per million tokens, or per request.
fn rate_nanos(price: &NewPrice) -> Result<i64, Problem> {
    let scale = if price.component == PriceComponent::Request { 1e9 } else { 1e12 };
    let nanos = (price.usd_per_1k * scale).round();
    if !(0.0..=9e15).contains(&nanos) {
        return Err(Problem::field("usd_per_1k", "a price is zero or more, and less than 9,000 dollars"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "in range by the check above")]
    Ok(nanos as i64)
}

//! The catalogue of models and prices, as the database holds it.

use std::collections::BTreeMap;

use db::client::{GenericClient, Params as _};
use db::queries::llm::catalogue;
use jiff::Timestamp;
use llm::ModelCard;
use llm::catalogue::{ad_hoc, find};
use uuid::Uuid;

use crate::budget::{read_count, stored};
use crate::error::LedgerError;
use crate::price::{Component, PriceRow};

/// A model with the prices that hold at a moment; a component that is missing has no known price.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The model.
    pub card: ModelCard,
    /// Its prices.
    pub prices: Vec<PriceRow>,
}

impl Listing {
    /// The rate of a component for small calls, in nano-dollars per million tokens (per request for [`Component::Request`]).
    pub fn rate(&self, component: Component) -> Option<u64> {
        self.prices.iter().find(|price| price.component == component && price.min_input_tokens == 0).map(|price| price.rate_nanos)
    }
}

/// A price to enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPrice {
    /// The model.
    pub model: String,
    /// What is charged for.
    pub component: Component,
    /// Holds for calls with at least so many input tokens.
    pub min_input_tokens: u64,
    /// Nano-dollars for every million tokens, or for the request.
    pub rate_nanos: u64,
    /// Since when; the price before ends there.
    pub valid_from: Timestamp,
    /// Until when, where it ends without a successor.
    pub valid_to: Option<Timestamp>,
    /// Where the figure comes from.
    pub source: String,
    /// `stated`, `derived`, `imported` or `estimated`.
    pub confidence: String,
}

/// Every model, best tier first, the inactive ones included.
pub async fn cards<C: GenericClient>(client: &C) -> Result<Vec<ModelCard>, LedgerError> {
    catalogue::list_cards().bind(client).all().await?.into_iter().map(card).collect()
}

/// Every model with its prices at a moment.
pub async fn listing<C: GenericClient>(client: &C, at: Timestamp) -> Result<Vec<Listing>, LedgerError> {
    let mut prices: BTreeMap<String, Vec<PriceRow>> = BTreeMap::new();
    for row in catalogue::all_prices_at().bind(client, &at).all().await? {
        let row = price(row)?;
        prices.entry(row.model.clone()).or_default().push(row);
    }
    let cards = cards(client).await?;
    Ok(cards.into_iter().map(|card| Listing { prices: prices.remove(&card.id).unwrap_or_default(), card }).collect())
}

/// The active model of this id, or one of an open provider (`ollama/…`, `openai-compatible/…`), which is entered on the way.
pub async fn resolve<C: GenericClient>(client: &C, id: &str) -> Result<ModelCard, LedgerError> {
    if let Some(row) = catalogue::find_card().bind(client, &id).opt().await? {
        let card = card(row)?;
        if card.is_active {
            return Ok(card);
        }
    } else if let Some(card) = ad_hoc(id) {
        register(client, &card).await?;
        return Ok(card);
    }
    Ok(find(id, &cards(client).await?)?.clone())
}

/// Enters a model, as experimental; one that is there is left as it is.
pub async fn register<C: GenericClient>(client: &C, card: &ModelCard) -> Result<(), LedgerError> {
    let tokens = |count: Option<u32>| count.map(i32::try_from).transpose().map_err(|_| LedgerError::OutOfRange("a token limit"));
    let params = catalogue::RegisterModelParams {
        id: card.id.as_str(),
        provider_id: card.provider.as_str(),
        wire_name: card.wire_name.as_str(),
        display_name: card.display_name.as_str(),
        tier: card.tier.as_str(),
        max_context_tokens: tokens(card.max_context_tokens)?,
        max_output_tokens: tokens(card.max_output_tokens)?,
        supports_tools: card.supports_tools,
        supports_structured_output: card.supports_structured_output,
    };
    catalogue::register_model().params(client, &params).await?;
    Ok(())
}

/// The prices of a model that hold at a moment of business time.
pub async fn prices_at<C: GenericClient>(client: &C, model: &str, at: Timestamp) -> Result<Vec<PriceRow>, LedgerError> {
    catalogue::prices_at().bind(client, &model, &at).all().await?.into_iter().map(price).collect()
}

/// The price rows a call names.
pub async fn prices_by_id<C: GenericClient>(client: &C, ids: &[Uuid]) -> Result<Vec<PriceRow>, LedgerError> {
    catalogue::prices_by_id().bind(client, &ids).all().await?.into_iter().map(price).collect()
}

/// Enters a price and answers its id. Refused where one of the same model, component and threshold begins at the same moment.
pub async fn add_price<C: GenericClient>(client: &C, price: &NewPrice) -> Result<Uuid, LedgerError> {
    let params = catalogue::InsertPriceParams {
        model_id: price.model.as_str(),
        component: price.component.as_str(),
        min_input_tokens: stored(price.min_input_tokens, "the threshold")?,
        rate_nanos: stored(price.rate_nanos, "the rate")?,
        valid_from: price.valid_from,
        valid_to: price.valid_to,
        source: price.source.as_str(),
        confidence: price.confidence.as_str(),
    };
    Ok(catalogue::insert_price().params(client, &params).one().await?)
}

/// Takes a wrong price out of use; calls priced with it keep naming it. Answers whether it was in use.
pub async fn retract_price<C: GenericClient>(client: &C, id: Uuid, reason: &str) -> Result<bool, LedgerError> {
    Ok(catalogue::retract_price().bind(client, &reason, &id).await? == 1)
}

fn card(row: catalogue::Card) -> Result<ModelCard, LedgerError> {
    Ok(ModelCard {
        tier: row.tier.parse().map_err(LedgerError::Corrupt)?,
        id: row.id,
        provider: row.provider_id,
        wire_name: row.wire_name,
        display_name: row.display_name,
        max_context_tokens: row.max_context_tokens.and_then(|count| u32::try_from(count).ok()),
        max_output_tokens: row.max_output_tokens.and_then(|count| u32::try_from(count).ok()),
        supports_tools: row.supports_tools,
        supports_structured_output: row.supports_structured_output,
        is_active: row.is_active,
    })
}

fn price(row: catalogue::Price) -> Result<PriceRow, LedgerError> {
    Ok(PriceRow {
        component: Component::from_word(&row.component)
            .ok_or_else(|| LedgerError::Corrupt(format!("price component `{}`", row.component)))?,
        id: row.id,
        model: row.model_id,
        min_input_tokens: read_count(row.min_input_tokens),
        rate_nanos: read_count(row.rate_nanos),
        valid_from: row.valid_from,
        source: row.source,
        confidence: row.confidence,
    })
}

//! The arithmetic of money, pure and exact.
//!
//! A price is a rate in nano-dollars for every `per` units (a million tokens, or one request). A call's cost is the sum over its
//! components in femto-dollars, exact in 128 bits, rounded to nano-dollars once (half up). A component without a price, or without a
//! count, makes the cost unknown; it is named and never counted as zero.

use llm::estimate::InputEstimate;
use llm::{CacheHint, Usage};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Femto-dollars in a nano-dollar: rates are per million.
const PER_NANO: u128 = 1_000_000;

/// What a provider charges for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    /// Input read afresh.
    InputUncached,
    /// Input read from the cache.
    CacheRead,
    /// Input written to the cache for five minutes.
    #[serde(rename = "cache_write_5m")]
    CacheWrite5m,
    /// Input written to the cache for one hour.
    #[serde(rename = "cache_write_1h")]
    CacheWrite1h,
    /// Output that is part of the answer.
    OutputText,
    /// Output spent on reasoning.
    OutputReasoning,
    /// The call itself. A model without such a price charges nothing for it.
    Request,
}

impl Component {
    /// All components.
    pub const ALL: [Self; 7] = [
        Self::InputUncached,
        Self::CacheRead,
        Self::CacheWrite5m,
        Self::CacheWrite1h,
        Self::OutputText,
        Self::OutputReasoning,
        Self::Request,
    ];

    /// The word of the database.
    pub fn as_str(self) -> &'static str {
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

    /// Reads the word of the database.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|component| component.as_str() == word)
    }

    /// The component in which a part stands while nobody says how the whole splits ([`Usage`]).
    fn base(self) -> Option<Self> {
        match self {
            Self::CacheRead => Some(Self::InputUncached),
            Self::CacheWrite1h => Some(Self::CacheWrite5m),
            Self::OutputReasoning => Some(Self::OutputText),
            _ => None,
        }
    }
}

/// One versioned price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRow {
    /// Names the row in the calls priced with it.
    pub id: Uuid,
    /// The model.
    pub model: String,
    /// What is charged for.
    pub component: Component,
    /// Holds for calls with at least so many input tokens; the highest threshold reached wins.
    pub min_input_tokens: u64,
    /// Nano-dollars for every million tokens, or for the request.
    pub rate_nanos: u64,
    /// Since when.
    pub valid_from: jiff::Timestamp,
    /// Where the figure comes from.
    pub source: String,
    /// `stated`, `derived`, `imported` or `estimated`.
    pub confidence: String,
}

/// What a call costs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cost {
    /// Nano-dollars; `None` where anything is unknown.
    pub nanos: Option<u64>,
    /// What is unknown: a count or a price is missing.
    pub unknown: Vec<Component>,
    /// The price rows used, sorted.
    pub price_ids: Vec<Uuid>,
}

/// What a usage costs at these prices, which must be those of one model at one moment.
pub fn cost(usage: &Usage, prices: &[PriceRow]) -> Cost {
    let total_input = usage.total_input().unwrap_or(0);
    let row = |component| rate(component, total_input, prices);
    let counts = [
        (Component::InputUncached, usage.input_uncached),
        (Component::CacheRead, usage.cache_read),
        (Component::CacheWrite5m, usage.cache_write_5m),
        (Component::CacheWrite1h, usage.cache_write_1h),
        (Component::OutputText, usage.output_text),
        (Component::OutputReasoning, usage.output_reasoning),
    ];
    let mut femtos: u128 = 0;
    let mut unknown = Vec::new();
    let mut price_ids = Vec::new();
    for (component, count) in counts {
        match (count, row(component)) {
            // Nothing used costs nothing at any price.
            (Some(0), _) => {}
            (Some(count), Some(price)) => {
                femtos += u128::from(count) * u128::from(price.rate_nanos);
                price_ids.push(price.id);
            }
            (None, Some(price)) if is_harmless(component, price, usage, row) => price_ids.push(price.id),
            _ => unknown.push(component),
        }
    }
    if let Some(price) = row(Component::Request) {
        femtos += u128::from(price.rate_nanos) * PER_NANO;
        price_ids.push(price.id);
    }
    price_ids.sort();
    let nanos = unknown.is_empty().then(|| u64::try_from((femtos + PER_NANO / 2) / PER_NANO).ok()).flatten();
    Cost { nanos, unknown, price_ids }
}

/// Whether not knowing a count changes nothing: everything of its kind is free, or it stands in its base at the same price.
fn is_harmless<'a>(component: Component, price: &PriceRow, usage: &Usage, row: impl Fn(Component) -> Option<&'a PriceRow>) -> bool {
    match component.base() {
        None => price.rate_nanos == 0,
        Some(base) => {
            let base_is_counted = match base {
                Component::InputUncached => usage.input_uncached,
                Component::CacheWrite5m => usage.cache_write_5m,
                _ => usage.output_text,
            };
            row(base).is_some_and(|base| base.rate_nanos == price.rate_nanos) && (base_is_counted.is_some() || price.rate_nanos == 0)
        }
    }
}

/// The most a call can cost, in nano-dollars, rounded up; `None` where a price it needs is not known.
pub fn bound(input: InputEstimate, max_output_tokens: u32, cache: CacheHint, prices: &[PriceRow]) -> Option<u64> {
    // Whatever threshold the input reaches in the end, no rate above the highest in reach applies.
    let highest = |component| {
        prices
            .iter()
            .filter(|price| price.component == component && price.min_input_tokens <= input.bound)
            .map(|price| price.rate_nanos)
            .max()
    };
    let written = match cache {
        CacheHint::None => Some(0),
        CacheHint::FiveMinutes => Some(highest(Component::CacheWrite5m)?),
        CacheHint::OneHour => Some(highest(Component::CacheWrite1h)?),
    };
    let input_rate = [Some(highest(Component::InputUncached)?), highest(Component::CacheRead), written].into_iter().flatten().max()?;
    let output_rate = highest(Component::OutputText)?.max(highest(Component::OutputReasoning).unwrap_or(0));
    let femtos = u128::from(input.bound) * u128::from(input_rate)
        + u128::from(max_output_tokens) * u128::from(output_rate)
        + u128::from(highest(Component::Request).unwrap_or(0)) * PER_NANO;
    u64::try_from(femtos.div_ceil(PER_NANO)).ok()
}

fn rate(component: Component, total_input: u64, prices: &[PriceRow]) -> Option<&PriceRow> {
    prices
        .iter()
        .filter(|price| price.component == component && price.min_input_tokens <= total_input)
        .max_by_key(|price| price.min_input_tokens)
}

/// Nano-dollars for people: exact, with at least two decimals.
pub fn dollars(nanos: u64) -> String {
    let (whole, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    let decimals = format!("{rest:09}");
    let kept = decimals.trim_end_matches('0').len().max(2);
    format!("${whole}.{}", &decimals[..kept])
}

#[cfg(test)]
mod tests;

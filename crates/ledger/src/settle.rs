//! After a call: what did it use?

use db::client::{GenericClient, Params as _};
use db::queries::llm::calls;
use jiff::Timestamp;
use llm::json::Repair;
use llm::route::Degradation;
use llm::{ModelError, ModelResponse, Usage};
use serde_json::Value;
use uuid::Uuid;

use crate::budget::{read_count, stored};
use crate::catalogue::prices_at;
use crate::error::LedgerError;
use crate::price::{Cost, cost};
use crate::reserve::{Held, Purpose, priced_model, storable, storable_text};

/// How a call ended in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Whether this ended it.
    pub ending: Ending,
    /// What it cost in nano-dollars; `None` where that is not known.
    pub cost_nanos: Option<u64>,
    /// Whether the cost is not known (a call that never left costs a known nothing).
    pub cost_unknown: bool,
    /// What its budgets were charged: the cost, or the whole reservation where the cost is not known.
    pub charged_nanos: u64,
}

/// What settling did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The call was in flight and is ended now.
    Now,
    /// It had been given up; the real figures took the place of its reservation.
    Late,
    /// It had ended before; nothing was changed.
    Before,
}

/// Ends a call that was answered: its reservation becomes its cost. `repairs` say what made the answer readable. Safe to repeat.
pub async fn settle<C: GenericClient>(
    client: &C,
    held: &Held,
    response: &ModelResponse,
    repairs: &[Repair],
    at: Timestamp,
) -> Result<Settled, LedgerError> {
    let cost = if response.provider == held.provider {
        cost(&response.usage, &held.prices)
    } else {
        // Somebody else answered than was reserved for: a cassette, or the offline writer.
        let model = if response.provider == llm::offline::PROVIDER { llm::offline::MODEL } else { priced_model(&response.provider, "") };
        cost(&response.usage, &prices_at(client, model, held.at).await?)
    };
    let mut stored_response = serde_json::to_value(response).map_err(|error| LedgerError::Corrupt(error.to_string()))?;
    if let Some(map) = stored_response.as_object_mut() {
        map.remove("text");
    }
    let words: Vec<&str> = repairs.iter().map(|repair| repair.as_str()).collect();
    finish(
        client,
        held.call_id,
        Finish {
            state: "settled",
            provider: Some(&response.provider),
            model_answered: Some(&response.model),
            usage: response.usage,
            estimated: response.usage_estimated,
            cost,
            may_have_reached: true,
            finish_reason: Some(response.finish_reason.as_str()),
            repair: (!words.is_empty()).then(|| words.join(",")),
            error: None,
            latency_ms: Some(response.latency_ms),
            raw_output: Some(response.text.clone()),
            raw_response: Some(stored_response),
        },
        at,
    )
    .await
}

/// Ends a call that failed. What the provider says it used is charged; where it may charge but does not say, the reservation is;
/// where nothing reached it, nothing. Safe to repeat.
pub async fn fail<C: GenericClient>(client: &C, held: &Held, error: &ModelError, at: Timestamp) -> Result<Settled, LedgerError> {
    let usage = error.usage.as_deref().copied();
    finish(
        client,
        held.call_id,
        Finish {
            state: "failed",
            provider: None,
            model_answered: None,
            cost: usage.map(|usage| cost(&usage, &held.prices)).unwrap_or_default(),
            usage: usage.unwrap_or_default(),
            estimated: false,
            may_have_reached: error.may_be_billed || usage.is_some(),
            finish_reason: None,
            repair: None,
            error: Some((error.code(), error.to_string())),
            latency_ms: None,
            raw_output: None,
            raw_response: (!error.raw.is_null()).then(|| (*error.raw).clone()),
        },
        at,
    )
    .await
}

/// Ends a call whose caller stopped waiting. It may have reached the provider, so its reservation is charged. Safe to repeat.
pub async fn cancel<C: GenericClient>(client: &C, held: &Held, reason: &str, at: Timestamp) -> Result<Settled, LedgerError> {
    finish(
        client,
        held.call_id,
        Finish {
            state: "failed",
            provider: None,
            model_answered: None,
            usage: Usage::default(),
            estimated: false,
            cost: Cost::default(),
            may_have_reached: true,
            finish_reason: None,
            repair: None,
            error: Some(("CANCELLED", reason.to_owned())),
            latency_ms: None,
            raw_output: None,
            raw_response: None,
        },
        at,
    )
    .await
}

/// Ends up to `limit` calls whose reservations expired by the database's clock; what they held counts as spent. Answers how many.
pub async fn sweep<C: GenericClient>(client: &C, limit: u32) -> Result<u32, LedgerError> {
    let limit = i32::try_from(limit).map_err(|_| LedgerError::OutOfRange("the number of calls to sweep"))?;
    let swept = calls::sweep_reservations().bind(client, &limit).one().await?;
    Ok(u32::try_from(swept).unwrap_or(0))
}

/// Notes that another model serves than the one asked for, with the reason; `call` is the call made instead, where one was.
pub async fn record_degradation<C: GenericClient>(
    client: &C,
    degradation: &Degradation,
    purpose: &Purpose<'_>,
    call: Option<Uuid>,
) -> Result<(), LedgerError> {
    let params = calls::InsertDegradationParams {
        call_id: call,
        owner_id: purpose.owner,
        run_id: purpose.run,
        step_id: purpose.step,
        attempt: purpose.attempt.map(i32::try_from).transpose().map_err(|_| LedgerError::OutOfRange("the attempt"))?,
        from_model: degradation.from_model.as_str(),
        to_model: degradation.to_model.as_str(),
        from_tier: degradation.from_tier.map(|tier| tier.as_str()),
        to_tier: Some(degradation.to_tier.as_str()),
        cause: degradation.cause.as_str(),
        reason: degradation.reason.as_str(),
    };
    calls::insert_degradation().params(client, &params).await?;
    Ok(())
}

struct Finish<'a> {
    state: &'a str,
    provider: Option<&'a str>,
    model_answered: Option<&'a str>,
    usage: Usage,
    estimated: bool,
    cost: Cost,
    may_have_reached: bool,
    finish_reason: Option<&'a str>,
    repair: Option<String>,
    error: Option<(&'a str, String)>,
    latency_ms: Option<u64>,
    raw_output: Option<String>,
    raw_response: Option<Value>,
}

async fn finish<C: GenericClient>(client: &C, call_id: Uuid, finish: Finish<'_>, at: Timestamp) -> Result<Settled, LedgerError> {
    let count = |count: Option<u64>| count.map(|count| stored(count, "a token count")).transpose();
    let (error_code, error_message) = finish.error.unzip();
    let params = calls::FinishCallParams {
        call_id,
        state: finish.state,
        provider_id: finish.provider,
        model_answered: finish.model_answered,
        input_uncached: count(finish.usage.input_uncached)?,
        cache_read: count(finish.usage.cache_read)?,
        cache_write_5m: count(finish.usage.cache_write_5m)?,
        cache_write_1h: count(finish.usage.cache_write_1h)?,
        output_text: count(finish.usage.output_text)?,
        output_reasoning: count(finish.usage.output_reasoning)?,
        tokens_estimated: finish.estimated,
        price_ids: finish.cost.price_ids,
        cost_nanos: finish.cost.nanos.map(|nanos| stored(nanos, "the cost")).transpose()?,
        unknown_components: finish.cost.unknown.iter().map(|component| component.as_str()).collect::<Vec<_>>(),
        may_have_reached: finish.may_have_reached,
        finish_reason: finish.finish_reason,
        repair: finish.repair,
        error_code,
        error_message: error_message.map(storable_text),
        latency_ms: finish.latency_ms.map(|ms| stored(ms, "the latency")).transpose()?,
        at,
        raw_output: finish.raw_output.map(storable_text),
        raw_response: finish.raw_response.map(storable),
    };
    let row = calls::finish_call().params(client, &params).one().await?;
    Ok(Settled {
        ending: match row.outcome.as_str() {
            "finished" => Ending::Now,
            "late" => Ending::Late,
            _ => Ending::Before,
        },
        cost_nanos: row.cost_nanos.map(read_count),
        cost_unknown: row.cost_unknown,
        charged_nanos: row.charged_nanos.map_or(0, read_count),
    })
}

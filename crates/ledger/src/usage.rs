//! What was used, by whom.

use db::client::{GenericClient, Params as _};
use db::queries::llm::{budgets, calls, usage};
use uuid::Uuid;

pub use db::queries::llm::calls::{Call, CallTexts as Texts};
pub use db::queries::llm::usage::{DailyUsage, RunTotals};

use crate::budget::read_count;
use crate::error::LedgerError;

/// What a run used over all its attempts, calls in flight left out.
pub async fn run_totals<C: GenericClient>(client: &C, run: Uuid) -> Result<RunTotals, LedgerError> {
    Ok(usage::run_totals().bind(client, &run).one().await?)
}

/// Usage per day and model from `first_day` to `last_day` (`2026-11-20`), of one owner where given.
pub async fn daily_usage<C: GenericClient>(
    client: &C,
    owner: Option<Uuid>,
    first_day: &str,
    last_day: &str,
) -> Result<Vec<DailyUsage>, LedgerError> {
    let params = usage::DailyUsageParams { owner_id: owner, first_day, last_day };
    Ok(usage::daily_usage().params(client, &params).all().await?)
}

/// Every call of a run in the order it left.
pub async fn calls_of_run<C: GenericClient>(client: &C, run: Uuid) -> Result<Vec<Call>, LedgerError> {
    Ok(calls::calls_of_run().bind(client, &run).all().await?)
}

/// One call.
pub async fn call<C: GenericClient>(client: &C, id: Uuid) -> Result<Option<Call>, LedgerError> {
    Ok(calls::get_call().bind(client, &id).opt().await?)
}

/// What was sent and what came back; for administrators and the service.
pub async fn texts<C: GenericClient>(client: &C, call: Uuid) -> Result<Option<Texts>, LedgerError> {
    Ok(calls::call_texts().bind(client, &call).opt().await?)
}

/// Derives all counters again: budgets from reservations, daily usage from calls. Answers how many rows were wrong; zero is right.
pub async fn recompute<C: GenericClient>(client: &C) -> Result<u64, LedgerError> {
    let windows = budgets::recompute_windows().bind(client).one().await?;
    let days = usage::recompute_usage().bind(client).one().await?;
    Ok(read_count(windows) + read_count(days))
}

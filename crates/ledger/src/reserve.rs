//! Before a call: may it leave?

use std::time::Duration;

use db::client::{GenericClient, Params as _};
use db::queries::llm::calls;
use jiff::Timestamp;
use llm::{ModelCard, ModelRequest, ModelResponse, canonical, cassette, estimate};
use serde_json::Value;
use uuid::Uuid;

use crate::budget::{Scope, ScopeKind, Window, read_count, stored};
use crate::catalogue::prices_at;
use crate::error::{Denied, LedgerError, Limit};
use crate::price::{self, PriceRow};

/// A call that wants to leave.
#[derive(Debug, Clone)]
pub struct Reservation<'a> {
    /// The request, whose `idempotency_key` names the wanted answer: the same key never pays for two.
    pub request: &'a ModelRequest,
    /// The model to ask.
    pub card: &'a ModelCard,
    /// Name of the provider that will answer: the model's own, or `replay`.
    pub provider: &'a str,
    /// Whom and what it is for.
    pub purpose: Purpose<'a>,
    /// Business time: decides prices and windows.
    pub at: Timestamp,
    /// How long somebody waits for the answer, by the database's clock; after that the reservation counts as spent.
    pub lease: Duration,
    /// Whoever waited for this key is known to be gone (the caller holds the run's lease): end that call and ask again.
    pub take_over: bool,
}

/// Whom and what a call is for; stored with it, and the scopes whose budgets it counts against follow from it.
#[derive(Debug, Clone, Copy)]
pub struct Purpose<'a> {
    /// Whom it is done for.
    pub owner: Uuid,
    /// For which project.
    pub project: Option<Uuid>,
    /// By which agent.
    pub agent: Option<&'a str>,
    /// In which run.
    pub run: Option<Uuid>,
    /// In which step.
    pub step: Option<&'a str>,
    /// In which attempt of it.
    pub attempt: Option<u32>,
    /// For which item of a fan-out.
    pub item: Option<u32>,
    /// In which round of the tool loop, from 1.
    pub round: u32,
    /// Scopes whose budgets it counts against beside those that follow from the fields above (global, owner, project, agent, run,
    /// step) and from the model and its provider.
    pub scopes: &'a [Scope],
}

impl Purpose<'_> {
    /// For an account, outside of any run.
    pub fn of(owner: Uuid) -> Self {
        Self { owner, project: None, agent: None, run: None, step: None, attempt: None, item: None, round: 1, scopes: &[] }
    }
}

/// What the ledger says to a reservation.
#[derive(Debug)]
pub enum Reserved {
    /// The call may leave, and is already counted.
    Call(Held),
    /// The key has an answer already; nothing may be sent.
    Recorded(Box<Recorded>),
    /// Somebody waits for an answer to this key.
    InFlight {
        /// Their call.
        call_id: Uuid,
    },
}

/// A call that may leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The call.
    pub call_id: Uuid,
    /// 1, or more where earlier calls of the same key failed or were cut off.
    pub delivery: u32,
    /// The soft budgets it exceeds.
    pub soft_exceeded: Vec<Uuid>,
    /// Upper bound of its cost, in nano-dollars; `None` where the price is not known.
    pub reserved_nanos: Option<u64>,
    pub(crate) provider: String,
    pub(crate) at: Timestamp,
    pub(crate) prices: Vec<PriceRow>,
}

/// An answer that was paid for before.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its call.
    pub call_id: Uuid,
    /// The answer as it was.
    pub response: ModelResponse,
}

/// Asks every budget a call counts against, and if all can bear it writes the call as in flight, in one statement. When this
/// returns [`Reserved::Call`] outside of a transaction, the reservation is durable and the request may be sent.
pub async fn reserve<C: GenericClient>(client: &C, reservation: &Reservation<'_>) -> Result<Reserved, LedgerError> {
    let request = reservation.request;
    let prices = prices_at(client, priced_model(reservation.provider, &reservation.card.id), reservation.at).await?;
    let input = estimate::input(request);
    let nanos = price::bound(input, request.max_output_tokens, request.cache, &prices);
    let scopes = scopes(reservation);
    let kinds: Vec<&str> = scopes.iter().map(|scope| scope.kind.as_str()).collect();
    let ids: Vec<&str> = scopes.iter().map(|scope| scope.id.as_str()).collect();
    let mut price_ids: Vec<Uuid> = prices.iter().map(|price| price.id).collect();
    price_ids.sort();
    let small = |value: Option<u32>, what| value.map(i32::try_from).transpose().map_err(|_| LedgerError::OutOfRange(what));
    let packet = serde_json::to_value(request).map_err(|error| LedgerError::Corrupt(error.to_string()))?;
    let params = calls::ReserveCallParams {
        call_id: Uuid::now_v7(),
        idempotency_key: request.idempotency_key.as_str(),
        owner_id: reservation.purpose.owner,
        project_id: reservation.purpose.project,
        agent: reservation.purpose.agent,
        run_id: reservation.purpose.run,
        step_id: reservation.purpose.step,
        attempt: small(reservation.purpose.attempt, "the attempt")?,
        item: small(reservation.purpose.item, "the item")?,
        round: i32::try_from(reservation.purpose.round).map_err(|_| LedgerError::OutOfRange("the round"))?,
        provider_id: reservation.provider,
        model_id: reservation.card.id.as_str(),
        request_hash: canonical::hash(&canonical::question(request)),
        scope_kinds: kinds,
        scope_ids: ids,
        tokens_in: stored(input.likely, "the input")?,
        tokens_out: i64::from(request.max_output_tokens),
        nanos: nanos.map(|nanos| stored(nanos, "the cost")).transpose()?,
        price_ids,
        at: reservation.at,
        lease_seconds: i32::try_from(reservation.lease.as_secs()).map_err(|_| LedgerError::OutOfRange("the lease"))?,
        take_over: reservation.take_over,
        prompt_packet: storable(packet),
    };
    let row = calls::reserve_call().params(client, &params).one().await?;
    let call_id = || row.call_id.ok_or_else(|| LedgerError::Corrupt("a reservation without a call".to_owned()));
    match row.outcome.as_str() {
        "reserved" => Ok(Reserved::Call(Held {
            call_id: call_id()?,
            delivery: row.delivery.and_then(|delivery| u32::try_from(delivery).ok()).unwrap_or(1),
            soft_exceeded: row.soft_exceeded,
            reserved_nanos: nanos,
            provider: reservation.provider.to_owned(),
            at: reservation.at,
            prices,
        })),
        "in_flight" => Ok(Reserved::InFlight { call_id: call_id()? }),
        "recorded" => match recorded_response(client, &request.idempotency_key).await? {
            Some(recorded) => Ok(Reserved::Recorded(Box::new(recorded))),
            None => Err(LedgerError::Corrupt(format!("call {} is settled but its answer is gone", call_id()?))),
        },
        _ => Err(denied(&row)?),
    }
}

/// The answer a key already has: after a crash it is used again instead of asking (and paying) once more.
pub async fn recorded_response<C: GenericClient>(client: &C, idempotency_key: &str) -> Result<Option<Recorded>, LedgerError> {
    let Some(row) = calls::recorded_answer().bind(client, &idempotency_key).opt().await? else { return Ok(None) };
    let unreadable = |why: String| LedgerError::Corrupt(format!("the answer of call {}: {why}", row.id));
    let mut stored = row.raw_response.clone().ok_or_else(|| unreadable("is missing".to_owned()))?;
    if let Some(map) = stored.as_object_mut() {
        map.insert("text".to_owned(), Value::String(row.raw_output.clone().unwrap_or_default()));
    }
    let response = serde_json::from_value(stored).map_err(|error| unreadable(error.to_string()))?;
    Ok(Some(Recorded { call_id: row.id, response }))
}

/// Whose prices hold for an answer of this provider.
pub(crate) fn priced_model<'a>(provider: &str, model: &'a str) -> &'a str {
    // A recording costs nothing whatever model it is of.
    if provider == cassette::PROVIDER { "replay" } else { model }
}

/// JSON as the database can hold it: its texts admit no NUL.
pub(crate) fn storable(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(storable_text(text)),
        Value::Array(items) => items.into_iter().map(storable).collect(),
        Value::Object(map) => {
            map.into_iter().map(|(key, item)| (storable_text(key), storable(item))).collect::<serde_json::Map<_, _>>().into()
        }
        other => other,
    }
}

/// A text as the database can hold it: the sign for NUL stands in for NUL.
pub(crate) fn storable_text(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{2400}") } else { text }
}

fn scopes(reservation: &Reservation<'_>) -> Vec<Scope> {
    let mut scopes = vec![
        Scope::new(ScopeKind::Owner, reservation.purpose.owner),
        Scope::new(ScopeKind::Model, &reservation.card.id),
        Scope::new(ScopeKind::Provider, reservation.provider),
    ];
    scopes.extend(reservation.purpose.project.map(|project| Scope::new(ScopeKind::Project, project)));
    scopes.extend(reservation.purpose.agent.map(|agent| Scope::new(ScopeKind::Agent, agent)));
    scopes.extend(reservation.purpose.run.map(|run| Scope::new(ScopeKind::Run, run)));
    scopes.extend(reservation.purpose.run.zip(reservation.purpose.step).map(|(run, step)| Scope::step(run, step)));
    scopes.extend_from_slice(reservation.purpose.scopes);
    scopes
}

fn denied(row: &calls::ReserveCall) -> Result<LedgerError, LedgerError> {
    let missing = || LedgerError::Corrupt(format!("a reservation with the outcome `{}`", row.outcome));
    let (Some(budget), Some(kind), Some(id), Some(window), Some(limit)) =
        (row.budget_id, &row.scope_kind, &row.scope_id, &row.window_kind, &row.limit_kind)
    else {
        return Err(missing());
    };
    Ok(LedgerError::Denied(Denied {
        budget,
        scope: Scope { kind: ScopeKind::from_word(kind)?, id: id.clone() },
        window: Window::from_word(window)?,
        limit: match limit.as_str() {
            "nanos" | "unknown_price" => Limit::Nanos,
            "tokens_in" => Limit::TokensIn,
            "tokens_out" => Limit::TokensOut,
            "calls" => Limit::Calls,
            _ => return Err(missing()),
        },
        allows: row.limit_value.map(read_count).ok_or_else(missing)?,
        used: row.used.map_or(0, read_count),
        needed: row.needed.map(read_count),
    }))
}

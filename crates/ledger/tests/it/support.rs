//! Speaks the domain for the tests.

use std::time::Duration;

use jiff::Timestamp;
use ledger::{
    Budget, Enforcement, GenericClient, Held, LedgerError, Limits, OnUnknownPrice, Purpose, Reservation, Reserved, Scope, Window,
};
use llm::{FinishReason, Message, ModelCard, ModelError, ModelErrorKind, ModelRequest, ModelResponse, Usage};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) const OWNER: Uuid = Uuid::from_u128(0xA11CE);

pub(crate) fn noon() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

pub(crate) fn request(key: &str) -> ModelRequest {
    ModelRequest {
        model: "wire".to_owned(),
        system: String::new(),
        messages: vec![Message::user("What is a villain?")],
        files: Vec::new(),
        output_schema: None,
        tools: Vec::new(),
        max_output_tokens: 1000,
        temperature: None,
        cache: Default::default(),
        brief: Value::Null,
        timeout_ms: 1000,
        idempotency_key: key.to_owned(),
    }
}

pub(crate) async fn card<C: GenericClient>(client: &C, model: &str) -> ModelCard {
    ledger::resolve(client, model).await.unwrap()
}

pub(crate) fn reservation<'a>(request: &'a ModelRequest, card: &'a ModelCard, scopes: &'a [Scope]) -> Reservation<'a> {
    Reservation {
        request,
        card,
        provider: &card.provider,
        purpose: Purpose { scopes, ..Purpose::of(OWNER) },
        at: noon(),
        lease: Duration::from_secs(600),
        take_over: false,
    }
}

pub(crate) async fn hold<C: GenericClient>(client: &C, key: &str, model: &str) -> Held {
    let (request, card) = (request(key), card(client, model).await);
    held(ledger::reserve(client, &reservation(&request, &card, &[])).await)
}

pub(crate) fn held(reserved: Result<Reserved, LedgerError>) -> Held {
    match reserved.unwrap() {
        Reserved::Call(held) => held,
        other => panic!("not reserved: {other:?}"),
    }
}

pub(crate) fn usage(counts: [u64; 6]) -> Usage {
    let [input_uncached, cache_read, cache_write_5m, cache_write_1h, output_text, output_reasoning] = counts.map(Some);
    Usage { input_uncached, cache_read, cache_write_5m, cache_write_1h, output_text, output_reasoning }
}

pub(crate) fn answer(card_provider: &str, usage: Usage) -> ModelResponse {
    ModelResponse {
        text: "A farm hand.\n".to_owned(),
        tool_calls: vec![llm::ToolCall {
            id: "c".to_owned(),
            name: "lookup".to_owned(),
            arguments: json!({"b": 1, "a": 2}),
            signature: None,
        }],
        usage,
        usage_estimated: false,
        finish_reason: FinishReason::Stop,
        provider: card_provider.to_owned(),
        model: "wire-2026".to_owned(),
        raw: json!({"id": "x"}),
        latency_ms: 321,
    }
}

pub(crate) fn failure(kind: ModelErrorKind, may_be_billed: bool) -> ModelError {
    ModelError { may_be_billed, ..ModelError::before_sending(kind, "openai", "gpt-4o", "it broke") }
}

pub(crate) fn money(scope: Scope, window: Window, nanos: u64) -> Budget {
    Budget {
        scope,
        window,
        enforcement: Enforcement::Hard,
        limits: Limits { nanos: Some(nanos), ..Limits::default() },
        on_unknown_price: OnUnknownPrice::Deny,
    }
}

/// Spent and reserved nano-dollars of the scope's only budget.
pub(crate) async fn counted<C: GenericClient>(client: &C, scope: &Scope) -> (u64, u64) {
    let found = ledger::budget_use(client, scope, noon()).await.unwrap();
    let [one] = found.as_slice() else { panic!("{} budgets", found.len()) };
    (one.spent.nanos.unwrap(), one.reserved.nanos.unwrap())
}

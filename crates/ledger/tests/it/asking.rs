//! A question from routing to settlement, with providers that follow a script.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use ledger::{AskError, Models, Purpose, Question, Scope, ScopeKind, Window, put_budget};
use llm::route::{Cause, Policy, Wanted};
use llm::{ModelError, ModelErrorKind, ModelRequest, ModelResponse, Provider, Providers};
use testkit::{Identity, TestDatabase};

use crate::support::*;

/// Answers with the next line of its script and remembers which models it was asked for.
#[derive(Clone)]
struct Script {
    name: &'static str,
    lines: Arc<Mutex<VecDeque<Result<(), ModelErrorKind>>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

fn script(name: &'static str, lines: &[Result<(), ModelErrorKind>]) -> Script {
    Script { name, lines: Arc::new(Mutex::new(lines.iter().copied().collect())), asked: Arc::default() }
}

impl Script {
    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Provider for Script {
    fn name(&self) -> &str {
        self.name
    }

    fn complete(&self, request: ModelRequest) -> BoxFuture<'static, Result<ModelResponse, ModelError>> {
        self.asked.lock().unwrap().push(request.model);
        let line = self.lines.lock().unwrap().pop_front().expect("asked more often than the script foresees");
        let name = self.name;
        async move { line.map(|()| answer(name, usage([10, 0, 0, 0, 10, 0]))).map_err(|kind| failure(kind, false)) }.boxed()
    }
}

fn models(database: &TestDatabase, scripts: &[&Script]) -> Models {
    let providers = scripts.iter().fold(Providers::default(), |providers, script| providers.with(Arc::new((*script).clone())));
    Models::new(database.pool(Identity::Service), providers, Arc::new(noon))
}

fn question(key: &str, model: &str, fallback: bool) -> Question<'static> {
    Question {
        request: request(key),
        wanted: Wanted::Model(model.to_owned()),
        policy: Policy { fallback, backoff_ms: 1, ..Policy::default() },
        purpose: Purpose::of(OWNER),
        take_over: false,
        repairs: |_, _| vec![llm::json::Repair::Fence],
    }
}

const BROKEN: Result<(), ModelErrorKind> = Err(ModelErrorKind::RetryLater { after: None });

#[tokio::test]
async fn an_answer_is_metered_and_asked_for_once() {
    let database = testkit::database().await;
    let openai = script("openai", &[Ok(())]);
    let models = models(&database, &[&openai]);
    let first = models.ask(question("k", "gpt-4o-mini", false)).await.unwrap();
    assert_eq!((first.cost_nanos, first.recorded, first.degradations.len()), (Some(10 * 300 + 10 * 1_200), false, 0));
    assert_eq!(openai.asked(), ["gpt-4o-mini"]);
    let again = models.ask(question("k", "gpt-4o-mini", false)).await.unwrap();
    assert_eq!((again.call_id, again.cost_nanos, again.recorded), (first.call_id, first.cost_nanos, true));
    assert_eq!(again.response, first.response);
    assert_eq!(openai.asked().len(), 1, "paid for once, asked once");
    let client = database.connect(Identity::Service).await;
    let row = ledger::call(&*client, first.call_id).await.unwrap().unwrap();
    assert_eq!(row.repair.as_deref(), Some("fence"), "what had to be mended stands with the call");
}

#[tokio::test]
async fn a_failing_model_is_retried_then_replaced_and_every_call_and_reason_is_a_row() {
    let database = testkit::database().await;
    let (anthropic, openai) = (script("anthropic", &[BROKEN, BROKEN]), script("openai", &[Ok(())]));
    let answered = models(&database, &[&anthropic, &openai]).ask(question("k", "claude-sonnet-4", true)).await.unwrap();
    assert_eq!(anthropic.asked(), ["claude-sonnet-4-0", "claude-sonnet-4-0"]);
    // Of the tier's other models that can be asked the cheapest.
    assert_eq!(answered.card.unwrap().id, "o3-mini");
    assert_eq!((answered.degradations.len(), answered.degradations[0].cause), (1, Cause::ProviderError));

    let client = database.connect(Identity::Service).await;
    let rows = client.query("select model_id, state, delivery from llm.calls order by delivery", &[]).await.unwrap();
    let rows: Vec<(String, String, i32)> = rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    let expected = [("claude-sonnet-4", "failed", 1), ("claude-sonnet-4", "failed", 2), ("o3-mini", "settled", 3)];
    assert_eq!(rows, expected.map(|(model, state, delivery)| (model.to_owned(), state.to_owned(), delivery)));
    let row = client.query_one("select from_model, to_model, call_id from llm.degradations", &[]).await.unwrap();
    assert_eq!(
        (row.get::<_, &str>(0), row.get::<_, &str>(1), row.get::<_, uuid::Uuid>(2)),
        ("claude-sonnet-4", "o3-mini", answered.call_id)
    );
}

#[tokio::test]
async fn without_fallback_the_last_failure_is_the_answer() {
    let database = testkit::database().await;
    let (anthropic, openai) = (script("anthropic", &[BROKEN, BROKEN]), script("openai", &[]));
    let error = models(&database, &[&anthropic, &openai]).ask(question("k", "claude-sonnet-4", false)).await.unwrap_err();
    assert_eq!((error.code(), error.may_pass()), ("RETRY_LATER", true));
    assert!(openai.asked().is_empty());
}

#[tokio::test]
async fn a_budget_steps_down_to_a_cheaper_model_and_refuses_when_none_fits() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let scope = Scope::new(ScopeKind::Owner, OWNER);
    // Room for gpt-4o-mini (66 · 300 + 1000 · 1200) but not for gpt-4o.
    put_budget(&*client, &money(scope.clone(), Window::Total, 1_300_000)).await.unwrap();
    let openai = script("openai", &[Ok(())]);
    let models = models(&database, &[&openai]);
    let answered = models.ask(question("k", "gpt-4o", true)).await.unwrap();
    assert_eq!((answered.card.unwrap().id.as_str(), answered.degradations.last().unwrap().cause), ("gpt-4o-mini", Cause::Budget));

    put_budget(&*client, &money(scope, Window::Total, 20_000)).await.unwrap();
    let error = models.ask(question("l", "gpt-4o", true)).await.unwrap_err();
    assert!(matches!(error, AskError::Denied(_)), "{error}");
    assert_eq!((error.code(), error.may_pass(), openai.asked().len()), ("BUDGET_EXCEEDED", false, 1));
}

#[tokio::test]
async fn a_refusal_is_not_taken_elsewhere() {
    let database = testkit::database().await;
    let (anthropic, openai) = (script("anthropic", &[Err(ModelErrorKind::Refused)]), script("openai", &[]));
    let error = models(&database, &[&anthropic, &openai]).ask(question("k", "claude-sonnet-4", true)).await.unwrap_err();
    assert_eq!((error.code(), openai.asked().len()), ("REFUSED", 0));
}

#[tokio::test]
async fn nothing_stands_in_for_a_model_that_cannot_be_asked() {
    let database = testkit::database().await;
    let offline = script("offline", &[]);
    let models = models(&database, &[&offline]);
    let error = models.ask(question("k", "claude-sonnet-4", true)).await.unwrap_err();
    assert_eq!(error.code(), "NO_MODEL");
    assert!(offline.asked().is_empty(), "the offline writer is nobody's fallback");
    let error = models.ask(question("k", "claude-sonet-4", true)).await.unwrap_err();
    assert_eq!(error.code(), "UNKNOWN_MODEL");
}

#[tokio::test]
async fn a_call_whose_caller_died_is_ended_by_whoever_asks_next() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    hold(&*client, "lost", "gpt-4o-mini").await;
    client.execute("update llm.reservations set expires_at = llm.clock_now() - interval '1 second'", &[]).await.unwrap();
    let openai = script("openai", &[Ok(())]);
    models(&database, &[&openai]).ask(question("k", "gpt-4o-mini", false)).await.unwrap();
    let held: i64 = client.query_one("select count(*) from llm.reservations where state = 'held'", &[]).await.unwrap().get(0);
    assert_eq!(held, 0);
}

#[tokio::test]
async fn a_cache_hint_makes_no_price_unknown_where_nobody_sells_caching() {
    let database = testkit::database().await;
    let openai = script("openai", &[Ok(())]);
    let mut asked = question("k", "gpt-4o-mini", false);
    asked.request.cache = llm::CacheHint::FiveMinutes;
    let answered = models(&database, &[&openai]).ask(asked).await.unwrap();
    let client = database.connect(Identity::Service).await;
    let row = ledger::call(&*client, answered.call_id).await.unwrap().unwrap();
    assert!(row.reserved_nanos.is_some_and(|nanos| nanos > 0), "money was reserved: {row:?}");
}

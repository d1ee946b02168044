use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ledger::{Budget, Enforcement, LedgerError, Limit, Limits, OnUnknownPrice, Scope, ScopeKind, Window, budget_use, put_budget};
use testkit::Identity;
use uuid::Uuid;

use crate::support::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_concurrent_calls_overshoot_five_dollars_by_nothing() {
    const TASKS: usize = 32;
    const EACH: usize = 32;
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let run = Scope::new(ScopeKind::Run, Uuid::from_u128(5));
    let five_dollars = 5_000_000_000;
    put_budget(&*client, &money(run.clone(), Window::Total, five_dollars)).await.unwrap();
    put_budget(&*client, &money(Scope::new(ScopeKind::Owner, OWNER), Window::Day, 100 * five_dollars)).await.unwrap();
    let card = Arc::new(card(&*client, "gpt-4o").await);

    let (let_through, denied, reserved) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    // A connection for each task: only the database stands between them.
    let mut clients = Vec::new();
    for _ in 0..TASKS {
        clients.push(database.connect(Identity::Service).await);
    }
    let tasks: Vec<_> = clients
        .into_iter()
        .enumerate()
        .map(|(task, client)| {
            let (card, scopes) = (card.clone(), [run.clone()]);
            let (let_through, denied, reserved) = (let_through.clone(), denied.clone(), reserved.clone());
            tokio::spawn(async move {
                for call in 0..EACH {
                    let request = request(&format!("{task}/{call}"));
                    match ledger::reserve(&*client, &reservation(&request, &card, &scopes)).await {
                        Ok(ledger::Reserved::Call(held)) => {
                            let_through.fetch_add(1, Ordering::Relaxed);
                            reserved.fetch_add(held.reserved_nanos.unwrap(), Ordering::Relaxed);
                        }
                        Err(LedgerError::Denied(_)) => drop(denied.fetch_add(1, Ordering::Relaxed)),
                        other => panic!("{other:?}"),
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }

    let (spent, held) = counted(&*client, &run).await;
    assert_eq!((spent, held), (0, reserved.load(Ordering::Relaxed)), "the window holds exactly what was let through");
    assert!(held <= five_dollars, "{held} nano-dollars are more than the budget");
    let one = held / let_through.load(Ordering::Relaxed);
    assert!(five_dollars - held < one, "{held} of {five_dollars} used: another call of {one} would have fitted");
    assert_eq!(let_through.load(Ordering::Relaxed) + denied.load(Ordering::Relaxed), (TASKS * EACH) as u64);
    assert!(denied.load(Ordering::Relaxed) > 0, "the budget was never reached");
    assert_eq!(ledger::recompute(&*client).await.unwrap(), 0, "the counters say what the reservations say");
}

#[tokio::test]
async fn every_budget_of_a_call_must_bear_it_and_the_refusal_says_which_cannot() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let (roomy, tight) = (Scope::new(ScopeKind::Owner, OWNER), Scope::new(ScopeKind::Task, "essay"));
    put_budget(&*client, &money(roomy.clone(), Window::Month, 1_000_000_000)).await.unwrap();
    let id = put_budget(&*client, &money(tight.clone(), Window::Total, 1_000_000)).await.unwrap();
    let (request, card) = (request("k"), card(&*client, "gpt-4o").await);
    let Err(LedgerError::Denied(denied)) = ledger::reserve(&*client, &reservation(&request, &card, std::slice::from_ref(&tight))).await
    else {
        panic!("a cent would not do")
    };
    assert_eq!((denied.budget, &denied.scope, denied.limit, denied.allows, denied.used), (id, &tight, Limit::Nanos, 1_000_000, 0));
    // 18 bytes and two parts of 24 at 5000 a token, and 1000 tokens at 15000.
    assert_eq!(denied.needed, Some(66 * 5_000 + 15_000_000));
    assert_eq!(denied.to_string(), "the budget of task essay allows $0.001; $0.00 are spent or reserved and this call may need $0.01533");
    assert_eq!(counted(&*client, &roomy).await, (0, 0), "a refused call holds nothing anywhere");
    assert!(ledger::recorded_response(&*client, "k").await.unwrap().is_none());
    let rows: i64 = client.query_one("select count(*) from llm.calls", &[]).await.unwrap().get(0);
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn token_ceilings_and_call_caps_of_a_step_are_budgets() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let run = Uuid::from_u128(9);
    let cases = [
        ("g1", Limits { tokens_in: Some(60), ..Limits::default() }, Limit::TokensIn, "60 input tokens"),
        ("g2", Limits { tokens_out: Some(1999), ..Limits::default() }, Limit::TokensOut, "1999 output tokens"),
        ("g3", Limits { calls: Some(1), ..Limits::default() }, Limit::Calls, "1 calls"),
    ];
    let card = card(&*client, "gpt-4o").await;
    for (step, limits, limit, words) in cases {
        let scope = Scope::step(run, step);
        put_budget(&*client, &Budget { limits, ..money(scope, Window::Total, 0) }).await.unwrap();
        let (first, second) = (request(&format!("{step}/1")), request(&format!("{step}/2")));
        let within = |request| {
            let mut within = reservation(request, &card, &[]);
            (within.purpose.run, within.purpose.step) = (Some(run), Some(step));
            within
        };
        held(ledger::reserve(&*client, &within(&first)).await);
        let Err(LedgerError::Denied(denied)) = ledger::reserve(&*client, &within(&second)).await else { panic!("{step} is full") };
        assert_eq!((denied.limit, denied.code()), (limit, "BUDGET_EXCEEDED"));
        assert!(denied.to_string().contains(words), "{denied}");
    }
}

#[tokio::test]
async fn real_tokens_take_the_place_of_estimated_ones() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let scope = Scope::new(ScopeKind::Owner, OWNER);
    let limits = Limits { tokens_in: Some(100), ..Limits::default() };
    put_budget(&*client, &Budget { limits, ..money(scope.clone(), Window::Total, 0) }).await.unwrap();
    let held = hold(&*client, "k", "gpt-4o").await;
    ledger::settle(&*client, &held, &answer("openai", usage([10, 5, 0, 0, 7, 3])), &[], noon()).await.unwrap();
    let used = &budget_use(&*client, &scope, noon()).await.unwrap()[0];
    assert_eq!((used.spent.tokens_in, used.spent.tokens_out, used.spent.calls), (Some(15), Some(10), Some(1)));
    assert_eq!((used.reserved.tokens_in, used.reserved.tokens_out), (Some(0), Some(0)));
}

#[tokio::test]
async fn a_window_begins_anew_with_business_time() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let scope = Scope::new(ScopeKind::Owner, OWNER);
    put_budget(&*client, &Budget { limits: Limits { calls: Some(1), ..Limits::default() }, ..money(scope, Window::Day, 0) }).await.unwrap();
    let card = card(&*client, "gpt-4o").await;
    for (key, at, fits) in [
        ("a", "2026-11-20T00:00:00Z", true),
        ("b", "2026-11-20T23:59:59Z", false),
        ("c", "2026-11-21T00:00:00Z", true),
        ("d", "2026-11-19T23:59:59Z", true),
    ] {
        let request = request(key);
        let outcome =
            ledger::reserve(&*client, &ledger::Reservation { at: at.parse().unwrap(), ..reservation(&request, &card, &[]) }).await;
        assert_eq!(outcome.is_ok(), fits, "{key} at {at}");
    }
}

#[tokio::test]
async fn a_limit_per_call_sums_nothing() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    put_budget(&*client, &money(Scope::global(), Window::Call, 15_330_000)).await.unwrap();
    hold(&*client, "a", "gpt-4o").await;
    hold(&*client, "b", "gpt-4o").await;
    let (request, card) = (request("c"), card(&*client, "claude-opus-4").await);
    let error = ledger::reserve(&*client, &reservation(&request, &card, &[])).await.unwrap_err();
    assert!(error.to_string().contains("the budget of everybody allows $0.01533 per call"), "{error}");
}

#[tokio::test]
async fn a_soft_budget_lets_through_and_says_so() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let soft = Budget { enforcement: Enforcement::Soft, ..money(Scope::new(ScopeKind::Model, "gpt-4o"), Window::Day, 1) };
    let id = put_budget(&*client, &soft).await.unwrap();
    assert_eq!(hold(&*client, "k", "gpt-4o").await.soft_exceeded, [id]);
    assert!(ledger::close_budget(&*client, id).await.unwrap());
    assert!(hold(&*client, "l", "gpt-4o").await.soft_exceeded.is_empty());
}

#[tokio::test]
async fn an_unknown_price_is_refused_by_a_money_limit_unless_it_allows_that() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let scope = Scope::new(ScopeKind::Owner, OWNER);
    put_budget(&*client, &money(scope.clone(), Window::Total, u64::MAX / 4)).await.unwrap();
    let (request, card) = (request("k"), card(&*client, "openai-compatible/mystery").await);
    let error = ledger::reserve(&*client, &reservation(&request, &card, &[])).await.unwrap_err();
    assert_eq!(error.code(), "PRICE_UNKNOWN");
    assert!(error.to_string().ends_with("the price of this model is not known, and the budget admits no call without one"), "{error}");

    put_budget(&*client, &Budget { on_unknown_price: OnUnknownPrice::Allow, ..money(scope.clone(), Window::Total, 1) }).await.unwrap();
    let held = held(ledger::reserve(&*client, &reservation(&request, &card, &[])).await);
    assert_eq!(held.reserved_nanos, None);
    let settled = ledger::settle(&*client, &held, &answer("openai-compatible", usage([5, 0, 0, 0, 5, 0])), &[], noon()).await.unwrap();
    assert_eq!((settled.cost_nanos, settled.cost_unknown, settled.charged_nanos), (None, true, 0));
    let used = &budget_use(&*client, &scope, noon()).await.unwrap()[0];
    assert_eq!((used.spent.nanos, used.unknown_cost_calls), (Some(0), 1), "uncounted, but counted as uncounted");
    let row = ledger::call(&*client, held.call_id).await.unwrap().unwrap();
    assert_eq!(row.unknown_components, ["input_uncached", "output_text"]);
}

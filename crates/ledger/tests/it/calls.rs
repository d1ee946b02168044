use std::time::Duration;

use ledger::{Ending, LedgerError, Purpose, Reserved, Scope, ScopeKind, Window, put_budget};
use llm::json::Repair;
use llm::route::{Cause, Degradation};
use llm::{ModelErrorKind, Tier, Usage};
use serde_json::json;
use testkit::Identity;
use uuid::Uuid;

use crate::support::*;

/// What the standard request may cost on gpt-4o: 18 bytes and two parts of 24 at 5000 a token, 1000 tokens at 15000.
const BOUND: u64 = 66 * 5_000 + 1_000 * 15_000;

fn owner() -> Scope {
    Scope::new(ScopeKind::Owner, OWNER)
}

#[tokio::test]
async fn a_settled_call_is_charged_its_cost_and_keeps_everything() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    put_budget(&*client, &money(owner(), Window::Day, 1_000_000_000)).await.unwrap();
    let held = hold(&*client, "k", "gpt-4o").await;
    assert_eq!((held.delivery, held.reserved_nanos), (1, Some(BOUND)));
    assert_eq!(counted(&*client, &owner()).await, (0, BOUND));

    let response = answer("openai", usage([30, 10, 0, 0, 20, 0]));
    let settled = ledger::settle(&*client, &held, &response, &[Repair::Fence, Repair::Unclosed], noon()).await.unwrap();
    let cost = 30 * 5_000 + 10 * 2_500 + 20 * 15_000;
    assert_eq!((settled.ending, settled.cost_nanos, settled.charged_nanos), (Ending::Now, Some(cost), cost));
    assert_eq!(counted(&*client, &owner()).await, (cost, 0));

    let row = ledger::call(&*client, held.call_id).await.unwrap().unwrap();
    assert_eq!((row.state.as_str(), row.provider_id.as_str(), row.model_id.as_str()), ("settled", "openai", "gpt-4o"));
    assert_eq!((row.model_answered.as_deref(), row.finish_reason.as_deref(), row.latency_ms), (Some("wire-2026"), Some("stop"), Some(321)));
    assert_eq!((row.repair.as_deref(), row.cost_unknown, row.price_ids.len()), (Some("fence,unclosed"), false, 3));
    let used = ledger::prices_by_id(&*client, &row.price_ids).await.unwrap();
    assert_eq!(ledger::price::cost(&response.usage, &used).nanos, Some(cost), "the rows it names price it again");

    let texts = ledger::texts(&*client, held.call_id).await.unwrap().unwrap();
    assert_eq!(texts.prompt_packet["messages"][0]["text"], json!("What is a villain?"));
    assert_eq!(texts.raw_output.as_deref(), Some("A farm hand.\n"));
}

#[tokio::test]
async fn settling_twice_is_harmless() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    put_budget(&*client, &money(owner(), Window::Day, 1_000_000_000)).await.unwrap();
    let held = hold(&*client, "k", "gpt-4o").await;
    let first = ledger::settle(&*client, &held, &answer("openai", usage([30, 0, 0, 0, 20, 0])), &[], noon()).await.unwrap();
    let before = counted(&*client, &owner()).await;
    let again = ledger::settle(&*client, &held, &answer("openai", usage([999, 0, 0, 0, 999, 0])), &[], noon()).await.unwrap();
    assert_eq!((again.ending, again.cost_nanos, again.charged_nanos), (Ending::Before, first.cost_nanos, first.charged_nanos));
    let failed = ledger::fail(&*client, &held, &failure(ModelErrorKind::Timeout, true), noon()).await.unwrap();
    assert_eq!(failed.ending, Ending::Before);
    assert_eq!(counted(&*client, &owner()).await, before);
    assert_eq!(ledger::recompute(&*client).await.unwrap(), 0);
}

#[tokio::test]
async fn a_settled_answer_is_used_again_instead_of_asking_again() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let held = hold(&*client, "k", "gpt-4o").await;
    let mut response = answer("openai", usage([30, 0, 0, 0, 20, 0]));
    response.text = "with a NUL \0 in it".to_owned();
    ledger::settle(&*client, &held, &response, &[], noon()).await.unwrap();

    let (request, card) = (request("k"), card(&*client, "gpt-4o").await);
    for take_over in [false, true] {
        let again = ledger::Reservation { take_over, ..reservation(&request, &card, &[]) };
        let Reserved::Recorded(recorded) = ledger::reserve(&*client, &again).await.unwrap() else { panic!("paid for already") };
        assert_eq!(recorded.call_id, held.call_id);
        response.text = "with a NUL \u{2400} in it".to_owned();
        assert_eq!(recorded.response, response);
    }
}

#[tokio::test]
async fn a_crash_between_reserving_and_settling_leaves_a_reservation_that_counts() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    put_budget(&*client, &money(owner(), Window::Day, 2 * BOUND)).await.unwrap();
    let lost = hold(&*client, "k", "gpt-4o").await;
    drop(client);

    // Another process, later: the first one's call still counts.
    let client = database.connect(Identity::Service).await;
    assert_eq!(counted(&*client, &owner()).await, (0, BOUND));
    let (request, card) = (request("k"), card(&*client, "gpt-4o").await);
    let again = reservation(&request, &card, &[]);
    let Reserved::InFlight { call_id } = ledger::reserve(&*client, &again).await.unwrap() else { panic!("somebody may still wait") };
    assert_eq!(call_id, lost.call_id);

    // It holds the run's lease, so nobody waits: the lost call counts as spent, and the question is asked again.
    let taken = held(ledger::reserve(&*client, &ledger::Reservation { take_over: true, ..again.clone() }).await);
    assert_eq!((taken.delivery, counted(&*client, &owner()).await), (2, (BOUND, BOUND)));
    let row = ledger::call(&*client, lost.call_id).await.unwrap().unwrap();
    assert_eq!((row.state.as_str(), row.error_code.as_deref(), row.cost_unknown), ("abandoned", Some("ABANDONED"), true));

    // Twice lost is twice spent, and a third time does not fit.
    let Err(LedgerError::Denied(denied)) = ledger::reserve(&*client, &ledger::Reservation { take_over: true, ..again }).await else {
        panic!("the budget is used up")
    };
    assert_eq!((denied.used, denied.needed), (2 * BOUND, Some(BOUND)));

    // The answer of the first arrives after all: its real cost takes the place of its reservation.
    let late = ledger::settle(&*client, &lost, &answer("openai", usage([30, 0, 0, 0, 20, 0])), &[], noon()).await.unwrap();
    assert_eq!((late.ending, late.cost_nanos), (Ending::Late, Some(450_000)));
    assert_eq!(counted(&*client, &owner()).await, (BOUND + 450_000, 0));
    let settled = ledger::call(&*client, lost.call_id).await.unwrap().unwrap();
    assert_eq!((settled.state.as_str(), settled.error_code), ("settled", None));
    assert_eq!(ledger::recompute(&*client).await.unwrap(), 0);
}

#[tokio::test]
async fn a_late_answer_does_not_displace_the_call_that_took_over() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let lost = hold(&*client, "k", "gpt-4o").await;
    let (request, card) = (request("k"), card(&*client, "gpt-4o").await);
    let taken = held(ledger::reserve(&*client, &ledger::Reservation { take_over: true, ..reservation(&request, &card, &[]) }).await);
    let late = ledger::settle(&*client, &lost, &answer("openai", usage([1, 0, 0, 0, 1, 0])), &[], noon()).await.unwrap();
    assert_eq!((late.ending, late.cost_nanos), (Ending::Late, Some(20_000)));
    ledger::settle(&*client, &taken, &answer("openai", usage([2, 0, 0, 0, 2, 0])), &[], noon()).await.unwrap();
    let states: Vec<String> =
        client.query("select state from llm.calls order by delivery", &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(states, ["abandoned", "settled"]);
    assert_eq!(ledger::recorded_response(&*client, "k").await.unwrap().unwrap().call_id, taken.call_id);
    assert_eq!(ledger::recompute(&*client).await.unwrap(), 0);
}

#[tokio::test]
async fn the_sweeper_charges_what_expired_by_the_databases_clock() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    put_budget(&*client, &money(owner(), Window::Day, 1_000_000_000)).await.unwrap();
    let (first, card) = (request("a"), card(&*client, "gpt-4o").await);
    let short = ledger::Reservation { lease: Duration::from_secs(60), ..reservation(&first, &card, &[]) };
    let expiring = held(ledger::reserve(&*client, &short).await);
    let second = request("b");
    held(ledger::reserve(&*client, &ledger::Reservation { lease: Duration::from_secs(3600), ..reservation(&second, &card, &[]) }).await);

    assert_eq!(ledger::sweep(&*client, 100).await.unwrap(), 0);
    client.batch_execute("select set_config('gatewright.now', (clock_timestamp() + interval '10 minutes')::text, false)").await.unwrap();
    assert_eq!(ledger::sweep(&*client, 100).await.unwrap(), 1);
    assert_eq!(ledger::sweep(&*client, 100).await.unwrap(), 0);
    assert_eq!(counted(&*client, &owner()).await, (BOUND, BOUND));
    assert_eq!(ledger::call(&*client, expiring.call_id).await.unwrap().unwrap().state, "abandoned");
    assert_eq!(ledger::recompute(&*client).await.unwrap(), 0);
}

#[tokio::test]
async fn a_failure_costs_what_it_may_have_cost() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    put_budget(&*client, &money(owner(), Window::Day, 1_000_000_000)).await.unwrap();
    let mut spent = 0;
    for (key, error, charged, cost) in [
        ("refused by the server", failure(ModelErrorKind::RetryElsewhere, false), 0, Some(0)),
        ("no answer", failure(ModelErrorKind::Timeout, true), BOUND, None),
        (
            "unreadable, but counted",
            llm::ModelError { usage: Some(Box::new(usage([10, 0, 0, 0, 10, 0]))), ..failure(ModelErrorKind::BadResponse, true) },
            200_000,
            Some(200_000),
        ),
        (
            "unreadable, half counted",
            llm::ModelError { usage: Some(Box::new(Usage::default())), ..failure(ModelErrorKind::BadResponse, true) },
            BOUND,
            None,
        ),
    ] {
        let held = hold(&*client, key, "gpt-4o").await;
        let settled = ledger::fail(&*client, &held, &error, noon()).await.unwrap();
        assert_eq!((settled.charged_nanos, settled.cost_nanos, settled.cost_unknown), (charged, cost, cost.is_none()), "{key}");
        spent += charged;
        assert_eq!(counted(&*client, &owner()).await, (spent, 0), "{key}");
        let row = ledger::call(&*client, held.call_id).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.error_code.as_deref()), ("failed", Some(error.code())));
    }
    let cancelled = hold(&*client, "cancelled", "gpt-4o").await;
    assert_eq!(ledger::cancel(&*client, &cancelled, "the run was cancelled", noon()).await.unwrap().charged_nanos, BOUND);
    assert_eq!(ledger::recompute(&*client).await.unwrap(), 0);
}

#[tokio::test]
async fn a_failed_call_frees_its_key_for_another_delivery() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let first = hold(&*client, "k", "gpt-4o").await;
    ledger::fail(&*client, &first, &failure(ModelErrorKind::RetryElsewhere, false), noon()).await.unwrap();
    let second = hold(&*client, "k", "gpt-4o").await;
    assert_eq!((second.delivery, second.call_id != first.call_id), (2, true));
}

#[tokio::test]
async fn two_deliveries_of_one_key_at_once_make_one_call() {
    let database = testkit::database().await;
    let (one, two) = (database.connect(Identity::Service).await, database.connect(Identity::Service).await);
    let (request, card) = (request("k"), card(&*one, "gpt-4o").await);
    let wanted = reservation(&request, &card, &[]);
    let (a, b) = tokio::join!(ledger::reserve(&*one, &wanted), ledger::reserve(&*two, &wanted));
    let calls = [a.unwrap(), b.unwrap()].iter().filter(|reserved| matches!(reserved, Reserved::Call(_))).count();
    assert_eq!(calls, 1);
}

#[tokio::test]
async fn an_ended_call_is_frozen() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let held = hold(&*client, "k", "gpt-4o").await;
    ledger::settle(&*client, &held, &answer("openai", usage([1, 0, 0, 0, 1, 0])), &[], noon()).await.unwrap();
    let error = client.execute("update llm.calls set cost_nanos = 0 where id = $1", &[&held.call_id]).await.unwrap_err();
    assert!(error.as_db_error().unwrap().message().contains("is settled and is never changed again"), "{error:?}");
}

#[tokio::test]
async fn the_offline_writer_and_a_recording_cost_a_known_nothing() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    put_budget(&*client, &money(owner(), Window::Day, 0)).await.unwrap();
    let offline = hold(&*client, "o", "offline-writer").await;
    let mut written = answer("offline", usage([300, 0, 0, 0, 200, 0]));
    written.usage_estimated = true;
    let settled = ledger::settle(&*client, &offline, &written, &[], noon()).await.unwrap();
    assert_eq!((settled.cost_nanos, settled.cost_unknown), (Some(0), false));
    assert!(ledger::call(&*client, offline.call_id).await.unwrap().unwrap().tokens_estimated);

    // A recording of a dear model, where only the cache's share is unknown: still nothing.
    let (request, card) = (request("r"), card(&*client, "claude-opus-4").await);
    let replayed = held(ledger::reserve(&*client, &ledger::Reservation { provider: "replay", ..reservation(&request, &card, &[]) }).await);
    let counts = Usage { cache_read: None, ..usage([300, 0, 0, 0, 200, 0]) };
    let settled = ledger::settle(&*client, &replayed, &answer("replay", counts), &[], noon()).await.unwrap();
    assert_eq!((settled.cost_nanos, settled.cost_unknown), (Some(0), false));
    let row = ledger::call(&*client, replayed.call_id).await.unwrap().unwrap();
    assert_eq!((row.provider_id.as_str(), row.model_id.as_str()), ("replay", "claude-opus-4"));
}

#[tokio::test]
async fn usage_by_day_and_run_says_what_the_calls_say() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let run = Uuid::from_u128(77);
    let card = card(&*client, "gpt-4o").await;
    for (index, at) in ["2026-11-19T23:59:59Z", "2026-11-20T00:00:00Z", "2026-11-20T09:00:00Z"].into_iter().enumerate() {
        let request = request(&format!("k{index}"));
        let mut reservation = ledger::Reservation { at: at.parse().unwrap(), ..reservation(&request, &card, &[]) };
        reservation.purpose =
            Purpose { run: Some(run), step: Some("write"), attempt: Some(1), agent: Some("writer"), ..reservation.purpose };
        let held = held(ledger::reserve(&*client, &reservation).await);
        if index == 2 {
            ledger::fail(&*client, &held, &failure(ModelErrorKind::Timeout, true), noon()).await.unwrap();
        } else {
            ledger::settle(&*client, &held, &answer("openai", usage([10, 4, 0, 0, 5, 1])), &[], noon()).await.unwrap();
        }
    }
    let cost = 10 * 5_000 + 4 * 2_500 + 6 * 15_000;
    let totals = ledger::run_totals(&*client, run).await.unwrap();
    assert_eq!((totals.calls, totals.failed_calls, totals.tokens_in, totals.tokens_out), (3, 1, 28, 12));
    assert_eq!((totals.cost_nanos, totals.unknown_cost_calls), (2 * cost, 1));
    let days = ledger::daily_usage(&*client, Some(OWNER), "2026-11-01", "2026-11-30").await.unwrap();
    let seen: Vec<_> =
        days.iter().map(|day| (day.day.as_str(), day.calls, day.failed_calls, day.cost_nanos, day.unknown_cost_calls)).collect();
    assert_eq!(seen, [("2026-11-19", 1, 0, cost, 0), ("2026-11-20", 2, 1, cost, 1)]);
    assert_eq!(days[0].agent.as_deref(), Some("writer"));

    assert_eq!(ledger::recompute(&*client).await.unwrap(), 0, "stored totals are what the calls add up to");
    client.batch_execute("update llm.usage_daily set cost_nanos = cost_nanos + 1 where day = '2026-11-19'").await.unwrap();
    assert_eq!(ledger::recompute(&*client).await.unwrap(), 2, "the wrong row, and the right one that was missing");
    assert_eq!(ledger::daily_usage(&*client, Some(OWNER), "2026-11-01", "2026-11-30").await.unwrap(), days);
    assert_eq!(ledger::calls_of_run(&*client, run).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_degradation_is_a_row_with_its_reason() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let held = hold(&*client, "k", "gpt-4o").await;
    for cause in [Cause::Budget, Cause::PriceUnknown, Cause::ProviderError, Cause::Unhealthy, Cause::Unavailable, Cause::Policy] {
        let degradation = Degradation {
            from_model: "o3".to_owned(),
            from_tier: Some(Tier::Gold),
            to_model: "gpt-4o".to_owned(),
            to_tier: Tier::Silver,
            cause,
            reason: "overloaded".to_owned(),
        };
        ledger::record_degradation(&*client, &degradation, &Purpose::of(OWNER), Some(held.call_id)).await.unwrap();
    }
    let rows = client.query("select to_tier, reason from llm.degradations where call_id = $1", &[&held.call_id]).await.unwrap();
    assert_eq!((rows.len(), rows[0].get::<_, &str>(0), rows[0].get::<_, &str>(1)), (6, "silver", "overloaded"));
}

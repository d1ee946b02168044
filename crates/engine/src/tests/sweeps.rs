//! Crashes at every journal write, and every effect delivered twice.

use std::sync::Arc;
use std::time::Duration;

use machine::{Actor, CancelMode, Entry};
use plan::Plan;
use serde_json::{Value, json};

use super::world::*;
use crate::{Registry, Request, Sweep, successor, sweep, view};

fn registry() -> Registry {
    World::new().registry()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_comes_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let report = sweep(&database, three_steps(), json!({ "word": "villain" }), registry).await.unwrap();
    report.assert_clean();
    assert!(report.writes >= 4, "{report:?}");
    assert!(report.crashes >= 3 * 4, "{report:?}");
    assert!(report.repeated_tries > 0, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retries_fan_outs_and_conditions_come_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let mut flaky = step("flaky", "flaky", json!({ "failures": 1 }), &[]);
    flaky["retry"] = json!({ "initial_ms": 1, "jitter": 0.0 });
    let each = json!({ "id": "each", "needs": ["flaky"], "work": { "each": {
        "items": "input.words", "parallel": 2, "call": { "effect": "echo", "with": { "word": "{{ item }}" } } } } });
    let mut passed_over = step("never", "echo", json!({}), &["flaky"]);
    passed_over["when"] = json!("input.words | length > 5");
    let steps = json!([flaky, each, passed_over, step("join", "echo", json!({}), &["each", "never"])]);
    sweep(&database, plan(steps), json!({ "words": ["a", "b", "c"] }), registry).await.unwrap().assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gates_and_the_people_behind_them_come_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let table = IntoTable::create(&database).await;
    let mut repaired = step("repaired", "echo", json!({}), &[]);
    repaired["gate"] = json!({ "checks": [{ "pass_from": 2 }], "auto_attempts": 2 });
    let mut rerun = step("rerun", "file", json!({ "bytes": 10 }), &["repaired"]);
    rerun["gate"] = json!({ "checks": [{ "pass_from": 2 }] });
    let mut last = step("last", "echo", json!({}), &["rerun"]);
    last["gate"] = json!({ "approval": "required" });
    let by = somebody;
    let requests = vec![
        Request::Rerun { step: "rerun".into(), by: by(), reason: None, overrides: Value::Null },
        Request::Rerun { step: "repaired".into(), by: by(), reason: Some("once more".to_owned()), overrides: Value::Null },
        Request::Approve { step: "last".into(), by: by(), reason: "good".to_owned(), form: serde_json::Value::Null },
    ];
    let report = Sweep::new(&database, plan(json!([repaired, rerun, last])), json!({}), move || {
        let mut registry = registry();
        registry.projectors.push(table.clone());
        registry
    })
    .requests(requests)
    .inspect(|database, run_id| {
        Box::pin(async move {
            let client = database.get(store::Identity::Service).await?;
            let rows = client.query("select kind from t.projected where run_id = $1 order by seq", &[&run_id]).await?;
            Ok(json!(rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>()))
        })
    })
    .run()
    .await
    .unwrap();
    report.assert_clean();
}

/// A plan as JSON, of the grammar of the day.
fn whole(mut parts: Value) -> Arc<Plan> {
    parts["grammar"] = json!(plan::GRAMMAR);
    parts["name"] = json!("sample");
    Arc::new(serde_json::from_value(parts).unwrap())
}

fn then(id: &str, effect: &str, with: Value, after: &str, more: Value) -> Value {
    let mut step = step(id, effect, with, &[after]);
    step.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    step
}

fn signal(name: &str, id: &str) -> Request {
    Request::Signal { name: name.to_owned(), id: id.to_owned(), payload: json!(7), by: somebody() }
}

fn cancel(mode: CancelMode) -> Request {
    Request::Cancel { by: somebody(), reason: Some("enough".to_owned()), mode }
}

fn begins(entry: &Entry, name: &str) -> bool {
    matches!(entry, Entry::AttemptStarted { step, .. } if step.0 == name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fan_outs_that_fail_in_part_and_what_is_taken_back_come_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let quick = json!({ "max_tries": 2, "initial_ms": 1, "jitter": 0.0 });
    // An item fails as often as it says.
    let each = |items: &str, more: Value| {
        let mut each = json!({ "items": items, "parallel": 1, "call": { "effect": "flaky", "with": { "failures": "{{ item }}" } } });
        each.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        json!({ "each": each })
    };
    let passed_over = json!({ "auto_attempts": 2, "on_exhausted": "skip" });
    let plan = whole(json!({ "steps": [
        then("booked", "echo", json!({}), "none", json!({ "needs": [], "undo": { "effect": "echo", "with": { "of": "{{ steps.booked.value.from }}" } } })),
        then("paid", "echo", json!({}), "booked", json!({ "undo": { "effect": "fatal" } })),
        { "id": "some", "needs": ["paid"], "retry": quick, "work": each("[0, 1, 9, 0]", json!({ "on_failure": "continue", "min_ok": "60%" })),
          "undo": { "effect": "flaky", "with": { "failures": 2 }, "retry": { "initial_ms": 1, "jitter": 0.0 } } },
        { "id": "too_many", "needs": ["some"], "retry": quick, "gate": passed_over,
          "work": each("[0, 9, 0, 0]", json!({ "on_failure": "continue", "stop_after": 1 })) },
        { "id": "all_or_none", "needs": ["too_many"], "retry": quick, "gate": passed_over, "work": each("[1, 9, 0]", json!({})) },
        then("fails", "fatal", json!({ "of": "{{ steps.some.errors | length }}" }), "all_or_none", json!({ "gate": { "on_exhausted": "fail" } })),
    ] }));
    let report = sweep(&database, plan, json!({}), registry).await.unwrap();
    report.assert_clean();
    assert!(report.writes >= 20, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancellation_that_cleans_up_and_is_cut_short_comes_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let undo = |effect: &str| json!({ "undo": { "effect": effect } });
    let plan = whole(json!({ "signals": { "go": {} }, "steps": [
        then("one", "echo", json!({}), "none", json!({ "needs": [], "undo": { "effect": "echo" } })),
        then("two", "echo", json!({}), "one", undo("slow")),
        then("three", "echo", json!({}), "two", undo("echo")),
        { "id": "hold", "needs": ["three"], "work": { "wait": { "signal": "go" } } },
    ] }));
    let report = Sweep::new(&database, plan, json!({}), registry)
        .story(|driver| async move {
            // Not until it rests: with what is undone slowly under way it never does again.
            driver.until(|entry| begins(entry, "hold")).await?;
            driver.ask(cancel(CancelMode::Graceful)).await?;
            driver.until(|entry| matches!(entry, Entry::UndoStarted { step, .. } if step.0 == "two")).await?;
            driver.in_vain(Request::Pause { by: somebody(), reason: "lunch".to_owned() }, "RUN_ENDING").await?;
            driver.ask(cancel(CancelMode::Hard)).await?;
            Ok(())
        })
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 7, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_on_while_a_run_is_paused_comes_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let later = json!({ "needs": [], "retry": { "initial_ms": 60_000, "jitter": 0.0 } });
    let plan = whole(json!({ "signals": { "go": {} }, "steps": [
        then("retried", "flaky", json!({ "failures": 1 }), "none", later),
        { "id": "nap", "work": { "wait": { "all": [{ "for": { "seconds": 60 } }, { "signal": "go" }] } } },
        step("last", "echo", json!({ "nap": "{{ steps.nap.value }}" }), &["retried", "nap"]),
    ] }));
    let report = Sweep::new(&database, plan, json!({}), registry)
        .standing_still()
        .story(|driver| async move {
            driver.until(|entry| matches!(entry, Entry::TryFailed { .. })).await?;
            let pause = || Request::Pause { by: somebody(), reason: "lunch".to_owned() };
            driver.ask(pause()).await?;
            driver.in_vain(pause(), "ALREADY_PAUSED").await?;
            driver.pass(Duration::from_secs(60))?;
            driver.rest().await?;
            driver.ask(signal("go", "s")).await?;
            driver.rest().await?;
            driver.ask(Request::Resume { by: somebody() }).await?;
            Ok(())
        })
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 6, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_takes_too_long_comes_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let passed_over = json!({ "on_exhausted": "skip" });
    let tries =
        json!({ "needs": [], "timeout_ms": 20, "retry": { "max_tries": 2, "initial_ms": 60_000, "jitter": 0.0 }, "gate": passed_over });
    let plan = whole(json!({ "timeout_ms": 36_000_000, "steps": [
        then("tries", "slow", json!({}), "none", tries),
        then("late", "slow", json!({}), "tries", json!({ "deadline_ms": 600_000, "gate": passed_over })),
        then("done", "echo", json!({}), "late", json!({ "undo": { "effect": "echo" } })),
        step("endless", "slow", json!({}), &["done"]),
    ] }));
    let report = Sweep::new(&database, plan, json!({}), registry)
        .standing_still()
        .story(|driver| async move {
            driver.until(|entry| matches!(entry, Entry::TryFailed { .. })).await?;
            driver.pass(Duration::from_secs(60))?;
            for (step, seconds) in [("late", 600), ("endless", 36_000)] {
                driver.until(|entry| begins(entry, step)).await?;
                driver.pass(Duration::from_secs(seconds))?;
            }
            Ok(())
        })
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 8, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_are_asked_and_do_not_answer_in_time_comes_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let overdue = |then: &str| json!({ "approval": { "escalate": { "after": { "hours": 1 }, "then": then } } });
    let asks = json!({ "needs": [], "gate": { "approval": {
        "title": "How many?",
        "form": { "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" } } },
        "by": ["boss"],
        "escalate": { "after": { "hours": 1 }, "to": ["chief"] } } } });
    let mut sends_back = overdue("reject");
    sends_back["on_exhausted"] = json!({ "send_back": { "to": "counts", "max": 1, "then": "skip" } });
    let plan = whole(json!({ "steps": [
        then("asks", "echo", json!({}), "none", asks),
        then("counts", "echo", json!({ "n": "{{ steps.asks.decision.form.n }}" }), "asks", json!({ "gate": overdue("approve") })),
        then("sends_back", "echo", json!({}), "counts", json!({ "gate": sends_back })),
        step("last", "echo", json!({}), &["sends_back"]),
    ] }));
    let approves = |who: &str, form: Value| Request::Approve {
        step: "asks".into(),
        by: Actor { id: who.to_owned(), via: "test".to_owned(), roles: Vec::new() },
        reason: "good".to_owned(),
        form,
    };
    let report = Sweep::new(&database, plan, json!({}), registry)
        .standing_still()
        .story(move |driver| async move {
            let hour = Duration::from_secs(3_600);
            driver.rest().await?;
            driver.in_vain(approves("chief", json!({ "n": 3 })), "NOT_YOUR_DECISION").await?;
            driver.pass(hour)?;
            driver.rest().await?;
            driver.in_vain(approves("chief", json!({ "n": "three" })), "BAD_FORM").await?;
            driver.ask(approves("chief", json!({ "n": 3 }))).await?;
            // The second is approved by time, the third rejected; both again; then somebody says no.
            for _ in 0..3 {
                driver.rest().await?;
                driver.pass(hour)?;
            }
            driver.rest().await?;
            let no = Request::Reject { step: "sends_back".into(), by: somebody(), reason: "no".to_owned(), form: Value::Null };
            driver.ask(no).await?;
            Ok(())
        })
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 12, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_signals_that_do_not_come_and_the_run_that_follows_come_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let plan = whole(json!({
        "signals": { "go": {} },
        "state": { "total": { "schema": { "type": "integer" }, "initial": 0 } },
        "updates": { "add": { "when": "payload > 0", "refuse": "more than nothing, please",
                              "set": [{ "increment": "total", "by": "{{ payload }}" }], "answer": "{{ state.total }}" } },
        "output": { "total": "{{ state.total }}" },
        "steps": [
            { "id": "either", "work": { "wait": { "any": [{ "signal": "go" }, { "for": { "hours": 1 } }] } } },
            { "id": "both", "needs": ["either"], "work": { "wait": { "all": [{ "signal": "go" }, { "for": { "minutes": 1 } }] } } },
            step("note", "echo", json!({ "total": "{{ state.total }}", "by": "{{ steps.either.value.by }}" }), &["both"]),
            { "id": "more", "needs": ["note"], "when": "input.left > 0", "work": { "again": { "input": { "left": "{{ input.left - 1 }}" } } } },
        ],
    }));
    let add = |id: &str, n: i64| Request::Update { name: "add".to_owned(), id: id.to_owned(), payload: json!(n), by: somebody() };
    let report = Sweep::new(&database, plan, json!({ "left": 1 }), registry)
        .standing_still()
        .story(move |driver| async move {
            driver.rest().await?;
            // The same one counts once, and is answered the same.
            for (id, n, total) in [("a", 5, 5), ("b", 2, 7), ("a", 5, 5)] {
                assert_eq!(driver.ask(add(id, n)).await?, Some(json!(total)));
            }
            driver.in_vain(add("c", -1), "UPDATE_REFUSED").await?;
            driver.pass(Duration::from_secs(3_600))?;
            driver.rest().await?;
            driver.ask(signal("go", "first")).await?;
            driver.pass(Duration::from_secs(60))?;
            driver.until(|entry| matches!(entry, Entry::RunContinued { .. })).await?;
            let journal = view::journal(driver.database(), driver.run_id(), 0).await?;
            let next = successor(driver.run_id(), journal.last().ok_or("it has no journal")?.at);
            driver.rest().await?;
            // Of these the first is taken at once, the second waits for its step.
            driver.ask_of(next, signal("go", "first")).await?;
            driver.ask_of(next, signal("go", "second")).await?;
            driver.rest().await?;
            driver.pass(Duration::from_secs(60))?;
            Ok(())
        })
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 12, "{report:?}");
}

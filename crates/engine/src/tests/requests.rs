//! What people ask of runs.

use std::time::Duration;

use machine::{CancelMode, Entry, PauseReason, RunStatus, StepStatus};
use serde_json::{Value, json};

use super::world::*;
use crate::{Answer, NewRun, Request, RequestError, await_answer, request, view};

fn resume() -> Request {
    Request::Resume { by: somebody() }
}

fn cancel() -> Request {
    Request::Cancel { by: somebody(), reason: None, mode: CancelMode::Graceful }
}

fn accepted(answer: &Answer) -> bool {
    matches!(answer, Answer::Accepted { .. })
}

fn refusal(answer: Answer) -> String {
    match answer {
        Answer::Refused { code, .. } => code,
        Answer::Accepted { .. } => panic!("it was accepted"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_gate_pauses_the_run_until_somebody_reruns_the_step() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let handle = engine.handle();
    let mut gated = step("gated", "echo", json!({ "tone": "dry" }), &[]);
    gated["gate"] = json!({ "checks": [{ "pass_from": 2 }] });
    let run = new_run(&plan(json!([gated, step("after", "echo", json!({}), &["gated"])])));
    assert_eq!(run_to_rest(&handle, &run).await, RunStatus::Paused);
    let machine = view::machine(&database, run.run_id).await.unwrap().unwrap();
    assert!(matches!(machine.pause_reason(), Some(PauseReason::GateFailed { code, .. }) if code == "TOO_EARLY"));

    let rerun = Request::Rerun { step: "gated".into(), by: somebody(), reason: None, overrides: json!({ "tone": "warm" }) };
    let answer = handle.request(run.run_id, &rerun, "1", PATIENCE).await.unwrap();
    assert!(accepted(&answer), "{answer:?}");
    assert_eq!(at_rest(&handle, run.run_id).await, RunStatus::Completed);
    let machine = view::machine(&database, run.run_id).await.unwrap().unwrap();
    assert_eq!(machine.step(&"gated".into()).unwrap().attempt, 2);
    assert_eq!(machine.outputs()[&"gated".into()].value["input"]["tone"], "warm");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_waits_for_approval_and_one_approved_in_advance_does_not() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let handle = engine.handle();
    let mut last = step("last", "echo", json!({}), &[]);
    last["gate"] = json!({ "approval": "required" });
    let plan = plan(json!([last]));
    let run = new_run(&plan);
    assert_eq!(run_to_rest(&handle, &run).await, RunStatus::Paused);

    assert_eq!(refusal(handle.request(run.run_id, &resume(), "1", PATIENCE).await.unwrap()), "APPROVAL_REQUIRED");
    let blank = Request::Approve { step: "last".into(), by: somebody(), reason: " ".to_owned(), form: Value::Null };
    assert_eq!(refusal(handle.request(run.run_id, &blank, "2", PATIENCE).await.unwrap()), "REASON_REQUIRED");
    let approve = Request::Approve { step: "last".into(), by: somebody(), reason: "good".to_owned(), form: Value::Null };
    assert!(accepted(&handle.request(run.run_id, &approve, "3", PATIENCE).await.unwrap()));
    assert_eq!(at_rest(&handle, run.run_id).await, RunStatus::Completed);

    let approved = NewRun { approved_in_advance: Some(somebody()), ..new_run(&plan) };
    assert_eq!(run_to_rest(&handle, &approved).await, RunStatus::Completed);
    let decided = journal(&database, approved.run_id).await.into_iter().find_map(|recorded| match recorded.entry {
        Entry::Decided { by, .. } => Some(by),
        _ => None,
    });
    assert_eq!(decided, Some(somebody()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_run_lets_efforts_finish_and_starts_nothing_until_it_is_resumed() {
    let database = testkit::database().await;
    let world = World::new();
    let engine = engine(&database, world.registry()).await;
    let handle = engine.handle();
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[]), step("two", "echo", json!({}), &["one"])])));
    handle.submit(&run).await.unwrap();
    world.until_waiting(1).await;

    let pause = Request::Pause { by: somebody(), reason: "lunch".to_owned() };
    let answer = handle.request(run.run_id, &pause, "1", PATIENCE).await.unwrap();
    assert!(accepted(&answer));
    world.door.notify_one();
    let mut entries = handle.follow(run.run_id, 0);
    loop {
        use futures_util::TryStreamExt;
        if let Entry::EffectCompleted { .. } = entries.try_next().await.unwrap().unwrap().entry {
            break;
        }
    }
    let run_now = view::run(&database, run.run_id).await.unwrap().unwrap();
    assert_eq!(run_now.status, RunStatus::Paused);
    let machine = view::machine(&database, run.run_id).await.unwrap().unwrap();
    assert_eq!(machine.step(&"two".into()).unwrap().status, StepStatus::Pending);

    assert!(accepted(&handle.request(run.run_id, &resume(), "2", PATIENCE).await.unwrap()));
    assert_eq!(at_rest(&handle, run.run_id).await, RunStatus::Completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_ends_the_run_and_stops_its_efforts() {
    let database = testkit::database().await;
    let world = World::new();
    let engine = engine(&database, world.registry()).await;
    let handle = engine.handle();
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[])])));
    handle.submit(&run).await.unwrap();
    world.until_waiting(1).await;
    assert!(accepted(&handle.request(run.run_id, &cancel(), "1", PATIENCE).await.unwrap()));
    assert_eq!(at_rest(&handle, run.run_id).await, RunStatus::Cancelled);
    assert_eq!(kinds(&journal(&database, run.run_id).await).last().unwrap(), "run_cancelled");
    // Asked again after the end: refused, and answered all the same.
    assert_eq!(refusal(handle.request(run.run_id, &cancel(), "2", PATIENCE).await.unwrap()), "RUN_ENDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_answered_in_order_each_once_also_when_they_come_from_elsewhere() {
    let database = testkit::database().await;
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[])])));
    let client = database.get(store::Identity::Service).await.unwrap();
    crate::submit(&client, &run).await.unwrap();
    // All of it before any engine lives.
    let pause = |reason: &str| Request::Pause { by: somebody(), reason: reason.to_owned() };
    let mut ids = Vec::new();
    for (number, ask) in [pause("a"), resume(), resume(), pause("b"), pause("c"), cancel()].iter().enumerate() {
        ids.push(request(&client, run.run_id, ask, &number.to_string()).await.unwrap());
    }
    assert_eq!(request(&client, run.run_id, &pause("a"), "0").await.unwrap(), ids[0]);
    let nowhere = request(&client, uuid::Uuid::now_v7(), &cancel(), "x").await;
    assert!(matches!(nowhere, Err(RequestError::UnknownRun(_))));
    let early = await_answer(&database, ids[0], Duration::from_millis(1)).await;
    assert!(matches!(early, Err(RequestError::Unanswered { .. })));

    let engine = engine(&database, World::new().registry()).await;
    let mut outcomes = Vec::new();
    for id in &ids {
        outcomes.push(match await_answer(&database, *id, PATIENCE).await.unwrap() {
            Answer::Accepted { .. } => "accepted".to_owned(),
            refused => refusal(refused),
        });
    }
    assert_eq!(outcomes, ["accepted", "accepted", "NOT_PAUSED", "accepted", "ALREADY_PAUSED", "accepted"]);
    let kinds = kinds(&journal(&database, run.run_id).await);
    let asked: Vec<&String> = kinds.iter().filter(|kind| kind.starts_with("run_")).collect();
    assert_eq!(asked, ["run_started", "run_paused", "run_resumed", "run_paused", "run_cancelled"]);
    // The same key after the answer gives the same answer and does nothing.
    assert!(accepted(&engine.handle().request(run.run_id, &pause("a"), "0", PATIENCE).await.unwrap()));
}

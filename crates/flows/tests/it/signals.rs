//! Signals between runs, and to runs that go on in others: what was acknowledged is heard.

use std::time::Duration;

use engine::{Engine, Request};
use flows::{FlowError, FlowRunView, read, signal_key, update_key};
use machine::{Actor, CancelMode};
use serde_json::{Value, json};
use store::Identity;
use uuid::Uuid;

use crate::house::House;

/// Takes an item a round, three rounds, each in a run of its own.
const ROUNDS: &str = "\
grammar: 3
name: rounds
signals: {item: {}, other: {}}
output: '{{ input.got }}'
steps:
  - id: get
    work: {wait: {all: [{signal: item}, {for: {milliseconds: 400}}]}}
  - id: more
    needs: [get]
    when: input.n < 3
    work: {again: {input: {n: '{{ input.n + 1 }}', got: '{{ input.got + [steps.get.value.signals.item] }}'}}}
";

fn ada() -> Actor {
    Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() }
}

fn signal(name: &str, id: &str, payload: Value) -> (Request, String) {
    (Request::Signal { name: name.to_owned(), id: id.to_owned(), payload, by: ada() }, signal_key(name, id))
}

async fn send(house: &House, engine: &Engine, run: Uuid, (request, key): (Request, String)) -> Result<(), FlowError> {
    house.flows.ask(&engine.handle(), run, &request, &key).await.map(drop)
}

async fn runs_of(house: &House, name: &str) -> Vec<FlowRunView> {
    let client = house.database.connect(Identity::Service).await;
    let ids = client.query("select id from flows.runs where name = $1 order by created_at, id", &[&name]).await.unwrap();
    let client = house.database.get(Identity::Service).await.unwrap();
    let mut runs = Vec::new();
    for row in ids {
        runs.push(read::run(&client, row.get(0)).await.unwrap().unwrap());
    }
    runs
}

async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    for _ in 0..3_000 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came: {what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signals_that_no_step_has_taken_go_with_a_run_that_goes_on_in_another_and_requests_follow_it() {
    let house = House::new().await;
    let engine = house.engine().await;
    let first = house.run_until_waiting(&engine, ROUNDS, json!({ "n": 1, "got": [] })).await;
    for (id, n) in [("one", 1), ("two", 2)] {
        send(&house, &engine, first, signal("item", id, json!(n))).await.unwrap();
    }
    until("the third round waits", async || runs_of(&house, "rounds").await.len() == 3).await;
    // To the run that the client knows, which ended two rounds ago. The first identity again counts once.
    send(&house, &engine, first, signal("item", "one", json!(1))).await.unwrap();
    send(&house, &engine, first, signal("item", "three", json!(3))).await.unwrap();
    until("the last has ended", async || runs_of(&house, "rounds").await[2].status == "completed").await;
    let runs = runs_of(&house, "rounds").await;
    assert_eq!(runs.iter().map(|run| run.status.as_str()).collect::<Vec<_>>(), ["continued", "continued", "completed"]);
    assert_eq!(runs[2].output, Some(json!([1, 2])), "each item once, in order");
    let ended = send(&house, &engine, first, signal("item", "four", json!(4))).await.unwrap_err();
    assert_eq!(ended.code(), "RUN_ENDED");
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_went_on_in_another_is_cancelled_there() {
    let house = House::new().await;
    let engine = house.engine().await;
    let first = house.run_until_waiting(&engine, ROUNDS, json!({ "n": 1, "got": [] })).await;
    send(&house, &engine, first, signal("item", "one", json!(1))).await.unwrap();
    until("the second round waits", async || runs_of(&house, "rounds").await.len() == 2).await;
    let cancel = Request::Cancel { by: ada(), reason: None, mode: CancelMode::Graceful };
    house.flows.ask(&engine.handle(), first, &cancel, "cancel").await.unwrap();
    assert_eq!(runs_of(&house, "rounds").await[1].status, "cancelled");
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_identity_under_two_names_is_refused_and_not_lost() {
    const PLAN: &str = "\
grammar: 3
name: two
signals: {paid: {}, shipped: {}}
state: {n: {schema: {type: integer}, initial: 0}}
updates:
  up: {set: [{increment: n}], answer: '{{ state.n }}'}
  down: {set: [{increment: n, by: -1}], answer: '{{ state.n }}'}
steps:
  - id: both
    work: {wait: {all: [{signal: paid}, {signal: shipped}]}}
";
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run_until_waiting(&engine, PLAN, json!({})).await;
    send(&house, &engine, run, signal("paid", "order-7", Value::Null)).await.unwrap();
    let reused = send(&house, &engine, run, signal("shipped", "order-7", Value::Null)).await.unwrap_err();
    assert_eq!(reused.code(), "KEY_REUSED");
    let update = |name: &str| Request::Update { name: name.to_owned(), id: "u".to_owned(), payload: json!({}), by: ada() };
    house.flows.ask(&engine.handle(), run, &update("up"), &update_key("up", "u")).await.unwrap();
    let reused = house.flows.ask(&engine.handle(), run, &update("down"), &update_key("down", "u")).await.unwrap_err();
    assert_eq!(reused.code(), "KEY_REUSED");
    send(&house, &engine, run, signal("shipped", "order-7/shipped", Value::Null)).await.unwrap();
    until("it has ended", async || runs_of(&house, "two").await[0].status == "completed").await;
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_whose_signal_the_other_run_would_not_take_fails_and_says_why() {
    let house = House::new().await;
    let engine = house.engine().await;
    let hears = "grammar: 3\nname: hears\nsignals: {go: {schema: {type: integer}}}\nsteps:\n  - id: a\n    work: {wait: {signal: go}}\n";
    let to = house.run_until_waiting(&engine, hears, json!({})).await;
    for (name, payload, code) in [("goo", "1", "UNKNOWN_SIGNAL"), ("go", "x", "BAD_SIGNAL")] {
        let sends = format!(
            "grammar: 3\nname: sends\nsteps:\n  - id: a\n    work: {{effect: {{effect: signal, with: {{to: '{to}', name: {name}, payload: {payload}}}}}}}\n    gate: {{max_attempts: 1, on_exhausted: fail}}\n"
        );
        let (run, _) = house.run(&engine, &sends, json!({})).await;
        assert_eq!(run.failure.unwrap()["code"], code);
    }
    engine.stop(Duration::from_secs(10)).await;
}

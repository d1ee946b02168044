//! Work queues inside runs: what is let in, who gets what, and what comes back when a step ends without finishing it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::{Config, Effect, EffectCall, Engine, Produced, Request};
use flows::queues::{AddStatus, AddedItem, Health, ItemQuery, NewItem, items, queue, queues};
use flows::{FlowError, FlowRunView, Flows, PlanSource, Start, read};
use futures_util::future::BoxFuture;
use machine::{Actor, CancelMode, Failure};
use serde_json::{Map, Value, json};
use store::Identity;
use uuid::Uuid;

use crate::house::House;

/// A run with queues that does nothing by itself: it waits for a signal.
fn idle(queues: &str) -> String {
    format!("grammar: 4\nname: idle\nsignals: {{go: {{}}}}\nqueues:\n{queues}\nsteps:\n  - id: wait\n    work: {{wait: {{signal: go}}}}\n")
}

async fn start(house: &House, engine: &Engine, plan: &str, input: Value) -> Uuid {
    let start = Start {
        plan: PlanSource::Text { text: plan.to_owned(), origin: "test".to_owned() },
        input,
        attributes: Map::new(),
        idempotency_key: None,
        approved_in_advance: None,
    };
    let started = house.flows.start(house.owner, start).await.unwrap();
    engine.handle().nudge();
    started.run_id
}

async fn settled(house: &House, engine: &Engine, run_id: Uuid) -> FlowRunView {
    tokio::time::timeout(Duration::from_secs(60), engine.handle().settled(run_id)).await.expect("the run settles").unwrap();
    let client = house.database.get(Identity::Service).await.unwrap();
    read::run(&client, run_id).await.unwrap().unwrap()
}

/// Waits until something is so; only a defect waits long.
async fn until<F: Future<Output = bool>>(what: &str, so: impl Fn() -> F) {
    for _ in 0..3_000 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came: {what}");
}

fn payloads(payloads: impl IntoIterator<Item = Value>) -> Vec<NewItem> {
    payloads.into_iter().map(|payload| NewItem { payload, priority: None }).collect()
}

fn statuses(added: &[AddedItem]) -> Vec<AddStatus> {
    added.iter().map(|item| item.status).collect()
}

fn code<T: std::fmt::Debug>(result: Result<T, FlowError>) -> String {
    result.unwrap_err().code().to_owned()
}

async fn values(house: &House, run_id: Uuid, step: &str) -> Vec<Value> {
    let client = house.database.get(Identity::Service).await.unwrap();
    let steps = read::steps(&client, run_id).await.unwrap();
    steps.into_iter().filter(|one| one.step == step).map(|one| one.value.unwrap_or_default()).collect()
}

fn taken(value: &Value) -> Vec<Value> {
    value["items"].as_array().unwrap().iter().map(|item| item["payload"].clone()).collect()
}

async fn counts(house: &House, run_id: Uuid, name: &str) -> [i64; 4] {
    let client = house.database.get(Identity::Service).await.unwrap();
    let queue = queue(&client, run_id, name).await.unwrap();
    [queue.pending, queue.processing, queue.completed, queue.failed]
}

#[tokio::test(flavor = "multi_thread")]
async fn items_are_let_in_by_size_shape_and_difference_each_by_itself() {
    use AddStatus::{Added, Duplicate, Full, Invalid};
    let house = House::new().await;
    let engine = house.engine().await;
    let plan =
        idle("  orders: {size: 3, dedupe: true, schema: {type: object, required: [n], properties: {n: {type: integer}}}}\n  any: {}");
    let run = start(&house, &engine, &plan, json!({})).await;
    let flows = &house.flows;
    let sent =
        payloads([json!({"n": 1, "b": 2}), json!({"b": 2, "n": 1}), json!({"n": "x"}), json!({"n": 2}), json!({"n": 3}), json!({"n": 4})]);
    let added = flows.add_items(run, "orders", &sent, Some("first"), "ada").await.unwrap();
    assert_eq!(statuses(&added), [Added, Duplicate, Invalid, Added, Added, Full]);
    assert_eq!(added[1].id, added[0].id, "a duplicate names the one that is there");
    assert!(added[2].message.as_ref().unwrap().contains("n: this must be of type integer"), "{added:?}");

    // Under the same key nothing is added again, and what was refused is tried again.
    let again = flows.add_items(run, "orders", &sent, Some("first"), "ada").await.unwrap();
    assert_eq!(statuses(&again), [Added, Duplicate, Invalid, Added, Added, Full]);
    assert_eq!(again[0].id, added[0].id);
    let others = payloads([json!({"n": 9})]);
    assert_eq!(code(flows.add_items(run, "orders", &others, Some("first"), "ada").await), "KEY_REUSED");
    assert_eq!(
        statuses(&flows.add_items(run, "orders", &sent[..1], None, "ada").await.unwrap()),
        [Duplicate],
        "without a key it is another one"
    );

    let client = house.database.get(Identity::Service).await.unwrap();
    let view = queue(&client, run, "orders").await.unwrap();
    assert_eq!(
        (view.pending, view.health, view.max_size, view.signal_name.as_str(), view.auto_generated),
        (3, Health::Critical, Some(3), "orders", true)
    );
    assert!(view.oldest_pending_s.unwrap() >= 0.0);
    flows.remove_item(run, "orders", added[0].id.unwrap()).await.unwrap();
    assert_eq!(queue(&client, run, "orders").await.unwrap().health, Health::Healthy);
    assert_eq!(statuses(&flows.add_items(run, "orders", &others, None, "ada").await.unwrap()), [Added], "there is room again");

    let wrong = |items: Vec<NewItem>| async move { statuses(&flows.add_items(run, "any", &items, None, "ada").await.unwrap()) };
    assert_eq!(wrong(payloads([json!("a\u{0}b")])).await, [Invalid]);
    assert_eq!(wrong(payloads([json!("x".repeat(256 * 1024 - 2))])).await, [Added], "as large as an item may be");
    assert_eq!(wrong(payloads([json!("x".repeat(256 * 1024))])).await, [Invalid]);
    assert_eq!(wrong(vec![NewItem { payload: json!(1), priority: Some(1) }]).await, [Invalid], "a fifo queue knows no priorities");
    assert_eq!(code(flows.add_items(run, "any", &payloads((0..1_001).map(Value::from)), None, "ada").await), "TOO_LARGE");
    let large: Vec<Value> = (0..40).map(|n| json!(format!("{n}{}", "x".repeat(220_000)))).collect();
    assert_eq!(code(flows.add_items(run, "any", &payloads(large), None, "ada").await), "TOO_LARGE");
    let unknown = flows.add_items(run, "order", &others, None, "ada").await.unwrap_err();
    assert_eq!((unknown.code(), unknown.to_string().contains("any, orders")), ("UNKNOWN_QUEUE", true), "{unknown}");
    assert_eq!(code(flows.add_items(Uuid::now_v7(), "orders", &others, None, "ada").await), "UNKNOWN_QUEUE");
    assert_eq!(code(flows.remove_item(run, "any", Uuid::now_v7()).await), "UNKNOWN_ITEM");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_add_at_once_never_overfill_a_queue_nor_put_equal_items_in() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = start(&house, &engine, &idle("  small: {size: 50}\n  distinct: {dedupe: true}"), json!({})).await;
    let adding = (0..16).map(|who| {
        let flows = house.flows.clone();
        tokio::spawn(async move {
            let many = payloads((0..10).map(|n| json!([who, n])));
            let equal = payloads((0..10).map(|n| json!({ "n": n })));
            let small = flows.add_items(run, "small", &many, None, "ada").await.unwrap();
            let distinct = flows.add_items(run, "distinct", &equal, None, "ada").await.unwrap();
            let count = |added: &[AddedItem]| added.iter().filter(|item| item.status == AddStatus::Added).count();
            (count(&small), count(&distinct))
        })
    });
    let (mut small, mut distinct) = (0, 0);
    for one in adding.collect::<Vec<_>>() {
        let (a, b) = one.await.unwrap();
        (small, distinct) = (small + a, distinct + b);
    }
    assert_eq!((small, distinct), (50, 10));
    assert_eq!((counts(&house, run, "small").await[0], counts(&house, run, "distinct").await[0]), (50, 10));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_takers_never_get_one_item_and_every_item_is_got() {
    const TAKERS: &str = "\
grammar: 4
name: takers
queues: {work: {}}
output: '{{ steps.all.value | length }}'
steps:
  - id: fill
    work: {effect: {effect: queue.add, with: {queue: work, payloads: '{{ range(60) | list }}'}}}
  - id: close
    needs: [fill]
    work: {effect: {effect: queue.close, with: {queue: work}}}
  - id: all
    work: {each: {items: 'range(20) | list', call: {effect: queue.take, with: {queue: work, most: '{{ 3 if item >= 0 else 1 }}'}}}}
";
    let house = House::new().await;
    // Two engines: takers of two processes.
    let (engine, other) = (house.engine().await, house.engine().await);
    let run = start(&house, &engine, TAKERS, json!({})).await;
    let run = settled(&house, &engine, run).await;
    assert_eq!(run.status, "completed", "{:?}", run.failure);
    let client = house.database.connect(Identity::Service).await;
    let rows = client.query("select value from flows.items where run_id = $1", &[&run.id]).await.unwrap();
    let all: Vec<i64> = rows.iter().flat_map(|row| taken(&row.get::<_, Value>(0))).map(|n| n.as_i64().unwrap()).collect();
    let distinct: BTreeSet<i64> = all.iter().copied().collect();
    assert_eq!((all.len(), distinct.len()), (60, 60));
    assert_eq!(counts(&house, run.id, "work").await, [60, 0, 0, 0], "the run ended without finishing any: they wait again");
    other.stop(Duration::from_secs(5)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn items_come_in_the_order_that_the_plan_names_and_keep_their_place_when_they_come_back() {
    const ORDERS: &str = "\
grammar: 4
name: ordered
signals: {go: {}}
queues: {first: {order: fifo}, last: {order: lifo}, high: {order: priority}}
steps:
  - {id: go, work: {wait: {signal: go}}}
  - {id: first, needs: [go], work: {effect: {effect: queue.take, with: {queue: first, most: 2}}}}
  - {id: last, needs: [go], work: {effect: {effect: queue.take, with: {queue: last, most: 2}}}}
  - {id: high, needs: [go], work: {effect: {effect: queue.take, with: {queue: high, most: 3}}}}
  - {id: back, needs: [first], work: {effect: {effect: queue.finish, with: {queue: first, items: '{{ steps.first.value.items }}', status: pending}}}}
  - {id: again, needs: [back], work: {effect: {effect: queue.take, with: {queue: first, most: 3}}}}
";
    let house = House::new().await;
    let engine = house.engine().await;
    let run = start(&house, &engine, ORDERS, json!({})).await;
    for name in ["first", "last"] {
        house.flows.add_items(run, name, &payloads((1..5).map(Value::from)), None, "ada").await.unwrap();
    }
    for (n, priority) in [(1, 0), (2, 5), (3, -1), (4, 5)] {
        let item = NewItem { payload: json!(n), priority: Some(priority) };
        house.flows.add_items(run, "high", &[item], None, "ada").await.unwrap();
    }
    go(&house, &engine, run).await;
    assert_eq!(settled(&house, &engine, run).await.status, "completed");
    assert_eq!(taken(&values(&house, run, "first").await[0]), [json!(1), json!(2)]);
    assert_eq!(taken(&values(&house, run, "last").await[0]), [json!(4), json!(3)]);
    assert_eq!(taken(&values(&house, run, "high").await[0]), [json!(2), json!(4), json!(1)]);
    let again = &values(&house, run, "again").await[0];
    assert_eq!(taken(again), [json!(1), json!(2), json!(3)]);
    assert_eq!(again["items"][0]["attempt"], 2);
}

async fn go(house: &House, engine: &Engine, run: Uuid) {
    let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    let request = Request::Signal { name: "go".to_owned(), id: "go".to_owned(), payload: Value::Null, by };
    house.flows.ask(&engine.handle(), run, &request, "go").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_signal_of_a_queue_adds_an_item_once_and_its_query_tells_how_it_stands() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = start(&house, &engine, &idle("  orders: {size: 5, schema: {type: integer}}"), json!({})).await;
    let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    let signal = |id: &str, payload: Value| Request::Signal { name: "orders".to_owned(), id: id.to_owned(), payload, by: by.clone() };
    for _ in 0..2 {
        house.flows.ask(&engine.handle(), run, &signal("one", json!(1)), "signal one").await.unwrap();
    }
    assert_eq!(code(house.flows.ask(&engine.handle(), run, &signal("two", json!("x")), "signal two").await), "INVALID_ITEM");
    for n in 0..4 {
        house.flows.ask(&engine.handle(), run, &signal(&format!("n{n}"), json!(n)), "").await.unwrap();
    }
    assert_eq!(code(house.flows.ask(&engine.handle(), run, &signal("six", json!(6)), "").await), "QUEUE_FULL");
    let told = house.flows.query(run, "orders").await.unwrap();
    assert_eq!((&told["pending"], &told["health"], &told["max_size"]), (&json!(5), &json!("critical"), &json!(5)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taker_wakes_for_what_its_own_process_adds_and_for_what_another_one_does() {
    const TAKES: &str = "\
grammar: 4
name: takes
queues: {work: {}}
steps:
  - {id: here, work: {effect: {effect: queue.take, with: {queue: work, most: 1}}}}
  - {id: there, needs: [here], work: {effect: {effect: queue.take, with: {queue: work, most: 1}}}}
  - {id: none, needs: [there], work: {effect: {effect: queue.take, with: {queue: work, wait: {milliseconds: 50}}}}}
  - {id: never, needs: [none], work: {effect: {effect: queue.take, with: {queue: work, wait: {seconds: 0}}}}}
  - {id: closed, needs: [never], work: {effect: {effect: queue.take, with: {queue: work}}}}
";
    let house = House::new().await;
    let engine = house.engine().await;
    let run = start(&house, &engine, TAKES, json!({})).await;
    let waits = |step: &'static str| {
        let house = &house;
        until("somebody waits", move || async move {
            let client = house.database.connect(Identity::Service).await;
            let sql = "select from flows.queue_waits where run_id = $1 and step = $2";
            client.query_opt(sql, &[&run, &step]).await.unwrap().is_some()
        })
    };
    waits("here").await;
    assert_eq!(queue(&house.database.get(Identity::Service).await.unwrap(), run, "work").await.unwrap().waiting_steps, 1);
    house.flows.add_items(run, "work", &payloads([json!("here")]), None, "ada").await.unwrap();
    waits("there").await;
    // Another process: nobody tells this one.
    let elsewhere = Flows::new((*house.database).clone(), true);
    elsewhere.add_items(run, "work", &payloads([json!("there")]), None, "ada").await.unwrap();
    waits("closed").await;
    elsewhere.close_queue(run, "work").await.unwrap();
    assert_eq!(settled(&house, &engine, run).await.status, "completed");
    assert_eq!(taken(&values(&house, run, "here").await[0]), [json!("here")]);
    assert_eq!(taken(&values(&house, run, "there").await[0]), [json!("there")]);
    for (step, because) in [("none", "time"), ("never", "time"), ("closed", "closed")] {
        assert_eq!(values(&house, run, step).await[0]["because"], because, "{step}");
    }
    assert_eq!(code(elsewhere.add_items(run, "work", &payloads([json!(1)]), None, "ada").await), "RUN_ENDED");
    let client = house.database.connect(Identity::Service).await;
    let waits: i64 = client.query_one("select count(*) from flows.queue_waits", &[]).await.unwrap().get(0);
    assert_eq!(waits, 0, "whoever has ended waits no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_step_took_comes_back_when_its_run_is_cancelled_and_when_it_is_done_anew() {
    const HOLDS: &str = "\
grammar: 4
name: holds
signals: {go: {}}
queues: {work: {}}
steps:
  - {id: take, work: {effect: {effect: queue.take, with: {queue: work}}}}
  - {id: hold, needs: [take], work: {wait: {signal: go}}}
  - id: finish
    needs: [take, hold]
    work: {effect: {effect: queue.finish, with: {queue: work, items: '{{ steps.take.value.items }}'}}}
";
    let house = House::new().await;
    let engine = house.engine().await;
    let run = start(&house, &engine, HOLDS, json!({})).await;
    house.flows.add_items(run, "work", &payloads([json!(1), json!(2)]), None, "ada").await.unwrap();
    let holds = |wanted: [i64; 4]| {
        let house = &house;
        until("it is taken", move || async move { counts(house, run, "work").await == wanted })
    };
    holds([0, 2, 0, 0]).await;
    let client = house.database.get(Identity::Service).await.unwrap();
    let held = items(&client, run, "work", &ItemQuery { limit: 9, ..ItemQuery::default() }).await.unwrap();
    assert!(held.iter().all(|item| item.taker_step.as_deref() == Some("take") && item.attempts == 1), "{held:?}");
    assert_eq!(code(house.flows.remove_item(run, "work", held[0].id).await), "ITEM_HELD");
    assert_eq!(code(house.flows.retry_item(run, "work", held[0].id).await), "ITEM_NOT_FAILED");
    let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    let rerun = Request::Rerun { step: "take".into(), by: by.clone(), reason: None, overrides: Value::Null };
    house.flows.ask(&engine.handle(), run, &rerun, "rerun").await.unwrap();
    until("it is taken anew", || async {
        let found = items(&client, run, "work", &ItemQuery { limit: 9, ..ItemQuery::default() }).await.unwrap();
        found.iter().all(|item| item.taker_attempt == Some(2) && item.attempts == 2 && item.status == "processing")
    })
    .await;
    let cancel = Request::Cancel { by, reason: None, mode: CancelMode::Graceful };
    house.flows.ask(&engine.handle(), run, &cancel, "cancel").await.unwrap();
    assert_eq!(settled(&house, &engine, run).await.status, "cancelled");
    assert_eq!(counts(&house, run, "work").await, [2, 0, 0, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_an_item_is_said_by_whoever_has_it_and_a_failed_one_waits_again() {
    const FINISHES: &str = "\
grammar: 4
name: finishes
signals: {go: {}}
queues: {work: {dedupe: true, size: 3}}
steps:
  - {id: take, work: {effect: {effect: queue.take, with: {queue: work, most: 1}}}}
  - id: fail
    needs: [take]
    work: {effect: {effect: queue.finish, with: {queue: work, items: '{{ steps.take.value.items }}', status: failed, reason: no paper}}}
  - {id: hold, needs: [fail], work: {wait: {signal: go}}}
  - id: late
    needs: [hold, take]
    work: {effect: {effect: queue.finish, with: {queue: work, items: '{{ steps.take.value.items }}'}}}
  - {id: again, needs: [late], work: {effect: {effect: queue.take, with: {queue: work}}}}
  - id: done
    needs: [again]
    work: {effect: {effect: queue.finish, with: {queue: work, items: ['{{ steps.again.value.items[0].id }}']}}}
  - {id: drained, needs: [done], work: {effect: {effect: queue.drained, with: {queue: work, items: '{{ steps.again.value.items }}'}}}}
  - {id: empty, needs: [drained], work: {effect: {effect: queue.take, with: {queue: work, until: drained}}}}
";
    let house = House::new().await;
    let engine = house.engine().await;
    let run = start(&house, &engine, FINISHES, json!({})).await;
    let added = house.flows.add_items(run, "work", &payloads([json!("a")]), None, "ada").await.unwrap();
    let id = added[0].id.unwrap();
    until("it fails", || async { counts(&house, run, "work").await == [0, 0, 0, 1] }).await;
    let client = house.database.get(Identity::Service).await.unwrap();
    let failed = flows::queues::item(&client, run, "work", id).await.unwrap();
    assert_eq!((failed.status.as_str(), failed.reason.as_deref(), failed.payload), ("failed", Some("no paper"), Some(json!("a"))));
    // An equal one waits meanwhile, so the failed one may not.
    let equal = house.flows.add_items(run, "work", &payloads([json!("a")]), None, "ada").await.unwrap();
    assert_eq!(statuses(&equal), [AddStatus::Added]);
    assert_eq!(code(house.flows.retry_item(run, "work", id).await), "DUPLICATE_ITEM");
    house.flows.remove_item(run, "work", equal[0].id.unwrap()).await.unwrap();
    assert_eq!(house.flows.retry_item(run, "work", id).await.unwrap().status, "pending");
    go(&house, &engine, run).await;
    let ended = settled(&house, &engine, run).await;
    assert_eq!(ended.status, "completed", "{:?}", ended.failure);
    assert_eq!(values(&house, run, "fail").await[0]["failed"], 1);
    assert_eq!(values(&house, run, "late").await[0]["lost"], json!([id]), "it is somebody's no more");
    assert_eq!(values(&house, run, "done").await[0]["completed"], 1);
    assert_eq!(values(&house, run, "drained").await[0], json!({ "drained": true, "because": "drained", "completed": 1, "failed": 0 }));
    assert_eq!(values(&house, run, "empty").await[0]["because"], "drained");
    assert_eq!(counts(&house, run, "work").await, [0, 0, 1, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_goes_on_in_another_takes_its_queue_with_it_and_a_fork_begins_with_an_empty_one() {
    const SERVICE: &str = "\
grammar: 4
name: service
input: {type: object, properties: {round: {type: integer}}}
queues: {work: {dedupe: true}}
steps:
  - {id: take, work: {effect: {effect: queue.take, with: {queue: work, most: 1}}}}
  - id: finish
    needs: [take]
    work: {effect: {effect: queue.finish, with: {queue: work, items: '{{ steps.take.value.items }}'}}}
  - {id: held, needs: [finish], when: input.round == 0, work: {effect: {effect: queue.take, with: {queue: work, most: 1}}}}
  - {id: on, needs: [held], when: input.round < 2, work: {again: {input: {round: '{{ input.round + 1 }}'}}}}
";
    let house = House::new().await;
    let engine = house.engine().await;
    let first = start(&house, &engine, SERVICE, json!({ "round": 0 })).await;
    let sent = payloads([json!("a"), json!("b")]);
    house.flows.add_items(first, "work", &sent, Some("k"), "ada").await.unwrap();
    assert_eq!(settled(&house, &engine, first).await.status, "continued");
    // To the first run, which has ended: it goes to the one that follows, and what the key has added is not added again.
    until("the next run has it", || async { counts(&house, first, "work").await == [0, 0, 2, 0] }).await;
    let added = house.flows.add_items(first, "work", &sent, Some("k"), "ada").await.unwrap();
    assert_eq!(statuses(&added), [AddStatus::Added, AddStatus::Added]);
    assert_eq!(counts(&house, first, "work").await, [0, 0, 2, 0], "nothing is done twice");
    house.flows.add_items(first, "work", &payloads([json!("c")]), Some("l"), "ada").await.unwrap();
    let client = house.database.get(Identity::Service).await.unwrap();
    until("the last run ends", || async { counts(&house, first, "work").await == [0, 0, 3, 0] }).await;
    let queue = queue(&client, first, "work").await.unwrap();
    let last = settled(&house, &engine, queue.run_id).await;
    assert_eq!((last.status.as_str(), &last.input), ("completed", &json!({ "round": 2 })));
    let all =
        items(&client, first, "work", &ItemQuery { status: Some("completed".to_owned()), limit: 9, ..ItemQuery::default() }).await.unwrap();
    let mut done: Vec<(String, i32)> =
        all.into_iter().map(|item| (item.payload.unwrap().as_str().unwrap().to_owned(), item.attempts)).collect();
    done.sort();
    assert_eq!(done, [("a".to_owned(), 1), ("b".to_owned(), 2), ("c".to_owned(), 1)], "what was held came back with the end of the run");

    let fork = house.flows.fork(last.id, &["take".into()], None, None).await.unwrap();
    engine.handle().nudge();
    let queues = queues(&client, fork).await.unwrap();
    assert_eq!((queues.len(), queues[0].run_id, queues[0].completed), (1, fork, 0));
    assert!(matches!(
        items(&client, fork, "work", &ItemQuery { status: Some("new".to_owned()), ..ItemQuery::default() }).await,
        Err(FlowError::UnknownItemStatus(_))
    ));
    house.flows.close_queue(fork, "work").await.unwrap();
    assert_eq!(settled(&house, &engine, fork).await.status, "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_fills_the_queue_of_its_parent_which_waits_until_it_is_drained() {
    const FINDER: &str = "\
grammar: 4
name: finder
steps:
  - {id: many, work: {effect: {effect: queue.add, with: {queue: found, of: parent, payloads: '{{ range(25) | list }}'}}}}
  - {id: one, needs: [many], work: {effect: {effect: signal, with: {to: parent, name: found, payload: 25}}}}
";
    const WORKER: &str = "\
grammar: 4
name: worker
steps:
  - {id: take, work: {effect: {effect: queue.take, with: {queue: found, of: parent, most: 10, until: drained}}}}
  - id: finish
    needs: [take]
    work: {effect: {effect: queue.finish, with: {queue: found, of: parent, items: '{{ steps.take.value.items }}'}}}
";
    const PARENT: &str = "\
grammar: 4
name: parent
queues: {found: {size: 26}}
steps:
  - {id: find, work: {effect: {effect: child, with: {flow: finder}}}}
  - {id: work, needs: [find], work: {each: {items: '[1, 2, 3]', call: {effect: child, with: {flow: worker, input: '{{ item }}'}}}}}
  - {id: drained, work: {effect: {effect: queue.drained, with: {queue: found}}}, needs: [find]}
  - {id: full, needs: [drained], retry: {max_tries: 1}, gate: {max_attempts: 1, on_exhausted: skip}, work: {effect: {effect: queue.add, with: {queue: found, payloads: '{{ range(27) | list }}'}}}}
  - {id: some, needs: [full], work: {effect: {effect: queue.add, with: {queue: found, partial: true, payloads: '{{ range(27) | list }}'}}}}
";
    let house = House::new().await;
    for plan in [FINDER, WORKER] {
        house.flows.apply(house.owner, plan, "test").await.unwrap();
    }
    let engine = house.engine().await;
    let run = start(&house, &engine, PARENT, json!({})).await;
    let run = settled(&house, &engine, run).await;
    assert_eq!(run.status, "completed", "{:?}", run.failure);
    assert_eq!(counts(&house, run.id, "found").await, [26, 0, 26, 0]);
    let client = house.database.get(Identity::Service).await.unwrap();
    let steps = read::steps(&client, run.id).await.unwrap();
    let full = steps.iter().find(|step| step.step == "full").unwrap();
    assert_eq!((full.status.as_str(), &full.failure.as_ref().unwrap()["code"]), ("failed", &json!("QUEUE_FULL")), "{full:?}");
    let some = &values(&house, run.id, "some").await[0];
    assert_eq!((&some["added"], &some["full"]), (&json!(26), &json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_of_somebody_else_is_not_there_for_a_step() {
    let house = House::new().await;
    let engine = house.engine().await;
    let client = house.database.connect(Identity::Owner).await;
    let bob = Uuid::now_v7();
    client.execute("insert into auth.users (id, email) values ($1, 'bob@example.org')", &[&bob]).await.unwrap();
    let theirs = start(&house, &engine, &idle("  orders: {}"), json!({})).await;
    let plan = format!(
        "grammar: 4\nname: sly\nsteps:\n  - id: a\n    gate: {{max_attempts: 1, on_exhausted: fail}}\n    work: {{effect: {{effect: queue.add, with: {{queue: orders, of: '{theirs}', payload: 1}}}}}}\n"
    );
    let start = Start {
        plan: PlanSource::Text { text: plan, origin: "test".to_owned() },
        input: json!({}),
        attributes: Map::new(),
        idempotency_key: None,
        approved_in_advance: None,
    };
    let sly = house.flows.start(bob, start).await.unwrap().run_id;
    engine.handle().nudge();
    let sly = settled(&house, &engine, sly).await;
    assert_eq!((sly.status.as_str(), &sly.failure.unwrap()["code"]), ("failed", &json!("UNKNOWN_RUN")));
    assert_eq!(counts(&house, theirs, "orders").await, [0; 4]);
}

/// A process that was asleep while its shard went to another one carries the effort out that it had in hand.
#[tokio::test(flavor = "multi_thread")]
async fn an_effort_that_is_over_takes_nothing_and_what_two_processes_took_for_it_comes_back() {
    /// Keeps the call that it passes on.
    struct Kept {
        inner: Arc<dyn Effect>,
        call: Arc<Mutex<Option<EffectCall>>>,
    }
    impl Effect for Kept {
        fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
            *self.call.lock().unwrap() = Some(call.clone());
            self.inner.run(call)
        }

        fn is_elsewhere(&self) -> bool {
            self.inner.is_elsewhere()
        }
    }
    const HOLDS: &str = "\
grammar: 4
name: holds
signals: {go: {}}
queues: {work: {}}
steps:
  - {id: take, work: {effect: {effect: queue.take, with: {queue: work}}}}
  - {id: hold, needs: [take], work: {wait: {signal: go}}}
";
    let house = House::new().await;
    let call = Arc::new(Mutex::new(None));
    let mut registry = house.flows.registry();
    let inner = registry.effects["queue.take"].clone();
    registry.effects.insert("queue.take".to_owned(), Arc::new(Kept { inner, call: call.clone() }));
    let engine = Engine::start((*house.database).clone(), registry, Config::default()).await.unwrap();
    let run = start(&house, &engine, HOLDS, json!({})).await;
    let given = house.flows.add_items(run, "work", &payloads([json!(1)]), None, "ada").await.unwrap()[0].id.unwrap();
    let client = house.database.get(Identity::Service).await.unwrap();
    until("the step is over", || async {
        read::steps(&client, run).await.unwrap().iter().any(|step| step.step == "take" && step.status == "passed")
    })
    .await;
    let other = house.flows.add_items(run, "work", &payloads([json!(2)]), None, "ada").await.unwrap()[0].id.unwrap();
    let late = call.lock().unwrap().clone().unwrap();
    let refused = house.flows.registry().effects["queue.take"].run(late).await.unwrap_err();
    assert_eq!(refused.code, "EFFORT_OVER");
    assert_eq!(counts(&house, run, "work").await, [1, 1, 0, 0]);

    // Had it come a moment earlier, the transaction that journals the result gives back what the result does not have.
    let take = "update flows.work_items set status = 'processing', taker_run_id = $1, taker_step = 'take', taker_attempt = 1, taker_item = -1 where id = $2";
    client.execute(take, &[&run, &other]).await.unwrap();
    let release = db::queries::flows::queues::release_others();
    let over = release.bind(&client, &vec![run], &vec!["take"], &vec![1], &vec![-1], &vec![format!("{{{given}}}")]).one().await.unwrap();
    assert_eq!(over.released.len(), 1);
    let status = |id| {
        let client = &client;
        async move { flows::queues::item(client, run, "work", id).await.unwrap().status }
    };
    assert_eq!((status(given).await.as_str(), status(other).await.as_str()), ("processing", "pending"));
}

#[tokio::test(flavor = "multi_thread")]
async fn items_follow_their_steps_to_another_version_and_are_given_back_where_nobody_can_finish_them() {
    const TAKES: &str = "\
grammar: 4
name: moving
signals: {go: {}}
queues: {work: {}}
steps:
  - {id: take, work: {effect: {effect: queue.take, with: {queue: work, most: 1}}}}
  - {id: hold, needs: [take], work: {wait: {signal: go}}}
";
    let house = House::new().await;
    let engine = house.engine().await;
    let renamed = TAKES.replace("id: take", "id: fetch").replace("[take]", "[fetch]");
    let dropped = TAKES
        .replace("  - {id: take, work: {effect: {effect: queue.take, with: {queue: work, most: 1}}}}\n", "")
        .replace("needs: [take], ", "");
    let other = TAKES.replace("effect: queue.take, with: {queue: work, most: 1}", "effect: value");
    for text in [TAKES, &renamed, &dropped, &other] {
        house.flows.apply(house.owner, text, "test").await.unwrap();
    }
    let by = || Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    let moved = async |version: i32, new: Option<&str>| {
        let start = Start {
            plan: PlanSource::Flow { name: "moving".to_owned(), version: Some(1) },
            input: json!({}),
            attributes: Map::new(),
            idempotency_key: None,
            approved_in_advance: None,
        };
        let run = house.flows.start(house.owner, start).await.unwrap().run_id;
        engine.handle().nudge();
        house.flows.add_items(run, "work", &payloads([json!(1)]), None, "ada").await.unwrap();
        until("it holds an item", || async { counts(&house, run, "work").await[1] == 1 && !values(&house, run, "hold").await.is_empty() })
            .await;
        let mut mapping = machine::Mapping::default();
        if new != Some("take") {
            mapping.steps.insert("take".into(), new.map(Into::into));
        }
        house.flows.migrate(&engine.handle(), run, version, mapping, by()).await.unwrap();
        run
    };
    let taker = async |run: Uuid| {
        let client = house.database.connect(Identity::Service).await;
        let row =
            client.query_one("select taker_step, taker_attempt from flows.work_items where taker_run_id = $1", &[&run]).await.unwrap();
        (row.get::<_, String>(0), row.get::<_, i32>(1))
    };

    let run = moved(2, Some("fetch")).await;
    assert_eq!((taker(run).await, counts(&house, run, "work").await), (("fetch".to_owned(), 1), [0, 1, 0, 0]));
    // What a step has taken that is done anew is taken anew.
    let rerun = Request::Rerun { step: "fetch".into(), by: by(), reason: None, overrides: Value::Null };
    house.flows.ask(&engine.handle(), run, &rerun, "rerun").await.unwrap();
    until("it is taken anew", || async { taker(run).await == ("fetch".to_owned(), 2) }).await;

    let run = moved(3, None).await;
    assert_eq!(counts(&house, run, "work").await, [1, 0, 0, 0], "no step is left that took it");

    let run = moved(4, Some("take")).await;
    assert_eq!(counts(&house, run, "work").await, [0, 1, 0, 0], "a later step may still finish it");
    go(&house, &engine, run).await;
    assert_eq!(settled(&house, &engine, run).await.status, "completed");
    assert_eq!(counts(&house, run, "work").await, [1, 0, 0, 0]);
}

//! Work queues over HTTP: filled from outside and by a child, emptied by a loop of workers, looked at, mended.

use reqwest::Method;
use serde_json::{Value, json};

use crate::house::{House, id, items};

const FINDER: &str = "\
grammar: 4
name: finder
steps:
  - {id: tell, work: {effect: {effect: queue.add, with: {queue: orders, of: parent, payloads: '{{ input }}'}}}}
";

/// A loop of workers: each round takes what there is, does it, says what became of it, and begins again.
const SHOP: &str = "\
grammar: 4
name: shop
input: {type: object, properties: {round: {type: integer}}}
queues:
  orders: {order: priority, size: 10, dedupe: true, schema: {type: object, required: [n], properties: {n: {type: integer}}}}
steps:
  - id: find
    when: input.round == 0
    work: {effect: {effect: child, with: {flow: finder, input: [{n: 1}, {n: 2}, {n: 3}]}}}
  - id: take
    needs: [find]
    work: {effect: {effect: queue.take, with: {queue: orders, most: 2}}}
  - id: work
    needs: [take]
    work: {each: {items: steps.take.value.items, call: {effect: value, with: {id: '{{ item.id }}', attempt: '{{ item.attempt }}', status: '{{ \"failed\" if item.payload.n == 3 and item.attempt == 1 else \"completed\" }}'}}}}
  - id: say
    needs: [work]
    work: {effect: {effect: queue.finish, with: {queue: orders, items: '{{ steps.work.value }}', reason: 'round {{ input.round }}'}}}
  - id: next
    needs: [say, take]
    when: steps.take.value.because == 'items'
    work: {again: {input: {round: '{{ input.round + 1 }}'}}}
";

async fn until(house: &House, who: uuid::Uuid, address: &str, so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..1_500 {
        let shown = house.get(who, address).await.is(200);
        if so(&shown) {
            return shown;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{address} never became what it should: {}", house.get(who, address).await.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_and_people_fill_a_queue_that_a_loop_of_workers_empties() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    house.post(ann, "/api/v1/flows", json!({ "plan": FINDER })).await.is(201);
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": SHOP, "input": { "round": 0 } })).await.is(201);
    let address = format!("/api/v1/flow-runs/{}", id(&run));
    let queue = format!("{address}/queues/orders");
    until(&house, ann, &queue, |queue| queue["completed"] == 2 && queue["failed"] == 1).await;

    let listed = house.get(ann, &format!("{address}/queues")).await.is(200);
    let shown = &items(&listed)[0];
    assert_eq!(
        [&shown["queue_name"], &shown["priority"], &shown["max_size"], &shown["deduplicate"], &shown["auto_generated"], &shown["health"]],
        [&json!("orders"), &json!("priority"), &json!(10), &json!(true), &json!(true), &json!("healthy")]
    );
    assert_ne!(shown["run_id"], run["id"], "the queue went on with the run");

    // What failed is seen, and tried again.
    let failed = house.get(ann, &format!("{queue}/items?status=failed")).await.is(200);
    let failed = &items(&failed)[0];
    assert_eq!(
        (&failed["payload"], &failed["attempts"], failed["reason"].as_str().unwrap().starts_with("round")),
        (&json!({ "n": 3 }), &json!(1), true)
    );
    let item = format!("{queue}/items/{}", failed["id"].as_str().unwrap());
    house.post(ann, &format!("{item}/retry"), Value::Null).await.is(200);
    until(&house, ann, &item, |item| item["status"] == "completed").await;
    house.post(ann, &format!("{item}/retry"), Value::Null).await.refused(409, "ITEM_NOT_FAILED");

    // By the signal of the queue, and its query.
    let ended = house.post(ann, &format!("{address}/signals/orders"), json!({ "id": "s", "payload": { "n": 4 } })).await;
    ended.is(200);
    house.post(ann, &format!("{address}/signals/orders"), json!({ "payload": { "n": "x" } })).await.refused(422, "INVALID_ITEM");
    until(&house, ann, &format!("{address}/queries/orders"), |answer| answer["value"]["completed"] == 4).await;

    // A page is behind the last row of the one before.
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = house.get(ann, &format!("{queue}/items?limit=3{cursor}")).await.is(200);
        seen.extend(items(&page).iter().map(|item| item["id"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    seen.dedup();
    assert_eq!(seen.len(), 4);
    house.get(ann, &format!("{queue}/items?status=done")).await.refused(422, "INVALID_REQUEST");

    house.delete(ann, &item).await.is(204);
    house.get(ann, &item).await.refused(404, "UNKNOWN_ITEM");
    // Nothing more comes: the loop ends, and with it the run.
    until(&house, ann, &queue, |queue| queue["waiting_steps"] == 1).await;
    let closed = house.post(ann, &format!("{queue}/close"), Value::Null).await.is(200);
    assert!(closed["closed_at"].is_string(), "{closed}");
    house.post(ann, &format!("{queue}/items"), json!({ "item": { "payload": { "n": 9 } } })).await.refused(409, "QUEUE_CLOSED");
    let last = json!({ "id": closed["run_id"] });
    assert_eq!(house.flow_settled(ann, &last).await["status"], "completed");
    house.post(ann, &format!("{queue}/items"), json!({ "item": { "payload": { "n": 9 } } })).await.refused(409, "RUN_ENDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn items_are_added_once_for_a_key_and_refused_one_by_one() {
    const IDLE: &str = "\
grammar: 4
name: idle
signals: {go: {}}
queues: {small: {size: 2, dedupe: true}, large: {}}
steps:
  - {id: wait, work: {wait: {signal: go}}}
";
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": IDLE })).await.is(201);
    let address = format!("/api/v1/flow-runs/{}/queues", id(&run));
    let add = |queue: &str, body: Value, key: &str| {
        let request = house.request(Some(ann), Method::POST, &format!("{address}/{queue}/items")).header("idempotency-key", key);
        house.send(request.json(&body))
    };
    let three = json!({ "items": [{ "payload": "a" }, { "payload": "a" }, { "payload": "b" }, { "payload": "c" }] });
    for _ in 0..2 {
        let told = add("small", three.clone(), "one").await.is(200);
        let statuses: Vec<_> = told["results"].as_array().unwrap().iter().map(|item| item["status"].clone()).collect();
        assert_eq!((statuses, &told["added"]), (vec![json!("added"), json!("duplicate"), json!("added"), json!("full")], &json!(2)));
    }
    add("small", json!({ "items": [{ "payload": "z" }] }), "one").await.refused(409, "KEY_REUSED");
    add("small", json!({ "item": { "payload": "a" } }), "two").await.refused(409, "DUPLICATE_ITEM");
    add("small", json!({ "item": { "payload": "d" } }), "three").await.refused(409, "QUEUE_FULL");
    add("small", json!({ "item": { "payload": "d", "priority": 1 } }), "four").await.refused(422, "INVALID_ITEM");
    add("none", json!({ "item": { "payload": "d" } }), "five").await.refused(404, "UNKNOWN_QUEUE");
    for body in [json!({}), json!({ "items": [] }), json!({ "item": { "payload": 1 }, "items": [{ "payload": 1 }] }), json!({ "item": {} })]
    {
        add("small", body, "six").await.refused(422, "INVALID_REQUEST");
    }
    // More than an ordinary body may have, and more than a batch may.
    let large = |items: usize| json!({ "items": (0..items).map(|n| json!({ "payload": format!("{n}{}", "x".repeat(200_000)) })).collect::<Vec<_>>() });
    assert_eq!(add("large", large(20), "seven").await.is(200)["added"], 20);
    add("large", large(42), "eight").await.refused(413, "TOO_LARGE");
    let many: Vec<Value> = (0..1_001).map(|n| json!({ "payload": n })).collect();
    add("large", json!({ "items": many }), "nine").await.refused(413, "TOO_LARGE");
    let listed = house.get(ann, &format!("{address}/large/items?limit=1")).await.is(200);
    let item = &items(&listed)[0];
    assert_eq!(
        (&item["payload"], item["size_bytes"].as_i64().unwrap() > 200_000),
        (&Value::Null, true),
        "a list leaves large payloads out"
    );
    let whole = house.get(ann, &format!("{address}/large/items/{}", item["id"].as_str().unwrap())).await.is(200);
    assert!(whole["payload"].as_str().unwrap().len() > 200_000);
    // Somebody else's.
    let bob = house.user("bob").await;
    for (method, path) in [(Method::GET, ""), (Method::GET, "/small"), (Method::POST, "/small/close")] {
        house.send(house.request(Some(bob), method, &format!("{address}{path}"))).await.refused(404, "UNKNOWN_RUN");
    }
}

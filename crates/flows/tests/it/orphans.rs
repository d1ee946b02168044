//! A child that is started in the moment in which its parent's attempt ends: either the end finds it, or it is not started.

use std::sync::Arc;
use std::time::Duration;

use engine::{Blob, EffectCall, Produced};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Effort, Failure, Outputs};
use plan::Plan;
use serde_json::{Value, json};
use store::Identity;
use uuid::Uuid;

use crate::house::House;

const LEAF: &str = "grammar: 3\nname: leaf\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n";
const PARENT: &str = "grammar: 3\nname: p\nsteps:\n  - id: child\n    work: {effect: {effect: child, with: {flow: leaf, wait: false}}}\n";

struct Nothing;

impl Blob for Nothing {
    fn read(&self, _: &str) -> BoxFuture<'static, Result<Arc<[u8]>, Failure>> {
        std::future::pending().boxed()
    }
}

/// The parent's rows as they are while its step is under way.
async fn parent(house: &House) -> Uuid {
    let (id, client) = (Uuid::now_v7(), house.database.connect(Identity::Service).await);
    client
        .execute("insert into flows.runs (id, user_id, name, status, input) values ($1, $2, 'p', 'running', '{}')", &[&id, &house.owner])
        .await
        .unwrap();
    client
        .execute(
            "insert into flows.steps (run_id, step, attempt, position, status, started_at) values ($1, 'child', 1, 0, 'running', now())",
            &[&id],
        )
        .await
        .unwrap();
    id
}

fn starts(house: &House, run_id: Uuid) -> BoxFuture<'static, Result<Produced, Failure>> {
    let plan: Arc<Plan> = Arc::new(flows::Flows::check(PARENT, "test").unwrap().0);
    let (machine, _) = machine::Machine::start(plan.clone(), jiff::Timestamp::now(), Value::Null, None).unwrap();
    let upstream: Outputs = machine.outputs().clone();
    let call = EffectCall {
        run_id,
        owner: house.owner,
        effort: Effort { step: "child".into(), attempt: 1, item: None, undo: false },
        tried: 1,
        idempotency_key: format!("{run_id}/child/1/1"),
        input: json!({ "flow": "leaf", "wait": false }),
        run_input: Arc::new(Value::Null),
        upstream,
        repair: None,
        plan,
        payloads: Arc::new(Nothing),
    };
    house.flows.registry().effects["child"].run(call)
}

async fn children(house: &House, run_id: Uuid) -> i64 {
    let client = house.database.connect(Identity::Service).await;
    client.query_one("select count(*) from flows.runs where parent_id = $1", &[&run_id]).await.unwrap().get(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_whose_attempt_ends_while_it_is_started_is_not() {
    let house = House::new().await;
    house.flows.apply(house.owner, LEAF, "test").await.unwrap();
    let run_id = parent(&house).await;
    // As the projection does it: the row is held, then what ended is written.
    let mut client = house.database.connect(Identity::Service).await;
    let wave = client.transaction().await.unwrap();
    wave.query("select from flows.runs where id = $1 for no key update", &[&run_id]).await.unwrap();
    let started = tokio::spawn(starts(&house, run_id));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!started.is_finished(), "it must wait for what is being written about its parent");
    wave.execute("update flows.steps set status = 'failed' where run_id = $1", &[&run_id]).await.unwrap();
    wave.commit().await.unwrap();
    let failure = started.await.unwrap().unwrap_err();
    assert_eq!(failure.code, "ATTEMPT_OVER");
    assert_eq!(children(&house, run_id).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_meets_the_end_of_its_parent_holds_no_line_for_which_that_end_waits() {
    let house = House::new().await;
    let plan = "grammar: 4\nname: leaf\nadmission: {concurrency: {limit: 5}}\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n";
    house.flows.apply(house.owner, plan, "test").await.unwrap();
    // It makes the line.
    house.try_start(plan, json!({}), None).await.unwrap();
    let run_id = parent(&house).await;
    // As the projection does it: the row of the run that ends first, then the lines in which its children are.
    let mut client = house.database.connect(Identity::Service).await;
    let wave = client.transaction().await.unwrap();
    wave.query("select from flows.runs where id = $1 for no key update", &[&run_id]).await.unwrap();
    let started = tokio::spawn(starts(&house, run_id));
    tokio::time::sleep(Duration::from_millis(300)).await;
    wave.query("select from flows.lines order by id for update", &[]).await.unwrap();
    wave.execute("update flows.steps set status = 'failed' where run_id = $1", &[&run_id]).await.unwrap();
    wave.commit().await.unwrap();
    assert_eq!(started.await.unwrap().unwrap_err().code, "ATTEMPT_OVER");
    assert_eq!(children(&house, run_id).await, 0);
    assert_eq!(house.count("select count(*) from flows.places").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_child_is_started_for_a_run_that_cleans_up_but_by_its_undoing() {
    let house = House::new().await;
    house.flows.apply(house.owner, LEAF, "test").await.unwrap();
    let run_id = parent(&house).await;
    let client = house.database.connect(Identity::Service).await;
    client.execute("update flows.runs set failure = '{\"cleaning_up\": true}' where id = $1", &[&run_id]).await.unwrap();
    assert_eq!(starts(&house, run_id).await.unwrap_err().code, "ATTEMPT_OVER");
    client.execute("update flows.runs set failure = null where id = $1", &[&run_id]).await.unwrap();
    assert!(starts(&house, run_id).await.is_ok());
    assert_eq!(children(&house, run_id).await, 1);
}

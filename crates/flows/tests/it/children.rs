//! Runs below runs: many at once, each once, and none left when nobody wants them.

use std::time::Duration;

use engine::Request;
use flows::{PlanSource, Start, read};
use machine::Actor;
use serde_json::{Map, Value, json};
use store::Identity;

use crate::house::House;

const LEAF: &str = "\
grammar: 3
name: leaf
input: {type: object, properties: {n: {type: integer}}, required: [n]}
output: '{{ {\"n\": input.n} }}'
steps:
  - id: a
    work: {effect: {effect: value}}
";

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_children_start_at_once_and_all_are_joined() {
    const TREE: &str = "\
grammar: 3
name: tree
output: '{{ steps.all.value | length }}'
steps:
  - id: all
    work: {each: {items: 'range(300) | list', call: {effect: child, with: {flow: leaf, input: {n: '{{ item }}'}}}}}
";
    let house = House::new().await;
    house.flows.apply(house.owner, LEAF, "test").await.unwrap();
    let engine = house.engine().await;
    let (run, _) = house.run(&engine, TREE, json!({})).await;
    assert_eq!((run.status.as_str(), run.output), ("completed", Some(json!(300))));
    let client = house.database.connect(Identity::Service).await;
    let children: i64 = client.query_one("select count(*) from flows.runs where parent_id = $1", &[&run.id]).await.unwrap().get(0);
    assert_eq!(children, 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_that_is_its_own_child_ends_at_a_bound() {
    const SELF: &str = "\
grammar: 1
name: itself
steps:
  - id: again
    work: {effect: {effect: child, with: {flow: itself}}}
    gate: {max_attempts: 1, on_exhausted: fail}
";
    let house = House::new().await;
    house.flows.apply(house.owner, SELF, "test").await.unwrap();
    let engine = house.engine().await;
    let (run, _) = house.run(&engine, SELF, json!({})).await;
    assert_eq!(run.status, "failed");
    let client = house.database.connect(Identity::Service).await;
    let deepest: i32 = client.query_one("select max(depth) from flows.runs", &[]).await.unwrap().get(0);
    assert_eq!(deepest, 20);
    let open: i64 = client.query_one("select count(*) from flows.runs where ended_at is null", &[]).await.unwrap().get(0);
    assert_eq!(open, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_child_did_is_taken_back_by_another_one() {
    const BOOKS: &str = "\
grammar: 3
name: books
steps:
  - id: book
    work: {effect: {effect: child, with: {flow: leaf, input: {n: 1}}}}
    undo: {effect: child, with: {flow: leaf, input: {n: -1}}}
  - id: fails
    needs: [book]
    work: {effect: {effect: http.request, with: {url: nonsense}}}
    gate: {max_attempts: 1, on_exhausted: fail}
";
    let house = House::new().await;
    house.flows.apply(house.owner, LEAF, "test").await.unwrap();
    let engine = house.engine().await;
    let (run, steps) = house.run(&engine, BOOKS, json!({})).await;
    assert_eq!(run.status, "failed");
    assert_eq!(steps[0].undo.as_ref().unwrap()["status"], "done", "{steps:?}");
    let client = house.database.get(Identity::Service).await.unwrap();
    let children = read::children(&client, run.id).await.unwrap();
    let inputs: Vec<_> = children.iter().map(|child| (child.input["n"].clone(), child.status.as_str())).collect();
    assert_eq!(inputs, [(json!(1), "completed"), (json!(-1), "completed")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_round_of_a_loop_started_goes_on() {
    const WAITS: &str = "\
grammar: 2
name: waits
signals: {on: {}}
steps:
  - id: wait
    work: {wait: {signal: on}}
";
    const ROUNDS: &str = "\
grammar: 4
name: rounds
signals: {on: {}}
steps:
  - id: start
    work: {effect: {effect: child, with: {flow: waits, wait: false, on_parent_end: cancel}}}
  - id: hold
    needs: [start]
    when: round == 2
    work: {wait: {signal: on}}
  - id: again
    needs: [hold]
    work: {repeat: {from: start, while: round < 2, at_most: 2}}
";
    let house = House::new().await;
    house.flows.apply(house.owner, WAITS, "test").await.unwrap();
    let engine = house.engine().await;
    let start = Start {
        plan: PlanSource::Text { text: ROUNDS.to_owned(), origin: "test".to_owned() },
        input: Value::Null,
        attributes: Map::new(),
        idempotency_key: None,
        approved_in_advance: None,
    };
    let run_id = house.flows.start(house.owner, start).await.unwrap().run_id;
    engine.handle().nudge();
    let children = async |wanted: usize| {
        for _ in 0..500 {
            let client = house.database.get(Identity::Service).await.unwrap();
            let children = read::children(&client, run_id).await.unwrap();
            let steps = read::steps(&client, run_id).await.unwrap();
            if children.len() == wanted && steps.iter().any(|step| step.step == "hold" && step.status == "running") {
                return children.into_iter().map(|child| child.id).collect::<Vec<_>>();
            }
            drop(client);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("there are never {wanted} children");
    };
    let two = children(2).await;
    let by = Actor { id: house.owner.to_string(), via: "test".to_owned(), roles: Vec::new() };
    let rerun = Request::Rerun { step: "start".into(), by, reason: None, overrides: Value::Null };
    house.flows.ask(&engine.handle(), run_id, &rerun, "rerun").await.unwrap();
    let three = children(3).await;
    let second = three.iter().find(|child| **child == two[1]).unwrap();
    tokio::time::timeout(Duration::from_secs(60), engine.handle().settled(*second)).await.expect("it ends").unwrap();
    let client = house.database.get(Identity::Service).await.unwrap();
    let mut status = Vec::new();
    for child in &three {
        status.push(read::run(&client, *child).await.unwrap().unwrap().status);
    }
    assert_eq!(status[1], "cancelled", "the round that was done anew did not count: {status:?}");
    assert!(status[0] != "cancelled" && status[2] != "cancelled", "{status:?}");
}

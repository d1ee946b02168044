//! Runs below runs: many at once, each once, and none left when nobody wants them.

use flows::read;
use serde_json::json;
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

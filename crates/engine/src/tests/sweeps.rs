//! Crashes at every journal write, and every effect delivered twice.

use serde_json::{Value, json};

use super::world::*;
use crate::{Registry, Request, Sweep, sweep};

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

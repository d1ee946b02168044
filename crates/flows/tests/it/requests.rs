//! `http.request` against a server that answers as it is told.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::house::House;

/// Answers `/echo` with what it was sent, and `/flaky` well from the third time on.
async fn server() -> SocketAddr {
    let asked = Arc::new(AtomicU32::new(0));
    let router = Router::new()
        .route(
            "/echo",
            post(|headers: HeaderMap, body: String| async move {
                let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
                axum::Json(json!({ "body": serde_json::from_str::<Value>(&body).unwrap_or(Value::Null), "key": key }))
            }),
        )
        .route(
            "/flaky",
            get(|State(asked): State<Arc<AtomicU32>>| async move {
                if asked.fetch_add(1, Ordering::SeqCst) < 2 {
                    (StatusCode::SERVICE_UNAVAILABLE, "not yet")
                } else {
                    (StatusCode::OK, "well")
                }
            }),
        )
        .route("/slow", get(|| async { tokio::time::sleep(std::time::Duration::from_secs(600)).await }))
        .route("/no", get(|| async { (StatusCode::FORBIDDEN, "never") }))
        .route("/large", get(|| async { "x".repeat(100_000) }))
        .with_state(asked);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

fn plan(with: &str) -> String {
    format!(
        "grammar: 1\nname: ask\nsteps:\n  - id: ask\n    work: {{effect: {{effect: http.request, with: {with}}}}}\n    retry: {{max_tries: 5, initial_ms: 1}}\n    gate: {{max_attempts: 1, on_exhausted: fail}}\n"
    )
}

#[tokio::test]
async fn every_effect_that_a_plan_may_name_is_registered_and_no_other() {
    let registered: Vec<String> = House::new().await.flows.registry().effects.into_keys().collect();
    let mut named = flows::EFFECTS.to_vec();
    named.sort_unstable();
    assert_eq!(registered, named);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_asks_a_server_and_later_steps_read_its_answer() {
    let (house, server) = (House::new().await, server().await);
    let engine = house.engine().await;
    let (run, steps) = house
        .run(&engine, &plan(&format!("{{method: post, url: 'http://{server}/echo', json: {{a: '{{{{ input.n }}}}'}}}}")), json!({ "n": 7 }))
        .await;
    assert_eq!(run.status, "completed", "{run:?}");
    let value = steps[0].value.as_ref().unwrap();
    assert_eq!((&value["status"], &value["body"]["body"]), (&json!(200), &json!({ "a": 7 })));
    assert_eq!(value["body"]["key"], json!(format!("{}/ask/1/1", run.id)), "the try's own key goes along");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_busy_is_asked_again_and_one_that_says_no_is_not() {
    let (house, server) = (House::new().await, server().await);
    let engine = house.engine().await;
    let (run, steps) = house.run(&engine, &plan(&format!("{{url: 'http://{server}/flaky'}}")), Value::Null).await;
    assert_eq!((run.status.as_str(), steps[0].tries), ("completed", 3));
    let (run, steps) = house.run(&engine, &plan(&format!("{{url: 'http://{server}/no'}}")), Value::Null).await;
    assert_eq!((run.status.as_str(), steps[0].tries), ("failed", 1));
    assert_eq!(run.failure.unwrap()["code"], "HTTP_403");
    let (run, _) = house.run(&engine, &plan(&format!("{{url: 'http://{server}/no', expect: [403]}}")), Value::Null).await;
    assert_eq!(run.status, "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_answer_in_time_is_a_time_out() {
    let (house, server) = (House::new().await, server().await);
    let engine = house.engine().await;
    let slow = plan(&format!("{{url: 'http://{server}/slow'}}")).replace("max_tries: 5,", "never: [TIMEOUT], max_tries: 5,");
    let (run, steps) = house
        .run(&engine, &slow.replace("grammar: 1", "grammar: 3").replace("    retry:", "    timeout_ms: 300\n    retry:"), Value::Null)
        .await;
    assert_eq!((run.failure.unwrap()["code"].as_str(), steps[0].tries), (Some("TIMEOUT"), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_answer_becomes_a_file() {
    let (house, server) = (House::new().await, server().await);
    let engine = house.engine().await;
    let (run, steps) =
        house.run(&engine, &plan(&format!("{{url: 'http://{server}/large', save_as: answers/large.txt}}")), Value::Null).await;
    assert_eq!(run.status, "completed");
    assert_eq!((steps[0].files[0].path.as_str(), steps[0].files[0].size_bytes), ("answers/large.txt", 100_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_private_is_not_asked_unless_allowed() {
    let (house, server) = (House::new().await, server().await);
    let closed = House { flows: flows::Flows::new((*house.database).clone(), false), ..house };
    let engine = closed.engine().await;
    let (run, _) = closed.run(&engine, &plan(&format!("{{url: 'http://{server}/echo'}}")), Value::Null).await;
    assert_eq!(run.status, "failed");
    assert!(run.failure.unwrap()["message"].as_str().unwrap().contains("private address"));
}

//! Webhooks out: written with what they tell, signed, tried again.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::{Dispatcher, Settings};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

use crate::house::{House, id, items};

/// What a receiver got, try by try.
#[derive(Clone, Default)]
struct Received {
    tries: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    /// How many tries are refused first.
    refuses: usize,
}

async fn receive(State(received): State<Received>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut tries = received.tries.lock().unwrap();
    tries.push((headers, String::from_utf8(body.to_vec()).unwrap()));
    if tries.len() <= received.refuses { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::NO_CONTENT }
}

/// A receiver on the loopback interface.
async fn receiver(refuses: usize) -> (String, Received) {
    let received = Received { refuses, ..Received::default() };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().route("/hook", post(receive)).with_state(received.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, received)
}

fn private() -> Settings {
    Settings { webhooks_to_private_addresses: true, ..Settings::default() }
}

fn dispatcher(house: &House, to_private: bool, backoff: Duration) -> tokio::task::JoinHandle<()> {
    let dispatcher = Dispatcher::new((*house.database).clone(), to_private).unwrap().with_backoff(vec![backoff; 3]);
    tokio::spawn(dispatcher.work())
}

/// The deliveries of a webhook, once every one has come to an end.
async fn ended(house: &House, who: uuid::Uuid, hook: &Value, count: usize) -> Vec<Value> {
    for _ in 0..600 {
        let found = house.get(who, &format!("/api/v1/webhooks/{}/deliveries", id(hook))).await.is(200);
        let found = items(&found).clone();
        if found.len() >= count && found.iter().all(|delivery| delivery["status"] != "pending") {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the deliveries do not end");
}

fn signature_of(secret: &str, headers: &HeaderMap, body: &str) -> String {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp")).as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_told_signed_and_tried_again_until_the_receiver_takes_it() {
    let house = House::with(private()).await;
    let (ann, bob) = (house.user("ann").await, house.user("bob").await);
    let (url, received) = receiver(2).await;
    let new = json!({ "url": url, "events": ["run.started", "run.paused"], "description": "mine" });
    let hook = house.post(ann, "/api/v1/webhooks", new).await.is(201);
    let secret = hook["secret"].as_str().unwrap().to_owned();
    let run = house.run(ann).await;
    house.run(bob).await;
    // The outbox was written with the run's rows, though nobody dispatched yet.
    let waiting = house.get(ann, &format!("/api/v1/webhooks/{}/deliveries", id(&hook))).await.is(200);
    let told: Vec<&str> = items(&waiting).iter().map(|delivery| delivery["event"].as_str().unwrap()).collect();
    assert_eq!(told.len(), 2, "of Ann's run only: {told:?}");
    let working = dispatcher(&house, true, Duration::from_millis(50));
    let deliveries = ended(&house, ann, &hook, 2).await;
    working.abort();
    assert!(deliveries.iter().all(|delivery| delivery["status"] == "delivered" && delivery["response_status"] == 204), "{deliveries:?}");
    assert_eq!(deliveries.iter().map(|delivery| delivery["attempts"].as_i64().unwrap()).sum::<i64>(), 4, "two tries were refused");
    let tries = received.tries.lock().unwrap().clone();
    assert_eq!(tries.len(), 4);
    for (headers, body) in &tries {
        assert_eq!(headers["webhook-signature"], signature_of(&secret, headers, body).as_str());
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["data"]["run_id"], json!(id(&run)));
    }
    let ids: std::collections::BTreeSet<&str> = tries.iter().map(|(headers, _)| headers["webhook-id"].to_str().unwrap()).collect();
    assert_eq!(ids.len(), 2, "every try of a delivery has the same id");
    assert_eq!(house.get(ann, &format!("/api/v1/webhooks/{}", id(&hook))).await.is(200)["last_delivery_status"], "delivered");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_receiver_takes_is_given_up() {
    let house = House::with(private()).await;
    let ann = house.user("ann").await;
    let (url, received) = receiver(usize::MAX).await;
    let hook = house.post(ann, "/api/v1/webhooks", json!({ "url": url, "events": ["run.failed"] })).await.is(201);
    assert_eq!(house.post(ann, &format!("/api/v1/webhooks/{}/test", id(&hook)), json!(null)).await.status, 202);
    let working = dispatcher(&house, true, Duration::from_millis(20));
    let deliveries = ended(&house, ann, &hook, 1).await;
    working.abort();
    assert_eq!((&deliveries[0]["event"], &deliveries[0]["status"]), (&json!("webhook.test"), &json!("failed")));
    assert_eq!((&deliveries[0]["attempts"], &deliveries[0]["response_status"]), (&json!(4), &json!(500)));
    assert_eq!(deliveries[0]["next_attempt_at"], json!(null));
    assert_eq!(received.tries.lock().unwrap().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn private_addresses_are_refused_when_kept_and_when_called() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let (url, received) = receiver(0).await;
    for private in [url.as_str(), "http://localhost/x", "http://[::1]/x", "http://169.254.169.254/", "ftp://example.com/", "x"] {
        let new = json!({ "url": private, "events": ["run.failed"] });
        house.post(ann, "/api/v1/webhooks", new).await.refused(422, "INVALID_REQUEST");
    }
    // One that was kept while it was allowed is not called when it no longer is.
    let hook = house.post(ann, "/api/v1/webhooks", json!({ "url": "https://example.com/x", "events": ["run.failed"] })).await.is(201);
    let client = house.database.connect(testkit::Identity::Service).await;
    client.execute("update content.webhooks set url = $1", &[&url]).await.unwrap();
    house.post(ann, &format!("/api/v1/webhooks/{}/test", id(&hook)), json!(null)).await;
    let working = dispatcher(&house, false, Duration::from_millis(20));
    let deliveries = ended(&house, ann, &hook, 1).await;
    working.abort();
    assert_eq!((&deliveries[0]["status"], &deliveries[0]["attempts"]), (&json!("failed"), &json!(1)));
    assert!(deliveries[0]["last_error"].as_str().unwrap().contains("private address"));
    assert!(received.tries.lock().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_made_once_for_a_key_and_shows_its_secret_once() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let new = json!({ "url": "https://example.com/x", "events": ["run.completed"] });
    let send =
        |body: &Value| house.send(house.request(Some(ann), Method::POST, "/api/v1/webhooks").header("idempotency-key", "k").json(body));
    let made = send(&new).await.is(201);
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    let again = send(&new).await.is(200);
    assert_eq!((id(&again), &again["secret"]), (id(&made), &json!(null)));
    send(&json!({ "url": "https://example.com/y", "events": ["run.completed"] })).await.refused(409, "KEY_REUSED");
    let path = format!("/api/v1/webhooks/{}", id(&made));
    assert!(house.get(ann, &path).await.is(200).get("secret").is_none());
    let changed = house.patch(ann, &path, json!({ "is_active": false, "events": ["run.failed", "run.paused"] })).await.is(200);
    assert_eq!((&changed["is_active"], &changed["events"]), (&json!(false), &json!(["run.failed", "run.paused"])));
    for wrong in
        [json!({ "secret": "whsec_x" }), json!({ "user_id": house.admin }), json!({ "events": [] }), json!({ "events": ["run.lost"] })]
    {
        house.patch(ann, &path, wrong).await.refused(422, "INVALID_REQUEST");
    }
    assert_eq!(items(&house.get(house.admin, "/api/v1/webhooks?scope=all").await.is(200)).len(), 1);
    assert_eq!(house.delete(ann, &path).await.status, 204);
    house.get(ann, &path).await.refused(404, "UNKNOWN_WEBHOOK");
}

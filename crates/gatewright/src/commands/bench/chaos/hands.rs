//! A worker elsewhere: polls a queue over HTTP, and hands its results in until somebody has said what became of them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::fleet::Fleet;
use super::ledger::Ledger;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(50);

/// Results that the API has said were taken: the delivery of each key.
#[derive(Default)]
pub(super) struct Accepted(Mutex<HashMap<String, u64>>);

impl Accepted {
    pub(super) fn all(&self) -> HashMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Works for as long as somebody awaits it.
pub(super) async fn work(client: &reqwest::Client, fleet: &Fleet, token: &str, ledger: &Arc<Ledger>, accepted: &Accepted) -> Infallible {
    let mut ended: Vec<Value> = Vec::new();
    for turn in 0_usize.. {
        let urls = fleet.urls();
        let Some(url) = urls.get(turn % urls.len().max(1)) else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let poll = json!({ "queue": "chaos", "worker": "bench", "max": 20, "wait_ms": 300, "lease_ms": 3_000, "completed": ended });
        let asked = client.post(format!("{url}/api/v1/tasks/poll")).bearer_auth(token).timeout(PATIENCE);
        let asked = asked.header("content-type", "application/json").body(poll.to_string());
        let polled = async { asked.send().await?.error_for_status()?.text().await };
        // Whoever is asked may die in this moment, and the next one is asked the same.
        let Ok(Ok(polled)) = polled.await.map(|text| serde_json::from_str::<Value>(&text)) else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        for (handed, result) in ended.iter().zip(polled["results"].as_array().into_iter().flatten()) {
            if let (Some("accepted"), Some(key), Some(delivery)) =
                (result["state"].as_str(), handed["id"].as_str(), handed["value"]["delivery"].as_u64())
            {
                accepted.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), delivery);
            }
        }
        ended.clear();
        for task in polled["tasks"].as_array().into_iter().flatten() {
            let key = task["idempotency_key"].as_str().unwrap_or_default();
            let delivery = ledger.delivered(key);
            ledger.done();
            ended.push(json!({ "id": task["id"], "token": task["token"], "value": { "key": key, "delivery": delivery } }));
        }
    }
    std::future::pending().await
}

//! What effects did, written down outside of everything that may die: an HTTP server of the bench that counts deliveries by idempotency key.
//!
//! Each answer carries the number of its delivery, so that the journal says which delivery's result was taken.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How long a piece of work takes.
const WORK: Duration = Duration::from_millis(15);

/// Deliveries by idempotency key.
#[derive(Default)]
pub(super) struct Ledger {
    deliveries: Mutex<HashMap<String, Vec<Timestamp>>>,
    done: AtomicU64,
}

impl Ledger {
    /// Notes a delivery that begins: the how-many-th of its key.
    pub(super) fn delivered(&self, key: &str) -> usize {
        let mut deliveries = self.deliveries.lock().unwrap_or_else(PoisonError::into_inner);
        let moments = deliveries.entry(key.to_owned()).or_default();
        moments.push(Timestamp::now());
        moments.len()
    }

    /// Notes that a piece of work was done.
    pub(super) fn done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Pieces of work done so far.
    pub(super) fn count(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// When each delivery of a key came.
    pub(super) fn deliveries(&self, key: &str) -> Vec<Timestamp> {
        self.deliveries.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned().unwrap_or_default()
    }

    /// Keys, and those that were delivered more than once.
    pub(super) fn keys(&self) -> (usize, usize) {
        let deliveries = self.deliveries.lock().unwrap_or_else(PoisonError::into_inner);
        (deliveries.len(), deliveries.values().filter(|moments| moments.len() > 1).count())
    }
}

/// The server; it ends when dropped.
pub(super) struct LedgerServer {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl LedgerServer {
    pub(super) async fn start(ledger: Arc<Ledger>) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let router = Router::new().route("/work", post(work)).route("/flaky", post(flaky)).with_state(ledger);
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the ledger's server ended: {error}");
            }
        });
        Ok(Self { address, serving })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for LedgerServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn key(headers: &HeaderMap) -> &str {
    headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default()
}

async fn work(State(ledger): State<Arc<Ledger>>, headers: HeaderMap) -> Json<Value> {
    let key = key(&headers);
    let delivery = ledger.delivered(key);
    tokio::time::sleep(WORK).await;
    ledger.done();
    Json(json!({ "key": key, "delivery": delivery }))
}

/// Fails the first try, whoever delivers it and however often.
async fn flaky(state: State<Arc<Ledger>>, headers: HeaderMap) -> Response {
    if key(&headers).ends_with("/1") {
        state.delivered(key(&headers));
        return (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response();
    }
    work(state, headers).await.into_response()
}

//! Counters of this process.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use engine::Statistics;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Seconds; most answers take a few milliseconds, model calls are not among them.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    /// The route's pattern, never the path: ids would make a series each.
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    method: String,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByStatus {
    status: String,
}

/// What this process counts.
pub(crate) struct Metrics {
    requests: Family<Answered, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self { requests: Family::default(), seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)) }
    }
}

impl Metrics {
    /// Counts an answer.
    pub(crate) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let (method, route) = (method.to_owned(), route.to_owned());
        self.seconds.get_or_create(&Route { method: method.clone(), route: route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&Answered { method, route, status }).inc();
    }

    /// Everything, with what the database and the engine say now.
    pub(crate) fn encode(&self, runs: &[(String, i64)], engine: &Statistics, password_hashes: u64) -> Result<String, fmt::Error> {
        let mut registry = Registry::with_prefix("gatewright");
        registry.register("http_requests", "Requests answered", self.requests.clone());
        registry.register("http_request_seconds", "Time until the answer began", self.seconds.clone());
        let by_status = Family::<ByStatus, Gauge>::default();
        for (status, count) in runs {
            by_status.get_or_create(&ByStatus { status: status.clone() }).set(*count);
        }
        registry.register("runs", "Runs by status", by_status);
        for (name, help, value) in [
            ("engine_waves", "Commits of the engine of this process", engine.waves),
            ("engine_entries", "Journal entries in them", engine.entries),
            ("engine_answers", "Requests to runs answered in them", engine.answers),
            ("password_hashes", "Password hashes computed by this process", password_hashes),
        ] {
            let counter = Counter::<u64, AtomicU64>::default();
            counter.inc_by(value);
            registry.register(name, help, counter);
        }
        let shards = Gauge::<i64>::default();
        shards.set(i64::try_from(engine.shards).unwrap_or(i64::MAX));
        registry.register("engine_shards", "Shards this process owns", shards);
        let mut out = String::new();
        text::encode(&mut out, &registry)?;
        Ok(out)
    }
}

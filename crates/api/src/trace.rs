//! A request's place in its caller's trace (W3C Trace Context).

use axum::http::HeaderMap;
use opentelemetry::global;
use opentelemetry::propagation::Extractor;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Puts the request's span below the caller's, where it names one and traces are kept at all.
pub(crate) fn follow(span: &Span, headers: &HeaderMap) {
    let caller = global::get_text_map_propagator(|propagator| propagator.extract(&Headers(headers)));
    // Without a layer that keeps traces there is nothing to follow.
    let _ = span.set_parent(caller);
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(|name| name.as_str()).collect()
    }
}

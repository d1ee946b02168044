//! Ids of traces: random, but for the span that stands for a whole run.

use std::cell::Cell;

use engine::RunId;
use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator};

thread_local! {
    /// The run whose own span is being started on this thread.
    static RUN: Cell<Option<RunId>> = const { Cell::new(None) };
}

/// Gives the span of a run the ids that its steps name as their parent, whichever process they ran in.
#[derive(Debug, Default)]
pub(super) struct RunIds(RandomIdGenerator);

impl IdGenerator for RunIds {
    fn new_trace_id(&self) -> TraceId {
        RUN.get().map_or_else(|| self.0.new_trace_id(), trace_id)
    }

    fn new_span_id(&self) -> SpanId {
        RUN.get().map_or_else(|| self.0.new_span_id(), span_id)
    }
}

/// Starts the span of a run; `start` must do so on this thread.
pub(super) fn as_run<T>(run: RunId, start: impl FnOnce() -> T) -> T {
    RUN.set(Some(run));
    let started = start();
    RUN.set(None);
    started
}

/// The span of a run, as its steps see it.
pub(super) fn context(run: RunId) -> SpanContext {
    SpanContext::new(trace_id(run), span_id(run), TraceFlags::SAMPLED, true, TraceState::default())
}

fn trace_id(run: RunId) -> TraceId {
    TraceId::from_bytes(run.into_bytes())
}

/// The random half of the run's id.
fn span_id(run: RunId) -> SpanId {
    let [.., a, b, c, d, e, f, g, h] = run.into_bytes();
    SpanId::from_bytes([a, b, c, d, e, f, g, h])
}

//! Spans of runs: one for each attempt and each evaluation of a gate, and one for the run itself once it has ended.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use deadpool_postgres::Transaction;
use engine::{Awaited, CheckCall, Checker, Effect, EffectCall, Mark, Produced, ProjectError, Projected, Projector, Registry, RunId};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Entry, Failure, Verdict, VerdictOutcome};
use opentelemetry::trace::{Span as _, SpanBuilder, SpanKind, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue, global};
use store::StoreError;
use tracing::{Instrument, Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::ids;

/// Wraps every effect and the checker, and watches for the ends of runs.
pub(super) fn traced(registry: Registry) -> Registry {
    let effects = registry.effects.into_iter();
    let effects = effects.map(|(name, inner)| (name.clone(), Arc::new(TracedEffect { name, inner }) as Arc<dyn Effect>)).collect();
    let checker = registry.checker.map(|inner| Arc::new(TracedChecker(inner)) as Arc<dyn Checker>);
    let mut projectors = registry.projectors;
    projectors.push(Arc::new(RunSpans));
    Registry { effects, checker, projectors, ..registry }
}

struct TracedEffect {
    name: String,
    inner: Arc<dyn Effect>,
}

impl Effect for TracedEffect {
    fn is_elsewhere(&self) -> bool {
        self.inner.is_elsewhere()
    }

    fn park(&self, tries: Vec<Awaited>) -> BoxFuture<'static, Result<Vec<Mark>, StoreError>> {
        self.inner.park(tries)
    }

    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let span = tracing::info_span!(
            "step",
            otel.name = format!("step {}", call.effort.step),
            otel.status_code = field::Empty,
            error.type = field::Empty,
            gatewright.run.id = %call.run_id,
            gatewright.step.id = %call.effort.step,
            gatewright.step.attempt = call.effort.attempt,
            gatewright.step.try = call.tried,
            gatewright.effect = self.name,
        );
        adopt(&span, call.run_id);
        // Some of an effect's work is done before its future is first polled.
        let work = span.in_scope(|| self.inner.run(call));
        let recorded = span.clone();
        async move {
            let ended = work.await;
            if let Err(failure) = &ended {
                failed(&recorded, failure);
            }
            ended
        }
        .instrument(span)
        .boxed()
    }
}

struct TracedChecker(Arc<dyn Checker>);

impl Checker for TracedChecker {
    fn check(&self, call: CheckCall) -> BoxFuture<'static, Result<Verdict, Failure>> {
        let span = tracing::info_span!(
            "check",
            otel.name = format!("check {}", call.effort.step),
            otel.status_code = field::Empty,
            error.type = field::Empty,
            gatewright.run.id = %call.run_id,
            gatewright.step.id = %call.effort.step,
            gatewright.step.attempt = call.effort.attempt,
            gatewright.verdict = field::Empty,
        );
        adopt(&span, call.run_id);
        let work = span.in_scope(|| self.0.check(call));
        let recorded = span.clone();
        async move {
            let ended = work.await;
            match &ended {
                // A gate that finds something has done its work: its verdict is no error of the program.
                Ok(verdict) => drop(recorded.record("gatewright.verdict", word(verdict.outcome))),
                Err(failure) => failed(&recorded, failure),
            }
            ended
        }
        .instrument(span)
        .boxed()
    }
}

/// Puts a span below its run's.
fn adopt(span: &Span, run: RunId) {
    if let Err(error) = span.set_parent(Context::new().with_remote_span_context(ids::context(run))) {
        tracing::debug!(%run, %error, "a span stands outside its run's trace");
    }
}

/// Its code alone: a message may quote what a model said.
fn failed(span: &Span, failure: &Failure) {
    span.record("otel.status_code", "error");
    span.record("error.type", failure.code.as_str());
}

fn word(outcome: VerdictOutcome) -> &'static str {
    match outcome {
        VerdictOutcome::Pass => "pass",
        VerdictOutcome::Warn => "warn",
        VerdictOutcome::Fail => "fail",
        VerdictOutcome::Error => "error",
    }
}

/// Tells of each run that ended. Told before the commit, like every projector: where that fails, the same span is told again.
struct RunSpans;

impl Projector for RunSpans {
    fn project<'a>(&'a self, _: &'a Transaction<'_>, wave: &'a [Projected]) -> BoxFuture<'a, Result<(), ProjectError>> {
        wave.iter().for_each(tell);
        async { Ok(()) }.boxed()
    }
}

fn tell(projected: &Projected) {
    let status = match &projected.recorded.entry {
        Entry::RunCompleted { .. } | Entry::RunContinued { .. } => Status::Ok,
        Entry::RunFailed { failure, .. } => Status::error(failure.code.clone()),
        Entry::RunCancelled { .. } => Status::error("cancelled"),
        _ => return,
    };
    let run = projected.run_id;
    let plan = &projected.plan.name;
    let began = run.get_timestamp().map(|timestamp| timestamp.to_unix());
    let builder = SpanBuilder::from_name(format!("run {plan}"))
        .with_kind(SpanKind::Internal)
        .with_attributes([KeyValue::new("gatewright.run.id", run.to_string()), KeyValue::new("gatewright.plan", plan.clone())])
        .with_start_time(began.map_or_else(SystemTime::now, |(s, nanos)| SystemTime::UNIX_EPOCH + Duration::new(s, nanos)));
    let tracer = global::tracer_provider().tracer("gatewright");
    let mut span = ids::as_run(run, || tracer.build_with_context(builder, &Context::new()));
    span.set_status(status);
    // Now, and not the entry's business time: the spans below end by the same clock, and none ends after its run.
    span.end();
}

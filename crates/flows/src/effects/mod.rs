//! What the steps of a flow do.

mod child;
mod http;
mod signal;
mod value;

use std::sync::Arc;

use engine::{Effect, EffectCall, Produced, Registry, WakeBell};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Effort, Failure, FailureClass, Meter};
use plan::queue_effects;
use serde_json::Value;

use crate::checker::FlowChecker;
use crate::project::FlowProjector;
use crate::queues;
use crate::service::Flows;
use crate::tasks::Task;

/// Every effect there is for flows.
pub const NAMES: &[&str] = &[
    "value",
    "http.request",
    "task",
    "child",
    "signal",
    queue_effects::ADD,
    queue_effects::TAKE,
    queue_effects::FINISH,
    queue_effects::DRAINED,
    queue_effects::CLOSE,
];

/// Effects, checker and projector for the engine.
pub(crate) fn registry(flows: &Flows) -> Registry {
    let http = http::HttpRequest::new(flows.asks_private_addresses());
    let wakes = WakeBell::default();
    let mut registry = Registry {
        checker: Some(Arc::new(FlowChecker)),
        projectors: vec![Arc::new(FlowProjector::new(
            flows.schedules_changed().clone(),
            flows.children().clone(),
            flows.queues().clone(),
            wakes.clone(),
        ))],
        wakes,
        ..Registry::default()
    };
    let mut add = |name: &str, effect: Arc<dyn Effect>| {
        registry.effects.insert(name.to_owned(), effect);
    };
    add("value", Arc::new(Plain(value::run)));
    add("http.request", Arc::new(http));
    add("task", Arc::new(Task(flows.board().clone())));
    add("child", Arc::new(child::Child(flows.clone())));
    add("signal", Arc::new(signal::Signal(flows.clone())));
    queues::register(flows, add);
    registry
}

/// An effect that is a function of its arguments.
struct Plain(fn(Value) -> Result<Produced, Failure>);

impl Effect for Plain {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let done = (self.0)(call.input);
        async move { done }.boxed()
    }
}

/// What an effort is, the same for every try and delivery of it, and another for what takes it back.
pub(crate) fn cause(effort: &Effort) -> String {
    let Effort { step, attempt, item, undo } = effort;
    format!("{step}/{attempt}/{}{}", item.map_or(-1, i64::from), if *undo { "/undo" } else { "" })
}

/// Whether a path names a file inside a run.
pub(crate) fn is_inside(path: &str) -> bool {
    !path.is_empty() && !path.starts_with('/') && !path.contains('\\') && !path.split('/').any(|part| matches!(part, "" | "." | ".."))
}

/// A failure that cost nothing.
pub(crate) fn failure(code: &str, message: impl Into<String>, class: FailureClass) -> Failure {
    let meter = Meter { cost_nanos: Some(0), ..Meter::default() };
    Failure { code: code.to_owned(), message: message.into(), class, needs_person: false, meter }
}

/// Reads the arguments of an effect; what is wrong with them is said with the place.
pub(crate) fn arguments<T: serde::de::DeserializeOwned>(call: &EffectCall, effect: &str) -> Result<T, Failure> {
    serde_json::from_value(call.input.clone())
        .map_err(|error| failure("BAD_ARGUMENTS", format!("step `{}`: `{effect}`: {error}", call.effort.step), FailureClass::Terminal))
}

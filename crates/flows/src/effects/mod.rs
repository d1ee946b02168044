//! What the steps of a flow do.

mod http;
mod value;

use std::sync::Arc;

use engine::{Effect, EffectCall, Produced, Registry};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Failure, FailureClass, Meter};
use serde_json::Value;

use crate::checker::FlowChecker;
use crate::project::FlowProjector;

/// Every effect there is for flows.
pub(crate) const NAMES: &[&str] = &["value", "http.request"];

/// Effects, checker and projector for the engine.
pub(crate) fn registry(to_private_addresses: bool) -> Registry {
    let http = http::HttpRequest::new(to_private_addresses);
    let mut registry = Registry { checker: Some(Arc::new(FlowChecker)), projectors: vec![Arc::new(FlowProjector)], ..Registry::default() };
    let mut add = |name: &str, effect: Arc<dyn Effect>| {
        registry.effects.insert(name.to_owned(), effect);
    };
    add("value", Arc::new(Plain(value::run)));
    add("http.request", Arc::new(http));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_effect_that_a_plan_may_name_is_registered_and_no_other() {
        let registered: Vec<String> = registry(false).effects.into_keys().collect();
        let mut named: Vec<&str> = NAMES.to_vec();
        named.sort_unstable();
        assert_eq!(registered, named);
    }
}

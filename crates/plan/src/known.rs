//! What a plan may refer to: the closed registries of the host that is to run it.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

/// Effects by name, and whoever knows checks. What is not in it is an error at load.
#[derive(Default)]
pub struct Known<'a> {
    effects: Option<BTreeSet<String>>,
    checks: Option<Box<CheckValidator<'a>>>,
}

/// Says what is wrong with a check.
type CheckValidator<'a> = dyn Fn(&Value) -> Vec<CheckProblem> + Send + Sync + 'a;

/// What is wrong with one check of a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckProblem {
    /// Where inside the check, for example `target`; empty for the whole.
    pub path: String,
    /// For people: what is wrong and what to do.
    pub message: String,
}

impl<'a> Known<'a> {
    /// Accepts every effect and every check: validates the plan by itself.
    pub fn anything() -> Self {
        Self::default()
    }

    /// Accepts these effects and no others.
    #[must_use]
    pub fn with_effects<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.effects = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Asks this about every check of every gate; no problems means that the check is accepted.
    #[must_use]
    pub fn with_checks(mut self, validate: impl Fn(&Value) -> Vec<CheckProblem> + Send + Sync + 'a) -> Self {
        self.checks = Some(Box::new(validate));
        self
    }

    /// The registered effects, where they are known.
    pub(crate) fn effects(&self) -> Option<&BTreeSet<String>> {
        self.effects.as_ref()
    }

    pub(crate) fn problems_of(&self, check: &Value) -> Vec<CheckProblem> {
        self.checks.as_ref().map(|validate| validate(check)).unwrap_or_default()
    }
}

impl fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").field("effects", &self.effects).field("checks", &self.checks.is_some()).finish()
    }
}

//! Run state, and what reads and changes it from outside: variables, queries, updates, ends (grammar 3).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diagnostics::{Code, Diagnostics, Findings, did_you_mean, listed};
use crate::input::{against, shallow};
use crate::path::Path;
use crate::rules::depth;
use crate::{Expression, MAX_DEPTH, Plan, Template};

/// What the state variables of a run may hold together, in bytes of JSON, their names included.
pub const MAX_STATE_BYTES: usize = 256 * 1024;
/// What a run may give, or hand to the run that follows it, in bytes of JSON.
pub const MAX_OUTPUT_BYTES: usize = 256 * 1024;

/// Search attributes that a run may have.
pub const MAX_ATTRIBUTES: usize = 32;
/// The longest text of a search attribute, in characters.
pub const MAX_ATTRIBUTE_CHARS: usize = 500;

/// A state variable: what a run remembers under a name, and steps and updates change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// JSON Schema that it keeps at all times; `true` admits anything.
    #[serde(default = "any_schema")]
    pub schema: Value,
    /// What it is when the run starts.
    #[serde(default)]
    pub initial: Value,
    /// Whether its value is a search attribute of the run, under its name, from the start and with every change (grammar 4).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub attribute: bool,
}

/// One change of one state variable. Values are templates that see the state from before the step or update; the changes
/// themselves follow one another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Change {
    /// It becomes a value.
    Set {
        /// The variable.
        set: String,
        /// What it becomes; every string in it is a template.
        value: Value,
    },
    /// It grows by a number.
    Increment {
        /// The variable.
        increment: String,
        /// By how much: a number, or a template that gives one.
        #[serde(default = "one")]
        by: Value,
    },
    /// It shrinks by a number.
    Decrement {
        /// The variable.
        decrement: String,
        /// By how much: a number, or a template that gives one.
        #[serde(default = "one")]
        by: Value,
    },
    /// It is a list and gets one more item.
    Append {
        /// The variable.
        append: String,
        /// The item; every string in it is a template.
        value: Value,
    },
}

impl Change {
    /// What kind of change it is, as plans write it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Set { .. } => "set",
            Self::Increment { .. } => "increment",
            Self::Decrement { .. } => "decrement",
            Self::Append { .. } => "append",
        }
    }

    /// The variable that it changes.
    pub fn variable(&self) -> &str {
        match self {
            Self::Set { set: name, .. }
            | Self::Increment { increment: name, .. }
            | Self::Decrement { decrement: name, .. }
            | Self::Append { append: name, .. } => name,
        }
    }

    /// What it takes, with the name of its field.
    pub fn operand(&self) -> (&'static str, &Value) {
        match self {
            Self::Set { value, .. } | Self::Append { value, .. } => ("value", value),
            Self::Increment { by, .. } | Self::Decrement { by, .. } => ("by", by),
        }
    }

    /// The same change with another operand.
    #[must_use]
    pub fn with_operand(&self, operand: Value) -> Self {
        let mut change = self.clone();
        match &mut change {
            Self::Set { value, .. } | Self::Append { value, .. } => *value = operand,
            Self::Increment { by, .. } | Self::Decrement { by, .. } => *by = operand,
        }
        change
    }
}

/// A change of the run's state that is asked for from outside, checked, and answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// JSON Schema of what it carries; `true` admits anything.
    #[serde(default = "any_schema")]
    pub schema: Value,
    /// Must hold, or the update is refused. Sees `payload` beside `input`, `run`, `steps` and `state`, as all of these do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expression>,
    /// What whoever is refused reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refuse: Option<Template>,
    /// What it changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<Change>,
    /// What it answers; every string in it is a template, which sees the state as it is afterwards.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub answer: Value,
}

/// The end of a run before all its steps are done; what is under way is stopped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// How it ends.
    #[serde(default)]
    pub status: EndStatus,
    /// Stable code of the failure, for example `GAVE_UP`; for `failed` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// For people: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Template>,
    /// What the run gives, in the place of the plan's `output`; for `completed` alone. Every string in it is a template.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub output: Value,
}

/// How a run ends that a step ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndStatus {
    /// Well.
    #[default]
    Completed,
    /// Badly.
    Failed,
    /// As if a person had ended it.
    Cancelled,
}

/// The end of a run that is followed by another run of the same plan, with a journal of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Again {
    /// The input of the run that follows; every string in it is a template.
    pub input: Value,
}

/// Whether a value nests deeper than [`MAX_DEPTH`]: what grows in a run by nesting itself would end in a journal that nobody can read.
pub fn nests_too_deep(value: &Value) -> bool {
    depth(value, MAX_DEPTH) > MAX_DEPTH
}

fn any_schema() -> Value {
    Value::Bool(true)
}

fn one() -> Value {
    Value::from(1)
}

impl Plan {
    /// Checks what a state variable is to become.
    ///
    /// # Errors
    /// The plan has no such variable, the value nests too deep, or everything that does not fit its schema.
    pub fn check_variable(&self, name: &str, value: &Value) -> Result<(), Diagnostics> {
        match self.state.get(name) {
            Some(variable) => {
                shallow(value)?;
                against(value, &variable.schema, &format!("the state variable `{name}`"))?;
                match variable.attribute.then(|| no_attribute(value)).flatten() {
                    Some(message) => {
                        let mut findings = Findings::default();
                        findings.error(Code::BadValue, &Path::root(), message);
                        Err(findings.into_diagnostics("", None))
                    }
                    None => Ok(()),
                }
            }
            None => unknown(Code::UnknownVariable, "state variable", name, &self.state),
        }
    }

    /// Checks what an update carries before it is sent to a run of the plan.
    ///
    /// # Errors
    /// The plan has no such update, the payload nests too deep, or everything in it that does not fit the update's schema.
    pub fn check_update(&self, name: &str, payload: &Value) -> Result<(), Diagnostics> {
        match self.updates.get(name) {
            Some(update) => shallow(payload).and_then(|()| against(payload, &update.schema, &format!("the update `{name}`"))),
            None => unknown(Code::UnknownName, "update", name, &self.updates),
        }
    }
}

/// Why a value cannot be a search attribute, if it cannot: those are flat and short, an index and no place for data.
pub(crate) fn no_attribute(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.contains('\0') => Some("a search attribute has no character U+0000".to_owned()),
        Value::String(text) if text.chars().count() > MAX_ATTRIBUTE_CHARS => {
            Some(format!("a search attribute has at most {MAX_ATTRIBUTE_CHARS} characters; keep what is longer in another variable"))
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) => None,
        _ => Some("a search attribute is a text, a number, true or false".to_owned()),
    }
}

impl Plan {
    /// The state variables that are search attributes of its runs, by name.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &Variable)> {
        self.state.iter().filter(|(_, variable)| variable.attribute).map(|(name, variable)| (name.as_str(), variable))
    }
}

fn unknown<T>(code: Code, what: &str, name: &str, known: &BTreeMap<String, T>) -> Result<(), Diagnostics> {
    let mut findings = Findings::default();
    findings.error(code, &Path::root(), missing(what, name, known));
    Err(findings.into_diagnostics("", None))
}

/// Says that the plan has no such thing, and what it has.
pub(crate) fn missing<T>(what: &str, name: &str, known: &BTreeMap<String, T>) -> String {
    let names = || known.keys().map(String::as_str);
    let rest = if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", listed(names())) };
    format!("the plan has no {what} `{name}`{}; {rest}", did_you_mean(name, names()))
}

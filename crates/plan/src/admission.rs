//! How the runs of a plan are let in (grammar 4): at most so many at once, so many in a time, in what order, and which starts become one run.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::expression::{ExpressionError, ExpressionErrorKind, Scope, render_all};
use crate::{Delay, Template};

/// Priorities are from minus this to this.
pub const MAX_PRIORITY: i32 = 1_000;
/// Runs of one key that may be under way at once, starts of one key in a time, and starts of one batch, at most.
pub const MAX_LIMIT: u32 = 10_000;
/// Characters of a key, once it is made of an input.
pub const MAX_KEY: usize = 500;

/// How the runs of a plan are let in. Every template in it sees the `input` of the start alone. Where starts are gathered into one run, that is
/// the input of the start that opened a batch, and of the last start that was debounced.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Admission {
    /// At most so many runs under way at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Concurrency>,
    /// At most so many runs that begin in a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// A whole number, or a template that gives one: of the runs that wait, those with a higher one are let in first; 0 where absent. Runs of
    /// one priority are let in by age.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Value>,
    /// What has waited so long counts as one step of priority higher, and so on for each such time. Without it a low priority may wait for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aging: Option<Delay>,
    /// Starts that follow one another quickly become one run: the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debounce: Option<Debounce>,
    /// Starts are gathered into one run, whose input is `{"items": [ … ]}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<Batch>,
}

/// At most so many runs under way at once. A run that is paused or asleep is under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concurrency {
    /// Counts the runs of each value by themselves; all runs of the flow together where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Template>,
    /// How many.
    pub limit: u32,
    /// What becomes of a start beyond that.
    #[serde(default, skip_serializing_if = "WhenFull::is_default")]
    pub when_full: WhenFull,
}

/// At most so many runs that begin in a time. They are spread evenly over it, but for `burst`: in any such time begin at most `limit + burst - 1` of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Counts the starts of each value by themselves; all starts of the flow together where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Template>,
    /// How many.
    pub limit: u32,
    /// In what time. Its fields are numbers.
    pub per: Delay,
    /// How many may begin at once after a quiet time; 1 where absent.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub burst: u32,
    /// What becomes of a start beyond that: it waits, is refused, or skipped.
    #[serde(default, skip_serializing_if = "WhenFull::is_default")]
    pub when_full: WhenFull,
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks for it")]
fn is_one(number: &u32) -> bool {
    *number == 1
}

/// What becomes of a start that finds no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenFull {
    /// It waits for its turn.
    #[default]
    Wait,
    /// Whoever starts it is refused; there is no run.
    Refuse,
    /// The run is kept as cancelled and does not begin.
    Skip,
    /// The oldest runs of the key make room: those that wait do not begin, those under way are cancelled, with their clean-up.
    CancelOldest,
}

impl WhenFull {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks for it")]
    fn is_default(&self) -> bool {
        *self == Self::Wait
    }
}

/// Starts that follow one another quickly become one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Debounce {
    /// Starts of each value become a run of their own; all starts of the flow together where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Template>,
    /// The run is let in when nothing has been started for so long. Its fields are numbers.
    #[serde(rename = "for")]
    pub quiet: Delay,
    /// And at the latest so long after the first start. Its fields are numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Delay>,
}

/// Starts are gathered into one run, whose input is `{"items": [ … ]}`: the inputs of the starts, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// Starts of each value are gathered by themselves; all starts of the flow together where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Template>,
    /// The run is let in with so many.
    pub size: u32,
    /// Or so long after the first of them. Its fields are numbers.
    pub within: Delay,
}

impl Admission {
    /// The keys by which it counts and gathers, each with its place in the plan.
    pub fn keys(&self) -> impl Iterator<Item = (&'static str, Option<&Template>)> {
        [
            self.concurrency.as_ref().map(|rule| ("concurrency", rule.key.as_ref())),
            self.rate.as_ref().map(|rule| ("rate", rule.key.as_ref())),
            self.debounce.as_ref().map(|rule| ("debounce", rule.key.as_ref())),
            self.batch.as_ref().map(|rule| ("batch", rule.key.as_ref())),
        ]
        .into_iter()
        .flatten()
    }

    /// The priority of a start, and 0 where the plan says nothing of it.
    ///
    /// # Errors
    /// The template fails on this input, or gives no whole number in bounds.
    pub fn priority_of(&self, input: &Value) -> Result<i32, ExpressionError> {
        let Some(priority) = &self.priority else { return Ok(0) };
        let rendered = render_all(priority, &Scope::new(input, &Value::Null))?;
        let number = match &rendered {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.and_then(|number| i32::try_from(number).ok()).filter(|number| number.abs() <= MAX_PRIORITY).ok_or_else(|| ExpressionError {
            kind: ExpressionErrorKind::Evaluation,
            message: format!("it gives {rendered}; a priority is a whole number from -{MAX_PRIORITY} to {MAX_PRIORITY}"),
        })
    }

    /// The value of a key for a start: a text as it is, anything else as JSON; empty without a key.
    ///
    /// # Errors
    /// The template fails on this input, or gives too long a text.
    pub fn key_of(key: Option<&Template>, input: &Value) -> Result<String, ExpressionError> {
        let Some(key) = key else { return Ok(String::new()) };
        let text = match key.render(&Scope::new(input, &Value::Null))? {
            Value::String(text) => text,
            other => other.to_string(),
        };
        if text.chars().count() > MAX_KEY {
            let message = format!("it gives a text of more than {MAX_KEY} characters");
            return Err(ExpressionError { kind: ExpressionErrorKind::Evaluation, message });
        }
        Ok(text)
    }

    /// The input of a start, from that of its run: of a batch, that of the first.
    #[must_use]
    pub fn start_input<'v>(&self, run_input: &'v Value) -> &'v Value {
        match (&self.batch, run_input.get("items").and_then(|items| items.get(0))) {
            (Some(_), Some(first)) => first,
            _ => run_input,
        }
    }

    /// What the run of a plan gets when it is started with this input: the same, or a batch of one.
    #[must_use]
    pub fn run_input(&self, input: &Value) -> Value {
        if self.batch.is_some() { serde_json::json!({ "items": [input] }) } else { input.clone() }
    }
}

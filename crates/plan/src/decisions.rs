//! The types of decisions: what a person is asked, what happens when nobody answers, and where failed work is sent back to.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Delay, Exhausted, StepId};

/// What a person is asked before an attempt counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The question, for people; the step's title serves where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// JSON Schema of what is to be filled in with the decision; `true` admits anything, and nothing.
    #[serde(default = "anything", skip_serializing_if = "is_anything")]
    pub form: Value,
    /// Roles or accounts that may decide; everybody who may decide about the run where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// What happens when nobody decides in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalate: Option<Escalation>,
}

fn anything() -> Value {
    Value::Bool(true)
}

fn is_anything(schema: &Value) -> bool {
    *schema == Value::Bool(true)
}

/// What happens when nobody decides in time. It happens once for an attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// How long an attempt waits for a decision first. Its fields are numbers.
    pub after: Delay,
    /// Roles or accounts that are told, and that may decide from then on as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// What becomes of the attempt.
    #[serde(default)]
    pub then: Overdue,
}

/// What becomes of an attempt about which nobody decided in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overdue {
    /// It waits on; more people may decide.
    #[default]
    Remind,
    /// It counts.
    Approve,
    /// It fails by decision, and the gate goes on as after any failed attempt.
    Reject,
    /// The run fails.
    Fail,
}

/// An edge against the flow: the work goes back to a step that this one needs, with what was found wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendBack {
    /// A step that this one needs, directly or through others. It and all that consumed it is done again.
    pub to: StepId,
    /// How often, in the whole run; inside a loop in each round, unless it leads out of the loop. At least 1.
    pub max: u32,
    /// What happens after that; anything but sending back.
    #[serde(default)]
    pub then: Box<Exhausted>,
}

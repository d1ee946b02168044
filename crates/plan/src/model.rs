//! The types of the plan language.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Admission, Again, Asked, Change, End, MinOk, OnFailure, Queue, Repeat, SendBack, Undo, Update, Variable};

/// A graph of steps that the machine can interpret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The grammar the plan was written in, from 1 to [`crate::GRAMMAR`].
    pub grammar: u32,
    /// What the plan is called by people, for example `typographic-etymology`.
    pub name: String,
    /// JSON Schema of the run's input; `true` admits anything.
    #[serde(default = "any_schema")]
    pub input: Value,
    /// The signals that may be sent to a run, by name (grammar 2). One that comes before a step waits for it is kept.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signals: BTreeMap<String, Signal>,
    /// How runs are let in (grammar 4); each begins at once where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<Admission>,
    /// The work queues of a run, by name (grammar 4).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub queues: BTreeMap<String, Queue>,
    /// Limit for the whole run, in milliseconds from its start (grammar 3). Time in which the run is paused counts too. A run that is
    /// over it fails with `RUN_TIMED_OUT`, and what runs is stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// The state variables of a run, by name (grammar 3). Expressions see them as `state.<name>`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub state: BTreeMap<String, Variable>,
    /// What may be asked of a run, by name (grammar 3): a value each, in which every string is a template.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub queries: BTreeMap<String, Value>,
    /// How a run's state may be changed from outside, by name (grammar 3).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub updates: BTreeMap<String, Update>,
    /// What a run gives when all its steps are done (grammar 3); every string in it is a template.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub output: Value,
    /// The steps, in the order people read them. Execution order follows `needs`.
    pub steps: Vec<Step>,
}

fn any_schema() -> Value {
    Value::Bool(true)
}

/// A signal that a plan knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// JSON Schema of what it carries; `true` admits anything.
    #[serde(default = "any_schema")]
    pub schema: Value,
}

/// The name of a step inside its plan: a letter, then letters, digits, `_`, `-` or `.`; at most 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepId(pub String);

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for StepId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// One step: effect → checks → verdict (DESIGN §3, invariant 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Unique inside the plan.
    pub id: StepId,
    /// For people; the id serves where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Steps whose end this one waits for and whose outputs it may use. A join is a step with several needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<StepId>,
    /// When false at the moment the step becomes ready, the step is passed over as `skipped`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expression>,
    /// What is done.
    pub work: Work,
    /// How failures of the effect itself (not of its checks) are retried.
    #[serde(default)]
    pub retry: Retry,
    /// Limit for one try of the effect, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// Limit for the step: all its tries, the delays between them, its checks and the attempts its gate starts by itself, in milliseconds
    /// from the first of these attempts (grammar 3). An attempt that a person asks for, or that comes from further up, counts anew. What is
    /// over it fails with `STEP_TIMED_OUT`, and the gate's `on_exhausted` decides. Waiting for a person is bounded by the approval instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_ms: Option<u64>,
    /// What takes back what the step did, when the run fails or is cancelled after it (grammar 3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Undo>,
    /// What must hold before the step counts as done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
    /// Free facts for the module that compiled the plan (phase, agent, …); the machine ignores them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, Value>,
}

/// What a step does. Later grammars add variants; `docs/decisions/0001` maps every planned kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Work {
    /// One call to a registered effect.
    Effect(EffectCall),
    /// The same call once for each item of a list, joined into a list of outputs in item order (fan-out/join).
    Each {
        /// An expression that yields a list.
        items: Expression,
        /// The call; its templates see `item` and `index`.
        call: EffectCall,
        /// How many items may be under way at once; all of them where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parallel: Option<u32>,
        /// What becomes of the rest when an item has failed for good (grammar 3).
        #[serde(default, skip_serializing_if = "OnFailure::is_default")]
        on_failure: OnFailure,
        /// How many items must succeed where the others go on: a count, or a share as in `80%`. Where absent one, if there are any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min_ok: Option<MinOk>,
        /// So many failures end the attempt at once where the others go on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stop_after: Option<u32>,
    },
    /// Nothing, until something comes: a time, a signal, one of several or all of them (grammar 2). The step gives
    /// `{"by": …, "signals": {…}}`: what came last (`time` or the signal's name), and what the signals carried.
    Wait(Wait),
    /// A change of the run's state (grammar 3). The step gives the variables that it changed, as they are afterwards.
    State(Vec<Change>),
    /// The end of the run, before all steps are done (grammar 3).
    End(End),
    /// The end of the run, and another run of the plan that follows it (grammar 3). Long stories stay short journals.
    Again(Again),
    /// The end of a group of steps that is done again while a condition holds (grammar 4). The step gives `{"rounds": …, "spent": …}`.
    Repeat(Box<Repeat>),
}

/// What a step waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// So long, from the moment the step begins.
    For(Box<Delay>),
    /// A point in time, RFC 3339; one that has passed is no wait.
    Until(Template),
    /// A signal that the plan knows.
    Signal(String),
    /// Whichever comes first: a signal with a time-out is `any: [{signal: …}, {for: …}]`. These do not nest.
    Any(Vec<Wait>),
    /// All of them.
    All(Vec<Wait>),
}

/// A length of time: the sum of its fields, each a number or a template that gives one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delay {
    /// Thousandths of a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<Value>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Value>,
    /// Minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Value>,
    /// Hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Value>,
    /// Days of 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Value>,
}

impl Delay {
    /// The fields that are set, each with its name and its unit in milliseconds.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &Value, u64)> {
        [
            ("milliseconds", &self.milliseconds, 1),
            ("seconds", &self.seconds, 1_000),
            ("minutes", &self.minutes, 60_000),
            ("hours", &self.hours, 3_600_000),
            ("days", &self.days, 86_400_000),
        ]
        .into_iter()
        .filter_map(|(name, field, unit)| Some((name, field.as_ref()?, unit)))
    }
}

impl Delay {
    /// The sum of fields that are all numbers, in milliseconds; `None` where one is a template, or where it is no time a plan may name.
    pub fn literal_ms(&self) -> Option<u64> {
        let sum = self.fields().try_fold(0.0, |sum, (_, field, unit)| Some(sum + field.as_f64().filter(|n| *n >= 0.0)? * unit as f64))?;
        // In bounds, so the cast is exact to the millisecond.
        (sum <= crate::MAX_WAIT_MS as f64).then_some(sum.round() as u64)
    }
}

impl Approval {
    /// Whether a person must approve.
    pub fn is_required(&self) -> bool {
        *self != Self::None
    }

    /// What is asked, where the plan says so.
    pub fn asked(&self) -> Option<&Asked> {
        match self {
            Self::Asked(asked) => Some(asked),
            Self::None | Self::Required => None,
        }
    }
}

impl Wait {
    /// The single conditions, and whether all of them must come.
    pub fn conditions(&self) -> (&[Self], bool) {
        match self {
            Self::Any(several) => (several, false),
            Self::All(several) => (several, true),
            one => (std::slice::from_ref(one), true),
        }
    }
}

/// A call to an effect that the host has registered under a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffectCall {
    /// The registered name, for example `generate` or `dictionary.lookup`.
    pub effect: String,
    /// Arguments. Every string in it is a [`Template`]; a string that is one lone `{{ expression }}` keeps its JSON type.
    #[serde(default)]
    pub with: Value,
}

/// A minijinja expression over `input`, `run` (`plan`, `started_at`), `steps.<id>.value`, `steps.<id>.status` (and `item`, `index` in a
/// fan-out; from grammar 3 on `state.<name>`, `steps.<id>.decision` with `decision`, `by`, `reason` and `form`, and `steps.<id>.errors`,
/// the failed items of a fan-out, each with `index`, `code` and `message`; `payload` in an update). An id with `.` or `-` in it is
/// written `steps["g4.1"]`. Inside a loop (grammar 4) there are `round`, the number of the round from 1, and `previous.<id>` with `value`
/// and `status`: what a step of the loop gave in the round before. Of several loops around a step the innermost one counts that both are in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Expression(pub String);

/// A minijinja template over the same names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Template(pub String);

/// Retries of an effect that failed in a retryable way. They happen inside one attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retry {
    /// Tries in all, the first included; at least 1.
    pub max_tries: u32,
    /// Delay before the second try, in milliseconds.
    pub initial_ms: u64,
    /// Each further delay is multiplied by this.
    pub factor: f64,
    /// No delay is longer, in milliseconds.
    pub max_ms: u64,
    /// Share of the delay (0 to 1) that is spread by the jitter the host passes in with the failure.
    pub jitter: f64,
    /// Codes of failures that are not retried (grammar 3). A code that stands in `only` too is not retried either.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub never: Vec<String>,
    /// Codes of the only failures that are retried; empty means all (grammar 3). What the effect calls final stays so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
}

impl Default for Retry {
    fn default() -> Self {
        Self { max_tries: 3, initial_ms: 500, factor: 2.0, max_ms: 60_000, jitter: 0.2, never: Vec::new(), only: Vec::new() }
    }
}

impl Retry {
    /// Whether a failure of this code is retried, where the effect says that it may be.
    pub fn covers(&self, code: &str) -> bool {
        let is_in = |codes: &[String]| codes.iter().any(|known| known == code);
        !is_in(&self.never) && (self.only.is_empty() || is_in(&self.only))
    }
}

/// The contract that decides whether an attempt counts (DESIGN §3, invariant 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// The checks, in the language of whoever checks; the machine passes them through. Empty means none.
    #[serde(default)]
    pub checks: Vec<Value>,
    /// Failed attempts a step may have in all, reruns by people included; in a loop in each round. At least 1.
    #[serde(default = "three")]
    pub max_attempts: u32,
    /// Attempts the machine starts by itself before it turns to `on_exhausted`; at least 1, at most `max_attempts`.
    #[serde(default = "one")]
    pub auto_attempts: u32,
    /// What happens when the automatic attempts are spent.
    #[serde(default)]
    pub on_exhausted: Exhausted,
    /// Whether a person must approve an attempt whose checks passed.
    #[serde(default)]
    pub approval: Approval,
}

fn three() -> u32 {
    3
}
fn one() -> u32 {
    1
}

/// What to do when the automatic attempts of a gate are spent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exhausted {
    /// Pause the run until a person reruns, skips or approves.
    #[default]
    Pause,
    /// Fail the run.
    Fail,
    /// Go on; the step counts as done with a warning.
    Warn,
    /// Go on; the step counts as skipped.
    Skip,
    /// Do a step further up again, with what was found wrong, as often as the plan allows (grammar 3).
    SendBack(Box<SendBack>),
}

/// Whether a person must approve.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Checks alone decide.
    #[default]
    None,
    /// The run pauses until a person approves or rejects; an approval given in advance with the run counts.
    Required,
    /// As `Required`, with what is asked of whom, and for how long (grammar 3). An approval given in advance counts where it would have
    /// been accepted: from somebody who may decide, and where nothing is to be filled in.
    #[serde(untagged)]
    Asked(Box<Asked>),
}

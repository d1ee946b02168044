//! What a step waits for: conditions as the journal holds them, what has come of them, and what the step gives in the end.
//!
//! Rendered conditions stand in `attempt_started`: a length of time as milliseconds from that entry, a point in time as such, a
//! signal by its name. So replay knows each deadline without evaluating anything. What comes is one entry each,
//! `condition_met`; whether the wait is over then follows from the entries alone.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use plan::expression::{ExpressionError, ExpressionErrorKind, Scope};
use plan::{Template, Wait};
use serde::{Deserialize, Serialize};
use serde_json::map::Entry as Slot;
use serde_json::{Map, Value, json};

use crate::{Meter, Output};

/// What a step gives as `by` when a time came last.
const TIME: &str = "time";

/// The rendered form, as `attempt_started` holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rendered {
    /// Whether all of the conditions must come, or one is enough.
    all: bool,
    conditions: Vec<RenderedCondition>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RenderedCondition {
    AfterMs(u64),
    At(Timestamp),
    Signal(String),
}

/// Renders what a step waits for.
pub(crate) fn render(wait: &Wait, scope: &Scope) -> Result<Value, ExpressionError> {
    let (conditions, all) = wait.conditions();
    let conditions = conditions
        .iter()
        .map(|condition| match condition {
            Wait::For(delay) => plan::delay_ms(delay, scope).map(RenderedCondition::AfterMs),
            Wait::Until(template) => until(template, scope).map(RenderedCondition::At),
            Wait::Signal(name) => Ok(RenderedCondition::Signal(name.clone())),
            Wait::Any(_) | Wait::All(_) => Err(failed("waits do not nest".to_owned())),
        })
        .collect::<Result<_, _>>()?;
    Ok(json!(Rendered { all, conditions }))
}

fn until(template: &Template, scope: &Scope) -> Result<Timestamp, ExpressionError> {
    let rendered = template.render(scope)?;
    let text = rendered.as_str().map(str::trim).unwrap_or_default();
    text.parse().map_err(|_| failed(format!("`{}` gives {rendered}, no point in time like 2027-01-31T09:00:00Z", template.0)))
}

fn failed(message: String) -> ExpressionError {
    ExpressionError { kind: ExpressionErrorKind::Evaluation, message }
}

/// A wait under way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Waiting {
    all: bool,
    pub(crate) conditions: Vec<Condition>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub(crate) awaits: Awaits,
    met: Option<Value>,
}

/// What a condition is for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Awaits {
    Time(Timestamp),
    Signal(String),
}

impl Condition {
    /// The signal that has come, with what it carried.
    fn signal(&self) -> Option<(&str, &Value)> {
        match (&self.awaits, &self.met) {
            (Awaits::Signal(name), Some(payload)) => Some((name, payload)),
            _ => None,
        }
    }
}

impl Waiting {
    /// From the inputs of an attempt that began `at` a time.
    pub(crate) fn begin(inputs: &[Value], at: Timestamp) -> Result<Self, String> {
        let [input] = inputs else { return Err("a wait has one input".to_owned()) };
        let Rendered { all, conditions } =
            Rendered::deserialize(input).map_err(|error| format!("its input is no list of conditions: {error}"))?;
        let conditions = conditions
            .into_iter()
            .map(|condition| {
                let awaits = match condition {
                    RenderedCondition::AfterMs(ms) => Awaits::Time(after(at, ms)),
                    RenderedCondition::At(moment) => Awaits::Time(moment),
                    RenderedCondition::Signal(name) => Awaits::Signal(name),
                };
                Condition { awaits, met: None }
            })
            .collect();
        Ok(Self { all, conditions })
    }

    /// For so many milliseconds, from a time.
    pub(crate) fn for_ms(ms: u64, at: Timestamp) -> Self {
        Self { all: true, conditions: vec![Condition { awaits: Awaits::Time(after(at, ms)), met: None }] }
    }

    /// The same wait with other conditions, counted from when it began. What it has taken it keeps, where it finds its place again.
    pub(crate) fn recast(&self, inputs: &[Value], began_at: Timestamp) -> Result<Self, String> {
        let mut new = Self::begin(inputs, began_at)?;
        if self.conditions.iter().all(|condition| condition.met.is_none()) {
            return Ok(new);
        }
        let kind = |condition: &Condition| match &condition.awaits {
            Awaits::Time(_) => None,
            Awaits::Signal(name) => Some(name.clone()),
        };
        if self.all != new.all || !self.conditions.iter().map(kind).eq(new.conditions.iter().map(kind)) {
            return Err("some of what it waits for has come, and the new plan lets it wait for something else".to_owned());
        }
        for (place, old) in self.conditions.iter().enumerate() {
            new.conditions[place].met.clone_from(&old.met);
        }
        Ok(new)
    }

    /// Whether all of the conditions must come.
    pub(crate) fn needs_all(&self) -> bool {
        self.all
    }

    /// Deadlines that have not come, each with the place of its condition.
    pub(crate) fn deadlines(&self) -> impl Iterator<Item = (Timestamp, usize)> {
        self.open().filter_map(|(place, condition)| match condition.awaits {
            Awaits::Time(moment) => Some((moment, place)),
            Awaits::Signal(_) => None,
        })
    }

    /// Signals that have not come, each with the place of its condition.
    pub(crate) fn signals(&self) -> impl Iterator<Item = (&str, usize)> {
        self.open().filter_map(|(place, condition)| match &condition.awaits {
            Awaits::Signal(name) => Some((name.as_str(), place)),
            Awaits::Time(_) => None,
        })
    }

    fn open(&self) -> impl Iterator<Item = (usize, &Condition)> {
        self.conditions.iter().enumerate().filter(|(_, condition)| condition.met.is_none())
    }

    /// Notes that a condition has come, with what its signal carried. Gives the step's output if the wait is over.
    pub(crate) fn meet(&mut self, place: usize, payload: Option<Value>) -> Result<Option<Output>, String> {
        let Some(condition) = self.conditions.get_mut(place).filter(|condition| condition.met.is_none()) else {
            return Err(format!("condition {place} is not waited for"));
        };
        let by = match &condition.awaits {
            Awaits::Time(_) => TIME.to_owned(),
            Awaits::Signal(name) => name.clone(),
        };
        condition.met = Some(payload.unwrap_or(Value::Null));
        if self.all && self.conditions.iter().any(|condition| condition.met.is_none()) {
            return Ok(None);
        }
        let mut signals = Map::new();
        for (name, payload) in self.conditions.iter().filter_map(Condition::signal) {
            // One that is waited for several times gives a list.
            let is_repeated =
                self.conditions.iter().filter(|other| matches!(&other.awaits, Awaits::Signal(one) if one == name)).count() > 1;
            match signals.entry(name) {
                Slot::Occupied(mut slot) => slot.get_mut().as_array_mut().expect("it was made a list").push(payload.clone()),
                Slot::Vacant(slot) => drop(slot.insert(if is_repeated { json!([payload]) } else { payload.clone() })),
            }
        }
        Ok(Some(Output {
            value: json!({ "by": by, "signals": signals }),
            files: Vec::new(),
            meter: Meter { cost_nanos: Some(0), ..Meter::default() },
        }))
    }
}

/// A time so many milliseconds later; the end of time where there is none.
pub(crate) fn after(at: Timestamp, ms: u64) -> Timestamp {
    let delay = SignedDuration::from_millis(i64::try_from(ms).unwrap_or(i64::MAX));
    at.checked_add(delay).unwrap_or(Timestamp::MAX)
}

/// Signals of a run that no step has taken yet, by name, each in the order in which it came.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct KeptSignals {
    by_name: BTreeMap<String, VecDeque<(String, Value)>>,
    /// Every identity that ever came, with the name it came under: a signal counts once.
    seen: BTreeMap<String, String>,
    count: usize,
}

/// Signals that may wait in a run.
pub(crate) const MAX_WAITING: usize = 10_000;

impl KeptSignals {
    /// The name under which this identity came.
    pub(crate) fn seen_as(&self, id: &str) -> Option<&str> {
        self.seen.get(id).map(String::as_str)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.count >= MAX_WAITING
    }

    /// The identity of the one that comes next under a name.
    pub(crate) fn next(&self, name: &str) -> Option<&str> {
        self.by_name.get(name)?.front().map(|(id, _)| id.as_str())
    }

    /// What is kept, by name.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = (&str, &VecDeque<(String, Value)>)> {
        self.by_name.iter().map(|(name, queue)| (name.as_str(), queue))
    }

    pub(crate) fn put(&mut self, name: String, id: String, payload: Value) -> Result<(), String> {
        if self.seen.contains_key(&id) {
            return Err(format!("signal {id} came before"));
        }
        self.seen.insert(id.clone(), name.clone());
        self.by_name.entry(name).or_default().push_back((id, payload));
        self.count += 1;
        Ok(())
    }

    pub(crate) fn take(&mut self, name: &str, id: &str) -> Result<Value, String> {
        let queue = self.by_name.get_mut(name).filter(|queue| queue.front().is_some_and(|(next, _)| next == id));
        let Some((_, payload)) = queue.and_then(VecDeque::pop_front) else {
            return Err(format!("signal {id} is not the next one called `{name}`"));
        };
        self.by_name.retain(|_, queue| !queue.is_empty());
        self.count -= 1;
        Ok(payload)
    }
}

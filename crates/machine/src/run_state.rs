//! What a run remembers beside its steps: state variables, the updates that it took, and what it gave in the end.
//!
//! Changes are computed while deciding, on the state as it is then; the entry holds the values afterwards, so replay only puts
//! them in their places.

use std::collections::BTreeMap;
use std::sync::Arc;

use plan::expression::{ExpressionError, Scope, render_all};
use plan::{Change, MAX_STATE_BYTES, Plan};
use serde_json::{Number, Value};

use crate::refusal::in_one_line;

/// Code of a change that does not fit the variable, or its schema.
const BAD_STATE: &str = "BAD_STATE";
/// Code of a change that would make the state of the run too large.
const STATE_TOO_LARGE: &str = "STATE_TOO_LARGE";
/// Updates that one run takes.
const MAX_UPDATES: usize = 10_000;
/// What a run keeps of its updates' identities and answers, in bytes.
const MAX_UPDATE_BYTES: usize = 4 * 1024 * 1024;

/// Changed by `apply` only.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct RunState {
    variables: BTreeMap<String, Held>,
    /// Answers by the identity of the update: one that comes again is answered the same, and changes nothing.
    answers: BTreeMap<String, Answered>,
    answer_bytes: usize,
    /// What the run gave when it completed, or the input of the run that follows it.
    pub(crate) gave: Option<Arc<Value>>,
}

/// An update that was taken.
#[derive(Debug, Clone, PartialEq)]
struct Answered {
    name: String,
    answer: Arc<Value>,
}

/// The value of a variable, with its share of the size of the state.
#[derive(Debug, Clone, PartialEq)]
struct Held {
    value: Arc<Value>,
    bytes: usize,
}

impl Held {
    fn of(name: &str, value: Value) -> Self {
        Self { bytes: name.len() + value.to_string().len(), value: Arc::new(value) }
    }
}

/// Why a change cannot be made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Misfit {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl RunState {
    /// The variables as they begin.
    pub(crate) fn begin(plan: &Plan) -> Self {
        let held = plan.state.iter().map(|(name, variable)| (name.clone(), Held::of(name, variable.initial.clone())));
        Self { variables: held.collect(), ..Self::default() }
    }

    /// The same under another plan: variables that both have keep their values, new ones begin, others are forgotten. Answers that were
    /// given stay given.
    pub(crate) fn carried(&self, plan: &Plan) -> Self {
        let Self { variables: before, answers, answer_bytes, gave } = self.clone();
        let mut variables = Self::begin(plan).variables;
        for (name, held) in before {
            variables.entry(name).and_modify(|begun| *begun = held);
        }
        Self { variables, answers, answer_bytes, gave }
    }

    /// What the variables come to, in bytes of JSON.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes_after(&BTreeMap::new())
    }

    /// The variables by name.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.variables.iter().map(|(name, held)| (name.as_str(), &*held.value))
    }

    /// The variables by name, as they are after a change.
    pub(crate) fn variables_after<'a>(&'a self, after: &'a BTreeMap<String, Value>) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.variables().map(|(name, value)| (name, after.get(name).unwrap_or(value)))
    }

    /// What rendered changes, one after the other, make of the variables that they change.
    pub(crate) fn changed(&self, plan: &Plan, changes: &[Change]) -> Result<BTreeMap<String, Value>, Misfit> {
        let mut after: BTreeMap<String, Value> = BTreeMap::new();
        for change in changes {
            let name = change.variable();
            let Some(held) = self.variables.get(name) else {
                return Err(misfit(format!("the plan has no state variable `{name}`")));
            };
            let before = after.remove(name);
            let value = match change {
                Change::Set { value, .. } => value.clone(),
                Change::Append { value, .. } => appended(name, before.unwrap_or_else(|| (*held.value).clone()), value)?,
                Change::Increment { by, .. } => moved(name, before.as_ref().unwrap_or(&held.value), by, 1)?,
                Change::Decrement { by, .. } => moved(name, before.as_ref().unwrap_or(&held.value), by, -1)?,
            };
            after.insert(name.to_owned(), value);
        }
        for (name, value) in &after {
            plan.check_variable(name, value).map_err(|found| misfit(format!("the state variable `{name}`: {}", in_one_line(&found))))?;
        }
        let bytes = self.bytes_after(&after);
        if bytes > MAX_STATE_BYTES {
            let message =
                format!("the state of the run would have {bytes} bytes of JSON, and may have {MAX_STATE_BYTES}; keep references in it");
            return Err(Misfit { code: STATE_TOO_LARGE, message });
        }
        Ok(after)
    }

    fn bytes_after(&self, after: &BTreeMap<String, Value>) -> usize {
        let untouched = self.variables.iter().filter(|(name, _)| !after.contains_key(*name)).map(|(_, held)| held.bytes);
        untouched.sum::<usize>() + after.iter().map(|(name, value)| name.len() + value.to_string().len()).sum::<usize>()
    }

    /// Puts values in their places, or says which has none; then nothing has changed.
    pub(crate) fn put(&mut self, after: BTreeMap<String, Value>) -> Result<(), String> {
        if let Some(unknown) = after.keys().find(|name| !self.variables.contains_key(*name)) {
            return Err(format!("the plan has no state variable `{unknown}`"));
        }
        for (name, value) in after {
            let held = Held::of(&name, value);
            self.variables.insert(name, held);
        }
        Ok(())
    }

    /// What an update was answered that came before.
    pub(crate) fn answer(&self, id: &str) -> Option<&Value> {
        self.answers.get(id).map(|answered| &*answered.answer)
    }

    /// The name of the update that came under this identity before.
    pub(crate) fn answered_as(&self, id: &str) -> Option<&str> {
        self.answers.get(id).map(|answered| answered.name.as_str())
    }

    /// Why no further update is taken, where none is.
    pub(crate) fn has_no_room(&self, id: &str, answer: &Value) -> Option<String> {
        if self.answers.len() >= MAX_UPDATES {
            return Some(format!("the run has taken {MAX_UPDATES} updates, which is as many as one run takes"));
        }
        let bytes = self.answer_bytes + kept_bytes(id, answer);
        (bytes > MAX_UPDATE_BYTES).then(|| format!("the answers of the run's updates come to more than {MAX_UPDATE_BYTES} bytes"))
    }

    /// Takes an update with what it changes and answers, or says why it cannot; then nothing has changed.
    pub(crate) fn take_update(&mut self, name: String, id: String, after: BTreeMap<String, Value>, answer: Value) -> Result<(), String> {
        if self.answers.contains_key(&id) {
            return Err(format!("update {id} came before"));
        }
        self.put(after)?;
        self.answer_bytes += kept_bytes(&id, &answer);
        self.answers.insert(id, Answered { name, answer: Arc::new(answer) });
        Ok(())
    }
}

fn kept_bytes(id: &str, answer: &Value) -> usize {
    id.len() + answer.to_string().len()
}

/// Renders what changes take, all of it on the state from before the first of them.
pub(crate) fn render(changes: &[Change], scope: &Scope) -> Result<Vec<Change>, ExpressionError> {
    changes
        .iter()
        .map(|change| {
            let operand = render_all(change.operand().1, scope).map_err(|mut error| {
                error.message = format!("to {} `{}`: {}", change.kind(), change.variable(), error.message);
                error
            })?;
            Ok(change.with_operand(operand))
        })
        .collect()
}

fn appended(name: &str, list: Value, item: &Value) -> Result<Value, Misfit> {
    match list {
        Value::Array(mut items) => {
            items.push(item.clone());
            Ok(Value::Array(items))
        }
        other => Err(misfit(format!("the state variable `{name}` is {}, no list to append to; set it first", shown(&other)))),
    }
}

fn moved(name: &str, from: &Value, by: &Value, direction: i8) -> Result<Value, Misfit> {
    let Value::Number(number) = from else {
        return Err(misfit(format!("the state variable `{name}` is {}, no number; set it first", shown(from))));
    };
    let Value::Number(by) = by else {
        return Err(misfit(format!("`by` gives {}, no number, so `{name}` cannot change by it", shown(by))));
    };
    match sum(number, by, direction) {
        Some(number) => Ok(Value::Number(number)),
        None => Err(misfit(format!("{number} and {by} come to more than a number in JSON holds, so `{name}` cannot change by it"))),
    }
}

/// Whole numbers stay whole; what does not fit is no number, never a wrong one.
fn sum(number: &Number, by: &Number, direction: i8) -> Option<Number> {
    if let (Some(number), Some(by)) = (whole(number), whole(by)) {
        let sum = number + by * i128::from(direction);
        return i64::try_from(sum).map(Number::from).or_else(|_| u64::try_from(sum).map(Number::from)).ok();
    }
    Number::from_f64(number.as_f64()? + by.as_f64()? * f64::from(direction))
}

fn whole(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

fn misfit(message: String) -> Misfit {
    Misfit { code: BAD_STATE, message }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(77).chain("...".chars()).collect() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan() -> Plan {
        let state = json!({"n": {"schema": {"type": "number", "maximum": 100}, "initial": 1}, "big": {"initial": u64::MAX - 1},
            "list": {"initial": ["a"]}, "any": {}});
        serde_json::from_value(json!({"grammar": 3, "name": "n", "state": state, "steps": []})).unwrap()
    }

    fn changed(changes: &Value) -> Result<Value, (&'static str, String)> {
        let changes: Vec<Change> = serde_json::from_value(changes.clone()).unwrap();
        let after = RunState::begin(&plan()).changed(&plan(), &changes);
        after.map(|after| json!(after)).map_err(|misfit| (misfit.code, misfit.message))
    }

    #[test]
    fn changes_follow_one_another() {
        let changes = json!([{"increment": "n"}, {"decrement": "n", "by": 3}, {"append": "list", "value": {"b": 1}}, {"append": "list", "value": null},
            {"set": "any", "value": 1.5}, {"increment": "any", "by": 2}, {"increment": "big"}]);
        let after = json!({"n": -1, "list": ["a", {"b": 1}, null], "any": 3.5, "big": u64::MAX});
        assert_eq!(changed(&changes), Ok(after));
    }

    #[test]
    fn a_change_that_does_not_fit_says_what_would() {
        let refused = |changes: Value, part: &str| {
            let (code, message) = changed(&changes).unwrap_err();
            assert!(code == BAD_STATE && message.contains(part), "{code} {message}");
        };
        refused(json!([{"increment": "any"}]), "`any` is null, no number");
        refused(json!([{"append": "n", "value": 1}]), "`n` is 1, no list");
        refused(json!([{"increment": "n", "by": "1"}]), "`by` gives \"1\", no number");
        refused(json!([{"increment": "big", "by": 2}]), "more than a number in JSON holds");
        refused(json!([{"set": "n", "value": 1e308}, {"increment": "n", "by": 1e308}, {"increment": "n", "by": 1e308}]), "holds");
        refused(json!([{"set": "n", "value": 101}]), "`n`: this must be at most 100, not 101");
        refused(json!([{"set": "nobody", "value": 1}]), "no state variable `nobody`");
    }

    #[test]
    fn a_value_does_not_grow_deeper_than_a_journal_can_hold() {
        let deep = |depth: usize| (0..depth).fold(json!(1), |value, _| json!([value]));
        assert!(changed(&json!([{"set": "any", "value": deep(plan::MAX_DEPTH)}])).is_ok());
        let (code, message) = changed(&json!([{"set": "any", "value": deep(plan::MAX_DEPTH + 1)}])).unwrap_err();
        assert!(code == BAD_STATE && message.contains("nest at most"), "{message}");
    }

    #[test]
    fn the_whole_state_has_a_size_and_what_is_replaced_does_not_count() {
        let long = |length: usize| json!("x".repeat(length));
        assert_eq!(changed(&json!([{"set": "any", "value": long(MAX_STATE_BYTES)}])).unwrap_err().0, STATE_TOO_LARGE);
        let mut state = RunState::begin(&plan());
        let set = |length: usize| vec![Change::Set { set: "any".to_owned(), value: long(length) }];
        for _ in 0..3 {
            let after = state.changed(&plan(), &set(200_000)).unwrap();
            state.put(after).unwrap();
        }
        let item = vec![Change::Append { append: "list".to_owned(), value: long(100_000) }];
        assert_eq!(state.changed(&plan(), &item).unwrap_err().code, STATE_TOO_LARGE);
    }

    #[test]
    fn answers_are_kept_as_far_as_there_is_room() {
        let mut state = RunState::begin(&plan());
        let answer = json!("x".repeat(16_000));
        let mut taken = 0;
        while state.has_no_room(&taken.to_string(), &answer).is_none() {
            state.take_update("u".to_owned(), taken.to_string(), BTreeMap::new(), answer.clone()).unwrap();
            taken += 1;
        }
        assert!((250..270).contains(&taken), "{taken}");
        assert_eq!(state.answer("0"), Some(&answer));
        assert!(state.take_update("u".to_owned(), "0".to_owned(), BTreeMap::new(), Value::Null).is_err());
    }
}

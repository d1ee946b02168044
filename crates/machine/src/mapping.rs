//! Which steps of one plan are which of another.

use std::collections::{BTreeMap, BTreeSet};

use plan::{Plan, StepId, Work};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Obstacle;
use crate::graph::{Graph, StepIdx};

/// What becomes of the steps of a run that moves to another plan. A step that is not named keeps its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The new names of steps, by the old ones; none for a step that is dropped.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<StepId, Option<StepId>>,
    /// What is done about steps of the new plan that have not begun and come before some that have.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub late: BTreeMap<StepId, Late>,
}

/// What is done about a step that has not begun, though steps behind it have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Late {
    /// It is done now; what has begun behind it goes on without what it gives.
    Do,
    /// It is passed over.
    Skip,
}

impl Mapping {
    /// Whether every step keeps its name, and nothing is said of late ones.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.late.is_empty()
    }

    /// The name that a step of the old plan has in the new one, should that plan have it: a step that is not named keeps its own, unless
    /// another takes it.
    pub fn name_of<'a>(&'a self, old: &'a StepId) -> Option<&'a StepId> {
        match self.steps.get(old) {
            Some(new) => new.as_ref(),
            None => (!self.steps.values().flatten().any(|taken| taken == old)).then_some(old),
        }
    }

    /// For each step of the old plan, which step of the new one it is; or everything in the mapping that makes no sense.
    pub(crate) fn images(&self, old: &Plan, old_graph: &Graph, new: &Graph) -> Result<Vec<Option<StepIdx>>, Vec<Obstacle>> {
        let mut obstacles = Vec::new();
        let mut named = BTreeSet::new();
        for (from, to) in &self.steps {
            let path = format!("steps.{from}");
            if old_graph.find(from).is_none() {
                obstacles.push(Obstacle { path, message: "the run's plan has no such step".to_owned() });
                continue;
            }
            let Some(to) = to else { continue };
            if new.find(to).is_none() {
                obstacles.push(Obstacle { path, message: format!("the new plan has no step `{to}` that it could become") });
            } else if !named.insert(to) {
                obstacles.push(Obstacle { path, message: format!("two steps would become `{to}`") });
            }
        }
        if !obstacles.is_empty() {
            return Err(obstacles);
        }
        let image = |id: &StepId| match self.steps.get(id) {
            Some(to) => to.as_ref().and_then(|to| new.find(to)),
            None if named.contains(id) => None,
            None => new.find(id),
        };
        Ok(old.steps.iter().map(|step| image(&step.id)).collect())
    }

    /// Whether a step does the same in both plans, but for the names of the steps that it reads.
    pub(crate) fn keeps_work(&self, old: &Work, new: &Work) -> bool {
        if old == new {
            return true;
        }
        if self.steps.is_empty() {
            return false;
        }
        // Work is plain data with string keys, which JSON always represents.
        let renamed = serde_json::to_value(old).map(|old| self.reading_renamed(old));
        matches!((renamed, serde_json::to_value(new)), (Ok(old), Ok(new)) if old == new)
    }

    fn reading_renamed(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text_renamed(&text)),
            Value::Array(items) => Value::Array(items.into_iter().map(|item| self.reading_renamed(item)).collect()),
            Value::Object(fields) => Value::Object(fields.into_iter().map(|(name, field)| (name, self.reading_renamed(field))).collect()),
            other => other,
        }
    }

    /// A text in which `steps.<id>` and `steps["<id>"]` have their new names.
    fn text_renamed(&self, text: &str) -> String {
        const ROOT: &str = "steps";
        let mut renamed = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(ROOT) {
            let (before, after) = rest.split_at(at + ROOT.len());
            renamed.push_str(before);
            let (opening, quote) = match after.as_bytes() {
                [b'.', ..] => (1, None),
                [b'[', quote @ (b'"' | b'\''), ..] => (2, Some(char::from(*quote))),
                _ => {
                    rest = after;
                    continue;
                }
            };
            let (opening, after) = after.split_at(opening);
            let ends = |letter: char| match quote {
                Some(quote) => letter == quote,
                None => !(letter.is_alphanumeric() || letter == '_'),
            };
            let (id, after) = after.split_at(after.find(ends).unwrap_or(after.len()));
            renamed.push_str(opening);
            match self.steps.get(&StepId::from(id)) {
                Some(Some(new)) => renamed.push_str(&new.0),
                _ => renamed.push_str(id),
            }
            rest = after;
        }
        renamed.push_str(rest);
        renamed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_a_step_reads_it_by_its_new_name() {
        let steps = [("a", Some("b")), ("g4.1", Some("g5")), ("gone", None)];
        let steps = steps.into_iter().map(|(old, new)| (StepId::from(old), new.map(StepId::from))).collect();
        let mapping = Mapping { steps, ..Mapping::default() };
        let renamed =
            mapping.text_renamed("{{ steps.a.value }} of {{ steps[\"g4.1\"].value ~ steps['a'] ~ steps.ab ~ steps.gone }} in all steps.");
        assert_eq!(renamed, "{{ steps.b.value }} of {{ steps[\"g5\"].value ~ steps['b'] ~ steps.ab ~ steps.gone }} in all steps.");
    }
}

//! The types of loops, and the groups of steps that they go round.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Delay, Expression, Plan, StepId, Work};

/// The end of a group of steps: all that stands between `from` and this step, both included, is done again while a condition holds.
/// What one round gave stays; the next one is done as new attempts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// The step that a round begins with; this one needs it, directly or through others.
    pub from: StepId,
    /// Looked at once at the end of each round: while it holds, another one follows.
    #[serde(rename = "while")]
    pub condition: Expression,
    /// Rounds in all, the first included; at least 1.
    pub at_most: u32,
    /// How long to wait before each further round. The run needs no memory meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<Box<Delay>>,
    /// What happens when all the rounds are spent and the condition still holds.
    #[serde(default, skip_serializing_if = "OnSpent::is_default")]
    pub on_spent: OnSpent,
    /// Code of the failure where `on_spent` is `fail`; `ROUNDS_SPENT` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What happens when all the rounds of a loop are spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnSpent {
    /// The step is done, and says that they are.
    #[default]
    GoOn,
    /// The attempt fails, and the step's gate decides as about any other.
    Fail,
}

impl OnSpent {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// One loop of a plan, with steps by their position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    /// The step that ends each round.
    pub end: usize,
    /// The step that a round begins with.
    pub from: usize,
    /// Every step of a round, these two included.
    pub steps: BTreeSet<usize>,
    /// The steps that need the loop's end, directly or through others.
    pub behind: BTreeSet<usize>,
}

impl Plan {
    /// The loops of the plan, inner ones before those around them. One that names no step which its own needs is left out.
    pub fn loops(&self) -> Vec<Loop> {
        let is_loop = |work: &Work| matches!(work, Work::Repeat(_));
        if !self.steps.iter().any(|step| is_loop(&step.work)) {
            return Vec::new();
        }
        let mut position: BTreeMap<&StepId, usize> = BTreeMap::new();
        for (at, step) in self.steps.iter().enumerate() {
            position.entry(&step.id).or_insert(at);
        }
        let needs: Vec<Vec<usize>> =
            self.steps.iter().map(|step| step.needs.iter().filter_map(|need| position.get(need).copied()).collect()).collect();
        let mut consumers = vec![Vec::new(); needs.len()];
        for (at, needs) in needs.iter().enumerate() {
            needs.iter().for_each(|&need| consumers[need].push(at));
        }
        let found = self.steps.iter().enumerate().filter_map(|(end, step)| {
            let Work::Repeat(repeat) = &step.work else { return None };
            let from = *position.get(&repeat.from)?;
            let before = reached(end, &needs);
            let steps = if from != end && before.contains(&from) {
                let after = reached(from, &consumers);
                before.intersection(&after).copied().chain([from, end]).collect()
            } else {
                return None;
            };
            Some(Loop { end, from, steps, behind: reached(end, &consumers) })
        });
        let mut loops: Vec<Loop> = found.collect();
        loops.sort_by_key(|one| (one.steps.len(), one.end));
        loops
    }
}

/// Everything that can be reached from a step, itself not included unless it lies in a cycle.
fn reached(from: usize, edges: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut open = edges[from].clone();
    while let Some(at) = open.pop() {
        if seen.insert(at) {
            open.extend_from_slice(&edges[at]);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_group_is_what_stands_between_its_ends_and_inner_loops_come_first() {
        let effect = json!({"effect": {"effect": "x"}});
        let repeat = |from: &str| json!({"repeat": {"from": from, "while": "true", "at_most": 2}});
        let step = |id: &str, needs: &[&str], work: &serde_json::Value| json!({"id": id, "needs": needs, "work": work});
        let steps = json!([
            step("before", &[], &effect),
            step("outer", &["inner", "d"], &repeat("a")),
            step("a", &["before"], &effect),
            step("b", &["a", "beside"], &effect),
            step("c", &["b"], &effect),
            step("inner", &["c"], &repeat("b")),
            step("d", &["a"], &effect),
            step("beside", &["before"], &effect),
            step("after", &["outer"], &effect),
            step("nowhere", &["after"], &repeat("nobody")),
            step("itself", &["after"], &repeat("itself")),
            step("unrelated", &["after"], &repeat("beside")),
        ]);
        let plan: Plan = serde_json::from_value(json!({"grammar": 4, "name": "n", "steps": steps})).unwrap();
        let loops = plan.loops();
        let names = |one: &Loop| one.steps.iter().map(|&at| plan.steps[at].id.0.as_str()).collect::<Vec<_>>();
        assert_eq!(names(&loops[0]), ["b", "c", "inner"]);
        assert_eq!(names(&loops[1]), ["outer", "a", "b", "c", "inner", "d"]);
        // What is needed far back makes a large group, which its own rules then refuse.
        assert_eq!((loops.len(), names(&loops[2]).first().copied()), (3, Some("outer")));
    }
}

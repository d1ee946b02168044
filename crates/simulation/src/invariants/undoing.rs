//! What can be undone of a run, and what is undone of it: the latest first, in a loop in each round.

use std::collections::{BTreeMap, BTreeSet};

use plan::{Loop, Plan, StepId};
use serde_json::Value;

use super::known::Attempt;
use super::{Held, UNDO_ORDER, hold};
use crate::store::RunId;

#[derive(Debug, Default)]
pub(super) struct Undoing {
    /// What gave something of steps that can be undone, in that order. Of a step the latest counts, besides those that are kept.
    gave: Vec<Attempt>,
    /// Of those, fan-outs that did not come to their end: they count besides what was given before.
    in_part: BTreeSet<Attempt>,
    /// Of rounds that are over, each with the ends of their loops.
    kept: BTreeMap<Attempt, BTreeSet<StepId>>,
    /// What is to be undone, once the run cleans up.
    due: Option<Vec<StepId>>,
    undone: Vec<(StepId, bool)>,
    inputs: BTreeMap<Attempt, Value>,
}

impl Undoing {
    pub(super) fn has_begun(&self) -> bool {
        self.due.is_some()
    }

    pub(super) fn is_under_way(&self, step: &StepId) -> bool {
        self.undone.last().is_some_and(|(last, is_over)| last == step && !is_over)
    }

    pub(super) fn input(&self, attempt: &Attempt) -> Option<&Value> {
        self.inputs.get(attempt)
    }

    /// An attempt gave something.
    pub(super) fn gave(&mut self, plan: &Plan, attempt: &Attempt) {
        if can_be_undone(plan, &attempt.0) {
            self.gave.push(attempt.clone());
        }
    }

    /// It gave nothing after all.
    pub(super) fn gave_not(&mut self, attempt: &Attempt) {
        self.gave.retain(|gave| gave != attempt);
    }

    /// Some items of a fan-out that has come to no end gave something.
    pub(super) fn gave_in_part(&mut self, plan: &Plan, attempt: &Attempt) {
        self.in_part.insert(attempt.clone());
        self.gave(plan, attempt);
    }

    /// What a round did stands, and is undone by itself.
    pub(super) fn keep(&mut self, end: &StepId, steps: &[StepId]) {
        let kept: Vec<Attempt> = self.gave.iter().filter(|gave| steps.contains(&gave.0) && self.counts(gave)).cloned().collect();
        for attempt in kept {
            self.kept.entry(attempt).or_default().insert(end.clone());
        }
    }

    fn is_latest(&self, attempt: &Attempt) -> bool {
        !self.gave.iter().any(|gave| gave.0 == attempt.0 && gave.1 > attempt.1 && !self.in_part.contains(gave))
    }

    fn counts(&self, attempt: &Attempt) -> bool {
        self.kept.contains_key(attempt) || self.is_latest(attempt)
    }

    /// The run moves to another plan. What could be undone before and can be still stays in its place; what could not be stands behind all that
    /// it was made of and all that rounds before its own gave, where it counts (`stands` says with which attempt).
    pub(super) fn moved(
        &mut self,
        (old, new): (&Plan, &Plan),
        image: impl Fn(&StepId) -> Option<StepId>,
        stands: impl Fn(&StepId) -> Option<u32>,
    ) {
        let carried = |attempt: &Attempt| Some((image(&attempt.0).filter(|step| can_be_undone(new, step))?, attempt.1));
        let gave = self.gave.iter().filter(|gave| self.counts(gave)).filter_map(carried).collect();
        let ends = |ends: &BTreeSet<StepId>| ends.iter().filter_map(&image).collect();
        self.kept = self.kept.iter().filter_map(|(kept, of)| Some((carried(kept)?, ends(of)))).collect();
        self.in_part = self.in_part.iter().filter_map(carried).collect();
        self.gave = gave;
        let known: BTreeSet<StepId> = old.steps.iter().filter(|step| step.undo.is_some()).filter_map(|step| image(&step.id)).collect();
        let mut late: Vec<(usize, usize, Attempt)> = new
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.undo.is_some() && !known.contains(&step.id))
            .filter_map(|(at, step)| Some((depth(new, &step.id), at, (step.id.clone(), stands(&step.id)?))))
            .collect();
        late.sort_unstable();
        for (_, _, attempt) in late {
            let (needed, around) = (above(new, &attempt.0), loops_around(new, &attempt.0));
            let is_earlier = |gave: &Attempt| self.kept.get(gave).is_some_and(|ends| !ends.is_disjoint(&around));
            let last = self.gave.iter().rposition(|gave| needed.contains(&gave.0) || is_earlier(gave));
            let at = last.map_or(0, |last| last + 1);
            self.gave.insert(at, attempt);
        }
    }

    pub(super) fn cleans_up(&mut self, run: RunId, steps: &[StepId]) -> Held {
        let expected: Vec<StepId> = self.gave.iter().rev().filter(|gave| self.counts(gave)).map(|(step, _)| step.clone()).collect();
        hold(expected == steps, UNDO_ORDER, || format!("run {run} undoes {steps:?}, and did {expected:?}, the latest first"))?;
        self.due = Some(expected);
        Ok(())
    }

    pub(super) fn starts(&mut self, run: RunId, attempt: Attempt, input: Value) -> Held {
        self.is_next(run, &attempt.0)?;
        self.undone.push((attempt.0.clone(), false));
        self.inputs.insert(attempt, input);
        Ok(())
    }

    pub(super) fn ends(&mut self, run: RunId, step: &StepId) -> Held {
        match self.undone.last_mut() {
            Some((last, is_over @ false)) if last == step => *is_over = true,
            // Its arguments could not be rendered.
            _ => {
                self.is_next(run, step)?;
                self.undone.push((step.clone(), true));
            }
        }
        Ok(())
    }

    fn is_next(&self, run: RunId, step: &StepId) -> Held {
        let is_idle = self.undone.last().is_none_or(|(_, is_over)| *is_over);
        let next = self.due.as_ref().and_then(|steps| steps.get(self.undone.len()));
        hold(is_idle && next == Some(step), UNDO_ORDER, || format!("run {run} undoes {step}, {next:?} comes next, after {:?}", self.undone))
    }

    /// Whatever is not undone when the run ends is named.
    pub(super) fn is_over(&self, run: RunId, not_undone: &[StepId]) -> Held {
        let undone = self.undone.len();
        let all = self.due.as_ref().map_or(not_undone.len(), Vec::len);
        hold(undone + not_undone.len() >= all, UNDO_ORDER, || {
            format!("run {run} ends with {undone} of {all} steps undone, and says that {not_undone:?} are not")
        })
    }
}

fn can_be_undone(plan: &Plan, step: &StepId) -> bool {
    plan.steps.iter().any(|one| one.id == *step && one.undo.is_some())
}

fn needs<'p>(plan: &'p Plan, step: &StepId) -> &'p [StepId] {
    plan.steps.iter().find(|one| one.id == *step).map_or(&[], |one| &one.needs)
}

/// Whatever a step needs, directly or through others.
fn above(plan: &Plan, step: &StepId) -> BTreeSet<StepId> {
    needs(plan, step).iter().flat_map(|need| above(plan, need).into_iter().chain([need.clone()])).collect()
}

/// The loops that a step is in, by the steps that end their rounds.
fn loops_around(plan: &Plan, step: &StepId) -> BTreeSet<StepId> {
    let is_in = |one: &Loop| one.steps.iter().any(|&at| plan.steps[at].id == *step);
    plan.loops().iter().filter(|one| is_in(one)).map(|one| plan.steps[one.end].id.clone()).collect()
}

/// How many steps stand one before the other above it, at most.
fn depth(plan: &Plan, step: &StepId) -> usize {
    needs(plan, step).iter().map(|need| depth(plan, need) + 1).max().unwrap_or(0)
}

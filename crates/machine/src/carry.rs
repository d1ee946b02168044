//! The state of a run under another plan: what its steps have done stays, each under its new name.
//!
//! Both plans and the mapping say all of it, so replay evaluates nothing here either. Whether a run may move at all was
//! decided before (`migration`).

use std::sync::Arc;

use jiff::Timestamp;
use plan::{Overdue, Plan, StepId, Work};
use serde_json::Value;

use crate::apply::{Apply, Want, has_checks};
use crate::graph::StepIdx;
use crate::machine::{Blueprint, Machine};
use crate::partial;
use crate::state::{Defeat, Item, Phase, Standing, State};
use crate::undo::Given;
use crate::wait::after;
use crate::{Effort, Entry, Mapping, Output, PauseReason, Recorded};

impl Machine {
    /// Moves the run to another plan, as an entry says.
    pub(crate) fn migrated(&mut self, recorded: &Recorded, target: &Blueprint, wants: &mut Vec<Want>) -> Result<(), String> {
        let Entry::Migrated { mapping, waits, by, .. } = &recorded.entry else { return Err("it moves the run nowhere".to_owned()) };
        if self.state.phase.is_end() || self.state.clean_up.is_some() {
            return Err("a run that has ended or cleans up moves to no other plan".to_owned());
        }
        let images = mapping.images(&self.plan, &self.graph, target.graph()).map_err(|obstacles| {
            let first = obstacles.first().map(|obstacle| format!("{}: {}", obstacle.path, obstacle.message));
            first.unwrap_or_default()
        })?;
        let before = self.clone();
        self.take_plan(target, mapping, &images);
        for (step, input) in waits {
            self.recast(step, input.clone())?;
        }
        self.state.last_actor = Some(by.clone());
        self.look_again_at_checks(&before, &images, wants);
        if matches!(self.state.phase, Phase::Running) {
            // More items of a fan-out may be under way at once now.
            let mut apply = Apply { plan: &self.plan, graph: &self.graph, state: &mut self.state, wants, at: recorded.at };
            for idx in apply.state.index.under_way.clone() {
                apply.issue(idx);
            }
        }
        Ok(())
    }

    /// The same run, by the other plan. Waits stay as they are.
    pub(crate) fn take_plan(&mut self, target: &Blueprint, mapping: &Mapping, images: &[Option<StepIdx>]) {
        let (plan, graph) = (target.plan(), target.graph());
        let old = &self.state;
        let map = |idx: StepIdx| images.get(idx).copied().flatten();
        let mut state = State::begin(plan, graph, old.started_at, Value::Null, old.approved_in_advance.clone());
        state.input = Arc::clone(&old.input);
        state.seq = old.seq;
        state.last_actor.clone_from(&old.last_actor);
        state.phase = renamed(&old.phase, |step| self.graph.find(step).and_then(map).map(|idx| plan.steps[idx].id.clone()));
        state.stale =
            old.stale.as_ref().and_then(|(because, steps)| Some((map(*because)?, steps.iter().filter_map(|&idx| map(idx)).collect())));
        state.run = old.run.carried(plan);
        state.signals = old.signals.clone();
        state.begun_anew = old.begun_anew;
        state.borne = old.borne.iter().map(|(name, idx)| (name.clone(), idx.and_then(map))).collect();
        for (idx, record) in old.steps.iter().enumerate() {
            let (name, new) = (&self.plan.steps[idx].id, map(idx));
            if record.has_begun() && new.is_none_or(|new| plan.steps[new].id != *name) {
                state.borne.insert(name.clone(), new);
            }
            let Some(new) = new else { continue };
            let step = &plan.steps[new];
            let place = &mut state.steps[new];
            let (unmet, is_done, standing) = (place.unmet, place.is_done, record.standing.clone());
            *place = record.clone();
            (place.unmet, place.is_done, place.standing) = (unmet, is_done, Standing::Pending);
            place.sent_back_by = record.sent_back_by.and_then(map);
            place.previous = record.previous.iter().filter_map(|(end, seen)| Some((map(*end)?, seen.clone()))).collect();
            place.returned = record.returned.clone().and_then(|(from, verdict)| Some((map(from)?, verdict)));
            place.inputs_outdated |= !mapping.keeps_work(&self.plan.steps[idx].work, &step.work);
            place.deadline = record.deadline_from.and_then(|from| Some(after(from, step.deadline_ms?)));
            place.overdue_at = overdue_at(plan, new, &standing, record.awaiting_since, record.escalated.is_some());
            enter(&mut state, target, new, standing);
        }
        state.given = given(&self.plan, old, &state, target, images);
        (self.plan, self.graph, self.state) = (Arc::clone(plan), Arc::clone(graph), state);
    }

    /// A wait goes on under other conditions.
    pub(crate) fn recast(&mut self, step: &StepId, input: Value) -> Result<(), String> {
        let idx = self.graph.find(step).ok_or_else(|| format!("the plan has no step `{step}`"))?;
        let record = &mut self.state.steps[idx];
        let (Standing::Waiting(waiting), Some(began_at)) = (&record.standing, record.began_at) else {
            return Err(format!("step `{step}` does not wait"));
        };
        let inputs = vec![input];
        let recast = waiting.recast(&inputs, began_at)?;
        record.inputs = inputs;
        record.inputs_outdated = false;
        self.state.move_step(&self.graph, idx, Standing::Waiting(recast), false);
        Ok(())
    }

    /// Checks under way go on where the step has kept its name and they are the same; else they are done anew, or not at all.
    fn look_again_at_checks(&self, before: &Self, images: &[Option<StepIdx>], wants: &mut Vec<Want>) {
        for &idx in &before.state.index.under_way {
            let Some(new) = images[idx] else { continue };
            if !matches!(before.state.steps[idx].standing, Standing::Checking { .. }) {
                continue;
            }
            let (old_step, new_step) = (&before.plan.steps[idx], &self.plan.steps[new]);
            let checks = |step: &plan::Step| step.gate.as_ref().map(|gate| gate.checks.clone()).unwrap_or_default();
            if old_step.id == new_step.id && checks(old_step) == checks(new_step) {
                continue;
            }
            if has_checks(&before.plan, idx) {
                let attempt = before.state.steps[idx].attempts;
                wants.push(Want::Abandon { effort: Effort { step: old_step.id.clone(), attempt, item: None, undo: false } });
            }
            if has_checks(&self.plan, new) {
                wants.push(Want::Checks { idx: new });
            }
        }
    }
}

/// Puts a step where it stands, and into the index.
fn enter(state: &mut State, target: &Blueprint, idx: StepIdx, standing: Standing) {
    let plan = target.plan();
    let work = &plan.steps[idx].work;
    match &standing {
        Standing::Working(working) => {
            let retries = working.items.iter().enumerate().filter_map(|(at, item)| match item {
                Item::Waiting { retry_at, .. } => Some((*retry_at, idx, at)),
                _ => None,
            });
            state.index.timers.extend(retries);
            if partial::has_lost(work, working) {
                state.index.lost.insert(idx);
            }
        }
        Standing::AwaitingApproval { .. } if state.steps[idx].escalated.is_some_and(|then| then != Overdue::Remind) => {
            state.index.overdue.insert(idx);
        }
        _ => {}
    }
    let ends = ends_the_run(work) && standing.counted_output().is_some_and(|output| !output.value.is_null());
    if ends {
        state.index.ending.insert(idx);
    }
    state.move_step(target.graph(), idx, standing, has_checks(plan, idx));
}

/// Whether a step of this kind ends the run once it is done.
pub(crate) fn ends_the_run(work: &Work) -> bool {
    matches!(work, Work::End(_) | Work::Again(_))
}

/// When a decision that is waited for becomes overdue, by the new plan; it does so once.
fn overdue_at(plan: &Plan, idx: StepIdx, standing: &Standing, since: Option<Timestamp>, escalated: bool) -> Option<Timestamp> {
    if escalated || !matches!(standing, Standing::AwaitingApproval { .. }) {
        return None;
    }
    let asked = plan.steps[idx].gate.as_ref()?.approval.asked()?;
    Some(after(since?, asked.escalate.as_ref()?.after.literal_ms()?))
}

fn renamed(phase: &Phase, name: impl Fn(&StepId) -> Option<StepId>) -> Phase {
    // A step that is gone keeps its old name here, and the pause that it was the cause of ends.
    let of = |step: &StepId| name(step).unwrap_or_else(|| step.clone());
    match phase {
        Phase::Paused(PauseReason::GateFailed { step, code }) => {
            Phase::Paused(PauseReason::GateFailed { step: of(step), code: code.clone() })
        }
        Phase::Paused(PauseReason::ApprovalRequired { step }) => Phase::Paused(PauseReason::ApprovalRequired { step: of(step) }),
        other => other.clone(),
    }
}

/// What can be undone by the new plan, in the order in which it was given. What could not be undone before stands behind all that it was
/// made of, and so before all that was made of it.
fn given(from: &Plan, old: &State, new: &State, target: &Blueprint, images: &[Option<StepIdx>]) -> Vec<Given> {
    let (plan, graph) = (target.plan(), target.graph());
    let mut given: Vec<Given> = old
        .given
        .iter()
        .filter_map(|given| {
            let past = given.past.iter().filter_map(|past| past.carried(images)).collect();
            Some(Given { idx: images[given.idx]?, past, ..given.clone() })
        })
        .filter(|given| plan.steps[given.idx].undo.is_some())
        .collect();
    // Of those that could be undone before, it is known whether they gave anything.
    let could_before = |idx: StepIdx| images.iter().position(|image| *image == Some(idx)).is_some_and(|was| from.steps[was].undo.is_some());
    let mut late: Vec<(StepIdx, Arc<Output>)> = (0..plan.steps.len())
        .filter(|&idx| plan.steps[idx].undo.is_some() && !could_before(idx))
        .filter_map(|idx| Some((idx, Arc::clone(gave(&new.steps[idx].standing)?))))
        .collect();
    // Those further up come first.
    late.sort_by_cached_key(|(idx, _)| (graph.depth(*idx), *idx));
    for (idx, output) in late {
        let last_of = |meant: &dyn Fn(&Given) -> bool| given.iter().rposition(meant);
        let needed = last_of(&|given| graph.is_upstream(idx, given.idx));
        // What the rounds before its own gave was given before it.
        let is_earlier = |one: &plan::Loop, given: &Given| given.past.iter().any(|past| past.end == one.end);
        let earlier = graph.loops_around(idx).filter_map(|one| last_of(&|given| is_earlier(one, given))).max();
        let behind = needed.max(earlier).map_or(0, |last| last + 1);
        let round = graph.loops_around(idx).next().map_or(1, |one| new.round_of(one));
        given.insert(behind, Given { idx, attempt: new.steps[idx].attempts, round, output, in_part: false, past: Vec::new() });
    }
    given
}

/// What a step gave in its latest attempt, whether or not it counts: the effect had its consequences.
fn gave(standing: &Standing) -> Option<&Arc<Output>> {
    match standing {
        // Let through although its effect gave nothing.
        Standing::Warning { output } if **output == Output::default() => None,
        Standing::Checking { output }
        | Standing::AwaitingApproval { output }
        | Standing::Passed { output }
        | Standing::Warning { output }
        | Standing::Failed(Defeat::Refused { output }) => Some(output),
        Standing::Pending
        | Standing::Working(_)
        | Standing::Waiting(_)
        | Standing::Failed(Defeat::Lost { .. })
        | Standing::Skipped { .. } => None,
    }
}

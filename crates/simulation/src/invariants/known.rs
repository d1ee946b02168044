//! A run as its committed entries tell it: folded by itself, knowing nothing of the machine.

use std::collections::{BTreeMap, BTreeSet};

use machine::{
    Actor, Blueprint, Cause, Decision, Effort, Ending, Entry, Event, Machine, Output, PauseReason, Recorded, UndoOutcome, Verdict,
};
use plan::{Plan, StepId, Work};
use serde_json::Value;

use super::undoing::Undoing;
use super::{ANSWERED_ONCE, COUNTS_ONCE, Execution, GAPLESS, Held, MOVED, NOTHING_LOST, TOGETHER, UNDO_ORDER, hold};
use crate::lane::Task;
use crate::requests::{Move, Request};
use crate::store::{RequestId, RunId, Store};
use crate::wave::Answer;

pub(super) type Attempt = (StepId, u32);

/// A run as its committed entries tell it.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(super) last_seq: u64,
    pub(crate) ended: bool,
    /// The plan that it has now.
    pub(super) plan: Option<Blueprint>,
    /// The hash of each plan that it had, by the entry that led to it.
    plans: BTreeMap<u64, String>,
    pub(super) inputs: BTreeMap<Attempt, Vec<Value>>,
    /// Attempts of which nothing counts any more.
    pub(super) over: BTreeSet<Attempt>,
    pub(super) due: BTreeMap<Effort, u32>,
    pub(super) results: BTreeSet<Effort>,
    pub(super) items_ended: BTreeMap<Attempt, usize>,
    pub(super) completed: BTreeSet<Attempt>,
    /// Fan-outs of which some item has given something.
    pub(super) in_part: BTreeSet<Attempt>,
    /// Attempts that do not stand any more, whatever they gave.
    pub(super) void: BTreeSet<Attempt>,
    pub(super) undoing: Undoing,
    signals: BTreeSet<String>,
    updates: BTreeMap<String, Value>,
    pub(super) state: BTreeMap<String, Value>,
    asked: BTreeSet<String>,
    /// The machine that its journal replays to.
    pub(crate) machine: Option<Machine>,
}

impl Known {
    pub(super) fn take(
        &mut self,
        store: &Store,
        run: RunId,
        recorded: &Recorded,
        executions: &[Execution],
        asked: &mut BTreeSet<String>,
    ) -> Held {
        let Recorded { seq, entry, .. } = recorded;
        hold(*seq == self.last_seq + 1, GAPLESS, || format!("run {run} goes from entry {} to {seq}", self.last_seq))?;
        hold(!self.ended, GAPLESS, || format!("run {run} has ended, and {entry:?} follows"))?;
        self.last_seq = *seq;
        if let Some(by) = asks(entry).filter(|by| by.via.starts_with("ask "))
            && self.asked.insert(by.via.clone())
        {
            asked.insert(by.via.clone());
        }
        if let Entry::RunStarted { plan_hash, .. } = entry {
            self.plans.insert(*seq, plan_hash.clone());
            self.plan = store.plans.get(plan_hash).cloned();
        }
        let plan = self.plan.as_ref().map(|blueprint| blueprint.plan().clone());
        let Some(plan) = plan else {
            return hold(false, MOVED, || format!("run {run} has a plan that is not stored"));
        };
        match entry {
            Entry::Migrated { plan_hash, mapping, waits, .. } => {
                let target = store.plans.get(plan_hash).cloned();
                let Some(target) = target else {
                    return hold(false, MOVED, || format!("run {run} moves to a plan that is not stored, {plan_hash}"));
                };
                self.plans.insert(*seq, plan_hash.clone());
                self.moved(run, &plan, target, mapping, waits)?;
            }
            Entry::AttemptStarted { step, attempt, inputs, .. } => {
                self.give_up(step);
                self.inputs.insert((step.clone(), *attempt), inputs.clone());
            }
            Entry::TryDue { effort, tried } => drop(self.due.insert(effort.clone(), *tried)),
            Entry::TryFailed { effort, .. } => self.check_open(run, effort)?,
            Entry::EffectCompleted { effort, output } => {
                self.result(run, effort)?;
                check_origin(run, effort, output, executions)?;
                if effort.item.is_some() {
                    self.in_part.insert((effort.step.clone(), effort.attempt));
                }
                self.item_ended(&plan, effort);
            }
            Entry::ItemFailed { effort, .. } => {
                self.result(run, effort)?;
                self.item_ended(&plan, effort);
            }
            Entry::StateChanged { step, attempt, after } => {
                let effort = Effort { step: step.clone(), attempt: *attempt, item: None, undo: false };
                self.result(run, &effort)?;
                self.complete(&plan, (step.clone(), *attempt));
                self.state.extend(after.clone());
            }
            Entry::ConditionMet { step, attempt, .. } => self.condition_met(run, &plan, (step.clone(), *attempt))?,
            Entry::AttemptFailed { step, attempt, failure } => {
                let attempt = (step.clone(), *attempt);
                if matches!(failure.code.as_str(), "TOO_FEW_OK" | "TOO_MANY_FAILED") {
                    self.completed.remove(&attempt);
                    self.undoing.gave_not(&attempt);
                }
                self.gives_up_in_part(&plan, &attempt);
                self.void.insert(attempt.clone());
                hold(self.over.insert(attempt), COUNTS_ONCE, || format!("run {run}: an attempt of {step} failed that was over"))?;
            }
            Entry::AttemptJudged { step, attempt, verdict, .. } => {
                self.check_verdict(run, &plan, (step, *attempt), verdict, executions)?;
                let first = self.over.insert((step.clone(), *attempt));
                hold(first, COUNTS_ONCE, || format!("run {run}: attempt {attempt} of {step} was judged twice"))?;
            }
            Entry::StepSkipped { step, .. } | Entry::Decided { step, decision: Decision::Skipped, .. } => self.is_void(step),
            Entry::StepsReset { steps, .. } => {
                for step in steps {
                    self.latest_gives_up_in_part(&plan, step);
                    self.give_up(step);
                }
            }
            Entry::RoundStarted { step: end, steps, .. } => {
                self.undoing.keep(end, steps);
                steps.iter().for_each(|step| self.give_up(step));
            }
            Entry::SignalReceived { id, .. } => {
                let first = self.signals.insert(id.clone());
                hold(first, COUNTS_ONCE, || format!("run {run}: signal {id} counts twice"))?;
            }
            Entry::UpdateApplied { id, after, answer, .. } => {
                let before = self.updates.insert(id.clone(), answer.clone());
                hold(before.is_none(), COUNTS_ONCE, || format!("run {run}: update {id} counts twice"))?;
                self.state.extend(after.clone());
            }
            Entry::CleanUpStarted { steps, .. } => {
                for step in &plan.steps {
                    self.latest_gives_up_in_part(&plan, &step.id);
                }
                self.undoing.cleans_up(run, steps)?;
            }
            Entry::UndoStarted { step, attempt, input } => {
                let attempt = (step.clone(), *attempt);
                hold(self.completed.contains(&attempt), UNDO_ORDER, || format!("run {run}: {attempt:?} is undone, which gave nothing"))?;
                self.undoing.starts(run, attempt, input.clone())?;
            }
            Entry::UndoEnded { step, attempt, outcome } => {
                self.undoing.ends(run, step)?;
                if let UndoOutcome::Done { output } = outcome {
                    let effort = Effort { step: step.clone(), attempt: *attempt, item: None, undo: true };
                    check_origin(run, &effort, output, executions)?;
                }
            }
            Entry::RunCompleted { .. } | Entry::RunContinued { .. } => self.ended = true,
            Entry::RunFailed { not_undone, .. } | Entry::RunCancelled { not_undone, .. } => {
                self.ended = true;
                self.undoing.is_over(run, not_undone)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A fan-out ends before all of its items have: what some of them gave can be undone.
    fn gives_up_in_part(&mut self, plan: &Plan, attempt: &Attempt) {
        if self.in_part.contains(attempt) && !self.completed.contains(attempt) && !self.over.contains(attempt) {
            self.undoing.gave_in_part(plan, attempt);
            self.completed.insert(attempt.clone());
        }
    }

    fn latest_gives_up_in_part(&mut self, plan: &Plan, step: &StepId) {
        if let Some(latest) = self.latest(step) {
            self.gives_up_in_part(plan, &latest);
        }
    }

    /// Nothing of the attempts of a step so far counts any more.
    fn give_up(&mut self, step: &StepId) {
        let attempts: Vec<Attempt> = self.inputs.keys().filter(|(of, _)| of == step).cloned().collect();
        self.void.extend(attempts.iter().cloned());
        self.over.extend(attempts);
    }

    /// What the latest attempt of a step gave does not stand.
    fn is_void(&mut self, step: &StepId) {
        let attempts: Vec<Attempt> = self.inputs.keys().filter(|(of, _)| of == step).cloned().collect();
        self.void.extend(attempts);
    }

    /// An attempt gave something.
    fn complete(&mut self, plan: &Plan, attempt: Attempt) {
        self.undoing.gave(plan, &attempt);
        self.completed.insert(attempt);
    }

    fn check_open(&self, run: RunId, effort: &Effort) -> Held {
        if effort.undo {
            return hold(self.undoing.is_under_way(&effort.step), COUNTS_ONCE, || format!("run {run}: {effort:?} is not being undone"));
        }
        let attempt = (effort.step.clone(), effort.attempt);
        let is_open = self.inputs.contains_key(&attempt) && !self.over.contains(&attempt) && !self.undoing.has_begun();
        hold(is_open && !self.results.contains(effort), COUNTS_ONCE, || format!("run {run}: {effort:?} is over, and a result of it counts"))
    }

    fn result(&mut self, run: RunId, effort: &Effort) -> Held {
        self.check_open(run, effort)?;
        self.results.insert(effort.clone());
        Ok(())
    }

    fn item_ended(&mut self, plan: &Plan, effort: &Effort) {
        let attempt = (effort.step.clone(), effort.attempt);
        let is_each = plan.steps.iter().any(|step| step.id == effort.step && matches!(step.work, Work::Each { .. }));
        let items = if is_each { self.inputs.get(&attempt).map_or(0, Vec::len) } else { 1 };
        let ended = self.items_ended.entry(attempt.clone()).or_default();
        *ended += 1;
        if *ended >= items {
            self.complete(plan, attempt);
        }
    }

    fn condition_met(&mut self, run: RunId, plan: &Plan, attempt: Attempt) -> Held {
        let is_over = self.over.contains(&attempt) || self.completed.contains(&attempt);
        hold(!is_over, COUNTS_ONCE, || format!("run {run}: something comes that {attempt:?} does not wait for"))?;
        let wait = self.inputs.get(&attempt).and_then(|inputs| inputs.first());
        let needs_all = wait.and_then(|wait| wait.get("all")).and_then(Value::as_bool).unwrap_or(true);
        let conditions = wait.and_then(|wait| wait.get("conditions")).and_then(Value::as_array).map_or(1, Vec::len);
        let met = self.items_ended.entry(attempt.clone()).or_default();
        *met += 1;
        if !needs_all || *met >= conditions {
            self.complete(plan, attempt);
        }
        Ok(())
    }

    pub(super) fn check_answer(&self, id: RequestId, request: &Request, dedup: &str, answer: &Answer) -> Held {
        let Answer::Accepted { seq, value } = answer else {
            return hold(!self.asked.contains(dedup), TOGETHER, || format!("request {id} is refused, and moved its run on: {request:?}"));
        };
        hold(*seq <= self.last_seq, NOTHING_LOST, || {
            format!("request {id} is accepted at entry {seq}, the journal ends at {}", self.last_seq)
        })?;
        let counts = match request {
            Request::Event(Event::SignalSent { id, .. }) => self.signals.contains(id),
            Request::Event(Event::UpdateSent { id, .. }) => {
                let stored = self.updates.get(id);
                hold(stored == value.as_ref(), ANSWERED_ONCE, || format!("update {id} is answered {value:?}, its entry says {stored:?}"))?;
                stored.is_some()
            }
            Request::Event(_) => self.asked.contains(dedup),
            // One that has the plan already stays as it is.
            Request::Move(Move { plan_hash, .. }) => self.plans.range(..=*seq).next_back().is_some_and(|(_, plan)| plan == plan_hash),
        };
        hold(counts, NOTHING_LOST, || format!("request {id} is accepted, and nothing in the journal comes of it: {request:?}"))
    }

    /// What is judged was checked by the checks of the plan that the run has.
    fn check_verdict(&self, run: RunId, plan: &Plan, (step, attempt): (&StepId, u32), verdict: &Verdict, executions: &[Execution]) -> Held {
        let Some(number) = verdict.results.first().and_then(number_of) else { return Ok(()) };
        let effort = Effort { step: step.clone(), attempt, item: None, undo: false };
        let gate = plan.steps.iter().find(|one| one.id == *step).and_then(|step| step.gate.as_ref());
        let execution = executions.get(number);
        let task = gate.map(|gate| Task::checks(&effort, &gate.checks));
        let fits = execution.is_some_and(|execution| execution.run == run && Some(&execution.task) == task.as_ref());
        hold(fits, COUNTS_ONCE, || {
            format!("run {run}: {effort:?} is judged by {gate:?} with what execution {number} found, which was {execution:?}")
        })
    }
}

/// Whoever asked for an entry.
fn asks(entry: &Entry) -> Option<&Actor> {
    match entry {
        Entry::RunPaused { reason: PauseReason::Requested { by, .. } }
        | Entry::RunResumed { by }
        | Entry::RunCancelled { by, .. }
        | Entry::CleanUpStarted { because: Ending::Cancelled { by, .. }, .. }
        | Entry::Decided { by, .. }
        | Entry::SignalReceived { by, .. }
        | Entry::UpdateApplied { by, .. }
        | Entry::Migrated { by, .. }
        | Entry::AttemptStarted { cause: Cause::Rerun { by, .. }, .. } => Some(by),
        _ => None,
    }
}

/// A result counts for the effort that it was carried out for.
fn check_origin(run: RunId, effort: &Effort, output: &Output, executions: &[Execution]) -> Held {
    let Some(number) = number_of(&output.value) else { return Ok(()) };
    let execution = executions.get(number);
    let fits = execution.is_some_and(|execution| execution.run == run && execution.task.effort == *effort);
    hold(fits, COUNTS_ONCE, || format!("run {run}: {effort:?} has the result of execution {number}, which was {execution:?}"))
}

/// The execution that something came of.
fn number_of(value: &Value) -> Option<usize> {
    value.get("execution").and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok())
}

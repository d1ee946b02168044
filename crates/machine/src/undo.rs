//! Cleaning up before an end: when a run fails or is cancelled, what its steps did is undone, the latest first, one after the other.
//!
//! `CleanUpStarted` says why the run ends and what is to be undone; `UndoStarted` and `UndoEnded` bracket each undoing; the end follows
//! as the last entry and names what could not be undone. Meanwhile the run is `running` and takes no request but to be cancelled hard.

use std::sync::Arc;

use jiff::Timestamp;
use plan::{Plan, StepId, Work};
use serde_json::Value;

use crate::apply::{Apply, Want, forget};
use crate::deadlines::Deadline;
use crate::decide::Decide;
use crate::graph::StepIdx;
use crate::join::join;
use crate::loops::{PastRound, Seen};
use crate::machine::Machine;
use crate::ready::expression_failure;
use crate::retry::retry_at;
use crate::state::{Item, Phase, Standing, State};
use crate::{
    CancelMode, Command, Effort, Ending, Entry, Event, Failure, FailureClass, Output, Refusal, RefusalCode, UndoOutcome, UndoStatus,
};

/// What a step that can be undone gave last, and in a loop in each round, whether or not it counts: the effect had its consequences.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Given {
    pub(crate) idx: StepIdx,
    pub(crate) attempt: u32,
    /// The round of the innermost loop that the step is in; 1 outside loops.
    pub(crate) round: u32,
    pub(crate) output: Arc<Output>,
    /// Whether it is what a fan-out gave that did not come to its end. It stands beside what was given before, until something whole is given.
    pub(crate) in_part: bool,
    /// The rounds that it belongs to and that are over, the innermost first.
    pub(crate) past: Vec<Arc<PastRound>>,
}

impl Given {
    /// What a step was in the same round, where that round is over.
    pub(crate) fn of_its_round(&self, idx: StepIdx) -> Option<&Seen> {
        self.past.iter().find_map(|past| past.steps.get(&idx))
    }
}

/// A run that is about to end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CleanUp {
    pub(crate) because: Ending,
    /// What is still to be undone, by step and attempt, the next one last.
    left: Vec<(StepIdx, u32)>,
    under_way: Option<Undoing>,
    undone: Vec<StepIdx>,
    /// What could not be undone, in that order.
    not_undone: Vec<StepIdx>,
}

/// An undoing under way.
#[derive(Debug, Clone, PartialEq)]
struct Undoing {
    idx: StepIdx,
    attempt: u32,
    input: Value,
    tried: u32,
    /// Since when this try is wanted.
    since: Timestamp,
    /// When the next try is due, after one that failed.
    retry_at: Option<Timestamp>,
}

impl CleanUp {
    /// Whether nothing is wanted of the host but time.
    pub(crate) fn is_asleep(&self) -> bool {
        self.under_way.as_ref().is_some_and(|undoing| undoing.retry_at.is_some())
    }

    fn status(&self, idx: StepIdx, is_over: bool) -> Option<UndoStatus> {
        let is_under_way = self.under_way.as_ref().is_some_and(|undoing| undoing.idx == idx);
        let is_left = self.left.iter().any(|(left, _)| *left == idx);
        // Of several rounds the worst is told.
        match () {
            () if self.not_undone.contains(&idx) || is_over && (is_under_way || is_left) => Some(UndoStatus::NotUndone),
            () if is_under_way => Some(UndoStatus::UnderWay),
            () if is_left => Some(UndoStatus::Due),
            () => self.undone.contains(&idx).then_some(UndoStatus::Undone),
        }
    }
}

impl State {
    /// What has become of undoing a step, once the run cleans up.
    pub(crate) fn undo_status(&self, idx: StepIdx) -> Option<UndoStatus> {
        self.clean_up.as_ref()?.status(idx, self.phase.is_end())
    }

    /// What a fan-out under way that can be undone has given so far, with nothing for the items that gave nothing; none where none has.
    fn part_given(&self, plan: &Plan, idx: StepIdx) -> Option<Output> {
        let Standing::Working(working) = &self.steps[idx].standing else { return None };
        let step = &plan.steps[idx];
        let has_some = working.items.iter().any(|item| matches!(item, Item::Done(_)));
        if !has_some || step.undo.is_none() || !matches!(step.work, Work::Each { .. }) {
            return None;
        }
        let given = working.items.iter().map(|item| if let Item::Done(output) = item { output.clone() } else { Output::default() });
        Some(join(given.collect()))
    }

    /// Fan-outs under way of which some items have given something that can be undone, in the order of the plan.
    fn given_in_part(&self, plan: &Plan) -> Vec<StepIdx> {
        self.index.under_way.iter().copied().filter(|idx| self.part_given(plan, *idx).is_some()).collect()
    }

    fn undoing(&self) -> Option<&Undoing> {
        self.clean_up.as_ref().filter(|_| !self.phase.is_end())?.under_way.as_ref()
    }

    fn undoing_mut(&mut self, effort: &Effort) -> Option<&mut Undoing> {
        self.clean_up.as_mut()?.under_way.as_mut().filter(|undoing| undoing.attempt == effort.attempt)
    }
}

impl Decide<'_> {
    /// The run ends badly: at once, or after what its steps did is undone.
    pub(crate) fn end_after_clean_up(&self, because: Ending) -> Entry {
        let steps = self.given();
        if steps.is_empty() { ended(because, Vec::new()) } else { Entry::CleanUpStarted { because, steps } }
    }

    /// The steps that gave something which can be undone, the latest first; a fan-out under way did so in part.
    fn given(&self) -> Vec<StepId> {
        let in_part = self.state.given_in_part(self.plan);
        let given = self.state.given.iter().map(|given| given.idx).chain(in_part);
        given.rev().map(|idx| self.id(idx)).collect()
    }

    /// The run fails, after what its steps did is undone.
    pub(crate) fn fail_run(&self, step: Option<StepId>, failure: Failure) -> Entry {
        self.end_after_clean_up(Ending::Failed { step, failure })
    }

    /// The next entry of a run that cleans up. A projection that could not be stored holds this, too.
    pub(crate) fn go_on_cleaning_up(&self, clean_up: &CleanUp) -> Option<Entry> {
        if clean_up.under_way.is_some() || !matches!(self.state.phase, Phase::Running) {
            return None;
        }
        let Some(&(idx, attempt)) = clean_up.left.last() else {
            let not_undone = clean_up.not_undone.iter().map(|&idx| self.id(idx)).collect();
            return Some(ended(clean_up.because.clone(), not_undone));
        };
        let step = self.id(idx);
        let given = self.state.given.iter().rev().find(|given| (given.idx, given.attempt) == (idx, attempt))?;
        Some(match self.evaluator().undo_input(given) {
            Ok(input) => Entry::UndoStarted { step, attempt, input },
            Err(error) => {
                let outcome = UndoOutcome::Failed { failure: expression_failure(&error) };
                Entry::UndoEnded { step, attempt, outcome }
            }
        })
    }

    /// A cancellation: hard at once, else after cleaning up.
    pub(crate) fn cancel(&self, by: crate::Actor, reason: Option<String>, mode: CancelMode) -> Entry {
        let because = Ending::Cancelled { by, reason };
        match mode {
            CancelMode::Graceful => self.end_after_clean_up(because),
            CancelMode::Hard => ended(because, self.given()),
        }
    }

    /// What is granted while a run cleans up.
    pub(crate) fn grant_while_cleaning_up(&self, clean_up: &CleanUp, event: Event) -> Result<Vec<Entry>, Refusal> {
        match event {
            Event::CancelRequested { by, reason, mode: CancelMode::Hard } => {
                let under_way = clean_up.under_way.iter().map(|undoing| &undoing.idx);
                let left = clean_up.left.iter().rev().map(|(idx, _)| idx);
                let not_undone = clean_up.not_undone.iter().chain(under_way).chain(left);
                Ok(vec![ended(Ending::Cancelled { by, reason }, not_undone.map(|&idx| self.id(idx)).collect())])
            }
            Event::ResumeRequested { by } if matches!(self.state.phase, Phase::Paused(_)) => Ok(vec![Entry::RunResumed { by }]),
            Event::EffectSucceeded { .. }
            | Event::EffectFailed { .. }
            | Event::ChecksFinished { .. }
            | Event::ProjectionFailed { .. }
            | Event::TimePassed => Ok(Vec::new()),
            _ => {
                let how = if matches!(clean_up.because, Ending::Failed { .. }) { "failing" } else { "being cancelled" };
                let message =
                    format!("the run is {how} and undoes what it did; wait until it has ended, or cancel it hard, which ends it now");
                Err(Refusal::new(RefusalCode::RunEnding, message))
            }
        }
    }

    /// The next try of an undoing whose time has come.
    pub(crate) fn undo_due(&self) -> Option<Entry> {
        let undoing = self.state.undoing()?;
        Some(Entry::TryDue { effort: self.undo_effort(undoing), tried: undoing.tried + 1 })
    }

    fn undo_effort(&self, undoing: &Undoing) -> Effort {
        Effort { step: self.id(undoing.idx), attempt: undoing.attempt, item: None, undo: true }
    }
}

/// The last entry of a run that ends badly.
fn ended(because: Ending, not_undone: Vec<StepId>) -> Entry {
    match because {
        Ending::Failed { step, failure } => Entry::RunFailed { step, failure, not_undone },
        Ending::Cancelled { by, reason } => Entry::RunCancelled { by, reason, not_undone },
    }
}

impl Apply<'_> {
    /// Notes what a step gave that can be undone; what it gave before, but for rounds that are over, is replaced.
    pub(crate) fn note_given(&mut self, idx: StepIdx, output: &Arc<Output>) {
        if self.plan.steps[idx].undo.is_none() {
            return;
        }
        let is_of_this_round = |given: &Given| given.idx == idx && given.past.is_empty();
        if self.state.steps[idx].attempts > 1
            && let Some(at) = self.state.given.iter().rposition(|given| is_of_this_round(given) && !given.in_part)
        {
            self.state.given.remove(at);
        }
        self.state.given.retain(|given| !is_of_this_round(given) || !given.in_part);
        self.note(idx, Arc::clone(output), false);
    }

    fn note(&mut self, idx: StepIdx, output: Arc<Output>, in_part: bool) {
        let attempt = self.state.steps[idx].attempts;
        let round = self.graph.loops_around(idx).next().map_or(1, |one| self.state.round_of(one));
        self.state.given.push(Given { idx, attempt, round, output, in_part, past: Vec::new() });
    }

    /// Notes what a fan-out has given that does not come to its end.
    pub(crate) fn note_part(&mut self, idx: StepIdx) {
        if let Some(output) = self.state.part_given(self.plan, idx) {
            self.note(idx, Arc::new(output), true);
        }
    }

    pub(crate) fn clean_up_started(&mut self, because: Ending, steps: &[StepId]) -> Result<(), String> {
        if self.state.clean_up.is_some() {
            return Err("the run cleans up already".to_owned());
        }
        let steps: Vec<_> = steps.iter().map(|step| self.step(step)).collect::<Result<_, _>>()?;
        for idx in self.state.given_in_part(self.plan) {
            self.note_part(idx);
        }
        let named = |given: &[Given]| given.iter().rev().map(|given| given.idx).eq(steps.iter().copied());
        if !named(&self.state.given) {
            // Earlier releases left out what was given in part.
            self.state.given.retain(|given| !given.in_part);
            if !named(&self.state.given) {
                return Err("what is to be undone is not what the steps gave, the latest first".to_owned());
            }
        }
        let left = self.state.given.iter().map(|given| (given.idx, given.attempt)).collect();
        self.stop_everything();
        self.state.phase = Phase::Running;
        if let Ending::Cancelled { by, .. } = &because {
            self.state.last_actor = Some(by.clone());
        }
        self.state.clean_up = Some(CleanUp { because, left, under_way: None, undone: Vec::new(), not_undone: Vec::new() });
        Ok(())
    }

    pub(crate) fn undo_started(&mut self, step: &StepId, attempt: u32, input: Value) -> Result<(), String> {
        let idx = self.step(step)?;
        let clean_up =
            self.state.clean_up.as_mut().filter(|clean_up| clean_up.under_way.is_none() && clean_up.left.last() == Some(&(idx, attempt)));
        let Some(clean_up) = clean_up else { return Err(self.cannot(idx, "be undone now")) };
        clean_up.left.pop();
        clean_up.under_way = Some(Undoing { idx, attempt, input, tried: 1, since: self.at, retry_at: None });
        self.wants.push(Want::Undo);
        Ok(())
    }

    pub(crate) fn undo_ended(&mut self, step: &StepId, attempt: u32, outcome: &UndoOutcome) -> Result<(), String> {
        let idx = self.step(step)?;
        let Some(clean_up) = self.state.clean_up.as_mut() else { return Err(self.cannot(idx, "have been undone")) };
        match (clean_up.under_way.take(), outcome) {
            (Some(undoing), _) if (undoing.idx, undoing.attempt) == (idx, attempt) => {}
            // Its arguments could not be rendered, so that it never began.
            (None, UndoOutcome::Failed { .. }) if clean_up.left.last() == Some(&(idx, attempt)) => drop(clean_up.left.pop()),
            (under_way, _) => {
                clean_up.under_way = under_way;
                return Err(self.cannot(idx, "have been undone"));
            }
        }
        match outcome {
            UndoOutcome::Done { .. } => clean_up.undone.push(idx),
            UndoOutcome::Failed { .. } => clean_up.not_undone.push(idx),
        }
        self.state.index.deadlines.clear();
        Ok(())
    }

    pub(crate) fn undo_try_failed(&mut self, effort: &Effort, tried: u32, retry_at: Timestamp) -> Result<(), String> {
        match self.state.undoing_mut(effort) {
            Some(undoing) if undoing.retry_at.is_none() && undoing.tried == tried => {
                undoing.retry_at = Some(retry_at);
                self.state.index.deadlines.insert((retry_at, Deadline::Undo));
                Ok(())
            }
            _ => Err(format!("no such try of undoing step `{}` is under way", effort.step)),
        }
    }

    pub(crate) fn undo_try_due(&mut self, effort: &Effort, tried: u32) -> Result<(), String> {
        let since = self.at;
        match self.state.undoing_mut(effort) {
            Some(undoing) if undoing.retry_at.is_some() && undoing.tried + 1 == tried => {
                undoing.tried = tried;
                undoing.since = since;
                undoing.retry_at = None;
                self.state.index.deadlines.clear();
                self.wants.push(Want::Undo);
                Ok(())
            }
            _ => Err(format!("try {tried} of undoing step `{}` is not waited for", effort.step)),
        }
    }

    /// A run that ends in the middle of an undoing cares for it no more.
    pub(crate) fn abandon_undo(&mut self) {
        let Some(undoing) = self.state.undoing().filter(|undoing| undoing.retry_at.is_none()) else { return };
        let effort = Effort { step: self.plan.steps[undoing.idx].id.clone(), attempt: undoing.attempt, item: None, undo: true };
        forget(self.wants, effort, |want| matches!(want, Want::Undo));
    }
}

impl Machine {
    /// Why the run is about to end, while it undoes what its steps did; its status is `running` meanwhile.
    pub fn ending(&self) -> Option<&Ending> {
        self.state.clean_up.as_ref().filter(|_| !self.state.phase.is_end()).map(|clean_up| &clean_up.because)
    }

    /// Whether the answer to this try of this undoing is awaited.
    fn awaits_undo(&self, effort: &Effort, tried: Option<u32>) -> Option<StepIdx> {
        let undoing = self.state.undoing().filter(|undoing| undoing.retry_at.is_none())?;
        let is_it = self.graph.find(&effort.step) == Some(undoing.idx) && effort.attempt == undoing.attempt && effort.item.is_none();
        (is_it && tried.is_none_or(|tried| tried == undoing.tried)).then_some(undoing.idx)
    }

    /// The entry that an undoing which ended well leads to.
    pub(crate) fn undo_succeeded(&self, effort: &Effort, output: Output) -> Option<Entry> {
        self.awaits_undo(effort, None)?;
        let outcome = UndoOutcome::Done { output };
        Some(Entry::UndoEnded { step: effort.step.clone(), attempt: effort.attempt, outcome })
    }

    /// The entry that an undoing which failed leads to: another try, or the next step.
    pub(crate) fn undo_failed(&self, effort: &Effort, tried: u32, failure: Failure, jitter: f64, now: Timestamp) -> Option<Entry> {
        let idx = self.awaits_undo(effort, Some(tried))?;
        let retry = &self.plan.steps[idx].undo.as_ref()?.retry;
        if failure.class == FailureClass::Retryable && tried < retry.max_tries && retry.covers(&failure.code) {
            return Some(Entry::TryFailed { effort: effort.clone(), tried, failure, retry_at: retry_at(retry, tried, jitter, now) });
        }
        let outcome = UndoOutcome::Failed { failure };
        Some(Entry::UndoEnded { step: effort.step.clone(), attempt: effort.attempt, outcome })
    }

    /// The command that an undoing under way wants carried out.
    pub(crate) fn run_undo(&self) -> Option<Command> {
        let undoing = self.state.undoing().filter(|undoing| undoing.retry_at.is_none())?;
        let step = &self.plan.steps[undoing.idx];
        let undo = step.undo.as_ref()?;
        Some(Command::RunEffect {
            effort: Effort { step: step.id.clone(), attempt: undoing.attempt, item: None, undo: true },
            tried: undoing.tried,
            effect: undo.effect.clone(),
            input: undoing.input.clone(),
            timeout_ms: undo.timeout_ms,
            since: undoing.since,
            repair: None,
        })
    }
}

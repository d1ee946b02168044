//! Entry → state: the only way a run's state changes, live and in replay. Evaluates nothing.

use std::sync::Arc;

use jiff::Timestamp;
use plan::{Overdue, Plan, StepId, Work};

use crate::approval::DecisionMade;
use crate::deadlines::Deadline;
use crate::graph::{Graph, StepIdx};
use crate::join::join;
use crate::partial;
use crate::state::{Defeat, Item, Phase, Standing, State, StepRecord, Working};
use crate::wait::{Awaits, Waiting, after};
use crate::{Cause, Decision, Effort, Entry, ItemIndex, Output, PauseReason, Recorded, StepStatus, Verdict, VerdictOutcome};

/// Something the host is to be told because of an entry; turned into a command once the transition is complete.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Want {
    Effect { idx: StepIdx, item: usize },
    Checks { idx: StepIdx },
    Undo,
    Abandon { effort: Effort },
}

/// A state being led through entries.
pub(crate) struct Apply<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) graph: &'a Graph,
    pub(crate) state: &'a mut State,
    /// Collects what the host is to be told; replay throws it away.
    pub(crate) wants: &'a mut Vec<Want>,
    /// When the entry was written.
    pub(crate) at: Timestamp,
}

impl Apply<'_> {
    /// Applies the next entry, or says why it cannot follow; then the state is as before.
    pub(crate) fn apply(&mut self, recorded: Recorded) -> Result<(), String> {
        if self.state.phase.is_end() {
            return Err("it follows the end of the run".to_owned());
        }
        match recorded.entry {
            Entry::RunStarted { .. } => return Err("the run has started already".to_owned()),
            // The machine does this itself: it needs the plan to which the run moves.
            Entry::Migrated { .. } => return Err("it leads to another plan".to_owned()),
            Entry::AttemptStarted { step, attempt, cause, inputs } => {
                self.attempt_started(&step, attempt, cause, inputs, recorded.at)?;
            }
            Entry::TryFailed { effort, tried, retry_at, .. } if effort.undo => self.undo_try_failed(&effort, tried, retry_at)?,
            Entry::TryFailed { effort, tried, retry_at, .. } => {
                let (idx, at) = self.wanted_item(&effort, Some(tried))?;
                self.working(idx)?.items[at] = Item::Waiting { tried, retry_at };
                self.state.index.timers.insert((retry_at, idx, at));
            }
            Entry::TryDue { effort, tried } if effort.undo => self.undo_try_due(&effort, tried)?,
            Entry::TryDue { effort, tried } => self.try_due(&effort, tried)?,
            Entry::SignalReceived { name, id, payload, .. } => self.state.signals.put(name, id, payload)?,
            Entry::ConditionMet { step, attempt, condition, signal } => {
                let idx = self.attempt(&step, attempt)?;
                self.condition_met(idx, condition as usize, signal.as_deref())?;
            }
            Entry::StateChanged { step, attempt, after } => {
                let idx = self.attempt(&step, attempt)?;
                if !self.working(idx)?.items.is_empty() {
                    return Err(self.cannot(idx, "change the state"));
                }
                let output = crate::inward::free(serde_json::json!(after));
                self.state.run.put(after)?;
                self.complete(idx, output);
            }
            Entry::UpdateApplied { name, id, after, answer, .. } => self.state.run.take_update(name, id, after, answer)?,
            Entry::EffectCompleted { effort, output } => self.effect_completed(&effort, output)?,
            Entry::ItemFailed { effort, failure } => {
                let (idx, at) = self.wanted_item(&effort, None)?;
                self.item_ended(idx, at, Item::Failed(failure))?;
            }
            Entry::AttemptFailed { step, attempt, failure } => {
                let idx = self.attempt(&step, attempt)?;
                if !self.state.steps[idx].standing.is_under_way() {
                    return Err(self.cannot(idx, "fail"));
                }
                self.note_part(idx);
                // Checks under way, too, when the step's time is up.
                self.abandon(idx);
                let record = &mut self.state.steps[idx];
                record.failed += 1;
                record.failed_in_row += 1;
                record.verdict = None;
                self.leave_for(idx, Standing::Failed(Defeat::Lost { failure }));
            }
            Entry::AttemptJudged { step, attempt, verdict, status } => {
                let idx = self.attempt(&step, attempt)?;
                self.attempt_judged(idx, verdict, status, recorded.at)?;
            }
            Entry::Decided { step, decision, by, reason, form, .. } => {
                let idx = self.step(&step)?;
                self.decided(idx, DecisionMade { decision, by: by.clone(), reason, form })?;
                self.state.last_actor = Some(by);
            }
            Entry::Escalated { step, attempt, then, .. } => {
                let idx = self.attempt(&step, attempt)?;
                self.escalated(idx, then)?;
            }
            Entry::SentBack { from, attempt, to, count, verdict } => {
                let from = self.attempt(&from, attempt)?;
                self.sent_back(from, &to, count, verdict)?;
            }
            Entry::StepSkipped { step, reason } => {
                let idx = self.step(&step)?;
                match self.state.steps[idx].standing {
                    Standing::Pending | Standing::Failed(_) => {
                        self.leave_for(idx, Standing::Skipped { reason, stands: false });
                    }
                    _ => return Err(self.cannot(idx, "be skipped")),
                }
            }
            Entry::StepsReset { steps, because_of } => self.steps_reset(&steps, &because_of)?,
            Entry::RoundStarted { step, round, steps } => self.round_started(&step, round, &steps, recorded.at)?,
            Entry::RunPaused { reason } => {
                if !matches!(self.state.phase, Phase::Running) {
                    return Err("a paused run cannot pause".to_owned());
                }
                if let PauseReason::GateFailed { step, .. } | PauseReason::ApprovalRequired { step } = &reason {
                    self.step(step)?;
                }
                self.state.phase = Phase::Paused(reason);
            }
            Entry::RunResumed { by } => {
                if !matches!(self.state.phase, Phase::Paused(_)) {
                    return Err("only a paused run can be resumed".to_owned());
                }
                self.state.phase = Phase::Running;
                self.state.last_actor = Some(by);
                // The pause held back items of fan-outs under way, which a run that cleans up has stopped.
                if self.state.clean_up.is_none() {
                    for idx in self.state.index.under_way.clone() {
                        self.issue(idx);
                    }
                }
            }
            Entry::RunCompleted { .. } | Entry::RunContinued { .. } if self.state.clean_up.is_some() => {
                return Err("a run that cleans up fails or is cancelled".to_owned());
            }
            Entry::RunCompleted { output } => {
                if self.state.index.n_done < self.state.steps.len() && self.state.index.ending.is_empty() {
                    return Err("a step is not done".to_owned());
                }
                self.state.run.gave = output.map(Arc::new);
                self.end(Phase::Completed);
            }
            Entry::RunContinued { input } => {
                if self.state.index.ending.is_empty() {
                    return Err("no step that begins the run again is done".to_owned());
                }
                self.state.run.gave = Some(Arc::new(input));
                self.end(Phase::Continued);
            }
            Entry::RunFailed { .. } => self.end(Phase::Failed),
            Entry::RunCancelled { by, .. } => {
                self.state.last_actor = Some(by);
                self.end(Phase::Cancelled);
            }
            Entry::CleanUpStarted { because, steps } => self.clean_up_started(because, &steps)?,
            Entry::UndoStarted { step, attempt, input } => self.undo_started(&step, attempt, input)?,
            Entry::UndoEnded { step, attempt, outcome } => self.undo_ended(&step, attempt, &outcome)?,
        }
        self.state.seq = recorded.seq;
        Ok(())
    }

    fn attempt_started(
        &mut self,
        step: &StepId,
        attempt: u32,
        cause: Cause,
        inputs: Vec<serde_json::Value>,
        at: Timestamp,
    ) -> Result<(), String> {
        let idx = self.step(step)?;
        let record = &self.state.steps[idx];
        if attempt != record.attempts + 1 {
            return Err(format!("attempt {attempt} of step `{step}` does not follow attempt {}", record.attempts));
        }
        if record.standing.is_under_way() {
            return Err(format!("step `{step}` has an attempt under way"));
        }
        // Without inputs its conditions could not be rendered, and it fails like any attempt without arguments.
        let waiting = match &self.plan.steps[idx].work {
            Work::Wait(_) if !inputs.is_empty() => Some(Waiting::begin(&inputs, at)?),
            Work::Repeat(_) => self.pause_before_round(idx, &inputs, &cause, at)?,
            _ => None,
        };
        let record = &mut self.state.steps[idx];
        record.attempts = attempt;
        record.sent_back_by = None;
        record.returned = None;
        record.errors.clear();
        record.decision = None;
        record.escalated = None;
        record.verdict = None;
        record.inputs.clone_from(&inputs);
        record.inputs_outdated = false;
        record.began_at = Some(at);
        if !matches!(cause, Cause::Again | Cause::Repair { .. }) {
            record.failed_in_row = 0;
            record.deadline_from = Some(at);
            record.deadline = self.plan.steps[idx].deadline_ms.map(|ms| after(at, ms));
        }
        let was_conditional = matches!(cause, Cause::Ready | Cause::Upstream { .. } | Cause::Round { .. });
        let repair = match cause {
            Cause::Ready | Cause::Upstream { .. } | Cause::Round { .. } | Cause::Again => None,
            Cause::Repair { verdict } | Cause::SentBack { verdict, .. } => Some(verdict),
            Cause::Rerun { by, verdict, .. } => {
                self.state.last_actor = Some(by);
                if let Some(one) = self.graph.loop_of(idx) {
                    self.begin_counting(one);
                }
                let stale = self.stale_after(idx);
                if !stale.is_empty() {
                    self.state.stale = Some((idx, stale));
                }
                verdict.filter(|verdict| verdict.outcome != VerdictOutcome::Pass)
            }
        };
        if let Some(waiting) = waiting {
            self.leave_for(idx, Standing::Waiting(waiting));
            return Ok(());
        }
        // What the machine does itself is done in the next entry.
        let calls = if matches!(self.plan.steps[idx].work, Work::Effect(_) | Work::Each { .. }) { inputs.len() } else { 0 };
        let items = vec![Item::Wanted { tried: 1, since: self.at }; calls];
        self.leave_for(idx, Standing::Working(Working { inputs, items, issued: 0, completed: 0, failed: 0, repair, was_conditional }));
        // Also while the run is paused: then a person asked for it.
        self.issue(idx);
        Ok(())
    }

    /// What consumed an output of `idx` and has begun. A person's word that a step that had not begun is passed over stands.
    fn stale_after(&self, idx: StepIdx) -> std::collections::BTreeSet<StepIdx> {
        let has_begun = |record: &StepRecord| match &record.standing {
            Standing::Pending => false,
            Standing::Skipped { stands, .. } => !stands,
            _ => true,
        };
        self.graph.downstream(idx).into_iter().filter(|&consumer| has_begun(&self.state.steps[consumer])).collect()
    }

    fn try_due(&mut self, effort: &Effort, tried: u32) -> Result<(), String> {
        let idx = self.attempt(&effort.step, effort.attempt)?;
        let (at, since) = (position(effort.item), self.at);
        let working = self.working(idx)?;
        match working.items.get(at) {
            Some(&Item::Waiting { tried: before, retry_at }) if tried == before + 1 => {
                working.items[at] = Item::Wanted { tried, since };
                self.state.index.timers.remove(&(retry_at, idx, at));
                self.wants.push(Want::Effect { idx, item: at });
                Ok(())
            }
            _ => Err(format!("try {tried} of step `{}` is not waited for", effort.step)),
        }
    }

    fn effect_completed(&mut self, effort: &Effort, output: Output) -> Result<(), String> {
        let idx = self.attempt(&effort.step, effort.attempt)?;
        if effort.item.is_none() && self.working(idx)?.items.is_empty() {
            self.complete(idx, output);
            return Ok(());
        }
        let (idx, at) = self.wanted_item(effort, None)?;
        self.item_ended(idx, at, Item::Done(output))
    }

    /// One call of an attempt is over: the next begins, or all are, and then the attempt gave what they gave.
    fn item_ended(&mut self, idx: StepIdx, at: usize, ended: Item) -> Result<(), String> {
        let is_each = self.is_each(idx);
        let work = &self.plan.steps[idx].work;
        let failed = matches!(ended, Item::Failed(_));
        let working = self.working(idx)?;
        working.items[at] = ended;
        working.completed += 1;
        working.failed += usize::from(failed);
        let is_over = working.completed == working.items.len();
        if partial::has_lost(work, working) {
            self.state.index.lost.insert(idx);
            return Ok(());
        }
        if !is_over {
            if matches!(self.state.phase, Phase::Running) {
                self.issue(idx);
            }
            return Ok(());
        }
        let errors = partial::errors(&working.items);
        let mut outputs: Vec<Output> = std::mem::take(&mut working.items)
            .into_iter()
            .filter_map(|item| match item {
                Item::Done(output) => Some(output),
                Item::Failed(failure) => Some(Output { meter: failure.meter, ..Output::default() }),
                Item::Wanted { .. } | Item::Waiting { .. } => None,
            })
            .collect();
        let output = if is_each { join(outputs) } else { outputs.pop().unwrap_or_default() };
        self.state.steps[idx].errors = errors;
        self.complete(idx, output);
        Ok(())
    }

    fn condition_met(&mut self, idx: StepIdx, place: usize, signal: Option<&str>) -> Result<(), String> {
        let state = &mut *self.state;
        let Standing::Waiting(waiting) = &mut state.steps[idx].standing else {
            return Err(self.cannot(idx, "get what it waits for"));
        };
        let awaits = waiting.conditions.get(place).map(|condition| &condition.awaits);
        let payload = match (awaits, signal) {
            (Some(Awaits::Signal(name)), Some(id)) => Some(state.signals.take(name, id)?),
            (Some(Awaits::Time(moment)), None) => {
                state.index.timers.remove(&(*moment, idx, place));
                None
            }
            _ => return Err(format!("condition {place} of step `{}` is for something else", self.plan.steps[idx].id)),
        };
        match (waiting.meet(place, payload)?, &self.plan.steps[idx].work) {
            (Some(_), Work::Repeat(_)) => self.pause_is_over(idx),
            (Some(output), _) => self.complete(idx, output),
            (None, _) => {}
        }
        Ok(())
    }

    fn complete(&mut self, idx: StepIdx, output: Output) {
        let output = Arc::new(output);
        self.note_given(idx, &output);
        self.leave_for(idx, Standing::Checking { output });
        if self.has_checks(idx) {
            self.wants.push(Want::Checks { idx });
        }
    }

    fn attempt_judged(&mut self, idx: StepIdx, verdict: Verdict, status: StepStatus, at: Timestamp) -> Result<(), String> {
        let Standing::Checking { output } = &self.state.steps[idx].standing else {
            return Err(self.cannot(idx, "be judged"));
        };
        let output = Arc::clone(output);
        let standing = match status {
            StepStatus::Passed => Standing::Passed { output },
            StepStatus::Warning => Standing::Warning { output },
            StepStatus::AwaitingApproval => {
                let gate = self.plan.steps[idx].gate.as_ref();
                let escalation = gate.and_then(|gate| gate.approval.asked()).and_then(|asked| asked.escalate.as_ref());
                let record = &mut self.state.steps[idx];
                record.awaiting_since = Some(at);
                record.overdue_at = escalation.and_then(|escalation| escalation.after.literal_ms()).map(|ms| after(at, ms));
                Standing::AwaitingApproval { output }
            }
            StepStatus::Failed => {
                let record = &mut self.state.steps[idx];
                record.failed += 1;
                record.failed_in_row += 1;
                Standing::Failed(Defeat::Refused { output })
            }
            StepStatus::Pending | StepStatus::Running | StepStatus::Skipped => {
                return Err(format!("an attempt cannot be judged {status:?}"));
            }
        };
        self.state.steps[idx].verdict = self.has_checks(idx).then_some(verdict);
        self.leave_for(idx, standing);
        Ok(())
    }

    fn decided(&mut self, idx: StepIdx, made: DecisionMade) -> Result<(), String> {
        let record = &self.state.steps[idx];
        let standing = match (made.decision, &record.standing) {
            (Decision::Approved, Standing::AwaitingApproval { output }) => {
                let output = Arc::clone(output);
                match record.verdict.as_ref().map(|verdict| verdict.outcome) {
                    None | Some(VerdictOutcome::Pass) => Standing::Passed { output },
                    Some(_) => Standing::Warning { output },
                }
            }
            // An override never counts as a clean pass.
            (Decision::Approved, Standing::Failed(Defeat::Refused { output })) => Standing::Warning { output: Arc::clone(output) },
            (Decision::Approved, Standing::Failed(Defeat::Lost { .. })) => Standing::Warning { output: Arc::new(Output::default()) },
            (Decision::Skipped, Standing::Pending | Standing::Waiting(_) | Standing::Failed(_) | Standing::AwaitingApproval { .. }) => {
                let stands = matches!(record.standing, Standing::Pending);
                Standing::Skipped { reason: made.reason.clone().unwrap_or_default(), stands }
            }
            (Decision::Rejected, Standing::AwaitingApproval { output }) => {
                let output = Arc::clone(output);
                let record = &mut self.state.steps[idx];
                record.failed += 1;
                record.failed_in_row += 1;
                record.verdict = Some(made.as_verdict(record.verdict.take()));
                Standing::Failed(Defeat::Refused { output })
            }
            (Decision::Approved, _) => return Err(self.cannot(idx, "be approved")),
            (Decision::Skipped, _) => return Err(self.cannot(idx, "be skipped")),
            (Decision::Rejected, _) => return Err(self.cannot(idx, "be rejected")),
        };
        self.state.steps[idx].decision = Some(made);
        self.leave_for(idx, standing);
        Ok(())
    }

    fn escalated(&mut self, idx: StepIdx, then: Overdue) -> Result<(), String> {
        let record = &mut self.state.steps[idx];
        let Some(at) = record.overdue_at.take().filter(|_| matches!(record.standing, Standing::AwaitingApproval { .. })) else {
            return Err(self.cannot(idx, "be overdue"));
        };
        record.escalated = Some(then);
        self.state.index.deadlines.remove(&(at, Deadline::Decision(idx)));
        if then != Overdue::Remind {
            self.state.index.overdue.insert(idx);
        }
        Ok(())
    }

    fn sent_back(&mut self, from: StepIdx, to: &StepId, count: u32, verdict: Verdict) -> Result<(), String> {
        let to = self.step(to)?;
        let record = &mut self.state.steps[from];
        if !matches!(record.standing, Standing::Failed(_)) || count != record.sent_back + 1 {
            return Err(self.cannot(from, "send work back"));
        }
        record.sent_back = count;
        self.state.steps[to].returned = Some((from, verdict));
        let mut stale = self.stale_after(to);
        stale.insert(to);
        self.state.stale = Some((to, stale));
        Ok(())
    }

    fn steps_reset(&mut self, steps: &[StepId], because_of: &StepId) -> Result<(), String> {
        let because_of = self.step(because_of)?;
        let steps: Vec<_> = steps.iter().map(|step| self.step(step)).collect::<Result<_, _>>()?;
        self.enter_loops_anew(&steps, because_of);
        for idx in steps {
            self.back_to_pending(idx, because_of);
        }
        self.state.stale = None;
        Ok(())
    }

    pub(crate) fn back_to_pending(&mut self, idx: StepIdx, because_of: StepIdx) {
        self.note_part(idx);
        self.abandon(idx);
        let record = &mut self.state.steps[idx];
        record.verdict = None;
        record.decision = None;
        record.errors.clear();
        record.sent_back_by = Some(because_of);
        self.leave_for(idx, Standing::Pending);
    }

    fn end(&mut self, phase: Phase) {
        match self.state.clean_up {
            Some(_) => self.abandon_undo(),
            None => self.stop_everything(),
        }
        self.state.phase = phase;
        self.state.index.deadlines.clear();
    }

    /// What runs is stopped, and nothing is waited for.
    pub(crate) fn stop_everything(&mut self) {
        for idx in self.state.index.under_way.clone() {
            self.abandon(idx);
        }
        self.state.index.timers.clear();
        self.state.index.deadlines.clear();
    }

    /// Moves a step on; what an attempt still had under way is abandoned.
    pub(crate) fn leave_for(&mut self, idx: StepIdx, standing: Standing) {
        if matches!(self.state.steps[idx].standing, Standing::Working(_)) {
            self.abandon(idx);
        }
        let has_checks = self.has_checks(idx);
        self.state.move_step(self.graph, idx, standing, has_checks);
        if matches!(self.plan.steps[idx].work, Work::End(_) | Work::Again(_)) {
            // One that failed and was let through has nothing to end the run with.
            let ends = self.state.steps[idx].standing.counted_output().is_some_and(|output| !output.value.is_null());
            if ends {
                self.state.index.ending.insert(idx);
            } else {
                self.state.index.ending.remove(&idx);
            }
        }
    }

    fn abandon(&mut self, idx: StepIdx) {
        let record = &mut self.state.steps[idx];
        let step = &self.plan.steps[idx];
        let effort = |item| Effort { step: step.id.clone(), attempt: record.attempts, item, undo: false };
        match &mut record.standing {
            Standing::Working(working) => {
                let is_each = matches!(step.work, Work::Each { .. });
                for (at, item) in working.items.iter().enumerate().take(working.issued) {
                    if matches!(item, Item::Wanted { .. }) {
                        forget(
                            self.wants,
                            effort(item_index(is_each, at)),
                            |want| matches!(want, Want::Effect { idx: of, item } if *of == idx && *item == at),
                        );
                    }
                }
                working.issued = 0;
            }
            Standing::Checking { .. } if has_checks(self.plan, idx) => {
                forget(self.wants, effort(None), |want| matches!(want, Want::Checks { idx: of } if *of == idx));
            }
            _ => {}
        }
    }

    /// Hands items to the host up to the limit of what may be under way at once.
    pub(crate) fn issue(&mut self, idx: StepIdx) {
        let parallel = match &self.plan.steps[idx].work {
            Work::Effect(_) | Work::Wait(_) | Work::State(_) | Work::End(_) | Work::Again(_) | Work::Repeat(_) => 1,
            Work::Each { parallel, .. } => parallel.map_or(usize::MAX, |limit| limit.max(1) as usize),
        };
        if let Standing::Working(working) = &mut self.state.steps[idx].standing {
            let until = working.completed.saturating_add(parallel).min(working.items.len());
            for item in working.issued..until {
                if let Item::Wanted { since, .. } = &mut working.items[item] {
                    *since = self.at;
                }
                self.wants.push(Want::Effect { idx, item });
            }
            working.issued = working.issued.max(until);
        }
    }

    /// The item an answer is about, if its answer is awaited (and is the one of this try).
    fn wanted_item(&mut self, effort: &Effort, tried: Option<u32>) -> Result<(StepIdx, usize), String> {
        let idx = self.attempt(&effort.step, effort.attempt)?;
        match awaited(self.plan, self.state, idx, effort, tried) {
            Some(at) => Ok((idx, at)),
            None => Err(format!("no such try of step `{}` is under way", effort.step)),
        }
    }

    fn working(&mut self, idx: StepIdx) -> Result<&mut Working, String> {
        match &mut self.state.steps[idx].standing {
            Standing::Working(working) => Ok(working),
            standing => Err(format!("step `{}` has no effect under way: it is {:?}", self.plan.steps[idx].id, standing.status())),
        }
    }

    pub(crate) fn step(&self, step: &StepId) -> Result<StepIdx, String> {
        self.graph.find(step).ok_or_else(|| format!("the plan has no step `{step}`"))
    }

    fn attempt(&self, step: &StepId, attempt: u32) -> Result<StepIdx, String> {
        let idx = self.step(step)?;
        let latest = self.state.steps[idx].attempts;
        if attempt == latest { Ok(idx) } else { Err(format!("attempt {attempt} of step `{step}` is not its latest, {latest}")) }
    }

    pub(crate) fn cannot(&self, idx: StepIdx, what: &str) -> String {
        let status = self.state.steps[idx].standing.status();
        format!("step `{}` cannot {what}: it is {status:?}", self.plan.steps[idx].id)
    }

    fn is_each(&self, idx: StepIdx) -> bool {
        matches!(self.plan.steps[idx].work, Work::Each { .. })
    }

    fn has_checks(&self, idx: StepIdx) -> bool {
        has_checks(self.plan, idx)
    }
}

/// Takes back a wish of the same transition, or else tells the host to stop caring.
pub(crate) fn forget(wants: &mut Vec<Want>, effort: Effort, same: impl Fn(&Want) -> bool) {
    match wants.iter().position(same) {
        Some(at) => {
            wants.remove(at);
        }
        None => wants.push(Want::Abandon { effort }),
    }
}

pub(crate) fn has_checks(plan: &Plan, idx: StepIdx) -> bool {
    plan.steps[idx].gate.as_ref().is_some_and(|gate| !gate.checks.is_empty())
}

/// How the host names an item: fan-outs number theirs, a plain call has none.
pub(crate) fn item_index(is_each: bool, at: usize) -> ItemIndex {
    is_each.then(|| u32::try_from(at).unwrap_or(u32::MAX))
}

fn position(item: ItemIndex) -> usize {
    item.map_or(0, |item| item as usize)
}

/// The position of the item that an answer is about, if that very answer is awaited.
pub(crate) fn awaited(plan: &Plan, state: &State, idx: StepIdx, effort: &Effort, tried: Option<u32>) -> Option<usize> {
    let record = &state.steps[idx];
    let Standing::Working(working) = &record.standing else { return None };
    let at = position(effort.item);
    let is_each = matches!(plan.steps[idx].work, Work::Each { .. });
    let named_rightly = !effort.undo && record.attempts == effort.attempt && effort.item.is_some() == is_each && at < working.issued;
    match working.items.get(at) {
        Some(Item::Wanted { tried: wanted, .. }) if named_rightly && tried.is_none_or(|tried| tried == *wanted) => Some(at),
        _ => None,
    }
}

//! What the machine does by itself: from a state to the next entry, until nothing is left to decide.
//!
//! Every rule looks at the state alone. So a transition cut off in the middle of its entries goes on where it stopped,
//! and the order of the rules below is the order of the entries in a transition.

use plan::{Exhausted, Gate, Plan, StepId, Work};
use serde_json::Value;

use crate::apply::has_checks;
use crate::deadlines::STEP_TIMED_OUT;
use crate::graph::{Graph, StepIdx};
use crate::ready::{EXPRESSION_FAILED, Evaluator, expression_failure, not_rendered_then};
use crate::state::{Defeat, Phase, Standing, State};
use crate::{
    Actor, Cause, Decision, Effort, Entry, Failure, FailureClass, Meter, Output, PauseReason, StepStatus, Verdict, VerdictOutcome,
};

/// Decides for one run at one point.
pub(crate) struct Decide<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) graph: &'a Graph,
    pub(crate) state: &'a State,
}

impl Decide<'_> {
    /// The next entry the machine writes by itself.
    pub(crate) fn next(&self) -> Option<Entry> {
        if self.state.phase.is_end() {
            return None;
        }
        if let Some(clean_up) = &self.state.clean_up {
            return self.go_on_cleaning_up(clean_up);
        }
        self.reset_what_is_stale()
            .or_else(|| self.settle_blank())
            .or_else(|| self.fail_what_is_lost())
            .or_else(|| self.take_signal())
            .or_else(|| self.pass_unchecked())
            .or_else(|| self.fail_for_good())
            .or_else(|| self.approve_in_advance())
            .or_else(|| self.decide_what_is_overdue())
            .or_else(|| self.resume_when_cleared())
            .or_else(|| self.go_on())
    }

    /// Steps that consumed what is being rerun go back to pending before anything else.
    pub(crate) fn reset_what_is_stale(&self) -> Option<Entry> {
        let (because_of, stale) = self.state.stale.as_ref()?;
        Some(Entry::StepsReset { steps: stale.iter().map(|&idx| self.id(idx)).collect(), because_of: self.id(*because_of) })
    }

    /// Work that the machine does itself is done at once. An attempt without arguments is an empty fan-out, or one whose condition or
    /// arguments cannot be evaluated.
    fn settle_blank(&self) -> Option<Entry> {
        let &idx = self.state.index.blank.first()?;
        if let Some(entry) = self.carry_out(idx) {
            return Some(entry);
        }
        let step = self.id(idx);
        let attempt = self.state.steps[idx].attempts;
        let was_conditional = matches!(&self.state.steps[idx].standing, Standing::Working(working) if working.was_conditional);
        let condition = if was_conditional { self.evaluator().holds(idx).map(drop) } else { Ok(()) };
        Some(match condition.and_then(|()| self.evaluator().inputs(idx)) {
            Err(error) => Entry::AttemptFailed { step, attempt, failure: expression_failure(&error) },
            Ok(inputs) if inputs.is_empty() => match self.empty_is_lost(idx) {
                Some(failure) => Entry::AttemptFailed { step, attempt, failure },
                None => Entry::EffectCompleted {
                    effort: Effort { step, attempt, item: None, undo: false },
                    output: crate::join::join(Vec::new()),
                },
            },
            // The same state gives the same answer, unless the language has changed since the attempt began.
            Ok(_) => Entry::AttemptFailed { step, attempt, failure: expression_failure(&not_rendered_then()) },
        })
    }

    /// A signal that has come goes to the first step that waits for it, also while the run is paused: nothing starts by it.
    fn take_signal(&self) -> Option<Entry> {
        self.state.index.waiting.iter().find_map(|&idx| {
            let Standing::Waiting(waiting) = &self.state.steps[idx].standing else { return None };
            let (id, place) = waiting.signals().find_map(|(name, place)| Some((self.state.signals.next(name)?, place)))?;
            Some(self.met(idx, place, Some(id.to_owned())))
        })
    }

    /// The entry that notes that a condition has come.
    pub(crate) fn met(&self, idx: StepIdx, place: usize, signal: Option<String>) -> Entry {
        // A plan has at most a hundred conditions in a wait.
        let condition = u32::try_from(place).unwrap_or(u32::MAX);
        Entry::ConditionMet { step: self.id(idx), attempt: self.state.steps[idx].attempts, condition, signal }
    }

    /// A step without checks is judged as soon as its effects are done.
    fn pass_unchecked(&self) -> Option<Entry> {
        let &idx = self.state.index.unchecked.first()?;
        let verdict = Verdict { outcome: VerdictOutcome::Pass, score: None, fail_codes: Vec::new(), results: Vec::new() };
        Some(self.judged(idx, verdict))
    }

    /// The entry that records a verdict, with what the attempt is now.
    pub(crate) fn judged(&self, idx: StepIdx, verdict: Verdict) -> Entry {
        let needs_approval = self.plan.steps[idx].gate.as_ref().is_some_and(|gate| gate.approval.is_required());
        let status = match verdict.outcome {
            VerdictOutcome::Fail | VerdictOutcome::Error => StepStatus::Failed,
            VerdictOutcome::Pass | VerdictOutcome::Warn if needs_approval => StepStatus::AwaitingApproval,
            VerdictOutcome::Pass => StepStatus::Passed,
            VerdictOutcome::Warn => StepStatus::Warning,
        };
        Entry::AttemptJudged { step: self.id(idx), attempt: self.state.steps[idx].attempts, verdict, status }
    }

    /// A fatal failure ends the run, paused or not.
    fn fail_for_good(&self) -> Option<Entry> {
        self.state.index.failed.iter().find_map(|&idx| match &self.state.steps[idx].standing {
            Standing::Failed(Defeat::Lost { failure }) if failure.class == FailureClass::Fatal => {
                Some(self.fail_run(Some(self.id(idx)), failure.clone()))
            }
            Standing::Failed(Defeat::Refused { .. }) => self.overdue_failure(idx).map(|failure| self.fail_run(Some(self.id(idx)), failure)),
            _ => None,
        })
    }

    fn approve_in_advance(&self) -> Option<Entry> {
        let by = self.state.approved_in_advance.as_ref()?;
        let &idx = self.state.index.awaiting.iter().find(|&&idx| self.counts_in_advance(idx, by))?;
        Some(self.decided(idx, Decision::Approved, by.clone(), None))
    }

    /// A pause whose cause is gone ends by itself, in the name of whoever did away with the cause.
    fn resume_when_cleared(&self) -> Option<Entry> {
        let Phase::Paused(reason) = &self.state.phase else { return None };
        let index = &self.state.index;
        let is_cleared = match reason {
            PauseReason::GateFailed { step, .. } => self.graph.find(step).is_none_or(|idx| !index.failed.contains(&idx)),
            PauseReason::ApprovalRequired { step } => {
                self.graph.find(step).is_none_or(|idx| !index.awaiting.contains(&idx)) || self.can_proceed()
            }
            PauseReason::Requested { .. } | PauseReason::Projection { .. } => false,
        };
        if !is_cleared {
            return None;
        }
        self.state.last_actor.clone().map(|by| Entry::RunResumed { by })
    }

    fn can_proceed(&self) -> bool {
        let index = &self.state.index;
        !(index.under_way.is_empty() && index.ready.is_empty() && index.failed.is_empty())
    }

    /// What a run does that is not paused.
    fn go_on(&self) -> Option<Entry> {
        if !matches!(self.state.phase, Phase::Running) {
            return None;
        }
        if let Some(end) = self.end_when_reached() {
            return Some(end);
        }
        let index = &self.state.index;
        if let Some(&idx) = index.failed.first() {
            return Some(self.after_failure(idx));
        }
        if let Some(&idx) = index.ready.first() {
            return Some(self.begin(idx));
        }
        if index.n_done == self.state.steps.len() {
            return Some(self.completed());
        }
        if index.under_way.is_empty()
            && let Some(&idx) = index.awaiting.first()
        {
            return Some(Entry::RunPaused { reason: PauseReason::ApprovalRequired { step: self.id(idx) } });
        }
        None
    }

    /// Another attempt while the gate allows one by itself, then what the gate says.
    fn after_failure(&self, idx: StepIdx) -> Entry {
        let record = &self.state.steps[idx];
        let limits = Limits::of(self.plan, idx);
        let defeat = match &record.standing {
            Standing::Failed(defeat) => defeat,
            // The index of failed steps holds failed steps only.
            standing => unreachable!("step {idx} is {:?}, not failed", standing.status()),
        };
        // Journals from before `needs_person` know the failure of an expression by its code.
        let can_help = !matches!(defeat, Defeat::Lost { failure } if failure.needs_person || failure.code == EXPRESSION_FAILED);
        if can_help && record.failed_in_row < limits.auto_attempts && record.failed < limits.max_attempts {
            let cause = match (&record.verdict, defeat) {
                (Some(verdict), Defeat::Refused { .. }) => Cause::Repair { verdict: verdict.clone() },
                _ => Cause::Again,
            };
            // Arguments of a definition that the step has no more are rendered anew.
            return if record.inputs_outdated { self.started(idx, cause) } else { self.started_with(idx, cause, record.inputs.clone()) };
        }
        let tries = record.failed_in_row;
        let mut on_exhausted = limits.on_exhausted;
        if let Exhausted::SendBack(edge) = on_exhausted {
            // What only a person can mend would fail again, but for a step that was merely too slow, or a loop whose rounds are spent.
            let is_loop = matches!(self.plan.steps[idx].work, Work::Repeat(_));
            let mends = |failure: &Failure| failure.code == STEP_TIMED_OUT || is_loop && failure.code != EXPRESSION_FAILED;
            let may_help = can_help || matches!(defeat, Defeat::Lost { failure } if mends(failure));
            match self.sent_back(idx, defeat, edge).filter(|_| may_help) {
                Some(entry) => return entry,
                None => on_exhausted = &edge.then,
            }
        }
        match on_exhausted {
            // After sending back comes no sending back; a plan that says so is refused.
            Exhausted::Pause | Exhausted::SendBack(_) => {
                let code = self.fail_code(idx);
                Entry::RunPaused { reason: PauseReason::GateFailed { step: self.id(idx), code } }
            }
            Exhausted::Fail => self.fail_run(Some(self.id(idx)), self.failure(idx, defeat)),
            Exhausted::Warn => {
                let by = Actor { id: "on_exhausted".to_owned(), via: "plan".to_owned(), roles: Vec::new() };
                let reason = format!("the gate lets a step count whose automatic attempts ({tries}) all failed");
                self.decided(idx, Decision::Approved, by, Some(reason))
            }
            Exhausted::Skip => Entry::StepSkipped {
                step: self.id(idx),
                reason: format!("the gate passes over a step whose automatic attempts ({tries}) all failed"),
            },
        }
    }

    /// The first code of what failed.
    fn fail_code(&self, idx: StepIdx) -> String {
        let record = &self.state.steps[idx];
        match (&record.standing, &record.verdict) {
            (Standing::Failed(Defeat::Lost { failure }), _) => failure.code.clone(),
            (_, Some(verdict)) if !verdict.fail_codes.is_empty() => verdict.fail_codes[0].clone(),
            _ => "GATE_FAILED".to_owned(),
        }
    }

    fn failure(&self, idx: StepIdx, defeat: &Defeat) -> Failure {
        match defeat {
            Defeat::Lost { failure } => failure.clone(),
            Defeat::Refused { .. } => {
                let record = &self.state.steps[idx];
                let codes = record.verdict.as_ref().map(|verdict| verdict.fail_codes.join(", ")).unwrap_or_default();
                Failure {
                    code: self.fail_code(idx),
                    message: format!(
                        "step `{}` failed its checks ({codes}) in attempt {}, and its gate says to fail the run; start a new run",
                        self.id(idx),
                        record.attempts
                    ),
                    class: FailureClass::Terminal,
                    needs_person: true,
                    // What the attempt cost stands in its own entries.
                    meter: Meter { cost_nanos: Some(0), ..Meter::default() },
                }
            }
        }
    }

    /// A step whose needs are all done starts or is passed over.
    fn begin(&self, idx: StepIdx) -> Entry {
        match self.evaluator().holds(idx) {
            Ok(true) => self.started(idx, self.first_cause(idx)),
            Ok(false) => {
                let condition = self.plan.steps[idx].when.as_ref().map_or("", |when| when.0.trim());
                Entry::StepSkipped { step: self.id(idx), reason: format!("its condition does not hold: {condition}") }
            }
            // The attempt begins without arguments and fails in the next entry, for a person to see.
            Err(_) => self.started_with(idx, self.first_cause(idx), Vec::new()),
        }
    }

    fn first_cause(&self, idx: StepIdx) -> Cause {
        let record = &self.state.steps[idx];
        if let Some((from, verdict)) = &record.returned {
            return Cause::SentBack { from: self.id(*from), verdict: verdict.clone() };
        }
        match record.sent_back_by {
            Some(by) if self.graph.loop_of(by).is_some_and(|one| one.steps.contains(&idx)) => {
                Cause::Round { step: self.id(by), round: self.state.steps[by].repeated + 1 }
            }
            Some(by) => Cause::Upstream { step: self.id(by) },
            None => Cause::Ready,
        }
    }

    fn started(&self, idx: StepIdx, cause: Cause) -> Entry {
        self.started_with(idx, cause, self.evaluator().inputs(idx).unwrap_or_default())
    }

    /// The entry that begins the next attempt.
    pub(crate) fn started_with(&self, idx: StepIdx, cause: Cause, inputs: Vec<serde_json::Value>) -> Entry {
        Entry::AttemptStarted { step: self.id(idx), attempt: self.state.steps[idx].attempts + 1, cause, inputs }
    }

    /// The entry of a decision about the latest attempt, or about a step that has not begun.
    pub(crate) fn decided(&self, idx: StepIdx, decision: Decision, by: Actor, reason: Option<String>) -> Entry {
        self.decided_with(idx, decision, by, reason, Value::Null)
    }

    /// As `decided`, with what was filled in.
    pub(crate) fn decided_with(&self, idx: StepIdx, decision: Decision, by: Actor, reason: Option<String>, form: Value) -> Entry {
        let record = &self.state.steps[idx];
        let attempt = if matches!(record.standing, Standing::Pending) { 0 } else { record.attempts };
        Entry::Decided { step: self.id(idx), attempt, decision, by, reason, form }
    }

    pub(crate) fn evaluator(&self) -> Evaluator<'_> {
        Evaluator { plan: self.plan, graph: self.graph, state: self.state }
    }

    pub(crate) fn id(&self, idx: StepIdx) -> StepId {
        self.plan.steps[idx].id.clone()
    }
}

/// How often a step may fail. A step without a gate has the limits of a gate without settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits<'p> {
    pub(crate) max_attempts: u32,
    pub(crate) auto_attempts: u32,
    pub(crate) on_exhausted: &'p Exhausted,
}

impl<'p> Limits<'p> {
    pub(crate) fn of(plan: &'p Plan, idx: StepIdx) -> Self {
        match &plan.steps[idx].gate {
            Some(Gate { max_attempts, auto_attempts, on_exhausted, .. }) => {
                Self { max_attempts: *max_attempts, auto_attempts: *auto_attempts, on_exhausted }
            }
            None => Self { max_attempts: 3, auto_attempts: 1, on_exhausted: &Exhausted::Pause },
        }
    }
}

/// An output as the checks are to see it.
pub(crate) fn to_check(plan: &Plan, state: &State, idx: StepIdx) -> Option<Output> {
    match &state.steps[idx].standing {
        Standing::Checking { output } if has_checks(plan, idx) => Some((**output).clone()),
        _ => None,
    }
}

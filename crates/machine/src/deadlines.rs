//! Times by which something must be over: the whole run, one of its steps, the wait for a decision.
//!
//! Each follows from the plan's number and the time of an entry, so replay knows it without evaluating anything.

use jiff::Timestamp;

use crate::decide::Decide;
use crate::graph::StepIdx;
use crate::state::Phase;
use crate::{Entry, Failure, FailureClass, Meter};

/// Code of a run that took longer than its plan allows.
pub(crate) const RUN_TIMED_OUT: &str = "RUN_TIMED_OUT";
/// Code of an attempt that was under way when its step's time was up.
pub(crate) const STEP_TIMED_OUT: &str = "STEP_TIMED_OUT";

/// What is to be over by a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Deadline {
    Run,
    Step(StepIdx),
    /// A person's about a step.
    Decision(StepIdx),
    /// The wait for the next try of undoing something.
    Undo,
}

impl Decide<'_> {
    /// What becomes of the first deadline that has passed. It looks at the state anew each time: one may do away with others. A retry or
    /// the end of a wait that came due before comes first, however late the host looks: such a step was not too slow.
    pub(crate) fn next_overdue(&self, now: Timestamp) -> Option<Entry> {
        if self.state.phase.is_end() {
            return None;
        }
        let index = &self.state.index;
        let &(at, deadline) = index.deadlines.first().filter(|(at, _)| *at <= now)?;
        if index.timers.first().is_some_and(|(timer, ..)| *timer <= at) {
            return None;
        }
        Some(match deadline {
            Deadline::Decision(idx) => self.escalated(idx)?,
            Deadline::Run => self.fail_run(None, self.run_timed_out()),
            Deadline::Undo => self.undo_due()?,
            Deadline::Step(idx) => self.step_timed_out(idx),
        })
    }

    fn run_timed_out(&self) -> Failure {
        let limit = self.plan.timeout_ms.unwrap_or_default();
        let meanwhile = if matches!(self.state.phase, Phase::Paused(_)) { "; it was paused in the end, which counts too" } else { "" };
        over(RUN_TIMED_OUT, format!("the run took longer than the {limit} milliseconds its plan allows{meanwhile}; start a new run"))
    }

    fn step_timed_out(&self, idx: StepIdx) -> Entry {
        let step = self.id(idx);
        let limit = self.plan.steps[idx].deadline_ms.unwrap_or_default();
        let message = format!("step `{step}` took longer than the {limit} milliseconds it has for all its tries; rerun it or skip it");
        Entry::AttemptFailed { step, attempt: self.state.steps[idx].attempts, failure: over(STEP_TIMED_OUT, message) }
    }
}

/// What was under way may still cost something, so the cost is unknown.
fn over(code: &str, message: String) -> Failure {
    Failure { code: code.to_owned(), message, class: FailureClass::Terminal, needs_person: true, meter: Meter::default() }
}

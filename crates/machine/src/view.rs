//! What a surface shows of a step.

use jiff::Timestamp;
use plan::StepId;
use serde_json::Value;

use crate::{Failure, ItemError, Output, StepStatus, UndoStatus, Verdict};

/// One step at one point of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct StepView<'a> {
    /// Which.
    pub id: &'a StepId,
    /// What it is.
    pub status: StepStatus,
    /// Number of the latest attempt; 0 where none has begun.
    pub attempt: u32,
    /// Attempts that failed, in all.
    pub failed_attempts: u32,
    /// What the checks of the latest attempt said, if they spoke.
    pub verdict: Option<&'a Verdict>,
    /// What the latest attempt gave, also where it does not count (failed checks, approval missing).
    pub output: Option<&'a Output>,
    /// How the latest attempt ended, where it ended without an output.
    pub failure: Option<&'a Failure>,
    /// Why the step was passed over.
    pub skip_reason: Option<&'a str>,
    /// When the next try is due, where one waits.
    pub retry_at: Option<Timestamp>,
    /// The next time that it waits for.
    pub waits_until: Option<Timestamp>,
    /// The signals that it waits for.
    pub waits_for: Vec<&'a str>,
    /// The items that failed of a fan-out that went on.
    pub errors: &'a [ItemError],
    /// What has become of undoing it, once the run cleans up.
    pub undo: Option<UndoStatus>,
    /// What a person is asked, while the step waits for one.
    pub ask: Option<Ask<'a>>,
    /// Calls of the attempt under way that have ended, those of a fan-out that failed while the others go on among them.
    pub items_done: usize,
    /// Calls of the attempt under way: 1, or as many as the fan-out has items.
    pub items: usize,
}

/// What a person is asked about an attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask<'a> {
    /// Since when.
    pub since: Timestamp,
    /// The question; the step's title serves where there is none.
    pub title: Option<&'a str>,
    /// JSON Schema of what is to be filled in, where something is.
    pub form: Option<&'a Value>,
    /// Roles or accounts that may decide: everybody where empty. After an escalation those told are among them.
    pub by: Vec<&'a str>,
    /// Whether nobody decided in time, so that others were told.
    pub escalated: bool,
    /// When others are told, or time decides.
    pub overdue_at: Option<Timestamp>,
}

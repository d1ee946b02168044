//! Errors of the machine: requests it refuses, plans it cannot run, journals it cannot replay.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A request that was refused; nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// Stable code.
    pub code: RefusalCode,
    /// For people: why, and what to do instead.
    pub message: String,
    /// Each thing that is in the way, with its place, where several can be.
    pub obstacles: Vec<Obstacle>,
}

impl Refusal {
    pub(crate) fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), obstacles: Vec::new() }
    }
}

/// Something that is in the way of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// Where, for example `steps.review`, `state.count` or `input.email`.
    pub path: String,
    /// For people: what is in the way, and what to do.
    pub message: String,
}

/// Findings as one line of a message, each with its field.
pub(crate) fn in_one_line(found: &plan::Diagnostics) -> String {
    let lines = found.list.iter().map(|finding| match finding.path.as_str() {
        "" => finding.message.clone(),
        path => format!("{path}: {}", finding.message),
    });
    lines.collect::<Vec<_>>().join("; ")
}

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalCode {
    /// The run completed, failed, was cancelled or continued in another one.
    RunEnded,
    /// The run is about to end and undoes what it did.
    RunEnding,
    /// The plan has no such step.
    UnknownStep,
    /// A reason is mandatory.
    ReasonRequired,
    /// The step has no failed attempts left.
    AttemptsExhausted,
    /// What the step needs is not done.
    NeedsNotDone,
    /// A step that has not begun, or is under way, cannot be rerun.
    NotRerunnable,
    /// A step that is under way or done cannot be skipped.
    NotSkippable,
    /// Only a failed attempt or one that waits for approval can be approved.
    NotApprovable,
    /// Only an attempt that waits for approval can be rejected.
    NotRejectable,
    /// The plan names others who decide about this step.
    NotYourDecision,
    /// What was filled in does not fit the form.
    BadForm,
    /// The failed attempt gave no output that could count.
    NothingToApprove,
    /// The run waits for an approval; going on is not enough.
    ApprovalRequired,
    /// The run is not paused.
    NotPaused,
    /// The run is paused already.
    AlreadyPaused,
    /// The plan has no such signal.
    UnknownSignal,
    /// What the signal carries does not fit its schema, or is too large.
    BadSignal,
    /// Too many signals wait that no step has taken.
    TooManySignals,
    /// Another signal, or update, came under this identity before.
    KeyReused,
    /// The plan has no such update.
    UnknownUpdate,
    /// What the update carries or would make of the run's state does not fit its schema, or is too large.
    BadUpdate,
    /// The plan does not take the update as the run stands.
    UpdateRefused,
    /// The run has taken as many updates as a run takes.
    TooManyUpdates,
    /// The overrides are not an object, or do not fit the arguments.
    BadOverrides,
    /// The step's arguments, or the expressions of an update, cannot be rendered.
    ExpressionFailed,
    /// The run cannot move to that plan as it stands.
    NotMigratable,
}

impl RefusalCode {
    /// The code as surfaces show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RunEnded => "RUN_ENDED",
            Self::RunEnding => "RUN_ENDING",
            Self::UnknownStep => "UNKNOWN_STEP",
            Self::ReasonRequired => "REASON_REQUIRED",
            Self::AttemptsExhausted => "ATTEMPTS_EXHAUSTED",
            Self::NeedsNotDone => "NEEDS_NOT_DONE",
            Self::NotRerunnable => "NOT_RERUNNABLE",
            Self::NotSkippable => "NOT_SKIPPABLE",
            Self::NotApprovable => "NOT_APPROVABLE",
            Self::NotRejectable => "NOT_REJECTABLE",
            Self::NotYourDecision => "NOT_YOUR_DECISION",
            Self::BadForm => "BAD_FORM",
            Self::NothingToApprove => "NOTHING_TO_APPROVE",
            Self::ApprovalRequired => "APPROVAL_REQUIRED",
            Self::NotPaused => "NOT_PAUSED",
            Self::AlreadyPaused => "ALREADY_PAUSED",
            Self::UnknownSignal => "UNKNOWN_SIGNAL",
            Self::BadSignal => "BAD_SIGNAL",
            Self::TooManySignals => "TOO_MANY_SIGNALS",
            Self::KeyReused => "KEY_REUSED",
            Self::UnknownUpdate => "UNKNOWN_UPDATE",
            Self::BadUpdate => "BAD_UPDATE",
            Self::UpdateRefused => "UPDATE_REFUSED",
            Self::TooManyUpdates => "TOO_MANY_UPDATES",
            Self::BadOverrides => "BAD_OVERRIDES",
            Self::ExpressionFailed => "EXPRESSION_FAILED",
            Self::NotMigratable => "NOT_MIGRATABLE",
        }
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A run that cannot be started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MachineError {
    /// The plan is not one that can be run.
    #[error("plan `{plan}` cannot be run: {message}; `Plan::validate` lists everything that is wrong with it")]
    BrokenPlan {
        /// The plan's name.
        plan: String,
        /// The first thing that is wrong.
        message: String,
    },
}

/// A journal that does not replay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// The journal has no entries, or does not open with `run_started`.
    #[error("the journal does not open with `run_started`; it is not a run's journal, or its beginning is lost")]
    NoStart,
    /// The journal is of another plan.
    #[error("the journal belongs to the plan with hash {journal}, not to {plan}; load the plan the run was started with")]
    OtherPlan {
        /// The hash in the journal.
        journal: String,
        /// The hash of the plan given.
        plan: String,
    },
    /// The run moved to a plan that was not given.
    #[error("the journal needs the plan with hash {hash}, to which the run moved; give every plan that it names")]
    MissingPlan {
        /// The hash in the journal.
        hash: String,
    },
    /// The plan cannot be run.
    #[error(transparent)]
    Plan(#[from] MachineError),
    /// An entry is missing or doubled.
    #[error("the journal goes from entry {after} to entry {found}; entries are missing, doubled or out of order")]
    Gap {
        /// The last good entry.
        after: u64,
        /// What came next.
        found: u64,
    },
    /// An entry cannot follow those before it.
    #[error("entry {seq} of the journal does not fit: {message}")]
    Unfit {
        /// Its position.
        seq: u64,
        /// Why.
        message: String,
    },
}

//! The words the machine and its host exchange.

use std::collections::BTreeMap;

use jiff::Timestamp;
use plan::{Overdue, StepId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Mapping;

/// Position of an item in a fan-out; `None` everywhere else.
pub type ItemIndex = Option<u32>;

/// Names one piece of effort: which attempt of which step (and which item of a fan-out) something belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Effort {
    /// The step.
    pub step: StepId,
    /// Attempt number, from 1; attempts never overwrite one another.
    pub attempt: u32,
    /// The item of a fan-out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: ItemIndex,
    /// Whether it takes back what that attempt did; the same effort otherwise did it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undo: bool,
}

/// Something that happened or was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// An effect ended well.
    EffectSucceeded {
        /// Whose.
        effort: Effort,
        /// What came out; files by reference.
        output: Output,
    },
    /// A try of an effect failed.
    EffectFailed {
        /// Whose.
        effort: Effort,
        /// Which try, from 1.
        tried: u32,
        /// How.
        failure: Failure,
        /// A number from 0 to 1 drawn by the host; spreads the retry delay.
        jitter: f64,
    },
    /// The checks of an attempt gave their verdict.
    ChecksFinished {
        /// Whose; `item` is `None` (checks look at the joined output).
        effort: Effort,
        /// What they found.
        verdict: Verdict,
    },
    /// Time has come to `now`: every deadline at or before it is due.
    TimePassed,
    /// Somebody sent a signal. It is kept until a step takes it; the same identity counts once.
    SignalSent {
        /// Which of the plan's signals.
        name: String,
        /// Its identity, unique in the run.
        id: String,
        /// What it carries.
        payload: Value,
        /// Who sent it.
        by: Actor,
    },
    /// Somebody asks for a change of the run's state that the plan provides for. The same identity counts once, and is answered the
    /// same each time ([`crate::Transition::answer`]).
    UpdateSent {
        /// Which of the plan's updates.
        name: String,
        /// Its identity, unique in the run.
        id: String,
        /// What it carries.
        payload: Value,
        /// Who sent it.
        by: Actor,
    },
    /// The host could not store what the run led to (DESIGN §3, invariant 5); it holds until somebody resumes it.
    ProjectionFailed {
        /// What the database said.
        message: String,
    },
    /// A person or policy asks to hold the run; efforts under way finish, nothing new starts.
    PauseRequested {
        /// Who.
        by: Actor,
        /// Why.
        reason: String,
    },
    /// A person asks to go on. Refused where a gate still wants a decision, except that failed gates with attempts left are rerun.
    ResumeRequested {
        /// Who.
        by: Actor,
    },
    /// The owner or an admin ends the run.
    CancelRequested {
        /// Who.
        by: Actor,
        /// Why, if said.
        reason: Option<String>,
        /// Whether what the steps did is undone first.
        #[serde(default, skip_serializing_if = "CancelMode::is_graceful")]
        mode: CancelMode,
    },
    /// A person asks for a new attempt of a step, and with it of every step that consumed its output.
    RerunRequested {
        /// The step.
        step: StepId,
        /// Who.
        by: Actor,
        /// Why, if said.
        reason: Option<String>,
        /// Merged over the call's rendered arguments for this attempt and those its gate adds by itself (for example another model).
        overrides: Value,
    },
    /// A person passes a step over.
    SkipRequested {
        /// The step.
        step: StepId,
        /// Who.
        by: Actor,
        /// Why; mandatory and not blank.
        reason: String,
    },
    /// A person lets a failed attempt, or one that waits for approval, count.
    ApproveRequested {
        /// The step.
        step: StepId,
        /// Who.
        by: Actor,
        /// Why; mandatory and not blank.
        reason: String,
        /// What is filled in, where the plan asks for something.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        form: Value,
    },
    /// A person says that an attempt which waits for approval does not count: it has failed, by decision.
    RejectRequested {
        /// The step.
        step: StepId,
        /// Who.
        by: Actor,
        /// Why; mandatory and not blank. The next attempt is told.
        reason: String,
        /// What is filled in.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        form: Value,
    },
}

/// Something the machine wants of its host. After replay [`Command`]s outstanding are issued again unchanged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Carry out an effect and answer with `EffectSucceeded` or `EffectFailed`.
    RunEffect {
        /// Whose.
        effort: Effort,
        /// Which try, from 1.
        tried: u32,
        /// Registered name of the effect.
        effect: String,
        /// Rendered arguments.
        input: Value,
        /// Limit for this try.
        timeout_ms: Option<u64>,
        /// When this try was first wanted; the same when it is issued again.
        since: Timestamp,
        /// What the checks of the previous attempt found wrong; `None` on a first attempt.
        repair: Option<Verdict>,
    },
    /// Evaluate a gate's checks on an output and answer with `ChecksFinished`.
    RunChecks {
        /// Whose; `item` is `None`.
        effort: Effort,
        /// The gate's checks, as in the plan.
        checks: Vec<Value>,
        /// What to look at.
        output: Output,
    },
    /// Stop caring for an effort; its late answer will be ignored. After a move to a plan with other checks the same effort is checked anew:
    /// then it is the host who tells the verdict of the former ones apart, and hands in only that of those it was asked for last.
    Abandon {
        /// Whose.
        effort: Effort,
    },
}

/// What the journal stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// The run began.
    RunStarted {
        /// SHA-256 of the plan's canonical form.
        plan_hash: String,
        /// The run's input.
        input: Value,
        /// Approvals given in advance, by whom and how.
        #[serde(default)]
        approved_in_advance: Option<Actor>,
    },
    /// The run moved to another plan. What its steps did is carried over as the mapping says; whatever follows is of that plan.
    Migrated {
        /// SHA-256 of that plan's canonical form.
        plan_hash: String,
        /// The number by which people know that plan, where they do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
        /// What became of steps that did not keep their names.
        #[serde(default, skip_serializing_if = "Mapping::is_empty")]
        mapping: Mapping,
        /// Rendered conditions of the waits under way that the new plan defines otherwise, by their new names; each counts from when it
        /// began.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        waits: BTreeMap<StepId, Value>,
        /// Who.
        by: Actor,
    },
    /// An attempt of a step began (for a fan-out: of all its items).
    AttemptStarted {
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// Why it began.
        cause: Cause,
        /// Rendered arguments: one for a plain call, one per item for a fan-out.
        inputs: Vec<Value>,
    },
    /// A try failed and another follows.
    TryFailed {
        /// Whose.
        effort: Effort,
        /// Which try.
        tried: u32,
        /// How.
        failure: Failure,
        /// When the next try is due.
        retry_at: Timestamp,
    },
    /// The time of a retry came; the next try is wanted.
    TryDue {
        /// Whose.
        effort: Effort,
        /// Which try is wanted now.
        tried: u32,
    },
    /// A signal came. It is kept until a step takes it.
    SignalReceived {
        /// Which of the plan's signals.
        name: String,
        /// Its identity.
        id: String,
        /// What it carries.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        payload: Value,
        /// Who sent it.
        by: Actor,
    },
    /// Something a step waits for came. When enough has come the step's effect counts as done.
    ConditionMet {
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// Place of the condition among those of the wait.
        condition: u32,
        /// The signal that it took; absent for a time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signal: Option<String>,
    },
    /// A step changed the run's state. With it the step's effect counts as done, and it gives what stands here.
    StateChanged {
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// The variables that it changed, as they are now.
        after: BTreeMap<String, Value>,
    },
    /// An update was taken.
    UpdateApplied {
        /// Which of the plan's updates.
        name: String,
        /// Its identity.
        id: String,
        /// What it carried.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        payload: Value,
        /// Who sent it.
        by: Actor,
        /// The variables that it changed, as they are now.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        after: BTreeMap<String, Value>,
        /// What it was answered.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        answer: Value,
    },
    /// One effect ended well. For a fan-out one such entry per item.
    EffectCompleted {
        /// Whose.
        effort: Effort,
        /// What came out.
        output: Output,
    },
    /// One item of a fan-out failed for good, and the others go on. When all have ended, or too many have failed, what becomes of the
    /// attempt follows from the plan.
    ItemFailed {
        /// Whose.
        effort: Effort,
        /// How.
        failure: Failure,
    },
    /// An attempt ended without an output.
    AttemptFailed {
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// How.
        failure: Failure,
    },
    /// The checks of an attempt spoke. `status` is what the attempt is now.
    AttemptJudged {
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// What was found. For a step without checks: a pass with no results.
        verdict: Verdict,
        /// `Passed`, `Warning`, `Failed`, or `AwaitingApproval`.
        status: StepStatus,
    },
    /// A person (or an approval given in advance) decided about an attempt.
    Decided {
        /// The step.
        step: StepId,
        /// The attempt decided about; 0 where none had begun.
        attempt: u32,
        /// What.
        decision: Decision,
        /// Who.
        by: Actor,
        /// Why.
        reason: Option<String>,
        /// What was filled in.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        form: Value,
    },
    /// Nobody decided about an attempt in time; once for an attempt. From here on those told may decide as well.
    Escalated {
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// Roles or accounts that are told.
        to: Vec<String>,
        /// What becomes of it. A decision that follows from it is the next entry, by `escalation`.
        then: Overdue,
    },
    /// A gate sent work back to a step further up. The entry after it resets that step and all that consumed it.
    SentBack {
        /// Whose gate.
        from: StepId,
        /// Its attempt that failed.
        attempt: u32,
        /// The step that is done again.
        to: StepId,
        /// The how-many-th time, from 1.
        count: u32,
        /// What was found wrong; the next attempt of that step is told.
        verdict: Verdict,
    },
    /// A step was passed over because its condition was false, or by its gate's `on_exhausted: skip`.
    StepSkipped {
        /// The step.
        step: StepId,
        /// Why, for people.
        reason: String,
    },
    /// Steps were sent back to pending because what they consumed was rerun.
    StepsReset {
        /// Which, in plan order.
        steps: Vec<StepId>,
        /// The step whose rerun caused it.
        because_of: StepId,
    },
    /// A loop begins another round: its steps go back to pending, and are done anew. What they gave before stands, and is undone where all
    /// is.
    RoundStarted {
        /// The step that ends the loop's rounds.
        step: StepId,
        /// Which, from 2.
        round: u32,
        /// The steps of the round, in plan order.
        steps: Vec<StepId>,
    },
    /// The run holds.
    RunPaused {
        /// Why.
        reason: PauseReason,
    },
    /// The run goes on.
    RunResumed {
        /// Who.
        by: Actor,
    },
    /// The run ended well.
    RunCompleted {
        /// What it gives, where it gives something.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output: Option<Value>,
    },
    /// The run ended well, and another run of the same plan follows it: the host starts that one.
    RunContinued {
        /// The input of the run that follows; it fits the plan's schema.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        input: Value,
    },
    /// The run ended badly.
    RunFailed {
        /// The step that ended it, where one did.
        step: Option<StepId>,
        /// How.
        failure: Failure,
        /// Steps whose effects should have been undone, and were not.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        not_undone: Vec<StepId>,
    },
    /// The run was ended by a person, or by a step of the plan (then `by` is the step, via `plan`).
    RunCancelled {
        /// Who.
        by: Actor,
        /// Why.
        reason: Option<String>,
        /// Steps whose effects should have been undone, and were not.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        not_undone: Vec<StepId>,
    },
    /// The run is about to end badly. What runs is stopped, and what its steps did is undone first, one after the other.
    CleanUpStarted {
        /// Why it ends.
        because: Ending,
        /// What is undone, in this order: the latest first. A step of a loop stands here once for each round in which it gave something.
        steps: Vec<StepId>,
    },
    /// Undoing a step began.
    UndoStarted {
        /// The step.
        step: StepId,
        /// The attempt whose effect is undone.
        attempt: u32,
        /// Rendered arguments.
        input: Value,
    },
    /// Undoing a step is over.
    UndoEnded {
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// How it went. A failure is final, and the others are undone all the same.
        outcome: UndoOutcome,
    },
}

/// Why a run ends badly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum Ending {
    /// It fails.
    Failed {
        /// The step that ends it, where one does.
        step: Option<StepId>,
        /// How.
        failure: Failure,
    },
    /// A person ends it.
    Cancelled {
        /// Who.
        by: Actor,
        /// Why.
        reason: Option<String>,
    },
}

/// How undoing a step went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "undo", rename_all = "snake_case")]
pub enum UndoOutcome {
    /// It is undone.
    Done {
        /// What came out.
        output: Output,
    },
    /// It is not, and nothing more is tried.
    Failed {
        /// How.
        failure: Failure,
    },
}

/// How a run is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelMode {
    /// What runs is stopped, and what the steps did is undone, before the run ends.
    #[default]
    Graceful,
    /// It ends now, and nothing (more) is undone.
    Hard,
}

impl CancelMode {
    fn is_graceful(&self) -> bool {
        *self == Self::Graceful
    }
}

/// What has become of undoing a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UndoStatus {
    /// Others come first.
    Due,
    /// It is being undone.
    UnderWay,
    /// It is undone.
    Undone,
    /// It is not, and will not be.
    NotUndone,
}

/// An entry in its place in the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Position in the run's journal, from 1, without gaps.
    pub seq: u64,
    /// Business time.
    pub at: Timestamp,
    /// What happened.
    pub entry: Entry,
}

/// What a step gave back. Small facts inline, files by reference.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Output {
    /// A small JSON value that conditions and templates of later steps may read (at most 16 KiB, and nested no deeper than
    /// [`plan::MAX_DEPTH`]; the host sees to it).
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub value: Value,
    /// Files, by content hash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// What it cost.
    #[serde(default, skip_serializing_if = "Meter::is_empty")]
    pub meter: Meter,
}

/// A file stored content-addressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Path inside the run, `/`-separated, for example `research/SOURCES.md`.
    pub path: String,
    /// Lower-case hexadecimal SHA-256 of the bytes.
    pub sha256: String,
    /// Length.
    pub size_bytes: u64,
    /// Media type, for example `text/markdown`.
    pub media_type: String,
}

/// What an effort used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Meter {
    /// Model that answered, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Provider that answered; `offline` and `replay` are named as what they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Tokens read.
    #[serde(skip_serializing_if = "is_zero")]
    pub tokens_in: u64,
    /// Tokens written.
    #[serde(skip_serializing_if = "is_zero")]
    pub tokens_out: u64,
    /// Cost in nano-dollars; `None` means unknown, never zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_nanos: Option<u64>,
    /// Wall time of the effect.
    #[serde(skip_serializing_if = "is_zero")]
    pub duration_ms: u64,
}

impl Meter {
    /// Whether nothing was used, as far as is known.
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// How something failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// Stable code, for example `MODEL_ERROR`, `TIMEOUT`, `BUDGET_EXCEEDED`, `MAX_ROUNDS`.
    pub code: String,
    /// For people: what happened, where, what to do.
    pub message: String,
    /// What may be done about it.
    pub class: FailureClass,
    /// Only a person can mend it (money, a key, another model): the attempts a gate starts by itself would fail the same way, so it starts
    /// none. Left out where false, which is what journals from before this field mean.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_person: bool,
    /// What it cost all the same.
    #[serde(default)]
    pub meter: Meter,
}

/// What may be done about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// The same try may succeed later.
    Retryable,
    /// This attempt is over; a new attempt or a person may mend it.
    Terminal,
    /// The run cannot go on (hard budget, broken plan).
    Fatal,
}

/// The outcome of a gate's checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// All in all.
    pub outcome: VerdictOutcome,
    /// 0 to 1, share of checks passed, where that means something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Codes of what failed, without repeats, in check order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fail_codes: Vec<String>,
    /// One JSON object per check, in the checker's own shape (type, target, passed, severity, message, evidence spans), nested no deeper
    /// than [`plan::MAX_DEPTH`]; the host sees to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<Value>,
}

/// The four outcomes of checking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictOutcome {
    /// Everything held.
    Pass,
    /// Only checks of severity warning or info failed.
    Warn,
    /// A check of severity error or critical failed.
    Fail,
    /// A check could not be evaluated; counts as failed.
    Error,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Account id, or the name of a policy.
    pub id: String,
    /// How it was done, for example `cli --approve`, `cli prompt`, `api`.
    pub via: String,
    /// The roles that the account had then, where they matter to who may decide.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
}

/// Why an attempt began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// The step became ready.
    Ready,
    /// The attempt before failed its checks and the gate allows another by itself.
    Repair {
        /// What was wrong.
        verdict: Verdict,
    },
    /// The attempt before ended without an output and the gate allows another by itself.
    Again,
    /// A person asked.
    Rerun {
        /// Who.
        by: Actor,
        /// Why.
        reason: Option<String>,
        /// What the checks of the attempt before found, if they spoke.
        verdict: Option<Verdict>,
    },
    /// A step that needs it sent the work back.
    SentBack {
        /// Which.
        from: StepId,
        /// What was found wrong.
        verdict: Verdict,
    },
    /// Something it consumed was rerun.
    Upstream {
        /// What.
        step: StepId,
    },
    /// A loop that it is in began another round.
    Round {
        /// The step that ends the loop's rounds.
        step: StepId,
        /// Which, from 2.
        round: u32,
    },
}

/// What a person decided about an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It counts.
    Approved,
    /// The step is passed over.
    Skipped,
    /// It does not count.
    Rejected,
}

/// Why a run holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PauseReason {
    /// A gate's automatic attempts are spent.
    GateFailed {
        /// Which.
        step: StepId,
        /// The first fail code.
        code: String,
    },
    /// An attempt waits for a person.
    ApprovalRequired {
        /// Of which step.
        step: StepId,
    },
    /// A person asked.
    Requested {
        /// Who.
        by: Actor,
        /// Why.
        reason: String,
    },
    /// Its projection could not be stored (DESIGN §3, invariant 5).
    Projection {
        /// What the database said.
        message: String,
    },
}

/// What a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// Efforts are under way or about to be.
    Running,
    /// It holds; efforts already under way may still end.
    Paused,
    /// It ended well.
    Completed,
    /// It ended badly.
    Failed,
    /// A person ended it, or the plan did.
    Cancelled,
    /// It ended well, and another run of the same plan follows it.
    Continued,
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// Waits for what it needs.
    Pending,
    /// An attempt is under way.
    Running,
    /// Checks passed; a person must approve.
    AwaitingApproval,
    /// Done.
    Passed,
    /// Done; something of severity warning was found.
    Warning,
    /// The latest attempt failed.
    Failed,
    /// Passed over.
    Skipped,
}

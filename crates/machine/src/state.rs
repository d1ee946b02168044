//! What a run is at one point of its journal.
//!
//! # The run
//!
//! ```text
//!                  RunPaused                         RunCompleted  every step is done
//!            ┌──────────────────► Paused ┐         ┌─► Completed
//! RunStarted │                           │         │
//! ──────► Running ◄──────────────────────┘         │ RunFailed     fatal failure, on_exhausted: fail
//!            │        RunResumed                   ├─► Failed      (also from Paused)
//!            └─────────────────────────────────────┤
//!                                                  │ RunCancelled  a person (also from Paused)
//!                                                  ├─► Cancelled
//!                                                  │ RunContinued  a step begins the run again
//!                                                  └─► Continued
//! ```
//!
//! A step of the plan may end the run in each of these ways before all steps are done; what is under way is then stopped. A run whose
//! steps can be undone cleans up before it fails or is cancelled, whatever makes it so (`undo`); it is `Running` meanwhile.
//!
//! Nothing follows an end. `Migrated` leads a run that goes on or holds to another plan and changes nothing of this (`carry`). While paused, efforts under way finish and nothing new starts by itself.
//!
//! # A step
//!
//! ```text
//!              AttemptStarted            EffectCompleted (all items)       AttemptJudged
//!  Pending ───────────────────► Working ────────────────────────► Checking ─┬──────────► Passed, Warning
//!   ▲  │                         │    │ TryFailed ⇄ TryDue                  ├──────────► AwaitingApproval ─┐
//!   │  │ StepSkipped,            │    └─────┘ (same attempt)                │                │ Decided     │
//!   │  │ Decided{Skipped}        │ AttemptFailed                            │                ▼             │
//!   │  ▼                         ▼                                          │         Passed, Warning       │
//!   │ Skipped ◄─────────────── Failed ◄─────────────────────────────────────┘                               │
//!   │   ▲   StepSkipped,         │  Decided{Approved} ──► Warning                                           │
//!   │   │   Decided{Skipped}     │  AttemptStarted{Repair, Again} ──► Working                               │
//!   │   └────────────────────────┼──────────────────────────────────── Decided{Skipped} ────────────────────┘
//!   │                            │
//!   └── StepsReset ── any that has begun and consumed what is rerun; RoundStarted ── all of a loop that begins another round;
//!                     AttemptStarted{Rerun} leads from everything but Pending, Working and Checking to Working
//! ```
//!
//! Not drawn: `Decided{Rejected}` leads from AwaitingApproval to Failed, as a verdict that fails does; `ItemFailed` ends a call of a
//! fan-out as `EffectCompleted` does; `AttemptFailed` leads from Checking and Waiting to Failed when the step's time is up.
//!
//! `Working` and `Checking` are both shown as [`StepStatus::Running`]. A step that waits is `Waiting` in the place of `Working`, shown the
//! same; `ConditionMet` leads it to `Checking`, and a person may pass it over. A step that the machine carries out itself is `Working`
//! on no item between two entries of one transition; `StateChanged` or `EffectCompleted` leads it to `Checking`. So does a step that ends
//! the rounds of a loop: it is `Waiting` while the loop pauses, and `RoundStarted` leads it, with the others of its loop, back to `Pending`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use plan::{Overdue, Plan, StepId};
use serde_json::Value;

use crate::approval::DecisionMade;
use crate::deadlines::Deadline;
use crate::graph::{Graph, StepIdx};
use crate::loops::Seen;
use crate::run_state::RunState;
use crate::undo::{CleanUp, Given};
use crate::wait::{KeptSignals, Waiting, after};
use crate::{Actor, Failure, ItemError, Output, Outputs, PauseReason, RunStatus, StepStatus, Verdict};

/// Everything replay restores. Changed by `apply` only.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    pub(crate) started_at: Timestamp,
    pub(crate) input: Arc<Value>,
    pub(crate) approved_in_advance: Option<Actor>,
    pub(crate) phase: Phase,
    /// Position of the last entry.
    pub(crate) seq: u64,
    /// Who last decided, reran or resumed: whoever clears a pause made the run go on.
    pub(crate) last_actor: Option<Actor>,
    /// A step that was rerun, and what consumed its output and must be reset before anything else happens.
    pub(crate) stale: Option<(StepIdx, BTreeSet<StepIdx>)>,
    pub(crate) steps: Vec<StepRecord>,
    /// When a round of a loop began last, and how many steps rounds have begun anew at that moment.
    pub(crate) begun_anew: Option<(Timestamp, usize)>,
    /// Names that steps bore which have begun, before the run moved to another plan; which step each is now, if it is one still.
    pub(crate) borne: BTreeMap<StepId, Option<StepIdx>>,
    /// State variables, and what else a run remembers beside its steps.
    pub(crate) run: RunState,
    /// Signals that no step has taken yet.
    pub(crate) signals: KeptSignals,
    /// What counts of what the steps gave.
    pub(crate) outputs: Outputs,
    /// What steps that can be undone gave, in the order in which they did.
    pub(crate) given: Vec<Given>,
    /// Once the run is about to end badly.
    pub(crate) clean_up: Option<CleanUp>,
    pub(crate) index: Index,
}

/// Whether the run goes on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Phase {
    Running,
    Paused(PauseReason),
    Completed,
    Failed,
    Cancelled,
    Continued,
}

impl Phase {
    pub(crate) fn status(&self) -> RunStatus {
        match self {
            Self::Running => RunStatus::Running,
            Self::Paused(_) => RunStatus::Paused,
            Self::Completed => RunStatus::Completed,
            Self::Failed => RunStatus::Failed,
            Self::Cancelled => RunStatus::Cancelled,
            Self::Continued => RunStatus::Continued,
        }
    }

    pub(crate) fn is_end(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled | Self::Continued)
    }
}

/// What is known of one step.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct StepRecord {
    /// Attempts begun so far; the number of the latest.
    pub(crate) attempts: u32,
    /// Attempts that failed, in all.
    pub(crate) failed: u32,
    /// Attempts that failed since the last one that was not started by the gate itself.
    pub(crate) failed_in_row: u32,
    /// Rendered arguments of the latest attempt: the attempts a gate starts by itself ask the same again, a person's overrides included.
    pub(crate) inputs: Vec<Value>,
    /// Whether these were rendered by a plan that the run has left, in which the step did something else.
    pub(crate) inputs_outdated: bool,
    /// The step whose rerun sent this one back, until its next attempt begins.
    pub(crate) sent_back_by: Option<StepIdx>,
    /// What the checks of the latest attempt said, if they spoke.
    pub(crate) verdict: Option<Verdict>,
    /// The items that failed of a fan-out that counts all the same.
    pub(crate) errors: Vec<ItemError>,
    /// The latest decision about the latest attempt.
    pub(crate) decision: Option<DecisionMade>,
    /// Since when an attempt has waited for a person, and when that is too long.
    pub(crate) awaiting_since: Option<Timestamp>,
    pub(crate) overdue_at: Option<Timestamp>,
    /// What was to become of the latest attempt when nobody decided in time.
    pub(crate) escalated: Option<Overdue>,
    /// How often the gate of this step has sent work back.
    pub(crate) sent_back: u32,
    /// Who sent work back to this step, and why, until its next attempt begins.
    pub(crate) returned: Option<(StepIdx, Verdict)>,
    /// Of a step that ends a loop's rounds: how often another one has begun since the loop was entered.
    pub(crate) repeated: u32,
    /// What the step gave in the round before of loops that it is in, by the step that ends the loop's rounds.
    pub(crate) previous: Vec<(StepIdx, Seen)>,
    /// When the latest attempt began.
    pub(crate) began_at: Option<Timestamp>,
    /// From when the deadline counts: the begin of the first of the attempts that it bounds.
    pub(crate) deadline_from: Option<Timestamp>,
    /// When the step must be over, attempts that its gate starts by itself included.
    pub(crate) deadline: Option<Timestamp>,
    /// Needs that are not done.
    pub(crate) unmet: usize,
    /// Whether the step is done, for whoever waits for it.
    pub(crate) is_done: bool,
    pub(crate) standing: Standing,
}

/// Where a step stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Standing {
    #[default]
    Pending,
    Working(Working),
    Waiting(Waiting),
    Checking {
        output: Arc<Output>,
    },
    AwaitingApproval {
        output: Arc<Output>,
    },
    Passed {
        output: Arc<Output>,
    },
    Warning {
        output: Arc<Output>,
    },
    Failed(Defeat),
    /// `stands`: a person said so before the step had begun, and a rerun further up does not take it back.
    Skipped {
        reason: String,
        stands: bool,
    },
}

/// How an attempt failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Defeat {
    /// It gave an output, and the checks refused it.
    Refused { output: Arc<Output> },
    /// It ended without an output.
    Lost { failure: Failure },
}

/// An attempt whose effects are under way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Working {
    /// Rendered arguments, one per item.
    pub(crate) inputs: Vec<Value>,
    pub(crate) items: Vec<Item>,
    /// Items handed to the host so far; always the first ones.
    pub(crate) issued: usize,
    pub(crate) completed: usize,
    /// Of those that have ended, the ones that failed.
    pub(crate) failed: usize,
    pub(crate) repair: Option<Verdict>,
    /// Whether the step's condition was looked at when the attempt began; a person's rerun does not ask it.
    pub(crate) was_conditional: bool,
}

impl Working {
    /// On nothing that the host does.
    pub(crate) fn on_nothing(inputs: Vec<Value>) -> Self {
        Self { inputs, items: Vec::new(), issued: 0, completed: 0, failed: 0, repair: None, was_conditional: false }
    }
}

/// One call of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// This try is wanted (once issued), since when.
    Wanted {
        tried: u32,
        since: Timestamp,
    },
    /// The try before failed; the next is due at a time.
    Waiting {
        tried: u32,
        retry_at: Timestamp,
    },
    Done(Output),
    /// It failed for good, and the others go on.
    Failed(Failure),
}

impl StepRecord {
    /// Whether anything has become of the step, however that ended. One that was sent back to pending has begun, too.
    pub(crate) fn has_begun(&self) -> bool {
        self.attempts > 0 || !matches!(self.standing, Standing::Pending)
    }
}

impl Standing {
    pub(crate) fn status(&self) -> StepStatus {
        match self {
            Self::Pending => StepStatus::Pending,
            Self::Working(_) | Self::Waiting(_) | Self::Checking { .. } => StepStatus::Running,
            Self::AwaitingApproval { .. } => StepStatus::AwaitingApproval,
            Self::Passed { .. } => StepStatus::Passed,
            Self::Warning { .. } => StepStatus::Warning,
            Self::Failed(_) => StepStatus::Failed,
            Self::Skipped { .. } => StepStatus::Skipped,
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        matches!(self, Self::Passed { .. } | Self::Warning { .. } | Self::Skipped { .. })
    }

    pub(crate) fn is_under_way(&self) -> bool {
        matches!(self, Self::Working(_) | Self::Waiting(_) | Self::Checking { .. })
    }

    /// What the step gave, where it counts.
    pub(crate) fn counted_output(&self) -> Option<&Arc<Output>> {
        match self {
            Self::Passed { output } | Self::Warning { output } => Some(output),
            _ => None,
        }
    }
}

/// Which steps are where, so that no decision has to look at all of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Index {
    /// Pending with every need done.
    pub(crate) ready: BTreeSet<StepIdx>,
    /// Working on nothing: an empty fan-out, arguments that could not be rendered, or work that the machine does itself.
    pub(crate) blank: BTreeSet<StepIdx>,
    /// Working on a fan-out of which too many items have failed.
    pub(crate) lost: BTreeSet<StepIdx>,
    /// Checking, with no checks to run.
    pub(crate) unchecked: BTreeSet<StepIdx>,
    pub(crate) awaiting: BTreeSet<StepIdx>,
    pub(crate) failed: BTreeSet<StepIdx>,
    pub(crate) under_way: BTreeSet<StepIdx>,
    /// Waiting for a signal, or for a time.
    pub(crate) waiting: BTreeSet<StepIdx>,
    /// Done, and the end of the run with it.
    pub(crate) ending: BTreeSet<StepIdx>,
    /// Retries that wait, and times that steps wait for: when, step, item or condition.
    pub(crate) timers: BTreeSet<(Timestamp, StepIdx, usize)>,
    /// Awaiting a person, while the plan says that time decides by now.
    pub(crate) overdue: BTreeSet<StepIdx>,
    /// What must be over by a time.
    pub(crate) deadlines: BTreeSet<(Timestamp, Deadline)>,
    pub(crate) n_done: usize,
}

impl State {
    /// The state right after `RunStarted`.
    pub(crate) fn begin(plan: &Arc<Plan>, graph: &Arc<Graph>, at: Timestamp, input: Value, approved: Option<Actor>) -> Self {
        let n_steps = plan.steps.len();
        let steps: Vec<_> = (0..n_steps).map(|idx| StepRecord { unmet: graph.needs(idx).len(), ..StepRecord::default() }).collect();
        let deadlines = plan.timeout_ms.map(|ms| (after(at, ms), Deadline::Run)).into_iter().collect();
        let ready = (0..n_steps).filter(|&idx| steps[idx].unmet == 0).collect();
        Self {
            started_at: at,
            input: Arc::new(input),
            approved_in_advance: approved,
            phase: Phase::Running,
            seq: 1,
            last_actor: None,
            stale: None,
            steps,
            begun_anew: None,
            borne: BTreeMap::new(),
            run: RunState::begin(plan),
            signals: KeptSignals::default(),
            outputs: Outputs::none(plan, graph),
            given: Vec::new(),
            clean_up: None,
            index: Index { ready, deadlines, ..Index::default() },
        }
    }

    /// Moves a step to another standing and keeps the index true. `has_checks` matters for `Checking` only.
    pub(crate) fn move_step(&mut self, graph: &Graph, idx: StepIdx, standing: Standing, has_checks: bool) -> Standing {
        let before = std::mem::replace(&mut self.steps[idx].standing, standing);
        let index = &mut self.index;
        match &before {
            Standing::Pending => {
                index.ready.remove(&idx);
            }
            Standing::Working(working) => {
                index.under_way.remove(&idx);
                index.blank.remove(&idx);
                index.lost.remove(&idx);
                for (at, item) in working.items.iter().enumerate() {
                    if let Item::Waiting { retry_at, .. } = item {
                        index.timers.remove(&(*retry_at, idx, at));
                    }
                }
            }
            Standing::Waiting(waiting) => {
                index.under_way.remove(&idx);
                index.waiting.remove(&idx);
                for (deadline, place) in waiting.deadlines() {
                    index.timers.remove(&(deadline, idx, place));
                }
            }
            Standing::Checking { .. } => {
                index.under_way.remove(&idx);
                index.unchecked.remove(&idx);
            }
            Standing::AwaitingApproval { .. } => {
                index.awaiting.remove(&idx);
                index.overdue.remove(&idx);
                if let Some(at) = self.steps[idx].overdue_at {
                    index.deadlines.remove(&(at, Deadline::Decision(idx)));
                }
            }
            Standing::Failed(_) => {
                index.failed.remove(&idx);
            }
            Standing::Passed { .. } | Standing::Warning { .. } | Standing::Skipped { .. } => {}
        }
        let record = &self.steps[idx];
        if let Some(deadline) = record.deadline {
            if record.standing.is_under_way() {
                index.deadlines.insert((deadline, Deadline::Step(idx)));
            } else {
                index.deadlines.remove(&(deadline, Deadline::Step(idx)));
            }
        }
        self.outputs.set(idx, record.standing.counted_output());
        match &record.standing {
            Standing::Pending => {
                if record.unmet == 0 {
                    index.ready.insert(idx);
                }
            }
            Standing::Working(working) => {
                index.under_way.insert(idx);
                if working.items.is_empty() {
                    index.blank.insert(idx);
                }
            }
            Standing::Waiting(waiting) => {
                index.under_way.insert(idx);
                index.waiting.insert(idx);
                index.timers.extend(waiting.deadlines().map(|(deadline, place)| (deadline, idx, place)));
            }
            Standing::Checking { .. } => {
                index.under_way.insert(idx);
                if !has_checks {
                    index.unchecked.insert(idx);
                }
            }
            Standing::AwaitingApproval { .. } => {
                index.awaiting.insert(idx);
                if let Some(at) = record.overdue_at {
                    index.deadlines.insert((at, Deadline::Decision(idx)));
                }
            }
            Standing::Failed(_) => {
                index.failed.insert(idx);
            }
            Standing::Passed { .. } | Standing::Warning { .. } | Standing::Skipped { .. } => {}
        }
        self.settle_done(graph, idx);
        before
    }

    /// A step is done once its standing says so *and* all it needs is done: then whoever waits for it can rely on
    /// everything further up, also where a person passed over a step in between. Follows the consequences down.
    fn settle_done(&mut self, graph: &Graph, idx: StepIdx) {
        let mut open = vec![idx];
        while let Some(idx) = open.pop() {
            let record = &mut self.steps[idx];
            let is_done = record.standing.is_done() && record.unmet == 0;
            if record.is_done == is_done {
                continue;
            }
            record.is_done = is_done;
            if is_done {
                self.index.n_done += 1;
            } else {
                self.index.n_done -= 1;
            }
            for &consumer in graph.consumers(idx) {
                let record = &mut self.steps[consumer];
                if is_done {
                    record.unmet -= 1;
                } else {
                    record.unmet += 1;
                }
                if matches!(record.standing, Standing::Pending) {
                    if record.unmet == 0 {
                        self.index.ready.insert(consumer);
                    } else {
                        self.index.ready.remove(&consumer);
                    }
                }
                open.push(consumer);
            }
        }
    }
}

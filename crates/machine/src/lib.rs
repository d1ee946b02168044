//! The sans-IO interpreter of plans: [`Event`]s in, [`Command`]s out, [`Entry`]s for the journal.
//!
//! Three words, never mixed: an *event* is something that happened or was asked (past tense), a *command* is something
//! wanted of the host (imperative), an *entry* is what the journal stores. Every decision (branch taken, rendered input,
//! delay) stands in the entry that caused it, so replay folds entries and evaluates nothing.
//!
//! This crate knows no clock, no randomness, no tokio and no SQL.
//!
//! Read [`Machine`] first, then `state` (with the two state machines drawn), then `decide` (what happens by itself) and
//! `request` (what people may ask). `apply` is the only place that changes the state.
//!
//! # The host's part
//!
//! 1. [`Machine::start`] or [`Machine::replay`]; after a replay also [`Machine::outstanding`] and one
//!    [`Event::TimePassed`].
//! 2. For each event: [`Machine::handle`]; commit the entries; then carry out the commands and hand on the answer, where there is one.
//! 3. Hand in [`Event::TimePassed`] at [`Machine::next_deadline`].
//! 4. Where a run ends as [`RunStatus::Continued`], start another one of its plan with [`Machine::continues_with`], once.
//! 5. [`Machine::migrate`] moves a run to another plan (`migration` says by which rules); such a run is replayed among all the plans that its
//!    journal names, with [`Machine::replay_among`].
//!
//! An effort with `undo` takes back what the attempt of the same number did (`undo`): the host carries it out like any other, under an
//! identity of its own.
//!
//! A crash between 2's parts costs nothing: entries not committed never happened, commands not carried out are
//! outstanding after replay with the same attempt and the same try.

mod vocabulary;

mod machine;
mod outputs;
mod refusal;
mod view;

mod state;

mod apply;
mod approval;
mod carry;
mod deadlines;
mod decide;
mod graph;
mod inward;
mod join;
mod loops;
mod mapping;
mod migration;
mod partial;
mod query;
mod ready;
mod request;
mod retry;
mod run_state;
mod send_back;
mod undo;
mod update;
mod wait;

pub use machine::{Blueprint, Machine, Transition};
pub use mapping::{Late, Mapping};
pub use migration::{Carried, Fate};
pub use outputs::Outputs;
pub use partial::ItemError;
pub use query::QueryError;
pub use refusal::{MachineError, Obstacle, Refusal, RefusalCode, ReplayError};
pub use request::check_signal;
pub use view::{Ask, StepView};
pub use vocabulary::{
    Actor, CancelMode, Cause, Command, Decision, Effort, Ending, Entry, Event, Failure, FailureClass, FileRef, ItemIndex, Meter, Output,
    PauseReason, Recorded, RunStatus, StepStatus, UndoOutcome, UndoStatus, Verdict, VerdictOutcome,
};

//! The plan language: what a definition of any module is compiled to.
//!
//! A [`Plan`] is data: a graph of [`Step`]s, each doing one piece of [`Work`] and optionally guarded by a [`Gate`].
//! The server knows the whole graph, so the interpreter (`machine`) is a pure state machine and recovery reads state.
//! This crate parses, validates (returning *all* diagnostics) and hashes plans. It knows nothing of running them.
//!
//! Read [`Plan`] first, then [`Plan::load`] (text → plan or every finding with its place), [`Plan::check_input`] and
//! [`Plan::hash`]. [`expression`] is the language of conditions and arguments.

mod admission;
mod decisions;
mod model;

pub mod expression;

mod canonical;
mod diagnostics;
mod document;
mod input;
mod known;
mod loops;
mod partial;
mod path;
mod queues;
mod read;
mod rules;
mod run_state;
mod undo;

pub use admission::{Admission, Batch, Concurrency, Debounce, MAX_KEY, MAX_LIMIT, MAX_PRIORITY, Rate, WhenFull};
pub use canonical::canonical_json;
pub use decisions::{Asked, Escalation, Overdue, SendBack};
pub use diagnostics::{Code, Diagnostic, Diagnostics, Severity};
pub use document::Places;
pub use known::{CheckProblem, Known};
pub use loops::{Loop, OnSpent, Repeat};
pub use partial::{MinOk, OnFailure};
pub use queues::{MAX_QUEUE_SIZE, MAX_TAKEN, Order, Queue, Size, queue_effects};
pub use rules::{MAX_BYTES, MAX_DELAY_MS, MAX_DEPTH, MAX_STEPS, MAX_WAIT_MS, delay_ms};
pub use run_state::{
    Again, Change, End, EndStatus, MAX_ATTRIBUTE_CHARS, MAX_ATTRIBUTES, MAX_OUTPUT_BYTES, MAX_STATE_BYTES, Update, Variable, nests_too_deep,
};
pub use undo::Undo;

pub use model::{Approval, Delay, EffectCall, Exhausted, Expression, Gate, Plan, Retry, Signal, Step, StepId, Template, Wait, Work};

/// The newest plan grammar that this crate reads and writes; it contains the older ones (`docs/decisions/0001`).
pub const GRAMMAR: u32 = 4;

//! The durable host: drives `machine` over PostgreSQL.
//!
//! It owns shards, leases, the journal, payloads, timers and the inbox, commits waves of entries together with the
//! modules' projections, and starts effects only after what they depend on is committed. It does not know what a
//! language model, a template or an HTTP request is: effects, checks and projections are injected in a [`Registry`].
//!
//! ```text
//! submit ─► submissions ─┐                       ┌─► journal, runs, payloads ┐
//! request ─► inbox ──────┼─► lane ─► wave (one commit) ─► answers            ├─ one transaction
//! effects, timers ───────┘    ▲                  └─► projectors' tables      ┘
//!                             └── commands, only after the commit
//! ```
//!
//! Read [`Engine`] first, then `lane` (the single writer of a shard), `wave` (what a commit is), `keeper` and `shards` (who owns
//! which shard, and who should). [`submit`] and [`request`] work in any process; [`view`] reads; [`Handle`] is for callers in the engine's process.

mod ports;

mod config;
mod host;

mod deep;
mod descent;
mod fair;
mod keeper;
mod lane;
pub mod reach;
mod shards;
mod wave;

mod work;

mod collect;
mod fork;
mod inbox;
mod load;
mod nul;
mod payload;
mod submit;

pub mod bench;
pub mod view;

mod clock;
mod hub;

#[cfg(any(test, feature = "testing"))]
mod faults;
#[cfg(any(test, feature = "testing"))]
mod sweep;

#[cfg(test)]
mod tests;

pub use clock::{Clock, ManualClock};
pub use collect::{Collected, collect_payloads};
pub use config::Config;
pub use descent::{descendant, successor};
#[cfg(any(test, feature = "testing"))]
pub use faults::{Crash, CrashPoint, Faults};
pub use fork::{Fork, ForkError};
pub use host::{Engine, Handle, RunError, Statistics};
pub use inbox::{Answer, Request, RequestError, await_answer, request};
pub use keeper::{hint, somebody_owns};
pub use nul::{has_nul, without_nul};
pub use payload::{FILE_LIMIT, INLINE_LIMIT, PayloadError, store_object, store_payload};
pub use ports::{
    Awaited, Blob, CheckCall, Checker, Effect, EffectCall, Mark, Modules, Produced, ProducedFile, ProjectError, Projected, Projector,
    Registry, RunId, WakeBell,
};
pub use store::objects::Objects;
pub use submit::{INPUT_LIMIT, NewRun, SubmitError, Submitted, approval_of, hold, join, started_under, submit};
#[cfg(any(test, feature = "testing"))]
pub use sweep::{Driver, Report, Sweep, sweep};
pub use work::VALUE_LIMIT;

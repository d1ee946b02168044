//! Work queues inside runs: a backlog that the plan declares, with durable items.
//!
//! A queue is a row that belongs to one run at a time; where a run goes on in another one, the queue goes with it. [`backlog`] puts items
//! in and judges what is let in, one at a time for each queue; the effects take them out, passing over what others have in hand. Items are
//! held by the effort that took them, so a try that is repeated meets the same ones, and the projection gives them back when the effort
//! has ended without them. [`waiting`] knows which steps of this process wait for which queue, [`parked`] those whose runs are out of memory.

mod backlog;
mod effects;
mod outcome;
mod parked;
mod project;
mod rules;
mod service;
mod take;
mod view;
mod waiting;

pub use outcome::{AddStatus, AddedItem, NewItem};
pub use rules::Health;
pub use view::{ItemQuery, WorkItemView, WorkQueueView, item, items, queue, queues};

pub(crate) use backlog::declare;
pub(crate) use effects::{refused, register};
pub(crate) use parked::wake_overlooked;
pub(crate) use project::project;
pub(crate) use waiting::Waiting;

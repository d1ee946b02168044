//! Schedules: rules by which runs of a flow start by themselves.
//!
//! When a rule fires and what becomes of a firing while earlier runs go on, the crate `schedule` says. Here schedules are kept
//! ([`Flows::create_schedule`] and the rest), seen, and carried out: by the [`Scheduler`] of each process that hosts an engine.

mod carry_out;
mod scheduler;
mod service;
mod view;

pub use scheduler::Scheduler;
pub use service::{Backfilled, NewSchedule, ScheduleChange};
pub use view::{FiringView, ScheduleView, firings, schedule, schedules};

//! How runs are let in, where their plan says so: who waits, for what, and what lets them in.
//!
//! `ticket` says what a start's input makes of the plan's rules; `enter` puts starts in line, all of it in the transaction of whoever starts; `leave`
//! is for runs that end and runs that wait no longer; `view` shows who is there. The rules of a line itself are functions of the database, because a line is
//! shared by processes (migration 16).

mod enter;
mod leave;
mod ticket;
mod view;

pub use enter::Admitted;
pub use leave::look_after;
pub use view::{LineView, WaitsFor, WaitsView, lines};

pub(crate) use enter::{Entrant, Starter, enter_fork, start};
pub(crate) use leave::{Leavers, serve, withdraw};

/// How a plan lets its runs in, where any of them may have to wait.
pub(crate) fn of(plan: &plan::Plan) -> Option<&plan::Admission> {
    plan.admission.as_ref().filter(|admission| admission.keys().next().is_some())
}

//! Flows on a real PostgreSQL.
#![expect(clippy::unwrap_used, reason = "tests")]

mod children;
mod house;
mod queues;
mod requests;
mod schedules;
mod sweep;

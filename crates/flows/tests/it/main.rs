//! Flows on a real PostgreSQL.
#![expect(clippy::unwrap_used, reason = "tests")]

mod admission;
mod children;
mod gathering;
mod house;
mod lines;
mod requests;
mod schedules;
mod sweep;

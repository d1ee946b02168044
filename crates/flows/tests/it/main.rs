//! Flows on a real PostgreSQL.
#![expect(clippy::unwrap_used, reason = "tests")]

mod children;
mod house;
mod migrations;
mod requests;
mod schedules;
mod sweep;

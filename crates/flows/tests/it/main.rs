//! Flows on a real PostgreSQL.
#![expect(clippy::unwrap_used, reason = "tests")]

mod archive;
mod children;
mod dead_letters;
mod house;
mod requests;
mod schedules;
mod sweep;

//! Flows on a real PostgreSQL.
#![expect(clippy::unwrap_used, reason = "tests")]

mod admission;
mod archive;
mod children;
mod dead_letters;
mod families;
mod gathering;
mod house;
mod lines;
mod migrations;
mod orphans;
mod parking;
mod queues;
mod requests;
mod schedules;
mod signals;
mod sweep;
mod tasks;

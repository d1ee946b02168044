//! The machine from outside: transcripts of runs, properties of random runs, and a journal that must replay for ever.
#![expect(clippy::unwrap_used, reason = "tests")]

mod plans;
mod run;
mod transcript;

mod approvals;
mod bounds;
mod crashes;
mod decisions;
mod fan_outs;
mod gates;
mod golden;
mod golden_decisions;
mod golden_loops;
mod golden_migration;
mod loops;
mod migration_properties;
mod migrations;
mod order;
mod partial;
mod pauses;
mod properties;
mod reruns;
mod retries;
mod run_state;
mod undo;
mod waits;

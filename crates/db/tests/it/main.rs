//! The schema, tested on a real server: what seed 000 promises, who may see and do what, what is kept, and what the queries answer.
#![expect(clippy::unwrap_used, reason = "tests")]

mod attacks;
mod authority;
mod inventory;
mod keeping;
mod key_queries;
mod lints;
mod matrix;
mod migrations;
mod plans;
mod stage;
mod views;

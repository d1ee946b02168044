//! The ledger on a real database.
#![expect(clippy::unwrap_used, reason = "tests")]

mod access;
mod asking;
mod budgets;
mod calls;
mod prices;
mod support;

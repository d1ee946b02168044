//! Accounts on a real server: who gets in, for how long, and who does not.
#![expect(clippy::unwrap_used, reason = "tests")]

mod administration;
mod enrolment;
mod forgeries;
mod keys;
mod limits;
mod links;
mod own_account;
mod sessions;
mod stage;

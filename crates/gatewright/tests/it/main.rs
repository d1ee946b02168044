//! The program as its users meet it: commands in, files, documents and exit codes out.
#![expect(clippy::unwrap_used, reason = "tests")]

mod home;
mod keeping;

mod accounts;
mod bench;
mod chaos;
mod crashes;
mod documents;
mod flows;
mod following;
mod lifecycle;
mod migrations;
mod stopping;
mod survival;
mod tasks;
mod texts;
mod traces;
mod wrong_input;

//! The interface on a real PostgreSQL, with the sample dictionaries and the offline writer.
#![expect(clippy::unwrap_used, reason = "tests")]

mod admin;
mod auth;
mod document;
mod events;
mod flows;
mod forgeries;
mod hostile_files;
mod house;
mod keeping;
mod runs;
mod server;
mod strangers;
mod webhooks;

//! The store against real servers, started, joined, killed and refused.
#![expect(clippy::unwrap_used, reason = "tests")]

mod child;
mod connections;
mod foreign;
mod lifecycle;
mod migrations;
mod objects;
mod refusals;
mod session;
mod support;
mod tls;

//! Contract tests: each provider against a loopback server that speaks its protocol.
#![expect(clippy::unwrap_used, reason = "tests")]

mod cassette;
mod contracts;
mod loopback;

//! The content module on a real PostgreSQL, with the sample dictionaries and the offline writer.
#![expect(clippy::unwrap_used, reason = "tests")]

mod blanking;
mod catalogue;
mod house;
mod lifecycle;
mod loopback;
mod pipelines;
mod providers;
mod refusals;
mod sweep;
mod versions;
mod words;

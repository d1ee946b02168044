//! The host on a real PostgreSQL; only the outside world is scripted.
//!
//! All of them run on two threads: dropping a test's database blocks one of them, and a host that is being dropped must be able to
//! close its connections meanwhile (a connection left half-open in its authentication holds up the whole server for a minute).

mod balance;
mod basics;
mod history;
mod migrations;
mod misfits;
mod outages;
mod owners;
mod payloads;
mod plans;
mod projections;
mod requests;
mod sweeps;
mod waits;
pub(crate) mod world;

//! Test support: a migrated database for each test.
//!
//! ```text
//! #[tokio::test]
//! async fn counts_runs() {
//!     let database = testkit::database().await;
//!     let client = database.connect(Identity::Service).await;
//!     …
//! }
//! ```
//!
//! All test processes of a machine account share one server, which the first starts and which ends some seconds after the last has left,
//! killed ones included. A template database is migrated once per set of migrations; each test gets a copy, dropped when the test ends.
//! `GATEWRIGHT_TEST_POSTGRES` is `bundle` or `installed` to choose the server; without it the bundle serves where it can be had.
//! `GATEWRIGHT_TEST_DIR` names the folder its data goes to, a faster disk for instance.
//! Durability is as in production: nothing is turned off.
//!
//! Everything here panics when it fails, with the reason: a test that has no database must not pass.

mod database;
mod server;
mod statements;

pub use database::{TestDatabase, database, database_with, empty_database};
pub use server::{server, settings, stop_server};
pub use statements::{Statement, explained, pages, statements};
pub use store::Identity;

//! Postgres itself: embedded server, pools, migrations, the row-level-security session, the database clock.
//!
//! [`Postgres::open`] finds or starts a server and returns the handle everything else takes its connections from:
//!
//! ```text
//! Settings ──► Postgres ──► Database ──► pool(Identity) · direct(Identity) · url(Identity) · migrate()
//!                 └── close(): the last process out stops the embedded server
//! ```
//!
//! Nothing here knows of runs, gates or models; it never reaches axum or a provider.

mod bundle;
mod database;
mod error;
mod files;
mod identity;
mod migrate;
mod notice;
mod postgres;
mod roles;
mod server;
mod settings;
mod tls;

pub mod bench;
pub mod clock;
pub mod objects;
pub mod session;

pub use database::{Database, Direct};
pub use deadpool_postgres::Pool;
pub use error::StoreError;
pub use identity::Identity;
pub use migrate::{Migrated, Migrations};
pub use notice::Notice;
pub use postgres::Postgres;
pub use roles::role_sql;
pub use server::ServerVersion;
pub use settings::{ServerChoice, Settings};

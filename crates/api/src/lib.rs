//! HTTP: routes by module, accounts, event streams, the web application.
//!
//! Every request runs as its user: reads go through the request pool, in a transaction with the role and claims of its token, and row-level
//! security decides. This crate never reaches a model provider.
//!
//! ```text
//! request ─► layers (id, limits, timeout, headers) ─► Caller (token → claims) ─► session as the user ─► row-level security
//!                                                          └─ writes the engine must make: seen as the user first, then asked of the engine
//! ```
//!
//! Read [`Api`] first, then any file of `routes`: one endpoint, one file. `problem` has every error there is.

pub mod auth;

mod body;
mod caller;
mod code;
mod errors;
mod headers;
mod idempotency;
mod metrics;
mod openapi;
mod page;
mod problem;
mod routes;
mod scope;
mod server;
mod state;
mod trace;
mod webhooks;
mod website;

pub use openapi::document;
pub use routes::runs::{RunEvent, RunEventType, RunEvents};
pub use server::{Server, router};
pub use state::{Api, Settings};
pub use webhooks::Dispatcher;

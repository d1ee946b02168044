//! Model access: the adapter trait, wire mapping per provider, routing policy, cassettes, the offline writer's frame.
//!
//! This crate knows nothing of databases, budgets' storage, HTTP servers or the engine. What a call costs and whether it may
//! leave is decided by the ledger; this crate says what was asked, what came back and what may be done about a failure.
//!
//! - [`request`], [`response`], [`error`]: the words.
//! - [`provider`]: the trait everything that answers implements, and which providers are available here.
//! - [`wire`]: pure mapping from a provider's JSON to our words; [`transport`]: the one module that opens connections.
//! - [`route`]: pure policy, from a wanted model to the order of calls.
//! - [`offline`], [`cassette`]: providers that call nobody and say so.
//! - [`files`], [`json`]: how several files travel in one answer, and how an almost right JSON answer is read.
//! - [`catalogue`], [`estimate`]: what is known about models, and how many tokens a request may take.

pub mod canonical;
pub mod cassette;
pub mod catalogue;
pub mod error;
pub mod estimate;
pub mod files;
pub mod json;
pub mod offline;
pub mod provider;
pub mod request;
pub mod response;
pub mod route;
pub mod transport;
pub mod wire;

pub use catalogue::{ModelCard, Tier};
pub use error::{ModelError, ModelErrorKind};
pub use provider::{Provider, Providers};
pub use request::{CacheHint, DemandedFile, Message, ModelRequest, Tool, ToolCall};
pub use response::{FinishReason, ModelResponse, Usage};

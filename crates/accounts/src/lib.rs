//! Accounts: who can sign in, with what, and what a token says of them. Shaped like GoTrue's, so that its clients work unchanged.
//!
//! ```text
//! password, one-time token ──► session ──► access token (ES256, one hour) ──► verify ──► whose request it is
//!                                  └─────► refresh token (a counter under the session's key)
//! ```
//!
//! Authority is in none of it: a token says who somebody is, and the database's role grants say what they may do.
//! This crate knows no HTTP and no module. Everything here acts as the service.

mod address;
mod admin;
mod api_keys;
mod clock;
mod config;
mod enrolment;
mod keyring;
mod limits;
mod links;
mod password;
mod refresh_token;
mod refusal;
mod roles;
mod secret;
mod service;
mod session;
mod sign_up;
mod signing_key;
mod token;
mod user;
mod verified;
mod verify;

pub use admin::{AdminFields, Deletion, UserPage};
pub use api_keys::ApiKeys;
pub use clock::Clock;
pub use config::{Config, LETTERS, Letter, Post};
pub use enrolment::{Enrolled, Enrolment};
pub use limits::{Limit, Limits, Origin};
pub use links::{Link, LinkKind, Proof};
pub use refusal::{AccountsError, Refusal};
pub use roles::{AccountRole, Person, keep_an_admin, set_role};
pub use service::Accounts;
pub use session::{Scope, Session};
pub use sign_up::SignUp;
pub use user::{Identity, User, UserChanges};
pub use verified::{Role, Verified};

//! The content module: templates, specs, runs, gates and artifacts (seed 000, Esy).
//!
//! A [`model::Definition`] is applied to the catalogue; [`compile`] turns its spec into a plan; the engine runs it with the
//! effects, checker and projector of [`Content::registry`]; [`Content`] is what the command line and the API call.
//! This crate knows no other module and no HTTP.

pub mod compile;
pub mod contract;
pub mod definition;
pub mod intent;
pub mod model;
pub mod prescript;
pub mod project;
pub mod read;
pub mod words;
pub mod writer;

mod checker;
mod effects;
mod prompt;
mod reach;
mod service;
mod tool;
mod view;
mod workspace;

pub use checker::ContentChecker;
pub use effects::{Desk, SourceText, dictionaries, providers, publish};
pub use project::ContentProjector;
pub use service::{
    Account, AppliedFile, ApplyError, Content, CreateRun, Created, FileProblem, Prepared, RunFile, RunFilter, ServiceError, SourceFile,
    SpecDetail, check_sources,
};
pub use view::{ArtifactView, AttemptFileView, GateView, ModelView, RunView, TemplateView, WaitingFor};

/// Lower-case hexadecimal SHA-256.
#[must_use]
pub(crate) fn sha256(bytes: &[u8]) -> String {
    store::objects::ContentHash::of(bytes).to_string()
}

//! What the command line and the API call.

mod catalogue;
mod models;
mod runs;

use std::sync::Arc;

use deadpool_postgres::Object;
use store::{Database, Identity};
use uuid::Uuid;

use crate::effects::Desk;

pub use catalogue::{AppliedFile, ApplyError, FileProblem, SpecDetail};
pub use runs::{CreateRun, Created, Prepared, RunFile, RunFilter, SourceFile, check_sources};

/// The content module over one database.
#[derive(Clone)]
pub struct Content {
    database: Database,
    desk: Arc<Desk>,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Identity.
    pub id: Uuid,
    /// For people.
    pub name: String,
    /// Whether it may see and do everything.
    pub is_admin: bool,
}

/// Why the service refused or failed. Refusals change nothing.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// No such template.
    #[error("there is no template {slug}; there are: {known}")]
    UnknownTemplate {
        /// What was asked for.
        slug: String,
        /// What there is.
        known: String,
    },
    /// No such version.
    #[error("template {slug} has no published version {version}; see gatewright templates show {slug}")]
    UnknownVersion {
        /// The template.
        slug: String,
        /// What was asked for.
        version: String,
    },
    /// Intent fields that are missing, unknown or wrong.
    #[error("the intent does not fit the template:\n  {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n  "))]
    Intent(Vec<crate::intent::FieldProblem>),
    /// A word that no dictionary has.
    #[error("no dictionary has the word \"{word}\"{}", near(.suggestions))]
    UnknownWord {
        /// The word.
        word: String,
        /// Near ones.
        suggestions: Vec<String>,
    },
    /// The dictionaries cannot be read.
    #[error("{0}")]
    Dictionaries(String),
    /// No such model.
    #[error("unknown model {model}; known: {known}")]
    UnknownModel {
        /// What was asked for.
        model: String,
        /// What there is.
        known: String,
    },
    /// A model that cannot be called from here.
    #[error("model {model} cannot be called: {why}")]
    ModelUnavailable {
        /// The model.
        model: String,
        /// Why, and what to do.
        why: String,
    },
    /// No such run.
    #[error("there is no run {0}; see gatewright runs list")]
    UnknownRun(String),
    /// Several runs fit.
    #[error("{reference} fits several runs: {candidates}; give more of the id")]
    AmbiguousRun {
        /// What was given.
        reference: String,
        /// What fits.
        candidates: String,
    },
    /// No such gate.
    #[error("run {run} has no gate {gate}; it has: {known}")]
    UnknownGate {
        /// The run.
        run: Uuid,
        /// What was asked for.
        gate: String,
        /// What there is.
        known: String,
    },
    /// A status word that does not exist.
    #[error("unknown status {0}; known: pending, running, paused, completed, failed, cancelled")]
    UnknownStatus(String),
    /// The run's state does not allow it.
    #[error("{message}")]
    Refused {
        /// Stable code.
        code: String,
        /// Why, and what to do.
        message: String,
    },
    /// Definition files with problems.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// The same idempotency key was used for something else.
    #[error("the idempotency key {0} was used for another run with other input; use a new key")]
    KeyReused(String),
    /// A spec that cannot be compiled.
    #[error(transparent)]
    Compile(#[from] crate::compile::CompileError),
    /// The plan does not validate; a defect of ours or of a spec written past `apply`.
    #[error("the compiled plan is not valid:\n{0}")]
    BrokenPlan(String),
    /// A row that cannot be read.
    #[error("{table} holds something that cannot be read: {message}")]
    Inconsistent {
        /// Where.
        table: &'static str,
        /// What.
        message: String,
    },
    /// The database.
    #[error("the database failed: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// A connection, the server, the migrations.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// The engine.
    #[error("the engine failed: {0}")]
    Engine(String),
}

fn near(near: &[String]) -> String {
    if near.is_empty() { "; look for another form of it".to_owned() } else { format!("; near ones: {}", near.join(", ")) }
}

impl ServiceError {
    /// Whether the caller gave something that cannot be used (exit code 64), as opposed to something that failed.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        !matches!(
            self,
            Self::Database(_)
                | Self::Store(_)
                | Self::Engine(_)
                | Self::Inconsistent { .. }
                | Self::BrokenPlan(_)
                | Self::Dictionaries(_)
                | Self::ModelUnavailable { .. }
        )
    }

    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::UnknownTemplate { .. } => "UNKNOWN_TEMPLATE",
            Self::UnknownVersion { .. } => "UNKNOWN_VERSION",
            Self::Intent(_) => "INVALID_INTENT",
            Self::UnknownWord { .. } => "UNKNOWN_WORD",
            Self::Dictionaries(_) => "NO_DICTIONARIES",
            Self::UnknownModel { .. } => "UNKNOWN_MODEL",
            Self::ModelUnavailable { .. } => "MODEL_UNAVAILABLE",
            Self::UnknownRun(_) => "UNKNOWN_RUN",
            Self::AmbiguousRun { .. } => "AMBIGUOUS_RUN",
            Self::UnknownGate { .. } => "UNKNOWN_GATE",
            Self::UnknownStatus(_) => "UNKNOWN_STATUS",
            Self::Refused { code, .. } => code,
            Self::Apply(_) => "INVALID_DEFINITION",
            Self::KeyReused(_) => "KEY_REUSED",
            Self::Compile(_) | Self::BrokenPlan(_) => "BROKEN_PLAN",
            Self::Inconsistent { .. } => "INCONSISTENT",
            Self::Database(_) | Self::Store(_) => "DATABASE",
            Self::Engine(_) => "ENGINE",
        }
    }
}

impl Content {
    /// The module over a database, with what its effects need.
    #[must_use]
    pub fn new(database: Database, desk: Arc<Desk>) -> Self {
        Self { database, desk }
    }

    /// What the engine is given: effects, checker, projector.
    #[must_use]
    pub fn registry(&self) -> engine::Registry {
        crate::effects::registry(&self.desk)
    }

    /// Where payloads too large for a row go.
    #[must_use]
    pub fn objects(&self) -> store::objects::Objects {
        self.desk.objects().clone()
    }

    /// Everybody acts through the service here. The API reads with [`crate::read`] through its users' sessions and comes here to write.
    async fn service(&self) -> Result<Object, ServiceError> {
        Ok(self.database.get(Identity::Service).await?)
    }
}

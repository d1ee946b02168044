//! Why something was refused or failed. Refusals change nothing.

use machine::{Obstacle, Refusal, RefusalCode};
use plan::Diagnostics;
use uuid::Uuid;

/// Why something was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// No such flow.
    #[error("there is no flow {name}; see gatewright flows list")]
    UnknownFlow {
        /// What was asked for.
        name: String,
    },
    /// No such version.
    #[error("flow {name} has no version {version}; the newest is {latest}")]
    UnknownVersion {
        /// The flow.
        name: String,
        /// What was asked for.
        version: i32,
        /// The newest there is.
        latest: i32,
    },
    /// A plan with problems, each with its place.
    #[error("the plan cannot be used:\n{0}")]
    Plan(Diagnostics),
    /// The plan's name cannot be that of a flow, or a schedule's cannot be its own.
    #[error("`{0}` cannot be such a name (nor can `new` and `runs`): small letters, digits and `-`, a letter first, at most 100")]
    BadName(String),
    /// An input that does not fit the plan.
    #[error("the input does not fit the plan:\n{0}")]
    Input(Diagnostics),
    /// Attributes that are no flat object.
    #[error("attribute `{name}`: {message}")]
    BadAttribute {
        /// Which.
        name: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// A text with the character U+0000, which a database cannot keep.
    #[error("{what} has a text with the character U+0000, which cannot be kept; leave it out")]
    Nul {
        /// Where.
        what: String,
    },
    /// A schedule whose rule cannot be used.
    #[error("the schedule cannot be used:\n{0}")]
    Schedule(schedule::Problems),
    /// No such schedule.
    #[error("there is no schedule {0}; see gatewright schedules list")]
    UnknownSchedule(Uuid),
    /// The name is another schedule's.
    #[error("there is a schedule {0} already; change that one, or take another name")]
    ScheduleTaken(String),
    /// A range that cannot be backfilled.
    #[error("{0}")]
    BadRange(String),
    /// No such run.
    #[error("there is no run {0} of a flow here; see gatewright flows runs, and gatewright runs archived for those in the archive")]
    UnknownRun(String),
    /// No such run in the archive.
    #[error("there is no run {0} in the archive; see gatewright runs archived")]
    UnknownArchived(String),
    /// A retention that cannot be.
    #[error("{path}: {message}")]
    BadRetention {
        /// Which part of it.
        path: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// Several runs fit.
    #[error("{reference} fits several runs, {first} and {second} among them; give more of the id")]
    AmbiguousRun {
        /// What was given.
        reference: String,
        /// One that fits.
        first: Uuid,
        /// Another.
        second: Uuid,
    },
    /// A status word that does not exist.
    #[error("unknown status {0}; known: pending, running, paused, completed, failed, cancelled, continued")]
    UnknownStatus(String),
    /// A status of items that does not exist.
    #[error("unknown status {0}; known: pending, processing, completed, failed")]
    UnknownItemStatus(String),
    /// The run's state does not allow it.
    #[error("{message}")]
    Refused {
        /// Stable code of the machine's refusal.
        code: String,
        /// Why, and what to do.
        message: String,
    },
    /// The run cannot move to that plan as it stands.
    #[error("{message}{}", listed(.obstacles))]
    NotMigratable {
        /// Why, in short.
        message: String,
        /// Each thing that is in the way, with its place.
        obstacles: Vec<Obstacle>,
    },
    /// The same key was used for something else.
    #[error("the idempotency key {0} started another run, of another plan or with another input; use a new key")]
    KeyReused(String),
    /// A rule of the plan makes nothing usable of the input.
    #[error("`{place}` makes nothing of this input: {message}")]
    BadKey {
        /// The rule's place in the plan.
        place: String,
        /// Why.
        message: String,
    },
    /// There is no room for another run, and the plan says that such starts are refused.
    #[error("the run is not let in: {message}; start it again later")]
    AdmissionRefused {
        /// What is full.
        message: String,
    },
    /// The identity chosen for a run is taken.
    #[error("there is a run {0} already")]
    Taken(Uuid),
    /// It waits to be let in, and hears nothing but signals, and that it is cancelled.
    #[error("run {0} waits to be let in; ask again once it has begun, or cancel it")]
    NotBegun(Uuid),
    /// Nobody answered in time; the request stands.
    #[error("{0}")]
    Unanswered(String),
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
    /// A connection.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// Bytes of a run, in the database or the object store.
    #[error(transparent)]
    Payload(#[from] engine::PayloadError),
    /// The engine.
    #[error("the engine failed: {0}")]
    Engine(String),
}

/// One a line, where there are several; the first stands in the message.
fn listed(obstacles: &[Obstacle]) -> String {
    obstacles.iter().skip(1).map(|obstacle| format!("\n{}: {}", obstacle.path, obstacle.message)).collect()
}

impl From<Refusal> for FlowError {
    fn from(Refusal { code, message, obstacles }: Refusal) -> Self {
        match code {
            RefusalCode::NotMigratable => Self::NotMigratable { message, obstacles },
            _ => Self::Refused { code: code.as_str().to_owned(), message },
        }
    }
}

impl FlowError {
    /// Whether the caller gave something that cannot be used, as opposed to something that failed.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        !matches!(
            self,
            Self::Database(_) | Self::Store(_) | Self::Payload(_) | Self::Engine(_) | Self::Inconsistent { .. } | Self::Unanswered(_)
        )
    }

    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::UnknownFlow { .. } => "UNKNOWN_FLOW",
            Self::UnknownVersion { .. } => "UNKNOWN_VERSION",
            Self::Plan(_) | Self::BadName(_) => "INVALID_PLAN",
            Self::Input(_) | Self::Nul { .. } | Self::BadKey { .. } => "INVALID_INPUT",
            Self::AdmissionRefused { .. } => "ADMISSION_REFUSED",
            Self::BadAttribute { .. } => "INVALID_ATTRIBUTE",
            Self::Schedule(_) | Self::BadRange(_) => "INVALID_SCHEDULE",
            Self::UnknownSchedule(_) => "UNKNOWN_SCHEDULE",
            Self::ScheduleTaken(_) => "SCHEDULE_TAKEN",
            Self::UnknownRun(_) | Self::UnknownArchived(_) => "UNKNOWN_RUN",
            Self::BadRetention { .. } => "INVALID_RETENTION",
            Self::AmbiguousRun { .. } => "AMBIGUOUS_RUN",
            Self::UnknownStatus(_) | Self::UnknownItemStatus(_) => "UNKNOWN_STATUS",
            Self::Refused { code, .. } => code,
            Self::NotMigratable { .. } => "NOT_MIGRATABLE",
            Self::KeyReused(_) => "KEY_REUSED",
            Self::Taken(_) => "RUN_TAKEN",
            Self::NotBegun(_) => "NOT_BEGUN",
            Self::Unanswered(_) => "UNANSWERED",
            Self::Inconsistent { .. } => "INCONSISTENT",
            Self::Database(_) | Self::Store(_) => "DATABASE",
            Self::Payload(_) => "PAYLOAD_STORE",
            Self::Engine(_) => "ENGINE",
        }
    }
}

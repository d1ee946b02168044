//! What people ask of a run: filed durably, answered durably, in order, exactly once.

use std::time::Duration;

use db::client::GenericClient;
use db::queries::engine::submit as sql;
use machine::{Actor, Blueprint, CancelMode, Event, Mapping, Obstacle, Refusal};
use plan::StepId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Database, Identity, StoreError};
use tokio::sync::oneshot;

use crate::nul::{has_nul, without_nul};
use crate::ports::RunId;

/// What a person or a policy may ask of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "request", rename_all = "snake_case")]
pub enum Request {
    /// Hold the run; what is under way finishes.
    Pause {
        /// Who asks.
        by: Actor,
        /// Why.
        reason: String,
    },
    /// Go on.
    Resume {
        /// Who asks.
        by: Actor,
    },
    /// End the run.
    Cancel {
        /// Who asks.
        by: Actor,
        /// Why, if said.
        reason: Option<String>,
        /// Whether what its steps did is taken back first, where the plan says how.
        #[serde(default)]
        mode: CancelMode,
    },
    /// Attempt a step anew, and every step that consumed its output.
    Rerun {
        /// The step.
        step: StepId,
        /// Who asks.
        by: Actor,
        /// Why, if said.
        reason: Option<String>,
        /// Merged over the rendered arguments for this attempt.
        overrides: Value,
    },
    /// Pass a step over.
    Skip {
        /// The step.
        step: StepId,
        /// Who asks.
        by: Actor,
        /// Why.
        reason: String,
    },
    /// Hand the run a signal, for the step that waits for it now or later.
    Signal {
        /// Which of the plan's signals.
        name: String,
        /// Its identity, unique in the run: the same one again counts once.
        id: String,
        /// What it carries.
        payload: Value,
        /// Who sends it.
        by: Actor,
    },
    /// Change the run's state, as its plan allows, and get an answer.
    Update {
        /// Which of the plan's updates.
        name: String,
        /// Its identity, unique in the run: the same one again counts once and is answered the same.
        id: String,
        /// What it carries.
        payload: Value,
        /// Who asks.
        by: Actor,
    },
    /// Move to another plan, which is stored already.
    Migrate {
        /// SHA-256 of that plan's canonical form.
        plan_hash: String,
        /// The number by which people know that plan, where they do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
        /// What becomes of the steps.
        #[serde(default)]
        mapping: Mapping,
        /// Who asks.
        by: Actor,
    },
    /// Let an attempt count.
    Approve {
        /// The step.
        step: StepId,
        /// Who asks.
        by: Actor,
        /// Why.
        reason: String,
        /// What the plan's form asks for.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        form: Value,
    },
    /// Let an attempt that waits for a decision not count.
    Reject {
        /// The step.
        step: StepId,
        /// Who asks.
        by: Actor,
        /// Why.
        reason: String,
        /// What the plan's form asks for.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        form: Value,
    },
}

/// A request as a run hears it.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Something that happens to it.
    Event(Event),
    /// It is to move to another plan.
    Migrate(Move),
}

/// A move to another plan, with the plan, or why there is none.
#[derive(Debug)]
pub(crate) struct Move {
    pub(crate) target: Result<Blueprint, String>,
    pub(crate) version: Option<u32>,
    pub(crate) mapping: Mapping,
    pub(crate) by: Actor,
}

impl Request {
    /// As it is stored.
    pub(crate) fn to_json(&self) -> String {
        // Plain data with string keys, which JSON always represents.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The hash of the plan that it needs.
    pub(crate) fn wants_plan(&self) -> Option<&str> {
        match self {
            Self::Migrate { plan_hash, .. } => Some(plan_hash),
            _ => None,
        }
    }

    /// What the run is to hear; `plan_of` finds a plan by its hash.
    pub(crate) fn asked(self, plan_of: impl Fn(&str) -> Result<Blueprint, String>) -> Asked {
        Asked::Event(match self {
            Self::Migrate { plan_hash, version, mapping, by } => {
                return Asked::Migrate(Move { target: plan_of(&plan_hash), version, mapping, by });
            }
            Self::Pause { by, reason } => Event::PauseRequested { by, reason },
            Self::Resume { by } => Event::ResumeRequested { by },
            Self::Cancel { by, reason, mode } => Event::CancelRequested { by, reason, mode },
            Self::Rerun { step, by, reason, overrides } => Event::RerunRequested { step, by, reason, overrides },
            Self::Skip { step, by, reason } => Event::SkipRequested { step, by, reason },
            Self::Signal { name, id, payload, by } => Event::SignalSent { name, id, payload, by },
            Self::Update { name, id, payload, by } => Event::UpdateSent { name, id, payload, by },
            Self::Approve { step, by, reason, form } => Event::ApproveRequested { step, by, reason, form },
            Self::Reject { step, by, reason, form } => Event::RejectRequested { step, by, reason, form },
        })
    }
}

/// Who is to be told what became of a request.
#[derive(Debug)]
pub(crate) enum Asker {
    /// Its row in the inbox.
    Inbox(i64),
    /// A caller in this process, of what a run itself takes only once: it needs no row. One that is told nothing files it.
    Caller(oneshot::Sender<Answer>),
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Answer {
    /// It was done.
    Accepted {
        /// Where the run's journal ends now.
        seq: u64,
        /// What an update is answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Value>,
    },
    /// It was not; nothing changed.
    Refused {
        /// Stable code of the refusal.
        code: String,
        /// For people: why, and what to do.
        message: String,
        /// Each thing that is in the way, with its place, where several can be.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        obstacles: Vec<Obstacle>,
    },
}

impl From<Refusal> for Answer {
    fn from(Refusal { code, message, obstacles }: Refusal) -> Self {
        Self::Refused { code: code.as_str().to_owned(), message, obstacles }
    }
}

impl Answer {
    /// A refusal for one reason.
    pub(crate) fn refused(code: &str, message: impl Into<String>) -> Self {
        Self::Refused { code: code.to_owned(), message: message.into(), obstacles: Vec::new() }
    }

    pub(crate) fn to_json(&self) -> String {
        // Always representable; `jsonb` has no room for U+0000, which what a step gave may have.
        without_nul(&serde_json::to_value(self).unwrap_or_default()).to_string()
    }
}

/// A request that could not be filed, or whose answer could not be had.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// There is no such run.
    #[error("there is no run {0}")]
    UnknownRun(RunId),
    /// A text of it has the character U+0000, which the database cannot keep.
    #[error("the request has a text with the character U+0000, which cannot be kept; leave it out")]
    Nul,
    /// There is no such request.
    #[error("there is no request {0}")]
    UnknownRequest(i64),
    /// Nobody answered in time; the request stands and will be answered when an engine runs.
    #[error("request {id} was not answered within {waited:?}; it stands, and is answered as soon as an engine runs")]
    Unanswered {
        /// The request.
        id: i64,
        /// How long was waited.
        waited: Duration,
    },
    /// What is stored as an answer cannot be read.
    #[error("the answer to request {id} cannot be read: {message}")]
    Unreadable {
        /// The request.
        id: i64,
        /// Why.
        message: String,
    },
    /// The database refused.
    #[error("the database did not take the request: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// No connection could be had.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Files a request and returns its number. The same `dedup` for the same run files nothing new and returns the first number.
///
/// Inside the engine's process use [`crate::Handle::request`], which also wakes the engine; elsewhere follow up with [`crate::hint`].
///
/// # Errors
/// [`RequestError::UnknownRun`], or the database refused.
pub async fn request<C: GenericClient>(client: &C, run_id: RunId, request: &Request, dedup: &str) -> Result<i64, RequestError> {
    let value = serde_json::to_value(request).map_err(|error| RequestError::Unreadable { id: 0, message: error.to_string() })?;
    if has_nul(&value) || dedup.contains('\0') {
        return Err(RequestError::Nul);
    }
    let text = value.to_string();
    if let Some(id) = sql::post_request().bind(client, &dedup, &text, &run_id).opt().await? {
        return Ok(id);
    }
    sql::posted_request().bind(client, &run_id, &dedup).opt().await?.ok_or(RequestError::UnknownRun(run_id))
}

/// Waits until a request is answered, looking ever more rarely (10 ms to 250 ms).
///
/// # Errors
/// [`RequestError::Unanswered`] after `patience`; [`RequestError::UnknownRequest`]; or the database refused.
pub async fn await_answer(database: &Database, id: i64, patience: Duration) -> Result<Answer, RequestError> {
    let until = tokio::time::Instant::now() + patience;
    let mut pause = Duration::from_millis(10);
    loop {
        if let Some(answer) = read_answer(database, id).await? {
            return Ok(answer);
        }
        let now = tokio::time::Instant::now();
        if now >= until {
            return Err(RequestError::Unanswered { id, waited: patience });
        }
        tokio::time::sleep(pause.min(until - now)).await;
        pause = (pause * 2).min(Duration::from_millis(250));
    }
}

pub(crate) async fn read_answer(database: &Database, id: i64) -> Result<Option<Answer>, RequestError> {
    let client = database.get(Identity::Service).await?;
    let answer = sql::answer().bind(&client, &id).opt().await?.ok_or(RequestError::UnknownRequest(id))?;
    answer.map(|text| serde_json::from_str(&text).map_err(|error| RequestError::Unreadable { id, message: error.to_string() })).transpose()
}

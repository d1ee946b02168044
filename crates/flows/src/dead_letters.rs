//! Dead letters: what failed for good, and taking it up again.
//!
//! A run is one when it failed and nothing took it up, or when it holds because something failed: a gate whose automatic attempts are spent, or
//! tables that could not be written. To redrive it is to fork a failed one where it stopped, or to let one that holds go on.

use db::client::GenericClient;
use db::queries::flows::dead_letters as sql;
use engine::{Handle, Request};
use jiff::Timestamp;
use machine::Actor;
use serde::Serialize;
use store::Identity;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::FlowError;
use crate::read;
use crate::service::Flows;

/// A run that failed for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeadLetter)]
pub struct DeadLetterView {
    /// The run.
    pub id: Uuid,
    /// Whom it belongs to.
    pub user_id: Uuid,
    /// `flow` or `template`.
    pub kind: String,
    /// Name of its plan, or slug of its template.
    pub name: String,
    /// Version of the flow or template, if it has one.
    pub version: Option<String>,
    /// `failed` or `paused`.
    pub status: String,
    /// How it failed; `PROJECTION_FAILED` where its tables could not be written.
    pub code: Option<String>,
    /// Where.
    pub step: Option<String>,
    /// For people.
    pub message: Option<String>,
    /// When it ended, or something last happened in it.
    pub since: Timestamp,
    /// When it was submitted.
    pub created_at: Timestamp,
}

/// Which dead letters, newest runs first.
#[derive(Debug, Clone, Default)]
pub struct DeadLetterQuery {
    /// Only of this owner; everybody's that the client may see where absent.
    pub owner: Option<Uuid>,
    /// Only `flow` or `template`.
    pub kind: Option<String>,
    /// Only of this flow or template.
    pub name: Option<String>,
    /// Only that failed so.
    pub code: Option<String>,
    /// Only behind this place: `created_at` and id of the last row before.
    pub before: (Option<Timestamp>, Option<Uuid>),
    /// At most so many.
    pub limit: i64,
}

/// How many runs failed so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeadLetterCount {
    /// `flow` or `template`.
    pub kind: String,
    /// Of which.
    pub name: String,
    /// How.
    pub code: Option<String>,
    /// How many.
    pub runs: i64,
}

/// What became of a run that was to be taken up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Redriven {
    /// Which.
    pub id: Uuid,
    /// `resumed`: it goes on; `forked`: another run goes on where it stopped; `refused`.
    pub state: &'static str,
    /// The run that goes on.
    pub run_id: Option<Uuid>,
    /// Why it was refused: `NOT_A_DEAD_LETTER`, `REDRIVEN`, or what the run says.
    pub code: Option<String>,
    /// The same for people, with what to do.
    pub message: Option<String>,
}

impl Redriven {
    /// It goes on.
    #[must_use]
    pub fn resumed(id: Uuid) -> Self {
        Self { id, state: "resumed", run_id: Some(id), code: None, message: None }
    }

    /// It does not.
    #[must_use]
    pub fn refused(id: Uuid, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { id, state: "refused", run_id: None, code: Some(code.into()), message: Some(message.into()) }
    }
}

/// Runs that failed for good.
///
/// # Errors
/// The database failed.
pub async fn dead_letters(client: &impl GenericClient, query: &DeadLetterQuery) -> Result<Vec<DeadLetterView>, FlowError> {
    let (at, id) = query.before;
    let (kind, name, code) = (query.kind.as_deref(), query.name.as_deref(), query.code.as_deref());
    let rows = sql::list_dead_letters().bind(client, &query.owner, &at, &id, &kind, &name, &code, &query.limit).all().await?;
    let view = |row: sql::DeadLetter| DeadLetterView {
        id: row.id,
        user_id: row.user_id,
        kind: row.kind,
        name: row.name,
        version: row.version,
        status: row.status,
        code: row.code,
        step: row.step,
        message: row.message,
        since: row.since,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// How many there are of each kind, name and code, the most frequent first.
///
/// # Errors
/// The database failed.
pub async fn counts(client: &impl GenericClient, owner: Option<Uuid>) -> Result<Vec<DeadLetterCount>, FlowError> {
    let count = |row: sql::DeadCount| DeadLetterCount { kind: row.kind, name: row.name, code: row.code, runs: row.runs };
    Ok(sql::count_dead_letters().bind(client, &owner).all().await?.into_iter().map(count).collect())
}

impl Flows {
    /// Takes up a run of a flow that failed for good: a failed one is forked where it stopped, once however often one asks, and leaves the
    /// list; one that holds goes on. The engine must be woken afterwards.
    ///
    /// # Errors
    /// The database or the engine failed. That the run refuses is told in what this gives.
    pub async fn redrive(&self, handle: &Handle, run_id: Uuid, by: &Actor) -> Result<Redriven, FlowError> {
        let client = self.database().get(Identity::Service).await?;
        let found = read::run(&client, run_id).await?;
        drop(client);
        let Some(run) = found else { return Ok(Redriven::refused(run_id, "UNKNOWN_RUN", "there is no such run of a flow")) };
        if let Some(by) = run.redriven_as {
            let refused = Redriven::refused(run_id, "REDRIVEN", format!("run {by} has taken it up; redrive that one if it failed as well"));
            return Ok(Redriven { run_id: Some(by), ..refused });
        }
        let holds = run.pause.as_ref().and_then(|pause| pause["kind"].as_str()).unwrap_or_default();
        let done = match (run.status.as_str(), holds) {
            ("failed", _) => self.fork_failed(run_id).await,
            ("paused", "gate_failed" | "projection") => {
                let request = Request::Resume { by: by.clone() };
                self.ask(handle, run_id, &request, &Uuid::now_v7().to_string()).await.map(|_| Redriven::resumed(run_id))
            }
            (status, _) => {
                let message = format!("it is {status}; only a run that failed, or that holds because something failed, is taken up");
                Ok(Redriven::refused(run_id, "NOT_A_DEAD_LETTER", message))
            }
        };
        match done {
            Err(refusal) if refusal.is_usage() || matches!(refusal, FlowError::Unanswered(_)) => {
                Ok(Redriven::refused(run_id, refusal.code(), refusal.to_string()))
            }
            done => done,
        }
    }

    async fn fork_failed(&self, run_id: Uuid) -> Result<Redriven, FlowError> {
        // The key makes one fork of it; should this process die here, asking again finds it and marks the run.
        let fork = self.fork(run_id, &[], None, Some("redrive")).await?;
        let client = self.database().get(Identity::Service).await?;
        sql::mark_redriven().bind(&client, &fork, &run_id).await?;
        Ok(Redriven { id: run_id, state: "forked", run_id: Some(fork), code: None, message: None })
    }
}

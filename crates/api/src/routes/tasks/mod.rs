//! Task queues: what workers elsewhere ask.

mod complete;
mod fail;
mod heartbeat;
mod poll;
mod queues;
mod release;
mod workers;

use flows::tasks::{Held, TaskEnd, TaskFile, TaskOutcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::problem::Problem;
use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(poll::poll_tasks))
        .routes(routes!(heartbeat::extend_tasks))
        .routes(routes!(complete::complete_tasks))
        .routes(routes!(fail::fail_tasks))
        .routes(routes!(release::release_tasks))
        .routes(routes!(workers::list_workers))
        .routes(routes!(queues::list_task_queues))
}

/// Tasks in one request, at most.
const MOST: usize = 1_000;

/// A task that a worker is at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HeldTask {
    /// Which.
    id: String,
    /// What its holder was given.
    token: Uuid,
}

/// A task that was done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CompletedTask {
    /// Which.
    id: String,
    /// What its holder was given.
    token: Uuid,
    /// What it gives: JSON of at most 16 KiB; larger things are files.
    #[serde(default)]
    value: Value,
    /// Files it made.
    #[serde(default)]
    files: Vec<TaskFile>,
}

/// A task that failed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FailedTask {
    /// Which.
    id: String,
    /// What its holder was given.
    token: Uuid,
    /// Stable code: capital letters, digits and `_`.
    #[schema(example = "OUT_OF_INK", pattern = "^[A-Z][A-Z0-9_]{0,99}$")]
    code: String,
    /// For people: what happened, and what to do.
    message: String,
    /// Whether another try may succeed.
    #[serde(default = "yes")]
    retryable: bool,
}

fn yes() -> bool {
    true
}

/// Whether a worker held a task when it spoke.
#[derive(Debug, Serialize, ToSchema)]
struct TaskResult {
    /// Which.
    id: String,
    /// `accepted` (results), `held` (heartbeats) or `released`; `lost` where the run no longer wants the task or another worker has it.
    state: &'static str,
}

/// One for each task, in the order of the request.
#[derive(Debug, Serialize, ToSchema)]
struct TaskResults {
    results: Vec<TaskResult>,
}

fn results(held: Vec<Held>, word: &'static str) -> Vec<TaskResult> {
    held.into_iter().map(|task| TaskResult { id: task.id, state: if task.held { word } else { "lost" } }).collect()
}

fn ends(completed: Vec<CompletedTask>, failed: Vec<FailedTask>) -> Result<Vec<TaskEnd>, Problem> {
    if completed.len() + failed.len() > MOST {
        return Err(Problem::field("tasks", format!("more than {MOST} tasks; hand them in in parts")));
    }
    let done = completed.into_iter().map(|task| {
        let outcome = TaskOutcome::Done { value: task.value, files: task.files };
        Ok(TaskEnd { id: task.id, token: task.token, outcome })
    });
    let failed = failed.into_iter().map(|task| {
        let fits = task.code.len() <= 100
            && task.code.starts_with(|first: char| first.is_ascii_uppercase())
            && task.code.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_');
        if !fits {
            return Err(Problem::field(
                "code",
                format!("`{}` is no code: capital letters, digits and `_`, a letter first, at most 100", task.code),
            ));
        }
        let outcome = TaskOutcome::Failed { code: task.code, message: task.message, retryable: task.retryable };
        Ok(TaskEnd { id: task.id, token: task.token, outcome })
    });
    done.chain(failed).collect()
}

fn lease(ms: Option<u64>) -> Result<std::time::Duration, Problem> {
    match ms.unwrap_or(30_000) {
        ms @ 1_000..=3_600_000 => Ok(std::time::Duration::from_millis(ms)),
        other => Err(Problem::field("lease_ms", format!("{other} is not from 1,000 to 3,600,000"))),
    }
}

/// Names of queues, workers and activities.
fn name(field: &'static str, text: &str) -> Result<(), Problem> {
    if text.is_empty() || text.len() > 200 || text.chars().any(char::is_control) {
        return Err(Problem::field(field, "a name has 1 to 200 bytes and no control characters"));
    }
    Ok(())
}

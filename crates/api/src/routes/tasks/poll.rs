//! `POST /tasks/poll`.

use std::time::Duration;

use axum::extract::State;
use flows::tasks::{Labels, PollTasks, TaskView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CompletedTask, FailedTask, TaskResult, ends, lease, name, results};
use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// The longest wait, in milliseconds.
const LONGEST: u64 = 30_000;

/// What a worker polls for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Poll {
    /// Which queue.
    #[schema(example = "images")]
    queue: String,
    /// The worker's name, for people.
    worker: String,
    /// Only these activities; all if not given.
    #[schema(min_items = 1)]
    activities: Option<Vec<String>>,
    /// What the worker has, such as `gpu` or `region=eu`: a task is given only to a worker that has all labels it asks for. At most 20, each
    /// of 1 to 100 characters.
    #[serde(default)]
    labels: Vec<String>,
    /// At most so many tasks; 0 only hands results in.
    #[schema(maximum = 100)]
    max: u16,
    /// How long to wait for the first task, in milliseconds.
    #[serde(default)]
    #[schema(maximum = 30000)]
    wait_ms: u64,
    /// How long tasks are leased for, in milliseconds; 30,000 if not given.
    #[schema(minimum = 1000, maximum = 3600000)]
    lease_ms: Option<u64>,
    /// Tasks that were done, as in /tasks/complete.
    #[serde(default)]
    completed: Vec<CompletedTask>,
    /// Tasks that failed, as in /tasks/fail.
    #[serde(default)]
    failed: Vec<FailedTask>,
}

/// What a worker holds now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolledTasks {
    /// By priority, then by age; empty when the wait is over.
    tasks: Vec<TaskView>,
    /// What became of the results that were handed in: first those done, then those failed.
    results: Vec<TaskResult>,
}

/// Leases tasks of the caller's own runs, and waits for one where there is none. Results handed in along with it are durable before the
/// answer. A task whose lease runs out goes to another worker; that costs its step no try.
#[utoipa::path(post, path = "/tasks/poll", tag = "tasks", request_body = Poll, responses((status = OK, body = PolledTasks), Refusals))]
pub(crate) async fn poll_tasks(State(api): State<Api>, caller: SignedIn, Json(poll): Json<Poll>) -> Result<Json<PolledTasks>, Problem> {
    name("queue", &poll.queue)?;
    name("worker", &poll.worker)?;
    if poll.activities.as_ref().is_some_and(Vec::is_empty) {
        return Err(Problem::field("activities", "name at least one activity, or leave `activities` out for all"));
    }
    poll.activities.iter().flatten().try_for_each(|activity| name("activities", activity))?;
    let labels = Labels::new(poll.labels).map_err(|what| Problem::field("labels", what))?;
    if poll.max > 100 {
        return Err(Problem::field("max", "at most 100 tasks are leased at once"));
    }
    if poll.wait_ms > LONGEST {
        return Err(Problem::field("wait_ms", format!("at most {LONGEST} ms are waited for")));
    }
    let asked = PollTasks {
        queue: poll.queue,
        worker: poll.worker,
        activities: poll.activities,
        labels,
        max: poll.max,
        wait: Duration::from_millis(poll.wait_ms),
        lease: lease(poll.lease_ms)?,
        ended: ends(poll.completed, poll.failed)?,
    };
    let polled = api.flows().poll_tasks(caller.account, &asked, api.stopping()).await?;
    Ok(Json(PolledTasks { tasks: polled.tasks, results: results(polled.taken, "accepted") }))
}

//! What people ask of runs: requests with durable answers, and queries.
//!
//! A run that waits to be let in has no journal yet, and nobody answers for it. Cancelling withdraws it. A signal is kept until it begins, and
//! whoever sent it is told so. Everything else is refused with `NOT_BEGUN`.

use std::pin::pin;
use std::time::{Duration, Instant};

use db::queries::flows::{admission as sql, runs};
use engine::{Answer, Handle, Request, RequestError, RunId};
use machine::RunStatus;
use serde_json::Value;
use store::Identity;

use crate::admission;
use crate::error::FlowError;
use crate::service::Flows;

/// How long an answer to a request is waited for. The request stands even when nobody answers in time.
const PATIENCE: Duration = Duration::from_secs(30);
/// A signal that is not answered in this time may be for a run that waits to be let in.
const USUAL: Duration = Duration::from_secs(1);
/// How long a run that was just started is waited for by a query.
const BEGINS_WITHIN_LOOKS: u32 = 50;
const LOOK_AGAIN: Duration = Duration::from_millis(20);

impl Flows {
    /// Asks something of a run and waits for the durable answer; an update is answered with a value. A signal to a run that waits to be let in
    /// is kept until it begins; this answers when that is durable. One of too many of them is refused when the run begins, and nobody is told.
    ///
    /// # Errors
    /// [`FlowError::Refused`] with the machine's code; [`FlowError::NotBegun`]; [`FlowError::UnknownRun`]; [`FlowError::Unanswered`] when no
    /// engine answered in time, which leaves the request standing.
    pub async fn ask(&self, handle: &Handle, run_id: RunId, request: &Request, dedup: &str) -> Result<Option<Value>, FlowError> {
        let mut run_id = run_id;
        let until = Instant::now() + PATIENCE;
        loop {
            let told = self.ask_this(handle, run_id, request, dedup).await;
            // What speaks of the whole of a run that goes on in others is for the one that goes on.
            let is_for_all = matches!(
                request,
                Request::Signal { .. } | Request::Update { .. } | Request::Cancel { .. } | Request::Pause { .. } | Request::Resume { .. }
            );
            match &told {
                // It may have gone on once more in this moment.
                Err(FlowError::Refused { code, .. }) if is_for_all && code == "RUN_ENDED" => match self.last_of(run_id).await? {
                    Some(_) if Instant::now() > until => {
                        let message = format!("run {run_id} goes on in other runs faster than they can be asked; nothing was done");
                        return Err(FlowError::Unanswered(message));
                    }
                    Some(last) => run_id = last,
                    None => return told,
                },
                _ => return told,
            }
        }
    }

    /// The run in which one that was continued goes on now.
    async fn last_of(&self, run_id: RunId) -> Result<Option<RunId>, FlowError> {
        let client = self.database().get(Identity::Service).await?;
        Ok(runs::last_of().bind(&client, &run_id).opt().await?)
    }

    async fn ask_this(&self, handle: &Handle, run_id: RunId, request: &Request, dedup: &str) -> Result<Option<Value>, FlowError> {
        match request {
            Request::Cancel { by, reason, .. } if admission::withdraw(self, run_id, by, reason.as_deref()).await? => return Ok(None),
            Request::Cancel { .. } => {}
            Request::Signal { name, id, payload, by } => {
                // The signal of a queue adds an item; no step waits for it.
                if self.add_by_signal(run_id, name, id, payload, &format!("{} via {}", by.id, by.via)).await? {
                    return Ok(None);
                }
                // Signals are many, and those to runs that wait are few: it is sent first, and asked meanwhile.
                let mut told = pin!(handle.request(run_id, request, dedup, PATIENCE));
                if let Ok(told) = tokio::time::timeout(USUAL, &mut told).await {
                    return answered(told);
                }
                if !self.waits(run_id).await? {
                    return answered(told.await);
                }
                self.check_signal(run_id, name, payload).await?;
                let client = self.database().get(Identity::Service).await?;
                return engine::request(&client, run_id, request, dedup).await.map(|_| None).map_err(not_filed);
            }
            _ if self.waits(run_id).await? => return Err(FlowError::NotBegun(run_id)),
            _ => {}
        }
        answered(handle.request(run_id, request, dedup, PATIENCE).await)
    }

    /// What a query of the plan says of the run as it is, or of the one in which it goes on; changes nothing.
    ///
    /// # Errors
    /// [`FlowError::Refused`] with `UNKNOWN_QUERY` or `EXPRESSION_FAILED`; [`FlowError::NotBegun`]; [`FlowError::Unanswered`] where no engine
    /// has begun it.
    pub async fn query(&self, run_id: RunId, name: &str) -> Result<Value, FlowError> {
        if let Some(queue) = self.queue_by_query(run_id, name).await? {
            return Ok(queue);
        }
        let mut machine = self.machine(run_id).await?;
        let mut run_id = run_id;
        while machine.status() == RunStatus::Continued
            && let Some(last) = self.last_of(run_id).await?
        {
            run_id = last;
            machine = self.machine(run_id).await?;
        }
        machine.query(name).map_err(|error| FlowError::Refused { code: error.as_str().to_owned(), message: error.to_string() })
    }

    /// A run as it is.
    pub(crate) async fn machine(&self, run_id: RunId) -> Result<machine::Machine, FlowError> {
        // A run that was started a moment ago begins in the next.
        for look in 0..BEGINS_WITHIN_LOOKS {
            let machine = engine::view::machine(self.database(), run_id).await.map_err(|error| FlowError::Engine(error.to_string()))?;
            if let Some(machine) = machine {
                return Ok(machine);
            }
            if look == 0 && self.waits(run_id).await? {
                return Err(FlowError::NotBegun(run_id));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Err(FlowError::Unanswered(format!("run {run_id} has not begun yet; it does as soon as an engine runs")))
    }

    /// Whether a run is not let in yet.
    async fn waits(&self, run_id: RunId) -> Result<bool, FlowError> {
        let client = self.database().get(Identity::Service).await?;
        Ok(sql::is_waiting().bind(&client, &run_id).one().await?)
    }

    /// Whether a run will take a signal that is kept until it begins.
    pub(crate) async fn check_signal(&self, run_id: RunId, name: &str, payload: &Value) -> Result<(), FlowError> {
        let plan = engine::view::plan(self.database(), run_id).await.map_err(|error| FlowError::Engine(error.to_string()))?;
        Ok(machine::check_signal(&plan, name, payload)?)
    }
}

/// The key under which a signal is filed. With its name: the run says what it thinks of one identity under two.
#[must_use]
pub fn signal_key(name: &str, id: &str) -> String {
    format!("signal {name} {id}")
}

/// The key under which an update is filed.
#[must_use]
pub fn update_key(name: &str, id: &str) -> String {
    format!("update {name} {id}")
}

fn answered(told: Result<Answer, RequestError>) -> Result<Option<Value>, FlowError> {
    match told.map_err(not_filed)? {
        Answer::Accepted { value, .. } => Ok(value),
        Answer::Refused { message, obstacles, .. } if !obstacles.is_empty() => Err(FlowError::NotMigratable { message, obstacles }),
        Answer::Refused { code, message, .. } => Err(FlowError::Refused { code, message }),
    }
}

fn not_filed(error: RequestError) -> FlowError {
    match error {
        RequestError::Nul => FlowError::Nul { what: "the request".to_owned() },
        RequestError::UnknownRun(id) => FlowError::UnknownRun(id.to_string()),
        RequestError::Unanswered { .. } => FlowError::Unanswered(error.to_string()),
        RequestError::Database(error) => FlowError::Database(error),
        RequestError::Store(error) => FlowError::Store(error),
        other => FlowError::Engine(other.to_string()),
    }
}

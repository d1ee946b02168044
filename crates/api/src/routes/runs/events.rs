//! `GET /runs/{run_id}/events`.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use content::{GateView, read};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use machine::{Decision, Entry, PauseReason, Recorded, StepStatus};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::visible;
use crate::body::{Path, Query};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound, MalformedRequest);

const HEARTBEAT: Duration = Duration::from_secs(15);
/// A token does not stay valid for ever: after this time a follower connects again, and is asked who it is.
const LONGEST: Duration = Duration::from_secs(3600);

/// Where to begin.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct From {
    /// Only what comes behind this `seq`; the header `Last-Event-ID` wins.
    after: Option<u64>,
}

/// What an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunEventType {
    /// The run began.
    RunStarted,
    /// An attempt of a gate began.
    GateStarted,
    /// A gate counts as done.
    GatePassed,
    /// An attempt of a gate failed.
    GateFailed,
    /// A gate counts as done, and something was found.
    GateWarning,
    /// A gate was passed over.
    GateSkipped,
    /// A gate is to be done anew.
    GateReset,
    /// The run holds.
    RunPaused,
    /// The run goes on.
    RunResumed,
    /// The run ended well.
    RunCompleted,
    /// The run ended badly.
    RunFailed,
    /// The run was ended by somebody.
    RunCancelled,
}

impl RunEventType {
    fn as_str(self) -> &'static str {
        match self {
            Self::RunStarted => "run_started",
            Self::GateStarted => "gate_started",
            Self::GatePassed => "gate_passed",
            Self::GateFailed => "gate_failed",
            Self::GateWarning => "gate_warning",
            Self::GateSkipped => "gate_skipped",
            Self::GateReset => "gate_reset",
            Self::RunPaused => "run_paused",
            Self::RunResumed => "run_resumed",
            Self::RunCompleted => "run_completed",
            Self::RunFailed => "run_failed",
            Self::RunCancelled => "run_cancelled",
        }
    }
}

/// Something that happened in a run.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunEvent {
    /// Its place in the journal; the event's `id`.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What; the event's `event`.
    #[serde(rename = "type")]
    pub kind: RunEventType,
    /// The gate, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate_name: Option<String>,
    /// The attempt, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// What the run is now, where that changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<content::words::RunStatus>)]
    pub status: Option<&'static str>,
    /// Why, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Codes of what failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fail_codes: Vec<String>,
    /// Gates passed, warned or skipped so far.
    pub gates_passed: usize,
    /// Gates in all.
    pub total_gates: i32,
    /// What it cost so far, as far as it is known, in US dollars.
    pub total_cost_usd: f64,
}

/// What happens in a run, as server-sent events: from the beginning, or behind `Last-Event-ID`. Ends with the run.
#[utoipa::path(
    get, path = "/runs/{run_id}/events", tag = "runs",
    params(("run_id" = Uuid, Path), From, ("Last-Event-ID" = Option<u64>, Header, description = "The `id` of the last event that arrived")),
    responses(
        (status = OK, body = RunEvent, content_type = "text/event-stream", description = "One event for each thing that happens; `data` is a RunEvent"),
        (status = NO_CONTENT, description = "The run has ended and nothing comes behind that id"),
        Refusals
    )
)]
pub(crate) async fn follow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = api.session(&caller.claims).await?;
    let run = visible(&session, run_id).await?;
    let gates = read::gates(&*session, run_id).await?;
    drop(session);
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.trim().parse().ok());
    let after = last.or(from.after).unwrap_or(0);
    if ["completed", "failed", "cancelled"].contains(&&*run.status) && api.content().last_seq(run_id).await? <= after {
        // A browser connects again whenever a stream ends; this is how it is told not to.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let told = RunEvents::new(gates, run.total_gates);
    // Counters are told as they were then, so they are counted from the beginning.
    let events = api.engine().follow(run_id, 0).scan(told, move |told, recorded| {
        let events = match recorded {
            Ok(recorded) => told.tell(&recorded).into_iter().filter(|event| event.seq > after).collect(),
            Err(error) => {
                // The follower looks again by itself; the reader hears nothing until then.
                tracing::warn!(%run_id, %error, "a run could not be followed for a moment");
                Vec::new()
            }
        };
        std::future::ready(Some(stream::iter(events)))
    });
    let stop = api.stopping();
    let enough = async move {
        tokio::select! {
            () = stop => {}
            () = tokio::time::sleep(LONGEST) => {}
        }
    };
    let frames = events.flatten().map(|event| Ok::<_, Infallible>(frame(&event))).take_until(Box::pin(enough)).fuse();
    let headers = [("cache-control", "no-store"), ("x-accel-buffering", "no")];
    Ok((headers, Sse::new(frames).keep_alive(KeepAlive::new().interval(HEARTBEAT))).into_response())
}

fn frame(event: &RunEvent) -> Event {
    // Numbers and strings: always representable.
    let data = serde_json::to_string(event).unwrap_or_default();
    Event::default().id(event.seq.to_string()).event(event.kind.as_str()).data(data)
}

/// What happens in a run of a template, made from its journal. Counters are told as they were then, so it must be told every entry from
/// the beginning on.
#[derive(Debug)]
pub struct RunEvents {
    names: BTreeMap<String, String>,
    total_gates: i32,
    passed: BTreeSet<String>,
    cost_nanos: u64,
}

impl RunEvents {
    /// Of a run with so many gates; the names of those that are given stand in its events.
    #[must_use]
    pub fn new(gates: Vec<GateView>, total_gates: i32) -> Self {
        let names = gates.into_iter().map(|gate| (gate.gate_id, gate.gate_name)).collect();
        Self { names, total_gates, passed: BTreeSet::new(), cost_nanos: 0 }
    }

    /// What a journal entry means to whoever follows: nothing, one event, or one for each gate.
    pub fn tell(&mut self, recorded: &Recorded) -> Vec<RunEvent> {
        use RunEventType as T;
        let seq = recorded.seq;
        let mut told = Vec::new();
        let mut add = |this: &Self, kind: T, gate: Option<String>, change: &dyn Fn(&mut RunEvent)| {
            let mut event = RunEvent {
                seq,
                at: recorded.at,
                kind,
                gate_name: gate.as_ref().and_then(|gate| this.names.get(gate).cloned()),
                gate,
                attempt: None,
                status: None,
                reason: None,
                fail_codes: Vec::new(),
                gates_passed: this.passed.len(),
                total_gates: this.total_gates,
                total_cost_usd: dollars(this.cost_nanos),
            };
            change(&mut event);
            told.push(event);
        };
        match &recorded.entry {
            Entry::RunStarted { .. } => add(self, T::RunStarted, None, &|event| event.status = Some("running")),
            Entry::AttemptStarted { step, attempt, .. } => {
                self.passed.remove(&step.to_string());
                add(self, T::GateStarted, Some(step.to_string()), &|event| event.attempt = Some(*attempt));
            }
            Entry::TryFailed { failure, .. } => self.cost_nanos += failure.meter.cost_nanos.unwrap_or(0),
            Entry::EffectCompleted { output, .. } => self.cost_nanos += output.meter.cost_nanos.unwrap_or(0),
            Entry::AttemptFailed { step, attempt, failure } => {
                self.cost_nanos += failure.meter.cost_nanos.unwrap_or(0);
                add(self, T::GateFailed, Some(step.to_string()), &|event| {
                    event.attempt = Some(*attempt);
                    event.reason = Some(failure.message.clone());
                    event.fail_codes = vec![failure.code.clone()];
                });
            }
            Entry::AttemptJudged { step, attempt, verdict, status } => {
                let kind = match status {
                    StepStatus::Passed => T::GatePassed,
                    StepStatus::Warning => T::GateWarning,
                    StepStatus::Skipped => T::GateSkipped,
                    StepStatus::Failed => T::GateFailed,
                    // The pause that follows says what is waited for.
                    StepStatus::AwaitingApproval | StepStatus::Pending | StepStatus::Running => return told,
                };
                if kind != T::GateFailed {
                    self.passed.insert(step.to_string());
                }
                add(self, kind, Some(step.to_string()), &|event| {
                    event.attempt = Some(*attempt);
                    event.fail_codes.clone_from(&verdict.fail_codes);
                });
            }
            Entry::Decided { step, attempt, decision, reason, .. } => {
                let kind = match decision {
                    Decision::Approved => T::GatePassed,
                    Decision::Skipped => T::GateSkipped,
                    Decision::Rejected => T::GateFailed,
                };
                if kind != T::GateFailed {
                    self.passed.insert(step.to_string());
                }
                add(self, kind, Some(step.to_string()), &|event| {
                    event.attempt = Some(*attempt);
                    event.reason.clone_from(reason);
                });
            }
            Entry::StepSkipped { step, reason } => {
                self.passed.insert(step.to_string());
                add(self, T::GateSkipped, Some(step.to_string()), &|event| event.reason = Some(reason.clone()));
            }
            Entry::StepsReset { steps, because_of } => {
                for step in steps {
                    self.passed.remove(&step.to_string());
                }
                for step in steps {
                    add(self, T::GateReset, Some(step.to_string()), &|event| event.reason = Some(format!("{because_of} was rerun")));
                }
            }
            Entry::RunPaused { reason } => {
                let (gate, text) = pause(reason);
                add(self, T::RunPaused, gate, &|event| {
                    event.status = Some("paused");
                    event.reason = Some(text.clone());
                });
            }
            Entry::RunResumed { .. } => add(self, T::RunResumed, None, &|event| event.status = Some("running")),
            Entry::RunCompleted { .. } | Entry::RunContinued { .. } => {
                add(self, T::RunCompleted, None, &|event| event.status = Some("completed"))
            }
            Entry::RunFailed { step, failure, .. } => add(self, T::RunFailed, step.as_ref().map(ToString::to_string), &|event| {
                event.status = Some("failed");
                event.reason = Some(failure.message.clone());
                event.fail_codes = vec![failure.code.clone()];
            }),
            Entry::RunCancelled { reason, .. } => add(self, T::RunCancelled, None, &|event| {
                event.status = Some("cancelled");
                event.reason.clone_from(reason);
            }),
            Entry::TryDue { .. }
            | Entry::SignalReceived { .. }
            | Entry::ConditionMet { .. }
            | Entry::StateChanged { .. }
            | Entry::UpdateApplied { .. }
            | Entry::Migrated { .. }
            | Entry::ItemFailed { .. }
            | Entry::Escalated { .. }
            | Entry::SentBack { .. }
            | Entry::RoundStarted { .. }
            | Entry::CleanUpStarted { .. }
            | Entry::UndoStarted { .. }
            | Entry::UndoEnded { .. } => {}
        }
        told
    }
}

/// The gate, and the reason in words.
fn pause(reason: &PauseReason) -> (Option<String>, String) {
    match reason {
        PauseReason::GateFailed { step, code } => (Some(step.to_string()), format!("Gate {step} failed: {code}")),
        PauseReason::ApprovalRequired { step } => (Some(step.to_string()), format!("Gate {step} waits for approval")),
        PauseReason::Requested { by, reason } => (None, format!("Paused by {}: {reason}", by.id)),
        PauseReason::Projection { .. } => (None, "Its tables could not be written".to_owned()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a display in dollars; the exact figure is in nano-dollars")]
fn dollars(nanos: u64) -> f64 {
    nanos as f64 / 1e9
}

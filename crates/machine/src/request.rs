//! What people ask of a run: each request becomes the entry that grants it, or a refusal that says what to do instead.

use plan::{Plan, StepId, Work};
use serde_json::{Map, Value};

use crate::decide::{Decide, Limits};
use crate::graph::StepIdx;
use crate::state::{Defeat, Phase, Standing};
use crate::wait::MAX_WAITING;
use crate::{Actor, Cause, Decision, Entry, Event, PauseReason, Refusal, RefusalCode, StepStatus};

/// One identity under two names: the second would be lost.
pub(crate) fn reused(id: &str, what: &str, before: &str) -> Refusal {
    Refusal::new(RefusalCode::KeyReused, format!("the {what} `{before}` came under the identity {id} before; give this one another"))
}

/// What a signal may carry, in bytes of JSON: as much as the value of a step.
const SIGNAL_LIMIT: usize = 16 * 1024;

impl Decide<'_> {
    /// The entries that grant a request. Answers of the host are not requests and give none.
    pub(crate) fn grant(&self, event: Event) -> Result<Vec<Entry>, Refusal> {
        // A signal that came before counts once: it is accepted again, whatever the run is now, and nothing comes of it.
        if let Event::SignalSent { name, id, .. } = &event
            && let Some(before) = self.state.signals.seen_as(id)
        {
            return if before == name { Ok(Vec::new()) } else { Err(reused(id, "signal", before)) };
        }
        if self.state.phase.is_end() {
            return Err(Refusal::new(
                RefusalCode::RunEnded,
                format!(
                    "the run has {}; completed, failed and cancelled runs are final; start a new run",
                    match self.state.phase {
                        Phase::Completed => "completed",
                        Phase::Failed => "failed",
                        Phase::Continued => "continued in another run",
                        _ => "been cancelled",
                    }
                ),
            ));
        }
        if let Some(clean_up) = &self.state.clean_up {
            return self.grant_while_cleaning_up(clean_up, event);
        }
        match event {
            Event::PauseRequested { by, reason } => self.pause(by, reason),
            Event::ResumeRequested { by } => self.resume(&by),
            Event::CancelRequested { by, reason, mode } => Ok(vec![self.cancel(by, reason, mode)]),
            Event::RerunRequested { step, by, reason, overrides } => {
                let idx = self.find(&step)?;
                Ok(vec![self.rerun(idx, by, reason, overrides)?])
            }
            Event::SkipRequested { step, by, reason } => {
                let idx = self.find(&step)?;
                self.skip(idx, by, reason)
            }
            Event::ApproveRequested { step, by, reason, form } => {
                let idx = self.find(&step)?;
                self.approve(idx, by, reason, form)
            }
            Event::RejectRequested { step, by, reason, form } => {
                let idx = self.find(&step)?;
                self.reject(idx, by, reason, form)
            }
            Event::SignalSent { name, id, payload, by } => self.signal(name, id, payload, by),
            Event::UpdateSent { name, id, payload, by } => self.update(name, id, payload, by),
            Event::EffectSucceeded { .. }
            | Event::EffectFailed { .. }
            | Event::ChecksFinished { .. }
            | Event::ProjectionFailed { .. }
            | Event::TimePassed => Ok(Vec::new()),
        }
    }

    fn signal(&self, name: String, id: String, payload: Value, by: Actor) -> Result<Vec<Entry>, Refusal> {
        check_signal(self.plan, &name, &payload)?;
        if self.state.signals.is_full() {
            let message = format!("{MAX_WAITING} signals wait that no step has taken; send this one again when some are");
            return Err(Refusal::new(RefusalCode::TooManySignals, message));
        }
        Ok(vec![Entry::SignalReceived { name, id, payload, by }])
    }

    fn pause(&self, by: Actor, reason: String) -> Result<Vec<Entry>, Refusal> {
        match &self.state.phase {
            Phase::Paused(_) => Err(Refusal::new(
                RefusalCode::AlreadyPaused,
                "the run is paused already; nothing new starts until it is resumed or what it waits for is decided",
            )),
            _ => Ok(vec![Entry::RunPaused { reason: PauseReason::Requested { by, reason } }]),
        }
    }

    fn resume(&self, by: &Actor) -> Result<Vec<Entry>, Refusal> {
        match &self.state.phase {
            Phase::Paused(PauseReason::Requested { .. } | PauseReason::Projection { .. }) => Ok(vec![Entry::RunResumed { by: by.clone() }]),
            Phase::Paused(PauseReason::GateFailed { step, .. }) => self.rerun_failed(step, by),
            Phase::Paused(PauseReason::ApprovalRequired { step }) => Err(Refusal::new(
                RefusalCode::ApprovalRequired,
                format!("step `{step}` waits for a person; approve it, rerun it or skip it, and the run goes on by itself"),
            )),
            _ => Err(Refusal::new(RefusalCode::NotPaused, "the run is not paused; there is nothing to resume")),
        }
    }

    /// Resuming after a failed gate reruns it, and other failed gates that have attempts left.
    fn rerun_failed(&self, paused_for: &StepId, by: &Actor) -> Result<Vec<Entry>, Refusal> {
        let paused_for = self.find(paused_for)?;
        let mut entries = Vec::new();
        for &idx in &self.state.index.failed {
            match self.rerun(idx, by.clone(), None, Value::Null) {
                Ok(entry) => entries.push(entry),
                Err(refusal) if idx == paused_for => return Err(refusal),
                // The run pauses again for this one and then says why.
                Err(_) => {}
            }
        }
        Ok(entries)
    }

    fn rerun(&self, idx: StepIdx, by: Actor, reason: Option<String>, overrides: Value) -> Result<Entry, Refusal> {
        let id = &self.plan.steps[idx].id;
        let record = &self.state.steps[idx];
        let status = record.standing.status();
        if matches!(status, StepStatus::Pending | StepStatus::Running) {
            let state = if status == StepStatus::Pending { "has not begun" } else { "is under way" };
            return Err(Refusal::new(RefusalCode::NotRerunnable, format!("step `{id}` {state}; only a step that has ended can be rerun")));
        }
        let limits = Limits::of(self.plan, idx);
        if record.failed >= limits.max_attempts {
            let gave_output = !matches!(record.standing, Standing::Failed(Defeat::Lost { .. }));
            return Err(Refusal::new(
                RefusalCode::AttemptsExhausted,
                format!(
                    "step `{id}` has failed {} times, and may {}; {} or cancel the run",
                    record.failed,
                    limits.max_attempts,
                    if gave_output { "approve it, skip it" } else { "skip it" },
                ),
            ));
        }
        if record.unmet > 0 {
            let waits_for: Vec<_> = self
                .graph
                .needs(idx)
                .iter()
                .filter(|&&need| !self.state.steps[need].is_done)
                .map(|&need| format!("`{}`", self.plan.steps[need].id))
                .collect();
            return Err(Refusal::new(
                RefusalCode::NeedsNotDone,
                format!("step `{id}` needs {}, which must be done first", waits_for.join(", ")),
            ));
        }
        let inputs = self.evaluator().inputs(idx).map_err(|error| {
            Refusal::new(
                RefusalCode::ExpressionFailed,
                format!("the arguments of step `{id}` cannot be rendered: {error}; rerun what it needs, or skip it"),
            )
        })?;
        let is_call = matches!(self.plan.steps[idx].work, Work::Effect(_) | Work::Each { .. });
        if !is_call && !matches!(&overrides, Value::Null) && overrides.as_object().is_none_or(|fields| !fields.is_empty()) {
            let does = if matches!(self.plan.steps[idx].work, Work::Wait(_)) { "waits and calls" } else { "calls" };
            let message = format!("step `{id}` {does} nothing, so there are no arguments to override");
            return Err(Refusal::new(RefusalCode::BadOverrides, message));
        }
        let inputs = inputs.into_iter().map(|input| overridden(self.plan, idx, input, &overrides)).collect::<Result<_, _>>()?;
        let verdict = record.verdict.clone();
        Ok(self.started_with(idx, Cause::Rerun { by, reason, verdict }, inputs))
    }

    fn skip(&self, idx: StepIdx, by: Actor, reason: String) -> Result<Vec<Entry>, Refusal> {
        let id = &self.plan.steps[idx].id;
        let standing = &self.state.steps[idx].standing;
        match standing.status() {
            StepStatus::Pending | StepStatus::Failed | StepStatus::AwaitingApproval => {}
            StepStatus::Running if matches!(standing, Standing::Waiting(_)) => {}
            StepStatus::Running => {
                return Err(Refusal::new(
                    RefusalCode::NotSkippable,
                    format!("step `{id}` is under way; wait until it ends, or cancel the run"),
                ));
            }
            StepStatus::Passed | StepStatus::Warning | StepStatus::Skipped => {
                return Err(Refusal::new(RefusalCode::NotSkippable, format!("step `{id}` is done; there is nothing to skip")));
            }
        }
        // Passing over is a decision, too: else whoever may not approve could do this instead.
        self.check_who(idx, &by)?;
        let reason = given(reason, "skipping", id)?;
        Ok(vec![self.decided(idx, Decision::Skipped, by, Some(reason))])
    }

    fn approve(&self, idx: StepIdx, by: Actor, reason: String, form: Value) -> Result<Vec<Entry>, Refusal> {
        let id = &self.plan.steps[idx].id;
        match &self.state.steps[idx].standing {
            Standing::AwaitingApproval { .. } | Standing::Failed(Defeat::Refused { .. }) => {}
            Standing::Failed(Defeat::Lost { failure }) => {
                return Err(Refusal::new(
                    RefusalCode::NothingToApprove,
                    format!("step `{id}` ended without an output ({}); rerun it or skip it", failure.code),
                ));
            }
            standing => {
                return Err(Refusal::new(
                    RefusalCode::NotApprovable,
                    format!(
                        "step `{id}` is {}; only a failed attempt or one that waits for approval can be approved",
                        status_word(standing.status())
                    ),
                ));
            }
        }
        self.check_who(idx, &by)?;
        let reason = given(reason, "approving", id)?;
        self.check_form(idx, &form)?;
        Ok(vec![self.decided_with(idx, Decision::Approved, by, Some(reason), form)])
    }

    fn find(&self, step: &StepId) -> Result<StepIdx, Refusal> {
        self.graph.find(step).ok_or_else(|| {
            let known: Vec<_> = self.plan.steps.iter().map(|step| step.id.0.as_str()).collect();
            Refusal::new(RefusalCode::UnknownStep, format!("the run has no step `{step}`; it has {}", known.join(", ")))
        })
    }
}

/// Whether a run of a plan takes a signal at all.
///
/// # Errors
/// [`RefusalCode::UnknownSignal`] or [`RefusalCode::BadSignal`].
pub fn check_signal(plan: &Plan, name: &str, payload: &Value) -> Result<(), Refusal> {
    if let Err(found) = plan.check_signal(name, payload) {
        let code = if plan.signals.contains_key(name) { RefusalCode::BadSignal } else { RefusalCode::UnknownSignal };
        return Err(Refusal::new(code, crate::refusal::in_one_line(&found)));
    }
    let size = payload.to_string().len();
    if size > SIGNAL_LIMIT {
        let message =
            format!("the signal `{name}` carries {size} bytes of JSON, at most {SIGNAL_LIMIT} are taken; send a reference to the rest");
        return Err(Refusal::new(RefusalCode::BadSignal, message));
    }
    Ok(())
}

pub(crate) fn given(reason: String, doing: &str, id: &StepId) -> Result<String, Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::new(RefusalCode::ReasonRequired, format!("{doing} step `{id}` needs a reason; say why")));
    }
    Ok(reason)
}

fn overridden(plan: &Plan, idx: StepIdx, mut input: Value, overrides: &Value) -> Result<Value, Refusal> {
    let overrides = match overrides {
        Value::Null => return Ok(input),
        Value::Object(fields) if fields.is_empty() => return Ok(input),
        Value::Object(fields) => fields,
        _ => {
            return Err(Refusal::new(RefusalCode::BadOverrides, "overrides must be an object of argument names and values"));
        }
    };
    if input.is_null() {
        input = Value::Object(Map::new());
    }
    match &mut input {
        Value::Object(arguments) => {
            merge(arguments, overrides);
            if plan::nests_too_deep(&input) {
                let message = format!(
                    "the arguments of step `{}` would nest deeper than {}; override with what is inside",
                    plan.steps[idx].id,
                    plan::MAX_DEPTH
                );
                return Err(Refusal::new(RefusalCode::BadOverrides, message));
            }
            Ok(input)
        }
        _ => Err(Refusal::new(
            RefusalCode::BadOverrides,
            format!("the arguments of step `{}` are not an object, so nothing can be overridden by name", plan.steps[idx].id),
        )),
    }
}

/// Objects merge field by field, to any depth; everything else is replaced.
fn merge(arguments: &mut Map<String, Value>, overrides: &Map<String, Value>) {
    for (name, value) in overrides {
        match (arguments.get_mut(name), value) {
            (Some(Value::Object(inner)), Value::Object(overriding)) => merge(inner, overriding),
            _ => {
                arguments.insert(name.clone(), value.clone());
            }
        }
    }
}

fn status_word(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Pending => "pending",
        StepStatus::Running => "under way",
        StepStatus::AwaitingApproval => "awaiting approval",
        StepStatus::Passed => "passed",
        StepStatus::Warning => "passed with a warning",
        StepStatus::Failed => "failed",
        StepStatus::Skipped => "skipped",
    }
}

//! Carries out what the machine wants: effects and evaluations of gates, each as a task that ends in an event.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use jiff::Timestamp;
use machine::{Command, Effort, Event, Failure, FailureClass, Meter, Output, Outputs, Verdict, VerdictOutcome};
use plan::{MAX_DEPTH, Plan, StepId};
use serde_json::{Value, json};
use tokio::sync::watch;
use uuid::Uuid;

use crate::host::Shared;
use crate::payload::Staged;
use crate::ports::{Awaited, CheckCall, Effect, EffectCall, Produced, RunId};

/// Largest [`Produced::value`], in bytes of JSON.
pub const VALUE_LIMIT: usize = 16 * 1024;

/// How long the end of a try is looked for whose time was up before.
const FOUND_WITHIN: Duration = Duration::from_secs(1);

/// What a task is for. Unique inside a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Task {
    Effect {
        effort: Effort,
        tried: u32,
    },
    /// By what is checked is part of it: a run that moves to another plan may want it checked otherwise.
    Checks {
        effort: Effort,
        by: Arc<str>,
    },
}

impl Task {
    /// Before all others.
    pub(crate) const FIRST: Self =
        Self::Effect { effort: Effort { step: StepId(String::new()), attempt: 0, item: None, undo: false }, tried: 0 };

    /// The task a command asks for; `None` for a command that asks for none.
    pub(crate) fn of(command: &Command) -> Option<Self> {
        match command {
            Command::RunEffect { effort, tried, .. } => Some(Self::Effect { effort: effort.clone(), tried: *tried }),
            Command::RunChecks { effort, checks, .. } => Some(Self::checks(effort, checks)),
            Command::Abandon { .. } => None,
        }
    }

    pub(crate) fn effort(&self) -> &Effort {
        match self {
            Self::Effect { effort, .. } | Self::Checks { effort, .. } => effort,
        }
    }

    /// The task of checking what an attempt gave.
    pub(crate) fn checks(effort: &Effort, checks: &[Value]) -> Self {
        let by = checks.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        Self::Checks { effort: effort.clone(), by: by.into() }
    }
}

/// How a task ended.
#[derive(Clone)]
pub(crate) struct Outcome {
    pub(crate) run_id: RunId,
    pub(crate) task: Task,
    pub(crate) event: Event,
    pub(crate) payloads: Vec<Staged>,
}

/// What a task needs to know of its run.
#[derive(Clone)]
pub(crate) struct Assignment {
    pub(crate) run_id: RunId,
    pub(crate) owner: Uuid,
    /// Of its run, among those of its owner.
    pub(crate) priority: i32,
    pub(crate) plan: Arc<Plan>,
    pub(crate) run_input: Arc<Value>,
    pub(crate) upstream: Outputs,
}

/// The effect of a command that only waits here for what is done elsewhere.
pub(crate) fn elsewhere<'a>(shared: &'a Shared, plan: &Plan, command: &Command) -> Option<&'a Arc<dyn Effect>> {
    let Command::RunEffect { effect, .. } = command else { return None };
    shared.modules.of(plan)?.effects.get(effect).filter(|effect| effect.is_elsewhere())
}

/// What a command that is carried out elsewhere waits for.
pub(crate) fn awaited(run_id: RunId, command: &Command) -> Option<Awaited> {
    let Command::RunEffect { effort, tried, input, .. } = command else { return None };
    let idempotency_key = idempotency_key(run_id, effort, *tried);
    Some(Awaited { run_id, effort: effort.clone(), idempotency_key, input: input.clone() })
}

/// Carries out a command. Never panics and never returns without an event; dropping it cancels the work.
pub(crate) async fn perform(shared: &Shared, assignment: Assignment, command: Command, patience: Patience) -> Option<Outcome> {
    let task = Task::of(&command)?;
    let run_id = assignment.run_id;
    // A task that ended without a word would be waited for for ever.
    let (event, payloads) = match caught(carried_out(shared, assignment, command, patience)).await {
        Ok(done) => done?,
        Err(panic) => (broken_off(&task, &panic), Vec::new()),
    };
    Some(Outcome { run_id, task, event, payloads })
}

/// What a task comes to in which the host itself has failed.
fn broken_off(task: &Task, panic: &str) -> Event {
    let message = format!("step `{}`: carrying it out broke off: {panic}", task.effort().step);
    tracing::error!(message, "a task of the engine panicked");
    match task.clone() {
        Task::Effect { effort, tried } => {
            let failure = failure("HOST_PANIC", message, FailureClass::Terminal);
            Event::EffectFailed { effort, tried, failure, jitter: jitter() }
        }
        Task::Checks { effort, .. } => Event::ChecksFinished { effort, verdict: not_evaluated("HOST_PANIC", message) },
    }
}

async fn carried_out(shared: &Shared, assignment: Assignment, command: Command, patience: Patience) -> Option<(Event, Vec<Staged>)> {
    let run_id = assignment.run_id;
    Some(match command {
        Command::RunEffect { effort, tried, effect, input, repair, .. } => {
            let started = Instant::now();
            let call = EffectCall {
                run_id,
                owner: assignment.owner,
                idempotency_key: idempotency_key(run_id, &effort, tried),
                effort: effort.clone(),
                tried,
                input,
                run_input: assignment.run_input,
                upstream: assignment.upstream,
                repair,
                plan: assignment.plan,
                payloads: shared.reader.clone(),
            };
            match try_effect(shared, &effect, call, patience, started).await {
                Ok((output, payloads)) => (Event::EffectSucceeded { effort, output }, payloads),
                Err(mut failure) => {
                    failure.meter.duration_ms = elapsed_ms(started);
                    (Event::EffectFailed { effort, tried, failure, jitter: jitter() }, Vec::new())
                }
            }
        }
        Command::RunChecks { effort, checks, output } => {
            let call = CheckCall {
                run_id,
                effort: effort.clone(),
                checks,
                output,
                upstream: assignment.upstream,
                run_input: assignment.run_input,
                plan: assignment.plan,
                payloads: shared.reader.clone(),
            };
            (Event::ChecksFinished { effort, verdict: check(shared, call).await }, Vec::new())
        }
        Command::Abandon { .. } => return None,
    })
}

async fn try_effect(
    shared: &Shared,
    name: &str,
    call: EffectCall,
    patience: Patience,
    started: Instant,
) -> Result<(Output, Vec<Staged>), Failure> {
    let step = call.effort.step.clone();
    let Some(effect) = shared.modules.of(&call.plan).and_then(|module| module.effects.get(name)).cloned() else {
        let message = format!("step `{step}` wants the effect `{name}`, which this process has not registered");
        // The next attempt would ask the same process.
        return Err(Failure { needs_person: true, ..failure("UNKNOWN_EFFECT", message, FailureClass::Terminal) });
    };
    let is_elsewhere = effect.is_elsewhere();
    let work = caught(async move { effect.run(call).await });
    let ended = tokio::select! {
        biased;
        ended = work => ended,
        ms = over(shared, patience, is_elsewhere) => {
            return Err(failure("TIMEOUT", format!("step `{step}`: no answer from `{name}` within {ms} ms"), FailureClass::Retryable));
        }
    };
    let produced = match ended {
        Ok(done) => done?,
        Err(panic) => {
            let message = format!("step `{step}`: the effect `{name}` panicked: {panic}");
            return Err(failure("EFFECT_PANIC", message, FailureClass::Terminal));
        }
    };
    store(shared, &step, name, produced, started).await
}

/// How long a try may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    ms: u64,
    /// When it was first wanted.
    since: Timestamp,
}

impl Limit {
    /// When it ends for what is carried out elsewhere, whoever waits for that in between.
    pub(crate) fn until(self) -> Timestamp {
        self.since.checked_add(Duration::from_millis(self.ms)).unwrap_or(Timestamp::MAX)
    }
}

/// How long the try may take that a command asks for, where that has a limit.
pub(crate) fn limit_of(command: &Command) -> Option<Limit> {
    match command {
        Command::RunEffect { timeout_ms: Some(ms), since, .. } => Some(Limit { ms: *ms, since: *since }),
        _ => None,
    }
}

/// How long a try is waited for.
#[derive(Debug, Clone)]
pub(crate) enum Patience {
    /// What is done here.
    Fixed(Option<Limit>),
    /// What is done elsewhere: its run may move to a plan that says otherwise.
    Changing(watch::Receiver<Option<Limit>>),
}

/// Returns when a try has taken too long, and how long it had.
async fn over(shared: &Shared, patience: Patience, is_elsewhere: bool) -> u64 {
    let mut limits = match patience {
        Patience::Fixed(limit) => return passed(shared, limit, is_elsewhere).await,
        Patience::Changing(limits) => limits,
    };
    loop {
        let limit = *limits.borrow_and_update();
        tokio::select! {
            ms = passed(shared, limit, is_elsewhere) => return ms,
            // Once nobody can change it any more, it stays.
            Ok(()) = limits.changed() => {}
        }
    }
}

/// What is done here begins anew with each delivery; what is done elsewhere goes on meanwhile.
async fn passed(shared: &Shared, limit: Option<Limit>, is_elsewhere: bool) -> u64 {
    let Some(limit) = limit else { return std::future::pending().await };
    if !is_elsewhere {
        tokio::time::sleep(Duration::from_millis(limit.ms)).await;
    } else if limit.until() <= shared.clock.now() {
        // Nobody waited when its time was up: an end that came before is still to be found.
        tokio::time::sleep(FOUND_WITHIN).await;
    } else {
        shared.clock.reach(limit.until()).await;
    }
    limit.ms
}

/// Turns what an effect made into a journal's output: files hashed and staged, the value within bounds.
async fn store(shared: &Shared, step: &StepId, name: &str, produced: Produced, started: Instant) -> Result<(Output, Vec<Staged>), Failure> {
    let Produced { value, files, mut meter } = produced;
    meter.duration_ms = elapsed_ms(started);
    let refuse = |mut failure: Failure| {
        failure.meter = meter.clone();
        failure
    };
    let size = value.to_string().len();
    if size > VALUE_LIMIT {
        return Err(refuse(failure(
            "OUTPUT_TOO_LARGE",
            format!(
                "step `{step}`: the value that `{name}` returned has {size} bytes of JSON, at most {VALUE_LIMIT} are kept; \
                 return the rest as a file"
            ),
            FailureClass::Terminal,
        )));
    }
    if plan::nests_too_deep(&value) {
        // It could be written into the journal, and never be read back.
        return Err(refuse(failure(
            "OUTPUT_TOO_DEEP",
            format!("step `{step}`: the value that `{name}` returned nests deeper than {MAX_DEPTH}; return what is inside, or a file"),
            FailureClass::Terminal,
        )));
    }
    let most = shared.config.max_file_bytes;
    if let Some(file) = files.iter().find(|file| file.bytes.len() > most) {
        let (path, size) = (&file.path, file.bytes.len());
        return Err(refuse(failure(
            "FILE_TOO_LARGE",
            format!("step `{step}`: the file `{path}` that `{name}` made has {size} bytes, at most {most} are kept; make smaller parts"),
            FailureClass::Terminal,
        )));
    }
    let mut references = Vec::with_capacity(files.len());
    let mut payloads = Vec::with_capacity(files.len());
    for file in files {
        let (reference, staged) = shared.payloads.stage(file).await.map_err(refuse)?;
        references.push(reference);
        payloads.push(staged);
    }
    Ok((Output { value, files: references, meter }, payloads))
}

/// Evaluates a gate. What cannot be evaluated counts as failed, and says why; a retryable failure is tried again a few times.
async fn check(shared: &Shared, call: CheckCall) -> Verdict {
    let step = call.effort.step.clone();
    let Some(checker) = shared.modules.of(&call.plan).and_then(|module| module.checker.clone()) else {
        return not_evaluated("CHECKER_MISSING", format!("step `{step}` has a gate, and this process has registered no checker"));
    };
    let retry = call.plan.steps.iter().find(|one| one.id == step).map(|one| one.retry.clone()).unwrap_or_default();
    let mut delay_ms = retry.initial_ms as f64;
    let mut tried = 1;
    loop {
        let (checker, again) = (checker.clone(), call.clone());
        let ended = caught(async move { checker.check(again).await }).await;
        match ended {
            Ok(Ok(verdict)) if verdict.results.iter().any(plan::nests_too_deep) => {
                let message = format!("step `{step}`: a result of its checks nests deeper than {MAX_DEPTH}");
                return not_evaluated("VERDICT_TOO_DEEP", message);
            }
            Ok(Ok(verdict)) => return verdict,
            Ok(Err(failure)) if failure.class == FailureClass::Retryable && tried < retry.max_tries => {
                tried += 1;
                // The cast saturates, and a plan may name any factor.
                tokio::time::sleep(Duration::from_millis(delay_ms as u64)).await;
                delay_ms = (delay_ms * retry.factor.max(1.0)).min(retry.max_ms as f64);
            }
            Ok(Err(failure)) => return not_evaluated(&failure.code, failure.message),
            Err(panic) => return not_evaluated("CHECK_PANIC", format!("step `{step}`: the checker panicked: {panic}")),
        }
    }
}

fn not_evaluated(code: &str, message: String) -> Verdict {
    Verdict {
        outcome: VerdictOutcome::Error,
        score: None,
        fail_codes: vec![code.to_owned()],
        results: vec![json!({ "type": "host", "code": code, "passed": false, "severity": "error", "message": message })],
    }
}

/// Awaits a future; a panic in it becomes its message.
async fn caught<T>(work: impl Future<Output = T>) -> Result<T, String> {
    // Whatever the future held is dropped with it, so nobody sees a half-changed state.
    AssertUnwindSafe(work).catch_unwind().await.map_err(|panic| {
        panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "it left no message".to_owned())
    })
}

/// The same for every delivery of one try.
pub(crate) fn idempotency_key(run_id: RunId, effort: &Effort, tried: u32) -> String {
    let Effort { step, attempt, item, undo } = effort;
    match (item, undo) {
        (None, false) => format!("{run_id}/{step}/{attempt}/{tried}"),
        (Some(item), false) => format!("{run_id}/{step}/{attempt}/{item}/{tried}"),
        (_, true) => format!("{run_id}/{step}/{attempt}/undo/{tried}"),
    }
}

fn failure(code: &str, message: String, class: FailureClass) -> Failure {
    Failure { code: code.to_owned(), message, class, needs_person: false, meter: Meter::default() }
}

fn elapsed_ms(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// A number from 0 to 1: the random tail of a fresh UUID.
fn jitter() -> f64 {
    let tail = Uuid::now_v7().as_u64_pair().1 & 0xffff_ffff;
    tail as f64 / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_a_panic_into_its_message() {
        let silent = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let ended = caught(async { panic!("no {} left", "ink") }).await;
        std::panic::set_hook(silent);
        let ended: Result<(), String> = ended;
        assert_eq!(ended.unwrap_err(), "no ink left");
    }

    #[test]
    fn spreads_jitter_between_nought_and_one() {
        let drawn: Vec<f64> = (0..100).map(|_| jitter()).collect();
        assert!(drawn.iter().all(|number| (0.0..=1.0).contains(number)));
        assert!(drawn.iter().any(|number| (number - drawn[0]).abs() > 0.01));
    }

    #[test]
    fn gives_each_item_and_try_a_key_of_its_own() {
        let run = Uuid::now_v7();
        let effort = |item| Effort { step: "s".into(), attempt: 1, item, undo: false };
        let keys =
            [idempotency_key(run, &effort(None), 1), idempotency_key(run, &effort(Some(1)), 1), idempotency_key(run, &effort(None), 2)];
        assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
    }
}

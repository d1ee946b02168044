//! `check(plan, transcript)`: what is done stands at the margin, what comes of it is indented below.
//!
//! Done: `start`, `start approved`, `a good`, `a gives JSON`, `a fails CODE` (retryable), `a breaks CODE` (terminal),
//! `a kills CODE` (fatal), `a checks pass|warn|fail|error [CODE]`, `wait MS`, `pause`, `resume`, `cancel`,
//! `signal NAME ID [JSON]`, `rerun a [JSON]`, `skip a`, `approve a`, `reject a`, `crash`. A step may carry an attempt and an item: `a#2`, `a[0]`,
//! and `undo:a` is the undoing of it.
//!
//! Comes: `|` an entry, `>` a command, `!` a refusal, `.` nothing.

use machine::{
    CancelMode, Cause, Command, Decision, Effort, Ending, Entry, Event, Failure, FailureClass, Meter, Output, PauseReason, Transition,
    UndoOutcome, Verdict, VerdictOutcome,
};
use plan::StepId;
use serde_json::{Value, json};

use crate::plans::plan;
use crate::run::{Run, ann};

/// Runs what the transcript says is done and compares what comes of it.
#[track_caller]
pub(crate) fn check(steps: &str, transcript: &str) {
    check_with(json!({}), steps, transcript);
}

#[track_caller]
pub(crate) fn check_with(input: Value, steps: &str, transcript: &str) {
    let plan = plan(steps);
    let expected: Vec<&str> = transcript.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut actual: Vec<String> = Vec::new();
    let mut run: Option<Run> = None;
    for action in expected.iter().filter(|line| !line.starts_with(['|', '>', '!', '.', '='])) {
        actual.push((*action).to_owned());
        if action.starts_with("start") {
            let approved = action.ends_with("approved").then(ann);
            let (started, transition) = Run::start(&plan, input.clone(), approved);
            actual.extend(lines(&transition));
            run = Some(started);
            continue;
        }
        let run = run.as_mut().unwrap();
        if *action == "crash" {
            run.assert_replays();
            *run = Run::resume(&plan, &run.journal, run.now);
            let outstanding = run.machine.outstanding();
            actual.extend(outstanding.iter().map(command_line));
            continue;
        }
        match perform(run, action) {
            Ok(transition) => actual.extend(lines(&transition)),
            Err(refusal) => actual.push(format!("! {}: {}", refusal.code, refusal.message)),
        }
        run.assert_replays();
    }
    let expected = expected.join("\n");
    let actual = actual.join("\n");
    assert!(expected == actual, "expected:\n{expected}\n\nactual:\n{actual}\n(end)");
}

pub(crate) fn perform(run: &mut Run, action: &str) -> Result<Transition, machine::Refusal> {
    let words: Vec<&str> = action.splitn(3, ' ').collect();
    let by = ann();
    let event = match words.as_slice() {
        ["signal", name, rest] => {
            let (id, payload) = rest.split_once(' ').unwrap_or((rest, "null"));
            let payload = serde_json::from_str(payload).unwrap();
            Event::SignalSent { name: (*name).to_owned(), id: id.to_owned(), payload, by }
        }
        ["update", name, rest] => {
            let (id, payload) = rest.split_once(' ').unwrap_or((rest, "null"));
            let payload = serde_json::from_str(payload).unwrap();
            Event::UpdateSent { name: (*name).to_owned(), id: id.to_owned(), payload, by }
        }
        ["wait", ms] => return Ok(run.wait(ms.parse().unwrap())),
        ["pause"] => Event::PauseRequested { by, reason: "lunch".to_owned() },
        ["resume"] => Event::ResumeRequested { by },
        ["cancel"] => Event::CancelRequested { by, reason: None, mode: CancelMode::Graceful },
        ["cancel", "hard"] => Event::CancelRequested { by, reason: None, mode: CancelMode::Hard },
        ["rerun", step] => Event::RerunRequested { step: StepId::from(*step), by, reason: None, overrides: Value::Null },
        ["rerun", step, json] => {
            let overrides = serde_json::from_str(json).unwrap();
            Event::RerunRequested { step: StepId::from(*step), by, reason: None, overrides }
        }
        ["skip", step] => Event::SkipRequested { step: StepId::from(*step), by, reason: "because".to_owned() },
        ["skip", step, "silently"] => Event::SkipRequested { step: StepId::from(*step), by, reason: "  ".to_owned() },
        ["approve", step, "silently"] => {
            Event::ApproveRequested { step: StepId::from(*step), by, reason: String::new(), form: Value::Null }
        }
        [what @ ("approve" | "reject"), step] => decision(what, step, "ann", &[], Value::Null),
        // `approve a JSON`, `approve a as WHO [JSON]`: an account, or an account with a role, `bob/editor`.
        [what @ ("approve" | "reject"), step, rest] => {
            let (who, form) = match rest.strip_prefix("as ") {
                Some(rest) => rest.split_once(' ').unwrap_or((rest, "null")),
                None => ("ann", *rest),
            };
            let (who, role) = who.split_once('/').unwrap_or((who, ""));
            let roles: Vec<&str> = if role.is_empty() { Vec::new() } else { vec![role] };
            decision(what, step, who, &roles, serde_json::from_str(form).unwrap())
        }
        ["unstorable"] => Event::ProjectionFailed { message: "disk full".to_owned() },
        [step, "checks", rest] => {
            let (word, code) = rest.split_once(' ').unwrap_or((rest, ""));
            let outcome = match word {
                "pass" => VerdictOutcome::Pass,
                "warn" => VerdictOutcome::Warn,
                "fail" => VerdictOutcome::Fail,
                "error" => VerdictOutcome::Error,
                other => panic!("unknown outcome {other}"),
            };
            let fail_codes = if code.is_empty() { Vec::new() } else { vec![code.to_owned()] };
            let verdict = Verdict { outcome, score: Some(0.5), fail_codes, results: vec![json!({"type": "good"})] };
            Event::ChecksFinished { effort: effort(run, step), verdict }
        }
        [step, "good"] => {
            let effort = effort(run, step);
            let value = json!({"of": effort.step, "attempt": effort.attempt});
            Event::EffectSucceeded { output: Output { value, ..Output::default() }, effort }
        }
        [step, "gives", json] => {
            let output = Output { value: serde_json::from_str(json).unwrap(), ..Output::default() };
            Event::EffectSucceeded { effort: effort(run, step), output }
        }
        [step, how @ ("fails" | "breaks" | "stops" | "kills"), code] => {
            let (code, tried) = code.split_once(" try ").unwrap_or((code, ""));
            let class = match *how {
                "fails" => FailureClass::Retryable,
                "breaks" | "stops" => FailureClass::Terminal,
                _ => FailureClass::Fatal,
            };
            let effort = effort(run, step);
            let tried = tried.parse().unwrap_or_else(|_| current_try(run, &effort));
            let message = "it broke".to_owned();
            let failure = Failure { code: code.to_owned(), message, class, needs_person: *how == "stops", meter: Meter::default() };
            Event::EffectFailed { effort, tried, failure, jitter: 0.0 }
        }
        other => panic!("unknown action {other:?}"),
    };
    run.handle(event)
}

fn decision(what: &str, step: &str, who: &str, roles: &[&str], form: Value) -> Event {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    let by = machine::Actor { id: who.to_owned(), via: "test".to_owned(), roles };
    let (step, reason) = (StepId::from(step), "because".to_owned());
    match what {
        "approve" => Event::ApproveRequested { step, by, reason, form },
        _ => Event::RejectRequested { step, by, reason, form },
    }
}

/// `a`, `a#2`, `a[0]`, `a#2[0]`; without an attempt the latest is meant.
fn effort(run: &Run, text: &str) -> Effort {
    let (text, undo) = text.strip_prefix("undo:").map_or((text, false), |text| (text, true));
    let (text, item) = match text.split_once('[') {
        Some((text, item)) => (text, Some(item.trim_end_matches(']').parse().unwrap())),
        None => (text, None),
    };
    let (step, attempt) = match text.split_once('#') {
        Some((step, attempt)) => (step, Some(attempt.parse().unwrap())),
        None => (text, None),
    };
    let step = StepId::from(step);
    let attempt = attempt.unwrap_or_else(|| run.machine.step(&step).map_or(1, |view| view.attempt));
    Effort { step, attempt, item, undo }
}

fn current_try(run: &Run, wanted: &Effort) -> u32 {
    let mut tries = run.machine.outstanding().into_iter().filter_map(|command| match command {
        Command::RunEffect { effort, tried, .. } if effort == *wanted => Some(tried),
        _ => None,
    });
    tries.next().unwrap_or(1)
}

pub(crate) fn lines(transition: &Transition) -> Vec<String> {
    let answer = transition.answer.iter().map(|answer| format!("= {answer}"));
    if transition.entries.is_empty() && transition.commands.is_empty() {
        return std::iter::once(".".to_owned()).chain(answer).collect();
    }
    let entries = transition.entries.iter().map(|recorded| format!("| {}", entry_line(&recorded.entry)));
    entries.chain(transition.commands.iter().map(command_line)).chain(answer).collect()
}

fn of(effort: &Effort) -> String {
    let item = effort.item.map(|item| format!("[{item}]")).unwrap_or_default();
    format!("{}{}#{}{item}", if effort.undo { "undo:" } else { "" }, effort.step, effort.attempt)
}

fn entry_line(entry: &Entry) -> String {
    match entry {
        Entry::RunStarted { .. } => "run started".to_owned(),
        Entry::Migrated { version, by, .. } => format!("migrated to version {} by {}", version.unwrap_or_default(), by.id),
        Entry::AttemptStarted { step, attempt, cause, inputs } => {
            let cause = match cause {
                Cause::Ready => "ready".to_owned(),
                Cause::Repair { verdict } => format!("repair of {:?}", verdict.outcome).to_lowercase(),
                Cause::Again => "again".to_owned(),
                Cause::Rerun { by, verdict, .. } => {
                    let verdict = verdict.as_ref().map(|verdict| format!(" after {:?}", verdict.outcome).to_lowercase());
                    format!("rerun by {}{}", by.id, verdict.unwrap_or_default())
                }
                Cause::SentBack { from, .. } => format!("sent back by {from}"),
                Cause::Upstream { step } => format!("{step} was rerun"),
                Cause::Round { step, round } => format!("round {round} of {step}"),
            };
            let inputs: Vec<_> = inputs.iter().map(Value::to_string).collect();
            format!("{step}#{attempt} started: {cause} ({})", inputs.join(" "))
        }
        Entry::TryFailed { effort, tried, failure, retry_at } => {
            let delay = retry_at.duration_since(crate::run::epoch()).as_millis();
            format!("{} try {tried} failed: {}, next at {delay} ms", of(effort), failure.code)
        }
        Entry::TryDue { effort, tried } => format!("{} try {tried} due", of(effort)),
        Entry::SignalReceived { name, id, payload, by } => format!("signal {name} {id} by {}: {payload}", by.id),
        Entry::ConditionMet { step, attempt, condition, signal } => {
            format!("{step}#{attempt} got {condition}: {}", signal.as_deref().unwrap_or("time"))
        }
        Entry::EffectCompleted { effort, output } => format!("{} completed: {}", of(effort), output.value),
        Entry::ItemFailed { effort, failure } => format!("{} failed: {}, the others go on", of(effort), failure.code),
        Entry::AttemptFailed { step, attempt, failure } => format!("{step}#{attempt} failed: {}", failure.code),
        Entry::AttemptJudged { step, attempt, verdict, status } => {
            format!("{step}#{attempt} judged {}: {}", word(&verdict.outcome), word(status))
        }
        Entry::Escalated { step, attempt, to, then } => format!("{step}#{attempt} escalated to {}: {}", to.join(", "), word(then)),
        Entry::SentBack { from, attempt, to, count, verdict } => {
            format!("{from}#{attempt} sent back to {to}, time {count}: {}", verdict.fail_codes.join(" "))
        }
        Entry::Decided { step, attempt, decision, by, form, .. } => {
            let decision = match decision {
                Decision::Approved => "approved",
                Decision::Skipped => "skipped",
                Decision::Rejected => "rejected",
            };
            let form = if form.is_null() { String::new() } else { format!(" with {form}") };
            format!("{step}#{attempt} {decision} by {}{form}", by.id)
        }
        Entry::StepSkipped { step, reason } => format!("{step} skipped: {reason}"),
        Entry::StepsReset { steps, because_of } => {
            let steps: Vec<_> = steps.iter().map(ToString::to_string).collect();
            format!("{} reset because of {because_of}", steps.join(", "))
        }
        Entry::RoundStarted { step, round, steps } => format!("round {round} of {step}: {}", listed(steps)),
        Entry::RunPaused { reason } => match reason {
            PauseReason::GateFailed { step, code } => format!("run paused: {step} failed, {code}"),
            PauseReason::ApprovalRequired { step } => format!("run paused: {step} waits for approval"),
            PauseReason::Requested { by, .. } => format!("run paused: asked by {}", by.id),
            PauseReason::Projection { message } => format!("run paused: {message}"),
        },
        Entry::RunResumed { by } => format!("run resumed by {}", by.id),
        Entry::StateChanged { step, attempt, after } => format!("{step}#{attempt} changed {}", json!(after)),
        Entry::UpdateApplied { name, id, payload, by, after, answer } => {
            format!("update {name} {id} by {}: {payload} changed {} answered {answer}", by.id, json!(after))
        }
        Entry::RunCompleted { output: None } => "run completed".to_owned(),
        Entry::RunCompleted { output: Some(output) } => format!("run completed: {output}"),
        Entry::RunContinued { input } => format!("run continued: {input}"),
        Entry::RunFailed { step, failure, not_undone } => {
            let step = step.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("run failed at {step}: {}{}", failure.code, left(not_undone))
        }
        Entry::RunCancelled { by, not_undone, .. } => format!("run cancelled by {}{}", by.id, left(not_undone)),
        Entry::CleanUpStarted { because, steps } => {
            let because = if matches!(because, Ending::Failed { .. }) { "failing" } else { "cancelling" };
            format!("{because}, to undo {}", listed(steps))
        }
        Entry::UndoStarted { step, attempt, input } => format!("undo:{step}#{attempt} started ({input})"),
        Entry::UndoEnded { step, attempt, outcome } => match outcome {
            UndoOutcome::Done { .. } => format!("undo:{step}#{attempt} done"),
            UndoOutcome::Failed { failure } => format!("undo:{step}#{attempt} failed: {}", failure.code),
        },
    }
}

fn listed(steps: &[StepId]) -> String {
    steps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn left(not_undone: &[StepId]) -> String {
    if not_undone.is_empty() { String::new() } else { format!(", not undone: {}", listed(not_undone)) }
}

fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn command_line(command: &Command) -> String {
    match command {
        Command::RunEffect { effort, tried, input, repair, .. } => {
            let repair = repair.as_ref().map(|verdict| format!(" repairing {}", verdict.fail_codes.join(" ")));
            format!("> do {} try {tried} {input}{}", of(effort), repair.unwrap_or_default())
        }
        Command::RunChecks { effort, output, .. } => format!("> check {} {}", of(effort), output.value),
        Command::Abandon { effort } => format!("> abandon {}", of(effort)),
    }
}

//! What `runs follow` prints: a line for each thing that happens.

use std::collections::BTreeMap;

use api::{RunEvent, RunEventType};
use jiff::Timestamp;
use machine::{Actor, Decision, Effort, Entry, Failure, Output, Recorded, StepStatus, UndoOutcome};
use plan::StepId;
use serde_json::Value;

use crate::progress;
use crate::report::cost;
use crate::report_flows::shortened;

/// Characters of a value in a line.
const SHOWN: usize = 80;

/// What happened in a run of a template.
pub(crate) fn event(event: &RunEvent) -> String {
    use RunEventType as T;
    let what = match event.kind {
        T::RunStarted => "the run begins",
        T::GateStarted => "begins",
        T::GatePassed => "passed",
        T::GateFailed => "failed",
        T::GateWarning => "passed with warnings",
        T::GateSkipped => "skipped",
        T::GateReset => "is done anew",
        T::RunPaused => "the run holds",
        T::RunResumed => "the run goes on",
        T::RunCompleted => "the run is completed",
        T::RunFailed => "the run failed",
        T::RunCancelled => "the run is cancelled",
    };
    // What is about the whole run names its gate in the reason.
    let about_run = matches!(event.kind, T::RunStarted | T::RunPaused | T::RunResumed | T::RunCompleted | T::RunFailed | T::RunCancelled);
    let mut told = match &event.gate {
        Some(gate) if !about_run => {
            let name = event.gate_name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
            let attempt = event.attempt.filter(|attempt| *attempt > 1).map(|attempt| format!("attempt {attempt} ")).unwrap_or_default();
            format!("{gate}{name}: {attempt}{what}")
        }
        _ => what.to_owned(),
    };
    if !event.fail_codes.is_empty() {
        told.push_str(&format!(" ({})", event.fail_codes.join(", ")));
    }
    if let Some(reason) = &event.reason {
        told.push_str(&format!(": {reason}"));
    }
    match event.kind {
        T::GatePassed | T::GateWarning | T::GateSkipped => told.push_str(&format!(" ({}/{})", event.gates_passed, event.total_gates)),
        T::RunPaused | T::RunCompleted | T::RunFailed | T::RunCancelled => {
            told.push_str(&format!(" ({}/{}, {})", event.gates_passed, event.total_gates, cost(Some(event.total_cost_usd))));
        }
        T::RunStarted | T::GateStarted | T::GateFailed | T::GateReset | T::RunResumed => {}
    }
    line(event.seq, event.at, &told)
}

/// What happened in a run of a flow.
pub(crate) fn entry(recorded: &Recorded) -> String {
    let told = match &recorded.entry {
        Entry::RunStarted { approved_in_advance: Some(by), .. } => format!("the run begins, approved in advance by {}", who(by)),
        Entry::RunStarted { .. } => "the run begins".to_owned(),
        Entry::Migrated { version, by, .. } => {
            let to = version.map_or_else(|| "another plan".to_owned(), |version| format!("version {version}"));
            format!("the run moves to {to}, by {}", who(by))
        }
        Entry::AttemptStarted { step, attempt, inputs, .. } => {
            let items = if inputs.len() > 1 { format!(" with {} items", inputs.len()) } else { String::new() };
            format!("{step}: attempt {attempt} begins{items}")
        }
        Entry::TryFailed { effort, tried, failure, retry_at } => {
            format!("{}: try {tried} failed, another follows at {}: {}", effort_of(effort), clock(*retry_at), why(failure))
        }
        Entry::TryDue { effort, tried } => format!("{}: try {tried} begins", effort_of(effort)),
        Entry::SignalReceived { name, payload, by, .. } => format!("signal {name} from {}{}", who(by), with(payload)),
        Entry::ConditionMet { step, signal: Some(_), .. } => format!("{step}: a signal that it waits for is there"),
        Entry::ConditionMet { step, signal: None, .. } => format!("{step}: a time that it waits for has come"),
        Entry::StateChanged { step, after, .. } => format!("{step}: the state changes{}", variables(after)),
        Entry::UpdateApplied { name, by, after, .. } => format!("update {name} from {}{}", who(by), variables(after)),
        Entry::EffectCompleted { effort, output } => format!("{}: gave{}", effort_of(effort), given(output)),
        Entry::ItemFailed { effort, failure } => format!("{}: failed, the others go on: {}", effort_of(effort), why(failure)),
        Entry::AttemptFailed { step, attempt, failure } => format!("{step}: attempt {attempt} failed: {}", why(failure)),
        Entry::AttemptJudged { step, verdict, status, .. } => {
            let codes = if verdict.fail_codes.is_empty() { String::new() } else { format!(": {}", verdict.fail_codes.join(", ")) };
            format!("{step}: {}{codes}", standing(*status))
        }
        Entry::Decided { step, decision, by, reason, .. } => {
            let word = match decision {
                Decision::Approved => "approved",
                Decision::Skipped => "skipped",
                Decision::Rejected => "rejected",
            };
            format!("{step}: {word} by {}{}", who(by), because(reason.as_deref()))
        }
        Entry::Escalated { step, to, .. } if to.is_empty() => format!("{step}: the decision is overdue"),
        Entry::Escalated { step, to, .. } => format!("{step}: the decision is overdue and goes to {}", to.join(", ")),
        Entry::SentBack { from, to, count, .. } => format!("{from}: sends the work back to {to}, time {count}"),
        Entry::StepSkipped { step, reason } => format!("{step}: skipped: {reason}"),
        Entry::StepsReset { steps, because_of } => format!("{because_of} was rerun, so these are done anew: {}", names(steps)),
        Entry::RoundStarted { step, round, steps } => format!("{step}: round {round} begins: {}", names(steps)),
        Entry::RunPaused { reason } => progress::pause(reason),
        Entry::RunResumed { by } => format!("the run goes on, by {}", who(by)),
        Entry::RunCompleted { output: Some(output) } => format!("the run is completed and gives{}", with(output)),
        Entry::RunCompleted { output: None } => "the run is completed".to_owned(),
        Entry::RunContinued { .. } => "the run is completed and goes on in another one".to_owned(),
        Entry::RunFailed { step, failure, not_undone } => {
            let at = step.as_ref().map(|step| format!(" at {step}")).unwrap_or_default();
            format!("the run failed{at}: {}{}", why(failure), left(not_undone))
        }
        Entry::RunCancelled { by, reason, not_undone } => {
            format!("the run is cancelled by {}{}{}", who(by), because(reason.as_deref()), left(not_undone))
        }
        Entry::CleanUpStarted { steps, .. } if steps.is_empty() => "the run is about to end".to_owned(),
        Entry::CleanUpStarted { steps, .. } => format!("the run is about to end; taken back is what these did: {}", names(steps)),
        Entry::UndoStarted { step, .. } => format!("{step}: what it did is being taken back"),
        Entry::UndoEnded { step, outcome: UndoOutcome::Done { .. }, .. } => format!("{step}: what it did is taken back"),
        Entry::UndoEnded { step, outcome: UndoOutcome::Failed { failure }, .. } => {
            format!("{step}: what it did could not be taken back: {}", why(failure))
        }
    };
    line(recorded.seq, recorded.at, &told)
}

/// A message may hold line breaks, or what a terminal takes for commands; a line is a line.
fn line(seq: u64, at: Timestamp, told: &str) -> String {
    let told: Vec<&str> = told.split(char::is_control).filter(|part| !part.trim().is_empty()).collect();
    format!("{seq:>5}  {}  {}", clock(at), told.join(" "))
}

fn clock(at: Timestamp) -> String {
    at.strftime("%F %H:%M:%S").to_string()
}

fn who(by: &Actor) -> String {
    format!("{} ({})", by.id, by.via)
}

fn why(failure: &Failure) -> String {
    format!("{} {}", failure.code, failure.message)
}

fn because(reason: Option<&str>) -> String {
    reason.map(|reason| format!(": {reason}")).unwrap_or_default()
}

fn effort_of(effort: &Effort) -> String {
    let item = effort.item.map(|item| format!("[{item}]")).unwrap_or_default();
    let undo = if effort.undo { " taken back" } else { "" };
    format!("{}{item}{undo}", effort.step)
}

fn names(steps: &[StepId]) -> String {
    steps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn left(not_undone: &[StepId]) -> String {
    if not_undone.is_empty() { String::new() } else { format!("; not taken back is what these did: {}", names(not_undone)) }
}

/// The value with a space before it; nothing for nothing.
fn with(value: &Value) -> String {
    if value.is_null() { String::new() } else { format!(" {}", shortened(&value.to_string(), SHOWN)) }
}

fn variables(after: &BTreeMap<String, Value>) -> String {
    let pairs: Vec<String> = after.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if pairs.is_empty() { String::new() } else { format!(": {}", shortened(&pairs.join(" "), SHOWN)) }
}

fn given(output: &Output) -> String {
    let files: Vec<&str> = output.files.iter().map(|file| file.path.as_str()).collect();
    match (output.value.is_null(), files.as_slice()) {
        (true, []) => " nothing".to_owned(),
        (false, []) => with(&output.value),
        (_, files) => format!("{} {}", with(&output.value), shortened(&files.join(", "), SHOWN)),
    }
}

fn standing(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Passed => "passed",
        StepStatus::Warning => "passed with warnings",
        StepStatus::AwaitingApproval => "waits for a person",
        StepStatus::Failed => "failed",
        StepStatus::Skipped => "skipped",
        StepStatus::Pending | StepStatus::Running => "goes on",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(of: Value) -> String {
        entry(&serde_json::from_value(json!({ "seq": 3, "at": "2026-03-01T10:41:03Z", "entry": of })).unwrap())
    }

    #[test]
    fn an_entry_is_told_in_one_line_whatever_stands_in_it() {
        let by = json!({ "id": "ann", "via": "cli approve" });
        let skipped = json!({ "entry": "step_skipped", "step": "greet", "reason": "nobody\nis\u{1b}[31m there" });
        assert_eq!(told(skipped), "    3  2026-03-01 10:41:03  greet: skipped: nobody is [31m there");
        let decided =
            json!({ "entry": "decided", "step": "letter", "attempt": 1, "decision": "approved", "by": by, "reason": "well said" });
        assert!(told(decided).ends_with("  letter: approved by ann (cli approve): well said"));
        let signal = json!({ "entry": "signal_received", "name": "tone", "id": "1", "payload": "warmly", "by": by });
        assert!(told(signal).ends_with("  signal tone from ann (cli approve) \"warmly\""));
        assert!(told(json!({ "entry": "run_completed", "output": { "n": 1 } })).ends_with("  the run is completed and gives {\"n\":1}"));
        assert!(told(json!({ "entry": "run_completed" })).ends_with("  the run is completed"));
    }

    #[test]
    fn a_value_that_is_long_is_told_by_its_beginning() {
        let output = json!({ "value": "x".repeat(200) });
        let done = json!({ "entry": "effect_completed", "effort": { "step": "a", "attempt": 1 }, "output": output });
        let line = told(done);
        assert!(line.ends_with('…') && line.chars().count() < 200, "{line}");
    }
}

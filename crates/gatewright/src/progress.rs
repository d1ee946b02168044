//! Progress on standard error: a bar on a terminal, plain lines otherwise.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use machine::{Cause, Decision, Entry, PauseReason, StepStatus, UndoOutcome};
use plan::{Plan, StepId};

use crate::report;

/// Shows a run as it goes.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    gates: Vec<(StepId, String)>,
}

impl Progress {
    pub(crate) fn new(plan: &Plan) -> Self {
        let gates: Vec<_> = plan.steps.iter().map(|step| (step.id.clone(), step.title.clone().unwrap_or_default())).collect();
        let bar = report::is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(gates.len() as u64), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}") {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, gates }
    }

    /// Shows an entry.
    pub(crate) fn entry(&self, entry: &Entry) {
        match entry {
            Entry::AttemptStarted { step, attempt, cause, .. } => {
                self.now(&format!("{} …", self.name(step)));
                if *attempt > 1 {
                    let because = match cause {
                        Cause::Rerun { .. } => "rerun",
                        Cause::Upstream { step } => &format!("because {step} was rerun"),
                        Cause::Repair { .. } | Cause::Again => "tried again by itself",
                        Cause::SentBack { from, .. } => &format!("sent back by {from}"),
                        Cause::Round { round, .. } => &format!("round {round}"),
                        Cause::Ready => "ready again",
                    };
                    self.line(&format!("{}: attempt {attempt}, {because}", self.name(step)));
                }
            }
            Entry::TryFailed { effort, tried, failure, .. } => {
                self.line(&format!("{}: try {tried} failed, another follows: {}", self.name(&effort.step), failure.message));
            }
            Entry::AttemptFailed { step, failure, .. } => {
                self.line(&format!("{}: failed: {} {}", self.name(step), failure.code, failure.message));
            }
            Entry::AttemptJudged { step, verdict, status, .. } => {
                let word = match status {
                    StepStatus::Passed => "passed",
                    StepStatus::Warning => "passed with warnings",
                    StepStatus::AwaitingApproval => "waits for a person",
                    _ => "failed",
                };
                let codes = if verdict.fail_codes.is_empty() { String::new() } else { format!(": {}", verdict.fail_codes.join(", ")) };
                self.step();
                self.line(&format!("{}: {word}{codes}", self.name(step)));
            }
            Entry::Decided { step, decision, by, .. } => {
                let word = match decision {
                    Decision::Approved => "approved",
                    Decision::Skipped => "skipped",
                    Decision::Rejected => "rejected",
                };
                self.line(&format!("{}: {word} by {} ({})", self.name(step), by.id, by.via));
            }
            Entry::StepSkipped { step, reason } => {
                self.step();
                self.line(&format!("{}: skipped: {reason}", self.name(step)));
            }
            Entry::Escalated { step, to, .. } => {
                let to = if to.is_empty() { String::new() } else { format!(" to {}", to.join(", ")) };
                self.line(&format!("{}: the decision is overdue and goes{to}", self.name(step)));
            }
            Entry::Migrated { version, by, .. } => {
                let to = version.map_or_else(|| "another plan".to_owned(), |version| format!("version {version}"));
                self.line(&format!("moved to {to} by {} ({})", by.id, by.via));
            }
            Entry::SentBack { from, to, .. } => self.line(&format!("{}: sends the work back to {to}", self.name(from))),
            Entry::RoundStarted { step, round, .. } => self.line(&format!("{}: round {round}", self.name(step))),
            Entry::CleanUpStarted { steps, .. } => self.line(&format!("what {} steps did is taken back", steps.len())),
            Entry::UndoEnded { step, outcome, .. } => {
                let word = if matches!(outcome, UndoOutcome::Done { .. }) { "undone" } else { "could not be undone" };
                self.line(&format!("{}: {word}", self.name(step)));
            }
            Entry::RunPaused { reason } => self.line(&pause(reason)),
            _ => {}
        }
    }

    /// Ends the display.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn name(&self, step: &StepId) -> String {
        let title = self.gates.iter().find(|(id, _)| id == step).map_or("", |(_, title)| title);
        format!("{step} {title}")
    }

    fn now(&self, message: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(message.to_owned());
        }
    }

    fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    fn line(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None => eprintln!("{text}"),
        }
    }
}

/// Why a run holds, and what may be done.
pub(crate) fn pause(reason: &PauseReason) -> String {
    match reason {
        PauseReason::GateFailed { step, code } => format!("paused: gate {step} failed: {code}; rerun, skip or approve it"),
        PauseReason::ApprovalRequired { step } => format!("paused: gate {step} waits for a person's approval"),
        PauseReason::Requested { by, reason } => format!("paused by {}: {reason}", by.id),
        PauseReason::Projection { message } => format!("paused: its tables could not be written: {message}"),
    }
}

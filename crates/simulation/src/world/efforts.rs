//! Efforts under way, here and elsewhere, and how they end.

use jiff::Timestamp;
use machine::{Event, Failure, FailureClass, Meter, Output, Verdict, VerdictOutcome};
use serde_json::json;

use super::{Kind, Running, World};
use crate::invariants::{Execution, Violation};
use crate::lane::{Outcome, Task};
use crate::store::RunId;

impl World {
    pub(super) fn finish_task(&mut self) -> Result<bool, Violation> {
        if !self.late.is_empty() && (self.running.is_empty() || self.draw.percent(25)) {
            let at = self.draw.below(self.late.len());
            let outcome = self.late.swap_remove(at);
            let alive = self.alive();
            let Some(&process) = self.draw.pick(&alive) else { return Ok(false) };
            self.say(|| format!("a late result reaches process {process}: run {} {:?}", outcome.run, outcome.task));
            self.with_lane(process, |lane| lane.take_outcome(outcome))?;
            return Ok(true);
        }
        if self.running.is_empty() {
            return Ok(false);
        }
        let at = self.draw.below(self.running.len());
        self.finish_task_at(at)
    }

    pub(super) fn finish_task_at(&mut self, at: usize) -> Result<bool, Violation> {
        let Running { process, kind, .. } = self.running[at];
        if !self.processes[process].is_alive() {
            return Ok(false);
        }
        let Some(outcome) = (match kind {
            Kind::Here { execution } => {
                self.ends_here(at);
                Some(self.outcome(at, execution))
            }
            Kind::Elsewhere { handed_out, limit } => self.wait_elsewhere(at, handed_out, limit),
        }) else {
            // It has handed out what it waits for, or hears nothing yet.
            return Ok(matches!(kind, Kind::Elsewhere { handed_out: false, .. }));
        };
        self.running.swap_remove(at);
        if self.faults && self.draw.percent(10) {
            self.late.push(outcome.clone());
        }
        self.say(|| format!("process {process} hears of run {}, {:?}: {:?}", outcome.run, outcome.task, outcome.event));
        self.with_lane(process, |lane| lane.take_outcome(outcome))?;
        Ok(true)
    }

    /// The next thing that a process does which waits for what is done elsewhere: it hands it out, it hears its end, or its limit has come.
    fn wait_elsewhere(&mut self, at: usize, handed_out: bool, limit: Option<Timestamp>) -> Option<Outcome> {
        let (run, task) = (self.running[at].run, self.running[at].task.clone());
        if !handed_out {
            let execution = self.executions.len();
            if self.store.put_far(run, &task, execution) {
                self.executes(run, &task);
            }
            self.running[at].kind = Kind::Elsewhere { handed_out: true, limit };
            return None;
        }
        let end = self.store.far.get(&(run, task.clone())).and_then(|far| far.end.clone());
        let effort = task.effort.clone();
        let event = match (end, task.tried) {
            (Some(end), _) => end,
            (None, Some(tried)) if limit.is_some_and(|limit| limit <= self.now) => {
                let failure = Failure {
                    code: "TIMEOUT".to_owned(),
                    message: "it took too long".to_owned(),
                    class: FailureClass::Retryable,
                    needs_person: false,
                    meter: Meter::default(),
                };
                Event::EffectFailed { effort, tried, failure, jitter: self.draw.share() }
            }
            _ => return None,
        };
        Some(Outcome { run, task, event })
    }

    /// Somebody elsewhere has done something, whether anybody waits for it or not.
    pub(super) fn end_elsewhere(&mut self) -> Result<bool, Violation> {
        let open: Vec<(RunId, Task, usize)> = self
            .store
            .far
            .iter()
            .filter(|(_, far)| far.end.is_none())
            .map(|((run, task), far)| (*run, task.clone(), far.execution))
            .collect();
        let Some((run, task, execution)) = self.draw.pick(&open).cloned() else { return Ok(false) };
        let event = self.event(&task, execution);
        self.say(|| format!("execution {execution} ends elsewhere: run {run} {task:?}: {event:?}"));
        self.store.end_far(run, &task, event);
        Ok(true)
    }

    /// Counts an execution.
    pub(super) fn executes(&mut self, run: RunId, task: &Task) -> usize {
        self.executions.push(Execution { run, task: task.clone() });
        self.executions.len() - 1
    }

    /// What had been done when nobody wanted it any more.
    pub(super) fn may_come_late(&mut self, effort: &Running, percent: usize) {
        let Kind::Here { execution } = effort.kind else { return };
        if self.faults && self.draw.percent(percent) {
            let event = self.event(&effort.task, execution);
            self.late.push(Outcome { run: effort.run, task: effort.task.clone(), event });
        }
    }

    fn outcome(&mut self, at: usize, execution: usize) -> Outcome {
        let (run, task) = (self.running[at].run, self.running[at].task.clone());
        let event = self.event(&task, execution);
        Outcome { run, task, event }
    }

    fn event(&mut self, task: &Task, execution: usize) -> Event {
        let effort = task.effort.clone();
        let kind = if self.faults { self.draw.below(100) } else { 0 };
        match task.tried {
            None => {
                let outcome = match kind {
                    0..60 => VerdictOutcome::Pass,
                    60..72 => VerdictOutcome::Warn,
                    72..92 => VerdictOutcome::Fail,
                    _ => VerdictOutcome::Error,
                };
                let results = vec![json!({"execution": execution})];
                let verdict = Verdict { outcome, score: None, fail_codes: vec!["BAD".to_owned()], results };
                Event::ChecksFinished { effort, verdict }
            }
            Some(_) if kind < 65 => {
                let list: Vec<usize> = (0..self.draw.below(4)).collect();
                let value = json!({"execution": execution, "rare": self.draw.percent(50), "list": list});
                Event::EffectSucceeded { effort, output: Output { value, ..Output::default() } }
            }
            Some(tried) => {
                let class = match kind {
                    65..85 => FailureClass::Retryable,
                    85..99 => FailureClass::Terminal,
                    _ => FailureClass::Fatal,
                };
                let code = if self.draw.percent(70) { "BROKEN" } else { "OTHER" };
                let needs_person = self.draw.percent(20);
                let failure =
                    Failure { code: code.to_owned(), message: "it broke".to_owned(), class, needs_person, meter: Meter::default() };
                Event::EffectFailed { effort, tried, failure, jitter: self.draw.share() }
            }
        }
    }
}

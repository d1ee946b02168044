//! Rules about failures, decisions and bounds: what came with grammar 3 is asked for by its number, and its numbers and names make sense.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Findings};
use crate::path::Path;
use crate::{Known, Plan, Retry, Step, StepId};

/// The grammar these came with.
const SINCE: u32 = 3;
/// The longest time a run or a step may take: ten years, in milliseconds.
const LONGEST_MS: u64 = super::MAX_WAIT_MS;

pub(super) fn check(plan: &Plan, known: &Known<'_>, first: &BTreeMap<&StepId, usize>, steps: &Path, findings: &mut Findings) {
    // What run state needs has been told of.
    let mut rules = Rules { is_old: plan.grammar < SINCE && super::state::first_use(plan, steps).is_none(), findings };
    if let Some(timeout_ms) = plan.timeout_ms {
        rules.bound(timeout_ms, "a run", &Path::root().key("timeout_ms"));
    }
    for (at, step) in plan.steps.iter().enumerate() {
        rules.step(step, &steps.index(at));
        rules.undo(step, known, &steps.index(at).key("undo"));
        if let Some(gate) = &step.gate {
            rules.gate(plan, first, at, gate, &steps.index(at).key("gate"));
        }
    }
}

pub(super) struct Rules<'f> {
    /// Whether it is still to be told that the plan's grammar is too old: once is enough.
    is_old: bool,
    pub(super) findings: &'f mut Findings,
}

impl Rules<'_> {
    fn step(&mut self, step: &Step, path: &Path) {
        self.fan_out(&step.work, &path.key("work"));
        self.retry(&step.retry, &path.key("retry"));
        if let Some(deadline_ms) = step.deadline_ms {
            let path = path.key("deadline_ms");
            self.bound(deadline_ms, "a step", &path);
            if let Some(timeout_ms) = step.timeout_ms.filter(|timeout_ms| *timeout_ms > deadline_ms) {
                let message = format!("the step may take {deadline_ms} milliseconds in all, so one try of it cannot take {timeout_ms}");
                self.findings.error(Code::OutOfBounds, &path, message);
            }
        }
    }

    pub(super) fn retry(&mut self, retry: &Retry, path: &Path) {
        for (field, codes) in [("never", &retry.never), ("only", &retry.only)] {
            if codes.is_empty() {
                continue;
            }
            let path = path.key(field);
            self.since("retries by code", &path);
            for (at, code) in codes.iter().enumerate() {
                if code.trim().is_empty() {
                    self.findings.error(Code::BadName, &path.index(at), "a code of a failure is not blank");
                }
            }
        }
        if let Some(at) = retry.only.iter().position(|code| retry.never.contains(code)) {
            let message = format!("`{}` stands under `never` too, and so is never retried", retry.only[at]);
            self.findings.warning(Code::OutOfBounds, &path.key("only").index(at), message);
        }
    }

    fn bound(&mut self, ms: u64, of: &str, path: &Path) {
        self.since("limits of runs and steps", path);
        if !(1..=LONGEST_MS).contains(&ms) {
            let message = format!("{of} may take from 1 millisecond to ten years, not {ms} milliseconds");
            self.findings.error(Code::OutOfBounds, path, message);
        }
    }

    pub(super) fn since(&mut self, what: &str, path: &Path) {
        if std::mem::take(&mut self.is_old) {
            let message = format!("{what} came with grammar {SINCE}; write `grammar: {SINCE}` at the top");
            self.findings.error(Code::UnsupportedGrammar, path, message);
        }
    }
}

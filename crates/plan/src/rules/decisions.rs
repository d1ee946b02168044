//! Rules about decisions: who is asked what, for how long, and where failed work goes back to.

use std::collections::BTreeMap;

use serde_json::Value;

use super::failures::Rules;
use crate::diagnostics::{Code, did_you_mean};
use crate::path::Path;
use crate::{Approval, Asked, Escalation, Exhausted, Gate, Overdue, Plan, SendBack, StepId, input};

/// How often work may be sent back in a run.
const MAX_SENT_BACK: u32 = 100;

impl Rules<'_> {
    pub(super) fn gate(&mut self, plan: &Plan, first: &BTreeMap<&StepId, usize>, at: usize, gate: &Gate, path: &Path) {
        if let Approval::Asked(asked) = &gate.approval {
            self.asked(asked, &path.key("approval"));
        }
        if let Exhausted::SendBack(edge) = &gate.on_exhausted {
            self.send_back(plan, first, at, edge, &path.key("on_exhausted").key("send_back"));
        }
    }

    fn asked(&mut self, asked: &Asked, path: &Path) {
        self.since("approvals with a form or a list of who decides", path);
        if let Some(title) = &asked.title {
            super::name(title, &path.key("title"), self.findings);
        }
        let form = path.key("form");
        super::nesting(&asked.form, &form, self.findings);
        input::check_schema(&asked.form, &form, self.findings);
        self.people(&asked.by, &path.key("by"));
        if let Some(escalation) = &asked.escalate {
            self.escalation(asked, escalation, &path.key("escalate"));
        }
    }

    fn escalation(&mut self, asked: &Asked, escalation: &Escalation, path: &Path) {
        let after = path.key("after");
        match escalation.after.literal_ms() {
            None => {
                let message = "this is a length of time in numbers, as in `after: {hours: 24}`, up to ten years";
                self.findings.error(Code::OutOfBounds, &after, message);
            }
            Some(0) => self.findings.error(Code::OutOfBounds, &after, "people need some time to decide; write `after: {hours: 24}`"),
            Some(_) => {}
        }
        self.people(&escalation.to, &path.key("to"));
        if escalation.then == Overdue::Remind && escalation.to.is_empty() {
            let message = "nobody would be told; name somebody under `to`, or write `then: approve`, `reject` or `fail`";
            self.findings.error(Code::MissingField, &path.key("to"), message);
        }
        if escalation.then == Overdue::Approve && input::against(&Value::Null, &asked.form, "the form").is_err() {
            let message = "nobody fills the form in when time decides, and its schema does not admit `null`; write `reject` or `fail`";
            self.findings.error(Code::BadSchema, &path.key("then"), message);
        }
    }

    fn people(&mut self, names: &[String], path: &Path) {
        for (at, name) in names.iter().enumerate().filter(|(_, name)| name.trim().is_empty()) {
            let message = format!("`{name}` is no name of a role or an account");
            self.findings.error(Code::BadName, &path.index(at), message);
        }
    }

    fn send_back(&mut self, plan: &Plan, first: &BTreeMap<&StepId, usize>, at: usize, edge: &SendBack, path: &Path) {
        self.since("sending back", path);
        let from = &plan.steps[at].id;
        let to = path.key("to");
        if !first.contains_key(&edge.to) {
            let hint = did_you_mean(&edge.to.0, first.keys().map(|id| id.0.as_str()));
            self.findings.error(Code::UnknownStep, &to, format!("the plan has no step `{}`{hint}", edge.to));
        } else if edge.to == *from {
            let message = "a step is not sent back to itself; write `auto_attempts` for more attempts at it";
            self.findings.error(Code::SelfNeed, &to, message);
        } else if !super::names::waits_for(plan, first, at, &edge.to.0) {
            let message =
                format!("step `{from}` does not need `{}`, not even through others, so nothing of it can be mended there", edge.to);
            self.findings.error(Code::StepNotNeeded, &to, message);
        }
        if !(1..=MAX_SENT_BACK).contains(&edge.max) {
            let message = format!("work is sent back 1 to {MAX_SENT_BACK} times, not {}", edge.max);
            self.findings.error(Code::OutOfBounds, &path.key("max"), message);
        }
        if matches!(*edge.then, Exhausted::SendBack(_)) {
            self.findings.error(Code::UnknownKind, &path.key("then"), "after sending back comes `pause`, `fail`, `warn` or `skip`");
        }
    }
}

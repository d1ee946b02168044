//! Reading approvals, what a gate does when its attempts are spent, what a fan-out does when an item fails, and what is undone.

use serde_json::Value;

use super::{Node, Path, Reader};
use crate::diagnostics::{Code, did_you_mean, listed};
use crate::document::Kind;
use crate::{Approval, Asked, Delay, Escalation, Exhausted, MinOk, OnFailure, Overdue, SendBack, StepId, Undo};

const EXHAUSTED: [&str; 4] = ["pause", "fail", "warn", "skip"];

impl Reader<'_> {
    /// `none`, `required`, or what a person is asked.
    pub(super) fn approval(&mut self, node: &Node, path: &Path) -> Option<Approval> {
        let Kind::Map(_) = &node.kind else {
            let word = self.word(node, path, &[("none", false), ("required", true)])?;
            return Some(if word { Approval::Required } else { Approval::None });
        };
        let fields = self.fields(node, path, "an approval", &["title", "form", "by", "escalate"])?;
        let title = fields.given("title").and_then(|(node, path)| self.text(node, &path));
        let form = fields.given("form").map_or(Value::Bool(true), |(node, _)| node.to_value());
        let by = fields.get("by").and_then(|(node, path)| self.words(node, &path)).unwrap_or_default();
        let escalate = fields.given("escalate").and_then(|(node, path)| self.escalation(node, &path));
        Some(Approval::Asked(Box::new(Asked { title, form, by, escalate })))
    }

    pub(super) fn undo(&mut self, node: &Node, path: &Path) -> Undo {
        let mut undo = Undo { effect: String::new(), with: Value::Null, retry: Undo::usual_retry(), timeout_ms: None };
        let Some(fields) = self.fields(node, path, "an undo", &["effect", "with", "retry", "timeout_ms"]) else { return undo };
        if let Some((node, path)) = fields.required("effect", self) {
            undo.effect = self.text(node, &path).unwrap_or_default();
        }
        undo.with = fields.get("with").map_or(Value::Null, |(node, _)| node.to_value());
        if let Some((node, path)) = fields.get("retry") {
            undo.retry = self.retry(node, &path, undo.retry);
        }
        undo.timeout_ms = fields.given("timeout_ms").and_then(|(node, path)| self.integer(node, &path));
        undo
    }

    pub(super) fn on_failure(&mut self, node: &Node, path: &Path) -> Option<OnFailure> {
        self.word(node, path, &[("fail", OnFailure::Fail), ("continue", OnFailure::Continue)])
    }

    /// A count, or a share in a text.
    pub(super) fn min_ok(&mut self, node: &Node, path: &Path) -> Option<MinOk> {
        match &node.kind {
            Kind::Text(share) => Some(MinOk::Share(share.clone())),
            _ => self.integer(node, path).map(MinOk::Count),
        }
    }

    fn escalation(&mut self, node: &Node, path: &Path) -> Option<Escalation> {
        let fields = self.fields(node, path, "an escalation", &["after", "to", "then"])?;
        let after = fields.required("after", self).and_then(|(node, path)| self.delay(node, &path));
        let mut escalation = Escalation { after: Delay::default(), to: Vec::new(), then: Overdue::default() };
        match after {
            Some(after) => escalation.after = after,
            None => self.findings.unreadable(&path.key("after")),
        }
        self.set(&fields, "to", &mut escalation.to, Self::words);
        self.set(&fields, "then", &mut escalation.then, |reader, node, path| {
            reader.word(
                node,
                path,
                &[("remind", Overdue::Remind), ("approve", Overdue::Approve), ("reject", Overdue::Reject), ("fail", Overdue::Fail)],
            )
        });
        Some(escalation)
    }

    /// `pause`, `fail`, `warn`, `skip`, or `send_back: {to, max, then}`.
    pub(super) fn exhausted(&mut self, node: &Node, path: &Path) -> Option<Exhausted> {
        let Kind::Map(fields) = &node.kind else { return self.exhausted_word(node, path) };
        let [(key, inner)] = fields.as_slice() else {
            let message = format!("this is one of {}, or `send_back: {{to: …, max: …}}` alone", listed(EXHAUSTED));
            self.findings.error(Code::UnknownKind, path, message);
            return None;
        };
        let path = path.key(&key.text);
        if key.text != "send_back" {
            let message = format!("there is no `{}`{}; there is `send_back`", key.text, did_you_mean(&key.text, ["send_back"]));
            self.findings.error(Code::UnknownKind, &path, message);
            return None;
        }
        let fields = self.fields(inner, &path, "a way back", &["to", "max", "then"])?;
        let to = fields.required("to", self).and_then(|(node, path)| self.text(node, &path));
        let max = fields.required("max", self).and_then(|(node, path)| self.integer(node, &path));
        let mut then = Exhausted::default();
        self.set(&fields, "then", &mut then, Self::exhausted_word);
        Some(Exhausted::SendBack(Box::new(SendBack { to: StepId(to?), max: max?, then: Box::new(then) })))
    }

    fn exhausted_word(&mut self, node: &Node, path: &Path) -> Option<Exhausted> {
        let at = self.word(node, path, &[(EXHAUSTED[0], 0), (EXHAUSTED[1], 1), (EXHAUSTED[2], 2), (EXHAUSTED[3], 3)])?;
        Some(match at {
            1 => Exhausted::Fail,
            2 => Exhausted::Warn,
            3 => Exhausted::Skip,
            _ => Exhausted::Pause,
        })
    }
}

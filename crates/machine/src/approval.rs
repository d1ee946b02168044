//! What a person is asked before an attempt counts: who may answer, what is filled in, and what happens when nobody does.

use plan::{Asked, Overdue};
use serde_json::{Value, json};

use crate::decide::Decide;
use crate::graph::StepIdx;
use crate::request::given;
use crate::state::{Defeat, Standing};
use crate::{Actor, Decision, Entry, Failure, FailureClass, Meter, Refusal, RefusalCode, Verdict, VerdictOutcome};

/// Code of an attempt that a person rejected.
pub(crate) const REJECTED: &str = "REJECTED";
/// Code of a run that failed because nobody decided in time.
const APPROVAL_OVERDUE: &str = "APPROVAL_OVERDUE";
/// What a form may hold, in bytes of JSON: as much as the value of a step.
const FORM_LIMIT: usize = 16 * 1024;

/// The latest decision about a step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DecisionMade {
    pub(crate) decision: Decision,
    pub(crate) by: Actor,
    pub(crate) reason: Option<String>,
    pub(crate) form: Value,
}

impl DecisionMade {
    /// As expressions read it.
    pub(crate) fn as_value(&self) -> Value {
        json!({"decision": self.decision, "by": self.by.id, "reason": self.reason, "form": self.form})
    }

    /// What the next attempt is told of a rejection: what the checks found stands behind it.
    pub(crate) fn as_verdict(&self, before: Option<Verdict>) -> Verdict {
        let (score, mut fail_codes, mut results) =
            before.map(|verdict| (verdict.score, verdict.fail_codes, verdict.results)).unwrap_or_default();
        fail_codes.insert(0, REJECTED.to_owned());
        results.insert(0, json!({"type": "decision", "passed": false, "message": self.reason, "by": self.by.id, "form": self.form}));
        Verdict { outcome: VerdictOutcome::Fail, score, fail_codes, results }
    }
}

impl Decide<'_> {
    /// What is asked about a step, where its plan says more than that somebody must approve.
    pub(crate) fn asked(&self, idx: StepIdx) -> Option<&Asked> {
        self.plan.steps[idx].gate.as_ref()?.approval.asked()
    }

    /// A decision about a step is for those whom its plan names.
    pub(crate) fn check_who(&self, idx: StepIdx, by: &Actor) -> Result<(), Refusal> {
        let Some(asked) = self.asked(idx).filter(|asked| !asked.by.is_empty()) else { return Ok(()) };
        let escalated = asked.escalate.as_ref().filter(|_| self.state.steps[idx].escalated.is_some());
        let mut may = asked.by.iter().chain(escalated.into_iter().flat_map(|escalation| &escalation.to));
        if may.any(|name| *name == by.id || by.roles.contains(name)) {
            return Ok(());
        }
        let message = format!("step `{}` is decided by {}; ask one of them", self.id(idx), asked.by.join(", "));
        Err(Refusal::new(RefusalCode::NotYourDecision, message))
    }

    /// What is filled in fits what is asked.
    pub(crate) fn check_form(&self, idx: StepIdx, form: &Value) -> Result<(), Refusal> {
        let id = self.id(idx);
        if let Err(found) = self.plan.check_form(&id, form) {
            let message = format!("what is filled in about step `{id}` does not fit its form: {}", crate::refusal::in_one_line(&found));
            return Err(Refusal::new(RefusalCode::BadForm, message));
        }
        let size = form.to_string().len();
        if size > FORM_LIMIT {
            let message = format!("the form holds {size} bytes of JSON, at most {FORM_LIMIT} are taken; fill in a reference to the rest");
            return Err(Refusal::new(RefusalCode::BadForm, message));
        }
        Ok(())
    }

    /// Whether an approval given in advance would have been accepted if given now.
    pub(crate) fn counts_in_advance(&self, idx: StepIdx, by: &Actor) -> bool {
        self.asked(idx).is_none() || self.check_who(idx, by).is_ok() && self.check_form(idx, &Value::Null).is_ok()
    }

    /// A person says no. What is filled in is looked at where something is.
    pub(crate) fn reject(&self, idx: StepIdx, by: Actor, reason: String, form: Value) -> Result<Vec<Entry>, Refusal> {
        let id = &self.plan.steps[idx].id;
        if !matches!(self.state.steps[idx].standing, Standing::AwaitingApproval { .. }) {
            let message = format!("step `{id}` does not wait for approval, so there is nothing to reject");
            return Err(Refusal::new(RefusalCode::NotRejectable, message));
        }
        self.check_who(idx, &by)?;
        let reason = given(reason, "rejecting", id)?;
        if !form.is_null() {
            self.check_form(idx, &form)?;
        }
        Ok(vec![self.decided_with(idx, Decision::Rejected, by, Some(reason), form)])
    }

    /// The entry that notes that nobody decided in time.
    pub(crate) fn escalated(&self, idx: StepIdx) -> Option<Entry> {
        let escalation = self.asked(idx)?.escalate.as_ref()?;
        let (to, then) = (escalation.to.clone(), escalation.then);
        Some(Entry::Escalated { step: self.id(idx), attempt: self.state.steps[idx].attempts, to, then })
    }

    /// Time decides where nobody did.
    pub(crate) fn decide_what_is_overdue(&self) -> Option<Entry> {
        let &idx = self.state.index.overdue.first()?;
        let decision = match self.state.steps[idx].escalated? {
            Overdue::Remind => return None,
            Overdue::Approve => Decision::Approved,
            Overdue::Reject | Overdue::Fail => Decision::Rejected,
        };
        Some(self.decided(idx, decision, escalation(), Some("nobody decided in time".to_owned())))
    }

    /// How the run fails where the plan says that an overdue decision fails it.
    pub(crate) fn overdue_failure(&self, idx: StepIdx) -> Option<Failure> {
        let record = &self.state.steps[idx];
        let is_by_time = record.decision.as_ref().is_some_and(|made| made.decision == Decision::Rejected && made.by == escalation());
        let fails =
            is_by_time && record.escalated == Some(Overdue::Fail) && matches!(record.standing, Standing::Failed(Defeat::Refused { .. }));
        fails.then(|| Failure {
            code: APPROVAL_OVERDUE.to_owned(),
            message: format!("nobody decided about step `{}` in time, and its plan says to fail the run; start a new run", self.id(idx)),
            class: FailureClass::Terminal,
            needs_person: true,
            meter: Meter { cost_nanos: Some(0), ..Meter::default() },
        })
    }
}

/// In whose name time decides.
fn escalation() -> Actor {
    Actor { id: "escalation".to_owned(), via: "plan".to_owned(), roles: Vec::new() }
}

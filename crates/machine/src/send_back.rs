//! Sending failed work back against the flow: a step further up is done again, told what was found wrong.

use plan::SendBack;
use serde_json::json;

use crate::decide::Decide;
use crate::graph::StepIdx;
use crate::state::Defeat;
use crate::{Entry, Verdict, VerdictOutcome};

impl Decide<'_> {
    /// The entry that sends the work of a failed step back, while the plan allows it and it can help.
    pub(crate) fn sent_back(&self, idx: StepIdx, defeat: &Defeat, edge: &SendBack) -> Option<Entry> {
        let record = &self.state.steps[idx];
        let to = self.graph.find(&edge.to)?;
        // A step that was passed over would be passed over again.
        let gave = self.state.steps[to].standing.counted_output().is_some();
        if record.sent_back >= edge.max || !gave {
            return None;
        }
        Some(Entry::SentBack {
            from: self.id(idx),
            attempt: record.attempts,
            to: edge.to.clone(),
            count: record.sent_back + 1,
            verdict: found_wrong(record.verdict.as_ref(), defeat),
        })
    }
}

/// What the step further up is told: the verdict, or how the attempt ended where there is none.
fn found_wrong(verdict: Option<&Verdict>, defeat: &Defeat) -> Verdict {
    match (verdict, defeat) {
        (Some(verdict), Defeat::Refused { .. }) => verdict.clone(),
        (_, Defeat::Lost { failure }) => Verdict {
            outcome: VerdictOutcome::Error,
            score: None,
            fail_codes: vec![failure.code.clone()],
            results: vec![json!({"type": "failure", "passed": false, "message": failure.message})],
        },
        (None, Defeat::Refused { .. }) => {
            Verdict { outcome: VerdictOutcome::Fail, score: None, fail_codes: Vec::new(), results: Vec::new() }
        }
    }
}

//! Fan-outs that may fail in part: when they have failed all the same, and what is said of the items that did.

use plan::{OnFailure, Plan, Work};
use serde::{Deserialize, Serialize};

use crate::decide::Decide;
use crate::graph::StepIdx;
use crate::state::{Item, Standing, Working};
use crate::{Entry, Failure, FailureClass, Meter};

/// Code of a fan-out of which too few items succeeded.
const TOO_FEW_OK: &str = "TOO_FEW_OK";
/// Code of a fan-out of which so many items failed that it was stopped.
const TOO_MANY_FAILED: &str = "TOO_MANY_FAILED";

/// An item of a fan-out that failed while the others counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemError {
    /// Its place among the items.
    pub index: u32,
    /// Stable code of the failure.
    pub code: String,
    /// For people.
    pub message: String,
}

/// Whether the others go on when an item has failed for good. A fatal failure ends the run in any case.
pub(crate) fn goes_on(plan: &Plan, idx: StepIdx, failure: &Failure) -> bool {
    let policy = match &plan.steps[idx].work {
        Work::Each { on_failure, .. } => *on_failure,
        _ => OnFailure::Fail,
    };
    policy == OnFailure::Continue && failure.class != FailureClass::Fatal
}

/// How many of so many items must succeed. Of a fan-out that does not say, one: nothing at all is no success.
fn wanted(work: &Work, items: usize) -> usize {
    match work {
        // A share that is none is refused with the plan; then all must succeed.
        Work::Each { min_ok: Some(min_ok), .. } => min_ok.of(items).unwrap_or(items),
        _ => items.min(1),
    }
}

/// Why a fan-out has failed by now, if it has.
fn lost(work: &Work, working: &Working) -> Option<(&'static str, String)> {
    let (items, failed) = (working.items.len(), working.failed);
    if let Work::Each { stop_after: Some(limit), .. } = work
        && failed >= *limit as usize
    {
        return Some((TOO_MANY_FAILED, format!("{failed} of {items} items failed, and the fan-out stops after {limit}")));
    }
    let wanted = wanted(work, items);
    let is_over = working.completed == items;
    (is_over && items - failed < wanted)
        .then(|| (TOO_FEW_OK, format!("{} of {items} items succeeded, and at least {wanted} must", items - failed)))
}

/// Whether a fan-out whose items have ended so far has failed by that.
pub(crate) fn has_lost(work: &Work, working: &Working) -> bool {
    lost(work, working).is_some()
}

/// What is said of the items that failed.
pub(crate) fn errors(items: &[Item]) -> Vec<ItemError> {
    let failed = (0_u32..).zip(items).filter_map(|(index, item)| match item {
        Item::Failed(failure) => Some(ItemError { index, code: failure.code.clone(), message: failure.message.clone() }),
        _ => None,
    });
    failed.collect()
}

impl Decide<'_> {
    /// A fan-out of which too many items failed.
    pub(crate) fn fail_what_is_lost(&self) -> Option<Entry> {
        let &idx = self.state.index.lost.first()?;
        let Standing::Working(working) = &self.state.steps[idx].standing else { return None };
        let (code, what) = lost(&self.plan.steps[idx].work, working)?;
        let first = errors(&working.items).into_iter().next();
        let first = first.map(|error| format!("; the first was item {}: {}: {}", error.index, error.code, error.message));
        // What the items cost stands in their own entries.
        let meter = Meter { cost_nanos: Some(0), ..Meter::default() };
        let message = format!("{what}{}", first.unwrap_or_default());
        let failure = Failure { code: code.to_owned(), message, class: FailureClass::Terminal, needs_person: false, meter };
        Some(Entry::AttemptFailed { step: self.id(idx), attempt: self.state.steps[idx].attempts, failure })
    }

    /// Why a fan-out over no items has failed: it says that some must succeed.
    pub(crate) fn empty_is_lost(&self, idx: StepIdx) -> Option<Failure> {
        let wanted = wanted(&self.plan.steps[idx].work, 0);
        (wanted > 0).then(|| Failure {
            code: TOO_FEW_OK.to_owned(),
            message: format!("there are no items, and at least {wanted} must succeed"),
            class: FailureClass::Terminal,
            needs_person: true,
            meter: Meter { cost_nanos: Some(0), ..Meter::default() },
        })
    }
}

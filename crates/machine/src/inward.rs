//! Steps that the machine carries out itself: changes of run state, and ends of the run.
//!
//! Such a step has attempts, a gate and reruns like any other. Its attempt begins with the rendered values and is carried out in
//! the next entry, so that nothing comes between. A step that ends the run ends it once it is done, its gate included.

use std::collections::BTreeMap;

use plan::expression::{ExpressionError, Scope, render_all};
use plan::{Change, End, EndStatus, MAX_OUTPUT_BYTES, Template, Work};
use serde_json::{Value, json};

use crate::decide::Decide;
use crate::graph::StepIdx;
use crate::ready::{EXPRESSION_FAILED, not_rendered_then, shallow};
use crate::refusal::in_one_line;
use crate::run_state::Misfit;
use crate::state::Standing;
use crate::{Actor, CancelMode, Effort, Entry, Failure, FailureClass, Meter, Output};

/// Code of an output, or an input of the run that follows, that is too large.
const OUTPUT_TOO_LARGE: &str = "OUTPUT_TOO_LARGE";
/// Code of a run whose output cannot be rendered.
const OUTPUT_FAILED: &str = "OUTPUT_FAILED";
/// Code of a step that would begin the run again with an input that the plan does not admit.
const BAD_INPUT: &str = "BAD_INPUT";

impl Decide<'_> {
    /// What becomes of an attempt whose rendered values are there. Gives nothing for work that is the host's.
    pub(crate) fn carry_out(&self, idx: StepIdx) -> Option<Entry> {
        let record = &self.state.steps[idx];
        let Standing::Working(working) = &record.standing else { return None };
        let input = working.inputs.first()?;
        let (step, attempt) = (self.id(idx), record.attempts);
        let done = match &self.plan.steps[idx].work {
            Work::State(_) => match self.changes(input) {
                Ok(after) => return Some(Entry::StateChanged { step, attempt, after }),
                Err(misfit) => Err(misfit),
            },
            Work::End(_) => too_large(input).map_or_else(|| Ok(input.clone()), Err),
            Work::Again(_) => self.beginning(input),
            Work::Repeat(repeat) => return self.end_of_round(idx, repeat, input),
            Work::Effect(_) | Work::Each { .. } | Work::Wait(_) => return None,
        };
        Some(match done {
            Ok(value) => Entry::EffectCompleted { effort: Effort { step, attempt, item: None, undo: false }, output: free(value) },
            Err(misfit) => Entry::AttemptFailed { step, attempt, failure: lost(misfit) },
        })
    }

    fn changes(&self, input: &Value) -> Result<BTreeMap<String, Value>, Misfit> {
        // They were rendered by this very plan, so they can be read unless the language has changed since.
        let changes: Vec<Change> =
            serde_json::from_value(input.clone()).map_err(|_| Misfit { code: EXPRESSION_FAILED, message: not_rendered_then().message })?;
        self.state.run.changed(self.plan, &changes)
    }

    fn beginning(&self, input: &Value) -> Result<Value, Misfit> {
        if let Some(misfit) = too_large(input) {
            return Err(misfit);
        }
        match self.plan.check_input(input) {
            Ok(()) => Ok(json!({ "input": input })),
            Err(found) => {
                let message = format!("the run cannot begin again with this input: {}", in_one_line(&found));
                Err(Misfit { code: BAD_INPUT, message })
            }
        }
    }

    /// The end of the run, once a step that ends it is done. One that fails or is cancelled cleans up before it, as ever.
    pub(crate) fn end_when_reached(&self) -> Option<Entry> {
        let &idx = self.state.index.ending.first()?;
        let step = self.id(idx);
        let input = self.state.steps[idx].inputs.first()?.clone();
        if matches!(self.plan.steps[idx].work, Work::Again(_)) {
            return Some(Entry::RunContinued { input });
        }
        // The step is done, so this was read once before.
        let End { status, code, message, output } = serde_json::from_value(input).ok()?;
        let message = message.map(|message| message.0);
        Some(match status {
            EndStatus::Completed => Entry::RunCompleted { output: given(output) },
            EndStatus::Cancelled => {
                self.cancel(Actor { id: step.0, via: "plan".to_owned(), roles: Vec::new() }, message, CancelMode::Graceful)
            }
            EndStatus::Failed => {
                let message = message.unwrap_or_else(|| format!("step `{step}` ends the run as failed; start a new run"));
                let failure = Failure { message, ..lost(Misfit { code: "ENDED", message: String::new() }) };
                self.fail_run(Some(step), Failure { code: code.unwrap_or(failure.code), ..failure })
            }
        })
    }

    /// The end of a run whose steps are all done, with what it gives.
    pub(crate) fn completed(&self) -> Entry {
        let template = &self.plan.output;
        if template.is_null() {
            return Entry::RunCompleted { output: None };
        }
        let rendered = render_all(template, &self.evaluator().outside(|named| named.value(template))).map_err(|error| Misfit {
            code: OUTPUT_FAILED,
            message: format!("all steps are done, and the output of the run cannot be rendered: {error}"),
        });
        match rendered.and_then(|output| too_large(&output).map_or(Ok(output), Err)) {
            Ok(output) => Entry::RunCompleted { output: given(output) },
            Err(misfit) => self.fail_run(None, lost(misfit)),
        }
    }
}

/// Renders the end of a run, in the form of the plan.
pub(crate) fn render_end(end: &End, scope: &Scope) -> Result<Value, ExpressionError> {
    let message = match &end.message {
        None => None,
        Some(message) => Some(match message.render(scope)? {
            Value::String(text) => Template(text),
            other => Template(other.to_string()),
        }),
    };
    Ok(json!(End { message, output: shallow(render_all(&end.output, scope)?)?, ..end.clone() }))
}

/// An output of nothing and none are the same.
fn given(output: Value) -> Option<Value> {
    (!output.is_null()).then_some(output)
}

fn too_large(value: &Value) -> Option<Misfit> {
    if plan::nests_too_deep(value) {
        let message = format!("it nests deeper than {}; hand on what is inside", plan::MAX_DEPTH);
        return Some(Misfit { code: OUTPUT_TOO_LARGE, message });
    }
    let bytes = value.to_string().len();
    let message = || format!("it has {bytes} bytes of JSON, at most {MAX_OUTPUT_BYTES} are taken; hand on a reference to the rest");
    (bytes > MAX_OUTPUT_BYTES).then(|| Misfit { code: OUTPUT_TOO_LARGE, message: message() })
}

/// What costs nothing.
pub(crate) fn free(value: Value) -> Output {
    Output { value, files: Vec::new(), meter: Meter { cost_nanos: Some(0), ..Meter::default() } }
}

/// The same values would fail the same way, so a gate begins no further attempt by itself.
pub(crate) fn lost(misfit: Misfit) -> Failure {
    Failure {
        code: misfit.code.to_owned(),
        message: misfit.message,
        class: FailureClass::Terminal,
        needs_person: true,
        meter: Meter { cost_nanos: Some(0), ..Meter::default() },
    }
}

//! Evaluating a step's expressions at the moment it becomes ready. Only deciding does this; replay never.

use plan::expression::{ExpressionError, Scope, render_all};
use plan::{EffectCall, Expression, Plan, Template, Update, Wait, Work};
use serde_json::{Value, json};

use crate::approval::DecisionMade;
use crate::graph::{Graph, StepIdx};
use crate::state::{Standing, State};
use crate::{Failure, FailureClass, Meter, Output, StepStatus};

/// Items one fan-out may have.
const MAX_ITEMS: usize = 10_000;

/// Code of an attempt whose expressions could not be evaluated.
pub(crate) const EXPRESSION_FAILED: &str = "EXPRESSION_FAILED";

/// Evaluates the expressions of the steps of one run.
pub(crate) struct Evaluator<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) graph: &'a Graph,
    pub(crate) state: &'a State,
}

impl Evaluator<'_> {
    /// Whether the step's condition holds; one without a condition runs.
    pub(crate) fn holds(&self, idx: StepIdx) -> Result<bool, ExpressionError> {
        match &self.plan.steps[idx].when {
            None => Ok(true),
            Some(condition) => condition.holds(&self.scope(idx, |named| named.expression(condition))),
        }
    }

    /// The rendered arguments of the step: one for a plain call, one per item for a fan-out.
    pub(crate) fn inputs(&self, idx: StepIdx) -> Result<Vec<Value>, ExpressionError> {
        match &self.plan.steps[idx].work {
            Work::Effect(call) => {
                let scope = self.scope(idx, |named| named.value(&call.with));
                Ok(vec![render_all(&call.with, &scope)?])
            }
            Work::Each { items, call, .. } => self.item_inputs(idx, items, call),
            Work::Wait(wait) => {
                let scope = self.scope(idx, |named| named.wait(wait));
                Ok(vec![crate::wait::render(wait, &scope)?])
            }
            Work::State(changes) => {
                let scope = self.scope(idx, |named| named.changes(changes));
                Ok(vec![json!(crate::run_state::render(changes, &scope)?)])
            }
            Work::End(end) => {
                let scope = self.scope(idx, |named| {
                    named.value(&end.output);
                    end.message.iter().for_each(|message| named.text(&message.0));
                });
                Ok(vec![crate::inward::render_end(end, &scope)?])
            }
            Work::Again(again) => {
                let scope = self.scope(idx, |named| named.value(&again.input));
                Ok(vec![render_all(&again.input, &scope)?])
            }
        }
    }

    /// Rendered arguments of undoing a step, which see what it gave.
    pub(crate) fn undo_input(&self, idx: StepIdx, given: &Output) -> Result<Value, ExpressionError> {
        let step = &self.plan.steps[idx];
        let Some(undo) = &step.undo else { return Err(failed(format!("step `{}` has nothing that undoes it", step.id))) };
        let record = &self.state.steps[idx];
        let status = json!(record.standing.status());
        let decision = record.decision.as_ref().map_or(Value::Null, DecisionMade::as_value);
        let errors = json!(record.errors);
        let own = [("value", &given.value), ("status", &status), ("decision", &decision), ("errors", &errors)];
        let scope = self.scope(idx, |named| named.value(&undo.with)).with_step_of(&step.id.0, own);
        render_all(&undo.with, &scope)
    }

    fn item_inputs(&self, idx: StepIdx, items: &Expression, call: &EffectCall) -> Result<Vec<Value>, ExpressionError> {
        let scope = self.scope(idx, |named| {
            named.expression(items);
            named.value(&call.with);
        });
        let list = match items.evaluate(&scope)? {
            Value::Array(list) if list.len() <= MAX_ITEMS => list,
            Value::Array(list) => {
                return Err(failed(format!("`{}` gives {} items; at most {MAX_ITEMS} may fan out", items.0, list.len())));
            }
            other => return Err(failed(format!("`{}` gives {}, not a list", items.0, kind(&other)))),
        };
        (0_u32..)
            .zip(&list)
            .map(|(index, item)| {
                render_all(&call.with, &scope.with_item(item, index)).map_err(|mut error| {
                    error.message = format!("for item {index}: {}", error.message);
                    error
                })
            })
            .collect()
    }

    /// The names that queries, updates and the output of the run see: the run, and of the steps those named, done or not.
    pub(crate) fn outside(&self, name: impl FnOnce(&mut Named)) -> Scope {
        self.scope_of(None, name)
    }

    /// The names the expressions see: the run, and of the steps only those named and needed.
    fn scope(&self, idx: StepIdx, name: impl FnOnce(&mut Named)) -> Scope {
        self.scope_of(Some(idx), name)
    }

    fn scope_of(&self, idx: Option<StepIdx>, name: impl FnOnce(&mut Named)) -> Scope {
        let run = json!({"plan": self.plan.name, "started_at": self.state.started_at.to_string()});
        let mut scope = Scope::new(&self.state.input, &run);
        let mut named = Named::default();
        name(&mut named);
        if named.has_state && !self.plan.state.is_empty() {
            scope = scope.with_state(self.state.run.variables());
        }
        if named.steps.is_empty() {
            return scope;
        }
        named.steps.sort_unstable();
        named.steps.dedup();
        for id in &named.steps {
            let is_seen = |needed: &StepIdx| idx.is_none_or(|idx| self.graph.is_upstream(idx, *needed));
            let found = self.graph.find(&id.as_str().into()).filter(is_seen);
            let Some(standing) = found.map(|needed| &self.state.steps[needed].standing) else { continue };
            let status = match idx {
                Some(_) => seen_status(standing),
                None => Some(status_word(standing)),
            };
            if let Some(status) = status {
                let value = standing.counted_output().map_or(&Value::Null, |output| &output.value);
                let record = found.map(|needed| &self.state.steps[needed]);
                scope = match record {
                    Some(record) if self.plan.grammar >= 3 => {
                        let decision = record.decision.as_ref().map_or(Value::Null, DecisionMade::as_value);
                        let errors = json!(record.errors);
                        let status = Value::from(status);
                        scope.with_step_of(id, [("value", value), ("status", &status), ("decision", &decision), ("errors", &errors)])
                    }
                    _ => scope.with_step(id, value, status),
                };
            }
        }
        scope
    }
}

/// What expressions name of that which is costly to show them.
#[derive(Default)]
pub(crate) struct Named {
    steps: Vec<String>,
    has_state: bool,
}

impl Named {
    fn expression(&mut self, expression: &Expression) {
        self.has_state |= expression.0.contains("state");
        if expression.0.contains("steps") {
            self.steps.extend(expression.mentions().steps.into_iter().map(|mention| mention.step));
        }
    }

    fn changes(&mut self, changes: &[plan::Change]) {
        changes.iter().for_each(|change| self.value(change.operand().1));
    }

    pub(crate) fn update(&mut self, update: &Update) {
        update.when.iter().for_each(|condition| self.expression(condition));
        update.refuse.iter().for_each(|refusal| self.text(&refusal.0));
        self.changes(&update.set);
        self.value(&update.answer);
    }

    fn wait(&mut self, wait: &Wait) {
        for condition in wait.conditions().0 {
            match condition {
                Wait::For(delay) => delay.fields().for_each(|(_, field, _)| self.value(field)),
                Wait::Until(template) => self.value(&Value::String(template.0.clone())),
                Wait::Signal(_) | Wait::Any(_) | Wait::All(_) => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.has_state |= text.contains("state");
        if text.contains("steps") {
            self.steps.extend(Template(text.to_owned()).mentions().steps.into_iter().map(|mention| mention.step));
        }
    }

    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.value(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// The status of a step that is done, as expressions see it.
fn seen_status(standing: &Standing) -> Option<&'static str> {
    match standing.status() {
        StepStatus::Passed => Some("passed"),
        StepStatus::Warning => Some("warning"),
        StepStatus::Skipped => Some("skipped"),
        _ => None,
    }
}

/// The status of any step, as whoever looks from outside sees it.
fn status_word(standing: &Standing) -> &'static str {
    match standing.status() {
        StepStatus::Pending => "pending",
        StepStatus::Running => "running",
        StepStatus::AwaitingApproval => "awaiting_approval",
        StepStatus::Passed => "passed",
        StepStatus::Warning => "warning",
        StepStatus::Failed => "failed",
        StepStatus::Skipped => "skipped",
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn failed(message: String) -> ExpressionError {
    ExpressionError { kind: plan::expression::ExpressionErrorKind::Evaluation, message }
}

pub(crate) fn not_rendered_then() -> ExpressionError {
    failed("the arguments could not be rendered when the attempt began; rerun the step".to_owned())
}

/// How an attempt fails whose expressions cannot be evaluated: no further try can mend it, a person or a rerun further
/// up can.
pub(crate) fn expression_failure(error: &ExpressionError) -> Failure {
    Failure {
        code: EXPRESSION_FAILED.to_owned(),
        message: error.message.clone(),
        class: FailureClass::Terminal,
        needs_person: true,
        meter: Meter { cost_nanos: Some(0), ..Meter::default() },
    }
}

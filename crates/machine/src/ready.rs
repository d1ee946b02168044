//! Evaluating a step's expressions at the moment it becomes ready. Only deciding does this; replay never.

use plan::expression::{ExpressionError, Mentions, Scope, render_all};
use plan::{Delay, EffectCall, Expression, Plan, Template, Update, Wait, Work};
use serde_json::{Value, json};

use crate::graph::{Graph, StepIdx};
use crate::loops::Seen;
use crate::state::{Standing, State};
use crate::undo::Given;
use crate::{Failure, FailureClass, Meter, StepStatus};

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
                Ok(vec![shallow(render_all(&call.with, &scope)?)?])
            }
            Work::Each { items, call, .. } => self.item_inputs(idx, items, call),
            Work::Wait(wait) => {
                let scope = self.scope(idx, |named| named.wait(wait));
                Ok(vec![crate::wait::render(wait, &scope)?])
            }
            Work::State(changes) => {
                let scope = self.scope(idx, |named| named.changes(changes));
                let rendered = crate::run_state::render(changes, &scope)?;
                rendered.iter().try_for_each(|change| is_shallow(change.operand().1))?;
                Ok(vec![json!(rendered)])
            }
            Work::End(end) => {
                let scope = self.scope(idx, |named| {
                    named.value(&end.output);
                    end.message.iter().for_each(|message| named.text(&message.0));
                });
                Ok(vec![crate::inward::render_end(end, &scope)?])
            }
            Work::Repeat(repeat) => Ok(vec![self.round_input(idx, repeat)?]),
            Work::Again(again) => {
                let scope = self.scope(idx, |named| named.value(&again.input));
                Ok(vec![shallow(render_all(&again.input, &scope)?)?])
            }
        }
    }

    /// Rendered arguments of undoing a step, which see what it gave, and in a loop what the others gave in the same round.
    pub(crate) fn undo_input(&self, given: &Given) -> Result<Value, ExpressionError> {
        let idx = given.idx;
        let step = &self.plan.steps[idx];
        let Some(undo) = &step.undo else { return Err(failed(format!("step `{}` has nothing that undoes it", step.id))) };
        let own = given.of_its_round(idx).cloned().unwrap_or_else(|| self.seen(idx));
        let status = json!(own.status());
        let own = [("value", &given.output.value), ("status", &status), ("decision", &own.decision), ("errors", &own.errors)];
        let scope = self.scope_of(Some(idx), Some(given), |named| named.value(&undo.with)).with_step_of(&step.id.0, own);
        shallow(render_all(&undo.with, &scope)?)
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
                render_all(&call.with, &scope.with_item(item, index)).and_then(shallow).map_err(|mut error| {
                    error.message = format!("for item {index}: {}", error.message);
                    error
                })
            })
            .collect()
    }

    /// The names that queries, updates and the output of the run see: the run, and of the steps those named, done or not.
    pub(crate) fn outside(&self, name: impl FnOnce(&mut Named)) -> Scope {
        self.scope_of(None, None, name)
    }

    /// The names the expressions see: the run, and of the steps only those named and needed.
    pub(crate) fn scope(&self, idx: StepIdx, name: impl FnOnce(&mut Named)) -> Scope {
        self.scope_of(Some(idx), None, name)
    }

    /// What undoing something of a round that is over sees of the steps of that round is how they were then.
    fn scope_of(&self, idx: Option<StepIdx>, undone: Option<&Given>, name: impl FnOnce(&mut Named)) -> Scope {
        let run = json!({"plan": self.plan.name, "started_at": self.state.started_at.to_string()});
        let mut scope = Scope::new(&self.state.input, &run);
        let mut named = Named::default();
        name(&mut named);
        if named.has_state && !self.plan.state.is_empty() {
            scope = scope.with_state(self.state.run.variables());
        }
        if let Some(idx) = idx {
            scope = self.in_round(scope, idx, undone, &named);
        }
        named.steps.sort_unstable();
        named.steps.dedup();
        for id in &named.steps {
            let is_seen = |needed: &StepIdx| idx.is_none_or(|idx| self.graph.is_upstream(idx, *needed));
            let Some(needed) = self.graph.find(&id.as_str().into()).filter(is_seen) else { continue };
            if let Some(seen) = undone.and_then(|given| given.of_its_round(needed)) {
                scope = with_seen(scope, id, seen);
                continue;
            }
            let standing = &self.state.steps[needed].standing;
            let status = match idx {
                Some(_) => seen_status(standing),
                None => Some(status_word(standing)),
            };
            let Some(status) = status else { continue };
            let value = standing.counted_output().map_or(&Value::Null, |output| &output.value);
            scope = if self.plan.grammar >= 3 {
                let Seen { decision, errors, .. } = self.seen(needed);
                let status = Value::from(status);
                scope.with_step_of(id, [("value", value), ("status", &status), ("decision", &decision), ("errors", &errors)])
            } else {
                scope.with_step(id, value, status)
            };
        }
        scope
    }

    /// Adds what is there only in the steps of a loop.
    fn in_round(&self, mut scope: Scope, idx: StepIdx, undone: Option<&Given>, named: &Named) -> Scope {
        if let Some(innermost) = self.graph.loops_around(idx).next().filter(|_| named.has_round) {
            scope = scope.with_round(undone.map_or_else(|| self.state.round_of(innermost), |given| given.round));
        }
        for id in &named.previous {
            let seen = self.graph.find(&id.as_str().into()).and_then(|step| {
                let shared = self.graph.loops_around(idx).find(|one| one.steps.contains(&step))?;
                self.state.steps[step].in_round_before(shared)
            });
            scope = scope.with_previous(id, seen.map_or(&Value::Null, Seen::value), seen.map(Seen::status));
        }
        scope
    }

    /// What is seen of a step as it is now.
    fn seen(&self, idx: StepIdx) -> Seen {
        Seen::of(&self.state.steps[idx])
    }
}

fn with_seen(scope: Scope, id: &str, seen: &Seen) -> Scope {
    let status = Value::from(seen.status());
    scope.with_step_of(id, [("value", seen.value()), ("status", &status), ("decision", &seen.decision), ("errors", &seen.errors)])
}

/// What expressions name of that which is costly to show them.
#[derive(Default)]
pub(crate) struct Named {
    steps: Vec<String>,
    previous: Vec<String>,
    has_state: bool,
    has_round: bool,
}

impl Named {
    pub(crate) fn expression(&mut self, expression: &Expression) {
        if self.is_costly(&expression.0) {
            self.mentions(expression.mentions());
        }
    }

    /// Notes what is cheap to look for, and says whether the text is to be looked at closely.
    fn is_costly(&mut self, text: &str) -> bool {
        self.has_state |= text.contains("state");
        self.has_round |= text.contains("round");
        text.contains("steps") || text.contains("previous")
    }

    fn mentions(&mut self, mentions: Mentions) {
        self.steps.extend(mentions.steps.into_iter().map(|mention| mention.step));
        self.previous.extend(mentions.previous.into_iter().map(|mention| mention.step));
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

    pub(crate) fn delay(&mut self, delay: &Delay) {
        delay.fields().for_each(|(_, field, _)| self.value(field));
    }

    fn wait(&mut self, wait: &Wait) {
        for condition in wait.conditions().0 {
            match condition {
                Wait::For(delay) => self.delay(delay),
                Wait::Until(template) => self.value(&Value::String(template.0.clone())),
                Wait::Signal(_) | Wait::Any(_) | Wait::All(_) => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_costly(text) {
            self.mentions(Template(text.to_owned()).mentions());
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
pub(crate) fn seen_status(standing: &Standing) -> Option<&'static str> {
    match standing.status() {
        StepStatus::Passed => Some("passed"),
        StepStatus::Warning => Some("warning"),
        StepStatus::Skipped => Some("skipped"),
        _ => None,
    }
}

/// The status of any step, as whoever looks from outside sees it.
pub(crate) fn status_word(standing: &Standing) -> &'static str {
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

/// What was rendered goes into the journal, which must be readable again.
pub(crate) fn shallow(rendered: Value) -> Result<Value, ExpressionError> {
    is_shallow(&rendered).map(|()| rendered)
}

fn is_shallow(rendered: &Value) -> Result<(), ExpressionError> {
    if plan::nests_too_deep(rendered) {
        return Err(failed(format!("what it gives nests deeper than {}; hand on what is inside", plan::MAX_DEPTH)));
    }
    Ok(())
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

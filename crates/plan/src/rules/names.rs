//! Rules about expressions and templates: they compile, and name only what will be there.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use crate::diagnostics::{Code, Findings, did_you_mean, listed};
use crate::expression::{ExpressionError, FILTERS, FUNCTIONS, Mentions, TAGS, TESTS};
use crate::path::Path;
use crate::run_state::missing;
use crate::{Change, Loop, Plan, StepId, Template, Wait, Work};

const RUN_FIELDS: [&str; 2] = ["plan", "started_at"];
/// Before grammar 3 the first two alone.
const STEP_FIELDS: [&str; 4] = ["value", "status", "decision", "errors"];

/// What is read of a step in the round before.
const PREVIOUS_FIELDS: [&str; 2] = ["value", "status"];

pub(super) fn check(plan: &Plan, first: &BTreeMap<&StepId, usize>, loops: &[Loop], steps: &Path, findings: &mut Findings) {
    let input_fields = closed_fields(&plan.input);
    for (at, step) in plan.steps.iter().enumerate() {
        let path = steps.index(at);
        let mut names = Names {
            plan,
            at,
            first,
            step: Some(&step.id),
            input_fields: input_fields.as_ref(),
            loops: loops.iter().filter(|one| one.steps.contains(&at)).collect(),
            has_item: false,
            has_payload: false,
            is_over: false,
            before_the_run: false,
            findings,
        };
        if let Some(condition) = &step.when {
            names.check(condition.compile(), &condition.mentions(), &path.key("when"));
        }
        if let Some(undo) = &step.undo {
            names.is_over = true;
            names.arguments(&undo.with, &path.key("undo").key("with"));
            names.is_over = false;
        }
        let work = path.key("work");
        match &step.work {
            Work::Effect(call) => names.arguments(&call.with, &work.key("effect").key("with")),
            Work::Wait(wait) => {
                let path = work.key("wait");
                match wait {
                    Wait::Any(conditions) | Wait::All(conditions) => {
                        let path = path.key(if matches!(wait, Wait::Any(_)) { "any" } else { "all" });
                        conditions.iter().enumerate().for_each(|(at, condition)| names.condition(condition, &path.index(at)));
                    }
                    condition => names.condition(condition, &path),
                }
            }
            Work::State(changes) => names.changes(changes, &work.key("state")),
            Work::End(end) => {
                let path = work.key("end");
                if let Some(message) = &end.message {
                    names.check(message.compile(), &message.mentions(), &path.key("message"));
                }
                names.arguments(&end.output, &path.key("output"));
            }
            Work::Repeat(repeat) => {
                let path = work.key("repeat");
                names.check(repeat.condition.compile(), &repeat.condition.mentions(), &path.key("while"));
                if let Some(pause) = &repeat.pause {
                    pause.fields().for_each(|(name, field, _)| names.arguments(field, &path.key("pause").key(name)));
                }
            }
            Work::Again(again) => names.arguments(&again.input, &work.key("again").key("input")),
            Work::Each { items, call, .. } => {
                let each = work.key("each");
                names.check(items.compile(), &items.mentions(), &each.key("items"));
                names.has_item = true;
                names.arguments(&call.with, &each.key("call").key("with"));
                if !uses_item(&call.with) {
                    let message = "the call uses neither `item` nor `index`, so it does the same for every item";
                    findings.warning(Code::UnusedItem, &each.key("call"), message);
                }
            }
        }
    }
    check_outside(&mut Names {
        plan,
        at: 0,
        first,
        step: None,
        input_fields: input_fields.as_ref(),
        loops: Vec::new(),
        has_item: false,
        has_payload: false,
        is_over: false,
        before_the_run: false,
        findings,
    });
}

/// Queries, updates and the plan's output, which belong to no step and see all of them.
fn check_outside(names: &mut Names<'_, '_>) {
    let plan = names.plan;
    let root = Path::root();
    for (name, query) in &plan.queries {
        names.arguments(query, &root.key("queries").key(name));
    }
    names.arguments(&plan.output, &root.key("output"));
    if let Some(admission) = &plan.admission {
        names.before_the_run = true;
        let path = root.key("admission");
        for (rule, key) in admission.keys() {
            if let Some(key) = key {
                names.check(key.compile(), &key.mentions(), &path.key(rule).key("key"));
            }
        }
        if let Some(priority) = &admission.priority {
            names.arguments(priority, &path.key("priority"));
        }
        names.before_the_run = false;
    }
    names.has_payload = true;
    for (name, update) in &plan.updates {
        let path = root.key("updates").key(name);
        if let Some(condition) = &update.when {
            names.check(condition.compile(), &condition.mentions(), &path.key("when"));
        }
        if let Some(refusal) = &update.refuse {
            names.check(refusal.compile(), &refusal.mentions(), &path.key("refuse"));
        }
        names.changes(&update.set, &path.key("set"));
        names.arguments(&update.answer, &path.key("answer"));
    }
}

fn uses_item(value: &Value) -> bool {
    match value {
        Value::String(text) => Template(text.clone()).mentions().names.iter().any(|name| name == "item" || name == "index"),
        Value::Array(items) => items.iter().any(uses_item),
        Value::Object(fields) => fields.values().any(uses_item),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The fields an input can have, where its schema admits no others.
fn closed_fields(schema: &Value) -> Option<BTreeSet<&str>> {
    let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false)) && schema.get("patternProperties").is_none();
    let properties = schema.get("properties")?.as_object()?;
    is_closed.then(|| properties.keys().map(String::as_str).collect())
}

/// Whether a step is done before another one begins. What is needed directly is found at once.
pub(super) fn waits_for(plan: &Plan, first: &BTreeMap<&StepId, usize>, at: usize, wanted: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([at]);
    while let Some(step) = open.pop_front() {
        let needs = &plan.steps[step].needs;
        if needs.iter().any(|need| need.0 == wanted) && first.get(&StepId(wanted.to_owned())) != Some(&at) {
            return true;
        }
        open.extend(needs.iter().filter_map(|need| first.get(need).copied()).filter(|needed| *needed != at && seen.insert(*needed)));
    }
    false
}

struct Names<'a, 'p> {
    plan: &'p Plan,
    at: usize,
    first: &'a BTreeMap<&'p StepId, usize>,
    /// The step that the text belongs to, where it belongs to one.
    step: Option<&'a StepId>,
    input_fields: Option<&'a BTreeSet<&'p str>>,
    /// The loops that the step is in.
    loops: Vec<&'a Loop>,
    has_item: bool,
    has_payload: bool,
    /// Whether the step itself is over, so that what it gave may be read.
    is_over: bool,
    /// Whether the text is read before there is a run.
    before_the_run: bool,
    findings: &'a mut Findings,
}

impl Names<'_, '_> {
    fn arguments(&mut self, value: &Value, path: &Path) {
        match value {
            Value::String(text) => {
                let template = Template(text.clone());
                self.check(template.compile(), &template.mentions(), path);
            }
            Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| self.arguments(item, &path.index(at))),
            Value::Object(fields) => fields.iter().for_each(|(key, field)| self.arguments(field, &path.key(key))),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn condition(&mut self, condition: &Wait, path: &Path) {
        match condition {
            Wait::For(delay) => delay.fields().for_each(|(name, field, _)| self.arguments(field, &path.key("for").key(name))),
            Wait::Until(template) => self.check(template.compile(), &template.mentions(), &path.key("until")),
            Wait::Signal(_) | Wait::Any(_) | Wait::All(_) => {}
        }
    }

    fn changes(&mut self, changes: &[Change], path: &Path) {
        for (at, change) in changes.iter().enumerate() {
            let (field, operand) = change.operand();
            self.arguments(operand, &path.index(at).key(field));
        }
    }

    fn check(&mut self, compiled: Result<(), ExpressionError>, mentions: &Mentions, path: &Path) {
        if let Err(error) = compiled {
            self.findings.error(Code::BadExpression, path, error.message);
            return;
        }
        self.functions(mentions, path);
        self.roots(mentions, path);
        self.steps(mentions, path);
        self.previous(mentions, path);
        if !self.plan.state.is_empty() {
            for name in mentions.state_fields.iter().filter(|name| !self.plan.state.contains_key(*name)) {
                self.findings.error(Code::UnknownVariable, path, missing("state variable", name, &self.plan.state));
            }
        }
        for field in &mentions.run_fields {
            if !RUN_FIELDS.contains(&field.as_str()) {
                let message = format!("`run` has no field `{field}`; it has {}", listed(RUN_FIELDS));
                self.findings.error(Code::UnknownName, path, message);
            }
        }
        for field in &mentions.input_fields {
            if let Some(known) = self.input_fields
                && !known.contains(field.as_str())
            {
                let hint = did_you_mean(field, known.iter().copied());
                let message = format!("the plan's input has no field `{field}`{hint}; it has {}", listed(known.iter().copied()));
                self.findings.error(Code::UnknownName, path, message);
            }
        }
    }

    fn functions(&mut self, mentions: &Mentions, path: &Path) {
        for (what, used, known) in [("filter", &mentions.filters, FILTERS), ("test", &mentions.tests, TESTS), ("tag", &mentions.tags, TAGS)]
        {
            for name in used.iter().filter(|name| !known.contains(&name.as_str())) {
                let hint = did_you_mean(name, known.iter().copied());
                let mut message = format!("the language has no {what} `{name}`{hint}");
                if hint.is_empty() {
                    message.push_str(&format!("; it has {}", listed(known.iter().copied())));
                }
                self.findings.error(Code::UnknownFunction, path, message);
            }
        }
        for name in &mentions.methods {
            let message = format!("values have no methods, so `.{name}(…)` cannot be called; use a filter: `| {name}`");
            self.findings.error(Code::UnknownFunction, path, message);
        }
    }

    fn roots(&mut self, mentions: &Mentions, path: &Path) {
        let names = ["input", "run", "steps"][..if self.before_the_run { 1 } else { 3 }]
            .iter()
            .copied()
            .chain((!self.before_the_run && !self.plan.state.is_empty()).then_some("state"))
            .chain((!self.loops.is_empty()).then_some("round"))
            .chain((!self.loops.is_empty() && !self.is_over).then_some("previous"))
            .chain(self.has_payload.then_some("payload"))
            .chain(self.has_item.then_some(["item", "index"]).into_iter().flatten());
        for name in &mentions.names {
            let name = name.as_str();
            if names.clone().any(|known| known == name) || FUNCTIONS.contains(&name) {
                continue;
            }
            let message = if self.before_the_run {
                format!("there is no `{name}` before a run is let in; there is `input`")
            } else if matches!(name, "item" | "index") {
                format!("`{name}` is there only in the call of an `each`")
            } else if name == "payload" {
                "`payload` is there only in an update".to_owned()
            } else if name == "previous" && self.is_over {
                "what is undone sees no round before; hand on what it needs as a part of the step's own output".to_owned()
            } else if matches!(name, "round" | "previous") {
                format!("`{name}` is there only in the steps of a loop")
            } else if name == "state" {
                "the plan has no state variables; name them under `state` at the top of the plan".to_owned()
            } else {
                let hint = did_you_mean(name, names.clone());
                format!("there is no `{name}` here{hint}; there are {}", listed(names.clone()))
            };
            self.findings.error(Code::UnknownName, path, message);
        }
    }

    fn steps(&mut self, mentions: &Mentions, path: &Path) {
        if mentions.computed_step {
            let message = "name the step after `steps`, as in `steps.draft` or `steps[\"g4.1\"]`; computed names cannot be checked";
            self.findings.error(Code::UnknownStep, path, message);
        }
        let step_fields = if self.plan.grammar < 3 { &STEP_FIELDS[..2] } else { &STEP_FIELDS[..] };
        let mut told = BTreeSet::new();
        for mention in &mentions.steps {
            let id = mention.step.as_str();
            if told.insert(id) {
                self.step(id, path);
            }
            if let Some(field) = &mention.field
                && !step_fields.contains(&field.as_str())
                && self.first.contains_key(&StepId(id.to_owned()))
            {
                let message =
                    format!("a step has no field `{field}`; it has {}, and its output is in `value`", listed(step_fields.iter().copied()));
                self.findings.error(Code::UnknownName, path, message);
            }
        }
    }

    fn previous(&mut self, mentions: &Mentions, path: &Path) {
        if self.loops.is_empty() || self.is_over {
            return;
        }
        if mentions.computed_previous {
            let message = "name the step after `previous`, as in `previous.draft`; computed names cannot be checked";
            self.findings.error(Code::UnknownStep, path, message);
        }
        for mention in &mentions.previous {
            let id = mention.step.as_str();
            let step = self.first.get(&StepId(id.to_owned()));
            // Inner loops come first.
            let shared = step.and_then(|at| self.loops.iter().find(|one| one.steps.contains(at)));
            if shared.is_some_and(|one| step == Some(&one.end)) {
                let message = format!("`{id}` gives nothing before the last round of its loop, so there is nothing of the round before");
                self.findings.error(Code::UnknownStep, path, message);
            } else if shared.is_none() {
                let known = self.loops.iter().flat_map(|one| &one.steps).map(|&at| self.plan.steps[at].id.0.as_str());
                let message = format!("`{id}` is no step of a loop that this one is in{}", did_you_mean(id, known));
                self.findings.error(Code::UnknownStep, path, message);
            } else if let Some(field) = mention.field.as_deref().filter(|field| !PREVIOUS_FIELDS.contains(field)) {
                let message = format!("of the round before a step has no field `{field}`; it has {}", listed(PREVIOUS_FIELDS));
                self.findings.error(Code::UnknownName, path, message);
            }
        }
    }

    fn step(&mut self, id: &str, path: &Path) {
        if !self.first.contains_key(&StepId(id.to_owned())) {
            // `steps.g4.1` reads the field `1` of a step `g4`.
            let dotted = self.first.keys().find(|known| known.0.strip_prefix(id).is_some_and(|rest| rest.starts_with(['.', '-'])));
            let hint = match dotted {
                Some(known) => format!(" (did you mean `steps[\"{known}\"]`?)"),
                None => did_you_mean(id, self.first.keys().map(|known| known.0.as_str())),
            };
            self.findings.error(Code::UnknownStep, path, format!("the plan has no step `{id}`{hint}"));
        } else if let Some(step) = self.step {
            if id == step.0 && self.is_over {
                // What it gave is there to be read.
            } else if id == step.0 {
                let message = format!("step `{id}` cannot use its own output before it is done");
                self.findings.error(Code::StepNotNeeded, path, message);
            } else if !waits_for(self.plan, self.first, self.at, id) {
                let message = format!("step `{step}` does not wait for `{id}`; add it to `needs`");
                self.findings.error(Code::StepNotNeeded, path, message);
            }
        }
    }
}

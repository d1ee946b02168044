//! The rules a plan must keep, beyond the shape of its text.

mod admission;
mod decisions;
mod edges;
mod failures;
mod loops;
mod names;
mod partial;
mod queues;
mod state;
mod undo;
mod waits;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostics::{Code, Diagnostics, Findings, did_you_mean};
use crate::document::{Kind, Node, Places};
use crate::path::Path;
use crate::{GRAMMAR, Gate, Known, Plan, Retry, Step, StepId, Work, input, read};

pub use waits::{MAX_WAIT_MS, delay_ms};

/// Steps a plan may have.
pub const MAX_STEPS: usize = 10_000;
/// Bytes a plan's text, and its canonical form, may have.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// How deep values may nest.
pub const MAX_DEPTH: usize = 60;
/// The longest timeout and retry delay: 30 days, in milliseconds.
pub const MAX_DELAY_MS: u64 = 30 * 24 * 60 * 60 * 1000;
const MAX_NAME: usize = 200;
const MAX_ID: usize = 100;

impl Plan {
    /// Reads a plan from YAML or JSON and checks everything that can be checked without a registry. `origin` is what
    /// people call the text (a file name), for the findings.
    ///
    /// # Errors
    /// Everything that is wrong with the text, with line and column, in reading order.
    pub fn parse(text: &str, origin: &str) -> Result<Self, Diagnostics> {
        Self::load(text, origin, &Known::anything()).map(|(plan, _)| plan)
    }

    /// As [`Plan::parse`], with the rules that need a registry; gives the warnings along with the plan.
    ///
    /// # Errors
    /// As [`Plan::parse`].
    pub fn load(text: &str, origin: &str, known: &Known<'_>) -> Result<(Self, Diagnostics), Diagnostics> {
        let mut findings = Findings::default();
        if text.len() > MAX_BYTES {
            let message = format!("the text has {} bytes; a plan may have {MAX_BYTES}; split it", text.len());
            findings.error(Code::TooLarge, &Path::root(), message);
            return Err(findings.into_diagnostics(origin, None));
        }
        let node = match Node::read(text) {
            Ok(node) => node,
            Err(error) => {
                findings.error_at(Code::Syntax, error.place, error.message);
                return Err(findings.into_diagnostics(origin, None));
            }
        };
        let plan = read::plan(&node, &mut findings);
        if matches!(node.kind, Kind::Map(_)) {
            let mut by_rule = Findings::default();
            check(&plan, known, &mut by_rule);
            findings.absorb(by_rule);
        }
        let found = findings.into_diagnostics(origin, Some(&Places::of_node(node)));
        if found.has_errors() { Err(found) } else { Ok((plan, found)) }
    }

    /// Everything that is wrong with the plan. Without its text there are no places; [`Plan::load`] gives them.
    pub fn validate(&self, known: &Known<'_>) -> Diagnostics {
        let mut findings = Findings::default();
        check(self, known, &mut findings);
        if findings.is_empty() {
            let length = self.canonical().len();
            if length > MAX_BYTES {
                let message = format!("the plan has {length} bytes in canonical form; it may have {MAX_BYTES}; split it");
                findings.error(Code::TooLarge, &Path::root(), message);
            }
        }
        findings.into_diagnostics("", None)
    }
}

fn check(plan: &Plan, known: &Known<'_>, findings: &mut Findings) {
    let root = Path::root();
    if !(1..=GRAMMAR).contains(&plan.grammar) {
        let message =
            format!("this build reads grammars 1 to {GRAMMAR}, not {}; use a newer build, or write the plan in {GRAMMAR}", plan.grammar);
        findings.error(Code::UnsupportedGrammar, &root.key("grammar"), message);
    }
    name(&plan.name, &root.key("name"), findings);
    nesting(&plan.input, &root.key("input"), findings);
    input::check_schema(&plan.input, &root.key("input"), findings);
    let steps = root.key("steps");
    if plan.steps.is_empty() {
        findings.error(Code::EmptyPlan, &steps, "a plan has at least one step");
    }
    if plan.steps.len() > MAX_STEPS {
        let message = format!("the plan has {} steps; it may have {MAX_STEPS}; split it", plan.steps.len());
        findings.error(Code::TooLarge, &steps, message);
        // What else is wrong with so many steps would only bury this.
        return;
    }
    let mut first: BTreeMap<&StepId, usize> = BTreeMap::new();
    for (at, step) in plan.steps.iter().enumerate() {
        let path = steps.index(at);
        id(&step.id, &path.key("id"), findings);
        if let Some(earlier) = first.get(&step.id) {
            let message = format!("`{}` is the id of steps[{earlier}] already; ids are unique", step.id);
            findings.error(Code::DuplicateId, &path.key("id"), message);
        } else {
            first.insert(&step.id, at);
        }
        check_step(step, known, &path, findings);
    }
    edges::check(plan, &first, &steps, findings);
    admission::check(plan, findings);
    waits::check(plan, &steps, findings);
    state::check(plan, &steps, findings);
    queues::check(plan, &first, &steps, findings);
    failures::check(plan, known, &first, &steps, findings);
    let loops = plan.loops();
    loops::check(plan, &first, &loops, &steps, findings);
    names::check(plan, &first, &loops, &steps, findings);
}

fn check_step(step: &Step, known: &Known<'_>, path: &Path, findings: &mut Findings) {
    if let Some(title) = &step.title {
        name(title, &path.key("title"), findings);
    }
    let work = path.key("work");
    match &step.work {
        Work::Effect(call) => check_call(&call.effect, &call.with, known, &work.key("effect"), findings),
        Work::Each { call, parallel, .. } => {
            if *parallel == Some(0) {
                let message = "at least one item must be under way at once; leave `parallel` out for no limit";
                findings.error(Code::OutOfBounds, &work.key("each").key("parallel"), message);
            }
            check_call(&call.effect, &call.with, known, &work.key("each").key("call"), findings);
        }
        // Rules of their own look at these.
        Work::Wait(_) | Work::State(_) | Work::End(_) | Work::Again(_) | Work::Repeat(_) => {}
    }
    retry(&step.retry, &path.key("retry"), findings);
    if let Some(timeout_ms) = step.timeout_ms
        && !(1..=MAX_DELAY_MS).contains(&timeout_ms)
    {
        let message = format!("a timeout is from 1 to {MAX_DELAY_MS} milliseconds (30 days), not {timeout_ms}");
        findings.error(Code::OutOfBounds, &path.key("timeout_ms"), message);
    }
    if let Some(contract) = &step.gate {
        gate(contract, known, &path.key("gate"), findings);
    }
    for (label, value) in &step.labels {
        nesting(value, &path.key("labels").key(label), findings);
    }
}

fn check_call(effect: &str, with: &Value, known: &Known<'_>, call_path: &Path, findings: &mut Findings) {
    let effect_path = call_path.key("effect");
    if effect.trim().is_empty() {
        findings.error(Code::BadName, &effect_path, "an effect has a name");
    } else if let Some(effects) = known.effects()
        && !effects.contains(effect)
    {
        let names = || effects.iter().map(String::as_str);
        let hint = did_you_mean(effect, names());
        let message = format!("there is no effect `{effect}`{hint}; registered are {}", crate::diagnostics::listed(names()));
        findings.error(Code::UnknownEffect, &effect_path, message);
    }
    nesting(with, &call_path.key("with"), findings);
}

fn retry(retry: &Retry, path: &Path, findings: &mut Findings) {
    let mut out_of_bounds = |field: &str, message: String| findings.error(Code::OutOfBounds, &path.key(field), message);
    if retry.max_tries < 1 {
        out_of_bounds("max_tries", "tries include the first, so there is at least 1".to_owned());
    }
    if !(retry.factor.is_finite() && retry.factor >= 1.0) {
        out_of_bounds("factor", format!("delays do not shrink: the factor is at least 1, not {}", retry.factor));
    }
    if !(0.0..=1.0).contains(&retry.jitter) {
        out_of_bounds("jitter", format!("the jittered share of a delay is from 0 to 1, not {}", retry.jitter));
    }
    if retry.max_ms > MAX_DELAY_MS {
        out_of_bounds("max_ms", format!("a delay is at most {MAX_DELAY_MS} milliseconds (30 days), not {}", retry.max_ms));
    }
    if retry.initial_ms > retry.max_ms {
        let message = format!("the first delay, {}, is longer than the longest, {}", retry.initial_ms, retry.max_ms);
        out_of_bounds("initial_ms", message);
    }
}

fn gate(gate: &Gate, known: &Known<'_>, path: &Path, findings: &mut Findings) {
    let mut out_of_bounds = |field: &str, message: String| findings.error(Code::OutOfBounds, &path.key(field), message);
    if gate.max_attempts < 1 {
        out_of_bounds("max_attempts", "a step has at least 1 attempt".to_owned());
    }
    if gate.auto_attempts < 1 {
        out_of_bounds("auto_attempts", "the first attempt starts by itself, so there is at least 1".to_owned());
    } else if gate.auto_attempts > gate.max_attempts && gate.max_attempts >= 1 {
        let message = format!("{} automatic attempts are more than the {} there may be in all", gate.auto_attempts, gate.max_attempts);
        out_of_bounds("auto_attempts", message);
    }
    for (at, check) in gate.checks.iter().enumerate() {
        let path = path.key("checks").index(at);
        nesting(check, &path, findings);
        for problem in known.problems_of(check) {
            let mut inside = path.clone();
            inside.0.extend(Path::parse(&problem.path).0);
            findings.error(Code::BadCheck, &inside, problem.message);
        }
    }
}

fn name(name: &str, path: &Path, findings: &mut Findings) {
    if name.trim().is_empty() {
        findings.error(Code::BadName, path, "a name is not blank");
    } else if name.chars().count() > MAX_NAME {
        findings.error(Code::BadName, path, format!("a name has at most {MAX_NAME} characters"));
    }
}

fn id(id: &StepId, path: &Path, findings: &mut Findings) {
    word(&id.0, "id", path, findings);
}

/// What expressions, URLs and commands can name without quotes.
fn word(word: &str, what: &str, path: &Path, findings: &mut Findings) {
    let well_formed = word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if !well_formed || word.len() > MAX_ID {
        let message = format!("`{word}` is no {what}: a letter, then letters, digits, `_`, `-` or `.`; at most {MAX_ID} characters");
        findings.error(Code::BadId, path, message);
    }
}

fn nesting(value: &Value, path: &Path, findings: &mut Findings) {
    if depth(value, MAX_DEPTH) > MAX_DEPTH {
        findings.error(Code::TooLarge, path, format!("values nest at most {MAX_DEPTH} deep"));
    }
}

/// How deep a value nests, as far as that matters.
pub(crate) fn depth(value: &Value, limit: usize) -> usize {
    let inner: &mut dyn Iterator<Item = &Value> = match value {
        Value::Array(items) => &mut items.iter(),
        Value::Object(fields) => &mut fields.values(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return 0,
    };
    if limit == 0 {
        return 1;
    }
    1 + inner.map(|value| depth(value, limit - 1)).max().unwrap_or(0)
}

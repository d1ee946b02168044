//! Rules about run state: variables that begin as their schemas say, changes of known ones, queries, updates and ends.

use serde_json::Value;

use crate::diagnostics::{Code, Findings};
use crate::input::{against, check_schema};
use crate::path::Path;
use crate::run_state::{missing, no_attribute};
use crate::{Change, End, EndStatus, MAX_ATTRIBUTES, MAX_STATE_BYTES, Plan, Step, Update, Variable, Work};

/// The grammar that run state came with.
const SINCE: u32 = 3;
/// Changes that one step or update may make.
const MAX_CHANGES: usize = 100;

pub(super) fn check(plan: &Plan, steps: &Path, findings: &mut Findings) {
    let root = Path::root();
    if plan.grammar < SINCE
        && let Some((what, path)) = first_use(plan, steps)
    {
        let message = format!("{what} came with grammar {SINCE}; write `grammar: {SINCE}` at the top");
        findings.error(Code::UnsupportedGrammar, &path, message);
    }
    variables(plan, &root.key("state"), findings);
    for (name, query) in &plan.queries {
        let path = root.key("queries").key(name);
        super::word(name, "name of a query", &path, findings);
        super::nesting(query, &path, findings);
    }
    for (name, update) in &plan.updates {
        let path = root.key("updates").key(name);
        super::word(name, "name of an update", &path, findings);
        check_update(plan, update, &path, findings);
    }
    super::nesting(&plan.output, &root.key("output"), findings);
    for (at, step) in plan.steps.iter().enumerate() {
        check_step(plan, step, &steps.index(at), findings);
    }
}

/// What a plan of an older grammar uses first, in the order of the page. Once is enough, however much there is.
pub(super) fn first_use(plan: &Plan, steps: &Path) -> Option<(&'static str, Path)> {
    let root = Path::root();
    let at_the_top = [
        ("run state", "state", plan.state.is_empty()),
        ("queries", "queries", plan.queries.is_empty()),
        ("updates", "updates", plan.updates.is_empty()),
        ("a run's output", "output", plan.output.is_null()),
    ];
    let at_the_top = at_the_top.into_iter().find(|(.., unused)| !unused).map(|(what, field, _)| (what, root.key(field)));
    at_the_top.or_else(|| {
        plan.steps.iter().enumerate().find_map(|(at, step)| {
            let (what, kind) = inward(&step.work)?;
            Some((what, steps.index(at).key("work").key(kind)))
        })
    })
}

/// Work that the machine does itself.
fn inward(work: &Work) -> Option<(&'static str, &'static str)> {
    match work {
        Work::State(_) => Some(("changes of run state", "state")),
        Work::End(_) => Some(("steps that end the run", "end")),
        Work::Again(_) => Some(("steps that begin the run again", "again")),
        Work::Effect(_) | Work::Each { .. } | Work::Wait(_) | Work::Repeat(_) => None,
    }
}

fn variables(plan: &Plan, path: &Path, findings: &mut Findings) {
    let mut bytes = 0;
    for (name, variable) in &plan.state {
        let path = path.key(name);
        identifier(name, &path, findings);
        let schema_path = path.key("schema");
        super::nesting(&variable.schema, &schema_path, findings);
        check_schema(&variable.schema, &schema_path, findings);
        let initial_path = path.key("initial");
        super::nesting(&variable.initial, &initial_path, findings);
        let misfits = against(&variable.initial, &variable.schema, &format!("the state variable `{name}`")).err().unwrap_or_default();
        let misfits_none = misfits.list.is_empty();
        // A broken schema has been told of.
        for misfit in misfits.list.into_iter().filter(|misfit| misfit.code == Code::BadInput) {
            let mut inside = initial_path.clone();
            inside.0.extend(Path::parse(&misfit.path).0);
            findings.error(Code::BadValue, &inside, format!("the run begins with this value, and {}", misfit.message));
        }
        if variable.attribute {
            attribute(variable, misfits_none, &path, findings);
        }
        bytes += name.len() + variable.initial.to_string().len();
    }
    let attributes = plan.attributes().count();
    if attributes > MAX_ATTRIBUTES {
        let message = format!("{attributes} variables are search attributes; a run may have {MAX_ATTRIBUTES}");
        findings.error(Code::TooLarge, path, message);
    }
    if bytes > MAX_STATE_BYTES {
        let message = format!("the variables begin with {bytes} bytes of JSON; a run's state may have {MAX_STATE_BYTES}");
        findings.error(Code::TooLarge, path, message);
    }
}

/// What search attributes can be: an index and no place for data.
fn attribute(variable: &Variable, fits: bool, path: &Path, findings: &mut Findings) {
    let types: Vec<&str> = match variable.schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if types.is_empty() || !types.iter().all(|one| ["string", "number", "integer", "boolean"].contains(one)) {
        let message = "a search attribute is a text, a number, true or false; say which, as in `schema: {type: string}`";
        findings.error(Code::WrongType, &path.key("schema"), message);
    } else if let Some(message) = no_attribute(&variable.initial).filter(|_| fits) {
        findings.error(Code::BadValue, &path.key("initial"), format!("the run begins with this value, and {message}"));
    }
}

/// What expressions can write after `state.` as it is.
fn identifier(name: &str, path: &Path, findings: &mut Findings) {
    let well_formed = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.len() <= super::MAX_ID;
    if !well_formed {
        let message = format!(
            "`{name}` is no name of a state variable: a letter or `_`, then letters, digits or `_`; at most {} characters",
            super::MAX_ID
        );
        findings.error(Code::BadId, path, message);
    }
}

fn check_update(plan: &Plan, update: &Update, path: &Path, findings: &mut Findings) {
    super::nesting(&update.schema, &path.key("schema"), findings);
    check_schema(&update.schema, &path.key("schema"), findings);
    super::nesting(&update.answer, &path.key("answer"), findings);
    if update.refuse.is_some() && update.when.is_none() {
        let message = "an update without `when` is never refused this way; say when it may be taken, or take `refuse` out";
        findings.error(Code::MissingField, &path.key("refuse"), message);
    }
    if update.set.is_empty() && update.answer.is_null() {
        findings.error(Code::MissingField, path, "an update changes something (`set`), answers something (`answer`), or both");
    }
    check_changes(plan, &update.set, &path.key("set"), findings);
}

fn check_step(plan: &Plan, step: &Step, path: &Path, findings: &mut Findings) {
    let Some((what, kind)) = inward(&step.work) else { return };
    let work = path.key("work").key(kind);
    if step.timeout_ms.is_some() {
        let message = format!("{what} call nothing, so there is nothing to time out; take `timeout_ms` out");
        findings.error(Code::OutOfBounds, &path.key("timeout_ms"), message);
    }
    if step.deadline_ms.is_some() && step.gate.as_ref().is_none_or(|gate| gate.checks.is_empty()) {
        let message = format!("{what} are done at once, and no checks follow, so there is nothing to bound; take `deadline_ms` out");
        findings.warning(Code::OutOfBounds, &path.key("deadline_ms"), message);
    }
    match &step.work {
        Work::State(changes) => {
            if changes.is_empty() {
                findings.error(Code::OutOfBounds, &work, "such a step makes at least one change, as in `[{increment: tries}]`");
            }
            check_changes(plan, changes, &work, findings);
        }
        Work::End(end) => check_end(end, &work, findings),
        Work::Again(again) => super::nesting(&again.input, &work.key("input"), findings),
        Work::Effect(_) | Work::Each { .. } | Work::Wait(_) | Work::Repeat(_) => {}
    }
}

fn check_changes(plan: &Plan, changes: &[Change], path: &Path, findings: &mut Findings) {
    if changes.len() > MAX_CHANGES {
        let message = format!("there are at most {MAX_CHANGES} changes at once, not {}", changes.len());
        findings.error(Code::OutOfBounds, path, message);
    }
    for (at, change) in changes.iter().enumerate() {
        let path = path.index(at);
        let (field, operand) = change.operand();
        super::nesting(operand, &path.key(field), findings);
        let name = change.variable();
        let name_path = path.key(change.kind());
        let Some(variable) = plan.state.get(name) else {
            findings.error(Code::UnknownVariable, &name_path, missing("state variable", name, &plan.state));
            continue;
        };
        match change {
            Change::Set { .. } => {}
            Change::Append { .. } => {
                if !may_be(&variable.schema, &["array"]) {
                    let message = format!("items are appended to lists, and the schema of `{name}` admits none");
                    findings.error(Code::WrongType, &name_path, message);
                }
            }
            Change::Increment { by, .. } | Change::Decrement { by, .. } => {
                if !may_be(&variable.schema, &["integer", "number"]) {
                    let message = format!("only numbers grow and shrink, and the schema of `{name}` admits none");
                    findings.error(Code::WrongType, &name_path, message);
                }
                let is_template = by.as_str().is_some_and(|text| text.contains("{{"));
                if !by.is_number() && !is_template {
                    findings.error(Code::WrongType, &path.key("by"), "this must be a number, or a template that gives one");
                }
            }
        }
    }
}

/// Whether a schema leaves room for one of these types, as far as its `type` tells.
fn may_be(schema: &Value, types: &[&str]) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => types.contains(&one.as_str()),
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).any(|one| types.contains(&one)),
        _ => true,
    }
}

fn check_end(end: &End, path: &Path, findings: &mut Findings) {
    super::nesting(&end.output, &path.key("output"), findings);
    match (&end.code, end.status) {
        (None, EndStatus::Failed) => {
            let message = "a run that fails has a `code`, such as `GAVE_UP`, for whoever looks at it by machine";
            findings.error(Code::MissingField, &path.key("code"), message);
        }
        (Some(code), EndStatus::Failed) => {
            self::code(code, &path.key("code"), findings);
        }
        (Some(_), EndStatus::Completed | EndStatus::Cancelled) => {
            findings.error(Code::UnknownField, &path.key("code"), "a `code` goes with `status: failed` alone");
        }
        (None, EndStatus::Completed | EndStatus::Cancelled) => {}
    }
    if !end.output.is_null() && end.status != EndStatus::Completed {
        findings.error(Code::UnknownField, &path.key("output"), "an `output` goes with `status: completed` alone");
    }
}

/// A code of a failure that a plan chooses.
pub(super) fn code(code: &str, path: &Path, findings: &mut Findings) {
    let well_formed = code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && code.len() <= super::MAX_ID;
    if !well_formed {
        let message =
            format!("`{code}` is no code: a capital letter, then capital letters, digits or `_`; at most {} characters", super::MAX_ID);
        findings.error(Code::BadId, path, message);
    }
}

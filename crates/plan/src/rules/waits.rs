//! Rules about waits and signals: known signals, times that can come, nothing nested.

use serde_json::{Map, Value};

use crate::diagnostics::{Code, Findings, did_you_mean, listed};
use crate::expression;
use crate::path::Path;
use crate::{Delay, Plan, Template, Wait, Work};

/// The longest time a step may wait: ten years, in milliseconds.
pub const MAX_WAIT_MS: u64 = 10 * 366 * 24 * 60 * 60 * 1000;
/// Conditions a wait may have.
const MAX_CONDITIONS: usize = 100;
/// The grammar that waits came with.
const SINCE: u32 = 2;

pub(super) fn check(plan: &Plan, steps: &Path, findings: &mut Findings) {
    let signals = Path::root().key("signals");
    for (name, signal) in &plan.signals {
        let path = signals.key(name);
        super::word(name, "name of a signal", &path, findings);
        super::nesting(&signal.schema, &path.key("schema"), findings);
        crate::input::check_schema(&signal.schema, &path.key("schema"), findings);
    }
    // Once is enough, however many there are.
    let mut is_old = plan.grammar < SINCE;
    let mut needs_grammar = |what: &str, path: &Path, findings: &mut Findings| {
        if std::mem::take(&mut is_old) {
            let message = format!("{what} came with grammar {SINCE}; write `grammar: {SINCE}` at the top");
            findings.error(Code::UnsupportedGrammar, path, message);
        }
    };
    if !plan.signals.is_empty() {
        needs_grammar("signals", &signals, findings);
    }
    for (at, step) in plan.steps.iter().enumerate() {
        let Work::Wait(wait) = &step.work else { continue };
        let path = steps.index(at);
        let wait_path = path.key("work").key("wait");
        needs_grammar("waits", &wait_path, findings);
        if step.timeout_ms.is_some() {
            let message = "a wait has no time-out beside it; write `any: [{signal: …}, {for: {minutes: 5}}]`";
            findings.error(Code::OutOfBounds, &path.key("timeout_ms"), message);
        }
        match wait {
            Wait::Any(conditions) | Wait::All(conditions) => {
                let list = wait_path.key(if matches!(wait, Wait::Any(_)) { "any" } else { "all" });
                if conditions.is_empty() || conditions.len() > MAX_CONDITIONS {
                    let message = format!("such a wait is for 1 to {MAX_CONDITIONS} conditions, not {}", conditions.len());
                    findings.error(Code::OutOfBounds, &list, message);
                }
                for (place, condition) in conditions.iter().enumerate() {
                    one(plan, condition, &list.index(place), findings);
                }
            }
            condition => one(plan, condition, &wait_path, findings),
        }
    }
}

fn one(plan: &Plan, condition: &Wait, path: &Path, findings: &mut Findings) {
    match condition {
        Wait::For(delay) => length(delay, &path.key("for"), findings),
        Wait::Until(Template(text)) => {
            if !text.contains("{{") && !text.contains("{%") && text.trim().parse::<jiff::Timestamp>().is_err() {
                let message = format!("`{text}` is no point in time; write it like 2027-01-31T09:00:00Z");
                findings.error(Code::OutOfBounds, &path.key("until"), message);
            }
        }
        Wait::Signal(name) => {
            if !plan.signals.contains_key(name) {
                let known = || plan.signals.keys().map(String::as_str);
                let rest = match plan.signals.len() {
                    _ if plan.queues.contains_key(name) => {
                        format!("; the signal of the queue `{name}` adds an item, which steps take with the effect `queue.take`")
                    }
                    0 => "; name it under `signals` at the top of the plan".to_owned(),
                    _ => format!("{}; it has {}", did_you_mean(name, known()), listed(known())),
                };
                findings.error(Code::UnknownSignal, &path.key("signal"), format!("the plan has no signal `{name}`{rest}"));
            }
        }
        Wait::Any(_) | Wait::All(_) => {
            findings.error(Code::UnknownKind, path, "waits do not nest; use several steps, one after the other");
        }
    }
}

/// A length of time among the arguments of an effect, as far as it is written out.
pub(super) fn literal_length(fields: &Map<String, Value>, path: &Path, findings: &mut Findings) {
    const KNOWN: [&str; 5] = ["milliseconds", "seconds", "minutes", "hours", "days"];
    let mut known = fields.clone();
    known.retain(|name, _| KNOWN.contains(&name.as_str()));
    for name in fields.keys().filter(|name| !known.contains_key(*name)) {
        let message = format!("a length of time has no field `{name}`{}; it has {}", did_you_mean(name, KNOWN), listed(KNOWN));
        findings.error(Code::UnknownField, &path.key(name), message);
    }
    // Fields of these names with any values are such a length.
    if let Ok(delay) = serde_json::from_value::<Delay>(Value::Object(known)) {
        length(&delay, path, findings);
    }
}

pub(super) fn length(delay: &Delay, path: &Path, findings: &mut Findings) {
    let mut literal = 0.0;
    let mut empty = true;
    for (name, field, unit) in delay.fields() {
        empty = false;
        match field {
            Value::Number(number) => match number.as_f64().filter(|number| *number >= 0.0) {
                Some(number) => literal += number * unit as f64,
                None => findings.error(Code::OutOfBounds, &path.key(name), format!("a length of time is not negative: {number}")),
            },
            Value::String(_) => {}
            _ => findings.error(Code::WrongType, &path.key(name), "this must be a number, or a template that gives one"),
        }
    }
    if empty {
        let message = "a length of time has milliseconds, seconds, minutes, hours or days, as in `{minutes: 5}`";
        findings.error(Code::MissingField, path, message);
    }
    if literal > MAX_WAIT_MS as f64 {
        findings.error(Code::OutOfBounds, path, "a step waits ten years at most");
    }
}

/// What the fields of a length of time come to, in milliseconds, once their templates are rendered.
///
/// # Errors
/// One of them is no number, or the sum is negative or longer than [`MAX_WAIT_MS`].
pub fn delay_ms(delay: &Delay, scope: &expression::Scope) -> Result<u64, expression::ExpressionError> {
    let failed = |message: String| expression::ExpressionError { kind: expression::ExpressionErrorKind::Evaluation, message };
    let mut sum = 0.0;
    for (name, field, unit) in delay.fields() {
        let rendered = expression::render_all(field, scope)?;
        let number = match &rendered {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let number: f64 =
            number.filter(|number| number.is_finite()).ok_or_else(|| failed(format!("`{name}` gives {rendered}, no number")))?;
        sum += number * unit as f64;
    }
    if !(0.0..=MAX_WAIT_MS as f64).contains(&sum) {
        return Err(failed(format!("a step waits from 0 milliseconds to ten years, not {sum} milliseconds")));
    }
    // In bounds, so the cast is exact to the millisecond.
    Ok(sum.round() as u64)
}

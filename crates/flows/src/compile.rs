//! Text → plan, against what the steps of a flow may reach.

use plan::{CheckProblem, Code, Diagnostic, Diagnostics, Known, Plan, Severity};
use serde_json::Value;

use crate::effects;
use crate::error::FlowError;

/// By this label modules know the plans they compiled.
const RESERVED_LABEL: &str = "stage";

/// Reads a plan file. Warnings come beside the plan.
pub(crate) fn load(text: &str, origin: &str) -> Result<(Plan, Diagnostics), FlowError> {
    let known = Known::anything().with_effects(effects::NAMES.iter().copied()).with_checks(check_problems);
    let (plan, warnings) = Plan::load(text, origin, &known).map_err(FlowError::Plan)?;
    let reserved = plan.steps.iter().enumerate().filter(|(_, step)| step.labels.contains_key(RESERVED_LABEL));
    let list: Vec<Diagnostic> = reserved
        .map(|(place, _)| Diagnostic {
            code: Code::BadName,
            severity: Severity::Error,
            message: format!("the label `{RESERVED_LABEL}` is kept for plans that modules compile; choose another name"),
            path: format!("steps[{place}].labels.{RESERVED_LABEL}"),
            place: None,
        })
        .collect();
    // Names and titles are shown, and a database's texts have no room for that character.
    if text.contains('\0') || plan.canonical().contains("\\u0000") {
        return Err(FlowError::Nul { what: "the plan".to_owned() });
    }
    if list.is_empty() { Ok((plan, warnings)) } else { Err(FlowError::Plan(Diagnostics { origin: origin.to_owned(), list })) }
}

/// A flow goes by the name of its plans.
pub(crate) fn flow_name(plan: &Plan) -> Result<&str, FlowError> {
    let name = plan.name.as_str();
    // These two are pages beside those of the flows.
    if is_name(name) && !matches!(name, "new" | "runs") { Ok(name) } else { Err(FlowError::BadName(name.to_owned())) }
}

/// Whether a plan may be kept as a flow, by its name.
///
/// # Errors
/// [`FlowError::BadName`].
pub fn check_name(plan: &Plan) -> Result<(), FlowError> {
    flow_name(plan).map(drop)
}

/// Small letters, digits and `-`, a letter first.
pub(crate) fn is_name(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
}

fn check_problems(check: &Value) -> Vec<CheckProblem> {
    let Err(problems) = checks::Check::parse(check, "") else { return Vec::new() };
    problems.into_iter().map(|problem| CheckProblem { path: problem.path, message: problem.message }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_names_an_effect_of_a_module_is_refused_with_its_place() {
        let text = "grammar: 1\nname: sly\nsteps:\n  - id: a\n    work: {effect: {effect: generate}}\n";
        let Err(FlowError::Plan(found)) = load(text, "sly.yaml") else { panic!("it was taken") };
        assert!(found.to_string().contains("sly.yaml:5:"), "{found}");
        assert!(found.to_string().contains("UNKNOWN_EFFECT"), "{found}");
    }

    #[test]
    fn a_check_of_a_gate_is_read_when_the_plan_is() {
        let text = "grammar: 1\nname: a\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n    gate: {checks: [{type: nonsense}]}\n";
        let Err(FlowError::Plan(found)) = load(text, "a.yaml") else { panic!("it was taken") };
        assert!(found.to_string().contains("BAD_CHECK"), "{found}");
    }
}

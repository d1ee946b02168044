//! Limits, registries and places.

use plan::{Code, Known, MAX_STEPS, Places, Plan};
use serde_json::json;

const SMALL: &str = "grammar: 1\nname: small\nsteps:\n  - id: only\n    work: {effect: {effect: generate}}\n";

fn codes(result: Result<Plan, plan::Diagnostics>) -> Vec<Code> {
    result.unwrap_err().list.iter().map(|found| found.code).collect()
}

#[test]
fn reads_the_smallest_plan_with_every_default() {
    let plan = Plan::parse(SMALL, "small.yaml").unwrap();
    assert_eq!(plan.grammar, 1);
    assert_eq!(plan.input, json!(true));
    assert_eq!(plan.steps[0].retry, plan::Retry::default());
    assert!(plan.steps[0].gate.is_none());
    assert!(plan.validate(&Known::anything()).is_empty());
}

#[test]
fn agrees_with_the_derived_reader_on_json() {
    let text = json!({"grammar": 1, "name": "both", "input": {"type": "object"}, "steps": [
        {"id": "a", "work": {"effect": {"effect": "x", "with": {"n": 1, "f": 1.0, "t": "{{ input.a }}"}}}},
        {"id": "b", "title": "B", "needs": ["a"], "when": "steps.a.status == 'passed'", "timeout_ms": 5,
         "retry": {"max_tries": 1, "factor": 3},
         "work": {"each": {"items": "steps.a.value", "call": {"effect": "y", "with": "{{ item }}"}, "parallel": 2}},
         "gate": {"checks": [{"type": "c"}], "max_attempts": 5, "auto_attempts": 2, "on_exhausted": "warn", "approval": "required"},
         "labels": {"phase": "x"}}
    ]})
    .to_string();
    assert_eq!(Plan::parse(&text, "").unwrap(), serde_json::from_str::<Plan>(&text).unwrap());
}

#[test]
fn refuses_too_much_text_and_too_many_steps_and_too_deep_values() {
    let long = format!("{SMALL}# {}", "x".repeat(plan::MAX_BYTES));
    assert_eq!(codes(Plan::parse(&long, "")), [Code::TooLarge]);
    let mut plan = Plan::parse(SMALL, "").unwrap();
    let step = plan.steps[0].clone();
    plan.steps = (0..=MAX_STEPS).map(|at| plan::Step { id: plan::StepId(format!("s{at}")), ..step.clone() }).collect();
    assert_eq!(plan.validate(&Known::anything()).list[0].code, Code::TooLarge);
    let mut plan = Plan::parse(SMALL, "").unwrap();
    let deep = (0..plan::MAX_DEPTH + 1).fold(json!(1), |value, _| json!([value]));
    plan.steps[0].labels.insert("deep".to_owned(), deep);
    assert_eq!(plan.validate(&Known::anything()).list[0].code, Code::TooLarge);
}

#[test]
fn names_the_closest_registered_effect() {
    let found = Plan::load(SMALL, "small.yaml", &Known::anything().with_effects(["generates", "other"])).unwrap_err();
    assert_eq!(
        found.to_string(),
        "small.yaml:5:21: error[UNKNOWN_EFFECT] steps[0].work.effect.effect: there is no effect `generate` \
         (did you mean `generates`?); registered are `generates`, `other`"
    );
}

#[test]
fn a_plan_of_as_many_steps_as_there_may_be_is_read_with_all_its_rules() {
    let step = |at: usize| match at {
        0 => "  - {id: s0, work: {effect: {effect: x}}}\n".to_owned(),
        _ => format!("  - {{id: s{at}, needs: [s{0}], work: {{effect: {{effect: x, with: \"{{{{ steps.s{0}.value }}}}\"}}}}}}\n", at - 1),
    };
    let text = format!("grammar: 1\nname: long\nsteps:\n{}", (0..MAX_STEPS).map(step).collect::<String>());
    assert_eq!(Plan::parse(&text, "").map(|plan| plan.steps.len()).map_err(|found| found.to_string()), Ok(MAX_STEPS));
    // A step too far away is still missed.
    let far = text.replace("needs: [s9998]", "needs: []");
    assert_eq!(codes(Plan::parse(&far, "")), [Code::StepNotNeeded]);
}

#[test]
fn places_are_found_by_path_and_fall_back_to_the_nearest_parent() {
    let places = Places::of(SMALL);
    assert_eq!(places.locate("name"), Some((2, 1)));
    assert_eq!(places.locate("steps[0].id"), Some((4, 5)));
    assert_eq!(places.locate("steps[0].work.effect.missing"), Some((5, 12)));
    assert_eq!(Places::of("a: [").locate("a"), None);
}

#[test]
fn json_that_yaml_cannot_express_is_read_all_the_same() {
    let name = "bell \u{7} del \u{7f} \u{fffe}";
    let text = json!({"grammar": 1, "name": name, "steps": [{"id": "a", "work": {"effect": {"effect": "x"}}}]}).to_string();
    assert_eq!(Plan::parse(&text, "").unwrap().name, name);
    let doubled = "{\"grammar\": 1, \"name\": \"\u{7f}\", \"name\": \"b\", \"steps\": []}";
    assert_eq!(codes(Plan::parse(doubled, "")), [Code::Syntax]);
}

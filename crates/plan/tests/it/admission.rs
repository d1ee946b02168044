//! How runs are let in: what a start's input makes of the plan's keys and priority, and that the canonical form keeps all of it.

use plan::{Admission, Batch, Concurrency, Debounce, Delay, Plan, Rate, Template, WhenFull};
use proptest::prelude::*;
use serde_json::{Value, json};

fn key() -> impl Strategy<Value = Option<Template>> {
    prop_oneof![Just(None), Just(Some(Template("{{ input.who }}".to_owned()))), Just(Some(Template("all of {{ input.who }}".to_owned())))]
}

fn delay() -> impl Strategy<Value = Delay> {
    (1_u32..100).prop_map(|seconds| Delay { seconds: Some(json!(seconds)), ..Delay::default() })
}

fn when_full() -> impl Strategy<Value = WhenFull> {
    prop_oneof![Just(WhenFull::Wait), Just(WhenFull::Refuse), Just(WhenFull::Skip), Just(WhenFull::CancelOldest)]
}

fn admission() -> impl Strategy<Value = Admission> {
    let concurrency = (key(), 1_u32..100, when_full()).prop_map(|(key, limit, when_full)| Concurrency { key, limit, when_full });
    let rate = (key(), 1_u32..100, delay(), 1_u32..4, when_full()).prop_map(|(key, limit, per, burst, when_full)| Rate {
        key,
        limit,
        per,
        burst,
        when_full: if when_full == WhenFull::CancelOldest { WhenFull::Wait } else { when_full },
    });
    let debounce = (key(), delay()).prop_map(|(key, quiet)| Debounce { key, quiet, at_most: None });
    let batch = (key(), 1_u32..100, delay()).prop_map(|(key, size, within)| Batch { key, size, within });
    let gathering =
        prop_oneof![Just((None, None)), debounce.prop_map(|debounce| (Some(debounce), None)), batch.prop_map(|batch| (None, Some(batch))),];
    let priority = prop_oneof![Just(None), (-1000_i32..=1000).prop_map(|n| Some(json!(n))), Just(Some(json!("{{ input.n }}")))];
    (proptest::option::of(concurrency), proptest::option::of(rate), priority, proptest::option::of(delay()), gathering).prop_map(
        |(mut concurrency, mut rate, priority, aging, (debounce, batch))| {
            if debounce.is_some() || batch.is_some() {
                // What was gathered is not refused afterwards.
                concurrency.iter_mut().for_each(|rule| rule.when_full = WhenFull::Wait);
                rate.iter_mut().for_each(|rule| rule.when_full = WhenFull::Wait);
            }
            Admission { concurrency, rate, priority, aging, debounce, batch }
        },
    )
}

fn plan(admission: &Admission) -> Plan {
    let text =
        json!({ "grammar": 4, "name": "p", "admission": admission, "steps": [{ "id": "a", "work": { "effect": { "effect": "x" } } }] });
    Plan::parse(&text.to_string(), "p.json").unwrap()
}

proptest! {
    #[test]
    fn the_canonical_form_keeps_how_runs_are_let_in(admission in admission()) {
        let plan = plan(&admission);
        prop_assert_eq!(plan.admission.as_ref(), Some(&admission));
        let again = Plan::parse(&plan.canonical(), "again").unwrap();
        prop_assert_eq!(&again, &plan);
        let stored: Plan = serde_json::from_str(&plan.canonical()).unwrap();
        prop_assert_eq!(stored, plan);
    }

    #[test]
    fn a_priority_is_a_whole_number_in_bounds_or_none_at_all(n in -2000_i64..2000) {
        let admission = Admission { priority: Some(json!("{{ input.n }}")), ..Admission::default() };
        let found = admission.priority_of(&json!({ "n": n }));
        prop_assert_eq!(found.ok().map(i64::from), (n.abs() <= 1000).then_some(n));
    }
}

#[test]
fn a_key_is_made_of_the_input_of_the_start() {
    let template = |text: &str| Some(Template(text.to_owned()));
    let key = |text: &str, input: Value| Admission::key_of(template(text).as_ref(), &input);
    assert_eq!(key("{{ input.who }}", json!({ "who": "ada" })).unwrap(), "ada");
    assert_eq!(key("{{ input.who }}", json!({ "who": 7 })).unwrap(), "7");
    assert_eq!(key("{{ input.who }}-{{ input.n }}", json!({ "who": "ada", "n": 1 })).unwrap(), "ada-1");
    assert_eq!(Admission::key_of(None, &Value::Null).unwrap(), "");
    assert!(key("{{ input.who }}", json!({})).unwrap_err().message.contains("input.who"));
    assert!(key("{{ input.who }}", json!({ "who": "x".repeat(501) })).unwrap_err().message.contains("500"));
}

#[test]
fn a_priority_that_is_no_number_is_told() {
    let admission = Admission { priority: Some(json!("{{ input.n }}")), ..Admission::default() };
    assert_eq!(admission.priority_of(&json!({ "n": "12" })).unwrap(), 12);
    assert!(admission.priority_of(&json!({ "n": "high" })).unwrap_err().message.contains("whole number"));
    assert!(admission.priority_of(&json!({ "n": 1.5 })).unwrap_err().message.contains("whole number"));
    assert_eq!(Admission::default().priority_of(&Value::Null).unwrap(), 0);
}

use serde_json::{Value, json};

use super::*;

fn scope() -> Scope {
    Scope::new(
        &json!({"word": "villain", "length": "long", "tags": ["a", "b"], "n": 3}),
        &json!({"plan": "essay", "started_at": "2026-01-02T03:04:05Z"}),
    )
    .with_step("research", &json!({"sources": [{"id": "S1"}, {"id": "S2"}], "big": 18446744073709551615_u64}), "passed")
    .with_step("g4.1", &Value::Null, "skipped")
}

fn rendered(template: &str) -> Result<Value, ExpressionError> {
    Template(template.to_owned()).render(&scope())
}

fn failure(template: &str) -> ExpressionErrorKind {
    rendered(template).unwrap_err().kind
}

#[test]
fn lone_expression_keeps_its_json_type() {
    assert_eq!(rendered("{{ input.tags }}").unwrap(), json!(["a", "b"]));
    assert_eq!(rendered("  {{ input.n + 1 }}\n").unwrap(), json!(4));
    assert_eq!(rendered("{{ steps.research.value.sources[1] }}").unwrap(), json!({"id": "S2"}));
    assert_eq!(rendered("{{ steps.research.value.big }}").unwrap(), json!(18446744073709551615_u64));
    assert_eq!(rendered("{{ steps['g4.1'].value }}").unwrap(), Value::Null);
    assert_eq!(rendered("{{ {'a': {'b': 1.5}} }}").unwrap(), json!({"a": {"b": 1.5}}));
    assert_eq!(rendered("{{ '}}' }}").unwrap(), json!("}}"));
}

#[test]
fn text_around_an_expression_makes_text() {
    assert_eq!(rendered("The word {{ input.word }}.\n").unwrap(), json!("The word villain.\n"));
    assert_eq!(rendered("{{ input.n }}{{ input.n }}").unwrap(), json!("33"));
    assert_eq!(rendered("plain { text } <b>").unwrap(), json!("plain { text } <b>"));
    assert_eq!(rendered("{% for t in input.tags %}{{ loop.index }}{{ t }} {% endfor %}").unwrap(), json!("1a 2b "));
    assert_eq!(rendered("Say: <{{ input.word | upper }}> {{ input.tags | json }}").unwrap(), json!(r#"Say: <VILLAIN> ["a","b"]"#));
}

#[test]
fn undefined_is_an_error_unless_guarded() {
    assert_eq!(failure("{{ input.angle }}"), ExpressionErrorKind::Undefined);
    assert_eq!(failure("x {{ input.angle }}"), ExpressionErrorKind::Undefined);
    assert_eq!(failure("{{ nobody }}"), ExpressionErrorKind::Undefined);
    assert_eq!(rendered("{{ input.angle | default('none') }}").unwrap(), json!("none"));
    assert_eq!(rendered("{{ input.angle is defined }}").unwrap(), json!(false));
}

#[test]
fn endless_work_runs_out_of_fuel() {
    let template = "x{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}";
    assert_eq!(failure(template), ExpressionErrorKind::OutOfFuel);
}

#[test]
fn results_that_json_cannot_hold_are_refused() {
    assert_eq!(failure("{{ [input.n / 0] }}"), ExpressionErrorKind::Evaluation);
    assert_eq!(failure("{{ [input.angle] }}"), ExpressionErrorKind::Evaluation);
}

#[test]
fn truth_is_everything_but_false_none_zero_and_empty() {
    for (source, truth) in [("input.n > 2", true), ("input.length == 'short'", false), ("''", false), ("[]", false), ("input.tags", true)] {
        assert_eq!(Expression(source.to_owned()).holds(&scope()).unwrap(), truth, "{source}");
    }
}

#[test]
fn arguments_render_in_depth_and_say_where_they_fail() {
    let arguments = json!({"word": "{{ input.word }}", "n": 1, "list": ["a", {"b": "{{ input.nope }}"}]});
    let error = render_all(&arguments, &scope()).unwrap_err();
    assert!(error.message.starts_with(".list[1].b: "), "{error}");
    let arguments = json!({"word": "{{ input.word }}", "deep": [{"n": "{{ input.n }}"}]});
    assert_eq!(render_all(&arguments, &scope()).unwrap(), json!({"word": "villain", "deep": [{"n": 3}]}));
}

#[test]
fn items_of_a_fan_out_are_seen_by_name() {
    let scope = scope().with_item(&json!({"x": 7}), 2);
    assert_eq!(Template("{{ item.x * index }}".to_owned()).render(&scope).unwrap(), json!(14));
}

#[test]
fn mentions_lists_steps_fields_filters_tests_and_tags() {
    let mentions = Template(
        "{# steps.no #}{{ steps.a.value.x | upper }} {% if steps[\"g4.1\"].status is not none %}{{ input['k'] }}{% endif %}\
         {% raw %}{{ steps.hidden }}{% endraw %}{{ 'steps.quoted' }} {{ x.steps }} {{ run.plan.trim() }}"
            .to_owned(),
    )
    .mentions();
    let steps: Vec<_> = mentions.steps.iter().map(|m| (m.step.as_str(), m.field.as_deref())).collect();
    assert_eq!(steps, [("a", Some("value")), ("g4.1", Some("status"))]);
    assert_eq!(mentions.filters, ["upper"]);
    assert_eq!(mentions.tests, ["none"]);
    assert_eq!(mentions.tags, ["if", "endif", "raw", "endraw"]);
    assert_eq!(mentions.input_fields, ["k"]);
    assert_eq!(mentions.methods, ["trim"]);
    assert_eq!(mentions.names, ["input", "run", "steps", "x"]);
    assert!(!mentions.computed_step);
    assert!(Expression("steps[input.k].value".to_owned()).mentions().computed_step);
}

#[test]
fn every_listed_filter_test_and_function_exists() {
    for filter in FILTERS {
        let error = Expression(format!("1 | {filter}")).evaluate(&scope());
        assert!(!error.is_err_and(|error| error.message.contains("unknown filter")), "{filter}");
    }
    for test in TESTS {
        let error = Expression(format!("1 is {test}")).evaluate(&scope());
        assert!(!error.is_err_and(|error| error.message.contains("unknown test")), "{test}");
    }
    for function in FUNCTIONS {
        assert_eq!(Expression(format!("{function} is defined")).evaluate(&scope()).unwrap(), json!(true));
    }
    assert_eq!(Expression("namespace is defined".to_owned()).evaluate(&scope()).unwrap(), json!(false));
}

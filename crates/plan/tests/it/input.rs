//! Inputs against the plan's schema.

use plan::Plan;
use serde_json::{Value, json};

fn plan() -> Plan {
    let schema = json!({
        "type": "object",
        "required": ["word", "length"],
        "additionalProperties": false,
        "properties": {
            "word": {"type": "string", "minLength": 1, "maxLength": 40},
            "length": {"enum": ["short", "long"]},
            "years": {"type": "array", "items": {"type": "integer", "minimum": 1}},
        }
    });
    let text = json!({"grammar": 1, "name": "p", "input": schema, "steps": [{"id": "a", "work": {"effect": {"effect": "x"}}}]});
    Plan::parse(&text.to_string(), "").unwrap()
}

fn found(input: Value) -> String {
    plan().check_input(&input).unwrap_err().to_string()
}

#[test]
fn accepts_what_fits() {
    plan().check_input(&json!({"word": "villain", "length": "long", "years": [1303]})).unwrap();
}

#[test]
fn says_for_each_field_what_is_wrong() {
    assert_eq!(
        found(json!({"wrd": "villain", "length": "lng", "years": [1303, 0, "x"]})),
        "error[BAD_INPUT] length: \"lng\" is not allowed (did you mean `long`?); allowed are \"short\", \"long\"\n\
         error[BAD_INPUT] word: this field is required\n\
         error[BAD_INPUT] wrd: there is no field `wrd` (did you mean `word`?); there are `word`, `length`, `years`\n\
         error[BAD_INPUT] years[1]: this must be at least 1, not 0\n\
         error[BAD_INPUT] years[2]: this must be of type integer, not \"x\""
    );
    assert_eq!(found(json!({"word": "", "length": "long"})), "error[BAD_INPUT] word: this must not be empty");
    assert_eq!(found(json!("villain")), "error[BAD_INPUT] this must be of type object, not \"villain\"");
}

#[test]
fn never_fetches_a_schema() {
    let text = json!({"grammar": 1, "name": "p", "input": {"$ref": "http://127.0.0.1:9/schema.json"},
        "steps": [{"id": "a", "work": {"effect": {"effect": "x"}}}]});
    let found = Plan::parse(&text.to_string(), "").unwrap_err();
    assert_eq!(found.list[0].code, plan::Code::BadSchema);
}

#[test]
fn whatever_nests_too_deep_is_refused_with_its_field_also_where_the_schema_admits_anything() {
    let nested = |levels: usize| (0..levels).fold(json!(1), |inside, _| json!([inside]));
    let gate = json!({"approval": {"form": {"type": "object"}}});
    let text = json!({"grammar": 3, "name": "p", "signals": {"go": {}}, "updates": {"edit": {"set": [{"set": "v", "value": 1}]}}, "state": {"v": {}},
        "steps": [{"id": "a", "work": {"effect": {"effect": "x"}}, "gate": gate}, {"id": "b", "work": {"effect": {"effect": "x"}}}]});
    let plan = Plan::parse(&text.to_string(), "").unwrap();
    let message = "this nests too deep: values nest at most 60 deep; hand on what is inside";
    for (levels, fits) in [(plan::MAX_DEPTH - 1, true), (plan::MAX_DEPTH, false), (200, false)] {
        let value = json!({"shallow": [1], "deep": nested(levels)});
        let checked = [
            plan.check_input(&value),
            plan.check_signal("go", &value),
            plan.check_update("edit", &value),
            plan.check_variable("v", &value),
            plan.check_form(&"a".into(), &value),
            plan.check_form(&"b".into(), &value),
        ];
        for found in checked {
            let told = found.map_err(|found| found.to_string());
            assert_eq!(told, if fits { Ok(()) } else { Err(format!("error[TOO_LARGE] deep: {message}")) });
        }
    }
    let found = plan.check_input(&json!([1, nested(plan::MAX_DEPTH)])).unwrap_err();
    assert_eq!(found.to_string(), format!("error[TOO_LARGE] [1]: {message}"));
}

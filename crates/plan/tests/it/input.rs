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

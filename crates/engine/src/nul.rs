//! The character U+0000, which JSON texts may carry and a database's texts and `jsonb` have no room for.

use serde_json::Value;

/// Whether a text or a name in a value has it.
#[must_use]
pub fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(has_nul),
        Value::Object(map) => map.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The same value with the mark of a character that cannot be shown in its place.
#[must_use]
pub fn without_nul(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace('\0', "\u{fffd}")),
        Value::Array(list) => Value::Array(list.iter().map(without_nul).collect()),
        Value::Object(map) => map.iter().map(|(name, value)| (name.replace('\0', "\u{fffd}"), without_nul(value))).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_found_and_replaced_wherever_it_stands_and_a_text_that_only_speaks_of_it_stays() {
        let speaks = json!({ "a": ["\\u0000"] });
        assert!(!has_nul(&speaks));
        assert_eq!(without_nul(&speaks), speaks);
        for has in [json!("a\0"), json!({ "a\0": 1 }), json!([{ "a": ["\0"] }])] {
            assert!(has_nul(&has), "{has}");
            assert!(!has_nul(&without_nul(&has)), "{has}");
        }
    }
}

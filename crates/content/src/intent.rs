//! Validation of an intent against a spec's intent schema: a message per field, defaults filled in.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use crate::model::{FieldKind, IntentField, Naming};

/// Longest text a field may hold where its schema sets no limit, in characters.
const MAX_TEXT: usize = 2_000;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// Checks values given as text (`--set word=villain`) or JSON, fills in defaults, and returns the intent in schema order.
///
/// # Errors
/// Every problem of every field, unknown fields included.
pub fn validate(schema: &[IntentField], given: &BTreeMap<String, Value>) -> Result<Value, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut intent = Map::new();
    for name in given.keys().filter(|name| !schema.iter().any(|field| &field.field == *name)) {
        let known = schema.iter().map(|field| field.field.as_str()).collect::<Vec<_>>().join(", ");
        problems.push(FieldProblem { field: name.clone(), message: format!("no such field; this template takes: {known}") });
    }
    for field in schema {
        match (given.get(&field.field), &field.default) {
            (Some(value), _) => match coerce(field, value) {
                Ok(value) => {
                    intent.insert(field.field.clone(), value);
                }
                Err(message) => problems.push(FieldProblem { field: field.field.clone(), message }),
            },
            (None, Some(default)) => {
                intent.insert(field.field.clone(), default.clone());
            }
            (None, None) if field.required => {
                let hint = field.description.as_deref().unwrap_or("a value");
                problems.push(FieldProblem {
                    field: field.field.clone(),
                    message: format!("required: {hint}; give it with {}", how_to_give(field)),
                });
            }
            (None, None) => {}
        }
    }
    if problems.is_empty() { Ok(Value::Object(intent)) } else { Err(problems) }
}

fn how_to_give(field: &IntentField) -> String {
    match field.kind {
        FieldKind::Sources => "--sources DIR".to_owned(),
        _ => format!("--set {}=…", field.field),
    }
}

fn coerce(field: &IntentField, value: &Value) -> Result<Value, String> {
    match field.kind {
        FieldKind::String => {
            let text = value.as_str().ok_or_else(|| format!("expected text, got {}", kind_of(value)))?;
            text_value(field, text)
        }
        FieldKind::Enum => {
            let text = value.as_str().unwrap_or_default();
            if field.options.iter().any(|option| option == text) {
                Ok(Value::String(text.to_owned()))
            } else {
                Err(format!("unknown value {}; allowed: {}", shown(value), field.options.join(", ")))
            }
        }
        FieldKind::Integer => value
            .as_i64()
            .or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()))
            .map(Value::from)
            .ok_or_else(|| format!("expected a whole number, got {}", shown(value))),
        FieldKind::Boolean => match (value.as_bool(), value.as_str()) {
            (Some(flag), _) => Ok(Value::Bool(flag)),
            (None, Some("true")) => Ok(Value::Bool(true)),
            (None, Some("false")) => Ok(Value::Bool(false)),
            _ => Err(format!("expected true or false, got {}", shown(value))),
        },
        FieldKind::Sources => match value.as_array() {
            Some(list) if !list.is_empty() => Ok(value.clone()),
            _ => Err("expected documents; give a folder with --sources DIR".to_owned()),
        },
    }
}

fn text_value(field: &IntentField, text: &str) -> Result<Value, String> {
    let text = text.trim();
    let limit = field.max_length.unwrap_or(MAX_TEXT);
    let length = text.chars().count();
    if text.is_empty() {
        return Err("must not be empty".to_owned());
    }
    if length > limit {
        return Err(format!("{length} characters; at most {limit} are allowed"));
    }
    if let Some(bad) = text.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t') {
        return Err(format!("holds the control character U+{:04X}", bad as u32));
    }
    Ok(Value::String(text.to_owned()))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", text.chars().take(60).collect::<String>()),
        other => other.to_string().chars().take(60).collect(),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The slug and the display name of a run (seed: subject + angle + date; subject with a capital).
#[must_use]
pub fn names(naming: &Naming, intent: &Value, date: jiff::civil::Date) -> (String, String) {
    let text = |field: &str| intent.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let subject = text(&naming.subject);
    let mut parts = vec![slug(&subject)];
    if let Some(angle) = &naming.angle {
        parts.push(slug(&text(angle)));
    }
    parts.push(date.strftime("%Y%m%d").to_string());
    parts.retain(|part| !part.is_empty());
    let mut chars = subject.chars();
    let display = chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default();
    (parts.join("-"), display.chars().take(120).collect())
}

/// Lower-case words joined by hyphens; letters of any script are kept, at most 60 characters.
fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
        if out.chars().count() >= 60 {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema() -> Vec<IntentField> {
        serde_json::from_value(json!([
            { "field": "word", "type": "string", "required": true, "max_length": 60, "description": "the word to research" },
            { "field": "angle", "type": "enum", "options": ["etymology", "cultural"], "default": "etymology" },
            { "field": "chapters", "type": "integer" }
        ]))
        .expect("a valid schema")
    }

    fn given(pairs: &[(&str, Value)]) -> BTreeMap<String, Value> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn fills_in_defaults_and_keeps_schema_order() {
        let intent = validate(&schema(), &given(&[("chapters", json!("3")), ("word", json!(" villain "))])).expect("valid");
        assert_eq!(intent.to_string(), r#"{"word":"villain","angle":"etymology","chapters":3}"#);
    }

    #[test]
    fn names_every_problem_at_once() {
        let problems = validate(&schema(), &given(&[("angle", json!("spicy")), ("chapters", json!("x")), ("colour", json!("red"))]))
            .expect_err("three fields are wrong and one is missing");
        let text = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert_eq!(
            text,
            "colour: no such field; this template takes: word, angle, chapters\n\
             word: required: the word to research; give it with --set word=…\n\
             angle: unknown value \"spicy\"; allowed: etymology, cultural\n\
             chapters: expected a whole number, got \"x\""
        );
    }

    #[test]
    fn refuses_control_characters_and_overlong_text() {
        let too_long = "x".repeat(61);
        for bad in ["a\u{0}b", too_long.as_str(), "   "] {
            assert!(validate(&schema(), &given(&[("word", json!(bad))])).is_err(), "{bad:?} was accepted");
        }
    }

    #[test]
    fn names_a_run_as_the_seed_does() {
        let naming = Naming { subject: "word".to_owned(), angle: Some("angle".to_owned()) };
        let date = jiff::civil::date(2026, 2, 8);
        let (slug, display) = names(&naming, &json!({ "word": "serendipity", "angle": "etymology" }), date);
        assert_eq!((slug.as_str(), display.as_str()), ("serendipity-etymology-20260208", "Serendipity"));
        let (slug, display) = names(&naming, &json!({ "word": "été d'or", "angle": "etymology" }), date);
        assert_eq!((slug.as_str(), display.as_str()), ("été-d-or-etymology-20260208", "Été d'or"));
    }
}

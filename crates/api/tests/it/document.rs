//! The OpenAPI document is complete, and the committed copy is what the program answers.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

/// Set to write the committed copy instead of comparing with it.
const UPDATE: &str = "UPDATE_OPENAPI";

fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push((method.clone(), path.clone(), operation));
        }
    }
    found
}

#[test]
fn the_committed_document_is_what_the_program_answers() {
    let document = api::document();
    let text = format!("{}\n", serde_json::to_string_pretty(&document).unwrap());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&file, text).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    let known: Value = serde_json::from_str(&committed).unwrap_or_default();
    let changed: Vec<String> = operations(&document)
        .into_iter()
        .filter(|(method, path, operation)| known["paths"][path][method] != **operation)
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    assert!(
        committed == text,
        "crates/api/openapi.json is not what the program answers; run this test with {UPDATE}=1 and commit. Operations that differ: {changed:?}"
    );
}

#[test]
fn every_operation_has_a_name_of_its_own_and_documents_its_errors() {
    let document = api::document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let name = operation["operationId"].as_str().unwrap();
        assert!(names.insert(name.to_owned()), "{name} is the name of two operations");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{method} {path} says nothing of itself");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path} never succeeds");
        let open = operation["security"].is_array();
        assert!(open || responses.contains_key("401"), "{method} {path} does not say that one must be signed in");
        for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
            assert!(response["content"]["application/problem+json"].is_object(), "{method} {path} {status} is no problem document");
        }
        let takes_body = operation["requestBody"].is_object();
        assert!(!takes_body || (responses.contains_key("413") && responses.contains_key("415")), "{method} {path} has no limits");
    }
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn walk(value: &Value, document: &Value) {
        match value {
            Value::Object(map) => {
                // A keyword of a schema is never null; what it is about may be.
                let without = map.iter().find(|(name, value)| value.is_null() && !["default", "example"].contains(&name.as_str()));
                assert!(without.is_none(), "{value} has a keyword without a value");
                if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                    let place = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(place).is_some(), "{reference} leads nowhere");
                }
                map.values().for_each(|value| walk(value, document));
            }
            Value::Array(list) => list.iter().for_each(|value| walk(value, document)),
            _ => {}
        }
    }
    let document = api::document();
    walk(&document, &document);
}

#[test]
fn no_two_shapes_share_a_name() {
    // The generator lets the later of two win without a word. What tells each apart must be there.
    let document = api::document();
    for (name, field) in [
        ("Template", "is_active"),
        ("DefinitionTemplate", "slug"),
        ("Spec", "version_hash"),
        ("DefinitionSpec", "stages"),
        ("Agent", "versions"),
        ("Run", "waiting_for"),
        ("Problem", "code"),
        ("ApproveGate", "reason"),
    ] {
        assert!(document["components"]["schemas"][name]["properties"][field].is_object(), "{name} has no {field}");
    }
    assert_eq!(document["components"]["schemas"]["Approval"]["enum"], serde_json::json!(["none", "required"]));
}

#[test]
fn requests_take_no_field_they_do_not_know() {
    let document = api::document();
    for (method, path, operation) in operations(&document) {
        let Some(content) = operation["requestBody"]["content"]["application/json"].as_object() else { continue };
        let mut schema = &content["schema"];
        // `Option<…>` is one of null and the shape.
        if let Some(choices) = schema["oneOf"].as_array() {
            schema = choices.iter().find(|choice| choice["$ref"].is_string()).unwrap();
        }
        let name = schema["$ref"].as_str().unwrap().strip_prefix('#').unwrap();
        assert_eq!(document.pointer(name).unwrap()["additionalProperties"], false, "{method} {path} takes unknown fields");
    }
}

//! JSON that must satisfy a JSON Schema.

use std::sync::Arc;

use serde_json::Value;

use super::{Rule, Site};
use crate::path::PathPattern;
use crate::read::json;
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "json_schema",
    level: Level::Shape,
    summary: "every file of the target is JSON and satisfies the schema; all errors are reported with their places",
    fields: &[
        FieldSpec { name: "schema", required: false, shape: "JSON Schema", summary: "the schema itself" },
        FieldSpec { name: "schema_file", required: false, shape: "path", summary: "a file of the run that holds the schema" },
    ],
    target_required: true,
    fail_codes: &[FailCode::SchemaUnparsable, FailCode::SchemaInvalid],
    default_severity: Severity::Error,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let file = fields.optional_path("schema_file");
    let inline = fields.raw("schema").and_then(|schema| match compile(schema) {
        Ok(validator) => Some(Arc::new(validator)),
        Err(message) => {
            fields.problem("schema", FailCode::ValidationFailed, message);
            None
        }
    });
    if fields.has("schema") == fields.has("schema_file") {
        fields.problem("", FailCode::ValidationFailed, "`json_schema` needs either `schema` or `schema_file`");
    }
    Box::new(JsonSchema { inline, file })
}

fn compile(schema: &Value) -> Result<jsonschema::Validator, String> {
    jsonschema::validator_for(schema).map_err(|error| format!("is not a usable JSON Schema: {error} (at `{}`)", error.instance_path()))
}

#[derive(Debug)]
struct JsonSchema {
    inline: Option<Arc<jsonschema::Validator>>,
    file: Option<PathPattern>,
}

impl Rule for JsonSchema {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let validator = match (&self.inline, &self.file) {
            (Some(validator), _) => Arc::clone(validator),
            (None, Some(path)) => {
                let file = site.aside(path)?;
                let schema = serde_json::from_str(file.text).map_err(|error| format!("is not JSON: {error}"));
                match schema.and_then(|schema: Value| compile(&schema)) {
                    Ok(validator) => Arc::new(validator),
                    Err(message) => return Ok(Finding::error(FailCode::SchemaUnparsable, format!("the schema `{}` {message}", file.path))),
                }
            }
            (None, None) => return Ok(Finding::error(FailCode::ValidationFailed, "no schema is given")),
        };
        let mut unparsable = Vec::new();
        let mut invalid = Vec::new();
        let mut places = Vec::new();
        for file in site.texts()? {
            let document: Value = match serde_json::from_str(file.text) {
                Ok(document) => document,
                Err(error) => {
                    let at = offset(file.text, error.line(), error.column());
                    unparsable.push(format!("`{}` is not JSON: {error}", file.path));
                    places.push(Evidence::at(file.path, file.text, at..next_character(file.text, at)));
                    continue;
                }
            };
            for error in validator.iter_errors(&document) {
                let pointer = error.instance_path().to_string();
                invalid.push(format!("`{}#{pointer}`: {error}", file.path));
                let mut place = match json::place(file.text, &pointer) {
                    Some(range) => Evidence::at(file.path, file.text, range),
                    None => Evidence::note(file.path, ""),
                };
                place.path = format!("{}#{pointer}", file.path);
                places.push(place);
            }
        }
        let count = unparsable.len() + invalid.len();
        let code = if unparsable.is_empty() { FailCode::SchemaInvalid } else { FailCode::SchemaUnparsable };
        let problems = [unparsable, invalid].concat();
        let finding = match count {
            0 => Finding::pass(format!("`{}` satisfies the schema", site.shown())),
            _ => Finding::fail(code, format!("{count} errors: {}", problems.iter().take(10).cloned().collect::<Vec<_>>().join("; "))),
        };
        Ok(finding.places(places).with("errors", problems.into_iter().map(Value::from).collect::<Vec<_>>()))
    }

    fn variables(&self) -> Vec<String> {
        self.file.iter().flat_map(PathPattern::variables).map(str::to_owned).collect()
    }
}

/// Byte of a line and column, both from 1, as serde_json counts them (columns in bytes).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn next_character(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

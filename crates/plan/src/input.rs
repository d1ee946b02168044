//! The input of a run against the plan's schema, with a message per field.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use crate::diagnostics::{Code, Diagnostics, Findings, did_you_mean};
use crate::path::{Path, Segment};
use crate::rules::depth;
use crate::{MAX_DEPTH, Plan, StepId, nests_too_deep};

impl Plan {
    /// Checks an input before a run is started with it.
    ///
    /// # Errors
    /// It nests too deep, or everything that does not fit the schema; `path` of a finding is the field (empty for the whole input).
    pub fn check_input(&self, input: &Value) -> Result<(), Diagnostics> {
        shallow(input)?;
        against(input, &self.input, "the input")
    }

    /// Checks a signal before it is sent to a run of the plan.
    ///
    /// # Errors
    /// The plan has no such signal, the payload nests too deep, or everything in it that does not fit the signal's schema.
    pub fn check_signal(&self, name: &str, payload: &Value) -> Result<(), Diagnostics> {
        let Some(signal) = self.signals.get(name) else {
            let known = || self.signals.keys().map(String::as_str);
            let rest = match self.signals.len() {
                0 => "it has none".to_owned(),
                _ => format!("it has {}", crate::diagnostics::listed(known())),
            };
            let mut findings = Findings::default();
            let message = format!("the plan has no signal `{name}`{}; {rest}", did_you_mean(name, known()));
            findings.error(Code::UnknownSignal, &Path::root(), message);
            return Err(findings.into_diagnostics("", None));
        };
        shallow(payload)?;
        against(payload, &signal.schema, &format!("the signal `{name}`"))
    }

    /// Checks what is filled in with a decision about a step. A step that asks for nothing takes anything that does not nest too deep.
    ///
    /// # Errors
    /// It nests too deep, or everything that does not fit the form of the step's approval; `path` of a finding is the field.
    pub fn check_form(&self, step: &StepId, form: &Value) -> Result<(), Diagnostics> {
        shallow(form)?;
        let gate = self.steps.iter().find(|known| known.id == *step).and_then(|step| step.gate.as_ref());
        match gate.and_then(|gate| gate.approval.asked()) {
            Some(asked) => against(form, &asked.form, &format!("the form of step `{step}`")),
            None => Ok(()),
        }
    }
}

/// What a journal keeps must be readable again, whatever the schema admits. Names the first field that nests too deep: the way to its
/// bottom would be as long as it is deep.
pub(crate) fn shallow(value: &Value) -> Result<(), Diagnostics> {
    if !nests_too_deep(value) {
        return Ok(());
    }
    let limit = MAX_DEPTH - 1;
    let place = match value {
        Value::Array(items) => items.iter().position(|item| depth(item, limit) > limit).map(|at| Path::root().index(at)),
        Value::Object(fields) => fields.iter().find(|(_, field)| depth(field, limit) > limit).map(|(name, _)| Path::root().key(name)),
        _ => None,
    };
    let mut findings = Findings::default();
    let message = format!("this nests too deep: values nest at most {MAX_DEPTH} deep; hand on what is inside");
    findings.error(Code::TooLarge, &place.unwrap_or_default(), message);
    Err(findings.into_diagnostics("", None))
}

pub(crate) fn against(value: &Value, schema: &Value, what: &str) -> Result<(), Diagnostics> {
    each_against([value], schema, what).pop().unwrap_or(Ok(()))
}

/// Several values against one schema, which is read once.
pub(crate) fn each_against<'v>(values: impl IntoIterator<Item = &'v Value>, schema: &Value, what: &str) -> Vec<Result<(), Diagnostics>> {
    // What admits anything needs no validator, which costs more than most steps.
    if *schema == Value::Bool(true) || schema.as_object().is_some_and(serde_json::Map::is_empty) {
        return values.into_iter().map(|_| Ok(())).collect();
    }
    let validator = validator(schema);
    let check = |value: &Value| {
        let mut findings = Findings::default();
        match &validator {
            Ok(validator) => {
                for error in validator.iter_errors(value) {
                    explain(&error, value, schema, &mut findings);
                }
            }
            Err(error) => {
                let message = format!("the plan's schema of {what} is broken: {error}");
                findings.error(Code::BadSchema, &Path::root(), message);
            }
        }
        if findings.is_empty() { Ok(()) } else { Err(findings.into_diagnostics("", None)) }
    };
    values.into_iter().map(check).collect()
}

/// Checks that a schema is one.
pub(crate) fn check_schema(schema: &Value, path: &Path, findings: &mut Findings) {
    if let Err(error) = validator(schema) {
        let mut place = path.clone();
        place.0.extend(pointer(error.instance_path().as_str(), schema).0);
        findings.error(Code::BadSchema, &place, format!("this is no JSON Schema: {error}"));
    }
}

/// References are never fetched: a plan says everything itself.
fn validator(schema: &Value) -> Result<Validator, Box<ValidationError<'static>>> {
    if !(schema.is_object() || schema.is_boolean()) {
        return Err(Box::new(ValidationError::custom("a schema is an object, `true` or `false`")));
    }
    jsonschema::options().offline().should_validate_formats(true).build(schema).map_err(Box::new)
}

fn explain(error: &ValidationError<'_>, input: &Value, schema: &Value, findings: &mut Findings) {
    let path = pointer(error.instance_path().as_str(), input);
    let instance = error.instance();
    let mut add = |path: &Path, message: String| findings.error(Code::BadInput, path, message);
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            add(&path.key(name), "this field is required".to_owned());
        }
        ValidationErrorKind::AdditionalProperties { unexpected } | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                let known = known_fields(error, schema);
                let hint = did_you_mean(name, known.iter().map(String::as_str));
                let message = if known.is_empty() {
                    format!("there is no field `{name}`")
                } else {
                    format!("there is no field `{name}`{hint}; there are {}", crate::diagnostics::listed(known.iter().map(String::as_str)))
                };
                add(&path.key(name), message);
            }
        }
        ValidationErrorKind::Enum { options } => {
            let words: Vec<String> = options.as_array().into_iter().flatten().map(shown).collect();
            let hint = instance.as_str().map(|word| did_you_mean(word, options.as_array().into_iter().flatten().filter_map(Value::as_str)));
            let message = format!("{} is not allowed{}; allowed are {}", shown(instance), hint.unwrap_or_default(), words.join(", "));
            add(&path, message);
        }
        ValidationErrorKind::Constant { expected_value } => {
            add(&path, format!("this must be {}, not {}", shown(expected_value), shown(instance)))
        }
        ValidationErrorKind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(one) => one.to_string(),
                TypeKind::Multiple(several) => several.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or "),
            };
            add(&path, format!("this must be of type {expected}, not {}", shown(instance)));
        }
        ValidationErrorKind::MinLength { limit: 1 } => add(&path, "this must not be empty".to_owned()),
        ValidationErrorKind::MinLength { limit } => add(&path, format!("this must have at least {limit} characters")),
        ValidationErrorKind::MaxLength { limit } => add(&path, format!("this may have at most {limit} characters")),
        ValidationErrorKind::Minimum { limit } => add(&path, format!("this must be at least {limit}, not {instance}")),
        ValidationErrorKind::Maximum { limit } => add(&path, format!("this must be at most {limit}, not {instance}")),
        ValidationErrorKind::MinItems { limit } => add(&path, format!("this list needs at least {limit} items")),
        ValidationErrorKind::MaxItems { limit } => add(&path, format!("this list may have at most {limit} items")),
        ValidationErrorKind::Pattern { pattern } => add(&path, format!("{} does not match the pattern {pattern}", shown(instance))),
        ValidationErrorKind::Format { format } => add(&path, format!("{} is no {format}", shown(instance))),
        _ => add(&path, error.to_string()),
    }
}

/// The fields that the object may have, of which the failing keyword found others.
fn known_fields(error: &ValidationError<'_>, schema: &Value) -> Vec<String> {
    let keyword = error.schema_path().as_str();
    let object = keyword.rsplit_once('/').and_then(|(parent, _)| schema.pointer(parent));
    let properties = object.and_then(|object| object.get("properties")).and_then(Value::as_object);
    properties.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(77).chain("...".chars()).collect() }
}

/// A JSON pointer as a path; the document tells list positions from fields that look like numbers.
fn pointer(pointer: &str, document: &Value) -> Path {
    let mut path = Path::root();
    let mut at = Some(document);
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        match (at, part.parse::<usize>()) {
            (Some(Value::Array(items)), Ok(index)) => {
                path.0.push(Segment::Index(index));
                at = items.get(index);
            }
            _ => {
                at = at.and_then(|value| value.get(&part));
                path.0.push(Segment::Key(part));
            }
        }
    }
    path
}

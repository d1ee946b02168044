//! Reading a check's specification strictly, and reporting everything that is wrong with it at once.

use regex::{Regex, RegexBuilder};
use serde_json::{Map, Value};

use crate::path::PathPattern;
use crate::workspace::Depth;
use crate::{FailCode, FieldSpec};

/// Something wrong in a specification, with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct SpecProblem {
    /// Place in the document that was parsed, for example `stages/2/contract/0/pattern`.
    pub path: String,
    /// Always `UNKNOWN_VALIDATION` or `VALIDATION_FAILED`.
    pub code: FailCode,
    /// What is wrong and what would be right.
    pub message: String,
}

/// A threshold that may grow with depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ByDepth {
    quick: u64,
    standard: u64,
    deep: u64,
}

impl ByDepth {
    pub(crate) fn same(value: u64) -> Self {
        Self { quick: value, standard: value, deep: value }
    }

    pub(crate) fn at(self, depth: Depth) -> usize {
        let value = match depth {
            Depth::Quick => self.quick,
            Depth::Standard => self.standard,
            Depth::Deep => self.deep,
        };
        usize::try_from(value).unwrap_or(usize::MAX)
    }
}

/// Reads the fields of one check. Every reader notes a problem and returns a harmless value, so that all problems are found in one pass.
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Value>,
    path: String,
    problems: Vec<SpecProblem>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(object: &'a Map<String, Value>, path: &str) -> Self {
        Self { object, path: path.to_owned(), problems: Vec::new() }
    }

    pub(crate) fn into_problems(self) -> Vec<SpecProblem> {
        self.problems
    }

    /// Refuses every field that is not among the known ones.
    pub(crate) fn refuse_unknown(&mut self, kind: &str, known: &[&FieldSpec]) {
        for name in self.object.keys() {
            if !known.iter().any(|field| field.name == name) {
                let names: Vec<&str> = known.iter().map(|field| field.name).collect();
                let message = format!("`{kind}` has no field `{name}`{}; it knows {}", nearest(name, &names), names.join(", "));
                self.problem(name, FailCode::UnknownValidation, message);
            }
        }
    }

    pub(crate) fn problem(&mut self, field: &str, code: FailCode, message: impl Into<String>) {
        let path = if field.is_empty() { self.path.clone() } else { join(&self.path, field) };
        self.problems.push(SpecProblem { path, code, message: message.into() });
    }

    fn wrong(&mut self, field: &str, expected: &str) {
        let found = self.object.get(field).map_or("nothing", |value| kind_of(value));
        self.problem(field, FailCode::ValidationFailed, format!("must be {expected}, found {found}"));
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.object.contains_key(field)
    }

    pub(crate) fn raw(&self, field: &str) -> Option<&'a Value> {
        self.object.get(field)
    }

    pub(crate) fn optional_text(&mut self, field: &str) -> Option<String> {
        match self.object.get(field)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            _ => {
                self.wrong(field, "a text that is not blank");
                None
            }
        }
    }

    pub(crate) fn text(&mut self, field: &str) -> String {
        if !self.has(field) {
            self.wrong(field, "given: a text that is not blank");
        }
        self.optional_text(field).unwrap_or_default()
    }

    pub(crate) fn choice<T: Copy>(&mut self, field: &str, choices: &[(&str, T)], default: T) -> T {
        let Some(value) = self.object.get(field) else { return default };
        let found = value.as_str().and_then(|name| choices.iter().find(|(choice, _)| *choice == name));
        if let Some((_, choice)) = found {
            return *choice;
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let given = value.as_str().unwrap_or_else(|| kind_of(value));
        self.problem(field, FailCode::UnknownValidation, format!("must be one of {}, found `{given}`", names.join(", ")));
        default
    }

    pub(crate) fn flag(&mut self, field: &str, default: bool) -> bool {
        match self.object.get(field) {
            None => default,
            Some(Value::Bool(value)) => *value,
            Some(_) => {
                self.wrong(field, "true or false");
                default
            }
        }
    }

    pub(crate) fn count(&mut self, field: &str) -> Option<u64> {
        let value = self.object.get(field)?;
        if value.as_u64().is_none() {
            self.wrong(field, "a whole number from 0");
        }
        value.as_u64()
    }

    /// A number between two bounds.
    pub(crate) fn number(&mut self, field: &str, least: f64, most: f64) -> Option<f64> {
        let value = self.object.get(field)?;
        match value.as_f64() {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                self.wrong(field, &format!("a number from {least} to {most}"));
                None
            }
        }
    }

    /// A threshold: one number, or one for each depth.
    pub(crate) fn by_depth(&mut self, field: &str, default: Option<u64>) -> ByDepth {
        match self.object.get(field) {
            None => {
                if default.is_none() {
                    self.wrong(field, "given: a whole number, or {quick, standard, deep}");
                }
                ByDepth::same(default.unwrap_or_default())
            }
            Some(Value::Number(number)) if number.is_u64() => ByDepth::same(number.as_u64().unwrap_or_default()),
            Some(Value::Object(depths)) => {
                let known = ["quick", "standard", "deep"];
                for name in depths.keys().filter(|name| !known.contains(&name.as_str())) {
                    self.problem(&format!("{field}/{name}"), FailCode::UnknownValidation, "no such depth; known are quick, standard, deep");
                }
                let values = known.map(|name| depths.get(name).and_then(Value::as_u64));
                let [Some(quick), Some(standard), Some(deep)] = values else {
                    self.problem(field, FailCode::ValidationFailed, "must give a whole number for each of quick, standard, deep");
                    return ByDepth::same(0);
                };
                ByDepth { quick, standard, deep }
            }
            Some(_) => {
                self.wrong(field, "a whole number, or {quick, standard, deep}");
                ByDepth::same(0)
            }
        }
    }

    /// A text or a list of texts; never empty when present.
    pub(crate) fn optional_texts(&mut self, field: &str) -> Vec<String> {
        match self.object.get(field) {
            None => Vec::new(),
            Some(Value::String(text)) if !text.is_empty() => vec![text.clone()],
            Some(Value::Array(items)) if !items.is_empty() => {
                let mut texts = Vec::new();
                for (at, item) in items.iter().enumerate() {
                    match item.as_str() {
                        Some(text) if !text.is_empty() => texts.push(text.to_owned()),
                        _ => self.problem(
                            &format!("{field}/{at}"),
                            FailCode::ValidationFailed,
                            format!("must be a text, found {}", kind_of(item)),
                        ),
                    }
                }
                texts
            }
            Some(_) => {
                self.wrong(field, "a text or a list of texts that is not empty");
                Vec::new()
            }
        }
    }

    pub(crate) fn texts(&mut self, field: &str) -> Vec<String> {
        if !self.has(field) {
            self.wrong(field, "given: a text or a list of texts");
        }
        self.optional_texts(field)
    }

    /// Paths: one, or a list.
    pub(crate) fn paths(&mut self, field: &str) -> Vec<PathPattern> {
        let written = self.optional_texts(field);
        written.into_iter().enumerate().filter_map(|(at, path)| self.path_at(&format!("{field}/{at}"), &path)).collect()
    }

    pub(crate) fn optional_path(&mut self, field: &str) -> Option<PathPattern> {
        let written = self.optional_text(field)?;
        self.path_at(field, &written)
    }

    pub(crate) fn path_at(&mut self, field: &str, written: &str) -> Option<PathPattern> {
        match PathPattern::parse(written) {
            Ok(path) => Some(path),
            Err(message) => {
                self.problem(field, FailCode::ValidationFailed, message);
                None
            }
        }
    }

    /// A regular expression, with the fields `case_sensitive` (true) and `multiline` (true).
    pub(crate) fn regex(&mut self, field: &str) -> Option<Regex> {
        let written = self.text(field);
        let insensitive = !self.flag("case_sensitive", true);
        let lines = self.flag("multiline", true);
        match RegexBuilder::new(&written).case_insensitive(insensitive).multi_line(lines).size_limit(1 << 20).build() {
            Ok(regex) => Some(regex),
            Err(error) => {
                let message = format!("`{written}` is not a regular expression this check can use: {error}");
                self.problem(field, FailCode::ValidationFailed, message);
                None
            }
        }
    }
}

/// `a/b`, without a slash in front where `a` is empty.
pub(crate) fn join(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}/{field}") }
}

/// ` (did you mean …?)` where a known name is close.
pub(crate) fn nearest(name: &str, known: &[&str]) -> String {
    let close = known.iter().map(|candidate| (strsim::jaro_winkler(name, candidate), candidate)).max_by(|a, b| a.0.total_cmp(&b.0));
    match close {
        Some((similarity, candidate)) if similarity > 0.85 => format!(" (did you mean `{candidate}`?)"),
        _ => String::new(),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

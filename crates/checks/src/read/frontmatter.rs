//! The header at the top of a document (`---` … `---`), and its fields.

use std::ops::Range;

use serde_json::{Map, Value};

/// Front matter, parsed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FrontMatter {
    pub(crate) fields: Map<String, Value>,
    /// Bytes between the two lines of dashes.
    pub(crate) span: Range<usize>,
}

/// Why there is no front matter to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoFrontMatter {
    Absent,
    Unclosed,
    /// Not a mapping; the parser's words.
    Broken(String),
}

/// Reads the front matter at the start of a text.
pub(crate) fn read(text: &str) -> Result<FrontMatter, NoFrontMatter> {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first.trim_end() != "---" {
        return Err(NoFrontMatter::Absent);
    }
    let start = first.len();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            let fields = serde_saphyr::from_str::<Value>(&text[start..at]).map_err(|error| NoFrontMatter::Broken(error.to_string()))?;
            return match fields {
                Value::Object(fields) => Ok(FrontMatter { fields, span: start..at }),
                Value::Null => Ok(FrontMatter { fields: Map::new(), span: start..at }),
                _ => Err(NoFrontMatter::Broken("it is not a list of `key: value`".into())),
            };
        }
        at += line.len();
    }
    Err(NoFrontMatter::Unclosed)
}

/// Where the line of a top-level field stands.
pub(crate) fn line_of(text: &str, matter: &FrontMatter, field: &str) -> Range<usize> {
    let mut at = matter.span.start;
    for line in text[matter.span.clone()].split_inclusive('\n') {
        if line.strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            return at..at + line.trim_end().len();
        }
        at += line.len();
    }
    matter.span.clone()
}

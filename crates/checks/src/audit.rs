//! The header of audit documents.
//!
//! An audit without a verdict in its header cannot be gated on, so writers fill in a form and readers refuse half-filled ones.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::read::frontmatter::{self, NoFrontMatter};

/// What an audit came to. Ordered: `Fail` < `Conditional` < `Pass`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It must not go on.
    Fail,
    /// It may go on when what is listed is mended.
    Conditional,
    /// It may go on.
    Pass,
}

impl Status {
    /// As written: `PASS`, `CONDITIONAL` or `FAIL`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Conditional => "CONDITIONAL",
            Self::Fail => "FAIL",
        }
    }

    /// The status with this name; case does not matter.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Pass, Self::Conditional, Self::Fail].into_iter().find(|status| status.as_str().eq_ignore_ascii_case(name.trim()))
    }
}

/// The header of an audit document.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The gate that was audited, for example `G6`.
    pub gate: String,
    /// What was audited, for example `citation-audit`.
    pub kind: String,
    /// What it came to.
    pub status: Status,
    /// Reached.
    pub score: f64,
    /// Needed, on the same scale.
    pub threshold: f64,
    /// Findings that block.
    pub blocking: u32,
    /// Findings that warn.
    pub warnings: u32,
    /// Who audited: an agent's slug.
    pub agent: String,
    /// When, as `YYYY-MM-DD`.
    pub date: String,
}

/// Why a header cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// There is none.
    #[error("the document has no header: begin it with `---`, `field: value` lines and `---`")]
    Absent,
    /// It does not end.
    #[error("the header is not closed by `---`")]
    Unclosed,
    /// It is no list of fields.
    #[error("the header cannot be read: {0}")]
    Broken(String),
    /// Fields are missing or hold something else than they should.
    #[error("the header is incomplete: {}", .0.join("; "))]
    Fields(Vec<String>),
}

impl Header {
    /// The header as text, dashes included.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = String::from("---\n");
        for (field, value) in [("gate", &self.gate), ("type", &self.kind)] {
            line(&mut out, field, &quoted(value));
        }
        line(&mut out, "status", self.status.as_str());
        line(&mut out, "score", &self.score.to_string());
        line(&mut out, "threshold", &self.threshold.to_string());
        line(&mut out, "blocking", &self.blocking.to_string());
        line(&mut out, "warnings", &self.warnings.to_string());
        line(&mut out, "agent", &quoted(&self.agent));
        line(&mut out, "date", &quoted(&self.date));
        out.push_str("---\n");
        out
    }

    /// Reads the header of a document.
    ///
    /// # Errors
    /// When there is none, or it lacks a field: all of them are named.
    pub fn read(text: &str) -> Result<Self, HeaderError> {
        let matter = frontmatter::read(text).map_err(|why| match why {
            NoFrontMatter::Absent => HeaderError::Absent,
            NoFrontMatter::Unclosed => HeaderError::Unclosed,
            NoFrontMatter::Broken(why) => HeaderError::Broken(why),
        })?;
        let mut reader = Reader { fields: &matter.fields, problems: Vec::new() };
        let header = Self {
            gate: reader.text("gate"),
            kind: reader.text("type"),
            status: reader.status("status"),
            score: reader.number("score"),
            threshold: reader.number("threshold"),
            blocking: reader.count("blocking"),
            warnings: reader.count("warnings"),
            agent: reader.text("agent"),
            date: reader.date("date"),
        };
        if reader.problems.is_empty() { Ok(header) } else { Err(HeaderError::Fields(reader.problems)) }
    }
}

fn line(out: &mut String, field: &str, value: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{field}: {value}");
}

/// A YAML text in double quotes: JSON strings are valid YAML.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

struct Reader<'a> {
    fields: &'a Map<String, Value>,
    problems: Vec<String>,
}

impl Reader<'_> {
    fn expect<T>(&mut self, field: &str, expected: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let found = self.fields.get(field).map_or_else(|| "nothing".to_owned(), Value::to_string);
            self.problems.push(format!("`{field}` must be {expected}, found {found}"));
        }
        value
    }

    fn text(&mut self, field: &str) -> String {
        let value = self.fields.get(field).and_then(Value::as_str).filter(|text| !text.trim().is_empty()).map(str::to_owned);
        self.expect(field, "a text", value).unwrap_or_default()
    }

    fn status(&mut self, field: &str) -> Status {
        let value = self.fields.get(field).and_then(Value::as_str).and_then(Status::parse);
        self.expect(field, "PASS, CONDITIONAL or FAIL", value).unwrap_or(Status::Fail)
    }

    fn number(&mut self, field: &str) -> f64 {
        let value = self.fields.get(field).and_then(Value::as_f64);
        self.expect(field, "a number", value).unwrap_or_default()
    }

    fn count(&mut self, field: &str) -> u32 {
        let value = self.fields.get(field).and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok());
        self.expect(field, "a whole number", value).unwrap_or_default()
    }

    fn date(&mut self, field: &str) -> String {
        let is_date = |text: &&str| {
            let parts: Vec<&str> = text.split('-').collect();
            let part =
                |at: usize, length: usize| parts.get(at).filter(|part| part.len() == length).and_then(|part| part.parse::<u32>().ok());
            parts.len() == 3
                && part(0, 4).is_some()
                && part(1, 2).is_some_and(|m| (1..=12).contains(&m))
                && part(2, 2).is_some_and(|d| (1..=31).contains(&d))
        };
        let value = self.fields.get(field).and_then(Value::as_str).filter(is_date).map(str::to_owned);
        self.expect(field, "a date like 2026-02-08", value).unwrap_or_default()
    }
}

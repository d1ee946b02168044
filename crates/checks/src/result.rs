//! What a check found, and what many checks amount to.

use std::ops::Range;

use prose::{Lines, excerpt};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::FailCode;

/// How much a failed check weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// The gate warns and goes on.
    Warning,
    /// The gate fails.
    Error,
    /// The gate fails, and quality assurance blocks on it.
    Critical,
}

impl Severity {
    /// Every severity, lightest first.
    pub const ALL: &[Self] = &[Self::Info, Self::Warning, Self::Error, Self::Critical];

    /// As stored, for example `warning`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }

    /// The severity with this name, if there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|severity| severity.as_str() == name)
    }

    /// Whether a failure of this weight fails a gate.
    #[must_use]
    pub fn blocks(self) -> bool {
        self >= Self::Error
    }
}

/// A place in a text, in bytes, half open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Where something was found, or was missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The file, or the place inside a JSON document (`document.json#/chapters/0/blocks/2`).
    pub path: String,
    /// Bytes of that file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What stands there, shortened; or what should.
    pub excerpt: String,
}

impl Evidence {
    /// Points at bytes of a text.
    #[must_use]
    pub fn at(path: &str, text: &str, range: Range<usize>) -> Self {
        Self::on(path, text, &Lines::of(text), range)
    }

    /// The same where the lines of the text are already known.
    pub(crate) fn on(path: &str, text: &str, lines: &Lines, range: Range<usize>) -> Self {
        let shown = text.get(range.clone()).unwrap_or_default();
        Self {
            path: path.to_owned(),
            line: Some(lines.line(range.start)),
            span: Some(Span { start: range.start, end: range.end }),
            excerpt: excerpt(shown, 160),
        }
    }

    /// Points at a place that has no bytes of its own.
    #[must_use]
    pub fn note(path: &str, said: &str) -> Self {
        Self { path: path.to_owned(), span: None, line: None, excerpt: excerpt(said, 160) }
    }
}

/// What one check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// Type of the check, for example `file_exists`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it looked at: a path, or alternatives joined by ` | `.
    pub target: String,
    /// The check's name, where its specification gives one (QA checks are named).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it held.
    pub passed: bool,
    /// Whether it could not be evaluated at all; `passed` is false then.
    #[serde(default, skip_serializing_if = "is_false")]
    pub error: bool,
    /// What its failure weighs.
    pub severity: Severity,
    /// 0 to 1, where that means something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_code: Option<FailCode>,
    /// What was expected, what was found, where, and what to do.
    pub message: String,
    /// Places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The check's own facts, for example `headings` or `count`.
    #[serde(flatten)]
    pub details: Map<String, Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(value: &bool) -> bool {
    !value
}

impl CheckResult {
    /// As one JSON object, the shape of an entry of `gate_executions.validation_results`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut object = Map::new();
        object.insert("type".into(), self.kind.clone().into());
        object.insert("target".into(), self.target.clone().into());
        if let Some(name) = &self.name {
            object.insert("name".into(), name.clone().into());
        }
        object.extend(self.details.clone());
        object.insert("passed".into(), self.passed.into());
        if self.error {
            object.insert("error".into(), true.into());
        }
        object.insert("severity".into(), self.severity.as_str().into());
        if let Some(score) = self.score {
            object.insert("score".into(), score.into());
        }
        if let Some(code) = self.fail_code {
            object.insert("fail_code".into(), code.as_str().into());
        }
        object.insert("message".into(), self.message.clone().into());
        if !self.evidence.is_empty() {
            let places = self.evidence.iter().map(|place| {
                let mut entry = Map::new();
                entry.insert("path".into(), place.path.clone().into());
                if let Some(span) = place.span {
                    entry.insert("span".into(), serde_json::json!({ "start": span.start, "end": span.end }));
                }
                if let Some(line) = place.line {
                    entry.insert("line".into(), line.into());
                }
                entry.insert("excerpt".into(), place.excerpt.clone().into());
                Value::Object(entry)
            });
            object.insert("evidence".into(), places.collect());
        }
        Value::Object(object)
    }
}

/// What all checks of a gate amount to.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// All in all.
    pub outcome: Outcome,
    /// Share of checks that passed; `None` where there were none.
    pub score: Option<f64>,
    /// Codes of what failed, without repeats, in check order.
    pub fail_codes: Vec<FailCode>,
}

/// The four outcomes of checking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything held.
    Pass,
    /// Only checks of severity warning or info failed.
    Warn,
    /// A check of severity error or critical failed.
    Fail,
    /// A check could not be evaluated; counts as failed.
    Error,
}

/// Sums results up.
#[must_use]
pub fn verdict(results: &[CheckResult]) -> Verdict {
    let mut fail_codes = Vec::new();
    for code in results.iter().filter(|result| !result.passed).filter_map(|result| result.fail_code) {
        if !fail_codes.contains(&code) {
            fail_codes.push(code);
        }
    }
    let outcome = if results.iter().any(|result| result.error) {
        Outcome::Error
    } else if results.iter().any(|result| !result.passed && result.severity.blocks()) {
        Outcome::Fail
    } else if results.iter().any(|result| !result.passed) {
        Outcome::Warn
    } else {
        Outcome::Pass
    };
    Verdict { outcome, score: share(results.iter().filter(|result| result.passed).count(), results.len()), fail_codes }
}

/// `part` of `whole`, or nothing where the whole is nothing.
#[expect(clippy::cast_precision_loss, reason = "counts of checks and sentences are far below 2^52")]
pub(crate) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// What a rule found, before its check adds type, target, name and severity.
#[derive(Debug)]
pub(crate) struct Finding {
    state: State,
    score: Option<f64>,
    fail_code: Option<FailCode>,
    message: String,
    evidence: Vec<Evidence>,
    details: Map<String, Value>,
    target: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Passed,
    Failed,
    Error,
}

/// A rule's answer; `Err` lets a missing or unreadable file end it early.
pub(crate) type Found = Result<Finding, Box<Finding>>;

/// More places than this do not help anybody to repair an output.
const MAX_EVIDENCE: usize = 25;

impl Finding {
    fn new(state: State, fail_code: Option<FailCode>, message: impl Into<String>) -> Self {
        Self { state, score: None, fail_code, message: message.into(), evidence: Vec::new(), details: Map::new(), target: None }
    }

    pub(crate) fn pass(message: impl Into<String>) -> Self {
        Self::new(State::Passed, None, message)
    }

    pub(crate) fn fail(code: FailCode, message: impl Into<String>) -> Self {
        Self::new(State::Failed, Some(code), message)
    }

    /// The check could not be evaluated.
    pub(crate) fn error(code: FailCode, message: impl Into<String>) -> Self {
        Self::new(State::Error, Some(code), message)
    }

    pub(crate) fn place(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    pub(crate) fn places(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.evidence.extend(evidence);
        self
    }

    pub(crate) fn score(mut self, score: Option<f64>) -> Self {
        self.score = score;
        self
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.details.insert(key.to_owned(), value.into());
        self
    }

    /// Names what was looked at more closely than the specification does.
    pub(crate) fn on(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// Several failures of the first one's kind as one.
    pub(crate) fn merge(findings: Vec<Self>) -> Self {
        let code = findings.first().and_then(|finding| finding.fail_code);
        let message = findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>().join("; ");
        let evidence = findings.into_iter().flat_map(|finding| finding.evidence);
        Self::new(State::Failed, code, message).places(evidence)
    }

    pub(crate) fn stop<T>(self) -> Result<T, Box<Self>> {
        Err(Box::new(self))
    }

    pub(crate) fn into_result(mut self, kind: &str, target: String, name: Option<String>, severity: Severity) -> CheckResult {
        if self.evidence.len() > MAX_EVIDENCE {
            self.details.insert("evidence_left_out".into(), (self.evidence.len() - MAX_EVIDENCE).into());
            self.evidence.truncate(MAX_EVIDENCE);
        }
        CheckResult {
            kind: kind.to_owned(),
            target: self.target.unwrap_or(target),
            name,
            passed: self.state == State::Passed,
            error: self.state == State::Error,
            severity,
            score: self.score,
            fail_code: self.fail_code,
            message: self.message,
            evidence: self.evidence,
            details: self.details,
        }
    }
}

//! Gate contracts: the checks of the registry, and the one this module adds (`document`, which knows the press's model).

use checks::{Check, CheckResult, Evidence, FailCode, Severity, Workspace};
use press::Document;
use serde_json::{Map, Value};

use crate::definition::is_safe_path;

/// A problem in a check's specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractProblem {
    /// Path inside the check, `/`-separated; empty for the check itself.
    pub path: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// One check of a contract.
#[derive(Debug, Clone)]
pub enum GateCheck {
    /// One of the closed registry.
    Registered(Check),
    /// The target is a document the press can set.
    Document {
        /// The file.
        target: String,
        /// What its failure weighs.
        severity: Severity,
    },
}

/// Name of the check this module adds.
pub const DOCUMENT: &str = "document";

/// Reads a check.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(value: &Value) -> Result<GateCheck, Vec<ContractProblem>> {
    if value["type"] == DOCUMENT {
        return parse_document(value);
    }
    Check::parse(value, "")
        .map(GateCheck::Registered)
        .map_err(|problems| problems.into_iter().map(|problem| ContractProblem { path: problem.path, message: problem.message }).collect())
}

fn parse_document(value: &Value) -> Result<GateCheck, Vec<ContractProblem>> {
    let mut problems = Vec::new();
    let mut problem = |path: &str, message: String| problems.push(ContractProblem { path: path.to_owned(), message });
    for key in value.as_object().into_iter().flat_map(Map::keys).filter(|key| !["type", "target", "severity"].contains(&key.as_str())) {
        problem(key, "unknown field; `document` takes target and severity".to_owned());
    }
    let target = value["target"].as_str().unwrap_or_default();
    if !is_safe_path(target) {
        problem("target", "needs the path of a document in JSON".to_owned());
    }
    let severity = match value["severity"].as_str() {
        None => Some(Severity::Error),
        Some(word) => Severity::parse(word),
    };
    if severity.is_none() {
        problem("severity", "known severities: info, warning, error, critical".to_owned());
    }
    match severity {
        Some(severity) if problems.is_empty() => Ok(GateCheck::Document { target: target.to_owned(), severity }),
        _ => Err(problems),
    }
}

/// Evaluates a check from its specification. A specification that cannot be read is a result with `error`, never a pass.
#[must_use]
pub fn evaluate(value: &Value, workspace: &Workspace<'_>) -> CheckResult {
    match parse(value) {
        Ok(GateCheck::Registered(check)) => checks::evaluate(&check, workspace),
        Ok(GateCheck::Document { target, severity }) => document(&target, severity, workspace),
        Err(problems) => {
            let message = problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect::<Vec<_>>().join("; ");
            let mut result = result(value["type"].as_str().unwrap_or("?"), "", Severity::Error, message);
            result.error = true;
            result.fail_code = Some(FailCode::UnknownValidation);
            result
        }
    }
}

fn document(target: &str, severity: Severity, workspace: &Workspace<'_>) -> CheckResult {
    let Some(bytes) = workspace.read(target) else {
        let mut missing = result(DOCUMENT, target, severity, format!("`{target}` is not there"));
        missing.fail_code = Some(FailCode::MissingArtifact);
        return missing;
    };
    let document: Document = match serde_json::from_slice(&bytes) {
        Ok(document) => document,
        Err(error) => {
            let mut broken = result(DOCUMENT, target, severity, format!("`{target}` is no document: {error}"));
            broken.fail_code = Some(FailCode::SchemaUnparsable);
            broken.evidence = vec![Evidence::note(target, &format!("line {}, column {}", error.line(), error.column()))];
            return broken;
        }
    };
    let problems = press::validate(&document);
    if problems.is_empty() {
        let mut clean = result(DOCUMENT, target, severity, format!("`{target}` can be set: {} chapters", document.chapters.len()));
        clean.passed = true;
        return clean;
    }
    let list = problems.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut failed = result(DOCUMENT, target, severity, format!("`{target}` cannot be set: {}", list.join("; ")));
    failed.fail_code = Some(FailCode::ValidationFailed);
    failed.evidence = list.iter().take(25).map(|problem| Evidence::note(target, problem)).collect();
    failed
}

fn result(kind: &str, target: &str, severity: Severity, message: String) -> CheckResult {
    CheckResult {
        kind: kind.to_owned(),
        target: target.to_owned(),
        name: None,
        passed: false,
        error: false,
        severity,
        score: None,
        fail_code: None,
        message,
        evidence: Vec::new(),
        details: Map::new(),
    }
}

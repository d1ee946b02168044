//! A check: parsed strictly, evaluated on a workspace.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::path::PathPattern;
use crate::registry::{COMMON_FIELDS, CheckKind, registry};
use crate::rules::{Rule, Site};
use crate::spec::{Fields, join, nearest};
use crate::workspace::Scope;
use crate::{CheckResult, FailCode, FieldSpec, Severity, SpecProblem, Workspace};

/// One check of a gate's contract.
#[derive(Debug, Clone)]
pub struct Check {
    kind: &'static CheckKind,
    name: Option<String>,
    severity: Severity,
    target: Vec<PathPattern>,
    scope: Scope,
    rule: Arc<dyn Rule>,
}

impl Check {
    /// Reads one check. `path` says where it stands in the surrounding document and prefixes the places of problems.
    ///
    /// # Errors
    /// Everything that is wrong with it: an unknown type, field or value, a missing field, a pattern that does not compile.
    pub fn parse(value: &Value, path: &str) -> Result<Self, Vec<SpecProblem>> {
        let problem =
            |field: &str, message: String| Err(vec![SpecProblem { path: join(path, field), code: FailCode::UnknownValidation, message }]);
        let Some(object) = value.as_object() else {
            return problem("", "a check must be an object with a `type`".into());
        };
        let names: Vec<&str> = registry().iter().map(|kind| kind.name).collect();
        let Some(wanted) = object.get("type").and_then(Value::as_str) else {
            return problem("type", format!("a check needs a `type`: one of {}", names.join(", ")));
        };
        let Some(kind) = registry().iter().find(|kind| kind.name == wanted) else {
            return problem("type", format!("there is no check `{wanted}`{}; known are {}", nearest(wanted, &names), names.join(", ")));
        };
        let mut fields = Fields::new(object, path);
        let known: Vec<&FieldSpec> = COMMON_FIELDS.iter().chain(kind.fields).collect();
        fields.refuse_unknown(kind.name, &known);
        let severities: Vec<(&str, Severity)> = Severity::ALL.iter().map(|severity| (severity.as_str(), *severity)).collect();
        let severity = fields.choice("severity", &severities, kind.default_severity);
        let scope = fields.choice("scope", Scope::NAMES, Scope::default());
        let name = fields.optional_text("name");
        let target = fields.paths("target");
        if kind.target_required && !fields.has("target") {
            fields.problem(
                "target",
                FailCode::ValidationFailed,
                format!("`{}` needs a `target`: a path or a list of alternatives", kind.name),
            );
        }
        let rule = (kind.parse)(&mut fields);
        let problems = fields.into_problems();
        if problems.is_empty() { Ok(Self { kind, name, severity, target, scope, rule: rule.into() }) } else { Err(problems) }
    }

    /// Reads a list of checks.
    ///
    /// # Errors
    /// Everything that is wrong with any of them.
    pub fn parse_all(values: &[Value], path: &str) -> Result<Vec<Self>, Vec<SpecProblem>> {
        let mut checks = Vec::new();
        let mut problems = Vec::new();
        for (at, value) in values.iter().enumerate() {
            match Self::parse(value, &join(path, &at.to_string())) {
                Ok(check) => checks.push(check),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok(checks) } else { Err(problems) }
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> &'static CheckKind {
        self.kind
    }

    /// Its name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What its failure weighs.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The variables its paths and texts need; whoever loads a specification can compare them with what a run will have.
    #[must_use]
    pub fn variables(&self) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = self.target.iter().flat_map(PathPattern::variables).map(str::to_owned).collect();
        names.extend(self.rule.variables());
        names
    }

    /// The check under another name and weight: how quality assurance adopts its checks.
    pub(crate) fn adopted(mut self, name: &str, severity: Severity) -> Self {
        self.name = Some(name.to_owned());
        self.severity = severity;
        self
    }
}

/// Evaluates a check. Never silent: what cannot be evaluated is a result with `error`.
#[must_use]
pub fn evaluate(check: &Check, workspace: &Workspace<'_>) -> CheckResult {
    let written = check.target.iter().map(PathPattern::as_str).collect::<Vec<_>>().join(" | ");
    let site = Site::new(workspace, &check.target, check.scope);
    let (found, target) = match site {
        Ok(site) => {
            let shown = site.shown();
            (check.rule.evaluate(&site), shown)
        }
        Err(stopped) => (Err(stopped), written),
    };
    let finding = found.unwrap_or_else(|stopped| *stopped);
    finding.into_result(check.kind.name, target, check.name.clone(), check.severity)
}

/// Evaluates checks in order.
#[must_use]
pub fn evaluate_all(checks: &[Check], workspace: &Workspace<'_>) -> Vec<CheckResult> {
    checks.iter().map(|check| evaluate(check, workspace)).collect()
}

//! Quality assurance of a whole run: named checks, a pass rate, a report.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::audit::{Header, Status};
use crate::spec::{join, nearest};
use crate::{Check, CheckResult, FailCode, Severity, SpecProblem, Workspace, evaluate};

/// The quality assurance a specification asks for.
#[derive(Debug, Clone)]
pub struct QaConfig {
    /// Least share of required checks that must pass, 0 to 1.
    pub min_pass_rate: f64,
    /// Whether a failed critical check fails quality assurance whatever the rate.
    pub block_on_critical: bool,
    /// Whether a report is written.
    pub generate_report: bool,
    /// The checks, in order.
    pub checks: Vec<QaCheck>,
}

/// One named check.
#[derive(Debug, Clone)]
pub struct QaCheck {
    /// Unique in its configuration, for example `Citation Validity`.
    pub name: String,
    /// Critical, warning or info.
    pub severity: Severity,
    /// Whether it counts towards the pass rate.
    pub required: bool,
    /// What it is for.
    pub description: Option<String>,
    /// What is evaluated for it, under its name and severity. Where empty, results of gates that carry its name count.
    pub validations: Vec<Check>,
}

const FIELDS: &[&str] = &["total_checks", "min_pass_rate", "block_on_critical", "generate_report", "checks"];
const CHECK_FIELDS: &[&str] = &["name", "severity", "required", "description", "validations"];

impl QaConfig {
    /// Reads a configuration. `path` says where it stands in the surrounding document.
    ///
    /// # Errors
    /// Everything that is wrong with it, its checks included.
    pub fn parse(value: &Value, path: &str) -> Result<Self, Vec<SpecProblem>> {
        let mut problems = Problems { path, list: Vec::new() };
        let empty = Map::new();
        let object = value.as_object().unwrap_or_else(|| {
            problems.wrong("", "must be an object");
            &empty
        });
        problems.refuse_unknown("", object, FIELDS);
        let list = object.get("checks").and_then(Value::as_array);
        if list.is_none() {
            problems.wrong("checks", "must be a list of checks");
        }
        let mut checks: Vec<QaCheck> = Vec::new();
        for (at, entry) in list.into_iter().flatten().enumerate() {
            if let Some(check) = problems.check(&format!("checks/{at}"), entry) {
                if checks.iter().any(|other| other.name == check.name) {
                    problems.wrong(&format!("checks/{at}/name"), &format!("`{}` is used twice", check.name));
                }
                checks.push(check);
            }
        }
        if let Some(total) = object.get("total_checks")
            && total.as_u64() != list.map(|list| list.len() as u64)
        {
            problems.wrong("total_checks", &format!("is {total}, but there are {} checks", list.map_or(0, Vec::len)));
        }
        let min_pass_rate = match object.get("min_pass_rate") {
            None => 1.0,
            Some(rate) => rate.as_f64().filter(|rate| (0.0..=1.0).contains(rate)).unwrap_or_else(|| {
                problems.wrong("min_pass_rate", "must be a number from 0 to 1");
                1.0
            }),
        };
        let block_on_critical = problems.flag(object, "block_on_critical", true);
        let generate_report = problems.flag(object, "generate_report", true);
        if problems.list.is_empty() { Ok(Self { min_pass_rate, block_on_critical, generate_report, checks }) } else { Err(problems.list) }
    }

    /// Evaluates every validation on a workspace; results carry the name and severity of their check.
    #[must_use]
    pub fn run(&self, workspace: &Workspace<'_>) -> Vec<CheckResult> {
        self.checks.iter().flat_map(|check| check.validations.iter().map(|validation| evaluate(validation, workspace))).collect()
    }

    /// Sums up results: those of [`Self::run`] and any of gates that carry a check's name.
    #[must_use]
    pub fn judge(&self, results: &[CheckResult]) -> QaReport {
        let checks: Vec<QaFinding> = self
            .checks
            .iter()
            .map(|check| {
                let own: Vec<CheckResult> =
                    results.iter().filter(|result| result.name.as_deref() == Some(check.name.as_str())).cloned().collect();
                let state = if own.is_empty() || own.iter().any(|result| result.error) {
                    QaState::NotEvaluated
                } else if own.iter().all(|result| result.passed) {
                    QaState::Passed
                } else {
                    QaState::Failed
                };
                QaFinding {
                    name: check.name.clone(),
                    severity: check.severity,
                    required: check.required,
                    description: check.description.clone(),
                    state,
                    results: own,
                }
            })
            .collect();
        let required = checks.iter().filter(|check| check.required).count();
        let passed_required = checks.iter().filter(|check| check.required && check.state == QaState::Passed).count();
        let pass_rate = crate::result::share(passed_required, required).unwrap_or(1.0);
        let mut reasons = Vec::new();
        if pass_rate < self.min_pass_rate {
            reasons.push(format!(
                "{passed_required} of {required} required checks passed ({pass_rate:.2}); the minimum is {:.2}",
                self.min_pass_rate
            ));
        }
        for check in
            checks.iter().filter(|check| self.block_on_critical && check.severity == Severity::Critical && check.state != QaState::Passed)
        {
            reasons.push(format!("the critical check `{}` {}", check.name, check.state.said()));
        }
        QaReport { passed: reasons.is_empty(), pass_rate, min_pass_rate: self.min_pass_rate, required, passed_required, reasons, checks }
    }
}

/// What quality assurance came to.
#[derive(Debug, Clone, PartialEq)]
pub struct QaReport {
    /// Whether it passed.
    pub passed: bool,
    /// Passed required checks ÷ required checks; 1 where none is required.
    pub pass_rate: f64,
    /// The least rate.
    pub min_pass_rate: f64,
    /// Required checks.
    pub required: usize,
    /// Those that passed.
    pub passed_required: usize,
    /// Why it failed; empty where it passed.
    pub reasons: Vec<String>,
    /// Check by check.
    pub checks: Vec<QaFinding>,
}

/// What one named check came to.
#[derive(Debug, Clone, PartialEq)]
pub struct QaFinding {
    /// Its name.
    pub name: String,
    /// What it weighs.
    pub severity: Severity,
    /// Whether it counts towards the rate.
    pub required: bool,
    /// What it is for.
    pub description: Option<String>,
    /// How it ended.
    pub state: QaState,
    /// What was found for it.
    pub results: Vec<CheckResult>,
}

/// How a named check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QaState {
    /// All its validations held.
    Passed,
    /// One did not.
    Failed,
    /// Nothing was evaluated for it, or something could not be. Counts as failed.
    NotEvaluated,
}

impl QaState {
    fn said(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotEvaluated => "could not be evaluated",
        }
    }
}

impl QaReport {
    /// The report as a Markdown document with an audit header.
    #[must_use]
    pub fn to_markdown(&self, title: &str, gate: &str, agent: &str, date: &str) -> String {
        let failed = |blocking: bool| {
            let count = self
                .checks
                .iter()
                .filter(|check| check.state != QaState::Passed && (check.severity == Severity::Critical) == blocking)
                .count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let status = match (self.passed, self.checks.iter().all(|check| check.state == QaState::Passed)) {
            (true, true) => Status::Pass,
            (true, false) => Status::Conditional,
            (false, _) => Status::Fail,
        };
        let header = Header {
            gate: gate.to_owned(),
            kind: "qa-report".to_owned(),
            status,
            score: (self.pass_rate * 10_000.0).round() / 10_000.0,
            threshold: self.min_pass_rate,
            blocking: failed(true),
            warnings: failed(false),
            agent: agent.to_owned(),
            date: date.to_owned(),
        };
        let mut out = header.write();
        // Writing to a string cannot fail.
        let _ = write!(out, "\n# Quality report: {title}\n\n");
        let _ = writeln!(
            out,
            "**{}.** {} of {} required checks passed ({:.0} %; at least {:.0} % are needed).",
            status.as_str(),
            self.passed_required,
            self.required,
            self.pass_rate * 100.0,
            self.min_pass_rate * 100.0
        );
        for reason in &self.reasons {
            let _ = writeln!(out, "\n- {}", line(reason));
        }
        out.push_str("\n## Checks\n\n| Check | Severity | Required | Result |\n| --- | --- | --- | --- |\n");
        for check in &self.checks {
            let required = if check.required { "yes" } else { "no" };
            let _ = writeln!(out, "| {} | {} | {required} | {} |", cell(&check.name), check.severity.as_str(), check.state.said());
        }
        for check in &self.checks {
            let _ = write!(out, "\n## {}\n\n", line(&check.name));
            if let Some(description) = &check.description {
                let _ = writeln!(out, "{}\n", line(description));
            }
            if check.results.is_empty() {
                out.push_str("Nothing was evaluated for this check.\n");
            }
            for result in &check.results {
                let mark = if result.passed {
                    "passed"
                } else if result.error {
                    "error"
                } else {
                    "failed"
                };
                let code = result.fail_code.map_or_else(String::new, |code| format!(" `{code}`"));
                let on = if result.target.is_empty() { String::new() } else { format!(" on `{}`", result.target) };
                let _ = writeln!(out, "- **{mark}**{code} `{}`{on}: {}", result.kind, line(&result.message));
                for place in result.evidence.iter().filter(|_| !result.passed).take(5) {
                    let at = place.line.map_or_else(String::new, |line| format!(" line {line}"));
                    let _ = writeln!(out, "  - `{}`{at}: {}", place.path, line(&place.excerpt));
                }
            }
        }
        out
    }
}

/// Text that stays on one line and cannot become markup of a report.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('<', "&lt;")
}

fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}

struct Problems<'a> {
    path: &'a str,
    list: Vec<SpecProblem>,
}

impl Problems<'_> {
    fn wrong(&mut self, field: &str, message: &str) {
        self.push(field, FailCode::ValidationFailed, message.to_owned());
    }

    fn push(&mut self, field: &str, code: FailCode, message: String) {
        let path = if field.is_empty() { self.path.to_owned() } else { join(self.path, field) };
        self.list.push(SpecProblem { path, code, message });
    }

    fn refuse_unknown(&mut self, place: &str, object: &Map<String, Value>, known: &[&str]) {
        for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
            let message = format!("there is no field `{name}`{}; known are {}", nearest(name, known), known.join(", "));
            self.push(&join(place, name), FailCode::UnknownValidation, message);
        }
    }

    fn flag(&mut self, object: &Map<String, Value>, field: &str, default: bool) -> bool {
        match object.get(field) {
            None => default,
            Some(Value::Bool(value)) => *value,
            Some(_) => {
                self.wrong(field, "must be true or false");
                default
            }
        }
    }

    fn check(&mut self, place: &str, entry: &Value) -> Option<QaCheck> {
        let Some(object) = entry.as_object() else {
            self.wrong(place, "must be an object with name, severity, required");
            return None;
        };
        self.refuse_unknown(place, object, CHECK_FIELDS);
        let name = object.get("name").and_then(Value::as_str).filter(|name| !name.trim().is_empty());
        if name.is_none() {
            self.wrong(&join(place, "name"), "must be given: a name for people");
        }
        let severity =
            object.get("severity").and_then(Value::as_str).and_then(Severity::parse).filter(|severity| *severity != Severity::Error);
        if severity.is_none() {
            self.push(&join(place, "severity"), FailCode::UnknownValidation, "must be one of critical, warning, info".to_owned());
        }
        let required = object.get("required").map_or(Some(true), Value::as_bool);
        if required.is_none() {
            self.wrong(&join(place, "required"), "must be true or false");
        }
        let description = object.get("description").and_then(Value::as_str).map(str::to_owned);
        let (name, severity) = (name?.to_owned(), severity?);
        let validations = match object.get("validations") {
            None => Vec::new(),
            Some(Value::Array(list)) => match Check::parse_all(list, &join(self.path, &join(place, "validations"))) {
                Ok(checks) => checks.into_iter().map(|check| check.adopted(&name, severity)).collect(),
                Err(problems) => {
                    self.list.extend(problems);
                    Vec::new()
                }
            },
            Some(_) => {
                self.wrong(&join(place, "validations"), "must be a list of checks");
                Vec::new()
            }
        };
        Some(QaCheck { name, severity, required: required?, description, validations })
    }
}

//! Quality assurance and audit headers.

use serde_json::{Value, json};

use super::{run, with};
use crate::audit::{Header, HeaderError, Status};
use crate::qa::{QaConfig, QaState};

/// The example of the seed, with something to evaluate for each check.
fn seed() -> Value {
    let file = |path: &str| json!([{"type": "file_exists", "target": path}]);
    json!({
        "total_checks": 6, "min_pass_rate": 0.9, "block_on_critical": true, "generate_report": true,
        "checks": [
            {"name": "Citation Validity", "severity": "critical", "required": true, "validations": file("1.md")},
            {"name": "Hallucination Detection", "severity": "critical", "required": true, "validations": file("2.md")},
            {"name": "Fact Verification", "severity": "warning", "required": true, "validations": file("3.md")},
            {"name": "Source Diversity", "severity": "info", "required": false, "validations": file("4.md")},
            {"name": "Tone Consistency", "severity": "info", "required": false, "validations": file("5.md")},
            {"name": "Completeness Check", "severity": "warning", "required": true, "validations": file("6.md")}
        ]
    })
}

fn judge(config: &Value, missing: &[usize]) -> crate::qa::QaReport {
    let config = QaConfig::parse(config, "qa_config").unwrap();
    let names = ["1.md", "2.md", "3.md", "4.md", "5.md", "6.md"];
    let files: Vec<(&str, &str)> =
        names.into_iter().enumerate().filter(|(at, _)| !missing.contains(&(at + 1))).map(|(_, name)| (name, "x")).collect();
    config.judge(&config.run(&with(&files)))
}

#[test]
fn one_failure_among_four_required_checks_fails() {
    let report = judge(&seed(), &[3]);
    assert_eq!((report.passed, report.pass_rate, report.passed_required, report.required), (false, 0.75, 3, 4));
    assert!(report.reasons[0].contains("3 of 4"), "{:?}", report.reasons);
}

#[test]
fn checks_that_are_not_required_do_not_count() {
    let report = judge(&seed(), &[4, 5]);
    assert!(report.passed);
    assert_eq!(report.checks[3].state, QaState::Failed);
    assert!(report.to_markdown("Villain", "G10", "qa-agent", "2026-02-08").contains("CONDITIONAL"));
}

#[test]
fn a_failed_critical_check_blocks_whatever_the_rate_unless_told_otherwise() {
    let mut config = seed();
    config["min_pass_rate"] = json!(0.5);
    assert!(!judge(&config, &[1]).passed);
    config["block_on_critical"] = json!(false);
    assert!(judge(&config, &[1]).passed);
}

#[test]
fn a_check_nobody_evaluated_counts_as_failed() {
    let mut config = seed();
    config["checks"][0].as_object_mut().unwrap().remove("validations");
    let report = judge(&config, &[]);
    assert!(!report.passed && report.checks[0].state == QaState::NotEvaluated);
    // A gate's result under that name counts.
    let config = QaConfig::parse(&config, "").unwrap();
    let mut results = config.run(&with(&[("2.md", "x"), ("3.md", "x"), ("6.md", "x")]));
    results.push(run(&json!({"type": "not_empty", "target": "a.md", "name": "Citation Validity"}), &[("a.md", "x")]));
    assert!(config.judge(&results).passed);
}

#[test]
fn a_wrong_configuration_reports_everything() {
    let mut config = seed();
    config["total_checks"] = json!(7);
    config["min_pass_rate"] = json!(90);
    config["checks"][0]["severity"] = json!("fatal");
    config["checks"][1]["validations"][0]["type"] = json!("file_there");
    config["checks"][2]["name"] = json!("Completeness Check");
    config["extra"] = json!(1);
    let found: Vec<String> = QaConfig::parse(&config, "qa").unwrap_err().iter().map(|problem| problem.path.clone()).collect();
    for path in
        ["qa/total_checks", "qa/min_pass_rate", "qa/checks/0/severity", "qa/checks/1/validations/0/type", "qa/checks/5/name", "qa/extra"]
    {
        assert!(found.iter().any(|other| other == path), "{path} is not among {found:?}");
    }
}

#[test]
fn the_report_says_what_failed_where() {
    let report = judge(&seed(), &[1]).to_markdown("Villain", "G10", "qa-agent", "2026-02-08");
    let header = Header::read(&report).unwrap();
    assert_eq!((header.status, header.score, header.threshold, header.blocking, header.warnings), (Status::Fail, 0.75, 0.9, 1, 0));
    for part in [
        "# Quality report: Villain",
        "| Citation Validity | critical | yes | failed |",
        "`MISSING_ARTIFACT`",
        "`1.md` is expected and is missing",
    ] {
        assert!(report.contains(part), "{part} is not in\n{report}");
    }
    assert!(run(&json!({"type": "well_formed", "target": "r.md"}), &[("r.md", &report)]).passed);
}

#[test]
fn headers_are_read_as_written() {
    let header = Header {
        gate: "G6: \"citations\"".into(),
        kind: "citation-audit".into(),
        status: Status::Conditional,
        score: 8.5,
        threshold: 8.0,
        blocking: 0,
        warnings: 3,
        agent: "citation-auditor".into(),
        date: "2026-02-08".into(),
    };
    let text = format!("{}\n# Audit\n", header.write());
    assert_eq!(Header::read(&text), Ok(header));
    assert!(run(&json!({"type": "frontmatter_status", "target": "a.md", "field": "score", "at_least": 8}), &[("a.md", &text)]).passed);
}

#[test]
fn half_filled_headers_are_refused_with_every_gap() {
    assert_eq!(Header::read("# Audit"), Err(HeaderError::Absent));
    assert_eq!(Header::read("---\ngate: G6\n"), Err(HeaderError::Unclosed));
    let Err(HeaderError::Fields(gaps)) = Header::read("---\ngate: G6\nstatus: GOOD\ndate: yesterday\n---\n") else { panic!() };
    for field in ["type", "status", "score", "threshold", "blocking", "warnings", "agent", "date"] {
        assert!(gaps.iter().any(|gap| gap.starts_with(&format!("`{field}`"))), "{field}: {gaps:?}");
    }
}

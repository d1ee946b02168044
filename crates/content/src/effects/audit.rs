//! `audit.citations` and what every audit document has in common: a header, findings, and nothing the auditor made itself.

use std::fmt::Write as _;

use checks::audit::{Header, Status};
use checks::{CheckResult, Severity};
use engine::Produced;
use jiff::Timestamp;
use machine::Failure;
use press::Document;
use serde_json::{Value, json};

use super::stage::{StageCall, compute, file, produced, terminal};
use crate::{contract, workspace};

/// Score an audit must reach to pass.
const THRESHOLD: f64 = 0.95;

/// One thing an auditor looked at.
pub(crate) struct Finding {
    /// What.
    pub(crate) subject: String,
    /// Whether it held.
    pub(crate) passed: bool,
    /// Whether a failure blocks.
    pub(crate) blocking: bool,
    /// What was found.
    pub(crate) message: String,
    /// Places, a line each.
    pub(crate) evidence: Vec<String>,
    /// 0 to 1.
    pub(crate) score: f64,
}

impl Finding {
    fn of(result: &CheckResult) -> Self {
        Self {
            subject: result.kind.replace('_', " "),
            passed: result.passed,
            blocking: result.error || result.severity >= Severity::Error,
            message: result.message.clone(),
            evidence: result
                .evidence
                .iter()
                .filter(|_| !result.passed)
                .map(|place| format!("{}{}: {}", place.path, place.line.map(|line| format!(":{line}")).unwrap_or_default(), place.excerpt))
                .collect(),
            score: result.score.unwrap_or(if result.passed { 1.0 } else { 0.0 }),
        }
    }
}

impl Finding {
    /// A finding about many things of one sort: what share of them held.
    #[expect(clippy::cast_precision_loss, reason = "counts of entries are small")]
    pub(crate) fn share(subject: &str, all: usize, wrong: Vec<String>, blocking: bool, said: &str) -> Self {
        let held = all - wrong.len();
        Self {
            subject: subject.to_owned(),
            passed: wrong.is_empty(),
            blocking,
            message: format!("{held} of {all} {said}"),
            evidence: wrong,
            score: if all == 0 { 1.0 } else { held as f64 / all as f64 },
        }
    }
}

/// An audit document: header, summary, findings.
pub(crate) fn document(stage: &StageCall, kind: &str, title: &str, findings: &[Finding]) -> (String, Status, f64) {
    let blocking = findings.iter().filter(|finding| !finding.passed && finding.blocking).count();
    let warnings = findings.iter().filter(|finding| !finding.passed && !finding.blocking).count();
    // What only warns is told, and does not lower the score a gate asks for.
    let score = findings.iter().filter(|finding| finding.blocking).map(|finding| finding.score).fold(1.0, f64::min);
    let status = if blocking > 0 || findings.is_empty() {
        Status::Fail
    } else if warnings > 0 || score < THRESHOLD {
        Status::Conditional
    } else {
        Status::Pass
    };
    let header = Header {
        gate: stage.packet.stage.gate_id.clone(),
        kind: kind.to_owned(),
        status,
        score,
        threshold: THRESHOLD,
        blocking: u32::try_from(blocking).unwrap_or(u32::MAX),
        warnings: u32::try_from(warnings).unwrap_or(u32::MAX),
        agent: stage.packet.agent.slug.clone(),
        date: Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string(),
    };
    let mut text = header.write();
    let _ = write!(text, "\n# {title}\n\n{} of {} held.\n\n## Findings\n", findings.iter().filter(|f| f.passed).count(), findings.len());
    for finding in findings {
        let mark = match (finding.passed, finding.blocking) {
            (true, _) => "held",
            (false, true) => "**blocks**",
            (false, false) => "warns",
        };
        let _ = write!(text, "\n- {}: {mark}. {}\n", finding.subject, finding.message);
        for place in &finding.evidence {
            let _ = writeln!(text, "  - {place}");
        }
    }
    (text, status, score)
}

/// Checks every quotation and citation of the draft against the sources.
pub(crate) async fn citations(stage: StageCall) -> Result<Produced, Failure> {
    let draft: Document = stage.json("draft").await?;
    let sources: Value = stage.json("source_texts").await?;
    if sources.as_array().is_none_or(Vec::is_empty) {
        return Err(terminal("MISSING_ARTIFACT", "the list of sources is blank; rerun the gate that makes it"));
    }
    let workspace = workspace::of_upstream(&stage.call, &stage.packet).await?;
    let (draft_path, sources_path) = (input_path(&stage, "draft"), input_path(&stage, "source_texts"));
    compute(move || {
        let check = |kind: &str, severity: &str, more: Value| {
            let mut check = json!({ "type": kind, "target": draft_path, "severity": severity });
            if let (Some(object), Some(more)) = (check.as_object_mut(), more.as_object()) {
                object.extend(more.clone());
            }
            Finding::of(&contract::evaluate(&check, &workspace))
        };
        let findings = vec![
            check("quote_fidelity", "error", json!({ "sources": sources_path })),
            check("citations_resolve", "error", json!({})),
            check("citation_coverage", "error", json!({ "min": THRESHOLD })),
            check("number_fidelity", "warning", figures(&draft, &sources_path)),
        ];
        let (audit, status, score) = document(&stage, "citation-audit", &format!("Citation audit: {}", draft.title), &findings);
        let value = json!({ "status": status.as_str(), "score": score, "sources": draft.sources.len() });
        let files = vec![file(stage.path("citation_audit")?, audit), file(stage.path("bibliography")?, bibliography(&draft))];
        Ok(produced(value, files))
    })
    .await
}

/// How figures and names are compared. An essay on a word spells out names where its dictionary abbreviates (`LL.`, `Shak.`): these need
/// not stand in what is cited.
fn figures(draft: &Document, sources_path: &str) -> Value {
    let mut fields = json!({ "sources": sources_path });
    if draft.kind == press::DocumentKind::Essay {
        fields["spelled"] = json!(false);
        fields["allow"] = json!(dictionary::spelled_out());
    }
    fields
}

/// The path an input comes from; inputs were validated when the spec was applied.
fn input_path(stage: &StageCall, name: &str) -> String {
    stage
        .packet
        .sources
        .iter()
        .find_map(|source| match source {
            crate::compile::InputSource::File { name: found, path, .. } if found == name => Some(path.clone()),
            _ => None,
        })
        .unwrap_or_default()
}

fn bibliography(draft: &Document) -> String {
    let mut text = format!("# Bibliography: {}\n\n", draft.title);
    for source in &draft.sources {
        let edition = source.edition.as_ref().map(|edition| format!(", {edition}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "{}. “{}.” *{}*{edition}. `{}`, SHA-256 `{}`.",
            source.number, source.title, source.container, source.id, source.sha256
        );
    }
    text
}

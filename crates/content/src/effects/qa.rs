//! `qa.review`: the quality checks of the spec, run over the finished product by somebody who made none of it.

use checks::qa::{QaConfig, QaState};
use engine::Produced;
use jiff::Timestamp;
use machine::Failure;
use serde_json::{Value, json};

use super::stage::{StageCall, compute, fatal, file, json_file, produced};
use crate::reach::Reach;
use crate::workspace;

pub(crate) async fn review(stage: StageCall) -> Result<Produced, Failure> {
    let config = QaConfig::parse(&stage.packet.qa_config, "qa_config")
        .map_err(|problems| fatal("BROKEN_PLAN", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
    let workspace = workspace::of_upstream(&stage.call, &stage.packet).await?;
    let reach = Reach::new();
    compute(move || {
        let workspace = workspace.fetch(&reach);
        let report = config.judge(&config.run(&workspace));
        let date = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
        let text = report.to_markdown("QA report", &stage.packet.stage.gate_id, &stage.packet.agent.slug, &date);
        let checks: Vec<Value> = report
            .checks
            .iter()
            .map(|check| {
                json!({
                    "name": check.name,
                    "severity": check.severity.as_str(),
                    "required": check.required,
                    "state": state(check.state),
                    "results": check.results.iter().map(checks::CheckResult::to_value).collect::<Vec<_>>(),
                })
            })
            .collect();
        let summary = json!({ "passed": report.passed, "pass_rate": report.pass_rate, "min_pass_rate": report.min_pass_rate, "reasons": report.reasons });
        let mut results = summary.clone();
        results["checks"] = Value::Array(checks);
        Ok(produced(summary, vec![file(stage.path("qa_report")?, text), json_file(stage.path("qa_results")?, &results)?]))
    })
    .await
}

fn state(state: QaState) -> &'static str {
    match state {
        QaState::Passed => "passed",
        QaState::Failed => "failed",
        QaState::NotEvaluated => "not_evaluated",
    }
}

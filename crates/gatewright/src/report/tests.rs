use super::*;

fn gate(cost_usd: Option<f64>, model: Option<&str>) -> GateView {
    GateView {
        id: uuid::Uuid::nil(),
        gate_id: "G1".to_owned(),
        gate_name: "Intake Approval".to_owned(),
        phase: Some("intake".to_owned()),
        gate_order: 1,
        stage_id: Some("stage-intent-parse".to_owned()),
        status: "passed".to_owned(),
        attempt_number: 1,
        max_attempts: 3,
        agent_slug: Some("intent-parser".to_owned()),
        model_id: model.map(str::to_owned),
        model_provider: None,
        tokens_in: 304,
        tokens_out: 86,
        cost_usd,
        duration_ms: 28,
        validation_results: serde_json::json!([{ "passed": true }, { "passed": false }]),
        fail_codes: Vec::new(),
        cause: "ready".to_owned(),
        superseded: false,
        awaiting_approval: false,
        decision: None,
        decided_by: None,
        decided_via: None,
        decision_reason: None,
        started_at: None,
        completed_at: None,
    }
}

#[test]
fn what_costs_something_never_looks_like_nothing() {
    assert_eq!(cost(Some(0.000_000_4)), "<$0.0001");
    assert_eq!(cost(Some(0.0)), "$0.0000");
    assert_eq!(cost(Some(0.123_45)), "$0.1235");
    assert_eq!(cost(None), "unknown");
}

#[test]
fn attempts_of_a_gate_share_a_row_and_an_unknown_cost_makes_the_sum_unknown() {
    let second = GateView { attempt_number: 2, ..gate(None, Some("some-model")) };
    let table = gates(&[gate(Some(0.5), Some("some-model")), second]);
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), 1, "{table}");
    assert_eq!(
        rows[0],
        ["G1", "Intake", "Approval", "intake", "passed", "2", "intent-parser", "some-model", "608+172", "unknown", "56", "ms", "1/2"]
    );
}

#[test]
fn a_gate_without_a_model_has_no_cost() {
    assert_eq!(paid(false, Some(0.0)), "–");
    assert_eq!(paid(true, Some(0.0)), "$0.0000");
    assert_eq!(paid(false, Some(0.25)), "$0.2500");
}

#[test]
fn a_narrow_window_loses_columns_and_says_which() {
    let rows = vec![vec![Cell::new("G1"), Cell::new("a-rather-long-agent"), Cell::new("1/1")]];
    let columns = ["gate", "agent", "checks"];
    assert!(!fitting(&columns, &["agent"], &rows, Some(60)).contains("narrow"));
    assert!(fitting(&columns, &["agent"], &rows, None).contains("a-rather-long-agent"));
    let narrow = fitting(&columns, &["agent"], &rows, Some(20));
    assert!(!narrow.contains("a-rather-long-agent") && narrow.contains("without agent"), "{narrow}");
}

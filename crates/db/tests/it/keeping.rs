//! What is kept as it was: published versions, ended attempts, decisions.

use serde_json::json;
use tokio_postgres::error::SqlState;

use crate::stage::{As, ROOT, RUN, Stage, assert_refused};

const KEPT: &SqlState = &SqlState::INTEGRITY_CONSTRAINT_VIOLATION;

#[tokio::test]
async fn a_published_spec_never_changes() {
    let stage = Stage::set().await;
    let spec = "where id = '00000000-0000-4000-8000-000000000201'";
    for change in [
        "version = 'v1.0.1'",
        "version_hash = 'x'",
        r#"intent_schema = '[{}]'"#,
        r#"stages = '[{}]'"#,
        r#"qa_config = '{"total_checks": 0}'"#,
        r#"output_guarantees = '[{}]'"#,
        r#"cost_profile = '{"min": {}}'"#,
        "artifact_type = 'x'",
        "output_formats = '{pdf}'",
        "definition = 'x'",
        "template_id = '00000000-0000-4000-8000-000000000102'",
        "state = 'draft'",
        "published_at = now() + interval '1 day'",
    ] {
        for who in [As::Service, As::User(ROOT)] {
            assert_refused(stage.attempt(who, &format!("update content.specs set {change} {spec}")).await, KEPT, change);
        }
    }
    assert_refused(stage.attempt(As::Service, &format!("delete from content.specs {spec}")).await, KEPT, "delete");
    for change in ["is_active = false", "visibility = 'private'"] {
        assert_eq!(stage.attempt(As::Service, &format!("update content.specs set {change} {spec}")).await.unwrap(), 1, "{change}");
    }
}

#[tokio::test]
async fn a_draft_can_be_changed_published_and_deleted() {
    let stage = Stage::set().await;
    let draft = "where id = '00000000-0000-4000-8000-000000000204'";
    stage.execute(As::Service, &format!(r#"update content.specs set stages = '[{{}}]' {draft}"#)).await.unwrap();
    assert_eq!(stage.attempt(As::Service, &format!("delete from content.specs {draft}")).await.unwrap(), 1);
    stage.execute(As::Service, &format!("update content.specs set state = 'published' {draft}")).await.unwrap();
    let published = stage.rows(As::Owner, &format!("select published_at is not null as dated from content.specs {draft}")).await.unwrap();
    assert_eq!(published, [json!({"dated": true})]);
    assert_refused(stage.attempt(As::Service, &format!("update content.specs set stages = '[]' {draft}")).await, KEPT, "published by now");
}

#[tokio::test]
async fn an_ended_attempt_takes_a_decision_and_nothing_else() {
    let stage = Stage::set().await;
    let failed = "where id = '00000000-0000-4000-8000-000000000401'";
    for change in [
        "status = 'passed'",
        "tokens_in = 0",
        "cost_nanos = 0",
        "fail_codes = '{}'",
        "validation_results = '[1]'",
        "model_id = 'gpt-4o'",
        "started_at = now()",
    ] {
        assert_refused(stage.attempt(As::Service, &format!("update content.gate_attempts set {change} {failed}")).await, KEPT, change);
    }
    let open = "where run_id = '00000000-0000-4000-8000-000000000301' and gate_id = 'G3'";
    for change in ["run_id = '00000000-0000-4000-8000-000000000302'", "gate_id = 'G9'", "attempt_number = 9"] {
        assert_refused(stage.attempt(As::Service, &format!("update content.gate_attempts set {change} {open}")).await, KEPT, change);
    }
    let decide =
        format!("update content.gate_attempts set status = 'skipped', decision = 'skipped', decision_reason = 'not needed' {failed}");
    assert_eq!(stage.execute(As::Service, &decide).await.unwrap(), 1);
    let again = format!("update content.gate_attempts set decision = 'approved' {failed}");
    assert_refused(stage.attempt(As::Service, &again).await, KEPT, "a second decision");
    assert_eq!(stage.attempt(As::Service, &format!("update content.gate_attempts set superseded = true {failed}")).await.unwrap(), 1);
}

#[tokio::test]
async fn attempts_are_unique_by_run_gate_and_number() {
    let stage = Stage::set().await;
    let twice = "insert into content.gate_executions (run_id, gate_id, gate_name, gate_order, attempt_number)
        values ('00000000-0000-4000-8000-000000000301', 'G1', 'Intake Approval', 1, 2)";
    assert_refused(stage.attempt(As::Service, twice).await, &SqlState::UNIQUE_VIOLATION, "the same attempt twice");
}

#[tokio::test]
async fn decisions_are_appended_only_and_need_a_reason() {
    let stage = Stage::set().await;
    assert_refused(stage.attempt(As::Service, "update content.gate_decisions set reason = 'x'").await, KEPT, "update");
    assert_refused(stage.attempt(As::Service, "delete from content.gate_decisions").await, KEPT, "delete");
    let blank = format!(
        "insert into content.gate_decisions (run_id, gate_id, attempt_number, decision, decided_by, decided_via, reason)
         values ('{RUN}', 'G1', 1, 'skipped', 'root', 'api', ' ')"
    );
    assert_refused(stage.attempt(As::Service, &blank).await, &SqlState::CHECK_VIOLATION, "a blank reason");
}

#[tokio::test]
async fn deleting_a_run_takes_everything_of_it_along() {
    let stage = Stage::set().await;
    assert_eq!(stage.execute(As::Service, &format!("delete from content.runs where id = '{RUN}'")).await.unwrap(), 1);
    let left = "select (select count(*) from content.gate_attempts) as attempts, (select count(*) from content.gate_texts) as texts,
        (select count(*) from content.gate_decisions) as decisions, (select count(*) from content.artifacts) as artifacts";
    assert_eq!(stage.rows(As::Owner, left).await.unwrap(), [json!({"attempts": 1, "texts": 1, "decisions": 0, "artifacts": 1})]);
}

#[tokio::test]
async fn updated_at_is_maintained() {
    let stage = Stage::set().await;
    for relation in ["content.workflow_templates", "content.runs", "public.users"] {
        let stale = format!(
            "alter table {relation} disable trigger user; update {relation} set updated_at = '2000-01-01'; alter table {relation} enable trigger user"
        );
        stage.script(As::Owner, &stale).await;
        let column = if relation == "content.runs" { "project_slug" } else { "id" };
        stage.script(As::Owner, &format!("update {relation} set {column} = {column}")).await;
        let fresh = stage.rows(As::Owner, &format!("select bool_and(updated_at > '2020-01-01') as fresh from {relation}")).await.unwrap();
        assert_eq!(fresh, [json!({"fresh": true})], "{relation}");
    }
}

//! The views of seed 000 answer single-row writes, carry the seed's defaults and refuse unknown words.

use serde_json::json;
use tokio_postgres::error::SqlState;

use crate::stage::{ADA, As, RUN, Stage, assert_refused};

#[tokio::test]
async fn profiles_take_inserts_updates_and_deletes() {
    let stage = Stage::set().await;
    let id = "00000000-0000-4000-8000-00000000000d";
    stage
        .script(As::Service, &format!("insert into auth.users (id) values ('{id}'); delete from content.profiles where id = '{id}'"))
        .await;
    assert_eq!(
        stage
            .execute(As::Service, &format!("insert into content.profiles (id, email, display_name) values ('{id}', 'd@example.org', 'D')"))
            .await
            .unwrap(),
        1
    );
    let row = format!("select email, display_name, role, created_at is not null as dated from content.profiles where id = '{id}'");
    assert_eq!(
        stage.rows(As::Service, &row).await.unwrap(),
        [json!({"email": "d@example.org", "display_name": "D", "role": "user", "dated": true})]
    );
    let update = format!("update content.profiles set role = 'admin', email = 'dd@example.org', avatar_url = 'a' where id = '{id}'");
    assert_eq!(stage.execute(As::Service, &update).await.unwrap(), 1);
    let row = stage.rows(As::Service, &format!("select email, role, avatar_url from content.profiles where id = '{id}'")).await.unwrap();
    assert_eq!(row, [json!({"email": "dd@example.org", "role": "admin", "avatar_url": "a"})]);

    for (sql, code) in [
        (format!("update content.profiles set role = 'owner' where id = '{id}'"), &SqlState::CHECK_VIOLATION),
        (format!("update content.profiles set role = null where id = '{id}'"), &SqlState::CHECK_VIOLATION),
        (format!("update content.profiles set email = null where id = '{id}'"), &SqlState::NOT_NULL_VIOLATION),
        (format!("update content.profiles set email = 'ada@example.org' where id = '{id}'"), &SqlState::UNIQUE_VIOLATION),
        (format!("update content.profiles set id = gen_random_uuid() where id = '{id}'"), &SqlState::INTEGRITY_CONSTRAINT_VIOLATION),
        (
            "insert into content.profiles (id, email) values (gen_random_uuid(), 'e@example.org')".to_owned(),
            &SqlState::FOREIGN_KEY_VIOLATION,
        ),
        (format!("insert into content.profiles (id) values ('{id}')"), &SqlState::NOT_NULL_VIOLATION),
    ] {
        assert_refused(stage.attempt(As::Service, &sql).await, code, &sql);
    }
    assert_eq!(stage.execute(As::Service, &format!("delete from content.profiles where id = '{id}'")).await.unwrap(), 1);
    assert!(stage.rows(As::Service, &row_of(id)).await.unwrap().is_empty());
}

fn row_of(id: &str) -> String {
    format!("select id from content.profiles where id = '{id}'")
}

#[tokio::test]
async fn gate_executions_take_inserts_updates_and_deletes() {
    let stage = Stage::set().await;
    let insert =
        format!("insert into content.gate_executions (run_id, gate_id, gate_name, gate_order) values ('{RUN}', 'G9', 'Human approval', 9)");
    assert_eq!(stage.execute(As::Service, &insert).await.unwrap(), 1);
    let row = "select status, attempt_number, max_attempts, validation_results, fail_codes, tokens_in, tokens_out, cost_usd, cost_nanos,
        duration_ms, prompt_packet from content.gate_executions where gate_id = 'G9'";
    assert_eq!(
        stage.rows(As::Service, row).await.unwrap(),
        [json!({
            "status": "pending", "attempt_number": 1, "max_attempts": 3, "validation_results": [], "fail_codes": [], "tokens_in": 0,
            "tokens_out": 0, "cost_usd": 0.0000, "cost_nanos": 0, "duration_ms": 0, "prompt_packet": null
        })]
    );
    let update =
        "update content.gate_executions set status = 'passed', prompt_packet = 'p', raw_output = 'o', cost_usd = 0.4200, tokens_in = 7
        where gate_id = 'G9'";
    assert_eq!(stage.execute(As::Service, update).await.unwrap(), 1);
    let row = "select status, prompt_packet, raw_output, cost_usd, cost_nanos from content.gate_executions where gate_id = 'G9'";
    assert_eq!(
        stage.rows(As::Service, row).await.unwrap(),
        [json!({"status": "passed", "prompt_packet": "p", "raw_output": "o", "cost_usd": 0.4200, "cost_nanos": 420_000_000})]
    );
    let unknown = format!(
        "insert into content.gate_executions (run_id, gate_id, gate_name, gate_order, status) values ('{RUN}', 'G8', 'x', 8, 'done')"
    );
    assert_refused(stage.attempt(As::Service, &unknown).await, &SqlState::CHECK_VIOLATION, "an unknown status");
    assert_eq!(stage.execute(As::Service, "delete from content.gate_executions where gate_id = 'G9'").await.unwrap(), 1);
    assert!(stage.rows(As::Service, row).await.unwrap().is_empty());
}

#[tokio::test]
async fn models_take_inserts_updates_and_deletes() {
    let stage = Stage::set().await;
    let insert = "insert into content.models (id, provider, display_name, tier, input_cost_per_1k, output_cost_per_1k)
        values ('tiny', 'openai', 'Tiny', 'low', 0.0001, 0.0002)";
    assert_eq!(stage.execute(As::Service, insert).await.unwrap(), 1);
    let row =
        "select provider, tier, input_cost_per_1k, output_cost_per_1k, supports_tools, supports_streaming, supports_structured_output,
        is_active from content.models where id = 'tiny'";
    assert_eq!(
        stage.rows(As::Service, row).await.unwrap(),
        [json!({
            "provider": "openai", "tier": "low", "input_cost_per_1k": 0.0001, "output_cost_per_1k": 0.0002, "supports_tools": false,
            "supports_streaming": true, "supports_structured_output": false, "is_active": true
        })]
    );
    // The ledger prices with the same row, exactly.
    let rate = "select component, rate_nanos from llm.prices_at('tiny', now()) order by component";
    assert_eq!(
        stage.rows(As::Service, rate).await.unwrap(),
        [
            json!({"component": "input_uncached", "rate_nanos": 100_000_000}),
            json!({"component": "output_reasoning", "rate_nanos": 200_000_000}),
            json!({"component": "output_text", "rate_nanos": 200_000_000}),
        ]
    );
    let update = "update content.models set tier = 'top', input_cost_per_1k = 0.0005, output_cost_per_1k = null where id = 'tiny'";
    assert_eq!(stage.execute(As::Service, update).await.unwrap(), 1);
    let row =
        stage.rows(As::Service, "select tier, input_cost_per_1k, output_cost_per_1k from content.models where id = 'tiny'").await.unwrap();
    assert_eq!(
        row,
        [json!({"tier": "top", "input_cost_per_1k": 0.0005, "output_cost_per_1k": null})],
        "an unknown price is null, not zero"
    );

    for (sql, code) in [
        ("update content.models set tier = 'gold' where id = 'tiny'", &SqlState::CHECK_VIOLATION),
        ("update content.models set provider = 'nobody' where id = 'tiny'", &SqlState::FOREIGN_KEY_VIOLATION),
        (
            "insert into content.models (id, provider, display_name, tier) values ('gpt-4o', 'openai', 'x', 'mid')",
            &SqlState::UNIQUE_VIOLATION,
        ),
        ("delete from content.models where id = 'claude-opus-4'", &SqlState::FOREIGN_KEY_VIOLATION),
    ] {
        assert_refused(stage.attempt(As::Service, sql).await, code, sql);
    }
    assert_eq!(stage.execute(As::Service, "delete from content.models where id = 'tiny'").await.unwrap(), 1);
    assert_eq!(stage.rows(As::Service, "select id from llm.prices where model_id = 'tiny'").await.unwrap().len(), 0);
}

#[tokio::test]
async fn the_current_artifact_of_a_path_comes_from_what_counts() {
    let stage = Stage::set().await;
    let add = |attempt: u32, path: &str, hash: &str| {
        format!(
            "insert into content.artifacts (run_id, gate_execution_id, file_name, file_path, content_hash, gate_id, attempt_number)
             select run_id, id, 'x.md', '{path}', '{hash}', gate_id, attempt_number
             from content.gate_attempts where id = '00000000-0000-4000-8000-000000000{attempt}'"
        )
    };
    stage
        .script(
            As::Service,
            &[add(401, "a.md", "failed"), add(402, "a.md", "passed"), add(403, "a.md", "later gate"), add(401, "b.md", "failed")].join(";"),
        )
        .await;
    let current = "select file_path, content_hash from content.current_artifacts
        where run_id = '00000000-0000-4000-8000-000000000301' and file_path in ('a.md', 'b.md')";
    assert_eq!(stage.rows(As::User(ADA), current).await.unwrap(), [json!({"file_path": "a.md", "content_hash": "later gate"})]);
    stage
        .execute(As::Service, "update content.gate_attempts set superseded = true where id = '00000000-0000-4000-8000-000000000403'")
        .await
        .unwrap();
    assert_eq!(stage.rows(As::User(ADA), current).await.unwrap(), [json!({"file_path": "a.md", "content_hash": "passed"})]);
}

//! Crashes the engine at every journal write of the templates and delivers each effect twice: the tables say the same as undisturbed.

use std::time::Duration;

use content::{Content, CreateRun};
use deadpool_postgres::Transaction;
use engine::{Config, Sweep};
use serde_json::{Value, json};
use store::{Database, Identity};
use uuid::Uuid;

use crate::house::{House, brief, essay};

/// A run's rows as they stand in the module's tables, without what may differ between two runs.
async fn rows(database: Database, run_id: Uuid) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
    let client = database.get(Identity::Service).await?;
    let row = client
        .query_one(
            "select jsonb_build_object(
               'run', (select jsonb_build_object('status', r.status, 'passed', r.gates_passed, 'failed', r.gates_failed, 'in', r.total_tokens_in, 'out', r.total_tokens_out,
                         'nanos', r.total_cost_nanos, 'incomplete', r.cost_incomplete) from content.runs r where r.id = $1),
               'gates', (select jsonb_agg(jsonb_build_object('gate', a.gate_id, 'attempt', a.attempt_number, 'status', a.status, 'codes', a.fail_codes,
                         'in', a.tokens_in, 'out', a.tokens_out, 'decision', a.decision, 'superseded', a.superseded) order by a.gate_order, a.attempt_number)
                         from content.gate_attempts a where a.run_id = $1),
               'files', (select jsonb_agg(jsonb_build_array(f.file_path, f.attempt_number, f.content_hash) order by f.file_path, f.attempt_number)
                         from content.artifacts f where f.run_id = $1),
               'decisions', (select jsonb_agg(jsonb_build_array(d.gate_id, d.attempt_number, d.decision, d.decided_by) order by d.journal_seq)
                         from content.gate_decisions d where d.run_id = $1),
               'texts', (select count(*) from content.gate_executions g where g.run_id = $1 and g.prompt_packet is not null),
               'calls', (select jsonb_agg(jsonb_build_array(c.step_id, c.attempt, c.round) order by c.step_id, c.attempt, c.round)
                         from llm.calls c where c.run_id = $1 and c.state = 'settled'))",
            &[&run_id],
        )
        .await?;
    Ok(row.get(0))
}

/// Copies the module's rows of a run that was created and never begun.
async fn copy(tx: &Transaction<'_>, mould: Uuid, run_id: Uuid) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    tx.execute(
        "insert into content.runs (id, spec_id, user_id, intent, project_slug, display_name, depth, total_gates)
         select $2, spec_id, user_id, intent, project_slug, display_name, depth, total_gates from content.runs where id = $1",
        &[&mould, &run_id],
    )
    .await?;
    tx.execute(
        "insert into content.gate_attempts (run_id, gate_id, gate_name, phase, gate_order, agent_slug, max_attempts, stage_id)
         select $2, gate_id, gate_name, phase, gate_order, agent_slug, max_attempts, stage_id from content.gate_attempts where run_id = $1",
        &[&mould, &run_id],
    )
    .await?;
    Ok(())
}

async fn swept(request: CreateRun) {
    let house = House::new().await;
    let created = house.content.create_run(&house.account, request).await.unwrap();
    let run = house.content.run(created.run_id).await.unwrap().unwrap();
    let client = house.database.connect(Identity::Service).await;
    for table in ["engine.submissions where run_id", "engine.runs where id"] {
        client.execute(&format!("delete from {table} = $1"), &[&created.run_id]).await.unwrap();
    }
    let content: Content = house.content.clone();
    let mould = created.run_id;
    let report = Sweep::new(&house.database, created.plan, run.intent, move || content.registry())
        .config(Config { objects: Some(house.content.objects()), poll_every: Duration::from_millis(20), ..Config::default() })
        .owner(house.account.id)
        .approved_in_advance(Content::actor(&house.account, "test"))
        .prepare(move |tx, run_id| Box::pin(async move { copy(tx, mould, run_id).await }))
        .inspect(|database, run_id| Box::pin(rows(database, run_id)))
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 15, "{report:?}");
    let open: Value = json!(house.count("llm.reservations where state = 'held'").await);
    assert_eq!(open, json!(0), "no reservation is lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_essay_survives_a_crash_at_every_journal_write() {
    swept(essay("villain")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brief_survives_a_crash_at_every_journal_write() {
    swept(brief("What must be done about the Harrow bridge?")).await;
}

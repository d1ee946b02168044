//! `W1` with the content module: runs of a template with ten gates, whose rows its projector writes in the transaction of each wave.
//!
//! They are started by the module's own statements, many in one transaction as `W1` starts many in one wave. Of a gate only the work is left
//! out: an answer of 50 bytes instead of a model's, and no checks.

use std::collections::BTreeMap;
use std::sync::Arc;

use content::{CreateRun, Prepared};
use engine::bench::{BenchError, Report, Settings, module};
use engine::{Modules, RunId};
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use store::{Database, Identity};
use uuid::Uuid;

use super::essay::{WORD, WRITER};
use crate::app::App;

/// The template; nothing else has its name.
const TEMPLATE: &str = "bench-w1";
/// Runs in a round, at most: a step costs ten times and more what one of `W1` costs, and minutes would tell no more.
const RUNS: usize = 2_000;
/// Its gates, one after the other.
const GATES: usize = 10;
/// Who works at them.
const AGENT: &str = "essay-writer";

/// Measures, and removes what it wrote.
pub(super) async fn measure(app: &App, settings: &Settings, report: &mut Report) -> Result<(), BenchError> {
    let database = app.postgres.database();
    let prepared = prepare(app).await?;
    let mut registry = app.content.registry();
    registry.effects.insert("generate".to_owned(), module::noop());
    let modules = Modules::default().with(registry, content::compile::serves);
    let start = async |ids: &[RunId]| {
        let mut client = database.get(Identity::Service).await?;
        let transaction = client.transaction().await?;
        try_join_all(ids.iter().map(|run_id| app.content.insert(&transaction, *run_id, &prepared))).await?;
        Ok(transaction.commit().await?)
    };
    let settings = Settings { chains: settings.chains.min(RUNS), ..settings.clone() };
    let measured = module::measure(database, modules, &settings, GATES, start).await;
    clean(database, prepared.spec_id).await?;
    report.w1_content = Some(measured?);
    Ok(())
}

/// A run of the template, as often as it is wanted.
async fn prepare(app: &App) -> Result<Prepared, BenchError> {
    let request = CreateRun {
        template: TEMPLATE.to_owned(),
        trial: Some((format!("{TEMPLATE}.json"), definition().to_string())),
        intent: BTreeMap::from([("word".to_owned(), json!(WORD))]),
        model: Some(WRITER.to_owned()),
        ..CreateRun::default()
    };
    let mut prepared = app.content.prepare(&app.account, request).await?;
    // A template must have checks; what they cost is not asked here.
    for step in &mut Arc::make_mut(&mut prepared.plan).steps {
        if let Some(gate) = &mut step.gate {
            gate.checks.clear();
        }
    }
    Ok(prepared)
}

/// A template as people write it, with instructions of the usual length.
fn definition() -> Value {
    let stages: Vec<Value> = (1..=GATES).map(stage).collect();
    json!({
        "template": { "slug": TEMPLATE, "name": "Ten gates", "type": "bench" },
        "spec": {
            "version": "v1.0.0",
            "artifact_type": "bench",
            "output_formats": ["markdown"],
            "naming": { "subject": "word" },
            "intent_schema": [{ "field": "word", "type": "string", "required": true }],
            "stages": stages,
        }
    })
}

fn stage(order: usize) -> Value {
    let path = format!("parts/{order:02}.md");
    let instructions = format!(
        "Write part {order} of the essay on the word \"{{{{ input.word }}}}\" from the dossier alone. Begin with what is known for certain, then say \
         what is likely, and last what is in doubt. Every sentence cites the sources it rests on by their numbers; quotations are exact, with the \
         author and the headword they stand under. Return `{path}`: one heading, then three to five paragraphs, and nothing else."
    );
    json!({
        "order": order,
        "id": format!("stage-part-{order:02}"),
        "name": format!("Part {order}"),
        "type": "writing",
        "gate_id": format!("G{order}"),
        "gate_name": format!("Part {order} Written"),
        "phase": "production",
        "agent": AGENT,
        "activity": "generate",
        "model_id": WRITER,
        "instructions": instructions,
        "inputs": [{ "name": "word", "source": "intent" }],
        "outputs": [{ "name": format!("part_{order:02}"), "type": "document", "path": path }],
        "contract": [{ "type": "file_exists", "target": path, "severity": "error" }],
    })
}

/// Removes the template, its runs, and what the engine kept of them.
async fn clean(database: &Database, spec_id: Uuid) -> Result<(), BenchError> {
    let mut client = database.get(Identity::Owner).await?;
    let transaction = client.transaction().await?;
    for sql in [
        "delete from engine.journal as j using content.runs as r where r.spec_id = $1 and j.run_id = r.id",
        "delete from engine.submissions as s using content.runs as r where r.spec_id = $1 and s.run_id = r.id",
        "delete from engine.runs as e using content.runs as r where r.spec_id = $1 and e.id = r.id",
        "delete from content.runs where spec_id = $1",
        "with gone as (delete from content.specs where id = $1 returning template_id)
         delete from content.workflow_templates as t using gone where t.id = gone.template_id",
    ] {
        transaction.execute(sql, &[&spec_id]).await?;
    }
    Ok(transaction.commit().await?)
}

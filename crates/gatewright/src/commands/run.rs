//! `gatewright run`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use content::CreateRun;
use serde_json::{Value, json};

use super::print_failed;
use crate::app::{self, App};
use crate::cli::{Global, RunArgs};
use crate::drive::Drive;
use crate::export;
use crate::failure::{CommandError, Exit};
use crate::report::Output;
use crate::sources;

/// Creates a run and follows it.
pub(crate) async fn run(global: &Global, args: RunArgs, output: Output) -> Result<Option<Exit>, CommandError> {
    // What can be refused without a database is refused before one is started.
    let intent = intent(&args.set)?;
    let sources = args.sources.as_deref().map(sources::read).transpose()?.unwrap_or_default();
    if let Some(out) = &args.out {
        export::prepare(out)?;
    }
    let trial = match &args.trial {
        Some(path) => Some((path.display().to_string(), super::templates::read(path)?)),
        None => None,
    };
    let app = App::open(global, &args.models, None).await?;
    let request = CreateRun {
        template: args.template,
        version: args.spec_version,
        trial,
        intent,
        sources,
        model: args.models.model.clone(),
        approve_via: args.approve.then(|| "cli --approve".to_owned()),
        idempotency_key: args.idempotency_key,
    };
    let ended = create_and_drive(&app, request, args.out, args.approve, args.detach, output).await;
    app.close().await;
    ended
}

async fn create_and_drive(
    app: &App,
    request: CreateRun,
    out: Option<PathBuf>,
    approve: bool,
    detach: bool,
    output: Output,
) -> Result<Option<Exit>, CommandError> {
    let created = app.content.create_run(&app.account, request).await?;
    if !created.fresh {
        eprintln!("this idempotency key started run {} before; following that one", created.run_id);
    }
    if detach {
        output.print(&json!({ "run": { "id": created.run_id } }), || created.run_id.to_string()).map_err(print_failed)?;
        if !engine::somebody_owns(app.postgres.database()).await.map_err(app::unavailable)? {
            eprintln!("nobody works on it yet; carry it out with: gatewright up, or: gatewright runs resume {}", created.run_id);
        }
        return Ok(None);
    }
    let slug = app.content.run(created.run_id).await?.map(|run| run.project_slug);
    let out = out.unwrap_or_else(|| PathBuf::from(slug.unwrap_or_else(|| created.run_id.to_string())));
    Drive { run_id: created.run_id, out: Some(&out), approve, first: None, output }.run(app).await
}

/// Reads `--set field=value`.
fn intent(set: &[String]) -> Result<BTreeMap<String, Value>, CommandError> {
    let mut intent = BTreeMap::new();
    for pair in set {
        let (field, value) = pair.split_once('=').ok_or_else(|| {
            CommandError::usage("USAGE", format!("--set {pair}: write it as FIELD=VALUE, for example --set word=villain"))
        })?;
        if intent.insert(field.trim().to_owned(), json!(value)).is_some() {
            return Err(CommandError::usage("USAGE", format!("--set {field}: given twice")));
        }
    }
    Ok(intent)
}

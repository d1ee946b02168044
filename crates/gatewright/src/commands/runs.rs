//! `gatewright runs …`.

use std::path::Path;

use content::{Content, RunFilter, RunView};
use engine::Request;
use machine::CancelMode;
use serde_json::{Value, json};

use super::events::{self, Extent};
use super::{flow_runs, keeping, print_failed, tasks};
use crate::app::App;
use crate::cli::{Global, ModelArgs, RunsCommand};
use crate::drive::{self, Drive};
use crate::failure::{CommandError, Exit};
use crate::report::{self, Output};

/// Opens the store, carries the command out, and leaves the store again.
pub(crate) async fn run(global: &Global, command: RunsCommand, output: Output) -> Result<Option<Exit>, CommandError> {
    let models = match &command {
        RunsCommand::Resume { models, .. } => models.clone(),
        _ => ModelArgs::default(),
    };
    let app = App::open(global, &models, None).await?;
    let ended = carry_out(&app, command, output).await;
    app.close().await;
    ended
}

async fn carry_out(app: &App, command: RunsCommand, output: Output) -> Result<Option<Exit>, CommandError> {
    if let Some(run) = flow_runs::meant(app, &command).await? {
        return flow_runs::carry_out(app, run, command, output).await;
    }
    let content = &app.content;
    match command {
        RunsCommand::Keeping(command) => keeping::carry_out(app, command, output).await,
        RunsCommand::List { status, limit } => {
            let runs = content.runs(&RunFilter { status, limit }).await?;
            output.print(&runs, || report::runs(&runs)).map_err(print_failed)?;
            Ok(None)
        }
        RunsCommand::Show { run } => {
            let run = content.find_run(&run).await?;
            let (gates, artifacts) = (content.gates(run.id).await?, content.artifacts(run.id).await?);
            let document = json!({ "run": run, "gates": gates, "artifacts": artifacts });
            output.print(&document, || report::run(&run, &gates, &artifacts)).map_err(print_failed)?;
            Ok(None)
        }
        RunsCommand::Gates { run } => {
            let run = content.find_run(&run).await?;
            let gates = content.gates(run.id).await?;
            output.print(&gates, || report::attempts(&gates)).map_err(print_failed)?;
            Ok(None)
        }
        RunsCommand::Follow { run, after, no_wait } => {
            let run = content.find_run(&run).await?;
            events::of_template(app, &run, Extent { after, wait: !no_wait }, output).await
        }
        RunsCommand::Workers { all_accounts } => tasks::workers(app, all_accounts, output).await,
        RunsCommand::TaskQueues { all_accounts } => tasks::queues(app, all_accounts, output).await,
        RunsCommand::Artifacts { run, all: true, out } => {
            let run = content.find_run(&run).await?;
            if let Some(folder) = &out {
                drive::export_attempts_to(app, run.id, folder).await?;
            }
            let files = content.files_of_attempts(run.id).await?;
            output.print(&files, || report::files_of_attempts(&files)).map_err(print_failed)?;
            Ok(None)
        }
        RunsCommand::Artifacts { run, all: false, out } => {
            let run = content.find_run(&run).await?;
            if let Some(folder) = &out {
                drive::export_to(app, run.id, folder).await?;
            }
            let artifacts = content.artifacts(run.id).await?;
            output.print(&artifacts, || report::artifacts(&artifacts)).map_err(print_failed)?;
            Ok(None)
        }
        RunsCommand::Resume { run, approve, out, models } => {
            let run = content.find_run(&run).await?;
            if models.model.is_some() {
                return Err(CommandError::usage(
                    "USAGE",
                    "a run keeps its models; rerun a gate on another with: gatewright runs rerun RUN GATE --model M",
                ));
            }
            if ended(&run) {
                return show_ended(app, &run, out.as_deref(), output).await;
            }
            let by = Content::actor(&app.account, "cli resume");
            let first = match (content.pause_reason(run.id).await?, approve) {
                // A gate that waits for a person is decided while following, not resumed.
                (Some(machine::PauseReason::ApprovalRequired { .. }), _) | (None, _) => None,
                (Some(_), _) => Some(Request::Resume { by }),
            };
            follow(app, &run, out.as_deref(), approve, first, output).await
        }
        RunsCommand::Pause { run, .. }
        | RunsCommand::Signal { run, .. }
        | RunsCommand::Reject { run, .. }
        | RunsCommand::Fork { run, .. }
        | RunsCommand::Migrate { run, .. }
        | RunsCommand::Update { run, .. }
        | RunsCommand::Query { run, .. }
        | RunsCommand::Queue { run, .. } => {
            let run = content.find_run(&run).await?;
            Err(CommandError::usage(
                "NOT_A_FLOW",
                format!(
                    "run {} is of the template {}; only runs of flows are paused, signalled, updated, queried, rejected, forked and migrated, and have work queues",
                    run.id, run.template
                ),
            ))
        }
        RunsCommand::Cancel { run, reason, .. } => {
            let run = content.find_run(&run).await?;
            refuse_ended(&run, "cancelled")?;
            let by = Content::actor(&app.account, "cli cancel");
            follow(app, &run, None, false, Some(Request::Cancel { by, reason, mode: CancelMode::Graceful }), output).await
        }
        RunsCommand::Rerun { run, gate, model, reason, out } => {
            let run = content.find_run(&run).await?;
            let step = content.gate(run.id, &gate).await?;
            refuse_ended(&run, "rerun")?;
            if let Some(model) = &model {
                content.require_model(model).await?;
            }
            let by = Content::actor(&app.account, "cli rerun");
            let overrides = model.map_or(Value::Null, |model| json!({ "model": model }));
            follow(app, &run, out.as_deref(), false, Some(Request::Rerun { step, by, reason, overrides }), output).await
        }
        RunsCommand::Skip { run, gate, reason, out } => {
            let run = content.find_run(&run).await?;
            let step = content.gate(run.id, &gate).await?;
            refuse_ended(&run, "changed")?;
            let by = Content::actor(&app.account, "cli skip");
            follow(app, &run, out.as_deref(), false, Some(Request::Skip { step, by, reason }), output).await
        }
        RunsCommand::Approve { run, gate, reason, out, .. } => {
            let run = content.find_run(&run).await?;
            let step = content.gate(run.id, &gate).await?;
            refuse_ended(&run, "approved")?;
            let by = Content::actor(&app.account, "cli approve");
            follow(app, &run, out.as_deref(), false, Some(Request::Approve { step, by, reason, form: Value::Null }), output).await
        }
    }
}

async fn follow(
    app: &App,
    run: &RunView,
    out: Option<&Path>,
    approve: bool,
    first: Option<Request>,
    output: Output,
) -> Result<Option<Exit>, CommandError> {
    Drive { run_id: run.id, out, approve, first, output }.run(app).await
}

/// Nothing is left to do: the run is shown, its files are written where asked, and the exit code says how it ended.
async fn show_ended(app: &App, run: &RunView, out: Option<&Path>, output: Output) -> Result<Option<Exit>, CommandError> {
    if let Some(folder) = out.filter(|_| run.status == "completed") {
        drive::export_to(app, run.id, folder).await?;
    }
    let (gates, artifacts) = (app.content.gates(run.id).await?, app.content.artifacts(run.id).await?);
    let document = json!({ "run": run, "gates": gates, "artifacts": artifacts });
    output.print(&document, || report::run(run, &gates, &artifacts)).map_err(print_failed)?;
    eprintln!("run {} is {} and final; there is nothing to go on with", run.id, run.status);
    Ok(Exit::of_run(&run.status))
}

fn ended(run: &RunView) -> bool {
    ["completed", "failed", "cancelled"].contains(&run.status.as_str())
}

/// A run that has ended is final; the machine would say the same, later.
fn refuse_ended(run: &RunView, verb: &str) -> Result<(), CommandError> {
    if ended(run) {
        return Err(CommandError::usage(
            "RUN_ENDED",
            format!("run {} is {} and final; it cannot be {verb}. Start a new run", run.id, run.status),
        ));
    }
    Ok(())
}

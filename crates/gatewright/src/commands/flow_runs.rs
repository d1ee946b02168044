//! `gatewright runs …` for runs of flows.

use content::{Content, ServiceError};
use engine::Request;
use flows::{FlowError, FlowRunView, read};
use machine::CancelMode;
use plan::StepId;
use serde_json::{Value, json};
use store::Identity;
use uuid::Uuid;

use super::events::{self, Extent};
use super::flows::value_of;
use super::{moves, print_failed};
use crate::app::{self, App};
use crate::cli::RunsCommand;
use crate::drive::PATIENCE;
use crate::failure::{CommandError, Exit};
use crate::follow::Follow;
use crate::report::Output;
use crate::report_flows as report;

/// The run of a flow that a command means, unless it means a run of a template or none at all.
pub(crate) async fn meant(app: &App, command: &RunsCommand) -> Result<Option<FlowRunView>, CommandError> {
    let Some(reference) = reference(command) else { return Ok(None) };
    match app.content.find_run(reference).await {
        Err(ServiceError::UnknownRun(_)) => {}
        // It is one, or fits several.
        _ => return Ok(None),
    }
    let client = app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)?;
    match read::find_run(&client, reference).await {
        Ok(run) => Ok(Some(run)),
        Err(FlowError::UnknownRun(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

fn reference(command: &RunsCommand) -> Option<&str> {
    match command {
        RunsCommand::List { .. } | RunsCommand::Workers { .. } | RunsCommand::TaskQueues { .. } | RunsCommand::Keeping(_) => None,
        RunsCommand::Show { run }
        | RunsCommand::Follow { run, .. }
        | RunsCommand::Gates { run }
        | RunsCommand::Artifacts { run, .. }
        | RunsCommand::Resume { run, .. }
        | RunsCommand::Pause { run, .. }
        | RunsCommand::Signal { run, .. }
        | RunsCommand::Update { run, .. }
        | RunsCommand::Query { run, .. }
        | RunsCommand::Queue { run, .. }
        | RunsCommand::Cancel { run, .. }
        | RunsCommand::Rerun { run, .. }
        | RunsCommand::Skip { run, .. }
        | RunsCommand::Reject { run, .. }
        | RunsCommand::Fork { run, .. }
        | RunsCommand::Migrate { run, .. }
        | RunsCommand::Approve { run, .. } => Some(run),
    }
}

/// Carries a command about the run out.
pub(crate) async fn carry_out(app: &App, run: FlowRunView, command: RunsCommand, output: Output) -> Result<Option<Exit>, CommandError> {
    let by = |how: &str| Content::actor(&app.account, &format!("cli {how}"));
    let request = match command {
        RunsCommand::List { .. } | RunsCommand::Workers { .. } | RunsCommand::TaskQueues { .. } | RunsCommand::Keeping(_) => {
            unreachable!("a list names no run")
        }
        RunsCommand::Show { .. } | RunsCommand::Gates { .. } => {
            show(app, run.id, output).await?;
            return Ok(None);
        }
        RunsCommand::Follow { after, no_wait, .. } => {
            return events::of_flow(app, run.id, Extent { after, wait: !no_wait }, output).await;
        }
        RunsCommand::Artifacts { .. } => {
            let client = app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)?;
            let files: Vec<Value> = read::steps(&client, run.id)
                .await?
                .iter()
                .flat_map(|step| step.files.iter().map(|file| json!({ "step": step.step, "attempt": step.attempt, "file": file })))
                .collect();
            output.print(&files, || report::files(&files)).map_err(print_failed)?;
            return Ok(None);
        }
        RunsCommand::Query { name, .. } => {
            let value = app.flows.query(run.id, &name).await?;
            output.print(&json!({ "value": value }), || value.to_string()).map_err(print_failed)?;
            return Ok(None);
        }
        RunsCommand::Queue { command, .. } => {
            return super::queues::carry_out(app, &run, command, output).await;
        }
        RunsCommand::Fork { from, input, .. } => {
            let input = input.as_deref().map(serde_json::from_str).transpose();
            let input = input.map_err(|error| CommandError::usage("USAGE", format!("--input is no JSON: {error}")))?;
            let from: Vec<StepId> = from.into_iter().map(StepId).collect();
            let forked = app.flows.fork(run.id, &from, input, None).await?;
            let plan = engine::view::plan(app.postgres.database(), forked).await;
            let plan = plan.map_err(|error| CommandError::unavailable("DATABASE", error.to_string()))?;
            return Follow { run_id: forked, plan, first: None, output }.run(app).await;
        }
        _ if run.has_ended() => {
            show(app, run.id, output).await?;
            return Err(CommandError::usage("RUN_ENDED", format!("run {} is {} and final; start a new run", run.id, run.status)));
        }
        RunsCommand::Migrate { moves, .. } => {
            moves::one(app, run.id, &moves, output).await?;
            return Ok(None);
        }
        RunsCommand::Update { name, payload, id, .. } => {
            let id = id.unwrap_or_else(|| Uuid::now_v7().to_string());
            let request =
                Request::Update { name, id: id.clone(), payload: payload.as_deref().map_or(Value::Null, value_of), by: by("update") };
            let engine = app.engine().await?;
            let answered = app.flows.ask(&engine.handle(), run.id, &request, &format!("update {id}")).await;
            engine.stop(PATIENCE).await;
            let answer = answered?.unwrap_or_default();
            output.print(&json!({ "answer": answer }), || answer.to_string()).map_err(print_failed)?;
            return Ok(None);
        }
        RunsCommand::Resume { .. } if run.status == "paused" && !waits_for_approval(&run) => Some(Request::Resume { by: by("resume") }),
        RunsCommand::Resume { .. } => None,
        RunsCommand::Pause { reason, .. } => Some(Request::Pause { by: by("pause"), reason }),
        RunsCommand::Cancel { reason, hard, .. } => {
            let mode = if hard { CancelMode::Hard } else { CancelMode::Graceful };
            Some(Request::Cancel { by: by("cancel"), reason, mode })
        }
        RunsCommand::Signal { name, payload, id, .. } => {
            let id = id.unwrap_or_else(|| Uuid::now_v7().to_string());
            let payload = payload.as_deref().map_or(Value::Null, value_of);
            Some(Request::Signal { name, id, payload, by: by("signal") })
        }
        RunsCommand::Rerun { gate, model, reason, .. } => {
            let overrides = model.map_or(Value::Null, |model| json!({ "model": model }));
            Some(Request::Rerun { step: StepId(gate), by: by("rerun"), reason, overrides })
        }
        RunsCommand::Skip { gate, reason, .. } => Some(Request::Skip { step: StepId(gate), by: by("skip"), reason }),
        RunsCommand::Approve { gate, reason, form, .. } => {
            Some(Request::Approve { step: StepId(gate), by: by("approve"), reason, form: form_of(form.as_deref())? })
        }
        RunsCommand::Reject { step, reason, form, .. } => {
            Some(Request::Reject { step: StepId(step), by: by("reject"), reason, form: form_of(form.as_deref())? })
        }
    };
    let plan = engine::view::plan(app.postgres.database(), run.id)
        .await
        .map_err(|error| CommandError::unavailable("DATABASE", error.to_string()))?;
    Follow { run_id: run.id, plan, first: request, output }.run(app).await
}

fn form_of(text: Option<&str>) -> Result<Value, CommandError> {
    let read = text.map(serde_json::from_str).transpose();
    Ok(read.map_err(|error| CommandError::usage("USAGE", format!("--form is no JSON: {error}")))?.unwrap_or_default())
}

fn waits_for_approval(run: &FlowRunView) -> bool {
    run.pause.as_ref().is_some_and(|pause| pause["kind"] == "approval_required")
}

/// Shows a run with its steps.
pub(crate) async fn show(app: &App, run_id: Uuid, output: Output) -> Result<FlowRunView, CommandError> {
    let client = app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)?;
    let run = read::run(&client, run_id).await?.ok_or_else(|| FlowError::UnknownRun(run_id.to_string()))?;
    let steps = read::steps(&client, run_id).await?;
    output.print(&json!({ "run": run, "steps": steps }), || report::run(&run, &steps)).map_err(print_failed)?;
    Ok(run)
}

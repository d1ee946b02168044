//! `gatewright runs archive|archived|restore|export|dead|redrive|retention`.

use content::{Content, ServiceError};
use engine::{Handle, Request};
use flows::archive::{
    ArchivedQuery, Limits, PutAway, Retention, Rule, archived_runs, find_archived, limits, retention, set_limits, set_retention,
};
use flows::dead_letters::{DeadLetterQuery, Redriven, counts, dead_letters};
use flows::{FlowError, read};
use machine::Actor;
use serde_json::json;
use store::Identity;
use uuid::Uuid;

use super::flow_runs;
use super::flows::pairs;
use super::print_failed;
use crate::app::{self, App};
use crate::cli::keeping::{KeepingCommand, RetentionArgs};
use crate::drive::PATIENCE;
use crate::failure::{CommandError, Exit};
use crate::report::Output;
use crate::report_keeping as report;

/// Runs of one page of `runs archive --ended-before`.
const MOST: usize = 1_000;

/// Carries a command about runs after their end out.
pub(crate) async fn carry_out(app: &App, command: KeepingCommand, output: Output) -> Result<Option<Exit>, CommandError> {
    match command {
        KeepingCommand::Archive { runs, ended_before, flow } => {
            let done = match ended_before {
                Some(until) => archive_before(app, until, flow.as_deref()).await?,
                None => app.archive().archive(&meant(app, &runs).await?).await?,
            };
            output.print(&done, || report::put_away(&done)).map_err(print_failed)?;
            Ok((!done.kept.is_empty()).then_some(Exit::Usage))
        }
        KeepingCommand::Archived { status, flow, attributes, limit, all_accounts } => {
            let query = ArchivedQuery {
                owner: (!all_accounts).then_some(app.account.id),
                status,
                name: flow,
                attributes: pairs(&attributes, "--where")?,
                before: (None, None),
                limit,
            };
            let runs = archived_runs(&client(app).await?, &query).await?;
            output.print(&runs, || report::archived(&runs)).map_err(print_failed)?;
            Ok(None)
        }
        KeepingCommand::Restore { run } => {
            let id = find_archived(&client(app).await?, &run).await?;
            app.archive().restore(id).await?;
            flow_runs::show(app, id, output).await?;
            Ok(None)
        }
        KeepingCommand::Export { run, out } => {
            let id = anywhere(app, &run).await?;
            let bytes = app.archive().export(id).await?;
            std::fs::write(&out, &bytes).map_err(|error| CommandError::failed("OUTPUT", format!("{}: {error}", out.display())))?;
            let document = json!({ "run": id, "file": out, "bytes": bytes.len() });
            output.print(&document, || format!("run {id} is in {}; zcat shows it", out.display())).map_err(print_failed)?;
            Ok(None)
        }
        KeepingCommand::Dead { counts: true, all_accounts, .. } => {
            let counts = counts(&client(app).await?, (!all_accounts).then_some(app.account.id)).await?;
            output.print(&counts, || report::dead_counts(&counts)).map_err(print_failed)?;
            Ok(None)
        }
        KeepingCommand::Dead { flow, code, limit, all_accounts, .. } => {
            let owner = (!all_accounts).then_some(app.account.id);
            let query = DeadLetterQuery { owner, name: flow, code, limit, ..DeadLetterQuery::default() };
            let dead = dead_letters(&client(app).await?, &query).await?;
            output.print(&dead, || report::dead(&dead)).map_err(print_failed)?;
            Ok(None)
        }
        KeepingCommand::Redrive { runs, flow, code, all: _, limit } => {
            let ids = if runs.is_empty() {
                let query = DeadLetterQuery { owner: Some(app.account.id), name: flow, code, limit, ..DeadLetterQuery::default() };
                dead_letters(&client(app).await?, &query).await?.into_iter().map(|run| run.id).collect()
            } else {
                any_kind(app, &runs).await?
            };
            let results = redrive(app, &ids).await?;
            output.print(&results, || report::redriven(&results)).map_err(print_failed)?;
            Ok(results.iter().any(|run| run.state == "refused").then_some(Exit::Usage))
        }
        KeepingCommand::Retention(args) => {
            let (said, limits) = keep(app, &args).await?;
            output.print(&json!({ "account": said, "limits": limits }), || report::retention(&said, &limits)).map_err(print_failed)?;
            Ok(None)
        }
    }
}

async fn client(app: &App) -> Result<deadpool_postgres::Object, CommandError> {
    app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)
}

async fn archive_before(app: &App, until: jiff::Timestamp, flow: Option<&str>) -> Result<PutAway, CommandError> {
    let mut done = PutAway::default();
    loop {
        let some = app.archive().archive_ended_before(app.account.id, until, flow, MOST).await?;
        done.archived.extend(some.archived);
        if !some.more {
            return Ok(done);
        }
    }
}

/// Runs of flows by what was typed.
async fn meant(app: &App, references: &[String]) -> Result<Vec<Uuid>, CommandError> {
    let client = client(app).await?;
    let mut ids = Vec::with_capacity(references.len());
    for reference in references {
        ids.push(read::find_run(&client, reference).await?.id);
    }
    Ok(ids)
}

/// A run of a flow, whether it lies in the archive or not.
async fn anywhere(app: &App, reference: &str) -> Result<Uuid, CommandError> {
    let client = client(app).await?;
    match read::find_run(&client, reference).await {
        Ok(run) => Ok(run.id),
        Err(FlowError::UnknownRun(_)) => match find_archived(&client, reference).await {
            Err(FlowError::UnknownArchived(_)) => Err(FlowError::UnknownRun(reference.to_owned()).into()),
            found => Ok(found?),
        },
        Err(other) => Err(other.into()),
    }
}

/// Runs of templates and flows alike.
async fn any_kind(app: &App, references: &[String]) -> Result<Vec<Uuid>, CommandError> {
    let client = client(app).await?;
    let mut ids = Vec::with_capacity(references.len());
    for reference in references {
        ids.push(match app.content.find_run(reference).await {
            Ok(run) => run.id,
            Err(ServiceError::UnknownRun(_)) => read::find_run(&client, reference).await?.id,
            Err(other) => return Err(other.into()),
        });
    }
    Ok(ids)
}

async fn redrive(app: &App, ids: &[Uuid]) -> Result<Vec<Redriven>, CommandError> {
    let by = Content::actor(&app.account, "cli redrive");
    let engine = app.engine().await?;
    let handle = engine.handle();
    let mut results = Vec::with_capacity(ids.len());
    let mut failed = None;
    for id in ids {
        match redrive_one(app, &handle, &by, *id).await {
            Ok(result) => results.push(result),
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    handle.nudge();
    engine.stop(PATIENCE).await;
    if let Some(error) = failed {
        return Err(error);
    }
    if results.iter().any(|run| run.state != "refused")
        && !engine::somebody_owns(app.postgres.database()).await.map_err(app::unavailable)?
    {
        eprintln!("nobody works on runs now; they go on with the next: gatewright up");
    }
    Ok(results)
}

async fn redrive_one(app: &App, handle: &Handle, by: &Actor, id: Uuid) -> Result<Redriven, CommandError> {
    if read::run(&client(app).await?, id).await?.is_some() {
        // What fails for one run keeps no other from being taken up.
        let done = app.flows.redrive(handle, id, by).await;
        return Ok(done.unwrap_or_else(|error| Redriven::refused(id, error.code(), error.to_string())));
    }
    match app.content.ask(handle, id, Request::Resume { by: by.clone() }).await {
        Ok(()) => Ok(Redriven::resumed(id)),
        Err(ServiceError::Refused { code, message }) => Ok(Redriven::refused(id, code, message)),
        Err(error) => Err(error.into()),
    }
}

/// Changes what was asked for, and says what holds then.
async fn keep(app: &App, args: &RetentionArgs) -> Result<(Retention, Limits), CommandError> {
    let database = app.postgres.database();
    let read = async || -> Result<_, CommandError> {
        let client = client(app).await?;
        Ok((retention(&client, app.account.id).await?, limits(&client).await?))
    };
    let (mut said, mut all) = read().await?;
    let rule = match (args.keep, args.forever, args.unset) {
        (Some(days), ..) => Some(Some(Rule { keep_days: Some(days), archive: !args.delete })),
        (None, true, _) => Some(Some(Rule { keep_days: None, archive: true })),
        (None, _, true) => Some(None),
        _ => None,
    };
    if args.default || args.most.is_some() {
        if let Some(rule) = rule.filter(|_| args.default) {
            all.default = rule.unwrap_or(Rule { keep_days: None, archive: true });
        }
        if let Some(most) = args.most {
            all.most_days = most.0;
        }
        set_limits(database, &all).await?;
    }
    if let Some(rule) = rule.filter(|_| !args.default) {
        match (&args.flow, rule) {
            (None, rule) => said.all = rule,
            (Some(flow), Some(rule)) => drop(said.flows.insert(flow.clone(), rule)),
            (Some(flow), None) => drop(said.flows.remove(flow)),
        }
        set_retention(database, app.account.id, &said).await?;
    }
    read().await
}

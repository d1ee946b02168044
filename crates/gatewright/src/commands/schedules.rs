//! `gatewright schedules …`.

use flows::FlowError;
use flows::schedules::{NewSchedule, ScheduleChange, ScheduleView, firings, schedules};
use jiff::Timestamp;
use schedule::Definition;
use serde_json::{Map, Value, json};
use store::Identity;

use super::flows::pairs;
use super::print_failed;
use crate::app::{self, App};
use crate::cli::{Global, ModelArgs, RuleArgs, ScheduleCreateArgs, SchedulesCommand};
use crate::failure::{CommandError, Exit};
use crate::report::Output;
use crate::report_flows as report;

/// Firings shown with a schedule.
const SHOWN: i64 = 20;

/// Carries the command out; what needs no database starts none.
pub(crate) async fn run(global: &Global, command: SchedulesCommand, output: Output) -> Result<Option<Exit>, CommandError> {
    if let SchedulesCommand::Preview { rule, count, after } = command {
        let checked = definition(&rule)?.check(jiff::tz::db()).map_err(FlowError::Schedule)?;
        let next = checked.first(after.unwrap_or_else(Timestamp::now), usize::from(count));
        let zone = checked.zone().clone();
        output.print(&next, || report::moments(&next, &zone)).map_err(print_failed)?;
        return Ok(None);
    }
    let app = App::open(global, &ModelArgs::default(), None).await?;
    let done = carry_out(&app, command, output).await;
    app.close().await;
    done.map(|()| None)
}

async fn carry_out(app: &App, command: SchedulesCommand, output: Output) -> Result<(), CommandError> {
    let changed = match command {
        SchedulesCommand::Preview { .. } => unreachable!("carried out before a database was opened"),
        SchedulesCommand::List { all_accounts } => {
            let client = app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)?;
            let list = schedules(&client, (!all_accounts).then_some(app.account.id)).await?;
            return output.print(&list, || report::schedules(&list)).map_err(print_failed);
        }
        SchedulesCommand::Show { schedule } => {
            let found = find(app, &schedule).await?;
            let client = app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)?;
            let past = firings(&client, found.id, (None, None), SHOWN).await?;
            let document = json!({ "schedule": found, "firings": past });
            return output.print(&document, || report::schedule(&found, &past)).map_err(print_failed);
        }
        SchedulesCommand::Create(args) => app.flows.create_schedule(app.account.id, new(args)?).await?,
        SchedulesCommand::Pause { schedule } => pause(app, &schedule, true).await?,
        SchedulesCommand::Resume { schedule } => pause(app, &schedule, false).await?,
        SchedulesCommand::Trigger { schedule } => {
            let found = find(app, &schedule).await?;
            app.flows.trigger_schedule(found.id).await?;
            hint(app).await?;
            find(app, &schedule).await?
        }
        SchedulesCommand::Backfill { schedule, from, until } => {
            let found = find(app, &schedule).await?;
            let done = app.flows.backfill_schedule(found.id, from, until).await?;
            hint(app).await?;
            return output.print(&done, || report::backfilled(&schedule, &done)).map_err(print_failed);
        }
        SchedulesCommand::Remove { schedule } => {
            let found = find(app, &schedule).await?;
            app.flows.delete_schedule(found.id).await?;
            return output.print(&json!({ "removed": schedule }), || format!("{schedule} is removed; its runs stay")).map_err(print_failed);
        }
    };
    output.print(&changed, || report::schedule(&changed, &[])).map_err(print_failed)
}

/// Runs that were started are carried out by whoever hosts an engine.
async fn hint(app: &App) -> Result<(), CommandError> {
    if engine::somebody_owns(app.postgres.database()).await.map_err(app::unavailable)? {
        engine::hint(app.postgres.database()).await.map_err(app::unavailable)
    } else {
        eprintln!("nobody works on runs now; they begin with the next: gatewright up");
        Ok(())
    }
}

async fn pause(app: &App, name: &str, paused: bool) -> Result<ScheduleView, CommandError> {
    let found = find(app, name).await?;
    Ok(app.flows.change_schedule(found.id, ScheduleChange { paused: Some(paused), ..ScheduleChange::default() }).await?)
}

async fn find(app: &App, name: &str) -> Result<ScheduleView, CommandError> {
    let client = app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)?;
    let found = schedules(&client, Some(app.account.id)).await?.into_iter().find(|schedule| schedule.name == name);
    found.ok_or_else(|| CommandError::usage("UNKNOWN_SCHEDULE", format!("there is no schedule {name}; see gatewright schedules list")))
}

fn new(args: ScheduleCreateArgs) -> Result<NewSchedule, CommandError> {
    Ok(NewSchedule {
        definition: definition(&args.rule)?,
        name: args.name,
        flow: args.flow,
        version: args.version,
        input: Value::Object(pairs(&args.set, "--set")?),
        attributes: pairs(&args.attributes, "--attribute")?,
    })
}

/// The rule as it is stored.
fn definition(rule: &RuleArgs) -> Result<Definition, CommandError> {
    let when: Vec<Value> = rule
        .cron
        .iter()
        .map(|cron| json!({ "cron": cron }))
        .chain(rule.every.iter().map(|every| json!({ "every": every })))
        .chain(rule.at.iter().map(|at| json!({ "at": at })))
        .collect();
    if when.is_empty() {
        return Err(CommandError::usage("USAGE", "say when: --cron RULE, --every LENGTH or --at TIME"));
    }
    let mut written = Map::from_iter([("when".to_owned(), json!(when)), ("zone".to_owned(), json!(rule.zone))]);
    let texts = [("jitter", &rule.jitter), ("overlap", &rule.overlap), ("catch_up", &rule.catch_up)];
    written.extend(texts.into_iter().filter_map(|(field, text)| Some((field.to_owned(), json!(text.as_ref()?)))));
    if let Some(most) = rule.max_runs {
        written.insert("max_runs".to_owned(), json!(most));
    }
    serde_json::from_value(Value::Object(written)).map_err(|error| CommandError::usage("INVALID_SCHEDULE", error.to_string()))
}

//! `gatewright flows …`.

use std::path::{Path, PathBuf};

use flows::read::{self, RunQuery};
use flows::{Flows, PlanSource, Start};
use plan::Diagnostics;
use serde_json::{Map, Value, json};
use store::Identity;

use super::print_failed;
use crate::app::{self, App};
use crate::cli::{FlowStartArgs, FlowsCommand, Global, ModelArgs};
use crate::failure::{CommandError, Exit};
use crate::follow::Follow;
use crate::report::Output;
use crate::report_flows as report;

/// Carries the command out; what needs no database starts none.
pub(crate) async fn run(global: &Global, command: FlowsCommand, output: Output) -> Result<Option<Exit>, CommandError> {
    match command {
        FlowsCommand::Check { files } => check(&files, output),
        FlowsCommand::Start(args) => start(global, args, output).await,
        command => {
            let app = App::open(global, &ModelArgs::default(), None).await?;
            let done = carry_out(&app, command, output).await;
            app.close().await;
            done
        }
    }
}

fn check(files: &[PathBuf], output: Output) -> Result<Option<Exit>, CommandError> {
    let mut found = Vec::new();
    for path in files {
        let problems = match Flows::check(&super::templates::read(path)?, &path.display().to_string()) {
            Ok((_, warnings)) => warnings,
            Err(flows::FlowError::Plan(problems)) => problems,
            Err(other) => return Err(other.into()),
        };
        found.push(problems);
    }
    let fits = !found.iter().any(Diagnostics::has_errors);
    output.print(&found, || report::problems(&found)).map_err(print_failed)?;
    Ok((!fits).then_some(Exit::Usage))
}

async fn carry_out(app: &App, command: FlowsCommand, output: Output) -> Result<Option<Exit>, CommandError> {
    let client = app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)?;
    let owner = app.account.id;
    match command {
        FlowsCommand::List { all_accounts } => {
            let flows = read::flows(&client, (!all_accounts).then_some(owner)).await?;
            output.print(&flows, || report::flows(&flows)).map_err(print_failed)?;
        }
        FlowsCommand::Show { flow, version } => {
            let flow = read::flow(&client, owner, &flow).await?;
            let versions = read::versions(&client, flow.id).await?;
            let (shown, source) = read::source(&client, &flow, version).await?;
            let document = json!({ "flow": flow, "versions": versions, "version": shown.version, "source": source });
            output.print(&document, || report::flow(&flow, &versions, shown.version, &source)).map_err(print_failed)?;
        }
        FlowsCommand::Apply { files } => {
            let texts = files.iter().map(|path| Ok((path, super::templates::read(path)?))).collect::<Result<Vec<_>, CommandError>>()?;
            // All or none: each is read before the first is kept.
            for (path, text) in &texts {
                Flows::check(text, &path.display().to_string())?;
            }
            let mut kept = Vec::new();
            for (path, text) in &texts {
                let applied = app.flows.apply(owner, text, &path.display().to_string()).await?;
                applied.warnings.list.iter().for_each(|warning| eprintln!("{}: {warning}", path.display()));
                kept.push(json!({ "flow": applied.flow.name, "version": applied.flow.latest_version, "new": applied.fresh }));
            }
            output.print(&kept, || report::applied(&kept)).map_err(print_failed)?;
        }
        FlowsCommand::Runs { status, name, attributes, limit, all_accounts } => {
            let owner = (!all_accounts).then_some(owner);
            let query = RunQuery { owner, status, name, attributes: pairs(&attributes, "--where")?, limit, ..RunQuery::default() };
            let runs = read::runs(&client, &query).await?;
            output.print(&runs, || report::runs(&runs)).map_err(print_failed)?;
        }
        FlowsCommand::Remove { flow } => {
            app.flows.delete(owner, &flow).await?;
            output.print(&json!({ "removed": flow }), || format!("{flow} is removed; its runs stay")).map_err(print_failed)?;
        }
        FlowsCommand::Check { .. } | FlowsCommand::Start(_) => unreachable!("carried out before a database was opened"),
    }
    Ok(None)
}

async fn start(global: &Global, args: FlowStartArgs, output: Output) -> Result<Option<Exit>, CommandError> {
    // What can be refused without a database is refused before one is started.
    let input = input(args.input.as_deref(), &args.set)?;
    let attributes = pairs(&args.attributes, "--attribute")?;
    let plan = source(&args.flow, args.version)?;
    if let PlanSource::Text { text, origin } = &plan {
        Flows::check(text, origin)?;
    }
    let app = App::open(global, &ModelArgs::default(), None).await?.with_private_addresses(args.private_addresses);
    let start = Start {
        plan,
        input,
        attributes,
        idempotency_key: args.idempotency_key,
        approved_in_advance: args.approve.then(|| content::Content::actor(&app.account, "cli --approve")),
    };
    let ended = begin(&app, start, args.detach, output).await;
    app.close().await;
    ended
}

async fn begin(app: &App, start: Start, detach: bool, output: Output) -> Result<Option<Exit>, CommandError> {
    let started = app.flows.start(app.account.id, start).await?;
    if !started.fresh {
        eprintln!("this idempotency key started run {} before; following that one", started.run_id);
    }
    if detach {
        output.print(&json!({ "run": { "id": started.run_id } }), || started.run_id.to_string()).map_err(print_failed)?;
        if engine::somebody_owns(app.postgres.database()).await.map_err(app::unavailable)? {
            engine::hint(app.postgres.database()).await.map_err(app::unavailable)?;
        } else {
            eprintln!("nobody works on it yet; carry it out with: gatewright up, or: gatewright runs resume {}", started.run_id);
        }
        return Ok(None);
    }
    Follow { run_id: started.run_id, plan: started.plan, first: None, output }.run(app).await
}

/// A path names a file; everything else a flow.
fn source(flow: &str, version: Option<i32>) -> Result<PlanSource, CommandError> {
    let path = Path::new(flow);
    let is_file = path.is_file() || path.extension().is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|known| ending == *known));
    if !is_file {
        return Ok(PlanSource::Flow { name: flow.to_owned(), version });
    }
    if version.is_some() {
        return Err(CommandError::usage(
            "USAGE",
            "a plan file has no versions; leave --version out, or keep it first with: gatewright flows apply",
        ));
    }
    Ok(PlanSource::Text { text: super::templates::read(path)?, origin: path.display().to_string() })
}

fn input(whole: Option<&str>, set: &[String]) -> Result<Value, CommandError> {
    let whole = match whole {
        None => Value::Null,
        Some(text) => {
            let text = match text.strip_prefix('@') {
                Some(path) => super::templates::read(Path::new(path))?,
                None => text.to_owned(),
            };
            serde_json::from_str(&text).map_err(|error| CommandError::usage("USAGE", format!("--input is no JSON: {error}")))?
        }
    };
    let fields = pairs(set, "--set")?;
    match whole {
        Value::Null => Ok(Value::Object(fields)),
        Value::Object(mut object) => {
            object.extend(fields);
            Ok(Value::Object(object))
        }
        other if fields.is_empty() => Ok(other),
        _ => Err(CommandError::usage("USAGE", "--set adds fields, and the input given with --input is no object")),
    }
}

/// Reads `name=value`: JSON where it is JSON, else text.
pub(crate) fn pairs(given: &[String], flag: &str) -> Result<Map<String, Value>, CommandError> {
    let mut read = Map::new();
    for pair in given {
        let (name, value) =
            pair.split_once('=').ok_or_else(|| CommandError::usage("USAGE", format!("{flag} {pair}: write it as NAME=VALUE")))?;
        if read.insert(name.trim().to_owned(), value_of(value)).is_some() {
            return Err(CommandError::usage("USAGE", format!("{flag} {name}: given twice")));
        }
    }
    Ok(read)
}

/// What somebody typed: JSON where it is JSON, else text.
pub(crate) fn value_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| json!(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_json_where_it_is_json_and_text_otherwise() {
        let read = pairs(&["n=3".to_owned(), "word=villain".to_owned(), "flag=true".to_owned(), "x=\"3\"".to_owned()], "--set").unwrap();
        assert_eq!(Value::Object(read), json!({ "n": 3, "word": "villain", "flag": true, "x": "3" }));
        assert!(pairs(&["lonely".to_owned()], "--set").is_err());
        assert!(pairs(&["a=1".to_owned(), "a=2".to_owned()], "--set").is_err());
    }

    #[test]
    fn fields_are_added_to_an_input_that_is_an_object() {
        assert_eq!(input(Some("{\"a\": 1}"), &["b=2".to_owned()]).unwrap(), json!({ "a": 1, "b": 2 }));
        assert_eq!(input(Some("[1]"), &[]).unwrap(), json!([1]));
        assert!(input(Some("[1]"), &["b=2".to_owned()]).is_err());
        assert_eq!(input(None, &[]).unwrap(), json!({}));
    }
}

//! `gatewright runs migrate` and `gatewright flows migrate`: runs under way move to another version of their flow.

use content::Content;
use flows::{FlowError, Moved};
use futures_util::{StreamExt, stream};
use machine::{Actor, Late, Mapping};
use plan::StepId;
use serde_json::json;
use uuid::Uuid;

use super::{flow_runs, print_failed};
use crate::app::App;
use crate::cli::MoveArgs;
use crate::drive::PATIENCE;
use crate::failure::{CommandError, Exit};
use crate::report::Output;
use crate::report_flows as report;

/// Runs that are moved at once.
const AT_ONCE: usize = 8;

/// Moves one run, or says what would become of its steps.
pub(crate) async fn one(app: &App, run_id: Uuid, args: &MoveArgs, output: Output) -> Result<(), CommandError> {
    let mapping = mapping(args)?;
    if args.check {
        let steps = app.flows.foresee_migration(run_id, args.to, &mapping).await?;
        return output.print(&json!({ "run": { "id": run_id }, "steps": steps }), || report::carried(&steps)).map_err(print_failed);
    }
    let engine = app.engine().await?;
    let moved = app.flows.migrate(&engine.handle(), run_id, args.to, mapping, by(app)).await;
    engine.stop(PATIENCE).await;
    moved?;
    flow_runs::show(app, run_id, output).await?;
    Ok(())
}

/// Moves all open runs of a version, each by itself; one that cannot move stays where it is, and the others go on.
pub(crate) async fn many(app: &App, flow: &str, from: i32, args: &MoveArgs, output: Output) -> Result<Option<Exit>, CommandError> {
    let (mapping, to) = (&mapping(args)?, args.to);
    let open = app.flows.open_runs(app.account.id, flow, from, to).await?;
    let moved = if args.check {
        let foresee = open.into_iter().map(|(run_id, status)| async move {
            let told = app.flows.foresee_migration(run_id, to, mapping).await;
            moved(run_id, status, told.map(Some))
        });
        stream::iter(foresee).buffered(AT_ONCE).collect::<Vec<_>>().await
    } else {
        let engine = app.engine().await?;
        let handle = &engine.handle();
        let migrate = open.into_iter().map(|(run_id, status)| async move {
            let told = app.flows.migrate(handle, run_id, to, mapping.clone(), by(app)).await;
            moved(run_id, status, told.map(|()| None))
        });
        let moved = stream::iter(migrate).buffered(AT_ONCE).collect::<Vec<_>>().await;
        engine.stop(PATIENCE).await;
        moved
    };
    let moved = moved.into_iter().collect::<Result<Vec<_>, _>>()?;
    output.print(&moved, || report::moved(&moved, args.check)).map_err(print_failed)?;
    Ok(moved.iter().any(|one| one.refused.is_some()).then_some(Exit::Failed))
}

/// What became of one of many; only what has nothing to do with the run ends the command.
fn moved(run_id: Uuid, status: String, told: Result<Option<Vec<flows::CarriedStep>>, FlowError>) -> Result<Moved, CommandError> {
    let (steps, refused) = match told {
        Ok(steps) => (steps, None),
        Err(error @ (FlowError::NotMigratable { .. } | FlowError::Refused { .. } | FlowError::NotBegun(_) | FlowError::Unanswered(_))) => {
            (None, Some((error.code().to_owned(), error.to_string())))
        }
        Err(other) => return Err(other.into()),
    };
    Ok(Moved { run_id, status, steps, refused })
}

fn by(app: &App) -> Actor {
    Content::actor(&app.account, "cli migrate")
}

/// What was said of the steps, each of them once.
fn mapping(args: &MoveArgs) -> Result<Mapping, CommandError> {
    let mut mapping = Mapping::default();
    let twice = |step: &str| CommandError::usage("USAGE", format!("step {step} is named twice; say one thing of each"));
    for pair in &args.map {
        let (old, new) = pair.split_once('=').ok_or_else(|| CommandError::usage("USAGE", format!("--map {pair}: write it as OLD=NEW")))?;
        if mapping.steps.insert(StepId::from(old.trim()), Some(StepId::from(new.trim()))).is_some() {
            return Err(twice(old));
        }
    }
    for step in &args.drop {
        if mapping.steps.insert(StepId::from(step.as_str()), None).is_some() {
            return Err(twice(step));
        }
    }
    for (steps, late) in [(&args.late, Late::Do), (&args.skip, Late::Skip)] {
        for step in steps {
            if mapping.late.insert(StepId::from(step.as_str()), late).is_some() {
                return Err(twice(step));
            }
        }
    }
    Ok(mapping)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_step_one_thing_is_said() {
        let args = |map: &[&str], drop: &[&str]| MoveArgs {
            to: 2,
            map: map.iter().map(|pair| (*pair).to_owned()).collect(),
            drop: drop.iter().map(|step| (*step).to_owned()).collect(),
            late: vec!["c".to_owned()],
            skip: Vec::new(),
            check: false,
        };
        let read = mapping(&args(&["a=b"], &["x"])).unwrap();
        assert_eq!(json!(read), json!({ "steps": { "a": "b", "x": null }, "late": { "c": "do" } }));
        assert!(mapping(&args(&["a"], &[])).is_err());
        assert!(mapping(&args(&["a=b"], &["a"])).is_err());
        assert!(mapping(&MoveArgs { skip: vec!["c".to_owned()], ..args(&[], &[]) }).is_err());
    }
}

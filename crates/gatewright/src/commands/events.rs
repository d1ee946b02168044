//! `gatewright runs follow RUN`.

use api::RunEvents;
use content::RunView;
use engine::view::{self, ViewError};
use flows::{FlowError, read};
use futures_util::stream::{self, BoxStream, StreamExt};
use machine::{Recorded, RunStatus};
use store::Identity;
use uuid::Uuid;

use super::print_failed;
use crate::app::{self, App};
use crate::failure::{CommandError, Exit};
use crate::report::Output;
use crate::report_events as report;

/// Which events of a run are told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    /// Those behind this place in its journal.
    pub(crate) after: u64,
    /// Those that are still to come, too.
    pub(crate) wait: bool,
}

/// Where telling ended.
enum Stop {
    /// The run has ended, or all that there is was told.
    Told,
    /// Whoever reads (`head`, a pager) has seen enough.
    Unread,
    /// Ctrl-C.
    Interrupted,
}

/// Tells what happens to a run of a template, as the API's stream of its events does.
pub(crate) async fn of_template(app: &App, run: &RunView, extent: Extent, output: Output) -> Result<Option<Exit>, CommandError> {
    let mut events = RunEvents::new(app.content.gates(run.id).await?, run.total_gates);
    // Its events count what came before them, so its journal is read from the beginning.
    let stop = tell(app, run.id, 0, extent, |recorded| {
        for event in events.tell(recorded).iter().filter(|event| event.seq > extent.after) {
            if !output.line(event, || report::event(event))? {
                return Ok(false);
            }
        }
        Ok(true)
    });
    let stop = stop.await?;
    let now = app.content.run(run.id).await?;
    Ok(exit(&stop, now.as_ref().map_or(run.status.as_str(), |now| now.status.as_str())))
}

/// Tells what happens to a run of a flow: its journal, as the API's stream does.
pub(crate) async fn of_flow(app: &App, run_id: Uuid, extent: Extent, output: Output) -> Result<Option<Exit>, CommandError> {
    let stop = tell(app, run_id, extent.after, extent, |recorded| output.line(recorded, || report::entry(recorded))).await?;
    let client = app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)?;
    let now = read::run(&client, run_id).await?.ok_or_else(|| FlowError::UnknownRun(run_id.to_string()))?;
    Ok(exit(&stop, &now.status))
}

/// Hands on what stands in the journal behind a place, and what comes to it, for as long as somebody reads.
async fn tell(
    app: &App,
    run_id: Uuid,
    from: u64,
    extent: Extent,
    mut print: impl FnMut(&Recorded) -> std::io::Result<bool>,
) -> Result<Stop, CommandError> {
    let database = app.postgres.database();
    let mut last = extent.after;
    let mut entries: BoxStream<'static, Result<Recorded, ViewError>> = if extent.wait {
        say_that_nobody_works(app, run_id).await?;
        view::follow(database, run_id, from).boxed()
    } else {
        let journal = view::journal(database, run_id, from).await.map_err(|error| lost(&error.to_string(), run_id, last))?;
        stream::iter(journal.into_iter().map(Ok)).boxed()
    };
    let mut interrupt = Box::pin(tokio::signal::ctrl_c());
    let mut died = Box::pin(app.postgres_died());
    loop {
        let next = tokio::select! {
            biased;
            _ = &mut interrupt => {
                eprintln!("interrupted; the run goes on without you, see more of it with: {}", further(run_id, last));
                return Ok(Stop::Interrupted);
            }
            next = entries.next() => next,
            () = &mut died => return Err(lost("PostgreSQL ended under this process", run_id, last)),
        };
        let Some(recorded) = next else { return Ok(Stop::Told) };
        let recorded = recorded.map_err(|error| lost(&error.to_string(), run_id, last))?;
        if !print(&recorded).map_err(print_failed)? {
            return Ok(Stop::Unread);
        }
        last = last.max(recorded.seq);
    }
}

/// Whoever waits for something should know that nobody is at it.
async fn say_that_nobody_works(app: &App, run_id: Uuid) -> Result<(), CommandError> {
    let database = app.postgres.database();
    let run = view::run(database, run_id).await.map_err(|error| CommandError::unavailable("DATABASE", error.to_string()))?;
    let goes_on = run.is_some_and(|run| matches!(run.status, RunStatus::Running | RunStatus::Paused));
    if goes_on && !engine::somebody_owns(database).await.map_err(app::unavailable)? {
        eprintln!("nobody works on runs now, and nothing happens to it until somebody does: gatewright up");
    }
    Ok(())
}

fn lost(what: &str, run_id: Uuid, last: u64) -> CommandError {
    CommandError::unavailable("DATABASE", format!("{what}; nothing of the run is lost, see more of it with: {}", further(run_id, last)))
}

fn further(run_id: Uuid, last: u64) -> String {
    format!("gatewright runs follow {run_id} --after {last}")
}

fn exit(stop: &Stop, status: &str) -> Option<Exit> {
    match stop {
        Stop::Interrupted => Some(Exit::Interrupted),
        Stop::Unread => None,
        Stop::Told => Exit::of_run(status),
    }
}

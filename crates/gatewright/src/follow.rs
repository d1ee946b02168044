//! Follows a run of a flow to its end, or to where it waits for somebody.

use std::sync::Arc;

use engine::{Engine, Request};
use futures_util::StreamExt;
use machine::{Entry, PauseReason};
use plan::Plan;
use uuid::Uuid;

use crate::app::App;
use crate::commands::flow_runs;
use crate::drive::PATIENCE;
use crate::failure::{CommandError, Exit};
use crate::progress::Progress;
use crate::report::Output;

/// How a run is followed.
pub(crate) struct Follow {
    /// The run.
    pub(crate) run_id: Uuid,
    /// Its plan.
    pub(crate) plan: Arc<Plan>,
    /// What is asked of the run first.
    pub(crate) first: Option<Request>,
    /// Where the result goes.
    pub(crate) output: Output,
}

/// Where following ended.
enum Stop {
    Ended,
    /// It holds.
    Paused(PauseReason),
    /// Nothing is wanted of this machine before a time or a signal comes.
    Asleep,
    Interrupted,
}

impl Follow {
    /// Hosts an engine where none lives, asks, follows, reports, and says how the command ends.
    pub(crate) async fn run(self, app: &App) -> Result<Option<Exit>, CommandError> {
        let engine = app.engine().await?;
        let ended = tokio::select! {
            ended = self.follow(app, &engine) => ended,
            // It may have to wait for a time to be let in.
            () = flows::admission::look_after(&app.flows) => unreachable!("starts are looked after until it is dropped"),
            () = app.postgres_died() => Err(CommandError::unavailable("DATABASE", format!(
                "PostgreSQL ended under this process; what was committed is safe, take the run up again with: gatewright runs resume {}", self.run_id
            ))),
        };
        if app.postgres.is_running() {
            engine.stop(PATIENCE).await;
        } else {
            drop(engine);
        }
        let stop = ended?;
        let run = flow_runs::show(app, self.run_id, self.output).await?;
        if let Some(hint) = self.next_step(&stop) {
            eprintln!("{hint}");
        }
        Ok(match stop {
            Stop::Interrupted => Some(Exit::Interrupted),
            _ => Exit::of_run(&run.status),
        })
    }

    async fn follow(&self, app: &App, engine: &Engine) -> Result<Stop, CommandError> {
        let (database, handle) = (app.postgres.database(), engine.handle());
        let unreachable = |error: engine::view::ViewError| CommandError::unavailable("DATABASE", error.to_string());
        let progress = Progress::new(&self.plan);
        let before = engine::view::run(database, self.run_id).await.map_err(unreachable)?.map_or(0, |run| run.last_seq);
        if let Some(request) = &self.first {
            let dedup = match request {
                Request::Signal { name, id, .. } => flows::signal_key(name, id),
                _ => Uuid::now_v7().to_string(),
            };
            app.flows.ask(&handle, self.run_id, request, &dedup).await?;
        }
        handle.nudge();
        let mut entries = engine::view::follow(database, self.run_id, 0);
        let mut interrupt = Box::pin(tokio::signal::ctrl_c());
        let mut waits = Waits::default();
        let stop = loop {
            let next = tokio::select! {
                biased;
                _ = &mut interrupt => break Stop::Interrupted,
                next = entries.next() => next,
                // A run that only waits may do so for weeks.
                () = tokio::time::sleep(std::time::Duration::from_millis(300)), if waits.some() => {
                    // Its row says the same of one that waits for others, who are at it.
                    let is_in_memory = engine::view::run(database, self.run_id).await.map_err(unreachable)?.is_none_or(|run| !run.asleep);
                    if !is_in_memory
                        && engine::view::machine(database, self.run_id).await.map_err(unreachable)?.is_some_and(|machine| machine.is_asleep())
                    {
                        break Stop::Asleep;
                    }
                    continue;
                }
            };
            let recorded = match next {
                Some(Ok(recorded)) => recorded,
                Some(Err(error)) => return Err(unreachable(error)),
                None => break Stop::Ended,
            };
            let shown = recorded.seq > before;
            if shown {
                progress.entry(&recorded.entry);
            }
            waits.hear(&self.plan, &recorded.entry);
            match recorded.entry {
                Entry::RunPaused { reason } => {
                    // It may have gone on since.
                    let now = engine::view::run(database, self.run_id).await.map_err(unreachable)?;
                    if now.is_some_and(|now| now.status == machine::RunStatus::Paused && now.last_seq == recorded.seq) {
                        break Stop::Paused(reason);
                    }
                }
                Entry::RunCompleted { .. } | Entry::RunFailed { .. } | Entry::RunCancelled { .. } | Entry::RunContinued { .. } => {
                    break Stop::Ended;
                }
                _ => {}
            }
        };
        progress.finish();
        Ok(stop)
    }

    fn next_step(&self, stop: &Stop) -> Option<String> {
        let id = self.run_id;
        match stop {
            Stop::Ended => None,
            Stop::Interrupted => Some(format!("interrupted; take it up again with: gatewright runs resume {id}")),
            Stop::Asleep => {
                let signals: Vec<&str> = self.plan.signals.keys().map(String::as_str).collect();
                let signal = if signals.is_empty() {
                    String::new()
                } else {
                    format!("; send one with: gatewright runs signal {id} {} PAYLOAD", signals.join("|"))
                };
                Some(format!("the run sleeps until a time or a signal comes{signal}. gatewright up wakes it when its time has come"))
            }
            Stop::Paused(PauseReason::ApprovalRequired { step }) => {
                Some(format!("step {step} waits for a person: gatewright runs approve {id} {step} --reason \"…\""))
            }
            Stop::Paused(PauseReason::GateFailed { step, code }) => Some(format!(
                "step {step} failed ({code}); one of:  gatewright runs rerun {id} {step}\n  gatewright runs skip {id} {step} --reason \"…\"\n  gatewright runs approve {id} {step} --reason \"…\""
            )),
            Stop::Paused(_) => Some(format!("go on with: gatewright runs resume {id}")),
        }
    }
}

/// Whether a step of the run waits, as far as its journal tells.
#[derive(Default)]
struct Waits(std::collections::BTreeSet<plan::StepId>);

impl Waits {
    fn hear(&mut self, plan: &Plan, entry: &Entry) {
        match entry {
            Entry::AttemptStarted { step, .. }
                if plan.steps.iter().any(|one| one.id == *step && matches!(one.work, plan::Work::Wait(_))) =>
            {
                self.0.insert(step.clone());
            }
            Entry::AttemptJudged { step, .. } | Entry::AttemptFailed { step, .. } | Entry::Decided { step, .. } => {
                self.0.remove(step);
            }
            _ => {}
        }
    }

    fn some(&self) -> bool {
        !self.0.is_empty()
    }
}

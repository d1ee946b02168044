//! Follows a run to its end, or to where a person is needed.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use content::{Content, RunView};
use engine::{Engine, Request};
use futures_util::StreamExt;
use machine::{Entry, PauseReason};
use plan::StepId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::export::{self, ExportFile};
use crate::failure::{CommandError, Exit};
use crate::progress::Progress;
use crate::report::{self, Output};

/// How a run is followed.
pub(crate) struct Drive<'a> {
    /// The run.
    pub(crate) run_id: Uuid,
    /// Where its files go once it is completed.
    pub(crate) out: Option<&'a Path>,
    /// Whether the person at the keyboard approves in advance what waits for them.
    pub(crate) approve: bool,
    /// What is asked of the run first.
    pub(crate) first: Option<Request>,
    /// Where the result goes.
    pub(crate) output: Output,
}

/// How long the engine may take to leave in good order.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Where following ended.
enum Stop {
    /// The run ended.
    Ended,
    /// It waits for a person.
    Waits(PauseReason),
    /// Ctrl-C.
    Interrupted,
}

impl Drive<'_> {
    /// Hosts an engine where none lives, follows the run, writes its files, reports, and says how the command ends.
    pub(crate) async fn run(self, app: &App) -> Result<Option<Exit>, CommandError> {
        let began = Instant::now();
        let engine = app.engine().await?;
        let ended = tokio::select! {
            ended = self.follow(app, &engine) => ended,
            () = app.postgres_died() => Err(CommandError::unavailable("DATABASE", "PostgreSQL ended under this process")),
        };
        if app.postgres.is_running() {
            // What is under way is committed or will be taken up again; nothing is lost by leaving.
            engine.stop(PATIENCE).await;
        } else {
            drop(engine);
        }
        let stop = ended.map_err(|error| self.resumable(error))?;
        self.report(app, stop, began.elapsed()).await
    }

    /// A lost database loses nothing of the run.
    fn resumable(&self, error: CommandError) -> CommandError {
        if error.exit != Exit::Unavailable {
            return error;
        }
        let message =
            format!("{}; what was committed is safe, take the run up again with: gatewright runs resume {}", error.message, self.run_id);
        CommandError { message, ..error }
    }

    async fn follow(&self, app: &App, engine: &Engine) -> Result<Stop, CommandError> {
        let handle = engine.handle();
        let plan = app.content.plan(self.run_id).await?;
        let progress = Progress::new(&plan);
        let since = app.content.last_seq(self.run_id).await?;
        if let Some(request) = &self.first {
            app.content.ask(&handle, self.run_id, request.clone()).await?;
        } else if let Some(reason) = self.waiting(app).await?
            && let Some(stop) = self.decide(app, engine, reason, &progress).await?
        {
            progress.finish();
            return Ok(stop);
        }
        handle.nudge();
        // From outside: another process may own the run, and then only the database hears of it.
        let after = if self.first.is_some() { since } else { 0 };
        let mut entries = engine::view::follow(app.postgres.database(), self.run_id, after);
        let mut interrupt = Box::pin(tokio::signal::ctrl_c());
        let stop = loop {
            let next = tokio::select! {
                biased;
                _ = &mut interrupt => break Stop::Interrupted,
                next = entries.next() => next,
            };
            let recorded = match next {
                Some(Ok(recorded)) => recorded,
                Some(Err(error)) => return Err(CommandError::unavailable("DATABASE", error.to_string())),
                None => break Stop::Ended,
            };
            let shown = recorded.seq > since;
            if shown {
                progress.entry(&recorded.entry);
            }
            match recorded.entry {
                Entry::RunCompleted { .. } | Entry::RunFailed { .. } | Entry::RunCancelled { .. } | Entry::RunContinued { .. } => {
                    break Stop::Ended;
                }
                Entry::RunPaused { reason } if shown => {
                    if let Some(stop) = self.decide(app, engine, reason, &progress).await? {
                        break stop;
                    }
                }
                _ => {}
            }
        };
        progress.finish();
        Ok(stop)
    }

    /// Why the run already holds, if it does.
    async fn waiting(&self, app: &App) -> Result<Option<PauseReason>, CommandError> {
        Ok(app.content.pause_reason(self.run_id).await?)
    }

    /// What to do about a pause: approve, ask, or leave it. `None` goes on.
    async fn decide(&self, app: &App, engine: &Engine, reason: PauseReason, progress: &Progress) -> Result<Option<Stop>, CommandError> {
        let PauseReason::ApprovalRequired { step } = &reason else { return Ok(Some(Stop::Waits(reason))) };
        let (via, why) = if self.approve {
            ("cli --approve", "approved in advance by the person at the keyboard".to_owned())
        } else if !self.output.json && std::io::stdin().is_terminal() && report::is_terminal() {
            progress.finish();
            let answer = tokio::select! {
                answer = ask(&app.content, self.run_id, step) => answer?,
                _ = tokio::signal::ctrl_c() => return Ok(Some(Stop::Interrupted)),
            };
            match answer {
                Some(why) => ("cli prompt", why),
                None => return Ok(Some(Stop::Waits(reason))),
            }
        } else {
            return Ok(Some(Stop::Waits(reason)));
        };
        let by = Content::actor(&app.account, via);
        app.content.ask(&engine.handle(), self.run_id, Request::Approve { step: step.clone(), by, reason: why, form: Value::Null }).await?;
        Ok(None)
    }

    async fn report(&self, app: &App, stop: Stop, took: Duration) -> Result<Option<Exit>, CommandError> {
        let run = app
            .content
            .run(self.run_id)
            .await?
            .ok_or_else(|| CommandError::failed("INCONSISTENT", format!("run {} has no row", self.run_id)))?;
        let gates = app.content.gates(self.run_id).await?;
        let artifacts = app.content.artifacts(self.run_id).await?;
        let written = if run.status == "completed" { self.export(app, &run).await? } else { None };
        let document = json!({ "run": run, "gates": gates, "artifacts": artifacts, "out": written, "took_ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX) });
        self.output
            .print(&document, || {
                let mut text = format!(
                    "{}\n{} in {}",
                    report::gates(&gates),
                    report::totals(&run),
                    report::duration(i64::try_from(took.as_millis()).unwrap_or(i64::MAX))
                );
                let name = run.display_name.as_deref().unwrap_or(&run.project_slug);
                if let Some(folder) = &written {
                    text.push_str(&format!("\n\n{name} lies in {}", folder.display()));
                    if let Some(page) =
                        artifacts.iter().find(|artifact| artifact.file_path.ends_with(".html") && !artifact.file_path.contains('/'))
                    {
                        text.push_str(&format!("; open {}", folder.join(&page.file_path).display()));
                    }
                } else if run.status == "completed" {
                    text.push_str(&format!(
                        "\n\n{name} is complete; put its files into a folder with: gatewright runs artifacts {} --out DIR",
                        run.id
                    ));
                }
                for gate in gates.iter().filter(|gate| gate.status == "failed" && !gate.superseded) {
                    for check in report::failed_checks(gate) {
                        text.push_str(&format!("\n{} {check}", gate.gate_id));
                    }
                }
                text
            })
            .map_err(|error| CommandError::failed("OUTPUT", format!("standard output: {error}")))?;
        if let Some(hint) = next_step(&stop, &run) {
            eprintln!("{hint}");
        }
        Ok(match stop {
            Stop::Interrupted => Some(Exit::Interrupted),
            _ => Exit::of_run(&run.status),
        })
    }

    async fn export(&self, app: &App, run: &RunView) -> Result<Option<PathBuf>, CommandError> {
        let Some(folder) = self.out else { return Ok(None) };
        export_to(app, run.id, folder).await.map(Some)
    }
}

/// Writes the files of a run that count into a folder.
pub(crate) async fn export_to(app: &App, run_id: Uuid, folder: &Path) -> Result<PathBuf, CommandError> {
    export::prepare(folder)?;
    write(folder, app.content.files(run_id).await?)?;
    Ok(folder.to_owned())
}

/// Writes the files of every attempt of a run into a folder, each under its gate and attempt.
pub(crate) async fn export_attempts_to(app: &App, run_id: Uuid, folder: &Path) -> Result<(), CommandError> {
    export::prepare(folder)?;
    write(folder, app.content.bytes_of_attempts(run_id).await?)
}

fn write(folder: &Path, files: Vec<content::RunFile>) -> Result<(), CommandError> {
    let files: Vec<ExportFile> =
        files.into_iter().map(|file| ExportFile { path: file.path, sha256: file.sha256, bytes: file.bytes }).collect();
    export::write(folder, &files).map(drop)
}

/// What the person may do next.
fn next_step(stop: &Stop, run: &RunView) -> Option<String> {
    let id = run.id;
    match stop {
        Stop::Ended => None,
        Stop::Interrupted => Some(format!("interrupted; take it up again with: gatewright runs resume {id}")),
        Stop::Waits(PauseReason::ApprovalRequired { step }) => {
            Some(format!("gate {step} waits for a person: gatewright runs approve {id} {step} --reason \"…\""))
        }
        Stop::Waits(PauseReason::GateFailed { step, code }) => Some(format!(
            "gate {step} failed ({code}); why:  gatewright runs gates {id}\nthen one of:  gatewright runs rerun {id} {step} [--model M]\n              gatewright runs skip {id} {step} --reason \"…\"\n              gatewright runs approve {id} {step} --reason \"…\""
        )),
        Stop::Waits(_) => Some(format!("go on with: gatewright runs resume {id}")),
    }
}

/// Asks the person at the keyboard.
async fn ask(content: &Content, run_id: Uuid, step: &StepId) -> Result<Option<String>, CommandError> {
    let gates = content.gates(run_id).await?;
    eprintln!("{}", report::gates(&gates));
    let question = format!("Gate {step} waits for you. Approve? [y/N] ");
    let answer = tokio::task::spawn_blocking(move || {
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "{question}").and_then(|()| err.flush());
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    })
    .await;
    let line = answer
        .map_err(|error| CommandError::failed("INPUT", error.to_string()))?
        .map_err(|error| CommandError::failed("INPUT", error.to_string()))?;
    Ok(["y", "yes"].contains(&line.trim().to_lowercase().as_str()).then(|| "approved at the prompt".to_owned()))
}

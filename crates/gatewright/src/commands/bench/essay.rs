//! A ten-gate essay, beside the time its commits alone would take.

use std::collections::BTreeMap;
use std::time::Instant;

use content::CreateRun;
use engine::{Engine, Handle};
use futures_util::StreamExt;
use machine::Entry;
use serde_json::json;
use store::{Database, Identity, StoreError};

use super::figures::{Bound, Figure, median, milliseconds};
use super::process;
use super::scratch::Scratch;
use crate::app::{self, App};
use crate::drive::PATIENCE;
use crate::failure::CommandError;

/// What is written.
pub(super) const TEMPLATE: &str = "typographic-etymology";
/// On what.
pub(super) const WORD: &str = "villain";
/// By whom.
pub(super) const WRITER: &str = "offline-writer";
/// Commits measured for the median of one.
const COMMITS: usize = 300;

/// What was measured.
pub(super) struct Essays {
    /// From the request to the run's end, in this process, milliseconds.
    inside: Vec<f64>,
    /// The command as typed, milliseconds.
    command: Vec<f64>,
    /// Transactions that wrote, for each essay.
    commits: Vec<f64>,
    /// A durable insert of one row by one connection, milliseconds.
    commit: Vec<f64>,
}

impl Essays {
    pub(super) fn figures(self) -> Vec<Figure> {
        let (commits, commit) = (median(&self.commits), median(&self.commit));
        let bound = || Bound { value: commits * commit, what: format!("its {commits:.0} durable commits, one after the other") };
        vec![
            Figure::new("essay of ten gates, PostgreSQL up", "ms", self.inside).aim("< 1000").beside(bound()),
            Figure::new("essay of ten gates, whole command", "ms", self.command).aim("< 1000").beside(bound()),
            Figure::new("one durable commit", "ms", self.commit),
        ]
    }
}

/// Writes essays: within this process, then as commands.
pub(super) async fn measure(app: &App, scratch: &Scratch, rounds: u32) -> Result<Essays, CommandError> {
    let engine = app.engine().await?;
    let inside = inside(app, &engine, rounds).await;
    engine.stop(PATIENCE).await;
    let (inside, commits) = inside?;
    let mut command = Vec::new();
    for round in 0..rounds {
        let mut typed = process::program()?;
        typed.args(["run", TEMPLATE, "--set", &format!("word={WORD}"), "--model", WRITER, "--approve", "--out"]);
        typed.arg(scratch.path().join(format!("essay-{round}")));
        command.push(process::timed(process::on(&mut typed, &scratch.global("warm"))).await?);
    }
    let commit = one_commit(app.postgres.database()).await.map_err(app::unavailable)?;
    Ok(Essays { inside, command, commits, commit })
}

async fn inside(app: &App, engine: &Engine, rounds: u32) -> Result<(Vec<f64>, Vec<f64>), CommandError> {
    let handle = engine.handle();
    handle.ready().await;
    // Fills caches and prepares statements.
    write(app, &handle).await?;
    let (mut times, mut commits) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let before = transactions(app.postgres.database()).await.map_err(app::unavailable)?;
        let began = Instant::now();
        write(app, &handle).await?;
        times.push(milliseconds(began.elapsed()));
        let after = transactions(app.postgres.database()).await.map_err(app::unavailable)?;
        commits.push(after - before);
    }
    Ok((times, commits))
}

async fn write(app: &App, handle: &Handle) -> Result<(), CommandError> {
    let request = CreateRun {
        template: TEMPLATE.to_owned(),
        intent: BTreeMap::from([("word".to_owned(), json!(WORD))]),
        model: Some(WRITER.to_owned()),
        approve_via: Some("cli bench".to_owned()),
        ..CreateRun::default()
    };
    let run_id = app.content.create_run(&app.account, request).await?.run_id;
    handle.nudge();
    let mut entries = handle.follow(run_id, 0);
    while let Some(recorded) = entries.next().await {
        match recorded.map_err(|error| CommandError::unavailable("DATABASE", error.to_string()))?.entry {
            Entry::RunCompleted { .. } => return Ok(()),
            // Approved in advance: this pause ends by itself.
            Entry::RunPaused { reason: machine::PauseReason::ApprovalRequired { .. } } => {}
            Entry::RunPaused { .. } | Entry::RunFailed { .. } | Entry::RunCancelled { .. } => break,
            _ => {}
        }
    }
    Err(CommandError::failed("BENCH", format!("the essay on {WORD} did not complete; see: gatewright run {TEMPLATE} --set word={WORD}")))
}

/// A number that grows by one with each transaction that writes.
async fn transactions(database: &Database) -> Result<f64, StoreError> {
    let client = database.get(Identity::Service).await?;
    let row = client.query_one("select pg_snapshot_xmax(pg_current_snapshot())::text::float8", &[]).await?;
    Ok(row.try_get(0)?)
}

/// Inserts of one row, each its own durable commit, one after the other.
async fn one_commit(database: &Database) -> Result<Vec<f64>, StoreError> {
    let client = database.get(Identity::Owner).await?;
    client
        .batch_execute(
            "create schema bench; create table bench.commits (id bigint generated always as identity primary key, at timestamptz not null)",
        )
        .await?;
    let insert = client.prepare("insert into bench.commits (at) values (now())").await?;
    let mut times = Vec::with_capacity(COMMITS);
    for _ in 0..COMMITS {
        let began = Instant::now();
        client.execute(&insert, &[]).await?;
        times.push(milliseconds(began.elapsed()));
    }
    client.batch_execute("drop schema bench cascade").await?;
    Ok(times)
}

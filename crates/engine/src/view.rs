//! Reading runs: one, many, their journals, and a journal as it grows.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use db::queries::engine::view as sql;
use futures_util::Stream;
use futures_util::stream::{self, BoxStream};
use jiff::Timestamp;
use machine::{Entry, Machine, Recorded, RunStatus};
use plan::Plan;
use store::{Database, Direct, Identity, StoreError};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

use crate::host::Shared;
use crate::hub::Reached;
use crate::keeper::{FOLLOW_CHANNEL, MOVED_CHANNEL};
use crate::load::{self, Plans};
use crate::ports::RunId;

/// Rows of the journal fetched at once.
const PAGE: i64 = 500;
/// How often a follower says that it still follows; engines forget after a minute.
const SAY_AGAIN: Duration = Duration::from_secs(20);

/// A run at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunView {
    /// Its identity.
    pub run_id: RunId,
    /// Whom it belongs to.
    pub owner: Uuid,
    /// SHA-256 of its plan's canonical form.
    pub plan_hash: String,
    /// What it is.
    pub status: RunStatus,
    /// Where its journal ends; 0 before it has begun.
    pub last_seq: u64,
    /// When time next means something to it: a retry, a wait, a deadline.
    pub wake_at: Option<Timestamp>,
    /// No process needs to have it in memory: it waits for a time, a signal, a person, or for what others do.
    pub asleep: bool,
    /// When it was submitted, by the database's clock.
    pub created_at: Timestamp,
}

/// Something that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// There is no such run.
    #[error("there is no run {0}")]
    UnknownRun(RunId),
    /// What is stored cannot be read by this release.
    #[error("run {run_id}: {message}")]
    Unreadable {
        /// The run.
        run_id: RunId,
        /// Why.
        message: String,
    },
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// No connection could be had.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sql::RunRow> for RunView {
    fn from(row: sql::RunRow) -> Self {
        let status = match row.state.as_str() {
            "running" => RunStatus::Running,
            "paused" => RunStatus::Paused,
            "completed" => RunStatus::Completed,
            "failed" => RunStatus::Failed,
            "continued" => RunStatus::Continued,
            // A check of the table allows no other word.
            _ => RunStatus::Cancelled,
        };
        Self {
            run_id: row.id,
            owner: row.owner_id,
            plan_hash: row.plan_hash,
            status,
            last_seq: row.last_seq.cast_unsigned(),
            wake_at: row.wake_at,
            asleep: row.asleep,
            created_at: row.created_at,
        }
    }
}

/// One run, if there is such a run.
///
/// # Errors
/// The database cannot be reached, or refused.
pub async fn run(database: &Database, run_id: RunId) -> Result<Option<RunView>, ViewError> {
    let client = database.get(Identity::Service).await?;
    Ok(sql::run().bind(&client, &run_id).opt().await?.map(RunView::from))
}

/// A page of runs, newest first, from before a given one on.
///
/// # Errors
/// The database cannot be reached, or refused.
pub async fn list(database: &Database, before: Option<RunId>, rows: u32) -> Result<Vec<RunView>, ViewError> {
    let client = database.get(Identity::Service).await?;
    let before = before.unwrap_or(Uuid::max());
    let runs = sql::runs_before().bind(&client, &before, &i64::from(rows)).all().await?;
    Ok(runs.into_iter().map(RunView::from).collect())
}

/// The plan that a run keeps to.
///
/// # Errors
/// [`ViewError::UnknownRun`]; the database cannot be reached, or the plan cannot be read by this release.
pub async fn plan(database: &Database, run_id: RunId) -> Result<Arc<Plan>, ViewError> {
    let client = database.get(Identity::Service).await?;
    let row = sql::plan_of().bind(&client, &run_id).opt().await?.ok_or(ViewError::UnknownRun(run_id))?;
    let plan = serde_json::from_str(&row.body).map_err(|error| ViewError::Unreadable { run_id, message: format!("its plan: {error}") })?;
    Ok(Arc::new(plan))
}

/// A run's journal behind `after_seq`, whole.
///
/// # Errors
/// The database cannot be reached, or an entry cannot be read by this release.
pub async fn journal(database: &Database, run_id: RunId, after_seq: u64) -> Result<Vec<Recorded>, ViewError> {
    let mut journal = Vec::new();
    let mut after = after_seq;
    loop {
        let (page, full) = page(database, run_id, after).await?;
        if let Some(last) = page.last() {
            after = last.seq;
        }
        journal.extend(page);
        if !full {
            return Ok(journal);
        }
    }
}

/// A run's state, replayed from its journal; `None` where it has not begun.
///
/// # Errors
/// The database cannot be reached, or the journal cannot be read by this release.
pub async fn machine(database: &Database, run_id: RunId) -> Result<Option<Machine>, ViewError> {
    let loaded = load::runs(database, &Plans::default(), &[run_id]).await.map_err(|error| match error {
        load::LoadError::Database(error) => ViewError::Database(error),
        load::LoadError::Store(error) => ViewError::Store(error),
    })?;
    match loaded.into_iter().next() {
        Some(Ok(loaded)) => Ok(Some(loaded.machine)),
        Some(Err(unreadable)) => Err(ViewError::Unreadable { run_id, message: unreadable.message }),
        None => Ok(None),
    }
}

/// The journal of a run behind `after_seq`, as it grows, from any process: engines send hints once they hear of the follower, and
/// it also looks by itself, from every 20 ms to every second. Ends after the entry that ends the run.
pub fn follow(database: &Database, run_id: RunId, after_seq: u64) -> Follow {
    Follow::new(database.clone(), Wake::Outside(None), run_id, after_seq)
}

/// A journal as it grows. After an error it may be polled on: it goes on where it stopped.
pub struct Follow {
    entries: BoxStream<'static, Result<Recorded, ViewError>>,
}

impl Follow {
    pub(crate) fn inside(shared: Arc<Shared>, run_id: RunId, after_seq: u64) -> Self {
        let database = shared.database.clone();
        let told = shared.hub.watch(run_id);
        Self::new(database, Wake::Inside(told, shared), run_id, after_seq)
    }

    fn new(database: Database, wake: Wake, run_id: RunId, after_seq: u64) -> Self {
        let follower =
            Follower { database, wake, run_id, after: after_seq, buffer: VecDeque::new(), pause: SHORTEST, said_at: None, ended: false };
        let entries = stream::unfold(follower, |mut follower| async move {
            let next = follower.next().await?;
            Some((next, follower))
        });
        Self { entries: Box::pin(entries) }
    }
}

impl Stream for Follow {
    type Item = Result<Recorded, ViewError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.entries.as_mut().poll_next(context)
    }
}

/// Shortest and longest pause between looks from outside.
const SHORTEST: Duration = Duration::from_millis(20);
const LONGEST: Duration = Duration::from_secs(1);

enum Wake {
    /// In the engine's process: told when entries are committed, for as long as it is this process that commits them.
    Inside(watch::Receiver<Option<Reached>>, Arc<Shared>),
    /// Elsewhere: a listening connection, made when first needed.
    Outside(Option<Direct>),
}

struct Follower {
    database: Database,
    wake: Wake,
    run_id: RunId,
    after: u64,
    buffer: VecDeque<Recorded>,
    pause: Duration,
    said_at: Option<Instant>,
    ended: bool,
}

impl Follower {
    async fn next(&mut self) -> Option<Result<Recorded, ViewError>> {
        loop {
            if let Some(recorded) = self.buffer.pop_front() {
                self.after = recorded.seq;
                self.ended = ends(&recorded.entry);
                return Some(Ok(recorded));
            }
            if self.ended {
                return None;
            }
            match self.look().await {
                Err(error) => {
                    // Whoever polls on does not hammer a database that is away.
                    tokio::time::sleep(self.pause).await;
                    self.pause = (self.pause * 2).min(LONGEST);
                    return Some(Err(error));
                }
                Ok(true) => self.pause = SHORTEST,
                Ok(false) if self.ended => return None,
                Ok(false) => self.wait().await,
            }
        }
    }

    /// Whether there was something new.
    async fn look(&mut self) -> Result<bool, ViewError> {
        let (entries, _) = page(&self.database, self.run_id, self.after).await?;
        self.buffer = entries.into();
        if !self.buffer.is_empty() {
            return Ok(true);
        }
        let run = run(&self.database, self.run_id).await?.ok_or(ViewError::UnknownRun(self.run_id))?;
        let has_ended = !matches!(run.status, RunStatus::Running | RunStatus::Paused);
        self.ended = has_ended && run.last_seq <= self.after;
        // More may have come between the two looks.
        Ok(has_ended && !self.ended)
    }

    async fn wait(&mut self) {
        let pause = self.pause;
        self.pause = (pause * 2).min(LONGEST);
        if let Wake::Inside(_, shared) = &self.wake
            && !shared.serves(self.run_id)
        {
            self.wake = Wake::Outside(None);
        }
        match &mut self.wake {
            Wake::Inside(told, shared) => {
                // The host may be gone: then the pause decides.
                match tokio::time::timeout(shared.config.poll_every, told.changed()).await {
                    Ok(Ok(())) | Err(_) => {}
                    Ok(Err(_)) => tokio::time::sleep(pause).await,
                }
            }
            Wake::Outside(listening) => {
                if self.said_at.is_none_or(|at| at.elapsed() >= SAY_AGAIN) {
                    self.said_at = Some(Instant::now());
                    if listening.as_ref().is_none_or(Direct::is_lost) {
                        *listening = listen(&self.database).await;
                    }
                    if let Some(direct) = listening {
                        let said = direct.execute("select pg_notify($1, $2)", &[&FOLLOW_CHANNEL, &self.run_id.to_string()]).await;
                        if let Err(error) = said {
                            tracing::debug!(%error, "no engine could be told of a follower; it looks by itself");
                        }
                    }
                }
                let Some(direct) = listening else { return tokio::time::sleep(pause).await };
                let name = self.run_id.to_string();
                let moved = async {
                    while let Some(notice) = direct.notification().await {
                        if notice.payload().contains(&name) {
                            return;
                        }
                    }
                    std::future::pending::<()>().await;
                };
                // Either way the next thing to do is to look.
                let _ = tokio::time::timeout(pause, moved).await;
            }
        }
    }
}

async fn listen(database: &Database) -> Option<Direct> {
    let direct = database.direct(Identity::Service).await.ok()?;
    direct.batch_execute(&format!("listen {MOVED_CHANNEL}")).await.ok()?;
    Some(direct)
}

/// Entries behind one, and whether there may be more.
async fn page(database: &Database, run_id: RunId, after: u64) -> Result<(Vec<Recorded>, bool), ViewError> {
    let client = database.get(Identity::Service).await?;
    let rows = sql::entries_after().bind(&client, &run_id, &after.cast_signed(), &PAGE).all().await?;
    let full = rows.len() as i64 == PAGE;
    let mut entries = Vec::new();
    for row in rows {
        let row = load::recorded(row.seq, row.at, &row.entries).map_err(|message| ViewError::Unreadable { run_id, message })?;
        entries.extend(row.into_iter().filter(|recorded| recorded.seq > after));
    }
    Ok((entries, full))
}

fn ends(entry: &Entry) -> bool {
    matches!(entry, Entry::RunCompleted { .. } | Entry::RunFailed { .. } | Entry::RunCancelled { .. } | Entry::RunContinued { .. })
}

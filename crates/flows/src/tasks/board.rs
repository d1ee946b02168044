//! Where tries of steps wait for their workers: stored in batches, and told of their results.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use db::client::GenericClient;
use db::queries::flows::tasks as sql;
use engine::Produced;
use engine::reach::{Extent, GivenOut, Reach, Seen};
use jiff::Timestamp;
use machine::{Failure, FailureClass};
use store::{Database, Identity, StoreError};
use tokio::sync::futures::Notified;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;
use uuid::Uuid;

use super::labels::Labels;
use super::places::{Places, SHARE};
use super::service::TaskOutcome;
use crate::effects::failure;
use crate::locked::locked;

/// Tasks stored in one statement, at most.
const BATCH: usize = 1_000;
/// How often results that came to other processes are looked for, while somebody waits.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Time between two sweeps, at least.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// A try to hand out.
pub(super) struct NewTask {
    pub(super) key: String,
    pub(super) user_id: Uuid,
    pub(super) run_id: Uuid,
    pub(super) step: String,
    pub(super) attempt: i32,
    pub(super) item: Option<i32>,
    pub(super) queue: String,
    pub(super) activity: String,
    pub(super) priority: i32,
    pub(super) labels: Labels,
    pub(super) input: String,
}

/// What the storer hears of.
enum Word {
    New(NewTask),
    /// Nobody waits for a task of this key any more, and nobody was told what came of it.
    LetGo(String),
}

type Result<T> = std::result::Result<T, Failure>;

/// The tasks that this process waits for.
pub(crate) struct Board {
    host: Uuid,
    database: Database,
    waiting: Mutex<HashMap<String, (u64, oneshot::Sender<TaskOutcome>)>>,
    /// Tells one who waits for a key from the next who does.
    waits: AtomicU64,
    /// Queues that somebody polls in this process, by account and name: told when something is put into one.
    polled: Mutex<HashMap<(Uuid, String), Arc<Notify>>>,
    storer: Mutex<Option<mpsc::UnboundedSender<Word>>>,
    /// Where polls begin to look.
    pub(super) places: Places,
    /// Leases that ran out up to a moment have been found. Held while they are looked for.
    pub(super) leases: tokio::sync::Mutex<Reach<Timestamp>>,
    /// Results for this process up to one have been told.
    results: Mutex<Reach<i64>>,
    given_out: GivenOut<Numbers>,
    /// What was seen last. Held while it is looked at: numbers settle by looks in their order.
    seen: tokio::sync::Mutex<Option<Numbers>>,
}

/// The last numbers given out: of tasks, and of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbers {
    pub(super) task: i64,
    result: i64,
}

/// Takes a task off the board when nobody waits for it any more.
struct Waiting<'a> {
    board: &'a Board,
    key: &'a str,
    number: u64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut waiting = locked(&self.board.waiting);
        // The same key may have been handed out again.
        if waiting.get(self.key).is_some_and(|(number, _)| *number == self.number) {
            waiting.remove(self.key);
            drop(waiting);
            // It may be stored in this very moment, behind the end of its run.
            if let Some(storer) = &*locked(&self.board.storer) {
                // The storer lives as long as the board.
                let _ = storer.send(Word::LetGo(self.key.to_owned()));
            }
        }
    }
}

/// Somebody who polls a queue. The last of them takes the queue off the board.
pub(super) struct Poller {
    board: Arc<Board>,
    key: (Uuid, String),
    put: Arc<Notify>,
}

impl Poller {
    /// Returns when something is put into the queue, once it was enabled.
    pub(super) fn put(&self) -> Notified<'_> {
        self.put.notified()
    }
}

impl Drop for Poller {
    fn drop(&mut self) {
        let mut polled = locked(&self.board.polled);
        // One is here, one is on the board.
        if Arc::strong_count(&self.put) <= 2 {
            polled.remove(&self.key);
        }
    }
}

impl Board {
    pub(crate) fn new(database: Database) -> Arc<Self> {
        Arc::new(Self {
            host: Uuid::now_v7(),
            database,
            waiting: Mutex::default(),
            waits: AtomicU64::new(0),
            polled: Mutex::default(),
            storer: Mutex::default(),
            places: Places::default(),
            leases: tokio::sync::Mutex::default(),
            results: Mutex::default(),
            given_out: GivenOut::default(),
            seen: tokio::sync::Mutex::default(),
        })
    }

    /// Stores a task and waits for what its worker says. Dropping this takes the task off the board; its row goes with its attempt.
    pub(super) async fn carry_out(self: &Arc<Self>, task: NewTask) -> Result<Produced> {
        let (tell, told) = oneshot::channel();
        let key = task.key.clone();
        let number = self.waits.fetch_add(1, Ordering::Relaxed);
        locked(&self.waiting).insert(key.clone(), (number, tell));
        let _waiting = Waiting { board: self, key: &key, number };
        self.hand_over(task);
        match told.await {
            Ok(outcome) => outcome.into_produced(),
            // The same key was handed out again; whoever did so waits now.
            Err(_) => std::future::pending().await,
        }
    }

    /// To whoever stores; the first task brings them to life.
    fn hand_over(self: &Arc<Self>, task: NewTask) {
        let mut storer = locked(&self.storer);
        let sender = storer.get_or_insert_with(|| {
            let (sender, receiver) = mpsc::unbounded_channel();
            tokio::spawn(store(Arc::downgrade(self), receiver));
            tokio::spawn(look(Arc::downgrade(self)));
            sender
        });
        // The storer lives as long as the board.
        let _ = sender.send(Word::New(task));
    }

    /// Results that are durable now: those that this process waits for are told.
    pub(super) fn ended(&self, outcomes: impl IntoIterator<Item = (String, TaskOutcome)>) {
        let mut waiting = locked(&self.waiting);
        for (key, outcome) in outcomes {
            if let Some((_, tell)) = waiting.remove(&key) {
                // Whoever waited may have gone in this moment.
                let _ = tell.send(outcome);
            }
        }
    }

    /// Hears, as long as it lives, when something is put into a queue of an account in this process.
    pub(super) fn poller(self: &Arc<Self>, account: Uuid, queue: &str) -> Poller {
        let key = (account, queue.to_owned());
        let put = locked(&self.polled).entry(key.clone()).or_default().clone();
        Poller { board: Arc::clone(self), key, put }
    }

    /// Something waits in these queues.
    pub(super) fn put_into<'a>(&self, queues: impl IntoIterator<Item = (Uuid, &'a str)>) {
        let polled = locked(&self.polled);
        if polled.is_empty() {
            return;
        }
        let queues: HashSet<(Uuid, &str)> = queues.into_iter().collect();
        for (account, queue) in queues {
            if let Some(put) = polled.get(&(account, queue.to_owned())) {
                put.notify_waiters();
            }
        }
    }

    /// Marks tasks that have not ended; says of each whether it is marked. Results that are there and nobody was told of are told now.
    pub(super) async fn park(&self, keys: Vec<String>) -> std::result::Result<Vec<bool>, StoreError> {
        let client = self.database.get(Identity::Service).await?;
        let parked: HashSet<String> = sql::park_tasks().bind(&client, &keys).all().await?.into_iter().collect();
        let rest: Vec<&String> = keys.iter().filter(|key| !parked.contains(*key)).collect();
        if !rest.is_empty() {
            let ended = sql::ended_among().bind(&client, &rest).all().await?;
            self.ended(ended.into_iter().map(|row| (row.key, outcome(&row.result))));
        }
        Ok(keys.iter().map(|key| parked.contains(key)).collect())
    }

    /// Stores those that are still waited for, each once.
    async fn put(&self, tasks: &[NewTask]) -> std::result::Result<(), StoreError> {
        let mut seen = HashSet::new();
        let tasks: Vec<&NewTask> = {
            let waiting = locked(&self.waiting);
            tasks.iter().filter(|task| waiting.contains_key(&task.key) && seen.insert(task.key.as_str())).collect()
        };
        if tasks.is_empty() {
            return Ok(());
        }
        let client = self.database.get(Identity::Service).await?;
        macro_rules! column {
            ($field:ident) => {
                tasks.iter().map(|task| task.$field).collect::<Vec<_>>()
            };
            (&$field:ident) => {
                tasks.iter().map(|task| task.$field.as_str()).collect::<Vec<_>>()
            };
        }
        let labels: Vec<String> = tasks.iter().map(|task| task.labels.literal()).collect();
        let put = sql::put_tasks().prepare(&client).await?;
        let stored = put
            .bind(
                &client,
                &self.host,
                &column!(&key),
                &column!(user_id),
                &column!(run_id),
                &column!(&step),
                &column!(attempt),
                &column!(item),
                &column!(&queue),
                &column!(&activity),
                &column!(priority),
                &labels,
                &column!(&input),
            )
            .all()
            .await?;
        let priorities: HashSet<(Uuid, &str, i32)> =
            tasks.iter().filter(|task| task.priority != 0).map(|task| (task.user_id, task.queue.as_str(), task.priority)).collect();
        for (account, queue, priority) in priorities {
            self.places.came(account, queue, priority);
        }
        self.put_into(tasks.iter().map(|task| (task.user_id, task.queue.as_str())));
        // Handed out before a crash, and done meanwhile.
        let done: Vec<&str> =
            stored.iter().filter(|task| task.state == "done" || task.state == "failed").map(|task| task.key.as_str()).collect();
        if !done.is_empty() {
            let ended = sql::ended_among().bind(&client, &done).all().await?;
            self.ended(ended.into_iter().map(|row| (row.key, outcome(&row.result))));
        }
        Ok(())
    }

    /// Puts tasks away that nobody waits for here, if their run has ended.
    async fn let_go(&self, keys: &[String]) -> std::result::Result<(), StoreError> {
        let client = self.database.get(Identity::Service).await?;
        sql::let_go().bind(&client, &keys).one().await?;
        Ok(())
    }

    /// Puts tasks away whose run has ended, whoever stored them: a process may have died in the moment in which it did.
    async fn sweep(&self) -> std::result::Result<(), StoreError> {
        let client = self.database.get(Identity::Service).await?;
        sql::sweep_tasks().bind(&client).one().await?;
        Ok(())
    }

    /// Results that workers handed to other processes, or before this one waited.
    async fn fetch(&self) -> std::result::Result<(), StoreError> {
        let client = self.database.get(Identity::Service).await?;
        let settled = self.settled(&client).await?.map(|numbers| numbers.result);
        let glance = locked(&self.results).glance(Instant::now(), settled);
        let rows = sql::ended_tasks().bind(&client, &self.host, &glance.after.unwrap_or(-1)).all().await?;
        locked(&self.results).end(glance, Instant::now(), Extent::All);
        self.ended(rows.into_iter().map(|row| (row.key, outcome(&row.result))));
        Ok(())
    }

    /// Looks how many numbers were given out. Which of them have settled, if anybody knows.
    pub(super) async fn settled(&self, client: &impl GenericClient) -> std::result::Result<Option<Numbers>, tokio_postgres::Error> {
        let Ok(mut seen) = self.seen.try_lock() else { return Ok(self.given_out.settled()) };
        let at = Instant::now();
        let sql::Numbers { task, result, oldest, next } = sql::numbers().bind(client).one().await?;
        let numbers = Numbers { task, result };
        if seen.replace(numbers).is_some_and(|before| task < before.task || result < before.result) {
            // A server that was restored, or stepped in for another, gives out numbers anew.
            self.given_out.forget();
            self.places.forget();
            *locked(&self.results) = Reach::default();
        }
        self.given_out.note(Seen { at, numbers, oldest, next });
        Ok(self.given_out.settled())
    }

    /// Which numbers had settled when somebody looked last.
    pub(super) fn settled_lately(&self) -> Option<Numbers> {
        self.given_out.settled()
    }
}

/// As it was stored.
fn outcome(result: &str) -> TaskOutcome {
    serde_json::from_str(result).unwrap_or_else(|error| TaskOutcome::Failed {
        code: "UNREADABLE_RESULT".to_owned(),
        message: format!("what its worker handed in cannot be read: {error}"),
        retryable: true,
    })
}

/// Stores what is handed over: what gathers while a statement is under way goes with the next.
async fn store(board: std::sync::Weak<Board>, mut words: mpsc::UnboundedReceiver<Word>) {
    let (mut heard, mut tasks, mut let_go) = (Vec::new(), Vec::new(), Vec::new());
    while words.recv_many(&mut heard, BATCH).await > 0 {
        for word in heard.drain(..) {
            match word {
                Word::New(task) => tasks.push(task),
                Word::LetGo(key) => let_go.push(key),
            }
        }
        let mut pause = Duration::from_millis(50);
        while !tasks.is_empty() {
            let Some(board) = board.upgrade() else { return };
            match board.put(&tasks).await {
                Ok(()) => break,
                // Something in it is at fault, not the database: each alone, so that the others go through.
                Err(StoreError::Sql(error)) if is_of_data(&error) => {
                    for task in &tasks {
                        if let Err(StoreError::Sql(error)) = board.put(std::slice::from_ref(task)).await
                            && is_of_data(&error)
                        {
                            tracing::error!(key = task.key, %error, "a task cannot be stored");
                            let message = format!("the task cannot be stored: {error}");
                            let outcome = TaskOutcome::Failed { code: "TASK_NOT_STORED".to_owned(), message, retryable: false };
                            board.ended([(task.key.clone(), outcome)]);
                        }
                    }
                    break;
                }
                Err(error) => tracing::warn!(%error, ?pause, "tasks could not be stored; trying again"),
            }
            drop(board);
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(5));
        }
        tasks.clear();
        if !let_go.is_empty() {
            let Some(board) = board.upgrade() else { return };
            if let Err(error) = board.let_go(&let_go).await {
                tracing::debug!(%error, "tasks that nobody waits for could not be put away; the next sweep does it");
            }
            let_go.clear();
        }
    }
}

/// Whether the database refused what it was given, rather than could not serve.
fn is_of_data(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| ["21", "22", "23", "54"].iter().any(|class| code.code().starts_with(class)))
}

/// Looks for results that came elsewhere, while somebody waits for one.
async fn look(board: std::sync::Weak<Board>) {
    let mut sweep_at = Instant::now() + SWEEP_EVERY;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(board) = board.upgrade() else { return };
        if locked(&board.waiting).is_empty() {
            continue;
        }
        let now = Instant::now();
        if sweep_at <= now {
            if let Err(error) = board.sweep().await {
                tracing::warn!(%error, "tasks that nobody waits for could not be put away; trying again");
            }
            // All of the table is read, with what old snapshots keep of it.
            sweep_at = Instant::now() + SWEEP_EVERY.max(now.elapsed() * SHARE);
        }
        if let Err(error) = board.fetch().await {
            tracing::warn!(%error, "results of tasks could not be looked for; trying again");
        }
    }
}

impl TaskOutcome {
    fn into_produced(self) -> Result<Produced> {
        match self {
            Self::Done { value, files } => {
                let files = files.into_iter().map(super::service::TaskFile::into_file).collect::<Result<_>>()?;
                Ok(Produced { value, files, ..Produced::default() })
            }
            Self::Failed { code, message, retryable } => {
                let class = if retryable { FailureClass::Retryable } else { FailureClass::Terminal };
                Err(failure(&code, message, class))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_queue_is_on_the_board_while_somebody_polls_it_and_of_one_account_only() {
        let database = testkit::database().await;
        let board = Board::new((*database).clone());
        let (ada, bob) = (Uuid::now_v7(), Uuid::now_v7());
        let (one, other, his) = (board.poller(ada, "q"), board.poller(ada, "q"), board.poller(bob, "q"));
        assert_eq!(locked(&board.polled).len(), 2);
        {
            let (mut told, mut untold) = (Box::pin(one.put()), Box::pin(his.put()));
            told.as_mut().enable();
            untold.as_mut().enable();
            board.put_into([(ada, "q"), (bob, "another")]);
            told.await;
            assert!(untold.as_mut().now_or_never().is_none());
        }
        drop(other);
        assert_eq!(locked(&board.polled).len(), 2);
        drop(one);
        assert_eq!(locked(&board.polled).len(), 1);
        drop(his);
        assert!(locked(&board.polled).is_empty());
    }
}

//! The host as a whole: starts lanes and the keeper, stops them, and gives callers their handle.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use db::queries::engine::shards;
use machine::{Actor, Event, RunStatus};
use serde_json::Value;
use store::{Database, Identity, StoreError};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::clock::HostClock;
use crate::config::Config;
use crate::fair::Places;
use crate::hub::{Hints, Hub, Reached};
use crate::inbox::{self, Answer, Request, RequestError};
use crate::keeper::Keeper;
use crate::lane::{Lane, Look, Mail, Question};
use crate::load::{Fresh, Plans};
use crate::nul::has_nul;
use crate::payload::{Payloads, Reader};
use crate::ports::{Blob, Modules, RunId};
use crate::reach::{GivenOut, Numbers};
use crate::shards::{SHARDS, ShardSet, SharedShards};
use crate::submit::{self, NewRun, SubmitError, Submitted, in_shard, shard_of};
use crate::view::{self, Follow, ViewError};
use crate::wave::{Advance, Begun};

/// Letters that wait for a lane, at most; whoever writes more waits.
const MAILBOX: usize = 4096;

/// What is asked directly is filed when it was not answered for so long.
const DIRECTLY: Duration = Duration::from_secs(5);

/// Everything the parts of one host share.
pub(crate) struct Shared {
    pub(crate) process: Uuid,
    pub(crate) database: Database,
    pub(crate) modules: Modules,
    pub(crate) config: Config,
    pub(crate) clock: HostClock,
    pub(crate) hub: Hub,
    /// How far the numbers are of what lanes look for.
    pub(crate) given_out: GivenOut<Numbers>,
    pub(crate) plans: Plans,
    pub(crate) payloads: Arc<Payloads>,
    /// What effects and checks read payloads with.
    pub(crate) reader: Arc<dyn Blob>,
    /// One for each effect or check under way.
    pub(crate) places: Arc<Places>,
    pub(crate) counters: Counters,
    /// Shards that this process owns now.
    pub(crate) owned: SharedShards,
    /// Those of them that it does not mean to give up: what is new in them may begin here.
    pub(crate) served: SharedShards,
    /// How many runs are in memory.
    pub(crate) live: AtomicUsize,
    pub(crate) halt: watch::Sender<Halt>,
}

impl Shared {
    /// Whether this process drives a run, and means to go on with it.
    pub(crate) fn serves(&self, run_id: RunId) -> bool {
        self.served.get().contains(shard_of(run_id))
    }
}

/// Whether the host goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Halt {
    Running,
    /// Nothing new begins; what is under way ends.
    Draining,
    /// What is decided is written, then it ends.
    Stopping,
    /// It ends at once.
    Dead,
}

impl Halt {
    /// Whether the host works on, if only to bring to its end what is under way.
    pub(crate) fn works(self) -> bool {
        matches!(self, Self::Running | Self::Draining)
    }
}

#[derive(Default)]
pub(crate) struct Counters {
    waves: AtomicU64,
    entries: AtomicU64,
    answers: AtomicU64,
}

impl Counters {
    pub(crate) fn count(&self, wave: &[Advance]) {
        let entries: usize = wave.iter().filter_map(|advance| advance.progress.as_ref()).map(|progress| progress.entries.len()).sum();
        let answers: usize = wave.iter().map(|advance| advance.answers.len() + advance.told.len()).sum();
        self.waves.fetch_add(1, Ordering::Relaxed);
        self.entries.fetch_add(entries as u64, Ordering::Relaxed);
        self.answers.fetch_add(answers as u64, Ordering::Relaxed);
    }
}

/// What a host has done since it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statistics {
    /// Commits.
    pub waves: u64,
    /// Journal entries in them.
    pub entries: u64,
    /// Requests answered in them.
    pub answers: u64,
    /// Shards owned now, of 64.
    pub shards: usize,
    /// Runs in memory now; those asleep are not.
    pub live: usize,
}

/// The durable host. Dropping it ends it at once, which is safe; [`Engine::stop`] ends it in good order.
pub struct Engine {
    shared: Arc<Shared>,
    lanes: Vec<mpsc::Sender<Mail>>,
    work: Vec<JoinHandle<()>>,
    keeper: JoinHandle<()>,
    lanes_done: watch::Sender<bool>,
}

impl Engine {
    /// Starts a host on a migrated database. It claims every shard that nobody owns, takes up their runs, and goes on until it is stopped.
    ///
    /// # Errors
    /// The database cannot be reached, or is not migrated. Later outages are ridden out.
    pub async fn start(database: Database, modules: impl Into<Modules>, config: Config) -> Result<Self, StoreError> {
        let client = database.get(Identity::Service).await?;
        let now = shards::clock().bind(&client).one().await?;
        drop(client);
        let lane_count = config.lanes.clamp(1, usize::from(SHARDS.unsigned_abs()));
        let payloads = Arc::new(Payloads::new(database.clone(), config.objects.clone()));
        let shared = Arc::new(Shared {
            process: Uuid::now_v7(),
            reader: Arc::new(Reader(payloads.clone())),
            payloads,
            places: Arc::new(Places::new(config.max_concurrent_effects.max(1))),
            clock: HostClock::new(config.clock.clone(), now),
            hub: Hub::default(),
            given_out: GivenOut::default(),
            plans: Plans::default(),
            counters: Counters::default(),
            owned: SharedShards::default(),
            served: SharedShards::default(),
            live: AtomicUsize::new(0),
            halt: watch::Sender::new(Halt::Running),
            database,
            modules: modules.into(),
            config: Config { lanes: lane_count, ..config },
        });
        let (plead, pleas) = mpsc::channel(lane_count);
        let mut lanes = Vec::with_capacity(lane_count);
        let mut work = Vec::with_capacity(lane_count);
        for _ in 0..lane_count {
            let (address, mail) = mpsc::channel(MAILBOX);
            work.push(tokio::spawn(Lane::new(shared.clone(), mail, address.clone(), plead.clone()).work()));
            lanes.push(address);
        }
        let lanes_done = watch::Sender::new(false);
        let keeper = tokio::spawn(Keeper::new(shared.clone(), lanes.clone(), pleas).work(lanes_done.subscribe()));
        Ok(Self { shared, lanes, work, keeper, lanes_done })
    }

    /// A handle for callers in this process. Cheap to clone.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle { shared: self.shared.clone(), lanes: self.lanes.clone() }
    }

    /// Has nothing new begin, and returns when the efforts under way have ended and what came of them is durable, at the latest after so long:
    /// they may have cost money, and [`Engine::stop`] would cancel them. What waits for its place is left to whoever has the shards next. The
    /// shards stay this host's until it is stopped. May be dropped at any moment.
    pub async fn drain(&mut self, within: Duration) {
        self.shared.halt.send_replace(Halt::Draining);
        if tokio::time::timeout(within, self.lanes_end()).await.is_err() {
            tracing::info!(?within, "efforts are still under way; they are cancelled and done again by whoever takes over");
        }
    }

    /// Returns when no lane works any more.
    async fn lanes_end(&mut self) {
        // One that was awaited to its end must not be awaited again.
        for lane in self.work.iter_mut().filter(|lane| !lane.is_finished()) {
            // A lane that panicked has nothing more to write.
            let _ = lane.await;
        }
    }

    /// Ends the host in good order: nothing new begins, efforts under way are cancelled (they consume no attempt and are done
    /// again by whoever takes over), what is decided is written, the shards are given back.
    ///
    /// Where the database is away it gives up after `patience`; that too loses nothing that was acknowledged.
    pub async fn stop(mut self, patience: Duration) {
        self.shared.halt.send_replace(Halt::Stopping);
        let in_order = async {
            self.lanes_end().await;
            self.lanes_done.send_replace(true);
            let _ = (&mut self.keeper).await;
        };
        if tokio::time::timeout(patience, in_order).await.is_err() {
            tracing::warn!(?patience, "the engine did not stop in time and is ended");
        }
    }

    #[cfg(test)]
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    #[cfg(test)]
    pub(crate) fn shared_arc(&self) -> Arc<Shared> {
        self.shared.clone()
    }

    /// Ends the host at once and returns when its connections are closed.
    #[cfg(any(test, feature = "testing"))]
    pub async fn kill(mut self) {
        self.shared.halt.send_replace(Halt::Dead);
        for task in self.work.iter_mut().chain([&mut self.keeper]) {
            task.abort();
            // Cancelled: that is what was wanted.
            let _ = task.await;
        }
    }

    /// Returns when the host has died of an injected crash.
    #[cfg(any(test, feature = "testing"))]
    pub async fn died(&self) {
        // Fails only when the sender is gone, and this holds it.
        let _ = self.shared.halt.subscribe().wait_for(|halt| *halt == Halt::Dead).await;
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shared.halt.send_replace(Halt::Dead);
        for task in self.work.iter().chain([&self.keeper]) {
            task.abort();
        }
    }
}

/// What became of the attempt to create a run with its first entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Started {
    Yes,
    No,
    Unknown,
}

/// What callers in the engine's process do with it.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
    lanes: Vec<mpsc::Sender<Mail>>,
}

impl Handle {
    /// An identity for a new run, of a shard that this process serves, so that the run begins here and without a detour. Any other identity does
    /// as well: then the process that owns its shard takes the run up.
    #[must_use]
    pub fn new_run_id(&self) -> RunId {
        let (run_id, served) = (Uuid::now_v7(), self.shared.served.get());
        if served.contains(shard_of(run_id)) {
            return run_id;
        }
        // What is drawn at random in the identity says which of them.
        let drawn = usize::from(run_id.as_bytes()[14]) % served.len().max(1);
        served.iter().nth(drawn).map_or(run_id, |shard| in_shard(run_id, shard))
    }

    /// Submits a run in a transaction of its own and begins it. When this returns, the start is durable.
    ///
    /// # Errors
    /// [`SubmitError`]; then nothing was written.
    pub async fn submit(&self, run: &NewRun) -> Result<Submitted, SubmitError> {
        let tried = self.start(run).await?;
        if tried == Started::Yes {
            return Ok(Submitted { run_id: run.run_id, fresh: true });
        }
        let mut client = self.shared.database.get(Identity::Service).await?;
        let transaction = client.transaction().await?;
        let submitted = match submit::submit(&transaction, run).await {
            // The commit that was lost sight of did create it.
            Err(SubmitError::Taken(run_id)) if tried == Started::Unknown => return Ok(Submitted { run_id, fresh: true }),
            submitted => submitted?,
        };
        transaction.commit().await?;
        drop(client);
        if submitted.fresh {
            self.begin(run);
        }
        Ok(submitted)
    }

    /// Creates and begins a run in one commit that it shares with others, unless a key has to be looked up first or this process cannot
    /// take the run now.
    async fn start(&self, run: &NewRun) -> Result<Started, SubmitError> {
        if run.start_key.is_some() {
            return Ok(Started::No);
        }
        submit::check(run)?;
        let Some(fresh) = self.fresh(run) else { return Ok(Started::No) };
        let (begun, told) = oneshot::channel();
        if self.lane(run.run_id).send(Mail::Start(Box::new(fresh), begun)).await.is_err() {
            return Ok(Started::No);
        }
        Ok(match told.await {
            Ok(Begun::Here) => Started::Yes,
            Ok(Begun::NotHere) => Started::No,
            // The lane lost its shards in the middle of it.
            Err(_) => Started::Unknown,
        })
    }

    /// Begins a run whose submission the caller has committed, without waiting for the next look.
    pub fn begin(&self, run: &NewRun) {
        if let Some(fresh) = self.fresh(run) {
            // A lane with a full mailbox finds it among the submissions.
            let _ = self.lane(run.run_id).try_send(Mail::Submitted(Box::new(fresh)));
        }
        self.hint_others(Hints::submissions(ShardSet::of_run(run.run_id)));
    }

    /// `None` for a plan that cannot be run: whoever loads the submission says so.
    fn fresh(&self, run: &NewRun) -> Option<Fresh> {
        Some(Fresh {
            run_id: run.run_id,
            owner: run.owner,
            blueprint: self.shared.plans.prepared(&run.plan).ok()?,
            input: run.input.clone(),
            approved_in_advance: run.approved_in_advance.clone(),
        })
    }

    /// Says that there may be work of any kind in the database. Who knows more says it with [`Handle::submitted`], which costs less.
    pub fn nudge(&self) {
        for lane in &self.lanes {
            // A lane with a full mailbox looks again by itself.
            let _ = lane.try_send(Mail::Look(Look::ALL));
        }
        self.hint_others(Hints::all(ShardSet::ALL));
    }

    /// Says that a run was submitted by a transaction that has committed.
    pub fn submitted(&self, run_id: RunId) {
        // A lane with a full mailbox looks again by itself.
        let _ = self.lane(run_id).try_send(Mail::Look(Look::SUBMISSIONS));
        self.hint_others(Hints::submissions(ShardSet::of_run(run_id)));
    }

    /// Asks something of a run and waits for the durable answer.
    ///
    /// # Errors
    /// [`RequestError`]. After [`RequestError::Unanswered`] the request stands; asking again with the same `dedup` waits for the same answer.
    pub async fn request(&self, run_id: RunId, request: &Request, dedup: &str, patience: Duration) -> Result<Answer, RequestError> {
        if let Some(answer) = self.ask(run_id, request, patience).await? {
            return Ok(answer);
        }
        let client = self.shared.database.get(Identity::Service).await?;
        let id = inbox::request(&client, run_id, request, dedup).await?;
        drop(client);
        let told = self.shared.hub.expect_answer(id);
        // It may have been answered before anybody listened, or long ago.
        if let Some(answer) = inbox::read_answer(&self.shared.database, id).await? {
            return Ok(answer);
        }
        let _ = self.lane(run_id).try_send(Mail::Look(Look::REQUESTS));
        self.hint_others(Hints::requests(ShardSet::of_run(run_id)));
        tokio::select! {
            Ok(answer) = told => Ok(answer),
            // Another process may own the run.
            answer = inbox::await_answer(&self.shared.database, id, patience) => answer,
        }
    }

    /// Asks a run of this process directly what the run itself takes only once: its journal is all that has to be written. `None` where
    /// that is not so; then the request is filed, and counts once however far it came here.
    async fn ask(&self, run_id: RunId, request: &Request, patience: Duration) -> Result<Option<Answer>, RequestError> {
        let Request::Signal { name, id, payload, by } = request.clone() else { return Ok(None) };
        if has_nul(&payload) || name.contains('\0') || id.contains('\0') {
            return Err(RequestError::Nul);
        }
        let (caller, told) = oneshot::channel();
        let question = Question { run_id, event: Event::SignalSent { name, id, payload, by }, caller };
        if self.lane(run_id).send(Mail::Ask(Box::new(question))).await.is_err() {
            return Ok(None);
        }
        Ok(tokio::time::timeout(patience.min(DIRECTLY), told).await.ok().and_then(Result::ok))
    }

    /// Sends a run a signal and waits until it is durable. The same `id` again changes nothing and gets the first answer.
    ///
    /// # Errors
    /// As [`Handle::request`].
    pub async fn signal(
        &self,
        run_id: RunId,
        name: &str,
        id: &str,
        payload: Value,
        by: Actor,
        patience: Duration,
    ) -> Result<Answer, RequestError> {
        let request = Request::Signal { name: name.to_owned(), id: id.to_owned(), payload, by };
        self.request(run_id, &request, &format!("signal {id}"), patience).await
    }

    /// The journal of a run from behind `after_seq` on, as it grows; ends after the entry that ends the run.
    pub fn follow(&self, run_id: RunId, after_seq: u64) -> Follow {
        if self.shared.serves(run_id) {
            Follow::inside(self.shared.clone(), run_id, after_seq)
        } else {
            // Another process may drive it: its hints come through the database.
            view::follow(&self.shared.database, run_id, after_seq)
        }
    }

    /// Submits a run and waits until it holds or has ended, without asking the database where this process drives it.
    ///
    /// # Errors
    /// It could not be submitted, or the database cannot be reached.
    pub async fn run(&self, run: &NewRun) -> Result<RunStatus, RunError> {
        let mut reached = self.shared.hub.watch(run.run_id);
        let submitted = self.submit(run).await?;
        if !submitted.fresh {
            return Ok(self.settled(submitted.run_id).await?);
        }
        loop {
            match tokio::time::timeout(self.shared.config.poll_every, at_rest(&mut reached)).await {
                Ok(status) => return Ok(status),
                // Another process may drive it, and this one hears nothing.
                Err(_) if !self.shared.serves(run.run_id) => return Ok(self.settled(submitted.run_id).await?),
                Err(_) => {}
            }
        }
    }

    /// Waits until a run of this process holds or has ended. It is listened for from this call on, so that a run which does not exist yet can
    /// be asked for before it begins, and the database is not asked at all.
    pub(crate) fn rests(&self, run_id: RunId) -> impl Future<Output = RunStatus> + use<> {
        let mut reached = self.shared.hub.watch(run_id);
        async move { at_rest(&mut reached).await }
    }

    /// Waits until a run is no longer running: it holds, or has ended.
    ///
    /// # Errors
    /// There is no such run, or the database cannot be reached.
    pub async fn settled(&self, run_id: RunId) -> Result<RunStatus, ViewError> {
        let mut reached = self.shared.hub.watch(run_id);
        let mut pause = Duration::from_millis(10);
        loop {
            let run = view::run(&self.shared.database, run_id).await?.ok_or(ViewError::UnknownRun(run_id))?;
            if run.status != RunStatus::Running {
                return Ok(run.status);
            }
            // A run that this process drives is heard of; one that another drives is looked at, ever more rarely.
            pause = if self.shared.serves(run_id) { self.shared.config.poll_every } else { (pause * 2).min(self.shared.config.poll_every) };
            if let Ok(status) = tokio::time::timeout(pause, at_rest(&mut reached)).await {
                return Ok(status);
            }
        }
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.shared.database
    }

    /// What the host has done so far.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let counters = &self.shared.counters;
        Statistics {
            waves: counters.waves.load(Ordering::Relaxed),
            entries: counters.entries.load(Ordering::Relaxed),
            answers: counters.answers.load(Ordering::Relaxed),
            shards: self.shared.owned.get().len(),
            live: self.shared.live.load(Ordering::Relaxed),
        }
    }

    /// Waits until the host owns shards; for callers that want the first run to begin at once. Where other processes own them all and are busy,
    /// that takes until some of theirs come to rest.
    pub async fn ready(&self) {
        while self.shared.owned.get().is_empty() && *self.shared.halt.borrow() == Halt::Running {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    fn lane(&self, run_id: RunId) -> &mpsc::Sender<Mail> {
        &self.lanes[usize::from(shard_of(run_id).unsigned_abs()) % self.lanes.len()]
    }

    /// Whoever else owns some of these shards hears that there may be work in them.
    fn hint_others(&self, hints: Hints) {
        let theirs = hints.without(self.shared.served.get());
        if !theirs.is_empty() {
            self.shared.hub.hint(theirs);
        }
    }
}

/// Returns when the engine of this process has committed that a run holds or has ended.
async fn at_rest(reached: &mut watch::Receiver<Option<Reached>>) -> RunStatus {
    while reached.changed().await.is_ok() {
        let now = *reached.borrow_and_update();
        if let Some(now) = now.filter(|now| now.status != RunStatus::Running) {
            return now.status;
        }
    }
    // The hub is gone: nobody will tell.
    std::future::pending().await
}

/// A run that could not be led to its end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It could not be submitted.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// How it stands could not be read.
    #[error(transparent)]
    View(#[from] ViewError),
}

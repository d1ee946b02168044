//! The crash sweep: runs a plan once undisturbed, then again with a crash at every journal write and with every effect delivered
//! twice, and compares what comes out. A module sweeps its plans with it and gets every kind of step covered.
//!
//! What is asked of the run on its way is told by a story ([`Sweep::story`]), which each host hears from the beginning. Every run that
//! came into being meanwhile (children, forks, the run that follows) belongs to it: it comes to rest as well, and its journal is compared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::Transaction;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use machine::{Actor, Entry, Failure, Recorded, RunStatus};
use plan::Plan;
use serde_json::{Value, json};
use store::{Database, Identity, StoreError};
use uuid::Uuid;

use crate::faults::{CrashPoint, Faults};
use crate::ports::{Awaited, Effect, EffectCall, Mark, Produced, Registry, RunId};
use crate::{Answer, Clock, Config, Engine, Handle, ManualClock, NewRun, Request, SubmitError, submit, view};

/// Longer than any run of a sweep; only a defect waits for it.
const PATIENCE: Duration = Duration::from_secs(120);
/// More journal writes than this in one run are taken for a loop.
const MOST_WRITES: u64 = 5_000;
/// More runs than this do not come of one.
const MOST_RUNS: u32 = 1_000;
/// What a clock that stands still shows at first, in seconds since 1970.
const STANDS_AT: i64 = 1_900_000_000;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Prepare = dyn for<'a> Fn(&'a Transaction<'a>, RunId) -> BoxFuture<'a, Result<(), Error>> + Send + Sync;
type Story = dyn Fn(Driver) -> BoxFuture<'static, Result<(), Error>> + Send + Sync;
type Inspect = dyn Fn(Database, RunId) -> BoxFuture<'static, Result<Value, Error>> + Send + Sync;

/// What to sweep.
pub struct Sweep {
    database: Database,
    plan: Arc<Plan>,
    input: Value,
    registry: Box<dyn Fn() -> Registry + Send + Sync>,
    config: Config,
    owner: Uuid,
    approved_in_advance: Option<Actor>,
    stands_still: bool,
    story: Box<Story>,
    prepare: Option<Box<Prepare>>,
    inspect: Option<Box<Inspect>>,
    hidden: Vec<&'static str>,
}

/// What a sweep found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Journal writes of the undisturbed run.
    pub writes: u64,
    /// Crashes survived.
    pub crashes: u64,
    /// Tries of effects that were carried out more than once, over all disturbed runs. Their results count once all the same.
    pub repeated_tries: u64,
    /// Everything that came out otherwise than undisturbed; empty when all is well.
    pub differences: Vec<String>,
}

impl Report {
    /// Panics with every difference, if there are any.
    ///
    /// # Panics
    /// When something came out otherwise than undisturbed, or no crash ever struck.
    pub fn assert_clean(&self) {
        assert!(self.differences.is_empty(), "{} differences:\n{}", self.differences.len(), self.differences.join("\n"));
        assert!(self.crashes > 0, "no crash ever struck: the sweep proves nothing");
    }
}

/// Sweeps a plan that needs nothing but effects.
///
/// # Errors
/// The undisturbed run failed to come to rest, or the database cannot be reached.
pub async fn sweep(
    database: &Database,
    plan: Arc<Plan>,
    input: Value,
    registry: impl Fn() -> Registry + Send + Sync + 'static,
) -> Result<Report, Error> {
    Sweep::new(database, plan, input, registry).run().await
}

impl Sweep {
    /// A sweep of a plan on a migrated database. `registry` is called for each host that starts.
    pub fn new(database: &Database, plan: Arc<Plan>, input: Value, registry: impl Fn() -> Registry + Send + Sync + 'static) -> Self {
        Self {
            database: database.clone(),
            plan,
            input,
            registry: Box::new(registry),
            config: Config { poll_every: Duration::from_millis(20), ..Config::default() },
            owner: Uuid::nil(),
            approved_in_advance: None,
            stands_still: false,
            story: Box::new(|_| std::future::ready(Ok(())).boxed()),
            prepare: None,
            inspect: None,
            hidden: Vec::new(),
        }
    }

    /// Settings of the hosts, faults excepted.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Whom the runs belong to.
    #[must_use]
    pub fn owner(mut self, owner: Uuid) -> Self {
        self.owner = owner;
        self
    }

    /// Who approved in advance.
    #[must_use]
    pub fn approved_in_advance(mut self, by: Actor) -> Self {
        self.approved_in_advance = Some(by);
        self
    }

    /// What is asked of the run, one after the other, each time it has come to rest.
    #[must_use]
    pub fn requests(self, requests: Vec<Request>) -> Self {
        self.story(move |driver| {
            let requests = requests.clone();
            async move {
                for request in requests {
                    driver.rest().await?;
                    driver.ask(request).await?;
                }
                Ok(())
            }
        })
    }

    /// What befalls the run once it is submitted. Each host hears it from the beginning, so that what it does must do no harm when it is
    /// done again, and what it waits for must stay so once it has come.
    #[must_use]
    pub fn story<F>(mut self, story: impl Fn(Driver) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.story = Box::new(move |driver| story(driver).boxed());
        self
    }

    /// Business time stands still, but for what the story lets pass: what is due is so wherever the host dies and however long it takes.
    #[must_use]
    pub fn standing_still(mut self) -> Self {
        self.stands_still = true;
        self
    }

    /// What a module writes in the transaction that submits a run.
    #[must_use]
    pub fn prepare(
        mut self,
        prepare: impl for<'a> Fn(&'a Transaction<'a>, RunId) -> BoxFuture<'a, Result<(), Error>> + Send + Sync + 'static,
    ) -> Self {
        self.prepare = Some(Box::new(prepare));
        self
    }

    /// What else must come out the same: a module's own tables, say. Identities of runs are made equal before comparing.
    #[must_use]
    pub fn inspect(
        mut self,
        inspect: impl Fn(Database, RunId) -> BoxFuture<'static, Result<Value, Error>> + Send + Sync + 'static,
    ) -> Self {
        self.inspect = Some(Box::new(inspect));
        self
    }

    /// Fields of entries that differ from run to run: identities of children, say.
    #[must_use]
    pub fn hide(mut self, fields: &[&'static str]) -> Self {
        self.hidden = fields.to_vec();
        self
    }

    /// Sweeps.
    ///
    /// # Errors
    /// The undisturbed run failed to come to rest, or the database cannot be reached.
    pub async fn run(self) -> Result<Report, Error> {
        let undisturbed = Faults::default();
        let (expected, _) = self.attempt(&undisturbed).await?;
        let mut report = Report { writes: undisturbed.writes(), crashes: 0, repeated_tries: 0, differences: Vec::new() };
        let note = |report: &mut Report, label: &str, outcome: Result<(Outcome, u64), Error>| match outcome {
            Ok((outcome, repeated)) => {
                report.repeated_tries += repeated;
                report.differences.extend(expected.differences(&outcome).map(|difference| format!("{label}: {difference}")));
            }
            Err(error) => report.differences.push(format!("{label}: {error}")),
        };

        let twice = Faults::twice();
        let outcome = self.attempt(&twice).await;
        note(&mut report, "every effect twice", outcome);
        for point in CrashPoint::ALL {
            for write in 1..=MOST_WRITES {
                let faults = Faults::crash(write, point);
                let outcome = self.attempt(&faults).await;
                if faults.struck() {
                    report.crashes += 1;
                    note(&mut report, &format!("crash at write {write}, {point:?}"), outcome);
                } else {
                    // The run has fewer writes: this point is done.
                    note(&mut report, &format!("no crash at write {write}"), outcome);
                    break;
                }
            }
        }
        Ok(report)
    }

    /// One run from submission to rest, over as many hosts as it takes. Also tells how many tries were carried out more than once.
    async fn attempt(&self, faults: &Faults) -> Result<(Outcome, u64), Error> {
        let run = NewRun {
            run_id: Uuid::now_v7(),
            owner: self.owner,
            plan: self.plan.clone(),
            input: self.input.clone(),
            approved_in_advance: self.approved_in_advance.clone(),
            start_key: None,
        };
        let calls = Calls::default();
        let clock = self.stands_still.then(|| ManualClock::new(stands_at()));
        if let Some(prepare) = &self.prepare {
            let mut client = self.database.get(Identity::Service).await?;
            let transaction = client.transaction().await?;
            prepare(&transaction, run.run_id).await?;
            submit(&transaction, &run).await?;
            transaction.commit().await?;
        }

        let mut faults_now = faults.clone();
        loop {
            let mut config = Config { faults: faults_now, ..self.config.clone() };
            if let Some(clock) = &clock {
                config.clock = Clock::Manual(clock.clone());
            }
            let engine = Engine::start(self.database.clone(), calls.counted((self.registry)()), config).await?;
            let handle = engine.handle();
            let done = tokio::select! {
                done = tokio::time::timeout(PATIENCE, self.drive(&handle, &run, clock.as_ref())) => Some(done),
                () = engine.died() => None,
            };
            engine.kill().await;
            match done {
                Some(Ok(done)) => {
                    done?;
                    return Ok((self.outcome(run.run_id).await?, calls.repeated()));
                }
                Some(Err(_)) => return Err(self.stuck(run.run_id).await),
                // The next host has no faults.
                None => faults_now = Faults::default(),
            }
        }
    }

    /// Leads a run to its rest. Doing it again on another host does nothing twice.
    async fn drive(&self, handle: &Handle, run: &NewRun, clock: Option<&ManualClock>) -> Result<(), Error> {
        if self.prepare.is_none() {
            // A start that is written together with the run's first entries. Another host may have done it before it died.
            match handle.submit(run).await {
                Ok(_) | Err(SubmitError::Taken(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        handle.nudge();
        let driver = Driver(Arc::new(Driven {
            handle: handle.clone(),
            run_id: run.run_id,
            clock: clock.cloned(),
            asked: AtomicU64::new(0),
            passed: Mutex::default(),
        }));
        (self.story)(driver.clone()).await?;
        driver.rest().await
    }

    async fn stuck(&self, run_id: RunId) -> Error {
        match view::journal(&self.database, run_id, 0).await {
            Ok(journal) => format!("the run did not come to rest; its journal: {journal:#?}").into(),
            Err(error) => error.into(),
        }
    }

    async fn outcome(&self, run_id: RunId) -> Result<Outcome, Error> {
        let mut told = Vec::new();
        for run in family(&self.database, run_id).await? {
            let name = view::plan(&self.database, run.run_id).await?.name.clone();
            told.push((name, view::journal(&self.database, run.run_id, 0).await?, run));
        }
        let inspected = match &self.inspect {
            Some(inspect) => inspect(self.database.clone(), run_id).await?,
            None => Value::Null,
        };
        Ok(Outcome::of(run_id, &told, &inspected, &self.hidden))
    }
}

/// The run and all that came into being since, the newest first: sweeps have their database to themselves.
async fn family(database: &Database, run_id: RunId) -> Result<Vec<view::RunView>, Error> {
    let began = view::run(database, run_id).await?.ok_or("the run is gone")?.created_at;
    let runs = view::list(database, None, MOST_RUNS).await?;
    Ok(runs.into_iter().filter(|run| run.created_at >= began).collect())
}

fn stands_at() -> Timestamp {
    Timestamp::from_second(STANDS_AT).unwrap_or_default()
}

/// What a story does with its run.
#[derive(Clone)]
pub struct Driver(Arc<Driven>);

struct Driven {
    handle: Handle,
    run_id: RunId,
    clock: Option<ManualClock>,
    /// Requests so far: each has the same identity on every host.
    asked: AtomicU64,
    passed: Mutex<Duration>,
}

impl Driver {
    /// The run.
    #[must_use]
    pub fn run_id(&self) -> RunId {
        self.0.run_id
    }

    /// The host of the moment.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        &self.0.handle
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> &Database {
        self.0.handle.database()
    }

    /// Asks something of the run that must be granted, and gives what an update is answered.
    ///
    /// # Errors
    /// It was refused, or not answered.
    pub async fn ask(&self, request: Request) -> Result<Option<Value>, Error> {
        self.ask_of(self.run_id(), request).await
    }

    /// The same of another run.
    ///
    /// # Errors
    /// It was refused, or not answered.
    pub async fn ask_of(&self, run_id: RunId, request: Request) -> Result<Option<Value>, Error> {
        match self.asked(run_id, &request).await? {
            Answer::Accepted { value, .. } => Ok(value),
            Answer::Refused { code, message, .. } => Err(format!("{request:?} was refused: {code}: {message}").into()),
        }
    }

    /// Asks something of the run that must be refused with this code.
    ///
    /// # Errors
    /// It was granted, refused otherwise, or not answered.
    pub async fn in_vain(&self, request: Request, wanted: &str) -> Result<(), Error> {
        match self.asked(self.run_id(), &request).await? {
            Answer::Refused { code, .. } if code == wanted => Ok(()),
            answer => Err(format!("{request:?} should be refused with {wanted}: {answer:?}").into()),
        }
    }

    async fn asked(&self, run_id: RunId, request: &Request) -> Result<Answer, Error> {
        let number = self.0.asked.fetch_add(1, Ordering::Relaxed);
        Ok(self.handle().request(run_id, request, &format!("sweep {number}"), PATIENCE).await?)
    }

    /// Lets business time pass, once, however many hosts hear of it.
    ///
    /// # Errors
    /// It does not stand still ([`Sweep::standing_still`]).
    pub fn pass(&self, by: Duration) -> Result<(), Error> {
        let clock = self.0.clock.as_ref().ok_or("time passes by itself")?;
        let mut passed = self.0.passed.lock().unwrap_or_else(PoisonError::into_inner);
        *passed += by;
        let shown = Duration::try_from(clock.now().duration_since(stands_at()))?;
        clock.advance(passed.saturating_sub(shown));
        Ok(())
    }

    /// Waits until such an entry stands in the run's journal.
    ///
    /// # Errors
    /// The run ended without it, or the database cannot be reached.
    pub async fn until(&self, holds: impl Fn(&Entry) -> bool) -> Result<(), Error> {
        loop {
            // Before the journal, so that one which has ended is read to its end.
            let run = view::run(self.database(), self.run_id()).await?;
            let journal = view::journal(self.database(), self.run_id(), 0).await?;
            if journal.iter().any(|recorded| holds(&recorded.entry)) {
                return Ok(());
            }
            if run.is_none_or(|run| !matches!(run.status, RunStatus::Running | RunStatus::Paused)) {
                return Err("the run ended without what was waited for".into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until nothing more happens by itself: each run has ended, holds with nothing under way, or waits for a signal or for a time
    /// that is far away, and nothing asked of one is left to answer.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn rest(&self) -> Result<(), Error> {
        // Heard of at once where this run is the only one.
        let settled = tokio::time::timeout(Duration::from_millis(20), self.handle().settled(self.run_id())).await;
        settled.unwrap_or(Ok(RunStatus::Running))?;
        while !self.rests().await? {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    async fn rests(&self) -> Result<bool, Error> {
        let before = family(self.database(), self.run_id()).await?;
        let client = self.database().get(Identity::Service).await?;
        let asked: bool = client.query_one("select exists (select from engine.inbox where answered_at is null)", &[]).await?.get(0);
        drop(client);
        if asked {
            return Ok(false);
        }
        for run in &before {
            if !self.rests_by_itself(run).await? {
                return Ok(false);
            }
        }
        // Nobody who was at work when the inbox was looked at has put something there since, or had it answered.
        let now = |run: &view::RunView| (run.run_id, run.status, run.last_seq);
        Ok(family(self.database(), self.run_id()).await?.iter().map(now).eq(before.iter().map(now)))
    }

    async fn rests_by_itself(&self, run: &view::RunView) -> Result<bool, Error> {
        if !matches!(run.status, RunStatus::Running | RunStatus::Paused) {
            return Ok(true);
        }
        let Some(machine) = view::machine(self.database(), run.run_id).await? else { return Ok(false) };
        let far = match &self.0.clock {
            Some(clock) => clock.now(),
            // A deadline that far away is not waited out.
            None => run.created_at.checked_add(PATIENCE).unwrap_or(Timestamp::MAX),
        };
        let is_idle = if run.status == RunStatus::Running { machine.is_asleep() } else { machine.outstanding().is_empty() };
        // A fork that nobody has taken up has nothing under way, and its time to wake has come.
        Ok(is_idle && run.wake_at.into_iter().chain(machine.next_deadline()).all(|moment| moment > far))
    }
}

/// What came out of the runs, without what may differ: moments, durations, order between independent steps.
struct Outcome {
    statuses: Vec<String>,
    entries: Vec<String>,
    inspected: String,
    /// Defects that need no comparison.
    defects: Vec<String>,
}

impl Outcome {
    fn of(run_id: RunId, told: &[(String, Vec<Recorded>, view::RunView)], inspected: &Value, hidden: &[&str]) -> Self {
        let ids: Vec<String> = told.iter().map(|(.., run)| run.run_id.to_string()).collect();
        let named = |text: String| ids.iter().fold(text.replace(&run_id.to_string(), "RUN"), |text, id| text.replace(id, "another run"));
        let mut outcome = Self {
            statuses: told.iter().map(|(name, _, run)| format!("{name} is {:?}", run.status)).collect(),
            entries: Vec::new(),
            inspected: named(inspected.to_string()),
            defects: Vec::new(),
        };
        for (name, journal, run) in told {
            outcome.defects.extend(defects(journal, run).into_iter().map(|defect| format!("{name}: {defect}")));
            outcome.entries.extend(journal.iter().map(|recorded| {
                let mut entry = serde_json::to_value(&recorded.entry).unwrap_or_default();
                blur(&mut entry, run_id, hidden);
                format!("{name}: {}", named(entry.to_string()))
            }));
        }
        outcome.statuses.sort();
        outcome.entries.sort();
        outcome
    }

    fn differences<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = String> + 'a {
        let status =
            (self.statuses != other.statuses).then(|| format!("{} instead of {}", other.statuses.join(", "), self.statuses.join(", ")));
        let inspected = (self.inspected != other.inspected)
            .then(|| format!("the module's tables differ:\n  undisturbed {}\n  disturbed   {}", self.inspected, other.inspected));
        let lost = surplus(&self.entries, &other.entries).into_iter().map(|entry| format!("lost: {entry}"));
        let new = surplus(&other.entries, &self.entries).into_iter().map(|entry| format!("too many: {entry}"));
        other.defects.iter().cloned().chain(status).chain(inspected).chain(lost).chain(new)
    }
}

/// What is wrong with a journal by itself.
fn defects(journal: &[Recorded], run: &view::RunView) -> Vec<String> {
    let mut defects = Vec::new();
    if journal.iter().zip(1..).any(|(recorded, seq)| recorded.seq != seq) {
        defects.push(format!("the journal has gaps: {:?}", journal.iter().map(|recorded| recorded.seq).collect::<Vec<_>>()));
    }
    if run.last_seq != journal.len() as u64 {
        defects.push(format!("the run's head says {}, its journal has {} entries", run.last_seq, journal.len()));
    }
    let mut once = BTreeSet::new();
    for recorded in journal {
        if let Some(key) = counts_once(&recorded.entry)
            && !once.insert(key.clone())
        {
            defects.push(format!("doubled: {key}"));
        }
    }
    defects
}

/// What `left` has more often than `right`.
fn surplus(left: &[String], right: &[String]) -> Vec<String> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for entry in right {
        *counts.entry(entry).or_default() += 1;
    }
    left.iter()
        .filter(|entry| match counts.get_mut(entry) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        })
        .cloned()
        .collect()
}

/// What may stand in a journal only once, by its name.
fn counts_once(entry: &Entry) -> Option<String> {
    match entry {
        Entry::RunStarted { .. } => Some("run_started".to_owned()),
        Entry::Migrated { plan_hash, .. } => Some(format!("migrated to {plan_hash}")),
        Entry::AttemptStarted { step, attempt, .. } => Some(format!("attempt_started {step} {attempt}")),
        Entry::EffectCompleted { effort, .. } => Some(format!("effect_completed {effort:?}")),
        Entry::TryFailed { effort, tried, .. } => Some(format!("try_failed {effort:?} {tried}")),
        Entry::SignalReceived { id, .. } => Some(format!("signal_received {id}")),
        Entry::ConditionMet { step, attempt, condition, .. } => Some(format!("condition_met {step} {attempt} {condition}")),
        Entry::TryDue { effort, tried } => Some(format!("try_due {effort:?} {tried}")),
        Entry::AttemptJudged { step, attempt, .. } => Some(format!("attempt_judged {step} {attempt}")),
        Entry::AttemptFailed { step, attempt, .. } => Some(format!("attempt_failed {step} {attempt}")),
        Entry::StateChanged { step, attempt, .. } => Some(format!("state_changed {step} {attempt}")),
        Entry::ItemFailed { effort, .. } => Some(format!("item_failed {effort:?}")),
        Entry::Escalated { step, attempt, .. } => Some(format!("escalated {step} {attempt}")),
        Entry::SentBack { from, attempt, .. } => Some(format!("sent_back {from} {attempt}")),
        Entry::CleanUpStarted { .. } => Some("clean_up_started".to_owned()),
        Entry::UndoStarted { step, attempt, .. } => Some(format!("undo_started {step} {attempt}")),
        Entry::UndoEnded { step, attempt, .. } => Some(format!("undo_ended {step} {attempt}")),
        Entry::UpdateApplied { id, .. } => Some(format!("update_applied {id}")),
        Entry::RunCompleted { .. } | Entry::RunFailed { .. } | Entry::RunCancelled { .. } | Entry::RunContinued { .. } => {
            Some("the end".to_owned())
        }
        _ => None,
    }
}

/// Makes equal what depends on the moment.
fn blur(value: &mut Value, run_id: RunId, hidden: &[&str]) {
    match value {
        Value::Object(fields) => {
            // Left out where it is 0, and with it a meter of nothing else.
            fields.remove("duration_ms");
            for (name, field) in fields.iter_mut() {
                match name.as_str() {
                    "retry_at" => *field = json!("…"),
                    name if hidden.contains(&name) => *field = json!("…"),
                    _ => blur(field, run_id, hidden),
                }
            }
            if fields.get("meter").and_then(Value::as_object).is_some_and(serde_json::Map::is_empty) {
                fields.remove("meter");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| blur(item, run_id, hidden)),
        // What effects make has identities of its own each time.
        Value::String(text) if Uuid::parse_str(text).is_ok_and(|id| id != run_id) => *text = "an id".to_owned(),
        _ => {}
    }
}

/// Counts how often each try was carried out.
#[derive(Clone, Default)]
struct Calls {
    by_key: Arc<Mutex<BTreeMap<String, u64>>>,
}

impl Calls {
    fn counted(&self, mut registry: Registry) -> Registry {
        for effect in registry.effects.values_mut() {
            *effect = Arc::new(CountedEffect { calls: self.clone(), inner: effect.clone() });
        }
        registry
    }

    fn repeated(&self) -> u64 {
        self.by_key.lock().unwrap_or_else(PoisonError::into_inner).values().filter(|count| **count > 1).count() as u64
    }
}

struct CountedEffect {
    calls: Calls,
    inner: Arc<dyn Effect>,
}

impl Effect for CountedEffect {
    fn is_elsewhere(&self) -> bool {
        self.inner.is_elsewhere()
    }

    fn park(&self, tries: Vec<Awaited>) -> BoxFuture<'static, Result<Vec<Mark>, StoreError>> {
        self.inner.park(tries)
    }

    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        *self.calls.by_key.lock().unwrap_or_else(PoisonError::into_inner).entry(call.idempotency_key.clone()).or_default() += 1;
        self.inner.run(call)
    }
}

//! The crash sweep: runs a plan once undisturbed, then again with a crash at every journal write and with every effect delivered
//! twice, and compares what comes out. A module sweeps its plans with it and gets every kind of step covered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::Transaction;
use futures_util::future::BoxFuture;
use machine::{Actor, Entry, Failure, Recorded, RunStatus};
use plan::Plan;
use serde_json::{Value, json};
use store::{Database, Identity, StoreError};
use uuid::Uuid;

use crate::faults::{CrashPoint, Faults};
use crate::ports::{Awaited, Effect, EffectCall, Produced, Registry, RunId};
use crate::{Answer, Config, Engine, Handle, NewRun, Request, SubmitError, submit, view};

/// Longer than any run of a sweep; only a defect waits for it.
const PATIENCE: Duration = Duration::from_secs(120);
/// More journal writes than this in one run are taken for a loop.
const MOST_WRITES: u64 = 5_000;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Prepare = dyn for<'a> Fn(&'a Transaction<'a>, RunId) -> BoxFuture<'a, Result<(), Error>> + Send + Sync;
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
    requests: Vec<Request>,
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
            requests: Vec::new(),
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
    pub fn requests(mut self, requests: Vec<Request>) -> Self {
        self.requests = requests;
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
        if let Some(prepare) = &self.prepare {
            let mut client = self.database.get(Identity::Service).await?;
            let transaction = client.transaction().await?;
            prepare(&transaction, run.run_id).await?;
            submit(&transaction, &run).await?;
            transaction.commit().await?;
        }

        let mut faults_now = faults.clone();
        loop {
            let config = Config { faults: faults_now, ..self.config.clone() };
            let engine = Engine::start(self.database.clone(), calls.counted((self.registry)()), config).await?;
            let handle = engine.handle();
            let done = tokio::select! {
                done = tokio::time::timeout(PATIENCE, self.drive(&handle, &run)) => Some(done),
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
    async fn drive(&self, handle: &Handle, run: &NewRun) -> Result<(), Error> {
        let run_id = run.run_id;
        if self.prepare.is_none() {
            // A start that is written together with the run's first entries. Another host may have done it before it died.
            match handle.submit(run).await {
                Ok(_) | Err(SubmitError::Taken(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        handle.nudge();
        self.rest(handle, run_id).await?;
        for (number, request) in self.requests.iter().enumerate() {
            let answer = handle.request(run_id, request, &format!("sweep {number}"), PATIENCE).await?;
            if let Answer::Refused { code, message, .. } = answer {
                return Err(format!("request {number} was refused: {code}: {message}").into());
            }
            self.rest(handle, run_id).await?;
        }
        Ok(())
    }

    /// Waits until nothing more happens by itself: the run has ended, holds with nothing under way, or waits for a signal.
    async fn rest(&self, handle: &Handle, run_id: RunId) -> Result<(), Error> {
        loop {
            let settled = tokio::time::timeout(Duration::from_millis(20), handle.settled(run_id)).await;
            let status = settled.unwrap_or(Ok(RunStatus::Running))?;
            let machine = view::machine(&self.database, run_id).await?;
            let rests = match (status, machine) {
                // A deadline that far away is not waited out.
                (RunStatus::Running, Some(machine)) => {
                    let run = view::run(&self.database, run_id).await?.ok_or("the run is gone")?;
                    let far = run.created_at.checked_add(PATIENCE).unwrap_or(jiff::Timestamp::MAX);
                    machine.is_asleep() && machine.next_deadline().is_none_or(|deadline| deadline > far)
                }
                (RunStatus::Running, None) => false,
                (RunStatus::Paused, Some(machine)) => machine.outstanding().is_empty(),
                _ => true,
            };
            if rests {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn stuck(&self, run_id: RunId) -> Error {
        match view::journal(&self.database, run_id, 0).await {
            Ok(journal) => format!("the run did not come to rest; its journal: {journal:#?}").into(),
            Err(error) => error.into(),
        }
    }

    async fn outcome(&self, run_id: RunId) -> Result<Outcome, Error> {
        let journal = view::journal(&self.database, run_id, 0).await?;
        let run = view::run(&self.database, run_id).await?.ok_or("the run is gone")?;
        let inspected = match &self.inspect {
            Some(inspect) => inspect(self.database.clone(), run_id).await?,
            None => Value::Null,
        };
        let inspected = inspected.to_string().replace(&run_id.to_string(), "RUN");
        Ok(Outcome::of(run_id, &journal, &run, inspected, &self.hidden))
    }
}

/// What came out of a run, without what may differ: moments, durations, order between independent steps.
struct Outcome {
    status: String,
    entries: Vec<String>,
    inspected: String,
    /// Defects that need no comparison.
    defects: Vec<String>,
}

impl Outcome {
    fn of(run_id: RunId, journal: &[Recorded], run: &view::RunView, inspected: String, hidden: &[&str]) -> Self {
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
        let mut entries: Vec<String> = journal
            .iter()
            .map(|recorded| {
                let mut entry = serde_json::to_value(&recorded.entry).unwrap_or_default();
                blur(&mut entry, run_id, hidden);
                entry.to_string().replace(&run_id.to_string(), "RUN")
            })
            .collect();
        entries.sort();
        Self { status: format!("{:?}", run.status), entries, inspected, defects }
    }

    fn differences<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = String> + 'a {
        let status = (self.status != other.status).then(|| format!("it is {} instead of {}", other.status, self.status));
        let inspected = (self.inspected != other.inspected)
            .then(|| format!("the module's tables differ:\n  undisturbed {}\n  disturbed   {}", self.inspected, other.inspected));
        let lost = surplus(&self.entries, &other.entries).into_iter().map(|entry| format!("lost: {entry}"));
        let new = surplus(&other.entries, &self.entries).into_iter().map(|entry| format!("too many: {entry}"));
        other.defects.iter().cloned().chain(status).chain(inspected).chain(lost).chain(new)
    }
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

    fn park(&self, tries: Vec<Awaited>) -> BoxFuture<'static, Result<Vec<bool>, StoreError>> {
        self.inner.park(tries)
    }

    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        *self.calls.by_key.lock().unwrap_or_else(PoisonError::into_inner).entry(call.idempotency_key.clone()).or_default() += 1;
        self.inner.run(call)
    }
}

//! The outside world of the tests: scripted effects, a checker that reads verdicts from the plan, a projector with a real table.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deadpool_postgres::Transaction;
use futures_util::future::BoxFuture;
use machine::{Actor, Entry, Failure, FailureClass, Meter, Recorded, RunStatus, Verdict, VerdictOutcome};
use plan::Plan;
use serde_json::{Value, json};
use store::{Database, Identity};
use testkit::TestDatabase;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    CheckCall, Checker, Config, Effect, EffectCall, Engine, Handle, NewRun, Produced, ProducedFile, ProjectError, Projected, Projector,
    Registry, RunId, view,
};

/// Longer than anything takes; only a defect waits for it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) fn somebody() -> Actor {
    Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() }
}

/// How the scripted effects behave, and what they have seen.
#[derive(Default)]
pub(crate) struct World {
    /// Calls by idempotency key.
    pub(crate) calls: Mutex<BTreeMap<String, u32>>,
    /// Opens the door for effects named `wait`.
    pub(crate) door: Notify,
    pub(crate) waiting: AtomicU64,
}

impl World {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    pub(crate) fn registry(self: &Arc<Self>) -> Registry {
        let effects = ["echo", "flaky", "wait", "file", "huge", "deep", "panic", "slow", "fatal"]
            .into_iter()
            .map(|name| (name.to_owned(), Arc::new(Scripted { name, world: self.clone() }) as Arc<dyn Effect>))
            .collect();
        Registry { effects, checker: Some(Arc::new(FromThePlan)), ..Registry::default() }
    }

    pub(crate) fn calls(&self) -> BTreeMap<String, u32> {
        self.calls.lock().unwrap().clone()
    }

    /// Waits until so many effects named `wait` stand before the door.
    pub(crate) async fn until_waiting(&self, count: u64) {
        while self.waiting.load(Ordering::SeqCst) < count {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

struct Scripted {
    name: &'static str,
    world: Arc<World>,
}

impl Effect for Scripted {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let (name, world) = (self.name, self.world.clone());
        *world.calls.lock().unwrap().entry(call.idempotency_key.clone()).or_default() += 1;
        Box::pin(async move {
            let value = json!({ "from": call.effort.step.0, "input": call.input });
            match name {
                // Fails as often as its input says, then works.
                "flaky" if u64::from(call.tried) <= call.input["failures"].as_u64().unwrap() => Err(Failure {
                    code: "FLAKY".to_owned(),
                    message: format!("try {} failed", call.tried),
                    class: FailureClass::Retryable,
                    needs_person: false,
                    meter: Meter::default(),
                }),
                "wait" => {
                    let opened = world.door.notified();
                    world.waiting.fetch_add(1, Ordering::SeqCst);
                    opened.await;
                    Ok(Produced { value, ..Produced::default() })
                }
                "file" => {
                    let size = call.input["bytes"].as_u64().unwrap() as usize;
                    let file = ProducedFile { path: "out.txt".to_owned(), media_type: "text/plain".to_owned(), bytes: vec![b'x'; size] };
                    Ok(Produced { value, files: vec![file], ..Produced::default() })
                }
                "huge" => Ok(Produced { value: json!("x".repeat(20_000)), ..Produced::default() }),
                "deep" => {
                    let levels = call.input["levels"].as_u64().unwrap();
                    Ok(Produced { value: (0..levels).fold(json!(1), |inside, _| json!([inside])), ..Produced::default() })
                }
                "panic" => panic!("the ink ran out"),
                "slow" => {
                    tokio::time::sleep(Duration::from_secs(3600)).await;
                    Ok(Produced::default())
                }
                "fatal" => Err(Failure {
                    code: "BROKEN".to_owned(),
                    message: "nothing helps".to_owned(),
                    class: FailureClass::Terminal,
                    needs_person: false,
                    meter: Meter::default(),
                }),
                _ => Ok(Produced { value, ..Produced::default() }),
            }
        })
    }
}

/// A check is `{"pass_from": N}`: it holds from attempt N on.
struct FromThePlan;

impl Checker for FromThePlan {
    fn check(&self, call: CheckCall) -> BoxFuture<'static, Result<Verdict, Failure>> {
        Box::pin(async move {
            let holds = call.checks.iter().all(|check| u64::from(call.effort.attempt) >= check["pass_from"].as_u64().unwrap());
            Ok(Verdict {
                outcome: if holds { VerdictOutcome::Pass } else { VerdictOutcome::Fail },
                score: Some(if holds { 1.0 } else { 0.0 }),
                fail_codes: if holds { vec![] } else { vec!["TOO_EARLY".to_owned()] },
                results: vec![],
            })
        })
    }
}

/// Writes each entry into a table, and refuses what the test wants refused.
pub(crate) struct IntoTable {
    /// Refuses entries of this kind of this run.
    pub(crate) refuses: Mutex<Option<(RunId, &'static str)>>,
}

impl IntoTable {
    pub(crate) async fn create(database: &TestDatabase) -> Arc<Self> {
        let owner = database.connect(Identity::Owner).await;
        owner
            .batch_execute(
                "create schema t; grant usage on schema t to service_role;
                 create table t.projected (run_id uuid, seq bigint, kind text not null, primary key (run_id, seq));
                 grant all on t.projected to service_role",
            )
            .await
            .unwrap();
        Arc::new(Self { refuses: Mutex::new(None) })
    }
}

impl Projector for IntoTable {
    fn project<'a>(&'a self, tx: &'a Transaction<'_>, wave: &'a [Projected]) -> BoxFuture<'a, Result<(), ProjectError>> {
        Box::pin(async move {
            let refuses = *self.refuses.lock().unwrap();
            let (mut ids, mut seqs, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
            for one in wave {
                let kind = kind(&one.recorded.entry);
                ids.push(one.run_id);
                seqs.push(one.recorded.seq as i64);
                // The table wants a word: refusing is up to the database.
                kinds.push((refuses != Some((one.run_id, kind.as_str()))).then_some(kind));
            }
            tx.execute(
                "insert into t.projected select * from unnest($1::uuid[], $2::bigint[], $3::text[]) on conflict do nothing",
                &[&ids, &seqs, &kinds],
            )
            .await?;
            Ok(())
        })
    }
}

/// The name of an entry.
pub(crate) fn kind(entry: &Entry) -> String {
    serde_json::to_value(entry).unwrap()["entry"].as_str().unwrap().to_owned()
}

pub(crate) fn kinds(journal: &[Recorded]) -> Vec<String> {
    journal.iter().map(|recorded| kind(&recorded.entry)).collect()
}

/// A plan from its steps, as JSON.
pub(crate) fn plan(steps: Value) -> Arc<Plan> {
    Arc::new(serde_json::from_value(json!({ "grammar": 1, "name": "sample", "steps": steps })).unwrap())
}

/// A plain step.
pub(crate) fn step(id: &str, effect: &str, with: Value, needs: &[&str]) -> Value {
    json!({ "id": id, "needs": needs, "work": { "effect": { "effect": effect, "with": with } } })
}

pub(crate) fn three_steps() -> Arc<Plan> {
    plan(json!([
        step("one", "echo", json!({ "word": "{{ input.word }}" }), &[]),
        step("two", "echo", json!({ "before": "{{ steps.one.value }}" }), &["one"]),
        step("three", "echo", json!({}), &["two"]),
    ]))
}

pub(crate) fn new_run(plan: &Arc<Plan>) -> NewRun {
    NewRun {
        run_id: Uuid::now_v7(),
        owner: Uuid::from_u128(7),
        plan: plan.clone(),
        input: json!({ "word": "villain" }),
        approved_in_advance: None,
        start_key: None,
    }
}

/// Config for tests: looks often, so that takeovers do not take long. `RUST_LOG` shows what the host says.
pub(crate) fn config() -> Config {
    // Set already by another test of the same process.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .try_init();
    Config { poll_every: Duration::from_millis(50), ..Config::default() }
}

pub(crate) async fn engine(database: &TestDatabase, registry: Registry) -> Engine {
    Engine::start(Database::clone(database), registry, config()).await.unwrap()
}

/// Submits a run and waits until it holds or has ended.
pub(crate) async fn run_to_rest(handle: &Handle, run: &NewRun) -> RunStatus {
    handle.submit(run).await.unwrap();
    at_rest(handle, run.run_id).await
}

pub(crate) async fn at_rest(handle: &Handle, run_id: RunId) -> RunStatus {
    tokio::time::timeout(PATIENCE, handle.settled(run_id)).await.expect("the run neither ended nor paused").unwrap()
}

/// The journal, which must have no gaps.
pub(crate) async fn journal(database: &Database, run_id: RunId) -> Vec<Recorded> {
    let journal = view::journal(database, run_id, 0).await.unwrap();
    assert!(journal.iter().zip(1..).all(|(recorded, seq)| recorded.seq == seq), "gaps in {journal:#?}");
    journal
}

//! What a lane does with what comes too late.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use machine::{Command, Effort, Event, Failure, Mapping, RunStatus, Verdict, VerdictOutcome};
use plan::Plan;
use serde_json::json;
use tokio::sync::mpsc;

use super::{Lane, Look, Mail};
use crate::inbox::{Asked, Asker, Move};
use crate::load::{self, Fresh, Loaded};
use crate::ports::RunId;
use crate::tests::world::{World, engine, new_run, step};
use crate::wave::{Begun, Head};
use crate::work::{Outcome, Task};
use crate::{CheckCall, Checker, Effect, EffectCall, Engine, Produced, Registry, view};

/// The run as it is stored now.
async fn loaded(engine: &Engine, run_id: RunId) -> Loaded {
    let shared = engine.shared();
    load::runs(&shared.database, &shared.plans, &[run_id]).await.unwrap().pop().unwrap().ok().unwrap()
}

/// A load began before a run was taken up, moved on and left; what it brings must not be gone on from.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_load_that_comes_late_is_not_gone_on_from_but_read_again() {
    let database = testkit::database().await;
    let world = World::new();
    let engine = engine(&database, world.registry()).await;
    let steps =
        json!([step("one", "wait", json!({}), &[]), { "id": "nap", "needs": ["one"], "work": { "wait": { "for": { "days": 1 } } } }]);
    let plan: Plan = serde_json::from_value(json!({ "grammar": 2, "name": "sample", "steps": steps })).unwrap();
    let run = new_run(&std::sync::Arc::new(plan));
    engine.handle().submit(&run).await.unwrap();
    world.until_waiting(1).await;
    let early = loaded(&engine, run.run_id).await;
    world.door.notify_one();
    while !view::run(&database, run.run_id).await.unwrap().unwrap().asleep {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let late = loaded(&engine, run.run_id).await;
    assert!(late.machine.last_seq() > early.machine.last_seq());
    let end = late.machine.last_seq();

    // A lane of its own, so that it can be looked at; the shards are as if they were its own.
    let (address, mail) = mpsc::channel::<Mail>(16);
    let (keeper, _pleas) = mpsc::channel(1);
    let mut lane = Lane::new(engine.shared_arc(), mail, address, keeper);
    lane.owned.insert(crate::submit::shard_of(run.run_id), 1);
    lane.load_begins();
    lane.take_up(late);
    lane.send_to_sleep(tokio::time::Instant::now() + Duration::from_secs(2));
    assert!(!lane.runs.contains_key(&run.run_id), "it sleeps, and has left after a moment");
    lane.take_page(Vec::new(), None, Ok(vec![Ok(early)]));
    assert!(!lane.runs.contains_key(&run.run_id) && !lane.tasks.any(run.run_id), "an old run was taken up");
    assert!(lane.wanted.contains_key(&run.run_id), "what is stored now is read");
    lane.load_ends();
    assert_eq!(lane.loads, 1, "the second load is under way");
    let job = lane.jobs.join_next().await.unwrap();
    lane.finish(job);
    assert_eq!((lane.loads, lane.left.len()), (0, 0));
    assert!(!lane.tasks.any(run.run_id), "it sleeps");
    assert_eq!(world.calls().values().copied().collect::<Vec<_>>(), [1]);
    assert_eq!(loaded(&engine, run.run_id).await.machine.last_seq(), end);
    assert_eq!(view::run(&database, run.run_id).await.unwrap().unwrap().status, RunStatus::Running);
}

/// The same where only its row has changed: it slept when it left, and what a late load says of that must not be believed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_late_load_says_of_a_run_s_row_is_not_believed() {
    let database = testkit::database().await;
    let world = World::new();
    let engine = engine(&database, world.registry()).await;
    let run = new_run(&crate::tests::world::plan(json!([step("one", "wait", json!({}), &[])])));
    engine.handle().submit(&run).await.unwrap();
    world.until_waiting(1).await;
    let (address, mail) = mpsc::channel::<Mail>(16);
    let (keeper, _pleas) = mpsc::channel(1);
    let mut lane = Lane::new(engine.shared_arc(), mail, address, keeper);
    let early = loaded(&engine, run.run_id).await;
    assert!(!early.row.asleep);
    lane.load_begins();
    let slept = Head { asleep: true, ..early.row };
    lane.note_left(run.run_id, early.machine.last_seq(), Some(slept));
    assert_eq!(lane.row_of(run.run_id, &early.machine, early.row), slept);
    // Once no load is under way, what is loaded is what is stored.
    lane.load_ends();
    assert_eq!(lane.row_of(run.run_id, &early.machine, early.row), early.row);
}

/// A lane of its own that can be looked at, with the shard of a run as if it were its own.
fn lane_of(engine: &Engine, run_id: RunId) -> Lane {
    let (address, mail) = mpsc::channel::<Mail>(16);
    let (keeper, _pleas) = mpsc::channel(1);
    let mut lane = Lane::new(engine.shared_arc(), mail, address, keeper);
    lane.owned.insert(crate::submit::shard_of(run_id), 1);
    lane
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_of_a_run_that_is_being_condemned_is_answered() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let run = new_run(&crate::tests::world::three_steps());
    let mut lane = lane_of(&engine, run.run_id);
    lane.condemning.insert(run.run_id);
    let blueprint = machine::Blueprint::of(run.plan.clone()).unwrap();
    let fresh = Fresh { run_id: run.run_id, owner: run.owner, blueprint, input: run.input, approved_in_advance: None };
    let (begun, told) = tokio::sync::oneshot::channel();
    lane.start(fresh, begun);
    let told = tokio::time::timeout(Duration::from_secs(10), told).await.expect("whoever started it waits for ever");
    assert!(matches!(told, Ok(Begun::NotHere)));
    assert!(lane.starting.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_to_a_run_that_was_withdrawn_before_it_began_are_forgotten() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let run = new_run(&crate::tests::world::three_steps());
    let client = database.get(store::Identity::Service).await.unwrap();
    // Held back, as one is that waits for its turn.
    crate::submit::hold(&client, &run).await.unwrap();
    let pause = crate::Request::Pause { by: crate::tests::world::somebody(), reason: "later".to_owned() };
    let id = crate::request(&client, run.run_id, &pause, "1").await.unwrap();
    let mut lane = lane_of(&engine, run.run_id);
    lane.look(Look::REQUESTS);
    settle(&mut lane).await;
    assert!(lane.wanted.contains_key(&run.run_id) && lane.taken.contains(&id), "it waits for the run to begin");
    lane.look(Look::REQUESTS);
    settle(&mut lane).await;
    assert!(lane.wanted.contains_key(&run.run_id) && lane.taken.contains(&id), "and goes on waiting");

    let answer = "update engine.inbox set answered_at = now(), answer = '{}' where id = $1";
    client.execute(answer, &[&id]).await.unwrap();
    lane.look(Look::REQUESTS);
    settle(&mut lane).await;
    assert!(lane.wanted.is_empty() && lane.taken.is_empty());
}

/// Checks, and is never done with it.
struct Endless;

impl Checker for Endless {
    fn check(&self, _: CheckCall) -> BoxFuture<'static, Result<Verdict, Failure>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_former_checks_found_says_nothing_of_a_run_that_has_moved_to_others() {
    let database = testkit::database().await;
    let registry = Registry { checker: Some(Arc::new(Endless)), ..World::new().registry() };
    let engine = engine(&database, registry).await;
    let checked = |by: &str| {
        let mut one = step("one", "echo", json!({}), &[]);
        one["gate"] = json!({ "checks": [{ "by": by }] });
        crate::tests::world::plan(json!([one]))
    };
    let run = new_run(&checked("hearsay"));
    engine.handle().submit(&run).await.unwrap();
    let is_checked = |loaded: &Loaded| matches!(loaded.machine.outstanding()[..], [Command::RunChecks { .. }]);
    while view::machine(&database, run.run_id).await.unwrap().is_none_or(|machine| machine.last_seq() < 3) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let loaded = loaded(&engine, run.run_id).await;
    assert!(is_checked(&loaded), "{:?}", loaded.machine.outstanding());
    let wanted = |lane: &Lane| lane.runs[&run.run_id].machine.outstanding();
    let passed = |command: &Command| Outcome {
        run_id: run.run_id,
        task: Task::of(command).unwrap(),
        event: Event::ChecksFinished {
            effort: Effort { step: "one".into(), attempt: 1, item: None, undo: false },
            verdict: Verdict { outcome: VerdictOutcome::Pass, score: None, fail_codes: Vec::new(), results: Vec::new() },
        },
        payloads: Vec::new(),
    };

    let mut lane = lane_of(&engine, run.run_id);
    lane.take_up(loaded);
    let former = wanted(&lane);
    let target = Ok(machine::Blueprint::of(checked("reading")).unwrap());
    let by = crate::tests::world::somebody();
    lane.hear(run.run_id, Asker::Inbox(1), Asked::Migrate(Move { target, version: None, mapping: Mapping::default(), by }));
    let now = wanted(&lane);
    assert_ne!(former, now);
    // The move is not durable yet, so nobody has been told to stop.
    lane.take_outcome(passed(&former[0]));
    assert_eq!(wanted(&lane), now, "a verdict of other checks counted");
    lane.issue(run.run_id, now.clone());
    assert_eq!(lane.tasks.count(run.run_id), 1, "what is wanted is checked");
    lane.take_outcome(passed(&now[0]));
    assert_eq!(lane.runs[&run.run_id].machine.status(), RunStatus::Completed);
}

/// Is carried out elsewhere, and nobody says what came of it.
struct Unheard;

impl Effect for Unheard {
    fn run(&self, _: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        Box::pin(std::future::pending())
    }

    fn is_elsewhere(&self) -> bool {
        true
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_carried_out_elsewhere_is_waited_for_as_the_plan_says_to_which_its_run_moved() {
    let database = testkit::database().await;
    let mut registry = World::new().registry();
    registry.effects.insert("unheard".to_owned(), Arc::new(Unheard));
    let engine = engine(&database, registry).await;
    let patient = |timeout_ms: u64| {
        let mut one = step("one", "unheard", json!({}), &[]);
        one["timeout_ms"] = json!(timeout_ms);
        crate::tests::world::plan(json!([one]))
    };
    let run = new_run(&patient(86_400_000));
    engine.handle().submit(&run).await.unwrap();
    while view::machine(&database, run.run_id).await.unwrap().is_none_or(|machine| machine.outstanding().is_empty()) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut lane = lane_of(&engine, run.run_id);
    lane.take_up(loaded(&engine, run.run_id).await);
    lane.issue(run.run_id, lane.runs[&run.run_id].machine.outstanding());
    assert_eq!(lane.tasks.count(run.run_id), 1);

    let target = Ok(machine::Blueprint::of(patient(60_000)).unwrap());
    let by = crate::tests::world::somebody();
    lane.hear(run.run_id, Asker::Inbox(1), Asked::Migrate(Move { target, version: None, mapping: Mapping::default(), by: by.clone() }));
    let soon = tokio::time::timeout(Duration::from_millis(50), lane.mail.recv()).await;
    assert!(soon.is_err(), "it has a minute left");
    let target = Ok(machine::Blueprint::of(patient(1)).unwrap());
    lane.hear(run.run_id, Asker::Inbox(2), Asked::Migrate(Move { target, version: None, mapping: Mapping::default(), by }));
    let Ok(Some(Mail::Done(outcome))) = tokio::time::timeout(Duration::from_secs(30), lane.mail.recv()).await else {
        panic!("it is waited for as the plan said that the run had before");
    };
    assert!(matches!(&outcome.event, Event::EffectFailed { failure, .. } if failure.code == "TIMEOUT"), "{:?}", outcome.event);
}

/// Until all of its work beside the loop is done.
async fn settle(lane: &mut Lane) {
    while let Some(job) = lane.jobs.join_next().await {
        lane.finish(job);
    }
}

//! Projections that cannot be stored.

use std::time::Duration;

use machine::{PauseReason, RunStatus};
use serde_json::json;
use store::Identity;

use super::world::*;
use crate::{Answer, Config, Engine, Request, view};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_run_whose_projection_fails_is_paused_and_it_can_be_resumed() {
    let database = testkit::database().await;
    let table = IntoTable::create(&database).await;
    let mut registry = World::new().registry();
    registry.projectors.push(table.clone());
    let engine = engine(&database, registry).await;
    let handle = engine.handle();
    let runs: Vec<_> = (0..12).map(|_| new_run(&three_steps())).collect();
    let offending = runs[5].run_id;
    *table.refuses.lock().unwrap() = Some((offending, "effect_completed"));

    futures_util::future::join_all(runs.iter().map(|run| async { handle.submit(run).await.unwrap() })).await;
    for run in &runs {
        let wanted = if run.run_id == offending { RunStatus::Paused } else { RunStatus::Completed };
        assert_eq!(at_rest(&handle, run.run_id).await, wanted);
    }
    let machine = view::machine(&database, offending).await.unwrap().unwrap();
    let Some(PauseReason::Projection { message }) = machine.pause_reason() else { panic!("{:?}", machine.pause_reason()) };
    assert!(message.contains("23502"), "{message}");

    // What a request leads to is refused like anything else, and the run stays paused.
    let resume = Request::Resume { by: somebody() };
    *table.refuses.lock().unwrap() = Some((offending, "run_resumed"));
    let answer = handle.request(offending, &resume, "1", PATIENCE).await.unwrap();
    assert!(matches!(answer, Answer::Refused { ref code, .. } if code == "PROJECTION_FAILED"), "{answer:?}");
    assert_eq!(view::run(&database, offending).await.unwrap().unwrap().status, RunStatus::Paused);

    *table.refuses.lock().unwrap() = None;
    let answer = handle.request(offending, &resume, "2", PATIENCE).await.unwrap();
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    assert_eq!(at_rest(&handle, offending).await, RunStatus::Completed);
    let client = database.connect(Identity::Service).await;
    let projected: i64 = client.query_one("select count(*) from t.projected", &[]).await.unwrap().get(0);
    let count = "select sum(json_array_length(entries)) from engine.journal";
    let journaled: i64 = client.query_one(count, &[]).await.unwrap().get(0);
    assert_eq!(projected, journaled);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_very_beginning_is_refused_is_set_aside_until_the_next_start() {
    let database = testkit::database().await;
    let table = IntoTable::create(&database).await;
    let mut registry = World::new().registry();
    registry.projectors.push(table.clone());
    let first = engine(&database, registry.clone()).await;
    let (offending, other) = (new_run(&three_steps()), new_run(&three_steps()));
    *table.refuses.lock().unwrap() = Some((offending.run_id, "run_started"));
    first.handle().submit(&offending).await.unwrap();
    assert_eq!(run_to_rest(&first.handle(), &other).await, RunStatus::Completed);
    assert!(journal(&database, offending.run_id).await.is_empty());
    first.stop(PATIENCE).await;

    *table.refuses.lock().unwrap() = None;
    let second = engine(&database, registry).await;
    assert_eq!(at_rest(&second.handle(), offending.run_id).await, RunStatus::Completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_is_locked_for_a_while_delays_runs_and_pauses_none() {
    let database = testkit::database().await;
    let mut registry = World::new().registry();
    registry.projectors.push(IntoTable::create(&database).await);
    let config = Config { lock_timeout: Duration::from_millis(20), ..config() };
    let engine = Engine::start(store::Database::clone(&database), registry, config).await.unwrap();
    let mut locker = database.connect(Identity::Owner).await;
    let lock = locker.transaction().await.unwrap();
    lock.batch_execute("lock table t.projected").await.unwrap();
    let runs: Vec<_> = (0..3).map(|_| new_run(&three_steps())).collect();
    for run in &runs {
        engine.handle().submit(run).await.unwrap();
    }
    // Long enough that waves were refused, however slow the machine: the engine counts what it wrote.
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(engine.handle().statistics().waves, 0);
    lock.commit().await.unwrap();
    for run in &runs {
        assert_eq!(at_rest(&engine.handle(), run.run_id).await, RunStatus::Completed);
        assert!(!kinds(&journal(&database, run.run_id).await).contains(&"run_paused".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_tables_refuse_it_is_not_woken_by_its_own_deadlines_and_does_nothing_again_by_itself() {
    let database = testkit::database().await;
    let table = IntoTable::create(&database).await;
    let world = World::new();
    let mut registry = world.registry();
    registry.projectors.push(table.clone());
    let engine = engine(&database, registry).await;
    let handle = engine.handle();
    let steps = json!([step("paid", "echo", json!({}), &[]), { "id": "nap", "work": { "wait": { "for": { "milliseconds": 400 } } } }]);
    let plan: plan::Plan = serde_json::from_value(json!({ "grammar": 2, "name": "sample", "steps": steps })).unwrap();
    let run = new_run(&std::sync::Arc::new(plan));
    *table.refuses.lock().unwrap() = Some((run.run_id, "effect_completed"));
    assert_eq!(run_to_rest(&handle, &run).await, RunStatus::Paused);
    let calls = || world.calls().values().sum::<u32>();
    assert_eq!(calls(), 1);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(calls(), 1, "it was done again though nobody asked");

    *table.refuses.lock().unwrap() = None;
    let answer = handle.request(run.run_id, &Request::Resume { by: somebody() }, "1", PATIENCE).await.unwrap();
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    assert_eq!(at_rest(&handle, run.run_id).await, RunStatus::Completed);
}

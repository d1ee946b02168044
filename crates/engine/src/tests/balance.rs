//! Shards move between processes that come and go, and nothing is lost or done twice for it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use machine::RunStatus;
use plan::Plan;
use serde_json::{Value, json};
use testkit::TestDatabase;
use uuid::Uuid;

use super::world::*;
use crate::submit::{in_shard, shard_of};
use crate::{Answer, Config, Engine, Handle, NewRun};

async fn until(what: &str, holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("it never came about that {what}"));
}

async fn start(database: &TestDatabase, world: &Arc<World>, config: Config) -> Engine {
    Engine::start(store::Database::clone(database), world.registry(), config).await.unwrap()
}

fn shards(handle: &Handle) -> usize {
    handle.statistics().shards
}

/// A run in each shard.
fn one_for_each_shard(plan: &Arc<Plan>) -> Vec<NewRun> {
    (0..64).map(|shard| NewRun { run_id: in_shard(Uuid::now_v7(), shard), ..new_run(plan) }).collect()
}

fn nothing_was_done_twice(world: &World) {
    let again: Vec<_> = world.calls().into_iter().filter(|(_, calls)| *calls > 1).collect();
    assert!(again.is_empty(), "done twice: {again:?}");
}

/// Has another engine come, waits until it has its share, and ends it again. What moved to it was done by one of the two; what it stops in the middle
/// of is done again, as ever.
async fn come_and_go(database: &TestDatabase, first: &Handle, world: &World) {
    let other = World::new();
    let second = start(database, &other, config()).await;
    until("they share", || shards(first) == 32 && shards(&second.handle()) == 32).await;
    nothing_was_done_twice(&other);
    let both: Vec<String> = world.calls().into_keys().filter(|key| other.calls().contains_key(key)).collect();
    assert!(both.is_empty(), "done by both: {both:?}");
    second.stop(PATIENCE).await;
    until("the first has all again", || shards(first) == 64).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_engines_have_sixteen_shards_each_and_those_that_remain_have_all() {
    let database = testkit::database().await;
    let world = World::new();
    let mut engines = Vec::new();
    for _ in 0..4 {
        engines.push(start(&database, &world, config()).await);
    }
    let handles: Vec<Handle> = engines.iter().map(Engine::handle).collect();
    until("each has sixteen", || handles.iter().all(|handle| shards(handle) == 16)).await;
    engines.pop().unwrap().kill().await;
    until("three have all", || handles[..3].iter().map(shards).sum::<usize>() == 64).await;
    until("three have like shares", || handles[..3].iter().all(|handle| (20..=22).contains(&shards(handle)))).await;
    for engine in engines.drain(1..) {
        engine.stop(PATIENCE).await;
    }
    until("one has all", || shards(&handles[0]) == 64).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_load_shards_move_to_engines_that_come_and_back_from_those_that_go() {
    let database = testkit::database().await;
    let world = World::new();
    let first = start(&database, &world, config()).await;
    let handle = first.handle();
    handle.ready().await;
    let load = tokio::spawn({
        let handle = handle.clone();
        async move {
            let plan = three_steps();
            let mut runs = Vec::new();
            for _ in 0..60 {
                for _ in 0..10 {
                    let run = new_run(&plan);
                    handle.submit(&run).await.unwrap();
                    runs.push(run.run_id);
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            runs
        }
    });
    for _ in 0..3 {
        come_and_go(&database, &handle, &world).await;
    }
    for run_id in load.await.unwrap() {
        assert_eq!(at_rest(&handle, run_id).await, RunStatus::Completed);
        assert_eq!(journal(&database, run_id).await.len(), 11);
    }
    nothing_was_done_twice(&world);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shard_with_an_effort_under_way_stays_where_it_is_until_that_has_ended() {
    let database = testkit::database().await;
    let world = World::new();
    let first = start(&database, &world, config()).await;
    first.handle().ready().await;
    let runs = one_for_each_shard(&plan(json!([step("one", "wait", json!({}), &[]), step("two", "echo", json!({}), &["one"])])));
    for run in &runs {
        first.handle().submit(run).await.unwrap();
    }
    world.until_waiting(64).await;
    let second = start(&database, &world, config()).await;
    // Longer than the first time that they have to come to rest.
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!((shards(&first.handle()), shards(&second.handle())), (64, 0));
    world.door.notify_waiters();
    for run in &runs {
        assert_eq!(at_rest(&first.handle(), run.run_id).await, RunStatus::Completed);
    }
    until("they share", || shards(&second.handle()) == 32).await;
    nothing_was_done_twice(&world);

    // What each of them names new is its own to begin.
    let shards_of_new = |engine: &Engine| -> BTreeSet<i16> { (0..500).map(|_| shard_of(engine.handle().new_run_id())).collect() };
    let (of_first, of_second) = (shards_of_new(&first), shards_of_new(&second));
    assert!(of_first.len() > 16 && of_second.len() > 16 && of_first.is_disjoint(&of_second), "{of_first:?} {of_second:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_waits_for_its_place_moves_and_begins_elsewhere() {
    let database = testkit::database().await;
    let world = World::new();
    let config = || Config { max_concurrent_effects: 1, ..config() };
    let first = start(&database, &world, config()).await;
    first.handle().ready().await;
    let runs = one_for_each_shard(&plan(json!([step("one", "wait", json!({}), &[])])));
    for run in &runs {
        first.handle().submit(run).await.unwrap();
    }
    world.until_waiting(1).await;
    let second = start(&database, &world, config()).await;
    until("the second has shards", || shards(&second.handle()) > 16).await;
    // Its own place is free.
    world.until_waiting(2).await;
    let opened = tokio::spawn({
        let world = world.clone();
        async move {
            loop {
                world.door.notify_waiters();
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
    });
    for run in &runs {
        assert_eq!(at_rest(&second.handle(), run.run_id).await, RunStatus::Completed);
    }
    opened.abort();
    nothing_was_done_twice(&world);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signals_and_holds_asked_while_shards_move_are_answered_and_count_once() {
    let database = testkit::database().await;
    let world = World::new();
    let first = start(&database, &world, config()).await;
    let handle = first.handle();
    handle.ready().await;
    let plan: Arc<Plan> = Arc::new(
        serde_json::from_value(json!({
            "grammar": 2, "name": "sample", "signals": { "go": {} }, "steps": [
                { "id": "first", "work": { "wait": { "signal": "go" } } },
                step("between", "echo", json!({}), &["first"]),
                { "id": "second", "needs": ["between"], "work": { "wait": { "signal": "go" } } },
                step("after", "echo", json!({}), &["second"]),
            ]
        }))
        .unwrap(),
    );
    let runs = one_for_each_shard(&plan);
    for run in &runs {
        handle.submit(run).await.unwrap();
    }
    let going = tokio::spawn({
        let (handle, runs) = (handle.clone(), runs.clone());
        async move {
            for id in ["1", "2"] {
                for run in &runs {
                    let answer = handle.signal(run.run_id, "go", id, Value::Null, somebody(), PATIENCE).await.unwrap();
                    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
        }
    });
    for _ in 0..2 {
        come_and_go(&database, &handle, &world).await;
    }
    going.await.unwrap();
    for run in &runs {
        assert_eq!(at_rest(&handle, run.run_id).await, RunStatus::Completed);
        let kinds = kinds(&journal(&database, run.run_id).await);
        assert_eq!(kinds.iter().filter(|kind| *kind == "signal_received").count(), 2, "{kinds:?}");
    }
    nothing_was_done_twice(&world);
}

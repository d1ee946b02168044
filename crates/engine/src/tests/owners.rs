//! Who may write: takeover, fencing, outages, a good end.

use std::collections::HashMap;
use std::time::Duration;

use machine::RunStatus;
use serde_json::json;
use store::Identity;
use testkit::TestDatabase;

use super::world::*;
use crate::wave::{self, Advance, End};
use crate::{Answer, Config, Engine, NewRun, somebody_owns, view};

async fn until(what: impl AsyncFn() -> bool) {
    let waiting = async {
        while !what().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("it never came about");
}

/// Ends the sessions that hold owner locks of a process of this name.
async fn end_lock_session(database: &TestDatabase, name: &str) {
    let bootstrap = database.connect(Identity::Bootstrap).await;
    bootstrap.execute("select pg_terminate_backend(lock_pid) from engine.processes where name = $1", &[&name]).await.unwrap();
}

async fn named(database: &TestDatabase, name: &str, world: &std::sync::Arc<World>, poll_every: Duration) -> Engine {
    let config = Config { name: name.to_owned(), poll_every, ..config() };
    Engine::start(store::Database::clone(database), world.registry(), config).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_engine_takes_over_when_the_first_loses_its_locks() {
    let database = testkit::database().await;
    let (first_world, second_world) = (World::new(), World::new());
    let first = named(&database, "first", &first_world, Duration::from_secs(5)).await;
    first.handle().ready().await;
    assert!(somebody_owns(&database).await.unwrap());
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[]), step("two", "echo", json!({}), &["one"])])));
    first.handle().submit(&run).await.unwrap();
    first_world.until_waiting(1).await;
    let second = named(&database, "second", &second_world, Duration::from_millis(1)).await;
    // It gets its share, and not the shard in which something is under way.
    second.handle().ready().await;
    assert!(second_world.calls().is_empty());

    // The first comes back at once and may win the race; it does not win it forever.
    until(async || {
        end_lock_session(&database, "first").await;
        tokio::time::sleep(Duration::from_millis(30)).await;
        !second_world.calls().is_empty()
    })
    .await;
    second_world.until_waiting(1).await;
    second_world.door.notify_one();
    assert_eq!(at_rest(&second.handle(), run.run_id).await, RunStatus::Completed);
    // The first one's effect ends late; nobody waits for it.
    first_world.door.notify_one();
    let kinds = kinds(&journal(&database, run.run_id).await);
    assert_eq!(kinds.iter().filter(|kind| *kind == "effect_completed").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| *kind == "attempt_started").count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wave_under_an_old_epoch_writes_nothing() {
    let database = testkit::database().await;
    let world = World::new();
    let engine = engine(&database, world.registry()).await;
    let handle = engine.handle();
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[])])));
    handle.submit(&run).await.unwrap();
    world.until_waiting(1).await;
    let shard = crate::submit::shard_of(run.run_id);
    let client = database.connect(Identity::Service).await;
    let epoch: i64 = client.query_one("select epoch from engine.shards where shard_id = $1", &[&shard]).await.unwrap().get(0);
    let before = journal(&database, run.run_id).await;

    // Somebody else takes all shards over: what the engine writes next is refused, and it claims them anew with a newer epoch.
    let all: Vec<i16> = (0..64).collect();
    client.query("select * from engine.take_shards($1, $2)", &[&uuid::Uuid::now_v7(), &all]).await.unwrap();
    let stale = Advance { shard, ..Advance::answering(run.run_id, vec![(1, Answer::Accepted { seq: 1, value: None })]) };
    let written = wave::write(engine.shared(), &HashMap::from([(shard, epoch)]), vec![stale]).await;
    assert!(matches!(written.end, End::Deposed(_)), "{:?}", written.end);
    assert_eq!(journal(&database, run.run_id).await, before);

    world.door.notify_one();
    assert_eq!(at_rest(&handle, run.run_id).await, RunStatus::Completed);
    let now: i64 = client.query_one("select epoch from engine.shards where shard_id = $1", &[&shard]).await.unwrap().get(0);
    assert!(now >= epoch + 2, "the engine wrote under epoch {now}");
    // The effect's result had come; it was not asked for again.
    assert!(world.calls().values().all(|count| *count == 1), "{:?}", world.calls());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_takeover_waits_for_the_wave_that_is_under_way() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    engine.handle().ready().await;
    let mut writer = database.connect(Identity::Service).await;
    let taker = database.connect(Identity::Service).await;
    let epoch: i64 = writer.query_one("select epoch from engine.shards where shard_id = 7", &[]).await.unwrap().get(0);
    let wave = writer.transaction().await.unwrap();
    wave.query("select engine.fence(array[7::smallint], array[$1::bigint], 0)", &[&epoch]).await.unwrap();
    taker.batch_execute("set lock_timeout = '50ms'").await.unwrap();
    let take = "select * from engine.take_shards(gen_random_uuid(), array[7::smallint])";
    let refused = taker.query(take, &[]).await.unwrap_err();
    assert_eq!(refused.code(), Some(&tokio_postgres::error::SqlState::LOCK_NOT_AVAILABLE));
    wave.commit().await.unwrap();
    assert_eq!(taker.query(take, &[]).await.unwrap().len(), 1);
    let wave = writer.transaction().await.unwrap();
    let deposed = wave.query("select engine.fence(array[7::smallint], array[$1::bigint], 0)", &[&epoch]).await.unwrap_err();
    assert_eq!(deposed.code().unwrap().code(), "GW001");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_stops_in_good_order_hands_its_runs_on() {
    let database = testkit::database().await;
    let (first_world, second_world) = (World::new(), World::new());
    let first = named(&database, "first", &first_world, Duration::from_millis(50)).await;
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[])])));
    first.handle().submit(&run).await.unwrap();
    first_world.until_waiting(1).await;
    first.stop(PATIENCE).await;
    assert!(!somebody_owns(&database).await.unwrap());
    assert_eq!(view::run(&database, run.run_id).await.unwrap().unwrap().status, RunStatus::Running);

    let second = named(&database, "second", &second_world, Duration::from_millis(50)).await;
    second_world.until_waiting(1).await;
    second_world.door.notify_one();
    assert_eq!(at_rest(&second.handle(), run.run_id).await, RunStatus::Completed);
    // No attempt was consumed, and the try kept its key.
    assert_eq!(first_world.calls(), second_world.calls());
}

// On one thread nothing of the engine has run when it is told to stop.
#[tokio::test]
async fn an_engine_is_stopped_before_it_has_begun() {
    let database = testkit::database().await;
    let engine = named(&database, "brief", &World::new(), Duration::from_millis(50)).await;
    tokio::time::timeout(PATIENCE, engine.stop(Duration::MAX)).await.expect("it hears that it is to stop");
    assert!(!somebody_owns(&database).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_drains_brings_to_its_end_what_is_under_way_and_begins_nothing() {
    let database = testkit::database().await;
    let (first_world, second_world) = (World::new(), World::new());
    let mut first = named(&database, "first", &first_world, Duration::from_millis(50)).await;
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[]), step("two", "echo", json!({}), &["one"])])));
    first.handle().submit(&run).await.unwrap();
    first_world.until_waiting(1).await;
    let open = async { first_world.door.notify_one() };
    tokio::join!(first.drain(PATIENCE), open);
    let left = new_run(&plan(json!([step("late", "echo", json!({}), &[])])));
    first.handle().submit(&left).await.unwrap();
    first.stop(PATIENCE).await;
    assert_eq!(first_world.calls().len(), 1, "the step that was under way, and none after it");

    let second = named(&database, "second", &second_world, Duration::from_millis(50)).await;
    assert_eq!(at_rest(&second.handle(), run.run_id).await, RunStatus::Completed);
    assert_eq!(at_rest(&second.handle(), left.run_id).await, RunStatus::Completed);
    let done: Vec<String> = second_world.calls().into_keys().collect();
    assert!(done.len() == 2 && done.iter().all(|key| !key.contains("/one/")), "what had ended is not done again: {done:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_end_while_an_engine_drains_is_cancelled_and_done_by_the_next() {
    let database = testkit::database().await;
    let (first_world, second_world) = (World::new(), World::new());
    let mut first = named(&database, "first", &first_world, Duration::from_millis(50)).await;
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[])])));
    first.handle().submit(&run).await.unwrap();
    first_world.until_waiting(1).await;
    first.drain(Duration::from_millis(20)).await;
    first.stop(PATIENCE).await;
    let second = named(&database, "second", &second_world, Duration::from_millis(50)).await;
    second_world.until_waiting(1).await;
    second_world.door.notify_one();
    assert_eq!(at_rest(&second.handle(), run.run_id).await, RunStatus::Completed);
    assert_eq!(first_world.calls(), second_world.calls());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outages_of_the_database_lose_and_double_nothing() {
    let database = testkit::database().await;
    let world = World::new();
    let mut registry = world.registry();
    registry.projectors.push(IntoTable::create(&database).await);
    let engine = engine(&database, registry).await;
    let handle = engine.handle();
    let plan = three_steps();
    let bootstrap = database.connect(Identity::Bootstrap).await;
    let mut runs: Vec<NewRun> = Vec::new();
    for _ in 0..8 {
        for _ in 0..10 {
            let run = new_run(&plan);
            // A start that was not acknowledged may be made again, with the same identity.
            until(async || match handle.submit(&run).await {
                Ok(_) | Err(crate::SubmitError::Taken(_)) => true,
                Err(_) => false,
            })
            .await;
            runs.push(run);
        }
        bootstrap
            .execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
                &[],
            )
            .await
            .unwrap();
    }
    for run in &runs {
        until(async || matches!(view::run(&database, run.run_id).await, Ok(Some(run)) if run.status == RunStatus::Completed)).await;
        // Asked again, because a pooled connection that was ended may not know it yet.
        until(async || matches!(view::journal(&database, run.run_id, 0).await, Ok(journal) if journal.iter().map(|recorded| recorded.seq).eq(1..=11))).await;
    }
    let projected: i64 = bootstrap.query_one("select count(*) from t.projected", &[]).await.unwrap().get(0);
    assert_eq!(projected, 11 * runs.len() as i64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_hangs_with_its_locks_is_replaced() {
    let database = testkit::database().await;
    let hung = database.connect(Identity::Service).await;
    hung.execute("select pg_advisory_lock(engine.owner_lock(), s) from generate_series(0, 63) as s", &[]).await.unwrap();
    hung.execute(
        "insert into engine.processes (id, name, lock_pid, seen_at) values (gen_random_uuid(), 'hung', pg_backend_pid(), now() - interval '1 hour')",
        &[],
    )
    .await
    .unwrap();
    let config = Config { beat_every: Duration::from_millis(50), ..config() };
    let engine = Engine::start(store::Database::clone(&database), World::new().registry(), config).await.unwrap();
    until(async || engine.handle().statistics().shards == 64).await;
    assert!(hung.is_lost() || hung.execute("select 1", &[]).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_was_stopped_in_the_middle_of_its_wave_keeps_nobody_from_its_shards() {
    let database = testkit::database().await;
    let mut stopped = database.connect(Identity::Service).await;
    let wave = stopped.transaction().await.unwrap();
    wave.query("select engine.fence(array[7::smallint], array[0::bigint], 0)", &[]).await.unwrap();
    // The server would end it by itself after a while; that is not what is looked at.
    wave.batch_execute("set local idle_in_transaction_session_timeout = 0").await.unwrap();
    // Two of them, quick to take another to hang: whoever waits for that wave must not be taken for one that hangs.
    let config = || config().replacing_hung_after(Duration::from_secs(3));
    let world = World::new();
    let (one, two) = tokio::try_join!(
        Engine::start(store::Database::clone(&database), world.registry(), config()),
        Engine::start(store::Database::clone(&database), world.registry(), config()),
    )
    .unwrap();
    until(async || one.handle().statistics().shards + two.handle().statistics().shards == 64).await;
    assert_eq!(run_to_rest(&one.handle(), &new_run(&three_steps())).await, RunStatus::Completed);
    assert!(wave.batch_execute("select 1").await.is_err(), "it was ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn takes_up_more_runs_than_it_may_hold_in_memory() {
    let database = testkit::database().await;
    let config = Config { max_live_runs: 3, lanes: 2, ..config() };
    let runs: Vec<NewRun> = (0..20).map(|_| new_run(&three_steps())).collect();
    {
        let client = database.get(Identity::Service).await.unwrap();
        for run in &runs {
            crate::submit(&client, run).await.unwrap();
        }
    }
    let engine = Engine::start(store::Database::clone(&database), World::new().registry(), config).await.unwrap();
    for run in &runs {
        assert_eq!(at_rest(&engine.handle(), run.run_id).await, RunStatus::Completed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_on_of_a_run_that_holds_is_taken_over_with_it() {
    let database = testkit::database().await;
    let (first_world, second_world) = (World::new(), World::new());
    let first = named(&database, "first", &first_world, Duration::from_millis(50)).await;
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[]), step("two", "echo", json!({}), &["one"])])));
    first.handle().submit(&run).await.unwrap();
    first_world.until_waiting(1).await;
    let pause = crate::Request::Pause { by: somebody(), reason: "lunch".to_owned() };
    first.handle().request(run.run_id, &pause, "pause", PATIENCE).await.unwrap();
    assert_eq!(at_rest(&first.handle(), run.run_id).await, RunStatus::Paused);
    first.kill().await;

    let second = named(&database, "second", &second_world, Duration::from_millis(50)).await;
    tokio::time::timeout(PATIENCE, second_world.until_waiting(1)).await.expect("nobody waits for the effort of the run that holds");
    second_world.door.notify_one();
    until(async || kinds(&journal(&database, run.run_id).await).contains(&"effect_completed".to_owned())).await;
    assert_eq!(at_rest(&second.handle(), run.run_id).await, RunStatus::Paused);
    until(async || second.handle().statistics().live == 0).await;
    assert!(view::run(&database, run.run_id).await.unwrap().unwrap().asleep, "nothing of it is under way any more");
}

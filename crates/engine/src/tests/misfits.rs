//! Rows that do not fit together: their run is set aside, and whoever owns its shard goes on with the others.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use machine::RunStatus;
use serde_json::json;
use store::Identity;
use testkit::TestDatabase;

use super::world::*;
use crate::{NewRun, RunId, view};

/// What the host says.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Takes down what the host says from here on.
fn listen() -> Said {
    let said = Said::default();
    let writer = said.clone();
    // Each test has a process of its own, and this comes before the subscriber of `config`.
    tracing_subscriber::fmt().with_ansi(false).with_max_level(tracing::Level::WARN).with_writer(move || writer.clone()).init();
    said
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    tokio::time::timeout(PATIENCE, async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .unwrap_or_else(|_| panic!("it never came to pass that {what}"));
}

async fn until_set_aside(said: &Said, run_id: RunId) {
    let run_id = run_id.to_string();
    until("the run is set aside and said so", async || {
        let said = String::from_utf8(said.0.lock().unwrap().clone()).unwrap();
        said.lines().any(|line| line.contains(&run_id) && line.contains("set aside"))
    })
    .await;
}

async fn epochs(database: &TestDatabase) -> Vec<i64> {
    let rows = database.connect(Identity::Service).await.query("select epoch from engine.shards order by shard_id", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// One row of a run is wrong: it is set aside, others complete, and no shard changes hands.
async fn set_aside_alone(database: &TestDatabase, engine: &crate::Engine, run_id: RunId, said: &Said) {
    until_set_aside(said, run_id).await;
    let before = epochs(database).await;
    let others: Vec<NewRun> = (0..8).map(|_| new_run(&three_steps())).collect();
    for run in &others {
        assert_eq!(run_to_rest(&engine.handle(), run).await, RunStatus::Completed);
    }
    tokio::time::sleep(config().poll_every * 4).await;
    assert_eq!(epochs(database).await, before);
    assert!(before.iter().all(|epoch| *epoch == 1), "claimed once: {before:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submission_without_its_run_is_set_aside() {
    let said = listen();
    let database = testkit::database().await;
    let client = database.get(Identity::Service).await.unwrap();
    let run = new_run(&three_steps());
    crate::submit(&client, &run).await.unwrap();
    client.execute("delete from engine.runs where id = $1", &[&run.run_id]).await.unwrap();
    let engine = engine(&database, World::new().registry()).await;
    set_aside_alone(&database, &engine, run.run_id, &said).await;
    assert!(journal(&database, run.run_id).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submission_of_a_run_that_has_begun_is_set_aside_and_the_run_is_as_it_was() {
    let said = listen();
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let engine = engine(&database, World::new().registry()).await;
    let run = new_run(&three_steps());
    assert_eq!(run_to_rest(&engine.handle(), &run).await, RunStatus::Completed);
    let before = journal(&database, run.run_id).await;
    let again = "insert into engine.submissions (shard, run_id, owner_id, plan_hash, input) \
                 select shard, id, owner_id, plan_hash, '{\"word\": \"villain\"}' from engine.runs where id = $1";
    client.execute(again, &[&run.run_id]).await.unwrap();
    set_aside_alone(&database, &engine, run.run_id, &said).await;
    assert_eq!(journal(&database, run.run_id).await, before);
    assert_eq!(view::run(&database, run.run_id).await.unwrap().unwrap().status, RunStatus::Completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_deleted_under_its_owner_is_set_aside() {
    let said = listen();
    let database = testkit::database().await;
    let world = World::new();
    let client = database.connect(Identity::Service).await;
    let engine = engine(&database, world.registry()).await;
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[])])));
    engine.handle().submit(&run).await.unwrap();
    world.until_waiting(1).await;
    client.execute("delete from engine.journal where run_id = $1", &[&run.run_id]).await.unwrap();
    client.execute("delete from engine.runs where id = $1", &[&run.run_id]).await.unwrap();
    world.door.notify_one();
    set_aside_alone(&database, &engine, run.run_id, &said).await;
}

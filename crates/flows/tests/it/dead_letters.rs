//! What failed for good, and what becomes of it when it is taken up again.

use std::time::Duration;

use flows::dead_letters::{DeadLetterQuery, counts, dead_letters};
use flows::read;
use machine::Actor;
use serde_json::{Value, json};
use store::Identity;
use uuid::Uuid;

use crate::house::House;

/// Fails in its second step, for good or holding.
fn failing(name: &str, on_exhausted: &str) -> String {
    format!(
        "grammar: 3\nname: {name}\nsteps:\n  - id: well\n    work: {{effect: {{effect: value, with: {{n: 1}}}}}}\n  - id: fails\n    needs: [well]\n    \
         work: {{effect: {{effect: http.request, with: {{url: nonsense}}}}}}\n    gate: {{max_attempts: 2, on_exhausted: {on_exhausted}}}\n"
    )
}

fn ada() -> Actor {
    Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() }
}

async fn listed(house: &House, query: DeadLetterQuery) -> Vec<(Uuid, String, Option<String>, Option<String>)> {
    let client = house.database.get(Identity::Service).await.unwrap();
    let found = dead_letters(&client, &DeadLetterQuery { owner: Some(house.owner), limit: 100, ..query }).await.unwrap();
    found.into_iter().map(|run| (run.id, run.status, run.code, run.step)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_is_done_again_when_its_run_is_taken_up_again() {
    let undone = failing("undone", "fail").replace("with: {n: 1}}}", "with: {n: 1}}}\n    undo: {effect: value}");
    let house = House::new().await;
    let engine = house.engine().await;
    let (run, steps) = house.run(&engine, &undone, json!({})).await;
    assert_eq!((run.status.as_str(), &steps[0].undo.as_ref().unwrap()["status"]), ("failed", &json!("done")));
    let (kept, _) = house.run(&engine, &failing("kept", "fail"), json!({})).await;
    engine.stop(Duration::from_secs(10)).await;
    for (source, done) in [(run.id, 0), (kept.id, 1)] {
        let fork = house.flows.fork(source, &[], None, None).await.unwrap();
        let client = house.database.get(Identity::Service).await.unwrap();
        assert_eq!(read::steps(&client, fork).await.unwrap().len(), done, "what stands is kept, what was taken back is not");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_a_step_ended_as_failed_is_taken_up_at_that_step() {
    let ends = "grammar: 3\nname: ends\nsteps:\n  - id: well\n    work: {effect: {effect: value}}\n  - id: end\n    needs: [well]\n    when: input.bad\n    \
                work: {end: {status: failed, code: Z}}\n";
    let house = House::new().await;
    let engine = house.engine().await;
    let (run, _) = house.run(&engine, ends, json!({ "bad": true })).await;
    assert_eq!((run.status.as_str(), &run.failure.unwrap()["code"]), ("failed", &json!("Z")));
    let fork = house.flows.fork(run.id, &[], Some(json!({ "bad": false })), None).await.unwrap();
    engine.handle().nudge();
    tokio::time::timeout(Duration::from_secs(60), engine.handle().settled(fork)).await.expect("the run settles").unwrap();
    let client = house.database.get(Identity::Service).await.unwrap();
    assert_eq!(read::run(&client, fork).await.unwrap().unwrap().status, "completed");
    drop(client);
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_for_good_is_one_list_and_leaves_it_when_it_is_taken_up_again() {
    let house = House::new().await;
    let engine = house.engine().await;
    let (failed, _) = house.run(&engine, &failing("strict", "fail"), json!({})).await;
    let (holds, _) = house.run(&engine, &failing("patient", "pause"), json!({})).await;
    let waits = "grammar: 3\nname: waits\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n    gate: {approval: required}\n";
    let (waits, _) = house.run(&engine, waits, json!({})).await;
    assert_eq!((failed.status.as_str(), holds.status.as_str(), waits.status.as_str()), ("failed", "paused", "paused"));
    let code = failed.failure.as_ref().unwrap()["code"].as_str().unwrap().to_owned();
    let step = Some("fails".to_owned());
    assert_eq!(
        listed(&house, DeadLetterQuery::default()).await,
        [(holds.id, "paused".to_owned(), Some(code.clone()), step.clone()), (failed.id, "failed".to_owned(), Some(code.clone()), step)],
        "what waits for a person has not failed"
    );
    let strict = DeadLetterQuery { name: Some("strict".to_owned()), code: Some(code.clone()), ..DeadLetterQuery::default() };
    assert_eq!(listed(&house, strict.clone()).await.len(), 1);
    assert!(listed(&house, DeadLetterQuery { code: Some("OTHER".to_owned()), ..DeadLetterQuery::default() }).await.is_empty());
    assert!(listed(&house, DeadLetterQuery { kind: Some("template".to_owned()), ..DeadLetterQuery::default() }).await.is_empty());
    let client = house.database.get(Identity::Service).await.unwrap();
    let found = dead_letters(&client, &DeadLetterQuery { limit: 1, ..DeadLetterQuery::default() }).await.unwrap();
    assert!(found[0].message.as_ref().is_some_and(|message| !message.is_empty()), "it says what happened: {found:?}");
    assert!(found[0].since >= holds.created_at);
    let counted: Vec<_> = counts(&client, None).await.unwrap().into_iter().map(|count| (count.name, count.code, count.runs)).collect();
    assert_eq!(counted, [("patient".to_owned(), Some(code.clone()), 1), ("strict".to_owned(), Some(code.clone()), 1)]);
    drop(client);

    // A failed one goes on as another run, which begins with what was done; once, however often one asks.
    let (flows, handle) = (&house.flows, engine.handle());
    let forked = flows.redrive(&handle, failed.id, &ada()).await.unwrap();
    let next = forked.run_id.unwrap();
    assert_eq!(forked.state, "forked");
    handle.nudge();
    tokio::time::timeout(Duration::from_secs(60), handle.settled(next)).await.unwrap().unwrap();
    let again = flows.redrive(&handle, failed.id, &ada()).await.unwrap();
    assert_eq!((again.state, again.code.as_deref(), again.run_id), ("refused", Some("REDRIVEN"), Some(next)));
    let client = house.database.get(Identity::Service).await.unwrap();
    let (old, new) = (read::run(&client, failed.id).await.unwrap().unwrap(), read::run(&client, next).await.unwrap().unwrap());
    assert_eq!((old.redriven_as, new.forked_from), (Some(next), Some(failed.id)));
    let steps = read::steps(&client, next).await.unwrap();
    assert_eq!((steps[0].step.as_str(), steps[0].status.as_str(), &steps[0].value), ("well", "passed", &Some(json!({ "n": 1 }))));
    drop(client);
    // It failed again, so it is the one that is listed now.
    assert_eq!(listed(&house, strict).await.iter().map(|run| run.0).collect::<Vec<_>>(), [next]);

    // One that holds goes on as long as its gate has attempts, and says so when it has none.
    let resumed = flows.redrive(&handle, holds.id, &ada()).await.unwrap();
    assert_eq!((resumed.state, resumed.run_id), ("resumed", Some(holds.id)));
    tokio::time::timeout(Duration::from_secs(60), handle.settled(holds.id)).await.unwrap().unwrap();
    let spent = flows.redrive(&handle, holds.id, &ada()).await.unwrap();
    assert_eq!((spent.state, spent.code.as_deref()), ("refused", Some("ATTEMPTS_EXHAUSTED")));
    assert!(spent.message.is_some_and(|message| message.contains("fails")));

    for (id, code) in [(waits.id, "NOT_A_DEAD_LETTER"), (Uuid::now_v7(), "UNKNOWN_RUN")] {
        assert_eq!(flows.redrive(&handle, id, &ada()).await.unwrap().code.as_deref(), Some(code));
    }
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_forked_and_not_marked_is_marked_when_one_asks_again() {
    let house = House::new().await;
    let engine = house.engine().await;
    let (failed, _) = house.run(&engine, &failing("strict", "fail"), Value::Null).await;
    let first = house.flows.redrive(&engine.handle(), failed.id, &ada()).await.unwrap().run_id.unwrap();
    // As if the process had died between the two.
    let client = house.database.connect(Identity::Service).await;
    client.execute("update flows.runs set redriven_as = null where id = $1", &[&failed.id]).await.unwrap();
    let second = house.flows.redrive(&engine.handle(), failed.id, &ada()).await.unwrap();
    assert_eq!((second.state, second.run_id), ("forked", Some(first)));
    let forks: i64 = client.query_one("select count(*) from flows.runs where forked_from = $1", &[&failed.id]).await.unwrap().get(0);
    assert_eq!(forks, 1);
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_several_take_up_at_once_is_forked_once_and_each_is_told_so() {
    let house = House::new().await;
    let engine = house.engine().await;
    let (failed, _) = house.run(&engine, &failing("strict", "fail"), Value::Null).await;
    let redrives = (0..8).map(|_| {
        let (flows, handle) = (house.flows.clone(), engine.handle());
        tokio::spawn(async move { flows.redrive(&handle, failed.id, &ada()).await })
    });
    let mut told = std::collections::BTreeSet::new();
    for redriven in redrives.collect::<Vec<_>>() {
        told.insert(redriven.await.unwrap().unwrap().run_id);
    }
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(house.count("select count(*) from flows.runs where forked_from is not null").await, 1);
    engine.stop(Duration::from_secs(10)).await;
}

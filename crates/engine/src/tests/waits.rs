//! Waits and signals: durable, out of memory while they last, each signal counted once.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use machine::{Entry, RunStatus};
use plan::Plan;
use serde_json::{Value, json};
use store::Identity;

use super::world::*;
use crate::{Answer, Clock, Config, Engine, ManualClock, Request, Sweep, hint, request, view};

fn waiting(wait: Value, more: Value) -> Arc<Plan> {
    let mut steps = vec![json!({ "id": "nap", "work": { "wait": wait } })];
    steps.extend(more.as_array().cloned().unwrap_or_default());
    let plan = json!({ "grammar": 2, "name": "sample", "signals": { "go": {}, "n": { "schema": { "type": "integer" } } }, "steps": steps });
    Arc::new(serde_json::from_value(plan).unwrap())
}

async fn until(mut holds: impl AsyncFnMut() -> bool) {
    tokio::time::timeout(PATIENCE, async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("it never came to pass");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_asleep_leave_memory_and_are_woken_when_their_time_comes() {
    let database = testkit::database().await;
    let clock = ManualClock::new(Timestamp::from_second(1_800_000_000).unwrap());
    let config = || Config { clock: Clock::Manual(clock.clone()), ..config() };
    let first = Engine::start(store::Database::clone(&database), World::new().registry(), config()).await.unwrap();
    let plan = waiting(json!({ "for": { "hours": 1 } }), json!([step("after", "echo", json!({}), &["nap"])]));
    let runs: Vec<_> = (0..20).map(|_| new_run(&plan)).collect();
    for run in &runs {
        first.handle().submit(run).await.unwrap();
    }
    for run in &runs {
        until(async || view::run(&database, run.run_id).await.unwrap().unwrap().last_seq > 0).await;
    }
    until(async || first.handle().statistics().live == 0).await;
    first.stop(PATIENCE).await;

    // Another process does not take them up either, until their hour is near.
    let second = Engine::start(store::Database::clone(&database), World::new().registry(), config()).await.unwrap();
    let handle = second.handle();
    handle.ready().await;
    clock.advance(Duration::from_secs(3_500));
    tokio::time::sleep(config().poll_every * 3).await;
    assert_eq!(handle.statistics().live, 0);
    assert_eq!(view::run(&database, runs[0].run_id).await.unwrap().unwrap().status, RunStatus::Running);
    clock.advance(Duration::from_secs(101));
    for run in &runs {
        assert_eq!(at_rest(&handle, run.run_id).await, RunStatus::Completed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_wait_at_the_very_beginning_of_a_run_ends() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    // Too short to leave memory for: nothing but its own timer wakes it.
    let run = new_run(&waiting(json!({ "for": { "milliseconds": 200 } }), json!([])));
    engine.handle().submit(&run).await.unwrap();
    assert_eq!(at_rest(&engine.handle(), run.run_id).await, RunStatus::Completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_from_elsewhere_wakes_a_run_and_counts_once() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let plan =
        waiting(json!({ "signal": "n" }), json!([step("after", "echo", json!({ "n": "{{ steps.nap.value.signals.n }}" }), &["nap"])]));
    let run = new_run(&plan);
    engine.handle().submit(&run).await.unwrap();
    until(async || view::run(&database, run.run_id).await.unwrap().unwrap().last_seq > 0).await;
    until(async || engine.handle().statistics().live == 0).await;

    // As another process would: filed, and hinted at.
    let signal = |id: &str, payload: Value| Request::Signal { name: "n".to_owned(), id: id.to_owned(), payload, by: somebody() };
    let client = database.connect(Identity::Service).await;
    let wrong = request(&*client, run.run_id, &signal("s0", json!("seven")), "a").await.unwrap();
    let right = request(&*client, run.run_id, &signal("s1", json!(7)), "b").await.unwrap();
    // The same signal under another request: accepted, and nothing comes of it.
    let again = request(&*client, run.run_id, &signal("s1", json!(8)), "c").await.unwrap();
    hint(&database).await.unwrap();
    let answer = async |id| crate::await_answer(&database, id, PATIENCE).await.unwrap();
    assert!(matches!(answer(wrong).await, Answer::Refused { ref code, .. } if code == "BAD_SIGNAL"));
    assert!(matches!(answer(right).await, Answer::Accepted { .. }));
    assert_eq!(at_rest(&engine.handle(), run.run_id).await, RunStatus::Completed);
    // Either the run had not ended yet, or it had: in no case does the second one count.
    answer(again).await;
    let journal = journal(&database, run.run_id).await;
    let received = journal.iter().filter(|recorded| matches!(recorded.entry, Entry::SignalReceived { .. })).count();
    assert_eq!(received, 1);
    let machine = view::machine(&database, run.run_id).await.unwrap().unwrap();
    assert_eq!(machine.outputs()[&"after".into()].value["input"]["n"], json!(7));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_signal_sent_again_gets_the_first_answer() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let run = new_run(&waiting(json!({ "all": [{ "signal": "go" }, { "signal": "n" }] }), json!([])));
    engine.handle().submit(&run).await.unwrap();
    let send = async |name: &str, id: &str| engine.handle().signal(run.run_id, name, id, json!(1), somebody(), PATIENCE).await.unwrap();
    let first = send("go", "1").await;
    assert_eq!(send("go", "1").await, first);
    assert!(
        matches!(send("stop", "2").await, Answer::Refused { ref code, ref message, .. } if code == "UNKNOWN_SIGNAL" && message.contains("`go`"))
    );
    assert!(matches!(send("n", "3").await, Answer::Accepted { .. }));
    assert_eq!(at_rest(&engine.handle(), run.run_id).await, RunStatus::Completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waits_and_signals_come_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let plan = waiting(
        json!({ "any": [{ "signal": "n" }, { "for": { "days": 1 } }] }),
        json!([
            { "id": "short", "needs": ["nap"], "work": { "wait": { "for": { "milliseconds": 1 } } } },
            step("between", "echo", json!({ "n": "{{ steps.nap.value.signals.n }}" }), &["short"]),
            { "id": "both", "needs": ["between"], "work": { "wait": { "all": [{ "signal": "go" }, { "signal": "go" }] } } },
            step("last", "echo", json!({ "v": "{{ steps.both.value }}" }), &["both"]),
        ]),
    );
    let signal = |name: &str, id: &str| Request::Signal { name: name.to_owned(), id: id.to_owned(), payload: json!(7), by: somebody() };
    // One comes before anything waits for it, one twice.
    let requests = vec![signal("go", "early"), signal("n", "one"), signal("n", "one"), signal("go", "late")];
    // Only what comes cannot be waited out: the day is long.
    let config = Config { poll_every: Duration::from_millis(20), ..Config::default() };
    let report = Sweep::new(&database, plan, json!({}), || World::new().registry()).config(config).requests(requests).run().await.unwrap();
    report.assert_clean();
    assert!(report.writes >= 6, "{report:?}");
}

//! Runs that wait for others leave memory and come back: no wait is for ever, no end is missed, nothing happens twice.

use std::sync::Arc;
use std::time::Duration;

use engine::{Awaited, Config, Engine, Request, Sweep};
use flows::tasks::{PollTasks, TaskEnd, TaskOutcome, TaskView};
use flows::{Flows, PlanSource, Start, read};
use machine::{Actor, CancelMode, Effort};
use serde_json::{Map, Value, json};
use store::Identity;
use uuid::Uuid;

use crate::house::House;

const LEAF: &str = "\
grammar: 3
name: leaf
output: '{{ input.n }}'
steps:
  - id: a
    work: {effect: {effect: value}}
";
const PARENT: &str = "\
grammar: 3
name: parent
output: '{{ steps.child.value.output }}'
steps:
  - id: child
    work: {effect: {effect: child, with: {flow: leaf, input: {n: '{{ input.n }}'}}}}
";
const FAN: &str = "\
grammar: 3
name: fan
output: '{{ steps.all.value | length }}'
steps:
  - id: all
    work: {each: {items: 'range(4) | list', call: {effect: child, with: {flow: parent, input: {n: '{{ item }}'}}}}}
";
const TASK: &str = "\
grammar: 3
name: remote
output: '{{ steps.two.value }}'
steps:
  - id: one
    work: {effect: {effect: task, with: {activity: work, input: {n: '{{ input.n }}'}}}}
  - id: two
    needs: [one]
    work: {effect: {effect: value, with: {n: '{{ steps.one.value }}'}}}
";

fn somebody() -> Actor {
    Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() }
}

/// Runs leave memory as soon as they can.
fn eager() -> Config {
    Config { park_after: Duration::ZERO, poll_every: Duration::from_millis(50), ..Config::default() }
}

async fn host(house: &House, config: Config) -> Engine {
    Engine::start((*house.database).clone(), house.flows.registry(), config).await.unwrap()
}

async fn start(house: &House, plan: &str, input: Value) -> Uuid {
    let plan = PlanSource::Text { text: plan.to_owned(), origin: "test".to_owned() };
    let start = Start { plan, input, attributes: Map::new(), idempotency_key: None, approved_in_advance: None };
    house.flows.start(house.owner, start).await.unwrap().run_id
}

fn polls(max: u16) -> PollTasks {
    PollTasks {
        queue: "default".to_owned(),
        worker: "w".to_owned(),
        activities: None,
        max,
        wait: Duration::from_secs(20),
        lease: Duration::from_secs(60),
        ended: Vec::new(),
    }
}

async fn poll(house: &House, max: u16) -> Vec<TaskView> {
    house.flows.poll_tasks(house.owner, &polls(max), std::future::pending()).await.unwrap().tasks
}

fn ends(tasks: &[TaskView]) -> Vec<TaskEnd> {
    let outcome = |task: &TaskView| TaskOutcome::Done { value: task.input["n"].clone(), files: Vec::new() };
    tasks.iter().map(|task| TaskEnd { id: task.id.clone(), token: task.token, outcome: outcome(task) }).collect()
}

async fn done(house: &House, tasks: &[TaskView]) {
    assert!(house.flows.end_tasks(house.owner, &ends(tasks)).await.unwrap().iter().all(|held| held.held));
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(90), wait).await.unwrap_or_else(|_| panic!("it never came to pass that {what}"));
}

async fn status(house: &House, run: Uuid) -> (String, Option<Value>) {
    let client = house.database.get(Identity::Service).await.unwrap();
    let run = read::run(&client, run).await.unwrap().unwrap();
    (run.status, run.output)
}

async fn count(house: &House, sql: &str) -> i64 {
    house.database.connect(Identity::Service).await.query_one(sql, &[]).await.unwrap().get(0)
}

/// Until nothing is in memory.
async fn until_empty(engine: &Engine) {
    until("memory is empty", async || engine.handle().statistics().live == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_parents_leave_room_for_their_children_where_there_is_room_for_twenty() {
    let house = House::new().await;
    house.flows.apply(house.owner, LEAF, "test").await.unwrap();
    let config = Config { max_live_runs: 20, lanes: 4, poll_every: Duration::from_millis(50), ..Config::default() };
    let mut runs = Vec::new();
    for n in 0..200 {
        runs.push(start(&house, PARENT, json!({ "n": n })).await);
    }
    let engine = host(&house, config).await;
    until("all have ended", async || count(&house, "select count(*) from flows.runs where status <> 'completed'").await == 0).await;
    for (n, run) in runs.iter().enumerate() {
        assert_eq!(status(&house, *run).await.1, Some(json!(n)));
    }
    assert_eq!(count(&house, "select count(*) from flows.runs").await, 400, "one child each");
    until("no wake is left", async || count(&house, "select count(*) from engine.wakes").await == 0).await;
    until_empty(&engine).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn children_below_children_and_fan_outs_end_where_there_is_room_for_one() {
    let house = House::new().await;
    for plan in [LEAF, PARENT] {
        house.flows.apply(house.owner, plan, "test").await.unwrap();
    }
    // One in each of two writers.
    let engine = host(&house, Config { max_live_runs: 2, lanes: 2, ..eager() }).await;
    let mut runs = Vec::new();
    for _ in 0..6 {
        runs.push(start(&house, FAN, json!({})).await);
    }
    engine.handle().nudge();
    for run in runs {
        until("the fan-out has ended", async || status(&house, run).await == ("completed".to_owned(), Some(json!(4)))).await;
    }
    assert_eq!(count(&house, "select count(*) from flows.runs where ended_at is not null").await, 6 * (1 + 4 + 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_of_runs_that_left_memory_are_done_while_nobody_runs_the_engine() {
    let house = House::new().await;
    let engine = host(&house, eager()).await;
    let mut runs = Vec::new();
    for n in 0..50 {
        runs.push(start(&house, TASK, json!({ "n": n })).await);
    }
    engine.handle().nudge();
    until("all are parked", async || count(&house, "select count(*) from flows.tasks where parked").await == 50).await;
    until_empty(&engine).await;
    engine.kill().await;
    done(&house, &poll(&house, 100).await).await;
    assert_eq!(count(&house, "select count(*) from engine.wakes").await, 50);
    let engine = host(&house, eager()).await;
    for (n, run) in runs.iter().enumerate() {
        until("it has ended", async || status(&house, *run).await == ("completed".to_owned(), Some(json!({ "n": n })))).await;
    }
    assert_eq!(count(&house, "select count(*) from flows.tasks").await, 0);
    until("no wake is left", async || count(&house, "select count(*) from engine.wakes").await == 0).await;
    until_empty(&engine).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_runs_that_wait_hold_no_memory_and_nothing_is_asked_about_them() {
    let house = House::new().await;
    let engine = host(&house, Config { max_live_runs: 100, ..eager() }).await;
    for n in 0..1_000 {
        start(&house, TASK, json!({ "n": n })).await;
    }
    engine.handle().nudge();
    until("all are parked", async || count(&house, "select count(*) from flows.tasks where parked").await == 1_000).await;
    until_empty(&engine).await;
    // No look of the engine finds one of them, though it looks twenty times a second.
    let waves = engine.handle().statistics().waves;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!((engine.handle().statistics().live, engine.handle().statistics().waves), (0, waves));
    assert_eq!(count(&house, "select count(*) from engine.runs where not asleep").await, 0);
    for _ in 0..10 {
        done(&house, &poll(&house, 100).await).await;
    }
    until("all have ended", async || count(&house, "select count(*) from flows.runs where status <> 'completed'").await == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_deadlines_of_runs_out_of_memory_come_on_time() {
    let house = House::new().await;
    let engine = host(&house, eager()).await;
    let with =
        |what: &str| TASK.replace("  - id: two", &format!("    {what}\n    gate: {{max_attempts: 1, on_exhausted: fail}}\n  - id: two"));
    let cases = [
        (with("timeout_ms: 5000\n    retry: {max_tries: 1}"), "TIMEOUT"),
        (with("deadline_ms: 5000"), "STEP_TIMED_OUT"),
        (TASK.replace("steps:", "timeout_ms: 5000\nsteps:"), "RUN_TIMED_OUT"),
    ];
    let mut runs = Vec::new();
    for (plan, code) in &cases {
        runs.push((start(&house, plan, json!({ "n": 1 })).await, *code));
    }
    engine.handle().nudge();
    until("all are parked", async || count(&house, "select count(*) from flows.tasks where parked").await == 3).await;
    until_empty(&engine).await;
    for (run, code) in runs {
        until("it has failed", async || status(&house, run).await.0 == "failed").await;
        let client = house.database.get(Identity::Service).await.unwrap();
        assert_eq!(read::run(&client, run).await.unwrap().unwrap().failure.unwrap()["code"], code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_out_of_memory_hears_of_a_child_that_is_cancelled_while_it_waits_in_line() {
    const LINE: &str = "grammar: 4\nname: line\nsignals: {end: {}}\nadmission: {concurrency: {limit: 1}}\nsteps:\n  - id: a\n    work: {wait: {signal: end}}\n";
    const WAITS: &str = "grammar: 4\nname: waits\nsteps:\n  - id: child\n    work: {effect: {effect: child, with: {flow: line}}}\n    gate: {max_attempts: 1, on_exhausted: fail}\n";
    let house = House::new().await;
    house.flows.apply(house.owner, LINE, "test").await.unwrap();
    let engine = host(&house, eager()).await;
    start(&house, LINE, json!({})).await;
    let parent = start(&house, WAITS, json!({})).await;
    engine.handle().nudge();
    until("it is parked", async || count(&house, "select count(*) from flows.runs where parent_parked").await == 1).await;
    until_empty(&engine).await;
    let client = house.database.get(Identity::Service).await.unwrap();
    let child = read::children(&client, parent).await.unwrap()[0].id;
    drop(client);
    let cancel = Request::Cancel { by: somebody(), reason: None, mode: CancelMode::Graceful };
    house.flows.ask(&engine.handle(), child, &cancel, "cancel").await.unwrap();
    assert_eq!(status(&house, child).await.0, "cancelled");
    until("its parent has ended", async || status(&house, parent).await.0 == "failed").await;
    until("no wake is left", async || count(&house, "select count(*) from engine.wakes").await == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_out_of_memory_is_paused_resumed_and_cancelled_like_any_other() {
    let house = House::new().await;
    let engine = host(&house, eager()).await;
    let handle = engine.handle();
    let runs = [start(&house, TASK, json!({ "n": 1 })).await, start(&house, TASK, json!({ "n": 2 })).await];
    handle.nudge();
    until("both are parked", async || count(&house, "select count(*) from flows.tasks where parked").await == 2).await;
    until_empty(&engine).await;
    let pause = Request::Pause { by: somebody(), reason: "lunch".to_owned() };
    for run in runs {
        house.flows.ask(&handle, run, &pause, "pause").await.unwrap();
    }
    // What goes on of a run that holds goes on elsewhere: it leaves all the same.
    until_empty(&engine).await;
    assert_eq!(status(&house, runs[0]).await.0, "paused");
    let cancel = Request::Cancel { by: somebody(), reason: None, mode: CancelMode::Graceful };
    house.flows.ask(&handle, runs[1], &cancel, "cancel").await.unwrap();
    until("its task is gone", async || count(&house, "select count(*) from flows.tasks").await == 1).await;
    // Its end is taken in while it holds, and the next step begins when it goes on.
    done(&house, &poll(&house, 10).await).await;
    until("its end is taken in", async || count(&house, "select count(*) from flows.tasks").await == 0).await;
    until_empty(&engine).await;
    house.flows.ask(&handle, runs[0], &Request::Resume { by: somebody() }, "resume").await.unwrap();
    until("it has ended", async || status(&house, runs[0]).await == ("completed".to_owned(), Some(json!({ "n": 1 })))).await;
    assert_eq!(status(&house, runs[1]).await.0, "cancelled");
}

const BOTH: &str = "\
grammar: 3
name: both
steps:
  - id: each
    work: {each: {items: 'range(2) | list', call: {effect: task, with: {activity: work, input: {n: '{{ item }}'}}}}}
  - id: child
    work: {effect: {effect: child, with: {flow: parent, input: {n: 7}}}}
  - id: last
    needs: [each, child]
    work: {effect: {effect: task, with: {activity: work, input: {n: '{{ steps.child.value.output }}'}}}}
";

#[tokio::test(flavor = "multi_thread")]
async fn runs_that_leave_at_the_first_moment_survive_a_crash_at_every_write() {
    let house = House::new().await;
    for plan in [LEAF, PARENT] {
        house.flows.apply(house.owner, plan, "test").await.unwrap();
    }
    let (plan, _) = Flows::check(BOTH, "test").unwrap();
    let (flows, owner) = (house.flows.clone(), house.owner);
    // A worker that outlives every host, and lets runs leave memory before it says what came of its tasks.
    let works = tokio::spawn({
        let flows = flows.clone();
        async move {
            loop {
                let tasks = flows.poll_tasks(owner, &polls(10), std::future::pending()).await.unwrap().tasks;
                tokio::time::sleep(Duration::from_millis(60)).await;
                // A task may be gone with a host that died.
                flows.end_tasks(owner, &ends(&tasks)).await.unwrap();
            }
        }
    });
    let report = Sweep::new(&house.database, Arc::new(plan), json!({}), move || flows.registry())
        .config(Config { park_after: Duration::ZERO, poll_every: Duration::from_millis(20), ..Config::default() })
        .owner(owner)
        .hide(&["run_id"])
        .prepare(move |tx, run_id| {
            Box::pin(async move {
                tx.execute("insert into flows.runs (id, user_id, name, input) values ($1, $2, 'both', '{}')", &[&run_id, &owner]).await?;
                Ok(())
            })
        })
        .run()
        .await
        .unwrap();
    works.abort();
    report.assert_clean();
    let parked = count(&house, "select count(*) from flows.runs where parent_parked").await;
    assert!(parked > 0, "no run ever left memory for its child: {report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_only_starts_its_child_is_not_parked_until_the_child_ends() {
    const LONG: &str = "grammar: 3\nname: long\nsteps:\n  - id: a\n    work: {wait: {for: {hours: 1}}}\n";
    let house = House::new().await;
    house.flows.apply(house.owner, LONG, "test").await.unwrap();
    let engine = host(&house, eager()).await;
    let with = "{flow: long, wait: false, input: {}}";
    let parent = format!("grammar: 3\nname: starts\nsteps:\n  - id: child\n    work: {{effect: {{effect: child, with: {with}}}}}\n");
    let parent = start(&house, &parent, json!({})).await;
    engine.handle().nudge();
    until("the parent has ended", async || status(&house, parent).await.0 == "completed").await;
    let registry = house.flows.registry();
    let effort = Effort { step: "child".into(), attempt: 1, item: None, undo: false };
    let awaited = |wait: bool| Awaited {
        run_id: parent,
        effort: effort.clone(),
        idempotency_key: String::new(),
        input: json!({ "flow": "long", "wait": wait, "input": {} }),
    };
    let marked = registry.effects["child"].park(vec![awaited(false), awaited(true), awaited(false)]).await.unwrap();
    assert_eq!(marked, [false, true, false]);
    engine.stop(Duration::from_secs(10)).await;
}

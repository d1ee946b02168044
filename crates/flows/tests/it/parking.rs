//! Runs that wait for others leave memory and come back: no wait is for ever, no end is missed, nothing happens twice.

use std::sync::Arc;
use std::time::Duration;

use engine::{Awaited, Config, Engine, Mark, Request, Sweep};
use flows::queues::{AddStatus, NewItem};
use flows::tasks::{Labels, PollTasks, TaskEnd, TaskOutcome, TaskView};
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

/// A run with a queue, which does nothing by itself.
const HOLDER: &str = "\
grammar: 4
name: holder
signals: {go: {}}
queues: {work: {}}
steps:
  - id: wait
    work: {wait: {signal: go}}
";
const TAKER: &str = "\
grammar: 4
name: taker
output: '{{ steps.get.value }}'
steps:
  - id: get
    work: {effect: {effect: queue.take, with: {queue: work, of: '{{ input.of }}', most: 1}}}
  - id: done
    needs: [get]
    when: 'steps.get.value.because == \"items\"'
    work: {effect: {effect: queue.finish, with: {queue: work, of: '{{ input.of }}', items: '{{ steps.get.value[\"items\"] }}'}}}
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
        labels: Labels::default(),
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

/// Starts so many who take from a queue of `of`, and waits until none of them is in memory.
async fn takers(house: &House, engine: &Engine, plan: &str, of: Uuid, many: usize) -> Vec<Uuid> {
    let before = count(house, PARKED).await;
    let mut runs = Vec::new();
    for _ in 0..many {
        runs.push(start(house, plan, json!({ "of": of.to_string() })).await);
    }
    engine.handle().nudge();
    let all = before + i64::try_from(many).unwrap();
    until("all are parked", async || count(house, PARKED).await == all).await;
    until_empty(engine).await;
    runs
}

const PARKED: &str = "select count(*) from flows.queue_waits where parked_for is not null";

async fn add(house: &House, of: Uuid, payloads: impl IntoIterator<Item = Value>) {
    let items: Vec<NewItem> = payloads.into_iter().map(|payload| NewItem { payload, priority: None }).collect();
    let added = house.flows.add_items(of, "work", &items, None, "ada").await.unwrap();
    assert!(added.iter().all(|item| item.status == AddStatus::Added));
}

/// What each of these runs took, or why it took nothing, once all have ended.
async fn took(house: &House, runs: &[Uuid]) -> Vec<Value> {
    let mut took = Vec::new();
    for run in runs {
        until("it has ended", async || status(house, *run).await.0 == "completed").await;
        let output = status(house, *run).await.1.unwrap();
        took.push(output["items"][0].get("payload").or_else(|| output.get("because")).cloned().unwrap());
    }
    took.sort_by_key(Value::to_string);
    took
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_wait_for_items_leave_room_for_those_who_bring_them() {
    let house = House::new().await;
    let engine = host(&house, Config { max_live_runs: 4, lanes: 2, ..eager() }).await;
    let holder = start(&house, HOLDER, json!({})).await;
    let runs = takers(&house, &engine, TAKER, holder, 60).await;
    let waves = engine.handle().statistics().waves;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!((engine.handle().statistics().live, engine.handle().statistics().waves), (0, waves), "nothing is asked about them");
    let brings = "grammar: 4\nname: brings\nsteps:\n  - id: add\n    work: {effect: {effect: queue.add, with: {queue: work, of: '{{ input.of }}', payloads: '{{ range(20) | list }}'}}}\n";
    start(&house, brings, json!({ "of": holder.to_string() })).await;
    engine.handle().nudge();
    until("the first have ended", async || count(&house, "select count(*) from flows.runs where status = 'completed'").await == 21).await;
    assert_eq!(count(&house, PARKED).await, 40, "as many are woken as there are items");
    for at in 20..60 {
        add(&house, holder, [json!(at)]).await;
    }
    let mut expected: Vec<Value> = (0..60).map(Value::from).collect();
    expected.sort_by_key(Value::to_string);
    assert_eq!(took(&house, &runs).await, expected, "each item once");
    until("no wake is left", async || count(&house, "select count(*) from engine.wakes").await == 0).await;
    assert_eq!(count(&house, "select count(*) from flows.queue_waits").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_out_of_memory_ends_with_its_time_its_queue_and_what_is_finished() {
    let house = House::new().await;
    let engine = host(&house, eager()).await;
    let timed = TAKER.replace("most: 1", "most: 1, wait: {seconds: 8}");
    let drained = TAKER.replace("most: 1", "most: 1, until: drained");
    let holders = [start(&house, HOLDER, json!({})).await, start(&house, HOLDER, json!({})).await, start(&house, HOLDER, json!({})).await];
    let until_closed = takers(&house, &engine, TAKER, holders[0], 3).await;
    let until_its_run_ends = takers(&house, &engine, TAKER, holders[1], 3).await;
    // One has an item in hand; others wait until it is finished.
    let has = "grammar: 4\nname: has\nsignals: {go: {}}\nsteps:
  - {id: get, work: {effect: {effect: queue.take, with: {queue: work, of: '{{ input.of }}'}}}}
  - {id: hold, needs: [get], work: {wait: {signal: go}}}
  - {id: done, needs: [hold], work: {effect: {effect: queue.finish, with: {queue: work, of: '{{ input.of }}', items: '{{ steps.get.value[\"items\"] }}'}}}}\n";
    add(&house, holders[2], [json!("one")]).await;
    let holding = start(&house, has, json!({ "of": holders[2].to_string() })).await;
    engine.handle().nudge();
    until("it has it", async || count(&house, "select count(*) from flows.work_items where status = 'processing'").await == 1).await;
    let until_drained = takers(&house, &engine, &drained, holders[2], 2).await;
    let waits = TAKER.replace("queue.take", "queue.drained").replace(", most: 1", "");
    let for_the_end = takers(&house, &engine, &waits, holders[2], 2).await;
    let in_time = takers(&house, &engine, &timed, holders[0], 2).await;

    assert_eq!(took(&house, &in_time).await, [json!("time"), json!("time")]);
    assert_eq!(count(&house, PARKED).await, 10, "nobody else was woken by that");
    house.flows.close_queue(holders[0], "work").await.unwrap();
    assert_eq!(took(&house, &until_closed).await, vec![json!("closed"); 3]);
    let go = |id: &'static str| Request::Signal { id: id.to_owned(), name: "go".to_owned(), payload: json!({}), by: somebody() };
    house.flows.ask(&engine.handle(), holders[1], &go("end"), "signal").await.unwrap();
    assert_eq!(took(&house, &until_its_run_ends).await, vec![json!("closed"); 3]);
    house.flows.ask(&engine.handle(), holding, &go("finish"), "signal").await.unwrap();
    assert_eq!(took(&house, &until_drained).await, vec![json!("drained"); 2]);
    assert_eq!(took(&house, &for_the_end).await, vec![json!("drained"); 2]);
    assert_eq!(count(&house, "select count(*) from flows.queue_waits").await, 0);
    until("no wake is left", async || count(&house, "select count(*) from engine.wakes").await == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_whose_run_is_cancelled_when_it_is_woken_wakes_another() {
    let house = House::new().await;
    let engine = host(&house, eager()).await;
    let holder = start(&house, HOLDER, json!({})).await;
    let runs = takers(&house, &engine, TAKER, holder, 4).await;
    engine.stop(Duration::from_secs(60)).await;
    add(&house, holder, [json!("a"), json!("b")]).await;
    let woken = count(&house, "select count(*) from engine.wakes").await;
    assert_eq!((woken, count(&house, PARKED).await), (2, 2));
    // Those that wait the longest are woken. They are cancelled before they can take.
    let engine = host(&house, eager()).await;
    let cancel = Request::Cancel { by: somebody(), reason: None, mode: CancelMode::Hard };
    for run in &runs[..2] {
        // It may have been quicker.
        let _ = house.flows.ask(&engine.handle(), *run, &cancel, "cancel").await;
    }
    let ended = "select count(*) from flows.runs where name = 'taker' and status = 'completed'";
    until("the items are taken", async || count(&house, ended).await == 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_and_items_that_come_at_the_same_time_miss_nobody() {
    let house = House::new().await;
    let engine = host(&house, Config { poll_every: Duration::from_secs(5), ..eager() }).await;
    let holder = start(&house, HOLDER, json!({})).await;
    for round in 0..15 {
        let mut runs = Vec::new();
        for _ in 0..8 {
            runs.push(start(&house, TAKER, json!({ "of": holder.to_string() })).await);
        }
        engine.handle().nudge();
        // Whether they take, wait, are being marked or have left when the items come: every round is a little later.
        tokio::time::sleep(Duration::from_millis(5 * round)).await;
        let adds = (0..8).map(|at| add(&house, holder, [json!(at)]));
        futures_util::future::join_all(adds).await;
        assert_eq!(took(&house, &runs).await, (0..8).map(Value::from).collect::<Vec<_>>(), "round {round}");
    }
    until("no wake is left", async || count(&house, "select count(*) from engine.wakes").await == 0).await;
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
    assert_eq!(marked, [Mark::Refused, Mark::Set, Mark::Refused]);
    engine.stop(Duration::from_secs(10)).await;
}

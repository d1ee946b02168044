//! Schedules on a real PostgreSQL: what fires, once, whoever looks, and what becomes of what is going on.

use std::time::Duration;

use engine::Engine;
use flows::schedules::{Backfilled, FiringView, NewSchedule, ScheduleChange, ScheduleView, Scheduler, firings, schedule};
use flows::{FlowError, read};
use jiff::{SignedDuration, Timestamp};
use machine::Actor;
use serde_json::{Map, Value, json};
use store::Identity;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::house::House;

const QUICK: &str = "grammar: 1\nname: quick\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n";
const LONG: &str = "grammar: 2\nname: long\nsignals: {end: {}}\nsteps:\n  - id: a\n    work: {wait: {signal: end}}\n";

async fn make(house: &House, flow: &str, definition: Value) -> ScheduleView {
    house.flows.apply(house.owner, QUICK, "test").await.unwrap();
    house.flows.apply(house.owner, LONG, "test").await.unwrap();
    let new = NewSchedule {
        name: format!("s{}", Uuid::now_v7().simple()),
        flow: flow.to_owned(),
        version: None,
        definition: serde_json::from_value(definition).unwrap(),
        input: json!({}),
        attributes: Map::new(),
    };
    house.flows.create_schedule(house.owner, new).await.unwrap()
}

fn scheduler(house: &House, engine: &Engine) -> JoinHandle<()> {
    tokio::spawn(Scheduler::new(house.flows.clone(), engine.handle()).work())
}

async fn past(house: &House, id: Uuid) -> Vec<FiringView> {
    let client = house.database.get(Identity::Service).await.unwrap();
    firings(&client, id, (None, None), 100).await.unwrap()
}

async fn seen(house: &House, id: Uuid) -> ScheduleView {
    let client = house.database.get(Identity::Service).await.unwrap();
    schedule(&client, id).await.unwrap().unwrap()
}

/// Waits until so many firings have this status.
async fn until(house: &House, id: Uuid, status: &str, count: usize) -> Vec<FiringView> {
    let look = async {
        loop {
            let found: Vec<FiringView> = past(house, id).await.into_iter().filter(|firing| firing.status == status).collect();
            if found.len() >= count {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), look).await;
    match waited {
        Ok(found) => found,
        Err(_) => panic!("not {count} firings are {status}: {:?}", past(house, id).await),
    }
}

/// As if its moments since then had not been looked at.
async fn neglected(house: &House, id: Uuid, since: &str) {
    let client = house.database.connect(Identity::Service).await;
    let set = format!(
        "update flows.schedules set last_considered = now() - interval '{since}', next_look = now() - interval '{since}' where id = $1"
    );
    client.execute(&set, &[&id]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_starts_runs_until_it_is_exhausted() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let made = make(&house, "quick", json!({ "when": { "every": "1s" }, "max_runs": 2, "overlap": "allow" })).await;
    let started = until(&house, made.id, "started", 2).await;
    let after = seen(&house, made.id).await;
    assert_eq!((after.fired, after.exhausted, after.next_look), (2, true, None));
    let client = house.database.get(Identity::Service).await.unwrap();
    for firing in started {
        let run = read::run(&client, firing.run_id.unwrap()).await.unwrap().unwrap();
        assert_eq!((run.schedule_id, run.scheduled_for, run.version), (Some(made.id), Some(firing.nominal), Some(1)));
    }
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_made_up_for_inside_the_window_only_and_by_one_of_many_schedulers() {
    let house = House::new().await;
    let engine = house.engine().await;
    let made = make(&house, "quick", json!({ "when": { "every": "10m" }, "catch_up": "35m", "overlap": "allow" })).await;
    neglected(&house, made.id, "1 hour").await;
    let works: Vec<_> = (0..4).map(|_| scheduler(&house, &engine)).collect();
    let started = until(&house, made.id, "started", 3).await;
    let missed = until(&house, made.id, "missed", 2).await;
    assert!((3..=4).contains(&started.len()), "{started:?}");
    assert!(missed.iter().all(|late| started.iter().all(|made_up| late.nominal < made_up.nominal)));
    let moments: std::collections::BTreeSet<_> = past(&house, made.id).await.iter().map(|firing| firing.nominal).collect();
    assert_eq!(moments.len(), 6, "each moment of the hour, once");
    let client = house.database.connect(Identity::Service).await;
    let runs: i64 = client.query_one("select count(*) from flows.runs where schedule_id = $1", &[&made.id]).await.unwrap().get(0);
    assert_eq!(usize::try_from(runs).unwrap(), started.len());
    works.iter().for_each(JoinHandle::abort);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firing_that_meets_a_run_is_skipped_waits_or_takes_its_place_as_the_policy_says() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let end = |run: Uuid| {
        let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
        let request = engine::Request::Signal { name: "end".to_owned(), id: "e".to_owned(), payload: Value::Null, by };
        let (flows, handle) = (house.flows.clone(), engine.handle());
        async move { flows.ask(&handle, run, &request, "signal e").await.unwrap() }
    };
    let yearly = |overlap: &str| json!({ "when": { "cron": "0 0 1 1 *" }, "overlap": overlap });

    let skips = make(&house, "long", yearly("skip")).await.id;
    house.flows.trigger_schedule(skips).await.unwrap();
    house.flows.trigger_schedule(skips).await.unwrap();
    assert_eq!(until(&house, skips, "skipped", 1).await[0].reason.as_deref(), Some("an earlier run is still going"));
    assert_eq!(until(&house, skips, "started", 1).await.len(), 1);

    let waits = make(&house, "long", yearly("buffer_one")).await.id;
    for _ in 0..3 {
        house.flows.trigger_schedule(waits).await.unwrap();
    }
    let first = until(&house, waits, "started", 1).await[0].run_id.unwrap();
    assert_eq!((until(&house, waits, "buffered", 1).await.len(), until(&house, waits, "skipped", 1).await.len()), (1, 1));
    engine.handle().nudge();
    end(first).await;
    assert_eq!(until(&house, waits, "started", 2).await.len(), 2, "what waited starts when the run has ended");

    let replaces = make(&house, "long", yearly("cancel")).await.id;
    house.flows.trigger_schedule(replaces).await.unwrap();
    let first = until(&house, replaces, "started", 1).await[0].run_id.unwrap();
    engine.handle().nudge();
    house.flows.trigger_schedule(replaces).await.unwrap();
    engine.handle().nudge();
    until(&house, replaces, "started", 2).await;
    let client = house.database.get(Identity::Service).await.unwrap();
    assert_eq!(read::run(&client, first).await.unwrap().unwrap().status, "cancelled");
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_range_is_backfilled_once() {
    let house = House::new().await;
    let made = make(&house, "quick", json!({ "when": { "every": "1h" }, "overlap": "buffer_all" })).await;
    let until = Timestamp::now();
    let from = until - SignedDuration::from_hours(5);
    for _ in 0..2 {
        let done = house.flows.backfill_schedule(made.id, from, until).await.unwrap();
        assert_eq!(done, Backfilled { moments: 5, started: 1, waiting: 4, not_started: 0 });
    }
    let told = past(&house, made.id).await;
    assert_eq!(
        (told.len(), told.iter().filter(|firing| firing.status == "started").count()),
        (5, 1),
        "the others wait for the first: {told:?}"
    );
    for (from, until) in
        [(until, from), (from, until + SignedDuration::from_hours(1)), (until - SignedDuration::from_hours(24 * 365), until)]
    {
        assert!(matches!(house.flows.backfill_schedule(made.id, from, until).await, Err(FlowError::BadRange(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_backfilled_is_remembered_however_often_the_schedule_fires() {
    let house = House::new().await;
    let made = make(&house, "quick", json!({ "when": { "cron": "* * * * *" }, "overlap": "allow", "paused": true })).await;
    let ranges = ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"].map(|from| from.parse::<Timestamp>().unwrap());
    for from in [ranges[0], ranges[1], ranges[0]] {
        let done = house.flows.backfill_schedule(made.id, from, from + SignedDuration::from_hours(10)).await.unwrap();
        assert_eq!((done.moments, done.started), (600, 600));
    }
    let client = house.database.connect(Identity::Service).await;
    let runs: i64 = client.query_one("select count(*) from flows.runs where schedule_id = $1", &[&made.id]).await.unwrap().get(0);
    assert_eq!(runs, 1_200, "each moment once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backfilled_moment_that_was_skipped_may_be_backfilled_again() {
    let house = House::new().await;
    let made = make(&house, "quick", json!({ "when": { "every": "1h" }, "overlap": "skip" })).await;
    let until = Timestamp::now();
    let from = until - SignedDuration::from_hours(5);
    let done = house.flows.backfill_schedule(made.id, from, until).await.unwrap();
    assert_eq!(done, Backfilled { moments: 5, started: 1, waiting: 0, not_started: 4 });
    let definition = serde_json::from_value(json!({ "when": { "every": "1h" }, "overlap": "buffer_all" })).unwrap();
    let change = ScheduleChange { definition: Some(definition), ..ScheduleChange::default() };
    house.flows.change_schedule(made.id, change).await.unwrap();
    let done = house.flows.backfill_schedule(made.id, from, until).await.unwrap();
    assert_eq!(done, Backfilled { moments: 5, started: 1, waiting: 4, not_started: 0 });
}

#[tokio::test(flavor = "multi_thread")]
async fn moments_that_a_change_lets_in_afterwards_are_not_made_up_for() {
    let house = House::new().await;
    let engine = house.engine().await;
    let changes = [
        (json!({ "when": { "every": "1m" }, "starts_at": "2099-01-01T00:00:00Z" }), json!({ "when": { "every": "1m" } })),
        (
            json!({ "when": { "every": "1m" }, "ends_at": "2020-01-01T00:00:00Z" }),
            json!({ "when": { "every": "1m" }, "ends_at": "2099-01-01T00:00:00Z" }),
        ),
        (json!({ "when": { "every": "1m" }, "max_runs": 1 }), json!({ "when": { "every": "1m" }, "max_runs": 3 })),
    ];
    for (before, after) in changes {
        let rule = before.to_string();
        let made = make(&house, "quick", before).await;
        neglected(&house, made.id, "1 hour").await;
        let change = ScheduleChange { definition: Some(serde_json::from_value(after).unwrap()), ..ScheduleChange::default() };
        house.flows.change_schedule(made.id, change).await.unwrap();
        let works = scheduler(&house, &engine);
        tokio::time::sleep(Duration::from_millis(300)).await;
        works.abort();
        // One that the old rule had named, and one of this very second.
        assert!(past(&house, made.id).await.len() <= 2, "{rule}");
        house.flows.delete_schedule(made.id).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn firings_that_wait_start_when_the_policy_is_changed_so_that_they_may() {
    let house = House::new().await;
    let made = make(&house, "quick", json!({ "when": { "cron": "0 0 1 1 *" }, "overlap": "buffer_all" })).await;
    for _ in 0..3 {
        house.flows.trigger_schedule(made.id).await.unwrap();
    }
    let started = async || past(&house, made.id).await.iter().filter(|firing| firing.status == "started").count();
    assert_eq!(started().await, 1);
    let definition = serde_json::from_value(json!({ "when": { "cron": "0 0 1 1 *" }, "overlap": "allow" })).unwrap();
    house.flows.change_schedule(made.id, ScheduleChange { definition: Some(definition), ..ScheduleChange::default() }).await.unwrap();
    assert_eq!(started().await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_not_made_up_for() {
    let house = House::new().await;
    let engine = house.engine().await;
    let made = make(&house, "quick", json!({ "when": { "every": "10m" }, "paused": true })).await;
    assert_eq!((made.next_look, made.next.len()), (None, 0));
    neglected(&house, made.id, "1 hour").await;
    let resumed = ScheduleChange { paused: Some(false), ..ScheduleChange::default() };
    let resumed = house.flows.change_schedule(made.id, resumed).await.unwrap();
    assert!(resumed.next_look.unwrap() > Timestamp::now() - SignedDuration::from_secs(60));
    let works = scheduler(&house, &engine);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(past(&house, made.id).await.len() <= 1, "at most a moment of this very second");
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_that_no_longer_takes_the_input_fails_its_firing_and_not_the_schedule() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let made = make(&house, "quick", json!({ "when": { "cron": "0 0 1 1 *" } })).await;
    let picky = QUICK.replace("steps:", "input: {type: object, required: [word]}\nsteps:");
    house.flows.apply(house.owner, &picky, "test").await.unwrap();
    house.flows.trigger_schedule(made.id).await.unwrap();
    let failed = until(&house, made.id, "failed", 1).await;
    assert!(failed[0].reason.as_deref().unwrap().contains("word"), "{failed:?}");
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_cannot_be_used_is_refused_with_its_path() {
    let house = House::new().await;
    house.flows.apply(house.owner, QUICK, "test").await.unwrap();
    let new = NewSchedule {
        name: "never".to_owned(),
        flow: "quick".to_owned(),
        version: None,
        definition: serde_json::from_value(json!({ "when": { "cron": "0 0 30 2 *" }, "zone": "Europe/Nowhere" })).unwrap(),
        input: json!({}),
        attributes: Map::new(),
    };
    let Err(FlowError::Schedule(problems)) = house.flows.create_schedule(house.owner, new.clone()).await else { panic!("it was taken") };
    let paths: Vec<&str> = problems.0.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["when.cron", "zone"]);
    let good = NewSchedule { definition: serde_json::from_value(json!({ "when": { "every": "1h" } })).unwrap(), ..new };
    house.flows.create_schedule(house.owner, good.clone()).await.unwrap();
    assert!(matches!(house.flows.create_schedule(house.owner, good).await, Err(FlowError::ScheduleTaken(_))));
}

//! Starts that become one run, and starts that wait for a time, on a real PostgreSQL. Time passes by moving what is stored into the past.

use db::queries::flows::admission as sql;
use engine::Engine;
use flows::FlowRunView;
use flows::admission::{Admitted, WaitsFor};
use flows::schedules::{NewSchedule, Scheduler};
use serde_json::{Value, json};
use store::Identity;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::admission::{quick, until_told};
use crate::house::House;

fn scheduler(house: &House, engine: &Engine) -> JoinHandle<()> {
    tokio::spawn(Scheduler::new(house.flows.clone(), engine.handle()).work())
}

impl House {
    /// As if so much time had passed for whoever waits for one.
    async fn time_passes(&self, interval: &str) {
        self.sql(&format!(
            "begin;
             update flows.starts set due_at = due_at - interval '{interval}', until_at = until_at - interval '{interval}';
             update flows.buckets set even_at = even_at - interval '{interval}';
             update flows.lines set due_at = due_at - interval '{interval}';
             commit"
        ))
        .await;
    }
}

fn items(run: &FlowRunView) -> &Value {
    &run.input["items"]
}

#[tokio::test(flavor = "multi_thread")]
async fn of_starts_that_follow_one_another_quickly_the_last_one_is_run_once() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let plan = quick("{debounce: {key: '{{ input.who }}', for: {minutes: 1}}}");
    let first = house.begin(&engine, &plan, json!({ "who": "ada", "n": 1 })).await;
    let second = house.try_start(&plan, json!({ "who": "ada", "n": 2 }), Some("k")).await.unwrap();
    let other = house.begin(&engine, &plan, json!({ "who": "bob", "n": 9 })).await;
    assert_eq!((second.run_id, second.admitted), (first.run_id, Admitted::Joined));
    assert_ne!(other.run_id, first.run_id);
    let third = house.begin(&engine, &plan, json!({ "who": "ada", "n": 3 })).await;
    assert_eq!(third.run_id, first.run_id);
    let waits = house.seen(first.run_id).await.waits.unwrap();
    assert_eq!((waits.waits_for, waits.key.as_deref(), waits.place), (WaitsFor::Debounce, Some("ada"), None));
    assert!(waits.until.is_some());
    house.time_passes("61 s").await;
    let done = house.until(first.run_id, "completed").await;
    assert_eq!((&done.input, &done.output), (&json!({ "who": "ada", "n": 3 }), &Some(json!({ "who": "ada", "n": 3 }))));
    house.until(other.run_id, "completed").await;
    // A key answers with the run that its start ended up in, also afterwards.
    let again = house.try_start(&plan, json!({ "who": "ada", "n": 2 }), Some("k")).await.unwrap();
    assert_eq!((again.run_id, again.fresh), (first.run_id, false));
    let next = house.begin(&engine, &plan, json!({ "who": "ada", "n": 4 })).await;
    assert_ne!(next.run_id, first.run_id, "a quiet time has passed");
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debounced_run_does_not_wait_for_longer_than_its_plan_says() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let plan = quick("{debounce: {for: {minutes: 5}, at_most: {minutes: 10}}}");
    let run = house.begin(&engine, &plan, json!({ "n": 0 })).await.run_id;
    for n in 1..=3 {
        house.time_passes("180 s").await;
        assert_eq!(house.begin(&engine, &plan, json!({ "n": n })).await.run_id, run);
    }
    // A minute is left of the ten, though the last start was just now.
    house.time_passes("61 s").await;
    assert_eq!(house.until(run, "completed").await.input, json!({ "n": 3 }));
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_are_gathered_into_one_run_until_there_are_enough() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let plan = quick("{batch: {size: 3, within: {minutes: 1}}}");
    let first = house.begin(&engine, &plan, json!({ "n": 1 })).await.run_id;
    let second = house.try_start(&plan, json!({ "n": 2 }), Some("k")).await.unwrap();
    let again = house.try_start(&plan, json!({ "n": 2 }), Some("k")).await.unwrap();
    assert_eq!([second.run_id, again.run_id], [first, first], "and a key counts once");
    let waits = house.seen(first).await.waits.unwrap();
    assert_eq!((waits.waits_for, waits.items), (WaitsFor::Batch, Some(2)));
    let third = house.begin(&engine, &plan, json!({ "n": 3 })).await;
    assert_eq!(third.run_id, first);
    let done = house.until(first, "completed").await;
    assert_eq!(items(&done), &json!([{ "n": 1 }, { "n": 2 }, { "n": 3 }]));
    // The next ones are another batch, which time closes.
    let fourth = house.begin(&engine, &plan, json!({ "n": 4 })).await.run_id;
    assert_ne!(fourth, first);
    house.begin(&engine, &plan, json!({ "n": 5 })).await;
    house.time_passes("61 s").await;
    assert_eq!(items(&house.until(fourth, "completed").await), &json!([{ "n": 4 }, { "n": 5 }]));
    house.nobody_is_left().await;
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_another_version_or_too_many_bytes_begins_anew_and_nothing_is_lost() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let plan = quick("{batch: {size: 100, within: {minutes: 1}}}");
    let first = house.begin(&engine, &plan, json!({ "n": 1 })).await.run_id;
    let newer = plan.replace("id: a", "id: b");
    let second = house.begin(&engine, &newer, json!({ "n": 2 })).await.run_id;
    assert_ne!(second, first);
    assert_eq!(items(&house.until(first, "completed").await), &json!([{ "n": 1 }]), "the other version closed it");
    let big = json!({ "text": "x".repeat(150 * 1024) });
    assert_eq!(house.begin(&engine, &newer, big.clone()).await.run_id, second);
    let third = house.begin(&engine, &newer, big).await.run_id;
    assert_ne!(third, second, "two of them are too large for one input");
    assert_eq!(items(&house.until(second, "completed").await).as_array().unwrap().len(), 2);
    house.time_passes("61 s").await;
    assert_eq!(items(&house.until(third, "completed").await).as_array().unwrap().len(), 1);
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_has_its_turn_in_line_when_it_is_full() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = until_told("{concurrency: {limit: 1}, batch: {size: 2, within: {minutes: 1}}}");
    let start = |n: u32| house.begin(&engine, &plan, json!({ "n": n }));
    let first = start(1).await.run_id;
    start(2).await;
    house.until(first, "running").await;
    let second = start(3).await.run_id;
    start(4).await;
    assert_eq!(house.seen(second).await.waits.unwrap().waits_for, WaitsFor::Concurrency);
    house.end(&engine, first).await;
    assert_eq!(items(&house.until(second, "running").await), &json!([{ "n": 3 }, { "n": 4 }]));
}

/// Starts a child of the flow `line` in each of as many calls, and waits until all of them have.
async fn parent_of(house: &House, engine: &Engine, calls: u32) -> Uuid {
    let plan = format!(
        "grammar: 4\nname: parent\nsteps:\n  - id: c\n    work: {{each: {{items: 'range({calls}) | list', call: {{effect: child, with: {{flow: line, input: {{n: '{{{{ item }}}}'}}}}}}}}}}\n"
    );
    let before = house.count("select coalesce(sum(items), 0)::bigint from flows.starts").await;
    let parent = house.begin(engine, &plan, json!({})).await.run_id;
    while house.count("select coalesce(sum(items), 0)::bigint from flows.starts").await < before + i64::from(calls) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    parent
}

async fn gathering(house: &House) -> Uuid {
    house.database.connect(Identity::Service).await.query_one("select run_id from flows.starts", &[]).await.unwrap().get(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_a_child_began_goes_on_without_its_parent_as_soon_as_others_are_in_it() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let plan = quick("{batch: {size: 100, within: {minutes: 1}}}");
    house.flows.apply(house.owner, &plan, "test").await.unwrap();
    // What is a parent's alone ends with it, however many of its steps are in it.
    let alone = parent_of(&house, &engine, 2).await;
    let batch = gathering(&house).await;
    house.cancel(&engine, alone).await;
    house.until(batch, "cancelled").await;

    let parent = parent_of(&house, &engine, 1).await;
    let batch = gathering(&house).await;
    assert_eq!(house.begin(&engine, &plan, json!({ "n": 7 })).await.run_id, batch);
    house.cancel(&engine, parent).await;
    house.until(parent, "cancelled").await;
    house.time_passes("61 s").await;
    assert_eq!(items(&house.until(batch, "completed").await), &json!([{ "n": 0 }, { "n": 7 }]));
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_others_join_in_the_moment_in_which_its_parent_ends_is_not_asked_to_end() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = quick("{batch: {size: 100, within: {minutes: 1}}}");
    house.flows.apply(house.owner, &plan, "test").await.unwrap();
    parent_of(&house, &engine, 1).await;
    let batch = gathering(&house).await;
    // The end has found its child and asked it to end; before it has the line, somebody joins.
    let mut client = house.database.connect(Identity::Service).await;
    let wave = client.transaction().await.unwrap();
    wave.execute(
        "insert into engine.inbox (shard, run_id, dedup_id, request) values (engine.shard_of($1), $1, 'parent ended', '{\"request\": \"cancel\"}')",
        &[&batch],
    )
    .await
    .unwrap();
    house.begin(&engine, &plan, json!({ "n": 7 })).await;
    sql::leave().bind(&wave, &[].as_slice(), &[].as_slice(), &[batch].as_slice(), &"{}").one().await.unwrap();
    wave.commit().await.unwrap();
    assert_eq!(house.seen(batch).await.status, "pending");
    assert_eq!(house.count("select count(*) from engine.inbox").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_a_schedule_began_does_not_make_way_for_its_next_firing_once_others_are_in_it() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let plan = quick("{batch: {size: 100, within: {minutes: 1}}}");
    house.flows.apply(house.owner, &plan, "test").await.unwrap();
    let new = NewSchedule {
        name: "yearly".to_owned(),
        flow: "line".to_owned(),
        version: None,
        definition: serde_json::from_value(json!({ "when": { "cron": "0 0 1 1 *" }, "overlap": "cancel" })).unwrap(),
        input: json!({ "n": 0 }),
        attributes: serde_json::Map::new(),
    };
    let schedule = house.flows.create_schedule(house.owner, new).await.unwrap().id;
    let fires = async |nth: i64| {
        house.flows.trigger_schedule(schedule).await.unwrap();
        while house.count("select count(*) from flows.firings where status = 'started'").await < nth {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    fires(1).await;
    let first = gathering(&house).await;
    fires(2).await;
    assert_eq!(house.seen(first).await.status, "cancelled", "it was the schedule's alone");
    let second = gathering(&house).await;
    assert_eq!(house.begin(&engine, &plan, json!({ "n": 7 })).await.run_id, second);
    fires(3).await;
    house.time_passes("61 s").await;
    assert_eq!(items(&house.until(second, "completed").await), &json!([{ "n": 0 }, { "n": 7 }, { "n": 0 }]));
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_beyond_the_rate_begin_when_it_allows_them() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let plan = quick("{rate: {limit: 2, per: {minutes: 1}, burst: 2}}");
    let mut runs = Vec::new();
    for n in 0..5 {
        runs.push(house.begin(&engine, &plan, json!({ "n": n })).await);
    }
    let admitted: Vec<_> = runs.iter().map(|run| run.admitted).collect();
    assert_eq!(admitted, [Admitted::Begins, Admitted::Begins, Admitted::Waits, Admitted::Waits, Admitted::Waits]);
    house.until(runs[1].run_id, "completed").await;
    let waits = house.seen(runs[3].run_id).await.waits.unwrap();
    assert_eq!((waits.waits_for, waits.place), (WaitsFor::Rate, Some(2)));
    for next in 2..5 {
        house.time_passes("30 s").await;
        house.until(runs[next].run_id, "completed").await;
        if next < 4 {
            assert_eq!(house.seen(runs[next + 1].run_id).await.status, "pending");
        }
    }
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_nobody_is_in_and_that_has_nothing_to_remember_goes_away() {
    let house = House::new().await;
    let engine = house.engine().await;
    let works = scheduler(&house, &engine);
    let plan = quick("{rate: {key: '{{ input.who }}', limit: 2, per: {minutes: 1}}}");
    for who in ["ada", "bob"] {
        let run = house.begin(&engine, &plan, json!({ "who": who })).await.run_id;
        house.until(run, "completed").await;
    }
    assert_eq!(house.count("select count(*) from flows.lines").await, 2, "the rate is remembered");
    house.time_passes("31 s").await;
    house.flows.start(house.owner, start_of(&plan, "eve")).await.unwrap();
    while house.count("select count(*) from flows.lines").await > 1 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    works.abort();
}

fn start_of(plan: &str, who: &str) -> flows::Start {
    flows::Start {
        plan: flows::PlanSource::Text { text: plan.to_owned(), origin: "test".to_owned() },
        input: json!({ "who": who, "id": Uuid::now_v7() }),
        attributes: serde_json::Map::new(),
        idempotency_key: None,
        approved_in_advance: None,
    }
}

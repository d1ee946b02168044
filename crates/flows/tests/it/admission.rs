//! How runs are let in, on a real PostgreSQL: who runs, who waits, in what order, and what lets the next one in.

use std::time::Duration;

use engine::{Config, Engine, Request};
use flows::admission::{Admitted, WaitsFor, lines};
use flows::{FlowError, FlowRunView, PlanSource, Start, Started, read};
use machine::{Actor, CancelMode};
use serde_json::{Map, Value, json};
use store::Identity;
use uuid::Uuid;

use crate::house::House;

/// A plan whose runs go on until they get a signal.
pub(crate) fn until_told(admission: &str) -> String {
    format!(
        "grammar: 4\nname: line\nsignals: {{end: {{}}}}\nadmission: {admission}\nsteps:\n  - id: a\n    work: {{wait: {{signal: end}}}}\n"
    )
}

/// A plan whose runs end at once.
pub(crate) fn quick(admission: &str) -> String {
    format!(
        "grammar: 4\nname: line\nadmission: {admission}\noutput: '{{{{ input }}}}'\nsteps:\n  - id: a\n    work: {{effect: {{effect: value}}}}\n"
    )
}

impl House {
    pub(crate) async fn try_start(&self, plan: &str, input: Value, key: Option<&str>) -> Result<Started, FlowError> {
        let start = Start {
            plan: PlanSource::Text { text: plan.to_owned(), origin: "test".to_owned() },
            input,
            attributes: Map::new(),
            idempotency_key: key.map(str::to_owned),
            approved_in_advance: None,
        };
        self.flows.start(self.owner, start).await
    }

    pub(crate) async fn begin(&self, engine: &Engine, plan: &str, input: Value) -> Started {
        let started = self.try_start(plan, input, None).await.unwrap();
        engine.handle().nudge();
        started
    }

    pub(crate) async fn seen(&self, id: Uuid) -> FlowRunView {
        let client = self.database.get(Identity::Service).await.unwrap();
        read::run(&client, id).await.unwrap().unwrap()
    }

    /// Waits until the run has this status.
    pub(crate) async fn until(&self, id: Uuid, status: &str) -> FlowRunView {
        for _ in 0..3_000 {
            let run = self.seen(id).await;
            if run.status == status {
                return run;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("run {id} is not {status}: {:?}", self.seen(id).await);
    }

    pub(crate) async fn end(&self, engine: &Engine, id: Uuid) {
        let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
        engine.handle().signal(id, "end", &Uuid::now_v7().to_string(), json!({}), by, Duration::from_secs(30)).await.unwrap();
        self.until(id, "completed").await;
    }

    pub(crate) async fn cancel(&self, engine: &Engine, id: Uuid) {
        let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
        let request = Request::Cancel { by, reason: Some("enough".to_owned()), mode: CancelMode::Graceful };
        self.flows.ask(&engine.handle(), id, &request, &Uuid::now_v7().to_string()).await.unwrap();
    }

    pub(crate) async fn sql(&self, text: &str) {
        self.database.connect(Identity::Service).await.batch_execute(text).await.unwrap();
    }

    pub(crate) async fn count(&self, text: &str) -> i64 {
        self.database.connect(Identity::Service).await.query_one(text, &[]).await.unwrap().get(0)
    }

    /// Nothing is left of those who waited or held a place.
    pub(crate) async fn nobody_is_left(&self) {
        for table in ["starts", "places", "gathered", "lines", "buckets"] {
            assert_eq!(self.count(&format!("select count(*) from flows.{table}")).await, 0, "flows.{table}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_of_one_key_wait_for_each_other_and_those_of_another_do_not() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = until_told("{concurrency: {key: '{{ input.who }}', limit: 1}}");
    let first = house.begin(&engine, &plan, json!({ "who": "ada" })).await;
    let second = house.begin(&engine, &plan, json!({ "who": "ada" })).await;
    let third = house.begin(&engine, &plan, json!({ "who": "ada" })).await;
    let other = house.begin(&engine, &plan, json!({ "who": "bob" })).await;
    let expected = [Admitted::Begins, Admitted::Waits, Admitted::Waits, Admitted::Begins];
    assert_eq!([first.admitted, second.admitted, third.admitted, other.admitted], expected);
    house.until(first.run_id, "running").await;
    house.until(other.run_id, "running").await;
    let waits = house.seen(third.run_id).await.waits.unwrap();
    assert_eq!((waits.waits_for, waits.key.as_deref(), waits.place), (WaitsFor::Concurrency, Some("ada"), Some(2)));
    let client = house.database.get(Identity::Service).await.unwrap();
    let seen = lines(&client, house.owner, "line").await.unwrap();
    let told: Vec<_> = seen.iter().map(|line| (line.key.as_deref(), line.under_way, line.limit, line.waiting)).collect();
    assert_eq!(told, [(Some("ada"), 1, Some(1), 2), (Some("bob"), 1, Some(1), 0)]);
    drop(client);

    house.end(&engine, first.run_id).await;
    house.until(second.run_id, "running").await;
    assert_eq!(house.seen(third.run_id).await.waits.unwrap().place, Some(1));
    house.end(&engine, second.run_id).await;
    house.until(third.run_id, "running").await;
    assert!(house.seen(third.run_id).await.waits.is_none());
    house.end(&engine, third.run_id).await;
    house.end(&engine, other.run_id).await;
    house.nobody_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_waits_may_be_cancelled_and_one_that_holds_keeps_its_place() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = until_told("{concurrency: {limit: 1}}");
    let first = house.begin(&engine, &plan, json!({})).await.run_id;
    let second = house.begin(&engine, &plan, json!({})).await.run_id;
    let third = house.begin(&engine, &plan, json!({})).await.run_id;
    house.until(first, "running").await;
    house.cancel(&engine, second).await;
    let cancelled = house.seen(second).await;
    assert_eq!((cancelled.status.as_str(), &cancelled.failure.unwrap()["message"]), ("cancelled", &json!("enough")));
    assert!(cancelled.started_at.is_none() && cancelled.ended_at.is_some());
    // Whoever follows it hears that it is over, and who asks something of it is told.
    assert_eq!(engine.handle().settled(second).await.unwrap(), machine::RunStatus::Cancelled);
    let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    let pause = Request::Pause { by: by.clone(), reason: "lunch".to_owned() };
    let refused = house.flows.ask(&engine.handle(), second, &pause, "late").await;
    assert!(matches!(&refused, Err(FlowError::Refused { code, .. }) if code == "RUN_ENDED"), "{refused:?}");

    house.flows.ask(&engine.handle(), first, &pause, "pause").await.unwrap();
    house.until(first, "paused").await;
    assert_eq!(house.seen(third).await.status, "pending", "a run that holds keeps its place");
    house.cancel(&engine, first).await;
    house.until(third, "running").await;
    house.cancel(&engine, third).await;
    house.until(third, "cancelled").await;
    house.nobody_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_that_comes_while_a_run_waits_is_there_when_it_begins() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = until_told("{concurrency: {limit: 1}}");
    let first = house.begin(&engine, &plan, json!({})).await.run_id;
    let second = house.begin(&engine, &plan, json!({})).await.run_id;
    let (handle, by) = (engine.handle(), Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() });
    let told = tokio::spawn(async move { handle.signal(second, "end", "early", json!({}), by, Duration::from_secs(60)).await });
    while house.count("select count(*) from engine.inbox").await == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(house.seen(second).await.status, "pending");
    house.end(&engine, first).await;
    told.await.unwrap().unwrap();
    house.until(second, "completed").await;
    house.nobody_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_a_run_that_waits_is_answered_at_once() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = until_told("{concurrency: {limit: 1}}");
    let first = house.begin(&engine, &plan, json!({})).await.run_id;
    let second = house.begin(&engine, &plan, json!({})).await.run_id;
    let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    let handle = engine.handle();
    let ask = async |request: Request, dedup: &str| {
        let asked = house.flows.ask(&handle, second, &request, dedup);
        // Half as long as an answer is waited for.
        tokio::time::timeout(Duration::from_secs(15), asked).await.expect("it is answered before it begins")
    };
    let signal = |name: &str| Request::Signal { name: name.to_owned(), id: "1".to_owned(), payload: json!({}), by: by.clone() };
    let refused = ask(signal("no such"), "1").await;
    assert!(matches!(&refused, Err(FlowError::Refused { code, .. }) if code == "UNKNOWN_SIGNAL"), "{refused:?}");
    let not_begun = ask(Request::Pause { by: by.clone(), reason: "lunch".to_owned() }, "2").await;
    assert!(matches!(&not_begun, Err(FlowError::NotBegun(id)) if *id == second), "{not_begun:?}");
    assert!(matches!(house.flows.query(second, "any").await, Err(FlowError::NotBegun(_))));
    ask(signal("end"), "3").await.unwrap();
    assert_eq!(house.seen(second).await.status, "pending");

    // It begins, and the signal is there.
    house.end(&engine, first).await;
    house.until(second, "completed").await;
    house.nobody_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_let_in_by_priority_and_what_has_waited_long_counts_for_more() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = until_told("{concurrency: {limit: 1}, priority: '{{ input.p }}', aging: {minutes: 5}}");
    let first = house.begin(&engine, &plan, json!({ "p": 0 })).await.run_id;
    let low = house.begin(&engine, &plan, json!({ "p": 0 })).await.run_id;
    let old = house.begin(&engine, &plan, json!({ "p": 1 })).await.run_id;
    let high = house.begin(&engine, &plan, json!({ "p": 5 })).await.run_id;
    assert_eq!(house.seen(high).await.waits.unwrap().place, Some(1));
    // As if it had come half an hour ago: six steps of priority, one more than it takes.
    house
        .sql(&format!("update flows.starts set since = since - interval '30 min', turn = turn - interval '30 min' where run_id = '{old}'"))
        .await;
    let mut order = Vec::new();
    let mut under_way = first;
    for _ in 0..3 {
        house.end(&engine, under_way).await;
        for candidate in [low, old, high] {
            if !order.contains(&candidate) && house.seen(candidate).await.waits.is_none() {
                order.push(candidate);
                under_way = candidate;
            }
        }
    }
    assert_eq!(order, [old, high, low]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_aging_the_higher_priority_always_comes_first() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = until_told("{concurrency: {limit: 1}, priority: '{{ input.p }}'}");
    let first = house.begin(&engine, &plan, json!({ "p": 0 })).await.run_id;
    let low = house.begin(&engine, &plan, json!({ "p": -1 })).await.run_id;
    let high = house.begin(&engine, &plan, json!({ "p": 1 })).await.run_id;
    house
        .sql(&format!("update flows.starts set since = since - interval '9 d', turn = turn - interval '9 d' where run_id = '{low}'"))
        .await;
    house.end(&engine, first).await;
    house.until(high, "running").await;
    assert_eq!(house.seen(low).await.status, "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_may_refuse_skip_or_make_room_where_it_is_full() {
    let house = House::new().await;
    let engine = house.engine().await;
    let refuses = until_told("{concurrency: {limit: 1, when_full: refuse}}");
    let first = house.begin(&engine, &refuses, json!({})).await.run_id;
    let refused = house.try_start(&refuses, json!({}), Some("k")).await;
    assert!(matches!(refused, Err(FlowError::AdmissionRefused { .. })), "{refused:?}");
    assert_eq!(house.count("select count(*) from flows.runs").await, 1, "nothing is kept of it");
    house.end(&engine, first).await;
    // The key was not used up.
    let again = house.try_start(&refuses, json!({}), Some("k")).await.unwrap();
    assert!(again.fresh);
    engine.handle().nudge();

    let skips = refuses.replace("refuse", "skip");
    let skipped = house.begin(&engine, &skips, json!({})).await;
    assert_eq!(skipped.admitted, Admitted::Skipped);
    let seen = house.seen(skipped.run_id).await;
    assert_eq!((seen.status.as_str(), &seen.failure.unwrap()["code"]), ("cancelled", &json!("SKIPPED")));

    let replaces = refuses.replace("refuse", "cancel_oldest");
    house.until(again.run_id, "running").await;
    let middle = house.begin(&engine, &replaces, json!({})).await.run_id;
    let newest = house.begin(&engine, &replaces, json!({})).await.run_id;
    house.until(again.run_id, "cancelled").await;
    house.until(newest, "running").await;
    let passed = house.seen(middle).await;
    assert_eq!(passed.status, "cancelled");
    assert!(passed.failure.unwrap()["message"].as_str().unwrap().contains("newer run"));
    house.end(&engine, newest).await;
    house.nobody_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_names_its_run_also_while_that_waits() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = until_told("{concurrency: {limit: 1}}");
    house.begin(&engine, &plan, json!({})).await;
    let waits = house.try_start(&plan, json!({ "n": 1 }), Some("k")).await.unwrap();
    let again = house.try_start(&plan, json!({ "n": 1 }), Some("k")).await.unwrap();
    assert_eq!((again.run_id, again.fresh, again.admitted), (waits.run_id, false, Admitted::Joined));
    assert!(matches!(house.try_start(&plan, json!({ "n": 2 }), Some("k")).await, Err(FlowError::KeyReused(_))));
    assert_eq!(house.count("select count(*) from flows.starts").await, 1);
    assert!(matches!(house.try_start(&until_told("{concurrency: {key: '{{ input.no }}', limit: 1}}"), json!({}), None).await,
        Err(FlowError::BadKey { place, .. }) if place == "admission.concurrency.key"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_goes_on_in_another_hands_its_place_on() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = "grammar: 4\nname: line\nsignals: {end: {}}\nadmission: {concurrency: {limit: 1}}\nsteps:\n  - id: a\n    work: {wait: {signal: end}}\n  - id: b\n    needs: [a]\n    when: input.n < 2\n    work: {again: {input: {n: '{{ input.n + 1 }}'}}}\n";
    let first = house.begin(&engine, plan, json!({ "n": 1 })).await.run_id;
    let waiting = house.begin(&engine, plan, json!({ "n": 2 })).await.run_id;
    let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    engine.handle().signal(first, "end", "1", json!({}), by, Duration::from_secs(30)).await.unwrap();
    house.until(first, "continued").await;
    let client = house.database.get(Identity::Service).await.unwrap();
    let next = client.query_one("select id from flows.runs where continued_from = $1", &[&first]).await.unwrap().get::<_, Uuid>(0);
    drop(client);
    house.until(next, "running").await;
    assert_eq!(house.seen(waiting).await.status, "pending");
    house.end(&engine, next).await;
    house.until(waiting, "running").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_goes_on_in_another_while_it_is_to_make_room_hands_that_on_too() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = "grammar: 4\nname: line\nsignals: {end: {}}\nadmission: {concurrency: {limit: 1}}\nsteps:\n  - id: a\n    work: {wait: {signal: end}}\n  - id: b\n    needs: [a]\n    when: input.n < 2\n    work: {again: {input: {n: '{{ input.n + 1 }}'}}}\n";
    let first = house.begin(&engine, plan, json!({ "n": 1 })).await.run_id;
    let waiting = house.begin(&engine, plan, json!({ "n": 2 })).await.run_id;
    house.until(first, "running").await;
    // As if the request had come in the moment in which the run went on: whoever ended it answered that it was too late.
    house.sql("update flows.places set leaving = true").await;
    let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    engine.handle().signal(first, "end", "1", json!({}), by, Duration::from_secs(30)).await.unwrap();
    house.until(first, "continued").await;
    house.until(waiting, "running").await;
    let client = house.database.get(Identity::Service).await.unwrap();
    let next = client.query_one("select id from flows.runs where continued_from = $1", &[&first]).await.unwrap().get::<_, Uuid>(0);
    drop(client);
    let next = house.until(next, "cancelled").await;
    assert!(next.failure.unwrap()["message"].as_str().unwrap().contains("newer run"));
    house.end(&engine, waiting).await;
    house.nobody_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_moves_to_a_version_without_admission_gives_its_place_back() {
    let house = House::new().await;
    let engine = house.engine().await;
    let limited = until_told("{concurrency: {limit: 1}}");
    house.flows.apply(house.owner, &limited, "test").await.unwrap();
    house.flows.apply(house.owner, &limited.replace("admission: {concurrency: {limit: 1}}\n", ""), "test").await.unwrap();
    let mut runs = Vec::new();
    for _ in 0..3 {
        let start = Start {
            plan: PlanSource::Flow { name: "line".to_owned(), version: Some(1) },
            input: json!({}),
            attributes: Map::new(),
            idempotency_key: None,
            approved_in_advance: None,
        };
        runs.push(house.flows.start(house.owner, start).await.unwrap().run_id);
        engine.handle().nudge();
    }
    house.until(runs[0], "running").await;
    let by = || Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    house.flows.migrate(&engine.handle(), runs[0], 2, machine::Mapping::default(), by()).await.unwrap();
    house.until(runs[1], "running").await;
    assert_eq!(house.seen(runs[2]).await.status, "pending", "one place, one run");
    for run in runs {
        house.until(run, "running").await;
        house.end(&engine, run).await;
    }
    house.nobody_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_tells_places_near_the_front_and_a_run_its_own_however_far_back_it_is() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = until_told("{concurrency: {key: '{{ input.who }}', limit: 1}, rate: {limit: 1000, per: {hours: 1}, burst: 1000}}");
    let mut last = house.begin(&engine, &plan, json!({ "who": "ada" })).await;
    for _ in 0..103 {
        // Others of the line, which is that of the whole flow, do not count.
        house.try_start(&plan, json!({ "who": "bob" }), None).await.unwrap();
        last = house.try_start(&plan, json!({ "who": "ada" }), None).await.unwrap();
    }
    assert_eq!(house.seen(last.run_id).await.waits.unwrap().place, Some(103));
    let client = house.database.get(Identity::Service).await.unwrap();
    let query = read::RunQuery { owner: Some(house.owner), status: Some("pending".to_owned()), limit: 300, ..read::RunQuery::default() };
    let listed = read::runs(&client, &query).await.unwrap();
    let mut places: Vec<Option<i64>> =
        listed.into_iter().filter(|run| run.input["who"] == "ada").map(|run| run.waits.unwrap().place).collect();
    places.reverse();
    let told: Vec<Option<i64>> = (1..=103).map(|place| (place <= 101).then_some(place)).collect();
    assert_eq!(places, told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fork_waits_for_its_turn_with_what_it_keeps() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = "grammar: 4\nname: line\nsignals: {end: {}}\nadmission: {concurrency: {limit: 1}}\nsteps:\n  - id: v\n    work: {effect: {effect: value, with: {n: 1}}}\n  - id: a\n    needs: [v]\n    work: {wait: {signal: end}}\n";
    let first = house.begin(&engine, plan, json!({})).await.run_id;
    house.end(&engine, first).await;
    let holds = house.begin(&engine, plan, json!({})).await.run_id;
    house.until(holds, "running").await;
    let fork = house.flows.fork(first, &["a".into()], None, None).await.unwrap();
    engine.handle().nudge();
    assert_eq!(house.seen(fork).await.waits.unwrap().waits_for, WaitsFor::Concurrency);
    house.end(&engine, holds).await;
    let seen = house.until(fork, "running").await;
    assert_eq!(seen.steps_done, 1, "what it keeps is kept");
    house.end(&engine, fork).await;
    house.nobody_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_waits_like_any_run_and_goes_with_its_parent() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = until_told("{concurrency: {limit: 1}}");
    house.flows.apply(house.owner, &plan, "test").await.unwrap();
    let holds = house.begin(&engine, &plan, json!({})).await.run_id;
    let parent = "grammar: 4\nname: parent\nsteps:\n  - id: c\n    work: {effect: {effect: child, with: {flow: line}}}\n";
    let first = house.begin(&engine, parent, json!({})).await.run_id;
    let second = house.begin(&engine, parent, json!({})).await.run_id;
    while house.count("select count(*) from flows.starts").await < 2 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    house.cancel(&engine, first).await;
    house.until(first, "cancelled").await;
    let client = house.database.get(Identity::Service).await.unwrap();
    let children = read::children(&client, first).await.unwrap();
    assert_eq!(children[0].status, "cancelled", "it never began");
    let waiting = read::children(&client, second).await.unwrap()[0].id;
    drop(client);
    house.end(&engine, holds).await;
    house.until(waiting, "running").await;
    house.end(&engine, waiting).await;
    house.until(second, "completed").await;
    house.nobody_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_never_have_more_under_way_than_may_be_and_lose_nobody_when_one_is_killed() {
    let house = House::new().await;
    let config = || Config { poll_every: Duration::from_millis(50), ..Config::default() };
    let start = || async { Engine::start((*house.database).clone(), house.flows.registry(), config()).await.unwrap() };
    let one = start().await;
    let two = start().await;
    let plan = quick("{concurrency: {key: '{{ input.who }}', limit: 2}}")
        .replace("{effect: {effect: value}}", "{wait: {for: {milliseconds: 20}}}");
    let mut all = Vec::new();
    for n in 0..60 {
        all.push(house.begin(if n % 2 == 0 { &one } else { &two }, &plan, json!({ "who": n % 3 })).await.run_id);
    }
    let watch = async {
        loop {
            let most =
                house.count("select coalesce(max(c), 0) from (select count(*) as c from flows.places group by line_id, key) as k").await;
            assert!(most <= 2, "{most} runs of one key are under way");
            if house.count("select count(*) from flows.runs where status <> 'completed'").await == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let killed = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        one.kill().await;
    };
    let (done, ()) = tokio::join!(tokio::time::timeout(Duration::from_secs(120), watch), killed);
    assert!(
        done.is_ok(),
        "{} of {} runs did not end",
        house.count("select count(*) from flows.runs where status <> 'completed'").await,
        all.len()
    );
    house.nobody_is_left().await;
    drop(two);
}

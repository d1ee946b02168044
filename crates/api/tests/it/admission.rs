//! How runs are let in, over HTTP: one story for each rule.

use std::time::Duration;

use flows::Flows;
use serde_json::{Value, json};
use store::Identity;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::house::{House, id, items};

const RUNS: &str = "/api/v1/flow-runs";

fn until_told(admission: &str) -> String {
    format!(
        "grammar: 4\nname: line\nsignals: {{end: {{}}}}\nadmission: {admission}\nsteps:\n  - id: a\n    work: {{wait: {{signal: end}}}}\n"
    )
}

fn quick(admission: &str) -> String {
    format!("grammar: 4\nname: line\nadmission: {admission}\nsteps:\n  - id: a\n    work: {{effect: {{effect: value}}}}\n")
}

impl House {
    async fn line(&self, who: Uuid, plan: &str) {
        self.post(who, "/api/v1/flows", json!({ "plan": plan })).await;
    }

    async fn start(&self, who: Uuid, input: Value) -> Value {
        self.post(who, RUNS, json!({ "flow": "line", "input": input })).await.is(201)
    }

    async fn reaches(&self, who: Uuid, run: &Value, status: &str) -> Value {
        for _ in 0..3_000 {
            let seen = self.get(who, &format!("{RUNS}/{}", id(run))).await.is(200);
            if seen["status"] == status {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the run is not {status}");
    }

    async fn end(&self, who: Uuid, run: &Value) {
        self.reaches(who, run, "running").await;
        self.post(who, &format!("{RUNS}/{}/signals/end", id(run)), json!({ "payload": {} })).await.is(200);
        self.reaches(who, run, "completed").await;
    }

    /// Lets in what time lets in, as a server does.
    fn looked_after(&self) -> JoinHandle<()> {
        let flows = Flows::new((*self.database).clone(), false);
        tokio::spawn(async move { flows::admission::look_after(&flows).await })
    }

    /// As if so much time had passed for whoever waits for one.
    async fn time_passes(&self, interval: &str) {
        let client = self.database.connect(Identity::Service).await;
        client
            .batch_execute(&format!(
                "begin;
                 update flows.starts set due_at = due_at - interval '{interval}', until_at = until_at - interval '{interval}',
                     since = since - interval '{interval}', turn = turn - interval '{interval}';
                 update flows.buckets set even_at = even_at - interval '{interval}';
                 update flows.lines set due_at = due_at - interval '{interval}';
                 commit"
            ))
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_finds_its_key_taken_waits_says_why_and_may_be_cancelled() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    house.line(ann, &until_told("{concurrency: {key: '{{ input.who }}', limit: 1}}")).await;
    let first = house.start(ann, json!({ "who": "x" })).await;
    let second = house.start(ann, json!({ "who": "x" })).await;
    let third = house.start(ann, json!({ "who": "x" })).await;
    assert_eq!(
        (&third["status"], &third["waits"]["for"], &third["waits"]["key"], &third["waits"]["place"]),
        (&json!("pending"), &json!("concurrency"), &json!("x"), &json!(2))
    );
    let admission = house.get(ann, "/api/v1/flows/line/admission").await.is(200);
    assert_eq!(
        (&admission["rules"]["concurrency"]["limit"], &admission["lines"][0]["under_way"], &admission["lines"][0]["waiting"]),
        (&json!(1), &json!(1), &json!(2))
    );
    let pending = house.get(ann, &format!("{RUNS}?status=pending")).await.is(200);
    assert_eq!(items(&pending).len(), 2);
    let cancelled = house.post(ann, &format!("{RUNS}/{}/cancel", id(&second)), json!({ "reason": "no more" })).await.is(200);
    assert_eq!(
        (&cancelled["status"], &cancelled["failure"]["message"], &cancelled["waits"]),
        (&json!("cancelled"), &json!("no more"), &Value::Null)
    );
    house.post(ann, &format!("{RUNS}/{}/cancel", id(&second)), json!({})).await.refused(409, "RUN_ENDED");
    house.end(ann, &first).await;
    house.end(ann, &third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_beyond_the_limit_is_refused_where_the_plan_says_so() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    house.line(ann, &until_told("{concurrency: {limit: 1, when_full: refuse}}")).await;
    let first = house.start(ann, json!({})).await;
    house.post(ann, RUNS, json!({ "flow": "line", "input": {} })).await.refused(409, "ADMISSION_REFUSED");
    house.end(ann, &first).await;
    house.start(ann, json!({})).await;
    house.line(ann, &until_told("{rate: {key: '{{ input.who }}', limit: 1, per: {hours: 1}, when_full: refuse}}")).await;
    house.start(ann, json!({ "who": "x" })).await;
    house.post(ann, RUNS, json!({ "flow": "line", "input": { "who": "x" } })).await.refused(409, "ADMISSION_REFUSED");
    house.post(ann, RUNS, json!({ "flow": "line", "input": {} })).await.refused(422, "INVALID_INPUT");
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_begin_no_more_often_than_their_rate() {
    let house = House::new().await;
    let works = house.looked_after();
    let ann = house.user("ann").await;
    house.line(ann, &quick("{rate: {limit: 6, per: {minutes: 1}}}")).await;
    let first = house.start(ann, json!({})).await;
    let second = house.start(ann, json!({})).await;
    let third = house.start(ann, json!({})).await;
    house.reaches(ann, &first, "completed").await;
    assert_eq!((&second["waits"]["for"], &third["waits"]["place"]), (&json!("rate"), &json!(2)));
    house.time_passes("10 s").await;
    house.reaches(ann, &second, "completed").await;
    assert_eq!(house.get(ann, &format!("{RUNS}/{}", id(&third))).await.is(200)["status"], "pending");
    house.time_passes("10 s").await;
    house.reaches(ann, &third, "completed").await;
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn quick_starts_end_up_in_the_run_of_the_last() {
    let house = House::new().await;
    let works = house.looked_after();
    let ann = house.user("ann").await;
    house.line(ann, &quick("{debounce: {for: {minutes: 1}}}")).await;
    let first = house.start(ann, json!({ "n": 1 })).await;
    assert_eq!(first["waits"]["for"], "debounce");
    let second = house.post(ann, RUNS, json!({ "flow": "line", "input": { "n": 2 } })).await.is(200);
    assert_eq!(second["id"], first["id"]);
    house.time_passes("61 s").await;
    assert_eq!(house.reaches(ann, &first, "completed").await["input"], json!({ "n": 2 }));
    works.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_are_gathered_into_a_run_that_gets_all_of_them() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    house.line(ann, &quick("{batch: {size: 2, within: {minutes: 1}}}")).await;
    let first = house.start(ann, json!({ "n": 1 })).await;
    assert_eq!((&first["waits"]["for"], &first["waits"]["items"]), (&json!("batch"), &json!(1)));
    let second = house.post(ann, RUNS, json!({ "flow": "line", "input": { "n": 2 } })).await.is(200);
    assert_eq!(second["id"], first["id"]);
    assert_eq!(house.reaches(ann, &first, "completed").await["input"], json!({ "items": [{ "n": 1 }, { "n": 2 }] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_higher_priority_overtakes_until_waiting_makes_up_for_it() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    house.line(ann, &until_told("{concurrency: {limit: 1}, priority: '{{ input.p }}', aging: {minutes: 1}}")).await;
    let first = house.start(ann, json!({ "p": 0 })).await;
    let low = house.start(ann, json!({ "p": 0 })).await;
    house.time_passes("3 min").await;
    let high = house.start(ann, json!({ "p": 2 })).await;
    let higher = house.start(ann, json!({ "p": 5 })).await;
    let places: Vec<Value> = {
        let mut places = Vec::new();
        for run in [&low, &high, &higher] {
            places.push(house.get(ann, &format!("{RUNS}/{}", id(run))).await.is(200)["waits"]["place"].clone());
        }
        places
    };
    assert_eq!(places, [json!(2), json!(3), json!(1)]);
    for run in [&first, &higher, &low, &high] {
        house.end(ann, run).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_account_has_waiting_keeps_nobody_else_waiting() {
    let house = House::new().await;
    let (ann, bob) = (house.user("ann").await, house.user("bob").await);
    for who in [ann, bob] {
        house.line(who, &until_told("{concurrency: {limit: 1}}")).await;
    }
    for _ in 0..20 {
        house.start(ann, json!({})).await;
    }
    let of_bob = house.start(bob, json!({})).await;
    assert_eq!(of_bob["waits"], Value::Null);
    house.end(bob, &of_bob).await;
    let lines = house.get(bob, "/api/v1/flows/line/admission").await.is(200);
    assert_eq!(lines["lines"], json!([]), "and nobody sees the other's");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_of_which_a_run_waits_its_turn_is_deleted_like_any_other() {
    let house = House::new().await;
    let (admin, ann) = (house.admin, house.user("ann").await);
    let plan = until_told("{rate: {limit: 1, per: {hours: 1}}}").replace("steps:", "queues: {work: {}}\nsteps:");
    house.line(ann, &plan).await;
    let first = house.start(ann, json!({})).await;
    house.reaches(ann, &first, "running").await;
    let second = house.start(ann, json!({})).await;
    assert_eq!(second["status"], "pending");
    let item = flows::queues::NewItem { payload: json!(1), priority: None };
    Flows::new((*house.database).clone(), false).add_items(id(&first), "work", &[item], None, "ann").await.unwrap();
    let deleted = house.delete(admin, &format!("/api/v1/users/{ann}")).await.is(200);
    assert_eq!((&deleted["deleted"], &deleted["runs_cancelled"]), (&json!(true), &json!(2)));
    for run in [first, second] {
        let seen = house.get(admin, &format!("{RUNS}/{}", id(&run))).await.is(200);
        assert_eq!((&seen["status"], &seen["user_id"]), (&json!("cancelled"), &json!(admin)));
    }
    // With the runs their queues.
    let client = house.database.connect(Identity::Service).await;
    for table in ["flows.work_queues", "flows.work_items"] {
        let rows = client.query(&format!("select distinct user_id from {table}"), &[]).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.get::<_, Uuid>(0)).collect::<Vec<_>>(), [admin], "{table}");
    }
}

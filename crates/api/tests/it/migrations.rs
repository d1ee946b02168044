//! Runs under way move to another version of their flow, over HTTP.

use serde_json::{Value, json};

use crate::house::{House, id, items};

/// A flow of one step, and the same flow with one more that reads it.
async fn versions(house: &House, who: uuid::Uuid, step: &str, mended: &str) {
    let head = "grammar: 2\nname: moving\nsignals: {go: {}}\nsteps:\n";
    let more =
        "  - id: more\n    title: More\n    needs: [first]\n    work: {effect: {effect: value, with: {of: '{{ steps.first.value }}'}}}\n";
    house.post(who, "/api/v1/flows", json!({ "plan": format!("{head}{step}") })).await.is(201);
    house.post(who, "/api/v1/flows", json!({ "plan": format!("{head}{mended}{more}") })).await.is(201);
}

async fn started(house: &House, who: uuid::Uuid) -> (Value, String) {
    let run = house.post(who, "/api/v1/flow-runs", json!({ "flow": "moving", "version": 1 })).await.is(201);
    let address = format!("/api/v1/flow-runs/{}", id(&run));
    (run, address)
}

/// Waits until a step has an attempt.
async fn until_begun(house: &House, who: uuid::Uuid, address: &str) {
    for _ in 0..2_000 {
        if !items(&house.get(who, &format!("{address}/steps")).await.is(200)).is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("no step has begun");
}

/// The run ended with what the new step gave.
async fn ended_with(house: &House, who: uuid::Uuid, run: &Value, address: &str) -> Value {
    let done = house.flow_settled(who, run).await;
    assert_eq!(
        (&done["status"], &done["version"], &done["steps_total"], &done["steps_done"]),
        (&json!("completed"), &json!(2), &json!(2), &json!(2)),
        "{done}"
    );
    let steps = house.get(who, &format!("{address}/steps")).await.is(200);
    let last = items(&steps)[1].clone();
    assert_eq!((&last["step"], &last["status"], &last["title"]), (&json!("more"), &json!("passed"), &json!("More")));
    last["value"]["of"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_waits_for_a_person_moves_and_ends_with_the_new_step() {
    let house = House::new().await;
    let (ann, bob) = (house.user("ann").await, house.user("bob").await);
    let step =
        |id: &str| format!("  - id: {id}\n    work: {{effect: {{effect: value, with: {{n: 1}}}}}}\n    gate: {{approval: required}}\n");
    versions(&house, ann, &step("start"), &step("first")).await;
    let (run, address) = started(&house, ann).await;
    house.flow_settled(ann, &run).await;
    let body = json!({ "version": 2, "steps": { "start": "first" } });

    house.post(bob, &format!("{address}/migrate"), body.clone()).await.refused(404, "UNKNOWN_RUN");
    house.post(ann, &format!("{address}/migrate"), json!({ "version": 7 })).await.refused(404, "UNKNOWN_VERSION");
    let found = house.post(ann, &format!("{address}/migrate"), json!({ "version": 2 })).await.refused(409, "NOT_MIGRATABLE");
    assert_eq!(found["errors"][0]["path"], "steps.start");
    let mut check = body.clone();
    check["check_only"] = json!(true);
    let told = house.post(ann, &format!("{address}/migrate"), check).await.is(200);
    assert_eq!(
        told["steps"],
        json!([{ "from": "start", "to": "first", "fate": "goes_on" }, { "from": null, "to": "more", "fate": "new" }])
    );
    assert_eq!(told["run"]["version"], 1, "nothing changed");

    let moved = house.post(ann, &format!("{address}/migrate"), body).await.is(200);
    assert_eq!(
        (&moved["run"]["version"], &moved["run"]["steps_total"], &moved["run"]["pause"]["step"]),
        (&json!(2), &json!(2), &json!("first")),
        "{moved}"
    );
    let steps = house.get(ann, &format!("{address}/steps")).await.is(200);
    assert_eq!((&items(&steps)[0]["step"], &items(&steps)[0]["status"]), (&json!("first"), &json!("awaiting_approval")));
    assert_eq!(house.get(ann, &format!("{address}/plan")).await.is(200)["steps"][1]["id"], "more");
    // Moved again it stays where it is.
    house.post(ann, &format!("{address}/migrate"), json!({ "version": 2 })).await.is(200);
    house.post(ann, &format!("{address}/steps/first/approve"), json!({ "reason": "good" })).await.is(200);
    assert_eq!(ended_with(&house, ann, &run, &address).await, json!({ "n": 1 }));

    let told = house.get(ann, &format!("{address}/events")).await.text();
    assert!(told.contains("\"entry\":\"migrated\"") && told.contains("\"version\":2"), "{told}");
    house.post(ann, &format!("{address}/migrate"), json!({ "version": 1 })).await.refused(409, "RUN_ENDED");
    // A fork is of the plan that the run had in the end.
    let forked = house.post(ann, &format!("{address}/fork"), json!({ "from": ["more"] })).await.is(201);
    let forked_address = format!("/api/v1/flow-runs/{}", id(&forked));
    assert_eq!(ended_with(&house, ann, &forked, &forked_address).await, json!({ "n": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_sleeps_moves_and_wakes_when_the_new_version_says() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let nap = |length: &str| format!("  - id: first\n    work: {{wait: {{for: {{{length}}}}}}}\n");
    versions(&house, ann, &nap("hours: 20"), &nap("milliseconds: 1")).await;
    let (run, address) = started(&house, ann).await;
    until_begun(&house, ann, &address).await;
    house.post(ann, &format!("{address}/migrate"), json!({ "version": 2 })).await.is(200);
    assert_eq!(ended_with(&house, ann, &run, &address).await["by"], "time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_waits_for_a_signal_moves_and_takes_it() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let wait = "  - id: first\n    work: {wait: {signal: go}}\n";
    versions(&house, ann, wait, wait).await;
    let (run, address) = started(&house, ann).await;
    until_begun(&house, ann, &address).await;
    house.post(ann, &format!("{address}/migrate"), json!({ "version": 2 })).await.is(200);
    house.post(ann, &format!("{address}/signals/go"), json!({ "payload": 7 })).await.is(200);
    assert_eq!(ended_with(&house, ann, &run, &address).await["signals"]["go"], 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_with_a_task_at_a_worker_moves_and_the_result_counts() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let task = |n: u8| format!("  - id: first\n    work: {{effect: {{effect: task, with: {{queue: q, activity: a, input: {n}}}}}}}\n");
    versions(&house, ann, &task(1), &task(2)).await;
    let (run, address) = started(&house, ann).await;
    let poll = json!({ "queue": "q", "worker": "w", "activities": ["a"], "max": 1, "wait_ms": 20_000 });
    let polled = house.post(ann, "/api/v1/tasks/poll", poll).await.is(200);
    assert_eq!(polled["tasks"][0]["input"], 1);
    let renamed = json!({ "version": 2, "steps": { "first": "more" } });
    house.post(ann, &format!("{address}/migrate"), renamed).await.refused(409, "NOT_MIGRATABLE");
    house.post(ann, &format!("{address}/migrate"), json!({ "version": 2 })).await.is(200);
    let done = json!({ "tasks": [{ "id": polled["tasks"][0]["id"], "token": polled["tasks"][0]["token"], "value": { "n": 42 } }] });
    assert_eq!(house.post(ann, "/api/v1/tasks/complete", done).await.is(200)["results"][0]["state"], "accepted");
    assert_eq!(ended_with(&house, ann, &run, &address).await, json!({ "n": 42 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_and_is_gone_changed_kind_or_misses_input_is_in_the_way() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let plan = |rest: &str| json!({ "plan": format!("grammar: 2\nname: moving\nsignals: {{go: {{}}}}\n{rest}") });
    let wait = "steps:\n  - id: first\n    work: {wait: {signal: go}}\n";
    for rest in [
        wait,
        "steps:\n  - id: other\n    work: {wait: {signal: go}}\n",
        "steps:\n  - id: first\n    work: {effect: {effect: value}}\n",
        &format!("input: {{type: object, required: [email]}}\n{wait}"),
    ] {
        house.post(ann, "/api/v1/flows", plan(rest)).await.is(201);
    }
    let (_, address) = started(&house, ann).await;
    until_begun(&house, ann, &address).await;
    for (version, steps, path, part) in [
        (2, json!({}), "steps.first", "say which step it becomes"),
        (2, json!({ "first": null }), "steps.first", "it waits and cannot be dropped"),
        (3, json!({}), "steps.first", "under way as a wait"),
        (4, json!({}), "input", "object"),
        (2, json!({ "nobody": "other" }), "steps.nobody", "no such step"),
    ] {
        let body = json!({ "version": version, "steps": steps });
        let found = house.post(ann, &format!("{address}/migrate"), body).await.refused(409, "NOT_MIGRATABLE");
        let fits = found["errors"][0]["path"] == path && found["errors"][0]["message"].as_str().unwrap().contains(part);
        assert!(fits, "{found}");
    }
    let shown = house.get(ann, &address).await.is(200);
    assert_eq!((&shown["version"], &shown["status"]), (&json!(1), &json!("running")));
    let lone = house.post(ann, "/api/v1/flow-runs", plan(wait)).await.is(201);
    house.post(ann, &format!("/api/v1/flow-runs/{}/migrate", id(&lone)), json!({ "version": 2 })).await.refused(409, "NOT_MIGRATABLE");
}

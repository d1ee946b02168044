//! Flows over HTTP: kept, started, signalled, decided about, followed.

use serde_json::{Value, json};
use store::Identity;
use uuid::Uuid;

use crate::house::{House, LETTER, id, items};

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_file_becomes_a_flow_whose_versions_take_new_runs() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let first = house.post(ann, "/api/v1/flows", json!({ "plan": LETTER })).await.is(201);
    assert_eq!((&first["flow"]["name"], &first["flow"]["latest_version"], &first["fresh"]), (&json!("letter"), &json!(1), &json!(true)));
    let again = house.post(ann, "/api/v1/flows", json!({ "plan": LETTER })).await.is(200);
    assert_eq!((&again["flow"]["latest_version"], &again["fresh"]), (&json!(1), &json!(false)), "the same plan makes no version");
    let second = LETTER.replace("Dear", "Hello");
    house.post(ann, "/api/v1/flows", json!({ "plan": second })).await.is(201);
    let shown = house.get(ann, "/api/v1/flows/letter").await.is(200);
    assert_eq!(shown["versions"].as_array().unwrap().len(), 2);
    assert_eq!(house.get(ann, "/api/v1/flows/letter/versions/1").await.is(200)["plan"], LETTER);

    let old = house.post(ann, "/api/v1/flow-runs", json!({ "flow": "letter", "version": 1, "input": { "to": "Ada" } })).await.is(201);
    let new = house.post(ann, "/api/v1/flow-runs", json!({ "flow": "letter", "input": { "to": "Ada" } })).await.is(201);
    assert_eq!((&old["version"], &new["version"]), (&json!(1), &json!(2)));
    house.delete(ann, "/api/v1/flows/letter").await.is(204);
    house.get(ann, "/api/v1/flows/letter").await.refused(404, "UNKNOWN_FLOW");
    assert_eq!(house.flow_settled(ann, &old).await["status"], "paused", "its runs go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_a_fan_out_is_found_however_many_calls_it_has() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.flow_run(ann).await;
    let address = format!("/api/v1/flow-runs/{}", id(&run));
    let steps = house.get(ann, &format!("{address}/steps")).await.is(200);
    let file = format!("{address}/files/{}", items(&steps)[0]["files"][0]["sha256"].as_str().unwrap());
    // As if the step were a fan-out, of which the last call made the file.
    let client = house.database.connect(Identity::Service).await;
    client
        .execute(
            "insert into flows.items (run_id, step, attempt, item, value, files, ended_at)
             select s.run_id, s.step, s.attempt, n, '1', case when n = 1000 then s.files end, now()
             from flows.steps s, generate_series(0, 1000) n where s.run_id = $1",
            &[&id(&run)],
        )
        .await
        .unwrap();
    client.execute("update flows.steps set files = null where run_id = $1", &[&id(&run)]).await.unwrap();
    assert_eq!(house.get(ann, &file).await.text(), "Dear Ada");
    house.get(house.user("bob").await, &file).await.refused(404, "UNKNOWN_RUN");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_waits_for_its_person_and_ends_when_they_have_spoken() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.flow_run(ann).await;
    let address = format!("/api/v1/flow-runs/{}", id(&run));
    assert_eq!(
        (&run["status"], &run["pause"]["kind"], &run["pause"]["step"]),
        (&json!("paused"), &json!("approval_required"), &json!("letter"))
    );
    let steps = house.get(ann, &format!("{address}/steps")).await.is(200);
    let step = &items(&steps)[0];
    assert_eq!((&step["status"], &step["value"], &step["title"]), (&json!("awaiting_approval"), &json!({ "to": "Ada" }), &json!("Write")));
    assert_eq!(step["verdict"]["outcome"], "pass");

    let file = house.get(ann, &format!("{address}/files/{}", step["files"][0]["sha256"].as_str().unwrap())).await;
    assert_eq!(file.text(), "Dear Ada");
    assert!(file.header("content-disposition").contains("one.md"));
    house.get(ann, &format!("{address}/files/{}", "0".repeat(64))).await.refused(404, "UNKNOWN_ARTIFACT");

    house.post(ann, &format!("{address}/steps/nowhere/approve"), json!({ "reason": "x" })).await.refused(404, "UNKNOWN_STEP");
    house.post(ann, &format!("{address}/steps/letter/approve"), json!({ "reason": " " })).await.refused(409, "REASON_REQUIRED");
    house.post(ann, &format!("{address}/steps/letter/approve"), json!({ "reason": "a\u{0}" })).await.refused(422, "INVALID_INPUT");
    house.post(ann, &format!("{address}/steps/a%00b/approve"), json!({ "reason": "x" })).await.refused(404, "NOT_FOUND");
    let done = house.post(ann, &format!("{address}/steps/letter/approve"), json!({ "reason": "well said" })).await.is(200);
    assert_eq!((&done["status"], &done["steps_done"], &done["pause"]), (&json!("completed"), &json!(1), &Value::Null));
    let steps = house.get(ann, &format!("{address}/steps")).await.is(200);
    assert_eq!(items(&steps)[0]["decision"]["reason"], "well said");
    for (what, body) in
        [("cancel", json!({})), ("resume", Value::Null), ("pause", json!({ "reason": "x" })), ("signals/haste", json!({ "payload": "x" }))]
    {
        house.post(ann, &format!("{address}/{what}"), body).await.refused(409, "RUN_ENDED");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_rerun_with_other_arguments_and_the_attempt_before_no_longer_counts() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.flow_run(ann).await;
    let address = format!("/api/v1/flow-runs/{}", id(&run));
    house
        .post(ann, &format!("{address}/steps/letter/rerun"), json!({ "arguments": { "to": "Grace" }, "reason": "the other one" }))
        .await
        .is(200);
    let run = house.flow_settled(ann, &run).await;
    assert_eq!(run["status"], "paused");
    let steps = house.get(ann, &format!("{address}/steps")).await.is(200);
    let told: Vec<_> =
        items(&steps).iter().map(|step| (step["attempt"].clone(), step["status"].clone(), step["value"]["to"].clone())).collect();
    assert_eq!(told, [(json!(2), json!("awaiting_approval"), json!("Grace")), (json!(1), json!("reset"), json!("Ada"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_wakes_the_run_that_waits_for_it_and_counts_once() {
    const WAITS: &str = "\
grammar: 2
name: waits
signals: {word: {schema: {type: string}}, any: {}}
steps:
  - id: first
    work: {wait: {signal: word}}
  - id: second
    needs: [first]
    work: {wait: {any: [{signal: word}, {for: {hours: 1}}]}}
";
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": WAITS, "attributes": { "team": "red" } })).await.is(201);
    let address = format!("/api/v1/flow-runs/{}", id(&run));
    house.post(ann, &format!("{address}/signals/other"), json!({ "payload": "x" })).await.refused(404, "UNKNOWN_SIGNAL");
    house.post(ann, &format!("{address}/signals/word"), json!({ "payload": 3 })).await.refused(422, "BAD_SIGNAL");
    house.post(ann, &format!("{address}/signals/word"), json!({ "payload": "a\u{0}b" })).await.refused(422, "INVALID_INPUT");
    let deep = (0..100).fold(json!(1), |inside, _| json!([inside]));
    house.post(ann, &format!("{address}/signals/any"), json!({ "payload": deep })).await.refused(422, "BAD_SIGNAL");
    for _ in 0..2 {
        house.post(ann, &format!("{address}/signals/word"), json!({ "id": "one", "payload": "go" })).await.is(200);
    }
    let steps = house.get(ann, &format!("{address}/steps")).await.is(200);
    let told: Vec<_> = items(&steps).iter().map(|step| (step["step"].clone(), step["status"].clone())).collect();
    assert_eq!(
        told,
        [(json!("first"), json!("passed")), (json!("second"), json!("running"))],
        "the same identity again is no second signal"
    );
    house.post(ann, &format!("{address}/signals/word"), json!({ "id": "two", "payload": "on" })).await.is(200);
    assert_eq!(house.flow_settled(ann, &run).await["status"], "completed");

    let found = house.get(ann, "/api/v1/flow-runs?attributes=%7B%22team%22%3A%22red%22%7D&status=completed").await.is(200);
    assert_eq!(items(&found).len(), 1);
    let found = house.get(ann, "/api/v1/flow-runs?attributes=%7B%22team%22%3A%22blue%22%7D").await.is(200);
    assert!(items(&found).is_empty());
    house.get(ann, "/api/v1/flow-runs?attributes=red").await.refused(422, "INVALID_REQUEST");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_refused_with_its_place() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let broken = LETTER.replace("effect: value", "effect: generate").replace("needs", "wants");
    let problem = house.post(ann, "/api/v1/flows", json!({ "plan": broken, "check_only": true })).await.refused(422, "INVALID_PLAN");
    assert!(
        problem["errors"][0]["line"].is_number() && problem["errors"][0]["message"].as_str().unwrap().contains("UNKNOWN_EFFECT"),
        "{problem}"
    );
    house
        .post(ann, "/api/v1/flows", json!({ "plan": LETTER.replace("name: letter", "name: A Letter") }))
        .await
        .refused(422, "INVALID_PLAN");
    house.post(ann, "/api/v1/flow-runs", json!({ "flow": "letter" })).await.refused(404, "UNKNOWN_FLOW");
    house.post(ann, "/api/v1/flow-runs", json!({ "plan": LETTER, "input": {} })).await.refused(422, "INVALID_INPUT");
    house.post(ann, "/api/v1/flow-runs", json!({ "plan": LETTER, "input": { "to": "a\u{0}" } })).await.refused(422, "INVALID_INPUT");
    house.post(ann, "/api/v1/flow-runs", json!({ "plan": LETTER, "flow": "letter" })).await.refused(422, "INVALID_REQUEST");
    let nested = json!({ "plan": LETTER, "input": { "to": "Ada" }, "attributes": { "a": {} } });
    house.post(ann, "/api/v1/flow-runs", nested).await.refused(422, "INVALID_ATTRIBUTE");
    assert!(items(&house.get(ann, "/api/v1/flow-runs").await.is(200)).is_empty(), "nothing was started");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_starts_one_run_whoever_repeats_it() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let start = |to: &str| {
        let body = json!({ "plan": LETTER, "input": { "to": to } });
        house.request(Some(ann), reqwest::Method::POST, "/api/v1/flow-runs").header("idempotency-key", "k1").json(&body)
    };
    let first = house.send(start("Ada")).await.is(201);
    let again = house.send(start("Ada")).await.is(200);
    assert_eq!(first["id"], again["id"]);
    house.send(start("Grace")).await.refused(409, "KEY_REUSED");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_is_followed_from_where_a_reader_left_it() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.flow_run(ann).await;
    let address = format!("/api/v1/flow-runs/{}", id(&run));
    house.post(ann, &format!("{address}/cancel"), json!({ "reason": "enough" })).await.is(200);
    let all = house.get(ann, &format!("{address}/events")).await.text();
    let entries: Vec<Value> =
        all.lines().filter_map(|line| line.strip_prefix("data: ")).map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries[0]["entry"]["entry"], "run_started");
    assert_eq!(entries.last().unwrap()["entry"]["entry"], "run_cancelled");
    let last = entries.last().unwrap()["seq"].as_u64().unwrap();
    let request =
        house.request(Some(ann), reqwest::Method::GET, &format!("{address}/events")).header("last-event-id", (last - 1).to_string());
    assert_eq!(house.send(request).await.text().matches("data: ").count(), 1);
    house.get(ann, &format!("{address}/events?after={last}")).await.is(204);
    house.get(ann, &format!("/api/v1/flow-runs/{}/events", Uuid::now_v7())).await.refused(404, "UNKNOWN_RUN");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_runs_state_is_asked_for_and_changed_as_its_plan_allows() {
    const TALLY: &str = "\
grammar: 3
name: tally
state: {votes: {schema: {type: integer, minimum: 0}, initial: 0}}
signals: {close: {}}
queries: {votes: '{{ state.votes }}'}
updates:
  vote:
    schema: {type: object, properties: {weight: {type: integer, minimum: 1}}, required: [weight]}
    when: state.votes < 5
    refuse: 'the poll is full with {{ state.votes }}'
    set: [{increment: votes, by: '{{ payload.weight }}'}]
    answer: '{{ {\"votes\": state.votes} }}'
output: '{{ {\"votes\": state.votes} }}'
steps:
  - id: open
    work: {wait: {signal: close}}
";
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": TALLY })).await.is(201);
    let address = format!("/api/v1/flow-runs/{}", id(&run));
    for _ in 0..2 {
        let answered = house.post(ann, &format!("{address}/updates/vote"), json!({ "id": "a", "payload": { "weight": 3 } })).await.is(200);
        assert_eq!(answered["answer"], json!({ "votes": 3 }), "the same identity again is answered the same");
    }
    house.post(ann, &format!("{address}/updates/vote"), json!({ "payload": { "weight": 0 } })).await.refused(422, "BAD_UPDATE");
    house.post(ann, &format!("{address}/updates/veto"), json!({})).await.refused(404, "UNKNOWN_UPDATE");
    house.post(ann, &format!("{address}/updates/vote"), json!({ "payload": { "weight": 2 } })).await.is(200);
    let refused =
        house.post(ann, &format!("{address}/updates/vote"), json!({ "payload": { "weight": 1 } })).await.refused(409, "UPDATE_REFUSED");
    assert_eq!(refused["detail"], "the poll is full with 5");
    assert_eq!(house.get(ann, &format!("{address}/queries/votes")).await.is(200)["value"], 5);
    house.get(ann, &format!("{address}/queries/vote")).await.refused(404, "UNKNOWN_QUERY");
    house.post(ann, &format!("{address}/signals/close"), json!({})).await.is(200);
    let done = house.flow_settled(ann, &run).await;
    assert_eq!((&done["status"], &done["output"]), (&json!("completed"), &json!({ "votes": 5 })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_goes_on_in_another_leaves_it_its_input_and_its_attributes() {
    const ROUNDS: &str = "\
grammar: 3
name: rounds
input: {type: object, properties: {left: {type: integer}}, required: [left]}
output: '{{ {\"left\": input.left} }}'
steps:
  - id: more
    when: input.left > 0
    work: {again: {input: {left: '{{ input.left - 1 }}'}}}
";
    let house = House::new().await;
    let ann = house.user("ann").await;
    let start = json!({ "plan": ROUNDS, "input": { "left": 3 }, "attributes": { "case": "7" } });
    let first = house.post(ann, "/api/v1/flow-runs", start).await.is(201);
    let runs = loop {
        let found = house.get(ann, "/api/v1/flow-runs?attributes=%7B%22case%22%3A%227%22%7D").await.is(200);
        if items(&found).iter().any(|run| run["status"] == "completed") {
            break items(&found).clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    let told: Vec<_> = runs.iter().map(|run| (run["status"].as_str().unwrap(), run["input"]["left"].as_i64().unwrap())).collect();
    assert_eq!(told, [("completed", 0), ("continued", 1), ("continued", 2), ("continued", 3)]);
    for pair in runs.windows(2) {
        assert_eq!(pair[0]["continued_from"], pair[1]["id"]);
    }
    assert_eq!((&runs[3]["id"], &runs[0]["output"]), (&first["id"], &json!({ "left": 0 })));
}

const PHASES: &str = "\
grammar: 4
name: phases
signals: {on: {}}
state:
  phase: {schema: {type: string}, initial: new, attribute: true}
  round: {schema: {type: integer}, initial: 0, attribute: true}
  secret: {schema: {type: integer}, initial: 7}
updates:
  rename: {schema: {type: string}, set: [{set: phase, value: '{{ payload }}'}], answer: '{{ state.phase }}'}
steps:
  - id: note
    work: {state: [{set: round, value: '{{ round }}'}, {increment: secret}]}
  - id: on
    needs: [note]
    work: {wait: {signal: on}}
  - id: again
    needs: [on]
    work: {repeat: {from: note, while: 'true', at_most: 2}}
  - id: anew
    needs: [again]
    when: state.phase == 'anew'
    work: {again: {input: null}}
";

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_found_by_what_its_state_says_from_the_start_and_with_every_change() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let found = async |filter: Value| {
        let filter = filter.to_string().replace('{', "%7B").replace('}', "%7D").replace('"', "%22").replace(' ', "%20");
        let found = house.get(ann, &format!("/api/v1/flow-runs?attributes={filter}")).await.is(200);
        items(&found).iter().map(|run| run["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let clash = json!({ "plan": PHASES, "attributes": { "phase": "mine" } });
    let refused = house.post(ann, "/api/v1/flow-runs", clash).await.refused(422, "INVALID_ATTRIBUTE");
    assert!(refused.to_string().contains("the plan sets it itself"), "{refused}");
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": PHASES, "attributes": { "team": "red" } })).await.is(201);
    assert_eq!(run["attributes"]["phase"], "new", "from the start, before the engine has taken it up");
    let run_id = id(&run).to_string();
    let address = format!("/api/v1/flow-runs/{run_id}");

    let answered = house.post(ann, &format!("{address}/updates/rename"), json!({ "payload": "under way" })).await.is(200);
    assert_eq!(answered["answer"], "under way");
    assert_eq!(house.get(ann, &address).await.is(200)["attributes"], json!({ "team": "red", "phase": "under way", "round": 1 }));
    assert_eq!(found(json!({ "phase": "under way" })).await, [run_id.as_str()]);
    assert!(found(json!({ "phase": "new" })).await.is_empty());
    house.post(ann, &format!("{address}/updates/rename"), json!({ "payload": "x".repeat(501) })).await.refused(422, "BAD_UPDATE");
    house.post(ann, &format!("{address}/signals/on"), json!({})).await.is(200);
    assert_eq!(found(json!({ "round": 2, "team": "red" })).await, [run_id.as_str()]);

    // The attempts of the round before are there, and no longer count.
    let steps = house.get(ann, &format!("{address}/steps")).await.is(200);
    let told: Vec<_> = items(&steps).iter().map(|step| (step["step"].clone(), step["status"].clone(), step["cause"].clone())).collect();
    assert_eq!(
        told,
        [
            (json!("note"), json!("passed"), json!("round")),
            (json!("note"), json!("reset"), json!("ready")),
            (json!("on"), json!("running"), json!("round")),
            (json!("on"), json!("reset"), json!("ready")),
            (json!("again"), json!("reset"), json!("ready")),
        ]
    );

    // A fork goes on in the round of what it keeps, with the attributes that go with that; the signal of the first round is not taken in it.
    let forked = house.post(ann, &format!("{address}/fork"), json!({ "from": ["on"] })).await.is(201);
    let forked_address = format!("/api/v1/flow-runs/{}", id(&forked));
    assert_eq!(house.get(ann, &forked_address).await.is(200)["attributes"]["round"], 2);
    let done = house.flow_settled(ann, &forked).await;
    let steps = house.get(ann, &format!("{forked_address}/steps")).await.is(200);
    let again = items(&steps).iter().find(|step| step["step"] == "again").unwrap();
    assert_eq!((&done["status"], &again["value"]), (&json!("completed"), &json!({ "rounds": 2, "spent": true })), "{done}");

    // What follows a run begins as its plan says.
    house.post(ann, &format!("{address}/updates/rename"), json!({ "payload": "anew" })).await.is(200);
    house.post(ann, &format!("{address}/signals/on"), json!({})).await.is(200);
    assert_eq!(house.flow_settled(ann, &run).await["status"], "continued");
    let next = loop {
        if let [next] = found(json!({ "phase": "new", "round": 1, "team": "red" })).await.as_slice() {
            break next.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    assert_ne!(next, run_id);
}

const REMOTE: &str = "\
grammar: 1
name: remote
steps:
  - id: far
    work: {effect: {effect: task, with: {queue: q, activity: double, input: {n: '{{ input.n }}'}}}}
    retry: {max_tries: 2, initial_ms: 1, jitter: 0}
    gate: {max_attempts: 1, on_exhausted: fail}
";

fn poll(max: u16, wait_ms: u64) -> Value {
    json!({ "queue": "q", "worker": "w1", "activities": ["double"], "max": max, "wait_ms": wait_ms })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_elsewhere_polls_does_the_work_and_hands_the_result_in() {
    let house = House::new().await;
    let (ann, bob) = (house.user("ann").await, house.user("bob").await);
    // A worker that waits already is told at once.
    let start = async { house.post(ann, "/api/v1/flow-runs", json!({ "plan": REMOTE, "input": { "n": 21 } })).await.is(201) };
    let waits = async { house.post(ann, "/api/v1/tasks/poll", poll(5, 20_000)).await.is(200) };
    let (run, polled) = tokio::join!(start, waits);
    let task = &polled["tasks"][0];
    assert_eq!((&task["activity"], &task["input"], &task["delivery"]), (&json!("double"), &json!({ "n": 21 }), &json!(1)));
    assert_eq!((&task["run_id"], &task["step"], &task["item"]), (&run["id"], &json!("far"), &Value::Null));

    let held = json!({ "worker": "w1", "tasks": [{ "id": task["id"], "token": task["token"] }] });
    assert_eq!(house.post(ann, "/api/v1/tasks/heartbeat", held.clone()).await.is(200)["results"][0]["state"], "held");
    // Nobody else holds it: not another account, not somebody with another token.
    assert_eq!(house.post(bob, "/api/v1/tasks/heartbeat", held).await.is(200)["results"][0]["state"], "lost");
    let stolen = json!({ "tasks": [{ "id": task["id"], "token": task["token"], "value": 0 }] });
    assert_eq!(house.post(bob, "/api/v1/tasks/complete", stolen).await.is(200)["results"][0]["state"], "lost");
    let odd = json!({ "tasks": [{ "id": "a\u{0}", "token": Uuid::now_v7(), "value": 0 }] });
    assert_eq!(house.post(ann, "/api/v1/tasks/complete", odd).await.is(200)["results"][0]["state"], "lost");
    let forged = json!({ "tasks": [{ "id": task["id"], "token": Uuid::now_v7(), "value": 0 }] });
    assert_eq!(house.post(ann, "/api/v1/tasks/complete", forged).await.is(200)["results"][0]["state"], "lost");
    assert!(house.post(bob, "/api/v1/tasks/poll", poll(5, 0)).await.is(200)["tasks"].as_array().unwrap().is_empty());
    assert_eq!(items(&house.get(ann, "/api/v1/task-queues").await.is(200))[0]["leased"], 1);

    // Handed back, it is had again at once, under another token.
    let back = json!({ "tasks": [{ "id": task["id"], "token": task["token"] }] });
    assert_eq!(house.post(bob, "/api/v1/tasks/release", back.clone()).await.is(200)["results"][0]["state"], "lost");
    assert_eq!(house.post(ann, "/api/v1/tasks/release", back.clone()).await.is(200)["results"][0]["state"], "released");
    assert_eq!(house.post(ann, "/api/v1/tasks/release", back).await.is(200)["results"][0]["state"], "lost");
    let again = house.post(ann, "/api/v1/tasks/poll", poll(5, 0)).await.is(200);
    let task = &again["tasks"][0];
    assert_eq!(task["delivery"], 2);

    let done = json!({ "tasks": [{
        "id": task["id"], "token": task["token"], "value": { "n": 42 }, "files": [{ "path": "a.txt", "media_type": "text/plain", "text": "42" }]
    }] });
    assert_eq!(house.post(ann, "/api/v1/tasks/complete", done.clone()).await.is(200)["results"][0]["state"], "accepted");
    assert_eq!(house.flow_settled(ann, &run).await["status"], "completed");
    assert_eq!(house.post(ann, "/api/v1/tasks/complete", done).await.is(200)["results"][0]["state"], "lost", "it counts once");
    let steps = house.get(ann, &format!("/api/v1/flow-runs/{}/steps", id(&run))).await.is(200);
    assert_eq!((&items(&steps)[0]["value"], &items(&steps)[0]["files"][0]["path"]), (&json!({ "n": 42 }), &json!("a.txt")));
    assert!(items(&house.get(ann, "/api/v1/task-queues").await.is(200)).is_empty(), "what is journaled is no task any more");
    assert_eq!(items(&house.get(ann, "/api/v1/workers").await.is(200))[0]["name"], "w1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_with_labels_waits_for_a_worker_that_says_it_has_them() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let plan = REMOTE.replace("activity: double,", "activity: double, labels: [region=eu, gpu],");
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": plan, "input": { "n": 1 } })).await.is(201);
    while items(&house.get(ann, "/api/v1/task-queues").await.is(200)).is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let has = |worker: &str, labels: Value| {
        let mut poll = poll(1, 0);
        (poll["worker"], poll["labels"]) = (json!(worker), labels);
        poll
    };
    let tasks = async |poll: Value| house.post(ann, "/api/v1/tasks/poll", poll).await.is(200)["tasks"].as_array().unwrap().len();
    assert_eq!(tasks(poll(1, 0)).await, 0);
    assert_eq!(tasks(has("some", json!(["gpu", "tpu"]))).await, 0);
    assert_eq!(tasks(has("all", json!(["tpu", "region=eu", "gpu", "gpu"]))).await, 1);
    let workers = house.get(ann, "/api/v1/workers").await.is(200);
    let labels = |name: &str| items(&workers).iter().find(|worker| worker["name"] == name).unwrap()["labels"].clone();
    assert_eq!(labels("w1"), json!([]));
    assert_eq!(labels("some"), json!(["gpu", "tpu"]));
    assert_eq!(labels("all"), json!(["gpu", "region=eu", "tpu"]));
    house.post(ann, &format!("/api/v1/flow-runs/{}/cancel", id(&run)), json!({})).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_cannot_be_meant_is_refused_with_the_field_that_is_wrong() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let too_many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
    let refused = [
        ("labels", json!([""])),
        ("labels", json!(["gpu", "a\u{0}"])),
        ("labels", json!(["x".repeat(101)])),
        ("labels", json!(too_many)),
        ("activities", json!([])),
        ("activities", json!([""])),
        ("queue", json!("")),
        ("max", json!(101)),
        ("wait_ms", json!(30_001)),
        ("lease_ms", json!(999)),
    ];
    for (field, value) in refused {
        let mut poll = poll(1, 0);
        poll[field] = value;
        let problem = house.post(ann, "/api/v1/tasks/poll", poll).await.refused(422, "INVALID_REQUEST");
        assert_eq!(problem["errors"][0]["path"], field, "{problem}");
    }
    let mut all = poll(1, 0);
    all.as_object_mut().unwrap().remove("activities");
    all["labels"] = json!(["x".repeat(100), "x".repeat(100)]);
    house.post(ann, "/api/v1/tasks/poll", all).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_fails_is_tried_again_as_its_step_says_and_results_may_come_with_the_next_poll() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": REMOTE, "input": { "n": 1 } })).await.is(201);
    let first = house.post(ann, "/api/v1/tasks/poll", poll(1, 20_000)).await.is(200);
    let failed = |task: &Value, retryable: bool| json!([{ "id": task["id"], "token": task["token"], "code": "OUT_OF_INK", "message": "fill it up", "retryable": retryable }]);
    let mut next = poll(1, 20_000);
    next["failed"] = failed(&first["tasks"][0], true);
    let second = house.post(ann, "/api/v1/tasks/poll", next).await.is(200);
    assert_eq!(
        (&second["results"][0]["state"], &second["tasks"][0]["delivery"]),
        (&json!("accepted"), &json!(1)),
        "another try is another task"
    );
    assert_ne!(first["tasks"][0]["id"], second["tasks"][0]["id"]);
    let lower = json!({ "tasks": [{ "id": "x", "token": Uuid::now_v7(), "code": "out of ink", "message": "", "retryable": true }] });
    house.post(ann, "/api/v1/tasks/fail", lower).await.refused(422, "INVALID_REQUEST");
    house.post(ann, "/api/v1/tasks/fail", json!({ "tasks": failed(&second["tasks"][0], true) })).await.is(200);
    let run = house.flow_settled(ann, &run).await;
    assert_eq!((&run["status"], &run["failure"]["code"]), (&json!("failed"), &json!("OUT_OF_INK")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_runs_out_gives_the_task_to_another_worker_and_the_first_cannot_write() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": REMOTE, "input": { "n": 1 } })).await.is(201);
    let mut short = poll(1, 20_000);
    short["lease_ms"] = json!(1_000);
    let lost = house.post(ann, "/api/v1/tasks/poll", short).await.is(200);
    let mut other = poll(1, 20_000);
    other["worker"] = json!("w2");
    let found = house.post(ann, "/api/v1/tasks/poll", other).await.is(200);
    assert_eq!((&found["tasks"][0]["id"], &found["tasks"][0]["delivery"]), (&lost["tasks"][0]["id"], &json!(2)));
    let end = |polled: &Value, value: i32| json!({ "tasks": [{ "id": polled["tasks"][0]["id"], "token": polled["tasks"][0]["token"], "value": value }] });
    assert_eq!(house.post(ann, "/api/v1/tasks/complete", end(&lost, 1)).await.is(200)["results"][0]["state"], "lost");
    assert_eq!(house.post(ann, "/api/v1/tasks/complete", end(&found, 2)).await.is(200)["results"][0]["state"], "accepted");
    house.flow_settled(ann, &run).await;
    let steps = house.get(ann, &format!("/api/v1/flow-runs/{}/steps", id(&run))).await.is(200);
    assert_eq!((&items(&steps)[0]["value"], &items(&steps)[0]["tries"]), (&json!(2), &json!(1)), "a lost worker costs no try");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_of_a_run_that_was_cancelled_is_lost_to_its_worker() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": REMOTE, "input": { "n": 1 } })).await.is(201);
    let polled = house.post(ann, "/api/v1/tasks/poll", poll(1, 20_000)).await.is(200);
    house.post(ann, &format!("/api/v1/flow-runs/{}/cancel", id(&run)), json!({})).await.is(200);
    let held = json!({ "worker": "w1", "tasks": [{ "id": polled["tasks"][0]["id"], "token": polled["tasks"][0]["token"] }] });
    assert_eq!(house.post(ann, "/api/v1/tasks/heartbeat", held).await.is(200)["results"][0]["state"], "lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_forks_with_what_it_has_done_and_another_input() {
    const TWO: &str = "\
grammar: 1
name: two
input: {type: object, properties: {word: {type: string}}, required: [word]}
steps:
  - id: first
    work: {effect: {effect: value, with: {word: '{{ input.word }}'}}}
  - id: second
    needs: [first]
    work: {effect: {effect: http.request, with: {url: '{{ input.word }}'}}}
    retry: {max_tries: 1}
    gate: {max_attempts: 1, on_exhausted: fail}
  - id: third
    needs: [second]
    work: {effect: {effect: value}}
";
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": TWO, "input": { "word": "nonsense" } })).await.is(201);
    assert_eq!(house.flow_settled(ann, &run).await["status"], "failed");
    let address = format!("/api/v1/flow-runs/{}/fork", id(&run));
    house.post(ann, &address, json!({ "from": ["fourth"] })).await.refused(404, "UNKNOWN_STEP");
    house.post(ann, &address, json!({ "input": { "word": 3 } })).await.refused(422, "INVALID_INPUT");
    let forked = house.post(ann, &address, json!({ "input": { "word": "other" } })).await.is(201);
    let forked = house.flow_settled(ann, &forked).await;
    assert_eq!((&forked["status"], &forked["forked_from"]), (&json!("failed"), &run["id"]));
    let steps = house.get(ann, &format!("/api/v1/flow-runs/{}/steps", id(&forked))).await.is(200);
    let first = items(&steps).iter().find(|step| step["step"] == "first").unwrap();
    assert_eq!((&first["value"], &first["attempt"]), (&json!({ "word": "nonsense" }), &json!(1)), "it was kept");
    let second = items(&steps).iter().find(|step| step["step"] == "second").unwrap();
    assert_eq!(second["input"]["url"], "other", "what is done anew sees the new input");

    // What was done is done anew where it is asked for.
    let whole = house.post(ann, &address, json!({ "from": ["first"], "input": { "word": "other" } })).await.is(201);
    house.flow_settled(ann, &whole).await;
    let steps = house.get(ann, &format!("/api/v1/flow-runs/{}/steps", id(&whole))).await.is(200);
    assert_eq!(items(&steps)[0]["value"], json!({ "word": "other" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_starts_a_run_of_another_flow_and_goes_on_with_what_it_gave() {
    const DOUBLE: &str = "\
grammar: 3
name: double
input: {type: object, properties: {n: {type: integer}}, required: [n]}
signals: {stop: {}}
output: '{{ steps.twice.value }}'
steps:
  - id: twice
    work: {effect: {effect: value, with: {n: '{{ input.n * 2 }}'}}}
  - id: wait
    needs: [twice]
    when: input.n > 100
    work: {wait: {signal: stop}}
";
    const PARENT: &str = "\
grammar: 3
name: parent
input: {type: object, properties: {list: {type: array}}, required: [list]}
signals: {heard: {}}
output: '{{ steps.all.value }}'
steps:
  - id: all
    work: {each: {items: input.list, call: {effect: child, with: {flow: double, input: {n: '{{ item }}'}}}}}
";
    let house = House::new().await;
    let ann = house.user("ann").await;
    house.post(ann, "/api/v1/flows", json!({ "plan": DOUBLE })).await.is(201);
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": PARENT, "input": { "list": [1, 2, 3] } })).await.is(201);
    let done = house.flow_settled(ann, &run).await;
    let given: Vec<_> = done["output"].as_array().unwrap().iter().map(|one| one["output"]["n"].as_i64().unwrap()).collect();
    assert_eq!(given, [2, 4, 6], "{done}");
    let children = house.get(ann, &format!("/api/v1/flow-runs/{}/children", id(&run))).await.is(200);
    assert_eq!(items(&children).len(), 3);
    assert!(items(&children).iter().all(|child| child["parent_id"] == run["id"] && child["parent_step"] == "all"));

    // A child that is waited for ends with its parent.
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": PARENT, "input": { "list": [1000] } })).await.is(201);
    let children = loop {
        let children = house.get(ann, &format!("/api/v1/flow-runs/{}/children", id(&run))).await.is(200);
        if items(&children).iter().any(|child| child["status"] == "running") {
            break children;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    house.post(ann, &format!("/api/v1/flow-runs/{}/cancel", id(&run)), json!({})).await.is(200);
    assert_eq!(house.flow_settled(ann, &items(&children)[0]).await["status"], "cancelled");

    // One that fails fails the step that waits.
    let run = house
        .post(ann, "/api/v1/flow-runs", json!({ "plan": PARENT.replace("flow: double", "flow: triple"), "input": { "list": [1] } }))
        .await
        .is(201);
    let paused = house.flow_settled(ann, &run).await;
    assert_eq!((&paused["status"], &paused["pause"]["code"]), (&json!("paused"), &json!("UNKNOWN_FLOW")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_tells_its_parent_by_a_signal() {
    const TELLS: &str = "\
grammar: 1
name: tells
steps:
  - id: tell
    work: {effect: {effect: signal, with: {to: parent, name: heard, payload: hello}}}
";
    const LISTENS: &str = "\
grammar: 3
name: listens
signals: {heard: {schema: {type: string}}}
output: '{{ steps.hear.value.signals.heard }}'
steps:
  - id: start
    work: {effect: {effect: child, with: {flow: tells, wait: false}}}
  - id: hear
    work: {wait: {signal: heard}}
";
    let house = House::new().await;
    let ann = house.user("ann").await;
    house.post(ann, "/api/v1/flows", json!({ "plan": TELLS })).await.is(201);
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": LISTENS })).await.is(201);
    let done = house.flow_settled(ann, &run).await;
    assert_eq!((&done["status"], &done["output"]), (&json!("completed"), &json!("hello")));
}

//! Runs after their end, over HTTP: retention, archive, dead letters, and what admins see of everybody's.

use reqwest::Method;
use serde_json::{Value, json};
use store::Identity;

use crate::house::{House, id, items};

const FAILS: &str = "\
grammar: 3
name: fails
steps:
  - id: well
    work: {effect: {effect: value, with: {n: 1}}}
  - id: broken
    needs: [well]
    work: {effect: {effect: http.request, with: {url: nonsense}}}
    gate: {max_attempts: 1, on_exhausted: fail}
";

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_to_the_archive_is_exported_and_comes_back_as_it_was() {
    let house = House::new().await;
    let (ann, bob) = (house.user("ann").await, house.user("bob").await);
    let run = house.flow_run(ann).await;
    let address = format!("/api/v1/flow-runs/{}", id(&run));
    let open = house.post(ann, "/api/v1/archived-runs", json!({ "runs": [run["id"]] })).await.is(200);
    assert_eq!((&open["archived"], &open["kept"][0]["code"]), (&json!([]), &json!("RUN_OPEN")));
    house.post(ann, &format!("{address}/steps/letter/approve"), json!({ "reason": "good" })).await.is(200);
    let mut before = Vec::new();
    for part in ["", "/steps", "/plan", "/children"] {
        before.push((part, house.get(ann, &format!("{address}{part}")).await.text()));
    }
    let events = house.get(ann, &format!("{address}/events")).await.text();
    let sha256 = house.get(ann, &format!("{address}/steps")).await.is(200)["items"][0]["files"][0]["sha256"].as_str().unwrap().to_owned();
    let exported = house.get(ann, &format!("{address}/export")).await;
    assert_eq!(exported.header("content-type"), "application/gzip");
    assert!(exported.header("content-disposition").contains(".jsonl.gz"));

    let unseen = house.post(bob, "/api/v1/archived-runs", json!({ "runs": [run["id"]] })).await.is(200);
    assert_eq!(unseen["kept"][0]["code"], "UNKNOWN_RUN", "somebody else's is not there");
    let done = house.post(ann, "/api/v1/archived-runs", json!({ "runs": [run["id"]] })).await.is(200);
    assert_eq!(done, json!({ "archived": [run["id"]], "kept": [], "more": false }));
    house.get(ann, &address).await.refused(404, "UNKNOWN_RUN");
    let listed = house.get(ann, "/api/v1/archived-runs?name=letter&status=completed").await.is(200);
    assert_eq!((items(&listed).len(), &items(&listed)[0]["id"]), (1, &run["id"]));
    assert!(items(&house.get(ann, "/api/v1/archived-runs?status=failed").await.is(200)).is_empty());
    house.get(ann, "/api/v1/archived-runs?status=gone").await.refused(422, "INVALID_REQUEST");
    let archived = format!("/api/v1/archived-runs/{}", id(&run));
    assert_eq!(house.get(ann, &format!("{archived}/export")).await.bytes, exported.bytes, "its file is the same");

    let restored = house.post(ann, &format!("{archived}/restore"), Value::Null).await;
    assert_eq!(restored.text(), before[0].1);
    for (part, text) in &before {
        assert_eq!(&house.get(ann, &format!("{address}{part}")).await.text(), text, "{part}");
    }
    assert_eq!(house.get(ann, &format!("{address}/events")).await.text(), events);
    assert_eq!(house.get(ann, &format!("{address}/files/{sha256}")).await.text(), "Dear Ada");
    house.post(ann, &format!("{address}/resume"), Value::Null).await.refused(409, "RUN_ENDED");
    assert!(items(&house.get(ann, "/api/v1/archived-runs").await.is(200)).is_empty());

    let gone = house.post(ann, "/api/v1/archived-runs", json!({ "ended_before": "2100-01-01T00:00:00Z" })).await.is(200);
    assert_eq!(gone["archived"], json!([run["id"]]));
    for wrong in
        [json!({}), json!({ "runs": [] }), json!({ "name": "x" }), json!({ "runs": [run["id"]], "ended_before": "2100-01-01T00:00:00Z" })]
    {
        house.post(ann, "/api/v1/archived-runs", wrong).await.refused(422, "INVALID_REQUEST");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_says_how_long_its_runs_are_kept_and_admins_say_it_for_all() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let put = async |who, path: &str, body: Value| house.send(house.request(Some(who), Method::PUT, path).json(&body)).await;
    let nothing = json!({ "all": null, "flows": {}, "limits": { "default": { "keep_days": null, "archive": true }, "most_days": null } });
    assert_eq!(house.get(ann, "/api/v1/retention").await.is(200), nothing);
    let said =
        json!({ "all": { "keep_days": 30 }, "flows": { "audit": { "keep_days": null }, "noise": { "keep_days": 1, "archive": false } } });
    let kept = put(ann, "/api/v1/retention", said).await.is(200);
    assert_eq!(kept["all"], json!({ "keep_days": 30, "archive": true }));
    assert_eq!(kept["flows"]["noise"], json!({ "keep_days": 1, "archive": false }));
    let limits = put(house.admin, "/api/v1/retention/limits", json!({ "default": { "keep_days": 90 }, "most_days": 365 })).await.is(200);
    assert_eq!(limits, json!({ "default": { "keep_days": 90, "archive": true }, "most_days": 365 }));
    assert_eq!(house.get(ann, "/api/v1/retention").await.is(200)["limits"], limits);
    for days in [-1, 36_501] {
        let problem =
            put(ann, "/api/v1/retention", json!({ "flows": { "x": { "keep_days": days } } })).await.refused(422, "INVALID_REQUEST");
        assert_eq!(problem["errors"][0]["path"], "flows.x.keep_days");
    }
    put(ann, "/api/v1/retention", json!({ "flows": { "": { "keep_days": 1 } } })).await.refused(422, "INVALID_REQUEST");
    assert_eq!(put(ann, "/api/v1/retention", json!({})).await.is(200)["all"], Value::Null, "what is not said any more is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_for_good_is_listed_counted_and_taken_up_again() {
    let house = House::new().await;
    let (ann, bob) = (house.user("ann").await, house.user("bob").await);
    let mut runs = Vec::new();
    for _ in 0..3 {
        let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": FAILS })).await.is(201);
        runs.push(house.flow_settled(ann, &run).await);
    }
    // A run of a template that holds because a gate failed is in the same list.
    let template = house.run(ann).await;
    let client = house.database.connect(Identity::Service).await;
    client
        .execute("update content.runs set pause_reason = 'Gate G4 failed: MISSING_ARTIFACT' where id = $1", &[&id(&template)])
        .await
        .unwrap();
    let all = house.get(ann, "/api/v1/dead-letters?limit=2").await.is(200);
    assert_eq!(items(&all).len(), 2);
    let first = &items(&all)[0];
    assert_eq!(
        (&first["id"], &first["kind"], &first["code"], &first["step"]),
        (&template["id"], &json!("template"), &json!("MISSING_ARTIFACT"), &template["current_gate"])
    );
    let rest = house.get(ann, &format!("/api/v1/dead-letters?cursor={}", all["next_cursor"].as_str().unwrap())).await.is(200);
    assert_eq!((items(&rest).len(), &rest["next_cursor"]), (2, &Value::Null));
    let code = runs[0]["failure"]["code"].as_str().unwrap();
    let counts = house.get(ann, "/api/v1/dead-letters/counts").await.is(200);
    assert_eq!(items(&counts)[0], json!({ "kind": "flow", "name": "fails", "code": code, "runs": 3 }));
    assert!(items(&house.get(bob, "/api/v1/dead-letters").await.is(200)).is_empty());
    assert_eq!(items(&house.get(house.admin, "/api/v1/dead-letters?scope=all&kind=flow").await.is(200)).len(), 3);

    let one = house.post(ann, "/api/v1/dead-letters/redrive", json!({ "runs": [runs[0]["id"]] })).await.is(200);
    assert_eq!((&one["results"][0]["state"], &one["more"]), (&json!("forked"), &json!(false)));
    let next = house.get(ann, &format!("/api/v1/flow-runs/{}", one["results"][0]["run_id"].as_str().unwrap())).await.is(200);
    assert_eq!(next["forked_from"], runs[0]["id"]);
    assert_eq!(house.get(ann, &format!("/api/v1/flow-runs/{}", id(&runs[0]))).await.is(200)["redriven_as"], next["id"]);
    house.flow_settled(ann, &next).await;
    let refused = house.post(bob, "/api/v1/dead-letters/redrive", json!({ "runs": [runs[1]["id"]] })).await.is(200);
    assert_eq!((&refused["results"][0]["state"], &refused["results"][0]["code"]), (&json!("refused"), &json!("UNKNOWN_RUN")));
    let some = json!({ "name": "fails", "code": code, "limit": 2 });
    let some = house.post(ann, "/api/v1/dead-letters/redrive", some).await.is(200);
    assert_eq!((some["results"].as_array().unwrap().len(), &some["more"]), (2, &json!(true)));
    assert!(some["results"].as_array().unwrap().iter().all(|run| run["state"] == "forked"));
    for wrong in [json!({}), json!({ "runs": [runs[0]["id"]], "all": true }), json!({ "all": true, "limit": 0 })] {
        house.post(ann, "/api/v1/dead-letters/redrive", wrong).await.refused(422, "INVALID_REQUEST");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_see_everybodys_flows_runs_schedules_and_workers_each_with_its_owner() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    house.flow_run(ann).await;
    house.archived_flow_run(ann).await;
    let yearly = json!({ "name": "yearly", "flow": "letter", "definition": { "when": { "cron": "0 0 1 1 *" } }, "input": { "to": "Ada" } });
    house.post(ann, "/api/v1/schedules", yearly).await.is(201);
    house.post(ann, "/api/v1/tasks/poll", json!({ "queue": "mail", "worker": "w1", "max": 1, "wait_ms": 0 })).await.is(200);
    for path in ["flows", "flow-runs", "archived-runs", "schedules", "workers"] {
        let path = format!("/api/v1/{path}");
        assert!(items(&house.get(house.admin, &path).await.is(200)).is_empty(), "{path}: an admin's own");
        let all = house.get(house.admin, &format!("{path}?scope=all")).await.is(200);
        assert!(!items(&all).is_empty() && items(&all).iter().all(|row| row["user_id"] == json!(ann)), "{path}: {all}");
        house.get(ann, &format!("{path}?scope=all")).await.refused(403, "FORBIDDEN");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_says_in_which_run_it_went_on() {
    const ROUNDS: &str = "\
grammar: 3
name: rounds
input: {type: object, properties: {left: {type: integer}}, required: [left]}
steps:
  - id: more
    when: input.left > 0
    work: {again: {input: {left: '{{ input.left - 1 }}'}}}
";
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.post(ann, "/api/v1/flow-runs", json!({ "plan": ROUNDS, "input": { "left": 1 } })).await.is(201);
    let first = house.flow_settled(ann, &run).await;
    assert_eq!(first["status"], "continued", "{first}");
    let next = house.get(ann, &format!("/api/v1/flow-runs/{}", first["continued_in"].as_str().unwrap())).await.is(200);
    assert_eq!(next["continued_from"], first["id"]);
    assert_eq!(house.flow_settled(ann, &next).await["continued_in"], Value::Null);
}

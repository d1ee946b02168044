//! Flows on the command line: checked, kept, started, signalled, decided about, forked, scheduled.

use serde_json::{Value, json};

use crate::home::Home;

const GREETING: &str = include_str!("../../../../samples/flows/greeting.yaml");

fn steps(document: &Value) -> Vec<(&str, &str)> {
    let steps = document["steps"].as_array().unwrap();
    steps.iter().map(|step| (step["step"].as_str().unwrap(), step["status"].as_str().unwrap())).collect()
}

#[test]
fn a_flow_is_started_signalled_and_approved() {
    let home = Home::new();
    home.write("greeting.yaml", GREETING);
    let kept = home.json(&["flows", "apply", "greeting.yaml"]).succeeded().document();
    assert_eq!(kept, json!([{ "flow": "greeting", "version": 1, "new": true }]));
    let start = ["flows", "start", "greeting", "--set", "names=[\"Ada\"]", "--attribute", "team=red", "--idempotency-key", "k"];
    let waits = home.json(&start).exits(2);
    assert!(waits.err.contains("gatewright runs signal"), "says what to do: {waits}");
    let waits = waits.document();
    assert_eq!(steps(&waits), [("greet", "passed"), ("tone", "running")]);
    assert_eq!(waits["steps"][0]["value"], json!([{ "text": "Hello, Ada!" }]));
    let id = waits["run"]["id"].as_str().unwrap();
    assert_eq!(home.json(&start).exits(2).document()["run"]["id"], id, "the same key starts it once");

    let asked = home.json(&["runs", "signal", id, "tone", "warmly"]).exits(2).document();
    assert_eq!(asked["run"]["pause"]["kind"], "approval_required");
    let refused = home.json(&["runs", "signal", id, "voice", "warmly"]).exits(64).document();
    assert_eq!(refused["error"]["code"], "UNKNOWN_SIGNAL");
    let done = home.json(&["runs", "approve", &id[..13], "letter", "--reason", "well said"]).succeeded().document();
    assert_eq!(done["run"]["status"], "completed");
    let found = home.json(&["flows", "runs", "--where", "team=red", "--status", "completed"]).succeeded().document();
    assert_eq!(found.as_array().unwrap().len(), 1);
    let files = home.json(&["runs", "artifacts", id]).succeeded().document();
    assert_eq!(files[0]["file"]["path"], "letter.md");
    home.json(&["runs", "cancel", id]).exits(64);

    // With the last step done anew it waits for its person again.
    let forked = home.json(&["runs", "fork", id, "--from", "letter"]).exits(2).document();
    assert_eq!((&forked["run"]["forked_from"], &forked["run"]["status"]), (&json!(id), &json!("paused")));
    assert_eq!(steps(&forked), [("greet", "passed"), ("tone", "passed"), ("letter", "awaiting_approval")]);
}

const PRESS_RELEASE: &str = include_str!("../../../../samples/flows/press-release.yaml");

#[test]
fn a_flow_goes_round_until_somebody_is_content_and_is_found_by_where_it_stands() {
    let home = Home::new();
    home.write("press-release.yaml", PRESS_RELEASE);
    let checked = home.run(&["flows", "check", "press-release.yaml"]).succeeded();
    assert!(!checked.out.contains("warning"), "{checked}");
    let clash = ["flows", "start", "press-release.yaml", "--set", "topic=a bridge", "--attribute", "phase=mine"];
    assert_eq!(home.json(&clash).exits(64).document()["error"]["code"], "INVALID_ATTRIBUTE");
    let waits = home.json(&["flows", "start", "press-release.yaml", "--set", "topic=a bridge"]).exits(2).document();
    let id = waits["run"]["id"].as_str().unwrap();
    let found = |filter: &str| home.json(&["flows", "runs", "--where", filter]).succeeded().document().as_array().unwrap().len();
    assert_eq!((found("phase=review"), found("drafts=1"), found("phase=writing")), (1, 1, 0));
    let opinion = r#"{"content": false, "remark": "too dry"}"#;
    home.json(&["runs", "signal", id, "opinion", opinion]).exits(2);
    assert_eq!(found("drafts=2"), 1);
    let done = home.json(&["runs", "signal", id, "opinion", r#"{"content": true}"#]).succeeded().document();
    assert_eq!(done["run"]["output"], json!({ "text": "A bridge, draft 2", "remark": "too dry", "drafts": 2, "asked": 2 }));
    assert_eq!(found("phase=cleared"), 1);
}

#[test]
fn a_queue_of_a_run_is_filled_looked_at_and_mended_while_nobody_works_on_it() {
    let home = Home::new();
    let plan = "grammar: 4\nname: shop\nsignals: {go: {}}\nqueues:\n  orders: {order: priority, size: 3, dedupe: true}\nsteps:\n  - {id: wait, work: {wait: {signal: go}}}\n";
    home.write("shop.yaml", plan);
    let checked = home.run(&["flows", "check", "shop.yaml"]).succeeded();
    assert!(checked.out.contains("UNUSED_QUEUE"), "a queue that nobody takes from is warned of: {checked}");
    let started = home.json(&["flows", "start", "shop.yaml"]).exits(2).document();
    let id = started["run"]["id"].as_str().unwrap();
    let queue = |arguments: &[&str]| {
        let all: Vec<&str> = ["runs", "queue", id].into_iter().chain(arguments.iter().copied()).collect();
        home.json(&all)
    };
    let added = queue(&["add", "orders", r#"{"n": 1}"#, "plain text", "--priority", "-2", "--idempotency-key", "k"]).succeeded().document();
    assert_eq!((&added[0]["status"], &added[1]["status"]), (&json!("added"), &json!("added")));
    let again = queue(&["add", "orders", r#"{"n": 1}"#, "plain text", "--priority", "-2", "--idempotency-key", "k"]).succeeded().document();
    assert_eq!(again, added, "the same key adds nothing");
    home.write("orders.jsonl", "{\"n\": 2}\n\n{\"n\": 1}\n{\"n\": 3}\n");
    let full = queue(&["add", "orders", "--file", "orders.jsonl"]).exits(3);
    assert!(full.out.contains("\"full\"") && full.out.contains("\"duplicate\""), "each item is told of: {full}");
    home.write("bad.jsonl", "{\"n\": 2}\nnonsense\n");
    assert!(queue(&["add", "orders", "--file", "bad.jsonl"]).exits(64).err.contains("bad.jsonl:2"));
    assert_eq!(queue(&["add", "order", "1"]).exits(64).document()["error"]["code"], "UNKNOWN_QUEUE");
    let listed = queue(&["list"]).succeeded().document();
    assert_eq!((&listed[0]["pending"], &listed[0]["health"]), (&json!(3), &json!("critical")));
    assert_eq!(home.json(&["runs", "query", id, "orders"]).succeeded().document()["value"]["pending"], 3);
    let first = added[0]["id"].as_str().unwrap();
    assert_eq!(queue(&["item", "orders", first]).succeeded().document()["payload"], json!({ "n": 1 }));
    queue(&["retry", "orders", first]).exits(64);
    queue(&["remove", "orders", first]).succeeded();
    let shown = queue(&["show", "orders", "--status", "pending"]).succeeded().document();
    assert_eq!(shown["items"].as_array().unwrap().len(), 2);
    assert!(home.run(&["runs", "queue", id, "show", "orders"]).succeeded().out.contains("plain text"));
    queue(&["close", "orders"]).succeeded();
    assert_eq!(queue(&["add", "orders", "1"]).exits(64).document()["error"]["code"], "QUEUE_CLOSED");
}

#[test]
fn a_plan_file_with_mistakes_is_refused_with_all_of_them_and_no_database_is_started() {
    let home = Home::new();
    home.write("bad.yaml", "grammar: 3\nname: bad\nsteps:\n  - id: a\n    needs: [b]\n    work: {effect: {effect: nothing}}\n");
    let found = home.run(&["flows", "check", "bad.yaml"]).exits(64);
    assert!(found.out.contains("bad.yaml:5:") && found.out.contains("bad.yaml:6:"), "{found}");
    home.run(&["flows", "start", "bad.yaml"]).exits(64);
    home.run(&["flows", "start", "missing.yaml"]).exits(64);
    assert!(!home.path("data").exists(), "nothing was started");
}

#[test]
fn a_rule_is_previewed_by_the_wall_clock_of_its_zone() {
    let home = Home::new();
    let rule =
        ["schedules", "preview", "--cron", "30 2 * * *", "--zone", "Europe/Berlin", "--after", "2026-03-28T00:00:00Z", "--count", "3"];
    let shown = home.run(&rule).succeeded();
    // The last Sunday of March has no half past two.
    assert_eq!(shown.out.trim(), "Sat 2026-03-28 02:30:00 CET\nSun 2026-03-29 03:00:00 CEST\nMon 2026-03-30 02:30:00 CEST");
    home.run(&["schedules", "preview", "--cron", "0 0 30 2 *"]).exits(64);
    home.run(&["schedules", "preview"]).exits(64);
    assert!(!home.path("data").exists(), "nothing was started");
}

#[test]
fn a_schedule_is_made_fired_and_seen() {
    let home = Home::new();
    home.write("quick.yaml", "grammar: 1\nname: quick\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n");
    home.run(&["flows", "apply", "quick.yaml"]).succeeded();
    let made = home.json(&["schedules", "create", "nightly", "--flow", "quick", "--cron", "0 3 * * *"]).succeeded().document();
    assert_eq!((&made["name"], made["next"].as_array().unwrap().len()), (&json!("nightly"), 5));
    home.json(&["schedules", "create", "nightly", "--flow", "quick", "--every", "1h"]).exits(64);
    home.run(&["schedules", "trigger", "nightly"]).succeeded();
    let seen = home.json(&["schedules", "show", "nightly"]).succeeded().document();
    let firing = &seen["firings"][0];
    assert_eq!((&firing["cause"], &firing["status"]), (&json!("hand"), &json!("started")));
    let done = home.json(&["runs", "resume", firing["run_id"].as_str().unwrap()]).succeeded().document();
    assert_eq!(done["run"]["status"], "completed");
    home.run(&["schedules", "pause", "nightly"]).succeeded();
    assert_eq!(home.json(&["schedules", "list"]).succeeded().document()[0]["definition"]["paused"], true);
    home.run(&["schedules", "remove", "nightly"]).succeeded();
}

//! Runs after their end on the command line: archived, exported, brought back; what failed for good, taken up again.

use serde_json::{Value, json};

use crate::home::Home;

const QUICK: &str =
    "grammar: 3\nname: quick\nsteps:\n  - id: a\n    work: {effect: {effect: value, with: {file: {path: a.md, text: '# A'}}}}\n";
/// Fails as long as nobody listens at the address.
const FAILS: &str = "\
grammar: 3
name: fails
input: {type: object, properties: {url: {type: string}}, required: [url]}
steps:
  - id: well
    work: {effect: {effect: value, with: {n: 1}}}
  - id: broken
    needs: [well]
    work: {effect: {effect: http.request, with: {url: '{{ input.url }}'}}}
    gate: {max_attempts: 1, on_exhausted: fail}
";

fn id(document: &Value) -> String {
    document["run"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_run_is_archived_exported_and_brought_back() {
    let home = Home::new();
    home.write("quick.yaml", QUICK);
    let before = home.json(&["flows", "start", "quick.yaml", "--attribute", "team=red"]).succeeded().document();
    let run = id(&before);
    home.run(&["runs", "export", &run, "--out", "live.gz"]).succeeded();
    let done = home.json(&["runs", "archive", &run[..13]]).succeeded().document();
    assert_eq!(done, json!({ "archived": [run], "kept": [], "more": false }));
    home.json(&["runs", "show", &run]).exits(64);
    let listed = home.json(&["runs", "archived", "--where", "team=red", "--flow", "quick"]).succeeded().document();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["id"]), (1, &json!(run)));
    assert!(home.run(&["runs", "archived"]).succeeded().out.contains("completed"));
    home.run(&["runs", "export", &run, "--out", "archived.gz"]).succeeded();
    let (live, archived) = (std::fs::read(home.path("live.gz")).unwrap(), std::fs::read(home.path("archived.gz")).unwrap());
    assert_eq!(live, archived);
    assert!(live.starts_with(b"\x1f\x8b"), "it is gzip");
    assert_eq!(home.json(&["runs", "restore", &run[..13]]).succeeded().document(), before);
    assert_eq!(home.json(&["runs", "restore", &run]).exits(64).document()["error"]["code"], "UNKNOWN_RUN", "it is there already");
    let gone = home.json(&["runs", "archive", "--ended-before", "2100-01-01T00:00:00Z", "--flow", "quick"]).succeeded().document();
    assert_eq!(gone["archived"], json!([run]));
    home.json(&["runs", "archive"]).exits(64);
    home.json(&["runs", "archive", &run, "--ended-before", "2100-01-01T00:00:00Z"]).exits(64);
}

#[test]
fn how_long_runs_are_kept_is_said_and_shown() {
    let home = Home::new();
    assert!(home.run(&["runs", "retention"]).succeeded().out.contains("kept for ever"));
    home.run(&["runs", "retention", "--keep", "90"]).succeeded();
    home.run(&["runs", "retention", "--flow", "noise", "--keep", "1", "--delete"]).succeeded();
    home.run(&["runs", "retention", "--default", "--keep", "30", "--most", "365"]).succeeded();
    let told = home.json(&["runs", "retention"]).succeeded().document();
    assert_eq!(
        told["account"],
        json!({ "all": { "keep_days": 90, "archive": true }, "flows": { "noise": { "keep_days": 1, "archive": false } } })
    );
    assert_eq!(told["limits"], json!({ "default": { "keep_days": 30, "archive": true }, "most_days": 365 }));
    let told = home.json(&["runs", "retention", "--unset", "--most", "none"]).succeeded().document();
    assert_eq!((&told["account"]["all"], &told["limits"]["most_days"]), (&Value::Null, &Value::Null));
    for wrong in [&["--keep", "-1"][..], &["--keep", "1", "--forever"], &["--delete"], &["--most", "soon"]] {
        home.run(&[&["runs", "retention"], wrong].concat()).exits(64);
    }
}

#[test]
fn what_failed_for_good_is_listed_and_taken_up_again() {
    let home = Home::new();
    home.write("fails.yaml", FAILS);
    let failed = home.json(&["flows", "start", "fails.yaml", "--set", "url=nonsense"]).exits(3).document();
    let run = id(&failed);
    let code = failed["run"]["failure"]["code"].as_str().unwrap();
    let dead = home.json(&["runs", "dead", "--code", code]).succeeded().document();
    assert_eq!((&dead[0]["id"], &dead[0]["step"], dead.as_array().unwrap().len()), (&json!(run), &json!("broken"), 1));
    assert_eq!(
        home.json(&["runs", "dead", "--counts"]).succeeded().document(),
        json!([{ "kind": "flow", "name": "fails", "code": code, "runs": 1 }])
    );
    assert_eq!(home.json(&["runs", "dead", "--flow", "other"]).succeeded().document(), json!([]));
    let again = home.json(&["runs", "redrive", &run]).succeeded().document();
    assert_eq!((&again[0]["id"], &again[0]["state"]), (&json!(run), &json!("forked")));
    let next = again[0]["run_id"].as_str().unwrap();
    let shown = home.json(&["runs", "show", next]).succeeded().document();
    assert_eq!(shown["run"]["forked_from"], json!(run));
    assert_eq!(home.json(&["runs", "redrive", &run]).exits(64).document()[0]["code"], "REDRIVEN");
    home.run(&["runs", "redrive"]).exits(64);
    // It has failed again already, or does now.
    home.json(&["runs", "resume", next]);
    assert_eq!(home.json(&["runs", "show", next]).succeeded().document()["run"]["status"], "failed");
    let all = home.json(&["runs", "redrive", "--flow", "fails", "--limit", "5"]).succeeded().document();
    assert_eq!((&all[0]["id"], all.as_array().unwrap().len()), (&json!(next), 1));
}

#[test]
fn lists_have_ones_own_things_unless_everybodys_are_asked_for() {
    let home = Home::new();
    home.write("quick.yaml", QUICK);
    home.run(&["flows", "apply", "quick.yaml"]).succeeded();
    home.run(&["flows", "start", "quick"]).succeeded();
    home.run(&["schedules", "create", "nightly", "--flow", "quick", "--cron", "0 3 * * *"]).succeeded();
    for list in [&["flows", "list"][..], &["flows", "runs"], &["schedules", "list"], &["runs", "archived"], &["runs", "dead"]] {
        let own = home.json(list).succeeded().document();
        let all = home.json(&[list, &["--all-accounts"]].concat()).succeeded().document();
        assert_eq!(own, all, "there is one account: {list:?}");
        assert!(own.as_array().unwrap().iter().all(|row| row["user_id"].is_string()), "{own}");
    }
}

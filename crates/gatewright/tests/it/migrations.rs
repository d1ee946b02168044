//! Runs under way move to another version of their flow, on the command line.

use serde_json::{Value, json};

use crate::home::Home;

const FIRST: &str = "\
grammar: 1
name: moving
steps:
  - id: write
    work: {effect: {effect: value, with: {n: 1}}}
    gate: {approval: required}
";

const SECOND: &str = "\
grammar: 1
name: moving
input: {type: object, required: [who]}
steps:
  - id: draft
    work: {effect: {effect: value, with: {n: 2}}}
    gate: {approval: required}
  - id: send
    needs: [draft]
    work: {effect: {effect: value, with: {to: '{{ input.who }}', n: '{{ steps.draft.value.n }}'}}}
";

fn started(home: &Home, set: &[&str]) -> String {
    let run = home.json(&[&["flows", "start", "moving", "--version", "1"], set].concat()).exits(2).document();
    run["run"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn one_run_or_all_of_a_version_move_and_end_with_the_new_step() {
    let home = Home::new();
    for text in [FIRST, SECOND] {
        home.write("moving.yaml", text);
        home.run(&["flows", "apply", "moving.yaml"]).succeeded();
    }
    let (first, second, stays) = (started(&home, &["--set", "who=ada"]), started(&home, &["--set", "who=bob"]), started(&home, &[]));

    // What would happen, of one and of all.
    let seen = home.json(&["runs", "migrate", &first, "--to", "2", "--map", "write=draft", "--check"]).succeeded().document();
    assert_eq!(
        seen["steps"],
        json!([{ "from": "write", "to": "draft", "fate": "goes_on" }, { "from": null, "to": "send", "fate": "new" }])
    );
    let refused = home.json(&["runs", "migrate", &first, "--to", "2"]).exits(64).document();
    assert_eq!(refused["error"]["code"], "NOT_MIGRATABLE");
    assert!(refused["error"]["message"].as_str().unwrap().contains("steps.write: it has begun"), "{refused}");
    let all = ["flows", "migrate", "moving", "--from", "1", "--to", "2", "--map", "write=draft"];
    let checked = home.json(&[&all[..], &["--check"]].concat()).exits(3).document();
    assert_eq!(checked.as_array().unwrap().len(), 3, "{checked}");
    let versions = || home.json(&["flows", "runs", "--name", "moving"]).succeeded().document();
    assert!(versions().as_array().unwrap().iter().all(|run| run["version"] == 1), "a check changes nothing");

    let moved = home.json(&["runs", "migrate", &first, "--to", "2", "--map", "write=draft"]).succeeded().document();
    assert_eq!((&moved["run"]["version"], &moved["steps"][0]["step"]), (&json!(2), &json!("draft")), "{moved}");
    let table = home.run(&all).exits(3);
    assert!(table.out.contains(&second) && table.out.contains("moved") && table.out.contains("input.who"), "{table}");
    let version = |id: &str| -> Value { home.json(&["runs", "show", id]).succeeded().document()["run"]["version"].clone() };
    assert_eq!((version(&second), version(&stays)), (json!(2), json!(1)));
    for (id, who) in [(&first, "ada"), (&second, "bob")] {
        let done = home.json(&["runs", "approve", id, "draft", "--reason", "good"]).succeeded().document();
        assert_eq!(done["steps"][1]["value"], json!({ "to": who, "n": 1 }), "{done}");
    }
    let ended = home.json(&["runs", "migrate", &first, "--to", "1"]).exits(64);
    assert!(ended.out.contains("RUN_ENDED"), "{ended}");
    home.json(&["runs", "migrate", &stays, "--to", "2", "--map", "write"]).exits(64);
    home.json(&["runs", "migrate", &stays, "--to", "9"]).exits(64);
}

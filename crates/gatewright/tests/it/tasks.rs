//! Workers elsewhere, and what waits for them.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::accounts::{Client, PASSWORD};
use crate::home::Home;

const REMOTE: &str = "\
grammar: 1
name: remote
steps:
  - id: far
    work: {effect: {effect: task, with: {queue: letters, activity: print, input: {n: 1}}}}
";

fn rows(document: &Value) -> &[Value] {
    document.as_array().unwrap()
}

#[test]
fn where_nobody_works_and_nothing_waits_a_sentence_says_so() {
    let home = Home::new();
    for (command, sentence) in [("workers", "No worker has polled"), ("task-queues", "No task waits")] {
        let shown = home.run(&["runs", command]).succeeded();
        assert!(shown.out.starts_with(sentence), "{shown}");
        assert_eq!(home.json(&["runs", command]).succeeded().document(), json!([]));
    }
}

#[test]
fn workers_and_queues_are_listed_ones_own_or_everybodys() {
    let home = Home::new();
    let (_up, told) = home.served(&["--drain", "0"]);
    let password = format!("{PASSWORD}\n");
    home.fed(&["users", "create", "ada@example.org", "--password-stdin"], password.as_bytes()).succeeded();
    let client = Client::of(&told);
    let (status, session) = client.sign_in("ada@example.org", PASSWORD);
    assert_eq!(status, 200, "{session}");
    let poll = json!({ "queue": "letters", "worker": "press-1", "activities": ["print", "fold"], "max": 5, "wait_ms": 0 });
    let (status, _, polled) = client.ask(Method::POST, "/api/v1/tasks/poll", session["access_token"].as_str(), poll);
    assert_eq!(status, 200, "{polled}");

    let everybody = home.json(&["runs", "workers", "--all-accounts"]).succeeded().document();
    assert_eq!((rows(&everybody).len(), &everybody[0]["name"], &everybody[0]["queue"]), (1, &json!("press-1"), &json!("letters")));
    assert_eq!(
        (&everybody[0]["activities"], &everybody[0]["capacity"], &everybody[0]["running"]),
        (&json!(["print", "fold"]), &json!(5), &json!(0))
    );
    assert_eq!(home.json(&["runs", "workers"]).succeeded().document(), json!([]), "it is Ada's");
    let shown = home.run(&["runs", "workers", "--all-accounts"]).succeeded().out;
    for part in ["press-1", "letters", "print, fold", " ago", "ada@example.org"] {
        assert!(shown.contains(part), "{part} is not in:\n{shown}");
    }

    home.write("remote.yaml", REMOTE);
    home.run(&["flows", "start", "remote.yaml", "--detach"]).succeeded();
    // The server takes the run up and hands the task out; nobody of this account takes it.
    let queues = (0..300).find_map(|_| {
        let queues = home.json(&["runs", "task-queues"]).succeeded().document();
        if rows(&queues).is_empty() {
            std::thread::sleep(Duration::from_millis(100));
            return None;
        }
        Some(queues)
    });
    let queues = queues.expect("the task is handed out");
    assert_eq!((&queues[0]["queue"], &queues[0]["waiting"], &queues[0]["leased"]), (&json!("letters"), &json!(1), &json!(0)));
    let shown = home.run(&["runs", "task-queues"]).succeeded().out;
    for part in ["letters", "oldest waits", "admin@localhost"] {
        assert!(shown.contains(part), "{part} is not in:\n{shown}");
    }
}

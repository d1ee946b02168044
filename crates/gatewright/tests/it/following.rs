//! A run followed: what happened, what happens, and how the command ends.

use serde_json::{Value, json};

use crate::home::{ESSAY, Ended, Home};

const GREETING: &str = include_str!("../../../../samples/flows/greeting.yaml");

/// The documents of a stream, one a line.
#[track_caller]
fn lines(ended: &Ended) -> Vec<Value> {
    let read = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: no JSON document in a line:\n{ended}"));
    ended.out.lines().map(read).collect()
}

fn numbers(events: &[Value]) -> Vec<u64> {
    events.iter().map(|event| event["seq"].as_u64().unwrap()).collect()
}

#[test]
fn a_run_of_a_flow_is_told_from_its_beginning_or_behind_an_event_and_the_exit_code_says_how_it_ended() {
    let home = Home::new();
    home.write("greeting.yaml", GREETING);
    let waits = home.json(&["flows", "start", "greeting.yaml", "--set", "names=[\"Ada\"]"]).exits(2).document();
    let id = waits["run"]["id"].as_str().unwrap();

    let told = lines(&home.json(&["runs", "follow", id, "--no-wait"]).exits(2));
    let count = u64::try_from(told.len()).unwrap();
    assert_eq!(numbers(&told), (1..=count).collect::<Vec<_>>(), "each entry of the journal, in order");
    assert_eq!((&told[0]["entry"]["entry"], told[0]["at"].is_string()), (&json!("run_started"), true));
    let behind = lines(&home.json(&["runs", "follow", &id[..13], "--no-wait", "--after", "2"]).exits(2));
    assert_eq!(behind, told[2..]);
    let text = home.run(&["runs", "follow", id, "--no-wait"]).exits(2).out;
    assert_eq!(text.lines().count(), told.len(), "an event a line:\n{text}");
    assert!(text.contains("greet: attempt 1 begins") && text.contains("greet: passed"), "{text}");

    home.run(&["runs", "signal", id, "tone", "warmly"]).exits(2);
    home.run(&["runs", "approve", id, "letter", "--reason", "well said"]).succeeded();
    let whole = home.json(&["runs", "follow", id]).succeeded();
    let ended = lines(&whole);
    assert_eq!((&ended[..told.len()], &ended.last().unwrap()["entry"]["entry"]), (&told[..], &json!("run_completed")));
    assert!(!whole.err.contains("nobody works"), "nobody needs to work on what has ended: {whole}");
    let end = ended.len().to_string();
    assert!(home.run(&["runs", "follow", id, "--after", &end]).succeeded().out.is_empty(), "nothing comes behind the end");
}

#[test]
fn a_run_that_holds_is_waited_for_until_somebody_lets_it_end() {
    let home = Home::new();
    let _up = home.up();
    home.write("greeting.yaml", GREETING);
    let waits = home.json(&["flows", "start", "greeting.yaml", "--set", "names=[\"Ada\"]"]).exits(2).document();
    let id = waits["run"]["id"].as_str().unwrap();
    let follower = home.start(&["runs", "follow", id]);
    home.run(&["runs", "signal", id, "tone", "warmly"]).exits(2);
    home.run(&["runs", "approve", id, "letter", "--reason", "well said"]).succeeded();
    let (code, said) = follower.ended();
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("nobody works"), "{said}");
}

#[test]
fn a_run_of_a_template_is_told_as_the_stream_of_its_events_tells_it() {
    let home = Home::new();
    home.run(&[&ESSAY[..], &["--out", "out"]].concat()).exits(2);
    let id = home.only_run()["id"].as_str().unwrap().to_owned();
    let told = lines(&home.json(&["runs", "follow", &id, "--no-wait"]).exits(2));
    assert_eq!((&told[0]["type"], &told[0]["status"]), (&json!("run_started"), &json!("running")));
    let last = told.last().unwrap();
    assert_eq!((&last["type"], &last["gate"], &last["status"]), (&json!("run_paused"), &json!("G10"), &json!("paused")));
    // Behind an event the counters are those of the whole run.
    let before = told[told.len() - 2]["seq"].to_string();
    let behind = lines(&home.json(&["runs", "follow", &id, "--no-wait", "--after", &before]).exits(2));
    assert_eq!(behind, std::slice::from_ref(last));

    home.run(&["runs", "cancel", &id, "--reason", "a mistake"]).exits(4);
    let text = home.run(&["runs", "follow", &id]).exits(4).out;
    assert!(text.lines().last().is_some_and(|line| line.contains("the run is cancelled: a mistake")), "{text}");
    assert!(text.lines().any(|line| line.contains("G1 ") && line.contains(": passed (1/")), "{text}");
}

#[test]
fn a_run_that_is_not_there_cannot_be_followed() {
    let home = Home::new();
    for unknown in ["no-such-run", "01890000-0000-7000-8000-000000000000"] {
        assert_eq!(home.json(&["runs", "follow", unknown]).exits(64).document()["error"]["code"], "UNKNOWN_RUN");
    }
    home.run(&["runs", "follow", "no-such-run", "--after", "-1"]).exits(64);
}

//! Several processes on one database, killed and stopped while they work: every run ends, each of its steps done once.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::home::{Home, Started};

/// Twenty runs below one, each of ten short steps in a row.
const BELOW: i64 = 20;

fn chain() -> String {
    let step = |at: i64| {
        let needs = if at == 0 { String::new() } else { format!("    needs: [w{}]\n", at - 1) };
        format!("  - id: w{at}\n{needs}    work: {{wait: {{for: {{milliseconds: 100}}}}}}\n")
    };
    format!("grammar: 2\nname: chain\nsteps:\n{}", (0..10).map(step).collect::<String>())
}

const PARENT: &str = "\
grammar: 1
name: parent
steps:
  - id: all
    work: {each: {items: input.list, call: {effect: child, with: {flow: chain}}}}
";

fn status(home: &Home, id: &str) -> Value {
    home.json(&["runs", "show", id]).succeeded().document()
}

#[test]
fn work_moves_from_processes_that_are_killed_or_stopped_and_nothing_is_done_twice() {
    let home = Home::new();
    home.write("chain.yaml", chain());
    home.write("parent.yaml", PARENT);
    home.run(&["flows", "apply", "chain.yaml", "parent.yaml"]).succeeded();
    // It keeps the server; its workers come and go.
    let up = home.up();
    let worker = || home.start(&["worker"]);
    let mut workers: Vec<Started> = vec![worker(), worker()];
    let list = json!((0..BELOW).collect::<Vec<_>>()).to_string();
    let started = home.json(&["flows", "start", "parent", "--set", &format!("list={list}"), "--detach"]).succeeded().document();
    let id = started["run"]["id"].as_str().unwrap().to_owned();
    // One that dies in the middle, one that is stopped for a while and wakes up, one that comes too late.
    std::thread::sleep(Duration::from_millis(300));
    let dies = workers.remove(0);
    dies.signal(Signal::KILL);
    dies.ended();
    workers.push(worker());
    workers[0].signal(Signal::STOP);
    std::thread::sleep(Duration::from_millis(500));
    workers[0].signal(Signal::CONT);
    // And the one that hosts most of them: its server goes with it, and the next command brings it up again.
    up.signal(Signal::KILL);
    up.ended();
    let ended = (0..600).find_map(|_| {
        std::thread::sleep(Duration::from_millis(100));
        let shown = status(&home, &id);
        (!["pending", "running"].contains(&shown["run"]["status"].as_str().unwrap())).then_some(shown)
    });
    let ended = ended.expect("the parent ends");
    assert_eq!(ended["run"]["status"], "completed", "{ended}");
    let runs = home.json(&["flows", "runs", "--name", "chain"]).succeeded().document();
    assert_eq!(runs.as_array().unwrap().len(), usize::try_from(BELOW).unwrap(), "each child was started once");
    for run in runs.as_array().unwrap() {
        assert_eq!((&run["status"], &run["steps_done"]), (&json!("completed"), &json!(10)), "{run}");
        let steps = status(&home, run["id"].as_str().unwrap());
        let attempts = steps["steps"].as_array().unwrap();
        assert!(attempts.len() == 10 && attempts.iter().all(|step| step["attempt"] == 1 && step["status"] == "passed"), "{steps}");
    }
    for worker in workers {
        worker.signal(Signal::TERM);
        worker.ended();
    }
}

//! What a person does with a run: approve, rerun, skip, cancel.

use serde_json::Value;

use crate::home::{ESSAY, Home};

fn gate<'a>(gates: &'a Value, id: &str) -> Vec<&'a Value> {
    gates.as_array().unwrap().iter().filter(|gate| gate["gate_id"] == id).collect()
}

#[test]
fn without_approval_a_run_pauses_and_a_person_completes_it() {
    let home = Home::new();
    let _up = home.up();
    let paused = home.run(&[&ESSAY[..], &["--out", "out"]].concat()).exits(2);
    assert!(paused.err.contains("gatewright runs approve"), "says what to do: {paused}");
    assert!(!home.path("out/essay.html").exists(), "nothing is published before somebody approves");
    let id = home.only_run()["id"].as_str().unwrap().to_owned();

    // Resuming decides nothing for the person.
    home.run(&["runs", "resume", &id]).exits(2);
    let blank = home.run(&["runs", "approve", &id, "G10", "--reason", " "]).exits(64);
    assert!(blank.err.contains("reason"), "{blank}");

    let approved = home.json(&["runs", "approve", &id, "G10", "--reason", "read and liked", "--out", "out"]).succeeded().document();
    assert_eq!(approved["run"]["status"], "completed");
    let last = gate(&approved["gates"], "G10");
    assert_eq!(last.len(), 1);
    assert_eq!(last[0]["decision"], "approved");
    assert_eq!(last[0]["decided_by"], "admin@localhost");
    assert_eq!(last[0]["decided_via"], "cli approve");
    assert_eq!(last[0]["decision_reason"], "read and liked");
    assert!(home.path("out/essay.html").exists());

    // What is final stays final.
    for arguments in [
        &["runs", "approve", &id, "G10", "--reason", "again"][..],
        &["runs", "rerun", &id, "G6"],
        &["runs", "skip", &id, "G6", "--reason", "too late"],
        &["runs", "cancel", &id],
    ] {
        let refused = home.run(arguments).exits(64);
        assert!(refused.err.contains("completed and final"), "{refused}");
    }
    home.run(&["runs", "resume", &id]).succeeded();
}

#[test]
fn approval_in_advance_is_written_down() {
    let home = Home::new();
    let run = home.json(&[&ESSAY[..], &["--approve", "--out", "out"]].concat()).succeeded().document();
    let last = gate(&run["gates"], "G10")[0];
    assert_eq!((&last["decision"], &last["decided_by"]), (&"approved".into(), &"admin@localhost".into()));
    assert_eq!(last["decided_via"], "cli --approve");
}

#[test]
fn a_paused_run_can_be_rerun_skipped_and_cancelled() {
    let home = Home::new();
    let _up = home.up();
    home.run(&[&ESSAY[..], &["--out", "out"]].concat()).exits(2);
    let id = home.only_run()["id"].as_str().unwrap().to_owned();

    // The outline again, and with it all that was made from it.
    let rerun = home.json(&["runs", "rerun", &id, "G4", "--reason", "another outline"]).exits(2).document();
    for (name, attempts) in [("G1", 1), ("G2", 1), ("G3", 1), ("G4", 2), ("G6", 2), ("G8", 2), ("G9", 2)] {
        assert_eq!(gate(&rerun["gates"], name).len(), attempts, "attempts of {name}");
    }
    assert_eq!(rerun["run"]["status"], "paused");

    // The first outline can still be read, and does not count.
    let outlines = |files: &Value| -> Vec<(Option<i64>, Option<bool>)> {
        let of = |file: &&Value| file["file_path"] == "design/OUTLINE.md";
        files.as_array().unwrap().iter().filter(of).map(|file| (file["attempt_number"].as_i64(), file["current"].as_bool())).collect()
    };
    assert_eq!(outlines(&home.json(&["runs", "artifacts", &id]).succeeded().document()), [(Some(2), Some(true))]);
    let all = home.json(&["runs", "artifacts", &id, "--all", "--out", "attempts"]).succeeded().document();
    assert_eq!(outlines(&all), [(Some(1), Some(false)), (Some(2), Some(true))]);
    assert!(home.path("attempts/G4.1/design/OUTLINE.md").exists() && home.path("attempts/G4.2/design/OUTLINE.md").exists());
    let table = home.run(&["runs", "artifacts", &id, "--all"]).succeeded().out;
    assert!(table.lines().next().is_some_and(|head| head.contains("attempt") && head.contains("current")), "{table}");

    let skipped = home.json(&["runs", "skip", &id, "G10", "--reason", "nobody needs it published"]).succeeded().document();
    let last = gate(&skipped["gates"], "G10").into_iter().max_by_key(|gate| gate["attempt_number"].as_i64()).unwrap();
    assert_eq!(last["status"], "skipped");
    assert_eq!(last["decision_reason"], "nobody needs it published");
    assert_eq!(skipped["run"]["status"], "completed");

    home.run(&[&ESSAY[..], &["--out", "out"]].concat()).exits(2);
    let runs = home.json(&["runs", "list", "--status", "paused"]).succeeded().document();
    let second = runs[0]["id"].as_str().unwrap();
    let cancelled = home.json(&["runs", "cancel", second, "--reason", "a mistake"]).exits(4).document();
    assert_eq!(cancelled["run"]["status"], "cancelled");
    home.run(&["runs", "resume", second]).exits(4);
}

#[test]
fn up_carries_out_what_others_submit() {
    let home = Home::new();
    let up = home.up();
    let run = home.json(&[&ESSAY[..], &["--approve", "--out", "out"]].concat()).succeeded().document();
    assert_eq!(run["run"]["status"], "completed");

    // Nobody follows this one: only `up` can have carried it out.
    let detached = home.run(&["run", "etymology-infographic", "--set", "word=villain", "--approve", "--detach"]).succeeded();
    assert!(!detached.err.contains("nobody works on it"), "{detached}");
    let id = detached.out.trim();
    let status = (0..600).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let run = home.json(&["runs", "show", id]).succeeded().document();
        let status = run["run"]["status"].as_str().unwrap().to_owned();
        (!["pending", "running"].contains(&status.as_str())).then_some(status)
    });
    assert_eq!(status.as_deref(), Some("completed"));
    drop(up);
}

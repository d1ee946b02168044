//! Processes that end in the middle of things. Whatever is killed, a run goes on where it stopped, and no attempt is lost or doubled.

use rustix::process::{Signal, kill_process};

use crate::home::{ESSAY, Home};

/// Ten gates, one attempt each, all done.
#[track_caller]
fn assert_completes_with_single_attempts(home: &Home) {
    let id = home.only_run()["id"].as_str().unwrap().to_owned();
    let resumed = home.json(&["runs", "resume", &id, "--approve", "--out", "out"]).succeeded().document();
    assert_eq!(resumed["run"]["status"], "completed");
    let gates: Vec<(&str, i64)> = resumed["gates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gate| (gate["gate_id"].as_str().unwrap(), gate["attempt_number"].as_i64().unwrap()))
        .collect();
    let expected: Vec<_> = ["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G10"].into_iter().map(|gate| (gate, 1)).collect();
    assert_eq!(gates, expected);
    assert!(home.path("out/essay.html").exists());
}

#[test]
fn a_killed_command_is_taken_up_by_resume() {
    for gate in ["G1 ", "G4 ", "G8 "] {
        let home = Home::new();
        let mut run = home.start(&ESSAY);
        run.until(&format!("{gate}{}", title(gate)));
        run.signal(Signal::KILL);
        assert_eq!(run.ended().0, None, "it died of the signal");
        assert_completes_with_single_attempts(&home);
    }
}

fn title(gate: &str) -> &'static str {
    match gate {
        "G1 " => "Intake Approval: passed",
        "G4 " => "Outline Approval: passed",
        _ => "Formats Complete: passed",
    }
}

#[test]
fn ctrl_c_ends_a_command_in_order_and_resume_takes_it_up() {
    let home = Home::new();
    let mut run = home.start(&ESSAY);
    run.until("G1 Intake Approval: passed");
    run.signal(Signal::INT);
    let (code, said) = run.ended();
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("gatewright runs resume"), "says what to do: {said}");
    assert_completes_with_single_attempts(&home);
}

#[test]
fn a_killed_postgres_ends_a_command_and_resume_takes_the_run_up() {
    let home = Home::new();
    let mut run = home.start(&ESSAY);
    run.until("G1 Intake Approval: passed");
    kill_process(home.postmaster(), Signal::KILL).unwrap();
    let (code, said) = run.ended();
    assert_eq!(code, Some(69), "{said}");
    assert!(said.contains("gatewright runs resume"), "says what to do: {said}");
    assert_completes_with_single_attempts(&home);
}

#[test]
fn up_ends_when_its_postgres_is_killed() {
    let home = Home::new();
    let up = home.up();
    kill_process(home.postmaster(), Signal::KILL).unwrap();
    let (code, said) = up.ended();
    assert_eq!(code, Some(69), "{said}");
    assert!(said.contains("PostgreSQL ended under this process") && said.contains("gatewright up"), "{said}");
    // The folder is as good as before.
    home.run(&["runs", "list"]).succeeded();
}

#[test]
fn up_takes_up_what_was_interrupted() {
    let home = Home::new();
    let mut run = home.start(&[&ESSAY[..], &["--approve", "--out", "out"]].concat());
    run.until("G2 Research Complete: passed");
    run.signal(Signal::KILL);
    run.ended();
    let _up = home.up();
    let status = (0..600).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let status = home.only_run()["status"].as_str().unwrap().to_owned();
        (!["pending", "running"].contains(&status.as_str())).then_some(status)
    });
    assert_eq!(status.as_deref(), Some("completed"), "the approval in advance holds for whoever goes on");
}

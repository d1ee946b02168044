//! What the processes survive, in short: `bench chaos --minutes 0` lets each fault strike once, and holds all that was told against what
//! is stored. How fast this machine is decides nothing here.

use serde_json::Value;

use crate::home::Home;

/// Lets these faults strike once each; every invariant must hold.
#[track_caller]
fn survives(faults: &[&str]) -> Value {
    let home = Home::new();
    let ended = home.json(&["bench", "chaos", "--minutes", "0", "--only", &faults.join(",")]);
    assert_eq!(ended.code, Some(0), "{ended}");
    let chaos = ended.document()["chaos"].clone();
    assert_eq!(chaos["holds"], true, "{chaos:#}");
    let lines = chaos["faults"].as_array().unwrap();
    assert_eq!(lines.iter().map(|line| line["fault"].as_str().unwrap()).collect::<Vec<_>>(), faults);
    for line in lines {
        match line["not_possible"].as_str() {
            // Only where the platform may lack the means; what was possible was done.
            Some(why) if ["disk-full", "clock-off"].contains(&line["fault"].as_str().unwrap()) => eprintln!("SKIPPED: {why}"),
            Some(why) => panic!("{why}"),
            None => assert_eq!(line["times"], 1, "{line}"),
        }
    }
    let left: Vec<_> = std::fs::read_dir(home.path("data")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    chaos
}

#[test]
fn nothing_told_is_lost_when_processes_and_connections_are_killed_and_when_there_are_no_connections() {
    let chaos = survives(&["kill-process", "kill-backend", "pool-exhausted"]);
    let stage = &chaos["stages"][0];
    assert!(stage["runs"].as_u64().unwrap() > 20 && stage["firings"].as_u64().unwrap() > 2, "a load that is worth its name: {chaos:#}");
    assert!(chaos["processes"].as_u64().unwrap() > 3, "somebody died and came back: {chaos:#}");
}

#[test]
fn nothing_told_is_lost_when_postgres_is_killed() {
    survives(&["kill-postgres"]);
}

#[test]
fn nothing_told_is_lost_when_the_disk_is_full_for_a_while() {
    survives(&["disk-full"]);
}

#[test]
fn a_process_that_was_stopped_and_lost_its_work_writes_nothing_when_it_goes_on() {
    survives(&["two-owners", "zombie"]);
}

#[test]
fn a_process_whose_clock_is_ten_minutes_wrong_does_the_work_of_the_others() {
    survives(&["clock-off"]);
}

#[test]
fn bench_chaos_knows_its_faults_and_bench_scale_its_measurements() {
    for (part, known) in [("chaos", "there are kill-process"), ("scale", "there are processes")] {
        let refused = Home::new().run(&["bench", part, "--only", "rain"]).exits(64);
        assert!(refused.transcript().contains(known), "{}", refused.transcript());
    }
}

#[test]
fn bench_scale_measures_everything_in_short() {
    let home = Home::new();
    let ended = home.json(&["bench", "scale", "--rounds", "1", "--runs", "50", "--history", "5000"]).succeeded();
    let scale = ended.document()["scale"].clone();
    for (count, rate) in [1, 2, 4].into_iter().zip(scale["processes"]["steps_per_s"].as_array().unwrap()) {
        assert_eq!(rate[0], count);
        assert!(rate[1].as_f64().unwrap() > 0.0, "{scale:#}");
    }
    for beside in ["/snapshot/here", "/snapshot/elsewhere", "/history"] {
        assert!(scale.pointer(beside).unwrap()["with"]["steps_per_s"].as_f64().unwrap() > 0.0, "{scale:#}");
    }
    assert_eq!((&scale["plan"]["steps"], &scale["fan_out"]["items"]), (&10_000.into(), &1_000.into()));
    assert_eq!((&scale["sleepers"]["runs"], &scale["sleepers"]["live"]), (&500.into(), &0.into()));
    let files = scale["payloads"].as_array().unwrap();
    assert!(files.iter().filter(|file| file["refused"].is_null()).any(|file| file["bytes"] == 64 * 1024 * 1024), "{scale:#}");
    let refused = files.last().unwrap();
    assert!(refused["refused"].as_str().unwrap().contains("make-file"), "the step is named: {refused}");
}

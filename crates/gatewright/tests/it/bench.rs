//! `bench` measures; how fast this machine is decides nothing here.

use crate::home::Home;

#[test]
fn bench_prints_every_figure_and_leaves_nothing() {
    let home = Home::new();
    let bench = home.json(&["bench", "--rounds", "1", "--runs", "20"]).succeeded().document();
    let figures = bench["figures"].as_array().unwrap();
    let named = |words: &str| {
        figures.iter().find(|figure| figure["measure"].as_str().unwrap().contains(words)).unwrap_or_else(|| panic!("no {words}: {bench}"))
    };
    for words in ["--version", "from nothing", "start again", "PostgreSQL up", "whole command", "durable commit", "resident"] {
        assert!(named(words)["median"].as_f64().unwrap() > 0.0, "{words}");
    }
    assert!(named("PostgreSQL up")["bound"]["value"].as_f64().unwrap() > 0.0);
    let figures = [
        ("ceiling", "rows_per_s_1"),
        ("ceiling", "rows_per_s_100"),
        ("ceiling", "commit_ms"),
        ("w1", "steps_per_s"),
        ("w1", "wal_bytes_per_step"),
        ("w1", "commits_per_step"),
        ("w1_content", "steps_per_s"),
        ("w1_content", "cpu_s_per_1000"),
        ("w1_content", "wal_bytes_per_step"),
        ("w1_content", "commits_per_step"),
        ("w2", "p50_ms"),
        ("w2", "p99_ms"),
        ("w4", "ms"),
    ];
    for (workload, key) in figures {
        assert!(bench["engine"][workload][key].as_f64().unwrap() > 0.0, "{workload}.{key}");
    }
    for key in ["bare_ms", "session_ms", "ratio", "http_ms", "http_floor_ms"] {
        assert!(bench["api"][key].as_f64().unwrap() > 0.0, "{key}");
    }
    let left: Vec<_> = std::fs::read_dir(home.path("data")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn bench_api_measures_that_alone() {
    let bench = Home::new().json(&["bench", "api", "--rounds", "1"]).succeeded().document();
    let figures: Vec<&str> = bench["figures"].as_array().unwrap().iter().map(|figure| figure["measure"].as_str().unwrap()).collect();
    assert_eq!(figures, ["a user's read by key, at the database", "a user's read by key, over HTTP"]);
    let api = |key: &str| bench["api"][key].as_f64().unwrap();
    assert!(api("bare_ms") > 0.0 && api("session_ms") > 0.0);
    assert!((api("ratio") - api("session_ms") / api("bare_ms")).abs() < 1e-9);
}

#[test]
fn bench_engine_kills_a_host_and_nothing_durable_is_done_twice() {
    let bench = Home::new().json(&["bench", "engine", "--only", "w5", "--rounds", "1"]).succeeded().document();
    let w5 = &bench["w5"];
    assert!(w5["first_step_s"].as_f64().unwrap() > 0.0, "{bench}");
    assert_eq!(w5["repeated_durable"], 0);
    assert_eq!(w5["kills"], 1);
    assert!(bench.get("w1").is_none() && bench.get("figures").is_none());
}

#[test]
fn bench_engine_measures_steps_that_write_the_tables_of_a_module() {
    let bench = Home::new().json(&["bench", "engine", "--only", "w1,w1-content", "--rounds", "1", "--runs", "100"]).succeeded().document();
    let keys = |workload: &str| bench[workload].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("w1_content"), keys("w1"), "{bench}");
    let wal = |workload: &str| bench[workload]["wal_bytes_per_step"].as_f64().unwrap();
    // Its rows and their indexes stand in the log beside the journal.
    assert!(wal("w1_content") > wal("w1") * 1.5, "{bench}");
    assert_eq!(bench["w1_content"]["runs"], 100);
}

#[test]
fn bench_engine_knows_its_workloads() {
    let refused = Home::new().run(&["bench", "engine", "--only", "w9"]).exits(64);
    assert!(refused.transcript().contains("there are ceiling, w1, w1-content, w2"), "{}", refused.transcript());
    // Elsewhere it would pick nothing.
    let elsewhere = Home::new().run(&["bench", "api", "--only", "w1"]).exits(64);
    assert!(elsewhere.transcript().contains("gatewright bench engine --only"), "{}", elsewhere.transcript());
}

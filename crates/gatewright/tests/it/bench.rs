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
    for report in bench["engine"].as_array().unwrap() {
        for key in ["steps_per_second", "commits_per_step", "p50_ms", "p99_ms", "inserts_per_second"] {
            assert!(report[key].as_f64().unwrap() > 0.0, "{key}");
        }
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

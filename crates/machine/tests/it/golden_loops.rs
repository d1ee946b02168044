//! The journal of a run that goes round; it must replay for ever.

use std::sync::Arc;

use machine::{Machine, Recorded, RunStatus};
use serde_json::{Value, json};

use crate::golden::{journal_of, plan_of};
use crate::run::Run;
use crate::transcript::perform;

const RELEASE: &str = "grammar-4-loops";

fn lived_through() -> Vec<Recorded> {
    let (mut run, _) = Run::start(&plan_of(RELEASE), json!({}), None);
    let script = "before good\ndraft good\nask gives {\"done\": false}\nwait 1000\nask gives {\"done\": true}\nreview gives {\"wrong\": \"tone\"}\n\
        draft good\nask gives {\"done\": true}\nrerun ask\nask gives {\"done\": true}\nreview gives {\"wrong\": \"length\"}\n\
        undo:draft#2 good\nundo:draft#1 breaks GONE";
    for action in script.lines() {
        perform(&mut run, action.trim()).unwrap_or_else(|refusal| panic!("{action}: {refusal}"));
    }
    run.journal
}

#[test]
fn the_journal_of_a_run_that_goes_round_replays_at_every_length_and_is_written_the_same_today() {
    let (plan, journal) = (plan_of(RELEASE), journal_of(RELEASE, lived_through));
    for length in 1..=journal.len() {
        Machine::replay(Arc::clone(&plan), journal[..length].iter().cloned()).unwrap();
    }
    let machine = Machine::replay(plan, journal.iter().cloned()).unwrap();
    assert_eq!(machine.status(), RunStatus::Failed);
    assert_eq!(machine.variables().collect::<Vec<_>>(), [("phase", &json!("round 2"))]);
    assert_eq!(lived_through(), journal);
}

#[test]
fn the_journal_holds_rounds_of_both_loops_and_their_undoing() {
    let entries: Vec<Value> = journal_of(RELEASE, lived_through).iter().map(|recorded| json!(recorded.entry)).collect();
    let has = |kind: &str, holds: &dyn Fn(&Value) -> bool| entries.iter().any(|entry| entry["entry"] == kind && holds(entry));
    assert!(has("round_started", &|entry| entry["step"] == "answered" && entry["round"] == 2));
    assert!(has("round_started", &|entry| entry["step"] == "good" && entry["steps"].as_array().is_some_and(|steps| steps.len() == 6)));
    assert!(has("attempt_started", &|entry| entry["cause"] == json!({"cause": "round", "step": "good", "round": 2})));
    assert!(has("attempt_started", &|entry| entry["inputs"] == json!([{"after_ms": 1000, "again": true}])));
    assert!(has("condition_met", &|entry| entry["step"] == "answered"));
    assert!(has("effect_completed", &|entry| entry["output"]["value"] == json!({"rounds": 2, "spent": false})));
    assert!(has("attempt_failed", &|entry| entry["failure"]["code"] == "STILL_WRONG"));
    assert!(has("clean_up_started", &|entry| entry["steps"] == json!(["draft", "draft"])));
    assert!(has("undo_started", &|entry| entry["attempt"] == 1 && entry["input"] == json!({"draft": 1, "round": 1})));
    assert!(has("run_failed", &|entry| entry["not_undone"] == json!(["draft"])));
}

//! The journal of a run that meets every entry of failures, decisions and bounds; it must replay for ever.

use std::sync::Arc;

use machine::{Machine, Recorded, RunStatus};
use plan::StepId;
use serde_json::{Value, json};

use crate::golden::{journal_of, plan_of};
use crate::run::Run;
use crate::transcript::perform;

const RELEASE: &str = "grammar-3-decisions";

fn lived_through() -> Vec<Recorded> {
    let (mut run, _) = Run::start(&plan_of(RELEASE), json!({}), None);
    let script = "order good\ncheck good\ncheck checks fail RED\norder good\ncheck good\ncheck checks pass\nagree good\n\
        reject agree {\"amount\": 9}\nagree good\nwait 300000\napprove agree as eve/board {\"amount\": 4}\nlate good\nwait 30000\n\
        tell[0] good\ntell[1] breaks BAD\ntell[2] good\nwait 1000\nundo:agree breaks GONE\nundo:order fails FLAKY\nwait 500\nundo:order good";
    for action in script.lines() {
        perform(&mut run, action.trim()).unwrap_or_else(|refusal| panic!("{action}: {refusal}"));
    }
    run.journal
}

#[test]
fn the_journal_replays_at_every_length_and_is_written_the_same_today() {
    let (plan, journal) = (plan_of(RELEASE), journal_of(RELEASE, lived_through));
    for length in 1..=journal.len() {
        Machine::replay(Arc::clone(&plan), journal[..length].iter().cloned()).unwrap();
    }
    let machine = Machine::replay(plan, journal.iter().cloned()).unwrap();
    assert_eq!(machine.status(), RunStatus::Failed);
    assert_eq!(machine.outputs()[&StepId::from("tell")].value, json!([{"of": "tell", "attempt": 1}, null, {"of": "tell", "attempt": 1}]));
    assert_eq!(lived_through(), journal);
}

#[test]
fn the_journal_holds_every_entry_of_failures_and_decisions() {
    let entries: Vec<Value> = journal_of(RELEASE, lived_through).iter().map(|recorded| json!(recorded.entry)).collect();
    let has = |kind: &str, holds: &dyn Fn(&Value) -> bool| entries.iter().any(|entry| entry["entry"] == kind && holds(entry));
    for kind in ["item_failed", "escalated", "sent_back", "steps_reset", "clean_up_started", "undo_started"] {
        assert!(has(kind, &|_| true), "{kind}");
    }
    assert!(has("attempt_started", &|entry| entry["cause"]["cause"] == "sent_back"));
    assert!(has("attempt_failed", &|entry| entry["failure"]["code"] == "STEP_TIMED_OUT"));
    assert!(has("decided", &|entry| entry["decision"] == "rejected" && entry["form"]["amount"] == 9));
    assert!(has("decided", &|entry| entry["by"]["roles"] == json!(["board"])));
    assert!(has("decided", &|entry| entry["by"]["id"] == "escalation"));
    assert!(has("try_due", &|entry| entry["effort"]["undo"] == true));
    assert!(has("undo_ended", &|entry| entry["outcome"]["undo"] == "done"));
    assert!(has("undo_ended", &|entry| entry["outcome"]["undo"] == "failed"));
    assert!(has("run_failed", &|entry| entry["not_undone"] == json!(["agree"])));
}

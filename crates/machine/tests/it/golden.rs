//! A journal of an earlier release must replay in every later one. `GOLDEN=write` writes a journal that is not there yet;
//! one that is there is never rewritten.
#![expect(clippy::disallowed_methods, reason = "golden files are read from disk")]

use std::path::PathBuf;
use std::sync::Arc;

use machine::{Cause, Entry, Event, Machine, Recorded, ReplayError, RunStatus};
use plan::{Plan, StepId};
use serde_json::json;

use crate::run::{Run, ann};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn golden_plan() -> Arc<Plan> {
    plan_of("grammar-1")
}

pub(crate) fn plan_of(release: &str) -> Arc<Plan> {
    let name = format!("{release}.plan.yaml");
    let text = std::fs::read_to_string(file(&name)).unwrap();
    Arc::new(Plan::parse(&text, &name).unwrap())
}

fn golden_journal() -> Vec<Recorded> {
    journal_of("grammar-1", lived_through)
}

pub(crate) fn journal_of(release: &str, lived_through: impl Fn() -> Vec<Recorded>) -> Vec<Recorded> {
    let path = file(&format!("{release}.journal.jsonl"));
    if !path.exists() && std::env::var_os("GOLDEN").is_some_and(|wish| wish == "write") {
        let lines: Vec<_> = lived_through().iter().map(|recorded| serde_json::to_string(recorded).unwrap()).collect();
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A run that meets every kind of entry but the two other ends.
fn lived_through() -> Vec<Recorded> {
    use crate::transcript::perform;
    let (mut run, _) = Run::start(&golden_plan(), json!({"word": "villain", "parts": ["noun", "verb"]}), None);
    let script = "lookup fails FLAKY\nwait 400\nlookup gives {\"senses\": 2, \"rare\": false}\ndraft[0] gives \"first\"\n\
        draft[1] breaks MODEL_ERROR\ndraft[0] gives \"first\"\ndraft[1] gives \"second\"\ndraft checks fail HEADING_MISMATCH\n\
        rerun draft {\"tier\": \"top\"}\npause\ndraft[1] gives \"verb\"\ndraft[0] gives \"noun\"\nresume\ndraft checks warn STYLE\n\
        review good\nreview checks fail X\nreview good\nreview checks fail Y\nrerun lookup\nlookup gives {\"senses\": 1, \"rare\": true}\n\
        rarity good\ndraft[0] good\ndraft[1] good\ndraft checks pass\nreview good\nreview checks pass\nlast good\nlast checks pass\n\
        skip extra\napprove last";
    for action in script.lines() {
        perform(&mut run, action.trim()).unwrap_or_else(|refusal| panic!("{action}: {refusal}"));
    }
    assert_eq!(run.machine.status(), RunStatus::Completed);
    run.journal
}

/// A run that meets every entry that grammar 2 added.
fn waited() -> Vec<Recorded> {
    use crate::transcript::perform;
    let (mut run, _) = Run::start(&plan_of("grammar-2"), json!({"hours": 2}), None);
    for action in ["signal resolve early {\"n\": 1}", "wait 7200000", "signal go s2", "signal resolve late {\"n\": 2}", "report good"] {
        perform(&mut run, action).unwrap_or_else(|refusal| panic!("{action}: {refusal}"));
    }
    assert_eq!(run.machine.status(), RunStatus::Completed);
    run.journal
}

/// A run that meets every entry that grammar 3 added, but the other end.
fn remembered() -> Vec<Recorded> {
    use crate::transcript::perform;
    let (mut run, _) = Run::start(&plan_of("grammar-3"), json!({"by": 2}), None);
    for action in ["update note u1 \"first\"", "update note u1 \"again\"", "draft good", "update reset u2"] {
        perform(&mut run, action).unwrap_or_else(|refusal| panic!("{action}: {refusal}"));
    }
    perform(&mut run, "signal go s1").unwrap();
    assert_eq!(run.machine.status(), RunStatus::Completed);
    run.journal
}

/// A run of the same plan that is followed by another.
fn continued() -> Vec<Recorded> {
    let (run, _) = Run::start(&plan_of("grammar-3"), json!({"by": 9}), None);
    assert_eq!(run.machine.status(), RunStatus::Continued);
    run.journal
}

#[test]
fn the_journals_of_runs_that_remember_replay_at_every_length_and_are_written_the_same_today() {
    for (name, lived) in [("grammar-3", remembered as fn() -> Vec<Recorded>), ("grammar-3-continued", continued)] {
        let journal = journal_of(name, lived);
        for length in 1..=journal.len() {
            Machine::replay(plan_of("grammar-3"), journal[..length].iter().cloned()).unwrap();
        }
        assert_eq!(lived(), journal);
    }
    let machine = Machine::replay(plan_of("grammar-3"), journal_of("grammar-3", remembered)).unwrap();
    assert_eq!(machine.output(), Some(&json!({"tries": 2, "notes": ["first"], "last": null})));
    let machine = Machine::replay(plan_of("grammar-3"), journal_of("grammar-3-continued", continued)).unwrap();
    assert_eq!((machine.status(), machine.continues_with()), (RunStatus::Continued, Some(&json!({"by": 1}))));
}

#[test]
fn an_end_without_an_output_is_written_as_it_was_before_there_were_outputs() {
    let end = Entry::RunCompleted { output: None };
    assert_eq!(serde_json::to_string(&end).unwrap(), r#"{"entry":"run_completed"}"#);
    assert_eq!(serde_json::from_str::<Entry>(r#"{"entry":"run_completed"}"#).unwrap(), end);
}

#[test]
fn the_journal_of_a_run_that_waits_replays_at_every_length_and_is_written_the_same_today() {
    let (plan, journal) = (plan_of("grammar-2"), journal_of("grammar-2", waited));
    for length in 1..=journal.len() {
        Machine::replay(Arc::clone(&plan), journal[..length].iter().cloned()).unwrap();
    }
    let machine = Machine::replay(plan, journal.iter().cloned()).unwrap();
    assert_eq!(machine.status(), RunStatus::Completed);
    assert_eq!(machine.outputs()[&StepId::from("first")].value, json!({"by": "resolve", "signals": {"resolve": {"n": 1}}}));
    assert_eq!(waited(), journal);
}

#[test]
fn the_first_journal_replays_at_every_length() {
    let journal = golden_journal();
    let plan = golden_plan();
    for length in 1..=journal.len() {
        Machine::replay(Arc::clone(&plan), journal[..length].iter().cloned()).unwrap();
    }
    let machine = Machine::replay(plan, journal.iter().cloned()).unwrap();
    assert_eq!(machine.status(), RunStatus::Completed);
    assert_eq!(machine.last_seq(), journal.len() as u64);
    assert_eq!(machine.step(&StepId::from("draft")).unwrap().attempt, 4);
    assert_eq!(machine.outputs()[&StepId::from("lookup")].value, json!({"senses": 1, "rare": true}));
}

#[test]
fn the_first_journal_is_written_the_same_today() {
    assert_eq!(lived_through(), golden_journal());
}

#[test]
fn the_first_journal_holds_every_kind_of_entry_a_completed_run_can() {
    let mut kinds: Vec<String> = golden_journal()
        .iter()
        .map(|recorded| {
            let entry = serde_json::to_value(&recorded.entry).unwrap();
            let cause = match &recorded.entry {
                Entry::AttemptStarted { cause, .. } => serde_json::to_value::<&Cause>(cause).unwrap()["cause"].as_str().map(str::to_owned),
                _ => None,
            };
            format!("{} {}", entry["entry"].as_str().unwrap(), cause.unwrap_or_default()).trim().to_owned()
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    assert_eq!(
        kinds,
        [
            "attempt_failed",
            "attempt_judged",
            "attempt_started again",
            "attempt_started ready",
            "attempt_started repair",
            "attempt_started rerun",
            "attempt_started upstream",
            "decided",
            "effect_completed",
            "run_completed",
            "run_paused",
            "run_resumed",
            "run_started",
            "step_skipped",
            "steps_reset",
            "try_due",
            "try_failed",
        ]
    );
}

#[test]
fn broken_journals_are_refused_with_their_place() {
    let journal = golden_journal();
    let replay = |journal: Vec<Recorded>| Machine::replay(golden_plan(), journal).unwrap_err();
    assert_eq!(replay(Vec::new()), ReplayError::NoStart);
    assert_eq!(replay(journal[1..].to_vec()), ReplayError::NoStart);
    let mut gap = journal.clone();
    gap.remove(4);
    assert_eq!(replay(gap), ReplayError::Gap { after: 4, found: 6 });
    let mut doubled = journal.clone();
    doubled.insert(5, journal[4].clone());
    assert_eq!(replay(doubled), ReplayError::Gap { after: 5, found: 5 });
    let mut after_end = journal.clone();
    after_end.push(Recorded { seq: journal.len() as u64 + 1, ..journal[1].clone() });
    assert!(matches!(replay(after_end), ReplayError::Unfit { seq, .. } if seq == journal.len() as u64 + 1));
    let mut swapped = journal.clone();
    (swapped[2].entry, swapped[3].entry) = (journal[3].entry.clone(), journal[2].entry.clone());
    assert!(matches!(replay(swapped), ReplayError::Unfit { .. }));
    let mut other = (*golden_plan()).clone();
    other.name = "other".to_owned();
    assert!(matches!(Machine::replay(Arc::new(other), journal), Err(ReplayError::OtherPlan { .. })));
}

#[test]
fn a_plan_that_is_no_graph_is_not_started() {
    let mut plan = (*golden_plan()).clone();
    plan.steps[0].needs.push(StepId::from("last"));
    let error = Machine::start(Arc::new(plan), crate::run::epoch(), json!({}), None).unwrap_err();
    assert!(error.to_string().contains("waits for itself"), "{error}");
    // The event type is what hosts store in their inbox, so it is JSON too.
    let event = Event::CancelRequested { by: ann(), reason: None, mode: machine::CancelMode::Graceful };
    assert_eq!(serde_json::from_value::<Event>(serde_json::to_value(&event).unwrap()).unwrap(), event);
}

#[test]
fn a_failure_of_a_journal_from_before_says_nothing_of_persons_and_is_written_as_it_was() {
    let before = r#"{"code":"MODEL_ERROR","message":"it broke","class":"terminal"}"#;
    let failure: machine::Failure = serde_json::from_str(before).unwrap();
    assert!(!failure.needs_person);
    assert!(!serde_json::to_string(&failure).unwrap().contains("needs_person"));
    let failure = machine::Failure { needs_person: true, ..failure };
    assert!(serde_json::from_value::<machine::Failure>(serde_json::to_value(&failure).unwrap()).unwrap().needs_person);
}

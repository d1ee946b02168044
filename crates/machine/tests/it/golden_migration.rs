//! The journal of a run that moved to another plan; it must replay for ever.

use machine::{Blueprint, Late, Machine, Mapping, Recorded, RunStatus};
use plan::StepId;
use serde_json::json;

use crate::golden::{journal_of, plan_of};
use crate::run::Run;
use crate::transcript::perform;

const RELEASE: &str = "migrated";

fn lived_through() -> Vec<Recorded> {
    let (mut run, _) = Run::start(&plan_of(RELEASE), json!({}), None);
    let act = |run: &mut Run, script: &str| {
        for action in script.lines() {
            perform(run, action.trim()).unwrap_or_else(|refusal| panic!("{action}: {refusal}"));
        }
    };
    act(&mut run, "order good\nwait 600000");
    let steps = [("order", Some("purchase")), ("nap", Some("rest"))];
    let steps = steps.into_iter().map(|(old, new)| (StepId::from(old), new.map(StepId::from))).collect();
    let late = [(StepId::from("greet"), Late::Skip), (StepId::from("weigh"), Late::Do)].into();
    run.migrate(&plan_of("migrated-2"), Mapping { steps, late }).unwrap();
    act(&mut run, "weigh good\nwait 3000000\nbill good");
    assert_eq!(run.machine.status(), RunStatus::Completed);
    run.journal
}

#[test]
fn the_journal_replays_at_every_length_and_is_written_the_same_today() {
    let journal = journal_of(RELEASE, lived_through);
    let plans = [RELEASE, "migrated-2"].map(|release| Blueprint::of(plan_of(release)).unwrap());
    let find = |hash: &str| plans.iter().find(|plan| plan.hash() == hash).cloned();
    for length in 1..=journal.len() {
        Machine::replay_among(find, journal[..length].iter().cloned()).unwrap();
    }
    let machine = Machine::replay_among(find, journal.iter().cloned()).unwrap();
    assert_eq!((machine.status(), machine.output()), (RunStatus::Completed, Some(&json!({"currency": "EUR", "bought": "order"}))));
    assert_eq!(lived_through(), journal);
}

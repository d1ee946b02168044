//! What is under way after a crash is asked for again, unchanged.

use machine::{Command, Entry, Event, Failure, FailureClass, Meter, Output, StepStatus};
use plan::StepId;
use serde_json::Value;

use crate::plans::plan;
use crate::run::{Run, ann};
use crate::transcript::check;

#[test]
fn the_same_try_of_the_same_attempt_is_asked_for_again() {
    check(
        r#"
        a | tries 3
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        crash
            > do a#1 try 1 null
        a fails FLAKY
            | a#1 try 1 failed: FLAKY, next at 500 ms
        crash
        wait 500
            | a#1 try 2 due
            > do a#1 try 2 null
        crash
            > do a#1 try 2 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn checks_are_asked_for_again_with_the_same_output() {
    check(
        r#"
        a | checks
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a gives {"x": 1}
            | a#1 completed: {"x":1}
            > check a#1 {"x":1}
        crash
            > check a#1 {"x":1}
        a checks pass
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn items_that_ended_stay_ended() {
    check(
        r#"
        a | each [1, 2, 3] | parallel 2
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null null)
            > do a#1[0] try 1 null
            > do a#1[1] try 1 null
        a[0] good
            | a#1[0] completed: {"of":"a","attempt":1}
            > do a#1[2] try 1 null
        crash
            > do a#1[1] try 1 null
            > do a#1[2] try 1 null
        a[1] good
            | a#1[1] completed: {"of":"a","attempt":1}
        crash
            > do a#1[2] try 1 null
        a[2] good
            | a#1[2] completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn repairs_keep_their_verdict() {
    check(
        r#"
        a | checks | auto 2
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks fail X
            | a#1 judged fail: failed
            | a#2 started: repair of fail (null)
            > do a#2 try 1 null repairing X
        crash
            > do a#2 try 1 null repairing X
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks pass
            | a#2 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_paused_run_stays_paused() {
    check(
        r#"
        a | checks
        b
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            | b#1 started: ready (null)
            > do a#1 try 1 null
            > do b#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks fail X
            | a#1 judged fail: failed
            | run paused: a failed, X
        crash
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
        crash
        approve a
            | a#1 approved by ann
            | run resumed by ann
            | run completed
        "#,
    );
}

#[test]
fn overridden_arguments_are_not_rendered_anew() {
    check(
        r#"
        a | with {"m": "s"}
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"m":"s"})
            > do a#1 try 1 {"m":"s"}
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        rerun a {"m": "l"}
            | a#2 started: rerun by ann ({"m":"l"})
            | b reset because of a
            > do a#2 try 1 {"m":"l"}
            > abandon b#1
        crash
            > do a#2 try 1 {"m":"l"}
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | b#2 started: a was rerun (null)
            > do b#2 try 1 null
        "#,
    );
}

#[test]
fn a_retry_that_is_due_is_called_off_by_the_reset_that_a_crash_cut_off() {
    let plan = plan("a\nb <- a | tries 3");
    let (mut run, _) = Run::start(&plan, Value::Null, None);
    let [Command::RunEffect { effort, .. }] = &run.under_way()[..] else { panic!("a is under way") };
    run.handle(Event::EffectSucceeded { effort: effort.clone(), output: Output::default() }).unwrap();
    let [Command::RunEffect { effort, tried, .. }] = &run.under_way()[..] else { panic!("b is under way") };
    let failure = Failure {
        code: "FLAKY".to_owned(),
        message: "it broke".to_owned(),
        class: FailureClass::Retryable,
        needs_person: false,
        meter: Meter::default(),
    };
    run.handle(Event::EffectFailed { effort: effort.clone(), tried: *tried, failure, jitter: 0.5 }).unwrap();
    let due = run.machine.next_deadline().unwrap();
    let step = StepId("a".to_owned());
    run.handle(Event::RerunRequested { step, by: ann(), reason: None, overrides: Value::Null }).unwrap();
    let (last, kept) = run.journal.split_last().unwrap();
    assert!(matches!(last.entry, Entry::StepsReset { .. }), "the rerun of a resets b in its last entry, which the crash loses");

    let again = Run::resume(&plan, kept, due);

    assert_eq!(again.journal[kept.len()].entry, last.entry);
    assert_eq!(again.journal.len(), run.journal.len(), "nothing but the reset is written");
    assert_eq!(again.machine.step(&StepId("b".to_owned())).unwrap().status, StepStatus::Pending);
}

//! Steps that wait: for a time, for a signal, for one of several or all of them.

use machine::{Event, RefusalCode, RunStatus};
use plan::StepId;
use serde_json::json;

use crate::plans::plan;
use crate::run::{Run, ann, epoch};
use crate::transcript::{check, check_with, perform};

#[test]
fn a_step_waits_for_a_length_of_time_from_the_moment_it_begins() {
    check(
        r#"
        a | wait {"for": {"seconds": 1, "milliseconds": 500}}
        b <- a | with {"by": "{{ steps.a.value.by }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":true,"conditions":[{"after_ms":1500}]})
        wait 1499
            .
        crash
        wait 1
            | a#1 got 0: time
            | a#1 judged pass: passed
            | b#1 started: ready ({"by":"time"})
            > do b#1 try 1 {"by":"time"}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_point_in_time_that_has_passed_is_no_wait_once_time_is_looked_at() {
    check_with(
        json!({"at": "2025-12-31T00:00:00Z"}),
        r#"
        a | wait {"until": "{{ input.at }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":true,"conditions":[{"at":"2025-12-31T00:00:00Z"}]})
        wait 0
            | a#1 got 0: time
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_signal_ends_a_wait_and_what_it_carries_is_what_the_step_gives() {
    check(
        r#"
        a | wait {"signal": "go"}
        b <- a | with {"n": "{{ steps.a.value.signals.go.n }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":true,"conditions":[{"signal":"go"}]})
        signal stop s0
            | signal stop s0 by ann: null
        signal go s1 {"n": 7}
            | signal go s1 by ann: {"n":7}
            | a#1 got 0: s1
            | a#1 judged pass: passed
            | b#1 started: ready ({"n":7})
            > do b#1 try 1 {"n":7}
        signal go s1 {"n": 8}
            .
        "#,
    );
}

#[test]
fn a_signal_that_comes_early_is_kept_and_each_is_taken_once_in_order() {
    check(
        r#"
        a
        b <- a | wait {"signal": "go"}
        c <- b | wait {"signal": "go"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        signal go first
            | signal go first by ann: null
        signal go second
            | signal go second by ann: null
        crash
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready ({"all":true,"conditions":[{"signal":"go"}]})
            | b#1 got 0: first
            | b#1 judged pass: passed
            | c#1 started: ready ({"all":true,"conditions":[{"signal":"go"}]})
            | c#1 got 0: second
            | c#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn of_several_the_first_to_come_ends_the_wait() {
    let any = r#"a | wait {"any": [{"signal": "go"}, {"for": {"minutes": 1}}, {"for": {"minutes": 1}}]}"#;
    check(
        any,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":false,"conditions":[{"signal":"go"},{"after_ms":60000},{"after_ms":60000}]})
        signal go s1 1
            | signal go s1 by ann: 1
            | a#1 got 0: s1
            | a#1 judged pass: passed
            | run completed
        "#,
    );
    check(
        any,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":false,"conditions":[{"signal":"go"},{"after_ms":60000},{"after_ms":60000}]})
        wait 70000
            | a#1 got 1: time
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn all_of_them_must_come_in_whatever_order() {
    check(
        r#"
        a | wait {"all": [{"signal": "go"}, {"for": {"seconds": 1}}, {"signal": "stop"}]}
        b <- a | with {"v": "{{ steps.a.value }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":true,"conditions":[{"signal":"go"},{"after_ms":1000},{"signal":"stop"}]})
        signal stop s1 "s"
            | signal stop s1 by ann: "s"
            | a#1 got 2: s1
        wait 1000
            | a#1 got 1: time
        crash
        signal go s2 "g"
            | signal go s2 by ann: "g"
            | a#1 got 0: s2
            | a#1 judged pass: passed
            | b#1 started: ready ({"v":{"by":"go","signals":{"go":"g","stop":"s"}}})
            > do b#1 try 1 {"v":{"by":"go","signals":{"go":"g","stop":"s"}}}
        "#,
    );
}

#[test]
fn a_signal_that_is_waited_for_twice_gives_both_in_order() {
    check(
        r#"
        a | wait {"all": [{"signal": "go"}, {"signal": "go"}]}
        b <- a | with {"got": "{{ steps.a.value.signals.go }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":true,"conditions":[{"signal":"go"},{"signal":"go"}]})
        signal go one {"n": 1}
            | signal go one by ann: {"n":1}
            | a#1 got 0: one
        signal go two {"n": 2}
            | signal go two by ann: {"n":2}
            | a#1 got 1: two
            | a#1 judged pass: passed
            | b#1 started: ready ({"got":[{"n":1},{"n":2}]})
            > do b#1 try 1 {"got":[{"n":1},{"n":2}]}
        "#,
    );
}

#[test]
fn a_paused_run_lets_waits_end_and_starts_nothing() {
    check(
        r#"
        a | wait {"for": {"seconds": 1}}
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":true,"conditions":[{"after_ms":1000}]})
        pause
            | run paused: asked by ann
        wait 1000
            | a#1 got 0: time
            | a#1 judged pass: passed
        resume
            | run resumed by ann
            | b#1 started: ready (null)
            > do b#1 try 1 null
        "#,
    );
}

#[test]
fn a_person_may_pass_over_a_wait_or_do_it_again_and_cancelling_ends_it() {
    check(
        r#"
        a | wait {"for": {"days": 30}}
        b <- a | wait {"signal": "go"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":true,"conditions":[{"after_ms":2592000000}]})
        skip a
            | a#1 skipped by ann
            | b#1 started: ready ({"all":true,"conditions":[{"signal":"go"}]})
        rerun a {"x": 1}
            ! BAD_OVERRIDES: step `a` waits and calls nothing, so there are no arguments to override
        rerun a
            | a#2 started: rerun by ann ({"all":true,"conditions":[{"after_ms":2592000000}]})
            | b reset because of a
        rerun a
            ! NOT_RERUNNABLE: step `a` is under way; only a step that has ended can be rerun
        cancel
            | run cancelled by ann
        "#,
    );
}

#[test]
fn a_wait_whose_time_cannot_be_rendered_fails_for_a_person_to_see() {
    check_with(
        json!({"n": "soon", "less": -1}),
        r#"
        a | wait {"for": {"seconds": "{{ input.n }}"}}
        b | wait {"until": "{{ input.n }}"}
        c | wait {"for": {"seconds": "{{ input.less }}"}}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ()
            | a#1 failed: EXPRESSION_FAILED
            | run paused: a failed, EXPRESSION_FAILED
        skip a
            | a#1 skipped by ann
            | run resumed by ann
            | b#1 started: ready ()
            | b#1 failed: EXPRESSION_FAILED
            | run paused: b failed, EXPRESSION_FAILED
        skip b
            | b#1 skipped by ann
            | run resumed by ann
            | c#1 started: ready ()
            | c#1 failed: EXPRESSION_FAILED
            | run paused: c failed, EXPRESSION_FAILED
        "#,
    );
}

#[test]
fn a_gate_looks_at_what_a_signal_brought() {
    check(
        r#"
        a | wait {"signal": "go"} | checks | auto 2 | max 2
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":true,"conditions":[{"signal":"go"}]})
        signal go bad 1
            | signal go bad by ann: 1
            | a#1 got 0: bad
            > check a#1 {"by":"go","signals":{"go":1}}
        a checks fail WRONG
            | a#1 judged fail: failed
            | a#2 started: repair of fail ({"all":true,"conditions":[{"signal":"go"}]})
        signal go better 2
            | signal go better by ann: 2
            | a#2 got 0: better
            > check a#2 {"by":"go","signals":{"go":2}}
        a checks pass
            | a#2 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn signals_that_do_not_fit_are_refused_with_what_would() {
    let (mut run, _) = Run::start(&plan(r#"a | wait {"signal": "number"}"#), json!({}), None);
    let mut refused = |action: &str| perform(&mut run, action).unwrap_err();
    let unknown = refused("signal numbre s1 1");
    assert_eq!(unknown.code, RefusalCode::UnknownSignal);
    assert_eq!(unknown.message, "the plan has no signal `numbre` (did you mean `number`?); it has `go`, `number`, `stop`");
    let bad = refused(r#"signal number s1 "one""#);
    assert_eq!((bad.code, bad.message.as_str()), (RefusalCode::BadSignal, "this must be of type integer, not \"one\""));
    let large = refused(&format!("signal go s1 \"{}\"", "x".repeat(17_000)));
    assert!(large.code == RefusalCode::BadSignal && large.message.contains("17002 bytes"), "{large}");
    perform(&mut run, "signal number s1 1").unwrap();
    assert_eq!(run.machine.status(), RunStatus::Completed);
    assert_eq!(perform(&mut run, "signal number s2 1").unwrap_err().code, RefusalCode::RunEnded);
}

#[test]
fn a_run_that_only_waits_is_asleep_until_its_next_deadline() {
    let steps = r#"
        a | wait {"for": {"hours": 1}}
        b | wait {"any": [{"signal": "go"}, {"for": {"hours": 2}}]}
        c <- b"#;
    let (mut run, _) = Run::start(&plan(steps), json!({}), None);
    assert!(run.machine.is_asleep());
    assert_eq!(run.machine.next_deadline(), Some(epoch() + jiff::SignedDuration::from_hours(1)));
    let view = run.machine.step(&StepId::from("b")).unwrap();
    assert_eq!(view.waits_for, ["go"]);
    assert_eq!(view.waits_until, Some(epoch() + jiff::SignedDuration::from_hours(2)));
    run.handle(Event::SignalSent { name: "go".to_owned(), id: "1".to_owned(), payload: json!(null), by: ann() }).unwrap();
    assert!(!run.machine.is_asleep(), "an effect is under way");
}

//! Bounds of failures and of time: retries by code, limits of steps and of the whole run.

use std::sync::Arc;

use machine::{CancelMode, Effort, Entry, Event, Output, RefusalCode, RunStatus, StepStatus, UndoOutcome};
use plan::Plan;
use serde_json::{Value, json};

use crate::plans::plan;
use crate::run::{Run, ann, epoch};
use crate::transcript::{check, perform};

#[test]
fn codes_that_are_never_retried_end_the_attempt_also_where_only_names_them() {
    check(
        r#"
        a | step {"retry": {"never": ["BAD", "ODD"], "only": ["ODD", "FLAKY"]}}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a fails FLAKY
            | a#1 try 1 failed: FLAKY, next at 500 ms
        wait 500
            | a#1 try 2 due
            > do a#1 try 2 null
        a fails ODD
            | a#1 failed: ODD
            | run paused: a failed, ODD
        "#,
    );
}

#[test]
fn codes_that_only_does_not_name_end_the_attempt_and_what_is_final_stays_so() {
    let plan = r#"
        a | step {"retry": {"only": ["FLAKY"]}}
        "#;
    check(
        plan,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a fails OTHER
            | a#1 failed: OTHER
            | run paused: a failed, OTHER
        resume
            | a#2 started: rerun by ann (null)
            | run resumed by ann
            > do a#2 try 1 null
        a breaks FLAKY
            | a#2 failed: FLAKY
            | run paused: a failed, FLAKY
        "#,
    );
}

#[test]
fn a_step_has_one_time_for_its_tries_and_the_attempts_of_its_gate() {
    check(
        r#"
        a | auto 3 | tries 1 | step {"deadline_ms": 1000}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        wait 600
            .
        a fails FLAKY
            | a#1 failed: FLAKY
            | a#2 started: again (null)
            > do a#2 try 1 null
        wait 399
            .
        crash
            > do a#2 try 1 null
        wait 1
            | a#2 failed: STEP_TIMED_OUT
            | run paused: a failed, STEP_TIMED_OUT
            > abandon a#2
        a#2 good
            .
        resume
            | a#3 started: rerun by ann (null)
            | run resumed by ann
            > do a#3 try 1 null
        wait 999
            .
        a good
            | a#3 completed: {"of":"a","attempt":3}
            | a#3 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn the_time_of_a_step_covers_delays_of_retries_checks_and_waits() {
    check(
        r#"
        a | exhausted skip | step {"deadline_ms": 100}
        b <- a | checks | exhausted warn | step {"deadline_ms": 100}
        c <- b | wait {"signal": "go"} | exhausted fail | step {"deadline_ms": 100}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a fails FLAKY
            | a#1 try 1 failed: FLAKY, next at 500 ms
        wait 100
            | a#1 failed: STEP_TIMED_OUT
            | a skipped: the gate passes over a step whose automatic attempts (1) all failed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            > check b#1 {"of":"b","attempt":1}
        wait 100
            | b#1 failed: STEP_TIMED_OUT
            | b#1 approved by on_exhausted
            | c#1 started: ready ({"all":true,"conditions":[{"signal":"go"}]})
            > abandon b#1
        wait 100
            | c#1 failed: STEP_TIMED_OUT
            | run failed at c: STEP_TIMED_OUT
        "#,
    );
}

#[test]
fn a_run_that_takes_too_long_fails_and_what_runs_is_stopped() {
    check(
        r#"
        % {"timeout_ms": 1000}
        a | each [1, 2] | with {"i": "{{ item }}"}
        b | wait {"for": {"hours": 1}}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"i":1} {"i":2})
            | b#1 started: ready ({"all":true,"conditions":[{"after_ms":3600000}]})
            > do a#1[0] try 1 {"i":1}
            > do a#1[1] try 1 {"i":2}
        wait 999
            .
        crash
            > do a#1[0] try 1 {"i":1}
            > do a#1[1] try 1 {"i":2}
        wait 1
            | run failed at : RUN_TIMED_OUT
            > abandon a#1[0]
            > abandon a#1[1]
        a[0] good
            .
        "#,
    );
}

#[test]
fn the_time_of_a_run_goes_on_while_it_is_paused() {
    let (mut run, _) = Run::start(&plan("% {\"timeout_ms\": 1000}\na"), json!({}), None);
    let end = epoch() + jiff::SignedDuration::from_secs(1);
    assert_eq!(run.machine.next_deadline(), Some(end));
    perform(&mut run, "pause").unwrap();
    assert_eq!(run.machine.next_deadline(), Some(end));
    perform(&mut run, "wait 1000").unwrap();
    assert_eq!(run.machine.status(), RunStatus::Failed);
    assert_eq!(run.machine.next_deadline(), None);
}

#[test]
fn a_run_that_ends_in_time_has_no_deadline_left() {
    let (mut run, _) = Run::start(&plan("% {\"timeout_ms\": 1000}\na | step {\"deadline_ms\": 500}"), json!({}), None);
    assert_eq!(run.machine.next_deadline(), Some(epoch() + jiff::SignedDuration::from_millis(500)));
    perform(&mut run, "a good").unwrap();
    assert_eq!(run.machine.status(), RunStatus::Completed);
    assert_eq!(run.machine.next_deadline(), None);
}

#[test]
fn a_wait_that_ended_in_time_has_ended_however_late_the_host_looks_but_the_run_is_over() {
    check(
        r#"
        % {"timeout_ms": 9000}
        a | wait {"for": {"seconds": 1}} | step {"deadline_ms": 1000}
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":true,"conditions":[{"after_ms":1000}]})
        wait 20000
            | a#1 got 0: time
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            | run failed at : RUN_TIMED_OUT
        "#,
    );
}

/// A list around a list around a list.
fn nested(levels: usize) -> Value {
    (0..levels).fold(json!(1), |inside, _| json!([inside]))
}

/// Every entry as it is stored: a list of one.
fn assert_reads_back(run: &Run) {
    for recorded in &run.journal {
        let text = json!([recorded.entry]).to_string();
        let read: Vec<Entry> = serde_json::from_str(&text).unwrap();
        assert_eq!(read, std::slice::from_ref(&recorded.entry));
    }
    run.assert_replays();
}

/// What the steps of `plan` make of what the first of them gave, so deep.
fn given(plan: &Arc<Plan>, levels: usize) -> Run {
    let (mut run, _) = Run::start(plan, json!({}), None);
    let effort = Effort { step: "a".into(), attempt: 1, item: None, undo: false };
    let output = Output { value: nested(levels), ..Output::default() };
    run.handle(Event::EffectSucceeded { effort, output }).unwrap();
    run
}

#[test]
fn whatever_expressions_make_of_deep_values_can_be_read_back_or_fails_its_step() {
    let wrapped = "[[[[[[[[[[steps.a.value]]]]]]]]]]";
    let with = (0..plan::MAX_DEPTH - 5).fold(json!(format!("{{{{ {wrapped} }}}}")), |inside, _| json!([inside])).to_string();
    for work in [
        format!("with {with}"),
        format!("each [1, 2] | with {with}"),
        format!(r#"state [{{"set": "last", "value": {with}}}]"#),
        format!(r#"end {{"output": {with}}}"#),
        format!(r#"again {{"input": {with}}}"#),
    ] {
        for levels in [1, plan::MAX_DEPTH / 2, plan::MAX_DEPTH] {
            let run = given(&plan(&format!("a\nb <- a | {work}\n")), levels);
            assert_reads_back(&run);
            let failed = run.machine.step(&"b".into()).unwrap().failure.unwrap();
            assert_eq!(failed.code, "EXPRESSION_FAILED", "{work}");
            assert!(failed.message.contains("nests deeper than 60"), "{}", failed.message);
        }
    }
    // The same a little less deep goes on.
    let run = given(&plan("a\nb <- a | with {\"in\": \"{{ [steps.a.value] }}\"}\n"), plan::MAX_DEPTH - 2);
    assert_eq!(run.machine.step(&"b".into()).unwrap().status, StepStatus::Running);
    assert_reads_back(&run);
}

#[test]
fn a_step_is_not_undone_with_arguments_that_nobody_could_read_back() {
    let undo = r#"step {"undo": {"effect": "x", "with": ["{{ steps.a.value }}"]}}"#;
    let mut run = given(&plan(&format!("a | {undo}\nb <- a\n")), plan::MAX_DEPTH);
    run.handle(Event::CancelRequested { by: ann(), reason: None, mode: CancelMode::Graceful }).unwrap();
    assert_reads_back(&run);
    assert!(run.journal.iter().any(|recorded| matches!(recorded.entry, Entry::UndoEnded { outcome: UndoOutcome::Failed { .. }, .. })));
}

#[test]
fn whatever_people_ask_can_be_read_back_or_is_refused() {
    let plan = plan(
        r#"
        a | step {"gate": {"approval": {"form": true}}}
        w | wait {"signal": "go"}
        "#,
    );
    for levels in [1, plan::MAX_DEPTH, plan::MAX_DEPTH + 1, 126, 200] {
        let fits = levels <= plan::MAX_DEPTH;
        let mut run = given(&plan, 1);
        let by = ann;
        let reason = || "why not".to_owned();
        let mut ask = |event: Event, code: RefusalCode| match run.handle(event) {
            Ok(_) => assert!(fits, "{code} {levels}"),
            Err(refusal) => {
                assert!(!fits && refusal.code == code, "{levels}: {refusal:?}");
                assert!(refusal.message.contains("deep"), "{refusal}");
            }
        };
        let payload = nested(levels);
        ask(Event::SignalSent { name: "go".to_owned(), id: "1".to_owned(), payload: payload.clone(), by: by() }, RefusalCode::BadSignal);
        let overrides = json!({"deep": nested(levels - 1)});
        let rerun = Event::RerunRequested { step: "a".into(), by: by(), reason: None, overrides };
        let reject = Event::RejectRequested { step: "a".into(), by: by(), reason: reason(), form: payload.clone() };
        ask(reject, RefusalCode::BadForm);
        ask(rerun, RefusalCode::BadOverrides);
        assert_reads_back(&run);

        let mut run = given(&plan, 1);
        let approve = Event::ApproveRequested { step: "a".into(), by: by(), reason: reason(), form: payload };
        match run.handle(approve) {
            Ok(_) => assert!(fits),
            Err(refusal) => assert!(!fits && refusal.code == RefusalCode::BadForm, "{refusal:?}"),
        }
        assert_reads_back(&run);
    }
}

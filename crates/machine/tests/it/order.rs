//! What runs when: needs, conditions, joins, ends.

use std::sync::Arc;

use machine::{Command, Event, Machine, Output, RunStatus};
use plan::Plan;
use serde_json::{Value, json};

use crate::run::epoch;
use crate::transcript::{check, check_with};

#[test]
fn starts_what_needs_nothing_and_completes_when_all_is_done() {
    check(
        r#"
        a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_join_waits_for_all_it_needs() {
    check(
        r#"
        a
        b
        c <- a, b
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            | b#1 started: ready (null)
            > do a#1 try 1 null
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | c#1 started: ready (null)
            > do c#1 try 1 null
        c good
            | c#1 completed: {"of":"c","attempt":1}
            | c#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn later_steps_read_what_earlier_ones_gave() {
    check_with(
        json!({"word": "villain"}),
        r#"
        a | with {"w": "{{ input.word }}", "t": "{{ run.started_at }}"}
        b <- a | with {"list": "{{ steps.a.value.list }}", "s": "it {{ steps.a.status }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"w":"villain","t":"2026-01-01T00:00:00Z"})
            > do a#1 try 1 {"w":"villain","t":"2026-01-01T00:00:00Z"}
        a gives {"list": [1, 2]}
            | a#1 completed: {"list":[1,2]}
            | a#1 judged pass: passed
            | b#1 started: ready ({"list":[1,2],"s":"it passed"})
            > do b#1 try 1 {"list":[1,2],"s":"it passed"}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_condition_that_does_not_hold_skips_the_step_and_the_join_goes_on() {
    check_with(
        json!({"long": false}),
        r#"
        a | when input.long
        b <- a | with {"a": "{{ steps.a.status }}", "v": "{{ steps.a.value }}"}
        "#,
        r#"
        start
            | run started
            | a skipped: its condition does not hold: input.long
            | b#1 started: ready ({"a":"skipped","v":null})
            > do b#1 try 1 {"a":"skipped","v":null}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_condition_that_holds_runs_the_step() {
    check_with(
        json!({"long": true}),
        r#"
        a | when input.long
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_run_of_skipped_steps_completes_at_once() {
    check_with(
        json!({"go": false}),
        r#"
        a | when input.go
        b <- a | when input.go
        "#,
        r#"
        start
            | run started
            | a skipped: its condition does not hold: input.go
            | b skipped: its condition does not hold: input.go
            | run completed
        "#,
    );
}

#[test]
fn a_condition_that_cannot_be_evaluated_fails_the_attempt_for_a_person_to_see() {
    check(
        r#"
        a
        b <- a | when steps.a.value.missing
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready ()
            | b#1 failed: EXPRESSION_FAILED
            | run paused: b failed, EXPRESSION_FAILED
        rerun b
            | b#2 started: rerun by ann (null)
            | run resumed by ann
            > do b#2 try 1 null
        skip b
            ! NOT_SKIPPABLE: step `b` is under way; wait until it ends, or cancel the run
        "#,
    );
}

#[test]
fn arguments_that_cannot_be_rendered_fail_once_and_a_rerun_further_up_mends_them() {
    check(
        r#"
        a
        b <- a | with {"x": "{{ steps.a.value.x }}"} | auto 3
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready ()
            | b#1 failed: EXPRESSION_FAILED
            | run paused: b failed, EXPRESSION_FAILED
        rerun b
            ! EXPRESSION_FAILED: the arguments of step `b` cannot be rendered: .x: `steps.a.value.x` is not defined; guard it with `is defined` or `| default(…)`; rerun what it needs, or skip it
        resume
            ! EXPRESSION_FAILED: the arguments of step `b` cannot be rendered: .x: `steps.a.value.x` is not defined; guard it with `is defined` or `| default(…)`; rerun what it needs, or skip it
        rerun a
            | a#2 started: rerun by ann (null)
            | b reset because of a
            | run resumed by ann
            > do a#2 try 1 null
        a gives {"x": 1}
            | a#2 completed: {"x":1}
            | a#2 judged pass: passed
            | b#2 started: a was rerun ({"x":1})
            > do b#2 try 1 {"x":1}
        b good
            | b#2 completed: {"of":"b","attempt":2}
            | b#2 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn late_and_unknown_answers_change_nothing() {
    check(
        r#"
        a | tries 2
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a#2 good
            .
        a[0] good
            .
        b good
            .
        a fails FLAKY try 2
            .
        a checks pass
            .
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        a good
            .
        a fails FLAKY
            .
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        b good
            .
        wait 1000
            .
        "#,
    );
}

#[test]
fn requests_after_the_end_are_refused() {
    check(
        r#"
        a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | run completed
        pause
            ! RUN_ENDED: the run has completed; completed, failed and cancelled runs are final; start a new run
        resume
            ! RUN_ENDED: the run has completed; completed, failed and cancelled runs are final; start a new run
        cancel
            ! RUN_ENDED: the run has completed; completed, failed and cancelled runs are final; start a new run
        rerun a
            ! RUN_ENDED: the run has completed; completed, failed and cancelled runs are final; start a new run
        skip a
            ! RUN_ENDED: the run has completed; completed, failed and cancelled runs are final; start a new run
        approve a
            ! RUN_ENDED: the run has completed; completed, failed and cancelled runs are final; start a new run
        unstorable
            .
        "#,
    );
}

#[test]
fn cancelling_abandons_what_is_under_way() {
    check(
        r#"
        a
        b | checks
        c <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            | b#1 started: ready (null)
            > do a#1 try 1 null
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            > check b#1 {"of":"b","attempt":1}
        cancel
            | run cancelled by ann
            > abandon a#1
            > abandon b#1
        a good
            .
        b checks pass
            .
        resume
            ! RUN_ENDED: the run has been cancelled; completed, failed and cancelled runs are final; start a new run
        "#,
    );
}

#[test]
fn a_fatal_failure_ends_the_run_and_abandons_the_rest() {
    check(
        r#"
        a
        b
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            | b#1 started: ready (null)
            > do a#1 try 1 null
            > do b#1 try 1 null
        a kills BUDGET_EXCEEDED
            | a#1 failed: BUDGET_EXCEEDED
            | run failed at a: BUDGET_EXCEEDED
            > abandon b#1
        b good
            .
        "#,
    );
}

#[test]
fn an_unknown_step_is_refused_with_those_there_are() {
    check(
        r#"
        a
        b
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            | b#1 started: ready (null)
            > do a#1 try 1 null
            > do b#1 try 1 null
        skip c
            ! UNKNOWN_STEP: the run has no step `c`; it has a, b
        rerun c
            ! UNKNOWN_STEP: the run has no step `c`; it has a, b
        approve c
            ! UNKNOWN_STEP: the run has no step `c`; it has a, b
        "#,
    );
}

#[test]
fn a_chain_of_ten_thousand_steps_runs_to_its_end() {
    let steps: Vec<Value> = (0..10_000)
        .map(|at| match at {
            0 => json!({ "id": "s0", "work": { "effect": { "effect": "x" } } }),
            _ => json!({ "id": format!("s{at}"), "needs": [format!("s{}", at - 1)], "work": { "effect": {
                "effect": "x", "with": format!("{{{{ steps.s{}.value }}}}", at - 1) } } }),
        })
        .collect();
    let plan: Plan = serde_json::from_value(json!({ "grammar": 1, "name": "long", "steps": steps })).unwrap();
    let now = epoch();
    let (mut machine, mut transition) = Machine::start(Arc::new(plan), now, Value::Null, None).unwrap();
    for at in 0..10_000_u32 {
        let [Command::RunEffect { effort, input, .. }] = transition.commands.as_slice() else { panic!("{transition:?}") };
        assert_eq!(*input, if at == 0 { Value::Null } else { json!(at - 1) });
        let output = Output { value: json!(at), ..Output::default() };
        transition = machine.handle(now, Event::EffectSucceeded { effort: effort.clone(), output }).unwrap();
    }
    assert_eq!(machine.status(), RunStatus::Completed);
}

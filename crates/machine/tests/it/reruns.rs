//! Reruns, and what they send back.

use crate::transcript::check;

#[test]
fn a_rerun_is_a_new_attempt_of_the_step_and_of_all_that_consumed_it() {
    check(
        r#"
        a
        b <- a
        c <- b
        d
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            | d#1 started: ready (null)
            > do a#1 try 1 null
            > do d#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | c#1 started: ready (null)
            > do c#1 try 1 null
        rerun a
            | a#2 started: rerun by ann (null)
            | b, c reset because of a
            > do a#2 try 1 null
            > abandon c#1
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | b#2 started: a was rerun (null)
            > do b#2 try 1 null
        b good
            | b#2 completed: {"of":"b","attempt":2}
            | b#2 judged pass: passed
            | c#2 started: a was rerun (null)
            > do c#2 try 1 null
        c good
            | c#2 completed: {"of":"c","attempt":2}
            | c#2 judged pass: passed
        d good
            | d#1 completed: {"of":"d","attempt":1}
            | d#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn what_is_under_way_below_a_rerun_is_abandoned() {
    check(
        r#"
        a
        b <- a | tries 2
        c <- a | checks
        d <- a | each [1, 2]
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            | c#1 started: ready (null)
            | d#1 started: ready (null null)
            > do b#1 try 1 null
            > do c#1 try 1 null
            > do d#1[0] try 1 null
            > do d#1[1] try 1 null
        c good
            | c#1 completed: {"of":"c","attempt":1}
            > check c#1 {"of":"c","attempt":1}
        d[0] good
            | d#1[0] completed: {"of":"d","attempt":1}
        rerun a
            | a#2 started: rerun by ann (null)
            | b, c, d reset because of a
            > do a#2 try 1 null
            > abandon b#1
            > abandon c#1
            > abandon d#1[1]
        b#1 good
            .
        c#1 checks pass
            .
        d#1[1] good
            .
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | b#2 started: a was rerun (null)
            | c#2 started: a was rerun (null)
            | d#2 started: a was rerun (null null)
            > do b#2 try 1 null
            > do c#2 try 1 null
            > do d#2[0] try 1 null
            > do d#2[1] try 1 null
        "#,
    );
}

#[test]
fn overrides_reach_into_objects_and_hold_for_the_attempts_the_gate_adds_by_itself() {
    check(
        r#"
        a | checks | auto 2 | max 5 | with {"model": {"name": "small", "heat": 1}, "word": "x"}
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"model":{"name":"small","heat":1},"word":"x"})
            > do a#1 try 1 {"model":{"name":"small","heat":1},"word":"x"}
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks pass
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        rerun a {"model": {"name": "large"}, "new": true}
            | a#2 started: rerun by ann after pass ({"model":{"name":"large","heat":1},"word":"x","new":true})
            | b reset because of a
            > do a#2 try 1 {"model":{"name":"large","heat":1},"word":"x","new":true}
            > abandon b#1
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks fail X
            | a#2 judged fail: failed
            | a#3 started: repair of fail ({"model":{"name":"large","heat":1},"word":"x","new":true})
            > do a#3 try 1 {"model":{"name":"large","heat":1},"word":"x","new":true} repairing X
        rerun a {"x": 1}
            ! NOT_RERUNNABLE: step `a` is under way; only a step that has ended can be rerun
        a good
            | a#3 completed: {"of":"a","attempt":3}
            > check a#3 {"of":"a","attempt":3}
        rerun b [1]
            ! NOT_RERUNNABLE: step `b` has not begun; only a step that has ended can be rerun
        "#,
    );
}

#[test]
fn overrides_that_are_no_object_are_refused() {
    check(
        r#"
        a
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        rerun a [1]
            ! BAD_OVERRIDES: overrides must be an object of argument names and values
        rerun a {}
            | a#2 started: rerun by ann (null)
            | b reset because of a
            > do a#2 try 1 null
            > abandon b#1
        "#,
    );
}

#[test]
fn overrides_of_arguments_that_are_no_object_are_refused() {
    check(
        r#"
        a | with [1]
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ([1])
            > do a#1 try 1 [1]
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        rerun a {"x": 1}
            ! BAD_OVERRIDES: the arguments of step `a` are not an object, so nothing can be overridden by name
        rerun a {}
            | a#2 started: rerun by ann ([1])
            | b reset because of a
            > do a#2 try 1 [1]
            > abandon b#1
        "#,
    );
}

#[test]
fn what_has_not_begun_or_is_under_way_cannot_be_rerun() {
    check(
        r#"
        a
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        rerun a
            ! NOT_RERUNNABLE: step `a` is under way; only a step that has ended can be rerun
        rerun b
            ! NOT_RERUNNABLE: step `b` has not begun; only a step that has ended can be rerun
        "#,
    );
}

#[test]
fn a_condition_further_down_is_decided_again() {
    check(
        r#"
        a
        b <- a | when steps.a.value.go
        c <- b
        d <- c
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a gives {"go": false}
            | a#1 completed: {"go":false}
            | a#1 judged pass: passed
            | b skipped: its condition does not hold: steps.a.value.go
            | c#1 started: ready (null)
            > do c#1 try 1 null
        c good
            | c#1 completed: {"of":"c","attempt":1}
            | c#1 judged pass: passed
            | d#1 started: ready (null)
            > do d#1 try 1 null
        rerun a
            | a#2 started: rerun by ann (null)
            | b, c, d reset because of a
            > do a#2 try 1 null
            > abandon d#1
        a gives {"go": true}
            | a#2 completed: {"go":true}
            | a#2 judged pass: passed
            | b#1 started: a was rerun (null)
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | c#2 started: a was rerun (null)
            > do c#2 try 1 null
        c good
            | c#2 completed: {"of":"c","attempt":2}
            | c#2 judged pass: passed
            | d#2 started: a was rerun (null)
            > do d#2 try 1 null
        d good
            | d#2 completed: {"of":"d","attempt":2}
            | d#2 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_step_skipped_by_a_person_before_it_began_stays_skipped() {
    check(
        r#"
        a
        b <- a
        c <- b
        d <- c
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        skip c
            | c#0 skipped by ann
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | d#1 started: ready (null)
            > do d#1 try 1 null
        rerun b
            | b#2 started: rerun by ann (null)
            | d reset because of b
            > do b#2 try 1 null
            > abandon d#1
        b good
            | b#2 completed: {"of":"b","attempt":2}
            | b#2 judged pass: passed
            | d#2 started: b was rerun (null)
            > do d#2 try 1 null
        rerun a
            | a#2 started: rerun by ann (null)
            | b, d reset because of a
            > do a#2 try 1 null
            > abandon d#2
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | b#3 started: a was rerun (null)
            > do b#3 try 1 null
        b good
            | b#3 completed: {"of":"b","attempt":3}
            | b#3 judged pass: passed
            | d#3 started: a was rerun (null)
            > do d#3 try 1 null
        d good
            | d#3 completed: {"of":"d","attempt":3}
            | d#3 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_skipped_step_can_be_rerun_when_what_it_needs_is_done() {
    check(
        r#"
        a
        b <- a
        c <- b
        d <- c
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        skip b
            | b#0 skipped by ann
        rerun b
            ! NEEDS_NOT_DONE: step `b` needs `a`, which must be done first
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | c#1 started: ready (null)
            > do c#1 try 1 null
        c good
            | c#1 completed: {"of":"c","attempt":1}
            | c#1 judged pass: passed
            | d#1 started: ready (null)
            > do d#1 try 1 null
        rerun b
            | b#1 started: rerun by ann (null)
            | c, d reset because of b
            > do b#1 try 1 null
            > abandon d#1
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | c#2 started: b was rerun (null)
            > do c#2 try 1 null
        c good
            | c#2 completed: {"of":"c","attempt":2}
            | c#2 judged pass: passed
            | d#2 started: b was rerun (null)
            > do d#2 try 1 null
        d good
            | d#2 completed: {"of":"d","attempt":2}
            | d#2 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_rerun_of_what_is_further_up_clears_a_pause_further_down() {
    check(
        r#"
        a
        b <- a | checks
        c
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            | c#1 started: ready (null)
            > do a#1 try 1 null
            > do c#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            > check b#1 {"of":"b","attempt":1}
        b checks fail X
            | b#1 judged fail: failed
            | run paused: b failed, X
        rerun a
            | a#2 started: rerun by ann (null)
            | b reset because of a
            | run resumed by ann
            > do a#2 try 1 null
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | b#2 started: a was rerun (null)
            > do b#2 try 1 null
        b good
            | b#2 completed: {"of":"b","attempt":2}
            > check b#2 {"of":"b","attempt":2}
        b checks pass
            | b#2 judged pass: passed
        c good
            | c#1 completed: {"of":"c","attempt":1}
            | c#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_rerun_elsewhere_leaves_the_pause_as_it_is() {
    check(
        r#"
        a
        b | checks
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
            | a#1 judged pass: passed
        b good
            | b#1 completed: {"of":"b","attempt":1}
            > check b#1 {"of":"b","attempt":1}
        b checks fail X
            | b#1 judged fail: failed
            | run paused: b failed, X
        rerun a
            | a#2 started: rerun by ann (null)
            > do a#2 try 1 null
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
        skip b
            | b#1 skipped by ann
            | run resumed by ann
            | run completed
        "#,
    );
}

#[test]
fn failed_attempts_are_remembered_when_a_step_is_sent_back() {
    check(
        r#"
        a
        b <- a | checks | max 1
        c <- b
        d <- c
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            > check b#1 {"of":"b","attempt":1}
        b checks fail X
            | b#1 judged fail: failed
            | run paused: b failed, X
        approve b
            | b#1 approved by ann
            | run resumed by ann
            | c#1 started: ready (null)
            > do c#1 try 1 null
        rerun a
            | a#2 started: rerun by ann (null)
            | b, c reset because of a
            > do a#2 try 1 null
            > abandon c#1
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | b#2 started: a was rerun (null)
            > do b#2 try 1 null
        b good
            | b#2 completed: {"of":"b","attempt":2}
            > check b#2 {"of":"b","attempt":2}
        b checks fail Y
            | b#2 judged fail: failed
            | run paused: b failed, Y
        rerun b
            ! ATTEMPTS_EXHAUSTED: step `b` has failed 2 times, and may 1; approve it, skip it or cancel the run
        skip b
            | b#2 skipped by ann
            | run resumed by ann
            | c#2 started: a was rerun (null)
            > do c#2 try 1 null
        "#,
    );
}

#[test]
fn a_rerun_that_cannot_be_rendered_is_refused() {
    check(
        r#"
        a
        b <- a | with {"x": "{{ steps.a.value.x }}"}
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
        skip b
            | b#1 skipped by ann
            | run resumed by ann
            | run completed
        "#,
    );
}

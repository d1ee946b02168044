//! Retries of an effect inside one attempt.

use crate::transcript::check;

#[test]
fn a_retryable_failure_waits_and_tries_again_in_the_same_attempt() {
    check(
        r#"
        a | tries 3
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a fails FLAKY
            | a#1 try 1 failed: FLAKY, next at 500 ms
        wait 499
            .
        wait 1
            | a#1 try 2 due
            > do a#1 try 2 null
        a fails FLAKY
            | a#1 try 2 failed: FLAKY, next at 1500 ms
        wait 999
            .
        wait 1
            | a#1 try 3 due
            > do a#1 try 3 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn the_last_try_ends_the_attempt_and_the_run_waits_for_a_person() {
    check(
        r#"
        a | tries 2
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
        a fails FLAKY
            | a#1 failed: FLAKY
            | run paused: a failed, FLAKY
        resume
            | a#2 started: rerun by ann (null)
            | run resumed by ann
            > do a#2 try 1 null
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_terminal_failure_is_not_retried() {
    check(
        r#"
        a | tries 3
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a breaks BAD_REQUEST
            | a#1 failed: BAD_REQUEST
            | run paused: a failed, BAD_REQUEST
        "#,
    );
}

#[test]
fn a_gate_starts_another_attempt_when_tries_are_spent() {
    check(
        r#"
        a | tries 1 | auto 2
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a fails FLAKY
            | a#1 failed: FLAKY
            | a#2 started: again (null)
            > do a#2 try 1 null
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_late_success_of_a_failed_try_changes_nothing_while_the_next_one_waits() {
    check(
        r#"
        a | tries 2
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a fails FLAKY
            | a#1 try 1 failed: FLAKY, next at 500 ms
        a good
            .
        wait 500
            | a#1 try 2 due
            > do a#1 try 2 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn time_that_passes_with_nothing_due_changes_nothing() {
    check(
        r#"
        a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        wait 100000
            .
        "#,
    );
}

#[test]
fn retries_go_on_while_the_run_is_paused() {
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
        a fails FLAKY
            | a#1 try 1 failed: FLAKY, next at 500 ms
        pause
            | run paused: asked by ann
        wait 500
            | a#1 try 2 due
            > do a#1 try 2 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
        resume
            | run resumed by ann
            | b#1 started: ready (null)
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

//! A person's approval.

use crate::transcript::check;

#[test]
fn an_attempt_that_passed_waits_for_a_person_and_the_run_goes_on_by_itself() {
    check(
        r#"
        a | checks | approval
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks pass
            | a#1 judged pass: awaiting_approval
            | run paused: a waits for approval
        resume
            ! APPROVAL_REQUIRED: step `a` waits for a person; approve it, rerun it or skip it, and the run goes on by itself
        approve a
            | a#1 approved by ann
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

#[test]
fn an_approved_warning_stays_a_warning() {
    check(
        r#"
        a | checks | approval
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks warn STYLE
            | a#1 judged warn: awaiting_approval
            | run paused: a waits for approval
        approve a
            | a#1 approved by ann
            | run resumed by ann
            | run completed
        "#,
    );
}

#[test]
fn the_run_pauses_only_when_nothing_else_can_proceed() {
    check(
        r#"
        a | approval
        b
        c <- b
        d <- a
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
            | a#1 judged pass: awaiting_approval
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | c#1 started: ready (null)
            > do c#1 try 1 null
        c good
            | c#1 completed: {"of":"c","attempt":1}
            | c#1 judged pass: passed
            | run paused: a waits for approval
        approve a
            | a#1 approved by ann
            | run resumed by ann
            | d#1 started: ready (null)
            > do d#1 try 1 null
        d good
            | d#1 completed: {"of":"d","attempt":1}
            | d#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn an_approval_while_others_are_under_way_needs_no_pause() {
    check(
        r#"
        a | approval
        b
        d <- a
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
            | a#1 judged pass: awaiting_approval
        approve a
            | a#1 approved by ann
            | d#1 started: ready (null)
            > do d#1 try 1 null
        d good
            | d#1 completed: {"of":"d","attempt":1}
            | d#1 judged pass: passed
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn an_approval_given_in_advance_counts_with_its_name() {
    check(
        r#"
        a | checks | approval
        "#,
        r#"
        start approved
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks pass
            | a#1 judged pass: awaiting_approval
            | a#1 approved by ann
            | run completed
        "#,
    );
}

#[test]
fn an_approval_given_in_advance_does_not_cover_a_failure() {
    check(
        r#"
        a | checks | approval
        "#,
        r#"
        start approved
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks fail X
            | a#1 judged fail: failed
            | run paused: a failed, X
        "#,
    );
}

#[test]
fn an_attempt_that_waits_can_be_rerun() {
    check(
        r#"
        a | checks | approval
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks pass
            | a#1 judged pass: awaiting_approval
            | run paused: a waits for approval
        rerun a
            | a#2 started: rerun by ann after pass (null)
            | run resumed by ann
            > do a#2 try 1 null
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks pass
            | a#2 judged pass: awaiting_approval
            | run paused: a waits for approval
        approve a
            | a#2 approved by ann
            | run resumed by ann
            | run completed
        "#,
    );
}

#[test]
fn an_attempt_that_waits_can_be_skipped() {
    check(
        r#"
        a | approval
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: awaiting_approval
            | run paused: a waits for approval
        skip a
            | a#1 skipped by ann
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

#[test]
fn approving_one_of_two_lets_its_consumers_start() {
    check(
        r#"
        a | approval
        b | approval
        c <- b
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
            | a#1 judged pass: awaiting_approval
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: awaiting_approval
            | run paused: a waits for approval
        approve b
            | b#1 approved by ann
            | run resumed by ann
            | c#1 started: ready (null)
            > do c#1 try 1 null
        c good
            | c#1 completed: {"of":"c","attempt":1}
            | c#1 judged pass: passed
            | run paused: a waits for approval
        approve a
            | a#1 approved by ann
            | run resumed by ann
            | run completed
        "#,
    );
}

#[test]
fn what_is_done_or_has_not_begun_cannot_be_approved() {
    check(
        r#"
        a
        b <- a
        c <- b
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        approve a
            ! NOT_APPROVABLE: step `a` is under way; only a failed attempt or one that waits for approval can be approved
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        approve a
            ! NOT_APPROVABLE: step `a` is passed; only a failed attempt or one that waits for approval can be approved
        approve c
            ! NOT_APPROVABLE: step `c` is pending; only a failed attempt or one that waits for approval can be approved
        "#,
    );
}

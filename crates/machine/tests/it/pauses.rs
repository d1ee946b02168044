//! Pauses that people ask for.

use crate::transcript::check;

#[test]
fn a_pause_drains_and_a_resume_goes_on() {
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
        pause
            | run paused: asked by ann
        pause
            ! ALREADY_PAUSED: the run is paused already; nothing new starts until it is resumed or what it waits for is decided
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

#[test]
fn a_run_that_is_done_while_paused_completes_when_resumed() {
    check(
        r#"
        a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        pause
            | run paused: asked by ann
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
        resume
            | run resumed by ann
            | run completed
        "#,
    );
}

#[test]
fn resuming_a_running_run_is_refused() {
    check(
        r#"
        a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        resume
            ! NOT_PAUSED: the run is not paused; there is nothing to resume
        "#,
    );
}

#[test]
fn a_gate_that_fails_while_paused_says_so_after_the_resume() {
    check(
        r#"
        a | checks | auto 2
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        pause
            | run paused: asked by ann
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks fail X
            | a#1 judged fail: failed
        resume
            | run resumed by ann
            | a#2 started: repair of fail (null)
            > do a#2 try 1 null repairing X
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks fail Y
            | a#2 judged fail: failed
            | run paused: a failed, Y
        "#,
    );
}

#[test]
fn a_rerun_starts_also_while_paused_and_the_pause_holds() {
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
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        pause
            | run paused: asked by ann
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
        rerun b
            | b#2 started: rerun by ann (null)
            > do b#2 try 1 null
        b good
            | b#2 completed: {"of":"b","attempt":2}
            | b#2 judged pass: passed
        resume
            | run resumed by ann
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
fn what_cannot_be_stored_pauses_until_somebody_resumes() {
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
        unstorable
            | run paused: disk full
        unstorable
            .
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

#[test]
fn a_paused_run_can_be_cancelled() {
    check(
        r#"
        a | checks
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
            | run paused: a failed, X
        cancel
            | run cancelled by ann
        "#,
    );
}

#[test]
fn a_step_that_has_not_begun_can_be_skipped() {
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
        skip b
            | b#0 skipped by ann
        skip a
            ! NOT_SKIPPABLE: step `a` is under way; wait until it ends, or cancel the run
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | c#1 started: ready (null)
            > do c#1 try 1 null
        skip b
            ! NOT_SKIPPABLE: step `b` is done; there is nothing to skip
        c good
            | c#1 completed: {"of":"c","attempt":1}
            | c#1 judged pass: passed
            | run completed
        "#,
    );
}

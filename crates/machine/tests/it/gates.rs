//! Checks, verdicts, automatic attempts, and what a gate does when they are spent.

use crate::transcript::check;

#[test]
fn checks_decide_whether_the_step_counts() {
    check(
        r#"
        a | checks
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
            | a#1 judged pass: passed
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
fn a_warning_counts_as_done() {
    check(
        r#"
        a | checks
        b <- a | with {"s": "{{ steps.a.status }}"}
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
            | a#1 judged warn: warning
            | b#1 started: ready ({"s":"warning"})
            > do b#1 try 1 {"s":"warning"}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_failed_attempt_is_repaired_with_its_verdict_while_automatic_attempts_are_left() {
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
        a checks fail MISSING_ARTIFACT
            | a#1 judged fail: failed
            | a#2 started: repair of fail (null)
            > do a#2 try 1 null repairing MISSING_ARTIFACT
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
fn an_error_of_the_checks_counts_as_failed() {
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
        a checks error
            | a#1 judged error: failed
            | run paused: a failed, GATE_FAILED
        "#,
    );
}

#[test]
fn a_spent_gate_pauses_the_run_while_other_branches_finish_and_nothing_new_starts() {
    check(
        r#"
        a | checks
        b
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
            > check a#1 {"of":"a","attempt":1}
        a checks fail HEADING_MISMATCH
            | a#1 judged fail: failed
            | run paused: a failed, HEADING_MISMATCH
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
        rerun a
            | a#2 started: rerun by ann after fail (null)
            | run resumed by ann
            | c#1 started: ready (null)
            > do a#2 try 1 null repairing HEADING_MISMATCH
            > do c#1 try 1 null
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks pass
            | a#2 judged pass: passed
        c good
            | c#1 completed: {"of":"c","attempt":1}
            | c#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_spent_gate_can_fail_the_run() {
    check(
        r#"
        a | checks | exhausted fail
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
        a checks fail HEADING_MISMATCH
            | a#1 judged fail: failed
            | run failed at a: HEADING_MISMATCH
            > abandon b#1
        "#,
    );
}

#[test]
fn a_spent_gate_can_let_the_step_count_with_a_warning() {
    check(
        r#"
        a | checks | auto 2 | exhausted warn
        b <- a | with {"s": "{{ steps.a.status }}"}
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
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks fail Y
            | a#2 judged fail: failed
            | a#2 approved by on_exhausted
            | b#1 started: ready ({"s":"warning"})
            > do b#1 try 1 {"s":"warning"}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_spent_gate_without_an_output_that_warns_counts_with_nothing() {
    check(
        r#"
        a | exhausted warn
        b <- a | with {"v": "{{ steps.a.value }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a breaks NO
            | a#1 failed: NO
            | a#1 approved by on_exhausted
            | b#1 started: ready ({"v":null})
            > do b#1 try 1 {"v":null}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_spent_gate_can_pass_the_step_over() {
    check(
        r#"
        a | checks | exhausted skip
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
        a checks fail X
            | a#1 judged fail: failed
            | a skipped: the gate passes over a step whose automatic attempts (1) all failed
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
fn a_failed_attempt_can_be_approved_and_counts_as_a_warning() {
    check(
        r#"
        a | checks
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
        a checks fail X
            | a#1 judged fail: failed
            | run paused: a failed, X
        approve a silently
            ! REASON_REQUIRED: approving step `a` needs a reason; say why
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
fn a_failed_attempt_can_be_skipped() {
    check(
        r#"
        a | checks
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
        a checks fail X
            | a#1 judged fail: failed
            | run paused: a failed, X
        skip a silently
            ! REASON_REQUIRED: skipping step `a` needs a reason; say why
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
fn nothing_can_be_approved_that_gave_nothing() {
    check(
        r#"
        a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a breaks NO
            | a#1 failed: NO
            | run paused: a failed, NO
        approve a
            ! NOTHING_TO_APPROVE: step `a` ended without an output (NO); rerun it or skip it
        skip a
            | a#1 skipped by ann
            | run resumed by ann
            | run completed
        "#,
    );
}

#[test]
fn attempts_are_exhausted_in_all_reruns_included() {
    check(
        r#"
        a | checks | max 2
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
        rerun a
            | a#2 started: rerun by ann after fail (null)
            | run resumed by ann
            > do a#2 try 1 null repairing X
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks fail Y
            | a#2 judged fail: failed
            | run paused: a failed, Y
        rerun a
            ! ATTEMPTS_EXHAUSTED: step `a` has failed 2 times, and may 2; approve it, skip it or cancel the run
        resume
            ! ATTEMPTS_EXHAUSTED: step `a` has failed 2 times, and may 2; approve it, skip it or cancel the run
        approve a
            | a#2 approved by ann
            | run resumed by ann
            | run completed
        "#,
    );
}

#[test]
fn automatic_attempts_count_anew_after_a_rerun() {
    check(
        r#"
        a | checks | auto 2 | max 4
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks fail A
            | a#1 judged fail: failed
            | a#2 started: repair of fail (null)
            > do a#2 try 1 null repairing A
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks fail B
            | a#2 judged fail: failed
            | run paused: a failed, B
        resume
            | a#3 started: rerun by ann after fail (null)
            | run resumed by ann
            > do a#3 try 1 null repairing B
        a good
            | a#3 completed: {"of":"a","attempt":3}
            > check a#3 {"of":"a","attempt":3}
        a checks fail C
            | a#3 judged fail: failed
            | a#4 started: repair of fail (null)
            > do a#4 try 1 null repairing C
        a good
            | a#4 completed: {"of":"a","attempt":4}
            > check a#4 {"of":"a","attempt":4}
        a checks fail D
            | a#4 judged fail: failed
            | run paused: a failed, D
        resume
            ! ATTEMPTS_EXHAUSTED: step `a` has failed 4 times, and may 4; approve it, skip it or cancel the run
        "#,
    );
}

#[test]
fn two_spent_gates_are_decided_one_after_the_other() {
    check(
        r#"
        a | checks
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
            > check a#1 {"of":"a","attempt":1}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            > check b#1 {"of":"b","attempt":1}
        a checks fail A
            | a#1 judged fail: failed
            | run paused: a failed, A
        b checks fail B
            | b#1 judged fail: failed
        skip a
            | a#1 skipped by ann
            | run resumed by ann
            | run paused: b failed, B
        skip b
            | b#1 skipped by ann
            | run resumed by ann
            | run completed
        "#,
    );
}

#[test]
fn resuming_reruns_every_failed_gate_that_has_attempts_left() {
    check(
        r#"
        a | checks
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
            > check a#1 {"of":"a","attempt":1}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            > check b#1 {"of":"b","attempt":1}
        a checks fail A
            | a#1 judged fail: failed
            | run paused: a failed, A
        b checks fail B
            | b#1 judged fail: failed
        resume
            | a#2 started: rerun by ann after fail (null)
            | b#2 started: rerun by ann after fail (null)
            | run resumed by ann
            > do a#2 try 1 null repairing A
            > do b#2 try 1 null repairing B
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks pass
            | a#2 judged pass: passed
        b good
            | b#2 completed: {"of":"b","attempt":2}
            > check b#2 {"of":"b","attempt":2}
        b checks pass
            | b#2 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_failure_that_only_a_person_can_mend_uses_no_automatic_attempt() {
    check(
        r#"
        a | checks | auto 3
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a stops BUDGET_EXCEEDED
            | a#1 failed: BUDGET_EXCEEDED
            | run paused: a failed, BUDGET_EXCEEDED
        resume
            | a#2 started: rerun by ann (null)
            | run resumed by ann
            > do a#2 try 1 null
        a breaks MODEL_ERROR
            | a#2 failed: MODEL_ERROR
            | a#3 started: again (null)
            > do a#3 try 1 null
        a good
            | a#3 completed: {"of":"a","attempt":3}
            > check a#3 {"of":"a","attempt":3}
        a checks pass
            | a#3 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_gate_that_does_not_pause_says_what_happens_to_a_failure_that_only_a_person_can_mend() {
    check(
        r#"
        a | checks | auto 2 | exhausted skip
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a stops MODEL_ERROR
            | a#1 failed: MODEL_ERROR
            | a skipped: the gate passes over a step whose automatic attempts (1) all failed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

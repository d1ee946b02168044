//! What people are asked, who may answer, what happens when nobody does, and where failed work goes back to.

use machine::Event;
use plan::StepId;
use serde_json::json;

use crate::plans::plan;
use crate::run::{Run, ann, epoch};
use crate::transcript::{check, perform};

const FORM: &str = r#"{"approval": {"form": {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "integer"}}}}}"#;

#[test]
fn what_is_filled_in_is_checked_and_later_steps_read_the_decision() {
    check(
        &format!(
            r#"
            a | gate {FORM}
            b <- a | when steps.a.decision.form.amount > 3 | with {{"by": "{{{{ steps.a.decision.by }}}}", "f": "{{{{ steps.a.decision.form }}}}"}}
            "#
        ),
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: awaiting_approval
            | run paused: a waits for approval
        approve a
            ! BAD_FORM: what is filled in about step `a` does not fit its form: this must be of type object, not null
        approve a {"amount":"4"}
            ! BAD_FORM: what is filled in about step `a` does not fit its form: amount: this must be of type integer, not "4"
        crash
        approve a {"amount":4}
            | a#1 approved by ann with {"amount":4}
            | run resumed by ann
            | b#1 started: ready ({"by":"ann","f":{"amount":4}})
            > do b#1 try 1 {"by":"ann","f":{"amount":4}}
        "#,
    );
}

#[test]
fn only_those_named_decide_by_account_or_by_role() {
    check(
        r#"
        a | gate {"approval": {"by": ["bob", "editor"]}}
        b <- a | gate {"approval": {"by": ["bob", "editor"]}}
        "#,
        r#"
        start approved
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: awaiting_approval
            | run paused: a waits for approval
        approve a as ann
            ! NOT_YOUR_DECISION: step `a` is decided by bob, editor; ask one of them
        reject a as ann/author
            ! NOT_YOUR_DECISION: step `a` is decided by bob, editor; ask one of them
        skip a
            ! NOT_YOUR_DECISION: step `a` is decided by bob, editor; ask one of them
        approve a as eve/editor
            | a#1 approved by eve
            | run resumed by eve
            | b#1 started: ready (null)
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: awaiting_approval
            | run paused: b waits for approval
        approve b as bob
            | b#1 approved by bob
            | run resumed by bob
            | run completed
        "#,
    );
}

#[test]
fn a_rejected_attempt_has_failed_and_the_next_one_is_told_why() {
    check(
        r#"
        a | approval | checks | auto 2 | max 3 | gate {}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        reject a
            ! NOT_REJECTABLE: step `a` does not wait for approval, so there is nothing to reject
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks warn STYLE
            | a#1 judged warn: awaiting_approval
            | run paused: a waits for approval
        reject a {"why":"dull"}
            | a#1 rejected by ann with {"why":"dull"}
            | run resumed by ann
            | a#2 started: repair of fail (null)
            > do a#2 try 1 null repairing REJECTED STYLE
        crash
            > do a#2 try 1 null repairing REJECTED STYLE
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks pass
            | a#2 judged pass: awaiting_approval
            | run paused: a waits for approval
        reject a
            | a#2 rejected by ann
            | run resumed by ann
            | run paused: a failed, REJECTED
        resume
            | a#3 started: rerun by ann after fail (null)
            | run resumed by ann
            > do a#3 try 1 null repairing REJECTED
        "#,
    );
}

#[test]
fn nobody_deciding_in_time_tells_others_once_and_they_may_decide_too() {
    check(
        r#"
        a | gate {"approval": {"by": ["bob"], "escalate": {"after": {"seconds": 1}, "to": ["chief"]}}}
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
        approve a as eve/chief
            ! NOT_YOUR_DECISION: step `a` is decided by bob; ask one of them
        wait 999
            .
        crash
        wait 1
            | a#1 escalated to chief: remind
        wait 10000
            .
        approve a as eve/chief
            | a#1 approved by eve
            | run resumed by eve
            | run completed
        "#,
    );
}

#[test]
fn time_may_decide_for_or_against_an_attempt_or_fail_the_run() {
    check(
        r#"
        a | gate {"approval": {"escalate": {"after": {"seconds": 1}, "then": "approve"}}}
        b <- a | exhausted skip | gate {"approval": {"escalate": {"after": {"seconds": 1}, "then": "reject"}}}
        c <- b | exhausted skip | gate {"approval": {"escalate": {"after": {"seconds": 1}, "then": "fail"}}}
        d | wait {"for": {"hours": 1}}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            | d#1 started: ready ({"all":true,"conditions":[{"after_ms":3600000}]})
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: awaiting_approval
        wait 1000
            | a#1 escalated to : approve
            | a#1 approved by escalation
            | b#1 started: ready (null)
            > do b#1 try 1 null
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: awaiting_approval
        wait 1000
            | b#1 escalated to : reject
            | b#1 rejected by escalation
            | b skipped: the gate passes over a step whose automatic attempts (1) all failed
            | c#1 started: ready (null)
            > do c#1 try 1 null
        c good
            | c#1 completed: {"of":"c","attempt":1}
            | c#1 judged pass: awaiting_approval
        wait 1000
            | c#1 escalated to : fail
            | c#1 rejected by escalation
            | run failed at c: APPROVAL_OVERDUE
        "#,
    );
}

#[test]
fn what_waits_for_a_person_is_shown_with_what_is_asked() {
    let steps = r#"a | gate {"approval": {"title": "Pay?", "form": {"type": "object"}, "by": ["bob"], "escalate": {"after": {"hours": 1}, "to": ["eve"]}}}"#;
    let (mut run, _) = Run::start(&plan(steps), json!({}), None);
    assert_eq!(run.machine.awaiting().count(), 0);
    perform(&mut run, "a good").unwrap();
    let overdue_at = epoch() + jiff::SignedDuration::from_hours(1);
    let waiting: Vec<_> = run.machine.awaiting().collect();
    let ask = waiting[0].ask.as_ref().unwrap();
    assert_eq!((ask.title, ask.form, ask.since), (Some("Pay?"), Some(&json!({"type": "object"})), epoch()));
    assert_eq!((ask.by.as_slice(), ask.escalated, ask.overdue_at), (["bob"].as_slice(), false, Some(overdue_at)));
    assert_eq!(run.machine.next_deadline(), Some(overdue_at));
    run.wait(3_600_000);
    let view = run.machine.step(&StepId::from("a")).unwrap();
    let ask = view.ask.unwrap();
    assert_eq!((ask.by.as_slice(), ask.escalated, ask.overdue_at), (["bob", "eve"].as_slice(), true, None));
    assert_eq!(run.machine.next_deadline(), None);
}

#[test]
fn a_decision_in_a_journal_from_before_says_nothing_of_forms_and_roles() {
    let before = r#"{"entry":"decided","step":"a","attempt":1,"decision":"approved","by":{"id":"ann","via":"test"},"reason":"good"}"#;
    let entry: machine::Entry = serde_json::from_str(before).unwrap();
    assert_eq!(serde_json::to_string(&entry).unwrap(), before);
    let before = r#"{"event":"approve_requested","step":"a","by":{"id":"ann","via":"test"},"reason":"good"}"#;
    let event: Event = serde_json::from_str(before).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), before);
    assert!(ann().roles.is_empty());
}

#[test]
fn failed_work_is_sent_back_with_what_was_wrong_as_often_as_the_plan_says() {
    check(
        r#"
        code
        lint <- code
        test <- lint | checks | gate {"on_exhausted": {"send_back": {"to": "code", "max": 2, "then": "fail"}}}
        side <- code | wait {"signal": "go"}
        "#,
        r#"
        start
            | run started
            | code#1 started: ready (null)
            > do code#1 try 1 null
        code good
            | code#1 completed: {"of":"code","attempt":1}
            | code#1 judged pass: passed
            | lint#1 started: ready (null)
            | side#1 started: ready ({"all":true,"conditions":[{"signal":"go"}]})
            > do lint#1 try 1 null
        lint good
            | lint#1 completed: {"of":"lint","attempt":1}
            | lint#1 judged pass: passed
            | test#1 started: ready (null)
            > do test#1 try 1 null
        test good
            | test#1 completed: {"of":"test","attempt":1}
            > check test#1 {"of":"test","attempt":1}
        test checks fail RED
            | test#1 judged fail: failed
            | test#1 sent back to code, time 1: RED
            | code, lint, test, side reset because of code
            | code#2 started: sent back by test (null)
            > do code#2 try 1 null repairing RED
        crash
            > do code#2 try 1 null repairing RED
        code good
            | code#2 completed: {"of":"code","attempt":2}
            | code#2 judged pass: passed
            | lint#2 started: code was rerun (null)
            | side#2 started: code was rerun ({"all":true,"conditions":[{"signal":"go"}]})
            > do lint#2 try 1 null
        lint good
            | lint#2 completed: {"of":"lint","attempt":2}
            | lint#2 judged pass: passed
            | test#2 started: code was rerun (null)
            > do test#2 try 1 null
        test breaks DOWN
            | test#2 failed: DOWN
            | test#2 sent back to code, time 2: DOWN
            | code, lint, test, side reset because of code
            | code#3 started: sent back by test (null)
            > do code#3 try 1 null repairing DOWN
        code good
            | code#3 completed: {"of":"code","attempt":3}
            | code#3 judged pass: passed
            | lint#3 started: code was rerun (null)
            | side#3 started: code was rerun ({"all":true,"conditions":[{"signal":"go"}]})
            > do lint#3 try 1 null
        lint good
            | lint#3 completed: {"of":"lint","attempt":3}
            | lint#3 judged pass: passed
            | test#3 started: code was rerun (null)
            > do test#3 try 1 null
        test good
            | test#3 completed: {"of":"test","attempt":3}
            > check test#3 {"of":"test","attempt":3}
        test checks fail RED
            | test#3 judged fail: failed
            | run failed at test: RED
        "#,
    );
}

#[test]
fn nothing_is_sent_back_to_a_step_that_was_passed_over_or_for_what_only_a_person_mends() {
    check(
        r#"
        a
        b <- a | gate {"on_exhausted": {"send_back": {"to": "a", "max": 9, "then": "skip"}}}
        c <- a | gate {"on_exhausted": {"send_back": {"to": "a", "max": 9}}}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a breaks BAD
            | a#1 failed: BAD
            | run paused: a failed, BAD
        skip a
            | a#1 skipped by ann
            | run resumed by ann
            | b#1 started: ready (null)
            | c#1 started: ready (null)
            > do b#1 try 1 null
            > do c#1 try 1 null
        b breaks BAD
            | b#1 failed: BAD
            | b skipped: the gate passes over a step whose automatic attempts (1) all failed
        c stops BUDGET
            | c#1 failed: BUDGET
            | run paused: c failed, BUDGET
        "#,
    );
}

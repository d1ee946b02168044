//! Fan-outs that go on when an item has failed.

use machine::ItemError;
use plan::StepId;
use serde_json::json;

use crate::plans::plan;
use crate::run::Run;
use crate::transcript::{check, perform};

#[test]
fn failed_items_are_null_in_the_list_and_later_steps_see_why() {
    check(
        r#"
        a | each [1, 2, 3] | parallel 2 | tries 2 | each_too {"on_failure": "continue"}
        b <- a | with {"v": "{{ steps.a.value }}", "e": "{{ steps.a.errors }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null null)
            > do a#1[0] try 1 null
            > do a#1[1] try 1 null
        a[0] fails FLAKY
            | a#1[0] try 1 failed: FLAKY, next at 500 ms
        a[1] breaks BAD
            | a#1[1] failed: BAD, the others go on
            > do a#1[2] try 1 null
        crash
            > do a#1[2] try 1 null
        a[2] gives 3
            | a#1[2] completed: 3
        wait 500
            | a#1[0] try 2 due
            > do a#1[0] try 2 null
        a[0] gives 1
            | a#1[0] completed: 1
            | a#1 judged pass: passed
            | b#1 started: ready ({"v":[1,null,3],"e":[{"code":"BAD","index":1,"message":"it broke"}]})
            > do b#1 try 1 {"v":[1,null,3],"e":[{"code":"BAD","index":1,"message":"it broke"}]}
        "#,
    );
}

#[test]
fn too_few_good_items_fail_the_attempt_once_all_have_ended() {
    check(
        r#"
        a | each [1, 2, 3] | auto 2 | each_too {"on_failure": "continue", "min_ok": "60%"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null null)
            > do a#1[0] try 1 null
            > do a#1[1] try 1 null
            > do a#1[2] try 1 null
        a[0] breaks BAD
            | a#1[0] failed: BAD, the others go on
        a[1] breaks WORSE
            | a#1[1] failed: WORSE, the others go on
        a[2] good
            | a#1[2] completed: {"of":"a","attempt":1}
            | a#1 failed: TOO_FEW_OK
            | a#2 started: again (null null null)
            > do a#2[0] try 1 null
            > do a#2[1] try 1 null
            > do a#2[2] try 1 null
        "#,
    );
}

#[test]
fn of_a_fan_out_that_does_not_say_one_item_must_be_good() {
    check(
        r#"
        a | each [1, 2] | each_too {"on_failure": "continue"} | exhausted warn
        b <- a | each [] | each_too {"on_failure": "continue"}
        c <- b | each [1] | each_too {"on_failure": "continue", "min_ok": 0}
        d <- c | each [] | each_too {"on_failure": "continue", "min_ok": 1}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null)
            > do a#1[0] try 1 null
            > do a#1[1] try 1 null
        a[0] breaks BAD
            | a#1[0] failed: BAD, the others go on
        a[1] breaks BAD
            | a#1[1] failed: BAD, the others go on
            | a#1 failed: TOO_FEW_OK
            | a#1 approved by on_exhausted
            | b#1 started: ready ()
            | b#1 completed: []
            | b#1 judged pass: passed
            | c#1 started: ready (null)
            > do c#1[0] try 1 null
        c[0] breaks BAD
            | c#1[0] failed: BAD, the others go on
            | c#1 judged pass: passed
            | d#1 started: ready ()
            | d#1 failed: TOO_FEW_OK
            | run paused: d failed, TOO_FEW_OK
        "#,
    );
}

#[test]
fn so_many_failures_or_a_fatal_one_stop_the_others() {
    check(
        r#"
        a | each [1, 2, 3, 4] | exhausted skip | each_too {"on_failure": "continue", "min_ok": 0, "stop_after": 2}
        b <- a | each [1, 2] | each_too {"on_failure": "continue"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null null null)
            > do a#1[0] try 1 null
            > do a#1[1] try 1 null
            > do a#1[2] try 1 null
            > do a#1[3] try 1 null
        a[3] breaks BAD
            | a#1[3] failed: BAD, the others go on
        a[0] breaks BAD
            | a#1[0] failed: BAD, the others go on
            | a#1 failed: TOO_MANY_FAILED
            | a skipped: the gate passes over a step whose automatic attempts (1) all failed
            | b#1 started: ready (null null)
            > abandon a#1[1]
            > abandon a#1[2]
            > do b#1[0] try 1 null
            > do b#1[1] try 1 null
        b[0] kills MONEY
            | b#1 failed: MONEY
            | run failed at b: MONEY
            > abandon b#1[1]
        "#,
    );
}

#[test]
fn a_surface_shows_the_items_that_failed_and_a_new_attempt_forgets_them() {
    let (mut run, _) = Run::start(&plan("a | each [1, 2] | each_too {\"on_failure\": \"continue\"}\nb <- a"), json!({}), None);
    perform(&mut run, "a[0] breaks BAD").unwrap();
    perform(&mut run, "a[1] good").unwrap();
    let a = StepId::from("a");
    let error = ItemError { index: 0, code: "BAD".to_owned(), message: "it broke".to_owned() };
    assert_eq!(run.machine.step(&a).unwrap().errors, [error]);
    perform(&mut run, "rerun a").unwrap();
    assert!(run.machine.step(&a).unwrap().errors.is_empty());
    run.assert_replays();
}

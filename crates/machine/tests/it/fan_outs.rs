//! One call per item, joined.

use crate::transcript::{check, check_with};
use serde_json::json;

#[test]
fn items_run_side_by_side_and_join_in_their_order() {
    check_with(
        json!({"words": ["x", "y"]}),
        r#"
        a | each input.words | with {"w": "{{ item }}", "n": "{{ index }}"}
        b <- a | with {"all": "{{ steps.a.value }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"w":"x","n":0} {"w":"y","n":1})
            > do a#1[0] try 1 {"w":"x","n":0}
            > do a#1[1] try 1 {"w":"y","n":1}
        a[1] gives "second"
            | a#1[1] completed: "second"
        a[0] gives "first"
            | a#1[0] completed: "first"
            | a#1 judged pass: passed
            | b#1 started: ready ({"all":["first","second"]})
            > do b#1 try 1 {"all":["first","second"]}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn no_more_than_the_limit_are_under_way_at_once() {
    check(
        r#"
        a | each [1, 2, 3, 4] | parallel 2
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null null null)
            > do a#1[0] try 1 null
            > do a#1[1] try 1 null
        a[3] good
            .
        a[1] good
            | a#1[1] completed: {"of":"a","attempt":1}
            > do a#1[2] try 1 null
        a[0] good
            | a#1[0] completed: {"of":"a","attempt":1}
            > do a#1[3] try 1 null
        a[2] good
            | a#1[2] completed: {"of":"a","attempt":1}
        a[3] good
            | a#1[3] completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn an_empty_list_gives_an_empty_list() {
    check(
        r#"
        a | each []
        b <- a | with {"all": "{{ steps.a.value }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ()
            | a#1 completed: []
            | a#1 judged pass: passed
            | b#1 started: ready ({"all":[]})
            > do b#1 try 1 {"all":[]}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn an_empty_list_is_checked_like_any_other() {
    check(
        r#"
        a | each [] | checks
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ()
            | a#1 completed: []
            > check a#1 []
        a checks pass
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn items_are_retried_on_their_own() {
    check(
        r#"
        a | each [1, 2] | tries 2
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null)
            > do a#1[0] try 1 null
            > do a#1[1] try 1 null
        a[1] fails FLAKY
            | a#1[1] try 1 failed: FLAKY, next at 500 ms
        a[0] good
            | a#1[0] completed: {"of":"a","attempt":1}
        wait 500
            | a#1[1] try 2 due
            > do a#1[1] try 2 null
        a[1] good
            | a#1[1] completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn one_lost_item_fails_the_attempt_and_abandons_the_others() {
    check(
        r#"
        a | each [1, 2, 3] | parallel 2 | auto 2
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null null)
            > do a#1[0] try 1 null
            > do a#1[1] try 1 null
        a[0] breaks NO
            | a#1 failed: NO
            | a#2 started: again (null null null)
            > abandon a#1[1]
            > do a#2[0] try 1 null
            > do a#2[1] try 1 null
        a#1[1] good
            .
        a[0] good
            | a#2[0] completed: {"of":"a","attempt":2}
            > do a#2[2] try 1 null
        a[1] good
            | a#2[1] completed: {"of":"a","attempt":2}
        a[2] good
            | a#2[2] completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn what_is_no_list_fails_the_attempt() {
    check_with(
        json!({"words": "x"}),
        r#"
        a | each input.words
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
            | run completed
        "#,
    );
}

#[test]
fn a_pause_holds_back_items_that_have_not_begun() {
    check(
        r#"
        a | each [1, 2, 3] | parallel 1
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null null)
            > do a#1[0] try 1 null
        pause
            | run paused: asked by ann
        a[0] good
            | a#1[0] completed: {"of":"a","attempt":1}
        resume
            | run resumed by ann
            > do a#1[1] try 1 null
        a[1] good
            | a#1[1] completed: {"of":"a","attempt":1}
            > do a#1[2] try 1 null
        a[2] good
            | a#1[2] completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn overrides_reach_every_item() {
    check(
        r#"
        a | each [1, 2] | with {"n": "{{ item }}", "m": "s"}
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"n":1,"m":"s"} {"n":2,"m":"s"})
            > do a#1[0] try 1 {"n":1,"m":"s"}
            > do a#1[1] try 1 {"n":2,"m":"s"}
        a[0] good
            | a#1[0] completed: {"of":"a","attempt":1}
        a[1] good
            | a#1[1] completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        rerun a {"m": "l"}
            | a#2 started: rerun by ann ({"n":1,"m":"l"} {"n":2,"m":"l"})
            | b reset because of a
            > do a#2[0] try 1 {"n":1,"m":"l"}
            > do a#2[1] try 1 {"n":2,"m":"l"}
            > abandon b#1
        "#,
    );
}

#[test]
fn checks_see_the_joined_output() {
    check(
        r#"
        a | each [1, 2] | checks
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null)
            > do a#1[0] try 1 null
            > do a#1[1] try 1 null
        a[0] gives 1
            | a#1[0] completed: 1
        a[1] gives 2
            | a#1[1] completed: 2
            > check a#1 [1,2]
        a checks pass
            | a#1 judged pass: passed
            | run completed
        "#,
    );
}

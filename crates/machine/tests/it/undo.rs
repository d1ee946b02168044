//! What steps did is undone before a run that failed or was cancelled ends.

use machine::{Ending, RunStatus, UndoStatus};
use plan::StepId;
use serde_json::json;

use crate::plans::plan;
use crate::run::Run;
use crate::transcript::{check, perform};

/// Three in a row; the first two can be undone.
const THREE: &str = r#"
    a | step {"undo": {"effect": "un", "with": {"v": "{{ steps.a.value.attempt }}"}, "retry": {"max_tries": 2, "jitter": 0.0}}}
    b <- a | step {"undo": {"effect": "un", "with": {"of": "{{ steps.b.value.of }}", "a": "{{ steps.a.status }}"}}}
    c <- b | exhausted fail
    "#;

const BEGUN: &str = r#"
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
        | b#1 judged pass: passed
        | c#1 started: ready (null)
        > do c#1 try 1 null
    "#;

#[test]
fn a_run_that_fails_undoes_what_was_done_the_latest_first_one_after_the_other() {
    check(
        THREE,
        &format!(
            r#"{BEGUN}
        c breaks BAD
            | c#1 failed: BAD
            | failing, to undo b, a
            | undo:b#1 started ({{"of":"b","a":"passed"}})
            > do undo:b#1 try 1 {{"of":"b","a":"passed"}}
        crash
            > do undo:b#1 try 1 {{"of":"b","a":"passed"}}
        a good
            .
        undo:b good
            | undo:b#1 done
            | undo:a#1 started ({{"v":1}})
            > do undo:a#1 try 1 {{"v":1}}
        undo:a fails FLAKY
            | undo:a#1 try 1 failed: FLAKY, next at 500 ms
        crash
        wait 500
            | undo:a#1 try 2 due
            > do undo:a#1 try 2 {{"v":1}}
        undo:a good
            | undo:a#1 done
            | run failed at c: BAD
        "#
        ),
    );
}

#[test]
fn what_a_fan_out_has_done_is_undone_also_when_it_does_not_come_to_its_end() {
    let fan = |settings: &str| {
        format!(
            r#"
        a | each [1, 2, 3] | parallel 1 | exhausted fail | step {{"undo": {{"effect": "un", "with": {{"v": "{{{{ steps.a.value }}}}"}}}}}}{settings}
        "#
        )
    };
    let begun = r#"
        start
            | run started
            | a#1 started: ready (null null null)
            > do a#1[0] try 1 null
        a[0] gives 1
            | a#1[0] completed: 1
            > do a#1[1] try 1 null
        "#;
    check(
        &fan(""),
        &format!(
            r#"{begun}
        a[1] breaks BAD
            | a#1 failed: BAD
            | failing, to undo a
            | undo:a#1 started ({{"v":[1,null,null]}})
            > do undo:a#1 try 1 {{"v":[1,null,null]}}
        crash
            > do undo:a#1 try 1 {{"v":[1,null,null]}}
        undo:a good
            | undo:a#1 done
            | run failed at a: BAD
        "#
        ),
    );
    check(
        &fan(""),
        &format!(
            r#"{begun}
        cancel
            | cancelling, to undo a
            | undo:a#1 started ({{"v":[1,null,null]}})
            > abandon a#1[1]
            > do undo:a#1 try 1 {{"v":[1,null,null]}}
        undo:a good
            | undo:a#1 done
            | run cancelled by ann
        "#
        ),
    );
}

#[test]
fn what_later_attempts_of_a_fan_out_did_in_part_is_undone_besides_what_was_done_before() {
    check(
        r#"
        a | each [1, 2] | parallel 1 | auto 3 | step {"undo": {"effect": "un", "with": {"v": "{{ steps.a.value }}"}}}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null null)
            > do a#1[0] try 1 null
        a[0] gives 1
            | a#1[0] completed: 1
            > do a#1[1] try 1 null
        a[1] breaks BAD
            | a#1 failed: BAD
            | a#2 started: again (null null)
            > do a#2[0] try 1 null
        a[0] gives 2
            | a#2[0] completed: 2
            > do a#2[1] try 1 null
        crash
            > do a#2[1] try 1 null
        cancel
            | cancelling, to undo a, a
            | undo:a#2 started ({"v":[2,null]})
            > abandon a#2[1]
            > do undo:a#2 try 1 {"v":[2,null]}
        undo:a#2 good
            | undo:a#2 done
            | undo:a#1 started ({"v":[1,null]})
            > do undo:a#1 try 1 {"v":[1,null]}
        crash
            > do undo:a#1 try 1 {"v":[1,null]}
        undo:a#1 good
            | undo:a#1 done
            | run cancelled by ann
        "#,
    );
}

#[test]
fn a_run_that_cleans_up_waits_for_no_signal() {
    let plan = plan(
        r#"
        a | step {"undo": {"effect": "un"}}
        w <- a | wait {"any": [{"signal": "go"}, {"for": {"seconds": 5}}]}
        "#,
    );
    let (mut run, _) = Run::start(&plan, json!({}), None);
    let effort = machine::Effort { step: "a".into(), attempt: 1, item: None, undo: false };
    run.handle(machine::Event::EffectSucceeded { effort, output: machine::Output::default() }).unwrap();
    let waits = |run: &Run| {
        let step = run.machine.step(&"w".into()).unwrap();
        (step.waits_for.len(), step.waits_until.is_some())
    };
    assert_eq!(waits(&run), (1, true));
    let mode = machine::CancelMode::Graceful;
    run.handle(machine::Event::CancelRequested { by: crate::run::ann(), reason: None, mode }).unwrap();
    assert!(run.machine.ending().is_some());
    assert_eq!(waits(&run), (0, false));
}

#[test]
fn what_cannot_be_undone_is_recorded_and_the_others_go_on() {
    check(
        THREE,
        &format!(
            r#"{BEGUN}
        c breaks BAD
            | c#1 failed: BAD
            | failing, to undo b, a
            | undo:b#1 started ({{"of":"b","a":"passed"}})
            > do undo:b#1 try 1 {{"of":"b","a":"passed"}}
        undo:b breaks GONE
            | undo:b#1 failed: GONE
            | undo:a#1 started ({{"v":1}})
            > do undo:a#1 try 1 {{"v":1}}
        undo:a good
            | undo:a#1 done
            | run failed at c: BAD, not undone: b
        "#
        ),
    );
}

#[test]
fn an_undo_whose_arguments_cannot_be_rendered_has_failed() {
    check(
        r#"
        a | step {"undo": {"effect": "un", "with": "{{ steps.a.value.id.number }}"}}
        b <- a | exhausted fail
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a gives 7
            | a#1 completed: 7
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            > do b#1 try 1 null
        b breaks BAD
            | b#1 failed: BAD
            | failing, to undo a
            | undo:a#1 failed: EXPRESSION_FAILED
            | run failed at b: BAD, not undone: a
        "#,
    );
}

#[test]
fn cancelling_stops_what_runs_and_undoes_and_a_hard_one_ends_at_once() {
    check(
        THREE,
        &format!(
            r#"{BEGUN}
        pause
            | run paused: asked by ann
        cancel
            | cancelling, to undo b, a
            | undo:b#1 started ({{"of":"b","a":"passed"}})
            > abandon c#1
            > do undo:b#1 try 1 {{"of":"b","a":"passed"}}
        cancel
            ! RUN_ENDING: the run is being cancelled and undoes what it did; wait until it has ended, or cancel it hard, which ends it now
        pause
            ! RUN_ENDING: the run is being cancelled and undoes what it did; wait until it has ended, or cancel it hard, which ends it now
        rerun a
            ! RUN_ENDING: the run is being cancelled and undoes what it did; wait until it has ended, or cancel it hard, which ends it now
        c good
            .
        crash
            > do undo:b#1 try 1 {{"of":"b","a":"passed"}}
        cancel hard
            | run cancelled by ann, not undone: b, a
            > abandon undo:b#1
        undo:b good
            .
        "#
        ),
    );
    check(
        THREE,
        &format!(
            r#"{BEGUN}
        cancel hard
            | run cancelled by ann, not undone: b, a
            > abandon c#1
        "#
        ),
    );
}

#[test]
fn a_run_that_did_nothing_that_can_be_undone_ends_at_once() {
    check(
        THREE,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        cancel
            | run cancelled by ann
            > abandon a#1
        "#,
    );
}

#[test]
fn an_effect_whose_output_did_not_count_is_undone_too_and_of_several_attempts_the_last() {
    check(
        r#"
        a | checks | auto 2 | max 2 | exhausted fail | step {"undo": {"effect": "un", "with": "{{ steps.a.value.attempt }} {{ steps.a.status }}"}}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            > check a#1 {"of":"a","attempt":1}
        a checks fail RED
            | a#1 judged fail: failed
            | a#2 started: repair of fail (null)
            > do a#2 try 1 null repairing RED
        a good
            | a#2 completed: {"of":"a","attempt":2}
            > check a#2 {"of":"a","attempt":2}
        a checks fail RED
            | a#2 judged fail: failed
            | failing, to undo a
            | undo:a#2 started ("2 failed")
            > do undo:a#2 try 1 "2 failed"
        "#,
    );
}

#[test]
fn a_run_that_is_out_of_time_undoes_too_and_its_time_bounds_that_no_more() {
    check(
        r#"
        % {"timeout_ms": 1000}
        a | step {"undo": {"effect": "un"}}
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
        wait 1000
            | failing, to undo a
            | undo:a#1 started (null)
            > abandon b#1
            > do undo:a#1 try 1 null
        wait 9000
            .
        undo:a good
            | undo:a#1 done
            | run failed at : RUN_TIMED_OUT
        "#,
    );
}

#[test]
fn a_projection_that_cannot_be_stored_holds_the_cleaning_up() {
    check(
        THREE,
        &format!(
            r#"{BEGUN}
        cancel
            | cancelling, to undo b, a
            | undo:b#1 started ({{"of":"b","a":"passed"}})
            > abandon c#1
            > do undo:b#1 try 1 {{"of":"b","a":"passed"}}
        unstorable
            | run paused: disk full
        undo:b good
            | undo:b#1 done
        crash
        resume
            | run resumed by ann
            | undo:a#1 started ({{"v":1}})
            > do undo:a#1 try 1 {{"v":1}}
        "#
        ),
    );
}

#[test]
fn a_surface_shows_that_a_run_is_about_to_end_and_how_far_it_is() {
    let (mut run, _) = Run::start(&plan(THREE), json!({}), None);
    for action in ["a good", "b good"] {
        perform(&mut run, action).unwrap();
    }
    assert!(run.machine.ending().is_none());
    perform(&mut run, "c breaks BAD").unwrap();
    assert_eq!(run.machine.status(), RunStatus::Running);
    assert!(matches!(run.machine.ending(), Some(Ending::Failed { step: Some(step), .. }) if step.0 == "c"));
    let of = |run: &Run, step: &str| run.machine.step(&StepId::from(step)).unwrap().undo;
    assert_eq!((of(&run, "a"), of(&run, "b"), of(&run, "c")), (Some(UndoStatus::Due), Some(UndoStatus::UnderWay), None));
    perform(&mut run, "undo:b good").unwrap();
    perform(&mut run, "undo:a breaks BAD").unwrap();
    assert_eq!((of(&run, "a"), of(&run, "b")), (Some(UndoStatus::NotUndone), Some(UndoStatus::Undone)));
    assert_eq!(run.machine.status(), RunStatus::Failed);
    assert!(run.machine.ending().is_none());
}

#[test]
fn a_request_to_cancel_from_before_is_a_graceful_one() {
    let before = r#"{"event":"cancel_requested","by":{"id":"ann","via":"test"},"reason":null}"#;
    let event: machine::Event = serde_json::from_str(before).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), before);
}

#[test]
fn a_run_that_its_plan_ends_badly_undoes_first_and_takes_no_update_meanwhile() {
    check(
        r#"
        a | state [{"increment": "count"}] | step {"undo": {"effect": "un", "with": "{{ steps.a.value.count }} of {{ state.count }}"}}
        b <- a | state [{"increment": "count"}]
        c
        d <- b | end {"status": "failed", "code": "GAVE_UP"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ([{"increment":"count","by":1}])
            | a#1 changed {"count":1}
            | a#1 judged pass: passed
            | b#1 started: ready ([{"increment":"count","by":1}])
            | b#1 changed {"count":2}
            | b#1 judged pass: passed
            | c#1 started: ready (null)
            | d#1 started: ready ({"status":"failed","code":"GAVE_UP"})
            | d#1 completed: {"status":"failed","code":"GAVE_UP"}
            | d#1 judged pass: passed
            | failing, to undo a
            | undo:a#1 started ("1 of 2")
            > do undo:a#1 try 1 "1 of 2"
        update note u1 "late"
            ! RUN_ENDING: the run is failing and undoes what it did; wait until it has ended, or cancel it hard, which ends it now
        crash
            > do undo:a#1 try 1 "1 of 2"
        undo:a good
            | undo:a#1 done
            | run failed at d: GAVE_UP
        "#,
    );
    check(
        r#"
        a | step {"undo": {"effect": "un"}}
        b <- a | end {"status": "cancelled", "message": "no need"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready ({"status":"cancelled","message":"no need"})
            | b#1 completed: {"status":"cancelled","message":"no need"}
            | b#1 judged pass: passed
            | cancelling, to undo a
            | undo:a#1 started (null)
            > do undo:a#1 try 1 null
        undo:a breaks GONE
            | undo:a#1 failed: GONE
            | run cancelled by b, not undone: a
        "#,
    );
}

#[test]
fn a_run_that_completes_early_or_goes_on_in_another_undoes_nothing() {
    for (end, status) in [("end {}", RunStatus::Completed), ("again {\"input\": {}}", RunStatus::Continued)] {
        let steps = format!(
            "% {{\"timeout_ms\": 1000}}\na | step {{\"undo\": {{\"effect\": \"un\"}}}}\nb <- a | {end}\nc | step {{\"deadline_ms\": 9}}"
        );
        let (mut run, _) = Run::start(&plan(&steps), json!({}), None);
        perform(&mut run, "a good").unwrap();
        assert_eq!(run.machine.status(), status);
        assert!(run.machine.next_deadline().is_none() && run.machine.step(&StepId::from("a")).unwrap().undo.is_none());
    }
}

#[test]
fn a_run_whose_output_cannot_be_rendered_undoes_too() {
    check(
        r#"
        % {"output": "{{ input.missing }}"}
        a | step {"undo": {"effect": "un"}}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | failing, to undo a
            | undo:a#1 started (null)
            > do undo:a#1 try 1 null
        undo:a good
            | undo:a#1 done
            | run failed at : OUTPUT_FAILED
        "#,
    );
}

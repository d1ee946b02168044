//! Run state: steps that change it, queries and updates, outputs, and steps that end the run.

use std::sync::Arc;

use machine::{Machine, QueryError, RefusalCode, RunStatus};
use plan::{Known, Plan};
use serde_json::{Value, json};

use crate::plans::plan;
use crate::run::{Run, epoch};
use crate::transcript::{check, check_with, perform};

#[test]
fn a_step_changes_the_state_and_gives_what_it_changed() {
    check(
        r#"
        a | state [{"increment": "count", "by": 2}, {"append": "notes", "value": "{{ state.count }}"}]
        b <- a | when state.count == 2 | with {"a": "{{ steps.a.value }}", "state": "{{ state }}"}
        c <- a | when state.count > 2
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ([{"increment":"count","by":2},{"append":"notes","value":0}])
            | a#1 changed {"count":2,"notes":[0]}
            | a#1 judged pass: passed
            | b#1 started: ready ({"a":{"count":2,"notes":[0]},"state":{"count":2,"last":null,"notes":[0]}})
            | c skipped: its condition does not hold: state.count > 2
            > do b#1 try 1 {"a":{"count":2,"notes":[0]},"state":{"count":2,"last":null,"notes":[0]}}
        crash
            > do b#1 try 1 {"a":{"count":2,"notes":[0]},"state":{"count":2,"last":null,"notes":[0]}}
        b good
            | b#1 completed: {"of":"b","attempt":1}
            | b#1 judged pass: passed
            | run completed: {"count":2,"notes":[0]}
        "#,
    );
}

#[test]
fn steps_see_what_others_made_of_the_state_in_the_order_of_the_journal() {
    check(
        r#"
        a | state [{"increment": "count"}, {"set": "last", "value": "a after {{ state.last }}"}]
        b | state [{"increment": "count"}, {"set": "last", "value": "b after {{ state.last }}"}]
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ([{"increment":"count","by":1},{"set":"last","value":"a after None"}])
            | a#1 changed {"count":1,"last":"a after None"}
            | a#1 judged pass: passed
            | b#1 started: ready ([{"increment":"count","by":1},{"set":"last","value":"b after a after None"}])
            | b#1 changed {"count":2,"last":"b after a after None"}
            | b#1 judged pass: passed
            | run completed: {"count":2,"notes":[]}
        "#,
    );
}

#[test]
fn a_change_that_breaks_the_schema_fails_the_attempt_and_changes_nothing() {
    check(
        r#"
        a | state [{"set": "last", "value": 1}, {"increment": "count", "by": 4}] | auto 2 | max 2
        b <- a | when state.last == none and state.count == 0
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ([{"set":"last","value":1},{"increment":"count","by":4}])
            | a#1 failed: BAD_STATE
            | run paused: a failed, BAD_STATE
        rerun a {"by": 1}
            ! BAD_OVERRIDES: step `a` calls nothing, so there are no arguments to override
        rerun a
            | a#2 started: rerun by ann ([{"set":"last","value":1},{"increment":"count","by":4}])
            | a#2 failed: BAD_STATE
        skip a
            | a#2 skipped by ann
            | run resumed by ann
            | b#1 started: ready (null)
            > do b#1 try 1 null
        "#,
    );
}

#[test]
fn a_rerun_changes_the_state_anew_and_takes_nothing_back() {
    check(
        r#"
        a
        b <- a | state [{"increment": "count"}]
        c <- b | with {"n": "{{ state.count }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready ([{"increment":"count","by":1}])
            | b#1 changed {"count":1}
            | b#1 judged pass: passed
            | c#1 started: ready ({"n":1})
            > do c#1 try 1 {"n":1}
        rerun b
            | b#2 started: rerun by ann ([{"increment":"count","by":1}])
            | c reset because of b
            | b#2 changed {"count":2}
            | b#2 judged pass: passed
            | c#2 started: b was rerun ({"n":2})
            > abandon c#1
            > do c#2 try 1 {"n":2}
        "#,
    );
}

#[test]
fn values_that_cannot_be_rendered_fail_for_a_person_to_see() {
    check_with(
        json!({"n": "two"}),
        r#"
        a | state [{"set": "last", "value": "{{ input.missing }}"}] | exhausted skip
        b | state [{"increment": "count", "by": "{{ input.n }}"}] | exhausted skip
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ()
            | a#1 failed: EXPRESSION_FAILED
            | a skipped: the gate passes over a step whose automatic attempts (1) all failed
            | b#1 started: ready ([{"increment":"count","by":"two"}])
            | b#1 failed: BAD_STATE
            | b skipped: the gate passes over a step whose automatic attempts (1) all failed
            | run completed: {"count":0,"notes":[]}
        "#,
    );
}

#[test]
fn a_gate_looks_at_what_a_change_gives() {
    check(
        r#"a | state [{"increment": "count"}] | checks"#,
        r#"
        start
            | run started
            | a#1 started: ready ([{"increment":"count","by":1}])
            | a#1 changed {"count":1}
            > check a#1 {"count":1}
        a checks pass
            | a#1 judged pass: passed
            | run completed: {"count":1,"notes":[]}
        "#,
    );
}

#[test]
fn an_update_changes_the_state_and_is_answered_the_same_each_time_it_comes() {
    check(
        r#"
        a
        b <- a | when state.last == 1 | with {"notes": "{{ state.notes }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        update note u1 "one"
            | update note u1 by ann: "one" changed {"last":0,"notes":["one"]} answered {"notes":1,"before":0}
            = {"notes":1,"before":0}
        pause
            | run paused: asked by ann
        update note u2 "two"
            | update note u2 by ann: "two" changed {"last":1,"notes":["one","two"]} answered {"notes":2,"before":1}
            = {"notes":2,"before":1}
        update note u1 "again"
            .
            = {"notes":1,"before":0}
        crash
            > do a#1 try 1 null
        update note u1 "again"
            .
            = {"notes":1,"before":0}
        resume
            | run resumed by ann
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready ({"notes":["one","two"]})
            > do b#1 try 1 {"notes":["one","two"]}
        update ask u3 {"deep": [1]}
            | update ask u3 by ann: {"deep":[1]} changed {} answered [1]
            = [1]
        cancel
            | run cancelled by ann
            > abandon b#1
        update note u1 "again"
            ! RUN_ENDED: the run has been cancelled; completed, failed and cancelled runs are final; start a new run
        "#,
    );
}

#[test]
fn updates_that_the_plan_does_not_take_are_refused_with_what_would_be() {
    let (mut run, _) = Run::start(&plan("a | when state.count == 0"), json!({}), None);
    let mut refused = |action: &str| {
        let refusal = perform(&mut run, action).unwrap_err();
        (refusal.code, refusal.message)
    };
    let (code, message) = refused("update notes u1 \"one\"");
    assert_eq!(code, RefusalCode::UnknownUpdate);
    assert_eq!(message, "the plan has no update `notes` (did you mean `note`?); it has `ask`, `count`, `note`");
    let bad = |message: &str| (RefusalCode::BadUpdate, message.to_owned());
    assert_eq!(refused("update note u1 1"), bad("this must be of type string, not 1"));
    assert_eq!(refused("update count u1 4"), bad("the state variable `count`: this must be at most 3, not 4"));
    assert_eq!(refused("update count u1 \"x\""), bad("`by` gives \"x\", no number, so `count` cannot change by it"));
    let (code, message) = refused(&format!("update note u1 \"{}\"", "x".repeat(17_000)));
    assert!(code == RefusalCode::BadUpdate && message.contains("carries 17002 bytes"), "{message}");
    let (code, message) = refused("update ask u1 1");
    assert!(code == RefusalCode::ExpressionFailed && message.starts_with("the update `ask` cannot be evaluated"), "{message}");
    for taken in 0..3 {
        perform(&mut run, &format!("update note n{taken} \"x\"")).unwrap();
    }
    perform(&mut run, "update count c1 2").unwrap();
    let mut refused = |action: &str| {
        let refusal = perform(&mut run, action).unwrap_err();
        (refusal.code, refusal.message)
    };
    assert_eq!(refused("update note n3 \"x\""), (RefusalCode::UpdateRefused, "there are 3 notes already".to_owned()));
    let unexplained = "the update `ask` is not taken as the run stands: state.count < 2 does not hold";
    assert_eq!(refused("update ask u1 1"), (RefusalCode::UpdateRefused, unexplained.to_owned()));
}

#[test]
fn a_query_is_answered_from_what_is_and_changes_nothing() {
    let (mut run, _) = Run::start(&plan("a\nb <- a | state [{\"increment\": \"count\"}]"), json!({}), None);
    let before = run.machine.clone();
    assert_eq!(run.machine.query("progress"), Ok(json!({"count": 0, "first": "running"})));
    assert_eq!(run.machine, before);
    let unknown = run.machine.query("progres").unwrap_err();
    assert_eq!(unknown.to_string(), "the plan has no query `progres`; it has `progress`, `wrong`");
    assert_eq!(unknown.as_str(), "UNKNOWN_QUERY");
    assert!(matches!(run.machine.query("wrong"), Err(QueryError::Failed { .. })));
    perform(&mut run, "a good").unwrap();
    assert_eq!(run.machine.status(), RunStatus::Completed);
    assert_eq!(run.machine.query("progress"), Ok(json!({"count": 1, "first": "passed"})));
    assert_eq!(run.machine.output(), Some(&json!({"count": 1, "notes": []})));
    assert_eq!(run.machine.variables().map(|(name, _)| name).collect::<Vec<_>>(), ["count", "last", "notes"]);
}

#[test]
fn a_step_that_ends_the_run_stops_what_is_under_way() {
    check(
        r#"
        a
        b
        c <- b | end {"output": {"b": "{{ steps.b.value.of }}"}}
        d <- c
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
            | c#1 started: ready ({"status":"completed","output":{"b":"b"}})
            | c#1 completed: {"status":"completed","output":{"b":"b"}}
            | c#1 judged pass: passed
            | run completed: {"b":"b"}
            > abandon a#1
        a good
            .
        rerun c
            ! RUN_ENDED: the run has completed; completed, failed and cancelled runs are final; start a new run
        "#,
    );
}

#[test]
fn a_run_ends_as_its_plan_says_and_goes_on_where_the_end_is_passed_over() {
    check(
        r#"
        a | when state.count > 5 | end {"status": "cancelled"}
        b <- a | end {"status": "failed", "code": "GAVE_UP", "message": "after {{ state.count }}"}
        "#,
        r#"
        start
            | run started
            | a skipped: its condition does not hold: state.count > 5
            | b#1 started: ready ({"status":"failed","code":"GAVE_UP","message":"after 0"})
            | b#1 completed: {"status":"failed","code":"GAVE_UP","message":"after 0"}
            | b#1 judged pass: passed
            | run failed at b: GAVE_UP
        "#,
    );
    check(
        r#"
        a | wait {"for": {"hours": 1}}
        b | end {"status": "cancelled", "message": "no need"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"all":true,"conditions":[{"after_ms":3600000}]})
            | b#1 started: ready ({"status":"cancelled","message":"no need"})
            | b#1 completed: {"status":"cancelled","message":"no need"}
            | b#1 judged pass: passed
            | run cancelled by b
        "#,
    );
}

#[test]
fn an_end_behind_a_gate_waits_for_it() {
    check(
        r#"
        a | end {} | checks | approval
        b
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"status":"completed"})
            | a#1 completed: {"status":"completed"}
            | b#1 started: ready (null)
            > check a#1 {"status":"completed"}
            > do b#1 try 1 null
        a checks pass
            | a#1 judged pass: awaiting_approval
        crash
            > do b#1 try 1 null
        approve a
            | a#1 approved by ann
            | run completed
            > abandon b#1
        "#,
    );
}

#[test]
fn a_step_may_begin_the_run_again_with_an_input_that_the_plan_admits() {
    let steps = json!([
        {"id": "a", "work": {"state": [{"increment": "n"}]}},
        {"id": "b", "needs": ["a"], "work": {"again": {"input": "{{ {'n': state.n + input.n} }}"}}},
        {"id": "c", "work": {"effect": {"effect": "x"}}},
    ]);
    let schema = json!({"type": "object", "properties": {"n": {"type": "integer", "maximum": 5}}});
    let plan = json!({"grammar": 3, "name": "n", "input": schema, "state": {"n": {"initial": 0}}, "steps": steps});
    let plan: Arc<Plan> = Arc::new(serde_json::from_value(plan).unwrap());
    assert!(!plan.validate(&Known::anything()).has_errors());
    let (mut run, _) = Run::start(&plan, json!({"n": 4}), None);
    assert_eq!(run.machine.status(), RunStatus::Continued);
    assert_eq!(run.machine.continues_with(), Some(&json!({"n": 5})));
    assert!(run.machine.outstanding().is_empty() && run.machine.output().is_none());
    let refusal = perform(&mut run, "cancel").unwrap_err();
    assert!(refusal.code == RefusalCode::RunEnded && refusal.message.contains("continued in another run"), "{refusal}");
    run.assert_replays();
    let (run, _) = Run::start(&plan, json!({"n": 5}), None);
    let failure = run.machine.step(&"b".into()).unwrap().failure.cloned().unwrap();
    assert_eq!(failure.code, "BAD_INPUT");
    assert_eq!(failure.message, "the run cannot begin again with this input: n: this must be at most 5, not 6");
}

#[test]
fn an_end_that_failed_and_was_let_through_ends_nothing() {
    check(
        r#"
        a | again {"input": "{{ input.missing }}"} | exhausted warn
        b <- a
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ()
            | a#1 failed: EXPRESSION_FAILED
            | a#1 approved by on_exhausted
            | b#1 started: ready (null)
            > do b#1 try 1 null
        "#,
    );
}

#[test]
fn an_output_that_cannot_be_rendered_or_is_too_large_fails_the_run() {
    let ended = |output: &str, wait: Value| {
        let steps = json!([{"id": "a", "work": {"wait": wait}}]);
        let plan = json!({"grammar": 3, "name": "n", "output": output, "steps": steps});
        let plan: Arc<Plan> = Arc::new(serde_json::from_value(plan).unwrap());
        let (machine, _) = Machine::start(plan, epoch(), json!({"long": "x".repeat(plan::MAX_OUTPUT_BYTES)}), None).unwrap();
        machine
    };
    for (output, code) in [("{{ input.missing }}", "OUTPUT_FAILED"), ("{{ input.long }}", "OUTPUT_TOO_LARGE")] {
        let mut machine = ended(output, json!({"for": {"seconds": 0}}));
        let transition = machine.handle(epoch(), machine::Event::TimePassed).unwrap();
        let last = serde_json::to_value(&transition.entries.last().unwrap().entry).unwrap();
        assert_eq!((&last["entry"], &last["failure"]["code"]), (&json!("run_failed"), &json!(code)));
        assert_eq!(machine.status(), RunStatus::Failed);
    }
}

#[test]
fn what_looks_from_outside_sees_decisions_and_the_items_that_failed() {
    let steps = r#"
        % {"queries": {"asked": "{{ steps.a.decision.form }}", "lost": "{{ steps.b.errors }}"}, "output": "{{ steps.a.decision.by }}"}
        % {"updates": {"look": {"answer": "{{ steps.a.decision.decision }} {{ steps.b.errors | length }}"}}}
        a | gate {"approval": {"form": {"type": "object"}}}
        b | each [1, 2] | with "{{ item }}" | each_too {"on_failure": "continue"}
        "#;
    let (mut run, _) = Run::start(&plan(steps), json!({}), None);
    assert_eq!((run.machine.query("asked").is_err(), run.machine.query("lost")), (true, Ok(json!([]))));
    for action in ["a good", "approve a {\"n\": 1}", "b[0] good", "b[1] breaks BAD"] {
        if action.ends_with("BAD") {
            assert_eq!(perform(&mut run, "update look u1").unwrap().answer, Some(json!("approved 0")));
        }
        perform(&mut run, action).unwrap();
    }
    assert_eq!(run.machine.query("asked"), Ok(json!({"n": 1})));
    assert_eq!(run.machine.query("lost"), Ok(json!([{"index": 1, "code": "BAD", "message": "it broke"}])));
    assert_eq!((run.machine.status(), run.machine.output()), (RunStatus::Completed, Some(&json!("ann"))));
}

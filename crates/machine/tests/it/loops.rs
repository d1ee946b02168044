//! Loops: rounds are new attempts, bounded and counted; what one round did stands, and is undone by itself.

use machine::{Command, Entry, Event, Output, RunStatus, Verdict, VerdictOutcome};
use plan::StepId;
use serde_json::json;

use crate::plans::plan;
use crate::run::Run;
use crate::transcript::{check, perform};

#[test]
fn what_stands_between_two_steps_is_done_anew_while_the_condition_holds() {
    check(
        r#"
        a | with {"round": "{{ round }}", "was": "{{ previous.b.value.left if previous.b.value else 'nothing' }}"}
        b <- a
        side <- a
        l <- b, side | repeat {"from": "a", "while": "steps.b.value.left > 0", "at_most": 5}
        z <- l | with "{{ steps.l.value }}"
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ({"round":1,"was":"nothing"})
            > do a#1 try 1 {"round":1,"was":"nothing"}
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | b#1 started: ready (null)
            | side#1 started: ready (null)
            > do b#1 try 1 null
            > do side#1 try 1 null
        side good
            | side#1 completed: {"of":"side","attempt":1}
            | side#1 judged pass: passed
        b gives {"left": 1}
            | b#1 completed: {"left":1}
            | b#1 judged pass: passed
            | l#1 started: ready ({"again":true})
            | round 2 of l: a, b, side, l
            | a#2 started: round 2 of l ({"round":2,"was":1})
            > do a#2 try 1 {"round":2,"was":1}
        crash
            > do a#2 try 1 {"round":2,"was":1}
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | b#2 started: round 2 of l (null)
            | side#2 started: round 2 of l (null)
            > do b#2 try 1 null
            > do side#2 try 1 null
        b gives {"left": 0}
            | b#2 completed: {"left":0}
            | b#2 judged pass: passed
        side good
            | side#2 completed: {"of":"side","attempt":2}
            | side#2 judged pass: passed
            | l#2 started: round 2 of l ({"again":false})
            | l#2 completed: {"rounds":2,"spent":false}
            | l#2 judged pass: passed
            | z#1 started: ready ({"rounds":2,"spent":false})
            > do z#1 try 1 {"rounds":2,"spent":false}
        z good
            | z#1 completed: {"of":"z","attempt":1}
            | z#1 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_loop_whose_rounds_are_spent_goes_on_or_fails_as_its_plan_says_and_a_person_gives_it_as_many_more() {
    check(
        r#"
        a | state [{"increment": "count"}]
        l <- a | repeat {"from": "a", "while": "true", "at_most": 2}
        z <- l | end {"output": "{{ steps.l.value }}"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready ([{"increment":"count","by":1}])
            | a#1 changed {"count":1}
            | a#1 judged pass: passed
            | l#1 started: ready ({"again":true})
            | round 2 of l: a, l
            | a#2 started: round 2 of l ([{"increment":"count","by":1}])
            | a#2 changed {"count":2}
            | a#2 judged pass: passed
            | l#2 started: round 2 of l ({"again":true})
            | l#2 completed: {"rounds":2,"spent":true}
            | l#2 judged pass: passed
            | z#1 started: ready ({"status":"completed","output":{"rounds":2,"spent":true}})
            | z#1 completed: {"status":"completed","output":{"rounds":2,"spent":true}}
            | z#1 judged pass: passed
            | run completed: {"rounds":2,"spent":true}
        "#,
    );
    check(
        r#"
        a
        l <- a | repeat {"from": "a", "while": "true", "at_most": 1, "on_spent": "fail", "code": "STILL_RED"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | l#1 started: ready ({"again":true})
            | l#1 failed: STILL_RED
            | run paused: l failed, STILL_RED
        "#,
    );
    check(
        r#"
        a
        l <- a | repeat {"from": "a", "while": "true", "at_most": 2, "on_spent": "fail"}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | l#1 started: ready ({"again":true})
            | round 2 of l: a, l
            | a#2 started: round 2 of l (null)
            > do a#2 try 1 null
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | l#2 started: round 2 of l ({"again":true})
            | l#2 failed: ROUNDS_SPENT
            | run paused: l failed, ROUNDS_SPENT
        resume
            | l#3 started: rerun by ann ({"again":true})
            | round 2 of l: a, l
            | run resumed by ann
            | a#3 started: round 2 of l (null)
            > do a#3 try 1 null
        skip l
            | l#0 skipped by ann
        a good
            | a#3 completed: {"of":"a","attempt":3}
            | a#3 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_loop_pauses_between_rounds_without_wanting_anything_of_anybody() {
    let plan = plan(
        r#"
        a
        l <- a | repeat {"from": "a", "while": "not steps.a.value.done", "at_most": 3, "pause": {"seconds": "{{ round * 2 }}"}}
        "#,
    );
    let (mut run, _) = Run::start(&plan, json!({}), None);
    perform(&mut run, r#"a gives {"done": false}"#).unwrap();
    assert!(run.machine.is_asleep());
    let until = run.machine.next_deadline().unwrap();
    assert_eq!(until.duration_since(run.now).as_millis(), 2000);
    assert_eq!(run.machine.step(&StepId::from("l")).unwrap().waits_until, Some(until));
    run.assert_replays();
    perform(&mut run, "wait 1999").unwrap();
    assert_eq!(run.under_way().len(), 0);
    perform(&mut run, "wait 1").unwrap();
    assert!(!run.machine.is_asleep() && run.under_way().len() == 1);
    perform(&mut run, r#"a gives {"done": false}"#).unwrap();
    assert_eq!(run.machine.next_deadline().unwrap().duration_since(run.now).as_millis(), 4000);
    perform(&mut run, "wait 4000").unwrap();
    // The last round is followed by none, so there is nothing to pause before.
    perform(&mut run, r#"a gives {"done": false}"#).unwrap();
    assert_eq!(run.machine.step(&StepId::from("l")).unwrap().output.unwrap().value, json!({"rounds": 3, "spent": true}));
    run.assert_replays();
}

#[test]
fn a_pause_can_be_passed_over_and_a_rerun_during_it_stays_in_its_round() {
    let steps = r#"
        a | with "{{ round }}"
        l <- a | repeat {"from": "a", "while": "true", "at_most": 9, "pause": {"hours": 1}}
        "#;
    let begun = r#"
        start
            | run started
            | a#1 started: ready (1)
            > do a#1 try 1 1
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | l#1 started: ready ({"again":true,"after_ms":3600000})
        wait 3600000
            | l#1 got 0: time
            | round 2 of l: a, l
            | a#2 started: round 2 of l (2)
            > do a#2 try 1 2
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | l#2 started: round 2 of l ({"again":true,"after_ms":3600000})
        "#;
    check(
        steps,
        &format!(
            "{begun}
        skip l
            | l#2 skipped by ann
            | run completed"
        ),
    );
    check(
        steps,
        &format!(
            r#"{begun}
        rerun a
            | a#3 started: rerun by ann (2)
            | l reset because of a
            > do a#3 try 1 2
        a good
            | a#3 completed: {{"of":"a","attempt":3}}
            | a#3 judged pass: passed
            | l#3 started: a was rerun ({{"again":true,"after_ms":3600000}})
        wait 3600000
            | l#3 got 0: time
            | round 3 of l: a, l
            | a#4 started: round 3 of l (3)
            > do a#4 try 1 3
        "#
        ),
    );
}

#[test]
fn whoever_does_a_loop_anew_that_was_over_begins_to_count_anew() {
    check(
        r#"
        before
        a <- before | with "{{ round }} {{ previous.a.status or 'new' }}"
        l <- a | repeat {"from": "a", "while": "round < 2", "at_most": 9}
        "#,
        r#"
        start
            | run started
            | before#1 started: ready (null)
            > do before#1 try 1 null
        before good
            | before#1 completed: {"of":"before","attempt":1}
            | before#1 judged pass: passed
            | a#1 started: ready ("1 new")
            > do a#1 try 1 "1 new"
        a good
            | a#1 completed: {"of":"a","attempt":1}
            | a#1 judged pass: passed
            | l#1 started: ready ({"again":true})
            | round 2 of l: a, l
            | a#2 started: round 2 of l ("2 passed")
            > do a#2 try 1 "2 passed"
        rerun before
            | before#2 started: rerun by ann (null)
            | a reset because of before
            > do before#2 try 1 null
            > abandon a#2
        before good
            | before#2 completed: {"of":"before","attempt":2}
            | before#2 judged pass: passed
            | a#3 started: before was rerun ("1 new")
            > do a#3 try 1 "1 new"
        a good
            | a#3 completed: {"of":"a","attempt":3}
            | a#3 judged pass: passed
            | l#2 started: before was rerun ({"again":true})
            | round 2 of l: a, l
            | a#4 started: round 2 of l ("2 passed")
            > do a#4 try 1 "2 passed"
        a breaks BAD
            | a#4 failed: BAD
            | run paused: a failed, BAD
        rerun a
            | a#5 started: rerun by ann ("2 passed")
            | run resumed by ann
            > do a#5 try 1 "2 passed"
        a good
            | a#5 completed: {"of":"a","attempt":5}
            | a#5 judged pass: passed
            | l#3 started: round 2 of l ({"again":false})
            | l#3 completed: {"rounds":2,"spent":false}
            | l#3 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn loops_nest_and_the_inner_one_counts_anew_in_each_round_of_the_outer_one() {
    let plan = plan(
        r#"
        a | state [{"append": "notes", "value": "{{ round }}"}]
        inner <- a | repeat {"from": "a", "while": "round < 3", "at_most": 9}
        b <- inner | state [{"append": "notes", "value": "outer {{ round }} {{ previous.inner.value.rounds if previous.inner.value else '-' }}"}]
        out <- b | repeat {"from": "a", "while": "round < 2", "at_most": 9}
        "#,
    );
    let (run, _) = Run::start(&plan, json!({}), None);
    let notes = json!([1, 2, 3, "outer 1 -", 1, 2, 3, "outer 2 3"]);
    assert_eq!(run.machine.output().unwrap()["notes"], notes);
    run.assert_replays();
}

#[test]
fn gates_inside_a_loop_count_in_each_round_and_work_is_sent_back_inside_and_out_of_it() {
    check(
        r#"
        before
        code <- before | with "{{ round }}"
        test <- code | checks | max 2 | gate {"on_exhausted": {"send_back": {"to": "code", "max": 1, "then": "fail"}}}
        l <- test | repeat {"from": "code", "while": "true", "at_most": 2, "on_spent": "fail"} | gate {"on_exhausted": {"send_back": {"to": "before", "max": 1}}}
        "#,
        r#"
        start
            | run started
            | before#1 started: ready (null)
            > do before#1 try 1 null
        before good
            | before#1 completed: {"of":"before","attempt":1}
            | before#1 judged pass: passed
            | code#1 started: ready (1)
            > do code#1 try 1 1
        code good
            | code#1 completed: {"of":"code","attempt":1}
            | code#1 judged pass: passed
            | test#1 started: ready (null)
            > do test#1 try 1 null
        test good
            | test#1 completed: {"of":"test","attempt":1}
            > check test#1 {"of":"test","attempt":1}
        test checks fail RED
            | test#1 judged fail: failed
            | test#1 sent back to code, time 1: RED
            | code, test reset because of code
            | code#2 started: sent back by test (1)
            > do code#2 try 1 1 repairing RED
        code good
            | code#2 completed: {"of":"code","attempt":2}
            | code#2 judged pass: passed
            | test#2 started: code was rerun (null)
            > do test#2 try 1 null
        test good
            | test#2 completed: {"of":"test","attempt":2}
            > check test#2 {"of":"test","attempt":2}
        test checks pass
            | test#2 judged pass: passed
            | l#1 started: ready ({"again":true})
            | round 2 of l: code, test, l
            | code#3 started: round 2 of l (2)
            > do code#3 try 1 2
        code good
            | code#3 completed: {"of":"code","attempt":3}
            | code#3 judged pass: passed
            | test#3 started: round 2 of l (null)
            > do test#3 try 1 null
        test good
            | test#3 completed: {"of":"test","attempt":3}
            > check test#3 {"of":"test","attempt":3}
        test checks fail RED
            | test#3 judged fail: failed
            | test#3 sent back to code, time 1: RED
            | code, test reset because of code
            | code#4 started: sent back by test (2)
            > do code#4 try 1 2 repairing RED
        code good
            | code#4 completed: {"of":"code","attempt":4}
            | code#4 judged pass: passed
            | test#4 started: code was rerun (null)
            > do test#4 try 1 null
        test good
            | test#4 completed: {"of":"test","attempt":4}
            > check test#4 {"of":"test","attempt":4}
        test checks pass
            | test#4 judged pass: passed
            | l#2 started: round 2 of l ({"again":true})
            | l#2 failed: ROUNDS_SPENT
            | l#2 sent back to before, time 1: ROUNDS_SPENT
            | before, code, test, l reset because of before
            | before#2 started: sent back by l (null)
            > do before#2 try 1 null repairing ROUNDS_SPENT
        before good
            | before#2 completed: {"of":"before","attempt":2}
            | before#2 judged pass: passed
            | code#5 started: before was rerun (1)
            > do code#5 try 1 1
        "#,
    );
}

#[test]
fn every_round_is_undone_the_latest_first_with_what_was_given_in_that_round() {
    let plan = plan(
        r#"
        a
        b <- a | step {"undo": {"effect": "un", "with": {"a": "{{ steps.a.value.n }}", "own": "{{ steps.b.value.n }}", "round": "{{ round }}"}}}
        l <- b | repeat {"from": "a", "while": "true", "at_most": 2}
        "#,
    );
    let (mut run, _) = Run::start(&plan, json!({}), None);
    for action in [r#"a gives {"n": 1}"#, r#"b gives {"n": 10}"#, r#"a gives {"n": 2}"#, "b breaks BAD", "rerun b", r#"b gives {"n": 20}"#]
    {
        perform(&mut run, action).unwrap();
    }
    assert_eq!(run.machine.status(), machine::RunStatus::Completed);
    let (mut run, _) = Run::start(&plan, json!({}), None);
    for action in [r#"a gives {"n": 1}"#, r#"b gives {"n": 10}"#, r#"a gives {"n": 2}"#] {
        perform(&mut run, action).unwrap();
    }
    let undone = perform(&mut run, "cancel").unwrap();
    assert_eq!(json!(undone.entries[0].entry)["steps"], json!(["b"]));
    let input = |transition: &machine::Transition| {
        transition.entries.iter().map(|recorded| json!(recorded.entry)["input"].clone()).find(|input| !input.is_null())
    };
    assert_eq!(input(&undone), Some(json!({"a": 1, "own": 10, "round": 1})));
}

#[test]
fn a_run_that_fails_in_a_later_round_takes_back_all_of_them() {
    check(
        r#"
        a | step {"undo": {"effect": "un", "with": "{{ steps.a.value.attempt }} in {{ round }}"}}
        b <- a | step {"undo": {"effect": "un", "with": "{{ steps.a.value.attempt }} and {{ steps.b.value.attempt }}"}}
        l <- b | repeat {"from": "a", "while": "true", "at_most": 9}
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
            | b#1 judged pass: passed
            | l#1 started: ready ({"again":true})
            | round 2 of l: a, b, l
            | a#2 started: round 2 of l (null)
            > do a#2 try 1 null
        a good
            | a#2 completed: {"of":"a","attempt":2}
            | a#2 judged pass: passed
            | b#2 started: round 2 of l (null)
            > do b#2 try 1 null
        cancel
            | cancelling, to undo a, b, a
            | undo:a#2 started ("2 in 2")
            > abandon b#2
            > do undo:a#2 try 1 "2 in 2"
        crash
            > do undo:a#2 try 1 "2 in 2"
        undo:a#2 good
            | undo:a#2 done
            | undo:b#1 started ("1 and 1")
            > do undo:b#1 try 1 "1 and 1"
        undo:b#1 breaks GONE
            | undo:b#1 failed: GONE
            | undo:a#1 started ("1 in 1")
            > do undo:a#1 try 1 "1 in 1"
        undo:a#1 good
            | undo:a#1 done
            | run cancelled by ann, not undone: b
        "#,
    );
}

#[test]
fn a_condition_that_cannot_be_evaluated_fails_the_attempt_for_a_person_to_see() {
    check(
        r#"
        a
        l <- a | repeat {"from": "a", "while": "steps.a.value.left.more > 0", "at_most": 5}
        "#,
        r#"
        start
            | run started
            | a#1 started: ready (null)
            > do a#1 try 1 null
        a gives {}
            | a#1 completed: {}
            | a#1 judged pass: passed
            | l#1 started: ready ()
            | l#1 failed: EXPRESSION_FAILED
            | run paused: l failed, EXPRESSION_FAILED
        rerun a
            | a#2 started: rerun by ann (null)
            | l reset because of a
            | run resumed by ann
            > do a#2 try 1 null
        a gives {"left": {"more": 0}}
            | a#2 completed: {"left":{"more":0}}
            | a#2 judged pass: passed
            | l#2 started: a was rerun ({"again":false})
            | l#2 completed: {"rounds":1,"spent":false}
            | l#2 judged pass: passed
            | run completed
        "#,
    );
}

#[test]
fn a_round_does_not_begin_anything_while_the_run_is_paused() {
    check(
        r#"
        a
        l <- a | repeat {"from": "a", "while": "true", "at_most": 2}
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
            | l#1 started: ready ({"again":true})
            | round 2 of l: a, l
            | a#2 started: round 2 of l (null)
            > do a#2 try 1 null
        "#,
    );
}

#[test]
fn rounds_that_want_nothing_of_anybody_are_committed_in_pieces() {
    let plan = plan(
        r#"
        a | state [{"increment": "last"}]
        l <- a | repeat {"from": "a", "while": "true", "at_most": 3000}
        % {"state": {"last": {"initial": 0}, "count": {}, "notes": {}}, "updates": {}, "output": "{{ state.last }}"}
        "#,
    );
    let (mut run, started) = Run::start(&plan, json!({}), None);
    let most = started.entries.len();
    assert!(most < 5_000 && run.machine.next_deadline() == Some(run.now), "{most}");
    let mut pieces = 1;
    while !run.is_ended() {
        let transition = run.wait(1);
        assert!(transition.entries.len() <= most, "{}", transition.entries.len());
        pieces += 1;
    }
    assert_eq!(run.machine.output(), Some(&json!(3000)));
    assert!(pieces > 3, "{pieces}");
    run.assert_replays();
}

#[test]
fn sending_back_out_of_a_loop_counts_in_the_whole_run_since_it_gives_the_loop_its_rounds_anew() {
    let plan = plan(
        r#"
        before
        test <- before | with "{{ round }}" | checks | gate {"on_exhausted": {"send_back": {"to": "before", "max": 2, "then": "fail"}}}
        l <- test | repeat {"from": "test", "while": "true", "at_most": 5}
        "#,
    );
    let (mut run, _) = Run::start(&plan, json!({}), None);
    let mut acts = 0;
    while run.machine.status() == RunStatus::Running {
        acts += 1;
        assert!(acts < 100, "it goes on and on");
        let event = match run.under_way().swap_remove(0) {
            Command::RunEffect { effort, input, .. } => {
                Event::EffectSucceeded { effort, output: Output { value: input, ..Output::default() } }
            }
            // Each second round fails.
            Command::RunChecks { effort, output, .. } => {
                let outcome = if output.value == 2 { VerdictOutcome::Fail } else { VerdictOutcome::Pass };
                Event::ChecksFinished { effort, verdict: Verdict { outcome, score: None, fail_codes: Vec::new(), results: Vec::new() } }
            }
            other => panic!("{other:?} is under way"),
        };
        run.handle(event).unwrap();
    }
    assert_eq!(run.machine.status(), RunStatus::Failed);
    assert_eq!(run.journal.iter().filter(|recorded| matches!(recorded.entry, Entry::SentBack { .. })).count(), 2);
    run.assert_replays();
}

//! Runs that move to another plan: what carries over, and what is in the way.

use std::sync::Arc;

use machine::{Carried, Entry, Event, Fate, Late, Mapping, Refusal, RefusalCode, RunStatus, StepStatus};
use plan::{Plan, StepId};
use serde_json::{Value, json};

use crate::plans::plan;
use crate::run::{Run, ann};
use crate::transcript::{lines, perform};

/// `old new`, or `old` alone for one that is dropped.
fn mapping(words: &[&str]) -> Mapping {
    let steps = words.iter().map(|words| {
        let (old, new) = words.split_once(' ').map_or((*words, None), |(old, new)| (old, Some(StepId::from(new))));
        (StepId::from(old), new)
    });
    Mapping { steps: steps.collect(), ..Mapping::default() }
}

fn late(step: &str, late: Late) -> Mapping {
    Mapping { late: [(StepId::from(step), late)].into(), ..Mapping::default() }
}

fn started(steps: &str, actions: &[&str]) -> Run {
    started_with(&plan(steps), json!({}), actions)
}

fn started_with(plan: &Arc<Plan>, input: Value, actions: &[&str]) -> Run {
    let (mut run, _) = Run::start(plan, input, None);
    for action in actions {
        perform(&mut run, action).unwrap_or_else(|refusal| panic!("{action}: {refusal}"));
    }
    run
}

#[track_caller]
fn moves(run: &mut Run, to: &str, mapping: Mapping, told: &[&str]) {
    let transition = run.migrate(&plan(to), mapping).unwrap_or_else(|refusal| panic!("{refusal}: {:?}", refusal.obstacles));
    assert_eq!(lines(&transition), told);
}

/// What is in the way, each with its place.
#[track_caller]
fn stays(run: &mut Run, to: &Arc<Plan>, mapping: Mapping, obstacles: &[(&str, &str)]) {
    let Refusal { code, obstacles: found, .. } = run.migrate(to, mapping).unwrap_err();
    assert_eq!(code, RefusalCode::NotMigratable);
    let fits = found.len() == obstacles.len()
        && found.iter().zip(obstacles).all(|(found, (path, part))| found.path == *path && found.message.contains(part));
    assert!(fits, "{found:#?}");
}

fn finishes(run: &mut Run, actions: &[&str]) {
    for action in actions {
        perform(run, action).unwrap_or_else(|refusal| panic!("{action}: {refusal}"));
    }
    assert_eq!(run.machine.status(), RunStatus::Completed);
    run.assert_replays();
}

#[test]
fn what_is_done_keeps_its_output_and_a_new_step_reads_it_by_its_new_name() {
    let mut run = started("a\nb <- a", &["a good"]);
    let to = "first\nb <- first\nc <- b | with {\"a\": \"{{ steps.first.value.of }}\"}";
    moves(&mut run, to, mapping(&["a first"]), &["| migrated to version 2 by ann"]);
    assert_eq!(run.machine.step(&"first".into()).unwrap().attempt, 1);
    let transition = perform(&mut run, "b good").unwrap();
    assert_eq!(lines(&transition)[2..], ["| c#1 started: ready ({\"a\":\"a\"})", "> do c#1 try 1 {\"a\":\"a\"}"]);
    finishes(&mut run, &["c good"]);
}

#[test]
fn a_step_under_way_goes_on_as_it_was_begun_and_its_next_attempt_is_of_the_new_plan() {
    let mut run = started("a | with {\"n\": 1} | checks | auto 2", &[]);
    moves(&mut run, "a | with {\"n\": 2} | checks | auto 2", Mapping::default(), &["| migrated to version 2 by ann"]);
    let transition = perform(&mut run, "a gives 1").unwrap();
    assert_eq!(lines(&transition), ["| a#1 completed: 1", "> check a#1 1"]);
    let transition = perform(&mut run, "a checks fail BAD").unwrap();
    assert_eq!(lines(&transition)[2], "> do a#2 try 1 {\"n\":2} repairing BAD");
    finishes(&mut run, &["a good", "a checks pass"]);
}

#[test]
fn a_step_without_new_words_asks_the_same_again_under_a_new_name_of_what_it_reads() {
    let mut run = started("a\nb <- a | with {\"a\": \"{{ steps.a.value.of }}\"} | checks | auto 2", &["a good"]);
    let to = "z\nb <- z | with {\"a\": \"{{ steps.z.value.of }}\"} | checks | auto 2";
    moves(&mut run, to, mapping(&["a z"]), &["| migrated to version 2 by ann"]);
    perform(&mut run, "b good").unwrap();
    let transition = perform(&mut run, "b checks fail BAD").unwrap();
    assert_eq!(lines(&transition)[1], "| b#2 started: repair of fail ({\"a\":\"a\"})");
}

#[test]
fn new_steps_begin_when_their_needs_are_done_and_steps_that_go_let_the_run_end() {
    let mut run = started("a\nb\nc <- a, b", &["a good"]);
    let told = ["| migrated to version 2 by ann", "| d#1 started: ready (null)", "> do d#1 try 1 null"];
    moves(&mut run, "a\nb\nd <- a", Mapping::default(), &told);
    finishes(&mut run, &["b good", "d good"]);
    let mut run = started("a\nb <- a | wait {\"signal\": \"go\"}\nc <- b", &["a good", "skip b", "c breaks X"]);
    assert_eq!(run.machine.status(), RunStatus::Paused);
    let told = ["| migrated to version 2 by ann", "| run resumed by ann", "| run completed"];
    moves(&mut run, "a\nb <- a | wait {\"signal\": \"go\"}", mapping(&["c"]), &told);
}

#[test]
fn checks_under_way_are_done_anew_where_they_or_the_name_changed() {
    let mut run = started("a | checks", &["a gives 1"]);
    let told = ["| migrated to version 2 by ann", "> abandon a#1", "> check b#1 1"];
    moves(&mut run, "b | checks\nc <- b", mapping(&["a b"]), &told);
    // The late answer of the one before is nobody's.
    let effort = machine::Effort { step: "a".into(), attempt: 1, item: None, undo: false };
    let verdict = machine::Verdict { outcome: machine::VerdictOutcome::Fail, score: None, fail_codes: Vec::new(), results: Vec::new() };
    assert!(run.handle(Event::ChecksFinished { effort, verdict }).unwrap().entries.is_empty());
    finishes(&mut run, &["b checks pass", "c good"]);
    // A gate that is gone lets pass what it had not judged.
    let mut run = started("a | checks\nz <- a", &["a good"]);
    let told = [
        "| migrated to version 2 by ann",
        "| a#1 judged pass: passed",
        "| z#1 started: ready (null)",
        "> abandon a#1",
        "> do z#1 try 1 null",
    ];
    moves(&mut run, "a\nz <- a", Mapping::default(), &told);
}

#[test]
fn an_approval_goes_on_under_the_new_plan_with_its_form_and_its_time() {
    let asked = |after: u64| {
        format!(
            r#"b | gate {{"approval": {{"form": {{"type": ["object", "null"]}}, "escalate": {{"after": {{"seconds": {after}}}, "then": "approve"}}}}}}"#
        )
    };
    let mut run = started("a | approval", &["a good", "wait 60000"]);
    assert_eq!(run.machine.status(), RunStatus::Paused);
    stays(
        &mut run,
        &plan(&asked(60)),
        mapping(&["a b"]),
        &[("steps.b.gate.approval.escalate", "this time was up at 2026-01-01T00:01:00Z")],
    );
    stays(&mut run, &plan("a\nb"), Mapping::default(), &[("steps.a", "asks for none")]);
    stays(&mut run, &plan("b"), mapping(&["a"]), &[("steps.a", "waits for a decision and cannot be dropped")]);
    moves(&mut run, &asked(90), mapping(&["a b"]), &["| migrated to version 2 by ann"]);
    let asked = run.machine.step(&"b".into()).unwrap().ask.unwrap();
    assert_eq!((asked.form, asked.since), (Some(&json!({"type": ["object", "null"]})), crate::run::epoch()));
    assert_eq!(perform(&mut run, "approve b 3").unwrap_err().code, RefusalCode::BadForm);
    assert_eq!(perform(&mut run, "approve a").unwrap_err().code, RefusalCode::UnknownStep);
    // Nobody decides: what the new plan says of that counts from when it began to wait.
    assert!(perform(&mut run, "wait 29999").unwrap().entries.is_empty());
    finishes(&mut run, &["wait 1"]);
}

#[test]
fn a_wait_takes_its_new_length_counted_from_its_begin() {
    let mut run = started("a | wait {\"for\": {\"hours\": 2}}", &["wait 600000"]);
    moves(&mut run, "b | wait {\"for\": {\"hours\": 1}}\nc <- b", mapping(&["a b"]), &["| migrated to version 2 by ann"]);
    assert!(perform(&mut run, "wait 2999999").unwrap().entries.is_empty());
    let transition = perform(&mut run, "wait 1").unwrap();
    assert_eq!(lines(&transition)[0], "| b#1 got 0: time");
    finishes(&mut run, &["c good"]);
    // One that would have been over ends at once, but not before the move is made.
    let mut run = started("a | wait {\"for\": {\"hours\": 2}}", &["wait 600000"]);
    moves(&mut run, "a | wait {\"for\": {\"minutes\": 5}}", Mapping::default(), &["| migrated to version 2 by ann"]);
    finishes(&mut run, &["wait 0"]);
}

#[test]
fn a_wait_keeps_what_it_has_taken_where_that_still_has_its_place() {
    let both = "a | wait {\"all\": [{\"signal\": \"go\"}, {\"signal\": \"stop\"}]}";
    let mut run = started(both, &["signal go s1 7"]);
    let one = plan("a | wait {\"signal\": \"stop\"}");
    stays(&mut run, &one, Mapping::default(), &[("steps.a", "wait for something else")]);
    stays(&mut run, &plan("a"), Mapping::default(), &[("steps.a", "under way as a wait, and would be an effect")]);
    moves(
        &mut run,
        &format!("{both}\nb <- a | with {{\"go\": \"{{{{ steps.a.value.signals.go }}}}\"}}"),
        Mapping::default(),
        &["| migrated to version 2 by ann"],
    );
    let transition = perform(&mut run, "signal stop s2").unwrap();
    assert!(lines(&transition).contains(&"> do b#1 try 1 {\"go\":7}".to_owned()), "{transition:?}");
    // Nothing taken yet: it waits for whatever the new plan says.
    let mut run = started(both, &[]);
    moves(&mut run, "a | wait {\"signal\": \"stop\"}", Mapping::default(), &["| migrated to version 2 by ann"]);
    finishes(&mut run, &["signal stop s1"]);
}

#[test]
fn signals_that_wait_keep_waiting_and_one_that_the_new_plan_cannot_take_is_in_the_way() {
    let with = |signals: &str| format!("a\nb <- a | wait {{\"signal\": \"go\"}}\n% {{\"signals\": {signals}}}");
    let mut run = started("a\nb <- a | wait {\"signal\": \"go\"}", &["signal go s1 7", "signal number n 3"]);
    let text = plan(&with(r#"{"go": {"schema": {"type": "string"}}}"#));
    stays(&mut run, &text, Mapping::default(), &[("signals.go", "string"), ("signals.number", "no signal `number`")]);
    moves(&mut run, &with(r#"{"go": {}, "number": {}}"#), Mapping::default(), &["| migrated to version 2 by ann"]);
    finishes(&mut run, &["a good"]);
}

#[test]
fn work_under_way_stays_what_it_is_and_keeps_its_name() {
    let mut run = started("a\nb\nc <- a, b | approval", &["b good"]);
    stays(&mut run, &plan("b\nc <- b | approval"), Mapping::default(), &[("steps.a", "say which step it becomes, or drop it")]);
    stays(&mut run, &plan("b\nc <- b | approval"), mapping(&["a"]), &[("steps.a", "under way and cannot be dropped")]);
    stays(&mut run, &plan("x\nb\nc <- x, b | approval"), mapping(&["a x"]), &[("steps.a", "under way under this name")]);
    stays(&mut run, &plan("a | each input.x\nb"), Mapping::default(), &[("steps.a", "under way as an effect, and would be a fan-out")]);
    let other = json!({"grammar": 1, "name": "test", "steps": [{"id": "a", "work": {"effect": {"effect": "other"}}}, {"id": "b", "work": {"effect": {"effect": "do"}}}]});
    stays(
        &mut run,
        &Arc::new(serde_json::from_value(other).unwrap()),
        Mapping::default(),
        &[("steps.a", "its effect `do` is under way, and would be `other`")],
    );
    stays(&mut run, &plan("a | end {}\nb"), Mapping::default(), &[("steps.a", "ends the run")]);
    let wrong = mapping(&["nobody x", "a nowhere", "b c"]);
    stays(&mut run, &plan("a\nb\nc"), wrong, &[("steps.a", "no step `nowhere`"), ("steps.nobody", "no such step")]);
    stays(&mut run, &plan("a\nb\nc"), mapping(&["a c", "b c"]), &[("steps.b", "two steps would become `c`")]);
}

#[test]
fn a_name_that_a_step_has_borne_is_never_anothers() {
    let mut run = started("a\nb <- a", &["a good"]);
    stays(&mut run, &plan("a\nz\nb <- z"), mapping(&["a z"]), &[("steps.a", "has borne this name")]);
    moves(&mut run, "z\nb <- z", mapping(&["a z"]), &["| migrated to version 2 by ann"]);
    stays(&mut run, &plan("a\nz\nb <- z"), Mapping::default(), &[("steps.a", "has borne this name")]);
    // Its own it may have back.
    moves(&mut run, "a\nb <- a", mapping(&["z a"]), &["| migrated to version 2 by ann"]);
    finishes(&mut run, &["b good"]);
    let mut run = started("a\nb <- a", &["a good"]);
    moves(&mut run, "b", mapping(&["a"]), &["| migrated to version 2 by ann"]);
    stays(&mut run, &plan("b\na <- b"), Mapping::default(), &[("steps.a", "has borne this name")]);
}

#[test]
fn a_new_step_before_one_that_has_begun_is_done_or_skipped_when_somebody_says_so() {
    let to = "a\nx <- a\nb <- x\nc <- b";
    let run = || started("a\nb <- a\nc <- b", &["a good"]);
    stays(&mut run(), &plan(to), Mapping::default(), &[("steps.x", "comes before `b`, which has begun")]);
    let needless = Mapping {
        late: [("x", Late::Do), ("c", Late::Skip), ("q", Late::Do)].map(|(id, late)| (id.into(), late)).into(),
        ..Mapping::default()
    };
    stays(&mut run(), &plan(to), needless, &[("late.c", "nothing behind it has begun"), ("late.q", "no such step")]);

    let mut done = run();
    moves(&mut done, to, late("x", Late::Do), &["| migrated to version 2 by ann", "| x#1 started: ready (null)", "> do x#1 try 1 null"]);
    assert_eq!(lines(&perform(&mut done, "b good").unwrap()).len(), 2, "what comes behind waits for the new step, too");
    finishes(&mut done, &["x good", "c good"]);

    let mut skipped = run();
    moves(&mut skipped, to, late("x", Late::Skip), &["| migrated to version 2 by ann", "| x#0 skipped by ann"]);
    finishes(&mut skipped, &["b good", "c good"]);
    assert_eq!(skipped.machine.step(&"x".into()).unwrap().status, StepStatus::Skipped);
}

#[test]
fn input_state_and_times_fit_the_new_plan_or_are_in_the_way() {
    let old = plan("% {\"state\": {\"n\": {\"initial\": \"many\"}, \"gone\": {}}}\na\nb <- a | wait {\"for\": {\"hours\": 2}}");
    let run = || started_with(&old, json!({"to": "ada"}), &["a good", "wait 60000"]);
    let rest = "a\nb <- a | step {\"deadline_ms\": 1000} | wait {\"for\": {\"hours\": 2}}";
    let strict = r#"{"timeout_ms": 30000, "state": {"n": {"schema": {"type": "integer"}, "initial": 0}, "gone": {}}, "input": {"type": "object", "required": ["to", "email"]}}"#;
    let obstacles = [("input.email", "required"), ("state.n", "integer"), ("timeout_ms", "was up"), ("steps.b.deadline_ms", "was up")];
    let mut found = run().migrate(&plan(&format!("% {strict}\n{rest}")), Mapping::default()).unwrap_err().obstacles;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    let mut expected = obstacles.to_vec();
    expected.sort_unstable();
    let paths = |list: &[machine::Obstacle]| list.iter().map(|found| found.path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&found), expected.iter().map(|(path, _)| (*path).to_owned()).collect::<Vec<_>>());
    assert!(found.iter().zip(&expected).all(|(found, (_, part))| found.message.contains(part)), "{found:#?}");

    let mut run = run();
    let fits = "% {\"timeout_ms\": 9000000, \"state\": {\"n\": {}, \"new\": {\"initial\": [1]}}, \"output\": \"{{ [state.n, state.new] }}\"}\nb | wait {\"for\": {\"hours\": 2}}";
    run.migrate(&plan(fits), mapping(&["a"])).unwrap();
    assert_eq!(
        run.machine.variables().map(|(name, value)| (name.to_owned(), value.clone())).collect::<Vec<_>>(),
        [("n".to_owned(), json!("many")), ("new".to_owned(), json!([1]))]
    );
    finishes(&mut run, &["wait 7140000"]);
    assert_eq!(run.machine.output(), Some(&json!(["many", [1]])));
    let mut run = started("a", &[]);
    moves(&mut run, "% {\"timeout_ms\": 5000}\na | step {\"deadline_ms\": 4000}", Mapping::default(), &["| migrated to version 2 by ann"]);
    assert_eq!(run.machine.next_deadline(), Some("2026-01-01T00:00:04Z".parse().unwrap()));
}

#[test]
fn what_can_be_undone_stays_undoable_and_what_can_be_now_is_undone_in_its_turn() {
    let undo = r#"step {"undo": {"effect": "un"}}"#;
    let mut run = started(&format!("a\nb <- a | {undo}\nc <- b | {undo}\nd <- c"), &["a good", "b good", "c good"]);
    stays(&mut run, &plan(&format!("a\nb <- a | {undo}\nd <- b")), mapping(&["c"]), &[("steps.c", "could not be without it")]);
    // `a` can be undone now, `c` need not be any more.
    moves(&mut run, &format!("x | {undo}\nb <- x | {undo}\nc <- b\nd <- c"), mapping(&["a x"]), &["| migrated to version 2 by ann"]);
    let told = lines(&perform(&mut run, "cancel").unwrap());
    assert_eq!(told[0], "| cancelling, to undo b, x");
    let refusal = run.migrate(&plan("d"), Mapping::default()).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::RunEnding);
    perform(&mut run, "undo:b good").unwrap();
    perform(&mut run, "undo:x good").unwrap();
    assert_eq!(run.migrate(&plan("d"), Mapping::default()).unwrap_err().code, RefusalCode::RunEnded);
}

#[test]
fn what_comes_due_in_the_moment_of_a_move_does_so_behind_it() {
    let waits = r#"| wait {"for": {"hours": 1}} | step {"deadline_ms": 500}"#;
    let mut run = started(&format!("a {waits}"), &[]);
    run.now = run.now.checked_add(jiff::SignedDuration::from_millis(500)).unwrap();
    moves(&mut run, &format!("x {waits}"), mapping(&["a x"]), &["| migrated to version 2 by ann"]);
    let told = lines(&run.handle(Event::TimePassed).unwrap());
    assert_eq!(told[0], "| x#1 failed: STEP_TIMED_OUT");
}

#[test]
fn what_gave_nothing_and_was_let_through_with_a_warning_is_not_undone_after_a_move_either() {
    let warned = r#"| auto 1 | max 1 | exhausted warn | step {"undo": {"effect": "un"}}"#;
    let mut run = started(&format!("a {warned}\nb <- a"), &["a breaks BAD"]);
    moves(&mut run, &format!("x {warned}\nb <- x"), mapping(&["a x"]), &["| migrated to version 2 by ann"]);
    assert_eq!(lines(&perform(&mut run, "cancel").unwrap())[0], "| run cancelled by ann");
    // Nor where the move brings the undo.
    let mut run = started("a | auto 1 | max 1 | exhausted warn\nb <- a", &["a breaks BAD"]);
    moves(&mut run, &format!("a {warned}\nb <- a"), Mapping::default(), &["| migrated to version 2 by ann"]);
    assert_eq!(lines(&perform(&mut run, "cancel").unwrap())[0], "| run cancelled by ann");
}

#[test]
fn what_a_round_did_is_undone_although_the_move_that_brought_its_undo_came_in_a_later_round_of_a_step_beside_it() {
    let undo = r#" | step {"undo": {"effect": "un"}}"#;
    let rounds =
        |p: &str| format!("s\np <- s{p}\nq <- s{undo}\nl <- p, q | repeat {{\"from\": \"s\", \"while\": \"true\", \"at_most\": 3}}");
    let mut run = started(&rounds(""), &["s good", "p good", "q good", "s good", "p good"]);
    moves(&mut run, &rounds(undo), Mapping::default(), &["| migrated to version 2 by ann"]);
    for action in ["q good", "s good", "p good"] {
        perform(&mut run, action).unwrap();
    }
    assert_eq!(lines(&perform(&mut run, "cancel").unwrap())[0], "| cancelling, to undo p, q, p, q");
    run.assert_replays();
}

#[test]
fn a_fan_out_under_way_takes_the_new_bounds() {
    let each = |settings: &str| format!("a | each input.three | {settings}");
    let old = plan(&each("parallel 1"));
    let mut run = started_with(&old, json!({"three": [1, 2, 3]}), &["a[0] good"]);
    moves(&mut run, &each("parallel 2"), Mapping::default(), &["| migrated to version 2 by ann", "> do a#1[2] try 1 null"]);
    finishes(&mut run, &["a[1] good", "a[2] good"]);
}

#[test]
fn the_same_plan_changes_nothing_and_one_may_ask_what_would_happen() {
    let mut run = started("a\nb <- a\nc <- b", &["a good"]);
    assert!(run.migrate(&plan("a\nb <- a\nc <- b"), Mapping::default()).unwrap().entries.is_empty());
    let target = machine::Blueprint::of(plan("z\nb <- z\nx <- z")).unwrap();
    let fates = run.machine.migration(run.now, &target, &mapping(&["a z"])).unwrap();
    let carried = |from: Option<&str>, to: Option<&str>, fate| Carried { from: from.map(Into::into), to: to.map(Into::into), fate };
    let expected = [
        carried(Some("a"), Some("z"), Fate::Kept),
        carried(Some("b"), Some("b"), Fate::GoesOn),
        carried(None, Some("x"), Fate::New),
        carried(Some("c"), None, Fate::Dropped),
    ];
    assert_eq!(fates, expected);
}

#[test]
fn a_run_goes_on_in_another_of_the_plan_that_it_has_then() {
    let mut run = started("a", &[]);
    moves(&mut run, "a\nb <- a | again {\"input\": {\"round\": 2}}", Mapping::default(), &["| migrated to version 2 by ann"]);
    perform(&mut run, "a good").unwrap();
    assert_eq!((run.machine.status(), run.machine.continues_with()), (RunStatus::Continued, Some(&json!({"round": 2}))));
}

#[test]
fn the_entry_is_plain_and_says_who_moved_the_run_where() {
    let mut run = started("a", &[]);
    let transition = run.migrate(&plan("a\nb <- a"), Mapping::default()).unwrap();
    let entry = &transition.entries[0].entry;
    let Entry::Migrated { plan_hash, .. } = entry else { panic!("{entry:?}") };
    let hash = plan("a\nb <- a").hash();
    assert_eq!(*plan_hash, hash);
    assert_eq!(serde_json::to_value(entry).unwrap(), json!({"entry": "migrated", "plan_hash": hash, "version": 2, "by": ann()}));
    // Somebody who replays it without that plan is told which one is missing.
    let first = machine::Blueprint::of(plan("a")).unwrap();
    let error = machine::Machine::replay_among(|wanted| (wanted == first.hash()).then(|| first.clone()), run.journal.clone()).unwrap_err();
    assert_eq!(error, machine::ReplayError::MissingPlan { hash });
}

//! Random plans under random events. `Run` holds the machine to what must be true after each event; here are the
//! properties that span a whole run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use machine::{
    Actor, CancelMode, Command, Effort, Entry, Event, Failure, FailureClass, Machine, Meter, Output, PauseReason, RunStatus, StepStatus,
    UndoOutcome, Verdict, VerdictOutcome,
};
use plan::{Plan, StepId};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::plans::plan;
use crate::run::{Run, ann, epoch};

/// What a step of a random plan is, in the words of `plans`.
#[derive(Debug, Clone)]
pub(crate) struct Sketch {
    needs: Vec<bool>,
    condition: u8,
    work: u8,
    parallel: Option<u8>,
    tries: u8,
    gate: Option<(bool, u8, u8, u8, bool)>,
    /// Which of the things of grammar 3 it has, if any.
    extra: u8,
    /// Whether it ends the rounds of a loop, and of which one.
    round: u8,
}

fn sketch(at: usize) -> impl Strategy<Value = Sketch> {
    let gate = proptest::option::weighted(0.6, (any::<bool>(), 1_u8..4, 0_u8..3, 0_u8..4, prop::bool::weighted(0.25)));
    let round = 0_u8..20;
    let parallel = proptest::option::of(1_u8..4);
    (prop::collection::vec(prop::bool::weighted(0.4), at), 0_u8..8, 0_u8..12, parallel, 1_u8..4, gate, 0_u8..28, round).prop_map(
        |(needs, condition, work, parallel, tries, gate, extra, round)| Sketch {
            needs,
            condition,
            work,
            parallel,
            tries,
            gate,
            extra,
            round,
        },
    )
}

pub(crate) fn sketches() -> impl Strategy<Value = Vec<Sketch>> {
    (1_usize..=8).prop_flat_map(|n| (0..n).map(sketch).collect::<Vec<_>>())
}

/// `is_tame`: no expression can fail and no gate can fail the run.
pub(crate) fn drawn(sketches: &[Sketch], is_tame: bool) -> Arc<Plan> {
    let mut text = String::new();
    let mut groups = Groups::default();
    for (at, sketch) in sketches.iter().enumerate() {
        let needs: BTreeSet<usize> = sketch.needs.iter().enumerate().filter(|(_, is)| **is).map(|(need, _)| groups.outside(need)).collect();
        let names = |needs: &BTreeSet<usize>| needs.iter().map(|need| format!("s{need}")).collect::<Vec<_>>();
        let closed = if sketch.round < 8 { groups.close(at, sketch.round, &needs) } else { None };
        let needs = match closed {
            Some((from, needs)) => {
                drawn_loop(&mut text, at, sketch, from, &names(&needs), is_tame);
                needs
            }
            None => {
                drawn_step(&mut text, at, sketch, &names(&needs), is_tame);
                needs
            }
        };
        groups.needs.push(needs);
    }
    if !is_tame && sketches[0].extra == 14 {
        text.push_str("% {\"timeout_ms\": 3000}\n");
    }
    plan(&text)
}

/// The loops of a plan that is being drawn: each is entered at one step and left at one, and goes round all of another or none of it.
#[derive(Default)]
struct Groups {
    needs: Vec<BTreeSet<usize>>,
    /// Steps inside a loop, with the step that ends its rounds.
    end_of: BTreeMap<usize, usize>,
}

impl Groups {
    /// What a step outside waits for instead of one inside a loop.
    fn outside(&self, step: usize) -> usize {
        self.end_of.get(&step).map_or(step, |end| self.outside(*end))
    }

    /// Closes a loop around all that stands behind one of the steps: where it begins, and what its end needs. None where it would cross
    /// another one.
    fn close(&mut self, end: usize, draw: u8, needs: &BTreeSet<usize>) -> Option<(usize, BTreeSet<usize>)> {
        let from = *needs.iter().nth(usize::from(draw) % needs.len().max(1))?;
        let mut inside = BTreeSet::from([from]);
        for step in from + 1..end {
            if self.needs[step].iter().any(|need| inside.contains(need)) {
                inside.insert(step);
            }
        }
        let ends: BTreeSet<usize> = inside.iter().map(|&step| self.outside(step)).collect();
        let mut shared = (0..end).filter(|&step| ends.contains(&self.outside(step)));
        if !shared.all(|step| inside.contains(&step)) {
            return None;
        }
        self.end_of.extend(ends.iter().map(|&step| (step, end)));
        Some((from, needs.union(&ends).copied().collect()))
    }
}

/// The end of the rounds of a loop.
fn drawn_loop(text: &mut String, at: usize, sketch: &Sketch, from: usize, needs: &[String], is_tame: bool) {
    let condition = match sketch.round {
        0 | 1 => "round < 2".to_owned(),
        2 | 3 => "true".to_owned(),
        4 | 5 => "round < 3 and state.count < 3".to_owned(),
        _ => format!("previous.s{from}.status != 'skipped'"),
    };
    let more = match (sketch.tries, is_tame) {
        (1, _) => r#", "pause": {"milliseconds": "{{ round * 100 }}"}"#,
        (2, false) => r#", "on_spent": "fail""#,
        _ => "",
    };
    let at_most = 1 + sketch.condition % 3;
    writeln!(text, r#"s{at} <- {} | repeat {{"from": "s{from}", "while": "{condition}", "at_most": {at_most}{more}}}"#, needs.join(", "))
        .unwrap();
}

fn drawn_step(text: &mut String, at: usize, sketch: &Sketch, needs: &[String], is_tame: bool) {
    write!(text, "s{at} <- {}", needs.join(", ")).unwrap();
    match (sketch.condition, needs.first()) {
        (0, _) => text.push_str(" | when input.yes"),
        (1, _) => text.push_str(" | when input.no"),
        (2, Some(need)) => write!(text, " | when steps.{need}.status != 'skipped'").unwrap(),
        (3, Some(need)) if !is_tame => write!(text, " | when steps.{need}.value.rare").unwrap(),
        (4, _) if sketch.tries == 1 => text.push_str(" | when state.count < 2"),
        _ => {}
    }
    match (sketch.work, needs.last()) {
        (0, _) => text.push_str(" | each input.three | with {\"i\": \"{{ item }}\"}"),
        (1, _) => text.push_str(" | each input.none"),
        (2, Some(need)) if !is_tame => write!(text, " | each steps.{need}.value").unwrap(),
        (4, _) => text.push_str(r#" | wait {"for": {"milliseconds": 300}}"#),
        (5, _) => text.push_str(r#" | wait {"any": [{"signal": "go"}, {"for": {"seconds": 1}}]}"#),
        (6, _) => text.push_str(r#" | wait {"all": [{"signal": "go"}, {"for": {"milliseconds": 10}}, {"signal": "stop"}]}"#),
        (8, _) => text.push_str(r#" | state [{"increment": "count"}, {"append": "notes", "value": "{{ state.count }}"}]"#),
        (9, _) => text.push_str(r#" | state [{"set": "last", "value": "{{ state }}"}, {"decrement": "count", "by": "{{ state.count }}"}]"#),
        (10, _) if !is_tame && sketch.parallel == Some(1) => text.push_str(r#" | end {"output": "{{ state.count }}"}"#),
        (10, _) if !is_tame && sketch.parallel == Some(2) => text.push_str(r#" | end {"status": "failed", "code": "GAVE_UP"}"#),
        (10, _) if !is_tame && sketch.parallel == Some(3) => text.push_str(r#" | end {"status": "cancelled"}"#),
        (11, _) if !is_tame && sketch.parallel == Some(1) => text.push_str(r#" | again {"input": {"count": "{{ state.count }}"}}"#),
        (3, Some(need)) => write!(text, " | with {{\"v\": \"{{{{ steps.{need}.value }}}}\"}}").unwrap(),
        _ => {}
    }
    if sketch.work < 3
        && let Some(parallel) = sketch.parallel
    {
        // Ignored where the step is no fan-out after all.
        write!(text, " | parallel {parallel}").unwrap();
    }
    write!(text, " | tries {}", sketch.tries).unwrap();
    if let Some((checks, auto, more, exhausted, approval)) = sketch.gate {
        let exhausted = ["pause", "warn", "skip", if is_tame { "pause" } else { "fail" }][usize::from(exhausted)];
        write!(text, " | auto {auto} | max {} | exhausted {exhausted}", auto + more).unwrap();
        text.push_str(if checks { " | checks" } else { "" });
        text.push_str(if approval { " | approval" } else { "" });
    }
    extra(text, sketch, needs.last(), is_tame);
    text.push('\n');
}

/// Failures, decisions and bounds of grammar 3.
fn extra(text: &mut String, sketch: &Sketch, need: Option<&String>, is_tame: bool) {
    let does_nothing = matches!(sketch.work, 4..=6 | 10 | 11);
    let asked = r#"{"form": {"type": "object"}, "by": ["ann"], "escalate": {"after": {"milliseconds": 400}, "to": ["bob"]}}"#;
    let overdue = |then: &str| format!(r#"{{"escalate": {{"after": {{"milliseconds": 300}}, "then": "{then}"}}}}"#);
    match (sketch.extra, need) {
        (0, _) => write!(text, r#" | gate {{"approval": {asked}}}"#).unwrap(),
        (1, _) => write!(text, r#" | gate {{"approval": {}}}"#, overdue("approve")).unwrap(),
        (2, _) => write!(text, r#" | gate {{"approval": {}}}"#, overdue("reject")).unwrap(),
        (3, _) if !is_tame => write!(text, r#" | gate {{"approval": {}}}"#, overdue("fail")).unwrap(),
        (4 | 17 | 18, Some(need)) => {
            write!(text, r#" | checks | gate {{"on_exhausted": {{"send_back": {{"to": "{need}", "max": 2}}}}}}"#).unwrap()
        }
        (5 | 19 | 20, Some(need)) => {
            write!(text, r#" | checks | gate {{"on_exhausted": {{"send_back": {{"to": "{need}", "max": 1, "then": "skip"}}}}}}"#).unwrap();
        }
        (6 | 7, _) if !does_nothing => {
            text.push_str(r#" | step {"undo": {"effect": "un", "with": "{{ state.count }}", "retry": {"max_tries": 2}}}"#);
        }
        (15 | 16 | 21 | 22, _) if !does_nothing => text.push_str(r#" | step {"undo": {"effect": "un", "retry": {"max_tries": 2}}}"#),
        (8, _) => text.push_str(r#" | step {"deadline_ms": 500}"#),
        (9, _) => text.push_str(r#" | step {"retry": {"never": ["BROKEN"]}}"#),
        (10, _) => text.push_str(r#" | step {"retry": {"only": ["OTHER"]}}"#),
        (11 | 12, _) => text.push_str(r#" | each_too {"on_failure": "continue", "min_ok": "50%"}"#),
        (13, _) => text.push_str(r#" | each_too {"on_failure": "continue", "min_ok": 0, "stop_after": 2}"#),
        _ => {}
    }
}

pub(crate) fn input() -> Value {
    json!({"yes": true, "no": false, "three": [1, 2, 3], "none": []})
}

/// One thing that happens, drawn as numbers so that it shrinks well.
pub(crate) type Act = (u8, u8, u8);

pub(crate) fn acts() -> impl Strategy<Value = Vec<Act>> {
    prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 0..40)
}

fn succeeded(effort: Effort, draw: u8) -> Event {
    let value = match draw % 4 {
        0 => json!([1, 2]),
        1 => json!({"rare": draw.is_multiple_of(8)}),
        2 => json!("text"),
        _ => json!({"attempt": effort.attempt}),
    };
    Event::EffectSucceeded { effort, output: Output { value, ..Output::default() } }
}

fn failed(effort: Effort, tried: u32, class: FailureClass, needs_person: bool) -> Event {
    let failure = Failure { code: "BROKEN".to_owned(), message: "it broke".to_owned(), class, needs_person, meter: Meter::default() };
    Event::EffectFailed { effort, tried, failure, jitter: 0.5 }
}

fn judged(effort: Effort, outcome: VerdictOutcome) -> Event {
    let verdict = Verdict { outcome, score: None, fail_codes: vec!["BAD".to_owned()], results: vec![json!({})] };
    Event::ChecksFinished { effort, verdict }
}

/// Lets one drawn thing happen. Requests that do not fit are refused, which is part of the game.
pub(crate) fn act(run: &mut Run, (kind, which, how): Act, is_tame: bool) {
    let under_way = run.under_way();
    let steps = &run.machine.plan().steps;
    let step = steps[usize::from(which) % steps.len()].id.clone();
    let (by, reason) = (ann(), "drawn".to_owned());
    match kind % 32 {
        0..14 if !under_way.is_empty() => match under_way[usize::from(which) % under_way.len()].clone() {
            Command::RunEffect { effort, tried, .. } => {
                let class = match how % 16 {
                    0..4 => Some(FailureClass::Retryable),
                    4..6 => Some(FailureClass::Terminal),
                    6 if !is_tame && how > 200 => Some(FailureClass::Fatal),
                    _ => None,
                };
                let event = match class {
                    Some(class) => failed(effort, tried, class, how > 127),
                    None => succeeded(effort, how),
                };
                run.handle(event).unwrap();
            }
            Command::RunChecks { effort, .. } => {
                let outcomes = [VerdictOutcome::Pass, VerdictOutcome::Warn, VerdictOutcome::Fail, VerdictOutcome::Error];
                run.handle(judged(effort, outcomes[usize::from(how) % 4])).unwrap();
            }
            Command::Abandon { .. } => unreachable!("is never under way"),
        },
        14 => drop(run.wait(i64::from(how) * 10)),
        15 => drop(run.handle(Event::PauseRequested { by, reason })),
        16 => drop(run.handle(Event::ResumeRequested { by })),
        17 | 18 => {
            let overrides = if how.is_multiple_of(2) { Value::Null } else { json!({"model": how}) };
            drop(run.handle(Event::RerunRequested { step, by, reason: None, overrides }));
        }
        19 => drop(run.handle(Event::SkipRequested { step, by, reason })),
        20 => drop(run.handle(Event::ApproveRequested { step, by, reason, form: json!({}) })),
        27 | 28 => {
            // Whoever may not, and what does not fit, is refused.
            let by = if how.is_multiple_of(4) { Actor { id: "bob".to_owned(), ..ann() } } else { by };
            let form = if how.is_multiple_of(3) { Value::Null } else { json!({}) };
            let event = match kind % 32 {
                27 => Event::RejectRequested { step, by, reason, form },
                _ => Event::ApproveRequested { step, by, reason, form },
            };
            drop(run.handle(event));
        }
        29 if !is_tame && how > 190 => {
            let mode = if how > 235 { CancelMode::Hard } else { CancelMode::Graceful };
            drop(run.handle(Event::CancelRequested { by, reason: None, mode }));
        }
        21 => {
            // An answer that nobody waits for, or that comes too late.
            let effort = Effort { step, attempt: u32::from(how % 3), item: (how > 200).then_some(7), undo: how.is_multiple_of(5) };
            drop(run.handle(failed(effort, 99, FailureClass::Terminal, false)));
        }
        22 => drop(run.handle(Event::ProjectionFailed { message: "full".to_owned() })),
        24..27 => {
            // Names and identities come again, so that some are doubled and some are refused.
            let name = if which.is_multiple_of(2) { "go" } else { "stop" };
            let (name, id) = (name.to_owned(), format!("{name}{}", how % 8));
            drop(run.handle(Event::SignalSent { name, id, payload: json!(how), by }));
        }
        30..32 => {
            let name = ["note", "count", "ask", "nobody"][usize::from(which) % 4].to_owned();
            let payload = if which.is_multiple_of(8) { json!("text") } else { json!(how % 3) };
            drop(run.handle(Event::UpdateSent { name, id: format!("u{}", how % 16), payload, by }));
        }
        23 if !is_tame && how > 230 => drop(run.handle(Event::CancelRequested { by, reason: None, mode: CancelMode::default() })),
        _ => {}
    }
}

/// Answers everything well and decides everything kindly until the run ends.
pub(crate) fn bring_to_an_end(run: &mut Run) -> Result<(), TestCaseError> {
    for _ in 0..2000 {
        if run.is_ended() {
            return Ok(());
        }
        let by = ann();
        if let Some(command) = run.under_way().into_iter().next() {
            let event = match command {
                Command::RunEffect { effort, .. } => succeeded(effort, 0),
                Command::RunChecks { effort, .. } => judged(effort, VerdictOutcome::Pass),
                Command::Abandon { .. } => unreachable!("is never under way"),
            };
            run.handle(event).unwrap();
        } else if let Some(deadline) = run.machine.next_deadline() {
            run.now = run.now.max(deadline);
            run.handle(Event::TimePassed).unwrap();
        } else {
            match run.machine.pause_reason().cloned() {
                Some(PauseReason::ApprovalRequired { step }) => {
                    run.handle(Event::ApproveRequested { step, by, reason: "good".to_owned(), form: json!({}) }).unwrap();
                }
                Some(PauseReason::GateFailed { step, .. }) => {
                    if run.handle(Event::ResumeRequested { by: by.clone() }).is_err() {
                        run.handle(Event::SkipRequested { step, by, reason: "hopeless".to_owned() }).unwrap();
                    }
                }
                Some(PauseReason::Requested { .. } | PauseReason::Projection { .. }) => {
                    run.handle(Event::ResumeRequested { by }).unwrap();
                }
                None => {
                    let name = run.machine.steps().find_map(|step| step.waits_for.first().map(|name| (*name).to_owned()));
                    let Some(name) = name else {
                        return Err(TestCaseError::fail("the run stands still though it is neither paused nor ended"));
                    };
                    let id = format!("last {}", run.journal.len());
                    run.handle(Event::SignalSent { name, id, payload: Value::Null, by }).unwrap();
                }
            }
        }
    }
    Err(TestCaseError::fail("the run does not end"))
}

fn driven(plan: &Arc<Plan>, acts: &[Act], is_approved: bool, is_tame: bool) -> Run {
    let (mut run, _) = Run::start(plan, input(), is_approved.then(ann));
    for &drawn in acts {
        act(&mut run, drawn, is_tame);
    }
    run
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_prefix_at_a_boundary_replays_to_the_same_state_and_commands(
        sketches in sketches(), acts in acts(), is_approved in any::<bool>()
    ) {
        let plan = drawn(&sketches, false);
        let run = driven(&plan, &acts, is_approved, false);
        for (length, machine) in &run.boundaries {
            let replayed = Machine::replay(Arc::clone(&plan), run.journal[..*length].iter().cloned()).unwrap();
            prop_assert_eq!(&replayed, machine);
            prop_assert_eq!(replayed.outstanding(), machine.outstanding());
            prop_assert_eq!(replayed.next_deadline(), machine.next_deadline());
        }
    }

    #[test]
    fn a_journal_cut_anywhere_replays_and_goes_on_to_an_end(sketches in sketches(), acts in acts(), cut in any::<prop::sample::Index>()) {
        let plan = drawn(&sketches, false);
        let run = driven(&plan, &acts, false, false);
        let length = 1 + cut.index(run.journal.len());
        let mut again = Run::resume(&plan, &run.journal[..length], run.now);
        bring_to_an_end(&mut again)?;
        again.assert_replays();
    }

    #[test]
    fn a_cut_inside_a_transition_is_completed_as_it_was(sketches in sketches(), acts in acts(), is_approved in any::<bool>()) {
        let plan = drawn(&sketches, true);
        let run = driven(&plan, &acts, is_approved, true);
        // The first transition is decided by the machine alone, so every cut of it is completed to the very same journal.
        let (length, machine) = &run.boundaries[0];
        for cut in 1..=*length {
            let again = Run::resume(&plan, &run.journal[..cut], epoch());
            prop_assert_eq!(&again.journal, &run.journal[..*length]);
            prop_assert_eq!(&again.machine, machine);
        }
    }

    #[test]
    fn a_run_whose_effects_are_good_in_the_end_completes(sketches in sketches(), acts in acts(), is_approved in any::<bool>()) {
        let plan = drawn(&sketches, true);
        let mut run = driven(&plan, &acts, is_approved, true);
        bring_to_an_end(&mut run)?;
        prop_assert_eq!(run.machine.status(), RunStatus::Completed);
        for step in run.machine.steps() {
            let is_done = matches!(step.status, StepStatus::Passed | StepStatus::Warning | StepStatus::Skipped);
            prop_assert!(is_done, "{} is {:?} in a completed run", step.id, step.status);
        }
        run.assert_replays();
    }

    #[test]
    fn what_counts_in_the_end_was_made_of_what_counts_in_the_end(sketches in sketches(), acts in acts()) {
        let plan = drawn(&sketches, true);
        let mut run = driven(&plan, &acts, false, true);
        bring_to_an_end(&mut run)?;
        let mut began = BTreeMap::new();
        let mut settled = BTreeMap::new();
        for recorded in &run.journal {
            match &recorded.entry {
                Entry::AttemptStarted { step, .. } => began.insert(step, recorded.seq),
                Entry::AttemptJudged { step, .. } | Entry::Decided { step, .. } | Entry::StepSkipped { step, .. } => {
                    settled.insert(step, recorded.seq)
                }
                _ => None,
            };
        }
        for step in &plan.steps {
            let mut open: Vec<&StepId> = step.needs.iter().collect();
            while let Some(need) = open.pop() {
                let counts = run.machine.step(&step.id).unwrap().output.is_some();
                prop_assert!(!counts || settled[need] < began[&step.id], "{} began before {need} was settled", step.id);
                open.extend(&plan.steps.iter().find(|other| other.id == *need).unwrap().needs);
            }
        }
    }

    #[test]
    fn no_step_fails_more_often_than_its_gate_allows_by_itself_or_on_request(sketches in sketches(), acts in acts()) {
        let plan = drawn(&sketches, true);
        let run = driven(&plan, &acts, false, true);
        let mut sent_back = BTreeSet::new();
        for recorded in &run.journal {
            if let Entry::StepsReset { steps, .. } | Entry::RoundStarted { steps, .. } = &recorded.entry {
                sent_back.extend(steps.iter().cloned());
            }
        }
        for (step, view) in plan.steps.iter().zip(run.machine.steps()) {
            let allowed = step.gate.as_ref().map_or(3, |gate| gate.max_attempts);
            prop_assert!(sent_back.contains(&step.id) || view.failed_attempts <= allowed);
        }
    }

    #[test]
    fn work_is_sent_back_and_decisions_are_overdue_no_more_often_than_the_plan_says(sketches in sketches(), acts in acts()) {
        let plan = drawn(&sketches, false);
        let mut run = driven(&plan, &acts, false, false);
        bring_to_an_end(&mut run)?;
        let mut overdue = BTreeSet::new();
        for recorded in &run.journal {
            match &recorded.entry {
                Entry::SentBack { count, .. } => prop_assert!(*count <= 2),
                Entry::Escalated { step, attempt, .. } => prop_assert!(overdue.insert((step, attempt)), "{} is overdue twice", step),
                _ => {}
            }
        }
    }

    #[test]
    fn a_loop_goes_round_no_more_often_than_its_plan_says_and_does_all_of_it_anew(sketches in sketches(), acts in acts()) {
        let plan = drawn(&sketches, true);
        let mut run = driven(&plan, &acts, false, true);
        bring_to_an_end(&mut run)?;
        let loops = plan.loops();
        let mut rounds: BTreeMap<&StepId, u32> = BTreeMap::new();
        for (at, recorded) in run.journal.iter().enumerate() {
            let Entry::RoundStarted { step, round, steps } = &recorded.entry else { continue };
            let one = loops.iter().find(|one| plan.steps[one.end].id == *step).unwrap();
            let plan::Work::Repeat(repeat) = &plan.steps[one.end].work else { unreachable!() };
            prop_assert!(*round >= 2 && *round <= repeat.at_most);
            // It counts on, or from 1 again.
            prop_assert!(*round == 2 || rounds.get(step) == Some(&(round - 1)), "round {round} follows {:?}", rounds.get(step));
            rounds.insert(step, *round);
            let inside: Vec<_> = one.steps.iter().map(|&at| &plan.steps[at].id).collect();
            prop_assert_eq!(steps.iter().collect::<Vec<_>>(), inside);
            // All that is left of the run settles each of them again.
            let settled: BTreeSet<_> = run.journal[at..].iter().filter_map(|recorded| match &recorded.entry {
                Entry::AttemptJudged { step, .. } | Entry::Decided { step, .. } | Entry::StepSkipped { step, .. } => Some(step),
                _ => None,
            }).collect();
            prop_assert!(run.machine.status() != RunStatus::Completed || steps.iter().all(|step| settled.contains(step)));
        }
    }

    #[test]
    fn a_run_that_cleans_up_does_nothing_else_and_says_what_it_could_not_undo(sketches in sketches(), acts in acts()) {
        let plan = drawn(&sketches, false);
        let mut run = driven(&plan, &acts, false, false);
        drop(run.handle(Event::CancelRequested { by: ann(), reason: None, mode: CancelMode::Graceful }));
        bring_to_an_end(&mut run)?;
        let Some(at) = run.journal.iter().position(|recorded| matches!(recorded.entry, Entry::CleanUpStarted { .. })) else {
            return Ok(());
        };
        let Entry::CleanUpStarted { steps, .. } = &run.journal[at].entry else { unreachable!() };
        let mut undone = Vec::new();
        for recorded in &run.journal[at + 1..] {
            match &recorded.entry {
                Entry::UndoEnded { step, outcome: UndoOutcome::Done { .. }, .. } => undone.push(step.clone()),
                Entry::UndoStarted { .. } | Entry::UndoEnded { .. } | Entry::RunPaused { .. } | Entry::RunResumed { .. } => {}
                Entry::TryFailed { effort, .. } | Entry::TryDue { effort, .. } => prop_assert!(effort.undo),
                Entry::RunFailed { not_undone, .. } | Entry::RunCancelled { not_undone, .. } => {
                    let all: BTreeSet<_> = undone.iter().chain(not_undone).collect();
                    prop_assert_eq!(all, steps.iter().collect());
                    prop_assert_eq!(undone.len() + not_undone.len(), steps.len());
                }
                other => prop_assert!(false, "{:?} while cleaning up", other),
            }
        }
    }

    #[test]
    fn whatever_ends_a_run_badly_undoes_what_its_steps_gave_and_no_other_end_undoes_anything(sketches in sketches(), acts in acts()) {
        let plan = drawn(&sketches, false);
        let mut run = driven(&plan, &acts, false, false);
        bring_to_an_end(&mut run)?;
        let can_be_undone = |id: &StepId| plan.steps.iter().any(|step| step.id == *id && step.undo.is_some());
        let (mut gave, mut undone) = (BTreeSet::new(), BTreeSet::new());
        // By step, in how many rounds that are over it gave something, and whether it has since.
        let mut rounds: BTreeMap<&StepId, (usize, bool)> = BTreeMap::new();
        for recorded in &run.journal {
            match &recorded.entry {
                Entry::AttemptJudged { step, .. } if can_be_undone(step) => {
                    gave.insert(step);
                    rounds.entry(step).or_default().1 = true;
                }
                Entry::RoundStarted { steps, .. } => {
                    for step in steps {
                        let Some((over, since)) = rounds.get_mut(step) else { continue };
                        *over += usize::from(std::mem::take(since));
                    }
                }
                Entry::CleanUpStarted { steps, .. } => {
                    for (step, (over, since)) in &rounds {
                        let times = steps.iter().filter(|undone| undone == step).count();
                        prop_assert!(times >= over + usize::from(*since), "{step} is undone {times} times, and gave in {over} rounds");
                    }
                }
                Entry::UndoEnded { step, outcome: UndoOutcome::Done { .. }, .. } => drop(undone.insert(step)),
                Entry::RunFailed { not_undone, .. } | Entry::RunCancelled { not_undone, .. } => undone.extend(not_undone),
                _ => {}
            }
        }
        match run.machine.status() {
            RunStatus::Failed | RunStatus::Cancelled => prop_assert!(gave.is_subset(&undone), "{gave:?} gave, {undone:?} is accounted for"),
            _ => prop_assert_eq!(undone.len(), 0),
        }
    }

    #[test]
    fn the_state_is_what_the_journal_last_said_of_it(sketches in sketches(), acts in acts()) {
        let plan = drawn(&sketches, false);
        let run = driven(&plan, &acts, false, false);
        let mut state: BTreeMap<&str, &Value> = plan.state.iter().map(|(name, variable)| (name.as_str(), &variable.initial)).collect();
        let mut updates = BTreeSet::new();
        for recorded in &run.journal {
            match &recorded.entry {
                Entry::StateChanged { after, .. } => state.extend(after.iter().map(|(name, value)| (name.as_str(), value))),
                Entry::UpdateApplied { id, after, .. } => {
                    prop_assert!(updates.insert(id), "update {id} was taken twice");
                    state.extend(after.iter().map(|(name, value)| (name.as_str(), value)));
                }
                _ => {}
            }
        }
        prop_assert_eq!(run.machine.variables().collect::<BTreeMap<_, _>>(), state);
        for (name, value) in run.machine.variables() {
            prop_assert!(plan.check_variable(name, value).is_ok(), "{name} is {value}");
        }
    }

    #[test]
    fn the_journal_survives_json(sketches in sketches(), acts in acts()) {
        let plan = drawn(&sketches, false);
        let run = driven(&plan, &acts, false, false);
        let text: Vec<String> = run.journal.iter().map(|recorded| serde_json::to_string(recorded).unwrap()).collect();
        let journal = text.iter().map(|line| serde_json::from_str(line).unwrap());
        prop_assert_eq!(&Machine::replay(Arc::clone(&plan), journal).unwrap(), &run.machine);
    }
}

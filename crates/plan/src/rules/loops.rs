//! Rules about loops: they go round a group of steps that is entered at one step and left at one, and end some time.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Findings, did_you_mean};
use crate::path::Path;
use crate::{Loop, OnSpent, Plan, Repeat, Step, StepId, Work};

/// The grammar that loops, and state variables that are search attributes, came with.
const SINCE: u32 = 4;
/// Rounds a loop may have.
const MAX_ROUNDS: u32 = 10_000;
/// Loops a plan may have.
const MAX_LOOPS: usize = 1_000;

pub(super) fn check(plan: &Plan, first: &BTreeMap<&StepId, usize>, loops: &[Loop], steps: &Path, findings: &mut Findings) {
    since(plan, steps, findings);
    let mut count = 0;
    for (at, step) in plan.steps.iter().enumerate() {
        let Work::Repeat(repeat) = &step.work else { continue };
        let path = steps.index(at);
        count += 1;
        bounds(step, repeat, &path, findings);
        from(plan, first, at, repeat, &path.key("work").key("repeat").key("from"), findings);
    }
    if count > MAX_LOOPS {
        let message = format!("the plan has {count} loops; it may have {MAX_LOOPS}; split it");
        findings.error(Code::TooLarge, steps, message);
        return;
    }
    overlaps(plan, loops, steps, findings);
    left_at_the_end(plan, first, loops, steps, findings);
}

/// Once is enough, however much there is.
fn since(plan: &Plan, steps: &Path, findings: &mut Findings) {
    if plan.grammar >= SINCE {
        return;
    }
    let attribute = plan.attributes().next().map(|(name, _)| Path::root().key("state").key(name).key("attribute"));
    let repeat = plan.steps.iter().position(|step| matches!(step.work, Work::Repeat(_)));
    let (what, path) = match (attribute, repeat) {
        (Some(path), _) => ("state variables that are search attributes", path),
        (None, Some(at)) => ("loops", steps.index(at).key("work").key("repeat")),
        (None, None) => return,
    };
    findings.error(Code::UnsupportedGrammar, &path, format!("{what} came with grammar {SINCE}; write `grammar: {SINCE}` at the top"));
}

fn bounds(step: &Step, repeat: &Repeat, path: &Path, findings: &mut Findings) {
    let inside = path.key("work").key("repeat");
    if !(1..=MAX_ROUNDS).contains(&repeat.at_most) {
        let message =
            format!("a loop has 1 to {MAX_ROUNDS} rounds, the first included, not {}; for more, begin the run `again`", repeat.at_most);
        findings.error(Code::OutOfBounds, &inside.key("at_most"), message);
    }
    if let Some(pause) = &repeat.pause {
        super::waits::length(pause, &inside.key("pause"), findings);
    }
    match (&repeat.code, repeat.on_spent) {
        (Some(code), OnSpent::Fail) => super::state::code(code, &inside.key("code"), findings),
        (Some(_), OnSpent::GoOn) => {
            findings.error(Code::UnknownField, &inside.key("code"), "a `code` goes with `on_spent: fail` alone");
        }
        (None, _) => {}
    }
    if step.timeout_ms.is_some() {
        let message = "a loop calls nothing itself, so there is nothing to time out; take `timeout_ms` out";
        findings.error(Code::OutOfBounds, &path.key("timeout_ms"), message);
    }
}

/// A round begins with a step that the loop's own step needs.
fn from(plan: &Plan, first: &BTreeMap<&StepId, usize>, at: usize, repeat: &Repeat, path: &Path, findings: &mut Findings) {
    let (end, from) = (&plan.steps[at].id, &repeat.from);
    if !first.contains_key(from) {
        let hint = did_you_mean(&from.0, first.keys().map(|id| id.0.as_str()));
        findings.error(Code::UnknownStep, path, format!("the plan has no step `{from}`{hint}"));
    } else if from == end {
        let message = "a loop stands at the end of the steps that it goes round; begin its rounds with one that it needs";
        findings.error(Code::SelfNeed, path, message);
    } else if !super::names::waits_for(plan, first, at, &from.0) {
        let message = format!("step `{end}` does not need `{from}`, not even through others, so no round can begin there");
        findings.error(Code::StepNotNeeded, path, message);
    }
}

/// Of two loops that share a step, one goes round all of the other.
fn overlaps(plan: &Plan, loops: &[Loop], steps: &Path, findings: &mut Findings) {
    let mut innermost: Vec<Option<&Loop>> = vec![None; plan.steps.len()];
    // The large ones first, so that each finds those around it in place.
    for one in loops.iter().rev() {
        let around = innermost[one.end];
        if let Some(&stranger) = one.steps.iter().find(|&&at| innermost[at].map(|other| other.end) != around.map(|around| around.end)) {
            let other = innermost[stranger].or(around).map(|other| &plan.steps[other.end].id);
            if let Some(other) = other {
                let message = format!(
                    "this loop and that of `{other}` share steps, and neither goes round all of the other; begin at a step outside it, \
                     or put both into one"
                );
                findings.error(Code::OverlappingLoops, &steps.index(one.end).key("work").key("repeat").key("from"), message);
            }
            continue;
        }
        one.steps.iter().for_each(|&at| innermost[at] = Some(one));
    }
}

/// Whatever is done once needs what the last round gave, so it waits for the loop's end.
fn left_at_the_end(plan: &Plan, first: &BTreeMap<&StepId, usize>, loops: &[Loop], steps: &Path, findings: &mut Findings) {
    for one in loops {
        for (at, step) in plan.steps.iter().enumerate().filter(|(at, _)| !one.steps.contains(at) && !one.behind.contains(at)) {
            let inner = |need: &StepId| first.get(need).is_some_and(|need| one.steps.contains(need));
            let Some(position) = step.needs.iter().position(inner) else { continue };
            let (end, need) = (&plan.steps[one.end].id, &step.needs[position]);
            let message = format!(
                "`{need}` is done anew in each round of `{end}`; let `{}` need `{end}` as well, which is done after the last round, or let \
                 `{end}` need `{}`, which makes it a part of each round",
                step.id, step.id
            );
            findings.error(Code::InsideLoop, &steps.index(at).key("needs").index(position), message);
        }
    }
}

//! Rules about what steps need: known, not themselves, no cycles.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::diagnostics::{Code, Findings, did_you_mean};
use crate::path::Path;
use crate::{Plan, StepId};

pub(super) fn check(plan: &Plan, first: &BTreeMap<&StepId, usize>, steps: &Path, findings: &mut Findings) {
    for (at, step) in plan.steps.iter().enumerate() {
        let path = steps.index(at).key("needs");
        let mut seen = BTreeSet::new();
        for (position, need) in step.needs.iter().enumerate() {
            let path = path.index(position);
            if *need == step.id {
                findings.error(Code::SelfNeed, &path, format!("step `{need}` cannot wait for itself"));
            } else if !first.contains_key(need) {
                let hint = did_you_mean(&need.0, first.keys().map(|id| id.0.as_str()));
                findings.error(Code::UnknownNeed, &path, format!("the plan has no step `{need}`{hint}"));
            } else if !seen.insert(need) {
                findings.error(Code::DuplicateNeed, &path, format!("`{need}` is named twice"));
            }
        }
    }
    cycles(plan, first, steps, findings);
}

/// Reports one shortest cycle for each knot of steps that wait for one another.
fn cycles(plan: &Plan, first: &BTreeMap<&StepId, usize>, steps: &Path, findings: &mut Findings) {
    if !has_cycle(plan, first) {
        // Looking for a shortest one from every step takes the square of their number.
        return;
    }
    let mut in_known_cycle = BTreeSet::new();
    for start in 0..plan.steps.len() {
        // Duplicate ids stand for their first step only, which has been reported.
        if first.get(&plan.steps[start].id) != Some(&start) || in_known_cycle.contains(&start) {
            continue;
        }
        let Some(cycle) = shortest_cycle(plan, first, start) else { continue };
        if cycle.iter().any(|idx| in_known_cycle.contains(idx)) {
            continue;
        }
        in_known_cycle.extend(cycle.iter().copied());
        let mut names: Vec<_> = cycle.iter().map(|&idx| plan.steps[idx].id.0.as_str()).collect();
        names.push(names[0]);
        let next = &plan.steps[*cycle.get(1).unwrap_or(&start)].id;
        let position = plan.steps[start].needs.iter().position(|need| need == next).unwrap_or(0);
        let message = format!("steps wait for one another: {}; take one of these needs out", names.join(" → "));
        findings.error(Code::Cycle, &steps.index(start).key("needs").index(position), message);
    }
}

/// Whether some steps cannot be taken off in the order of their needs. Needs of a step itself are another rule's matter.
fn has_cycle(plan: &Plan, first: &BTreeMap<&StepId, usize>) -> bool {
    let mut unmet = vec![0_usize; plan.steps.len()];
    let mut consumers = vec![Vec::new(); plan.steps.len()];
    for (idx, step) in plan.steps.iter().enumerate() {
        for needed in step.needs.iter().filter_map(|need| first.get(need).copied()).filter(|needed| *needed != idx) {
            unmet[idx] += 1;
            consumers[needed].push(idx);
        }
    }
    let mut free: Vec<usize> = (0..unmet.len()).filter(|&idx| unmet[idx] == 0).collect();
    let mut taken = 0;
    while let Some(idx) = free.pop() {
        taken += 1;
        for &consumer in &consumers[idx] {
            unmet[consumer] -= 1;
            if unmet[consumer] == 0 {
                free.push(consumer);
            }
        }
    }
    taken < unmet.len()
}

/// The shortest way from a step back to itself along needs; steps that need themselves are another rule's matter.
fn shortest_cycle(plan: &Plan, first: &BTreeMap<&StepId, usize>, start: usize) -> Option<Vec<usize>> {
    let mut came_from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(idx) = open.pop_front() {
        for need in &plan.steps[idx].needs {
            match first.get(need) {
                Some(&needed) if needed == start && idx != start => {
                    let mut way = vec![idx];
                    while let Some(&before) = came_from.get(way.last()?) {
                        way.push(before);
                    }
                    way.reverse();
                    return Some(way);
                }
                Some(&needed) if needed != start && needed != idx && !came_from.contains_key(&needed) => {
                    came_from.insert(needed, idx);
                    open.push_back(needed);
                }
                _ => {}
            }
        }
    }
    None
}

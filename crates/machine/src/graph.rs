//! A plan's steps by position, with what each needs and what consumes it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use plan::{Loop, Plan, StepId};

/// Position of a step in its plan.
pub(crate) type StepIdx = usize;

/// The edges of a plan, resolved once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Graph {
    by_id: BTreeMap<StepId, StepIdx>,
    needs: Vec<Vec<StepIdx>>,
    consumers: Vec<Vec<StepIdx>>,
    /// Inner loops before those around them.
    loops: Vec<Loop>,
}

impl Graph {
    /// Resolves the edges, or says why the plan cannot be run.
    pub(crate) fn build(plan: &Plan) -> Result<Self, String> {
        if plan.steps.is_empty() {
            return Err("the plan has no steps".to_owned());
        }
        let mut by_id = BTreeMap::new();
        for (idx, step) in plan.steps.iter().enumerate() {
            if by_id.insert(step.id.clone(), idx).is_some() {
                return Err(format!("two steps are called `{}`", step.id));
            }
        }
        let mut needs = vec![Vec::new(); plan.steps.len()];
        let mut consumers = vec![Vec::new(); plan.steps.len()];
        for (idx, step) in plan.steps.iter().enumerate() {
            for need in step.needs.iter().collect::<BTreeSet<_>>() {
                let Some(&needed) = by_id.get(need) else {
                    return Err(format!("step `{}` needs `{need}`, which the plan does not have", step.id));
                };
                needs[idx].push(needed);
                consumers[needed].push(idx);
            }
        }
        let graph = Self { by_id, needs, consumers, loops: plan.loops() };
        match graph.first_in_cycle() {
            Some(idx) => Err(format!("step `{}` waits for itself through what it needs", plan.steps[idx].id)),
            None => Ok(graph),
        }
    }

    pub(crate) fn find(&self, id: &StepId) -> Option<StepIdx> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn needs(&self, idx: StepIdx) -> &[StepIdx] {
        &self.needs[idx]
    }

    pub(crate) fn consumers(&self, idx: StepIdx) -> &[StepIdx] {
        &self.consumers[idx]
    }

    /// The loops that a step is in, the innermost first.
    pub(crate) fn loops_around(&self, idx: StepIdx) -> impl Iterator<Item = &Loop> {
        self.loops.iter().filter(move |one| one.steps.contains(&idx))
    }

    /// The loop whose rounds a step ends.
    pub(crate) fn loop_of(&self, end: StepIdx) -> Option<&Loop> {
        self.loops.iter().find(|one| one.end == end)
    }

    pub(crate) fn loops(&self) -> &[Loop] {
        &self.loops
    }

    /// Every step that needs `idx`, directly or through others.
    pub(crate) fn downstream(&self, idx: StepIdx) -> BTreeSet<StepIdx> {
        closure(idx, &self.consumers)
    }

    /// How many steps stand one before the other above `idx`, at most.
    pub(crate) fn depth(&self, idx: StepIdx) -> usize {
        let mut depth = 0;
        let mut level: BTreeSet<StepIdx> = self.needs[idx].iter().copied().collect();
        while !level.is_empty() {
            depth += 1;
            level = level.iter().flat_map(|&idx| self.needs[idx].iter().copied()).collect();
        }
        depth
    }

    /// Every step that one of these needs, directly or through others.
    pub(crate) fn above(&self, of: impl IntoIterator<Item = StepIdx>) -> BTreeSet<StepIdx> {
        of.into_iter().fold(BTreeSet::new(), |mut seen, idx| {
            let mut open = self.needs[idx].clone();
            while let Some(idx) = open.pop() {
                if seen.insert(idx) {
                    open.extend_from_slice(&self.needs[idx]);
                }
            }
            seen
        })
    }

    /// Whether `idx` needs another step, directly or through others. What is needed directly is found at once.
    pub(crate) fn is_upstream(&self, of: StepIdx, wanted: StepIdx) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = VecDeque::from([of]);
        while let Some(idx) = open.pop_front() {
            if self.needs[idx].contains(&wanted) {
                return true;
            }
            open.extend(self.needs[idx].iter().copied().filter(|need| seen.insert(*need)));
        }
        false
    }

    /// A step that is not reached when steps are taken off in the order of their needs.
    fn first_in_cycle(&self) -> Option<StepIdx> {
        let mut unmet: Vec<usize> = self.needs.iter().map(Vec::len).collect();
        let mut free: Vec<StepIdx> = (0..unmet.len()).filter(|&idx| unmet[idx] == 0).collect();
        let mut taken = 0;
        while let Some(idx) = free.pop() {
            taken += 1;
            for &consumer in &self.consumers[idx] {
                unmet[consumer] -= 1;
                if unmet[consumer] == 0 {
                    free.push(consumer);
                }
            }
        }
        if taken == unmet.len() { None } else { unmet.iter().position(|&left| left > 0) }
    }
}

fn closure(from: StepIdx, edges: &[Vec<StepIdx>]) -> BTreeSet<StepIdx> {
    let mut seen = BTreeSet::new();
    let mut open = edges[from].clone();
    while let Some(idx) = open.pop() {
        if seen.insert(idx) {
            open.extend_from_slice(&edges[idx]);
        }
    }
    seen
}

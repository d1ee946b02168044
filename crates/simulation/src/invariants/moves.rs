//! Runs that move to another plan, as their journals tell it.

use std::collections::{BTreeMap, BTreeSet};

use machine::{Blueprint, Command, Effort, Mapping};
use plan::{Plan, StepId};
use serde_json::Value;

use super::known::{Attempt, Known};
use super::{CARRIED, GAPLESS, Held, MOVED, Violation, hold};
use crate::store::{RunId, Store};

impl Known {
    /// What its steps did is told under their new names from now on; nothing counts under the old ones.
    pub(super) fn moved(&mut self, run: RunId, old: &Plan, target: Blueprint, mapping: &Mapping, waits: &BTreeMap<StepId, Value>) -> Held {
        hold(!self.undoing.has_begun(), MOVED, || format!("run {run} moves to another plan while it undoes what it did"))?;
        let new = target.plan().clone();
        let image = |step: &StepId| mapping.name_of(step).filter(|name| new.steps.iter().any(|one| one.id == **name)).cloned();
        for (name, variable) in &old.state {
            match self.state.remove(name).unwrap_or_else(|| variable.initial.clone()) {
                value if new.state.contains_key(name) => drop(self.state.insert(name.clone(), value)),
                _ => {}
            }
        }
        self.rename(old, image);
        for (step, input) in waits {
            if let Some(attempt) = self.latest(step) {
                self.inputs.insert(attempt, vec![input.clone()]);
            }
        }
        let stands = |step: &StepId| {
            let latest = self.latest(step)?;
            (self.completed.contains(&latest) && !self.void.contains(&latest)).then_some(latest.1)
        };
        let stands: BTreeMap<StepId, u32> = new.steps.iter().filter_map(|step| Some((step.id.clone(), stands(&step.id)?))).collect();
        self.undoing.moved((old, &new), image, |step| stands.get(step).copied());
        self.plan = Some(target);
        Ok(())
    }

    pub(super) fn latest(&self, step: &StepId) -> Option<Attempt> {
        self.inputs.range((step.clone(), 0)..=(step.clone(), u32::MAX)).next_back().map(|(attempt, _)| attempt.clone())
    }

    /// The old names stay for whoever acts late on what was committed under them.
    fn rename(&mut self, old: &Plan, image: impl Fn(&StepId) -> Option<StepId>) {
        let names: BTreeMap<StepId, Option<StepId>> =
            old.steps.iter().map(|step| (step.id.clone(), image(&step.id))).filter(|(old, new)| Some(old) != new.as_ref()).collect();
        let renamed = |(step, attempt): &Attempt| Some((names.get(step)?.clone()?, *attempt));
        let effort = |effort: &Effort| Some(Effort { step: names.get(&effort.step)?.clone()?, ..effort.clone() });
        let gone: BTreeSet<Attempt> = self.inputs.keys().filter(|(step, _)| names.contains_key(step)).cloned().collect();
        let set = |set: &BTreeSet<Attempt>| -> BTreeSet<Attempt> {
            let others = set.iter().filter(|one| !gone.iter().filter_map(renamed).any(|new| new == **one)).cloned();
            others.chain(set.iter().filter_map(renamed)).collect()
        };
        (self.over, self.void, self.completed) = (set(&self.over), set(&self.void), set(&self.completed));
        self.in_part = set(&self.in_part);
        self.over.extend(gone);
        copy(&mut self.inputs, renamed);
        copy(&mut self.items_ended, renamed);
        copy(&mut self.due, effort);
        self.results.extend(self.results.iter().filter_map(effort).collect::<Vec<_>>());
    }
}

fn copy<K: Ord, V: Clone>(map: &mut BTreeMap<K, V>, renamed: impl Fn(&K) -> Option<K>) {
    let copies: Vec<(K, V)> = map.iter().filter_map(|(key, value)| Some((renamed(key)?, value.clone()))).collect();
    map.extend(copies);
}

/// An effect that is under way when its run moves is wanted afterwards as it was before.
pub(super) fn carries_on(store: &Store, run: RunId, seq: u64) -> Held {
    let unfit = |error: machine::ReplayError| Violation { invariant: GAPLESS, seen: format!("run {run}: {error}") };
    let (before, after) = (store.replay(run, seq - 1).map_err(unfit)?, store.replay(run, seq).map_err(unfit)?);
    let after = after.outstanding();
    for wanted in before.outstanding().into_iter().filter_map(begun) {
        let is_there = after.iter().any(|command| begun(command.clone()).is_some_and(|command| command == wanted));
        hold(is_there, CARRIED, || format!("run {run} moves with entry {seq}; {wanted:?} was under way, wanted is {after:?}"))?;
    }
    Ok(())
}

/// What an effect was begun with; how long it may take is the new plan's to say.
fn begun(command: Command) -> Option<Command> {
    match command {
        Command::RunEffect { effort, tried, effect, input, since, repair, .. } => {
            Some(Command::RunEffect { effort, tried, effect, input, since, repair, timeout_ms: None })
        }
        Command::RunChecks { .. } | Command::Abandon { .. } => None,
    }
}

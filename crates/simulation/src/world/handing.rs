//! Shards that go from one process to another in good order, and what is carried out again.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::{Running, World};
use crate::invariants::{Held, Violation};
use crate::lane::Task;
use crate::store::{RunId, Shard, shard_of};

impl World {
    /// A process is to give up some of its shards, as a rule before all that is under way has ended.
    pub(super) fn hand_over(&mut self) -> Result<bool, Violation> {
        let alive = self.alive();
        let Some(&process) = self.draw.pick(&alive) else { return Ok(false) };
        let held: Vec<Shard> = self.processes[process].held.iter().copied().collect();
        let shards: BTreeSet<Shard> = held.into_iter().filter(|_| self.draw.percent(50)).collect();
        let wait = SignedDuration::from_millis(self.draw.between(0, 10_000) + self.processes[process].skew);
        let until = self.now.checked_add(wait).unwrap_or(self.now);
        if shards.is_empty() || !self.processes[process].hand_over(shards.clone(), until) {
            return Ok(false);
        }
        self.say(|| format!("process {process} is to give up shards {shards:?} until {until}"));
        Ok(true)
    }

    pub(super) fn hear_of_left(&mut self, process: usize, ticket: u64, shards: BTreeSet<Shard>, stay: &BTreeSet<Shard>) {
        self.say(|| format!("process {process} gives up shards {shards:?}, and {stay:?} stay"));
        self.counts.handed_over += shards.len() as u64;
        self.counts.stayed += stay.len() as u64;
        self.processes[process].hear_of_left(ticket, shards);
    }

    /// Something is about to be carried out here.
    pub(super) fn begins_here(&mut self, process: usize, run: RunId, task: &Task) -> Held {
        // Nothing counts of what one does that was replaced without knowing.
        match self.current(process, run) {
            Some(epoch) => self.repeats.begins(&self.store, run, task, epoch),
            None => Ok(()),
        }
    }

    /// Its end is about to be heard.
    pub(super) fn ends_here(&mut self, at: usize) {
        let Running { process, run, task, .. } = &self.running[at];
        let shard = shard_of(*run);
        // A process that has lost a shard keeps what it hears meanwhile for when it has it again.
        if let Some(epoch) = self.processes[*process].lane.owned.get(&shard).or(self.store.epochs.get(&shard)) {
            self.repeats.ends(*run, task, *epoch);
        }
    }

    /// Something that was under way is not wanted any more, and not only because its shard was given up.
    pub(super) fn excuse(&mut self, process: usize, run: RunId, task: &Task) {
        if !self.processes[process].lane.given_up.contains(&shard_of(run)) {
            self.repeats.excuse(run, task);
        }
    }

    /// The epoch of a run's shard, where a process has it.
    fn current(&self, process: usize, run: RunId) -> Option<u64> {
        let current = self.store.epochs.get(&shard_of(run));
        self.processes[process].lane.owned.get(&shard_of(run)).filter(|epoch| Some(*epoch) == current).copied()
    }
}

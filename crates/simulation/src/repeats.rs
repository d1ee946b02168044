//! What is carried out again, and whether anything excuses that: a result may be lost with its process, or with shards that another
//! process took, but not with shards that were handed over.

use std::collections::BTreeMap;

use machine::Effort;

use crate::invariants::{Held, NOT_AGAIN, hold};
use crate::lane::Task;
use crate::store::{Epoch, RunId, Shard, Store, shard_of};

/// One time that something was carried out here.
#[derive(Debug, Clone, Copy)]
struct Begun {
    epoch: Epoch,
    /// Under which epoch its end was heard.
    heard: Option<Epoch>,
}

#[derive(Debug, Default)]
pub(crate) struct Repeats {
    /// When each effort was last carried out in a process, unless carrying it out again is excused.
    begun: BTreeMap<(RunId, Task), Begun>,
    /// Which process took each shard with each epoch.
    owners: BTreeMap<(Shard, Epoch), usize>,
}

impl Repeats {
    /// A process may have taken shards.
    pub(crate) fn took(&mut self, process: usize, before: &BTreeMap<Shard, Epoch>, after: &BTreeMap<Shard, Epoch>) {
        let new = after.iter().filter(|(shard, epoch)| before.get(shard) != Some(epoch));
        self.owners.extend(new.map(|(shard, epoch)| ((*shard, *epoch), process)));
    }

    /// Something begins to be carried out under the current epoch of its shard.
    pub(crate) fn begins(&mut self, store: &Store, run: RunId, task: &Task, epoch: Epoch) -> Held {
        let Some(before) = self.begun.insert((run, task.clone()), Begun { epoch, heard: None }) else { return Ok(()) };
        hold(self.may_be_lost(store, shard_of(run), before, epoch), NOT_AGAIN, || {
            let owners = (before.epoch..=epoch).map(|epoch| self.owners.get(&(shard_of(run), epoch)));
            format!("run {run}: {task:?}: {before:?}, and again under epoch {epoch}; owners were {:?}", owners.collect::<Vec<_>>())
        })
    }

    /// Its end was heard under this epoch.
    pub(crate) fn ends(&mut self, run: RunId, task: &Task, epoch: Epoch) {
        if let Some(begun) = self.begun.get_mut(&(run, task.clone())) {
            begun.heard.get_or_insert(epoch);
        }
    }

    /// Whether somebody took the shard who was not given it. A process that takes its own anew forgets what is not durable, but still knows
    /// what is under way.
    fn may_be_lost(&self, store: &Store, shard: Shard, begun: Begun, now: Epoch) -> bool {
        let owner = |epoch| self.owners.get(&(shard, epoch));
        (begun.epoch..now).filter(|epoch| !store.left_in_order.contains(&(shard, *epoch))).any(|epoch| {
            let is_heard = begun.heard.is_some_and(|heard| heard <= epoch);
            is_heard || owner(epoch) != owner(epoch + 1)
        })
    }

    /// Nobody wanted it any more.
    pub(crate) fn excuse(&mut self, run: RunId, task: &Task) {
        self.begun.remove(&(run, task.clone()));
    }

    /// Nobody wants to know any more what these checks find, nor what they found.
    pub(crate) fn excuse_checks(&mut self, run: RunId, effort: &Effort) {
        self.begun.retain(|(of, task), _| *of != run || task.tried.is_some() || task.effort != *effort);
    }

    /// What came of a run was refused.
    pub(crate) fn excuse_all(&mut self, run: RunId) {
        self.begun.retain(|(of, _), _| *of != run);
    }
}

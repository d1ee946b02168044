//! Shards go to another process in good order: nothing begins in them any more, what is under way here ends and is written, and then they
//! leave memory. What is not ready in time stays.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use machine::Command;

use super::{Lane, Look, Out, Place, Task};
use crate::Broken;
use crate::store::{RunId, Shard, shard_of};

/// What the keeper asked for.
#[derive(Debug)]
pub(super) struct Leaving {
    ticket: u64,
    shards: BTreeSet<Shard>,
    until: Timestamp,
    /// What committed transitions want done here. It is durable as outstanding, so whoever has the shard afterwards does it.
    held_back: BTreeMap<(RunId, Task), Command>,
}

impl Lane {
    /// Shards that are lost already are not left: nobody waits for an answer then.
    pub(crate) fn leave(&mut self, ticket: u64, mut shards: BTreeSet<Shard>, until: Timestamp) {
        shards.retain(|shard| self.owned.contains_key(shard));
        if !shards.is_empty() && !self.stopping {
            self.leaving = Some(Leaving { ticket, shards, until, held_back: BTreeMap::new() });
        }
    }

    pub(super) fn leaves(&self, shard: Shard) -> bool {
        self.leaving.as_ref().is_some_and(|leaving| leaving.shards.contains(&shard))
    }

    pub(super) fn is_leaving(&self, run: RunId) -> bool {
        self.leaves(shard_of(run))
    }

    // ---------------------------------------------------------------------------------------------- what is held back

    pub(super) fn hold_back(&mut self, run: RunId, task: Task, command: Command) {
        if let Some(leaving) = &mut self.leaving {
            leaving.held_back.insert((run, task), command);
        }
    }

    /// Whether something of a run waits to be begun. A run that holds would otherwise leave memory, and nobody would begin it.
    pub(super) fn holds_back(&self, run: RunId) -> bool {
        self.leaving.as_ref().is_some_and(|leaving| leaving.held_back.keys().any(|(of, _)| *of == run))
    }

    /// Begins what was held back in shards that stay, where it is still wanted.
    fn go_on_with(&mut self, held_back: BTreeMap<(RunId, Task), Command>) {
        for ((run, task), command) in held_back {
            let Some(live) = self.runs.get(&run) else { continue };
            let is_wanted = live.machine.outstanding().iter().any(|command| Task::of(command).as_ref() == Some(&task));
            if is_wanted {
                self.issue(run, vec![command]);
            }
            self.leave_if_idle(run);
        }
    }

    // --------------------------------------------------------------------------------------------------------- going

    /// Gives up what is ready, when all of it is or the time has come, and nothing is being read that could bring some of it back.
    pub(super) fn leave_when_ready(&mut self) {
        if !self.is_time_to_leave() {
            return self.read_on();
        }
        if self.is_reading() && !self.is(Broken::LeavesWhileLoading) {
            return;
        }
        let Some(Leaving { ticket, shards, held_back, .. }) = self.leaving.take() else { return };
        let (ready, stay): (BTreeSet<Shard>, BTreeSet<Shard>) = shards.into_iter().partition(|shard| self.is_ready(*shard));
        self.drop_shards(&ready);
        self.out.push(Out::Left { ticket, shards: ready, stay });
        if !self.is(Broken::ForgetsHeldBack) {
            self.go_on_with(held_back);
        }
        self.put_off = true;
        self.read_on();
    }

    fn is_time_to_leave(&self) -> bool {
        let is_time = |leaving: &Leaving| leaving.until <= self.now || leaving.shards.iter().all(|shard| self.is_ready(*shard));
        self.leaving.as_ref().is_some_and(is_time)
    }

    /// Whether nothing of a shard is carried out here, and all that was decided of it is written.
    fn is_ready(&self, shard: Shard) -> bool {
        let is_of = |run: &RunId| shard_of(*run) == shard;
        let works = self.tasks.iter().any(|((run, _), place)| is_of(run) && *place == Place::Here);
        let writes = self.forming.iter().any(|advance| advance.shard == shard)
            || self.flushing.as_ref().is_some_and(|shards| shards.contains(&shard))
            || self.stalled.keys().any(is_of)
            || self.starting.iter().any(is_of)
            || self.condemning.iter().any(is_of);
        (!works || self.is(Broken::LeavesWhatIsUnderWay)) && (!writes || self.is(Broken::LeavesUnwritten))
    }

    fn is_reading(&self) -> bool {
        self.loads > 0 || self.submissions.under_way || self.requests.under_way || self.wakes.under_way
    }

    /// Notes that something would have been read, once only what is being read keeps shards here.
    pub(super) fn puts_off(&mut self) -> bool {
        let puts_off = self.is_time_to_leave() && !self.is(Broken::LeavesWhileLoading);
        self.put_off |= puts_off;
        puts_off
    }

    fn read_on(&mut self) {
        if std::mem::take(&mut self.put_off) {
            let to_read = std::mem::take(&mut self.to_read);
            self.read_wanted(to_read);
            self.load_page();
            self.look(Look::ALL);
        }
    }

    /// Forgets shards that somebody else has from now on.
    fn drop_shards(&mut self, shards: &BTreeSet<Shard>) {
        let stays = |run: &RunId| !shards.contains(&shard_of(*run));
        self.given_up.extend(shards);
        self.owned.retain(|shard, _| !shards.contains(shard));
        self.abort_where(|run| !stays(&run));
        self.timers.retain(|(_, run)| stays(run));
        self.undurable.retain(|run, _| stays(run));
        self.stash.retain(|run, _| stays(run));
        self.set_aside.retain(stays);
        self.patience.retain(|run, _| stays(run));
        self.to_read.retain(stays);
        for (loading, _) in &mut self.to_load {
            loading.retain(|shard| !shards.contains(shard));
        }
        self.to_load.retain(|(loading, _)| !loading.is_empty());
        // Requests and wakes are still in the store, for whoever looks next.
        for (_, requests) in self.wanted.extract_if(.., |run, _| !stays(run)) {
            self.taken.retain(|id| requests.iter().all(|(request, _)| request != id));
        }
        for (_, wakes) in self.waking.extract_if(.., |run, _| !stays(run)) {
            self.taken_wakes.retain(|id| !wakes.contains(id));
        }
        // Others write these runs from now on: how they stood is not kept for loads that come later.
        self.runs.retain(|run, _| stays(run));
    }
}

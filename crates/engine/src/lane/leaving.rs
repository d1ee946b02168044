//! Giving shards up in good order, because another process is to have them.
//!
//! ```text
//!         leave                    at rest, nothing under way that reads or writes them
//! owned ────────► leaving ──────────────────────────────────────────────────────────────► given up
//!   ▲                │  time is up
//!   └────────◄───────┘
//! ```
//!
//! While shards are being left nothing new begins in them: no run, no effort, no search. What is under way in this process ends and is written as
//! always, since it may have cost money; what only waits for its place is called back, and what committed transitions want is not begun: it is
//! in their journals, and whoever has the shards next issues it. A shard is given up when none of its runs has an effort here or a
//! transition that is not durable, and while no load, search or mark of this lane is under way that could bring one of its runs back. So
//! what its next owner loads is all there is, nobody does anything twice, and no wave of this lane can meet the new epoch.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use machine::Command;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Lane;
use crate::inbox::Asker;
use crate::ports::RunId;
use crate::shards::ShardSet;
use crate::submit::shard_of;
use crate::work::Task;

/// How often it is seen whether shards have come to rest.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Shards on their way to another process.
pub(super) struct Leaving {
    shards: ShardSet,
    until: Instant,
    answer: oneshot::Sender<ShardSet>,
    /// What would have begun meanwhile. All of it is wanted durably, which what the machine wants in memory need not be.
    held_back: BTreeMap<(RunId, Task), Command>,
    look_at: Instant,
    /// All that is waited for is what reads: nothing further begins to.
    reads_last: bool,
}

impl Lane {
    /// Whether what is new in a run's shard may begin here.
    pub(super) fn serves(&self, run_id: RunId) -> bool {
        self.owned.contains_key(&shard_of(run_id)) && !self.is_leaving(run_id)
    }

    pub(super) fn is_leaving(&self, run_id: RunId) -> bool {
        self.leaving.as_ref().is_some_and(|leaving| leaving.shards.contains(shard_of(run_id)))
    }

    /// Shards that are searched for what waits in them.
    pub(super) fn searched(&self) -> Vec<i16> {
        let leaving = self.leaving.as_ref().map_or(ShardSet::NONE, |leaving| leaving.shards);
        self.owned.keys().copied().filter(|shard| !leaving.contains(*shard)).collect()
    }

    /// Whether loads, searches and marks are to wait, because shards are given up as soon as none is under way.
    pub(super) fn reads_last(&self) -> bool {
        self.leaving.as_ref().is_some_and(|leaving| leaving.reads_last)
    }

    /// Begins to leave those of these shards that it owns.
    pub(super) fn leave(&mut self, shards: ShardSet, until: Instant, answer: oneshot::Sender<ShardSet>) {
        // One that is asked again while it leaves answers no to the first; whoever asked has forgotten that.
        self.stay();
        let shards = shards.among(self.owned.keys().copied().collect());
        let held_back = self.tasks.call_back(|run_id| shards.contains(shard_of(run_id)));
        self.leaving = Some(Leaving { shards, until, answer, held_back, look_at: Instant::now(), reads_last: false });
    }

    /// Keeps what must not begin now; gives back what may.
    pub(super) fn unless_leaving(&mut self, run_id: RunId, command: Command) -> Option<Command> {
        match (&mut self.leaving, Task::of(&command)) {
            (Some(leaving), Some(task)) if leaving.shards.contains(shard_of(run_id)) => {
                leaving.held_back.insert((run_id, task), command);
                None
            }
            _ => Some(command),
        }
    }

    /// Whether something of a run is to begin as soon as its shard is given up, or stays.
    pub(super) fn is_held_back(&self, run_id: RunId) -> bool {
        self.leaving
            .as_ref()
            .is_some_and(|leaving| leaving.held_back.range((run_id, Task::FIRST)..).next().is_some_and(|((first, _), _)| *first == run_id))
    }

    /// When it is next seen how far leaving is.
    pub(super) fn next_leaving(&self) -> Option<Instant> {
        self.leaving.as_ref().map(|leaving| leaving.look_at)
    }

    /// Gives up what has come to rest, if that is all or time is up.
    pub(super) fn leave_at_rest(&mut self) {
        let now = Instant::now();
        let Some((shards, until)) = self.leaving.as_ref().filter(|leaving| leaving.look_at <= now).map(|it| (it.shards, it.until)) else {
            return;
        };
        let at_rest = shards.without(self.busy());
        let is_decided = at_rest == shards || now >= until;
        if is_decided && (at_rest.is_empty() || !self.reads()) {
            return self.give_up_in_order(at_rest);
        }
        if let Some(leaving) = &mut self.leaving {
            leaving.reads_last = is_decided;
            leaving.look_at = now + LOOK_EVERY;
        }
    }

    /// Shards in which something is under way in this process, or not durable.
    fn busy(&self) -> ShardSet {
        let unwritten = self.runs.iter().filter(|(_, live)| live.unwritten > 0).map(|(run_id, _)| *run_id);
        let refused = self.stalled.keys().chain(&self.condemning).chain(self.starting.keys()).copied();
        // A result that waits for its run to be loaded counts only here; so does one that belongs to a shard which is being loaded.
        let to_read = self.to_read.iter().filter(|run_id| self.stash.contains_key(run_id)).copied();
        let runs = unwritten.chain(refused).chain(to_read).chain(self.tasks.runs_here());
        let formed = self.forming.iter().map(|advance| advance.shard);
        let to_load = self.to_load.iter().flat_map(|(shards, _)| shards.iter().copied());
        runs.map(shard_of).chain(formed).chain(to_load).collect::<ShardSet>().and(self.in_flight)
    }

    /// Whether anything is under way that may bring a run back, or writes what another process is to write.
    fn reads(&self) -> bool {
        let searches =
            self.sleepers.is_under_way() || [&self.submissions, &self.requests, &self.wakes].iter().any(|search| search.is_under_way());
        self.loads > 0 || self.reading_wanted || self.page_under_way || self.marking || searches
    }

    /// Forgets all there is of these shards; the others stay.
    fn give_up_in_order(&mut self, shards: ShardSet) {
        let is_left = |run_id: &RunId| shards.contains(shard_of(*run_id));
        self.owned.retain(|shard, _| !shards.contains(*shard));
        let runs: Vec<RunId> = self.runs.keys().filter(|run_id| is_left(run_id)).copied().collect();
        for run_id in runs {
            self.drop_run(run_id);
        }
        // The waits for what is carried out elsewhere.
        self.tasks.abort_where(|run_id| is_left(&run_id));
        let wanted: Vec<RunId> = self.wanted.keys().filter(|run_id| is_left(run_id)).copied().collect();
        let asked: Vec<_> = wanted.iter().filter_map(|run_id| self.wanted.remove(run_id)).flatten().collect();
        for (asker, _) in asked {
            if let Asker::Inbox(id) = asker {
                self.leave_request(id);
            }
        }
        let woken: Vec<RunId> = self.waking.keys().filter(|run_id| is_left(run_id)).copied().collect();
        for ids in woken.iter().filter_map(|run_id| self.waking.remove(run_id)).collect::<Vec<_>>() {
            self.leave_wakes(ids);
        }
        self.stash.retain(|run_id, _| !is_left(run_id));
        // How they left says nothing of how they are when they come back.
        self.left.retain(|run_id, _| !is_left(run_id));
        self.to_read.retain(|run_id| !is_left(run_id));
        self.set_aside.retain(|run_id, _| !is_left(run_id));
        self.patience.retain(|run_id, _| !is_left(run_id));
        let answer = self.stay();
        if let Some(answer) = answer {
            // The keeper has lost its locks meanwhile, if it does not listen: it takes everything anew.
            let _ = answer.send(shards);
        }
    }

    /// What was not given up goes on here. Returns who waits for an answer.
    fn stay(&mut self) -> Option<oneshot::Sender<ShardSet>> {
        let Leaving { answer, held_back, .. } = self.leaving.take()?;
        let mut by_run: BTreeMap<RunId, Vec<(Task, Command)>> = BTreeMap::new();
        for ((run_id, task), command) in held_back {
            by_run.entry(run_id).or_default().push((task, command));
        }
        for (run_id, commands) in by_run {
            let Some(live) = self.runs.get(&run_id) else { continue };
            // What is not wanted any more is not begun.
            let wanted: BTreeSet<Task> = live.machine.outstanding().iter().filter_map(Task::of).collect();
            let commands = commands.into_iter().filter(|(task, _)| wanted.contains(task)).map(|(_, command)| command).collect();
            self.issue(run_id, commands);
            self.leave_if_idle(run_id);
        }
        // Nobody looked into those that stay after all.
        self.look_anew();
        self.load_page();
        self.read_next();
        Some(answer)
    }
}

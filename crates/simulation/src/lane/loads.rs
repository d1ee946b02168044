//! Loads: what comes of them, and how one that comes late is told.

use std::collections::BTreeSet;

use machine::{Command, Event, Machine};

use super::parking::Parking;
use super::{Condemnation, Found, Lane, Live, Look, PAGE, Read, Task};
use crate::Broken;
use crate::store::{Loaded, RunId, Shard, shard_of};
use crate::wave::Head;

/// How a run stood when it left memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    /// Where its journal ended.
    end: u64,
    /// What its row said.
    row: Option<Head>,
}

fn is_load(read: &Read) -> bool {
    matches!(read, Read::Page { .. } | Read::Sleepers { .. } | Read::Wanted(_))
}

impl Lane {
    pub(super) fn read(&mut self, read: Read) {
        self.loads += usize::from(is_load(&read));
        self.out.push(super::Out::Read(read));
    }

    pub(super) fn load_page(&mut self) {
        if self.page_under_way || self.stopping || self.runs.len() >= self.max_live || self.puts_off() {
            return;
        }
        let Some((shards, after)) = self.to_load.pop_front() else { return };
        self.page_under_way = true;
        self.read(Read::Page { shards, after, rows: PAGE });
    }

    /// Work beside the loop has ended.
    pub(crate) fn take_found(&mut self, found: Found) {
        let loads = match &found {
            Found::Page { .. } | Found::Sleepers { .. } | Found::Wanted { .. } => true,
            Found::Nothing(read) => is_load(read),
            Found::Submissions(_) | Found::Requests(_) | Found::Wakes { .. } | Found::Marked { .. } | Found::Condemned { .. } => false,
        };
        match found {
            Found::Submissions(found) => self.take_submissions(found),
            Found::Requests(found) => self.take_requests(found),
            Found::Page { shards, last, loaded } => self.take_page(shards, last, loaded),
            Found::Sleepers { full, loaded } => self.take_sleepers(full, loaded),
            Found::Wanted { runs, loaded } => self.take_wanted(runs, loaded),
            Found::Wakes { full, found } => self.take_wakes(full, found),
            Found::Marked { runs, unmarked } => self.take_marked(runs, &unmarked),
            Found::Condemned { run, answered, end } => self.take_condemned(run, answered, end),
            Found::Nothing(read) => self.take_nothing(read),
        }
        if loads {
            self.loads = self.loads.saturating_sub(1);
            if self.loads == 0 {
                self.left.clear();
            }
        }
    }

    fn take_page(&mut self, shards: BTreeSet<Shard>, last: Option<RunId>, loaded: Vec<Loaded>) {
        self.page_under_way = false;
        for run in loaded {
            self.take_up(run);
        }
        match last {
            Some(last) => self.to_load.push_front((shards, Some(last))),
            None => self.purge(&shards),
        }
        self.load_page();
    }

    /// After the last page: what still waits for a run of these shards waits for one that has ended.
    fn purge(&mut self, shards: &BTreeSet<Shard>) {
        let of_tasks = self.tasks.keys().map(|(run, _)| *run);
        let is_gone = |run: &RunId| shards.contains(&shard_of(*run)) && !self.runs.contains_key(run) && !self.wanted.contains_key(run);
        let gone: BTreeSet<RunId> = self.stash.keys().copied().chain(of_tasks).filter(is_gone).collect();
        for run in gone {
            self.stash.remove(&run);
            self.abort(run);
        }
    }

    pub(super) fn load_single(&mut self, run: RunId) {
        self.load_several(vec![run]);
    }

    /// Loads those that are not in memory, nor on their way there.
    pub(super) fn load_several(&mut self, mut runs: Vec<RunId>) {
        runs.retain(|run| {
            // An empty list of requests marks a run as being loaded.
            let is_new = !self.runs.contains_key(run) && !self.wanted.contains_key(run);
            if is_new {
                self.wanted.insert(*run, Vec::new());
            }
            is_new && !self.condemning.contains(run)
        });
        self.read_wanted(runs);
    }

    pub(super) fn read_wanted(&mut self, mut runs: Vec<RunId>) {
        if runs.is_empty() {
        } else if self.puts_off() {
            self.to_read.append(&mut runs);
        } else {
            self.read(Read::Wanted(runs));
        }
    }

    fn take_wanted(&mut self, runs: Vec<RunId>, found: Vec<Loaded>) {
        let mut missing: BTreeSet<RunId> = runs.into_iter().collect();
        let mut old = Vec::new();
        for loaded in found {
            missing.remove(&loaded.run);
            if self.is_old(loaded.run, &loaded.machine) && !self.runs.contains_key(&loaded.run) {
                old.push(loaded.run);
            } else {
                self.take_up(loaded);
            }
        }
        self.read_wanted(old);
        for run in missing {
            self.set_aside.remove(&run);
            self.serve_waking(run);
            self.look(Look::SUBMISSIONS);
        }
    }

    fn take_nothing(&mut self, read: Read) {
        self.outage = true;
        match read {
            Read::Submissions { .. } => (self.submissions.under_way, self.submissions.again) = (false, false),
            Read::Requests { .. } => (self.requests.under_way, self.requests.again) = (false, false),
            Read::Sleepers { .. } => (self.sleepers.under_way, self.sleepers.again) = (false, false),
            Read::Page { shards, after, .. } => {
                self.page_under_way = false;
                self.to_load.push_front((shards, after));
            }
            Read::Wanted(runs) => {
                for run in runs {
                    for (id, _) in self.wanted.remove(&run).unwrap_or_default() {
                        self.taken.remove(&id);
                    }
                    for id in self.waking.remove(&run).unwrap_or_default() {
                        self.taken_wakes.remove(&id);
                    }
                }
                self.requests.again = true;
                self.wakes.again = true;
            }
            Read::Wakes { .. } => (self.wakes.under_way, self.wakes.again) = (false, false),
            // Whether they are marked is unknown; that does no harm.
            Read::Park { runs, .. } => self.take_marked(runs.clone(), &runs.into_iter().collect()),
            Read::Condemn { run, .. } => self.take_condemned(run, Vec::new(), Condemnation::Interrupted),
        }
    }

    /// Whether a run was here meanwhile and has moved on.
    fn is_old(&self, run: RunId, loaded: &Machine) -> bool {
        self.left.get(&run).is_some_and(|left| left.end > loaded.last_seq()) && !self.is(Broken::TakesUpWhatIsOld)
    }

    /// What stands in the row of a run that was loaded: it may have changed meanwhile though its journal has not.
    fn row_of(&self, run: RunId, machine: &Machine, loaded: Head) -> Head {
        let left = self.left.get(&run).filter(|left| left.end == machine.last_seq());
        left.and_then(|left| left.row).unwrap_or(loaded)
    }

    pub(super) fn note_left(&mut self, run: RunId, end: u64, row: Option<Head>) {
        if self.loads > 0 {
            let left = self.left.entry(run).or_insert(Left { end, row });
            if left.end <= end {
                *left = Left { end, row };
            }
        }
    }

    /// Goes on with a run where its journal ends.
    pub(super) fn take_up(&mut self, loaded: Loaded) {
        let Loaded { run, blueprint, machine, row } = loaded;
        if self.runs.contains_key(&run) || self.is_being_condemned(run) {
            return;
        }
        if self.is_old(run, &machine) {
            // What is stored now is read anew, unless that is under way.
            return self.load_single(run);
        }
        self.set_aside.remove(&run);
        let outstanding = machine.outstanding();
        let head = machine.last_seq();
        let row = Some(self.row_of(run, &machine, row));
        let parking = Parking::No;
        self.runs.insert(run, Live { blueprint, machine, head, durable: head, unwritten: 0, wake_at: None, row, parking });
        let stashed = self.stash.remove(&run).unwrap_or_default();
        let ended = |command: &Command| Task::of(command).is_some_and(|task| stashed.iter().any(|outcome| outcome.task == task));
        if !self.is(Broken::ForgetsOutstanding) {
            self.issue(run, outstanding.into_iter().filter(|command| !ended(command)).collect());
        }
        for outcome in stashed {
            self.hand_in(outcome);
            // Somebody may wait to ask something of it, and another result may count: it leaves when all of that is done.
            if self.is(Broken::LeavesTooSoon) {
                self.leave_if_idle(run);
            }
        }
        self.apply(run, Event::TimePassed, None);
        self.serve_wanted(run);
        self.serve_waking(run);
        self.leave_if_idle(run);
    }
}

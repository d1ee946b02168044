//! Runs that wait for what is carried out elsewhere leave memory, and are woken by its end (`engine::lane::parking`, which says why no end
//! is missed).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use machine::{Command, RunStatus};

use super::{Lane, Look, PAGE, Read, Task};
use crate::Broken;
use crate::store::{RunId, WakeId, shard_of};
use crate::wave::{Advance, Head, Progress, head_of};

/// The effect that is carried out elsewhere.
pub(crate) const FAR: &str = "far";

/// How far a run is on its way out of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parking {
    /// Nothing of it is carried out elsewhere.
    No,
    /// Something is.
    Since,
    Marking,
    Marked,
}

/// Whether a command only waits here for what is done elsewhere.
pub(crate) fn is_far(command: &Command) -> bool {
    matches!(command, Command::RunEffect { effect, .. } if effect == FAR)
}

/// When the limit of a try ends that is carried out elsewhere.
pub(crate) fn limit_of(command: &Command) -> Option<Timestamp> {
    match command {
        Command::RunEffect { timeout_ms: Some(ms), since, .. } if is_far(command) => {
            let ms = i64::try_from(*ms).unwrap_or(i64::MAX);
            Some(since.checked_add(SignedDuration::from_millis(ms)).unwrap_or(Timestamp::MAX))
        }
        _ => None,
    }
}

/// When something of a run is to happen by itself, all of whose efforts are elsewhere.
pub(crate) fn wakes_at(outstanding: &[Command], deadline: Option<Timestamp>) -> Option<Timestamp> {
    outstanding.iter().filter_map(limit_of).chain(deadline).min()
}

impl Lane {
    pub(super) fn awaits_elsewhere(&mut self, run: RunId) {
        if let Some(live) = self.runs.get_mut(&run).filter(|live| live.parking == Parking::No) {
            live.parking = Parking::Since;
        }
    }

    /// Something has happened to a run: what was marked may not be all that it waits for.
    pub(super) fn disturb(&mut self, run: RunId) {
        if let Some(live) = self.runs.get_mut(&run).filter(|live| live.parking != Parking::No) {
            live.parking = Parking::Since;
        }
    }

    /// Marks the tries of runs that wait for nothing else.
    pub(crate) fn park(&mut self) {
        if self.marking || self.stopping || self.outage {
            return;
        }
        let (mut runs, mut tries) = (Vec::new(), Vec::new());
        let resting: Vec<RunId> =
            self.runs.iter().filter(|(_, live)| live.parking == Parking::Since).map(|(run, _)| *run).take(PAGE).collect();
        for run in resting {
            let Some(awaited) = self.awaited(run) else { continue };
            if let Some(live) = self.runs.get_mut(&run) {
                live.parking = Parking::Marking;
            }
            runs.push(run);
            tries.extend(awaited.into_iter().map(|task| (run, task)));
        }
        if !runs.is_empty() {
            self.marking = true;
            self.read(Read::Park { runs, tries });
        }
    }

    fn awaited(&self, run: RunId) -> Option<Vec<Task>> {
        let live = self.runs.get(&run)?;
        let is_quiet = live.unwritten == 0 && !self.stalled.contains_key(&run) && !self.waking.contains_key(&run);
        if !is_quiet || !matches!(live.machine.status(), RunStatus::Running | RunStatus::Paused) {
            return None;
        }
        let outstanding = live.machine.outstanding();
        let first = wakes_at(&outstanding, live.machine.next_deadline());
        if outstanding.is_empty() || first.is_some_and(|moment| moment <= self.horizon()) {
            return None;
        }
        outstanding.iter().map(|command| Task::of(command).filter(|_| is_far(command))).collect()
    }

    pub(super) fn take_marked(&mut self, runs: Vec<RunId>, unmarked: &BTreeSet<RunId>) {
        self.marking = false;
        for run in runs {
            let Some(live) = self.runs.get_mut(&run).filter(|live| live.parking == Parking::Marking) else { continue };
            if unmarked.contains(&run) {
                live.parking = Parking::Since;
                continue;
            }
            live.parking = Parking::Marked;
            let wake_at = wakes_at(&live.machine.outstanding(), live.machine.next_deadline());
            let row = Head { wake_at, asleep: true, ..head_of(&live.machine) };
            if live.row == Some(row) { self.leave_if_idle(run) } else { self.write_row(run, row, Vec::new()) }
        }
    }

    fn write_row(&mut self, run: RunId, row: Head, wakes: Vec<WakeId>) {
        let Some(live) = self.runs.get_mut(&run) else { return };
        live.row = Some(row);
        live.unwritten += 1;
        self.form(Advance { run, shard: shard_of(run), progress: Some(Progress::of_row(row)), answers: Vec::new(), wakes });
    }

    pub(super) fn is_parked(&self, run: RunId) -> bool {
        let Some(live) = self.runs.get(&run) else { return false };
        let Some(Head { wake_at, asleep: true, .. }) = live.row else { return false };
        live.parking == Parking::Marked && wake_at.is_none_or(|moment| moment > self.horizon())
    }

    // ------------------------------------------------------------------------------------------------- coming back

    pub(super) fn look_for_wakes(&mut self) {
        if std::mem::replace(&mut self.wakes.under_way, true) {
            self.wakes.again = true;
            return;
        }
        self.wakes.overtaken_wakes.clear();
        let rows = PAGE.min(self.max_live - self.runs.len());
        self.read(Read::Wakes { shards: self.shards(), known: self.taken_wakes.clone(), rows });
    }

    pub(super) fn take_wakes(&mut self, full: bool, found: Vec<(WakeId, RunId)>) {
        self.wakes.under_way = false;
        let overtaken = std::mem::take(&mut self.wakes.overtaken_wakes);
        let mut by_run: BTreeMap<RunId, Vec<WakeId>> = BTreeMap::new();
        for (id, run) in found {
            if !overtaken.contains(&id) && !self.is_leaving(run) && self.taken_wakes.insert(id) {
                by_run.entry(run).or_default().push(id);
            }
        }
        let mut absent = Vec::new();
        for (run, ids) in by_run {
            if self.runs.contains_key(&run) && !self.wanted.contains_key(&run) {
                self.woken(run, ids);
            } else if self.is(Broken::ForgetsWakesEarly) {
                self.form(Advance { run, shard: shard_of(run), progress: None, answers: Vec::new(), wakes: ids });
                absent.push(run);
            } else {
                self.waking.entry(run).or_default().extend(ids);
                absent.push(run);
            }
        }
        self.load_several(absent);
        if std::mem::take(&mut self.wakes.again) || full {
            self.look(Look::WAKES);
        }
    }

    /// A run that was woken is in memory, or there is none.
    pub(super) fn woken(&mut self, run: RunId, ids: Vec<WakeId>) {
        if self.is(Broken::LeavesThoughWoken) {
            self.form(Advance { run, shard: shard_of(run), progress: None, answers: Vec::new(), wakes: ids });
            return;
        }
        self.disturb(run);
        let row = self.runs.get(&run).and_then(|live| {
            let row = head_of(&live.machine);
            live.row.filter(|stored| stored.asleep && *stored != row).map(|_| row)
        });
        match row {
            Some(row) => self.write_row(run, row, ids),
            None => self.form(Advance { run, shard: shard_of(run), progress: None, answers: Vec::new(), wakes: ids }),
        }
    }

    pub(super) fn serve_waking(&mut self, run: RunId) {
        if let Some(ids) = self.waking.remove(&run) {
            self.woken(run, ids);
        }
    }

    pub(super) fn forget_wakes(&mut self, ids: &[WakeId]) {
        for id in ids {
            self.taken_wakes.remove(id);
            if self.wakes.under_way {
                self.wakes.overtaken_wakes.insert(*id);
            }
        }
    }
}

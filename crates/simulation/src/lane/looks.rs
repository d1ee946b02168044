//! Looks into the store for what no hint told of.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{HORIZON, Lane, Live, Look, PAGE, Read};
use crate::Broken;
use crate::requests::Asked;
use crate::store::{Fresh, Loaded, RequestId, RunId, Shard};

impl Lane {
    pub(crate) fn look(&mut self, look: Look) {
        if self.stopping || self.shards().is_empty() || self.puts_off() {
            return;
        }
        if look.submissions && self.runs.len() < self.max_live {
            self.look_for_submissions();
        }
        if look.requests {
            self.look_for_requests();
        }
        if look.sleepers && self.runs.len() < self.max_live && !self.is(Broken::ForgetsSleepers) {
            self.look_for_sleepers();
        }
        if look.wakes && self.runs.len() < self.max_live {
            self.look_for_wakes();
        }
    }

    /// Where something may be begun.
    pub(super) fn shards(&self) -> BTreeSet<Shard> {
        self.owned.keys().copied().filter(|shard| !self.leaves(*shard)).collect()
    }

    fn look_for_sleepers(&mut self) {
        if std::mem::replace(&mut self.sleepers.under_way, true) {
            self.sleepers.again = true;
            return;
        }
        let until = self.horizon();
        let in_memory = self.timers.iter().take_while(|(moment, _)| *moment <= until).map(|(_, run)| *run);
        // The rows of those that have just been woken still say that they sleep; so do those of runs that leave in a moment.
        let sleeps = |live: &Live| live.unwritten > 0 || live.row.is_some_and(|row| row.asleep);
        let woken = self.runs.iter().filter(|(_, live)| sleeps(live) && !self.is(Broken::WakesAgain)).map(|(run, _)| *run);
        let known = in_memory.chain(woken).chain(self.set_aside.iter().copied()).collect();
        let rows = PAGE.min(self.max_live - self.runs.len());
        self.read(Read::Sleepers { shards: self.shards(), until, known, rows });
    }

    pub(super) fn take_sleepers(&mut self, full: bool, loaded: Vec<Loaded>) {
        self.sleepers.under_way = false;
        for loaded in loaded.into_iter().filter(|loaded| !self.is_leaving(loaded.run)).collect::<Vec<_>>() {
            self.take_up(loaded);
        }
        if std::mem::take(&mut self.sleepers.again) || full {
            self.look(Look::SLEEPERS);
        }
    }

    pub(crate) fn horizon(&self) -> Timestamp {
        self.now.checked_add(HORIZON).unwrap_or(Timestamp::MAX)
    }

    fn look_for_submissions(&mut self) {
        if std::mem::replace(&mut self.submissions.under_way, true) {
            self.submissions.again = true;
            return;
        }
        self.submissions.overtaken_runs.clear();
        let not_begun = self.runs.iter().filter(|(_, live)| live.head > 0 && live.unwritten > 0).map(|(run, _)| *run);
        let known = not_begun.chain(self.set_aside.iter().copied()).collect();
        let rows = PAGE.min(self.max_live - self.runs.len());
        self.read(Read::Submissions { shards: self.shards(), known, rows });
    }

    pub(super) fn take_submissions(&mut self, found: Vec<Fresh>) {
        self.submissions.under_way = false;
        let full = found.len() == PAGE;
        let overtaken = std::mem::take(&mut self.submissions.overtaken_runs);
        for fresh in found.into_iter().filter(|fresh| !overtaken.contains(&fresh.run)) {
            self.begin(fresh, None);
        }
        if std::mem::take(&mut self.submissions.again) || full {
            self.look(Look::SUBMISSIONS);
        }
    }

    fn look_for_requests(&mut self) {
        if std::mem::replace(&mut self.requests.under_way, true) {
            self.requests.again = true;
            return;
        }
        self.requests.overtaken_requests.clear();
        self.read(Read::Requests { shards: self.shards(), known: self.taken.clone(), rows: PAGE });
    }

    pub(super) fn take_requests(&mut self, found: Vec<(RequestId, RunId, Asked)>) {
        self.requests.under_way = false;
        let full = found.len() == PAGE;
        let overtaken = std::mem::take(&mut self.requests.overtaken_requests);
        for (id, run, asked) in found {
            if !overtaken.contains(&id) && !self.is_leaving(run) && self.taken.insert(id) {
                self.take_request(id, run, asked);
            }
        }
        if std::mem::take(&mut self.requests.again) || full {
            self.look(Look::REQUESTS);
        }
    }

    fn take_request(&mut self, id: RequestId, run: RunId, asked: Asked) {
        if self.runs.contains_key(&run) && !self.wanted.contains_key(&run) {
            return self.hear(run, id, asked);
        }
        self.load_single(run);
        self.wanted.entry(run).or_default().push((id, asked));
    }

    pub(super) fn serve_wanted(&mut self, run: RunId) {
        for (id, asked) in self.wanted.remove(&run).unwrap_or_default() {
            self.hear(run, id, asked);
        }
    }
}

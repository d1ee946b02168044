//! Looks into the database for what waits there, each kind at most once at a time.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::runs::{Live, horizon};
use super::{Job, Lane, Look, PAGE};
use crate::inbox::{Answer, Asked, Asker};
use crate::load::{self, Fresh, LoadError, Loaded, OpenRequest, Requests, Unreadable};
use crate::ports::RunId;
use crate::reach::{Extent, Glance, Numbers, Reach, SETTLED_AFTER};

/// Looks for one kind of what waits in the database.
pub(super) struct Search<M> {
    under_way: Option<Glance<M>>,
    /// Asked for again meanwhile.
    again: bool,
    reach: Reach<M>,
    /// What was taken in from elsewhere or ended while the search was under way: its result may still show it.
    pub(super) overtaken_runs: HashSet<RunId>,
    /// Requests, or wakes.
    pub(super) overtaken_requests: HashSet<i64>,
}

impl<M> Default for Search<M> {
    fn default() -> Self {
        Self { under_way: None, again: false, reach: Reach::default(), overtaken_runs: HashSet::new(), overtaken_requests: HashSet::new() }
    }
}

impl<M: Copy + Ord> Search<M> {
    /// Begins. Where one is under way it is repeated instead, once it has ended.
    pub(super) fn begin(&mut self, settled: Option<M>) -> Option<Glance<M>> {
        if self.under_way.is_some() {
            self.again = true;
            return None;
        }
        self.overtaken_runs.clear();
        self.overtaken_requests.clear();
        let glance = self.reach.glance(Instant::now(), settled);
        self.under_way = Some(glance);
        Some(glance)
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// Has ended, having found so much. Says whether it was asked for again meanwhile.
    pub(super) fn end(&mut self, found: Extent<M>) -> bool {
        if let Some(glance) = self.under_way.take() {
            self.reach.end(glance, Instant::now(), found);
        }
        std::mem::take(&mut self.again)
    }

    /// What came after this is to be found again: it was taken in, and put back.
    pub(super) fn lower(&mut self, to: M) {
        self.reach.lower(to);
        if let Some(glance) = &mut self.under_way {
            glance.lower(to);
        }
    }

    /// Everything is to be found again.
    pub(super) fn forget(&mut self) {
        self.reach = Reach::default();
        if let Some(glance) = &mut self.under_way {
            glance.disregard();
        }
    }
}

/// What a page is of all there is, that holds so many rows and was to hold no more than `most`.
pub(super) fn extent<M>(rows: usize, most: usize, last: Option<M>) -> Extent<M> {
    match last {
        Some(last) if rows >= most => Extent::UpTo(last),
        _ => Extent::All,
    }
}

impl Lane {
    /// Looks for submissions and requests, each search at most once at a time.
    pub(super) fn look(&mut self, look: Look) {
        if self.stopping || self.owned.is_empty() || self.reads_last() {
            return;
        }
        if look.submissions && self.runs.len() < self.max_live {
            self.look_for_submissions();
        }
        if look.requests {
            self.look_for_requests();
        }
        if look.sleepers && self.runs.len() < self.max_live {
            self.look_for_sleepers();
        }
        if look.wakes && self.runs.len() < self.max_live {
            self.look_for_wakes();
        }
    }

    /// Looks for all there is, also for what was found, or passed over, before.
    pub(super) fn look_anew(&mut self) {
        self.submissions.forget();
        self.requests.forget();
        self.sleepers.forget();
        self.wakes.forget();
        self.look(Look::ALL);
    }

    /// The numbers up to which everything is committed.
    pub(super) fn settled(&self) -> Option<Numbers> {
        self.shared.given_out.settled()
    }

    fn look_for_sleepers(&mut self) {
        let settled = self.shared.clock.now().checked_sub(SETTLED_AFTER).ok();
        let Some(glance) = self.sleepers.begin(settled) else { return };
        let shards = self.searched();
        let until = self.horizon();
        let in_memory = self.timers.iter().take_while(|(moment, _)| *moment <= until).map(|(_, run_id)| *run_id);
        // The rows of those that have just been woken still say that they sleep; so do those of runs that leave in a moment.
        let sleeps = |live: &Live| live.unwritten > 0 || live.row.is_some_and(|row| row.asleep);
        let woken = self.runs.iter().filter(|(_, live)| sleeps(live)).map(|(run_id, _)| *run_id);
        let known: Vec<RunId> = in_memory.chain(woken).chain(self.set_aside.keys().copied()).collect();
        let rows = PAGE.min(self.max_live - self.runs.len());
        self.load_begins();
        let (shared, generation) = (self.shared.clone(), self.generation);
        self.spawn(async move {
            let read = async {
                let due = load::due(&shared.database, &shards, glance.after, until, &known, rows).await?;
                let ids: Vec<RunId> = due.iter().map(|(run_id, _)| *run_id).collect();
                // There may be more of the same moment.
                let before = due.last().and_then(|(_, wake_at)| wake_at.checked_sub(Duration::from_micros(1)).ok());
                Ok((extent(due.len(), rows, before), load::runs(&shared.database, &shared.plans, &ids).await?))
            };
            match read.await {
                Ok((found, loaded)) => Job::Sleepers { generation, found, read: Ok(loaded) },
                Err(error) => Job::Sleepers { generation, found: Extent::None, read: Err(error) },
            }
        });
    }

    pub(super) fn take_sleepers(&mut self, found: Extent<Timestamp>, read: Result<Vec<Result<Loaded, Unreadable>>, LoadError>) {
        let again = self.sleepers.end(found) || found != Extent::All;
        match read {
            Ok(loaded) => {
                for run in loaded {
                    self.take_loaded(run);
                }
                if again {
                    self.look(Look::SLEEPERS);
                }
            }
            Err(error) => {
                self.outage("sleeping runs could not be looked for", &error);
            }
        }
    }

    /// Deadlines until then are worth having a run in memory for: further ones are found by a later look.
    pub(super) fn horizon(&self) -> Timestamp {
        horizon(&self.shared)
    }

    fn look_for_submissions(&mut self) {
        let settled = self.settled().map(|numbers| numbers.submissions);
        let Some(glance) = self.submissions.begin(settled) else { return };
        let shards = self.searched();
        let not_begun = self.runs.iter().filter(|(_, live)| live.head > 0 && live.unwritten > 0).map(|(run_id, _)| *run_id);
        let known: Vec<RunId> = not_begun.chain(self.set_aside.keys().copied()).collect();
        let rows = PAGE.min(self.max_live - self.runs.len());
        let (shared, generation) = (self.shared.clone(), self.generation);
        self.spawn(async move {
            match load::submissions(&shared.database, &shared.plans, &shards, glance.after, &known, rows).await {
                Ok((read, last)) => Job::Submissions { generation, found: extent(read.len(), rows, last), read: Ok(read) },
                Err(error) => Job::Submissions { generation, found: Extent::None, read: Err(error) },
            }
        });
    }

    pub(super) fn take_submissions(&mut self, found: Extent<i64>, read: Result<Vec<Result<Fresh, Unreadable>>, LoadError>) {
        let again = self.submissions.end(found) || found != Extent::All;
        match read {
            Ok(found) => {
                let overtaken = std::mem::take(&mut self.submissions.overtaken_runs);
                for run in found {
                    match run {
                        Ok(fresh) if overtaken.contains(&fresh.run_id) => {}
                        Ok(fresh) => self.begin(fresh),
                        Err(unreadable) => self.take_loaded(Err(unreadable)),
                    }
                }
                if again {
                    self.look(Look::SUBMISSIONS);
                }
            }
            Err(error) => {
                self.outage("submissions could not be read", &error);
            }
        }
    }

    fn look_for_requests(&mut self) {
        let settled = self.settled().map(|numbers| numbers.requests);
        let Some(glance) = self.requests.begin(settled) else { return };
        let shards = self.searched();
        let known: Vec<i64> = self.taken.iter().copied().collect();
        let inbox = |(asker, _): &(Asker, Asked)| if let Asker::Inbox(id) = asker { Some(*id) } else { None };
        let waiting: Vec<i64> = self.wanted.values().flatten().filter_map(inbox).collect();
        let (shared, generation) = (self.shared.clone(), self.generation);
        self.spawn(async move {
            let read = load::open_requests(&shared.database, &shared.plans, &shards, glance.after, &known, &waiting, PAGE).await;
            Job::Requests { generation, read }
        });
    }

    pub(super) fn take_requests(&mut self, read: Result<Requests, LoadError>) {
        let found = match &read {
            Ok(requests) => extent(requests.open.len(), PAGE, requests.open.last().map(|open| open.id)),
            Err(_) => Extent::None,
        };
        let again = self.requests.end(found) || found != Extent::All;
        match read {
            Ok(Requests { open: found, closed }) => {
                self.forget_closed(&closed);
                let overtaken = std::mem::take(&mut self.requests.overtaken_requests);
                for open in found {
                    if !overtaken.contains(&open.id) && self.taken.insert(open.id) {
                        self.take_request(open);
                    }
                }
                if again {
                    self.look(Look::REQUESTS);
                }
            }
            Err(error) => {
                self.outage("requests could not be read", &error);
            }
        }
    }

    /// Requests to a run that was withdrawn before it began were answered by whoever withdrew it: nobody brings the run for them.
    fn forget_closed(&mut self, closed: &HashSet<i64>) {
        if closed.is_empty() {
            return;
        }
        self.taken.retain(|id| !closed.contains(id));
        let mut unwanted = Vec::new();
        for (run_id, waiting) in &mut self.wanted {
            let before = waiting.len();
            waiting.retain(|(asker, _)| !matches!(asker, Asker::Inbox(id) if closed.contains(id)));
            if waiting.is_empty() && before > 0 {
                unwanted.push(*run_id);
            }
        }
        // An empty list marks a run as being loaded: so it is, and one that is missing is then wanted no more.
        self.read_wanted(unwanted);
    }

    /// A request that could not be served now: the next look finds it again.
    pub(super) fn leave_request(&mut self, id: i64) {
        if self.taken.remove(&id) {
            self.requests.lower(id - 1);
        }
    }

    fn take_request(&mut self, open: OpenRequest) {
        let OpenRequest { id, run_id, asked } = open;
        let asker = Asker::Inbox(id);
        match asked {
            Ok(asked) => self.serve(run_id, asker, asked),
            Err(message) => {
                self.push_answer(run_id, asker, Answer::refused("UNKNOWN_REQUEST", message));
            }
        }
    }
}

//! One writer: holds the runs of its shards in memory, hands them what happened, and gathers what they want written.
//!
//! ```text
//! mail (outcomes, submissions, hints) ──► apply ──► forming ──► wave ──► committed ──► tell who waits, issue commands
//! ```
//!
//! A machine in memory runs ahead of what is durable; nobody outside learns of that before the commit. At most one commit is
//! under way: while it is, transitions gather; when it returns, what gathered is the next wave. There is no timer in it.

mod flush;
mod leaving;
mod loads;
mod parking;
pub(crate) mod runs;
mod search;
mod tasks;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use machine::Event;
use store::StoreError;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::Instant;

use self::flush::Stalled;
use self::leaving::Leaving;
use self::loads::Left;
use self::parking::Until;
use self::runs::Live;
use self::search::Search;
use self::tasks::Tasks;
use crate::host::{Halt, Shared};
use crate::inbox::{Answer, Asked, Asker};
use crate::load::{Fresh, LoadError, Loaded, Requests, Unreadable};
use crate::ports::RunId;
use crate::reach::Extent;
use crate::shards::ShardSet;
use crate::wave::{Advance, Begun, Written};
use crate::work::Outcome;

/// What reaches a lane from outside.
pub(crate) enum Mail {
    /// Shards are this lane's, with their epochs.
    Gained(Vec<(i16, i64)>),
    /// The process may not write these shards any more. Efforts under way go on: the shards may come back.
    Lost,
    /// Shards that did not come back: somebody else has them.
    Gone(ShardSet),
    /// Shards that another process is to have: they are to come to rest by then. Answered with those that did; no answer means none.
    Leave { shards: ShardSet, until: Instant, answer: oneshot::Sender<ShardSet> },
    /// A run was submitted in this process.
    Submitted(Box<Fresh>),
    /// A run to be created and begun in one commit.
    Start(Box<Fresh>, oneshot::Sender<Begun>),
    /// Something is asked of a run, by a caller in this process.
    Ask(Box<Question>),
    /// Something may wait in the database.
    Look(Look),
    /// A task ended.
    Done(Box<Outcome>),
}

/// What a caller in this process asks of a run. Dropped where this lane cannot serve it.
pub(crate) struct Question {
    pub(crate) run_id: RunId,
    pub(crate) event: Event,
    pub(crate) caller: oneshot::Sender<Answer>,
}

/// What to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) submissions: bool,
    pub(crate) requests: bool,
    /// Runs asleep whose deadline is near.
    pub(crate) sleepers: bool,
    /// Runs asleep of which something elsewhere has ended.
    pub(crate) wakes: bool,
}

impl Look {
    pub(crate) const NONE: Self = Self { submissions: false, requests: false, sleepers: false, wakes: false };
    pub(crate) const ALL: Self = Self { submissions: true, requests: true, sleepers: true, wakes: true };
    pub(crate) const SUBMISSIONS: Self = Self { submissions: true, ..Self::NONE };
    pub(crate) const REQUESTS: Self = Self { requests: true, ..Self::NONE };
    pub(crate) const SLEEPERS: Self = Self { sleepers: true, ..Self::NONE };
    pub(crate) const WAKES: Self = Self { wakes: true, ..Self::NONE };
    /// All that had to wait for room.
    pub(crate) const FOR_ROOM: Self = Self { requests: false, ..Self::ALL };
}

/// What a lane wants of the keeper of shards.
#[derive(Debug)]
pub(crate) enum Plea {
    /// What is in memory may differ from what is stored: claim the shards anew.
    Reclaim { why: String },
}

/// Database work under way beside the loop.
enum Job {
    Written {
        generation: u64,
        written: Written,
    },
    Submissions {
        generation: u64,
        found: Extent<i64>,
        read: Result<Vec<Result<Fresh, Unreadable>>, LoadError>,
    },
    Requests {
        generation: u64,
        read: Result<Requests, LoadError>,
    },
    /// A page of the running runs of shards just gained.
    Page {
        generation: u64,
        shards: Vec<i16>,
        last: Option<RunId>,
        read: Result<Vec<Result<Loaded, Unreadable>>, LoadError>,
    },
    /// Runs asleep whose deadline is near.
    Sleepers {
        generation: u64,
        found: Extent<Timestamp>,
        read: Result<Vec<Result<Loaded, Unreadable>>, LoadError>,
    },
    /// Runs that somebody asked something of, or that were woken.
    Wanted {
        generation: u64,
        runs: Vec<RunId>,
        read: Result<Vec<Result<Loaded, Unreadable>>, LoadError>,
    },
    /// What runs are to be woken by.
    Wakes {
        generation: u64,
        found: Extent<i64>,
        read: Result<Vec<(i64, RunId)>, LoadError>,
    },
    /// Tries that are carried out elsewhere were to be marked; all of these runs' are.
    Marked {
        generation: u64,
        runs: Vec<RunId>,
        marked: Result<HashMap<RunId, Until>, StoreError>,
    },
    /// The attempt to pause a run whose entries were refused.
    Condemned {
        generation: u64,
        run_id: RunId,
        end: flush::Condemnation,
    },
}

/// Rows of one search.
const PAGE: usize = 500;

/// Messages taken in at once.
const MAIL_AT_ONCE: usize = 512;

pub(crate) struct Lane {
    shared: Arc<Shared>,
    mail: mpsc::Receiver<Mail>,
    /// For tasks to answer to.
    address: mpsc::Sender<Mail>,
    keeper: mpsc::Sender<Plea>,
    max_live: usize,

    /// Grows whenever memory is thrown away; work begun for an older one is ignored.
    generation: u64,
    owned: HashMap<i16, i64>,
    leaving: Option<Leaving>,
    /// Everything was lost, and nothing has come back yet: what ends meanwhile may still count.
    is_away: bool,
    runs: HashMap<RunId, Live>,
    timers: BTreeSet<(Timestamp, RunId)>,
    /// Runs that sleep in memory, and until when.
    dozing: VecDeque<(Instant, RunId)>,
    tasks: Tasks,
    /// Outcomes taken in and not yet durable, with the end of the journal that holds them. If memory is thrown away before, they
    /// are handed in again, so that an effort that has ended is not paid for twice.
    undurable: HashMap<RunId, Vec<(u64, Outcome)>>,
    /// Outcomes of runs that are about to be loaded again.
    stash: HashMap<RunId, Vec<Outcome>>,
    /// Shards whose running runs are not all loaded, and from where to go on.
    to_load: VecDeque<(Vec<i16>, RunId)>,
    page_under_way: bool,
    submissions: Search<i64>,
    requests: Search<i64>,
    sleepers: Search<Timestamp>,
    wakes: Search<i64>,
    /// Wakes taken in and not yet deleted durably.
    taken_wakes: HashSet<i64>,
    /// Wakes that wait for their run to be loaded.
    waking: HashMap<RunId, Vec<i64>>,
    /// How often the bells of modules had rung when wakes were last looked for.
    wakes_rung: u64,
    /// Runs of which something is carried out elsewhere, and since when nothing has happened to them.
    resting: BTreeSet<(Instant, RunId)>,
    /// Tries are being marked.
    marking: bool,
    /// Runs that left memory while loads were under way.
    left: HashMap<RunId, Left>,
    loads: usize,
    /// Whoever started a run that is not durable yet.
    starting: HashMap<RunId, oneshot::Sender<Begun>>,
    /// Requests taken in and not yet answered durably.
    taken: HashSet<i64>,
    /// Requests that wait for their run to be loaded.
    wanted: HashMap<RunId, Vec<(Asker, Asked)>>,
    /// Those that are to be read next, while others are being read.
    to_read: Vec<RunId>,
    reading_wanted: bool,
    /// Runs whose entries were refused and that are being paused; nobody may take them up meanwhile.
    condemning: HashSet<RunId>,
    /// Runs that could not be taken up, and why.
    set_aside: HashMap<RunId, String>,

    forming: VecDeque<Advance>,
    flushing: bool,
    /// Shards of the wave that is being written.
    in_flight: ShardSet,
    stalled: HashMap<RunId, Stalled>,
    /// Refusals of the same run in a row, all of them transient.
    patience: HashMap<RunId, u32>,
    /// The database is away: not before this moment.
    not_before: Option<Instant>,
    outages: u32,
    jobs: JoinSet<Job>,
    stopping: bool,
    dead: bool,
}

impl Lane {
    pub(crate) fn new(shared: Arc<Shared>, mail: mpsc::Receiver<Mail>, address: mpsc::Sender<Mail>, keeper: mpsc::Sender<Plea>) -> Self {
        let max_live = (shared.config.max_live_runs / shared.config.lanes.max(1)).max(1);
        Self {
            shared,
            mail,
            address,
            keeper,
            max_live,
            generation: 0,
            owned: HashMap::new(),
            leaving: None,
            is_away: true,
            runs: HashMap::new(),
            timers: BTreeSet::new(),
            dozing: VecDeque::new(),
            tasks: Tasks::default(),
            undurable: HashMap::new(),
            stash: HashMap::new(),
            to_load: VecDeque::new(),
            page_under_way: false,
            submissions: Search::default(),
            requests: Search::default(),
            sleepers: Search::default(),
            wakes: Search::default(),
            taken_wakes: HashSet::new(),
            waking: HashMap::new(),
            wakes_rung: 0,
            resting: BTreeSet::new(),
            marking: false,
            left: HashMap::new(),
            loads: 0,
            starting: HashMap::new(),
            taken: HashSet::new(),
            wanted: HashMap::new(),
            to_read: Vec::new(),
            reading_wanted: false,
            condemning: HashSet::new(),
            set_aside: HashMap::new(),
            forming: VecDeque::new(),
            flushing: false,
            in_flight: ShardSet::NONE,
            stalled: HashMap::new(),
            patience: HashMap::new(),
            not_before: None,
            outages: 0,
            jobs: JoinSet::new(),
            stopping: false,
            dead: false,
        }
    }

    /// Works until the host stops or dies.
    pub(crate) async fn work(mut self) {
        let shared = self.shared.clone();
        let mut halt = shared.halt.subscribe();
        // It may have been told to stop before it began.
        halt.mark_changed();
        let mut letters = Vec::with_capacity(MAIL_AT_ONCE);
        loop {
            let due = self.timers.first().map(|(moment, _)| *moment);
            let retry = self.next_retry();
            let parking = self.next_parking();
            let leaving = self.next_leaving();
            tokio::select! {
                biased;
                changed = halt.changed() => {
                    let now = if changed.is_err() { Halt::Dead } else { *halt.borrow_and_update() };
                    match now {
                        Halt::Running => {}
                        Halt::Draining => self.drain(),
                        Halt::Stopping => self.stop(),
                        Halt::Dead => self.dead = true,
                    }
                }
                count = self.mail.recv_many(&mut letters, MAIL_AT_ONCE) => {
                    // The lane holds a sender itself, so the channel never closes.
                    debug_assert!(count > 0, "a lane's mail never closes");
                    for letter in letters.drain(..) {
                        self.receive(letter);
                    }
                }
                Some(job) = self.jobs.join_next() => self.finish(job),
                () = shared.clock.reach(due.unwrap_or(Timestamp::MAX)), if due.is_some() => {}
                () = tokio::time::sleep_until(retry.unwrap_or_else(Instant::now)), if retry.is_some() => self.retry(),
                () = tokio::time::sleep_until(parking.unwrap_or_else(Instant::now)), if parking.is_some() => self.park(),
                () = tokio::time::sleep_until(leaving.unwrap_or_else(Instant::now)), if leaving.is_some() => {}
            }
            while let Some(job) = self.jobs.try_join_next() {
                self.finish(job);
            }
            // Also while mail never ends.
            self.ring();
            if self.dead {
                return;
            }
            self.flush_when_idle();
            self.leave_at_rest();
            if self.stopping && !self.flushing && self.forming.is_empty() && self.tasks.runs_here().next().is_none() {
                return;
            }
        }
    }

    fn receive(&mut self, letter: Mail) {
        match letter {
            Mail::Gained(shards) => self.gain(shards),
            Mail::Lost => self.forget(),
            Mail::Gone(shards) => self.give_up(shards),
            Mail::Leave { shards, until, answer } => self.leave(shards, until, answer),
            Mail::Submitted(fresh) => self.begin_submitted(*fresh),
            Mail::Start(fresh, begun) => self.start(*fresh, begun),
            Mail::Ask(question) => self.take_question(*question),
            Mail::Look(look) => self.look(look),
            Mail::Done(outcome) => self.take_outcome(*outcome),
        }
    }

    fn finish(&mut self, job: Result<Job, tokio::task::JoinError>) {
        let job = match job {
            Ok(job) => job,
            Err(error) if error.is_cancelled() => return,
            Err(error) => {
                tracing::error!(%error, "database work of the engine panicked; its shards are claimed anew");
                return self.disown(format!("database work panicked: {error}"));
            }
        };
        match job {
            Job::Written { generation, written } if generation == self.generation => self.take_written(written),
            Job::Submissions { generation, found, read } if generation == self.generation => self.take_submissions(found, read),
            Job::Requests { generation, read } if generation == self.generation => self.take_requests(read),
            Job::Page { generation, shards, last, read } if generation == self.generation => {
                self.take_page(shards, last, read);
                self.load_ends();
            }
            Job::Sleepers { generation, found, read } if generation == self.generation => {
                self.take_sleepers(found, read);
                self.load_ends();
            }
            Job::Wanted { generation, runs, read } if generation == self.generation => {
                self.take_wanted(runs, read);
                self.load_ends();
                self.read_next();
            }
            Job::Wakes { generation, found, read } if generation == self.generation => self.take_wakes(found, read),
            Job::Marked { generation, runs, marked } if generation == self.generation => self.take_marked(runs, marked),
            Job::Condemned { generation, run_id, end } if generation == self.generation => self.take_condemned(run_id, end),
            // Work for memory that was thrown away.
            _ => {}
        }
    }

    fn spawn(&mut self, job: impl Future<Output = Job> + Send + 'static) {
        self.jobs.spawn(job);
    }

    /// No new work; what is under way may end.
    fn drain(&mut self) {
        self.stopping = true;
        // It has cost nothing yet, and stands in the journals.
        drop(self.tasks.call_back(|_| true));
    }

    /// No new work; what is decided is still written.
    fn stop(&mut self) {
        self.stopping = true;
        self.tasks.abort_all();
    }

    /// Memory may be wrong, or may not be written any more: throws it away and asks for the shards anew.
    fn disown(&mut self, why: String) {
        self.forget();
        // The keeper is gone only when the host ends.
        let _ = self.keeper.try_send(Plea::Reclaim { why });
    }

    /// Throws away everything but efforts under way and results that are not durable, which may still count.
    fn forget(&mut self) {
        self.generation += 1;
        for (run_id, outcomes) in self.undurable.drain() {
            self.stash.entry(run_id).or_default().extend(outcomes.into_iter().map(|(_, outcome)| outcome));
        }
        self.jobs.abort_all();
        self.owned.clear();
        self.leaving = None;
        self.is_away = true;
        self.shared.live.fetch_sub(self.runs.len(), Ordering::Relaxed);
        self.runs.clear();
        self.timers.clear();
        self.dozing.clear();
        self.to_load.clear();
        self.page_under_way = false;
        self.submissions = Search::default();
        self.requests = Search::default();
        self.sleepers = Search::default();
        self.wakes = Search::default();
        self.taken_wakes.clear();
        self.waking.clear();
        self.resting.clear();
        self.marking = false;
        self.left.clear();
        self.loads = 0;
        // Nobody knows whether these were stored: whoever started them looks.
        self.starting.clear();
        self.taken.clear();
        self.wanted.clear();
        self.to_read.clear();
        self.reading_wanted = false;
        self.condemning.clear();
        self.set_aside.clear();
        self.forming.clear();
        self.flushing = false;
        self.in_flight = ShardSet::NONE;
        self.stalled.clear();
        self.patience.clear();
    }

    fn next_retry(&self) -> Option<Instant> {
        let stalled = self.stalled.values().map(|stalled| stalled.due).min();
        let dozed = self.dozing.front().map(|(due, _)| *due);
        [self.not_before, stalled, dozed].into_iter().flatten().min()
    }
}

/// Doubles from 50 ms to 5 s.
fn backoff(failures: u32) -> Duration {
    Duration::from_millis(50 << failures.min(7)).min(Duration::from_secs(5))
}

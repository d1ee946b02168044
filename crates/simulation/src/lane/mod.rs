//! The single writer of a process's shards: `engine::lane` without its tasks, its timers and its database, in the same rooms.
//!
//! It holds the same memory and takes the same decisions in the same order. What it wants done lands in `out`, and whoever runs it does
//! that when the schedule says so.

mod flush;
mod leaving;
mod loads;
mod looks;
mod moves;
mod parking;
mod runs;
mod tasks;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use machine::{Blueprint, Command, Effort, Event, Machine};
use serde_json::Value;

use self::leaving::Leaving;
use self::loads::Left;
use self::parking::Parking;
pub(crate) use self::parking::{FAR, is_far, limit_of, wakes_at};
pub(crate) use self::tasks::Place;
use crate::Broken;
use crate::requests::Asked;
use crate::store::{Epoch, Fresh, Loaded, RequestId, RunId, Shard, WakeId, shard_of};
use crate::wave::{Advance, Answer, Birth, Head};

/// Rows of one search; few, so that there are several pages.
const PAGE: usize = 3;
/// Refusals for a lock in a row, after which a run counts as at fault.
const PATIENCE: u32 = 9;
/// Advances in one wave.
const WAVE: usize = 6;
/// How far ahead runs are woken.
const HORIZON: SignedDuration = SignedDuration::from_secs(3);

/// What a task is for. Unique inside a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Task {
    pub(crate) effort: Effort,
    /// Which try of an effect; absent for checks.
    pub(crate) tried: Option<u32>,
    /// By what is checked: a run that moves to another plan may want it checked otherwise. Empty for effects.
    pub(crate) by: String,
}

impl Task {
    pub(crate) fn of(command: &Command) -> Option<Self> {
        match command {
            Command::RunEffect { effort, tried, .. } => Some(Self { effort: effort.clone(), tried: Some(*tried), by: String::new() }),
            Command::RunChecks { effort, checks, .. } => Some(Self::checks(effort, checks)),
            Command::Abandon { .. } => None,
        }
    }

    /// The task of checking what an attempt gave.
    pub(crate) fn checks(effort: &Effort, checks: &[Value]) -> Self {
        Self { effort: effort.clone(), tried: None, by: checks.iter().map(Value::to_string).collect() }
    }
}

/// How a task ended.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) run: RunId,
    pub(crate) task: Task,
    pub(crate) event: Event,
}

/// A look into the store beside the loop.
#[derive(Debug, Clone)]
pub(crate) enum Read {
    Submissions {
        shards: BTreeSet<Shard>,
        known: BTreeSet<RunId>,
        rows: usize,
    },
    Requests {
        shards: BTreeSet<Shard>,
        known: BTreeSet<RequestId>,
        rows: usize,
    },
    Page {
        shards: BTreeSet<Shard>,
        after: Option<RunId>,
        rows: usize,
    },
    Sleepers {
        shards: BTreeSet<Shard>,
        until: Timestamp,
        known: BTreeSet<RunId>,
        rows: usize,
    },
    Wanted(Vec<RunId>),
    Wakes {
        shards: BTreeSet<Shard>,
        known: BTreeSet<WakeId>,
        rows: usize,
    },
    /// Marks tries that are carried out elsewhere.
    Park {
        runs: Vec<RunId>,
        tries: Vec<(RunId, Task)>,
    },
    /// Not a look alone: pauses a run at the end of its journal, under these epochs.
    Condemn {
        run: RunId,
        epochs: BTreeMap<Shard, Epoch>,
        requests: Vec<RequestId>,
        /// What was refused is how it begins.
        begins: bool,
    },
}

/// What was found.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    Submissions(Vec<Fresh>),
    Requests(Vec<(RequestId, RunId, Asked)>),
    Page {
        shards: BTreeSet<Shard>,
        last: Option<RunId>,
        loaded: Vec<Loaded>,
    },
    Sleepers {
        full: bool,
        loaded: Vec<Loaded>,
    },
    Wanted {
        runs: Vec<RunId>,
        loaded: Vec<Loaded>,
    },
    Wakes {
        full: bool,
        found: Vec<(WakeId, RunId)>,
    },
    Marked {
        runs: Vec<RunId>,
        unmarked: BTreeSet<RunId>,
    },
    Condemned {
        run: RunId,
        answered: Vec<(RequestId, Answer)>,
        end: Condemnation,
    },
    /// The store could not be reached; what was looked for.
    Nothing(Read),
}

impl Found {
    /// For people.
    pub(crate) fn told(&self) -> String {
        let runs = |loaded: &[Loaded]| loaded.iter().map(|loaded| (loaded.run, loaded.machine.last_seq())).collect::<Vec<_>>();
        match self {
            Self::Submissions(found) => format!("submissions {:?}", found.iter().map(|fresh| fresh.run).collect::<Vec<_>>()),
            Self::Requests(found) => format!("requests {:?}", found.iter().map(|(id, ..)| *id).collect::<Vec<_>>()),
            Self::Page { loaded, .. } => format!("a page of runs {:?}", runs(loaded)),
            Self::Sleepers { loaded, .. } => format!("sleepers {:?}", runs(loaded)),
            Self::Wanted { loaded, .. } => format!("wanted runs {:?}", runs(loaded)),
            Self::Wakes { found, .. } => format!("wakes {found:?}"),
            Self::Marked { runs, unmarked } => format!("runs {runs:?} marked, but for {unmarked:?}"),
            Self::Condemned { run, end, .. } => format!("run {run} condemned: {end:?}"),
            Self::Nothing(read) => format!("no answer to {read:?}"),
        }
    }
}

/// What became of the attempt to pause a run whose entries were refused.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Condemnation {
    Paused { last_seq: u64, row: Option<Head> },
    SetAside,
    Interrupted,
}

/// What a lane wants done.
#[derive(Debug)]
pub(crate) enum Out {
    Wave {
        epochs: BTreeMap<Shard, Epoch>,
        advances: Vec<Advance>,
    },
    Read(Read),
    Start {
        run: RunId,
        task: Task,
        command: Command,
    },
    Abort {
        run: RunId,
        task: Task,
    },
    /// Followers are told how far a run has come.
    Told {
        run: RunId,
        last_seq: u64,
    },
    /// Whoever asked is told.
    Answered {
        id: RequestId,
        answer: Answer,
    },
    /// Whoever started a run is told.
    Begun {
        run: RunId,
        here: bool,
    },
    Reclaim,
    /// These shards are the keeper's to release, which asked for it under this number.
    Left {
        ticket: u64,
        shards: BTreeSet<Shard>,
        /// Those that were not ready.
        stay: BTreeSet<Shard>,
    },
    /// Only of a broken host: runs that come of others, written apart.
    Submit(Birth),
}

/// What to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) submissions: bool,
    pub(crate) requests: bool,
    pub(crate) sleepers: bool,
    pub(crate) wakes: bool,
}

impl Look {
    const NONE: Self = Self { submissions: false, requests: false, sleepers: false, wakes: false };
    pub(crate) const ALL: Self = Self { submissions: true, requests: true, sleepers: true, wakes: true };
    const SUBMISSIONS: Self = Self { submissions: true, ..Self::NONE };
    const REQUESTS: Self = Self { requests: true, ..Self::NONE };
    const SLEEPERS: Self = Self { sleepers: true, ..Self::NONE };
    const WAKES: Self = Self { wakes: true, ..Self::NONE };
    const FOR_ROOM: Self = Self { requests: false, ..Self::ALL };
}

/// A search that runs at most once at a time.
#[derive(Debug, Default)]
struct Search {
    under_way: bool,
    again: bool,
    overtaken_runs: BTreeSet<RunId>,
    overtaken_requests: BTreeSet<RequestId>,
    overtaken_wakes: BTreeSet<WakeId>,
}

/// A run whose only writer this lane is.
#[derive(Debug)]
pub(crate) struct Live {
    blueprint: Blueprint,
    pub(crate) machine: Machine,
    head: u64,
    /// Where its journal is known to end.
    durable: u64,
    pub(crate) unwritten: usize,
    wake_at: Option<Timestamp>,
    row: Option<Head>,
    parking: Parking,
}

#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) now: Timestamp,
    pub(crate) out: Vec<Out>,
    broken: Option<Broken>,
    max_live: usize,

    pub(crate) generation: u64,
    pub(crate) owned: BTreeMap<Shard, Epoch>,
    pub(crate) runs: BTreeMap<RunId, Live>,
    timers: BTreeSet<(Timestamp, RunId)>,
    pub(crate) tasks: BTreeMap<(RunId, Task), Place>,
    undurable: BTreeMap<RunId, Vec<(u64, Outcome)>>,
    stash: BTreeMap<RunId, Vec<Outcome>>,
    to_load: VecDeque<(BTreeSet<Shard>, Option<RunId>)>,
    page_under_way: bool,
    submissions: Search,
    requests: Search,
    sleepers: Search,
    wakes: Search,
    taken_wakes: BTreeSet<WakeId>,
    waking: BTreeMap<RunId, Vec<WakeId>>,
    marking: bool,
    starting: BTreeSet<RunId>,
    taken: BTreeSet<RequestId>,
    wanted: BTreeMap<RunId, Vec<(RequestId, Asked)>>,
    condemning: BTreeSet<RunId>,
    pub(crate) set_aside: BTreeSet<RunId>,
    /// Runs that left memory while loads were under way, and where their journals ended: what such a load brings may be old.
    left: BTreeMap<RunId, Left>,
    loads: usize,
    leaving: Option<Leaving>,
    /// Shards that were handed over: nothing of them is worth keeping.
    pub(crate) given_up: BTreeSet<Shard>,
    /// Reads wait until shards have gone: runs that are to be read then, and whether anything else waits.
    to_read: Vec<RunId>,
    put_off: bool,

    forming: VecDeque<Advance>,
    /// The shards of the wave that is under way.
    flushing: Option<BTreeSet<Shard>>,
    stalled: BTreeMap<RunId, VecDeque<Advance>>,
    patience: BTreeMap<RunId, u32>,
    outage: bool,
    pub(crate) stopping: bool,
}

impl Lane {
    pub(crate) fn new(now: Timestamp, max_live: usize, broken: Option<Broken>) -> Self {
        Self {
            now,
            out: Vec::new(),
            broken,
            max_live,
            generation: 0,
            owned: BTreeMap::new(),
            runs: BTreeMap::new(),
            timers: BTreeSet::new(),
            tasks: BTreeMap::new(),
            undurable: BTreeMap::new(),
            stash: BTreeMap::new(),
            to_load: VecDeque::new(),
            page_under_way: false,
            submissions: Search::default(),
            requests: Search::default(),
            sleepers: Search::default(),
            wakes: Search::default(),
            taken_wakes: BTreeSet::new(),
            waking: BTreeMap::new(),
            marking: false,
            starting: BTreeSet::new(),
            taken: BTreeSet::new(),
            wanted: BTreeMap::new(),
            condemning: BTreeSet::new(),
            set_aside: BTreeSet::new(),
            left: BTreeMap::new(),
            loads: 0,
            leaving: None,
            given_up: BTreeSet::new(),
            to_read: Vec::new(),
            put_off: false,
            forming: VecDeque::new(),
            flushing: None,
            stalled: BTreeMap::new(),
            patience: BTreeMap::new(),
            outage: false,
            stopping: false,
        }
    }

    /// After whatever happened: deadlines that have come, shards that can go, and the next wave if none is under way.
    pub(crate) fn turn(&mut self) {
        self.ring();
        self.leave_when_ready();
        self.flush_when_idle();
    }

    pub(crate) fn stop(&mut self) {
        self.stopping = true;
        self.leaving = None;
        self.abort_where(|_| true);
    }

    /// Whether everything that was decided is written.
    pub(crate) fn is_done(&self) -> bool {
        self.stopping && self.flushing.is_none() && self.forming.is_empty()
    }

    /// Whether a moment to try again is waited for.
    pub(crate) fn waits_to_retry(&self) -> bool {
        self.outage || !self.stalled.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.runs.len() >= self.max_live
    }

    /// What is in memory, for people.
    pub(crate) fn told(&self) -> String {
        let one = |(run, live): (&RunId, &Live)| {
            let (status, asleep, due) = (live.machine.status(), live.machine.is_asleep(), live.machine.next_deadline());
            let tasks = self.tasks.keys().filter(|(of, _)| of == run).count();
            let (unwritten, parking) = (live.unwritten, live.parking);
            format!("run {run} is {status:?}, asleep {asleep}, due {due:?}, {unwritten} unwritten, {tasks} tasks, {parking:?}")
        };
        let runs: Vec<String> = self.runs.iter().map(one).collect();
        format!("{}; waits for loads of {:?}", runs.join("; "), self.wanted.keys())
    }

    /// Nobody may take it up meanwhile.
    fn is_being_condemned(&self, run: RunId) -> bool {
        self.condemning.contains(&run) && !self.is(Broken::TakesUpTheCondemned)
    }

    fn is(&self, broken: Broken) -> bool {
        self.broken == Some(broken)
    }

    // ----------------------------------------------------------------------------------------------------- shards

    pub(crate) fn gain(&mut self, shards: Vec<(Shard, Epoch)>) {
        self.owned.extend(shards.iter().copied());
        let shards: BTreeSet<Shard> = shards.into_iter().map(|(shard, _)| shard).collect();
        self.given_up.retain(|shard| !shards.contains(shard));
        let of_tasks = self.tasks.keys().map(|(run, _)| *run);
        let known: BTreeSet<RunId> = of_tasks.chain(self.stash.keys().copied()).filter(|run| shards.contains(&shard_of(*run))).collect();
        for run in known {
            self.load_single(run);
        }
        self.to_load.push_back((shards, None));
        self.load_page();
        self.look(Look::ALL);
    }

    /// Shards that somebody else has now.
    pub(crate) fn give_up(&mut self, shards: &BTreeSet<Shard>) {
        self.abort_where(|run| shards.contains(&shard_of(run)));
        self.stash.retain(|run, _| !shards.contains(&shard_of(*run)));
    }

    fn disown(&mut self) {
        self.forget();
        self.out.push(Out::Reclaim);
    }

    /// Throws away everything but efforts under way and results that are not durable, which may still count.
    pub(crate) fn forget(&mut self) {
        self.generation += 1;
        // What was to be read for memory that is gone is of no use.
        self.out.retain(|out| !matches!(out, Out::Read(_)));
        for (run, outcomes) in std::mem::take(&mut self.undurable) {
            self.stash.entry(run).or_default().extend(outcomes.into_iter().map(|(_, outcome)| outcome));
        }
        self.owned.clear();
        self.runs.clear();
        self.timers.clear();
        self.to_load.clear();
        self.page_under_way = false;
        self.submissions = Search::default();
        self.requests = Search::default();
        self.sleepers = Search::default();
        self.wakes = Search::default();
        self.taken_wakes.clear();
        self.waking.clear();
        self.marking = false;
        self.starting.clear();
        self.taken.clear();
        self.wanted.clear();
        self.condemning.clear();
        self.set_aside.clear();
        self.left.clear();
        self.loads = 0;
        self.leaving = None;
        self.to_read.clear();
        self.put_off = false;
        self.forming.clear();
        self.flushing = None;
        self.stalled.clear();
        self.patience.clear();
    }
}

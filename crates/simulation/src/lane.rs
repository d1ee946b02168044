//! The single writer of a process's shards: `engine::lane` without its tasks, its timers and its database.
//!
//! It holds the same memory and takes the same decisions in the same order. What it wants done lands in `out`, and whoever runs it does
//! that when the schedule says so.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use machine::{Blueprint, Command, Effort, Event, Machine, RunStatus, Transition};

use crate::Broken;
use crate::store::{Epoch, Filed, Fresh, Loaded, RequestId, RunId, Shard, shard_of};
use crate::wave::{Advance, Answer, Birth, End, Head, Progress, Written, births, head_of, text_of};

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
}

impl Task {
    pub(crate) fn of(command: &Command) -> Option<Self> {
        match command {
            Command::RunEffect { effort, tried, .. } => Some(Self { effort: effort.clone(), tried: Some(*tried) }),
            Command::RunChecks { effort, .. } => Some(Self { effort: effort.clone(), tried: None }),
            Command::Abandon { .. } => None,
        }
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
    Single(RunId),
    /// Not a look alone: pauses a run at the end of its journal, under these epochs.
    Condemn {
        run: RunId,
        epochs: BTreeMap<Shard, Epoch>,
        requests: Vec<RequestId>,
    },
}

/// What was found.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    Submissions(Vec<Fresh>),
    Requests(Vec<(RequestId, Filed)>),
    Page {
        shards: BTreeSet<Shard>,
        last: Option<RunId>,
        loaded: Vec<Loaded>,
    },
    Sleepers {
        full: bool,
        loaded: Vec<Loaded>,
    },
    Single(RunId, Option<Box<Loaded>>),
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
            Self::Requests(found) => format!("requests {:?}", found.iter().map(|(id, _)| *id).collect::<Vec<_>>()),
            Self::Page { loaded, .. } => format!("a page of runs {:?}", runs(loaded)),
            Self::Sleepers { loaded, .. } => format!("sleepers {:?}", runs(loaded)),
            Self::Single(run, loaded) => format!("run {run} at {:?}", loaded.as_ref().map(|loaded| loaded.machine.last_seq())),
            Self::Condemned { run, end, .. } => format!("run {run} condemned: {end:?}"),
            Self::Nothing(read) => format!("no answer to {read:?}"),
        }
    }
}

/// What became of the attempt to pause a run whose entries were refused.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Condemnation {
    Paused { last_seq: u64 },
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
    /// Only of a broken host: runs that come of others, written apart.
    Submit(Birth),
}

/// What to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) submissions: bool,
    pub(crate) requests: bool,
    pub(crate) sleepers: bool,
}

impl Look {
    pub(crate) const ALL: Self = Self { submissions: true, requests: true, sleepers: true };
    const SUBMISSIONS: Self = Self { submissions: true, requests: false, sleepers: false };
    const REQUESTS: Self = Self { submissions: false, requests: true, sleepers: false };
    const SLEEPERS: Self = Self { submissions: false, requests: false, sleepers: true };
}

/// A search that runs at most once at a time.
#[derive(Debug, Default)]
struct Search {
    under_way: bool,
    again: bool,
    overtaken_runs: BTreeSet<RunId>,
    overtaken_requests: BTreeSet<RequestId>,
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
    pub(crate) tasks: BTreeSet<(RunId, Task)>,
    undurable: BTreeMap<RunId, Vec<(u64, Outcome)>>,
    stash: BTreeMap<RunId, Vec<Outcome>>,
    to_load: VecDeque<(BTreeSet<Shard>, Option<RunId>)>,
    page_under_way: bool,
    submissions: Search,
    requests: Search,
    sleepers: Search,
    starting: BTreeSet<RunId>,
    taken: BTreeSet<RequestId>,
    wanted: BTreeMap<RunId, Vec<(RequestId, Event)>>,
    condemning: BTreeSet<RunId>,
    pub(crate) set_aside: BTreeSet<RunId>,
    /// Runs that left memory while loads were under way, and where their journals ended: what such a load brings may be old.
    left: BTreeMap<RunId, u64>,
    loads: usize,

    forming: VecDeque<Advance>,
    flushing: bool,
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
            tasks: BTreeSet::new(),
            undurable: BTreeMap::new(),
            stash: BTreeMap::new(),
            to_load: VecDeque::new(),
            page_under_way: false,
            submissions: Search::default(),
            requests: Search::default(),
            sleepers: Search::default(),
            starting: BTreeSet::new(),
            taken: BTreeSet::new(),
            wanted: BTreeMap::new(),
            condemning: BTreeSet::new(),
            set_aside: BTreeSet::new(),
            left: BTreeMap::new(),
            loads: 0,
            forming: VecDeque::new(),
            flushing: false,
            stalled: BTreeMap::new(),
            patience: BTreeMap::new(),
            outage: false,
            stopping: false,
        }
    }

    /// After whatever happened: deadlines that have come, and the next wave if none is under way.
    pub(crate) fn turn(&mut self) {
        self.ring();
        self.flush_when_idle();
    }

    pub(crate) fn stop(&mut self) {
        self.stopping = true;
        self.abort_where(|_| true);
    }

    /// Whether everything that was decided is written.
    pub(crate) fn is_done(&self) -> bool {
        self.stopping && !self.flushing && self.forming.is_empty()
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
            let tasks = self.tasks.iter().filter(|(of, _)| of == run).count();
            format!("run {run} is {status:?}, asleep {asleep}, due {due:?}, {} unwritten, {tasks} tasks", live.unwritten)
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
        let of_tasks = self.tasks.iter().map(|(run, _)| *run);
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
        self.starting.clear();
        self.taken.clear();
        self.wanted.clear();
        self.condemning.clear();
        self.set_aside.clear();
        self.left.clear();
        self.loads = 0;
        self.forming.clear();
        self.flushing = false;
        self.stalled.clear();
        self.patience.clear();
    }

    // ---------------------------------------------------------------------------------------------------- loading

    fn read(&mut self, read: Read) {
        self.loads += usize::from(matches!(read, Read::Page { .. } | Read::Sleepers { .. } | Read::Single(_)));
        self.out.push(Out::Read(read));
    }

    fn load_page(&mut self) {
        if self.page_under_way || self.stopping || self.runs.len() >= self.max_live {
            return;
        }
        let Some((shards, after)) = self.to_load.pop_front() else { return };
        self.page_under_way = true;
        self.read(Read::Page { shards, after, rows: PAGE });
    }

    /// Work beside the loop has ended.
    pub(crate) fn take_found(&mut self, found: Found) {
        let is_load = match &found {
            Found::Page { .. } | Found::Sleepers { .. } | Found::Single(..) => true,
            Found::Nothing(read) => matches!(read, Read::Page { .. } | Read::Sleepers { .. } | Read::Single(_)),
            Found::Submissions(_) | Found::Requests(_) | Found::Condemned { .. } => false,
        };
        match found {
            Found::Submissions(found) => self.take_submissions(found),
            Found::Requests(found) => self.take_requests(found),
            Found::Page { shards, last, loaded } => self.take_page(shards, last, loaded),
            Found::Sleepers { full, loaded } => self.take_sleepers(full, loaded),
            Found::Single(run, loaded) => self.take_single(run, loaded.map(|loaded| *loaded)),
            Found::Condemned { run, answered, end } => self.take_condemned(run, answered, end),
            Found::Nothing(read) => self.take_nothing(read),
        }
        if is_load {
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
        let of_tasks = self.tasks.iter().map(|(run, _)| *run);
        let is_gone = |run: &RunId| shards.contains(&shard_of(*run)) && !self.runs.contains_key(run) && !self.wanted.contains_key(run);
        let gone: BTreeSet<RunId> = self.stash.keys().copied().chain(of_tasks).filter(is_gone).collect();
        for run in gone {
            self.stash.remove(&run);
            self.abort(run);
        }
    }

    fn load_single(&mut self, run: RunId) {
        if self.runs.contains_key(&run) || self.wanted.contains_key(&run) {
            return;
        }
        // An empty list of requests marks the run as being loaded.
        self.wanted.insert(run, Vec::new());
        if !self.condemning.contains(&run) {
            self.read(Read::Single(run));
        }
    }

    fn take_single(&mut self, run: RunId, loaded: Option<Loaded>) {
        match loaded {
            Some(loaded) if self.is_old(run, &loaded.machine) && !self.runs.contains_key(&run) => self.read(Read::Single(run)),
            Some(loaded) => self.take_up(loaded),
            None => {
                self.set_aside.remove(&run);
                self.look(Look::SUBMISSIONS);
            }
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
            Read::Single(run) => {
                for (id, _) in self.wanted.remove(&run).unwrap_or_default() {
                    self.taken.remove(&id);
                }
                self.requests.again = true;
            }
            Read::Condemn { run, .. } => self.take_condemned(run, Vec::new(), Condemnation::Interrupted),
        }
    }

    /// Whether a run was here meanwhile and has moved on.
    fn is_old(&self, run: RunId, loaded: &Machine) -> bool {
        self.left.get(&run).is_some_and(|end| *end > loaded.last_seq()) && !self.is(Broken::TakesUpWhatIsOld)
    }

    /// Goes on with a run where its journal ends.
    fn take_up(&mut self, loaded: Loaded) {
        let Loaded { run, blueprint, machine, asleep } = loaded;
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
        let row = Some(Head { asleep, ..head_of(&machine) });
        self.runs.insert(run, Live { blueprint, machine, head, durable: head, unwritten: 0, wake_at: None, row });
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
        self.leave_if_idle(run);
    }

    // -------------------------------------------------------------------------------------------------- beginning

    /// A run that its caller wants created and begun in one commit.
    pub(crate) fn start(&mut self, fresh: Fresh) {
        let run = fresh.run;
        let can = !self.stopping
            && self.runs.len() < self.max_live
            && self.owned.contains_key(&shard_of(run))
            && !self.runs.contains_key(&run)
            && !self.starting.contains(&run)
            && !self.set_aside.contains(&run);
        if !can {
            self.out.push(Out::Begun { run, here: false });
            return;
        }
        self.starting.insert(run);
        if self.is(Broken::AnswersBeforeCommit) {
            self.out.push(Out::Begun { run, here: true });
        }
        let creation = Some(fresh.blueprint.clone());
        self.begin(fresh, creation);
    }

    fn begin(&mut self, fresh: Fresh, creation: Option<Blueprint>) {
        let Fresh { run, blueprint, input, approved } = fresh;
        if self.runs.contains_key(&run) || self.set_aside.contains(&run) || self.is_being_condemned(run) {
            return;
        }
        if self.submissions.under_way {
            self.submissions.overtaken_runs.insert(run);
        }
        let (machine, transition) = Machine::start_of(&blueprint, self.now, input, approved);
        self.runs.insert(run, Live { blueprint, machine, head: 0, durable: 0, unwritten: 0, wake_at: None, row: None });
        self.push(run, transition, None, creation);
        if !self.is(Broken::ForgetsFirstTimer) {
            self.set_timer(run);
        }
        self.serve_wanted(run);
    }

    // ---------------------------------------------------------------------------------------------------- looking

    pub(crate) fn look(&mut self, look: Look) {
        if self.stopping || self.owned.is_empty() {
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
    }

    fn shards(&self) -> BTreeSet<Shard> {
        self.owned.keys().copied().collect()
    }

    fn look_for_sleepers(&mut self) {
        if std::mem::replace(&mut self.sleepers.under_way, true) {
            self.sleepers.again = true;
            return;
        }
        let until = self.horizon();
        let in_memory = self.timers.iter().take_while(|(moment, _)| *moment <= until).map(|(_, run)| *run);
        // The rows of those that have just been woken still say that they sleep.
        let woken = self.runs.iter().filter(|(_, live)| live.unwritten > 0 && !self.is(Broken::WakesAgain)).map(|(run, _)| *run);
        let known = in_memory.chain(woken).chain(self.set_aside.iter().copied()).collect();
        let rows = PAGE.min(self.max_live - self.runs.len());
        self.read(Read::Sleepers { shards: self.shards(), until, known, rows });
    }

    fn take_sleepers(&mut self, full: bool, loaded: Vec<Loaded>) {
        self.sleepers.under_way = false;
        for run in loaded {
            self.take_up(run);
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

    fn take_submissions(&mut self, found: Vec<Fresh>) {
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

    fn take_requests(&mut self, found: Vec<(RequestId, Filed)>) {
        self.requests.under_way = false;
        let full = found.len() == PAGE;
        let overtaken = std::mem::take(&mut self.requests.overtaken_requests);
        for (id, filed) in found {
            if !overtaken.contains(&id) && self.taken.insert(id) {
                self.take_request(id, filed);
            }
        }
        if std::mem::take(&mut self.requests.again) || full {
            self.look(Look::REQUESTS);
        }
    }

    fn take_request(&mut self, id: RequestId, filed: Filed) {
        let Filed { run, request, .. } = filed;
        if self.runs.contains_key(&run) && !self.wanted.contains_key(&run) {
            self.apply(run, request, Some(id));
            return;
        }
        self.load_single(run);
        self.wanted.entry(run).or_default().push((id, request));
    }

    fn serve_wanted(&mut self, run: RunId) {
        for (id, request) in self.wanted.remove(&run).unwrap_or_default() {
            self.apply(run, request, Some(id));
        }
    }

    // -------------------------------------------------------------------------------------------------- happening

    /// A task has ended.
    pub(crate) fn take_outcome(&mut self, outcome: Outcome) {
        let run = outcome.run;
        self.hand_in(outcome);
        self.leave_if_idle(run);
    }

    fn hand_in(&mut self, mut outcome: Outcome) {
        let run = outcome.run;
        self.tasks.remove(&(run, outcome.task.clone()));
        if let Some(live) = self.runs.get(&run) {
            if self.is(Broken::MistakesAttempts) {
                mistake(&mut outcome.event, &live.machine);
            }
            let before = live.head;
            self.apply(run, outcome.event.clone(), None);
            if let Some(head) = self.runs.get(&run).map(|live| live.head).filter(|head| *head > before) {
                self.undurable.entry(run).or_default().push((head, outcome));
            } else if self.is(Broken::CountsTwice) {
                self.count_unchecked(run, outcome.event);
            }
        } else if !self.owned.contains_key(&shard_of(run))
            || self.page_under_way
            || !self.to_load.is_empty()
            || self.wanted.contains_key(&run)
        {
            self.stash.entry(run).or_default().push(outcome);
        }
    }

    /// Only of a broken host: writes a result that the machine did not take.
    fn count_unchecked(&mut self, run: RunId, event: Event) {
        let (Event::EffectSucceeded { effort, output }, Some(live)) = (event, self.runs.get_mut(&run)) else { return };
        let entry = machine::Entry::EffectCompleted { effort, output };
        let entries = vec![machine::Recorded { seq: live.machine.last_seq() + 1, at: self.now, entry }];
        live.unwritten += 1;
        let progress = Progress {
            text: text_of(&entries),
            state: live.machine.status(),
            head: None,
            begins: false,
            creation: None,
            births: Vec::new(),
            commands: Vec::new(),
            entries,
        };
        self.form(Advance { run, shard: shard_of(run), progress: Some(progress), answers: Vec::new() });
    }

    fn ring(&mut self) {
        if self.timers.first().is_none_or(|(first, _)| *first > self.now) {
            return;
        }
        let later = self.timers.split_off(&(self.now, RunId::MAX));
        for (_, run) in std::mem::replace(&mut self.timers, later) {
            let Some(live) = self.runs.get_mut(&run) else { continue };
            live.wake_at = None;
            self.apply(run, Event::TimePassed, None);
            self.leave_if_idle(run);
        }
    }

    fn apply(&mut self, run: RunId, event: Event, request: Option<RequestId>) {
        let now = self.now;
        let Some(live) = self.runs.get_mut(&run) else { return };
        match live.machine.handle(now, event) {
            Ok(transition) => self.push(run, transition, request, None),
            Err(refusal) => {
                if let Some(id) = request {
                    self.push_answer(run, id, Answer::Refused { code: refusal.code.as_str().to_owned() });
                }
            }
        }
        self.set_timer(run);
    }

    fn push(&mut self, run: RunId, transition: Transition, request: Option<RequestId>, creation: Option<Blueprint>) {
        let Transition { entries, commands, answer: value } = transition;
        let is_hasty = self.is(Broken::CommandsBeforeCommit);
        let Some(live) = self.runs.get_mut(&run) else { return };
        let prior_seq = live.head;
        let hasty = if is_hasty { commands.clone() } else { Vec::new() };
        let progress = (!entries.is_empty() || !commands.is_empty()).then(|| {
            live.head = live.machine.last_seq();
            live.unwritten += 1;
            let row = head_of(&live.machine);
            let head = (live.row != Some(row) && !entries.is_empty()).then_some(row);
            live.row = head.or(live.row);
            Progress {
                text: text_of(&entries),
                state: row.state,
                head,
                begins: prior_seq == 0 && creation.is_none(),
                creation,
                births: births(run, &live.blueprint, &live.machine, &entries),
                entries,
                commands: if is_hasty { Vec::new() } else { commands },
            }
        });
        let answers: Vec<_> = request.map(|id| (id, Answer::Accepted { seq: live.head, value: value.clone() })).into_iter().collect();
        self.issue(run, hasty);
        if self.is(Broken::AnswersBeforeCommit) {
            self.out.extend(answers.iter().map(|(id, answer)| Out::Answered { id: *id, answer: answer.clone() }));
        }
        if progress.is_some() || !answers.is_empty() {
            let mut advance = Advance { run, shard: shard_of(run), progress, answers };
            if self.is(Broken::AnswersApart) && advance.progress.is_some() {
                let answers = std::mem::take(&mut advance.answers);
                self.form(advance);
                for (id, answer) in answers {
                    self.push_answer(run, id, answer);
                }
            } else {
                self.form(advance);
            }
        }
    }

    fn push_answer(&mut self, run: RunId, request: RequestId, answer: Answer) {
        self.form(Advance { run, shard: shard_of(run), progress: None, answers: vec![(request, answer)] });
    }

    fn set_timer(&mut self, run: RunId) {
        let Some(live) = self.runs.get_mut(&run) else { return };
        let deadline = live.machine.next_deadline();
        if live.wake_at == deadline {
            return;
        }
        if let Some(old) = live.wake_at {
            self.timers.remove(&(old, run));
        }
        live.wake_at = deadline;
        if let Some(moment) = deadline {
            self.timers.insert((moment, run));
        }
    }

    // ---------------------------------------------------------------------------------------------------- leaving

    fn issue(&mut self, run: RunId, commands: Vec<Command>) {
        if self.stopping || !self.runs.contains_key(&run) {
            return;
        }
        for command in commands {
            if let Command::Abandon { effort } = &command {
                self.abandon(run, effort);
            } else if let Some(task) = Task::of(&command)
                && self.tasks.insert((run, task.clone()))
            {
                self.out.push(Out::Start { run, task, command });
            }
        }
    }

    /// Without an item it means every item of the attempt.
    fn abandon(&mut self, run: RunId, effort: &Effort) {
        self.cancel(|of, task| {
            let other = &task.effort;
            of == run
                && other.step == effort.step
                && other.attempt == effort.attempt
                && (effort.item.is_none() || effort.item == other.item)
        });
    }

    fn abort(&mut self, run: RunId) {
        self.cancel(|of, _| of == run);
    }

    fn abort_where(&mut self, meant: impl Fn(RunId) -> bool) {
        self.cancel(|run, _| meant(run));
    }

    fn cancel(&mut self, meant: impl Fn(RunId, &Task) -> bool) {
        let (out, tasks) = (&mut self.out, &mut self.tasks);
        tasks.retain(|(run, task)| {
            let is_meant = meant(*run, task);
            if is_meant {
                out.push(Out::Abort { run: *run, task: task.clone() });
            }
            !is_meant
        });
    }

    fn any_task(&self, run: RunId) -> bool {
        self.tasks.iter().any(|(of, _)| *of == run)
    }

    fn leave_if_idle(&mut self, run: RunId) {
        let Some(live) = self.runs.get(&run) else { return };
        if live.unwritten > 0 || self.stalled.contains_key(&run) {
            return;
        }
        let horizon = self.horizon();
        let leaves = match live.machine.status() {
            RunStatus::Running => {
                live.row.is_some_and(|row| row.asleep)
                    && !self.any_task(run)
                    && live.machine.next_deadline().is_none_or(|deadline| deadline > horizon)
            }
            RunStatus::Paused => !self.any_task(run) && live.wake_at.is_none_or(|deadline| deadline > horizon),
            RunStatus::Completed | RunStatus::Failed | RunStatus::Cancelled | RunStatus::Continued => true,
        };
        if leaves {
            self.drop_run(run);
        }
    }

    fn drop_run(&mut self, run: RunId) {
        self.abort(run);
        self.undurable.remove(&run);
        let Some(live) = self.runs.remove(&run) else { return };
        self.note_left(run, live.durable);
        if let Some(moment) = live.wake_at {
            self.timers.remove(&(moment, run));
        }
        if self.runs.len() + 1 == self.max_live {
            self.load_page();
            self.look(Look::SUBMISSIONS);
        }
    }

    fn note_left(&mut self, run: RunId, end: u64) {
        if self.loads > 0 {
            let noted = self.left.entry(run).or_default();
            *noted = end.max(*noted);
        }
    }

    // ---------------------------------------------------------------------------------------------------- writing

    fn form(&mut self, advance: Advance) {
        match self.stalled.get_mut(&advance.run) {
            Some(advances) => advances.push_back(advance),
            None => self.forming.push_back(advance),
        }
    }

    fn flush_when_idle(&mut self) {
        if self.flushing || self.forming.is_empty() || self.outage {
            return;
        }
        let count = self.forming.len().min(WAVE);
        let advances: Vec<Advance> = self.forming.drain(..count).collect();
        self.flushing = true;
        let epochs = advances.iter().filter_map(|advance| Some((advance.shard, *self.owned.get(&advance.shard)?))).collect();
        self.out.push(Out::Wave { epochs, advances });
    }

    pub(crate) fn take_written(&mut self, written: Written) {
        self.flushing = false;
        let Written { mut committed, rejected, rest, end } = written;
        if matches!(end, End::Unknown) && self.is(Broken::TrustsUnknown) {
            committed.extend(rest);
            committed.into_iter().for_each(|advance| self.committed(advance));
            return;
        }
        if !committed.is_empty() {
            self.outage = false;
        }
        for advance in committed {
            self.committed(advance);
        }
        for (run, advances, transient) in rejected {
            self.rejected(run, advances, transient);
        }
        match end {
            End::Decided => {}
            End::Unavailable => {
                for advance in rest.into_iter().rev() {
                    self.forming.push_front(advance);
                }
                self.outage = true;
            }
            End::Deposed | End::Unknown => self.disown(),
        }
    }

    /// A transition is durable: tell who waits, then start what it wants.
    fn committed(&mut self, advance: Advance) {
        let Advance { run, progress, answers, .. } = advance;
        self.patience.remove(&run);
        for (id, answer) in answers {
            self.answered(id, answer);
        }
        let Some(progress) = progress else { return self.leave_if_idle(run) };
        if self.starting.remove(&run) {
            self.out.push(Out::Begun { run, here: true });
        }
        if let Some(live) = self.runs.get_mut(&run) {
            live.unwritten -= 1;
            live.durable = progress.entries.last().map_or(live.durable, |last| last.seq);
        }
        if let Some(last) = progress.entries.last() {
            if let Some(outcomes) = self.undurable.get_mut(&run) {
                outcomes.retain(|(head, _)| *head > last.seq);
                if outcomes.is_empty() {
                    self.undurable.remove(&run);
                }
            }
            self.out.push(Out::Told { run, last_seq: last.seq });
        }
        if !progress.births.is_empty() {
            self.look(Look::SUBMISSIONS);
            if self.is(Broken::BirthsApart) {
                self.out.extend(progress.births.iter().cloned().map(Out::Submit));
            }
        }
        self.issue(run, progress.commands);
        self.leave_if_idle(run);
    }

    fn answered(&mut self, id: RequestId, answer: Answer) {
        self.taken.remove(&id);
        if self.requests.under_way {
            self.requests.overtaken_requests.insert(id);
        }
        self.out.push(Out::Answered { id, answer });
    }

    /// A moment to try again has come.
    pub(crate) fn retry(&mut self) {
        if std::mem::take(&mut self.outage) {
            self.load_page();
            self.look(Look::ALL);
        }
        for (_, advances) in std::mem::take(&mut self.stalled) {
            self.forming.extend(advances);
        }
    }

    fn rejected(&mut self, run: RunId, mut advances: Vec<Advance>, transient: bool) {
        let (later, others): (VecDeque<Advance>, VecDeque<Advance>) =
            std::mem::take(&mut self.forming).into_iter().partition(|advance| advance.run == run);
        self.forming = others;
        advances.extend(later);
        if self.starting.remove(&run) {
            self.drop_run(run);
            self.out.push(Out::Begun { run, here: false });
            return;
        }
        let refusals = self.patience.entry(run).or_default();
        *refusals += 1;
        if transient && *refusals <= PATIENCE {
            self.stalled.insert(run, advances.into());
            return;
        }
        self.patience.remove(&run);
        self.drop_run(run);
        let requests = advances.iter().flat_map(|advance| advance.answers.iter().map(|(id, _)| *id)).collect();
        self.condemning.insert(run);
        let shard = shard_of(run);
        let epochs = self.owned.get(&shard).map(|epoch| (shard, *epoch)).into_iter().collect();
        self.read(Read::Condemn { run, epochs, requests });
    }

    fn take_condemned(&mut self, run: RunId, answered: Vec<(RequestId, Answer)>, end: Condemnation) {
        self.condemning.remove(&run);
        if self.wanted.contains_key(&run) {
            self.read(Read::Single(run));
        }
        match end {
            Condemnation::Paused { .. } | Condemnation::SetAside => {
                if let Condemnation::Paused { last_seq } = end {
                    self.note_left(run, last_seq);
                }
                for (id, answer) in answered {
                    self.answered(id, answer);
                }
                if matches!(end, Condemnation::SetAside) {
                    self.set_aside.insert(run);
                }
            }
            Condemnation::Interrupted => self.disown(),
        }
    }
}

/// Only of a broken host: takes a result for one of the attempt that is under way now.
fn mistake(event: &mut Event, machine: &Machine) {
    let (Event::EffectSucceeded { effort, .. } | Event::EffectFailed { effort, .. } | Event::ChecksFinished { effort, .. }) = event else {
        return;
    };
    if let Some(step) = machine.step(&effort.step) {
        effort.attempt = step.attempt;
    }
}

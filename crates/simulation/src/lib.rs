//! A deterministic simulation of the durable host over a model of the store.
//!
//! A seed draws plans, people who start runs and ask things of them, processes, and what happens next: a commit, a crash, a process that
//! hangs and wakes up again, a connection that breaks while a commit is under way, shards that are handed over while work goes on in them,
//! results that come late, twice or out of order, clocks that are off. After every commit the invariants of DESIGN §3 are checked; at the
//! end the faults stop, and every run must end or wait for something real. The same seed always does the same.
//!
//! ```text
//! World ──draws──► Lane (the host, sans-IO) ──wants──► waves, reads, tasks ──when drawn──► Store (the model)
//!   └─ people: start, ask, ask again                                          └─ Checker after each commit
//! ```
//!
//! Read `world` first (what can happen), then `lane` (the host as `engine::lane` is), `store` (what a transaction promises) and
//! `invariants`. [`run`] runs one seed; [`Broken`] names hosts that are wrong on purpose, each of which must be found out.
//!
//! This crate knows no clock, no tokio, no SQL, and not the engine: what it says of the host is said a second time, independently.

mod draw;
mod invariants;
mod lane;
mod met;
mod people;
mod plans;
mod process;
mod quiet;
mod repeats;
mod requests;
mod store;
mod versions;
mod wave;
mod world;

pub use invariants::Violation;
pub use met::{Met, Moves};

use world::World;

/// A host, or a store, that is wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Tells of starts and answers before they are durable.
    AnswersBeforeCommit,
    /// The store lets anybody write who once owned the shard.
    Unfenced,
    /// The inbox files the same request anew each time.
    ForgetsDedup,
    /// Effects start before the commit that wants them.
    CommandsBeforeCommit,
    /// Results that the machine did not take are written all the same.
    CountsTwice,
    /// Results count for whatever attempt is under way.
    MistakesAttempts,
    /// A commit whose outcome is unknown is taken for one that counts.
    TrustsUnknown,
    /// Whoever takes over a run does not issue what is outstanding.
    ForgetsOutstanding,
    /// Nobody looks for runs that sleep.
    ForgetsSleepers,
    /// The successor of a run is submitted after the commit, and not with it.
    BirthsApart,
    /// A request is answered after the commit of what came of it, and not with it.
    AnswersApart,
    /// A run that left memory while it was being loaded is taken up again as it was before.
    TakesUpWhatIsOld,
    /// A run leaves memory while it is taken up, though somebody waits to ask something of it.
    LeavesTooSoon,
    /// A run whose entries were refused is begun or taken up while it is being paused for that.
    TakesUpTheCondemned,
    /// Runs that have just been woken are looked for again and again until that is written.
    WakesAgain,
    /// The end of a try elsewhere wakes nobody.
    LosesWakes,
    /// A run leaves memory for the sake of a try elsewhere whose end is there already.
    ParksWhatHasEnded,
    /// A run leaves memory though its tries elsewhere could not be marked.
    LeavesUnmarked,
    /// A run leaves memory on the strength of marks that were made before it was woken.
    LeavesThoughWoken,
    /// What a run is woken by is deleted before its row says that it is in memory.
    ForgetsWakesEarly,
    /// Whoever hands a try out again, its owner or not, takes its mark away.
    ForgetsMarks,
    /// No timer is set for what the very first transition of a run waits for.
    ForgetsFirstTimer,
    /// What was held back is not begun when its shard stays.
    ForgetsHeldBack,
    /// A shard is given up while a transition of it is not durable.
    LeavesUnwritten,
    /// A shard is given up while something of it is carried out here.
    LeavesWhatIsUnderWay,
    /// A shard is given up while loads are under way that bring runs of it back.
    LeavesWhileLoading,
    /// The plan that a run's row names moves after the commit of the entry, and not with it.
    MovesPlansApart,
    /// Tells of a move to another plan before it is durable.
    AnswersMovesBeforeCommit,
    /// A run that has moved from plan to plan is replayed under the first of them.
    ReplaysUnderTheFirstPlan,
    /// Verdicts count by whatever checks they were found, also by such as a move to another plan has replaced.
    CountsFormerChecks,
    /// Keeps in mind the plan that a run had before it moved: what comes of it begins under that one.
    BearsUnderTheOldPlan,
}

impl Broken {
    /// All of them.
    pub const ALL: [Self; 31] = [
        Self::AnswersBeforeCommit,
        Self::Unfenced,
        Self::ForgetsDedup,
        Self::CommandsBeforeCommit,
        Self::CountsTwice,
        Self::MistakesAttempts,
        Self::TrustsUnknown,
        Self::ForgetsOutstanding,
        Self::ForgetsSleepers,
        Self::BirthsApart,
        Self::AnswersApart,
        Self::TakesUpWhatIsOld,
        Self::LeavesTooSoon,
        Self::TakesUpTheCondemned,
        Self::WakesAgain,
        Self::LosesWakes,
        Self::ParksWhatHasEnded,
        Self::LeavesUnmarked,
        Self::LeavesThoughWoken,
        Self::ForgetsWakesEarly,
        Self::ForgetsMarks,
        Self::ForgetsFirstTimer,
        Self::ForgetsHeldBack,
        Self::LeavesUnwritten,
        Self::LeavesWhatIsUnderWay,
        Self::LeavesWhileLoading,
        Self::MovesPlansApart,
        Self::AnswersMovesBeforeCommit,
        Self::ReplaysUnderTheFirstPlan,
        Self::CountsFormerChecks,
        Self::BearsUnderTheOldPlan,
    ];
}

/// How a seed is run.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How many things happen before the faults stop.
    pub steps: usize,
    /// What is wrong with the host, if anything.
    pub broken: Option<Broken>,
    /// Whether to keep what happened.
    pub trace: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { steps: 400, broken: None, trace: false }
    }
}

/// What a seed led to.
#[derive(Debug, Clone)]
pub struct Report {
    /// What did not hold, if anything.
    pub violation: Option<Violation>,
    /// What happened, a line each, where it was asked for.
    pub trace: Vec<String>,
    /// How much happened.
    pub counts: Counts,
}

/// How much happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Things that happened.
    pub steps: u64,
    /// Runs that came into being.
    pub runs: u64,
    /// Runs that ended.
    pub ended: u64,
    /// Transactions that were committed.
    pub commits: u64,
    /// Journal entries that were checked.
    pub entries: u64,
    /// Waves that were refused because somebody else owns the shard or wrote the run.
    pub deposed: u64,
    /// Commits whose outcome the writer never heard.
    pub unknown: u64,
    /// Processes that died.
    pub crashes: u64,
    /// Efforts that were carried out.
    pub executions: u64,
    /// Requests that were filed.
    pub requests: u64,
    /// Shards that were handed over.
    pub handed_over: u64,
    /// Shards that stayed because they were not ready in time.
    pub stayed: u64,
    /// Runs that were to move to another plan.
    pub moves: Moves,
}

/// Runs one seed.
#[must_use]
pub fn run(seed: u64, options: Options) -> Report {
    let mut world = World::new(seed, options);
    // The world is only looked at afterwards, for what happened.
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.run()));
    let violation = match ended {
        Ok(held) => held.err(),
        Err(_) => Some(Violation { invariant: "nothing panics", seen: "the message stands above".to_owned() }),
    };
    world.report(violation)
}

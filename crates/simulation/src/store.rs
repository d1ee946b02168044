//! The model of the store: the engine's tables, what a transaction checks of them, and what a commit changes.
//!
//! It keeps what `migrations/` and `queries/engine/` promise: owner locks by session, epochs bumped only while no wave of an earlier
//! owner is open, a journal whose key takes each transition once, submissions, an inbox that answers once, rows that say when to wake.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use machine::{Actor, Blueprint, Entry, Event, Machine, Recorded, ReplayError, RunStatus};
use serde_json::Value;

use crate::Broken;
use crate::draw::mixed;
use crate::lane::Task;
use crate::requests::Request;
use crate::wave::{Advance, Answer, Birth, Head};

pub(crate) type RunId = u64;
pub(crate) type Shard = u8;
pub(crate) type Epoch = u64;
pub(crate) type Session = u64;
pub(crate) type RequestId = usize;
pub(crate) type WakeId = u64;

/// How many shards there are; the real store has 64.
pub(crate) const SHARDS: u8 = 4;

/// The low bits of a run's identity.
pub(crate) fn shard_of(run: RunId) -> Shard {
    u8::try_from(run % u64::from(SHARDS)).unwrap_or(0)
}

/// The run that goes on where a run ended at this time: always the same, and of the same shard (`engine::successor`).
pub(crate) fn successor(run: RunId, at: Timestamp) -> RunId {
    let drawn = mixed(run ^ mixed(u64::try_from(at.as_millisecond()).unwrap_or(0)));
    drawn - drawn % u64::from(SHARDS) + u64::from(shard_of(run))
}

/// A run's own row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The plan that it names.
    pub(crate) blueprint: Blueprint,
    pub(crate) head: Head,
    pub(crate) begun: bool,
}

/// A run that was submitted and has not begun.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    pub(crate) run: RunId,
    pub(crate) blueprint: Blueprint,
    pub(crate) input: Value,
    pub(crate) approved: Option<Actor>,
}

/// A run as its journal tells it.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) run: RunId,
    pub(crate) blueprint: Blueprint,
    pub(crate) machine: Machine,
    pub(crate) row: Head,
}

/// A try that is carried out elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct Far {
    pub(crate) execution: usize,
    /// Whether whoever writes its end wakes its run.
    pub(crate) parked: bool,
    pub(crate) end: Option<Event>,
}

/// A row of the inbox.
#[derive(Debug, Clone)]
pub(crate) struct Filed {
    pub(crate) run: RunId,
    pub(crate) dedup: String,
    pub(crate) request: Request,
    pub(crate) answer: Option<Answer>,
}

/// Why a transaction was not committed.
#[derive(Debug, Clone)]
pub(crate) enum Refusal {
    /// Somebody else writes the shard.
    Deposed(String),
    /// A projector, or a lock; or the run's rows do not fit together.
    Fault { run: RunId, transient: bool },
}

#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(crate) locks: BTreeMap<Shard, Session>,
    pub(crate) epochs: BTreeMap<Shard, Epoch>,
    /// Epochs whose owner gave its shard up.
    pub(crate) left_in_order: BTreeSet<(Shard, Epoch)>,
    /// By hash.
    pub(crate) plans: BTreeMap<String, Blueprint>,
    pub(crate) runs: BTreeMap<RunId, Row>,
    /// By run, and by the first number of each transition.
    pub(crate) journal: BTreeMap<RunId, BTreeMap<u64, Vec<Recorded>>>,
    pub(crate) submissions: BTreeMap<RunId, Fresh>,
    pub(crate) inbox: Vec<Filed>,
    pub(crate) start_keys: BTreeMap<u64, RunId>,
    /// Runs that hold because what came of them was refused.
    pub(crate) condemned: BTreeSet<RunId>,
    pub(crate) far: BTreeMap<(RunId, Task), Far>,
    pub(crate) wakes: BTreeMap<WakeId, RunId>,
    pub(crate) next_wake: WakeId,
    /// Waves that passed the fence and have not ended, with their shards.
    pub(crate) open: BTreeMap<u64, BTreeSet<Shard>>,
    /// Runs whose entries are refused, whether only for now, and how often.
    pub(crate) refuses: BTreeMap<RunId, (bool, u32)>,
    pub(crate) broken: Option<Broken>,
}

impl Store {
    /// Takes the owner locks that are free.
    pub(crate) fn try_locks(&mut self, session: Session) -> Vec<Shard> {
        let free: Vec<Shard> = (0..SHARDS).filter(|shard| !self.locks.contains_key(shard)).collect();
        self.locks.extend(free.iter().map(|shard| (*shard, session)));
        free
    }

    /// Everything that a session held.
    pub(crate) fn end_session(&mut self, session: Session) {
        self.locks.retain(|_, holder| *holder != session);
    }

    /// Gives back owner locks in good order.
    pub(crate) fn release(&mut self, session: Session, shards: &BTreeSet<Shard>) {
        let ended = shards.iter().filter_map(|shard| Some((*shard, *self.epochs.get(shard)?)));
        self.left_in_order.extend(ended);
        self.locks.retain(|shard, holder| *holder != session || !shards.contains(shard));
    }

    /// Bumps the epochs of shards, unless a wave holds the fence of one.
    pub(crate) fn take_shards(&mut self, shards: &BTreeSet<Shard>) -> Option<Vec<(Shard, Epoch)>> {
        if self.open.values().any(|held| !held.is_disjoint(shards)) && self.broken != Some(Broken::Unfenced) {
            return None;
        }
        let bumped = shards.iter().map(|shard| {
            let epoch = self.epochs.entry(*shard).or_insert(0);
            *epoch += 1;
            (*shard, *epoch)
        });
        Some(bumped.collect())
    }

    /// Opens a wave, or refuses it.
    pub(crate) fn fence(&mut self, wave: u64, epochs: &BTreeMap<Shard, Epoch>, group: &[Advance]) -> Result<(), Refusal> {
        let mut shards = BTreeSet::new();
        for advance in group {
            let known = epochs.get(&advance.shard);
            if known.is_none() || known != self.epochs.get(&advance.shard) && self.broken != Some(Broken::Unfenced) {
                return Err(Refusal::Deposed(format!("shard {} is not this process's any more", advance.shard)));
            }
            shards.insert(advance.shard);
        }
        self.open.insert(wave, shards);
        Ok(())
    }

    /// Commits a group that passed the fence: all of it, or nothing.
    pub(crate) fn commit(&mut self, wave: u64, group: &[Advance]) -> Result<(), Refusal> {
        self.open.remove(&wave);
        self.check(group)?;
        for advance in group {
            for (id, answer) in &advance.answers {
                self.inbox[*id].answer.get_or_insert_with(|| answer.clone());
            }
            for id in &advance.wakes {
                self.wakes.remove(id);
            }
            let Some(progress) = &advance.progress else { continue };
            for recorded in &progress.entries {
                self.forget_far(advance.run, &recorded.entry);
            }
            if let Some(blueprint) = &progress.creation {
                let head = progress.head.unwrap_or(Head { state: progress.state, wake_at: None, asleep: false });
                let blueprint = self.save_plan(blueprint);
                self.runs.insert(advance.run, Row { blueprint, head, begun: true });
            } else if let (Some(head), Some(row)) = (progress.head, self.runs.get_mut(&advance.run)) {
                *row = Row { head, begun: true, ..row.clone() };
            }
            if let (Some(blueprint), Some(row)) = (&progress.moved_to, self.runs.get_mut(&advance.run)) {
                row.blueprint = blueprint.clone();
            }
            if progress.begins {
                self.submissions.remove(&advance.run);
            }
            if progress.head.is_some() {
                self.condemned.remove(&advance.run);
            }
            if let Some(first) = progress.entries.first() {
                // What is kept is the text: an entry that does not survive it would be lost.
                let entries: Vec<Entry> = serde_json::from_str(&progress.text).expect("an entry is read as it was written");
                let recorded =
                    (first.seq..).zip(entries).map(|(seq, entry)| Recorded { seq, at: first.at, entry }).collect::<Vec<Recorded>>();
                self.journal.entry(advance.run).or_default().insert(first.seq, recorded);
            }
            let births = if self.broken == Some(Broken::BirthsApart) { &[][..] } else { &progress.births };
            for Birth { run, blueprint, input, approved } in births {
                self.submit(Fresh { run: *run, blueprint: blueprint.clone(), input: input.clone(), approved: approved.clone() });
            }
        }
        Ok(())
    }

    /// What the statements of a wave would meet.
    fn check(&mut self, group: &[Advance]) -> Result<(), Refusal> {
        let writes = |advance: &Advance| advance.progress.as_ref().is_some_and(|progress| !progress.entries.is_empty());
        for advance in group.iter().filter(|advance| writes(advance)) {
            if let Some((transient, left)) = self.refuses.get_mut(&advance.run) {
                let (transient, left) = (*transient, left.saturating_sub(1));
                match left {
                    0 => drop(self.refuses.remove(&advance.run)),
                    left => drop(self.refuses.insert(advance.run, (transient, left))),
                }
                return Err(Refusal::Fault { run: advance.run, transient });
            }
        }
        let (mut begun, mut written) = (BTreeSet::new(), BTreeSet::new());
        for advance in group {
            let misfit = Refusal::Fault { run: advance.run, transient: false };
            let Some(progress) = &advance.progress else { continue };
            if progress.creation.is_some() && self.runs.contains_key(&advance.run) {
                return Err(misfit);
            }
            if progress.begins && (!self.submissions.contains_key(&advance.run) || !begun.insert(advance.run)) {
                return Err(misfit);
            }
            let is_created = progress.creation.is_some() || begun.contains(&advance.run);
            if (progress.head.is_some() || progress.moved_to.is_some())
                && !is_created
                && !self.runs.contains_key(&advance.run)
                && !written.contains(&advance.run)
            {
                return Err(misfit);
            }
            if let Some(first) = progress.entries.first() {
                let is_taken = self.journal.get(&advance.run).is_some_and(|rows| rows.contains_key(&first.seq));
                if is_taken {
                    return Err(misfit);
                }
                written.insert(advance.run);
            }
        }
        Ok(())
    }

    /// A wave that ends without a commit.
    pub(crate) fn roll_back(&mut self, wave: u64) {
        self.open.remove(&wave);
    }

    /// The run and its submission together; one that is there already came of the same.
    pub(crate) fn submit(&mut self, fresh: Fresh) -> bool {
        if self.runs.contains_key(&fresh.run) {
            return false;
        }
        let head = Head { state: RunStatus::Running, wake_at: None, asleep: false };
        let blueprint = self.save_plan(&fresh.blueprint);
        self.runs.insert(fresh.run, Row { blueprint, head, begun: false });
        self.submissions.insert(fresh.run, fresh);
        true
    }

    /// A plan is stored once, whoever brings it.
    pub(crate) fn save_plan(&mut self, blueprint: &Blueprint) -> Blueprint {
        self.plans.entry(blueprint.hash().to_owned()).or_insert_with(|| blueprint.clone()).clone()
    }

    /// Files a request for a run that exists; the same `dedup` files nothing new.
    pub(crate) fn file(&mut self, run: RunId, dedup: &str, request: Request) -> Option<RequestId> {
        self.runs.get(&run)?;
        let known = self.inbox.iter().position(|filed| filed.run == run && filed.dedup == dedup);
        if let Some(known) = known.filter(|_| self.broken != Some(Broken::ForgetsDedup)) {
            return Some(known);
        }
        self.inbox.push(Filed { run, dedup: dedup.to_owned(), request, answer: None });
        Some(self.inbox.len() - 1)
    }

    // -------------------------------------------------------------------------------------------------- elsewhere

    /// Hands a try out, unless it was before. Says whether it is new.
    pub(crate) fn put_far(&mut self, run: RunId, task: &Task, execution: usize) -> bool {
        let forgets = self.broken == Some(Broken::ForgetsMarks);
        let mut is_new = false;
        let far = self.far.entry((run, task.clone())).or_insert_with(|| {
            is_new = true;
            Far { execution, parked: false, end: None }
        });
        if forgets {
            far.parked = false;
        }
        is_new
    }

    /// Marks a try that has not ended; says whether it did.
    pub(crate) fn park_far(&mut self, run: RunId, task: &Task) -> bool {
        let marks_ended = self.broken == Some(Broken::ParksWhatHasEnded);
        match self.far.get_mut(&(run, task.clone())) {
            Some(far) if far.end.is_none() || marks_ended => {
                far.parked = true;
                true
            }
            _ => self.broken == Some(Broken::LeavesUnmarked),
        }
    }

    /// The end of a try, and the wake of its run, in one transaction.
    pub(crate) fn end_far(&mut self, run: RunId, task: &Task, end: Event) {
        let Some(far) = self.far.get_mut(&(run, task.clone())).filter(|far| far.end.is_none()) else { return };
        far.end = Some(end);
        if far.parked && self.broken != Some(Broken::LosesWakes) {
            self.next_wake += 1;
            self.wakes.insert(self.next_wake, run);
        }
    }

    /// What came of these is journaled.
    fn forget_far(&mut self, run: RunId, entry: &Entry) {
        match entry {
            Entry::EffectCompleted { effort, .. } | Entry::ItemFailed { effort, .. } => {
                self.far.retain(|(of, task), _| *of != run || task.effort != *effort);
            }
            Entry::TryFailed { effort, tried, .. } => {
                self.far.retain(|(of, task), _| *of != run || task.effort != *effort || task.tried != Some(*tried));
            }
            _ => {}
        }
    }

    pub(crate) fn woken(&self, shards: &BTreeSet<Shard>, known: &BTreeSet<WakeId>, rows: usize) -> Vec<(WakeId, RunId)> {
        let woken = self.wakes.iter().filter(|(id, run)| shards.contains(&shard_of(**run)) && !known.contains(id));
        woken.map(|(id, run)| (*id, *run)).take(rows).collect()
    }

    // ---------------------------------------------------------------------------------------------------- reading

    pub(crate) fn submitted(&self, shards: &BTreeSet<Shard>, known: &BTreeSet<RunId>, rows: usize) -> Vec<Fresh> {
        let found = self.submissions.values().filter(|fresh| shards.contains(&shard_of(fresh.run)) && !known.contains(&fresh.run));
        found.take(rows).cloned().collect()
    }

    pub(crate) fn open_requests(&self, shards: &BTreeSet<Shard>, known: &BTreeSet<RequestId>, rows: usize) -> Vec<(RequestId, Filed)> {
        let open = self
            .inbox
            .iter()
            .enumerate()
            .filter(|(id, filed)| filed.answer.is_none() && shards.contains(&shard_of(filed.run)) && !known.contains(id));
        open.take(rows).map(|(id, filed)| (id, filed.clone())).collect()
    }

    pub(crate) fn running(&self, shards: &BTreeSet<Shard>, after: Option<RunId>, rows: usize) -> Vec<RunId> {
        let running = self.runs.iter().filter(|(run, row)| {
            matches!(row.head.state, RunStatus::Running | RunStatus::Paused)
                && !row.head.asleep
                && row.begun
                && shards.contains(&shard_of(**run))
        });
        running.map(|(run, _)| *run).filter(|run| after.is_none_or(|after| *run > after)).take(rows).collect()
    }

    pub(crate) fn due(&self, shards: &BTreeSet<Shard>, until: Timestamp, known: &BTreeSet<RunId>, rows: usize) -> Vec<RunId> {
        let is_due = |row: &Row| row.head.asleep && row.head.wake_at.is_some_and(|moment| moment <= until);
        let mut due: Vec<(Option<Timestamp>, RunId)> = self
            .runs
            .iter()
            .filter(|(run, row)| is_due(row) && shards.contains(&shard_of(**run)) && !known.contains(run))
            .map(|(run, row)| (row.head.wake_at, *run))
            .collect();
        due.sort_unstable();
        due.into_iter().map(|(_, run)| run).take(rows).collect()
    }

    /// Replays a run; nothing where it has not begun.
    pub(crate) fn load(&self, run: RunId) -> Option<Loaded> {
        let row = self.runs.get(&run).filter(|row| row.begun)?;
        let machine = match self.broken {
            Some(Broken::ReplaysUnderTheFirstPlan) => self.replay_under_the_first_plan(run)?,
            _ => self.replay(run, u64::MAX).expect("whatever was committed was seen to replay"),
        };
        Some(Loaded { run, blueprint: row.blueprint.clone(), machine, row: row.head })
    }

    /// A run as its journal tells it until an entry, among all the plans that it names.
    pub(crate) fn replay(&self, run: RunId, until: u64) -> Result<Machine, ReplayError> {
        Machine::replay_among(|hash| self.plans.get(hash).cloned(), self.entries(run).take_while(|recorded| recorded.seq <= until))
    }

    fn replay_under_the_first_plan(&self, run: RunId) -> Option<Machine> {
        let Some(Recorded { entry: Entry::RunStarted { plan_hash, .. }, .. }) = self.entries(run).next() else { return None };
        Machine::replay_among(|_| self.plans.get(&plan_hash).cloned(), self.entries(run)).ok()
    }

    pub(crate) fn entries(&self, run: RunId) -> impl Iterator<Item = Recorded> + '_ {
        self.journal.get(&run).into_iter().flat_map(BTreeMap::values).flatten().cloned()
    }

    pub(crate) fn last_seq(&self, run: RunId) -> u64 {
        let last = self.journal.get(&run).and_then(|rows| rows.last_key_value());
        last.and_then(|(_, entries)| entries.last()).map_or(0, |recorded| recorded.seq)
    }
}

//! What one transition of one run wants written (`engine::wave`).

use jiff::Timestamp;
use machine::{Actor, Blueprint, Command, Entry, Machine, Recorded, RunStatus};
use serde_json::Value;

use crate::store::{RequestId, RunId, Shard, WakeId, successor};

/// What became of a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    Accepted { seq: u64, value: Option<Value> },
    Refused { code: String },
}

/// What stands in a run's own row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) state: RunStatus,
    pub(crate) wake_at: Option<Timestamp>,
    pub(crate) asleep: bool,
}

/// What a run's own row is to say.
pub(crate) fn head_of(machine: &Machine) -> Head {
    let (state, wake_at) = (machine.status(), machine.next_deadline());
    let asleep = machine.is_asleep() || state == RunStatus::Paused && machine.is_idle();
    Head { state, wake_at, asleep }
}

/// A run that comes into being with the transition of another.
#[derive(Debug, Clone)]
pub(crate) struct Birth {
    pub(crate) run: RunId,
    pub(crate) blueprint: Blueprint,
    pub(crate) input: Value,
    pub(crate) approved: Option<Actor>,
}

/// The runs that come of these entries of a run.
pub(crate) fn births(run: RunId, blueprint: &Blueprint, machine: &Machine, entries: &[Recorded]) -> Vec<Birth> {
    let born = |recorded: &Recorded| match &recorded.entry {
        Entry::RunContinued { input } => Some(Birth {
            run: successor(run, recorded.at),
            blueprint: blueprint.clone(),
            input: input.clone(),
            approved: machine.approved_in_advance().cloned(),
        }),
        _ => None,
    };
    entries.iter().filter_map(born).collect()
}

#[derive(Debug, Clone)]
pub(crate) struct Advance {
    pub(crate) run: RunId,
    pub(crate) shard: Shard,
    pub(crate) progress: Option<Progress>,
    pub(crate) answers: Vec<(RequestId, Answer)>,
    /// What the run was woken by, done with now that it is in memory.
    pub(crate) wakes: Vec<WakeId>,
}

/// The part of an [`Advance`] that moves the run on.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub(crate) entries: Vec<Recorded>,
    /// The entries as they are stored.
    pub(crate) text: String,
    pub(crate) state: RunStatus,
    pub(crate) head: Option<Head>,
    /// The run leaves the submissions.
    pub(crate) begins: bool,
    /// The run's row is written as well: it was not submitted before.
    pub(crate) creation: Option<Blueprint>,
    /// Where the run moves to another plan: that plan, which its row is to name.
    pub(crate) moved_to: Option<Blueprint>,
    pub(crate) births: Vec<Birth>,
    pub(crate) commands: Vec<Command>,
}

impl Progress {
    /// Only the run's own row.
    pub(crate) fn of_row(row: Head) -> Self {
        Self {
            entries: Vec::new(),
            text: text_of(&[]),
            state: row.state,
            head: Some(row),
            begins: false,
            creation: None,
            moved_to: None,
            births: Vec::new(),
            commands: Vec::new(),
        }
    }
}

/// A transition's entries as they are stored.
pub(crate) fn text_of(entries: &[Recorded]) -> String {
    let entries: Vec<&Entry> = entries.iter().map(|recorded| &recorded.entry).collect();
    serde_json::to_string(&entries).expect("an entry is plain data with string keys, which JSON always represents")
}

/// How a wave ended.
#[derive(Debug, Clone)]
pub(crate) enum End {
    Decided,
    Deposed,
    /// Nothing of the rest was written, for sure.
    Unavailable,
    /// The connection broke while a commit was under way.
    Unknown,
}

/// What became of a wave.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) committed: Vec<Advance>,
    /// Refused, each run alone; whether only for now.
    pub(crate) rejected: Vec<(RunId, Vec<Advance>, bool)>,
    pub(crate) rest: Vec<Advance>,
    pub(crate) end: End,
}

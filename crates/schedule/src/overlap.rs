//! What becomes of a firing while an earlier run of the same schedule is still going.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The most firings that [`Overlap::BufferAll`] keeps waiting.
pub const MAX_BUFFERED: usize = 1000;

/// The policy for firings that meet a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// The firing is skipped.
    #[default]
    Skip,
    /// One firing waits for the run to end; others are skipped.
    BufferOne,
    /// All firings wait, up to [`MAX_BUFFERED`], and run one after the other.
    BufferAll,
    /// The run is cancelled; the newest firing starts as soon as it has ended.
    Cancel,
    /// Runs go on beside one another.
    Allow,
}

/// How busy a schedule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Occupancy {
    /// Runs that have started and not ended, those being cancelled among them.
    pub running: usize,
    /// Firings that wait for a run to end.
    pub buffered: usize,
}

/// What is to be done with a firing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Start it now.
    Start,
    /// Let it wait behind what waits already.
    Buffer,
    /// Cancel what runs, drop what waits ([`SkipReason::Replaced`]), and let this one wait alone.
    Replace,
    /// Do nothing but write it down.
    Skip(SkipReason),
}

/// Why a firing does not become a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// An earlier run is still going.
    Running,
    /// An earlier firing waits already.
    OneWaits,
    /// As many firings wait as may.
    BufferFull,
    /// A newer firing took its place.
    Replaced,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Running => "an earlier run is still going",
            Self::OneWaits => "an earlier firing already waits for the run to end",
            Self::BufferFull => "as many firings wait for the run to end as may",
            Self::Replaced => "a newer firing took its place",
        })
    }
}

impl Overlap {
    /// What is to be done with a firing. Several are asked for one after the other, each with the occupancy
    /// [after](Occupancy::after) the one before, and then [`Overlap::release`] is asked.
    pub fn fate(self, busy: Occupancy) -> Fate {
        match self {
            Self::Allow => Fate::Start,
            _ if busy == Occupancy::default() => Fate::Start,
            Self::Skip => Fate::Skip(SkipReason::Running),
            Self::BufferOne if busy.buffered > 0 => Fate::Skip(SkipReason::OneWaits),
            Self::BufferAll if busy.buffered >= MAX_BUFFERED => Fate::Skip(SkipReason::BufferFull),
            Self::BufferOne | Self::BufferAll => Fate::Buffer,
            Self::Cancel => Fate::Replace,
        }
    }

    /// How many waiting firings are to start now, the oldest first: asked when a run has ended, and when the policy has been changed.
    pub fn release(self, busy: Occupancy) -> usize {
        match self {
            Self::Allow => busy.buffered,
            _ if busy.running == 0 => busy.buffered.min(1),
            _ => 0,
        }
    }
}

impl Occupancy {
    /// The occupancy once a fate has been carried out. A run that is being cancelled still runs.
    #[must_use]
    pub fn after(self, fate: Fate) -> Self {
        match fate {
            Fate::Start => Self { running: self.running + 1, ..self },
            Fate::Buffer => Self { buffered: self.buffered + 1, ..self },
            Fate::Replace => Self { buffered: 1, ..self },
            Fate::Skip(_) => self,
        }
    }
}

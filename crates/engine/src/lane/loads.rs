//! Loads that come late: while one is under way its run may be taken up by another, move on and leave memory again. What such a load
//! brings is old: whoever went on from it would write what is written already.

use machine::Machine;

use super::Lane;
use crate::ports::RunId;
use crate::wave::Head;

/// How a run stood when it left memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    /// Where its journal ended.
    end: u64,
    /// What its row said.
    row: Option<Head>,
}

impl Lane {
    /// A load begins.
    pub(super) fn load_begins(&mut self) {
        self.loads += 1;
    }

    /// A load has brought what it found. What is begun from now on finds what is stored.
    pub(super) fn load_ends(&mut self) {
        self.loads = self.loads.saturating_sub(1);
        if self.loads == 0 {
            self.left.clear();
        }
    }

    /// A run is not in memory any more, with a journal and a row that are durable.
    pub(super) fn note_left(&mut self, run_id: RunId, end: u64, row: Option<Head>) {
        if self.loads > 0 {
            let left = self.left.entry(run_id).or_insert(Left { end, row });
            if left.end <= end {
                *left = Left { end, row };
            }
        }
    }

    /// Whether a run was here meanwhile and has moved on.
    pub(super) fn is_old(&self, run_id: RunId, loaded: &Machine) -> bool {
        self.left.get(&run_id).is_some_and(|left| left.end > loaded.last_seq())
    }

    /// What stands in the row of a run that was loaded: it may have changed meanwhile though its journal has not.
    pub(super) fn row_of(&self, run_id: RunId, machine: &Machine, loaded: Head) -> Head {
        let left = self.left.get(&run_id).filter(|left| left.end == machine.last_seq());
        left.and_then(|left| left.row).unwrap_or(loaded)
    }
}

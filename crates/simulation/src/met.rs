//! What moves to another plan met with.

/// What a run was, or what became of it, when it was to move to another plan. Of one move several may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// The run moved.
    Made,
    /// Something was in the way.
    InTheWay,
    /// The run had ended.
    Ended,
    /// The run undid what it had done.
    Undoing,
    /// It was refused for what has nothing to do with the move.
    RefusedOtherwise,
    /// It moved while it held.
    Paused,
    /// Its row said that it slept.
    Asleep,
    /// It slept, and something of it was carried out elsewhere.
    Parked,
    /// It waited for a signal or a time.
    Waiting,
    /// Efforts of it were under way.
    UnderWay,
    /// It was in the middle of a fan-out.
    FannedOut,
    /// A loop of it was in a later round.
    InALoop,
    /// It was awaiting a decision.
    Awaiting,
    /// What it had done could be undone.
    Undoable,
}

impl Met {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Made,
        Self::InTheWay,
        Self::Ended,
        Self::Undoing,
        Self::RefusedOtherwise,
        Self::Paused,
        Self::Asleep,
        Self::Parked,
        Self::Waiting,
        Self::UnderWay,
        Self::FannedOut,
        Self::InALoop,
        Self::Awaiting,
        Self::Undoable,
    ];
}

/// How often each was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moves([u64; Met::ALL.len()]);

impl Moves {
    pub(crate) fn note(&mut self, met: Met) {
        self.0[met as usize] += 1;
    }

    /// How often this was met.
    #[must_use]
    pub fn of(&self, met: Met) -> u64 {
        self.0[met as usize]
    }

    /// What was met in others.
    pub fn add(&mut self, others: &Self) {
        for (own, other) in self.0.iter_mut().zip(others.0) {
            *own += other;
        }
    }
}

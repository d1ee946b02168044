//! Faults that tests inject: a crash at a chosen journal write, and every effect delivered twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What goes wrong in this host.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// Die at this point of this journal write.
    pub crash_at: Option<Crash>,
    /// Carry out every effect and every evaluation of a gate twice, and deliver both results.
    pub deliver_twice: bool,
    writes: Arc<AtomicU64>,
    struck: Arc<AtomicBool>,
}

/// Where a host dies: everything in memory is lost, every connection breaks, nothing is tidied up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crash {
    /// The journal write (a commit that holds entries), counted from 1.
    pub write: u64,
    /// Where in it.
    pub point: CrashPoint,
}

/// The three moments at which a crash tells most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrashPoint {
    /// The entries are sent and not committed.
    BeforeCommit,
    /// They are committed and nobody knows it.
    AfterCommit,
    /// Whoever waits has been told; what follows has not been started.
    BeforeCommands,
}

impl CrashPoint {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::BeforeCommit, Self::AfterCommit, Self::BeforeCommands];
}

impl Faults {
    /// Dies at one point.
    #[must_use]
    pub fn crash(write: u64, point: CrashPoint) -> Self {
        Self { crash_at: Some(Crash { write, point }), ..Self::default() }
    }

    /// Delivers everything twice.
    #[must_use]
    pub fn twice() -> Self {
        Self { deliver_twice: true, ..Self::default() }
    }

    /// Journal writes begun so far, over all clones.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.writes.load(Ordering::Relaxed)
    }

    /// Numbers a journal write that begins.
    pub(crate) fn next_write(&self) -> u64 {
        self.writes.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Whether the host is to die here.
    pub(crate) fn strikes(&self, write: u64, point: CrashPoint) -> bool {
        let strikes = self.crash_at == Some(Crash { write, point });
        self.struck.fetch_or(strikes, Ordering::Relaxed);
        strikes
    }

    /// Whether the crash has struck, over all clones.
    #[must_use]
    pub fn struck(&self) -> bool {
        self.struck.load(Ordering::Relaxed)
    }
}

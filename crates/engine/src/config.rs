//! What can be set about a host.

use std::time::Duration;

use store::objects::Objects;

use crate::clock::Clock;

/// Settings of one [`crate::Engine`]. The defaults serve a process that has the machine to itself, or shares it with its database.
#[derive(Clone)]
pub struct Config {
    /// What the process is called by people, in `engine.processes` and in connection names.
    pub name: String,
    /// Independent writers inside the process; shards are spread over them. Each has one commit under way at a time, so that while one
    /// waits for its commit another works: two for each core.
    pub lanes: usize,
    /// Effects and checks that may be under way at once, over all lanes.
    pub max_concurrent_effects: usize,
    /// Runs held in memory at once, over all lanes; further ones wait in the database.
    pub max_live_runs: usize,
    /// How long a run that waits for others only (tasks of workers elsewhere, children) stays in memory. Where runs in memory are near
    /// [`Config::max_live_runs`] it leaves at once.
    pub park_after: Duration,
    /// Journal rows in one commit, at most.
    pub max_wave_rows: usize,
    /// Bytes of entries and payloads in one commit, at most (a single larger transition still goes, alone).
    pub max_wave_bytes: usize,
    /// How long a wave may wait for a lock that a projection needs.
    pub lock_timeout: Duration,
    /// The safety net behind the hints: how often an idle process looks whether there is work, or a shard without an owner.
    pub poll_every: Duration,
    /// How often the process says that it lives.
    pub beat_every: Duration,
    /// A process that holds locks and has not been heard of for so long is taken to hang; its session is ended.
    pub hung_after: Duration,
    /// Largest file of an effect, in bytes; a larger one fails its step.
    pub max_file_bytes: usize,
    /// Business time and timers.
    pub clock: Clock,
    /// Where payloads above [`crate::INLINE_LIMIT`] go. Without it such a payload is a failure of its step.
    pub objects: Option<Objects>,
    /// Faults to inject.
    #[cfg(any(test, feature = "testing"))]
    pub faults: crate::faults::Faults,
}

impl Config {
    /// The same, which replaces a process that hangs after so long. What is said and looked for in between is said and looked for in time.
    #[must_use]
    pub fn replacing_hung_after(self, after: Duration) -> Self {
        Self { poll_every: self.poll_every.min(after / 24), beat_every: self.beat_every.min(after / 6), hung_after: after, ..self }
    }
}

/// Two for each core, at most as many as leave a writer several of the 64 shards.
fn lanes() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get() * 2).min(16)
}

impl Default for Config {
    fn default() -> Self {
        Self {
            name: format!("gatewright {}", std::process::id()),
            lanes: lanes(),
            max_concurrent_effects: 256,
            max_live_runs: 10_000,
            park_after: Duration::from_secs(5),
            max_wave_rows: 1_000,
            max_wave_bytes: 1024 * 1024,
            lock_timeout: Duration::from_secs(2),
            poll_every: Duration::from_secs(1),
            beat_every: Duration::from_secs(10),
            hung_after: Duration::from_secs(60),
            max_file_bytes: crate::FILE_LIMIT,
            clock: Clock::Database,
            objects: None,
            #[cfg(any(test, feature = "testing"))]
            faults: crate::faults::Faults::default(),
        }
    }
}

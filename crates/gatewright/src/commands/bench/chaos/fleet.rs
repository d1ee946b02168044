//! The processes under test: this program as `up` and `worker`, started again whenever one ends, as a service manager would.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::failure::CommandError;

/// The address that all servers say they have, so that a token of one is good for all.
pub(super) const SITE: &str = "http://chaos.localhost";
/// How often a process is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How long a service manager waits before it starts a process again.
const AGAIN_AFTER: Duration = Duration::from_millis(200);

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// `gatewright up`.
    Up,
    /// `gatewright worker`.
    Worker,
}

/// How processes are started.
#[derive(Debug, Clone)]
pub(super) struct Launch {
    pub(super) data_dir: PathBuf,
    pub(super) logs: PathBuf,
    /// After how many seconds a process that hangs is replaced.
    pub(super) hung_after: u64,
}

/// A place in the fleet.
struct Slot {
    role: Role,
    /// Seconds by which the host's clock of this process is off, and the library that makes it so.
    clock: Option<(i64, PathBuf)>,
    child: Option<Child>,
    starts: u32,
    /// Whether it is to be started again.
    wanted: bool,
}

/// Processes by place.
pub(super) struct Fleet {
    launch: Launch,
    slots: Mutex<Vec<Slot>>,
}

impl Fleet {
    pub(super) fn new(launch: Launch, roles: &[Role]) -> Arc<Self> {
        let slot = |role: &Role| Slot { role: *role, clock: None, child: None, starts: 0, wanted: true };
        Arc::new(Self { launch, slots: Mutex::new(roles.iter().map(slot).collect()) })
    }

    /// Starts what is wanted and has ended, for as long as somebody awaits it.
    pub(super) async fn supervise(&self) -> Result<std::convert::Infallible, CommandError> {
        loop {
            let ended: Vec<usize> = {
                let mut slots = self.slots();
                slots.iter_mut().enumerate().filter_map(|(place, slot)| (slot.wanted && slot.pid().is_none()).then_some(place)).collect()
            };
            if !ended.is_empty() {
                tokio::time::sleep(AGAIN_AFTER).await;
            }
            for place in ended {
                self.start(place)?;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn start(&self, place: usize) -> Result<(), CommandError> {
        let mut slots = self.slots();
        // Somebody may have ended it for good meanwhile.
        let Some(slot) = slots.get_mut(place).filter(|slot| slot.wanted) else { return Ok(()) };
        slot.starts += 1;
        let failed = |error: std::io::Error| CommandError::failed("BENCH", format!("a process could not be started: {error}"));
        let log = |ending: &str| File::create(self.log(place, slot.starts, ending)).map_err(failed);
        let mut program = Command::new(std::env::current_exe().map_err(failed)?);
        match slot.role {
            Role::Up => program.args(["up", "--listen", "127.0.0.1:0", "--site-url", SITE, "--webhooks-to-private-addresses"]),
            Role::Worker => program.args(["worker", "--private-addresses"]),
        };
        program.args(["--json", "--hung-after", &self.launch.hung_after.to_string(), "--data-dir"]).arg(&self.launch.data_dir);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("OTEL_")) {
            program.env_remove(name);
        }
        program.env_remove("DATABASE_URL").env_remove("GATEWRIGHT_LISTEN").env_remove("GATEWRIGHT_SITE_URL");
        if let Some((seconds, library)) = &slot.clock {
            program.env("LD_PRELOAD", library).env(super::clock::OFF_BY, seconds.to_string());
        }
        let child = program.stdin(Stdio::null()).stdout(log("out")?).stderr(log("err")?).spawn().map_err(failed)?;
        slot.child = Some(child);
        Ok(())
    }

    /// A process with a wrong clock, at a place of its own.
    pub(super) fn add_with_clock(&self, off_by: i64, library: PathBuf) -> usize {
        let mut slots = self.slots();
        slots.push(Slot { role: Role::Worker, clock: Some((off_by, library)), child: None, starts: 0, wanted: true });
        slots.len() - 1
    }

    /// Ends a process for good.
    pub(super) fn retire(&self, place: usize) {
        let mut slots = self.slots();
        if let Some(slot) = slots.get_mut(place) {
            slot.wanted = false;
            slot.end();
        }
    }

    /// Places whose process lives now.
    pub(super) fn living(&self) -> Vec<usize> {
        self.slots().iter_mut().enumerate().filter_map(|(place, slot)| slot.pid().map(|_| place)).collect()
    }

    /// What the process of a place is called in `engine.processes`.
    pub(super) fn name(&self, place: usize) -> Option<String> {
        let pid = self.slots().get_mut(place)?.pid()?;
        Some(format!("gatewright {}", pid.as_raw_nonzero()))
    }

    /// Sends a signal. Only to a process that this fleet started and has not seen end, so its number is still its own.
    pub(super) fn signal(&self, place: usize, signal: Signal) -> bool {
        let mut slots = self.slots();
        let Some(pid) = slots.get_mut(place).and_then(Slot::pid) else { return false };
        kill_process(pid, signal).is_ok()
    }

    /// Where the servers that live now are reached.
    pub(super) fn urls(&self) -> Vec<String> {
        let mut slots = self.slots();
        let announced = slots.iter_mut().enumerate().filter_map(|(place, slot)| {
            slot.pid()?;
            if slot.role == Role::Up { std::fs::read_to_string(self.log(place, slot.starts, "out")).ok() } else { None }
        });
        announced.filter_map(|said| Some(serde_json::from_str::<Value>(&said).ok()?["url"].as_str()?.to_owned())).collect()
    }

    /// How often these words stand in what the processes said.
    pub(super) fn said(&self, words: &str) -> usize {
        let logs = std::fs::read_dir(&self.launch.logs).into_iter().flatten().flatten();
        logs.filter(|log| log.path().extension().is_some_and(|ending| ending == "err"))
            .map(|log| {
                let mut text = String::new();
                // A file that cannot be read says nothing.
                let _ = File::open(log.path()).and_then(|mut file| file.read_to_string(&mut text));
                text.matches(words).count()
            })
            .sum()
    }

    /// How often processes were started.
    pub(super) fn starts(&self) -> u32 {
        self.slots().iter().map(|slot| slot.starts).sum()
    }

    /// Ends all of them, in good order where they answer.
    pub(super) async fn stop(&self) {
        self.slots().iter_mut().for_each(|slot| {
            slot.wanted = false;
            if let Some(pid) = slot.pid() {
                // It may end in this moment.
                let _ = kill_process(pid, Signal::CONT).and_then(|()| kill_process(pid, Signal::TERM));
            }
        });
        for _ in 0..500 {
            if self.living().is_empty() {
                return;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        self.slots().iter_mut().for_each(Slot::end);
    }

    fn log(&self, place: usize, start: u32, ending: &str) -> PathBuf {
        self.launch.logs.join(format!("process-{place}-{start}.{ending}"))
    }

    /// Where what they said lies.
    pub(super) fn logs(&self) -> &Path {
        &self.launch.logs
    }

    fn slots(&self) -> MutexGuard<'_, Vec<Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    /// The process, while it has not ended. Until this has said that it has, nobody else gets its number.
    fn pid(&mut self) -> Option<Pid> {
        let child = self.child.as_mut()?;
        match child.try_wait() {
            Ok(None) => Some(Pid::from_child(child)),
            _ => {
                self.child = None;
                None
            }
        }
    }

    fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            // One that has ended by itself cannot be ended.
            let _ = child.kill().and_then(|()| child.wait());
        }
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        self.slots().iter_mut().for_each(Slot::end);
    }
}

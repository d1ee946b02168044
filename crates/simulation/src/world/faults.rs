//! Processes, what goes wrong with them, and time.

use jiff::SignedDuration;

use super::{PROCESSES, World};
use crate::invariants::Violation;
use crate::lane::{Lane, Look};
use crate::process::{Mail, Standing};
use crate::store::RunId;

impl World {
    pub(super) fn move_keeper(&mut self) -> Result<bool, Violation> {
        let alive = self.alive();
        let Some(&process) = self.draw.pick(&alive) else { return Ok(false) };
        self.keep(process)
    }

    /// The next letter to the lane, or the next thing that the keeper does.
    pub(super) fn keep(&mut self, number: usize) -> Result<bool, Violation> {
        let process = &mut self.processes[number];
        // The keeper does not wait for the lane to read.
        let goes_ahead = self.faults && self.draw.percent(20);
        if let Some(mail) = if goes_ahead { None } else { process.mail.pop_front() } {
            self.say(|| format!("the lane of process {number} reads {mail:?}"));
            self.with_lane(number, |lane| match mail {
                Mail::Gained(shards) => lane.gain(shards),
                Mail::Lost => lane.forget(),
                Mail::Gone(shards) => lane.give_up(&shards),
                Mail::Leave { ticket, shards, until } => lane.leave(ticket, shards, until),
            })?;
            return Ok(true);
        }
        let before = self.store.epochs.clone();
        let said = process.keep(&mut self.store, &mut self.sessions, &mut self.next_session);
        self.repeats.took(number, &before, &self.store.epochs);
        let happened = said.is_some();
        if let Some(said) = said {
            self.say(|| format!("process {number} {said}"));
        }
        if self.processes[number].lane.is_done() {
            self.say(|| format!("process {number} leaves in good order"));
            self.end_process(number);
            self.end_session_of(number);
            return Ok(true);
        }
        Ok(happened)
    }

    /// A process looks round, or tries again.
    pub(super) fn nudge(&mut self) -> Result<bool, Violation> {
        let alive = self.alive();
        let Some(&process) = self.draw.pick(&alive) else { return Ok(false) };
        if self.draw.percent(40) {
            self.calibrate(process);
        }
        if self.processes[process].lane.waits_to_retry() {
            self.with_lane(process, Lane::retry)?;
            return Ok(true);
        }
        if self.draw.percent(40) {
            self.with_lane(process, Lane::park)?;
            return Ok(true);
        }
        let look = Look {
            submissions: self.draw.percent(60),
            requests: self.draw.percent(60),
            sleepers: self.draw.percent(60),
            wakes: self.draw.percent(60),
        };
        self.with_lane(process, |lane| lane.look(look))?;
        Ok(true)
    }

    pub(super) fn pass_time(&mut self) -> Result<bool, Violation> {
        let ms = match self.draw.below(20) {
            0..12 => self.draw.between(1, 500),
            12..18 => self.draw.between(500, 10_000),
            18 => self.draw.between(10_000, 100_000),
            _ => self.draw.between(100_000, 100_000_000),
        };
        self.now = self.now.checked_add(SignedDuration::from_millis(ms)).unwrap_or(self.now);
        self.say(|| format!("{ms} ms pass"));
        // Timers ring when the lane has its turn; some have it later.
        for process in self.alive() {
            if self.draw.percent(60) {
                self.with_lane(process, |_| {})?;
            }
        }
        Ok(true)
    }

    pub(super) fn fault(&mut self) -> Result<bool, Violation> {
        let alive = self.alive();
        let Some(&process) = self.draw.pick(&alive) else {
            self.start_or_resume();
            return Ok(true);
        };
        match self.draw.below(12) {
            0 => self.crash(process),
            1 => {
                self.say(|| format!("process {process} hangs"));
                self.processes[process].standing = Standing::Hung;
                // Often somebody has noticed before it goes on.
                if self.draw.percent(60) {
                    self.end_session_of(process);
                }
            }
            2 | 3 => self.start_or_resume(),
            4 => self.end_hung_sessions(),
            5 => {
                self.say(|| format!("the lock session of process {process} breaks"));
                self.end_session_of(process);
            }
            6 if self.draw.percent(30) => {
                self.say(|| format!("process {process} is asked to stop"));
                self.with_lane(process, Lane::stop)?;
            }
            7 | 8 => {
                let runs: Vec<RunId> = self.store.runs.keys().copied().collect();
                let Some(&run) = self.draw.pick(&runs) else { return Ok(false) };
                let transient = self.draw.percent(60);
                let times = if transient { 1 + self.draw.below(3) } else { 1 + usize::from(self.draw.percent(20)) };
                self.say(|| format!("the next {times} writes of run {run} will be refused"));
                self.store.refuses.insert(run, (transient, u32::try_from(times).unwrap_or(1)));
            }
            9 => {
                let skew = self.draw.between(-60_000, 60_000);
                self.say(|| format!("the clock of process {process} is off by {skew} ms"));
                self.processes[process].skew = skew;
            }
            _ => self.end_dead_sessions(),
        }
        Ok(true)
    }

    pub(super) fn start_or_resume(&mut self) {
        let hung: Vec<usize> = (0..self.processes.len()).filter(|number| self.processes[*number].standing == Standing::Hung).collect();
        if let Some(&process) = self.draw.pick(&hung)
            && self.draw.percent(60)
        {
            self.say(|| format!("process {process} goes on"));
            self.processes[process].standing = Standing::Alive;
        } else if self.alive().len() < PROCESSES {
            self.start_process();
        }
    }

    pub(super) fn crash(&mut self, process: usize) {
        self.say(|| format!("process {process} crashes"));
        self.counts.crashes += 1;
        self.end_process(process);
        // The server may notice at once, or later.
        if self.draw.percent(50) {
            self.end_session_of(process);
        }
    }

    fn end_process(&mut self, process: usize) {
        self.processes[process].standing = Standing::Dead;
        let running = std::mem::take(&mut self.running);
        for effort in running {
            if effort.process == process { self.may_come_late(&effort, 50) } else { self.running.push(effort) }
        }
    }

    fn end_session_of(&mut self, process: usize) {
        if let Some(session) = self.processes[process].session {
            self.sessions.remove(&session);
            self.store.end_session(session);
        }
    }

    /// Sessions of processes that do not say any more that they live.
    fn end_hung_sessions(&mut self) {
        for process in 0..self.processes.len() {
            if self.processes[process].standing == Standing::Hung {
                self.end_session_of(process);
            }
        }
    }

    pub(super) fn end_dead_sessions(&mut self) {
        for process in 0..self.processes.len() {
            if self.processes[process].standing == Standing::Dead {
                self.end_session_of(process);
            }
        }
    }
}

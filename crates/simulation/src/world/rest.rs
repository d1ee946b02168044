//! When the faults have stopped: what can be done without time or people.

use super::{ROUNDS, World};
use crate::invariants::{GOES_ON, Held, Violation, hold};
use crate::lane::{Lane, Look};
use crate::process::Standing;
use crate::store::RunId;

impl World {
    /// No more faults: whoever hangs goes on, sessions of the dead end, and somebody lives.
    pub(crate) fn stop_faults(&mut self) {
        self.faults = false;
        self.store.refuses.clear();
        for process in &mut self.processes {
            process.skew = 0;
            if process.standing == Standing::Hung {
                process.standing = Standing::Alive;
            }
        }
        self.end_dead_sessions();
        if self.alive().iter().all(|process| self.processes[*process].lane.stopping) {
            self.start_process();
        }
        self.say(|| "the faults stop".to_owned());
    }

    /// Does everything that can be done without time or people; says whether something happened.
    pub(crate) fn settle(&mut self) -> Result<bool, Violation> {
        let mut happened = false;
        for round in 0.. {
            hold(round < ROUNDS, GOES_ON, || "what happens by itself never comes to rest".to_owned())?;
            self.counts.steps += 1;
            let mut moved = false;
            for process in self.alive() {
                while self.processes[process].is_alive() && self.keep(process)? {
                    moved = true;
                }
                if self.processes[process].lane.waits_to_retry() {
                    self.with_lane(process, Lane::retry)?;
                    moved = true;
                }
            }
            while let Some(outcome) = self.late.pop() {
                if let Some(&process) = self.alive().first() {
                    self.with_lane(process, |lane| lane.take_outcome(outcome))?;
                }
            }
            let mut count = 0;
            while !self.in_flight.is_empty() && self.move_wave_at(0)? {
                count += 1;
                hold(count < ROUNDS, GOES_ON, || "what happens by itself never comes to rest".to_owned())?;
                moved = true;
                self.check_step()?;
            }
            let mut count = 0;
            while !self.jobs.is_empty() && self.move_job_at(0)? {
                count += 1;
                hold(count < ROUNDS, GOES_ON, || "what happens by itself never comes to rest".to_owned())?;
                moved = true;
                self.check_step()?;
            }
            for process in self.alive() {
                self.with_lane(process, Lane::park)?;
            }
            moved |= !self.jobs.is_empty() || !self.in_flight.is_empty();
            while self.end_elsewhere()? {
                moved = true;
            }
            let mut at = 0;
            let mut count = 0;
            while at < self.running.len() {
                count += 1;
                hold(count < ROUNDS, GOES_ON, || "what happens by itself never comes to rest".to_owned())?;
                // One that waits for what is elsewhere hands it out first, and has heard nothing yet.
                let before = self.running.len();
                if self.finish_task_at(at)? {
                    moved = true;
                }
                if self.running.len() >= before {
                    at += 1;
                }
            }
            self.check_step()?;
            if !moved {
                return Ok(happened);
            }
            happened = true;
        }
        Ok(happened)
    }

    /// Every process looks for what no hint told of, and time that has come rings.
    pub(crate) fn look_everywhere(&mut self) -> Held {
        for process in self.alive() {
            self.with_lane(process, |lane| lane.look(Look::ALL))?;
        }
        Ok(())
    }

    /// Whether a process has no room for further runs: then some wait until those in memory go.
    pub(crate) fn is_full(&self) -> bool {
        self.processes.iter().any(|process| process.is_alive() && process.lane.is_full())
    }

    /// Whether a process has set the run aside until somebody asks something of it.
    pub(crate) fn is_set_aside(&self, run: RunId) -> bool {
        self.processes.iter().any(|process| process.is_alive() && process.lane.set_aside.contains(&run))
    }
}

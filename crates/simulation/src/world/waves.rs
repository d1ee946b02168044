//! Waves on their way, and what becomes of them.

use std::collections::BTreeMap;

use super::{InFlight, Phase, World};
use crate::invariants::{Held, NO_LOSER, Violation, hold};
use crate::process::Standing;
use crate::store::{Epoch, Refusal, Shard};
use crate::wave::{Advance, End};

impl World {
    pub(super) fn move_wave(&mut self) -> Result<bool, Violation> {
        if self.in_flight.is_empty() {
            return Ok(false);
        }
        let at = self.draw.below(self.in_flight.len());
        let InFlight { process, phase, .. } = self.in_flight[at];
        // What a process sent before it hung or died may arrive when somebody else has its shards.
        if phase == Phase::Sent && !self.processes[process].is_alive() && self.draw.percent(85) {
            return Ok(false);
        }
        self.move_wave_at(at)
    }

    pub(super) fn move_wave_at(&mut self, at: usize) -> Result<bool, Violation> {
        let wave = &self.in_flight[at];
        let (number, process, standing) = (wave.number, wave.process, self.processes[wave.process].standing);
        match wave.phase {
            Phase::Sent => {
                let is_lost = if self.faults { self.draw.percent(4) } else { standing == Standing::Dead };
                if is_lost {
                    self.end_wave(at, End::Unavailable);
                    return Ok(true);
                }
                let wave = &mut self.in_flight[at];
                let group = wave.groups.last().map_or(&[][..], Vec::as_slice);
                match self.store.fence(number, &wave.epochs, group) {
                    Ok(()) => wave.phase = Phase::Open,
                    Err(_) => {
                        self.counts.deposed += 1;
                        self.say(|| format!("wave {number} of process {process} is fenced off"));
                        self.end_wave(at, End::Deposed);
                    }
                }
            }
            Phase::Open => {
                let (is_lost, is_unheard) = match (self.faults, standing) {
                    (true, Standing::Alive) => (self.draw.percent(3), self.draw.percent(4)),
                    (true, _) => (self.draw.percent(40), self.draw.percent(50)),
                    (false, standing) => (standing == Standing::Dead, false),
                };
                if is_lost {
                    self.store.roll_back(number);
                    self.counts.unknown += 1;
                    self.say(|| format!("the connection of wave {number} breaks before its commit"));
                    self.end_wave(at, End::Unknown);
                    return Ok(true);
                }
                self.commit_wave(at, is_unheard)?;
            }
            Phase::Answered => {
                if standing == Standing::Hung {
                    return Ok(false);
                }
                let InFlight { generation, written, .. } = self.in_flight.swap_remove(at);
                if standing == Standing::Dead {
                    return Ok(true);
                }
                if !written.committed.is_empty() {
                    self.calibrate(process);
                }
                self.say(|| format!("process {process} hears of wave {number}: {:?}", written.end));
                if self.processes[process].lane.generation == generation {
                    self.with_lane(process, |lane| lane.take_written(written))?;
                }
            }
        }
        Ok(true)
    }

    /// Whatever is not decided is not written.
    fn end_wave(&mut self, at: usize, end: End) {
        let wave = &mut self.in_flight[at];
        let rest = std::mem::take(&mut wave.groups);
        wave.written.rest = rest.into_iter().rev().flatten().collect();
        wave.written.end = end;
        wave.phase = Phase::Answered;
    }

    fn commit_wave(&mut self, at: usize, is_unheard: bool) -> Held {
        let wave = &mut self.in_flight[at];
        let number = wave.number;
        let Some(group) = wave.groups.pop() else { return Ok(()) };
        let epochs = wave.epochs.clone();
        let slept = self.asleep_among(&group);
        match self.store.commit(number, &group) {
            Ok(()) => {
                self.counts.commits += 1;
                self.say(|| format!("wave {number} is committed{}", if is_unheard { ", and nobody hears of it" } else { "" }));
                self.check_fence(&epochs, &group)?;
                self.checker.committed(&self.store, &self.executions, &group)?;
                self.note_moves(&group, &slept);
                if is_unheard {
                    self.counts.unknown += 1;
                    self.in_flight[at].groups.push(group);
                    self.end_wave(at, End::Unknown);
                    return Ok(());
                }
                self.in_flight[at].written.committed.extend(group);
            }
            Err(Refusal::Deposed(why)) => {
                self.counts.deposed += 1;
                self.say(|| format!("wave {number} is refused: {why}"));
                self.in_flight[at].groups.push(group);
                self.end_wave(at, End::Deposed);
                return Ok(());
            }
            Err(Refusal::Fault { run, transient }) => {
                self.say(|| format!("wave {number} is refused for run {run}"));
                let (at_fault, others): (Vec<Advance>, Vec<Advance>) = group.into_iter().partition(|advance| advance.run == run);
                let wave = &mut self.in_flight[at];
                if others.is_empty() {
                    wave.written.rejected.push((run, at_fault, transient));
                } else {
                    wave.groups.extend([others, at_fault]);
                }
            }
        }
        let wave = &mut self.in_flight[at];
        wave.phase = if wave.groups.is_empty() { Phase::Answered } else { Phase::Sent };
        Ok(())
    }

    pub(super) fn check_fence(&self, epochs: &BTreeMap<Shard, Epoch>, group: &[Advance]) -> Held {
        group.iter().try_for_each(|advance| {
            let (written, current) = (epochs.get(&advance.shard), self.store.epochs.get(&advance.shard));
            hold(written == current, NO_LOSER, || {
                format!("run {} was written under epoch {written:?} of shard {}, current is {current:?}", advance.run, advance.shard)
            })
        })
    }

    pub(super) fn calibrate(&mut self, process: usize) {
        self.processes[process].skew = if self.faults { self.draw.between(-300, 300) } else { 0 };
    }
}

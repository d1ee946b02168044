//! What is to be done at a moment.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Schedule;
use crate::schedule::later;

/// What is kept of a schedule between two looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Every nominal moment up to this one has been dealt with.
    pub last_considered: Timestamp,
    /// Firings so far; started by hand and backfilled ones do not count.
    pub fired: u64,
}

/// One firing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firing {
    /// The moment the rule names. With the schedule's id it identifies the firing.
    pub nominal: Timestamp,
    /// The moment it was to happen, with jitter.
    pub planned: Timestamp,
    /// The firing's number, from 1.
    pub number: u64,
}

/// What is to be done at a moment. Carried out in one transaction with the new state, nothing is lost and nothing done twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// What fires, in order; what becomes of it while runs are going, [`Overlap`](crate::Overlap) says.
    pub fire: Vec<Firing>,
    /// Nominal moments that lie further back than the catch-up window, in order.
    pub missed: Vec<Timestamp>,
    /// Whether more were missed than are listed; they lie before the new `last_considered` and are passed over.
    pub missed_more: bool,
    /// The state after this.
    pub state: State,
    /// When to look again; not after now where the limit left something over. None while paused and when exhausted.
    pub next_look: Option<Timestamp>,
    /// Whether it will never fire again: its moments, its time or its runs are used up.
    pub exhausted: bool,
}

impl State {
    /// Of a schedule that is new at a moment: what it names after that moment fires.
    pub fn new(now: Timestamp) -> Self {
        Self { last_considered: now, fired: 0 }
    }

    /// With everything up to a moment dealt with: for the end of a pause, which is not made up for.
    #[must_use]
    pub fn passed_over(self, until: Timestamp) -> Self {
        Self { last_considered: self.last_considered.max(until), ..self }
    }
}

impl Schedule {
    /// What is to be done now. `key` is the schedule's id, which chooses its jitter.
    ///
    /// At most `limit` moments (at least one) are dealt with in a call; where that leaves some over, `next_look` is not after `now`.
    /// Of a long absence's missed moments at most so many are listed, and the rest is passed over without being counted.
    pub fn due(&self, state: State, now: Timestamp, key: &str, limit: usize) -> Due {
        let mut due =
            Due { fire: Vec::new(), missed: Vec::new(), missed_more: false, state, next_look: None, exhausted: self.used_up(state.fired) };
        if due.exhausted {
            return due;
        }
        if self.definition().paused {
            due.state = state.passed_over(now);
            due.exhausted = self.next_after(due.state.last_considered).is_none();
            return due;
        }
        let too_old = later(now, -self.catch_up_ms());
        // Whatever its jitter, a moment up to here is too old.
        let surely_too_old = later(too_old, -self.jitter_ms() - 1);
        for _ in 0..limit.max(1) {
            let Some(nominal) = self.next_after(due.state.last_considered) else {
                due.exhausted = true;
                return due;
            };
            let planned = self.jittered(nominal, key);
            if planned > now {
                due.next_look = Some(planned);
                return due;
            }
            due.state.last_considered = nominal;
            if planned < too_old {
                due.missed.push(nominal);
                continue;
            }
            due.state.fired += 1;
            due.fire.push(Firing { nominal, planned, number: due.state.fired });
            if self.used_up(due.state.fired) {
                due.exhausted = true;
                return due;
            }
        }
        if self.next_after(due.state.last_considered).is_some_and(|next| next <= surely_too_old) {
            due.missed_more = true;
            due.state = due.state.passed_over(surely_too_old);
        }
        match self.next_after(due.state.last_considered) {
            Some(next) => due.next_look = Some(self.jittered(next, key)),
            None => due.exhausted = true,
        }
        due
    }

    fn used_up(&self, fired: u64) -> bool {
        self.definition().max_runs.is_some_and(|most| fired >= most)
    }
}

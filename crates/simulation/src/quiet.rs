//! The end: no more faults. First nothing may be left undone that needs neither time nor people; then, with time and kind people, every
//! run comes to its end.

use jiff::Timestamp;
use machine::{Event, Machine, PauseReason, RunStatus};
use serde_json::{Value, json};

use crate::invariants::{ENDS, Held, Violation, hold};
use crate::store::RunId;
use crate::world::World;

/// So often people and time are given a chance.
const ROUNDS: usize = 400;

impl World {
    pub(crate) fn quieten(&mut self) -> Held {
        self.stop_faults();
        for _ in 0..ROUNDS {
            self.rest()?;
            self.people.check(&self.store)?;
            let runs: Vec<RunId> = self.store.runs.keys().copied().collect();
            let is_full = self.is_full();
            if !is_full {
                self.check_answers()?;
            }
            for &run in runs.iter().filter(|_| !is_full) {
                self.checker.stands_for_a_reason(&self.store, run, self.now, self.is_set_aside(run))?;
            }
            if !self.be_kind(&runs)? {
                return Ok(());
            }
        }
        let open: Vec<(RunId, Option<RunStatus>)> = self.open_runs().collect();
        hold(false, ENDS, || format!("after {ROUNDS} rounds these go on: {open:?}"))
    }

    /// Until nothing happens by itself any more, looks included.
    fn rest(&mut self) -> Held {
        loop {
            self.settle()?;
            let before = (self.counts.commits, self.store.runs.len());
            self.look_everywhere()?;
            self.settle()?;
            if (self.counts.commits, self.store.runs.len()) == before {
                return Ok(());
            }
        }
    }

    fn open_runs(&self) -> impl Iterator<Item = (RunId, Option<RunStatus>)> + '_ {
        self.store.runs.keys().filter_map(|run| {
            let machine = self.machine(*run);
            let is_open = machine.is_none_or(|machine| matches!(machine.status(), RunStatus::Running | RunStatus::Paused));
            is_open.then(|| (*run, machine.map(Machine::status)))
        })
    }

    fn machine(&self, run: RunId) -> Option<&Machine> {
        self.checker.runs.get(&run).and_then(|known| known.machine.as_ref())
    }

    /// People do what is wanted of them, or else time passes until something is due. Says whether anything is still open.
    fn be_kind(&mut self, runs: &[RunId]) -> Result<bool, Violation> {
        let (mut open, mut asked, mut next): (bool, bool, Option<Timestamp>) = (false, false, None);
        for &run in runs {
            let Some(machine) = self.machine(run) else {
                open = true;
                if self.is_set_aside(run) {
                    // Its first entries were refused; asking something of it brings it back.
                    asked = true;
                    self.ask_kindly(run, |by| Event::ResumeRequested { by })?;
                }
                continue;
            };
            if !matches!(machine.status(), RunStatus::Running | RunStatus::Paused) {
                continue;
            }
            open = true;
            let signal = machine.steps().find_map(|step| step.waits_for.first().map(|name| (*name).to_owned()));
            let failed = matches!(machine.pause_reason(), Some(PauseReason::GateFailed { .. }));
            let (pause, deadline) = (machine.pause_reason().cloned(), machine.next_deadline());
            let is_asleep = self.is_set_aside(run);
            let number = self.counts.steps;
            let request: Option<Box<dyn FnOnce(machine::Actor) -> Event>> = match pause {
                Some(PauseReason::ApprovalRequired { step }) => {
                    Some(Box::new(|by| Event::ApproveRequested { step, by, reason: "good".to_owned(), form: json!({}) }))
                }
                Some(PauseReason::GateFailed { step, .. }) if failed && self.draw.percent(50) => {
                    Some(Box::new(|by| Event::SkipRequested { step, by, reason: "hopeless".to_owned() }))
                }
                Some(_) => Some(Box::new(|by| Event::ResumeRequested { by })),
                None if is_asleep => Some(Box::new(|by| Event::ResumeRequested { by })),
                None => signal.map(|name| -> Box<dyn FnOnce(machine::Actor) -> Event> {
                    Box::new(move |by| Event::SignalSent { id: format!("kind {name} {number}"), name, payload: Value::from(1), by })
                }),
            };
            if let Some(request) = request {
                asked = true;
                self.ask_kindly(run, request)?;
            }
            // What is due already waits for room.
            next = next.into_iter().chain(deadline.filter(|moment| *moment > self.now)).min();
        }
        if !asked && let Some(next) = next {
            self.now = self.now.max(next);
            self.say(|| "time passes until something is due".to_owned());
        }
        self.look_everywhere()?;
        Ok(open)
    }
}

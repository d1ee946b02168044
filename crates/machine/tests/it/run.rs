//! A host for tests: drives one machine and holds it to what must be true at every point.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use machine::{Actor, Blueprint, Command, Effort, Entry, Event, Machine, Mapping, Recorded, Refusal, RunStatus, Transition};
use plan::Plan;
use serde_json::Value;

/// One run, its journal, and the commands a host would have under way.
pub(crate) struct Run {
    pub(crate) machine: Machine,
    pub(crate) now: Timestamp,
    pub(crate) journal: Vec<Recorded>,
    /// The machine and how long its journal was after each transition.
    pub(crate) boundaries: Vec<(usize, Machine)>,
    under_way: BTreeMap<(Effort, bool), Command>,
    /// Every plan that the run has had.
    plans: Vec<Blueprint>,
}

pub(crate) fn epoch() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

pub(crate) fn ann() -> Actor {
    Actor { id: "ann".to_owned(), via: "test".to_owned(), roles: Vec::new() }
}

impl Run {
    pub(crate) fn start(plan: &Arc<Plan>, input: Value, approved_in_advance: Option<Actor>) -> (Self, Transition) {
        let now = epoch();
        let (machine, transition) = Machine::start(Arc::clone(plan), now, input, approved_in_advance).unwrap();
        let plans = vec![Blueprint::of(Arc::clone(plan)).unwrap()];
        let mut run = Self { machine, now, journal: Vec::new(), boundaries: Vec::new(), under_way: BTreeMap::new(), plans };
        run.follow(&transition);
        (run, transition)
    }

    /// A run taken up from a journal, possibly cut in the middle of a transition.
    pub(crate) fn resume(plan: &Arc<Plan>, journal: &[Recorded], now: Timestamp) -> Self {
        let machine = Machine::replay(Arc::clone(plan), journal.iter().cloned()).unwrap();
        let under_way = machine.outstanding().into_iter().map(|command| (key(&command), command)).collect();
        let plans = vec![Blueprint::of(Arc::clone(plan)).unwrap()];
        let mut run = Self { machine, now, journal: journal.to_vec(), boundaries: Vec::new(), under_way, plans };
        run.handle(Event::TimePassed).unwrap();
        run
    }

    pub(crate) fn handle(&mut self, event: Event) -> Result<Transition, Refusal> {
        let before = self.machine.clone();
        let ended = !matches!(before.status(), RunStatus::Running | RunStatus::Paused);
        match self.machine.handle(self.now, event.clone()) {
            Ok(transition) => {
                if ended {
                    assert_eq!(transition, Transition::default(), "nothing follows an end");
                }
                if transition == Transition::default() {
                    assert_eq!(self.machine, before, "an event without entries changes nothing");
                }
                if let Event::EffectSucceeded { effort, .. } | Event::EffectFailed { effort, .. } = &event {
                    self.answered(effort, false, &transition);
                }
                if let Event::ChecksFinished { effort, .. } = &event {
                    self.answered(effort, true, &transition);
                }
                self.follow(&transition);
                self.repeat(event);
                Ok(transition)
            }
            Err(refusal) => {
                assert_eq!(self.machine, before, "a refused request changes nothing");
                Err(refusal)
            }
        }
    }

    /// Moves the run to another plan.
    pub(crate) fn migrate(&mut self, plan: &Arc<Plan>, mapping: Mapping) -> Result<Transition, Refusal> {
        let (before, target) = (self.machine.clone(), Blueprint::of(Arc::clone(plan)).unwrap());
        let foreseen = self.machine.migration(self.now, &target, &mapping);
        match self.machine.migrate(self.now, &target, mapping, Some(2), ann()) {
            Ok(transition) => {
                assert!(foreseen.is_ok(), "{foreseen:?}");
                self.plans.push(target);
                self.follow(&transition);
                self.assert_replays();
                Ok(transition)
            }
            Err(refusal) => {
                assert_eq!(foreseen.unwrap_err(), refusal, "whoever asks what would happen is told what happens");
                assert_eq!(self.machine, before, "a refused migration changes nothing");
                Err(refusal)
            }
        }
    }

    pub(crate) fn wait(&mut self, ms: i64) -> Transition {
        self.now = self.now.checked_add(SignedDuration::from_millis(ms)).unwrap();
        self.handle(Event::TimePassed).unwrap()
    }

    /// Commands under way, in order.
    pub(crate) fn under_way(&self) -> Vec<Command> {
        self.under_way.values().cloned().collect()
    }

    pub(crate) fn is_ended(&self) -> bool {
        !matches!(self.machine.status(), RunStatus::Running | RunStatus::Paused)
    }

    fn answered(&mut self, effort: &Effort, by_checks: bool, transition: &Transition) {
        if !transition.entries.is_empty() {
            assert!(self.under_way.remove(&(effort.clone(), by_checks)).is_some(), "{effort:?} was not under way");
        }
    }

    /// An answer given twice changes nothing the second time.
    fn repeat(&mut self, event: Event) {
        let is_answer = matches!(event, Event::EffectSucceeded { .. } | Event::EffectFailed { .. } | Event::ChecksFinished { .. });
        if is_answer {
            let before = self.machine.clone();
            assert_eq!(self.machine.handle(self.now, event).unwrap(), Transition::default());
            assert_eq!(self.machine, before, "a duplicate event changes nothing");
        }
    }

    fn follow(&mut self, transition: &Transition) {
        for recorded in &transition.entries {
            let last = self.journal.last().map_or(0, |recorded| recorded.seq);
            assert_eq!(recorded.seq, last + 1, "positions have no gaps");
            assert!(!self.journal.iter().any(|earlier| is_end(&earlier.entry)), "nothing follows an end");
            self.journal.push(recorded.clone());
        }
        assert_eq!(self.machine.last_seq(), self.journal.len() as u64);
        for command in &transition.commands {
            match command {
                Command::Abandon { effort } => {
                    let effect = self.under_way.remove(&(effort.clone(), false));
                    let checks = self.under_way.remove(&(effort.clone(), true));
                    assert!(effect.or(checks).is_some(), "{effort:?} is abandoned, but was not under way");
                }
                wanted => {
                    let doubled = self.under_way.insert(key(wanted), wanted.clone());
                    assert_eq!(doubled, None, "a command is issued once");
                }
            }
        }
        let mut outstanding = self.machine.outstanding();
        outstanding.sort_by_key(key);
        assert_eq!(outstanding, self.under_way(), "outstanding is what was issued and not answered");
        self.boundaries.push((self.journal.len(), self.machine.clone()));
    }

    /// What is restored from the journal is what is there.
    pub(crate) fn assert_replays(&self) {
        let plan = |hash: &str| self.plans.iter().find(|plan| plan.hash() == hash).cloned();
        let replayed = Machine::replay_among(plan, self.journal.iter().cloned()).unwrap();
        assert_eq!(replayed, self.machine);
        assert_eq!(replayed.outstanding(), self.machine.outstanding());
        assert_eq!(replayed.next_deadline(), self.machine.next_deadline());
    }
}

pub(crate) fn key(command: &Command) -> (Effort, bool) {
    match command {
        Command::RunEffect { effort, .. } | Command::Abandon { effort } => (effort.clone(), false),
        Command::RunChecks { effort, .. } => (effort.clone(), true),
    }
}

pub(crate) fn is_end(entry: &Entry) -> bool {
    matches!(entry, Entry::RunCompleted { .. } | Entry::RunFailed { .. } | Entry::RunCancelled { .. } | Entry::RunContinued { .. })
}

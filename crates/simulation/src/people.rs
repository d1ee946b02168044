//! People, and programs of people: they start runs, ask things of them, ask again when they heard nothing, and remember what they heard.

use std::collections::BTreeMap;

use machine::{Actor, CancelMode, Event};
use plan::StepId;
use serde_json::{Value, json};

use crate::invariants::{ANSWERED_ONCE, Held, NOTHING_LOST, ONCE_STARTED, Violation, hold};
use crate::requests::Request;
use crate::store::{Fresh, RequestId, RunId, Store, shard_of};
use crate::versions::Version;
use crate::wave::Answer;
use crate::world::World;

/// Runs that people start of one seed.
const MAX_RUNS: usize = 6;

/// Something that was asked, as whoever asked keeps it.
#[derive(Debug, Clone)]
struct Ask {
    run: RunId,
    dedup: String,
    request: Request,
    /// Its number, once it was heard.
    id: Option<RequestId>,
}

#[derive(Debug, Default)]
pub(crate) struct People {
    starts: usize,
    /// Runs that somebody knows to be started.
    pub(crate) acknowledged: Vec<RunId>,
    /// What was started with a key, and what it turned out to be.
    keys: BTreeMap<u64, (Fresh, Option<RunId>)>,
    /// Starts that a process was asked for directly.
    direct: BTreeMap<RunId, Fresh>,
    asks: Vec<Ask>,
    /// What each plan has become in other versions.
    pub(crate) versions: Vec<Version>,
    heard: BTreeMap<RequestId, Answer>,
}

impl People {
    /// An answer reaches whoever asked.
    pub(crate) fn hear(&mut self, id: RequestId, answer: &Answer) -> Held {
        let before = self.heard.entry(id).or_insert_with(|| answer.clone());
        hold(before == answer, ANSWERED_ONCE, || format!("request {id} was told {before:?}, and now {answer:?}"))
    }

    /// What was heard is what is stored, for ever.
    pub(crate) fn check(&self, store: &Store) -> Held {
        for run in &self.acknowledged {
            hold(store.runs.contains_key(run), NOTHING_LOST, || format!("run {run} was acknowledged and is not there"))?;
        }
        for (id, answer) in &self.heard {
            let stored = &store.inbox[*id].answer;
            hold(stored.as_ref() == Some(answer), ANSWERED_ONCE, || format!("request {id} was told {answer:?}, stored is {stored:?}"))?;
        }
        // The same update asked under other numbers is answered the same.
        let mut updates: BTreeMap<(RunId, &str), &Value> = BTreeMap::new();
        for filed in &store.inbox {
            if let (Request::Event(Event::UpdateSent { id, .. }), Some(Answer::Accepted { value: Some(value), .. })) =
                (&filed.request, &filed.answer)
            {
                let first = *updates.entry((filed.run, id)).or_insert(value);
                hold(first == value, ANSWERED_ONCE, || format!("update {id} of run {} is answered {first} and {value}", filed.run))?;
            }
        }
        Ok(())
    }
}

impl World {
    /// Somebody does something.
    pub(crate) fn act(&mut self) -> Result<bool, Violation> {
        match self.draw.below(20) {
            0..3 => self.start_run()?,
            3 => self.start_again()?,
            4 | 5 => self.ask_again()?,
            6 => self.read_answer()?,
            _ => self.ask()?,
        }
        Ok(true)
    }

    fn start_run(&mut self) -> Held {
        if self.people.starts >= MAX_RUNS {
            return self.start_again();
        }
        self.people.starts += 1;
        let Some(blueprint) = self.draw.pick(&self.blueprints).cloned() else { return Ok(()) };
        let approved = self.draw.percent(15).then(|| actor("ann", "in advance"));
        let fresh = Fresh { run: self.draw.next() >> 8, blueprint, input: crate::plans::input(&mut self.draw), approved };
        let run = fresh.run;
        if self.draw.percent(30) {
            let alive: Vec<usize> = (0..self.processes.len()).filter(|number| self.processes[*number].is_alive()).collect();
            if let Some(&process) = self.draw.pick(&alive) {
                self.say(|| format!("somebody asks process {process} to start run {run}"));
                self.people.direct.insert(run, fresh.clone());
                return self.with_lane(process, |lane| lane.start(fresh));
            }
        }
        let key = self.people.keys.len() as u64;
        self.people.keys.insert(key, (fresh, None));
        self.start_with_key(key)
    }

    fn start_again(&mut self) -> Held {
        let count = self.people.keys.len();
        if count == 0 {
            return Ok(());
        }
        let key = self.draw.below(count) as u64;
        self.start_with_key(key)
    }

    /// One transaction; the same key starts nothing anew and names the first run.
    fn start_with_key(&mut self, key: u64) -> Held {
        let Some((fresh, known)) = self.people.keys.get(&key).cloned() else { return Ok(()) };
        // Each time with a fresh identity, of which only the first counts.
        let run = match self.store.start_keys.get(&key) {
            Some(run) => *run,
            None => {
                let run = self.draw.next() >> 8;
                self.store.submit(Fresh { run, ..fresh.clone() });
                self.store.start_keys.insert(key, run);
                run
            }
        };
        if self.faults && self.draw.percent(20) {
            self.say(|| format!("somebody starts run {run} with key {key} and does not hear of it"));
            return Ok(());
        }
        self.say(|| format!("somebody starts run {run} with key {key}"));
        hold(known.is_none_or(|known| known == run), ONCE_STARTED, || format!("key {key} started {known:?} and then {run}"))?;
        self.people.keys.insert(key, (fresh, Some(run)));
        self.people.acknowledged.push(run);
        Ok(())
    }

    /// Whoever asked a process to start a run hears of it, and takes the other way where it could not.
    pub(crate) fn hear_of_start(&mut self, run: RunId, here: bool) -> Held {
        self.say(|| format!("run {run} {}", if here { "is begun" } else { "could not be begun at once" }));
        if here {
            let begun = self.store.runs.get(&run).is_some_and(|row| row.begun);
            self.people.acknowledged.push(run);
            return hold(begun, NOTHING_LOST, || format!("run {run} is said to be begun, and is not stored"));
        }
        if let Some(fresh) = self.people.direct.get(&run).cloned() {
            self.store.submit(fresh);
            self.people.acknowledged.push(run);
        }
        Ok(())
    }

    fn ask(&mut self) -> Held {
        let runs: Vec<RunId> = self.store.runs.keys().copied().collect();
        let Some(&run) = self.draw.pick(&runs) else { return Ok(()) };
        let dedup = format!("ask {}", self.people.asks.len());
        let (run, request) = if self.draw.percent(15) {
            let run = self.run_to_move(run);
            (run, self.move_request(run, &dedup))
        } else {
            (run, self.request(run, &dedup).into())
        };
        self.people.asks.push(Ask { run, dedup, request, id: None });
        self.file(self.people.asks.len() - 1)
    }

    /// In the name of kindness, when the faults have stopped.
    pub(crate) fn ask_kindly(&mut self, run: RunId, request: impl FnOnce(Actor) -> Event) -> Held {
        let dedup = format!("ask {}", self.people.asks.len());
        let request = request(actor("ann", &dedup)).into();
        self.people.asks.push(Ask { run, dedup, request, id: None });
        self.file(self.people.asks.len() - 1)
    }

    fn ask_again(&mut self) -> Held {
        if self.people.asks.is_empty() {
            return Ok(());
        }
        let at = self.draw.below(self.people.asks.len());
        self.file(at)
    }

    /// One transaction; the same `dedup` files nothing anew and names the first request.
    fn file(&mut self, at: usize) -> Held {
        let Ask { run, dedup, request, id: known } = self.people.asks[at].clone();
        let Some(id) = self.store.file(run, &dedup, request.clone()) else { return Ok(()) };
        if self.faults && self.draw.percent(15) {
            self.say(|| format!("`{dedup}` is filed as request {id}, and nobody hears of it"));
            return Ok(());
        }
        self.say(|| format!("`{dedup}` is filed as request {id} of run {run}: {request:?}"));
        hold(known.is_none_or(|known| known == id), ANSWERED_ONCE, || {
            format!("`{dedup}` was filed as request {known:?} and again as {id}")
        })?;
        self.people.asks[at].id = Some(id);
        Ok(())
    }

    fn read_answer(&mut self) -> Held {
        let ids: Vec<RequestId> = self.people.asks.iter().filter_map(|ask| ask.id).collect();
        let Some(&id) = self.draw.pick(&ids) else { return Ok(()) };
        match self.store.inbox[id].answer.clone() {
            Some(answer) => self.people.hear(id, &answer),
            None => {
                let heard = self.people.heard.get(&id);
                hold(heard.is_none(), NOTHING_LOST, || format!("request {id} was told {heard:?}, and is not answered"))
            }
        }
    }

    /// Requests that do not fit are refused, which is part of the game; some come twice under one identity.
    fn request(&mut self, run: RunId, dedup: &str) -> Event {
        let draw = &mut self.draw;
        let steps = &self.store.runs[&run].blueprint.plan().steps;
        let step = draw.pick(steps).map_or_else(|| StepId::from("s0"), |step| step.id.clone());
        let name = if draw.percent(80) { "ann" } else { "bob" };
        let (by, reason) = (actor(name, dedup), "drawn".to_owned());
        let form = if draw.percent(70) { json!({}) } else { Value::Null };
        match draw.below(40) {
            0..2 => Event::PauseRequested { by, reason },
            2..8 => Event::ResumeRequested { by },
            8..12 => Event::RerunRequested {
                step,
                by,
                reason: None,
                overrides: if draw.percent(50) { Value::Null } else { json!({"model": 1}) },
            },
            12..15 => Event::SkipRequested { step, by, reason },
            15..20 => Event::ApproveRequested { step, by, reason, form },
            20..22 => Event::RejectRequested { step, by, reason, form },
            22..31 => {
                let name = *draw.pick(&["go", "go", "go", "stop", "stop", "number", "nobody"]).unwrap_or(&"go");
                let payload = if draw.percent(70) { json!(draw.below(9)) } else { json!("text") };
                Event::SignalSent { name: name.to_owned(), id: format!("{name} {}", draw.below(6)), payload, by }
            }
            31..39 => {
                let name = *draw.pick(&["note", "count", "count", "nobody"]).unwrap_or(&"note");
                let payload = if name == "note" { json!("text") } else { json!(draw.below(3)) };
                Event::UpdateSent { name: name.to_owned(), id: format!("{name} {}", draw.below(4)), payload, by }
            }
            _ => {
                let mode = if draw.percent(30) { CancelMode::Hard } else { CancelMode::Graceful };
                Event::CancelRequested { by, reason: None, mode }
            }
        }
    }

    /// Whether everything that was asked is answered.
    pub(crate) fn check_answers(&self) -> Held {
        let open = self.store.inbox.iter().position(|filed| filed.answer.is_none());
        hold(open.is_none(), ANSWERED_ONCE, || {
            let filed = open.map(|id| &self.store.inbox[id]);
            format!("request {open:?} is not answered: {filed:?}, shard {:?}", filed.map(|filed| shard_of(filed.run)))
        })
    }
}

pub(crate) fn actor(name: &str, via: &str) -> Actor {
    Actor { id: name.to_owned(), via: via.to_owned(), roles: Vec::new() }
}

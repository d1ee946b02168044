//! Everything there is, and what can happen next.

mod efforts;
mod faults;
mod handing;
mod jobs;
mod moves;
mod rest;
mod waves;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use machine::{Blueprint, Command, RunStatus};

use crate::draw::Draw;
use crate::invariants::{Checker, Execution, GOES_ON, Held, NOT_AFTER_END, NOTHING_LOST, ONE_PROCESS, ONLY_OWN, Violation, hold};
use crate::lane::{Found, Lane, Out, Outcome, Read, Task, is_far, limit_of};
use crate::people::People;
use crate::process::{Process, Standing};
use crate::repeats::Repeats;
use crate::store::{Epoch, RequestId, RunId, Session, Shard, Store, shard_of};
use crate::wave::{Advance, End, Written};
use crate::{Counts, Options, Report};

/// A wave on its way.
struct InFlight {
    number: u64,
    process: usize,
    generation: u64,
    epochs: BTreeMap<Shard, Epoch>,
    /// Groups not decided yet, the first one last.
    groups: Vec<Vec<Advance>>,
    written: Written,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// On its way to the store.
    Sent,
    /// Its transaction holds the fence.
    Open,
    /// The answer is on its way back.
    Answered,
}

/// A look into the store on its way.
struct Job {
    process: usize,
    generation: u64,
    read: Read,
    found: Option<Found>,
}

/// An effort under way.
struct Running {
    process: usize,
    run: RunId,
    task: Task,
    kind: Kind,
}

/// Where an effort is carried out.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// In the process that wants it.
    Here { execution: usize },
    /// Elsewhere: the process hands it out, and then waits for its end, until its limit.
    Elsewhere { handed_out: bool, limit: Option<Timestamp> },
}

pub(crate) struct World {
    pub(crate) draw: Draw,
    pub(crate) options: Options,
    pub(crate) faults: bool,
    pub(crate) now: Timestamp,
    pub(crate) store: Store,
    pub(crate) processes: Vec<Process>,
    pub(crate) blueprints: Vec<Blueprint>,
    pub(crate) people: People,
    pub(crate) checker: Checker,
    sessions: BTreeSet<Session>,
    next_session: Session,
    next_wave: u64,
    in_flight: Vec<InFlight>,
    jobs: Vec<Job>,
    running: Vec<Running>,
    /// Results on their way that nobody may wait for any more.
    late: Vec<Outcome>,
    executions: Vec<Execution>,
    repeats: Repeats,
    /// Efforts that began with what is happening now.
    begun: Vec<(usize, RunId, Task)>,
    pub(crate) counts: Counts,
    trace: Vec<String>,
}

/// Processes that may live at once.
const PROCESSES: usize = 3;

/// What happens by itself comes to rest after fewer rounds.
const ROUNDS: usize = 2_000;

impl World {
    pub(crate) fn new(seed: u64, options: Options) -> Self {
        let mut draw = Draw::of(seed);
        let blueprints = (0..1 + draw.below(3)).map(|number| crate::plans::drawn(&mut draw, &format!("plan{number}"))).collect();
        Self {
            draw,
            options,
            faults: true,
            now: Timestamp::from_second(1_790_000_000).unwrap_or(Timestamp::UNIX_EPOCH),
            store: Store { broken: options.broken, ..Store::default() },
            processes: Vec::new(),
            blueprints,
            people: People::default(),
            checker: Checker::default(),
            sessions: BTreeSet::new(),
            next_session: 0,
            next_wave: 0,
            in_flight: Vec::new(),
            jobs: Vec::new(),
            running: Vec::new(),
            late: Vec::new(),
            executions: Vec::new(),
            repeats: Repeats::default(),
            begun: Vec::new(),
            counts: Counts::default(),
            trace: Vec::new(),
        }
    }

    pub(crate) fn report(mut self, violation: Option<Violation>) -> Report {
        for process in self.alive() {
            self.say_memory(process);
        }
        let ended = self.store.runs.values().filter(|row| !matches!(row.head.state, RunStatus::Running | RunStatus::Paused)).count();
        let counts = Counts {
            runs: self.store.runs.len() as u64,
            ended: ended as u64,
            entries: self.checker.checks,
            executions: self.executions.len() as u64,
            requests: self.store.inbox.len() as u64,
            ..self.counts
        };
        Report { violation, trace: self.trace, counts }
    }

    pub(crate) fn say(&mut self, what: impl FnOnce() -> String) {
        if self.options.trace {
            let line = format!("{:>5} {} {}", self.counts.steps, self.now, what());
            self.trace.push(line);
        }
    }

    /// Lets things happen, then stops the faults and sees whether everything comes to its end.
    pub(crate) fn run(&mut self) -> Held {
        self.start_process();
        for _ in 0..self.options.steps {
            self.step()?;
        }
        self.quieten()
    }

    // --------------------------------------------------------------------------------------------------- choosing

    /// One thing happens.
    fn step(&mut self) -> Held {
        self.counts.steps += 1;
        if self.alive().is_empty() && self.draw.percent(30) {
            self.start_or_resume();
        }
        let mut kind = self.draw.below(100);
        // What cannot happen now gives way to the next kind.
        for _ in 0..8 {
            let happened = match kind {
                0..30 => self.move_wave()?,
                30..50 => self.move_job()?,
                50..65 => self.finish_task()?,
                65..70 => self.end_elsewhere()?,
                70..77 => self.move_keeper()?,
                77..79 => self.nudge()?,
                79..82 => self.hand_over()?,
                82..87 => self.pass_time()?,
                87..96 => self.act()?,
                _ => self.fault()?,
            };
            if happened {
                break;
            }
            kind = (kind + 13) % 100;
        }
        self.check_step()
    }

    fn say_memory(&mut self, process: usize) {
        let told = self.processes[process].lane.told();
        self.say(|| format!("process {process} has in memory: {told}"));
    }

    fn alive(&self) -> Vec<usize> {
        (0..self.processes.len()).filter(|process| self.processes[*process].is_alive()).collect()
    }

    pub(crate) fn start_process(&mut self) {
        let skew = if self.faults { self.draw.between(-60_000, 60_000) } else { 0 };
        let max_live = if self.draw.percent(30) { 1 + self.draw.below(3) } else { 50 };
        let process = Process::new(Lane::new(self.now, max_live, self.options.broken), skew);
        self.processes.push(process);
        let number = self.processes.len() - 1;
        self.say(|| format!("process {number} starts, its clock off by {skew} ms, with room for {max_live} runs"));
    }

    /// Lets a lane do something, then what follows from it.
    pub(crate) fn with_lane(&mut self, process: usize, act: impl FnOnce(&mut Lane)) -> Held {
        let parks = self.draw.percent(30);
        let skew = SignedDuration::from_millis(self.processes[process].skew);
        let now = self.now.checked_add(skew).unwrap_or(self.now);
        let lane = &mut self.processes[process].lane;
        lane.now = now;
        act(lane);
        // Nothing need be quiet for long here: runs leave whenever they may.
        if parks {
            lane.park();
        }
        for round in 0.. {
            hold(round < ROUNDS, GOES_ON, || format!("the lane of process {process} never comes to rest"))?;
            let lane = &mut self.processes[process].lane;
            lane.turn();
            let out = std::mem::take(&mut lane.out);
            if out.is_empty() {
                return Ok(());
            }
            for wanted in out {
                if self.faults && self.draw.below(800) == 0 {
                    self.crash(process);
                    return Ok(());
                }
                self.carry_out(process, wanted)?;
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, process: usize, wanted: Out) -> Held {
        let generation = self.processes[process].lane.generation;
        match wanted {
            Out::Wave { epochs, advances } => {
                self.next_wave += 1;
                let number = self.next_wave;
                self.say(|| format!("process {process} sends wave {number}: {}", described(&advances)));
                let written = Written { committed: Vec::new(), rejected: Vec::new(), rest: Vec::new(), end: End::Decided };
                let groups = vec![advances];
                self.in_flight.push(InFlight { number, process, generation, epochs, groups, written, phase: Phase::Sent });
            }
            Out::Read(read) => {
                if let Read::Condemn { run, .. } = &read {
                    self.repeats.excuse_all(*run);
                }
                self.jobs.push(Job { process, generation, read, found: None });
            }
            Out::Start { run, task, command } => {
                self.checker.starts(run, &command)?;
                self.begun.push((process, run, task.clone()));
                let kind = if is_far(&command) {
                    self.say(|| format!("process {process} waits for what is done elsewhere: run {run} {task:?}"));
                    Kind::Elsewhere { handed_out: false, limit: limit_of(&command) }
                } else {
                    let execution = self.executes(run, &task);
                    self.begins_here(process, run, &task)?;
                    self.say(|| format!("process {process} begins execution {execution}: run {run} {task:?}"));
                    Kind::Here { execution }
                };
                self.running.push(Running { process, run, task, kind });
            }
            Out::Abort { run, task } => {
                let at = self.running.iter().position(|one| one.process == process && one.run == run && one.task == task);
                if let Some(at) = at {
                    let aborted = self.running.swap_remove(at);
                    self.excuse(process, run, &task);
                    self.may_come_late(&aborted, 30);
                }
            }
            Out::Told { run, last_seq } => {
                let stored = self.store.last_seq(run);
                hold(stored >= last_seq, NOTHING_LOST, || {
                    format!("followers are told of entry {last_seq} of run {run}, stored are {stored}")
                })?;
            }
            Out::Answered { id, answer } => {
                self.say(|| format!("process {process} tells the answer to request {id}: {answer:?}"));
                self.checker.told(&self.store, id, &answer)?;
                self.people.hear(id, &answer)?;
            }
            Out::Begun { run, here } => self.hear_of_start(run, here)?,
            Out::Left { ticket, shards, stay } => self.hear_of_left(process, ticket, shards, &stay),
            Out::Reclaim => self.processes[process].reclaims = true,
            Out::Submit(birth) => {
                self.store.submit(crate::store::Fresh {
                    run: birth.run,
                    blueprint: birth.blueprint,
                    input: birth.input,
                    approved: birth.approved,
                });
            }
        }
        Ok(())
    }

    // --------------------------------------------------------------------------------------------------- checking

    /// What must hold between any two things that happen.
    fn check_step(&mut self) -> Held {
        for (process, run, task) in std::mem::take(&mut self.begun) {
            let Process { lane, .. } = &self.processes[process];
            // One that was replaced without knowing may do what was wanted when it last looked; nothing of it counts.
            let owns = lane.owned.get(&shard_of(run)).is_some_and(|epoch| self.store.epochs.get(&shard_of(run)) == Some(epoch));
            let goes_on = owns && self.processes[process].is_alive() && lane.tasks.contains_key(&(run, task.clone()));
            let has_ended = self.checker.runs.get(&run).is_some_and(|known| known.ended);
            hold(!(goes_on && has_ended), NOT_AFTER_END, || format!("run {run}, {task:?}"))?;
        }
        let mut holders: BTreeSet<RunId> = BTreeSet::new();
        for process in self.processes.iter().filter(|process| process.standing != Standing::Dead) {
            for (&run, live) in &process.lane.runs {
                let shard = shard_of(run);
                let epoch = process.lane.owned.get(&shard);
                hold(epoch.is_some(), ONLY_OWN, || format!("run {run} is in memory, and its shard {shard} belongs to another process"))?;
                if epoch.is_none() || epoch != self.store.epochs.get(&shard) {
                    continue;
                }
                hold(holders.insert(run), ONE_PROCESS, || format!("run {run} is in memory of two"))?;
                if live.unwritten == 0 {
                    self.checker.lives(run, &live.machine)?;
                }
            }
        }
        Ok(())
    }
}

/// What is in a wave, for people.
fn described(advances: &[Advance]) -> String {
    let one = |advance: &Advance| {
        let entries: Vec<String> = advance
            .progress
            .iter()
            .flat_map(|progress| &progress.entries)
            .map(|recorded| {
                let entry = serde_json::to_value(&recorded.entry).unwrap_or_default();
                let field = |name: &str| entry.get(name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
                format!("{} {} {}", recorded.seq, field("entry"), field("step")).trim().to_owned()
            })
            .collect();
        let commands: Vec<&Command> = advance.progress.iter().flat_map(|progress| &progress.commands).collect();
        let answers: Vec<RequestId> = advance.answers.iter().map(|(id, _)| *id).collect();
        format!("run {} [{}], {} commands, answers {answers:?}", advance.run, entries.join(", "), commands.len())
    };
    advances.iter().map(one).collect::<Vec<_>>().join("; ")
}

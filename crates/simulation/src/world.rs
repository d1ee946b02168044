//! Everything there is, and what can happen next.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use machine::{Blueprint, Command, Event, Failure, FailureClass, Meter, Output, RunStatus, Verdict, VerdictOutcome};
use serde_json::json;

use crate::draw::Draw;
use crate::invariants::{Checker, Execution, GOES_ON, Held, NO_LOSER, NOT_AFTER_END, NOTHING_LOST, ONE_PROCESS, Violation, hold};
use crate::lane::{Condemnation, Found, Lane, Look, Out, Outcome, Read, Task};
use crate::people::People;
use crate::process::{Mail, Process, Standing};
use crate::store::{Epoch, Refusal, RequestId, RunId, Session, Shard, Store, shard_of};
use crate::wave::{Advance, Answer, End, Progress, Written, head_of, text_of};
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
    execution: usize,
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
                50..70 => self.finish_task()?,
                70..77 => self.move_keeper()?,
                77..82 => self.nudge()?,
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
        let skew = SignedDuration::from_millis(self.processes[process].skew);
        let now = self.now.checked_add(skew).unwrap_or(self.now);
        let lane = &mut self.processes[process].lane;
        lane.now = now;
        act(lane);
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
            Out::Read(read) => self.jobs.push(Job { process, generation, read, found: None }),
            Out::Start { run, task, command } => {
                self.checker.starts(run, &command)?;
                let execution = self.executions.len();
                self.say(|| format!("process {process} begins execution {execution}: run {run} {task:?}"));
                self.executions.push(Execution { run, task: task.clone() });
                self.begun.push((process, run, task.clone()));
                self.running.push(Running { process, run, task, execution });
            }
            Out::Abort { run, task } => {
                let at = self.running.iter().position(|one| one.process == process && one.run == run && one.task == task);
                if let Some(at) = at {
                    let aborted = self.running.swap_remove(at);
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

    // ------------------------------------------------------------------------------------------------------ waves

    fn move_wave(&mut self) -> Result<bool, Violation> {
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

    fn move_wave_at(&mut self, at: usize) -> Result<bool, Violation> {
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
        match self.store.commit(number, &group) {
            Ok(()) => {
                self.counts.commits += 1;
                self.say(|| format!("wave {number} is committed{}", if is_unheard { ", and nobody hears of it" } else { "" }));
                self.check_fence(&epochs, &group)?;
                self.checker.committed(&self.store, &self.executions, &group)?;
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

    fn check_fence(&self, epochs: &BTreeMap<Shard, Epoch>, group: &[Advance]) -> Held {
        group.iter().try_for_each(|advance| {
            let (written, current) = (epochs.get(&advance.shard), self.store.epochs.get(&advance.shard));
            hold(written == current, NO_LOSER, || {
                format!("run {} was written under epoch {written:?} of shard {}, current is {current:?}", advance.run, advance.shard)
            })
        })
    }

    fn calibrate(&mut self, process: usize) {
        self.processes[process].skew = if self.faults { self.draw.between(-300, 300) } else { 0 };
    }

    // ------------------------------------------------------------------------------------------------------- jobs

    fn move_job(&mut self) -> Result<bool, Violation> {
        if self.jobs.is_empty() {
            return Ok(false);
        }
        let at = self.draw.below(self.jobs.len());
        self.move_job_at(at)
    }

    fn move_job_at(&mut self, at: usize) -> Result<bool, Violation> {
        let Job { process, generation, .. } = self.jobs[at];
        let Process { standing, lane, .. } = &self.processes[process];
        if *standing == Standing::Dead || lane.generation != generation {
            self.jobs.swap_remove(at);
            return Ok(true);
        }
        if *standing == Standing::Hung {
            return Ok(false);
        }
        if self.jobs[at].found.is_none() {
            let read = self.jobs[at].read.clone();
            let found = if self.faults && self.draw.percent(3) { Found::Nothing(read) } else { self.find(read)? };
            self.jobs[at].found = Some(found);
            // As a rule the answer comes at once.
            if self.faults && self.draw.percent(30) {
                return Ok(true);
            }
        }
        let Job { found, .. } = self.jobs.swap_remove(at);
        if let Some(found) = found {
            self.say(|| format!("process {process} finds {}", found.told()));
            self.with_lane(process, |lane| lane.take_found(found))?;
        }
        Ok(true)
    }

    fn find(&mut self, read: Read) -> Result<Found, Violation> {
        let store = &self.store;
        Ok(match read {
            Read::Submissions { shards, known, rows } => Found::Submissions(store.submitted(&shards, &known, rows)),
            Read::Requests { shards, known, rows } => Found::Requests(store.open_requests(&shards, &known, rows)),
            Read::Page { shards, after, rows } => {
                let runs = store.running(&shards, after, rows);
                let last = (runs.len() == rows).then(|| runs.last().copied()).flatten();
                Found::Page { shards, last, loaded: runs.into_iter().filter_map(|run| store.load(run)).collect() }
            }
            Read::Sleepers { shards, until, known, rows } => {
                let runs = store.due(&shards, until, &known, rows);
                Found::Sleepers { full: runs.len() == rows, loaded: runs.into_iter().filter_map(|run| store.load(run)).collect() }
            }
            Read::Single(run) => Found::Single(run, store.load(run).map(Box::new)),
            Read::Condemn { run, epochs, requests } => {
                let (answered, end) = self.condemn(run, &epochs, &requests)?;
                Found::Condemned { run, answered, end }
            }
        })
    }

    /// Pauses a run at the end of its journal; where not even that is taken, whoever asked is told so.
    fn condemn(
        &mut self,
        run: RunId,
        epochs: &BTreeMap<Shard, Epoch>,
        requests: &[RequestId],
    ) -> Result<(Vec<(RequestId, Answer)>, Condemnation), Violation> {
        let answers: Vec<_> = requests.iter().map(|id| (*id, Answer::Refused { code: "PROJECTION_FAILED".to_owned() })).collect();
        let bare = Advance { run, shard: shard_of(run), progress: None, answers: answers.clone() };
        let loaded = self.store.load(run);
        let pausing = loaded.and_then(|mut loaded| {
            let transition = loaded.machine.handle(self.now, Event::ProjectionFailed { message: "full".to_owned() }).ok()?;
            let entries = transition.entries;
            let progress = Progress {
                text: text_of(&entries),
                state: loaded.machine.status(),
                head: (!entries.is_empty()).then(|| head_of(&loaded.machine)),
                begins: false,
                creation: None,
                births: Vec::new(),
                commands: Vec::new(),
                entries,
            };
            Some(Advance { progress: Some(progress), ..bare.clone() })
        });
        for (advance, end) in pausing
            .into_iter()
            .map(|advance| {
                let last_seq = advance_end(&advance);
                (advance, Condemnation::Paused { last_seq })
            })
            .chain([(bare, Condemnation::SetAside)])
        {
            self.next_wave += 1;
            let group = [advance];
            let refused = match self.store.fence(self.next_wave, epochs, &group) {
                Ok(()) => self.store.commit(self.next_wave, &group).err(),
                Err(refusal) => Some(refusal),
            };
            match refused {
                None => {
                    self.counts.commits += 1;
                    self.say(|| format!("run {run} is condemned: {end:?}"));
                    self.check_fence(epochs, &group)?;
                    self.checker.committed(&self.store, &self.executions, &group)?;
                    return Ok((answers, end));
                }
                Some(Refusal::Fault { .. }) => {}
                Some(Refusal::Deposed(_)) => break,
            }
        }
        Ok((Vec::new(), Condemnation::Interrupted))
    }

    // ------------------------------------------------------------------------------------------------------ tasks

    fn finish_task(&mut self) -> Result<bool, Violation> {
        if !self.late.is_empty() && (self.running.is_empty() || self.draw.percent(25)) {
            let at = self.draw.below(self.late.len());
            let outcome = self.late.swap_remove(at);
            let alive = self.alive();
            let Some(&process) = self.draw.pick(&alive) else { return Ok(false) };
            self.say(|| format!("a late result reaches process {process}: run {} {:?}", outcome.run, outcome.task));
            self.with_lane(process, |lane| lane.take_outcome(outcome))?;
            return Ok(true);
        }
        if self.running.is_empty() {
            return Ok(false);
        }
        let at = self.draw.below(self.running.len());
        self.finish_task_at(at)
    }

    fn finish_task_at(&mut self, at: usize) -> Result<bool, Violation> {
        let process = self.running[at].process;
        if !self.processes[process].is_alive() {
            return Ok(false);
        }
        let ended = self.running.swap_remove(at);
        let outcome = self.outcome(&ended);
        if self.faults && self.draw.percent(10) {
            self.late.push(outcome.clone());
        }
        self.say(|| format!("execution {} ends: {:?}", ended.execution, outcome.event));
        self.with_lane(process, |lane| lane.take_outcome(outcome))?;
        Ok(true)
    }

    /// What had been done when nobody wanted it any more.
    fn may_come_late(&mut self, effort: &Running, percent: usize) {
        if self.faults && self.draw.percent(percent) {
            let outcome = self.outcome(effort);
            self.late.push(outcome);
        }
    }

    fn outcome(&mut self, Running { run, task, execution, .. }: &Running) -> Outcome {
        let effort = task.effort.clone();
        let kind = if self.faults { self.draw.below(100) } else { 0 };
        let event = match task.tried {
            None => {
                let outcome = match kind {
                    0..60 => VerdictOutcome::Pass,
                    60..72 => VerdictOutcome::Warn,
                    72..92 => VerdictOutcome::Fail,
                    _ => VerdictOutcome::Error,
                };
                let verdict = Verdict { outcome, score: None, fail_codes: vec!["BAD".to_owned()], results: Vec::new() };
                Event::ChecksFinished { effort, verdict }
            }
            Some(_) if kind < 65 => {
                let list: Vec<usize> = (0..self.draw.below(4)).collect();
                let value = json!({"execution": execution, "rare": self.draw.percent(50), "list": list});
                Event::EffectSucceeded { effort, output: Output { value, ..Output::default() } }
            }
            Some(tried) => {
                let class = match kind {
                    65..85 => FailureClass::Retryable,
                    85..99 => FailureClass::Terminal,
                    _ => FailureClass::Fatal,
                };
                let code = if self.draw.percent(70) { "BROKEN" } else { "OTHER" };
                let needs_person = self.draw.percent(20);
                let failure =
                    Failure { code: code.to_owned(), message: "it broke".to_owned(), class, needs_person, meter: Meter::default() };
                Event::EffectFailed { effort, tried, failure, jitter: self.draw.share() }
            }
        };
        Outcome { run: *run, task: task.clone(), event }
    }

    // ------------------------------------------------------------------------------------------- processes and time

    fn move_keeper(&mut self) -> Result<bool, Violation> {
        let alive = self.alive();
        let Some(&process) = self.draw.pick(&alive) else { return Ok(false) };
        self.keep(process)
    }

    /// The next letter to the lane, or the next thing that the keeper does.
    fn keep(&mut self, number: usize) -> Result<bool, Violation> {
        let process = &mut self.processes[number];
        if let Some(mail) = process.mail.pop_front() {
            self.say(|| format!("the lane of process {number} reads {mail:?}"));
            self.with_lane(number, |lane| match mail {
                Mail::Gained(shards) => lane.gain(shards),
                Mail::Lost => lane.forget(),
                Mail::Gone(shards) => lane.give_up(&shards),
            })?;
            return Ok(true);
        }
        let said = process.keep(&mut self.store, &mut self.sessions, &mut self.next_session);
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
    fn nudge(&mut self) -> Result<bool, Violation> {
        let alive = self.alive();
        let Some(&process) = self.draw.pick(&alive) else { return Ok(false) };
        if self.draw.percent(40) {
            self.calibrate(process);
        }
        if self.processes[process].lane.waits_to_retry() {
            self.with_lane(process, Lane::retry)?;
            return Ok(true);
        }
        let look = Look { submissions: self.draw.percent(60), requests: self.draw.percent(60), sleepers: self.draw.percent(60) };
        self.with_lane(process, |lane| lane.look(look))?;
        Ok(true)
    }

    fn pass_time(&mut self) -> Result<bool, Violation> {
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

    fn fault(&mut self) -> Result<bool, Violation> {
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

    fn start_or_resume(&mut self) {
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

    fn crash(&mut self, process: usize) {
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

    fn end_dead_sessions(&mut self) {
        for process in 0..self.processes.len() {
            if self.processes[process].standing == Standing::Dead {
                self.end_session_of(process);
            }
        }
    }

    // --------------------------------------------------------------------------------------------------- checking

    /// What must hold between any two things that happen.
    fn check_step(&mut self) -> Held {
        for (process, run, task) in std::mem::take(&mut self.begun) {
            let Process { lane, .. } = &self.processes[process];
            // One that was replaced without knowing may do what was wanted when it last looked; nothing of it counts.
            let owns = lane.owned.get(&shard_of(run)).is_some_and(|epoch| self.store.epochs.get(&shard_of(run)) == Some(epoch));
            let goes_on = owns && self.processes[process].is_alive() && lane.tasks.contains(&(run, task.clone()));
            let has_ended = self.checker.runs.get(&run).is_some_and(|known| known.ended);
            hold(!(goes_on && has_ended), NOT_AFTER_END, || format!("run {run}, {task:?}"))?;
        }
        let mut holders: BTreeSet<RunId> = BTreeSet::new();
        for process in self.processes.iter().filter(|process| process.standing != Standing::Dead) {
            for (&run, live) in &process.lane.runs {
                let shard = shard_of(run);
                let epoch = process.lane.owned.get(&shard);
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

    // -------------------------------------------------------------------------------------------------- being quiet

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
            let mut count = 0;
            while !self.running.is_empty() && self.finish_task_at(0)? {
                count += 1;
                hold(count < ROUNDS, GOES_ON, || "what happens by itself never comes to rest".to_owned())?;
                moved = true;
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

/// Where an advance leaves the journal.
fn advance_end(advance: &Advance) -> u64 {
    advance.progress.as_ref().and_then(|progress| progress.entries.last()).map_or(0, |last| last.seq)
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

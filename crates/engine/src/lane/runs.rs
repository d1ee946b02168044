//! Runs in memory: how they get there, what happens to them, when they leave.

use std::collections::HashSet;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use machine::{Command, Event, Machine, RunStatus, Transition};
use plan::Plan;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

use super::parking::Parking;
use super::{Job, Lane, Look, PAGE, Question};
use crate::descent;
use crate::host::Shared;
use crate::inbox::{Answer, Asked, Asker, Move};
use crate::load::{self, Fresh, LoadError, Loaded, Unreadable};
use crate::payload::Staged;
use crate::ports::RunId;
use crate::shards::ShardSet;
use crate::submit::shard_of;
use crate::wave::{Advance, Begun, Creation, Head, Progress, entries_text};
use crate::work::{self, Assignment, Outcome, Task, elsewhere};

/// A run whose only writer this lane is.
pub(super) struct Live {
    pub(super) owner: Uuid,
    pub(super) priority: i32,
    pub(super) plan: Arc<Plan>,
    pub(super) input: Arc<Value>,
    pub(super) machine: Machine,
    /// Where its journal ends once everything that forms is written.
    pub(super) head: u64,
    /// Transitions not yet durable.
    pub(super) unwritten: usize,
    /// Its row in `timers`.
    pub(super) wake_at: Option<Timestamp>,
    /// What stands in its own row once everything that forms is written; `None` before it has begun.
    pub(super) row: Option<Head>,
    /// Since when it sleeps in memory; it is in `dozing` then.
    pub(super) dozes_since: Option<Instant>,
    /// Where its journal is known to end durably.
    pub(super) durable: u64,
    pub(super) parking: Parking,
}

impl Live {
    /// As it is when it comes into memory, with what is durable of it.
    fn new(owner: Uuid, plan: Arc<Plan>, input: Value, machine: Machine, durable: u64, row: Option<Head>) -> Self {
        Self {
            owner,
            priority: priority_of(&plan, &input),
            plan,
            input: Arc::new(input),
            machine,
            head: durable,
            unwritten: 0,
            wake_at: None,
            row,
            dozes_since: None,
            durable,
            parking: Parking::No,
        }
    }
}

/// How long a run that sleeps stays in memory: what wakes it often comes soon, and reading it back costs more than keeping it.
const DOZE: Duration = Duration::from_secs(1);
/// Code of a run that cannot move to a plan, as the machine has it.
const NOT_MIGRATABLE: &str = "NOT_MIGRATABLE";

impl Lane {
    // ------------------------------------------------------------------------------------------------- arriving

    /// Takes over shards: their running runs are loaded, their submissions and requests looked for.
    pub(super) fn gain(&mut self, shards: Vec<(i16, i64)>) {
        self.owned.extend(shards.iter().copied());
        if std::mem::take(&mut self.is_away) {
            self.stash.retain(|run_id, _| self.owned.contains_key(&shard_of(*run_id)));
        }
        let shards: Vec<i16> = shards.into_iter().map(|(shard, _)| shard).collect();
        // What they hear meanwhile is kept for them, so they come first.
        let known: Vec<RunId> =
            self.tasks.runs().chain(self.stash.keys().copied()).filter(|run| shards.contains(&shard_of(*run))).collect();
        for run_id in known {
            self.load_single(run_id);
        }
        self.to_load.push_back((shards, Uuid::nil()));
        self.load_page();
        self.look_anew();
    }

    /// Shards that somebody else has now.
    pub(super) fn give_up(&mut self, shards: ShardSet) {
        self.is_away = false;
        self.tasks.abort_where(|run_id| shards.contains(shard_of(run_id)));
        self.stash.retain(|run_id, _| !shards.contains(shard_of(*run_id)));
    }

    pub(super) fn load_page(&mut self) {
        if self.page_under_way || self.stopping || self.runs.len() >= self.max_live || self.reads_last() {
            return;
        }
        let Some((shards, after)) = self.to_load.pop_front() else { return };
        self.page_under_way = true;
        self.load_begins();
        let (shared, generation) = (self.shared.clone(), self.generation);
        self.spawn(async move {
            let read = async {
                let ids = load::running(&shared.database, &shards, after, PAGE).await?;
                let last = (ids.len() == PAGE).then(|| ids.last().copied()).flatten();
                Ok((load::runs(&shared.database, &shared.plans, &ids).await?, last))
            };
            match read.await {
                Ok((loaded, last)) => Job::Page { generation, shards, last, read: Ok(loaded) },
                Err(error) => Job::Page { generation, shards, last: Some(after), read: Err(error) },
            }
        });
    }

    pub(super) fn take_page(&mut self, shards: Vec<i16>, last: Option<RunId>, read: Result<Vec<Result<Loaded, Unreadable>>, LoadError>) {
        self.page_under_way = false;
        match read {
            Ok(loaded) => {
                for run in loaded {
                    self.take_loaded(run);
                }
                match last {
                    Some(last) => self.to_load.push_front((shards, last)),
                    None => self.purge(&shards),
                }
                self.load_page();
            }
            Err(error) => {
                if let Some(after) = last {
                    self.to_load.push_front((shards, after));
                }
                self.outage("runs could not be loaded", &error);
            }
        }
    }

    /// After the last page: what still waits for a run of these shards waits for one that has ended.
    fn purge(&mut self, shards: &[i16]) {
        let ended = |run_id: &RunId, lane: &Self| {
            shards.contains(&shard_of(*run_id)) && !lane.runs.contains_key(run_id) && !lane.wanted.contains_key(run_id)
        };
        let gone: Vec<RunId> = self.stash.keys().copied().chain(self.tasks.runs()).filter(|run_id| ended(run_id, self)).collect();
        for run_id in gone {
            self.stash.remove(&run_id);
            self.tasks.abort(run_id);
        }
    }

    pub(super) fn load_single(&mut self, run_id: RunId) {
        self.load_several(vec![run_id]);
    }

    /// Loads those that are not in memory, nor on their way there.
    pub(super) fn load_several(&mut self, mut runs: Vec<RunId>) {
        runs.retain(|run_id| {
            // An empty list of requests marks a run as being loaded.
            let is_new = !self.runs.contains_key(run_id) && !self.wanted.contains_key(run_id);
            if is_new {
                self.wanted.insert(*run_id, Vec::new());
            }
            // One that is being condemned is read when that is over.
            is_new && !self.condemning.contains(run_id)
        });
        self.read_wanted(runs);
    }

    /// Reads runs: at once, or together with others when those that are being read have come.
    pub(super) fn read_wanted(&mut self, runs: Vec<RunId>) {
        self.to_read.extend(runs);
        self.read_next();
    }

    pub(super) fn read_next(&mut self) {
        if self.to_read.is_empty() || self.reads_last() || std::mem::replace(&mut self.reading_wanted, true) {
            return;
        }
        let runs: Vec<RunId> = self.to_read.drain(..self.to_read.len().min(PAGE)).collect();
        self.load_begins();
        let (shared, generation) = (self.shared.clone(), self.generation);
        self.spawn(async move {
            let read = load::runs(&shared.database, &shared.plans, &runs).await;
            Job::Wanted { generation, runs, read }
        });
    }

    pub(super) fn take_wanted(&mut self, runs: Vec<RunId>, read: Result<Vec<Result<Loaded, Unreadable>>, LoadError>) {
        self.reading_wanted = false;
        match read {
            Ok(found) => {
                let mut missing: HashSet<RunId> = runs.into_iter().collect();
                let mut old = Vec::new();
                for run in found {
                    match run {
                        Ok(loaded) if self.is_old(loaded.run_id, &loaded.machine) && !self.runs.contains_key(&loaded.run_id) => {
                            missing.remove(&loaded.run_id);
                            old.push(loaded.run_id);
                        }
                        Ok(Loaded { run_id, .. }) | Err(Unreadable { run_id, .. }) => {
                            missing.remove(&run_id);
                            self.take_loaded(run);
                        }
                    }
                }
                self.to_read.extend(old);
                for run_id in missing {
                    self.take_missing(run_id);
                }
            }
            Err(error) => {
                self.outage("runs could not be loaded", &error);
                for run_id in runs {
                    for (asker, _) in self.wanted.remove(&run_id).unwrap_or_default() {
                        if let Asker::Inbox(id) = asker {
                            self.leave_request(id);
                        }
                    }
                    let woken_by = self.waking.remove(&run_id).unwrap_or_default();
                    self.leave_wakes(woken_by);
                }
                // Requests and wakes are still in the database, and are looked for when the pause ends; so are runs asleep.
                self.sleepers.forget();
            }
        }
    }

    /// A run that has not begun: its submission brings it, and then what is wanted of it is done.
    fn take_missing(&mut self, run_id: RunId) {
        if self.set_aside.remove(&run_id).is_some() {
            // Nobody looked for its submission.
            self.submissions.forget();
        }
        self.serve_waking(run_id);
        // Those who ask directly file it instead, and learn there whether there is such a run.
        if let Entry::Occupied(mut waiting) = self.wanted.entry(run_id) {
            waiting.get_mut().retain(|(asker, _)| matches!(asker, Asker::Inbox(_)));
            if waiting.get().is_empty() {
                waiting.remove();
            }
        }
        self.look(Look::SUBMISSIONS);
    }

    pub(super) fn take_loaded(&mut self, run: Result<Loaded, Unreadable>) {
        match run {
            Ok(loaded) => self.take_up(loaded),
            Err(Unreadable { run_id, message }) => {
                tracing::error!(%run_id, message, "a run cannot be taken up; it is set aside until a release that can read it");
                for (asker, _) in self.wanted.remove(&run_id).unwrap_or_default() {
                    self.push_answer(run_id, asker, Answer::refused("RUN_UNREADABLE", message.clone()));
                }
                self.set_aside.insert(run_id, message);
            }
        }
    }

    /// Goes on with a run where its journal ends.
    pub(super) fn take_up(&mut self, loaded: Loaded) {
        let Loaded { run_id, owner, plan, input, machine, row } = loaded;
        // One that is being condemned is read again when that is over, if somebody wants it.
        if self.runs.contains_key(&run_id) || self.condemning.contains(&run_id) {
            return;
        }
        if self.is_old(run_id, &machine) {
            // What is stored now is read, unless that is under way.
            return self.load_single(run_id);
        }
        self.set_aside.remove(&run_id);
        let outstanding = machine.outstanding();
        let head = machine.last_seq();
        let row = Some(self.row_of(run_id, &machine, row));
        let live = Live::new(owner, plan, input, machine, head, row);
        if self.runs.insert(run_id, live).is_none() {
            self.shared.live.fetch_add(1, Ordering::Relaxed);
        }
        let stashed = self.stash.remove(&run_id).unwrap_or_default();
        // All of it is durable, so it may start at once; what has ended meanwhile must not start again.
        let ended = |command: &Command| Task::of(command).is_some_and(|task| stashed.iter().any(|outcome| outcome.task == task));
        self.issue(run_id, outstanding.into_iter().filter(|command| !ended(command)).collect());
        for outcome in stashed {
            // Not left in between, though it may be idle: another result may count, and somebody may wait to ask something of it.
            self.hand_in(outcome);
        }
        // What came due while nobody had it.
        self.apply(run_id, Event::TimePassed, Vec::new(), None);
        self.serve_wanted(run_id);
        self.serve_waking(run_id);
        self.leave_if_idle(run_id);
    }

    // ------------------------------------------------------------------------------------------------ beginning

    /// A run submitted in this process. Where it cannot be taken now, it waits in the submissions like any other.
    pub(super) fn begin_submitted(&mut self, fresh: Fresh) {
        if !self.stopping && self.runs.len() < self.max_live && self.serves(fresh.run_id) {
            self.begin(fresh);
        }
    }

    /// A run that its caller wants created and begun in one commit.
    pub(super) fn start(&mut self, fresh: Fresh, begun: oneshot::Sender<Begun>) {
        let run_id = fresh.run_id;
        let can = !self.stopping
            && self.runs.len() < self.max_live
            && self.serves(run_id)
            && !self.runs.contains_key(&run_id)
            && !self.starting.contains_key(&run_id)
            && !self.condemning.contains(&run_id)
            && !self.set_aside.contains_key(&run_id);
        if !can {
            // Nobody listening any more is as good as told.
            let _ = begun.send(Begun::NotHere);
            return;
        }
        self.starting.insert(run_id, begun);
        let body = (!self.shared.plans.is_stored(fresh.blueprint.hash())).then(|| fresh.blueprint.plan().canonical());
        let creation = Creation { owner: fresh.owner, plan_hash: fresh.blueprint.hash().to_owned(), plan_body: body };
        self.begin_as(fresh, Some(Box::new(creation)));
    }

    pub(super) fn begin(&mut self, fresh: Fresh) {
        self.begin_as(fresh, None);
    }

    fn begin_as(&mut self, fresh: Fresh, creation: Option<Box<Creation>>) {
        let Fresh { run_id, owner, blueprint, input, approved_in_advance } = fresh;
        if self.runs.contains_key(&run_id) || self.set_aside.contains_key(&run_id) || self.condemning.contains(&run_id) {
            return;
        }
        if self.submissions.is_under_way() {
            self.submissions.overtaken_runs.insert(run_id);
        }
        let now = self.shared.clock.now();
        let (machine, transition) = Machine::start_of(&blueprint, now, input.clone(), approved_in_advance);
        let live = Live::new(owner, blueprint.plan().clone(), input, machine, 0, None);
        if self.runs.insert(run_id, live).is_none() {
            self.shared.live.fetch_add(1, Ordering::Relaxed);
        }
        self.push(run_id, transition, Vec::new(), None, creation);
        // What it waits for at once, and what bounds it, may come due before anything else happens to it.
        self.set_timer(run_id);
        self.serve_wanted(run_id);
    }

    // -------------------------------------------------------------------------------------------------- asking

    /// What a caller in this process asks. One that is not served here is told nothing, and files it.
    pub(super) fn take_question(&mut self, question: Question) {
        let Question { run_id, event, caller } = question;
        if !self.stopping && self.serves(run_id) && self.not_before.is_none() {
            self.serve(run_id, Asker::Caller(caller), Asked::Event(event));
        }
    }

    pub(super) fn serve(&mut self, run_id: RunId, asker: Asker, asked: Asked) {
        if self.runs.contains_key(&run_id) && !self.wanted.contains_key(&run_id) {
            return self.hear(run_id, asker, asked);
        }
        self.load_single(run_id);
        self.wanted.entry(run_id).or_default().push((asker, asked));
    }

    fn serve_wanted(&mut self, run_id: RunId) {
        for (asker, asked) in self.wanted.remove(&run_id).unwrap_or_default() {
            self.hear(run_id, asker, asked);
        }
    }

    pub(super) fn hear(&mut self, run_id: RunId, asker: Asker, asked: Asked) {
        match asked {
            Asked::Event(event) => self.apply(run_id, event, Vec::new(), Some(asker)),
            Asked::Migrate(wanted) => self.migrate(run_id, asker, wanted),
        }
    }

    /// Moves a run to another plan of the same module, and answers.
    fn migrate(&mut self, run_id: RunId, asker: Asker, wanted: Move) {
        let (now, shared) = (self.shared.clock.now(), self.shared.clone());
        let Some(live) = self.runs.get_mut(&run_id) else { return };
        let moved = match &wanted.target {
            Err(message) => Err(Answer::refused(NOT_MIGRATABLE, message.clone())),
            Ok(target) if shared.modules.place(target.plan()) != shared.modules.place(&live.plan) => {
                Err(Answer::refused(NOT_MIGRATABLE, "the plan is of another kind than the run's, and served by another module"))
            }
            Ok(target) => live.machine.migrate(now, target, wanted.mapping, wanted.version, wanted.by).map_err(Answer::from),
        };
        match moved {
            Ok(transition) => {
                // What is carried out elsewhere goes on. It is waited for as long as the new plan says.
                for command in live.machine.outstanding() {
                    if let Some(task) = Task::of(&command) {
                        self.tasks.limit(run_id, task, work::limit_of(&command));
                    }
                }
                self.push(run_id, transition, Vec::new(), Some(asker), None);
            }
            Err(refusal) => self.push_answer(run_id, asker, refusal),
        }
        self.set_timer(run_id);
    }

    // ------------------------------------------------------------------------------------------------ happening

    /// A task has ended.
    pub(super) fn take_outcome(&mut self, outcome: Outcome) {
        let run_id = outcome.run_id;
        self.hand_in(outcome);
        self.leave_if_idle(run_id);
    }

    fn hand_in(&mut self, outcome: Outcome) {
        let run_id = outcome.run_id;
        self.tasks.ended(run_id, &outcome.task);
        if self.is_outdated(&outcome) {
            return;
        }
        if let Some(live) = self.runs.get(&run_id) {
            let before = live.head;
            self.apply(run_id, outcome.event.clone(), outcome.payloads.clone(), None);
            if let Some(head) = self.runs.get(&run_id).map(|live| live.head).filter(|head| *head > before) {
                self.undurable.entry(run_id).or_default().push((head, outcome));
            }
        } else if self.is_away
            || self.owned.contains_key(&shard_of(run_id))
                && (self.page_under_way || !self.to_load.is_empty() || self.wanted.contains_key(&run_id))
        {
            self.stash.entry(run_id).or_default().push(outcome);
        }
    }

    /// Whether something was checked otherwise than its run wants it since it moved to another plan. The checks that it wants are under way,
    /// or begin when the move is durable.
    fn is_outdated(&self, outcome: &Outcome) -> bool {
        let (Task::Checks { effort, .. }, Some(live)) = (&outcome.task, self.runs.get(&outcome.run_id)) else { return false };
        let gate = live.plan.steps.iter().find(|step| step.id == effort.step).and_then(|step| step.gate.as_ref());
        gate.is_some_and(|gate| Task::checks(effort, &gate.checks) != outcome.task)
    }

    /// Deadlines that have come.
    pub(super) fn ring(&mut self) {
        let Some((first, _)) = self.timers.first() else { return };
        let now = self.shared.clock.now();
        if *first > now {
            return;
        }
        // Taken out first: a run that sets a deadline in the past must not keep the lane here.
        let later = self.timers.split_off(&(now, Uuid::max()));
        for (_, run_id) in std::mem::replace(&mut self.timers, later) {
            let Some(live) = self.runs.get_mut(&run_id) else { continue };
            live.wake_at = None;
            self.apply(run_id, Event::TimePassed, Vec::new(), None);
            self.leave_if_idle(run_id);
        }
    }

    /// Hands a run what happened, and what comes of it to the next wave.
    pub(super) fn apply(&mut self, run_id: RunId, event: Event, payloads: Vec<Staged>, asker: Option<Asker>) {
        let now = self.shared.clock.now();
        let Some(live) = self.runs.get_mut(&run_id) else { return };
        match live.machine.handle(now, event) {
            Ok(transition) => self.push(run_id, transition, payloads, asker, None),
            Err(refusal) => match asker {
                Some(asker) => self.push_answer(run_id, asker, refusal.into()),
                // A late answer of an effort that nobody waits for any more.
                None => tracing::debug!(%run_id, %refusal, "an event was refused"),
            },
        }
        self.set_timer(run_id);
    }

    fn push(
        &mut self,
        run_id: RunId,
        transition: Transition,
        payloads: Vec<Staged>,
        asker: Option<Asker>,
        creation: Option<Box<Creation>>,
    ) {
        let Transition { entries, commands, answer: value } = transition;
        let Some(live) = self.runs.get_mut(&run_id) else { return };
        let prior_seq = live.head;
        let progress = (!entries.is_empty() || !commands.is_empty()).then(|| {
            live.head = live.machine.last_seq();
            live.unwritten += 1;
            let row = head_of(&live.machine);
            let head = (live.row != Some(row) && !entries.is_empty()).then_some(row);
            live.row = head.or(live.row);
            let moved_to = (!Arc::ptr_eq(&live.plan, live.machine.plan())).then(|| {
                live.plan = live.machine.plan().clone();
                live.plan.hash()
            });
            Progress {
                plan: live.plan.clone(),
                moved_to,
                text: entries_text(&entries),
                state: row.state,
                head,
                births: descent::births(run_id, live.owner, &live.machine, &entries),
                begins: prior_seq == 0 && creation.is_none(),
                creation,
                // What a late answer brought is not referred to by anything.
                payloads: if entries.is_empty() { Vec::new() } else { payloads },
                entries,
                commands,
            }
        });
        let answer = Answer::Accepted { seq: live.head, value };
        let moves = progress.is_some();
        if moves || asker.is_some() {
            self.form(Advance { progress, ..answering(run_id, asker, answer) });
        }
        if moves {
            self.disturb(run_id);
        }
    }

    pub(super) fn push_answer(&mut self, run_id: RunId, asker: Asker, answer: Answer) {
        self.form(answering(run_id, Some(asker), answer));
    }

    fn set_timer(&mut self, run_id: RunId) {
        let Some(live) = self.runs.get_mut(&run_id) else { return };
        let deadline = live.machine.next_deadline();
        if live.wake_at == deadline {
            return;
        }
        if let Some(old) = live.wake_at {
            self.timers.remove(&(old, run_id));
        }
        live.wake_at = deadline;
        if let Some(moment) = deadline {
            self.timers.insert((moment, run_id));
        }
    }

    // -------------------------------------------------------------------------------------------------- leaving

    /// Starts what a committed transition wants.
    pub(super) fn issue(&mut self, run_id: RunId, commands: Vec<Command>) {
        if self.stopping || commands.is_empty() {
            return;
        }
        let Some(live) = self.runs.get(&run_id) else { return };
        let assignment = Assignment {
            run_id,
            owner: live.owner,
            priority: live.priority,
            plan: live.plan.clone(),
            run_input: live.input.clone(),
            upstream: live.machine.outputs().clone(),
        };
        for command in commands {
            match command {
                Command::Abandon { effort } => self.tasks.abandon(run_id, &effort),
                work => {
                    let is_elsewhere = elsewhere(&self.shared, &assignment.plan, &work).is_some();
                    let Some(work) = (if is_elsewhere { Some(work) } else { self.unless_leaving(run_id, work) }) else { continue };
                    self.tasks.start(&self.shared, &self.address, assignment.clone(), work, is_elsewhere);
                    if is_elsewhere {
                        self.awaits_elsewhere(run_id);
                    }
                }
            }
        }
    }

    /// A run that ended, or holds with nothing under way, needs no memory; one that sleeps leaves it in a while.
    pub(super) fn leave_if_idle(&mut self, run_id: RunId) {
        let Some(live) = self.runs.get(&run_id) else { return };
        if live.unwritten > 0 || self.stalled.contains_key(&run_id) || self.is_held_back(run_id) {
            return;
        }
        let leaves = match live.machine.status() {
            RunStatus::Running if self.sleeps(live, run_id) => return self.doze(run_id),
            RunStatus::Running | RunStatus::Paused if !self.tasks.any(run_id) => {
                let is_idle = live.row.is_some_and(|row| row.asleep) || live.machine.status() == RunStatus::Paused;
                is_idle && live.machine.next_deadline().is_none_or(|deadline| deadline > self.horizon())
            }
            // What goes on of it goes on elsewhere, and its end brings it back.
            RunStatus::Running | RunStatus::Paused => self.is_parked(run_id),
            RunStatus::Completed | RunStatus::Failed | RunStatus::Cancelled | RunStatus::Continued => true,
        };
        if leaves {
            self.drop_run(run_id);
        }
    }

    /// Whether its row says when to wake it; a request brings it back before.
    fn sleeps(&self, live: &Live, run_id: RunId) -> bool {
        live.unwritten == 0
            && live.row.is_some_and(|row| row.asleep)
            && !self.tasks.any(run_id)
            && live.machine.next_deadline().is_none_or(|deadline| deadline > self.horizon())
    }

    /// Keeps a run that sleeps a while, where there is room.
    fn doze(&mut self, run_id: RunId) {
        if self.runs.len() > self.max_live / 2 {
            return self.drop_run(run_id);
        }
        let Some(live) = self.runs.get_mut(&run_id) else { return };
        let now = Instant::now();
        if live.dozes_since.replace(now).is_none() {
            self.dozing.push_back((now + DOZE, run_id));
        }
    }

    /// Runs that have rested long enough leave.
    pub(super) fn send_to_sleep(&mut self, now: Instant) {
        while let Some((due, run_id)) = self.dozing.front().copied().filter(|(due, _)| *due <= now) {
            self.dozing.pop_front();
            let Some(live) = self.runs.get_mut(&run_id) else { continue };
            let Some(since) = live.dozes_since.take() else { continue };
            if since + DOZE > due {
                // It has moved meanwhile.
                live.dozes_since = Some(since);
                self.dozing.push_back((now + DOZE, run_id));
            } else if self.runs.get(&run_id).is_some_and(|live| self.sleeps(live, run_id)) && !self.stalled.contains_key(&run_id) {
                self.drop_run(run_id);
            }
        }
    }

    /// Forgets a run that this lane still owns.
    pub(super) fn drop_run(&mut self, run_id: RunId) {
        self.tasks.abort(run_id);
        self.undurable.remove(&run_id);
        let Some(live) = self.runs.remove(&run_id) else { return };
        self.shared.live.fetch_sub(1, Ordering::Relaxed);
        // What is not written is not what stands in its row.
        self.note_left(run_id, live.durable, live.row.filter(|_| live.unwritten == 0));
        if let Some(moment) = live.wake_at {
            self.timers.remove(&(moment, run_id));
        }
        if let Parking::Since(from, _) = live.parking {
            self.resting.remove(&(from, run_id));
        }
        if self.runs.len() + 1 == self.max_live {
            // There is room again.
            self.load_page();
            self.look(Look::FOR_ROOM);
        }
    }
}

fn answering(run_id: RunId, asker: Option<Asker>, answer: Answer) -> Advance {
    let mut advance = Advance::answering(run_id, Vec::new());
    match asker {
        Some(Asker::Inbox(id)) => advance.answers.push((id, answer)),
        Some(Asker::Caller(caller)) => advance.told.push((caller, answer)),
        None => {}
    }
    advance
}

/// How much a run matters among those of its owner, where its plan says so. It decides who is served first in this process and nothing else: it
/// is in no journal. An input of which the plan's template makes nothing was refused when the run was started.
fn priority_of(plan: &Plan, input: &Value) -> i32 {
    plan.admission.as_ref().map_or(0, |admission| admission.priority_of(admission.start_input(input)).unwrap_or(0))
}

/// What a run's own row is to say.
pub(crate) fn head_of(machine: &Machine) -> Head {
    let (state, wake_at) = (machine.status(), machine.next_deadline());
    // One that holds is woken by its row as well. While something of it is under way somebody must have it in memory.
    let asleep = machine.is_asleep() || state == RunStatus::Paused && machine.is_idle();
    Head { state, wake_at, asleep }
}

/// How far ahead runs are woken: a few looks, so that none comes too late. Two looks may be two of the keeper's ticks apart, and a tick in between
/// may say that the process lives, or see to the shards.
pub(crate) fn horizon(shared: &Shared) -> Timestamp {
    shared.clock.now().checked_add(shared.config.poll_every * 5).unwrap_or(Timestamp::MAX)
}

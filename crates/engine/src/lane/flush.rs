//! From what forms to what is durable, and what follows from that.

use std::collections::{HashMap, VecDeque};

use machine::{Event, RunStatus};
use tokio::time::Instant;

use super::runs::head_of;
use super::{Job, Lane, Look, backoff};
#[cfg(any(test, feature = "testing"))]
use crate::faults::CrashPoint;
#[cfg(any(test, feature = "testing"))]
use crate::host::Halt;
use crate::host::Shared;
use crate::hub::Reached;
use crate::inbox::Answer;
use crate::load;
use crate::ports::RunId;
use crate::shards::ShardSet;
use crate::submit::shard_of;
use crate::wave::{self, Advance, Begun, End, Head, Progress, Rejected, Written, entries_text};

/// Refusals for a lock or a deadlock in a row, after which a run counts as at fault (about ten seconds).
const PATIENCE: u32 = 9;

/// A run whose entries were refused for a passing reason; the others go on meanwhile.
pub(super) struct Stalled {
    pub(super) advances: VecDeque<Advance>,
    pub(super) due: Instant,
}

/// What became of the attempt to pause a run whose entries were refused.
pub(super) enum Condemnation {
    /// It is paused, durably; a person can resume it.
    Paused { answered: Vec<(i64, Answer)>, last_seq: u64, row: Option<Head> },
    /// Not even that could be written.
    SetAside { answered: Vec<(i64, Answer)>, message: String },
    /// The database went away, or the shard.
    Interrupted(End),
}

impl Lane {
    /// Hands a transition to the next wave.
    pub(super) fn form(&mut self, advance: Advance) {
        match self.stalled.get_mut(&advance.run_id) {
            Some(stalled) => stalled.advances.push_back(advance),
            None => self.forming.push_back(advance),
        }
    }

    /// Idle → write now; a commit under way → gather.
    pub(super) fn flush_when_idle(&mut self) {
        if self.flushing || self.forming.is_empty() || self.not_before.is_some_and(|moment| moment > Instant::now()) {
            return;
        }
        let (max_rows, max_bytes) = (self.shared.config.max_wave_rows, self.shared.config.max_wave_bytes);
        let (mut rows, mut bytes, mut count) = (0, 0, 0);
        for advance in &self.forming {
            rows += advance.rows();
            bytes += advance.bytes();
            if count > 0 && (rows > max_rows || bytes > max_bytes) {
                break;
            }
            count += 1;
        }
        let wave: Vec<Advance> = self.forming.drain(..count).collect();
        self.flushing = true;
        self.in_flight = wave.iter().map(|advance| advance.shard).collect();
        let epochs = wave.iter().filter_map(|advance| Some((advance.shard, *self.owned.get(&advance.shard)?))).collect();
        let (shared, generation) = (self.shared.clone(), self.generation);
        self.spawn(async move {
            let written = wave::write(&shared, &epochs, wave).await;
            Job::Written { generation, written }
        });
    }

    pub(super) fn take_written(&mut self, written: Written) {
        self.flushing = false;
        self.in_flight = ShardSet::NONE;
        let Written { committed, rejected, rest, end } = written;
        if !committed.is_empty() {
            self.outages = 0;
        }
        let pause_ends = !committed.is_empty() && self.not_before.take().is_some();
        for advance in committed {
            self.committed(advance);
            if self.dead {
                return;
            }
        }
        for refused in rejected {
            self.rejected(refused);
        }
        if pause_ends {
            // What waited for it.
            self.load_page();
            self.look(Look::ALL);
        }
        let rung = self.shared.modules.wakes_rung();
        if std::mem::replace(&mut self.wakes_rung, rung) != rung {
            self.look(Look::WAKES);
        }
        match end {
            End::Decided => {}
            End::Deposed(why) => {
                tracing::warn!(why, "a wave was refused; this process stops writing and claims its shards anew");
                self.disown(why);
            }
            End::Unavailable(why) => {
                for advance in rest.into_iter().rev() {
                    self.forming.push_front(advance);
                }
                self.outage("a wave could not be written", &why);
            }
            End::Unknown(why) => {
                tracing::warn!(why, "the connection broke during a commit; what counts is read back under a new epoch");
                self.disown(why);
            }
            #[cfg(any(test, feature = "testing"))]
            End::Crashed => {
                self.shared.halt.send_replace(Halt::Dead);
                self.dead = true;
            }
        }
    }

    /// A transition is durable: tell who waits, then start what it wants.
    fn committed(&mut self, advance: Advance) {
        let Advance { run_id, progress, answers, told, wakes, .. } = advance;
        self.patience.remove(&run_id);
        self.forget_wakes(&wakes);
        for (id, answer) in answers {
            self.answered(id, answer);
        }
        for (caller, answer) in told {
            // Whoever asked may have gone.
            let _ = caller.send(answer);
        }
        let Some(progress) = progress else { return self.leave_if_idle(run_id) };
        if let Some(creation) = &progress.creation {
            if creation.plan_body.is_some() {
                self.shared.plans.stored(&creation.plan_hash);
            }
            if let Some(begun) = self.starting.remove(&run_id) {
                // Whoever started it may have gone.
                let _ = begun.send(Begun::Here);
            }
        }
        if let Some(live) = self.runs.get_mut(&run_id) {
            live.unwritten -= 1;
            live.durable = progress.entries.last().map_or(live.durable, |last| last.seq);
        }
        if let Some(last) = progress.entries.last() {
            if let Some(outcomes) = self.undurable.get_mut(&run_id) {
                outcomes.retain(|(head, _)| *head > last.seq);
                if outcomes.is_empty() {
                    self.undurable.remove(&run_id);
                }
            }
            self.shared.hub.tell(run_id, Reached { last_seq: last.seq, status: progress.state });
        }
        #[cfg(any(test, feature = "testing"))]
        if (!progress.entries.is_empty() || progress.head.is_some())
            && self.shared.config.faults.strikes(self.shared.config.faults.writes(), CrashPoint::BeforeCommands)
        {
            self.shared.halt.send_replace(Halt::Dead);
            self.dead = true;
            return;
        }
        if !progress.births.is_empty() {
            // They are of this lane's shards, and may have been handed signals.
            self.look(Look { requests: true, ..Look::SUBMISSIONS });
        }
        self.issue(run_id, progress.commands);
        self.leave_if_idle(run_id);
    }

    fn answered(&mut self, id: i64, answer: Answer) {
        self.taken.remove(&id);
        if self.requests.is_under_way() {
            self.requests.overtaken_requests.insert(id);
        }
        self.shared.hub.answer(id, answer);
    }

    /// The database cannot serve: wait, longer each time.
    pub(super) fn outage(&mut self, what: &str, why: &dyn std::fmt::Display) {
        let pause = backoff(self.outages);
        self.outages += 1;
        self.not_before = Some(Instant::now() + pause);
        tracing::warn!(%why, ?pause, "{what}; trying again");
    }

    /// A moment to try again has come.
    pub(super) fn retry(&mut self) {
        let now = Instant::now();
        self.send_to_sleep(now);
        if self.not_before.is_some_and(|moment| moment <= now) {
            self.not_before = None;
            self.load_page();
            self.look(Look::ALL);
        }
        let due: Vec<RunId> = self.stalled.iter().filter(|(_, stalled)| stalled.due <= now).map(|(run_id, _)| *run_id).collect();
        for run_id in due {
            if let Some(stalled) = self.stalled.remove(&run_id) {
                self.forming.extend(stalled.advances);
            }
        }
    }

    /// The database, or a projector, did not take a run's entries.
    fn rejected(&mut self, refused: Rejected) {
        let Rejected { run_id, mut advances, message, transient } = refused;
        // What formed meanwhile builds on what was refused.
        let (later, others) = std::mem::take(&mut self.forming).into_iter().partition(|advance: &Advance| advance.run_id == run_id);
        self.forming = others;
        let later: VecDeque<Advance> = later;
        advances.extend(later);
        if let Some(begun) = self.starting.remove(&run_id) {
            // Nothing of it is stored: whoever started it takes the other way, and hears there what is wrong.
            tracing::debug!(%run_id, message, "a run could not be created with its first entries");
            self.drop_run(run_id);
            let _ = begun.send(Begun::NotHere);
            return;
        }
        let refusals = self.patience.entry(run_id).or_default();
        *refusals += 1;
        if transient && *refusals <= PATIENCE {
            let pause = backoff(*refusals - 1);
            tracing::warn!(%run_id, message, ?pause, "a run's entries wait for a lock; trying again");
            self.stalled.insert(run_id, Stalled { advances: advances.into(), due: Instant::now() + pause });
            return;
        }
        self.patience.remove(&run_id);
        tracing::error!(%run_id, message, "a run's entries cannot be stored; it is paused where its journal ends");
        self.condemn(run_id, advances, message);
    }

    /// Pauses a run at the end of its journal; what was refused is forgotten, and done again when somebody resumes the run.
    fn condemn(&mut self, run_id: RunId, refused: Vec<Advance>, message: String) {
        self.drop_run(run_id);
        self.leave_wakes(refused.iter().flat_map(|advance| advance.wakes.iter().copied()));
        // There is no journal to add to, or one that this submission should not be there for any more.
        let begins = refused.iter().any(|advance| advance.progress.as_ref().is_some_and(|progress| progress.begins));
        let requests: Vec<i64> = refused.iter().flat_map(|advance| advance.answers.iter().map(|(id, _)| *id)).collect();
        self.condemning.insert(run_id);
        let shard = shard_of(run_id);
        let epochs = self.owned.get(&shard).map(|epoch| (shard, *epoch)).into_iter().collect();
        let (shared, generation) = (self.shared.clone(), self.generation);
        self.spawn(async move {
            let refusal = Answer::refused("PROJECTION_FAILED", format!("what came of it could not be stored: {message}"));
            let answers: Vec<(i64, Answer)> = requests.into_iter().map(|id| (id, refusal.clone())).collect();
            let paused = if begins { Err(message) } else { pause(&shared, run_id, &message).await };
            let end = match paused {
                Err(message) => settle(&shared, &epochs, run_id, answers, message).await,
                Ok((progress, last_seq)) => {
                    let row = progress.head;
                    let advance = Advance { progress: Some(progress), ..Advance::answering(run_id, answers.clone()) };
                    let mut written = wave::write(&shared, &epochs, vec![advance]).await;
                    match (written.end, written.rejected.pop()) {
                        (End::Decided, None) => Condemnation::Paused { answered: answers, last_seq, row },
                        (End::Decided, Some(rejected)) => settle(&shared, &epochs, run_id, answers, rejected.message).await,
                        (end, _) => Condemnation::Interrupted(end),
                    }
                }
            };
            Job::Condemned { generation, run_id, end }
        });
    }

    pub(super) fn take_condemned(&mut self, run_id: RunId, end: Condemnation) {
        self.condemning.remove(&run_id);
        if self.wanted.contains_key(&run_id) {
            self.read_wanted(vec![run_id]);
        }
        match end {
            Condemnation::Paused { answered, last_seq, row } => {
                self.note_left(run_id, last_seq, row);
                for (id, answer) in answered {
                    self.answered(id, answer);
                }
                self.shared.hub.tell(run_id, Reached { last_seq, status: RunStatus::Paused });
            }
            Condemnation::SetAside { answered, message } => {
                for (id, answer) in answered {
                    self.answered(id, answer);
                }
                tracing::error!(%run_id, message, "a run can neither go on nor be paused: its tables refuse its journal, or its rows do not fit together; it is set aside until somebody asks something of it, or the engine starts anew");
                self.set_aside.insert(run_id, message);
            }
            #[cfg(any(test, feature = "testing"))]
            Condemnation::Interrupted(End::Crashed) => {
                self.shared.halt.send_replace(Halt::Dead);
                self.dead = true;
            }
            // What is stored decides, once it can be read.
            Condemnation::Interrupted(end) => self.disown(format!("a run could not be paused: {end:?}")),
        }
    }
}

/// What pauses a run where its journal ends, and where it ends then; no entry where it holds already.
async fn pause(shared: &Shared, run_id: RunId, message: &str) -> Result<(Progress, u64), String> {
    let mut loaded = load::runs(&shared.database, &shared.plans, &[run_id]).await.map_err(|error| error.to_string())?;
    let mut loaded = match loaded.pop() {
        Some(Ok(loaded)) => loaded,
        Some(Err(unreadable)) => return Err(unreadable.message),
        // Its very first entries were refused: there is no journal to add to.
        None => return Err(message.to_owned()),
    };
    let event = Event::ProjectionFailed { message: message.to_owned() };
    let transition = loaded.machine.handle(shared.clock.now(), event).map_err(|refusal| refusal.to_string())?;
    let progress = Progress {
        text: entries_text(&transition.entries),
        // What is under way of it is done again when somebody asks, and not again and again by itself, nor by its own deadlines.
        head: Some(Head { wake_at: None, asleep: true, ..head_of(&loaded.machine) }),
        entries: transition.entries,
        plan: loaded.plan,
        moved_to: None,
        state: loaded.machine.status(),
        begins: false,
        creation: None,
        payloads: Vec::new(),
        births: Vec::new(),
        commands: Vec::new(),
    };
    Ok((progress, loaded.machine.last_seq()))
}

/// Nothing more can be written for the run; whoever asked something of it is told so.
async fn settle(shared: &Shared, epochs: &HashMap<i16, i64>, run_id: RunId, answered: Vec<(i64, Answer)>, message: String) -> Condemnation {
    if !answered.is_empty() {
        let advance = Advance::answering(run_id, answered.clone());
        let written = wave::write(shared, epochs, vec![advance]).await;
        if !matches!(written.end, End::Decided) {
            return Condemnation::Interrupted(written.end);
        }
    }
    Condemnation::SetAside { answered, message }
}

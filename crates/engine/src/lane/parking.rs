//! Parking: a run that waits for nothing but what is carried out elsewhere leaves memory, and is woken by the end of one of its tries.
//!
//! ```text
//!            nothing happens for a while       every try marked          row: asleep, durable
//! waits elsewhere ──────────────────► marking ────────────────► marked ─────────────────────► out of memory
//!        ▲   anything happens to it, a try could not be marked     │                               │ a wake, a request,
//!        └──────────────────────◄──────────────────────────────────┘◄──────────────────────────────┘ its deadline
//! ```
//!
//! Why no end is missed. Whoever writes the end of a try that is marked puts a wake into the database in the same transaction, and marks
//! are never taken away ([`crate::Effect::park`]). A wake is deleted by one commit only: the one that says in the run's row that it is in
//! memory, written by the owner that has it there. A run leaves by this way only if every try under way was marked, its row says durably
//! that it sleeps, and *no wake of it was taken since it was marked* ([`Lane::woken`] begins anew). So for each try there is, in the moment
//! in which its run leaves, no end yet (then the mark is seen by whoever writes it), or a wake that is still there. After that moment:
//!
//! - the wake comes: the run is loaded, its outstanding efforts are issued again, and each meets its row under its idempotency key, as after
//!   a crash. One that has ended gives its result, once: the machine takes it for the try that it awaits, or not at all;
//! - the process dies, before or after: whoever takes the shard loads what does not sleep, and finds the wakes of what does. A run that is
//!   in memory and whose row still says that it sleeps (it was asked something and refused it) has nothing under way but marked tries;
//! - a process that was replaced marks late: then a try is marked whose run is in memory, and its end puts a wake that wakes nobody. It can
//!   write no row of a run and delete no wake: both go through the fence;
//! - a result reaches the lane in memory just when its run has left: it is let go, since its end put a wake.
//!
//! Limits of tries count from when the try was first wanted, so the row's `wake_at` is the first of them, of the machine's deadlines, and of the
//! moments in which tries end by themselves.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use machine::RunStatus;
use store::StoreError;
use tokio::time::Instant;

use super::runs::head_of;
use super::search::extent;
use super::{Job, Lane, Look, PAGE};
use crate::load::{self, LoadError};
use crate::ports::{Awaited, Effect, Mark, RunId};
use crate::reach::Extent;
use crate::wave::{Advance, Head, Progress};
use crate::work::{self, Limit};

/// Where memory is short, a run leaves after so long.
const SOON: Duration = Duration::from_millis(20);
/// And later by so much for each try under way, so that it rests at least as long as its coming back costs.
const SOON_FOR_EACH: Duration = Duration::from_millis(2);
/// One that could not leave tries again after this at the latest.
const AGAIN: Duration = Duration::from_secs(1);
/// Tries marked at once.
const MARKED_AT_ONCE: usize = 2_000;

/// How far a run is on its way out of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parking {
    /// Nothing of it is carried out elsewhere.
    No,
    /// Something is. Its row in `resting`; and how often it has failed to leave since something happened to it.
    Since(Instant, u32),
    /// Its tries are being marked.
    Marking { failures: u32 },
    /// All of them are marked: it leaves as soon as its row says that it sleeps.
    Marked,
}

/// When the first of a run's marked tries ends by itself, if any does.
pub(super) type Until = Option<Timestamp>;

/// Tries of one effect, to be marked.
struct Marks {
    effect: Arc<dyn Effect>,
    tries: Vec<Awaited>,
}

impl Lane {
    // ------------------------------------------------------------------------------------------------- leaving

    /// Something of this run is carried out elsewhere from now on.
    pub(super) fn awaits_elsewhere(&mut self, run_id: RunId) {
        if self.runs.get(&run_id).is_some_and(|live| live.parking == Parking::No) {
            self.rest_from(run_id, Instant::now(), 0);
        }
    }

    /// Something has happened to a run: what was marked may not be all that it waits for.
    pub(super) fn disturb(&mut self, run_id: RunId) {
        if self.runs.get(&run_id).is_some_and(|live| live.parking != Parking::No) {
            let mut from = Instant::now();
            if self.is_nearly_full() {
                from += SOON_FOR_EACH * u32::try_from(self.tasks.count(run_id)).unwrap_or(u32::MAX);
            }
            self.rest_from(run_id, from, 0);
        }
    }

    fn rest_from(&mut self, run_id: RunId, from: Instant, failures: u32) {
        let Some(live) = self.runs.get_mut(&run_id) else { return };
        if let Parking::Since(before, _) = live.parking {
            self.resting.remove(&(before, run_id));
        }
        live.parking = Parking::Since(from, failures);
        self.resting.insert((from, run_id));
    }

    /// A little longer each time.
    fn rest_again(&mut self, run_id: RunId, failures: u32) {
        let patience = self.patience();
        let pause = AGAIN.min(SOON * 2_u32.saturating_pow(failures.min(10)));
        let from = Instant::now() + pause;
        // The patience is added when it is looked at.
        self.rest_from(run_id, from.checked_sub(patience).unwrap_or(from), failures.saturating_add(1));
    }

    fn is_nearly_full(&self) -> bool {
        self.runs.len() * 4 >= self.max_live * 3
    }

    fn patience(&self) -> Duration {
        if self.is_nearly_full() { SOON.min(self.shared.config.park_after) } else { self.shared.config.park_after }
    }

    /// When a run may leave next.
    pub(super) fn next_parking(&self) -> Option<Instant> {
        if self.marking || self.stopping || self.not_before.is_some() || self.reads_last() {
            return None;
        }
        self.resting.first().map(|(from, _)| *from + self.patience())
    }

    /// Marks the tries of runs that have waited long enough.
    pub(super) fn park(&mut self) {
        let (now, patience) = (Instant::now(), self.patience());
        let mut runs: Vec<RunId> = Vec::new();
        let mut marks: BTreeMap<usize, Marks> = BTreeMap::new();
        let mut count = 0;
        while runs.len() < PAGE && count < MARKED_AT_ONCE {
            let Some(&(from, run_id)) = self.resting.first().filter(|(from, _)| *from + patience <= now) else { break };
            self.resting.remove(&(from, run_id));
            let Some(live) = self.runs.get_mut(&run_id) else { continue };
            let failures = if let Parking::Since(_, failures) = live.parking { failures } else { 0 };
            live.parking = Parking::Marking { failures };
            let Some(tries) = self.awaited(run_id) else {
                self.rest_again(run_id, failures);
                continue;
            };
            runs.push(run_id);
            count += tries.len();
            for (effect, awaited) in tries {
                // The address tells effects apart; what it points to is alive.
                let address = Arc::as_ptr(&effect).cast::<()>().addr();
                marks.entry(address).or_insert_with(|| Marks { effect, tries: Vec::new() }).tries.push(awaited);
            }
        }
        if runs.is_empty() {
            return;
        }
        self.marking = true;
        let generation = self.generation;
        self.spawn(async move { Job::Marked { generation, runs, marked: mark(marks).await } });
    }

    /// The tries that a run waits for, if it waits for nothing but tries elsewhere, and for none of them only a moment longer.
    fn awaited(&self, run_id: RunId) -> Option<Vec<(Arc<dyn Effect>, Awaited)>> {
        let live = self.runs.get(&run_id)?;
        let is_quiet = live.unwritten == 0 && !self.stalled.contains_key(&run_id) && !self.waking.contains_key(&run_id);
        if !is_quiet || !matches!(live.machine.status(), RunStatus::Running | RunStatus::Paused) {
            return None;
        }
        let outstanding = live.machine.outstanding();
        let first = first_limit(outstanding.iter().filter_map(work::limit_of), live.machine.next_deadline());
        if outstanding.is_empty() || first.is_some_and(|moment| moment <= self.horizon()) {
            return None;
        }
        outstanding
            .iter()
            .map(|command| {
                let effect = work::elsewhere(&self.shared, &live.plan, command)?;
                Some((effect.clone(), work::awaited(run_id, command)?))
            })
            .collect()
    }

    pub(super) fn take_marked(&mut self, runs: Vec<RunId>, marked: Result<HashMap<RunId, Until>, StoreError>) {
        self.marking = false;
        let marked = match marked {
            Ok(marked) => marked,
            Err(error) => {
                tracing::warn!(%error, "tries that are carried out elsewhere could not be marked; trying again");
                HashMap::new()
            }
        };
        let horizon = self.horizon();
        for run_id in runs {
            // Whatever happened to it meanwhile has made it begin anew.
            let Some(Parking::Marking { failures }) = self.runs.get(&run_id).map(|live| live.parking) else { continue };
            match marked.get(&run_id) {
                Some(until) if until.is_none_or(|until| until > horizon) => self.fall_asleep(run_id, *until),
                _ => self.rest_again(run_id, failures),
            }
        }
    }

    /// Every try is marked: the run's row says that it sleeps, and until when; then it leaves.
    fn fall_asleep(&mut self, run_id: RunId, until: Until) {
        let Some(live) = self.runs.get_mut(&run_id) else { return };
        live.parking = Parking::Marked;
        let limits = live.machine.outstanding();
        let wake_at = first_limit(limits.iter().filter_map(work::limit_of), live.machine.next_deadline()).into_iter().chain(until).min();
        let row = Head { wake_at, asleep: true, ..head_of(&live.machine) };
        if live.row == Some(row) { self.leave_if_idle(run_id) } else { self.write_row(run_id, row, Vec::new()) }
    }

    fn write_row(&mut self, run_id: RunId, row: Head, wakes: Vec<i64>) {
        let Some(live) = self.runs.get_mut(&run_id) else { return };
        live.row = Some(row);
        live.unwritten += 1;
        let progress = Some(Progress::of_row(live.plan.clone(), row));
        self.form(Advance { progress, wakes, ..Advance::answering(run_id, Vec::new()) });
    }

    /// Whether a run may leave that has efforts under way.
    pub(super) fn is_parked(&self, run_id: RunId) -> bool {
        let Some(live) = self.runs.get(&run_id) else { return false };
        let Some(Head { wake_at, asleep: true, .. }) = live.row else { return false };
        live.parking == Parking::Marked && wake_at.is_none_or(|moment| moment > self.horizon())
    }

    // -------------------------------------------------------------------------------------------------- coming back

    pub(super) fn look_for_wakes(&mut self) {
        let settled = self.settled().map(|numbers| numbers.wakes);
        let Some(glance) = self.wakes.begin(settled) else { return };
        let shards = self.searched();
        let known: Vec<i64> = self.taken_wakes.iter().copied().collect();
        let rows = PAGE.min(self.max_live - self.runs.len());
        let (shared, generation) = (self.shared.clone(), self.generation);
        self.spawn(async move {
            let read = load::wakes(&shared.database, &shards, glance.after, &known, rows).await;
            let found = read.as_ref().map_or(Extent::None, |woken| extent(woken.len(), rows, woken.last().map(|(id, _)| *id)));
            Job::Wakes { generation, found, read }
        });
    }

    pub(super) fn take_wakes(&mut self, found: Extent<i64>, read: Result<Vec<(i64, RunId)>, LoadError>) {
        let again = self.wakes.end(found) || found != Extent::All;
        match read {
            Ok(woken) => {
                let overtaken = std::mem::take(&mut self.wakes.overtaken_requests);
                let mut by_run: BTreeMap<RunId, Vec<i64>> = BTreeMap::new();
                for (id, run_id) in woken {
                    if !overtaken.contains(&id) && self.taken_wakes.insert(id) {
                        by_run.entry(run_id).or_default().push(id);
                    }
                }
                let mut absent = Vec::new();
                for (run_id, ids) in by_run {
                    if self.runs.contains_key(&run_id) && !self.wanted.contains_key(&run_id) {
                        self.woken(run_id, ids);
                    } else {
                        self.waking.entry(run_id).or_default().extend(ids);
                        absent.push(run_id);
                    }
                }
                self.load_several(absent);
                if again {
                    self.look(Look::WAKES);
                }
            }
            Err(error) => {
                self.outage("runs to be woken could not be looked for", &error);
            }
        }
    }

    /// A run that was woken is in memory, or there is none. What it waits for it hears of here, whatever was marked before.
    pub(super) fn woken(&mut self, run_id: RunId, ids: Vec<i64>) {
        self.disturb(run_id);
        let row = self.runs.get(&run_id).and_then(|live| {
            let row = head_of(&live.machine);
            live.row.filter(|stored| stored.asleep && *stored != row).map(|_| row)
        });
        match row {
            Some(row) => self.write_row(run_id, row, ids),
            None => self.form(Advance { wakes: ids, ..Advance::answering(run_id, Vec::new()) }),
        }
    }

    pub(super) fn serve_waking(&mut self, run_id: RunId) {
        if let Some(ids) = self.waking.remove(&run_id) {
            self.woken(run_id, ids);
        }
    }

    /// Wakes that are deleted, durably.
    pub(super) fn forget_wakes(&mut self, ids: &[i64]) {
        for id in ids {
            self.taken_wakes.remove(id);
            if self.wakes.is_under_way() {
                self.wakes.overtaken_requests.insert(*id);
            }
        }
    }

    /// Wakes whose run could not be taken up now: the next look finds them again.
    pub(super) fn leave_wakes(&mut self, ids: impl IntoIterator<Item = i64>) {
        for id in ids {
            if self.taken_wakes.remove(&id) {
                self.wakes.lower(id - 1);
            }
        }
    }
}

fn first_limit(limits: impl Iterator<Item = Limit>, deadline: Option<Timestamp>) -> Option<Timestamp> {
    limits.map(Limit::until).chain(deadline).min()
}

/// The runs all of whose tries are marked, and when the first of those ends by itself.
async fn mark(marks: BTreeMap<usize, Marks>) -> Result<HashMap<RunId, Until>, StoreError> {
    let (mut marked, mut refused) = (HashMap::new(), HashSet::new());
    for Marks { effect, tries } in marks.into_values() {
        let runs: Vec<RunId> = tries.iter().map(|awaited| awaited.run_id).collect();
        let told = effect.park(tries).await?;
        for (at, run_id) in runs.into_iter().enumerate() {
            let until = match told.get(at) {
                Some(Mark::Set) => None,
                Some(Mark::SetUntil(until)) => Some(*until),
                Some(Mark::Refused) | None => {
                    refused.insert(run_id);
                    continue;
                }
            };
            let first: &mut Until = marked.entry(run_id).or_default();
            *first = first.iter().copied().chain(until).min();
        }
    }
    marked.retain(|run_id, _| !refused.contains(run_id));
    Ok(marked)
}

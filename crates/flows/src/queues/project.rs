//! Journal → queues: gives items back whose efforts ended without finishing them, hands queues on with their runs, declares new ones.
//!
//! In the transaction that commits the entries, so that no item is held by an effort that is over.

use std::collections::BTreeMap;

use db::queries::flows::queues as sql;
use deadpool_postgres::Transaction;
use engine::Projected;
use machine::{Effort, Entry, Mapping, Output};
use plan::{Plan, Step, StepId};
use uuid::Uuid;

use super::backlog::{declare, is_taken_from};
use super::parked::Changed;

/// Who waits for queues and has something to do now.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stirred {
    /// Steps in memory should look.
    pub(crate) changed: bool,
    /// Runs out of memory are woken.
    pub(crate) woken: bool,
}

/// Writes what a wave means for queues. `left` says that a run which ended in it holds items: also one of a plan that takes none, to which it
/// moved after it had taken them.
pub(crate) async fn project(tx: &Transaction<'_>, wave: &[Projected], left: bool) -> Result<Stirred, tokio_postgres::Error> {
    let mut changes = Changes { left, ..Changes::default() };
    for projected in wave {
        changes.fold(projected);
    }
    changes.write(tx).await
}

#[derive(Default)]
struct Changes<'w> {
    left: bool,
    begun: Vec<(Uuid, &'w Plan)>,
    /// Steps of runs that moved to another plan: the names that they have now, by those under which they took.
    renamed: BTreeMap<(Uuid, &'w str), &'w str>,
    /// Steps of runs that moved to a plan which does not have them.
    dropped: Vec<(Uuid, &'w str)>,
    /// Efforts that have ended: run, step, attempt, call of a fan-out, and the items that they gave.
    over: Vec<(Uuid, &'w str, i32, i32, String)>,
    /// Attempts that ended without what they took, with those before them.
    cut_off: BTreeMap<(Uuid, &'w str), i32>,
    ended: Vec<Uuid>,
    /// Runs that go on in others.
    moves: Vec<(Uuid, Uuid)>,
    /// Runs that ended and have queues.
    closes: Vec<Uuid>,
}

impl<'w> Changes<'w> {
    fn fold(&mut self, projected: &'w Projected) {
        let (run_id, plan) = (projected.run_id, &*projected.plan);
        let has_queues = !plan.queues.is_empty();
        match &projected.recorded.entry {
            Entry::RunStarted { .. } if has_queues => self.begun.push((run_id, plan)),
            Entry::EffectCompleted { effort, output } => self.over(run_id, plan, effort, Some(output)),
            Entry::ItemFailed { effort, .. } => self.over(run_id, plan, effort, None),
            Entry::AttemptStarted { step, attempt, .. } if *attempt > 1 => self.cut_off(run_id, taker(plan, step), attempt - 1),
            Entry::AttemptFailed { step, attempt, .. } => self.cut_off(run_id, taker(plan, step), *attempt),
            Entry::StepsReset { steps, .. } => {
                for step in steps {
                    self.cut_off(run_id, taker(plan, step), u32::MAX);
                }
            }
            Entry::CleanUpStarted { .. } => {
                for step in plan.steps.iter().filter(|step| is_taken_from(step)) {
                    self.cut_off(run_id, Some(step), u32::MAX);
                }
            }
            Entry::Migrated { mapping, .. } => self.migrated(run_id, mapping),
            Entry::RunCompleted { .. } | Entry::RunFailed { .. } | Entry::RunCancelled { .. } | Entry::RunContinued { .. } => {
                if self.left || plan.steps.iter().any(is_taken_from) {
                    self.ended.push(run_id);
                }
                if has_queues {
                    self.closes.push(run_id);
                    if matches!(projected.recorded.entry, Entry::RunContinued { .. }) {
                        self.moves.push((run_id, engine::successor(run_id, projected.recorded.at)));
                    }
                }
            }
            _ => {}
        }
    }

    /// What was said so far is said of steps by the names that they have now.
    fn migrated(&mut self, run_id: Uuid, mapping: &'w Mapping) {
        let names = |name: &str| mapping.steps.iter().find(|(old, _)| old.0 == name).and_then(|(_, new)| new.as_ref()).map(|new| &*new.0);
        for over in self.over.iter_mut().filter(|over| over.0 == run_id) {
            over.1 = names(over.1).unwrap_or(over.1);
        }
        let renamed = |(of, name): (Uuid, &'w str)| (of, if of == run_id { names(name).unwrap_or(name) } else { name });
        self.cut_off = std::mem::take(&mut self.cut_off).into_iter().map(|(key, upto)| (renamed(key), upto)).collect();
        for ((of, _), name) in &mut self.renamed {
            *name = renamed((*of, *name)).1;
        }
        for (old, new) in &mapping.steps {
            match new {
                Some(new) => {
                    self.renamed.entry((run_id, &old.0)).or_insert(&new.0);
                }
                None => self.dropped.push((run_id, &old.0)),
            }
        }
    }

    fn over(&mut self, run_id: Uuid, plan: &'w Plan, effort: &'w Effort, output: Option<&Output>) {
        let Some(step) = taker(plan, &effort.step) else { return };
        let given = output.and_then(|output| output.value["items"].as_array());
        let ids = given.into_iter().flatten().filter_map(|item| item["id"].as_str()).filter_map(|id| Uuid::parse_str(id).ok());
        let kept = format!("{{{}}}", ids.map(|id| id.to_string()).collect::<Vec<_>>().join(","));
        self.over.push((run_id, &step.id.0, small(effort.attempt), effort.item.map_or(-1, small), kept));
    }

    fn cut_off(&mut self, run_id: Uuid, step: Option<&'w Step>, attempt: u32) {
        if let Some(step) = step {
            let upto = self.cut_off.entry((run_id, &step.id.0)).or_default();
            *upto = (*upto).max(small(attempt));
        }
    }

    async fn write(mut self, tx: &Transaction<'_>) -> Result<Stirred, tokio_postgres::Error> {
        // Queues of items that were given back, and of waits that ended: one that an item had woken may have ended without it.
        let (mut freed, mut ended) = (Vec::new(), Vec::new());
        if !self.renamed.is_empty() {
            let run_ids: Vec<Uuid> = self.renamed.keys().map(|key| key.0).collect();
            let steps: Vec<&str> = self.renamed.keys().map(|key| key.1).collect();
            let names: Vec<&str> = self.renamed.values().copied().collect();
            let rename = sql::rename_takers().prepare(tx).await?;
            rename.bind(tx, &run_ids, &steps, &names).one().await?;
        }
        if !self.over.is_empty() {
            let release = sql::release_others().prepare(tx).await?;
            let released = release
                .bind(
                    tx,
                    &self.over.iter().map(|over| over.0).collect::<Vec<_>>(),
                    &self.over.iter().map(|over| over.1).collect::<Vec<_>>(),
                    &self.over.iter().map(|over| over.2).collect::<Vec<_>>(),
                    &self.over.iter().map(|over| over.3).collect::<Vec<_>>(),
                    &self.over.iter().map(|over| over.4.as_str()).collect::<Vec<_>>(),
                )
                .one()
                .await?;
            freed.extend(released.released);
            ended.extend(released.ended);
        }
        // A step that took, was renamed and then dropped, all in one wave, is called here by the name that it had last.
        for key in std::mem::take(&mut self.dropped) {
            self.cut_off.insert(key, i32::MAX);
        }
        if !self.cut_off.is_empty() {
            let run_ids: Vec<Uuid> = self.cut_off.keys().map(|key| key.0).collect();
            let steps: Vec<&str> = self.cut_off.keys().map(|key| key.1).collect();
            let attempts: Vec<i32> = self.cut_off.values().copied().collect();
            let release = sql::release_attempts().prepare(tx).await?;
            let released = release.bind(tx, &run_ids, &steps, &attempts).one().await?;
            freed.extend(released.released);
            ended.extend(released.ended);
        }
        if !self.ended.is_empty() {
            let release = sql::release_runs().prepare(tx).await?;
            let released = release.bind(tx, &self.ended).one().await?;
            freed.extend(released.released);
            ended.extend(released.ended);
        }
        if !self.begun.is_empty() {
            declare(tx, &self.begun).await?;
        }
        if !self.moves.is_empty() {
            let (ids, nexts): (Vec<Uuid>, Vec<Uuid>) = self.moves.into_iter().unzip();
            let go_on = sql::move_queues().prepare(tx).await?;
            go_on.bind(tx, &ids, &nexts).one().await?;
        }
        let stirred = !freed.is_empty() || !self.closes.is_empty();
        let mut changed = Changed::default();
        for queue in freed.into_iter().chain(ended) {
            changed.has_items(queue, 1);
        }
        if !self.closes.is_empty() {
            let of_runs = sql::queues_of_runs().prepare(tx).await?;
            for queue in of_runs.bind(tx, &self.closes).all().await? {
                changed.is(queue);
            }
        }
        Ok(Stirred { changed: stirred, woken: changed.wake(tx).await? })
    }
}

/// The step of this id, if it takes from queues.
fn taker<'p>(plan: &'p Plan, step: &StepId) -> Option<&'p Step> {
    plan.steps.iter().find(|one| one.id == *step).filter(|step| is_taken_from(step))
}

fn small(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

//! Runs that wait for queues out of memory: who marks them, and who wakes them.
//!
//! Why none is missed. A wait is marked while its queue is held alone (`for update`), if nothing has come for it. Whoever changes a queue
//! holds it, too, but together with others (`for key share`, which an item's foreign key takes by itself), and looks for marked waits in a
//! statement behind that. So one of them comes first: either the change is committed before the queue is held alone, and is seen, or the mark
//! is committed before the change's queue is held, and is found. Whoever marks passes over queues that are held, and tries again later.
//!
//! A new item wakes one who waits. Where that one's wait ends without it, the item may be waiting still: the end wakes another
//! ([`Changed::has_items`] by the projection). Whoever takes in memory ends his own mark ([`sql::end_wait`]). Whoever wakes passes over waits that
//! another wakes; where that one's transaction comes to nothing, [`wake_overlooked`] finds them.

use std::collections::{BTreeMap, HashMap};

use db::queries::flows::queues as sql;
use deadpool_postgres::Transaction;
use engine::{Awaited, Mark};
use jiff::Timestamp;
use store::{Database, Identity, StoreError};
use uuid::Uuid;

use super::take::Effort;
use crate::service::Flows;

/// What ends a wait before its time is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ends {
    /// Items, or that none come any more.
    Items,
    /// That, or that nothing in the queue is unfinished.
    ItemsOrDrained,
    /// That nothing in the queue is unfinished, or none of these.
    Drained(Option<Vec<Uuid>>),
}

impl Ends {
    fn word(&self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::ItemsOrDrained => "items_or_drained",
            Self::Drained(_) => "drained",
        }
    }

    /// The items as the database takes a list inside a list.
    fn of_items(&self) -> Option<String> {
        let Self::Drained(Some(items)) = self else { return None };
        Some(format!("{{{}}}", items.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",")))
    }
}

/// Marks efforts that wait, each with what ends its wait.
pub(super) async fn park(flows: &Flows, tries: &[Awaited], ends: impl Fn(&Awaited) -> Ends) -> Result<Vec<Mark>, StoreError> {
    let efforts: Vec<Effort> = tries.iter().map(|awaited| Effort::of(awaited.run_id, &awaited.effort)).collect();
    let ends: Vec<Ends> = tries.iter().map(ends).collect();
    let run_ids: Vec<Uuid> = efforts.iter().map(|effort| effort.run_id).collect();
    let steps: Vec<&str> = efforts.iter().map(|effort| effort.step.as_str()).collect();
    let attempts: Vec<i32> = efforts.iter().map(|effort| effort.attempt).collect();
    let items: Vec<i32> = efforts.iter().map(|effort| effort.item).collect();
    let words: Vec<&str> = ends.iter().map(Ends::word).collect();
    let of_items: Vec<Option<String>> = ends.iter().map(Ends::of_items).collect();
    let mut client = flows.database().get(Identity::Service).await?;
    let tx = client.transaction().await?;
    let held = sql::hold_alone().bind(&tx, &run_ids, &steps, &attempts, &items).all().await?;
    let marked = sql::park_waits().bind(&tx, &run_ids, &steps, &attempts, &items, &words, &of_items, &held).all().await?;
    tx.commit().await?;
    let marked: HashMap<Effort, Option<Timestamp>> = marked
        .into_iter()
        .map(|row| (Effort { run_id: row.run_id, step: row.step, attempt: row.attempt, item: row.item }, row.waits_until))
        .collect();
    let mark = |effort: &Effort| match marked.get(effort) {
        None => Mark::Refused,
        Some(None) => Mark::Set,
        Some(Some(until)) => Mark::SetUntil(*until),
    };
    Ok(efforts.iter().map(mark).collect())
}

/// What a transaction has changed about queues.
#[derive(Debug, Default)]
pub(super) struct Changed(BTreeMap<Uuid, Change>);

#[derive(Debug, Default)]
struct Change {
    /// Items that may be taken now and could not before, at most.
    fresh: i64,
    /// Whether items were finished, or are gone.
    finished: bool,
}

impl Changed {
    /// Something of a queue has changed: it may be closed.
    pub(super) fn is(&mut self, queue: Uuid) {
        self.0.entry(queue).or_default();
    }

    /// So many items more may be taken from a queue.
    pub(super) fn has_items(&mut self, queue: Uuid, count: usize) {
        let fresh = &mut self.0.entry(queue).or_default().fresh;
        *fresh = fresh.saturating_add(i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// Items of a queue were finished, or are gone.
    pub(super) fn is_finished(&mut self, queue: Uuid) {
        self.0.entry(queue).or_default().finished = true;
    }

    /// Wakes who waits out of memory for what has changed, behind all changes of the transaction; whether anybody did.
    pub(super) async fn wake(&self, tx: &Transaction<'_>) -> Result<bool, tokio_postgres::Error> {
        if self.0.is_empty() {
            return Ok(false);
        }
        let queues: Vec<Uuid> = self.0.keys().copied().collect();
        let hold = sql::hold_queues().prepare(tx).await?;
        hold.bind(tx, &queues).all().await?;
        let fresh: Vec<i64> = self.0.values().map(|change| change.fresh).collect();
        let finished: Vec<bool> = self.0.values().map(|change| change.finished).collect();
        let wake = sql::wake_waits().prepare(tx).await?;
        Ok(wake.bind(tx, &queues, &fresh, &finished).one().await? > 0)
    }
}

/// Wakes who was overlooked: whoever changes a queue passes over a wait that another has locked to wake it, and that one may come to nothing.
///
/// # Errors
/// The database failed.
pub(crate) async fn wake_overlooked(database: &Database) -> Result<(), StoreError> {
    /// At most so many of one queue; there is another look.
    const MANY: usize = 1_000;
    let mut client = database.get(Identity::Service).await?;
    let queues = sql::overlooked().bind(&client).all().await?;
    let mut woken = false;
    for some in queues.chunks(100) {
        let mut changed = Changed::default();
        for queue in some {
            changed.has_items(*queue, MANY);
            changed.is_finished(*queue);
        }
        let tx = client.transaction().await?;
        woken |= changed.wake(&tx).await?;
        tx.commit().await?;
    }
    drop(client);
    if woken {
        engine::hint(database).await?;
    }
    Ok(())
}

/// Whoever owns runs that were woken looks for them now, and not a little later.
pub(super) async fn hint(flows: &Flows, woken: bool) {
    if woken && let Err(error) = engine::hint(flows.database()).await {
        tracing::debug!(%error, "no hint could be given; the next look finds the runs to wake");
    }
}

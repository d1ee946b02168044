//! Which steps of this process wait for which queue: the one place that tells them.
//!
//! What this process adds, finishes or closes is told at once, after the commit. What other processes did is found by a look at the
//! database twice a second, one for all that is waited for, and none while nobody waits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use db::queries::flows::queues as sql;
use store::{Database, Identity, StoreError};
use tokio::sync::{Notify, Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::locked::locked;

/// What other processes did is looked for so often, while somebody waits.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// What the projection of a wave did is committed a moment later.
const SOON: Duration = Duration::from_millis(10);
/// Steps that ask the database at once: those that wait must not take every connection from the waves that write.
const ASKING: usize = 4;

/// What a step waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Awaited {
    /// That a queue has items to take, or never will.
    Items(Uuid),
    /// That nothing in a queue is unfinished.
    Drained(Uuid),
    /// That an item is finished, or gone.
    Item(Uuid),
}

/// The steps of this process that wait.
pub(crate) struct Waiting {
    database: Database,
    /// With how many wait.
    told: Mutex<HashMap<Awaited, (Arc<Notify>, usize)>>,
    changed: Arc<Notify>,
    looks: Mutex<bool>,
    asking: Semaphore,
}

/// Somebody waits for something, until this is dropped.
pub(super) struct Place {
    waiting: Arc<Waiting>,
    awaited: Awaited,
    told: Arc<Notify>,
}

impl Place {
    /// Told when it may have come.
    pub(super) fn told(&self) -> &Notify {
        &self.told
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut told = locked(&self.waiting.told);
        if let Some((_, count)) = told.get_mut(&self.awaited) {
            *count -= 1;
            if *count == 0 {
                told.remove(&self.awaited);
            }
        }
    }
}

impl Waiting {
    pub(crate) fn new(database: Database) -> Arc<Self> {
        Arc::new(Self {
            database,
            told: Mutex::default(),
            changed: Arc::default(),
            looks: Mutex::default(),
            asking: Semaphore::new(ASKING),
        })
    }

    /// From now on one who waits is told. Look whether it has come already after this.
    pub(super) fn wait_for(self: &Arc<Self>, awaited: Awaited) -> Place {
        let told = {
            let mut told = locked(&self.told);
            let (notify, count) = told.entry(awaited).or_default();
            *count += 1;
            notify.clone()
        };
        // The first who waits brings the looking to life.
        if !std::mem::replace(&mut *locked(&self.looks), true) {
            tokio::spawn(look(Arc::downgrade(self), self.changed.clone()));
        }
        Place { waiting: self.clone(), awaited, told }
    }

    /// A place among the few that ask the database at once.
    pub(super) async fn place_to_ask(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.asking.acquire().await.ok()
    }

    /// Items wait in a queue: one who takes is told, and tells the next if there may be more.
    pub(super) fn has_items(&self, queue: Uuid) {
        self.tell(Awaited::Items(queue), Notify::notify_one);
    }

    /// Items of a queue were finished or removed.
    pub(super) fn finished(&self, queue: Uuid, items: &[Uuid]) {
        self.tell(Awaited::Drained(queue), Notify::notify_waiters);
        for item in items {
            self.tell(Awaited::Item(*item), Notify::notify_waiters);
        }
    }

    /// Nothing more comes into a queue.
    pub(super) fn closed(&self, queue: Uuid) {
        self.tell(Awaited::Items(queue), Notify::notify_waiters);
    }

    /// A wave that is about to be committed gives items back, or ends a run.
    pub(crate) fn some_changed(&self) {
        self.changed.notify_one();
    }

    fn tell(&self, awaited: Awaited, tell: fn(&Notify)) {
        if let Some((notify, _)) = locked(&self.told).get(&awaited) {
            tell(notify);
        }
    }

    async fn look(&self) -> Result<(), StoreError> {
        let (mut queues, mut items) = (Vec::new(), Vec::new());
        for awaited in locked(&self.told).keys() {
            match awaited {
                Awaited::Items(queue) | Awaited::Drained(queue) => queues.push(*queue),
                Awaited::Item(item) => items.push(*item),
            }
        }
        if queues.is_empty() && items.is_empty() {
            return Ok(());
        }
        let client = self.database.get(Identity::Service).await?;
        for queue in sql::queue_state().bind(&client, &queues).all().await? {
            if queue.has_pending {
                self.has_items(queue.id);
            }
            if queue.closed {
                self.closed(queue.id);
            }
            if !queue.has_unfinished {
                self.tell(Awaited::Drained(queue.id), Notify::notify_waiters);
            }
        }
        if !items.is_empty() {
            for item in sql::finished_items().bind(&client, &items).all().await? {
                self.tell(Awaited::Item(item), Notify::notify_waiters);
            }
        }
        Ok(())
    }
}

async fn look(waiting: Weak<Waiting>, changed: Arc<Notify>) {
    loop {
        if tokio::time::timeout(LOOK_EVERY, changed.notified()).await.is_ok() {
            tokio::time::sleep(SOON).await;
        }
        let Some(waiting) = waiting.upgrade() else { return };
        if let Err(error) = waiting.look().await {
            tracing::warn!(%error, "work queues could not be looked at; trying again");
        }
    }
}

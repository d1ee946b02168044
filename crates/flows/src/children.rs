//! Runs that steps of other runs start and wait for.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use db::queries::flows::runs as sql;
use serde_json::Value;
use store::{Database, Identity, StoreError};
use tokio::sync::{Notify, Semaphore, SemaphorePermit, oneshot};
use uuid::Uuid;

use crate::locked::locked;

/// Ends that other processes wrote are looked for so often, while somebody waits.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Children that are started at once.
const STARTS: usize = 4;
/// What this process heard of may be committed only now.
const SOON: Duration = Duration::from_millis(10);

/// How a child ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: String,
    pub(crate) output: Value,
    pub(crate) failure: Value,
}

/// The children that steps of this process wait for.
pub(crate) struct Children {
    database: Database,
    waiting: Mutex<HashMap<Uuid, Vec<oneshot::Sender<Ended>>>>,
    ended: Arc<Notify>,
    looks: Mutex<bool>,
    places: Semaphore,
}

impl Children {
    pub(crate) fn new(database: Database) -> Arc<Self> {
        Arc::new(Self {
            database,
            waiting: Mutex::default(),
            ended: Arc::default(),
            looks: Mutex::default(),
            places: Semaphore::new(STARTS),
        })
    }

    /// A place among the few that start children at once.
    pub(crate) async fn place_to_start(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.places.acquire().await.ok()
    }

    /// A run has ended, or is about to have.
    pub(crate) fn some_ended(&self) {
        self.ended.notify_one();
    }

    /// Waits for the end of a run, and of those in which it goes on.
    pub(crate) async fn end_of(self: &Arc<Self>, run_id: Uuid) -> Result<Ended, StoreError> {
        let mut run_id = run_id;
        loop {
            let (tell, told) = oneshot::channel();
            locked(&self.waiting).entry(run_id).or_default().push(tell);
            self.look_from_now_on();
            self.some_ended();
            let Ok(ended) = told.await else {
                // Whoever looks is gone with the runtime.
                return std::future::pending().await;
            };
            if ended.status != "continued" {
                return Ok(ended);
            }
            let client = self.database.get(Identity::Service).await?;
            run_id = sql::next_of().bind(&client, &run_id).one().await.map_err(StoreError::from)?;
        }
    }

    /// Marks runs that have not ended, or those in which they go on: the transaction that writes such an end wakes the run that waits for
    /// it. Says of each whether it is marked.
    pub(crate) async fn park(&self, runs: Vec<Uuid>) -> Result<Vec<bool>, StoreError> {
        let client = self.database.get(Identity::Service).await?;
        let mut marked = vec![false; runs.len()];
        // In which run each goes on.
        let mut now = runs;
        let mut open: Vec<usize> = (0..now.len()).collect();
        while !open.is_empty() {
            let ids: Vec<Uuid> = open.iter().map(|at| now[*at]).collect();
            let parked: HashSet<Uuid> = sql::park_children().bind(&client, &ids).all().await?.into_iter().collect();
            let continued = sql::continued_among().bind(&client, &ids).all().await?;
            let continued: HashMap<Uuid, Uuid> = continued.into_iter().map(|row| (row.id, row.next)).collect();
            open.retain(|at| {
                marked[*at] = parked.contains(&now[*at]);
                match continued.get(&now[*at]) {
                    Some(next) if !marked[*at] => {
                        now[*at] = *next;
                        true
                    }
                    _ => false,
                }
            });
        }
        Ok(marked)
    }

    /// The first who waits brings the looking to life.
    fn look_from_now_on(self: &Arc<Self>) {
        if !std::mem::replace(&mut *locked(&self.looks), true) {
            tokio::spawn(look(Arc::downgrade(self), self.ended.clone()));
        }
    }

    async fn look(&self) -> Result<(), StoreError> {
        let wanted: Vec<Uuid> = {
            let mut waiting = locked(&self.waiting);
            waiting.retain(|_, tells| {
                tells.retain(|tell| !tell.is_closed());
                !tells.is_empty()
            });
            waiting.keys().copied().collect()
        };
        if wanted.is_empty() {
            return Ok(());
        }
        let client = self.database.get(Identity::Service).await?;
        for row in sql::ended_runs().bind(&client, &wanted).all().await? {
            for tell in locked(&self.waiting).remove(&row.id).unwrap_or_default() {
                let ended = Ended {
                    status: row.status.clone(),
                    output: row.output.clone().unwrap_or_default(),
                    failure: row.failure.clone().unwrap_or_default(),
                };
                // Whoever waited may have gone in this moment.
                let _ = tell.send(ended);
            }
        }
        Ok(())
    }
}

async fn look(children: Weak<Children>, ended: Arc<Notify>) {
    loop {
        if tokio::time::timeout(LOOK_EVERY, ended.notified()).await.is_ok() {
            tokio::time::sleep(SOON).await;
        }
        let Some(children) = children.upgrade() else { return };
        if let Err(error) = children.look().await {
            tracing::warn!(%error, "ends of child runs could not be looked for; trying again");
        }
    }
}

//! Looks for runs that have been kept for as long as they were to be: in each process that serves, one of which does it at a time.

use std::collections::BTreeSet;
use std::time::Duration;

use db::queries::flows::{archive as sql, retention};
use store::Identity;
use uuid::Uuid;

use super::Archive;
use super::put_away::{FIRST, Going, ROWS, is_of_a_run};
use crate::error::FlowError;

/// How often a process looks. Retention counts in days.
const LOOK_EVERY: Duration = Duration::from_secs(300);
/// Nobody looks again so soon after another process, in seconds.
const REST_S: f64 = 240.0;
/// Objects go so long after the payload that named them.
const GRACE: Duration = Duration::from_secs(24 * 3600);

/// Puts runs away that are due. Several may work on one database: one of them looks at a time, and a run is locked while it is put away.
pub struct Archivist(Archive);

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Runs that were put away.
    pub runs: usize,
    /// Runs that could not be put away, and accounts whose runs could not; they are looked at again.
    pub failed: usize,
}

impl Archivist {
    /// One that puts runs into this archive.
    #[must_use]
    pub fn new(archive: Archive) -> Self {
        Self(archive)
    }

    /// Works until it is dropped.
    pub async fn work(self) {
        loop {
            match self.look().await {
                Ok(Swept { runs: 0, failed: 0 }) => {}
                Ok(swept) => tracing::info!(runs = swept.runs, failed = swept.failed, "runs were put away"),
                Err(error) => tracing::warn!(%error, "runs that are due could not be looked for; trying again"),
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn look(&self) -> Result<Swept, FlowError> {
        let client = self.0.database.get(Identity::Service).await?;
        let mine = retention::claim_sweep().bind(&client, &REST_S).one().await? == 1;
        drop(client);
        let swept = if mine { self.sweep().await? } else { Swept::default() };
        if mine {
            crate::queues::wake_overlooked(&self.0.database).await?;
        }
        // Also for runs that somebody put away by hand, and of accounts that are gone.
        let collected = engine::collect_payloads(&self.0.database, &self.0.objects, GRACE).await?;
        if collected != engine::Collected::default() {
            tracing::info!(payloads = collected.payloads, objects = collected.objects, "payloads that nobody needed were deleted");
        }
        Ok(swept)
    }

    /// Puts every run away that is due now.
    ///
    /// # Errors
    /// It cannot be found out of which accounts runs are due. What fails for one run or account keeps no other from it.
    pub async fn sweep(&self) -> Result<Swept, FlowError> {
        let client = self.0.database.get(Identity::Service).await?;
        let accounts = retention::accounts_to_sweep().bind(&client).all().await?;
        drop(client);
        let mut swept = Swept::default();
        for account in accounts {
            let mut refused = BTreeSet::new();
            // A pass frees the parents of the children that went in it.
            loop {
                match self.pass(account.user_id, account.least_days, &mut refused).await {
                    Ok(0) => break,
                    Ok(runs) => swept.runs += runs,
                    Err(error) => {
                        tracing::warn!(account = %account.user_id, %error, "runs could not be put away; they are looked at again");
                        swept.failed += 1;
                        break;
                    }
                }
            }
            swept.failed += refused.len();
        }
        Ok(swept)
    }

    /// Goes once over the runs of an account, the oldest first; how many went. One that the database does not let go is among the refused from
    /// then on.
    async fn pass(&self, user_id: Uuid, least_days: i32, refused: &mut BTreeSet<Uuid>) -> Result<usize, FlowError> {
        let mut behind = FIRST;
        let mut went = 0;
        // Runs to go one by one, because one of them keeps the others from it.
        let mut singly = 0_usize;
        loop {
            let mut client = self.0.database.get(Identity::Service).await?;
            let tx = client.transaction().await?;
            sql::begin_packing().bind(&tx).one().await?;
            let rows = if singly > 0 { 1 } else { ROWS };
            let due = retention::take_due().bind(&tx, &user_id, &behind.0, &behind.1, &least_days, &rows).all().await?;
            let Some(last) = due.last() else { return Ok(went) };
            let left: Vec<_> = due.iter().filter(|run| !refused.contains(&run.id)).collect();
            if left.is_empty() {
                behind = (last.created_at, last.id);
                continue;
            }
            let going: Vec<Going> = left.iter().map(|run| Going { id: run.id, archive: run.archive }).collect();
            match self.0.put_away(&tx, &going).await {
                Ok(gone) => {
                    tx.commit().await?;
                    went += gone;
                    behind = left.get(gone.saturating_sub(1)).map_or(behind, |last| (last.created_at, last.id));
                    singly = singly.saturating_sub(gone);
                }
                Err(error) if !is_of_a_run(&error) => return Err(error),
                Err(error) => {
                    // One that is only dropped ends at some later time, and until then its runs are locked: the next look would pass them over.
                    tx.rollback().await?;
                    if left.len() > 1 {
                        singly = left.len();
                        continue;
                    }
                    tracing::warn!(run = %going[0].id, %error, "a run could not be put away; it is looked at again");
                    refused.insert(going[0].id);
                    behind = (last.created_at, last.id);
                    singly = singly.saturating_sub(1);
                }
            }
        }
    }
}

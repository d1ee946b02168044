//! Runs that go: into their files where the archive is to have them, and out of the tables.

use std::collections::BTreeMap;

use db::queries::flows::{archive as sql, retention};
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use serde::Serialize;
use store::Identity;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Archive;
use super::pack::{Large, pack};
use crate::error::FlowError;

/// Runs in one transaction.
pub(super) const ROWS: i64 = 50;
/// An object is full with so many bytes.
const OBJECT_BYTES: usize = 4 * 1024 * 1024;
/// The first place of a walk over runs by age.
pub(super) const FIRST: (Timestamp, Uuid) = (Timestamp::UNIX_EPOCH, Uuid::nil());

/// Why a run stays that should have gone: what it was to be put away with failed.
const REFUSED: &str = "REFUSED";

/// A run to be put away.
#[derive(Debug, Clone, Copy)]
pub(super) struct Going {
    pub(super) id: Uuid,
    /// Into the archive, or for good.
    pub(super) archive: bool,
}

/// What became of runs that were to go into the archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct PutAway {
    /// Runs that lie in the archive now.
    pub archived: Vec<Uuid>,
    /// Runs that stay, each with the reason.
    pub kept: Vec<KeptRun>,
    /// Whether there are more than one request puts away.
    pub more: bool,
}

/// A run that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptRun {
    /// Which.
    pub id: Uuid,
    /// `UNKNOWN_RUN`, `RUN_OPEN`, `HAS_CHILDREN`, `PARENT_OPEN`, `STILL_NEEDED`, or `REFUSED`.
    pub code: String,
    /// Why, and what to do.
    pub message: String,
}

impl KeptRun {
    /// A run that is not there, or not for the one who asks.
    #[must_use]
    pub fn unknown(id: Uuid) -> Self {
        kept_run(id, None)
    }
}

impl Archive {
    /// Puts runs that have ended into the archive, whatever their retention is. Of runs that come of one another, children go first.
    ///
    /// # Errors
    /// The database or the object store cannot be reached; what was put away until then is in the archive. What fails for one run keeps no other
    /// from it.
    pub async fn archive(&self, run_ids: &[Uuid]) -> Result<PutAway, FlowError> {
        let mut done = PutAway::default();
        let mut left: Vec<Uuid> = run_ids.to_vec();
        left.sort_unstable();
        left.dedup();
        // A pass frees the parents of those that went in it.
        loop {
            let before = left.len();
            let mut kept = BTreeMap::new();
            let mut still = Vec::new();
            for some in left.chunks(usize::try_from(ROWS).unwrap_or(1)) {
                let (archived, reasons) = self.archive_each_of(some).await?;
                still.extend(some.iter().copied().filter(|id| !archived.contains(id)));
                kept.extend(reasons);
                done.archived.extend(archived);
            }
            left = still;
            if left.len() == before {
                done.kept = left.iter().map(|id| kept_run(*id, kept.get(id).map(String::as_str))).collect();
                return Ok(done);
            }
        }
    }

    /// Puts the runs of an account that ended before then into the archive, of plans of one name where one is given; those that must stay
    /// stay without a word. At most `most` in one go.
    ///
    /// # Errors
    /// As [`Archive::archive`].
    pub async fn archive_ended_before(&self, owner: Uuid, until: Timestamp, name: Option<&str>, most: usize) -> Result<PutAway, FlowError> {
        let mut done = PutAway::default();
        loop {
            let before = done.archived.len();
            let mut behind = FIRST;
            loop {
                let client = self.database.get(Identity::Service).await?;
                let page = retention::ended_before().bind(&client, &owner, &behind.0, &behind.1, &until, &name, &ROWS).all().await?;
                drop(client);
                let Some(last) = page.last() else { break };
                behind = (last.created_at, last.id);
                let room = most - done.archived.len();
                let ids: Vec<Uuid> = page.iter().map(|run| run.id).take(room).collect();
                done.archived.extend(self.archive(&ids).await?.archived);
                if done.archived.len() >= most {
                    done.more = true;
                    return Ok(done);
                }
            }
            if done.archived.len() == before {
                return Ok(done);
            }
        }
    }

    /// Together, or one by one where one of them keeps the others from it.
    async fn archive_each_of(&self, run_ids: &[Uuid]) -> Result<(Vec<Uuid>, BTreeMap<Uuid, String>), FlowError> {
        match self.archive_some(run_ids).await {
            Err(error) if is_of_a_run(&error) => {}
            done => return done,
        }
        let (mut archived, mut reasons) = (Vec::new(), BTreeMap::new());
        for run_id in run_ids {
            match self.archive_some(std::slice::from_ref(run_id)).await {
                Ok((one, reason)) => {
                    archived.extend(one);
                    reasons.extend(reason);
                }
                Err(error) if is_of_a_run(&error) => {
                    tracing::warn!(run = %run_id, %error, "a run could not be put away");
                    reasons.insert(*run_id, REFUSED.to_owned());
                }
                Err(error) => return Err(error),
            }
        }
        Ok((archived, reasons))
    }

    /// Those of a few named runs that can go, and why the others cannot.
    async fn archive_some(&self, run_ids: &[Uuid]) -> Result<(Vec<Uuid>, BTreeMap<Uuid, String>), FlowError> {
        let mut client = self.database.get(Identity::Service).await?;
        let tx = client.transaction().await?;
        sql::begin_packing().bind(&tx).one().await?;
        let found = retention::take_named().bind(&tx, &run_ids).all().await?;
        // An object holds runs of one account: with the account it goes.
        let mut by_owner: BTreeMap<Uuid, Vec<Going>> = BTreeMap::new();
        let mut reasons = BTreeMap::new();
        for run in found {
            match run.kept_for {
                Some(reason) => drop(reasons.insert(run.id, reason)),
                None => by_owner.entry(run.user_id).or_default().push(Going { id: run.id, archive: true }),
            }
        }
        let mut archived = Vec::new();
        for mut going in by_owner.into_values() {
            while !going.is_empty() {
                match self.put_away(&tx, &going).await {
                    Ok(gone) => archived.extend(going.drain(..gone).map(|run| run.id)),
                    Err(error) => {
                        // One that is only dropped ends at some later time, and holds its runs locked until then.
                        tx.rollback().await?;
                        return Err(error);
                    }
                }
            }
        }
        tx.commit().await?;
        Ok((archived, reasons))
    }

    /// Puts runs of one account away, which the caller has locked; how many of them, from the first on: an object holds no more than fits.
    pub(super) async fn put_away(&self, tx: &Transaction<'_>, going: &[Going]) -> Result<usize, FlowError> {
        let mut file = Vec::new();
        let (mut archived, mut places, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut staying_runs, mut staying): (Vec<Uuid>, Vec<String>) = (Vec::new(), Vec::new());
        let mut gone = Vec::new();
        for run in going {
            if run.archive {
                let packed = pack(tx, run.id, Large::Stay).await?;
                archived.push(run.id);
                places.push(i64::try_from(file.len()).unwrap_or(i64::MAX));
                sizes.push(i64::try_from(packed.bytes.len()).unwrap_or(i64::MAX));
                file.extend(packed.bytes);
                staying_runs.extend(std::iter::repeat_n(run.id, packed.staying.len()));
                staying.extend(packed.staying);
            }
            gone.push(run.id);
            if file.len() >= OBJECT_BYTES {
                break;
            }
        }
        if !archived.is_empty() {
            let object = engine::store_object(tx, &self.objects, &archived, file).await?;
            sql::keep_archived().bind(tx, &object, &archived, &places, &sizes).one().await?;
            staying_runs.extend(&archived);
            staying.extend(std::iter::repeat_n(object, archived.len()));
        }
        sql::remove_runs().bind(tx, &gone, &staying_runs, &staying).one().await?;
        Ok(gone.len())
    }
}

/// Whether it may be of one run that something failed: what the database refuses, and not that it, or the object store, cannot be reached.
pub(super) fn is_of_a_run(error: &FlowError) -> bool {
    match error {
        FlowError::Inconsistent { .. } => true,
        FlowError::Database(error) => error.as_db_error().is_some(),
        _ => false,
    }
}

fn kept_run(id: Uuid, reason: Option<&str>) -> KeptRun {
    let (code, message) = match reason {
        None => ("UNKNOWN_RUN", "there is no such run of a flow"),
        Some("RUN_OPEN") => ("RUN_OPEN", "it has not ended; cancel it first"),
        Some("HAS_CHILDREN") => ("HAS_CHILDREN", "runs that its steps started are still there; archive them with it"),
        Some("PARENT_OPEN") => ("PARENT_OPEN", "the run whose step started it has not ended"),
        Some(REFUSED) => (REFUSED, "it could not be put away and is as it was; the log of the server says why"),
        Some(_) => ("STILL_NEEDED", "a run that goes on with what it did has not ended"),
    };
    KeptRun { id, code: code.to_owned(), message: message.to_owned() }
}

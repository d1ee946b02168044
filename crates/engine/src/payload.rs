//! Bytes by their SHA-256: in a row up to [`INLINE_LIMIT`], in the object store beyond.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use db::queries::engine::{load, payloads as released, wave};
use futures_util::future::BoxFuture;
use machine::{Failure, FailureClass, FileRef, Meter};
use store::objects::{ContentHash, ObjectError, Objects};
use store::{Database, Identity, StoreError};

use crate::ports::{Blob, ProducedFile, RunId};

/// Largest payload that stands in a row, in bytes.
pub const INLINE_LIMIT: usize = 256 * 1024;

/// Largest file of an effect, in bytes, where [`crate::Config`] says nothing else.
pub const FILE_LIMIT: usize = 64 * 1024 * 1024;

/// Bytes of recently written or read payloads that stay in memory.
const CACHE_BYTES: usize = 32 * 1024 * 1024;

/// What stands in `location` of a payload that the object store has; its name there is its hash.
const IN_OBJECTS: &str = "objects";

/// A payload that a wave has yet to write a row for. Where it is too large for the row, the object store has it already.
#[derive(Debug, Clone)]
pub(crate) struct Staged {
    pub(crate) sha256: String,
    pub(crate) size_bytes: i64,
    pub(crate) bytes: Option<Arc<[u8]>>,
    pub(crate) location: Option<String>,
}

/// Stores a payload that a run needs inside the caller's transaction and returns its hash, for a module that brings files along with a
/// run.
///
/// # Errors
/// The database or the object store refused; or the payload is larger than [`INLINE_LIMIT`] and there is no object store.
pub async fn store_payload<C: db::client::GenericClient>(
    transaction: &C,
    objects: Option<&Objects>,
    run_id: RunId,
    bytes: &[u8],
) -> Result<String, PayloadError> {
    if objects.is_some() && bytes.len() > INLINE_LIMIT {
        wanted_again(transaction, bytes).await?;
    }
    let staged = stage_bytes(objects, bytes.into()).await?;
    write(transaction, [&staged].into_iter(), &[(&staged.sha256, run_id)]).await?;
    Ok(staged.sha256)
}

/// The same for bytes that several runs need and that lie in the object store whatever their length; they do before the transaction ends.
///
/// # Errors
/// The database or the object store refused.
pub async fn store_object<C: db::client::GenericClient>(
    transaction: &C,
    objects: &Objects,
    run_ids: &[RunId],
    bytes: Vec<u8>,
) -> Result<String, PayloadError> {
    wanted_again(transaction, &bytes).await?;
    let staged = in_objects(objects, bytes).await?;
    let uses: Vec<(&str, RunId)> = run_ids.iter().map(|run_id| (staged.sha256.as_str(), *run_id)).collect();
    write(transaction, [&staged].into_iter(), &uses).await?;
    Ok(staged.sha256)
}

/// A payload that could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    /// The database refused.
    #[error("the database did not take a payload: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// No connection could be had.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The object store failed, has lost it, or gave back something else.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// It is too large for a row and there is nowhere else.
    #[error("a payload of {size} bytes is larger than {INLINE_LIMIT} and no object store is configured")]
    NoObjectStore {
        /// Its size.
        size: u64,
    },
    /// Nobody stored it.
    #[error("no payload {0} is stored")]
    Unknown(String),
}

impl PayloadError {
    fn into_failure(self) -> Failure {
        let class = match self {
            Self::Database(_) | Self::Store(_) | Self::Objects(ObjectError::Store(_)) => FailureClass::Retryable,
            _ => FailureClass::Terminal,
        };
        Failure { code: "PAYLOAD_STORE".to_owned(), message: self.to_string(), class, needs_person: false, meter: Meter::default() }
    }
}

pub(crate) async fn write<C: db::client::GenericClient>(
    client: &C,
    payloads: impl Iterator<Item = &Staged>,
    uses: &[(&str, RunId)],
) -> Result<(), tokio_postgres::Error> {
    let payloads: Vec<&Staged> = payloads.collect();
    let (used, used_by): (Vec<&str>, Vec<RunId>) = uses.iter().copied().unzip();
    let hashes: Vec<&str> = payloads.iter().map(|p| p.sha256.as_str()).collect();
    let sizes: Vec<i64> = payloads.iter().map(|p| p.size_bytes).collect();
    let bytes: Vec<Option<&[u8]>> = payloads.iter().map(|p| p.bytes.as_deref()).collect();
    let locations: Vec<Option<&str>> = payloads.iter().map(|p| p.location.as_deref()).collect();
    let store = wave::store_payloads().prepare(client).await?;
    store.bind(client, &used, &used_by, &hashes, &sizes, &bytes, &locations).one().await?;
    Ok(())
}

async fn stage_bytes(objects: Option<&Objects>, bytes: Arc<[u8]>) -> Result<Staged, PayloadError> {
    let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    if bytes.len() <= INLINE_LIMIT {
        return Ok(Staged { sha256: ContentHash::of(&bytes).to_string(), size_bytes, bytes: Some(bytes), location: None });
    }
    let Some(objects) = objects else { return Err(PayloadError::NoObjectStore { size: bytes.len() as u64 }) };
    in_objects(objects, bytes.to_vec()).await
}

/// Comes before an object is stored: the object store, which has it still, would take nothing, and the collector is about to remove it. From
/// here on the collector leaves it alone for its grace, until its row is there.
async fn wanted_again<C: db::client::GenericClient>(client: &C, bytes: &[u8]) -> Result<(), tokio_postgres::Error> {
    released::wanted_again().bind(client, &ContentHash::of(bytes).to_string()).one().await?;
    Ok(())
}

async fn in_objects(objects: &Objects, bytes: Vec<u8>) -> Result<Staged, PayloadError> {
    let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let hash = objects.put(bytes).await?;
    Ok(Staged { sha256: hash.to_string(), size_bytes, bytes: None, location: Some(IN_OBJECTS.to_owned()) })
}

/// Reads and stages payloads for one host.
pub(crate) struct Payloads {
    database: Database,
    objects: Option<Objects>,
    recent: Mutex<Recent>,
}

impl Payloads {
    pub(crate) fn new(database: Database, objects: Option<Objects>) -> Self {
        Self { database, objects, recent: Mutex::default() }
    }

    /// Hashes a file; a large one is in the object store when this returns.
    pub(crate) async fn stage(&self, file: ProducedFile) -> Result<(FileRef, Staged), Failure> {
        let bytes: Arc<[u8]> = file.bytes.into();
        let staged = self.staged(&bytes).await.map_err(|error| {
            let mut failure = error.into_failure();
            failure.message = format!("{}: {}", file.path, failure.message);
            failure
        })?;
        self.keep(&staged.sha256, &bytes);
        let reference =
            FileRef { path: file.path, sha256: staged.sha256.clone(), size_bytes: bytes.len() as u64, media_type: file.media_type };
        Ok((reference, staged))
    }

    async fn staged(&self, bytes: &Arc<[u8]>) -> Result<Staged, PayloadError> {
        if self.objects.is_some() && bytes.len() > INLINE_LIMIT {
            // The connection is given back before the object is sent.
            wanted_again(&self.database.get(Identity::Service).await?, bytes).await?;
        }
        stage_bytes(self.objects.as_ref(), bytes.clone()).await
    }

    async fn fetch(&self, wanted: &str) -> Result<Arc<[u8]>, PayloadError> {
        if let Some(bytes) = self.recent.lock().unwrap_or_else(PoisonError::into_inner).by_hash.get(wanted) {
            return Ok(bytes.clone());
        }
        let client = self.database.get(Identity::Service).await?;
        let row = load::payload().bind(&client, &wanted).opt().await?;
        drop(client);
        let Some(row) = row else { return Err(PayloadError::Unknown(wanted.to_owned())) };
        let bytes: Arc<[u8]> = match row.bytes {
            Some(bytes) => bytes.into(),
            None => {
                let size = row.size_bytes.unsigned_abs();
                let objects = self.objects.as_ref().ok_or(PayloadError::NoObjectStore { size })?;
                objects.get(&wanted.parse()?).await?.into()
            }
        };
        self.keep(wanted, &bytes);
        Ok(bytes)
    }

    fn keep(&self, sha256: &str, bytes: &Arc<[u8]>) {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).keep(sha256, bytes);
    }
}

/// Hands [`Payloads`] to effects and checks.
#[derive(Clone)]
pub(crate) struct Reader(pub(crate) Arc<Payloads>);

impl Blob for Reader {
    fn read(&self, sha256: &str) -> BoxFuture<'static, Result<Arc<[u8]>, Failure>> {
        let payloads = self.0.clone();
        let sha256 = sha256.to_owned();
        Box::pin(async move { payloads.fetch(&sha256).await.map_err(PayloadError::into_failure) })
    }
}

#[derive(Default)]
struct Recent {
    by_hash: HashMap<String, Arc<[u8]>>,
    order: VecDeque<String>,
    bytes: usize,
}

impl Recent {
    fn keep(&mut self, sha256: &str, bytes: &Arc<[u8]>) {
        if bytes.len() > CACHE_BYTES / 8 || self.by_hash.contains_key(sha256) {
            return;
        }
        self.by_hash.insert(sha256.to_owned(), bytes.clone());
        self.order.push_back(sha256.to_owned());
        self.bytes += bytes.len();
        while self.bytes > CACHE_BYTES {
            let Some(oldest) = self.order.pop_front() else { break };
            self.bytes -= self.by_hash.remove(&oldest).map_or(0, |bytes| bytes.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_the_oldest_when_memory_is_full() {
        let mut recent = Recent::default();
        for number in 0..20_u8 {
            recent.keep(&number.to_string(), &vec![number; CACHE_BYTES / 10].into());
        }
        assert!(recent.bytes <= CACHE_BYTES);
        assert!(!recent.by_hash.contains_key("0"));
        assert!(recent.by_hash.contains_key("19"));
    }
}

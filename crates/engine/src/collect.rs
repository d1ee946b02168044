//! Deletes payloads that no run needs any more.
//!
//! Whoever removes a run takes back what it needed (`engine.payload_uses`) and leaves the hashes in `engine.released_payloads`, in the
//! transaction that removes it. Here they are looked at. A payload is content-addressed, so another run may be storing the same bytes in
//! this very moment: it holds `engine.payload_lock` shared from before it looks until it is committed that it needs them, and this holds the
//! lock alone. Objects go a day after the row that named them, or after somebody was last about to store them again: a process that has just
//! found an object there, and writes its row in the next wave, meets it still.

use std::time::Duration;

use db::queries::engine::payloads as sql;
use store::objects::ContentHash;
use store::{Database, Identity};

use crate::Objects;
use crate::payload::PayloadError;

/// Payloads looked at under one lock: a few milliseconds in which waves with files wait.
const ROWS: i64 = 200;
/// Objects removed under one lock.
const OBJECTS: i64 = 20;

/// What was collected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Collected {
    /// Payloads that are deleted.
    pub payloads: u64,
    /// Objects that are removed.
    pub objects: u64,
}

/// Deletes released payloads that nobody needs, and objects whose payload has been gone for longer than `grace`. What it cannot do now it
/// does the next time.
///
/// # Errors
/// The database or the object store refused.
pub async fn collect_payloads(database: &Database, objects: &Objects, grace: Duration) -> Result<Collected, PayloadError> {
    let mut collected = Collected::default();
    let mut client = database.get(Identity::Service).await?;
    if !sql::some_released().bind(&client).one().await? {
        return Ok(collected);
    }
    loop {
        let tx = client.transaction().await?;
        sql::hold_alone().bind(&tx).one().await?;
        sql::spare_stored().bind(&tx).one().await?;
        let looked = sql::collect().bind(&tx, &ROWS).one().await?;
        tx.commit().await?;
        collected.payloads += looked.deleted.unsigned_abs();
        if looked.looked_at < ROWS {
            break;
        }
    }
    loop {
        let tx = client.transaction().await?;
        sql::hold_alone().bind(&tx).one().await?;
        sql::spare_stored().bind(&tx).one().await?;
        let hashes = sql::objects_to_remove().bind(&tx, &grace.as_secs_f64(), &OBJECTS).all().await?;
        for hash in &hashes {
            let name: ContentHash = hash.parse()?;
            objects.remove(&name).await?;
            sql::object_removed().bind(&tx, hash).await?;
        }
        tx.commit().await?;
        collected.objects += hashes.len() as u64;
        if (hashes.len() as i64) < OBJECTS {
            return Ok(collected);
        }
    }
}

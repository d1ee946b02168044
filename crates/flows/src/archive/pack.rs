//! A run's rows and payloads into its file.

use db::client::GenericClient;
use db::queries::flows::archive as sql;
use engine::Objects;
use futures_util::{TryStreamExt, pin_mut};
use uuid::Uuid;

use super::file::Writer;
use crate::error::FlowError;

/// Bytes of payloads that one file holds; what is beyond stays in the payload store, as large payloads do.
const EMBED: u64 = 32 * 1024 * 1024;

/// What becomes of payloads too large for a row.
#[derive(Clone, Copy)]
pub(super) enum Large<'a> {
    /// They stay where they are, and the file refers to them.
    Stay,
    /// They go along, whatever their size: the file needs nothing beside it.
    Embed(&'a Objects),
}

/// A run's file.
pub(super) struct Packed {
    pub(super) bytes: Vec<u8>,
    /// Payloads that it refers to.
    pub(super) staying: Vec<String>,
}

/// Writes the file of a run. The caller keeps the run from changing meanwhile.
pub(super) async fn pack(client: &impl GenericClient, run_id: Uuid, large: Large<'_>) -> Result<Packed, FlowError> {
    let mut writer = Writer::of(run_id);
    let mut query = sql::rows_of();
    query = query.prepare(client).await?;
    {
        let rows = query.bind(client, &run_id).iter().await?;
        pin_mut!(rows);
        while let Some(row) = rows.try_next().await? {
            writer.row(&row.relation, &row.line);
        }
    }
    let mut staying = Vec::new();
    for sha256 in sql::files_of().bind(client, &run_id).all().await? {
        let Some(stored) = sql::stored().bind(client, &sha256).opt().await? else { continue };
        match (stored.bytes, large) {
            (Some(bytes), Large::Embed(_)) => writer.payload(&sha256, &bytes),
            (Some(bytes), Large::Stay) if writer.embedded() < EMBED => writer.payload(&sha256, &bytes),
            (None, Large::Embed(objects)) => writer.payload(&sha256, &object(objects, &sha256).await?),
            (_, Large::Stay) => {
                writer.reference(&sha256, stored.size_bytes.unsigned_abs());
                staying.push(sha256);
            }
        }
    }
    Ok(Packed { bytes: writer.end(), staying })
}

/// Bytes from the object store.
pub(super) async fn object(objects: &Objects, sha256: &str) -> Result<Vec<u8>, FlowError> {
    let found = async { objects.get(&sha256.parse()?).await };
    found.await.map_err(|error| FlowError::Payload(error.into()))
}

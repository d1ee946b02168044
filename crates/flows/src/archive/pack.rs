//! A run's rows and payloads into its file.

use std::collections::BTreeSet;

use db::client::GenericClient;
use db::queries::flows::archive as sql;
use engine::Objects;
use futures_util::{TryStreamExt, pin_mut};
use serde::Deserialize;
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
    let plans = plans_of(client, run_id).await?;
    let mut query = sql::rows_of();
    query = query.prepare(client).await?;
    {
        let rows = query.bind(client, &plans, &run_id).iter().await?;
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

/// The plans that a run has had: its journal names each of them.
async fn plans_of(client: &impl GenericClient, run_id: Uuid) -> Result<Vec<String>, FlowError> {
    let mut plans: BTreeSet<String> = sql::plan_of().bind(client, &run_id).opt().await?.into_iter().collect();
    for entries in sql::transitions_with_plans().bind(client, &run_id).all().await? {
        let named = plans_named(&entries).map_err(|error| FlowError::Inconsistent {
            table: "engine.journal",
            message: format!("a transition of run {run_id}: {error}"),
        })?;
        plans.extend(named);
    }
    Ok(plans.into_iter().collect())
}

/// The plans that the entries of a transition name. What steps were given or gave is passed over, whatever it has in it.
fn plans_named(entries: &str) -> Result<Vec<String>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Named {
        plan_hash: Option<String>,
    }
    // Rows of early releases hold one entry and no list.
    let named: Vec<Named> =
        if entries.trim_start().starts_with('[') { serde_json::from_str(entries)? } else { vec![serde_json::from_str(entries)?] };
    Ok(named.into_iter().filter_map(|named| named.plan_hash).collect())
}

/// Bytes from the object store.
pub(super) async fn object(objects: &Objects, sha256: &str) -> Result<Vec<u8>, FlowError> {
    let found = async { objects.get(&sha256.parse()?).await };
    found.await.map_err(|error| FlowError::Payload(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_named_by_entries_of_both_forms_and_by_nothing_that_a_step_gave() {
        let named = |entries: &str| plans_named(entries).unwrap();
        assert_eq!(named(r#"{"entry":"run_started","plan_hash":"a","input":{"plan_hash":"no"}}"#), ["a"]);
        assert_eq!(
            named(
                r#"[{"entry":"effect_completed","output":{"value":{"plan_hash":"no\u0000"}}}, {"entry":"migrated","plan_hash":"b","by":{}}]"#
            ),
            ["b"]
        );
        assert!(named(r#"[{"entry":"effect_completed","output":{"value":"\"plan_hash\":\"no\""}}]"#).is_empty());
        assert!(named("[]").is_empty());
    }
}

//! Runs that come back from the archive, and files for people.

use std::collections::BTreeMap;

use db::queries::flows::archive as sql;
use serde::Deserialize;
use serde_json::value::RawValue;
use store::Identity;
use uuid::Uuid;

use super::Archive;
use super::file::{self, RunFile, Writer};
use super::pack::{Large, object, pack};
use crate::error::FlowError;

/// Rows restored by one statement.
const AT_ONCE: usize = 500;

impl Archive {
    /// Brings a run back from the archive, to be read as before: its view, its steps, its journal, its files. It has ended and stays ended.
    /// Whether it was away; one that was brought back before stays as it is. Its retention counts from now on.
    ///
    /// # Errors
    /// [`FlowError::UnknownArchived`]; [`FlowError::Inconsistent`] where its file cannot be read; the database or the object store failed.
    pub async fn restore(&self, run_id: Uuid) -> Result<bool, FlowError> {
        let mut client = self.database.get(Identity::Service).await?;
        let tx = client.transaction().await?;
        sql::begin_packing().bind(&tx).one().await?;
        let row = sql::lock_archived().bind(&tx, &run_id).opt().await?.ok_or_else(|| FlowError::UnknownArchived(run_id.to_string()))?;
        if row.restored_at.is_some() {
            return Ok(false);
        }
        let RunFile { rows, payloads, .. } = read(run_id, &self.slice(&row).await?)?;
        // Those that stayed beside the file are needed by it all the time.
        for payload in payloads {
            let Some(bytes) = payload.bytes else { continue };
            let stored = engine::store_payload(&tx, Some(&self.objects), run_id, &bytes).await?;
            if stored != payload.sha256 {
                return Err(broken(run_id, &format!("the bytes of payload {} hash to {stored}", payload.sha256)));
            }
        }
        let lines = |relation: &str| rows.get(relation).map(Vec::as_slice).unwrap_or_default().chunks(AT_ONCE);
        for some in lines("engine.plans") {
            sql::restore_plans().bind(&tx, &some).one().await?;
        }
        for some in lines("engine.runs") {
            sql::restore_heads().bind(&tx, &some, &row.user_id).one().await?;
        }
        for some in lines("engine.journal") {
            let (transitions, entries) = apart(run_id, some)?;
            sql::restore_journal().bind(&tx, &transitions, &entries).one().await?;
        }
        for some in lines("flows.runs") {
            sql::restore_runs().bind(&tx, &some, &row.user_id).one().await?;
        }
        for some in lines("flows.steps") {
            sql::restore_steps().bind(&tx, &some).one().await?;
        }
        for some in lines("flows.items") {
            sql::restore_items().bind(&tx, &some).one().await?;
        }
        for some in lines("flows.work_queues") {
            sql::restore_work_queues().bind(&tx, &some, &row.user_id).one().await?;
        }
        for some in lines("flows.work_items") {
            sql::restore_work_items().bind(&tx, &some).one().await?;
        }
        sql::own_work_items().bind(&tx, &row.user_id, &run_id).one().await?;
        sql::mark_restored().bind(&tx, &run_id).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// A run as a file that needs nothing beside it, whether it lies in the archive or not: gzip of lines of JSON.
    ///
    /// # Errors
    /// [`FlowError::UnknownRun`]; [`FlowError::Inconsistent`] where its file cannot be read; the database or the object store failed.
    pub async fn export(&self, run_id: Uuid) -> Result<Vec<u8>, FlowError> {
        let mut client = self.database.get(Identity::Service).await?;
        // One picture of the run, also while it goes on.
        let tx = client.build_transaction().isolation_level(tokio_postgres::IsolationLevel::RepeatableRead).read_only(true).start().await?;
        sql::begin_packing().bind(&tx).one().await?;
        if crate::read::run(&tx, run_id).await?.is_some() {
            return Ok(pack(&tx, run_id, Large::Embed(&self.objects)).await?.bytes);
        }
        let row = sql::archived().bind(&tx, &run_id).opt().await?.ok_or_else(|| FlowError::UnknownRun(run_id.to_string()))?;
        let bytes = self.slice(&row).await?;
        let file = read(run_id, &bytes)?;
        if file.payloads.iter().all(|payload| payload.bytes.is_some()) {
            return Ok(bytes);
        }
        let mut writer = Writer::of(run_id);
        // In the order in which they were written.
        for relation in RELATIONS {
            for line in file.rows.get(relation).into_iter().flatten() {
                writer.line_of_row(line);
            }
        }
        for payload in file.payloads {
            let bytes = match payload.bytes {
                Some(bytes) => bytes,
                None => match sql::stored().bind(&tx, &payload.sha256).opt().await?.and_then(|stored| stored.bytes) {
                    Some(bytes) => bytes,
                    None => object(&self.objects, &payload.sha256).await?,
                },
            };
            writer.payload(&payload.sha256, &bytes);
        }
        Ok(writer.end())
    }

    /// The file of a run in its object.
    async fn slice(&self, row: &sql::ArchivedRun) -> Result<Vec<u8>, FlowError> {
        let whole = object(&self.objects, &row.object).await?;
        let found = usize::try_from(row.place).ok().zip(usize::try_from(row.size_bytes).ok());
        let found = found.and_then(|(place, size)| whole.get(place..place.checked_add(size)?));
        found.map(<[u8]>::to_vec).ok_or_else(|| broken(row.id, &format!("object {} is shorter than its row says", row.object)))
    }
}

/// Relations in a file, in their order.
const RELATIONS: [&str; 8] =
    ["engine.plans", "engine.runs", "engine.journal", "flows.runs", "flows.steps", "flows.items", "flows.work_queues", "flows.work_items"];

/// Transitions without their entries, and the entries: byte for byte, and never part of what PostgreSQL is to take apart. What a step gave may have
/// the character U+0000.
fn apart(run_id: Uuid, lines: &[String]) -> Result<(Vec<String>, Vec<String>), FlowError> {
    #[derive(Deserialize)]
    struct Line<'l> {
        #[serde(borrow)]
        row: BTreeMap<String, &'l RawValue>,
    }
    let one = |line: &String| {
        let Line { mut row } = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let entries = row.remove("entries").ok_or("a transition has no entries")?.get().to_owned();
        Ok((serde_json::to_string(&row).map_err(|error| error.to_string())?, entries))
    };
    lines.iter().map(one).collect::<Result<_, String>>().map_err(|message| broken(run_id, &message))
}

fn read(run_id: Uuid, bytes: &[u8]) -> Result<RunFile, FlowError> {
    let file = file::read(bytes).map_err(|message| broken(run_id, &message))?;
    if let Some(relation) = file.rows.keys().find(|relation| !RELATIONS.contains(&relation.as_str())) {
        return Err(broken(run_id, &format!("it has rows of {relation}, which this release does not know")));
    }
    if file.run_id == run_id { Ok(file) } else { Err(broken(run_id, &format!("it is that of run {}", file.run_id))) }
}

fn broken(run_id: Uuid, message: &str) -> FlowError {
    FlowError::Inconsistent { table: "flows.archived_runs", message: format!("the file of run {run_id}: {message}") }
}

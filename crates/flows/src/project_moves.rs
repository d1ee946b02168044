//! Journal → tables, of runs that move to another plan: attempts take the names and places that their steps have in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::queries::flows::projection as sql;
use deadpool_postgres::Transaction;
use engine::Projected;
use jiff::Timestamp;
use machine::Mapping;
use plan::Plan;
use uuid::Uuid;

use crate::project::Changes;

/// A run that moved to another plan, once or several times in a wave.
pub(crate) struct Moved {
    plan: Arc<Plan>,
    version: Option<i32>,
    at: Timestamp,
    /// The names that steps have now, by those under which they are stored.
    names: BTreeMap<String, String>,
}

impl Changes {
    /// What the wave has to say so far is said of the steps by their new names.
    pub(crate) fn migrated(&mut self, projected: &Projected, version: Option<u32>, mapping: &Mapping) {
        let names: BTreeMap<String, String> =
            mapping.steps.iter().filter_map(|(old, new)| Some((old.to_string(), new.as_ref()?.to_string()))).collect();
        self.rename(projected.run_id, &names);
        let moved = self.moved.entry(projected.run_id).or_insert_with(|| Moved {
            plan: Arc::clone(&projected.plan),
            version: None,
            at: projected.recorded.at,
            names: BTreeMap::new(),
        });
        moved.plan = Arc::clone(&projected.plan);
        moved.version = version.and_then(|version| i32::try_from(version).ok());
        for name in moved.names.values_mut() {
            if let Some(new) = names.get(name) {
                name.clone_from(new);
            }
        }
        for (old, new) in names {
            moved.names.entry(old).or_insert(new);
        }
    }
}

/// Rows that are there take their new names, before the wave is written under these.
pub(crate) async fn rename(tx: &Transaction<'_>, moved: &BTreeMap<Uuid, Moved>) -> Result<(), tokio_postgres::Error> {
    let renamed =
        || moved.iter().flat_map(|(run_id, moved)| moved.names.iter().map(move |(old, new)| (*run_id, old.as_str(), new.as_str())));
    if renamed().next().is_none() {
        return Ok(());
    }
    let run_ids: Vec<Uuid> = renamed().map(|(run_id, ..)| run_id).collect();
    let steps: Vec<&str> = renamed().map(|(_, old, _)| old).collect();
    let names: Vec<&str> = renamed().map(|(_, _, new)| new).collect();
    let clear = sql::clear_names().prepare(tx).await?;
    clear.bind(tx, &run_ids, &names).one().await?;
    let rename = sql::rename_steps().prepare(tx).await?;
    rename.bind(tx, &run_ids, &steps, &names).one().await?;
    let pauses = sql::rename_pauses().prepare(tx).await?;
    pauses.bind(tx, &run_ids, &steps, &names).one().await?;
    Ok(())
}

/// Rows take the places and titles of their steps, and runs say of which version they are.
pub(crate) async fn settle(tx: &Transaction<'_>, moved: &BTreeMap<Uuid, Moved>) -> Result<(), tokio_postgres::Error> {
    if moved.is_empty() {
        return Ok(());
    }
    let small = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let steps = || moved.iter().flat_map(|(run_id, moved)| moved.plan.steps.iter().enumerate().map(move |(at, step)| (*run_id, at, step)));
    let (step_runs, names): (Vec<Uuid>, Vec<&str>) = steps().map(|(run_id, _, step)| (run_id, step.id.0.as_str())).unzip();
    let (positions, titles): (Vec<i32>, Vec<Option<&str>>) = steps().map(|(_, at, step)| (small(at), step.title.as_deref())).unzip();
    let place = sql::place_steps().prepare(tx).await?;
    place.bind(tx, &step_runs, &names, &positions, &titles).one().await?;
    let (run_ids, ats): (Vec<Uuid>, Vec<Timestamp>) = moved.iter().map(|(run_id, moved)| (*run_id, moved.at)).unzip();
    let drop = sql::drop_steps().prepare(tx).await?;
    drop.bind(tx, &run_ids, &ats, &step_runs, &names).one().await?;
    let (versions, totals): (Vec<Option<i32>>, Vec<i32>) =
        moved.values().map(|moved| (moved.version, small(moved.plan.steps.len()))).unzip();
    let move_on = sql::move_runs().prepare(tx).await?;
    move_on.bind(tx, &run_ids, &versions, &totals).one().await?;
    Ok(())
}

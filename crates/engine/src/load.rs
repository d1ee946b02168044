//! Reads runs back: to begin them, to take them up again after a change of owner, or because somebody asks something of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use db::queries::engine::load as sql;
use machine::{Actor, Entry, Machine, Recorded};
use plan::Plan;
use serde_json::Value;
use store::{Database, Identity, StoreError};
use uuid::Uuid;

use crate::ports::RunId;

/// A run that was submitted and has not begun.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    pub(crate) run_id: RunId,
    pub(crate) owner: Uuid,
    pub(crate) plan: Arc<Plan>,
    pub(crate) input: Value,
    pub(crate) approved_in_advance: Option<Actor>,
}

/// A run as its journal tells it.
pub(crate) struct Loaded {
    pub(crate) run_id: RunId,
    pub(crate) owner: Uuid,
    pub(crate) plan: Arc<Plan>,
    pub(crate) input: Value,
    pub(crate) machine: Machine,
}

/// A run that stands in the database and cannot be taken up.
pub(crate) struct Unreadable {
    pub(crate) run_id: RunId,
    pub(crate) message: String,
}

/// What stands in an inbox and was not answered.
pub(crate) struct OpenRequest {
    pub(crate) id: i64,
    pub(crate) run_id: RunId,
    pub(crate) request: String,
}

/// Nothing could be read now; later perhaps.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error("{0}")]
    Database(#[from] tokio_postgres::Error),
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// Plans by hash, as far as this process has met them.
#[derive(Default)]
pub(crate) struct Plans {
    by_hash: Mutex<HashMap<String, Arc<Plan>>>,
}

/// Beyond this many plans the cache starts anew.
const PLANS_KEPT: usize = 1_000;

impl Plans {
    pub(crate) fn keep(&self, hash: &str, plan: &Arc<Plan>) -> Arc<Plan> {
        let mut plans = self.by_hash.lock().unwrap_or_else(PoisonError::into_inner);
        if plans.len() >= PLANS_KEPT {
            plans.clear();
        }
        plans.entry(hash.to_owned()).or_insert_with(|| plan.clone()).clone()
    }

    fn get(&self, hash: &str) -> Option<Arc<Plan>> {
        self.by_hash.lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    /// The plans behind these hashes; a plan that is missing or cannot be read comes back as the reason.
    async fn read(
        &self,
        client: &deadpool_postgres::Object,
        hashes: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, Result<Arc<Plan>, String>>, LoadError> {
        let mut plans = HashMap::new();
        let mut wanted: Vec<&str> = Vec::new();
        for hash in hashes {
            match self.get(hash) {
                Some(plan) => {
                    plans.insert(hash.to_owned(), Ok(plan));
                }
                None if !wanted.contains(&hash) => wanted.push(hash),
                None => {}
            }
        }
        if wanted.is_empty() {
            return Ok(plans);
        }
        for hash in &wanted {
            plans.insert((*hash).to_owned(), Err(format!("its plan {hash} is not stored")));
        }
        for row in sql::plans().bind(client, &wanted).all().await? {
            let read = serde_json::from_str::<Plan>(&row.body)
                .map(|plan| self.keep(&row.hash, &Arc::new(plan)))
                .map_err(|error| format!("its plan {} cannot be read by this release: {error}", row.hash));
            plans.insert(row.hash, read);
        }
        Ok(plans)
    }
}

/// Submissions of these shards, oldest first, without the known ones.
pub(crate) async fn submissions(
    database: &Database,
    plans: &Plans,
    shards: &[i16],
    known: &[RunId],
    rows: usize,
) -> Result<Vec<Result<Fresh, Unreadable>>, LoadError> {
    let client = database.get(Identity::Service).await?;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let submitted = sql::submissions().bind(&client, &shards, &known, &rows).all().await?;
    let plans = plans.read(&client, submitted.iter().map(|row| row.plan_hash.as_str())).await?;
    Ok(submitted
        .into_iter()
        .map(|row| {
            let unreadable = |message: String| Unreadable { run_id: row.run_id, message };
            let plan = plan_of(&plans, &row.plan_hash).map_err(unreadable)?;
            let input = serde_json::from_str(&row.input).map_err(|error| unreadable(format!("its input: {error}")))?;
            let approved_in_advance = row
                .approved_in_advance
                .as_deref()
                .map(serde_json::from_str)
                .transpose()
                .map_err(|error| unreadable(format!("its approval in advance: {error}")))?;
            Ok(Fresh { run_id: row.run_id, owner: row.owner_id, plan, input, approved_in_advance })
        })
        .collect())
}

/// Requests of these shards, in order, without the known ones.
pub(crate) async fn open_requests(database: &Database, shards: &[i16], known: &[i64], rows: usize) -> Result<Vec<OpenRequest>, LoadError> {
    let client = database.get(Identity::Service).await?;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let open = sql::open_requests().bind(&client, &shards, &known, &rows).all().await?;
    Ok(open.into_iter().map(|row| OpenRequest { id: row.id, run_id: row.run_id, request: row.request }).collect())
}

/// Identities of the running runs of these shards that come after one.
pub(crate) async fn running(database: &Database, shards: &[i16], after: RunId, rows: usize) -> Result<Vec<RunId>, LoadError> {
    let client = database.get(Identity::Service).await?;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let runs = sql::running().bind(&client, &shards, &after, &rows).all().await?;
    Ok(runs.into_iter().map(|row| row.id).collect())
}

/// Replays these runs. One that has not begun is left out.
pub(crate) async fn runs(database: &Database, plans: &Plans, ids: &[RunId]) -> Result<Vec<Result<Loaded, Unreadable>>, LoadError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let client = database.get(Identity::Service).await?;
    let heads = sql::heads().bind(&client, &ids).all().await?;
    let plans = plans.read(&client, heads.iter().map(|head| head.plan_hash.as_str())).await?;
    let mut journals: HashMap<RunId, Vec<Result<Recorded, String>>> = HashMap::new();
    for row in sql::entries().bind(&client, &ids).all().await? {
        let recorded = recorded(row.seq, row.at, &row.entry);
        journals.entry(row.run_id).or_default().push(recorded);
    }
    let mut loaded = Vec::with_capacity(heads.len());
    for head in heads.into_iter().filter(|head| head.last_seq > 0) {
        let journal = journals.remove(&head.id).unwrap_or_default();
        let read = plan_of(&plans, &head.plan_hash).and_then(|plan| {
            let journal = journal.into_iter().collect::<Result<Vec<_>, _>>()?;
            replayed(head.id, head.owner_id, plan, journal)
        });
        loaded.push(read.map_err(|message| Unreadable { run_id: head.id, message }));
    }
    Ok(loaded)
}

/// A run from its journal.
pub(crate) fn replayed(run_id: RunId, owner: Uuid, plan: Arc<Plan>, journal: Vec<Recorded>) -> Result<Loaded, String> {
    let Some(Recorded { entry: Entry::RunStarted { input, .. }, .. }) = journal.first() else {
        return Err("its journal does not begin with `run_started`".to_owned());
    };
    let input = input.clone();
    let machine = Machine::replay(plan.clone(), journal).map_err(|error| format!("its journal does not replay: {error}"))?;
    Ok(Loaded { run_id, owner, plan, input, machine })
}

/// A row of the journal.
pub(crate) fn recorded(seq: i64, at: jiff::Timestamp, entry: &str) -> Result<Recorded, String> {
    let entry = serde_json::from_str(entry).map_err(|error| format!("journal entry {seq} cannot be read by this release: {error}"))?;
    Ok(Recorded { seq: seq.cast_unsigned(), at, entry })
}

fn plan_of(plans: &HashMap<String, Result<Arc<Plan>, String>>, hash: &str) -> Result<Arc<Plan>, String> {
    plans.get(hash).cloned().unwrap_or_else(|| Err(format!("its plan {hash} is not stored")))
}

//! Reads runs back: to begin them, to take them up again after a change of owner, or because somebody asks something of them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use db::queries::engine::load as sql;
use machine::{Actor, Blueprint, Entry, Machine, MachineError, Recorded, ReplayError};
use plan::Plan;
use serde_json::Value;
use store::{Database, Identity, StoreError};
use uuid::Uuid;

use crate::deep;
use crate::inbox::{Asked, Request};
use crate::ports::RunId;
use crate::wave::Head;

/// A run that was submitted and has not begun.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    pub(crate) run_id: RunId,
    pub(crate) owner: Uuid,
    pub(crate) blueprint: Blueprint,
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
    /// What stands in its own row.
    pub(crate) row: Head,
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
    /// What is asked, or why it cannot be read.
    pub(crate) asked: Result<Asked, String>,
}

/// What a look into the inboxes finds.
pub(crate) struct Requests {
    /// Not answered, and not known before.
    pub(crate) open: Vec<OpenRequest>,
    /// Of those that wait: answered elsewhere, or gone with their run.
    pub(crate) closed: HashSet<i64>,
}

/// Nothing could be read now; later perhaps.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error("{0}")]
    Database(#[from] tokio_postgres::Error),
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// Plans made ready to run, as far as this process has met them: hashing a plan and resolving its edges costs more than all else in
/// a start.
#[derive(Default)]
pub(crate) struct Plans(Mutex<Known>);

#[derive(Default)]
struct Known {
    by_hash: HashMap<String, Blueprint>,
    /// Plans that callers hold, by their address. The weak pointer keeps the address from being used again, and nobody can change
    /// what stands behind an `Arc` that has one.
    by_address: HashMap<usize, (Weak<Plan>, Blueprint)>,
    /// Hashes of plans that are stored, durably.
    stored: HashSet<String>,
}

/// Before the first number that is given out.
pub(crate) const BEGINNING: i64 = 0;

/// Beyond this many plans the cache starts anew.
const PLANS_KEPT: usize = 1_000;

impl Plans {
    /// A caller's plan, made ready.
    pub(crate) fn prepared(&self, plan: &Arc<Plan>) -> Result<Blueprint, MachineError> {
        let address = Arc::as_ptr(plan).addr();
        let mut known = self.known();
        if let Some((_, blueprint)) = known.by_address.get(&address) {
            return Ok(blueprint.clone());
        }
        let blueprint = Blueprint::of(plan.clone())?;
        if known.by_address.len() >= PLANS_KEPT {
            known.by_address.clear();
        }
        let blueprint = known.keep(blueprint);
        known.by_address.insert(address, (Arc::downgrade(plan), blueprint.clone()));
        Ok(blueprint)
    }

    /// Whether this process knows that a plan is stored.
    pub(crate) fn is_stored(&self, hash: &str) -> bool {
        self.known().stored.contains(hash)
    }

    /// A plan was stored, durably.
    pub(crate) fn stored(&self, hash: &str) {
        let mut known = self.known();
        if known.stored.len() >= PLANS_KEPT {
            known.stored.clear();
        }
        known.stored.insert(hash.to_owned());
    }

    fn get(&self, hash: &str) -> Option<Blueprint> {
        self.known().by_hash.get(hash).cloned()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The plans behind these hashes; a plan that is missing or cannot be read comes back as the reason.
    async fn read(
        &self,
        client: &deadpool_postgres::Object,
        hashes: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, Result<Blueprint, String>>, LoadError> {
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
                .map_err(|error| format!("its plan {} cannot be read by this release: {error}", row.hash))
                .and_then(|plan| Blueprint::of(Arc::new(plan)).map_err(|error| error.to_string()))
                .map(|blueprint| self.known().keep(blueprint));
            plans.insert(row.hash, read);
        }
        Ok(plans)
    }
}

impl Known {
    /// Runs of the same plan share one.
    fn keep(&mut self, blueprint: Blueprint) -> Blueprint {
        if self.by_hash.len() >= PLANS_KEPT {
            self.by_hash.clear();
        }
        self.by_hash.entry(blueprint.hash().to_owned()).or_insert(blueprint).clone()
    }
}

/// Submissions of these shards after one of them, oldest first, without the known ones; and the last that was found.
pub(crate) async fn submissions(
    database: &Database,
    plans: &Plans,
    shards: &[i16],
    after: Option<i64>,
    known: &[RunId],
    rows: usize,
) -> Result<(Vec<Result<Fresh, Unreadable>>, Option<i64>), LoadError> {
    let client = database.get(Identity::Service).await?;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let submitted = sql::submissions().bind(&client, &shards, &after.unwrap_or(BEGINNING), &known, &rows).all().await?;
    let plans = plans.read(&client, submitted.iter().map(|row| row.plan_hash.as_str())).await?;
    let last = submitted.last().map(|row| row.id);
    let read = submitted
        .into_iter()
        .map(|row| {
            let unreadable = |message: String| Unreadable { run_id: row.run_id, message };
            let blueprint = plan_of(&plans, &row.plan_hash).map_err(unreadable)?;
            let input = serde_json::from_str(&row.input).map_err(|error| unreadable(format!("its input: {error}")))?;
            let approved_in_advance = row
                .approved_in_advance
                .as_deref()
                .map(serde_json::from_str)
                .transpose()
                .map_err(|error| unreadable(format!("its approval in advance: {error}")))?;
            Ok(Fresh { run_id: row.run_id, owner: row.owner_id, blueprint, input, approved_in_advance })
        })
        .collect();
    Ok((read, last))
}

/// Requests of these shards after one of them, in order, without the known ones; and which of those that wait wait for nothing any more.
pub(crate) async fn open_requests(
    database: &Database,
    plans: &Plans,
    shards: &[i16],
    after: Option<i64>,
    known: &[i64],
    waiting: &[i64],
    rows: usize,
) -> Result<Requests, LoadError> {
    let client = database.get(Identity::Service).await?;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let open = sql::open_requests().bind(&client, &shards, &after.unwrap_or(BEGINNING), &known, &rows).all().await?;
    let open: Vec<_> = open.into_iter().map(|row| (row.id, row.run_id, serde_json::from_str::<Request>(&row.request))).collect();
    let plans = plans.read(&client, open.iter().filter_map(|(_, _, request)| request.as_ref().ok()?.wants_plan())).await?;
    let open = open.into_iter().map(|(id, run_id, request)| {
        let asked = request.map(|request| request.asked(|hash| plan_of(&plans, hash)));
        OpenRequest { id, run_id, asked: asked.map_err(|error| format!("this release does not know the request: {error}")) }
    });
    let open = open.collect();
    let mut closed: HashSet<i64> = waiting.iter().copied().collect();
    if !closed.is_empty() {
        for id in sql::open_among().bind(&client, &waiting).all().await? {
            closed.remove(&id);
        }
    }
    Ok(Requests { open, closed })
}

/// Runs to be taken into memory, each with what it was woken by, after a wake and without the known ones.
pub(crate) async fn wakes(
    database: &Database,
    shards: &[i16],
    after: Option<i64>,
    known: &[i64],
    rows: usize,
) -> Result<Vec<(i64, RunId)>, LoadError> {
    let client = database.get(Identity::Service).await?;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let woken = sql::wakes().bind(&client, &shards, &after.unwrap_or(BEGINNING), &known, &rows).all().await?;
    Ok(woken.into_iter().map(|row| (row.id, row.run_id)).collect())
}

/// Identities of the running runs of these shards that come after one.
pub(crate) async fn running(database: &Database, shards: &[i16], after: RunId, rows: usize) -> Result<Vec<RunId>, LoadError> {
    let client = database.get(Identity::Service).await?;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let runs = sql::running().bind(&client, &shards, &after, &rows).all().await?;
    Ok(runs.into_iter().map(|row| row.id).collect())
}

/// The sleeping runs of these shards whose deadline comes after a moment and until another, and when it does, without the known ones.
pub(crate) async fn due(
    database: &Database,
    shards: &[i16],
    after: Option<jiff::Timestamp>,
    until: jiff::Timestamp,
    known: &[RunId],
    rows: usize,
) -> Result<Vec<(RunId, jiff::Timestamp)>, LoadError> {
    let client = database.get(Identity::Service).await?;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let due = sql::due().bind(&client, &after, &until, &shards, &known, &rows).all().await?;
    Ok(due.into_iter().filter_map(|row| Some((row.id, row.wake_at?))).collect())
}

/// Replays these runs. One that has not begun is left out.
pub(crate) async fn runs(database: &Database, plans: &Plans, ids: &[RunId]) -> Result<Vec<Result<Loaded, Unreadable>>, LoadError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let client = database.get(Identity::Service).await?;
    let heads = sql::heads().bind(&client, &ids).all().await?;
    let mut journals: HashMap<RunId, Vec<Result<Recorded, String>>> = HashMap::new();
    for row in sql::entries().bind(&client, &ids).all().await? {
        let journal = journals.entry(row.run_id).or_default();
        match recorded(row.seq, row.at, &row.entries) {
            Ok(entries) => journal.extend(entries.into_iter().map(Ok)),
            Err(message) => journal.push(Err(message)),
        }
    }
    // A run that has moved from plan to plan names each of them.
    let named = journals.values().flatten().filter_map(|recorded| match recorded {
        Ok(Recorded { entry: Entry::RunStarted { plan_hash, .. } | Entry::Migrated { plan_hash, .. }, .. }) => Some(plan_hash.as_str()),
        _ => None,
    });
    let plans = plans.read(&client, heads.iter().map(|head| head.plan_hash.as_str()).chain(named)).await?;
    let mut loaded = Vec::with_capacity(heads.len());
    for head in heads.into_iter().filter(|head| head.begun) {
        let journal = journals.remove(&head.id).unwrap_or_default();
        let read = journal.into_iter().collect::<Result<Vec<_>, _>>().and_then(|journal| replayed(&head, &plans, journal));
        loaded.push(read.map_err(|message| Unreadable { run_id: head.id, message }));
    }
    Ok(loaded)
}

/// A run from its journal.
fn replayed(head: &sql::Heads, plans: &HashMap<String, Result<Blueprint, String>>, journal: Vec<Recorded>) -> Result<Loaded, String> {
    let Some(Recorded { entry: Entry::RunStarted { input, .. }, .. }) = journal.first() else {
        return Err("its journal does not begin with `run_started`".to_owned());
    };
    let (input, blueprint) = (input.clone(), plan_of(plans, &head.plan_hash)?);
    let machine = Machine::replay_among(|hash| plan_of(plans, hash).ok(), journal).map_err(|error| match &error {
        ReplayError::MissingPlan { hash } => plan_of(plans, hash).err().unwrap_or_else(|| error.to_string()),
        _ => format!("its journal does not replay: {error}"),
    })?;
    if !Arc::ptr_eq(machine.plan(), blueprint.plan()) && machine.plan() != blueprint.plan() {
        return Err(format!("its journal ends under another plan than its row says, {}", head.plan_hash));
    }
    let row = Head { state: machine.status(), wake_at: head.wake_at, asleep: head.asleep };
    Ok(Loaded { run_id: head.id, owner: head.owner_id, plan: blueprint.plan().clone(), input, machine, row })
}

/// A row of the journal: a transition's entries, the first of which has the row's number.
pub(crate) fn recorded(seq: i64, at: jiff::Timestamp, entries: &str) -> Result<Vec<Recorded>, String> {
    let unreadable = |error: serde_json::Error| format!("journal entry {seq} cannot be read by this release: {error}");
    let entries: Vec<Entry> = if entries.trim_start().starts_with('{') {
        // Releases before rows held transitions wrote a row for each entry.
        vec![deep::read(entries).map_err(unreadable)?]
    } else {
        deep::read(entries).map_err(unreadable)?
    };
    Ok((seq.cast_unsigned()..).zip(entries).map(|(seq, entry)| Recorded { seq, at, entry }).collect())
}

fn plan_of(plans: &HashMap<String, Result<Blueprint, String>>, hash: &str) -> Result<Blueprint, String> {
    plans.get(hash).cloned().unwrap_or_else(|| Err(format!("its plan {hash} is not stored")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_numbers_its_entries_and_one_of_an_earlier_release_holds_one() {
        let at = jiff::Timestamp::UNIX_EPOCH;
        let one = recorded(7, at, r#"{"entry":"run_completed"}"#).unwrap();
        assert_eq!(one, [Recorded { seq: 7, at, entry: Entry::RunCompleted { output: None } }]);
        let skipped = r#"{"entry":"step_skipped","step":"a","reason":"no"}"#;
        let two = recorded(7, at, &format!(r#"[{skipped},{{"entry":"run_completed"}}]"#)).unwrap();
        assert_eq!(two.iter().map(|recorded| recorded.seq).collect::<Vec<_>>(), [7, 8]);
        assert_eq!(two[1].entry, Entry::RunCompleted { output: None });
        assert!(recorded(7, at, r#"[{"entry":"danced"}]"#).unwrap_err().contains("journal entry 7"));
    }

    #[test]
    fn a_row_that_an_earlier_release_wrote_too_deep_is_read_all_the_same() {
        let input = (0..300).fold(serde_json::json!({}), |inside, _| serde_json::json!([inside]));
        let started = Entry::RunStarted { plan_hash: "h".to_owned(), input, approved_in_advance: None };
        let at = jiff::Timestamp::UNIX_EPOCH;
        let written = Recorded { seq: 1, at, entry: started };
        let text = crate::wave::entries_text(std::slice::from_ref(&written));
        assert_eq!(recorded(1, at, &text).unwrap(), [written]);
    }

    #[test]
    fn a_plan_is_made_ready_once_for_each_address_and_kept_by_its_hash() {
        let text = serde_json::json!({ "grammar": 1, "name": "n", "steps": [{ "id": "a", "work": { "effect": { "effect": "x" } } }] });
        let plan = || -> Arc<Plan> { Arc::new(serde_json::from_value(text.clone()).unwrap()) };
        let plans = Plans::default();
        let (first, twin) = (plan(), plan());
        let ready = plans.prepared(&first).unwrap();
        assert!(Arc::ptr_eq(plans.prepared(&first).unwrap().plan(), ready.plan()));
        // The same plan from elsewhere is the same plan.
        assert!(Arc::ptr_eq(plans.prepared(&twin).unwrap().plan(), ready.plan()));
        let broken = Arc::new(Plan { steps: Vec::new(), ..Plan::clone(&first) });
        assert!(plans.prepared(&broken).is_err());
    }
}

//! Starting a run, inside the transaction of whoever starts it.

use std::sync::Arc;

use db::client::GenericClient;
use db::queries::engine::submit as sql;
use machine::Actor;
use plan::Plan;
use serde_json::Value;
use store::StoreError;
use store::objects::ContentHash;
use uuid::Uuid;

use crate::ports::RunId;

/// Largest input of a run, in bytes of JSON; larger things come as payloads.
pub const INPUT_LIMIT: usize = 256 * 1024;

/// A run to start.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// Its identity: a fresh UUID version 7.
    pub run_id: RunId,
    /// Whom it belongs to.
    pub owner: Uuid,
    /// What is to be done. The caller has validated it.
    pub plan: Arc<Plan>,
    /// The run's input.
    pub input: Value,
    /// Who approved in advance whatever waits for a person, if anybody.
    pub approved_in_advance: Option<Actor>,
    /// Makes the start idempotent: a second start of the same owner with the same key starts nothing and names the first run.
    pub start_key: Option<String>,
}

/// A run that will begin when the transaction is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submitted {
    /// The run: the new one, or the one the key started before.
    pub run_id: RunId,
    /// Whether this call started it.
    pub fresh: bool,
}

/// A run that could not be submitted. Nothing was written that the caller's transaction would keep apart from it.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// Run identities carry their time.
    #[error("run identity {0} is not a UUID of version 7")]
    NotTimeOrdered(RunId),
    /// The identity is taken.
    #[error("there is a run {0} already")]
    Taken(RunId),
    /// The input does not fit.
    #[error("the run's input has {size} bytes of JSON, at most {INPUT_LIMIT} are taken; store large texts as payloads")]
    InputTooLarge {
        /// Its size.
        size: usize,
    },
    /// The key was used for something else.
    #[error("the key `{key}` started run {run_id} with another plan or input; use a new key for a new run")]
    KeyReused {
        /// The key.
        key: String,
        /// What it started.
        run_id: RunId,
    },
    /// The database refused.
    #[error("the run could not be submitted: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// No connection could be had.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Submits a run inside the caller's transaction, so that a module's own rows and the run exist together or not at all.
///
/// After the commit, wake the engine: [`crate::Handle::nudge`] in its process, [`crate::hint`] elsewhere. Without it the run
/// begins all the same, at the next look.
///
/// # Errors
/// [`SubmitError`]; the caller should roll back.
pub async fn submit<C: GenericClient>(transaction: &C, run: &NewRun) -> Result<Submitted, SubmitError> {
    let NewRun { run_id, owner, plan, input, approved_in_advance, start_key } = run;
    let input = check(run).map(|()| input.to_string())?;
    let plan_hash = plan.hash();
    if let Some(key) = start_key
        && let Some(run_id) = claim(transaction, *owner, key, *run_id, &fingerprint(&plan_hash, &input)).await?
    {
        return Ok(Submitted { run_id, fresh: false });
    }
    let shard = shard_of(*run_id);
    let approved = approved_in_advance.as_ref().map(approval_text);
    let create = sql::create_run().prepare(transaction).await?;
    let save = sql::save_plan().prepare(transaction).await?;
    let body = plan.canonical();
    let (created, _) = tokio::try_join!(
        create.bind(transaction, run_id, owner, &shard, &plan_hash, &input, &approved).one(),
        save.bind(transaction, &plan_hash, &body).one(),
    )?;
    if created == 0 {
        return Err(SubmitError::Taken(*run_id));
    }
    Ok(Submitted { run_id: *run_id, fresh: true })
}

/// What tells a repeated start from another one under the same key.
fn fingerprint(plan_hash: &str, input: &str) -> String {
    ContentHash::of(format!("{plan_hash} {input}").as_bytes()).to_string()
}

/// Takes a key for a run; names the run that has it already.
async fn claim<C: GenericClient>(
    transaction: &C,
    owner: Uuid,
    key: &str,
    run_id: RunId,
    fingerprint: &str,
) -> Result<Option<RunId>, SubmitError> {
    // Prepared explicitly: only so does a pooled connection keep them.
    let claim = sql::claim_key().prepare(transaction).await?;
    if claim.bind(transaction, &owner, &key, &run_id, &fingerprint).one().await? > 0 {
        return Ok(None);
    }
    let holder = sql::key_holder().bind(transaction, &owner, &key).one().await?;
    if holder.fingerprint != fingerprint {
        return Err(SubmitError::KeyReused { key: key.to_owned(), run_id: holder.run_id });
    }
    Ok(Some(holder.run_id))
}

/// The run that a start's key has started already, if any.
///
/// # Errors
/// [`SubmitError::KeyReused`], or the database refused.
pub async fn started_under<C: GenericClient>(transaction: &C, run: &NewRun) -> Result<Option<RunId>, SubmitError> {
    let Some(key) = &run.start_key else { return Ok(None) };
    let Some(holder) = sql::key_holder().bind(transaction, &run.owner, key).opt().await? else { return Ok(None) };
    if holder.fingerprint != fingerprint(&run.plan.hash(), &run.input.to_string()) {
        return Err(SubmitError::KeyReused { key: key.clone(), run_id: holder.run_id });
    }
    Ok(Some(holder.run_id))
}

/// Keeps a run that does not begin yet, inside the caller's transaction: with its identity, its plan and its key, but without a submission. It
/// begins when whoever holds it back submits it, with the input that it is to have then.
///
/// # Errors
/// As [`submit`].
pub async fn hold<C: GenericClient>(transaction: &C, run: &NewRun) -> Result<Submitted, SubmitError> {
    let NewRun { run_id, owner, plan, input, start_key, .. } = run;
    check(run)?;
    let plan_hash = plan.hash();
    if let Some(key) = start_key
        && let Some(run_id) = claim(transaction, *owner, key, *run_id, &fingerprint(&plan_hash, &input.to_string())).await?
    {
        return Ok(Submitted { run_id, fresh: false });
    }
    let hold = sql::hold_run().prepare(transaction).await?;
    let held = hold.bind(transaction, run_id, owner, &shard_of(*run_id), &plan_hash).one().await?;
    if held == 0 {
        return Err(SubmitError::Taken(*run_id));
    }
    let save = sql::save_plan().prepare(transaction).await?;
    save.bind(transaction, &plan_hash, &plan.canonical()).one().await?;
    Ok(Submitted { run_id: *run_id, fresh: true })
}

/// Has a start count as one of a run that is held back: its key names that run from now on, and its plan is kept.
///
/// # Errors
/// As [`submit`].
pub async fn join<C: GenericClient>(transaction: &C, run: &NewRun, joined: RunId) -> Result<(), SubmitError> {
    check(run)?;
    let plan_hash = run.plan.hash();
    let save = sql::save_plan().prepare(transaction).await?;
    save.bind(transaction, &plan_hash, &run.plan.canonical()).one().await?;
    let Some(key) = &run.start_key else { return Ok(()) };
    match claim(transaction, run.owner, key, joined, &fingerprint(&plan_hash, &run.input.to_string())).await? {
        None => Ok(()),
        // Another start of this key was quicker elsewhere; what this one would have added is not kept.
        Some(run_id) => Err(SubmitError::KeyReused { key: key.clone(), run_id }),
    }
}

/// Who approved a run in advance, as it is stored.
#[must_use]
pub fn approval_of(run: &NewRun) -> Option<String> {
    run.approved_in_advance.as_ref().map(approval_text)
}

/// As a submission keeps it.
pub(crate) fn approval_text(by: &Actor) -> String {
    // Texts: always representable.
    serde_json::to_string(by).unwrap_or_default()
}

/// Whether a run may be submitted, as far as it tells by itself.
pub(crate) fn check(run: &NewRun) -> Result<(), SubmitError> {
    if run.run_id.get_version_num() != 7 {
        return Err(SubmitError::NotTimeOrdered(run.run_id));
    }
    let size = run.input.to_string().len();
    if size > INPUT_LIMIT { Err(SubmitError::InputTooLarge { size }) } else { Ok(()) }
}

/// Which of the 64 shards a run belongs to: the low six bits of its identity, which are random in a version 7 UUID.
pub(crate) fn shard_of(run_id: RunId) -> i16 {
    i16::from(run_id.as_bytes()[15] & 63)
}

/// The same identity, but for its shard.
pub(crate) fn in_shard(run_id: RunId, shard: i16) -> RunId {
    RunId::from_u128(run_id.as_u128() & !63 | u128::from(shard.unsigned_abs() & 63))
}

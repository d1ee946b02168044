//! Starts that come to a line: they are let in at once, wait, join others, or find no room. All of it in the transaction of whoever starts.

use std::sync::Arc;

use db::queries::flows::{admission as sql, runs};
use deadpool_postgres::Transaction;
use engine::{INPUT_LIMIT, NewRun, RunId};
use jiff::Timestamp;
use plan::{Admission, Plan, WhenFull};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ticket::{Gathering, Limits, Ticket};
use crate::error::FlowError;
use crate::queues;
use crate::service::{Started, submit_error};

/// What became of a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admitted {
    /// Its run begins.
    Begins,
    /// Its run waits for its turn, or for more starts to join it.
    Waits,
    /// It is part of a run that was started before: found under its key, debounced or batched.
    Joined,
    /// It found no room, and its plan says to pass over it: the run is kept as cancelled.
    Skipped,
}

/// On whose behalf a run is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Starter<'a> {
    Somebody,
    /// An attempt of a step of this run.
    Attempt(RunId, &'a str, i32),
    Schedule(Uuid),
}

/// A start of a plan that says how its runs are let in.
pub(crate) struct Entrant<'a> {
    pub(crate) run: NewRun,
    pub(crate) attributes: Value,
    pub(crate) flow_id: Option<Uuid>,
    pub(crate) version: Option<i32>,
    pub(crate) starter: Starter<'a>,
}

/// Starts a run as its plan lets it in. The caller has checked its input.
///
/// # Errors
/// [`FlowError::AdmissionRefused`] where there is no room and the plan says so; [`FlowError::BadKey`]; [`FlowError::KeyReused`].
pub(crate) async fn start(tx: &Transaction<'_>, admission: &Admission, entrant: Entrant<'_>) -> Result<Started, FlowError> {
    let Entrant { mut run, attributes, flow_id, version, starter } = entrant;
    let plan = Arc::clone(&run.plan);
    let given = run.input.clone();
    let ticket = Ticket::of(admission, &given)?;
    let line = take_line(tx, run.owner, &plan, admission, &ticket).await?;
    let joined = |run_id| Started { run_id, fresh: false, plan: Arc::clone(&plan), admitted: Admitted::Joined, begins: None };
    // The line is locked: a start with the same key and input has either been here or comes after this one.
    if let Some(run_id) = engine::started_under(tx, &run).await.map_err(submit_error)? {
        return Ok(joined(run_id));
    }
    if let Some(gathering) = &ticket.gathering {
        match join(tx, line, &ticket, gathering, &run, &attributes, flow_id, version).await? {
            Gathered::With(run_id) => {
                share(tx, run_id, starter).await?;
                engine::join(tx, &run, run_id).await.map_err(submit_error)?;
                return Ok(joined(run_id));
            }
            Gathered::Full | Gathered::Alone => {}
        }
    }
    // A gathering has its turn later, and then it waits for it.
    let skipped = match &ticket.gathering {
        Some(_) => None,
        None => no_room(tx, line, admission, &ticket).await?,
    };
    let submitted = engine::hold(tx, &run).await.map_err(submit_error)?;
    if !submitted.fresh {
        return Ok(joined(submitted.run_id));
    }
    run.input = admission.run_input(&given);
    let steps = i32::try_from(plan.steps.len()).unwrap_or(i32::MAX);
    runs::insert_run()
        .bind(tx, &run.run_id, &run.owner, &flow_id, &version, &plan.name, &run.input, &attributes, &steps, &Timestamp::now())
        .await?;
    // Items may be added before the run begins.
    queues::declare(tx, &[(run.run_id, &*plan)]).await?;
    let done = |admitted| Started { run_id: run.run_id, fresh: true, plan: Arc::clone(&plan), admitted, begins: None };
    if let Some(message) = skipped {
        let failure = json!({ "code": "SKIPPED", "message": message, "by": "admission", "via": "when_full" });
        sql::skip_run().bind(tx, &run.run_id, &failure).await?;
        return Ok(done(Admitted::Skipped));
    }
    stand(tx, line, &ticket, &run, &given, false).await?;
    if admission.concurrency.as_ref().is_some_and(|rule| rule.when_full == WhenFull::CancelOldest)
        && let (Some(place), None) = (&ticket.place, &ticket.gathering)
    {
        sql::make_room().bind(tx, &line, place, &run.run_id).one().await?;
    }
    Ok(done(settle(tx, line, &ticket, run.run_id).await?))
}

/// Has a fork wait for its turn where its plan says so. Forks are not gathered: each is a run of its own. Its run is written already.
///
/// # Errors
/// As [`start`]; a plan that passes over starts refuses forks.
pub(crate) async fn enter_fork(tx: &Transaction<'_>, admission: &Admission, run: &NewRun) -> Result<Admitted, FlowError> {
    let ticket = Ticket { gathering: None, ..Ticket::of(admission, admission.start_input(&run.input))? };
    if ticket.place.is_none() && ticket.rate.is_none() {
        return Ok(Admitted::Begins);
    }
    let line = take_line(tx, run.owner, &run.plan, admission, &ticket).await?;
    if let Some(message) = no_room(tx, line, admission, &ticket).await? {
        return Err(FlowError::AdmissionRefused { message });
    }
    sql::hold_fork().bind(tx, &run.run_id).await?;
    stand(tx, line, &ticket, run, &run.input, true).await?;
    if admission.concurrency.as_ref().is_some_and(|rule| rule.when_full == WhenFull::CancelOldest)
        && let Some(place) = &ticket.place
    {
        sql::make_room().bind(tx, &line, place, &run.run_id).one().await?;
    }
    settle(tx, line, &ticket, run.run_id).await
}

async fn take_line(tx: &Transaction<'_>, owner: Uuid, plan: &Plan, admission: &Admission, ticket: &Ticket) -> Result<i64, FlowError> {
    let limits = Limits::of(admission);
    let take = sql::take_line().prepare(tx).await?;
    Ok(take
        .bind(
            tx,
            &owner,
            &plan.name,
            &ticket.line,
            &ticket.one_key,
            &limits.places,
            &limits.rate,
            &limits.rate_ms,
            &limits.burst,
            &limits.aging_ms,
            &limits.cancels_oldest,
        )
        .one()
        .await?)
}

/// Where a start goes that is gathered.
enum Gathered {
    /// Into a run that gathers already.
    With(RunId),
    /// There was such a run, and it had no room for this one: it has its turn now.
    Full,
    /// There is none.
    Alone,
}

/// Joins a start to the run that gathers starts of its key, if there is one that has room for it.
#[expect(clippy::too_many_arguments, reason = "each is a fact of the start")]
async fn join(
    tx: &Transaction<'_>,
    line: i64,
    ticket: &Ticket,
    gathering: &Gathering,
    run: &NewRun,
    attributes: &Value,
    flow_id: Option<Uuid>,
    version: Option<i32>,
) -> Result<Gathered, FlowError> {
    let (word, key) = gathering.words();
    let Some(found) = sql::gathering().bind(tx, &line, &word, &key).opt().await? else { return Ok(Gathered::Alone) };
    let input = run.input.to_string();
    match gathering {
        Gathering::Debounce { quiet_ms, .. } => {
            let hash = run.plan.hash();
            let approved = engine::approval_of(run);
            sql::debounce_start()
                .bind(tx, &ticket.place, &ticket.rate, &ticket.priority, &input, &approved, quiet_ms, &found.run_id, &hash)
                .one()
                .await?;
            let steps = i32::try_from(run.plan.steps.len()).unwrap_or(i32::MAX);
            sql::debounce_run().bind(tx, &flow_id, &version, &run.input, attributes, &steps, &found.run_id).await?;
            sql::fall_due().bind(tx, &line).await?;
            Ok(Gathered::With(found.run_id))
        }
        Gathering::Batch { size, .. } => {
            let bytes = usize::try_from(found.bytes).unwrap_or(0) + input.len() + usize::try_from(found.items).unwrap_or(0);
            let fits = found.plan_hash == run.plan.hash() && bytes + BATCH_FRAME <= INPUT_LIMIT;
            if !fits {
                // It is let in when the start that found no room stands in the line: before that, the line might be left by all.
                sql::close_gathering().bind(tx, &found.run_id).one().await?;
                return Ok(Gathered::Full);
            }
            let items = sql::gather_item().bind(tx, &found.run_id, &input).one().await?;
            if u32::try_from(items).unwrap_or(0) >= *size {
                sql::close_gathering().bind(tx, &found.run_id).one().await?;
                sql::let_in().bind(tx, &line, &None::<&str>).one().await?;
            }
            Ok(Gathered::With(found.run_id))
        }
    }
}

/// A run that others join does not end with whoever opened it, unless they are one and the same.
async fn share(tx: &Transaction<'_>, run_id: RunId, starter: Starter<'_>) -> Result<(), FlowError> {
    let (parent, step, attempt, schedule) = match starter {
        Starter::Somebody => (None, None, None, None),
        Starter::Attempt(parent, step, attempt) => (Some(parent), Some(step), Some(attempt), None),
        Starter::Schedule(schedule) => (None, None, None, Some(schedule)),
    };
    sql::share_run().bind(tx, &parent, &step, &attempt, &schedule, &run_id).await?;
    Ok(())
}

/// What `{"items":[…]}` adds to its items, with room to spare.
const BATCH_FRAME: usize = 64;

/// Why there is no room now, where the plan passes over such starts.
///
/// # Errors
/// [`FlowError::AdmissionRefused`] where it refuses them.
async fn no_room(tx: &Transaction<'_>, line: i64, admission: &Admission, ticket: &Ticket) -> Result<Option<String>, FlowError> {
    let of = |rule: WhenFull| matches!(rule, WhenFull::Refuse | WhenFull::Skip);
    let (places, rate) = (admission.concurrency.as_ref(), admission.rate.as_ref());
    if !places.is_some_and(|rule| of(rule.when_full)) && !rate.is_some_and(|rule| of(rule.when_full)) {
        return Ok(None);
    }
    let room = sql::room().bind(tx, &ticket.place, &ticket.rate, &line).one().await?;
    let by_key = |key: &Option<String>| match key.as_deref() {
        None | Some("") => String::new(),
        Some(key) => format!(" with the key `{key}`"),
    };
    let mut skipped = None;
    let full = [
        places.filter(|_| room.no_place).map(|rule| {
            (rule.when_full, format!("{} runs of this flow{} are under way or wait, as many as may be", rule.limit, by_key(&ticket.place)))
        }),
        rate.filter(|_| room.no_rate)
            .map(|rule| (rule.when_full, format!("runs of this flow{} begin as often as they may already", by_key(&ticket.rate)))),
    ];
    for (rule, message) in full.into_iter().flatten() {
        match rule {
            WhenFull::Refuse => return Err(FlowError::AdmissionRefused { message }),
            WhenFull::Skip => skipped = Some(message),
            WhenFull::Wait | WhenFull::CancelOldest => {}
        }
    }
    Ok(skipped)
}

/// Puts a start in its line.
async fn stand(tx: &Transaction<'_>, line: i64, ticket: &Ticket, run: &NewRun, given: &Value, forked: bool) -> Result<(), FlowError> {
    let words =
        ticket.gathering.as_ref().filter(|gathering| !gathering.is_full_with_one()).map(|gathering| (gathering.words(), gathering.times()));
    let gather = words.as_ref().map(|((word, _), _)| *word);
    let key = words.as_ref().map(|((_, key), _)| *key);
    let due = words.as_ref().map(|(_, (due, _))| *due);
    let until = words.as_ref().and_then(|(_, (_, until))| *until);
    let batches = gather == Some("batch");
    let input = if batches { given.to_string() } else { run.input.to_string() };
    sql::insert_start()
        .bind(
            tx,
            &run.run_id,
            &ticket.place,
            &ticket.rate,
            &ticket.priority,
            &input,
            &engine::approval_of(run),
            &forked,
            &gather,
            &key,
            &due,
            &until,
            &line,
        )
        .await?;
    if batches {
        // Counted already, with the start.
        sql::first_item().bind(tx, &run.run_id, &input).await?;
    }
    Ok(())
}

/// Lets in who may begin, and says whether this start is among them.
async fn settle(tx: &Transaction<'_>, line: i64, ticket: &Ticket, run_id: RunId) -> Result<Admitted, FlowError> {
    // One that gathers may have closed another that was full.
    let place = if ticket.gathering.is_some() { &None } else { &ticket.place };
    sql::let_in().bind(tx, &line, place).one().await?;
    let waits = sql::is_waiting().bind(tx, &run_id).one().await?;
    Ok(if waits { Admitted::Waits } else { Admitted::Begins })
}

impl Gathering {
    fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Debounce { key, .. } => ("debounce", key),
            Self::Batch { key, .. } => ("batch", key),
        }
    }

    /// How long it gathers, and how long at most.
    fn times(&self) -> (i64, Option<i64>) {
        match self {
            Self::Debounce { quiet_ms, at_most_ms, .. } => (*quiet_ms, *at_most_ms),
            Self::Batch { within_ms, .. } => (*within_ms, None),
        }
    }

    fn is_full_with_one(&self) -> bool {
        matches!(self, Self::Batch { size: 1, .. })
    }
}

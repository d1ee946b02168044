//! One commit: the entries of many runs, their heads, payloads, answers and projections, together or not at all.
//!
//! A wave is fenced twice. `engine.fence` holds the shards' epochs for the length of the transaction, so that a process that
//! was replaced cannot write; and the journal's key takes each transition only once, since two writers of a run would both go on after
//! the entry that both have seen last. Whether the shards are still this process's is the first fence's to say: where it holds, a row
//! that is missing or taken is the fault of its run. A wave that the
//! database refuses is halved until the run at fault stands alone; the others go through.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use db::queries::engine::wave as sql;
use deadpool_postgres::{Object, Transaction};
use jiff::Timestamp;
use machine::{Command, Recorded, RunStatus};
use plan::Plan;
use store::Identity;
use tokio::sync::oneshot;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use crate::descent::Birth;
use crate::host::Shared;
use crate::inbox::{Answer, Request};
use crate::payload::{self, Staged};
use crate::ports::{ProjectError, Projected, RunId};
use crate::submit::shard_of;

/// What one transition of one run wants written, and what may begin once it is.
#[derive(Debug)]
pub(crate) struct Advance {
    pub(crate) run_id: RunId,
    pub(crate) shard: i16,
    /// New entries and what follows from them; absent where a request is only answered.
    pub(crate) progress: Option<Progress>,
    /// Answers to requests, by request.
    pub(crate) answers: Vec<(i64, Answer)>,
    /// Callers in this process who are to be told when it is durable.
    pub(crate) told: Vec<(oneshot::Sender<Answer>, Answer)>,
    /// What the run was woken by, done with now that it is in memory.
    pub(crate) wakes: Vec<i64>,
}

/// The part of an [`Advance`] that moves the run on.
#[derive(Debug)]
pub(crate) struct Progress {
    pub(crate) plan: Arc<Plan>,
    /// The hash of this plan, where the run moves to it now.
    pub(crate) moved_to: Option<String>,
    pub(crate) entries: Vec<Recorded>,
    /// The entries as they are stored: one row.
    pub(crate) text: String,
    /// What the run is after it.
    pub(crate) state: RunStatus,
    /// The run's own row, where it changes.
    pub(crate) head: Option<Head>,
    /// The run leaves the submissions.
    pub(crate) begins: bool,
    /// The run's row is written as well: it was not submitted before.
    pub(crate) creation: Option<Box<Creation>>,
    pub(crate) payloads: Vec<Staged>,
    /// Runs that come of it.
    pub(crate) births: Vec<Birth>,
    /// To be issued after the commit.
    pub(crate) commands: Vec<Command>,
}

impl Progress {
    /// Only the run's own row.
    pub(crate) fn of_row(plan: Arc<Plan>, row: Head) -> Self {
        Self {
            plan,
            moved_to: None,
            entries: Vec::new(),
            text: String::new(),
            state: row.state,
            head: Some(row),
            begins: false,
            creation: None,
            payloads: Vec::new(),
            births: Vec::new(),
            commands: Vec::new(),
        }
    }
}

/// A run that comes into being with its first entries.
#[derive(Debug)]
pub(crate) struct Creation {
    pub(crate) owner: Uuid,
    pub(crate) plan_hash: String,
    /// The plan, unless it is known to be stored.
    pub(crate) plan_body: Option<String>,
}

/// What became of a start.
#[derive(Debug)]
pub(crate) enum Begun {
    /// It is durable.
    Here,
    /// This lane cannot take it now, or the database did not take it; nothing was done.
    NotHere,
}

/// What stands in a run's own row: what is asked of runs that nobody has in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) state: RunStatus,
    /// Its next deadline.
    pub(crate) wake_at: Option<Timestamp>,
    /// Nothing is wanted of anybody before the deadline.
    pub(crate) asleep: bool,
}

impl Advance {
    /// Answers to requests of a run that nothing else is written for.
    pub(crate) fn answering(run_id: RunId, answers: Vec<(i64, Answer)>) -> Self {
        Self { run_id, shard: shard_of(run_id), progress: None, answers, told: Vec::new(), wakes: Vec::new() }
    }

    pub(crate) fn rows(&self) -> usize {
        self.answers.len()
            + self.wakes.len()
            + self.progress.as_ref().map_or(0, |progress| progress.payloads.len() + 1 + usize::from(progress.head.is_some()))
    }

    pub(crate) fn bytes(&self) -> usize {
        self.progress.as_ref().map_or(0, |progress| {
            let payloads: usize = progress.payloads.iter().filter_map(|p| p.bytes.as_ref()).map(|bytes| bytes.len()).sum();
            progress.text.len() + payloads
        })
    }

    /// Whether it writes journal entries, or what a run's row says.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn writes(&self) -> bool {
        self.progress.as_ref().is_some_and(|progress| !progress.entries.is_empty() || progress.head.is_some())
    }
}

/// A transition's entries as they are stored.
pub(crate) fn entries_text(entries: &[Recorded]) -> String {
    let mut text = Vec::with_capacity(64 + 160 * entries.len());
    text.push(b'[');
    for (place, recorded) in entries.iter().enumerate() {
        if place > 0 {
            text.push(b',');
        }
        serde_json::to_writer(&mut text, &recorded.entry).expect("an entry is plain data with string keys, which JSON always represents");
    }
    text.push(b']');
    String::from_utf8(text).expect("JSON is UTF-8")
}

/// The stored word for a status.
pub(crate) fn state_word(status: RunStatus) -> &'static str {
    match status {
        RunStatus::Running => "running",
        RunStatus::Paused => "paused",
        RunStatus::Completed => "completed",
        RunStatus::Continued => "continued",
        RunStatus::Failed => "failed",
        RunStatus::Cancelled => "cancelled",
    }
}

/// What became of a wave.
pub(crate) struct Written {
    /// Durable, in order.
    pub(crate) committed: Vec<Advance>,
    /// Refused, each run alone.
    pub(crate) rejected: Vec<Rejected>,
    /// Not written: the end came before.
    pub(crate) rest: Vec<Advance>,
    pub(crate) end: End,
}

/// A run whose entries the database, or a projector, did not take.
pub(crate) struct Rejected {
    pub(crate) run_id: RunId,
    pub(crate) advances: Vec<Advance>,
    pub(crate) message: String,
    /// A lock or a deadlock: the same may go through later.
    pub(crate) transient: bool,
}

/// How a wave ended.
#[derive(Debug)]
pub(crate) enum End {
    /// All of it was decided.
    Decided,
    /// Somebody else writes these shards now.
    Deposed(String),
    /// The database could not be reached or could not serve; `rest` may be tried again as it is.
    Unavailable(String),
    /// The connection broke while a commit was under way: nobody knows whether it counts.
    Unknown(String),
    /// An injected crash.
    #[cfg(any(test, feature = "testing"))]
    Crashed,
}

/// Writes a wave. `epochs` are those of the shards it touches.
pub(crate) async fn write(shared: &Shared, epochs: &HashMap<i16, i64>, wave: Vec<Advance>) -> Written {
    let mut written = Written { committed: Vec::new(), rejected: Vec::new(), rest: Vec::new(), end: End::Decided };
    let mut groups = vec![wave];
    while let Some(group) = groups.pop() {
        match commit(shared, epochs, &group).await {
            Ok(()) => written.committed.extend(group),
            Err(Refusal::Fault { run_id, message, transient }) => match divide(group, run_id) {
                Divided::Halves(first, second) => groups.extend([second, first]),
                Divided::Alone(run_id, advances) => {
                    written.rejected.push(Rejected { run_id, advances, message, transient });
                }
            },
            Err(Refusal::End(end)) => {
                written.rest = group;
                written.rest.extend(groups.into_iter().rev().flatten());
                written.end = end;
                break;
            }
        }
    }
    written
}

enum Divided {
    Halves(Vec<Advance>, Vec<Advance>),
    Alone(RunId, Vec<Advance>),
}

/// Splits by runs: the one at fault from the others where it is known, else in halves. Order inside a run is kept.
fn divide(group: Vec<Advance>, at_fault: Option<RunId>) -> Divided {
    let runs: BTreeSet<RunId> = group.iter().map(|advance| advance.run_id).collect();
    let mut in_order = runs.iter().copied();
    if let (1, Some(only)) = (runs.len(), in_order.next()) {
        return Divided::Alone(only, group);
    }
    let first: BTreeSet<RunId> = match at_fault {
        Some(run_id) if runs.contains(&run_id) => BTreeSet::from([run_id]),
        _ => runs.iter().copied().take(runs.len() / 2).collect(),
    };
    let (first, second) = group.into_iter().partition(|advance| first.contains(&advance.run_id));
    Divided::Halves(first, second)
}

/// Why a group was not committed.
enum Refusal {
    /// Something in it is at fault.
    Fault { run_id: Option<RunId>, message: String, transient: bool },
    /// It has nothing to do with the group.
    End(End),
}

async fn commit(shared: &Shared, epochs: &HashMap<i16, i64>, group: &[Advance]) -> Result<(), Refusal> {
    let mut client = shared.database.get(Identity::Service).await.map_err(|error| Refusal::End(End::Unavailable(error.to_string())))?;
    let done = in_transaction(shared, &mut client, epochs, group).await;
    if let Err(Refusal::End(_)) = done {
        // Whatever is wrong may be wrong with the connection: the next wave gets another one.
        drop(Object::take(client));
    }
    done
}

async fn in_transaction(shared: &Shared, client: &mut Object, epochs: &HashMap<i16, i64>, group: &[Advance]) -> Result<(), Refusal> {
    #[cfg(any(test, feature = "testing"))]
    let write = group.iter().any(Advance::writes).then(|| shared.config.faults.next_write());
    #[cfg(any(test, feature = "testing"))]
    let strikes = |point| write.is_some_and(|write| shared.config.faults.strikes(write, point));

    let transaction = client.transaction().await.map_err(|error| own(&error))?;
    let now = statements(shared, &transaction, epochs, group).await?;
    project(shared, &transaction, group).await?;

    #[cfg(any(test, feature = "testing"))]
    if strikes(crate::faults::CrashPoint::BeforeCommit) {
        return Err(Refusal::End(End::Crashed));
    }
    transaction.commit().await.map_err(|error| match error.as_db_error() {
        Some(_) => own(&error),
        None => Refusal::End(End::Unknown(error.to_string())),
    })?;
    shared.clock.calibrate(now);
    #[cfg(any(test, feature = "testing"))]
    if strikes(crate::faults::CrashPoint::AfterCommit) {
        return Err(Refusal::End(End::Crashed));
    }
    shared.counters.count(group);
    Ok(())
}

/// The engine's own statements, sent together: one per table, whatever the number of rows.
async fn statements(
    shared: &Shared,
    transaction: &Transaction<'_>,
    epochs: &HashMap<i16, i64>,
    group: &[Advance],
) -> Result<Timestamp, Refusal> {
    let columns = Columns::of(group, epochs)
        .map_err(|shard| Refusal::End(End::Deposed(format!("shard {shard} is not owned by this process any more"))))?;
    let lock_timeout_ms = i32::try_from(shared.config.lock_timeout.as_millis()).unwrap_or(i32::MAX);

    // Prepared explicitly: only so does the connection keep them. Then all of them leave in one packet.
    let fence = async {
        let fence = sql::fence().prepare(transaction).await?;
        fence.bind(transaction, &columns.fence_shards, &columns.fence_epochs, &lock_timeout_ms).one().await
    };
    let payloads = async {
        if columns.payloads.is_empty() {
            return Ok(());
        }
        payload::write(transaction, columns.payloads.values().copied(), &columns.uses).await
    };
    let entries = async {
        if columns.run_ids.is_empty() {
            return Ok(0);
        }
        let append = sql::append_entries().prepare(transaction).await?;
        append.bind(transaction, &columns.run_ids, &columns.seqs, &columns.ats, &columns.texts).one().await
    };
    let heads = async {
        if columns.heads.is_empty() {
            return Ok(0);
        }
        let ids: Vec<RunId> = columns.heads.keys().copied().collect();
        let states: Vec<&str> = columns.heads.values().map(|head| state_word(head.state)).collect();
        let wakes: Vec<Option<Timestamp>> = columns.heads.values().map(|head| head.wake_at).collect();
        let asleep: Vec<bool> = columns.heads.values().map(|head| head.asleep).collect();
        let advance = sql::advance_runs().prepare(transaction).await?;
        advance.bind(transaction, &ids, &states, &wakes, &asleep).one().await
    };
    let created = async {
        if columns.created_ids.is_empty() {
            return Ok(0);
        }
        if !columns.plans.is_empty() {
            let (hashes, bodies): (Vec<&str>, Vec<&str>) = columns.plans.iter().map(|(hash, body)| (*hash, *body)).unzip();
            let save = sql::save_plans().prepare(transaction).await?;
            save.bind(transaction, &hashes, &bodies).one().await?;
        }
        let create = sql::create_runs().prepare(transaction).await?;
        let created = &columns.created;
        create
            .bind(
                transaction,
                &columns.created_ids,
                &created.owners,
                &created.shards,
                &created.plans,
                &created.states,
                &created.wakes,
                &created.asleep,
            )
            .one()
            .await
    };
    let born = async {
        if columns.births.is_empty() {
            return Ok(0);
        }
        let births = &columns.births;
        let ids: Vec<RunId> = births.iter().map(|birth| birth.run_id).collect();
        let owners: Vec<Uuid> = births.iter().map(|birth| birth.owner).collect();
        let shards: Vec<i16> = births.iter().map(|birth| shard_of(birth.run_id)).collect();
        let hashes: Vec<&str> = births.iter().map(|birth| birth.plan_hash.as_str()).collect();
        let inputs: Vec<String> = births.iter().map(|birth| birth.input.to_string()).collect();
        let approved: Vec<Option<String>> =
            births.iter().map(|birth| birth.approved_in_advance.as_ref().map(crate::submit::approval_text)).collect();
        let submit = sql::submit_runs().prepare(transaction).await?;
        let born = submit.bind(transaction, &ids, &owners, &shards, &hashes, &inputs, &approved).one().await?;
        let signals: Vec<(RunId, &Request)> =
            births.iter().flat_map(|birth| birth.signals.iter().map(|signal| (birth.run_id, signal))).collect();
        if !signals.is_empty() {
            let to: Vec<RunId> = signals.iter().map(|(run_id, _)| *run_id).collect();
            let shards: Vec<i16> = to.iter().map(|run_id| shard_of(*run_id)).collect();
            let dedups: Vec<String> = (0..signals.len()).map(|place| format!("continued {place}")).collect();
            let texts: Vec<String> = signals.iter().map(|(_, signal)| signal.to_json()).collect();
            let hand_on = sql::hand_on_requests().prepare(transaction).await?;
            hand_on.bind(transaction, &shards, &to, &dedups, &texts).one().await?;
        }
        let of: Vec<RunId> = births.iter().map(|birth| birth.of).collect();
        let open = sql::hand_on_open().prepare(transaction).await?;
        open.bind(transaction, &of, &ids, &columns.answer_ids).one().await?;
        Ok(born)
    };
    let moved_on = async {
        if columns.moved.is_empty() {
            return Ok(0);
        }
        let (ids, hashes): (Vec<RunId>, Vec<&str>) = columns.moved.iter().map(|(id, hash)| (*id, *hash)).unzip();
        let move_on = sql::move_to_plans().prepare(transaction).await?;
        move_on.bind(transaction, &ids, &hashes).one().await
    };
    let begun = async {
        if columns.begun_ids.is_empty() {
            return Ok(0);
        }
        let begin = sql::begin_runs().prepare(transaction).await?;
        begin.bind(transaction, &columns.begun_ids).one().await
    };
    let answers = async {
        if columns.answer_ids.is_empty() {
            return Ok(0);
        }
        let answer = sql::answer_requests().prepare(transaction).await?;
        answer.bind(transaction, &columns.answer_ids, &columns.answer_texts).one().await
    };

    let woken = async {
        if columns.wake_ids.is_empty() {
            return Ok(0);
        }
        // One that is gone was found by an earlier owner, too.
        let forget = sql::forget_wakes().prepare(transaction).await?;
        forget.bind(transaction, &columns.wake_ids).one().await
    };

    // All of them were sent before the first answer came; what a refusal did to those behind it says nothing.
    let (now, created, payloads, entries, moved, moved_on, born, begun, answered, woken) =
        tokio::join!(fence, created, payloads, entries, heads, moved_on, born, begun, answers, woken);
    let refusals = [
        now.as_ref().err(),
        created.as_ref().err(),
        payloads.as_ref().err(),
        entries.as_ref().err(),
        moved.as_ref().err(),
        moved_on.as_ref().err(),
        born.as_ref().err(),
        begun.as_ref().err(),
        answered.as_ref().err(),
        woken.as_ref().err(),
    ];
    let tells = |error: &&&tokio_postgres::Error| error.code() != Some(&SqlState::IN_FAILED_SQL_TRANSACTION);
    if let Some(refusal) = refusals.iter().flatten().find(tells).or_else(|| refusals.iter().flatten().next()) {
        return Err(own(refusal));
    }
    let (Ok(now), Ok(moved), Ok(moved_on), Ok(begun), Ok(answered)) = (now, moved, moved_on, begun, answered) else {
        unreachable!("a refusal was returned above");
    };
    let missing = [
        ("its own row is not there", moved < columns.heads.len() as i64 || moved_on < columns.moved.len() as i64),
        ("its submission is not there", begun < columns.begun_ids.len() as i64),
    ];
    if let Some((what, _)) = missing.into_iter().find(|(_, is_missing)| *is_missing) {
        // The epoch held, so no other process has written: the rows of one run do not fit together, or somebody has deleted it.
        let message = format!("{what}: it was deleted, or its rows in the database do not fit together");
        return Err(Refusal::Fault { run_id: None, message, transient: false });
    }
    if answered < columns.answer_ids.len() as i64 {
        // Requests go with a run that is deleted, also in the moment in which they are answered.
        let gone = columns.answer_ids.len() as i64 - answered;
        tracing::warn!(gone, "requests were answered whose rows are not there");
    }
    Ok(now)
}

/// Lets each module's projectors write their tables.
async fn project(shared: &Shared, transaction: &Transaction<'_>, group: &[Advance]) -> Result<(), Refusal> {
    for (place, module) in shared.modules.registries().enumerate() {
        if module.projectors.is_empty() {
            continue;
        }
        let mut wave: Vec<Projected> = group
            .iter()
            .filter_map(|advance| advance.progress.as_ref().map(|progress| (advance.run_id, progress)))
            .filter(|(_, progress)| shared.modules.place(&progress.plan) == Some(place))
            .flat_map(|(run_id, progress)| {
                progress.entries.iter().map(move |recorded| Projected { run_id, plan: progress.plan.clone(), recorded: recorded.clone() })
            })
            .collect();
        if wave.is_empty() {
            continue;
        }
        wave.sort_by_key(|projected| (projected.run_id, projected.recorded.seq));
        for projector in &module.projectors {
            projector.project(transaction, &wave).await.map_err(|error| match error {
                ProjectError::Unfit { run_id, ref message } => {
                    Refusal::Fault { run_id: Some(run_id), message: message.clone(), transient: false }
                }
                ProjectError::Database(ref error) => match Kind::of(error) {
                    Kind::Unreachable => Refusal::End(End::Unavailable(text(error))),
                    Kind::Transient => Refusal::Fault { run_id: None, message: text(error), transient: true },
                    _ => Refusal::Fault { run_id: None, message: text(error), transient: false },
                },
            })?;
        }
    }
    Ok(())
}

/// The rows of a wave, by column.
struct Columns<'a> {
    fence_shards: Vec<i16>,
    fence_epochs: Vec<i64>,
    payloads: BTreeMap<&'a str, &'a Staged>,
    /// Which run needs which of them.
    uses: Vec<(&'a str, RunId)>,
    run_ids: Vec<RunId>,
    seqs: Vec<i64>,
    ats: Vec<Timestamp>,
    texts: Vec<&'a str>,
    heads: BTreeMap<RunId, Head>,
    /// Runs that move to another plan, with its hash.
    moved: BTreeMap<RunId, &'a str>,
    created_ids: Vec<RunId>,
    created: Created<'a>,
    /// Plans to be stored, in the order of their hashes, so that two waves never wait for each other.
    plans: BTreeMap<&'a str, &'a str>,
    births: Vec<&'a Birth>,
    begun_ids: Vec<RunId>,
    answer_ids: Vec<i64>,
    answer_texts: Vec<String>,
    wake_ids: Vec<i64>,
}

/// Runs that come into being, by column.
#[derive(Default)]
struct Created<'a> {
    owners: Vec<Uuid>,
    shards: Vec<i16>,
    plans: Vec<&'a str>,
    states: Vec<&'static str>,
    wakes: Vec<Option<Timestamp>>,
    asleep: Vec<bool>,
}

impl<'a> Columns<'a> {
    /// Fails with a shard whose epoch is not known.
    fn of(group: &'a [Advance], epochs: &HashMap<i16, i64>) -> Result<Self, i16> {
        let mut columns = Self {
            fence_shards: Vec::new(),
            fence_epochs: Vec::new(),
            payloads: BTreeMap::new(),
            uses: Vec::new(),
            run_ids: Vec::new(),
            seqs: Vec::new(),
            ats: Vec::new(),
            texts: Vec::new(),
            heads: BTreeMap::new(),
            moved: BTreeMap::new(),
            created_ids: Vec::new(),
            created: Created::default(),
            plans: BTreeMap::new(),
            births: Vec::new(),
            begun_ids: Vec::new(),
            answer_ids: Vec::new(),
            answer_texts: Vec::new(),
            wake_ids: Vec::new(),
        };
        let mut fence = BTreeMap::new();
        for advance in group {
            let epoch = *epochs.get(&advance.shard).ok_or(advance.shard)?;
            fence.insert(advance.shard, epoch);
            for (id, answer) in &advance.answers {
                columns.answer_ids.push(*id);
                columns.answer_texts.push(answer.to_json());
            }
            columns.wake_ids.extend(&advance.wakes);
            let Some(progress) = &advance.progress else { continue };
            for staged in &progress.payloads {
                columns.payloads.entry(&staged.sha256).or_insert(staged);
                columns.uses.push((&staged.sha256, advance.run_id));
            }
            if let Some(first) = progress.entries.first() {
                columns.run_ids.push(advance.run_id);
                columns.seqs.push(first.seq.cast_signed());
                columns.ats.push(first.at);
                columns.texts.push(&progress.text);
            }
            columns.births.extend(&progress.births);
            if let Some(hash) = &progress.moved_to {
                columns.moved.insert(advance.run_id, hash);
            }
            if progress.begins {
                columns.begun_ids.push(advance.run_id);
            }
            if let Some(creation) = &progress.creation {
                let head = progress.head.unwrap_or(Head { state: progress.state, wake_at: None, asleep: false });
                columns.created_ids.push(advance.run_id);
                columns.created.owners.push(creation.owner);
                columns.created.shards.push(advance.shard);
                columns.created.plans.push(&creation.plan_hash);
                columns.created.states.push(state_word(head.state));
                columns.created.wakes.push(head.wake_at);
                columns.created.asleep.push(head.asleep);
                if let Some(body) = &creation.plan_body {
                    columns.plans.insert(&creation.plan_hash, body);
                }
            } else if let Some(head) = progress.head {
                // Later transitions of the same run come later.
                columns.heads.insert(advance.run_id, head);
            }
        }
        (columns.fence_shards, columns.fence_epochs) = fence.into_iter().unzip();
        Ok(columns)
    }
}

/// What a refusal of one of the engine's own statements means.
fn own(error: &tokio_postgres::Error) -> Refusal {
    match Kind::of(error) {
        Kind::Deposed => Refusal::End(End::Deposed(text(error))),
        Kind::Transient => Refusal::Fault { run_id: None, message: text(error), transient: true },
        Kind::Data => Refusal::Fault { run_id: None, message: text(error), transient: false },
        // Nothing any run did: missing rights, a missing table, a full disk. It must be put right by people; nothing is lost meanwhile.
        Kind::Unreachable | Kind::Other => Refusal::End(End::Unavailable(text(error))),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Deposed,
    Transient,
    Data,
    Unreachable,
    Other,
}

impl Kind {
    fn of(error: &tokio_postgres::Error) -> Self {
        use std::error::Error as _;
        let Some(refusal) = error.as_db_error() else {
            let broken = error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
            return if broken { Self::Unreachable } else { Self::Data };
        };
        let code = refusal.code();
        if code.code() == "GW001" {
            return Self::Deposed;
        }
        if [SqlState::LOCK_NOT_AVAILABLE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE, SqlState::QUERY_CANCELED]
            .contains(code)
        {
            return Self::Transient;
        }
        match &code.code()[..2] {
            // "23": somebody brought an identity that is taken, or a run's journal goes on otherwise than this process has it in memory.
            "22" | "23" | "54" => Self::Data,
            "08" | "25" | "53" | "57" | "58" => Self::Unreachable,
            _ => Self::Other,
        }
    }
}

/// What the database said, for people.
pub(crate) fn text(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(refusal) => match refusal.detail() {
            Some(detail) => format!("{} ({}): {detail}", refusal.message(), refusal.code().code()),
            None => format!("{} ({})", refusal.message(), refusal.code().code()),
        },
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn answer(run: u128) -> Advance {
        Advance { shard: 0, ..Advance::answering(Uuid::from_u128(run), vec![(1, Answer::Accepted { seq: 1, value: None })]) }
    }

    #[test]
    fn separates_the_run_at_fault_from_the_others() {
        let group = vec![answer(1), answer(2), answer(1), answer(3)];
        let Divided::Halves(first, second) = divide(group, Some(Uuid::from_u128(1))) else { panic!("one run only") };
        assert_eq!(first.len(), 2);
        assert!(first.iter().all(|advance| advance.run_id == Uuid::from_u128(1)));
        assert_eq!(second.len(), 2);
    }

    #[test]
    fn halves_by_runs_until_one_stands_alone() {
        let group = vec![answer(1), answer(2), answer(3), answer(2)];
        let Divided::Halves(first, second) = divide(group, None) else { panic!("one run only") };
        assert_eq!((first.len(), second.len()), (1, 3));
        assert!(matches!(divide(first, None), Divided::Alone(run, _) if run == Uuid::from_u128(1)));
    }

    #[test]
    fn refuses_a_shard_without_an_epoch() {
        assert_eq!(Columns::of(&[answer(1)], &HashMap::new()).err(), Some(0));
    }
}

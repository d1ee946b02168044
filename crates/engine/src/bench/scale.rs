//! How far a host goes: beside an old snapshot and a long history, with long and wide plans, with runs asleep, with large files.
//!
//! What needs several processes is led by whoever can start some: [`host`] is one of them, [`start`] and [`finished`] are its work.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use db::queries::engine::wave as sql;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream;
use machine::{Entry, Failure, RunStatus};
use plan::Plan;
use serde::Serialize;
use serde_json::json;
use store::objects::Objects;
use store::{Database, Identity};
use uuid::Uuid;

use super::cost::Cost;
use super::workload::{self, Chains, Idle, Latency, Noop};
use super::{BenchError, NOBODY, Settings, history, median};
use crate::ports::{Effect, EffectCall, Produced, ProducedFile, Registry, RunId};
use crate::shards::ShardSet;
use crate::submit::shard_of;
use crate::{Config, Engine, FILE_LIMIT, Handle, NewRun, keeper, submit, view};

/// One measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// One, two and four processes on one server.
    Processes,
    /// A reader that holds a snapshot all the while.
    Snapshot,
    /// Runs that have ended, in great number.
    History,
    /// A run of as many steps as a plan may have.
    Plan,
    /// One step on a thousand items.
    FanOut,
    /// Runs that sleep.
    Sleepers,
    /// Files from one byte to the largest.
    Payloads,
}

impl Part {
    const ALL: [(&'static str, Self); 7] = [
        ("processes", Self::Processes),
        ("snapshot", Self::Snapshot),
        ("history", Self::History),
        ("plan", Self::Plan),
        ("fan-out", Self::FanOut),
        ("sleepers", Self::Sleepers),
        ("payloads", Self::Payloads),
    ];
}

impl FromStr for Part {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(|(name, _)| name).join(", ");
        let found = Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, part)| part);
        found.ok_or_else(|| format!("there is no measurement `{word}`; there are {}", known()))
    }
}

/// What was measured; what was not asked for is left out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Several processes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processes: Option<Processes>,
    /// Beside a reader with a snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Snapshot>,
    /// Beside a long history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Beside>,
    /// A long plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Long>,
    /// A wide fan-out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fan_out: Option<Wide>,
    /// Runs asleep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sleepers: Option<Sleepers>,
    /// Files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payloads: Option<Vec<Payload>>,
}

/// Several processes on one server.
#[derive(Debug, Clone, Serialize)]
pub struct Processes {
    /// Processes, and the steps in a second that they do together at most.
    pub steps_per_s: Vec<(usize, f64)>,
    /// Steps in a second at half of what one process does at most, before and after another process came.
    pub at_half_load: (f64, f64),
    /// How long a run of one step took meanwhile that the first process started and waited for, before and after.
    pub w2_at_half_load: (Latency, Latency),
    /// Seconds from the start of a process beside another under that load until each has half of the shards.
    pub shared_after_s: f64,
    /// Seconds from the end of one of two processes until runs in every shard have ended.
    pub moved_after_s: Vec<f64>,
}

/// The same work with something beside it.
#[derive(Debug, Clone, Serialize)]
pub struct Beside {
    /// What stood beside it.
    pub what: String,
    /// What was done without it.
    pub without: Throughput,
    /// And with it.
    pub with: Throughput,
}

/// Runs of W1's plan, many at once.
#[derive(Debug, Clone, Serialize)]
pub struct Throughput {
    /// Steps in a second: the median of the rounds.
    pub steps_per_s: f64,
    /// Seconds of processor for a thousand steps that the engine used.
    pub engine_cpu_s_per_1000: f64,
    /// And PostgreSQL.
    pub postgres_cpu_s_per_1000: f64,
}

impl From<Chains> for Throughput {
    fn from(chains: Chains) -> Self {
        Self {
            steps_per_s: chains.steps_per_s,
            engine_cpu_s_per_1000: chains.engine_cpu_s_per_1000,
            postgres_cpu_s_per_1000: chains.postgres_cpu_s_per_1000,
        }
    }
}

impl Beside {
    /// Percent of the throughput that it cost; negative where it cost none.
    #[must_use]
    pub fn loss_percent(&self) -> f64 {
        (1.0 - self.with.steps_per_s / self.without.steps_per_s) * 100.0
    }
}

/// Two kinds of work beside a reader that holds a snapshot.
#[derive(Debug, Clone, Serialize)]
pub struct Snapshot {
    /// Runs that begin in the process that drives them: W1.
    pub here: Beside,
    /// Runs of the same plan that another process submits, so that each is looked for.
    pub elsewhere: Beside,
}

/// A long plan.
#[derive(Debug, Clone, Serialize)]
pub struct Long {
    /// Its steps.
    pub steps: usize,
    /// Milliseconds for each.
    pub ms_per_step: f64,
    /// And for each of fifty.
    pub ms_per_step_of_fifty: f64,
}

/// A wide fan-out.
#[derive(Debug, Clone, Serialize)]
pub struct Wide {
    /// Its items.
    pub items: usize,
    /// Milliseconds from start to joined result.
    pub ms: f64,
    /// And with a tenth of the items.
    pub ms_of_a_tenth: f64,
}

/// Runs asleep.
#[derive(Debug, Clone, Serialize)]
pub struct Sleepers {
    /// How many.
    pub runs: usize,
    /// Of them in memory.
    pub live: usize,
    /// What the host cost meanwhile.
    pub asleep: Idle,
    /// What it cost before there was any.
    pub empty: Idle,
}

/// A file of a size.
#[derive(Debug, Clone, Serialize)]
pub struct Payload {
    /// Bytes.
    pub bytes: usize,
    /// Milliseconds from start to result of a run that makes it; absent where it was refused.
    pub ms: Option<f64>,
    /// How it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(processes) = &self.processes {
            for (count, rate) in &processes.steps_per_s {
                writeln!(f, "processes {count:>9}: {rate:.0} steps/s together")?;
            }
            let (before, after) = processes.at_half_load;
            writeln!(f, "one more at half load: {before:.0} steps/s before, {after:.0} after ({:+.1} %)", (after / before - 1.0) * 100.0)?;
            let (quick, slow) = (&processes.w2_at_half_load.0, &processes.w2_at_half_load.1);
            writeln!(
                f,
                "  meanwhile a run of one step: {:.2} ms p50, {:.2} p99 before; {:.2} p50, {:.2} p99 after; shared after {:.2} s (aim ≤ 5 s)",
                quick.p50_ms, quick.p99_ms, slow.p50_ms, slow.p99_ms, processes.shared_after_s
            )?;
            let worst = processes.moved_after_s.iter().copied().fold(0.0, f64::max);
            let half = median(processes.moved_after_s.clone());
            writeln!(
                f,
                "one killed: work moved after {half:.2} s, {worst:.2} s at most, {} kills (aim ≤ 5 s)",
                processes.moved_after_s.len()
            )?;
        }
        let snapshots = self.snapshot.iter().flat_map(|snapshot| [&snapshot.here, &snapshot.elsewhere]);
        for beside in snapshots.chain(&self.history) {
            let (with, without) = (&beside.with, &beside.without);
            writeln!(
                f,
                "beside {}: {:.0} steps/s, {:.0} without: {:.1} % lost (aim ≤ 10 %); CPU-s for 1,000, engine and PostgreSQL: {:.3} + {:.3}, {:.3} + {:.3} without",
                beside.what,
                with.steps_per_s,
                without.steps_per_s,
                beside.loss_percent(),
                with.engine_cpu_s_per_1000,
                with.postgres_cpu_s_per_1000,
                without.engine_cpu_s_per_1000,
                without.postgres_cpu_s_per_1000
            )?;
        }
        if let Some(plan) = &self.plan {
            writeln!(
                f,
                "a plan of {} steps: {:.3} ms a step, {:.3} in one of fifty",
                plan.steps, plan.ms_per_step, plan.ms_per_step_of_fifty
            )?;
        }
        if let Some(wide) = &self.fan_out {
            writeln!(f, "{} items and their join: {:.1} ms, {:.1} ms for a tenth", wide.items, wide.ms, wide.ms_of_a_tenth)?;
        }
        if let Some(sleepers) = &self.sleepers {
            let (asleep, empty) = (&sleepers.asleep, &sleepers.empty);
            writeln!(
                f,
                "{} runs asleep, {} of them in memory: {:.2} % of a core, PostgreSQL {:.2} %, {:.2} queries/s; with none {:.2} %, {:.2} %, {:.2}",
                sleepers.runs,
                sleepers.live,
                asleep.engine_cpu_percent,
                asleep.postgres_cpu_percent,
                asleep.queries_per_s,
                empty.engine_cpu_percent,
                empty.postgres_cpu_percent,
                empty.queries_per_s
            )?;
        }
        for payload in self.payloads.iter().flatten() {
            match (&payload.ms, &payload.refused) {
                (Some(ms), _) => writeln!(f, "a file of {:>9} bytes: {ms:.1} ms", payload.bytes)?,
                (None, refused) => writeln!(f, "a file of {:>9} bytes: refused: {}", payload.bytes, refused.as_deref().unwrap_or("?"))?,
            }
        }
        Ok(())
    }
}

/// How much of everything.
#[derive(Debug, Clone)]
pub struct Amounts {
    /// Runs that ended.
    pub history: u32,
    /// Runs that sleep.
    pub sleepers: usize,
    /// Steps of the long plan.
    pub steps: usize,
    /// Items of the wide fan-out.
    pub items: usize,
    /// How long a host that has nothing to do is looked at.
    pub idle_for: Duration,
    /// How long a snapshot is held at least, under load, before what it costs is measured.
    pub snapshot_for: Duration,
}

/// Measures what one process can, on a migrated database where no engine lives. What it leaves there stays: the database is thrown away.
///
/// # Errors
/// The database cannot be reached, an engine hosts it already, or a run did not end as it should.
pub async fn run(
    database: &Database,
    objects: &Path,
    settings: &Settings,
    amounts: &Amounts,
    wanted: impl Fn(Part) -> bool,
    report: &mut Report,
) -> Result<(), BenchError> {
    if crate::somebody_owns(database).await? {
        return Err("an engine hosts this database already; stop it, or use another data directory".into());
    }
    let mut registry = Registry::default();
    registry.effects.insert("noop".to_owned(), Arc::new(Noop));
    registry.effects.insert("file".to_owned(), Arc::new(File));
    let config = Config { objects: Some(Objects::local(objects)?), name: "gatewright bench scale".to_owned(), ..Config::default() };
    let engine = Engine::start(database.clone(), registry, config).await?;
    let handle = engine.handle();
    handle.ready().await;
    let measured = async {
        if wanted(Part::Plan) {
            report.plan = Some(long(&handle, amounts.steps).await?);
        }
        if wanted(Part::FanOut) {
            report.fan_out = Some(wide(&handle, amounts.items).await?);
        }
        if wanted(Part::Payloads) {
            report.payloads = Some(payloads(&handle).await?);
        }
        if wanted(Part::Snapshot) {
            report.snapshot = Some(snapshot(&handle, settings, amounts.snapshot_for).await?);
        }
        if wanted(Part::Sleepers) {
            report.sleepers = Some(sleepers(&handle, amounts).await?);
        }
        if wanted(Part::History) {
            report.history = Some(long_history(&handle, settings, amounts.history).await?);
        }
        Ok(())
    };
    let measured = measured.await;
    engine.stop(Duration::from_secs(10)).await;
    measured
}

/// Hosts an engine whose steps do nothing, until the process is killed. One that is `watched` starts a run of one step now and then and prints
/// how many milliseconds it took, each on a line of its own.
///
/// # Errors
/// The database cannot be reached, or a run did not end well.
pub async fn host(database: &Database, watched: bool) -> Result<std::convert::Infallible, BenchError> {
    let mut registry = Registry::default();
    registry.effects.insert("noop".to_owned(), Arc::new(Noop));
    let config = Config { name: host_name(std::process::id()), ..Config::default() };
    let engine = Engine::start(database.clone(), registry, config).await?;
    if !watched {
        return std::future::pending().await;
    }
    let (handle, plan) = (engine.handle(), workload::chain_of("noop", 1)?);
    handle.ready().await;
    loop {
        println!("{}", completed(&handle, &plan).await?);
        tokio::time::sleep(WATCHED_EVERY).await;
    }
}

/// Pause between the runs of a process that is watched.
const WATCHED_EVERY: Duration = Duration::from_millis(10);

/// How many processes have shards, and the fewest that one of them has.
///
/// # Errors
/// The database refused.
pub async fn shares(database: &Database) -> Result<(usize, usize), BenchError> {
    let client = database.get(Identity::Service).await?;
    let sql = "select count(*), coalesce(min(shards), 0)
                 from (select count(*) as shards from engine.shards where owner is not null group by owner) as owners";
    let row = client.query_one(sql, &[]).await?;
    let (owners, fewest): (i64, i64) = (row.get(0), row.get(1));
    Ok((usize::try_from(owners)?, usize::try_from(fewest)?))
}

/// What the host of a process is called.
#[must_use]
pub fn host_name(process: u32) -> String {
    format!("gatewright bench scale {process}")
}

/// Steps of each run that [`start`] starts.
pub const STEPS: usize = 10;

/// Submits so many runs of ten steps, in one transaction, as the engine submits the children of a fan-out.
///
/// # Errors
/// The database refused.
pub async fn start(database: &Database, runs: usize) -> Result<(), BenchError> {
    start_named(database, runs).await.map(drop)
}

async fn start_named(database: &Database, runs: usize) -> Result<Vec<RunId>, BenchError> {
    let plan = workload::chain_of("noop", STEPS)?;
    let mut client = database.get(Identity::Service).await?;
    let transaction = client.transaction().await?;
    // The first brings the plan.
    let first = new_run(&plan);
    submit(&transaction, &first).await?;
    let more: Vec<NewRun> = (1..runs).map(|_| new_run(&plan)).collect();
    let ids: Vec<RunId> = more.iter().map(|run| run.run_id).collect();
    let shards: Vec<i16> = ids.iter().map(|run_id| shard_of(*run_id)).collect();
    let (owners, hashes) = (vec![NOBODY; more.len()], vec![plan.hash(); more.len()]);
    let inputs: Vec<String> = more.iter().map(|run| run.input.to_string()).collect();
    let approvals: Vec<Option<String>> = vec![None; more.len()];
    sql::submit_runs().bind(&transaction, &ids, &owners, &shards, &hashes, &inputs, &approvals).one().await?;
    transaction.commit().await?;
    drop(client);
    keeper::hint_submissions(database, ShardSet::ALL).await?;
    Ok(ids.into_iter().chain([first.run_id]).collect())
}

/// Whether any run has not ended; cheap to ask, however many have.
///
/// # Errors
/// The database refused.
pub async fn anything_goes_on(database: &Database) -> Result<bool, BenchError> {
    let client = database.get(Identity::Service).await?;
    let sql = "select exists (select from engine.submissions)
                   or exists (select from engine.runs where not asleep and state in ('running', 'paused'))";
    Ok(client.query_one(sql, &[]).await?.get(0))
}

/// How many of the runs that belong to nobody have ended.
///
/// # Errors
/// The database refused, or one of them came to another end than a good one.
pub async fn finished(database: &Database) -> Result<usize, BenchError> {
    let client = database.get(Identity::Service).await?;
    let sql = "select count(*) filter (where state = 'completed'), count(*) filter (where state not in ('completed', 'running'))
                 from engine.runs where owner_id = $1";
    let row = client.query_one(sql, &[&NOBODY]).await?;
    let (done, bad): (i64, i64) = (row.get(0), row.get(1));
    if bad > 0 { Err(format!("{bad} runs did not end well").into()) } else { Ok(usize::try_from(done).unwrap_or_default()) }
}

/// Removes the runs that belong to nobody.
///
/// # Errors
/// The database refused.
pub async fn clean(database: &Database) -> Result<(), BenchError> {
    super::clean(database).await
}

fn new_run(plan: &Arc<Plan>) -> NewRun {
    NewRun { run_id: Uuid::now_v7(), owner: NOBODY, plan: plan.clone(), input: json!({}), approved_in_advance: None, start_key: None }
}

/// Milliseconds from the call to the end of one run.
async fn timed(handle: &Handle, plan: &Arc<Plan>) -> Result<(RunId, RunStatus, f64), BenchError> {
    let run = NewRun { run_id: handle.new_run_id(), ..new_run(plan) };
    let began = Instant::now();
    let status = handle.run(&run).await?;
    Ok((run.run_id, status, began.elapsed().as_secs_f64() * 1_000.0))
}

async fn completed(handle: &Handle, plan: &Arc<Plan>) -> Result<f64, BenchError> {
    match timed(handle, plan).await? {
        (_, RunStatus::Completed, ms) => Ok(ms),
        (run_id, other, _) => Err(format!("run {run_id} is {other:?}").into()),
    }
}

async fn long(handle: &Handle, steps: usize) -> Result<Long, BenchError> {
    let (plan, short) = (workload::chain_of("noop", steps)?, workload::chain_of("noop", 50)?);
    completed(handle, &short).await?;
    let ms_per_step_of_fifty = completed(handle, &short).await? / 50.0;
    let ms_per_step = completed(handle, &plan).await? / steps as f64;
    Ok(Long { steps, ms_per_step, ms_per_step_of_fifty })
}

fn each(items: usize) -> Result<Arc<Plan>, BenchError> {
    Ok(Arc::new(serde_json::from_value(json!({
        "grammar": plan::GRAMMAR, "name": "bench-wide", "steps": [
            { "id": "each", "work": { "each": { "items": format!("range({items})"), "call": { "effect": "noop", "with": "{{ item }}" } } } },
            { "id": "join", "needs": ["each"], "work": { "effect": { "effect": "noop" } } },
        ]
    }))?))
}

async fn wide(handle: &Handle, items: usize) -> Result<Wide, BenchError> {
    let (all, tenth) = (each(items)?, each(items / 10)?);
    completed(handle, &tenth).await?;
    let (mut of_all, mut of_tenth) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        of_tenth.push(completed(handle, &tenth).await?);
        of_all.push(completed(handle, &all).await?);
    }
    Ok(Wide { items, ms: median(of_all), ms_of_a_tenth: median(of_tenth) })
}

/// Makes a file of as many bytes as its input says.
struct File;

impl Effect for File {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        Box::pin(async move {
            let size = usize::try_from(call.input["bytes"].as_u64().unwrap_or_default()).unwrap_or_default();
            // Each run's is another, so that none is there already.
            let mut bytes = vec![b'.'; size];
            let name = call.run_id.as_bytes();
            let head = size.min(name.len());
            bytes[..head].copy_from_slice(&name[..head]);
            let file = ProducedFile { path: "file.bin".to_owned(), media_type: "application/octet-stream".to_owned(), bytes };
            Ok(Produced { files: vec![file], ..Produced::default() })
        })
    }
}

async fn payloads(handle: &Handle) -> Result<Vec<Payload>, BenchError> {
    let mut found = Vec::new();
    for bytes in [1, 1_000, 64 * 1024, 256 * 1024, 1024 * 1024, 16 * 1024 * 1024, FILE_LIMIT, FILE_LIMIT + 1] {
        let plan: Arc<Plan> = Arc::new(serde_json::from_value(json!({
            "grammar": plan::GRAMMAR, "name": "bench-file",
            "steps": [{ "id": "make-file", "work": { "effect": { "effect": "file", "with": { "bytes": bytes } } } }]
        }))?);
        let mut times = Vec::new();
        let mut refused = None;
        for _ in 0..3 {
            let (run_id, status, ms) = timed(handle, &plan).await?;
            if status == RunStatus::Completed {
                times.push(ms);
                continue;
            }
            let journal = view::journal(handle.database(), run_id, 0).await?;
            refused = journal.into_iter().find_map(|recorded| match recorded.entry {
                Entry::AttemptFailed { failure, .. } => Some(format!("{}: {}", failure.code, failure.message)),
                _ => None,
            });
        }
        let fits = bytes <= FILE_LIMIT;
        if fits != refused.is_none() || !fits && !refused.as_deref().unwrap_or_default().contains("make-file") {
            return Err(format!("a file of {bytes} bytes: refused {refused:?}").into());
        }
        found.push(Payload { bytes, ms: fits.then(|| median(times)), refused });
    }
    Ok(found)
}

async fn snapshot(handle: &Handle, settings: &Settings, hold: Duration) -> Result<Snapshot, BenchError> {
    let both = async || -> Result<(Throughput, Throughput), BenchError> {
        Ok((workload::chains(handle, settings).await?.into(), from_elsewhere(handle, settings).await?.into()))
    };
    let without = both().await?;
    let reader = handle.database().direct(Identity::Service).await?;
    reader.batch_execute("begin isolation level repeatable read read only; select count(*) from engine.runs").await?;
    let held = Instant::now();
    let with = loop {
        let with = both().await?;
        if held.elapsed() >= hold {
            break with;
        }
    };
    let beside = format!("a reader that held its snapshot for {:.0} s", held.elapsed().as_secs_f64());
    reader.batch_execute("commit").await?;
    let here = Beside { what: format!("{beside}, runs started here"), without: without.0, with: with.0 };
    let elsewhere = Beside { what: format!("{beside}, runs submitted elsewhere"), without: without.1, with: with.1 };
    Ok(Snapshot { here, elsewhere })
}

/// Runs submitted in one transaction, as one that fans out submits its children.
const SUBMITTED_AT_ONCE: usize = 100;

/// Steps in a second of runs that are submitted as another process submits them.
async fn from_elsewhere(handle: &Handle, settings: &Settings) -> Result<Chains, BenchError> {
    let carry_out = async |runs: usize, at_once: usize| {
        let batches = (0..runs).step_by(SUBMITTED_AT_ONCE).map(|from| SUBMITTED_AT_ONCE.min(runs - from));
        let batches = stream::iter(batches).map(|batch| async move {
            for run_id in start_named(handle.database(), batch).await? {
                let status = handle.settled(run_id).await?;
                if status != RunStatus::Completed {
                    return Err(BenchError::from(format!("run {run_id} is {status:?}")));
                }
            }
            Ok(())
        });
        batches.buffer_unordered(at_once.div_ceil(SUBMITTED_AT_ONCE)).collect::<Vec<_>>().await.into_iter().collect()
    };
    workload::measured(handle, settings, STEPS, carry_out).await
}

async fn long_history(handle: &Handle, settings: &Settings, runs: u32) -> Result<Beside, BenchError> {
    let without = workload::chains(handle, settings).await?.into();
    let (run_id, status, _) = timed(handle, &workload::chain_of("noop", 3)?).await?;
    if status != RunStatus::Completed {
        return Err(format!("run {run_id} is {status:?}").into());
    }
    let before = Cost::now(handle.database()).await?;
    history::multiply(handle.database(), run_id, i64::from(runs)).await?;
    let bytes = Cost::now(handle.database()).await?.since(before).table_bytes;
    // What the filling left to be written out is not what is measured.
    let owner = handle.database().direct(Identity::Owner).await?;
    owner.batch_execute("vacuum (analyze) engine.runs; ").await?;
    owner.batch_execute("vacuum (analyze) engine.journal").await?;
    let with = workload::chains(handle, settings).await?.into();
    let what = format!("{runs} runs that have ended, {:.1} GB of tables", bytes / 1e9);
    Ok(Beside { what, without, with })
}

async fn sleepers(handle: &Handle, amounts: &Amounts) -> Result<Sleepers, BenchError> {
    let empty = workload::idle(handle, amounts.idle_for).await?;
    let plan: Arc<Plan> = Arc::new(serde_json::from_value(json!({
        "grammar": plan::GRAMMAR, "name": "bench-nap", "steps": [{ "id": "nap", "work": { "wait": { "for": { "days": 30 } } } }]
    }))?);
    let starts = stream::iter(0..amounts.sleepers).map(|_| async { handle.submit(&new_run(&plan)).await.map(drop) });
    starts.buffer_unordered(1_000).collect::<Vec<_>>().await.into_iter().collect::<Result<(), _>>()?;
    while handle.statistics().live > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let asleep = workload::idle(handle, amounts.idle_for).await?;
    Ok(Sleepers { runs: amounts.sleepers, live: handle.statistics().live, asleep, empty })
}

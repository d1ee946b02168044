//! The end: whether all that was told is true, nothing was done twice, nobody wrote who had lost, and the tables say what the journal says.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use engine::{Projected, view};
use jiff::Timestamp;
use machine::{Cause, Entry, PauseReason, Recorded, RunStatus, UndoOutcome};
use plan::Plan;
use serde::Serialize;
use serde_json::{Value, json};
use store::{Database, Direct, Identity};
use uuid::Uuid;

use super::arena::Arena;
use super::ledger::Ledger;
use super::load::{Kind, Told};

/// A process that was stopped sends what it was about to send when it goes on: so long afterwards a delivery may be its.
const LATE: Duration = Duration::from_secs(4);
/// Who loses a shard with a connection hears of it, and may be about to send something: so long after somebody else has begun to write
/// there a delivery may be the loser's.
const UNAWARE: Duration = Duration::from_secs(1);
/// Runs whose tables are written anew at once, for comparison.
const AT_ONCE: usize = 100;
/// Violations of a kind that are told one by one.
const MOST_TOLD: usize = 5;

/// What was found.
#[derive(Debug, Default, Serialize)]
pub(super) struct Findings {
    /// What must not be; nothing, if all is well.
    pub(super) violations: Vec<String>,
    /// Runs of flows, those of children, schedules and successors among them.
    pub(super) runs: usize,
    /// Entries of their journals.
    pub(super) entries: usize,
    /// Keys under which effects were asked for.
    pub(super) effects: usize,
    /// Keys that were delivered more than once, which effects must expect after a crash.
    pub(super) repeated: usize,
    /// Deliveries that came when a result was durable already.
    pub(super) repeated_durable: usize,
    /// Of those that came after the one whose result counts: sent while that was not durable, by whoever had the shard in between.
    pub(super) overtaken: usize,
    /// Sent by a process that had just lost the shard and did not know.
    pub(super) late_by_losers: usize,
    /// Deliveries that a process sent which had been stopped, after its work was somebody else's.
    pub(super) late_by_woken: usize,
    /// Firings of the schedule.
    pub(super) firings: usize,
    /// Waves that were written.
    pub(super) waves: i64,
}

impl Findings {
    fn broken(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    fn all_broken<T>(&mut self, what: &str, found: &[T], show: impl Fn(&T) -> String) {
        if !found.is_empty() {
            let shown: Vec<String> = found.iter().take(MOST_TOLD).map(show).collect();
            self.broken(format!("{what}: {} ({}{})", found.len(), shown.join("; "), if found.len() > MOST_TOLD { "; …" } else { "" }));
        }
    }
}

/// What the audit is told.
pub(super) struct Evidence<'a> {
    pub(super) told: BTreeMap<i64, Told>,
    pub(super) ledger: &'a Ledger,
    /// Results of tasks that the API has said were taken.
    pub(super) accepted: HashMap<String, u64>,
    /// When processes that had been stopped went on.
    pub(super) woken: Vec<Timestamp>,
    pub(super) schedule: Uuid,
}

/// Looks at everything, once nothing is under way any more.
pub(super) async fn audit(arena: &Arena, evidence: &Evidence<'_>) -> Result<Findings, String> {
    let app = arena.app();
    let database = app.postgres.database().clone();
    let owner = database.direct(Identity::Owner).await.map_err(|error| error.to_string())?;
    let mut findings = Findings::default();
    (findings.effects, findings.repeated) = evidence.ledger.keys();
    told(&owner, evidence, &mut findings).await?;
    steered(&database, evidence, &mut findings).await?;
    writers(&owner, &mut findings).await?;
    leftovers(&owner, &mut findings).await?;
    queues(&owner, evidence, &mut findings).await?;
    lines(&owner, &mut findings).await?;
    firings(&owner, evidence.schedule, &mut findings).await?;
    journals(&app.flows, &database, &owner, evidence, &mut findings).await?;
    Ok(findings)
}

/// Starts, signals, updates, approvals and ends that were acknowledged.
async fn told(owner: &Direct, evidence: &Evidence<'_>, findings: &mut Findings) -> Result<(), String> {
    // Of several runs that bear a number all must come to the same.
    let sql = "select (attributes ->> 'chaos')::bigint, count(*), count(*) filter (where status = 'continued'),
                      string_agg(distinct status, ' and ') filter (where status <> 'continued'),
                      case when count(distinct output) > 1 then jsonb_agg(output) else (jsonb_agg(output) filter (where output is not null)) -> 0 end,
                      (jsonb_agg(failure) filter (where failure is not null)) -> 0
                 from flows.runs where attributes ? 'chaos' group by 1";
    let rows = owner.query(sql, &[]).await.map_err(|error| error.to_string())?;
    let mut found: HashMap<i64, (i64, i64, Option<String>, Value, Value)> = HashMap::new();
    for row in rows {
        let or_null = |value: Option<Value>| value.unwrap_or_default();
        found.insert(row.get(0), (row.get(1), row.get(2), row.get(3), or_null(row.get(4)), or_null(row.get(5))));
    }
    let mut wrong: Vec<String> = Vec::new();
    for (n, told) in &evidence.told {
        let Some((runs, continued, status, output, failure)) = found.get(n) else {
            wrong.push(format!("run {n} ({}) was acknowledged and is gone", told.run_id));
            continue;
        };
        if *runs != told.kind.runs() || *continued != told.kind.continued() {
            wrong.push(format!("run {n}: {runs} runs bear its number, {continued} of them continued"));
        }
        if !told.ended {
            wrong.push(format!("run {n} ({}) did not end: it is {status:?}", told.run_id));
            continue;
        }
        let right = match told.kind {
            Kind::Everything => {
                let promised = json!({ "n": n, "go": n, "total": told.updates, "items": 4, "child": n, "heard": n });
                status.as_deref() == Some("completed") && *output == promised && told.signal && told.approved
            }
            Kind::Again => status.as_deref() == Some("completed") && output["n"] == json!(n),
            Kind::Loop => status.as_deref() == Some("completed") && *output == json!({ "n": n, "rounds": 3, "queued": 6 }),
            Kind::Turns => status.as_deref() == Some("completed") && *output == json!({ "n": n, "turns": 3 }),
            Kind::Steered => {
                let promised = json!({ "n": n, "go": n, "more": n });
                status.as_deref() == Some("completed") && *output == promised && told.signal && told.approved && told.fork.is_some()
            }
            Kind::Undo => status.as_deref() == Some("failed") && failure["code"] == "GAVE_UP" && failure["not_undone"] == json!([]),
        };
        if !right {
            wrong.push(format!("run {n} ({}): {status:?}, {output}, {failure}, of what was told {told:?}", told.run_id));
        }
    }
    findings.all_broken("acknowledged and not so", &wrong, String::clone);
    let unknown: Vec<i64> = found.keys().copied().filter(|n| !evidence.told.contains_key(n)).collect();
    findings.all_broken("runs that were not asked for", &unknown, i64::to_string);
    Ok(())
}

/// Pauses, reruns, moves to another version and forks that were acknowledged: each is there once.
async fn steered(database: &Database, evidence: &Evidence<'_>, findings: &mut Findings) -> Result<(), String> {
    let mut wrong: Vec<String> = Vec::new();
    for (n, told) in evidence.told.iter().filter(|(_, told)| told.kind == Kind::Steered && told.ended) {
        let journal = view::journal(database, told.run_id, 0).await.map_err(|error| error.to_string())?;
        let place =
            |holds: fn(&Entry) -> bool| journal.iter().filter(|recorded| holds(&recorded.entry)).map(|recorded| recorded.seq).collect();
        let paused: Vec<u64> = place(|entry| matches!(entry, Entry::RunPaused { reason: PauseReason::Requested { .. } }));
        let resumed: Vec<u64> = place(|entry| matches!(entry, Entry::RunResumed { .. }));
        let rerun: Vec<u64> = place(|entry| matches!(entry, Entry::AttemptStarted { cause: Cause::Rerun { .. }, .. }));
        let moved: Vec<u64> = place(|entry| matches!(entry, Entry::Migrated { version: Some(2), .. }));
        let begun: Vec<u64> = place(|entry| matches!(entry, Entry::AttemptStarted { .. }));
        if told.granted != ["pause", "resume", "rerun", "migrate"] || [&paused, &rerun, &moved].iter().any(|found| found.len() != 1) {
            let counts = [paused.len(), rerun.len(), moved.len()];
            wrong.push(format!("run {n} ({}): granted {:?}, in its journal {counts:?}", told.run_id, told.granted));
            continue;
        }
        let Some(until) = resumed.iter().find(|resumed| **resumed > paused[0]) else {
            wrong.push(format!("run {n} ({}) was resumed and was not", told.run_id));
            continue;
        };
        if begun.iter().any(|begun| (paused[0]..*until).contains(begun)) {
            wrong.push(format!("run {n} ({}) began a step while it was paused", told.run_id));
        }
        let Some(fork) = told.fork else { continue };
        // Of the version that its source had when it was forked, and without what its source went through.
        let kept = view::journal(database, fork, 0).await.map_err(|error| error.to_string())?;
        let went_through = |entry: &Entry| {
            matches!(
                entry,
                Entry::Migrated { .. }
                    | Entry::RunPaused { reason: PauseReason::Requested { .. } }
                    | Entry::AttemptStarted { cause: Cause::Rerun { .. }, .. }
            )
        };
        if kept.iter().any(|recorded| went_through(&recorded.entry)) {
            wrong.push(format!("the fork {fork} of run {n} went through what its source did"));
        }
    }
    findings.all_broken("steered otherwise than was granted", &wrong, String::clone);
    Ok(())
}

/// Each item of a queue was taken once, and finished.
async fn queues(owner: &Direct, evidence: &Evidence<'_>, findings: &mut Findings) -> Result<(), String> {
    let sql = "select q.run_id, count(*), count(*) filter (where i.status = 'completed' and i.attempts = 1)
                 from flows.work_queues as q join flows.work_items as i on i.queue_id = q.id group by 1";
    let rows = owner.query(sql, &[]).await.map_err(|error| error.to_string())?;
    let found: HashMap<Uuid, (i64, i64)> = rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect();
    let wrong: Vec<String> = evidence
        .told
        .iter()
        .filter(|(_, told)| told.kind == Kind::Loop && told.ended && found.get(&told.run_id) != Some(&(6, 6)))
        .map(|(n, told)| format!("run {n} ({}): {:?} items and those that were done", told.run_id, found.get(&told.run_id)))
        .collect();
    findings.all_broken("queues of which each item was not done once", &wrong, String::clone);
    Ok(())
}

/// Of a line of one at a time none began before the one before it had ended: the waves that wrote them say so, whatever the clocks say.
async fn lines(owner: &Direct, findings: &mut Findings) -> Result<(), String> {
    let sql = "with told as (
                 select r.id, r.input ->> 'line' as line, min(w.id) as first, max(w.id) as last
                   from flows.runs as r
                   join engine.journal as j on j.run_id = r.id
                   join chaos.waves as w on w.txid = j.xmin::text::bigint and w.shard = engine.shard_of(j.run_id)
                  where r.name = 'chaos-turn'
                  group by 1, 2)
               select t.id, t.line from (
                 select *, max(last) over (partition by line order by first rows between unbounded preceding and 1 preceding) as before
                   from told) as t
                where t.before >= t.first limit 100";
    let beside = owner.query(sql, &[]).await.map_err(|error| error.to_string())?;
    findings.all_broken("runs that did not wait for their turn", &beside, |row| {
        format!("{} of line {}", row.get::<_, Uuid>(0), row.get::<_, String>(1))
    });
    Ok(())
}

/// Nobody writes without the epoch of the shard, and epochs only grow.
async fn writers(owner: &Direct, findings: &mut Findings) -> Result<(), String> {
    let failed = |error: tokio_postgres::Error| error.to_string();
    findings.waves = owner.query_one("select count(*) from chaos.waves", &[]).await.map_err(failed)?.get(0);
    let sql = "select shard, id, epoch, before from (
                 select shard, id, epoch, lag(epoch) over (partition by shard order by id) as before from chaos.waves) as w
                where before > epoch order by id limit 100";
    let back = owner.query(sql, &[]).await.map_err(failed)?;
    findings.all_broken("waves under an epoch that was over", &back, |row| {
        format!("shard {}: epoch {} after {}", row.get::<_, i16>(0), row.get::<_, i64>(2), row.get::<_, i64>(3))
    });
    // But for what a fork begins with: that is written with its run, before anybody has it.
    let sql = "select j.run_id, j.seq from engine.journal as j
                where not exists (select from chaos.waves as w where w.txid = j.xmin::text::bigint and w.shard = engine.shard_of(j.run_id))
                  and not (j.seq = 1 and exists (select from flows.runs as r where r.id = j.run_id and r.forked_from is not null))
                limit 100";
    let unfenced = owner.query(sql, &[]).await.map_err(failed)?;
    findings.all_broken("entries that no wave wrote", &unfenced, |row| format!("{} {}", row.get::<_, Uuid>(0), row.get::<_, i64>(1)));
    // Each run by itself: what came later was written by no earlier owner.
    let sql = "select run_id, seq from (
                 select j.run_id, j.seq, w.epoch, lag(w.epoch) over (partition by j.run_id order by j.seq) as before
                   from engine.journal as j
                   join chaos.waves as w on w.txid = j.xmin::text::bigint and w.shard = engine.shard_of(j.run_id)) as e
                where before > epoch limit 100";
    let losers = owner.query(sql, &[]).await.map_err(failed)?;
    findings.all_broken("entries of an earlier owner behind those of a later one", &losers, |row| {
        format!("{} {}", row.get::<_, Uuid>(0), row.get::<_, i64>(1))
    });
    Ok(())
}

/// Nothing waits any more, for anybody.
async fn leftovers(owner: &Direct, findings: &mut Findings) -> Result<(), String> {
    for (what, sql) in [
        (
            "runs that are stuck",
            "select id::text || ' ' || name || ' ' || status from flows.runs where status in ('pending', 'running', 'paused')",
        ),
        ("runs that the engine thinks go on", "select id::text from engine.runs where state in ('running', 'paused')"),
        ("submissions that nobody took", "select run_id::text from engine.submissions"),
        ("requests that nobody answered", "select run_id::text || ' ' || dedup_id from engine.inbox where answered_at is null"),
        ("tasks that nobody put away", "select key from flows.tasks"),
        ("starts that were not let in", "select run_id::text from flows.starts"),
        ("places that nobody left", "select run_id::text from flows.places"),
        ("items that a step has still", "select id::text from flows.work_items where status = 'processing'"),
        (
            "runs whose tables and engine disagree",
            "select r.id::text || ' ' || e.state || ' ' || r.status from flows.runs as r join engine.runs as e on e.id = r.id where e.state <> r.status",
        ),
    ] {
        let rows = owner.query(&format!("{sql} limit 100"), &[]).await.map_err(|error| format!("{what}: {error}"))?;
        findings.all_broken(what, &rows, |row| row.get(0));
    }
    Ok(())
}

/// Each moment of the schedule once, from the first to the last.
async fn firings(owner: &Direct, schedule: Uuid, findings: &mut Findings) -> Result<(), String> {
    let sql = "select f.nominal, f.status, r.status, extract(epoch from f.nominal - lag(f.nominal) over (order by f.nominal))::float8
                 from flows.firings as f left join flows.runs as r on r.id = f.run_id
                where f.schedule_id = $1 and f.cause = 'rule' order by f.nominal";
    let rows = owner.query(sql, &[&schedule]).await.map_err(|error| error.to_string())?;
    findings.firings = rows.len();
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let (nominal, status, run, gap): (jiff::Timestamp, String, Option<String>, Option<f64>) =
                (row.get(0), row.get(1), row.get(2), row.get(3));
            let right = status == "started" && run.as_deref() == Some("completed") && gap.is_none_or(|gap| (gap - 1.0).abs() < 1e-6);
            (!right).then(|| format!("{nominal}: {status}, run {run:?}, {gap:?} s after the one before"))
        })
        .collect();
    findings.all_broken("firings that are not as the rule says", &wrong, String::clone);
    if rows.is_empty() {
        findings.broken("the schedule never fired");
    }
    Ok(())
}

/// Every journal replays, holds no result twice, and says what the tables say.
async fn journals(
    flows: &flows::Flows,
    database: &Database,
    owner: &Direct,
    evidence: &Evidence<'_>,
    findings: &mut Findings,
) -> Result<(), String> {
    let rows = owner.query("select id from flows.runs order by id", &[]).await.map_err(|error| error.to_string())?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.get(0)).collect();
    findings.runs = ids.len();
    let mut durable: HashMap<String, Durable> = HashMap::new();
    let mut plans = Plans::default();
    for some in ids.chunks(AT_ONCE) {
        let mut entries: Vec<Projected> = Vec::new();
        let waves = waves_of(owner, some).await?;
        for run_id in some {
            let failed = |error: view::ViewError| format!("run {run_id}: {error}");
            let journal = view::journal(database, *run_id, 0).await.map_err(failed)?;
            findings.entries += journal.len();
            if !journal.iter().map(|recorded| recorded.seq).eq(1..=journal.len() as u64) {
                findings.broken(format!("the journal of run {run_id} has gaps"));
            }
            match view::machine(database, *run_id).await {
                Ok(Some(machine)) if ended(machine.status()) => {}
                Ok(machine) => findings.broken(format!("run {run_id} replays to {:?}", machine.map(|machine| machine.status()))),
                Err(error) => findings.broken(format!("the journal of run {run_id} does not replay: {error}")),
            }
            results(*run_id, &journal, &waves, &mut durable, findings);
            // Each entry as it was written: by the plan that the run had then.
            let mut plan = view::plan(database, *run_id).await.map_err(failed)?;
            for recorded in journal {
                if let Entry::RunStarted { plan_hash, .. } | Entry::Migrated { plan_hash, .. } = &recorded.entry {
                    plan = plans.get(owner, plan_hash).await?;
                }
                entries.push(Projected { run_id: *run_id, plan: plan.clone(), recorded });
            }
        }
        projected(flows, database, some, &entries, findings).await?;
    }
    repeats(&durable, evidence, findings);
    let lost: Vec<String> = evidence
        .accepted
        .iter()
        .map(|(key, delivery)| (key, *delivery, durable.get(key).map(|durable| durable.delivery)))
        .filter(|(_, delivery, counts)| *counts != Some(*delivery))
        .map(|(key, delivery, counts)| format!("{key}: delivery {delivery} was accepted, durable is {counts:?}"))
        .collect();
    findings.all_broken("results of tasks that were acknowledged and do not count", &lost, String::clone);
    Ok(())
}

/// Plans by their hash.
#[derive(Default)]
struct Plans(HashMap<String, Arc<Plan>>);

impl Plans {
    async fn get(&mut self, owner: &Direct, hash: &str) -> Result<Arc<Plan>, String> {
        if let Some(plan) = self.0.get(hash) {
            return Ok(plan.clone());
        }
        let sql = "select body::text from engine.plans where hash = $1";
        let row = owner.query_one(sql, &[&hash]).await.map_err(|error| error.to_string())?;
        let plan: Arc<Plan> = Arc::new(serde_json::from_str(row.get(0)).map_err(|error| format!("plan {hash}: {error}"))?);
        self.0.insert(hash.to_owned(), plan.clone());
        Ok(plan)
    }
}

fn ended(status: RunStatus) -> bool {
    !matches!(status, RunStatus::Running | RunStatus::Paused)
}

/// A result that counts.
struct Durable {
    /// The how-many-th delivery of its key it came from.
    delivery: u64,
    wave: Wave,
}

/// Of the wave that wrote an entry.
#[derive(Clone, Copy)]
struct Wave {
    /// When it was let in; it was durable a moment later.
    at: Timestamp,
    /// When the first wave of its epoch was let in.
    epoch_from: Timestamp,
}

/// The wave of each entry of these runs.
async fn waves_of(owner: &Direct, runs: &[Uuid]) -> Result<HashMap<(Uuid, u64), Wave>, String> {
    let sql = "select j.run_id, j.seq, w.at, (select min(f.at) from chaos.waves as f where f.shard = w.shard and f.epoch = w.epoch)
                 from engine.journal as j
                 join chaos.waves as w on w.txid = j.xmin::text::bigint and w.shard = engine.shard_of(j.run_id)
                where j.run_id = any ($1)";
    let rows = owner.query(sql, &[&runs]).await.map_err(|error| error.to_string())?;
    let wave = |row: &tokio_postgres::Row| Wave { at: row.get(2), epoch_from: row.get(3) };
    Ok(rows.iter().map(|row| ((row.get(0), row.get::<_, i64>(1).unsigned_abs()), wave(row))).collect())
}

/// Takes down which delivery's result counts; an effort whose result stands there twice breaks everything.
fn results(
    run_id: Uuid,
    journal: &[Recorded],
    waves: &HashMap<(Uuid, u64), Wave>,
    durable: &mut HashMap<String, Durable>,
    findings: &mut Findings,
) {
    let mut seen = HashSet::new();
    for recorded in journal {
        let (effort, output) = match &recorded.entry {
            Entry::EffectCompleted { effort, output } => (format!("{effort:?}"), output),
            Entry::UndoEnded { step, attempt, outcome: UndoOutcome::Done { output } } => (format!("undo {step} {attempt}"), output),
            _ => continue,
        };
        if !seen.insert(effort.clone()) {
            findings.broken(format!("run {run_id} has the result of {effort} twice"));
        }
        let said = if output.value["body"].is_object() { &output.value["body"] } else { &output.value };
        // An entry without a wave is told of where writers are looked at.
        if let (Some(key), Some(delivery), Some(wave)) =
            (said["key"].as_str(), said["delivery"].as_u64(), waves.get(&(run_id, recorded.seq)))
        {
            durable.insert(key.to_owned(), Durable { delivery, wave: *wave });
        }
    }
}

/// Deliveries behind the one that counts. One that came while that was not durable yet is as it must be: two owners, one after the other,
/// and the first came back with its result before the second had one.
fn repeats(durable: &HashMap<String, Durable>, evidence: &Evidence<'_>, findings: &mut Findings) {
    let mut wrong = Vec::new();
    let within = |late: Timestamp, from: Timestamp, most: Duration| {
        let after = late.duration_since(from);
        !after.is_negative() && after.unsigned_abs() < most
    };
    for (key, Durable { delivery: counts, wave }) in durable {
        let deliveries = evidence.ledger.deliveries(key);
        for late in deliveries.iter().copied().skip(usize::try_from(*counts).unwrap_or(usize::MAX)) {
            if late <= wave.at {
                findings.overtaken += 1;
            } else if evidence.woken.iter().any(|woken| within(late, *woken, LATE)) {
                findings.late_by_woken += 1;
            } else if within(late, wave.epoch_from, UNAWARE) {
                findings.late_by_losers += 1;
            } else {
                findings.repeated_durable += 1;
                let (late, owned) = (late.duration_since(wave.at), late.duration_since(wave.epoch_from));
                wrong.push(format!(
                    "{key}: {} deliveries, the {counts}. counts, one came {late:#} after it, {owned:#} after its shard was taken",
                    deliveries.len()
                ));
            }
        }
    }
    findings.all_broken("effects asked for again although their result was durable", &wrong, String::clone);
}

/// Writes the tables of some runs anew from their journals, and undoes that again: they must be what they were.
async fn projected(
    flows: &flows::Flows,
    database: &Database,
    runs: &[Uuid],
    entries: &[Projected],
    findings: &mut Findings,
) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("the tables could not be written anew: {error}");
    let mut client = database.get(Identity::Service).await.map_err(|error| failed(&error))?;
    let transaction = client.transaction().await.map_err(|error| failed(&error))?;
    let before = rows(&transaction, runs).await.map_err(|error| failed(&error))?;
    for sql in [
        "delete from flows.items where run_id = any ($1)",
        "delete from flows.steps where run_id = any ($1)",
        "update flows.runs set status = 'pending', output = null, failure = null, pause = null, cost_nanos = 0, started_at = null, ended_at = null
          where id = any ($1)",
    ] {
        transaction.execute(sql, &[&runs]).await.map_err(|error| failed(&error))?;
    }
    for projector in flows.registry().projectors {
        projector.project(&transaction, entries).await.map_err(|error| failed(&error))?;
    }
    let after = rows(&transaction, runs).await.map_err(|error| failed(&error))?;
    transaction.rollback().await.map_err(|error| failed(&error))?;
    let differ: Vec<String> = before
        .iter()
        .filter(|(key, row)| after.get(*key) != Some(*row))
        .map(|(key, row)| format!("{key:?} is {row}, and its journal says {}", after.get(key).map_or("nothing", String::as_str)))
        .chain(after.keys().filter(|key| !before.contains_key(*key)).map(|key| format!("{key:?} is missing")))
        .collect();
    findings.all_broken("rows that are not what the journal says", &differ, String::clone);
    Ok(())
}

type Rows = BTreeMap<(String, String), String>;

async fn rows(transaction: &deadpool_postgres::Transaction<'_>, runs: &[Uuid]) -> Result<Rows, tokio_postgres::Error> {
    let sql = "select 'runs', r.id::text, to_jsonb(r)::text from flows.runs as r where r.id = any ($1)
               union all
               select 'steps', concat_ws('/', s.run_id, s.step, s.attempt), to_jsonb(s)::text from flows.steps as s where s.run_id = any ($1)
               union all
               select 'items', concat_ws('/', i.run_id, i.step, i.attempt, i.item), to_jsonb(i)::text
                 from flows.items as i where i.run_id = any ($1)";
    let found = transaction.query(sql, &[&runs]).await?;
    Ok(found.iter().map(|row| ((row.get(0), row.get(1)), row.get(2))).collect())
}

//! The load: runs that use every primitive, and everything that was told about them.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use engine::{Answer, Request};
use flows::schedules::NewSchedule;
use flows::{FlowError, Flows, PlanSource, Start};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use machine::{Actor, Mapping};
use plan::StepId;
use serde_json::{Map, Value, json};
use store::Identity;
use uuid::Uuid;

use super::arena::Arena;
use crate::failure::CommandError;

/// The flows, with the retries that outlast every fault.
const FLOWS: [&str; 10] = [
    include_str!("flows/child.yaml"),
    include_str!("flows/everything.yaml"),
    include_str!("flows/undo.yaml"),
    include_str!("flows/again.yaml"),
    include_str!("flows/loop.yaml"),
    include_str!("flows/turn.yaml"),
    include_str!("flows/turns.yaml"),
    include_str!("flows/tick.yaml"),
    include_str!("flows/steered.yaml"),
    STEERED_NEXT,
];
/// The second version of `chaos-steered`.
const STEERED_NEXT: &str = include_str!("flows/steered-next.yaml");
const RETRY: &str = "{ max_tries: 1000, initial_ms: 50, factor: 1.5, max_ms: 500 }";
/// What the schedule is called.
pub(super) const SCHEDULE: &str = "chaos-tick";
/// How often a run that goes on in another does so.
const AGAIN: i64 = 2;
/// Updates of each run, which add 1, 2 and 3.
const UPDATES: i64 = 3;
/// How long one request is waited for before it is asked again.
const ANSWERED_WITHIN: Duration = Duration::from_secs(5);
/// How often runs are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(150);
const PAUSE: Duration = Duration::from_millis(50);

/// What a run is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Everything,
    Undo,
    Again,
    /// A loop that takes out of a queue.
    Loop,
    /// Runs in a line.
    Turns,
    /// Paused, resumed, done anew in part, moved to the next version, forked.
    Steered,
}

impl Kind {
    fn of(n: i64) -> Self {
        match n % 8 {
            1 => Self::Steered,
            3 => Self::Undo,
            4 => Self::Again,
            5 => Self::Loop,
            6 => Self::Turns,
            _ => Self::Everything,
        }
    }

    fn flow(self) -> &'static str {
        match self {
            Self::Everything => "chaos-everything",
            Self::Undo => "chaos-undo",
            Self::Again => "chaos-again",
            Self::Loop => "chaos-loop",
            Self::Turns => "chaos-turns",
            Self::Steered => "chaos-steered",
        }
    }

    /// Runs that bear its number in the end.
    pub(super) fn runs(self) -> i64 {
        if self == Self::Steered { 2 } else { self.continued() + 1 }
    }

    /// Of these, those that went on in another.
    pub(super) fn continued(self) -> i64 {
        if self == Self::Again { AGAIN } else { 0 }
    }
}

/// What was told of a run.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) kind: Kind,
    pub(super) run_id: Uuid,
    /// That its signal was taken.
    pub(super) signal: bool,
    /// The sum of the updates that were taken.
    pub(super) updates: i64,
    /// That its approval was taken, and that of its fork.
    pub(super) approved: bool,
    /// What else was asked of it and granted, in order.
    pub(super) granted: Vec<&'static str>,
    /// What was forked of it.
    pub(super) fork: Option<Uuid>,
    /// That it has ended.
    pub(super) ended: bool,
}

/// Where a run stands, as its tables say.
#[derive(Debug, Clone, Default)]
struct Standing {
    status: String,
    /// The attempt that waits for a decision, of the one step that does.
    waits: Option<i32>,
}

impl Standing {
    fn has_ended(&self) -> bool {
        ["completed", "failed", "cancelled", "continued"].contains(&self.status.as_str())
    }
}

/// Everything that was told, by number.
#[derive(Default)]
pub(super) struct Load {
    told: Mutex<BTreeMap<i64, Told>>,
    standing: Mutex<HashMap<Uuid, Standing>>,
    started: AtomicU64,
    /// Answers that were lost on the way and asked for again.
    again: AtomicU64,
    winding_down: AtomicBool,
    /// The hash of the plan that `chaos-steered` moves to.
    next: OnceLock<String>,
}

impl Load {
    /// Keeps the flows, and starts the schedule.
    pub(super) async fn prepare(&self, arena: &Arena, ledger: &str) -> Result<(), CommandError> {
        let app = arena.app();
        for text in FLOWS {
            app.flows.apply(app.account.id, &text.replace("RETRY", RETRY), "bench").await?;
        }
        let (next, _) = Flows::check(&STEERED_NEXT.replace("RETRY", RETRY), "bench")?;
        self.next.get_or_init(|| next.hash());
        let definition = json!({ "when": { "every": "1s" }, "overlap": "allow", "catch_up": "1h" });
        let definition = serde_json::from_value(definition).map_err(|error| CommandError::failed("BENCH", error.to_string()))?;
        let tick = NewSchedule {
            name: SCHEDULE.to_owned(),
            flow: "chaos-tick".to_owned(),
            version: None,
            definition,
            input: json!({ "ledger": ledger }),
            attributes: Map::new(),
        };
        app.flows.create_schedule(app.account.id, tick).await?;
        Ok(())
    }

    /// Keeps so many runs under way, until it winds down and the last has ended.
    pub(super) async fn keep_up(&self, arena: &Arena, ledger: &str, at_once: usize) {
        let mut under_way = FuturesUnordered::new();
        let mut n = 0;
        loop {
            while under_way.len() < at_once && !self.winding_down.load(Ordering::Relaxed) {
                under_way.push(self.lead(arena, ledger, n));
                n += 1;
            }
            if under_way.next().await.is_none() {
                return;
            }
        }
    }

    /// Starts no more.
    pub(super) fn wind_down(&self) {
        self.winding_down.store(true, Ordering::Relaxed);
    }

    pub(super) fn told(&self) -> BTreeMap<i64, Told> {
        locked(&self.told).clone()
    }

    /// Runs that were started, and answers that had to be asked for again.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.started.load(Ordering::Relaxed), self.again.load(Ordering::Relaxed))
    }

    /// Looks at the runs under way, for as long as somebody awaits it.
    pub(super) async fn look(&self, arena: &Arena) -> Infallible {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let open: Vec<Uuid> = locked(&self.told)
                .values()
                .filter(|told| !told.ended)
                .flat_map(|told| std::iter::once(told.run_id).chain(told.fork))
                .collect();
            // The database may be away.
            if let Ok(seen) = standings(arena, &open).await {
                *locked(&self.standing) = seen;
            }
        }
    }

    /// One run, from its start to its end.
    async fn lead(&self, arena: &Arena, ledger: &str, n: i64) {
        let kind = Kind::of(n);
        let run_id = self.start(arena, ledger, n, kind).await;
        self.started.fetch_add(1, Ordering::Relaxed);
        let told = Told { kind, run_id, signal: false, updates: 0, approved: false, granted: Vec::new(), fork: None, ended: false };
        locked(&self.told).insert(n, told);
        let mut runs = vec![run_id];
        match kind {
            Kind::Everything => {
                self.signal(arena, n, run_id).await;
                for add in 1..=UPDATES {
                    let update = Request::Update { name: "add".to_owned(), id: format!("add-{add}"), payload: json!(add), by: by() };
                    self.ask(arena, run_id, &update, &format!("add {add}")).await;
                    self.note(n, |told| told.updates += add);
                }
                self.approve(arena, run_id, 1).await;
                self.note(n, |told| told.approved = true);
            }
            Kind::Steered => runs.push(self.steer(arena, n, run_id).await),
            Kind::Undo | Kind::Again | Kind::Loop | Kind::Turns => {}
        }
        for run_id in runs {
            while !self.standing(run_id).is_some_and(|standing| standing.has_ended()) {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
        self.note(n, |told| told.ended = true);
    }

    /// Holds a run and lets it go on, has a step of it done anew, moves it to the next version, and forks it. Gives the fork.
    async fn steer(&self, arena: &Arena, n: i64, run_id: Uuid) -> Uuid {
        // It cannot come to its end before its signal does, so none of this is refused.
        let pause = Request::Pause { by: by(), reason: "as planned".to_owned() };
        self.grant(arena, n, run_id, &pause, "pause").await;
        self.signal(arena, n, run_id).await;
        self.grant(arena, n, run_id, &Request::Resume { by: by() }, "resume").await;
        self.waits(run_id, 1).await;
        let rerun = Request::Rerun { step: StepId::from("second"), by: by(), reason: None, overrides: Value::Null };
        self.grant(arena, n, run_id, &rerun, "rerun").await;
        self.waits(run_id, 2).await;
        let mapping = Mapping { steps: BTreeMap::from([(StepId::from("second"), Some(StepId::from("work")))]), ..Mapping::default() };
        let migrate = Request::Migrate { plan_hash: self.next.get().cloned().unwrap_or_default(), version: Some(2), mapping, by: by() };
        self.grant(arena, n, run_id, &migrate, "migrate").await;
        let fork = self.fork(arena, run_id).await;
        self.note(n, |told| told.fork = Some(fork));
        self.approve(arena, run_id, 2).await;
        self.approve(arena, fork, 1).await;
        self.note(n, |told| told.approved = true);
        fork
    }

    /// Forks it, with the same key each time, until the fork was told.
    async fn fork(&self, arena: &Arena, run_id: Uuid) -> Uuid {
        loop {
            let app = arena.app();
            match app.flows.fork(run_id, &[StepId::from("work")], None, Some("chaos")).await {
                Ok(fork) => {
                    // Without it the run is found a moment later.
                    let _ = engine::hint(app.postgres.database()).await;
                    return fork;
                }
                Err(error) => self.lost(&error).await,
            }
        }
    }

    /// Starts it, with the same key each time, until the start was told.
    async fn start(&self, arena: &Arena, ledger: &str, n: i64, kind: Kind) -> Uuid {
        loop {
            let app = arena.app();
            let mut input = json!({ "n": n, "ledger": ledger });
            if kind == Kind::Again {
                input["left"] = json!(AGAIN);
            }
            let start = Start {
                plan: PlanSource::Flow { name: kind.flow().to_owned(), version: (kind == Kind::Steered).then_some(1) },
                input,
                attributes: Map::from_iter([("chaos".to_owned(), json!(n))]),
                idempotency_key: Some(format!("chaos-{n}")),
                approved_in_advance: None,
            };
            match app.flows.start(app.account.id, start).await {
                Ok(started) => {
                    // Without it the run is found a moment later.
                    let _ = engine::hint(app.postgres.database()).await;
                    return started.run_id;
                }
                Err(error) => self.lost(&error).await,
            }
        }
    }

    async fn lost(&self, error: &FlowError) {
        if !matches!(error, FlowError::Database(_) | FlowError::Store(_)) {
            eprintln!("a start was refused: {error}");
        }
        self.again.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(PAUSE).await;
    }

    /// Asks until the answer was heard: the same request each time.
    async fn ask(&self, arena: &Arena, run_id: Uuid, request: &Request, dedup: &str) -> Answer {
        loop {
            match asked(arena, run_id, request, dedup).await {
                Ok(answer) => {
                    if let Answer::Refused { code, message, .. } = &answer {
                        eprintln!("run {run_id} refused {dedup}: {code}: {message}");
                    }
                    return answer;
                }
                Err(_) => {
                    self.again.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Sends the signal that the run waits for.
    async fn signal(&self, arena: &Arena, n: i64, run_id: Uuid) {
        let signal = Request::Signal { name: "go".to_owned(), id: format!("go-{n}"), payload: json!(n), by: by() };
        self.ask(arena, run_id, &signal, "go").await;
        self.note(n, |told| told.signal = true);
    }

    /// Asks, and notes that it was granted.
    async fn grant(&self, arena: &Arena, n: i64, run_id: Uuid, request: &Request, what: &'static str) {
        if let Answer::Accepted { .. } = self.ask(arena, run_id, request, what).await {
            self.note(n, |told| told.granted.push(what));
        }
    }

    /// Approves this attempt once it waits for that.
    async fn approve(&self, arena: &Arena, run_id: Uuid, attempt: i32) {
        self.waits(run_id, attempt).await;
        let approve = Request::Approve { step: "decide".into(), by: by(), reason: "as planned".to_owned(), form: Value::Null };
        self.ask(arena, run_id, &approve, "approve").await;
    }

    /// Returns when this attempt waits for a decision.
    async fn waits(&self, run_id: Uuid, attempt: i32) {
        while self.standing(run_id).and_then(|standing| standing.waits) != Some(attempt) {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn note(&self, n: i64, change: impl FnOnce(&mut Told)) {
        if let Some(told) = locked(&self.told).get_mut(&n) {
            change(told);
        }
    }

    fn standing(&self, run_id: Uuid) -> Option<Standing> {
        locked(&self.standing).get(&run_id).cloned()
    }
}

fn by() -> Actor {
    Actor { id: "bench".to_owned(), via: "bench chaos".to_owned(), roles: Vec::new() }
}

async fn asked(arena: &Arena, run_id: Uuid, request: &Request, dedup: &str) -> Result<Answer, engine::RequestError> {
    let app = arena.app();
    let database = app.postgres.database();
    let client = database.get(Identity::Service).await?;
    let id = engine::request(&client, run_id, request, dedup).await?;
    drop(client);
    engine::hint(database).await?;
    engine::await_answer(database, id, ANSWERED_WITHIN).await
}

async fn standings(arena: &Arena, runs: &[Uuid]) -> Result<HashMap<Uuid, Standing>, store::StoreError> {
    let app = arena.app();
    let client = app.postgres.database().get(Identity::Service).await?;
    let rows = client
        .query(
            "select r.id, r.status, (select max(s.attempt) from flows.steps as s where s.run_id = r.id and s.status = 'awaiting_approval')
               from flows.runs as r where r.id = any ($1)",
            &[&runs],
        )
        .await?;
    Ok(rows.iter().map(|row| (row.get(0), Standing { status: row.get(1), waits: row.get(2) })).collect())
}

/// Nothing panics while a lock is held, so a poisoned one guards something whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets the schedule pass over its moments from now on.
pub(super) async fn end_schedule(arena: &Arena) -> Result<Uuid, CommandError> {
    let app = arena.app();
    let client = app.postgres.database().get(Identity::Service).await.map_err(crate::app::unavailable)?;
    let all = flows::schedules::schedules(&client, Some(app.account.id)).await?;
    drop(client);
    let tick = all.into_iter().find(|schedule| schedule.name == SCHEDULE);
    let tick = tick.ok_or_else(|| CommandError::failed("BENCH", "the schedule is gone"))?;
    let paused = flows::schedules::ScheduleChange { paused: Some(true), ..Default::default() };
    app.flows.change_schedule(tick.id, paused).await?;
    Ok(tick.id)
}

/// For tasks that share it.
pub(super) type SharedLoad = Arc<Load>;

//! `gatewright bench chaos`: what the processes survive.
//!
//! Real processes of this program work on one embedded PostgreSQL under a load that uses every primitive, while a fault strikes each few
//! seconds. Whatever was told on the way (a start, a signal, an update, an approval, a result taken) is written down by this process,
//! which no fault touches, and effects are written down under their idempotency keys by a server of its own. At the end all of it is held
//! against what is stored ([`audit`]); one broken promise and the command fails.

mod arena;
mod audit;
mod clock;
mod draw;
mod faults;
mod fleet;
mod hands;
mod ledger;
mod load;
mod room;
mod watch;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use self::arena::Arena;
use self::audit::{Evidence, Findings};
use self::draw::Draw;
pub(crate) use self::faults::Fault;
use self::faults::{Blow, Lengths, Trouble, Victims};
use self::fleet::{Fleet, Launch, Role};
use self::hands::Accepted;
use self::ledger::{Ledger, LedgerServer};
use self::load::{Load, SharedLoad};
use self::room::Room;
use super::figures::median;
use super::scratch::Scratch;
use crate::failure::CommandError;
use crate::report;

/// Processes under test: two servers and a worker.
const ROLES: [Role; 3] = [Role::Up, Role::Worker, Role::Up];
/// Rates are measured over so long before a fault and after it.
const RATE_OVER: Duration = Duration::from_secs(3);
const SAMPLE_EVERY: Duration = Duration::from_millis(100);
/// Longer than runs need to end once nothing goes wrong any more; what has not ended by then is stuck.
const DRAIN: Duration = Duration::from_secs(120);

/// How it is done.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// These faults alone.
    pub(super) faults: Vec<Fault>,
    /// How long it goes on; zero lets each fault strike once, in its short form.
    pub(super) minutes: u32,
}

impl Settings {
    fn is_short(&self) -> bool {
        self.minutes == 0
    }

    /// Runs under way at once.
    fn at_once(&self) -> usize {
        if self.is_short() { 10 } else { 30 }
    }

    fn lengths(&self) -> Lengths {
        if self.is_short() { Lengths::SHORT } else { Lengths::LONG }
    }

    /// Quiet before each fault, in which the load comes back to what it was.
    fn quiet(&self) -> Duration {
        if self.is_short() { Duration::from_millis(1_500) } else { RATE_OVER }
    }
}

/// What came of it all.
#[derive(Debug, Serialize)]
pub(super) struct Chaos {
    seed: u64,
    seconds: u64,
    /// Each kind of fault, in order.
    faults: Vec<Line>,
    /// What was started, in all stages.
    started: u64,
    /// Answers that were lost on the way and asked for again.
    asked_again: u64,
    /// Starts of processes.
    processes: u32,
    /// Waves that a process was refused because it had lost its shards.
    refused_waves: usize,
    /// Each stage has a database of its own.
    stages: Vec<Findings>,
    /// Whether every invariant held.
    pub(super) holds: bool,
}

/// What one kind of fault did.
#[derive(Debug, Serialize)]
struct Line {
    fault: Fault,
    times: usize,
    /// Why it could not be tried here.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_possible: Option<String>,
    /// Seconds until the work moved on.
    median_s: f64,
    max_s: f64,
    /// Effects in a second: before, until the work had moved on, and after.
    before_per_s: f64,
    during_per_s: f64,
    after_per_s: f64,
}

/// Effects done so far, by time.
type Timeline = Mutex<Vec<(Instant, u64)>>;

/// Tries the faults. Those that need a disk of their own have a stage of their own.
pub(super) async fn run(scratch: &Scratch, settings: &Settings) -> Result<Chaos, CommandError> {
    let began = Instant::now();
    // The tail of such an identity is random.
    let seed = uuid::Uuid::now_v7().as_u64_pair().1;
    let mut draw = Draw::new(seed);
    let mut chaos = Chaos {
        seed,
        seconds: 0,
        faults: Vec::new(),
        started: 0,
        asked_again: 0,
        processes: 0,
        refused_waves: 0,
        stages: Vec::new(),
        holds: true,
    };
    let (on_a_full_disk, others): (Vec<Fault>, Vec<Fault>) = settings.faults.iter().copied().partition(|fault| *fault == Fault::DiskFull);
    let mut blows: BTreeMap<Fault, Vec<(Blow, [f64; 3])>> = BTreeMap::new();
    let mut impossible: BTreeMap<Fault, String> = BTreeMap::new();
    let stages = [("chaos", others), ("chaos-full", on_a_full_disk)];
    let kinds = settings.faults.len().max(1) as f64;
    for (name, faults) in stages.into_iter().filter(|(_, faults)| !faults.is_empty()) {
        let share = Duration::from_secs(u64::from(settings.minutes) * 60).mul_f64(faults.len() as f64 / kinds);
        let room = match name {
            "chaos-full" => match Room::mount(&scratch.path().join(name)) {
                Ok(room) => Some(room),
                Err(why) => {
                    eprintln!("disk-full: {why}");
                    impossible.insert(Fault::DiskFull, why);
                    continue;
                }
            },
            _ => None,
        };
        let stage = Stage { scratch, settings, name, faults, share, room: room.as_ref() };
        stage.run(&mut draw, &mut chaos, &mut blows, &mut impossible).await?;
    }
    chaos.faults =
        settings.faults.iter().map(|fault| line(*fault, blows.remove(fault).unwrap_or_default(), impossible.remove(fault))).collect();
    chaos.holds = chaos.stages.iter().all(|stage| stage.violations.is_empty());
    chaos.seconds = began.elapsed().as_secs();
    Ok(chaos)
}

fn line(fault: Fault, blows: Vec<(Blow, [f64; 3])>, not_possible: Option<String>) -> Line {
    let seconds: Vec<f64> = blows.iter().map(|(blow, _)| blow.moved_after.as_secs_f64()).collect();
    let rate = |which: usize| median(&blows.iter().map(|(_, rates)| rates[which]).collect::<Vec<f64>>());
    Line {
        fault,
        times: blows.len(),
        not_possible,
        median_s: median(&seconds),
        max_s: seconds.iter().copied().fold(0.0, f64::max),
        before_per_s: rate(0),
        during_per_s: rate(1),
        after_per_s: rate(2),
    }
}

/// Faults on one database.
struct Stage<'a> {
    scratch: &'a Scratch,
    settings: &'a Settings,
    name: &'static str,
    faults: Vec<Fault>,
    share: Duration,
    room: Option<&'a Room>,
}

impl Stage<'_> {
    async fn run(
        &self,
        draw: &mut Draw,
        chaos: &mut Chaos,
        blows: &mut BTreeMap<Fault, Vec<(Blow, [f64; 3])>>,
        impossible: &mut BTreeMap<Fault, String>,
    ) -> Result<(), CommandError> {
        let broken = |what: String| CommandError::failed("BENCH", format!("bench chaos: {what}"));
        let arena = Arena::open(self.scratch, self.name).await?;
        watch::begin(&arena).await.map_err(broken)?;
        let ledger: Arc<Ledger> = Arc::default();
        let server = LedgerServer::start(ledger.clone()).await.map_err(|error| broken(error.to_string()))?;
        let load: SharedLoad = Arc::new(Load::default());
        load.prepare(&arena, &server.url()).await?;
        let token = arena.token().await?;
        let logs = self.scratch.path().join(format!("{}-logs", self.name));
        std::fs::create_dir_all(&logs).map_err(|error| broken(error.to_string()))?;
        // Long enough that only one that was stopped is taken to hang.
        let fleet = Fleet::new(Launch { data_dir: arena.data_dir(), logs, hung_after: 3 }, &ROLES);
        let client = reqwest::Client::builder().no_proxy().build().map_err(|error| broken(error.to_string()))?;
        let (accepted, timeline) = (Accepted::default(), Timeline::default());
        let url = server.url();
        let mut stage_blows: Vec<(Fault, Blow)> = Vec::new();
        let mut violations: Vec<String> = Vec::new();
        {
            let at_work = async {
                tokio::select! {
                    ended = fleet.supervise() => ended.map(|never| match never {}),
                    never = hands::work(&client, &fleet, &token, &ledger, &accepted) => match never {},
                    never = load.look(&arena) => match never {},
                    never = sample(&ledger, &timeline) => match never {},
                }
            };
            let striking = async {
                let strikes = self.strike(&arena, &fleet, draw, &mut stage_blows, impossible).await;
                if let Err(what) = strikes {
                    violations.push(what);
                }
                eprintln!("waiting for the runs under way …");
                load.wind_down();
            };
            let loaded = load.keep_up(&arena, &url, self.settings.at_once());
            let struck = async {
                tokio::pin!(loaded);
                tokio::pin!(striking);
                tokio::select! {
                    () = &mut striking => {}
                    () = &mut loaded => {}
                }
                // What goes on beyond this is stuck, and the audit says so.
                if tokio::time::timeout(DRAIN, &mut loaded).await.is_err() {
                    eprintln!("not all of them ended within {DRAIN:?}");
                }
            };
            let schedule = async {
                struck.await;
                let schedule = load::end_schedule(&arena).await?;
                settled(&arena).await;
                Ok::<_, CommandError>(schedule)
            };
            let schedule = tokio::select! {
                failed = at_work => return Err(failed.err().unwrap_or_else(|| broken("the fleet ended".to_owned()))),
                schedule = schedule => schedule?,
            };
            fleet.stop().await;
            // The last of them may have taken the server along.
            arena.reopen().await?;
            let woken = stage_blows.iter().filter_map(|(_, blow)| blow.woken).collect();
            let evidence = Evidence { told: load.told(), ledger: &ledger, accepted: accepted.all(), woken, schedule };
            let mut findings = audit::audit(&arena, &evidence).await.map_err(broken)?;
            findings.violations.extend(violations);
            chaos.stages.push(findings);
        }
        let (started, again) = load.counts();
        chaos.started += started;
        chaos.asked_again += again;
        chaos.processes += fleet.starts();
        chaos.refused_waves += fleet.said("a wave was refused");
        let timeline = timeline.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (fault, blow) in stage_blows {
            blows.entry(fault).or_default().push((blow, rates(&timeline, &blow)));
        }
        arena.close().await
    }

    /// Lets faults strike, one after the other, until the time is over.
    async fn strike(
        &self,
        arena: &Arena,
        fleet: &Fleet,
        draw: &mut Draw,
        blows: &mut Vec<(Fault, Blow)>,
        impossible: &mut BTreeMap<Fault, String>,
    ) -> Result<(), String> {
        let victims = Victims { arena, fleet, room: self.room, lengths: self.settings.lengths() };
        watch::Mark::now(arena).await?.moved_on(arena, None).await?;
        let until = Instant::now() + self.share;
        loop {
            let mut faults: Vec<Fault> = self.faults.iter().copied().filter(|fault| !impossible.contains_key(fault)).collect();
            if faults.is_empty() {
                tokio::time::sleep(self.settings.quiet()).await;
                return Ok(());
            }
            draw.shuffle(&mut faults);
            for fault in faults {
                tokio::time::sleep(self.settings.quiet()).await;
                match victims.inflict(fault, draw).await {
                    Ok(blow) => {
                        eprintln!("{fault}: moved on after {:.2} s", blow.moved_after.as_secs_f64());
                        blows.push((fault, blow));
                    }
                    Err(Trouble::NotPossible(why)) => {
                        eprintln!("{fault}: {why}");
                        impossible.insert(fault, why);
                    }
                    Err(Trouble::Broken(what)) => return Err(format!("{fault}: {what}")),
                }
                tokio::time::sleep(self.settings.quiet()).await;
                if !self.settings.is_short() && Instant::now() > until {
                    return Ok(());
                }
            }
            if self.settings.is_short() {
                return Ok(());
            }
        }
    }
}

/// Waits until no run goes on any more, those of the schedule and children among them.
async fn settled(arena: &Arena) {
    let until = Instant::now() + DRAIN;
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let Ok(superuser) = arena.superuser().await else { continue };
        let sql = "select exists (select from flows.runs where status in ('pending', 'running', 'paused'))
                       or exists (select from engine.inbox where answered_at is null) or exists (select from flows.tasks)";
        if superuser.query_one(sql, &[]).await.is_ok_and(|row| !row.get::<_, bool>(0)) {
            return;
        }
    }
}

async fn sample(ledger: &Ledger, timeline: &Timeline) -> std::convert::Infallible {
    loop {
        timeline.lock().unwrap_or_else(PoisonError::into_inner).push((Instant::now(), ledger.count()));
        tokio::time::sleep(SAMPLE_EVERY).await;
    }
}

/// Effects in a second: before the blow, until the work had moved on, and after that.
fn rates(timeline: &[(Instant, u64)], blow: &Blow) -> [f64; 3] {
    let count = |at: Instant| {
        let place = timeline.partition_point(|(moment, _)| *moment <= at);
        timeline.get(place.saturating_sub(1)).map_or(0, |(_, count)| *count)
    };
    let rate = |from: Instant, to: Instant| {
        let seconds = to.saturating_duration_since(from).as_secs_f64();
        if seconds > 0.0 { (count(to).saturating_sub(count(from))) as f64 / seconds } else { 0.0 }
    };
    // Samples are too far apart for less.
    let over = blow.over.max(blow.struck + SAMPLE_EVERY * 5);
    [rate(blow.struck.checked_sub(RATE_OVER).unwrap_or(blow.struck), blow.struck), rate(blow.struck, over), rate(over, over + RATE_OVER)]
}

impl Chaos {
    pub(super) fn text(&self) -> String {
        let rows = self.faults.iter().map(|line| {
            let seconds = |value: f64| if line.times == 0 { "–".to_owned() } else { format!("{value:.2} s") };
            let rate = |value: f64| if line.times == 0 { "–".to_owned() } else { format!("{value:.0}") };
            [
                line.fault.to_string(),
                line.times.to_string(),
                seconds(line.median_s),
                seconds(line.max_s),
                rate(line.before_per_s),
                rate(line.during_per_s),
                rate(line.after_per_s),
                line.not_possible.clone().unwrap_or_default(),
            ]
        });
        let columns = ["fault", "times", "moved on", "at most", "effects/s before", "during", "after", ""];
        let mut text = report::plain(&columns, &[1, 2, 3, 4, 5, 6], rows);
        for stage in &self.stages {
            text.push_str(&format!(
                "\n\n{} runs, {} entries in {} waves; {} effects, {} of them asked for more than once, {} although durable, {} before it was, {} sent late by \
                 a process that had just lost its shard, {} by one that had been stopped; {} firings",
                stage.runs,
                stage.entries,
                stage.waves,
                stage.effects,
                stage.repeated,
                stage.repeated_durable,
                stage.overtaken,
                stage.late_by_losers,
                stage.late_by_woken,
                stage.firings
            ));
            for violation in &stage.violations {
                text.push_str(&format!("\nBROKEN: {violation}"));
            }
        }
        text.push_str(&format!(
            "\n\n{} runs started, {} answers asked for again; {} processes started, {} waves of losers refused; {} s, seed {}\n{}",
            self.started,
            self.asked_again,
            self.processes,
            self.refused_waves,
            self.seconds,
            self.seed,
            if self.holds { "every invariant holds" } else { "AN INVARIANT IS BROKEN" }
        ));
        text
    }
}

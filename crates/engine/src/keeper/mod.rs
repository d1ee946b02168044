//! Claims shards, holds their locks, gives up what is more than its share, says that the process lives, and carries hints between processes.
//!
//! One direct connection does all of it: its session holds the owner locks, so whoever loses the connection has lost the
//! shards, and PostgreSQL hands them to the next who asks. It also listens, so that an idle process asks the database
//! about once per [`crate::Config::poll_every`], half as often where it owns everything, and nothing else.

mod deep;
mod share;

use std::sync::Arc;
use std::time::Duration;

use db::queries::engine::shards as sql;
use store::{Database, Direct, Identity, StoreError};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tokio_postgres::Notification;

use self::deep::{DeepLooks, Past};
use self::share::{Leaving, next_left};
use crate::host::{Halt, Shared};
use crate::hub::Hints;
use crate::lane::{Look, Mail, Plea};
use crate::ports::RunId;
use crate::reach::{Numbers, Seen};
use crate::shards::{Balance, ShardSet};

/// To engines: there may be work, as the payload says ([`Hints::to_text`]), or of any kind in any shard.
const WORK_CHANNEL: &str = "gatewright_work";
/// To engines: a process has come, or given shards up.
const OWNERS_CHANNEL: &str = "gatewright_owners";
/// To engines: another process follows the run that the payload names.
pub(crate) const FOLLOW_CHANNEL: &str = "gatewright_follow";
/// To followers: these runs have moved (their identities, separated by commas).
pub(crate) const MOVED_CHANNEL: &str = "gatewright_moved";

/// A statement of the keeper that takes longer means that the connection is dead.
const PATIENCE: Duration = Duration::from_secs(10);
/// Hints to other processes are gathered for so long.
const GATHER: Duration = Duration::from_millis(10);
/// Rows of processes that left without a word are kept so long.
const FORGOTTEN_AFTER_DAYS: i32 = 7;
/// Identities in one NOTIFY, whose payload must stay below 8,000 bytes.
const NAMED_AT_ONCE: usize = 200;

pub(crate) struct Keeper {
    shared: Arc<Shared>,
    lanes: Vec<mpsc::Sender<Mail>>,
    pleas: mpsc::Receiver<Plea>,
    held: ShardSet,
    /// Shards held before the connection broke.
    missed: ShardSet,
    balance: Balance,
    leaving: Option<Leaving>,
    /// No other process was there at the last look.
    alone: bool,
    /// Something has changed about who owns what.
    survey: bool,
    /// The last look found nothing.
    quiet: bool,
    /// Numbers were given out since the look before it.
    busy: bool,
    deep: DeepLooks,
}

/// What is asked over and over, prepared once for a session.
struct Routine {
    peek: sql::PeekStmt,
    survey: sql::SurveyStmt,
    try_owner_locks: sql::TryOwnerLocksStmt,
}

impl Routine {
    async fn prepare(session: &Direct) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            peek: sql::peek().prepare(&**session).await?,
            survey: sql::survey().prepare(&**session).await?,
            try_owner_locks: sql::try_owner_locks().prepare(&**session).await?,
        })
    }
}

enum Interrupt {
    /// The connection is of no use any more.
    Broken(String),
    /// The host stops.
    Stopped,
    /// The host died.
    Dead,
}

impl From<tokio_postgres::Error> for Interrupt {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Broken(crate::wave::text(&error))
    }
}

impl Keeper {
    pub(crate) fn new(shared: Arc<Shared>, lanes: Vec<mpsc::Sender<Mail>>, pleas: mpsc::Receiver<Plea>) -> Self {
        Self {
            shared,
            lanes,
            pleas,
            held: ShardSet::NONE,
            missed: ShardSet::NONE,
            balance: Balance::default(),
            leaving: None,
            alone: false,
            survey: false,
            quiet: false,
            busy: false,
            deep: DeepLooks::default(),
        }
    }

    /// Works until the host stops or dies. `lanes_done` tells when the lanes have written what was decided.
    pub(crate) async fn work(mut self, mut lanes_done: watch::Receiver<bool>) {
        let mut failures = 0_u32;
        let mut halt = self.shared.halt.subscribe();
        loop {
            let session = match self.open().await {
                Ok(session) => session,
                Err(error) => {
                    let pause = Duration::from_millis(50 << failures.min(6));
                    failures += 1;
                    tracing::warn!(%error, ?pause, "no connection for shard locks; trying again");
                    tokio::select! {
                        () = tokio::time::sleep(pause) => continue,
                        _ = halt.wait_for(|halt| !halt.works()) => return,
                    }
                }
            };
            failures = 0;
            let mut session = session;
            match self.keep(&mut session).await {
                Interrupt::Broken(why) => {
                    // First of all: nobody may write on the strength of locks that are gone.
                    drop(session);
                    self.lose(&why).await;
                }
                Interrupt::Dead => return,
                Interrupt::Stopped => {
                    tokio::select! {
                        _ = lanes_done.wait_for(|done| *done) => {}
                        _ = halt.wait_for(|halt| *halt == Halt::Dead) => return,
                    }
                    if let Err(Interrupt::Broken(error)) = self.sign_off(&session).await {
                        tracing::debug!(error, "the engine could not sign off; its locks end with its connection");
                    }
                    return;
                }
            }
        }
    }

    async fn open(&self) -> Result<Direct, String> {
        match tokio::time::timeout(PATIENCE, self.shared.database.direct(Identity::Service)).await {
            Ok(opened) => opened.map_err(|error| error.to_string()),
            Err(_) => Err("no answer in time".to_owned()),
        }
    }

    /// Everything this does while the connection lives.
    async fn keep(&mut self, session: &mut Direct) -> Interrupt {
        let shared = self.shared.clone();
        let mut halt = shared.halt.subscribe();
        let routine = match self.enter(session).await {
            Ok(routine) => routine,
            Err(interrupt) => return interrupt,
        };
        let mut tick_at = Instant::now();
        // Beats take the place of looks, so they must be rarer.
        let beat_every = shared.config.beat_every.max(shared.config.poll_every * 4);
        let mut beat_at = Instant::now() + beat_every;
        let mut surveys = false;
        let (mut told_at, mut hinted_at) = (Instant::now(), Instant::now());
        loop {
            let done = tokio::select! {
                biased;
                stopping = stopping(&mut halt) => {
                    return if stopping { Interrupt::Stopped } else { Interrupt::Dead };
                }
                notice = session.notification() => match notice {
                    Some(notice) => {
                        self.heed(notice, session);
                        if self.survey {
                            tick_at = Instant::now();
                        }
                        Ok(())
                    }
                    None => Err(Interrupt::Broken("the connection that holds the shard locks broke".to_owned())),
                },
                plea = self.pleas.recv() => match plea {
                    Some(Plea::Reclaim { why }) => self.reclaim(session, &why).await,
                    None => return Interrupt::Dead,
                },
                left = next_left(&mut self.leaving) => self.take_left(session, left).await,
                // One statement at a time: an idle process asks no more often than it looks.
                () = tokio::time::sleep_until(tick_at) => {
                    // Who owns everything is told of work and of processes that come. Timers are read for further ahead than that.
                    let pause = match () {
                        // The sooner is known what has settled, the less of it looks pass over.
                        () if self.busy && !self.held.is_empty() => shared.config.poll_every / 4,
                        () if self.quiet && self.owns_all() => shared.config.poll_every * 2,
                        () => shared.config.poll_every,
                    };
                    tick_at = Instant::now() + pause;
                    surveys = !surveys;
                    if beat_at <= Instant::now() {
                        beat_at = Instant::now() + beat_every;
                        self.beat(session).await
                    } else if *shared.halt.borrow() != Halt::Running {
                        // Nothing is looked for, and no more shards are taken, while what is under way ends.
                        Ok(())
                    } else if std::mem::take(&mut self.survey) || self.held.is_empty() || surveys && !self.owns_all() {
                        self.settle(session, &routine).await
                    } else {
                        self.look_round(session, &routine).await
                    }
                }
                // Bells may ring all the time: whatever has its time comes before them.
                () = shared.hub.hint_bell.notified() => {
                    tokio::time::sleep_until(hinted_at + GATHER).await;
                    hinted_at = Instant::now();
                    let hints = shared.hub.take_hinted().to_text();
                    timely(session.execute("select pg_notify($1, $2)", &[&WORK_CHANNEL, &hints])).await.map(drop)
                }
                () = shared.hub.moved_bell.notified() => {
                    tokio::time::sleep_until(told_at + GATHER).await;
                    told_at = Instant::now();
                    self.tell_followers(session).await
                }
            };
            if let Err(interrupt) = done {
                return interrupt;
            }
        }
    }

    /// Signs in and listens.
    async fn enter(&mut self, session: &Direct) -> Result<Routine, Interrupt> {
        // A dead peer must be noticed by both sides within seconds; an abandoned transaction must not hold the fence.
        // And whoever waits for a lock says meanwhile to nobody that it lives: not so long that others take it to hang.
        let lock_timeout = (self.shared.config.hung_after / 6).clamp(Duration::from_millis(100), Duration::from_secs(5)).as_millis();
        timely(session.batch_execute(&format!(
            "set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3; \
             set statement_timeout = '8s'; set lock_timeout = {lock_timeout}; \
             listen {WORK_CHANNEL}; listen {FOLLOW_CHANNEL}; listen {OWNERS_CHANNEL}"
        )))
        .await?;
        timely(async { sql::register_process().bind(&**session, &self.shared.process, &self.shared.config.name).await }).await?;
        timely(async { sql::be_counted().bind(&**session).one().await }).await?;
        let routine = timely(Routine::prepare(session)).await?;
        self.settle(session, &routine).await?;
        // What did not come back is somebody else's now.
        let gone = std::mem::take(&mut self.missed).without(self.held);
        if !gone.is_empty() {
            for lane in &self.lanes {
                post(lane, Mail::Gone(gone)).await;
            }
        }
        // Those who have more than their share now hear that it is.
        timely(session.execute("select pg_notify($1, '')", &[&OWNERS_CHANNEL])).await?;
        Ok(routine)
    }

    /// Work that no hint told of, and the database's clock.
    async fn look_round(&mut self, session: &Direct, routine: &Routine) -> Result<(), Interrupt> {
        let now = Instant::now();
        let whole = self.deep.is_due_here(now);
        // What came before that was there to be seen by one of these looks.
        let past = if whole { Past::BEGINNING } else { Past::settled(&self.shared) };
        let seen = timely(past.peek(&routine.peek, &**session, &self.shared, self.held)).await?;
        self.shared.clock.calibrate(seen.now);
        let numbers = Numbers { submissions: seen.last_submission, requests: seen.last_request, wakes: seen.last_wake };
        self.busy = self.shared.given_out.note(Seen { at: now, numbers, oldest: seen.oldest, next: seen.next });
        let look = look_for(&seen);
        self.quiet = look == Look::NONE;
        if !self.quiet {
            send_all(&self.lanes, look);
        }
        if whole {
            self.deep.ended(now.elapsed());
        } else {
            self.deep.begin_if_due(&self.shared, &self.lanes, self.held);
        }
        Ok(())
    }

    async fn beat(&self, session: &Direct) -> Result<(), Interrupt> {
        timely(async { sql::beat().bind(&**session, &self.shared.process).await }).await?;
        if !self.owns_all() || !self.alone {
            self.end_hung_owners(session).await?;
        }
        Ok(())
    }

    /// Ends the sessions of processes that hold locks and do not say any more that they live.
    async fn end_hung_owners(&self, session: &Direct) -> Result<(), Interrupt> {
        let seconds = self.shared.config.hung_after.as_secs_f64();
        let hung = timely(async { sql::hung_owners().bind(&**session, &self.shared.process, &seconds).all().await }).await?;
        if hung.is_empty() {
            return Ok(());
        }
        let named: Vec<(i32, String)> = hung.into_iter().map(|owner| (owner.lock_pid, owner.name)).collect();
        self.end_sessions(session, &named, "a process held shards and was not heard of").await
    }

    /// Ends sessions of others, each with the name it has for people.
    async fn end_sessions(&self, session: &Direct, sessions: &[(i32, String)], why: &str) -> Result<(), Interrupt> {
        // Ending a session takes the rights of whoever logged in, not of the role acted as.
        let acts_as: String = timely(async { session.query_one("select quote_ident(current_user)", &[]).await }).await?.get(0);
        timely(session.batch_execute("set role none")).await?;
        for (pid, name) in sessions {
            let ended = timely(async { Ok(session.execute("select pg_terminate_backend($1)", &[pid]).await) }).await?;
            match ended {
                Ok(_) => tracing::warn!(process = name, pid, why, "a session was ended"),
                // Where this login may not end sessions, an administrator must; everything else goes on.
                Err(error) => tracing::warn!(
                    process = name,
                    pid,
                    why,
                    error = crate::wave::text(&error),
                    "a session could not be ended; end it by hand"
                ),
            }
        }
        timely(session.batch_execute(&format!("set role {acts_as}"))).await
    }

    fn owns_all(&self) -> bool {
        self.held == ShardSet::ALL
    }

    fn count_owned(&self) {
        let leaving = self.leaving.as_ref().map_or(ShardSet::NONE, |leaving| leaving.asked);
        self.shared.owned.set(self.held);
        self.shared.served.set(self.held.without(leaving));
    }

    fn lane_of(&self, shard: i16) -> usize {
        usize::from(shard.unsigned_abs()) % self.lanes.len()
    }

    /// A lane does not trust its memory any more: new epochs for everything, so that nothing begun under the old ones can commit.
    async fn reclaim(&mut self, session: &Direct, why: &str) -> Result<(), Interrupt> {
        tracing::info!(why, "claiming shards anew");
        // Several lanes may have asked; once is enough.
        while self.pleas.try_recv().is_ok() {}
        // Nothing is left of what was being left: the answers of lanes that did not hear of this yet do not count.
        self.leaving = None;
        for lane in &self.lanes {
            post(lane, Mail::Lost).await;
        }
        // A short pause, so that two processes at odds do not spin.
        tokio::time::sleep(Duration::from_millis(20)).await;
        self.take(session, self.held).await?;
        self.count_owned();
        Ok(())
    }

    async fn lose(&mut self, why: &str) {
        tracing::warn!(why, "shard locks lost; nothing is written until they are held again");
        for lane in &self.lanes {
            post(lane, Mail::Lost).await;
        }
        self.leaving = None;
        self.shared.given_out.forget();
        self.busy = false;
        self.missed = self.missed.and(std::mem::take(&mut self.held));
        self.count_owned();
    }

    /// A hint came in; further ones of the same kind say nothing new.
    fn heed(&mut self, first: Notification, session: &mut Direct) {
        let mut work = Hints::default();
        let mut next = Some(first);
        while let Some(notice) = next {
            match notice.channel() {
                WORK_CHANNEL => work = work.and(Hints::of_text(notice.payload())),
                OWNERS_CHANNEL => self.survey = true,
                FOLLOW_CHANNEL => {
                    if let Ok(run_id) = notice.payload().parse::<RunId>() {
                        self.shared.hub.followed_elsewhere(run_id);
                    }
                }
                _ => {}
            }
            next = session.try_notification();
        }
        for (index, lane) in self.lanes.iter().enumerate() {
            let look = work.look(self.held.iter().filter(|shard| self.lane_of(*shard) == index).collect());
            if look != Look::NONE {
                // A lane whose mail is full is at work, and looks again by itself.
                let _ = lane.try_send(Mail::Look(look));
            }
        }
    }

    async fn tell_followers(&self, session: &Direct) -> Result<(), Interrupt> {
        for runs in self.shared.hub.take_moved().chunks(NAMED_AT_ONCE) {
            let names: Vec<String> = runs.iter().map(RunId::to_string).collect();
            timely(session.execute("select pg_notify($1, $2)", &[&MOVED_CHANNEL, &names.join(",")])).await?;
        }
        Ok(())
    }

    /// Gives all shards back: the host stops.
    async fn sign_off(&self, session: &Direct) -> Result<(), Interrupt> {
        self.release(session, self.held).await?;
        timely(async { sql::forget_process().bind(&**session, &self.shared.process).await }).await?;
        timely(async { sql::forget_old_processes().bind(&**session, &FORGOTTEN_AFTER_DAYS).await }).await?;
        Ok(())
    }
}

fn look_for(seen: &sql::Peek) -> Look {
    Look { submissions: seen.submissions, requests: seen.requests, sleepers: seen.sleepers, wakes: seen.wakes }
}

fn send_all(lanes: &[mpsc::Sender<Mail>], look: Look) {
    for lane in lanes {
        // A lane whose mail is full is at work, and looks again by itself.
        let _ = lane.try_send(Mail::Look(look));
    }
}

/// Whether any engine holds shards of this database now.
///
/// # Errors
/// The database cannot be reached, or refused.
pub async fn somebody_owns(database: &Database) -> Result<bool, StoreError> {
    let client = database.get(Identity::Service).await?;
    Ok(sql::somebody_owns().bind(&client).one().await?)
}

/// Tells them that runs were submitted in these shards, and nothing else.
///
/// # Errors
/// The database cannot be reached, or refused.
pub(crate) async fn hint_submissions(database: &Database, shards: ShardSet) -> Result<(), StoreError> {
    let client = database.get(Identity::Service).await?;
    client.execute("select pg_notify($1, $2)", &[&WORK_CHANNEL, &Hints::submissions(shards).to_text()]).await?;
    Ok(())
}

/// Tells the engines of other processes, after a commit, that there may be work. Without it they find it at their next look.
///
/// # Errors
/// The database cannot be reached, or refused.
pub async fn hint(database: &Database) -> Result<(), StoreError> {
    let client = database.get(Identity::Service).await?;
    client.execute("select pg_notify($1, '')", &[&WORK_CHANNEL]).await?;
    Ok(())
}

/// Returns when the host is to end, and whether in good order.
async fn stopping(halt: &mut watch::Receiver<Halt>) -> bool {
    halt.wait_for(|halt| !halt.works()).await.is_ok_and(|halt| *halt == Halt::Stopping)
}

async fn post(lane: &mpsc::Sender<Mail>, mail: Mail) {
    // Fails only when the lane has ended, and then it needs no mail.
    let _ = lane.send(mail).await;
}

/// A statement that gets no answer in time counts as a broken connection.
async fn timely<T>(work: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Interrupt> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(Interrupt::from),
        Err(_) => Err(Interrupt::Broken(format!("no answer within {PATIENCE:?}"))),
    }
}

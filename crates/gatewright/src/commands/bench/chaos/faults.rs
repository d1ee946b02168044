//! What goes wrong, and how long the work takes to move on.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rustix::process::Signal;
use serde::Serialize;
use store::Identity;

use super::arena::Arena;
use super::clock;
use super::draw::Draw;
use super::fleet::Fleet;
use super::room::Room;
use super::watch::{Mark, PATIENCE, shards_of};

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fault {
    /// `kill -9` of a process.
    KillProcess,
    /// Half of the connections' backends are ended.
    KillBackend,
    /// `kill -9` of the server's main process; it comes back a little later.
    KillPostgres,
    /// Every connection breaks, and none is to be had for a while.
    PoolExhausted,
    /// The disk of the server, its log and the payloads is full for a while.
    DiskFull,
    /// A process whose host's clock is ten minutes wrong takes the work over.
    ClockOff,
    /// A process is stopped until another has taken its work over, and goes on then.
    TwoOwners,
    /// A process is stopped for a long time, whatever the others do, and goes on then.
    Zombie,
}

impl Fault {
    pub(crate) const ALL: [Self; 8] = [
        Self::KillProcess,
        Self::KillBackend,
        Self::KillPostgres,
        Self::PoolExhausted,
        Self::DiskFull,
        Self::ClockOff,
        Self::TwoOwners,
        Self::Zombie,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::KillProcess => "kill-process",
            Self::KillBackend => "kill-backend",
            Self::KillPostgres => "kill-postgres",
            Self::PoolExhausted => "pool-exhausted",
            Self::DiskFull => "disk-full",
            Self::ClockOff => "clock-off",
            Self::TwoOwners => "two-owners",
            Self::Zombie => "zombie",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(|fault| fault.name() == word).ok_or_else(|| format!("there is no fault `{word}`; there are {}", known()))
    }
}

/// How long things last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lengths {
    /// Connections are taken, and the disk is full.
    pub(super) shortage: Duration,
    /// A process is stopped as a zombie.
    pub(super) stopped: Duration,
    /// A process with a wrong clock does the work.
    pub(super) wrong_clock: Duration,
}

impl Lengths {
    /// For the long form.
    pub(super) const LONG: Self =
        Self { shortage: Duration::from_secs(5), stopped: Duration::from_secs(60), wrong_clock: Duration::from_secs(15) };
    /// For the short one.
    pub(super) const SHORT: Self =
        Self { shortage: Duration::from_millis(1_500), stopped: Duration::from_secs(6), wrong_clock: Duration::from_secs(3) };
}

/// What a fault is done to.
pub(super) struct Victims<'a> {
    pub(super) arena: &'a Arena,
    pub(super) fleet: &'a Fleet,
    pub(super) room: Option<&'a Room>,
    pub(super) lengths: Lengths,
}

/// What came of a fault.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blow {
    /// When it struck.
    pub(super) struck: Instant,
    /// From when on the work could move on, until it did.
    pub(super) moved_after: Duration,
    /// When it had.
    pub(super) over: Instant,
    /// When a process that had been stopped went on.
    pub(super) woken: Option<Timestamp>,
}

/// A fault that could not be tried, or that was not got over.
#[derive(Debug)]
pub(super) enum Trouble {
    /// This machine has no means for it.
    NotPossible(String),
    /// An invariant broke, or the bench itself did.
    Broken(String),
}

impl From<String> for Trouble {
    fn from(what: String) -> Self {
        Self::Broken(what)
    }
}

impl Victims<'_> {
    pub(super) async fn inflict(&self, fault: Fault, draw: &mut Draw) -> Result<Blow, Trouble> {
        match fault {
            Fault::KillProcess => self.kill_process(draw).await,
            Fault::KillBackend => self.kill_backends().await,
            Fault::KillPostgres => self.kill_postgres(draw).await,
            Fault::PoolExhausted => self.exhaust_connections().await,
            Fault::DiskFull => self.fill_disk().await,
            Fault::ClockOff => self.wrong_clock(draw).await,
            Fault::TwoOwners => self.stop_owner(None).await,
            Fault::Zombie => self.stop_owner(Some(self.lengths.stopped)).await,
        }
    }

    /// The process that has most shards, and these.
    async fn owner(&self) -> Result<(usize, Vec<i16>), String> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let mut best: (usize, Vec<i16>) = (0, Vec::new());
            for place in self.fleet.living() {
                if let Some(name) = self.fleet.name(place)
                    && let Ok(shards) = shards_of(self.arena, &name).await
                    && shards.len() > best.1.len()
                {
                    best = (place, shards);
                }
            }
            if !best.1.is_empty() {
                return Ok(best);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("no process owned any work for {PATIENCE:?}"))
    }

    async fn kill_process(&self, draw: &mut Draw) -> Result<Blow, Trouble> {
        let (owner, shards) = self.owner().await?;
        let living = self.fleet.living();
        // Mostly the one with the work.
        let bystander = living.iter().copied().find(|place| *place != owner).filter(|_| draw.one_in(4));
        let mark = Mark::now(self.arena).await?;
        let struck = Instant::now();
        self.fleet.signal(bystander.unwrap_or(owner), Signal::KILL);
        let of = bystander.is_none().then_some(shards.as_slice());
        let moved_after = mark.moved_on(self.arena, of).await?;
        Ok(Blow { struck, moved_after, over: Instant::now(), woken: None })
    }

    async fn kill_backends(&self) -> Result<Blow, Trouble> {
        self.owner().await?;
        let superuser = self.arena.superuser().await?;
        let struck = Instant::now();
        let sql = "select pg_terminate_backend(pid) from pg_stat_activity
                    where backend_type = 'client backend' and pid <> pg_backend_pid() and random() < 0.5";
        superuser.execute(sql, &[]).await.map_err(|error| error.to_string())?;
        superuser.close().await;
        Mark::now(self.arena).await?.moved_on(self.arena, None).await?;
        Ok(Blow { struck, moved_after: struck.elapsed(), over: Instant::now(), woken: None })
    }

    async fn kill_postgres(&self, draw: &mut Draw) -> Result<Blow, Trouble> {
        self.owner().await?;
        let struck = Instant::now();
        self.arena.kill_server().await?;
        // Processes that look meanwhile end, and are started again; those that do not live through it.
        tokio::time::sleep(Duration::from_millis(draw.below(1_500))).await;
        let up = Instant::now();
        self.reopened().await?;
        Mark::now(self.arena).await?.moved_on(self.arena, None).await?;
        Ok(Blow { struck, moved_after: up.elapsed(), over: Instant::now(), woken: None })
    }

    async fn reopened(&self) -> Result<(), String> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.arena.reopen().await {
                Ok(()) => return Ok(()),
                Err(error) if Instant::now() > until => return Err(format!("the server did not come back: {error}")),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    async fn exhaust_connections(&self) -> Result<Blow, Trouble> {
        self.owner().await?;
        let superuser = self.arena.superuser().await?;
        let database = self.arena.app().postgres.database().clone();
        let ours = "select pg_terminate_backend(pid) from pg_stat_activity
                     where backend_type = 'client backend' and pid <> pg_backend_pid() and usename <> 'gatewright_owner'";
        let struck = Instant::now();
        let (mut taken, mut held_from) = (Vec::new(), None);
        // What the fleet gives up is taken before it comes back, until for a while nothing has been left.
        while held_from.is_none_or(|from: Instant| from.elapsed() < self.lengths.shortage) {
            if held_from.is_none() {
                superuser.execute(ours, &[]).await.map_err(|error| error.to_string())?;
            }
            let asked = futures_util::future::join_all((0..16).map(|_| database.direct(Identity::Owner))).await;
            let before = taken.len();
            taken.extend(asked.into_iter().filter_map(Result::ok));
            if taken.len() == before {
                held_from.get_or_insert_with(Instant::now);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            if struck.elapsed() > PATIENCE {
                return Err(Trouble::Broken(format!("{} connections were taken, and still there were some", taken.len())));
            }
        }
        let mark = Mark::now(self.arena).await?;
        drop(taken);
        superuser.close().await;
        let moved_after = mark.moved_on(self.arena, None).await?;
        Ok(Blow { struck, moved_after, over: Instant::now(), woken: None })
    }

    async fn fill_disk(&self) -> Result<Blow, Trouble> {
        let Some(room) = self.room else { return Err(Trouble::NotPossible("not possible here: no file system of its own".to_owned())) };
        self.owner().await?;
        let struck = Instant::now();
        room.shrink()?;
        tokio::time::sleep(self.lengths.shortage).await;
        room.grow()?;
        let free = Instant::now();
        self.reopened().await?;
        // While it was full a few waves may have found room in pages that were there already.
        Mark::now(self.arena).await?.moved_on(self.arena, None).await?;
        Ok(Blow { struck, moved_after: free.elapsed(), over: Instant::now(), woken: None })
    }

    async fn wrong_clock(&self, draw: &mut Draw) -> Result<Blow, Trouble> {
        let library = clock::library(self.fleet.logs()).map_err(Trouble::NotPossible)?;
        let off_by = if draw.one_in(2) { 600 } else { -600 };
        let mark = Mark::now(self.arena).await?;
        let wrong = self.fleet.add_with_clock(off_by, library);
        let struck = Instant::now();
        let until = struck + PATIENCE;
        // The others leave it its share of the work.
        let shards = loop {
            let shards = match self.fleet.name(wrong) {
                Some(name) => shards_of(self.arena, &name).await.unwrap_or_default(),
                None => Vec::new(),
            };
            if !shards.is_empty() {
                break shards;
            }
            if Instant::now() > until {
                self.fleet.retire(wrong);
                return Err(Trouble::Broken(format!("the process with the wrong clock took no work over within {PATIENCE:?}")));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let moved_after = mark.moved_on(self.arena, Some(&shards)).await?;
        tokio::time::sleep(self.lengths.wrong_clock).await;
        // It was at work all the while.
        let still = match self.fleet.name(wrong) {
            Some(name) => shards_of(self.arena, &name).await?.len(),
            None => 0,
        };
        self.fleet.retire(wrong);
        if still == 0 {
            return Err(Trouble::Broken(format!("the process with the wrong clock lost its {} shards without a reason", shards.len())));
        }
        Ok(Blow { struck, moved_after, over: Instant::now(), woken: None })
    }

    /// Stops the owner for so long, or until another has its work.
    async fn stop_owner(&self, length: Option<Duration>) -> Result<Blow, Trouble> {
        let (owner, shards) = self.owner().await?;
        let mark = Mark::now(self.arena).await?;
        let struck = Instant::now();
        self.fleet.signal(owner, Signal::STOP);
        let moved = match length {
            None => mark.moved_on(self.arena, Some(&shards)).await,
            Some(length) => {
                let moved = tokio::time::timeout(length, mark.moved_on(self.arena, Some(&shards))).await;
                tokio::time::sleep(length.saturating_sub(struck.elapsed())).await;
                match moved {
                    Ok(moved) => moved,
                    Err(_) => Ok(Duration::MAX),
                }
            }
        };
        // Whatever came of it, nobody stays stopped.
        let woken = Timestamp::now();
        self.fleet.signal(owner, Signal::CONT);
        let moved_after = match moved? {
            Duration::MAX => struck.elapsed() + mark.moved_on(self.arena, None).await?,
            moved => moved,
        };
        // Time enough for it to try.
        tokio::time::sleep(Duration::from_secs(2)).await;
        Ok(Blow { struck, moved_after, over: Instant::now(), woken: Some(woken) })
    }
}

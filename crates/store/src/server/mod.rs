//! The embedded server: one Postgres per data folder, shared by all processes that open it.
//!
//! Three files in the server's home make that safe. `lock` is held exclusively while a server is started or stopped. `members` is held
//! shared by every process that uses the server, so that whoever gets it exclusively knows that nobody is in. `server.json` remembers the
//! port. All are `flock`s: the kernel releases them when a process dies, however it dies.

mod account;
mod cluster;
mod keeper;
mod lock;
mod place;
mod programs;

use std::{
    fs::File,
    path::Path,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

pub(crate) use self::{
    lock::Lock,
    place::{Credentials, Place},
    programs::OLDEST,
};
pub use programs::ServerVersion;

use self::{account::Account, cluster::Postmaster, programs::Programs};
use crate::{Notice, Settings, StoreError, files::write_atomically};

/// The superuser of an embedded cluster.
pub(crate) const SUPERUSER: &str = "gatewright_bootstrap";

/// A running embedded server that this process is a member of. Dropping it leaves; [`Embedded::leave`] also stops the server when nobody is left.
#[derive(Debug)]
pub(crate) struct Embedded {
    pub(crate) place: Place,
    pub(crate) port: u16,
    pub(crate) credentials: Credentials,
    members: File,
    linger: Duration,
    timeout: Duration,
}

/// The exclusive right to change the server, held until roles and database exist.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) embedded: Embedded,
    pub(crate) version: ServerVersion,
    state: State,
    started: bool,
    _lock: Lock,
}

impl Entry {
    /// Whether this process started the server, and did not find it running.
    pub(crate) fn started(&self) -> bool {
        self.started
    }

    /// Whether roles and database have been created.
    pub(crate) fn bootstrapped(&self) -> bool {
        self.state.bootstrapped
    }

    /// Remembers that roles and database exist, and lets other processes in.
    pub(crate) fn finish(mut self) -> Result<(Embedded, ServerVersion), StoreError> {
        if !self.state.bootstrapped {
            self.state.bootstrapped = true;
            self.state.write(&self.embedded.place)?;
        }
        Ok((self.embedded, self.version))
    }
}

/// What is remembered about the server between processes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct State {
    /// The port of the last start, used again when it is free, so that URLs stay valid.
    port: Option<u16>,
    /// Whether roles and database exist.
    bootstrapped: bool,
    /// The process that watches over the server.
    keeper: Option<i32>,
}

impl State {
    fn read(place: &Place) -> Result<Self, StoreError> {
        match std::fs::read(place.state()) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| StoreError::Damaged {
                path: place.state(),
                reason: format!("{error}; remove it, it holds nothing that cannot be found again"),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(StoreError::io("read", place.state(), error)),
        }
    }

    fn write(&self, place: &Place) -> Result<(), StoreError> {
        let text = serde_json::to_vec(self).map_err(|error| StoreError::io("write", place.state(), error.into()))?;
        write_atomically(&place.state(), &text, 0o644)
    }
}

/// Joins the server of the data folder, or starts it, creating what is missing. Blocks; call it off the async threads.
pub(crate) fn enter(settings: &Settings, notices: &dyn Fn(Notice)) -> Result<Entry, StoreError> {
    let account = Account::for_server(settings.account.as_deref())?;
    let place = Place::choose(&settings.data_dir, account.as_ref(), notices)?;
    let lock = Lock::exclusive(&place.lock(), settings.start_timeout, "starting or stopping PostgreSQL")?;
    place.furnish(account.as_ref())?;
    let members = lock::open(&place.members())?;
    members.lock_shared().map_err(|error| StoreError::io("lock", place.members(), error))?;

    let mut state = State::read(&place)?;
    let (postmaster, credentials, version, started);
    match cluster::running(&place, settings.start_timeout, notices)? {
        Some(found) => {
            credentials = Credentials::read(&place)?;
            version = ServerVersion::of_cluster(&place)?;
            notices(Notice::Joined { port: found.port });
            postmaster = found;
            started = false;
        }
        None => {
            let began = Instant::now();
            let programs = Programs::find(settings, &place, account.as_ref(), notices)?;
            // The passwords are on disk before the cluster that knows them.
            credentials = if place.has_cluster() { Credentials::read(&place)? } else { Credentials::create(&place)? };
            if !place.has_cluster() {
                notices(Notice::CreatingCluster { at: place.cluster() });
                cluster::create(&place, &programs, account.as_ref(), &credentials)?;
                state = State::default();
            }
            postmaster = cluster::start(&place, &programs, account.as_ref(), settings, state.port)?;
            version = programs.version.clone();
            notices(Notice::Started { version: version.text.clone(), port: postmaster.port, took: began.elapsed() });
            started = true;
        }
    }
    if !state.keeper.is_some_and(|pid| keeper::watches(pid, &place, &postmaster)) {
        match keeper::spawn(&place, account.as_ref(), &postmaster, settings.linger) {
            Ok(pid) => state.keeper = Some(pid),
            Err(reason) => notices(Notice::Unwatched { reason }),
        }
    }
    state.port = Some(postmaster.port);
    state.write(&place)?;
    let Postmaster { port, .. } = postmaster;
    let embedded = Embedded { place, port, credentials, members, linger: settings.linger, timeout: settings.start_timeout };
    Ok(Entry { embedded, version, state, started, _lock: lock })
}

impl Embedded {
    /// Leaves the server, and stops it when nobody else is in. Blocks.
    pub(crate) fn leave(self) -> Result<bool, StoreError> {
        let Self { place, members, linger, timeout, .. } = self;
        if linger > Duration::ZERO {
            // The keeper stops it when the time is over.
            return Ok(false);
        }
        let _lock = Lock::exclusive(&place.lock(), timeout, "starting or stopping PostgreSQL")?;
        drop(members);
        if !lock::nobody_in(&place.members())? {
            return Ok(false);
        }
        cluster::stop(&place, timeout)?;
        Ok(true)
    }

    /// Whether the server's main process is alive. Where another server has taken its place on another port, it is not.
    pub(crate) fn is_running(&self) -> bool {
        cluster::alive(&self.place, self.port)
    }
}

/// Stops the embedded server of a data folder though processes may still use it. Blocks. Returns whether there was one.
pub(crate) fn stop(settings: &Settings) -> Result<bool, StoreError> {
    let account = Account::for_server(settings.account.as_deref())?;
    let Some(place) = Place::existing(&settings.data_dir, account.as_ref()) else { return Ok(false) };
    let _lock = Lock::exclusive(&place.lock(), settings.start_timeout, "starting or stopping PostgreSQL")?;
    cluster::stop(&place, settings.start_timeout)
}

/// The end of a log file, for messages.
fn tail(log: &Path, from: u64) -> String {
    use std::io::{Read, Seek, SeekFrom};
    let mut text = String::new();
    let read = File::open(log).and_then(|mut file| {
        let end = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(from.max(end.saturating_sub(4096))))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(())
    });
    if let Err(error) = read {
        return format!("(the log cannot be read: {error})");
    }
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

//! A process: its lane, and the keeper that claims shards for it (`engine::keeper`).

use std::collections::{BTreeSet, VecDeque};

use jiff::Timestamp;

use crate::lane::Lane;
use crate::store::{Epoch, SHARDS, Session, Shard, Store};

/// What the keeper tells the lane.
#[derive(Debug, Clone)]
pub(crate) enum Mail {
    Gained(Vec<(Shard, Epoch)>),
    Lost,
    Gone(BTreeSet<Shard>),
    Leave { ticket: u64, shards: BTreeSet<Shard>, until: Timestamp },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Alive,
    /// It hangs: nothing of it moves, and it does not know.
    Hung,
    Dead,
}

#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) standing: Standing,
    pub(crate) lane: Lane,
    pub(crate) mail: VecDeque<Mail>,
    /// How far its clock is off, in milliseconds.
    pub(crate) skew: i64,
    /// The session that holds its locks, as far as it knows.
    pub(crate) session: Option<Session>,
    pub(crate) held: BTreeSet<Shard>,
    /// Held before the connection broke.
    missed: BTreeSet<Shard>,
    /// Locked, and their epochs not bumped yet.
    to_take: BTreeSet<Shard>,
    /// The lane asked to claim anew.
    pub(crate) reclaims: bool,
    enters: bool,
    /// Hand-overs are told apart by their numbers: an answer that nobody waits for any more is not one to the next.
    tickets: u64,
    /// The hand-over under way.
    awaited: Option<u64>,
    /// What the lane has given up for it.
    left: Option<BTreeSet<Shard>>,
}

impl Process {
    pub(crate) fn new(lane: Lane, skew: i64) -> Self {
        Self {
            standing: Standing::Alive,
            lane,
            mail: VecDeque::new(),
            skew,
            session: None,
            held: BTreeSet::new(),
            missed: BTreeSet::new(),
            to_take: BTreeSet::new(),
            reclaims: false,
            enters: false,
            tickets: 0,
            awaited: None,
            left: None,
        }
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.standing == Standing::Alive
    }

    /// The next thing its keeper does, if there is something.
    pub(crate) fn keep(&mut self, store: &mut Store, sessions: &mut BTreeSet<Session>, next_session: &mut Session) -> Option<String> {
        if let Some(session) = self.session.filter(|session| !sessions.contains(session)) {
            // Nobody may write on the strength of locks that are gone.
            self.mail.push_back(Mail::Lost);
            self.missed.append(&mut self.held);
            self.to_take.clear();
            self.expect_nothing();
            self.session = None;
            return Some(format!("notices that session {session} is gone"));
        }
        let Some(session) = self.session else {
            *next_session += 1;
            sessions.insert(*next_session);
            self.session = Some(*next_session);
            self.enters = true;
            self.lock(store, *next_session);
            return Some(format!("opens session {next_session} and locks {:?}", self.to_take));
        };
        if std::mem::take(&mut self.reclaims) {
            self.mail.push_back(Mail::Lost);
            self.to_take.clone_from(&self.held);
            self.expect_nothing();
            return Some("claims its shards anew".to_owned());
        }
        if let Some(shards) = self.left.take() {
            self.expect_nothing();
            self.held.retain(|shard| !shards.contains(shard));
            store.release(session, &shards);
            return Some(format!("releases shards {shards:?}"));
        }
        if !self.to_take.is_empty() {
            // Waits where a wave of an earlier owner is open.
            let taken = store.take_shards(&self.to_take)?;
            self.to_take.clear();
            let said = format!("takes shards with their epochs {taken:?}");
            self.mail.push_back(Mail::Gained(taken));
            self.find_gone();
            return Some(said);
        }
        if self.enters {
            self.find_gone();
        }
        if self.held.len() < usize::from(SHARDS) && !self.lane.stopping {
            self.lock(store, session);
            return (!self.to_take.is_empty()).then(|| format!("locks {:?}", self.to_take));
        }
        None
    }

    /// Asks the lane to give up some shards; says whether it could.
    pub(crate) fn hand_over(&mut self, shards: BTreeSet<Shard>, until: Timestamp) -> bool {
        let can = self.session.is_some() && self.awaited.is_none() && self.to_take.is_empty() && shards.is_subset(&self.held);
        if can {
            self.tickets += 1;
            self.awaited = Some(self.tickets);
            self.mail.push_back(Mail::Leave { ticket: self.tickets, shards, until });
        }
        can
    }

    /// The lane has given up shards; that counts if it is still waited for.
    pub(crate) fn hear_of_left(&mut self, ticket: u64, shards: BTreeSet<Shard>) {
        if self.awaited == Some(ticket) {
            self.left = Some(shards);
        }
    }

    /// Whatever was given up is held all the same, and claimed with the rest.
    fn expect_nothing(&mut self) {
        self.awaited = None;
        self.left = None;
    }

    fn lock(&mut self, store: &mut Store, session: Session) {
        let locked = store.try_locks(session);
        self.held.extend(&locked);
        self.to_take.extend(locked);
    }

    /// What did not come back is somebody else's now.
    fn find_gone(&mut self) {
        if std::mem::take(&mut self.enters) {
            let gone: BTreeSet<Shard> = std::mem::take(&mut self.missed).difference(&self.held).copied().collect();
            if !gone.is_empty() {
                self.mail.push_back(Mail::Gone(gone));
            }
        }
    }
}

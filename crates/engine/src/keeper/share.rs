//! A fair share of the shards: claims what is free up to it, and has the lanes leave what is more.

use std::time::Duration;

use db::queries::engine::shards as sql;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use store::Direct;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tokio_postgres::error::SqlState;

use super::{Interrupt, Keeper, OWNERS_CHANNEL, Routine, post, timely};
use crate::lane::Mail;
use crate::shards::{ShardSet, Survey};

/// Shards that lanes are bringing to rest, to be given up.
pub(super) struct Leaving {
    answers: FuturesUnordered<oneshot::Receiver<ShardSet>>,
    pub(super) asked: ShardSet,
    left: ShardSet,
}

/// The next lane's answer: what it has left; `None` after the last. Never, where nothing is being left.
pub(super) async fn next_left(leaving: &mut Option<Leaving>) -> Option<ShardSet> {
    match leaving {
        // A lane that has lost its shards meanwhile leaves none.
        Some(leaving) => leaving.answers.next().await.map(Result::unwrap_or_default),
        None => std::future::pending().await,
    }
}

impl Keeper {
    /// Takes free shards up to its share, bumping their epochs at once, and has its lanes leave what is more.
    pub(super) async fn settle(&mut self, session: &Direct, routine: &Routine) -> Result<(), Interrupt> {
        let others = ShardSet::ALL.without(self.held).to_vec();
        let seen = timely(async { routine.survey.bind(&**session, &others).one().await }).await?;
        let seen = Survey { processes: usize::try_from(seen.processes).unwrap_or_default(), free: seen.free.into_iter().collect() };
        self.alone = seen.processes <= 1;
        let decision = self.balance.decide(seen, self.held, self.missed, Instant::now());
        if !decision.claim.is_empty() {
            self.claim(session, routine, decision.claim).await?;
        }
        if !decision.leave.is_empty() && self.leaving.is_none() {
            self.leave(decision.leave, decision.within).await;
        }
        Ok(())
    }

    async fn claim(&mut self, session: &Direct, routine: &Routine, wanted: ShardSet) -> Result<(), Interrupt> {
        let locks = timely(async { routine.try_owner_locks.bind(&**session, &wanted.to_vec()).all().await }).await?;
        let locked: ShardSet = locks.into_iter().filter(|lock| lock.held).map(|lock| lock.shard_id).collect();
        if locked.is_empty() {
            return Ok(());
        }
        self.held = self.held.and(locked);
        self.take(session, locked).await?;
        self.count_owned();
        Ok(())
    }

    /// Asks the lanes to bring shards to rest and to leave them.
    async fn leave(&mut self, shards: ShardSet, within: Duration) {
        tracing::debug!(shards = shards.len(), ?within, "another process is to have some of the shards");
        let answers = FuturesUnordered::new();
        for (index, lane) in self.lanes.iter().enumerate() {
            let own: ShardSet = shards.iter().filter(|shard| self.lane_of(*shard) == index).collect();
            if !own.is_empty() {
                let (answer, left) = oneshot::channel();
                answers.push(left);
                post(lane, Mail::Leave { shards: own, until: Instant::now() + within, answer }).await;
            }
        }
        self.leaving = Some(Leaving { answers, asked: shards, left: ShardSet::NONE });
        self.count_owned();
    }

    /// A lane has left shards; after the last lane it is seen whether that was all.
    pub(super) async fn take_left(&mut self, session: &Direct, left: Option<ShardSet>) -> Result<(), Interrupt> {
        match (left, &mut self.leaving) {
            (Some(left), Some(leaving)) => {
                leaving.left = leaving.left.and(left);
                self.held = self.held.without(left);
                self.count_owned();
                self.release(session, left).await
            }
            (None, Some(Leaving { asked, left, .. })) => {
                self.balance.gave_up(asked == left);
                self.leaving = None;
                self.count_owned();
                // What is still too much goes with the next attempt.
                self.survey = true;
                Ok(())
            }
            (_, None) => Ok(()),
        }
    }

    /// Lets others have shards that no lane owns any more.
    pub(super) async fn release(&self, session: &Direct, shards: ShardSet) -> Result<(), Interrupt> {
        if shards.is_empty() {
            return Ok(());
        }
        let shards = shards.to_vec();
        timely(async { sql::leave_shards().bind(&**session, &self.shared.process, &shards).await }).await?;
        timely(async { sql::release_owner_locks().bind(&**session, &shards).all().await }).await?;
        timely(session.execute("select pg_notify($1, '')", &[&OWNERS_CHANNEL])).await?;
        Ok(())
    }

    /// Bumps the epochs of shards whose locks this session holds, and hands them to their lanes.
    pub(super) async fn take(&mut self, session: &Direct, shards: ShardSet) -> Result<(), Interrupt> {
        let shards = shards.to_vec();
        let take = || timely(async { Ok(sql::take_shards().bind(&**session, &self.shared.process, &shards).all().await) });
        let taken = match take().await? {
            Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                // Somebody who lost these shards is in the middle of a wave and does not go on: a process that was stopped, say. Nobody
                // else's work may wait for it.
                let stuck = timely(async { sql::stuck_waves().bind(&**session, &shards).all().await }).await?;
                let stuck: Vec<(i32, String)> = stuck.into_iter().flatten().map(|pid| (pid, "unknown".to_owned())).collect();
                self.end_sessions(session, &stuck, "its wave kept a shard from its new owner").await?;
                take().await??
            }
            taken => taken?,
        };
        tracing::debug!(shards = taken.len(), "shards taken");
        for (index, lane) in self.lanes.iter().enumerate() {
            let own: Vec<(i16, i64)> =
                taken.iter().filter(|row| self.lane_of(row.shard_id) == index).map(|row| (row.shard_id, row.epoch)).collect();
            if !own.is_empty() {
                post(lane, Mail::Gained(own)).await;
            }
        }
        Ok(())
    }
}

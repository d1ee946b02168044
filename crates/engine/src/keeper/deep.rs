//! Looks to the beginning: they find what was committed so late that others had passed its place.
//!
//! As long as they cost little they are the keeper's ordinary looks. Beside an old snapshot they take seconds; then they go over a connection
//! of their own, because a statement that takes that long would cost this process its shards.

use std::sync::Arc;
use std::time::Duration;

use db::client::GenericClient;
use db::queries::engine::shards as sql;
use jiff::Timestamp;
use store::{Identity, StoreError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{look_for, send_all};
use crate::host::Shared;
use crate::lane::runs::horizon;
use crate::lane::{Look, Mail};
use crate::load::BEGINNING;
use crate::reach::{Numbers, SETTLED_AFTER, SHARE};
use crate::shards::ShardSet;

/// What looks begin behind: numbers, and when runs asleep were due.
#[derive(Debug, Clone, Copy)]
pub(super) struct Past {
    numbers: Numbers,
    due: Option<Timestamp>,
}

impl Past {
    pub(super) const BEGINNING: Self =
        Self { numbers: Numbers { submissions: BEGINNING, requests: BEGINNING, wakes: BEGINNING }, due: None };
    /// Behind everything there is.
    const END: Numbers = Numbers { submissions: i64::MAX, requests: i64::MAX, wakes: i64::MAX };

    /// What is settled. As long as nobody knows, that is everything: who takes shards looks into them from the beginning.
    pub(super) fn settled(shared: &Shared) -> Self {
        let due = shared.clock.now().checked_sub(SETTLED_AFTER).ok();
        Self { numbers: shared.given_out.settled().unwrap_or(Self::END), due }
    }

    /// Whether anything came after it.
    pub(super) async fn peek<C: GenericClient>(
        self,
        peek: &sql::PeekStmt,
        client: &C,
        shared: &Shared,
        shards: ShardSet,
    ) -> Result<sql::Peek, tokio_postgres::Error> {
        let Self { numbers, due } = self;
        let (shards, until) = (shards.to_vec(), horizon(shared));
        peek.bind(client, &shards, &numbers.submissions, &numbers.requests, &numbers.wakes, &due, &until).one().await
    }
}

/// A look that takes no longer is as good as any other.
const CHEAP: Duration = Duration::from_millis(200);

/// When to look to the beginning, and where.
#[derive(Default)]
pub(super) struct DeepLooks {
    /// At most one.
    under_way: JoinSet<Duration>,
    /// Not before this moment.
    due: Option<Instant>,
    is_cheap: bool,
}

impl DeepLooks {
    /// Whether the next ordinary look may be one.
    pub(super) fn is_due_here(&mut self, now: Instant) -> bool {
        while let Some(ended) = self.under_way.try_join_next() {
            // One that panicked found nothing out.
            self.ended(ended.unwrap_or(CHEAP));
        }
        // Until it has ended nobody knows: one that costs the connection is not begun on the next.
        self.is_due(now) && std::mem::take(&mut self.is_cheap)
    }

    /// One has ended that took so long.
    pub(super) fn ended(&mut self, took: Duration) {
        self.is_cheap = took < CHEAP;
        self.due = Some(Instant::now() + took * SHARE);
    }

    /// Begins one beside the keeper's work, where none is under way.
    pub(super) fn begin_if_due(&mut self, shared: &Arc<Shared>, lanes: &[mpsc::Sender<Mail>], shards: ShardSet) {
        if self.is_due(Instant::now()) && self.under_way.is_empty() {
            let (shared, lanes) = (shared.clone(), lanes.to_vec());
            self.under_way.spawn(async move {
                let began = Instant::now();
                match look(&shared, shards).await {
                    Ok(Look::NONE) => {}
                    Ok(look) => send_all(&lanes, look),
                    Err(error) => tracing::debug!(%error, "no look to the beginning; another one comes"),
                }
                began.elapsed()
            });
        }
    }

    fn is_due(&self, now: Instant) -> bool {
        self.due.is_none_or(|due| due <= now)
    }
}

async fn look(shared: &Shared, shards: ShardSet) -> Result<Look, StoreError> {
    let client = shared.database.get(Identity::Service).await?;
    let peek = sql::peek().prepare(&client).await?;
    Ok(look_for(&Past::BEGINNING.peek(&peek, &client, shared, shards).await?))
}

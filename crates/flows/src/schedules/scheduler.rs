//! Looks after what time makes due, schedules and starts that wait for a time: in each process that hosts an engine, one of which takes each.

use std::time::Duration;

use db::queries::flows::schedules as sql;
use deadpool_postgres::Transaction;
use engine::Handle;
use jiff::Timestamp;
use schedule::State;
use store::Identity;

use super::carry_out::{self, Cause};
use super::view;
use crate::admission;
use crate::error::FlowError;
use crate::service::Flows;

/// Moments of a schedule that are dealt with at once.
const AT_ONCE: usize = 100;
/// A schedule that could not be dealt with rests so long, in seconds.
const PUT_OFF_S: f64 = 60.0;
/// Somebody else's change is seen so late at most; one's own at once.
const LONGEST: Duration = Duration::from_secs(5);
const SHORTEST: Duration = Duration::from_millis(20);
/// What woke the scheduler may be committed only now.
const SOON: Duration = Duration::from_millis(200);

/// Carries schedules out, and lets in what time lets in. Several may work on one database: a schedule is locked while it is dealt with, and what it fires is committed
/// together with how far it has been dealt with, so no moment is lost and none fires twice.
pub struct Scheduler {
    flows: Flows,
    engine: Handle,
}

impl Scheduler {
    /// A scheduler whose runs the engine of this process is told of.
    #[must_use]
    pub fn new(flows: Flows, engine: Handle) -> Self {
        Self { flows, engine }
    }

    /// Works until it is dropped.
    pub async fn work(self) {
        let mut outages = 0;
        let mut woken = false;
        loop {
            let pause = match self.look().await {
                Ok(pause) => {
                    outages = 0;
                    pause
                }
                Err(error) => {
                    outages += 1;
                    tracing::warn!(%error, "schedules could not be looked after; trying again");
                    Duration::from_secs(1 << outages.min(5))
                }
            };
            let pause = if woken { pause.min(SOON) } else { pause };
            woken = tokio::time::timeout(pause, self.flows.scheduler_waits()).await.is_ok();
        }
    }

    /// Deals with everything that is due; says how long nothing will be, as far as is known.
    async fn look(&self) -> Result<Duration, FlowError> {
        loop {
            let next = self.next_look().await?;
            let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= next.now);
            let fired = is_due(next.at) && self.deal_with_one().await?;
            // Engines hear of those that are let in from the database.
            let let_in = is_due(next.line_at) && admission::serve(&self.flows).await?;
            // What is due and not to be had is in another process's hands.
            if !fired && !let_in {
                let Some(at) = [next.at, next.line_at].into_iter().flatten().min() else { return Ok(LONGEST) };
                // By the database's clock, so that a host whose own is wrong fires in time.
                let left = Duration::try_from(at.duration_since(next.now)).unwrap_or(Duration::ZERO);
                return Ok(left.clamp(SHORTEST, LONGEST));
            }
        }
    }

    async fn next_look(&self) -> Result<sql::NextLook, FlowError> {
        let client = self.flows.database().get(Identity::Service).await?;
        Ok(sql::next_look().bind(&client).one().await?)
    }

    /// Takes one schedule that is due, if there is one.
    async fn deal_with_one(&self) -> Result<bool, FlowError> {
        let mut client = self.flows.database().get(Identity::Service).await?;
        let tx = client.transaction().await?;
        let Some(row) = sql::take_due().bind(&tx).opt().await? else { return Ok(false) };
        let nudge = match self.deal_with(&tx, &row).await {
            Ok(nudge) => {
                tx.commit().await?;
                nudge
            }
            Err(error) => {
                tx.rollback().await?;
                // Where the database is away this fails as well, and everything is tried again.
                sql::put_off().bind(&client, &PUT_OFF_S, &row.id).await?;
                tracing::error!(schedule = %row.id, %error, "a schedule could not be dealt with; it is looked at again in a minute");
                false
            }
        };
        drop(client);
        if nudge {
            self.engine.nudge();
        }
        Ok(true)
    }

    /// What is due of a schedule that is locked. Whether runs are to begin or to end.
    async fn deal_with(&self, tx: &Transaction<'_>, row: &sql::DueSchedule) -> Result<bool, FlowError> {
        let definition = view::definition(row.definition.clone())?;
        let state = State { last_considered: row.last_considered, fired: row.fired.unsigned_abs() };
        let due = match definition.check(jiff::tz::db()) {
            Ok(rule) => rule.due(state, row.now, &row.id.to_string(), AT_ONCE),
            Err(problems) => {
                // It was right when it was made: a zone is gone from the machine, or a release reads it differently.
                tracing::error!(schedule = %row.id, %problems, "a schedule cannot be used any more; it rests until it is changed");
                sql::advance_schedule().bind(tx, &row.last_considered, &row.fired, &None, &false, &row.id).await?;
                return Ok(false);
            }
        };
        let moments: Vec<_> = due.fire.iter().map(|firing| firing.nominal).collect();
        carry_out::miss(tx, row, &due.missed).await?;
        let started = carry_out::fire(&self.flows, tx, row, &moments, Cause::Rule).await?;
        let fired = i64::try_from(due.state.fired).unwrap_or(i64::MAX);
        sql::advance_schedule().bind(tx, &due.state.last_considered, &fired, &due.next_look, &due.exhausted, &row.id).await?;
        carry_out::watch(tx, row.id).await?;
        // Also for those that are to be cancelled.
        Ok(started || !moments.is_empty())
    }
}

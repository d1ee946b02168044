//! Runs that leave: those that ended give their place back, those that wait may be withdrawn, and what time makes due is served.

use std::collections::BTreeMap;
use std::time::Duration;

use db::queries::flows::{admission as sql, schedules};
use deadpool_postgres::Transaction;
use machine::Actor;
use serde_json::{Value, json};
use store::Identity;
use uuid::Uuid;

use crate::error::FlowError;
use crate::service::Flows;

/// Lines that are served in one transaction.
const AT_ONCE: i32 = 50;
/// Another process may have something for this one to do so late at most; and what was due a moment ago is not asked for again at once.
const LONGEST: Duration = Duration::from_secs(5);
const SHORTEST: Duration = Duration::from_millis(20);
/// How often lines are looked for that nobody needs.
const SWEPT_EVERY: Duration = Duration::from_secs(600);

/// Who leaves with a wave.
#[derive(Debug, Default)]
pub(crate) struct Leavers {
    /// Runs that ended and may hold a place, each with the run that goes on where it ended.
    pub(crate) ended: BTreeMap<Uuid, Option<Uuid>>,
    /// Children that end with them and are not let in yet.
    pub(crate) orphans: Vec<Uuid>,
}

impl Leavers {
    /// Gives places back, or hands them on, and lets the next ones in: with the wave, or not at all.
    pub(crate) async fn leave(&self, tx: &Transaction<'_>) -> Result<(), tokio_postgres::Error> {
        if self.ended.is_empty() && self.orphans.is_empty() {
            return Ok(());
        }
        let ended: Vec<Uuid> = self.ended.keys().copied().collect();
        let heirs: Vec<Option<Uuid>> = self.ended.values().copied().collect();
        let by = Actor { id: "parent run".to_owned(), via: "on_parent_end".to_owned(), roles: Vec::new() };
        let why = cancelled(&by, Some("what its parent run started it for has ended"));
        let leave = sql::leave().prepare(tx).await?;
        leave.bind(tx, &ended, &heirs, &self.orphans, &why.to_string()).one().await?;
        Ok(())
    }
}

/// Cancels a run that is not let in yet. `false` where it does not wait: then the engine has it.
///
/// # Errors
/// The database failed.
pub(crate) async fn withdraw(flows: &Flows, run_id: Uuid, by: &Actor, reason: Option<&str>) -> Result<bool, FlowError> {
    let client = flows.database().get(Identity::Service).await?;
    // Almost every run that is cancelled is under way: one look by its key, and no lock.
    if !sql::is_waiting().bind(&client, &run_id).one().await? {
        return Ok(false);
    }
    let why = engine::without_nul(&cancelled(by, reason)).to_string();
    let gone = sql::withdraw().bind(&client, &[run_id].as_slice(), &why).all().await?;
    drop(client);
    if gone.is_empty() {
        return Ok(false);
    }
    // Parents that wait for it, and schedules with firings that do.
    flows.children().some_ended();
    flows.scheduler_woken();
    Ok(true)
}

fn cancelled(by: &Actor, reason: Option<&str>) -> Value {
    json!({ "code": "CANCELLED", "message": reason, "by": by.id, "via": by.via, "not_undone": [] })
}

/// Looks after starts that wait for a time, until it is dropped. Processes with a [`crate::schedules::Scheduler`] need no other.
pub async fn look_after(flows: &Flows) {
    loop {
        let pause = match next_look(flows).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, "starts that wait could not be looked after; trying again");
                LONGEST
            }
        };
        // Somebody in this process may come to wait meanwhile.
        let _ = tokio::time::timeout(pause, flows.scheduler_waits()).await;
    }
}

async fn next_look(flows: &Flows) -> Result<Duration, FlowError> {
    while serve(flows).await? {}
    let client = flows.database().get(Identity::Service).await?;
    let next = schedules::next_look().bind(&client).one().await?;
    let Some(at) = next.line_at else { return Ok(LONGEST) };
    Ok(Duration::try_from(at.duration_since(next.now)).unwrap_or(Duration::ZERO).clamp(SHORTEST, LONGEST))
}

/// Does what time has made due. `true` where there may be more.
///
/// # Errors
/// The database failed; then nothing was done.
pub(crate) async fn serve(flows: &Flows) -> Result<bool, FlowError> {
    let client = flows.database().get(Identity::Service).await?;
    if flows.due("lines swept", SWEPT_EVERY) {
        sql::sweep_lines().bind(&client).one().await?;
    }
    Ok(sql::serve_lines().bind(&client, &AT_ONCE).one().await? >= AT_ONCE)
}

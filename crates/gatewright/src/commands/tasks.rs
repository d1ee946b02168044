//! `gatewright runs workers|task-queues`: who works elsewhere, and what waits for them.

use std::collections::BTreeMap;

use flows::tasks;
use jiff::Timestamp;
use store::Identity;
use uuid::Uuid;

use super::{print_failed, users};
use crate::app::{self, App};
use crate::failure::{CommandError, Exit};
use crate::report::Output;
use crate::report_tasks as report;

/// Accounts whose names are looked up, the newest; others are told by their identity.
const NAMED: i64 = 1_000;

/// Lists workers that have polled in the last day.
pub(crate) async fn workers(app: &App, all_accounts: bool, output: Output) -> Result<Option<Exit>, CommandError> {
    let client = app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)?;
    let workers = tasks::workers(&client, (!all_accounts).then_some(app.account.id)).await?;
    drop(client);
    let names = names(app, all_accounts && !output.json && !workers.is_empty()).await?;
    output.print(&workers, || report::workers(&workers, &names, all_accounts, Timestamp::now())).map_err(print_failed)?;
    Ok(None)
}

/// Lists queues in which tasks are.
pub(crate) async fn queues(app: &App, all_accounts: bool, output: Output) -> Result<Option<Exit>, CommandError> {
    let client = app.postgres.database().get(Identity::Service).await.map_err(app::unavailable)?;
    let queues = tasks::queues(&client, (!all_accounts).then_some(app.account.id)).await?;
    drop(client);
    let names = names(app, all_accounts && !output.json && !queues.is_empty()).await?;
    output.print(&queues, || report::queues(&queues, &names, all_accounts, Timestamp::now())).map_err(print_failed)?;
    Ok(None)
}

/// Accounts by their identity, for people: one's own, or everybody's.
async fn names(app: &App, everybody: bool) -> Result<BTreeMap<Uuid, String>, CommandError> {
    let mut names = BTreeMap::from([(app.account.id, app.account.name.clone())]);
    if everybody {
        let people = users::open(app, None).await?.people(NAMED).await;
        let people = people.map_err(|error| CommandError::unavailable("ACCOUNTS", error.to_string()))?;
        names.extend(people.into_iter().filter_map(|person| Some((person.id, person.email?))));
    }
    Ok(names)
}

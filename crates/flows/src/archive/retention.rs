//! How long runs are kept: what an account says, of all its runs and of single flows, and what admins say for all accounts.

use std::collections::BTreeMap;

use db::client::GenericClient;
use db::queries::flows::retention as sql;
use serde::{Deserialize, Serialize};
use store::{Database, Identity};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::FlowError;

/// The longest time that can be said in days: a hundred years.
pub const MOST_DAYS: i32 = 36_500;

/// Flows that an account may name.
const MOST_FLOWS: usize = 1_000;

/// For how long runs are kept after their end, and what becomes of them then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RetentionRule)]
pub struct Rule {
    /// Days after the end; `null` for ever.
    #[schema(minimum = 0, maximum = 36500)]
    pub keep_days: Option<i32>,
    /// Whether they go into the archive then, or are deleted for good.
    #[serde(default = "yes")]
    pub archive: bool,
}

fn yes() -> bool {
    true
}

/// What an account says of its runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Of all of them; `null`: what admins say for those who say nothing.
    pub all: Option<Rule>,
    /// Of single flows, by name, instead.
    pub flows: BTreeMap<String, Rule>,
}

/// What admins say for all accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RetentionLimits)]
pub struct Limits {
    /// For accounts that say nothing.
    pub default: Rule,
    /// No account keeps runs for longer, in days after their end; `null` for no bound.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 36500)]
    pub most_days: Option<i32>,
}

/// What an account says, as far as the client sees it.
///
/// # Errors
/// The database failed.
pub async fn retention(client: &impl GenericClient, user_id: Uuid) -> Result<Retention, FlowError> {
    let mut said = Retention::default();
    for row in sql::retention_of().bind(client, &user_id).all().await? {
        let rule = Rule { keep_days: row.keep_days, archive: row.archive };
        if row.flow.is_empty() {
            said.all = Some(rule);
        } else {
            said.flows.insert(row.flow, rule);
        }
    }
    Ok(said)
}

/// What holds for all accounts.
///
/// # Errors
/// The database failed.
pub async fn limits(client: &impl GenericClient) -> Result<Limits, FlowError> {
    let row = sql::retention_limits().bind(client).one().await?;
    Ok(Limits { default: Rule { keep_days: row.default_days, archive: row.default_archive }, most_days: row.most_days })
}

/// Sets what an account says, in place of all it said before.
///
/// # Errors
/// [`FlowError::BadRetention`]; the database failed.
pub async fn set_retention(database: &Database, user_id: Uuid, said: &Retention) -> Result<(), FlowError> {
    let bad = |message: String| Err(FlowError::BadRetention { path: "flows".to_owned(), message });
    if said.flows.len() > MOST_FLOWS {
        return bad(format!("{} flows, at most {MOST_FLOWS} are kept", said.flows.len()));
    }
    if let Some(name) = said.flows.keys().find(|name| name.is_empty() || name.chars().count() > 200 || name.contains('\0')) {
        return bad(format!("`{name}` is no name of a plan: 1 to 200 characters, none of them U+0000"));
    }
    let rules: Vec<(&str, Rule)> =
        said.all.iter().map(|rule| ("", *rule)).chain(said.flows.iter().map(|(flow, rule)| (flow.as_str(), *rule))).collect();
    for (flow, rule) in &rules {
        check_days(if flow.is_empty() { "all.keep_days".to_owned() } else { format!("flows.{flow}.keep_days") }, rule.keep_days)?;
    }
    let flows: Vec<&str> = rules.iter().map(|(flow, _)| *flow).collect();
    let keep_days: Vec<Option<i32>> = rules.iter().map(|(_, rule)| rule.keep_days).collect();
    let archives: Vec<bool> = rules.iter().map(|(_, rule)| rule.archive).collect();
    let mut client = database.get(Identity::Service).await?;
    let tx = client.transaction().await?;
    sql::forget_retention().bind(&tx, &user_id).await?;
    sql::set_retention().bind(&tx, &user_id, &flows, &keep_days, &archives).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets what holds for all accounts.
///
/// # Errors
/// [`FlowError::BadRetention`]; the database failed.
pub async fn set_limits(database: &Database, limits: &Limits) -> Result<(), FlowError> {
    check_days("default.keep_days".to_owned(), limits.default.keep_days)?;
    check_days("most_days".to_owned(), limits.most_days)?;
    let client = database.get(Identity::Service).await?;
    sql::set_limits().bind(&client, &limits.default.keep_days, &limits.default.archive, &limits.most_days).await?;
    Ok(())
}

fn check_days(path: String, days: Option<i32>) -> Result<(), FlowError> {
    match days {
        Some(days) if !(0..=MOST_DAYS).contains(&days) => {
            Err(FlowError::BadRetention { path, message: format!("{days} is no number of days from 0 to {MOST_DAYS}") })
        }
        _ => Ok(()),
    }
}

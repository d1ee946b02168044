//! What a user's session costs beside the bare query.

use std::time::{Duration, Instant};

use tokio_postgres::types::ToSql;

use crate::{
    Database, Identity, StoreError,
    roles::literal,
    session::{Claims, begin_as},
};

/// The same query of the same user on the same connection, bare and in a session of its own each time.
#[derive(Debug, Clone)]
pub struct SessionCost {
    /// The median of each round, of the query alone: role and claims stay set.
    pub bare: Vec<Duration>,
    /// The median of each round, of the query with a transaction, role and claims of its own.
    pub session: Vec<Duration>,
}

impl SessionCost {
    /// The query alone: the median of the rounds.
    pub fn bare(&self) -> Duration {
        median(self.bare.clone())
    }

    /// The query in a session: the median of the rounds.
    pub fn session(&self) -> Duration {
        median(self.session.clone())
    }

    /// How many times the bare query a session takes.
    pub fn ratio(&self) -> f64 {
        self.session().as_secs_f64() / self.bare().as_secs_f64()
    }
}

/// Measures a query that only reads, `reads` times in each of `rounds` rounds, bare and in a session in turn, on one connection of the request
/// pool. Reading ends a session by dropping it: the rollback is sent and not waited for.
///
/// # Errors
/// The database cannot be reached, or the query fails.
pub async fn session_cost(
    database: &Database,
    claims: &Claims,
    query: &str,
    parameters: &[&(dyn ToSql + Sync)],
    rounds: u32,
    reads: u32,
) -> Result<SessionCost, StoreError> {
    let mut cost = SessionCost { bare: Vec::new(), session: Vec::new() };
    // The first round fills caches and prepares the statement.
    for round in 0..=rounds {
        let bare = bare(database, claims, query, parameters, reads).await?;
        let session = sessions(database, claims, query, parameters, reads).await?;
        if round > 0 {
            cost.bare.push(bare);
            cost.session.push(session);
        }
    }
    Ok(cost)
}

async fn bare(
    database: &Database,
    claims: &Claims,
    query: &str,
    parameters: &[&(dyn ToSql + Sync)],
    reads: u32,
) -> Result<Duration, StoreError> {
    let client = database.get(Identity::Request).await?;
    let text = literal(&claims.json());
    client.batch_execute(&format!("SET ROLE {}; SELECT set_config('request.jwt.claims', {text}, false)", claims.role().as_str())).await?;
    let mut times = Vec::new();
    for _ in 0..reads {
        let began = Instant::now();
        let statement = client.prepare_cached(query).await?;
        client.query(&statement, parameters).await?;
        times.push(began.elapsed());
    }
    client.batch_execute("RESET ROLE; RESET request.jwt.claims").await?;
    Ok(median(times))
}

async fn sessions(
    database: &Database,
    claims: &Claims,
    query: &str,
    parameters: &[&(dyn ToSql + Sync)],
    reads: u32,
) -> Result<Duration, StoreError> {
    let mut times = Vec::new();
    for _ in 0..reads {
        let began = Instant::now();
        let session = begin_as(database.get(Identity::Request).await?, claims).await?;
        let statement = session.prepare_cached(query).await?;
        session.query(&statement, parameters).await?;
        drop(session);
        times.push(began.elapsed());
    }
    Ok(median(times))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

//! The database's clock, which leases, timers and expiries go by, and which tests can set.
//!
//! `engine.clock_now()` (a migration) answers the session setting `gatewright.now` when it is set, else `clock_timestamp()`.

use jiff::Timestamp;
use tokio_postgres::GenericClient;

use crate::StoreError;

/// The time of the database's clock.
pub async fn now<C: GenericClient>(client: &C) -> Result<Timestamp, StoreError> {
    Ok(client.query_one("SELECT engine.clock_now()", &[]).await?.get(0))
}

/// Stops the clock of this session at `time`, or lets it go again. For tests; a session affects only itself.
pub async fn set<C: GenericClient>(client: &C, time: Option<Timestamp>) -> Result<(), StoreError> {
    let text = time.map(|time| time.to_string()).unwrap_or_default();
    client.execute("SELECT set_config('gatewright.now', $1, false)", &[&text]).await?;
    Ok(())
}

//! What surfaces show of runs that wait, and of the lines they wait in.

use db::client::GenericClient;
use db::queries::flows::admission as sql;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::FlowError;

/// What a run that is not let in yet waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Waits)]
pub struct WaitsView {
    /// What it waits for.
    #[serde(rename = "for")]
    pub waits_for: WaitsFor,
    /// The key by which it is counted or gathered, where the plan has one.
    #[serde(default)]
    pub key: Option<String>,
    /// Its place among those that wait with it, from 1; absent while more starts may join it, and where it is far back: in lists more than a
    /// hundred stand before it, of a single run more than ten thousand.
    #[serde(default)]
    pub place: Option<i64>,
    /// Its priority.
    pub priority: i32,
    /// Since when it waits.
    pub since: Timestamp,
    /// When it stops gathering; absent where it waits for others.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// How many starts a batch has so far.
    #[serde(default)]
    pub items: Option<i32>,
}

/// What a run may wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// Others of its key are under way.
    Concurrency,
    /// Others of its key have begun lately.
    Rate,
    /// A quiet time.
    Debounce,
    /// More starts.
    Batch,
}

/// What is under way and what waits, of one key of a flow.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = AdmissionLine)]
pub struct LineView {
    /// The key; `null` where runs are counted without one.
    pub key: Option<String>,
    /// Runs that hold a place.
    pub under_way: i32,
    /// How many may.
    pub limit: Option<i32>,
    /// Runs that wait for their turn.
    pub waiting: i32,
    /// Runs that other starts may still join.
    pub gathering: i32,
    /// Since when the first of those waits.
    pub oldest_waiting_at: Option<Timestamp>,
    /// When time next changes something.
    pub due_at: Option<Timestamp>,
}

/// What is under way and what waits, of a flow of an owner, by key, the longest lines first, 500 at most. Keys with nobody are not there.
///
/// # Errors
/// The database failed.
pub async fn lines(client: &impl GenericClient, owner: Uuid, flow: &str) -> Result<Vec<LineView>, FlowError> {
    let view = |row: sql::LineCount| LineView {
        key: row.key,
        under_way: row.under_way,
        limit: row.place_limit,
        waiting: row.waiting,
        gathering: row.gathering,
        oldest_waiting_at: row.oldest_waiting_at,
        due_at: row.due_at,
    };
    Ok(sql::line_counts().bind(client, &owner, &flow).all().await?.into_iter().map(view).collect())
}

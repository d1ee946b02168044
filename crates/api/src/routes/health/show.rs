//! `GET /health`.

use axum::extract::State;
use db::queries::content::reports as sql;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, Unavailable);

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// The database.
    postgres: PostgresHealth,
    /// The engine, over all its processes.
    engine: EngineHealth,
    /// Since this process started.
    uptime_s: f64,
    /// Memory this process holds; `null` where the system does not say.
    memory_bytes: Option<u64>,
    /// Who can be asked for a model's answer.
    providers: Vec<ProviderHealth>,
}

/// How the database is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PostgresHealth {
    /// Its version.
    version: String,
    /// What it holds.
    size_bytes: i64,
    /// Connections to it.
    connections: i64,
}

/// How the engine is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EngineHealth {
    /// Slices of runs that some process works on.
    shards_owned: i64,
    /// Slices in all.
    shards_total: i64,
    /// Runs under way.
    active_runs: i64,
    /// Runs submitted and not begun.
    waiting_runs: i64,
    /// How long the oldest of these waits.
    oldest_waiting_s: f64,
}

/// Whether a provider can be asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProviderHealth {
    /// Its name.
    provider: String,
    /// Whether.
    available: bool,
    /// Why not, and what to do.
    why_not: Option<String>,
}

/// How database, engine and providers are. For admins.
#[utoipa::path(get, path = "/health", tag = "health", responses((status = OK, body = Health), Refusals))]
pub(crate) async fn show_health(State(api): State<Api>, caller: SignedIn) -> Result<Json<Health>, Problem> {
    drop(api.admin_session(&caller).await?);
    let client = api.service().await?;
    let server = sql::server_figures().bind(&client).one().await?;
    let engine = sql::engine_figures().bind(&client).one().await?;
    drop(client);
    let providers = api.content().provider_list();
    Ok(Json(Health {
        postgres: PostgresHealth {
            version: api.settings().postgres_version.clone(),
            size_bytes: server.size_bytes,
            connections: server.connections,
        },
        engine: EngineHealth {
            shards_owned: engine.shards_owned,
            shards_total: engine.shards_total,
            active_runs: engine.active_runs,
            waiting_runs: engine.waiting_runs,
            oldest_waiting_s: engine.oldest_waiting_s,
        },
        uptime_s: api.started().elapsed().as_secs_f64(),
        memory_bytes: resident_bytes(),
        providers: providers
            .into_iter()
            .map(|(provider, why_not)| ProviderHealth { provider, available: why_not.is_none(), why_not })
            .collect(),
    }))
}

/// What this process holds of the machine's memory, as Linux says.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

//! What a user's request costs: at the database, beside the same query without its session; and over the whole stack, beside an answer that
//! needs no database.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use accounts::{Accounts, AdminFields, LinkKind, Origin, Proof};
use api::{Server, Settings};
use content::CreateRun;
use serde_json::{Value, json};
use store::bench::{SessionCost, session_cost};
use store::session::Claims;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::essay::{TEMPLATE, WORD, WRITER};
use super::figures::{Bound, Figure, median, milliseconds};
use crate::app::{self, App};
use crate::failure::CommandError;

/// A user-scoped read by primary key.
const READ: &str = "select id, status, display_name, intent, total_gates, gates_passed, created_at from content.runs where id = $1";
/// How long the engine may take to stop.
const PATIENCE: Duration = Duration::from_secs(10);
/// Reads of each kind in a round.
const READS: u32 = 400;

/// What was measured.
pub(super) struct Api {
    cost: SessionCost,
    stack: Stack,
}

/// Medians of rounds, in milliseconds, one request after the other on one connection.
struct Stack {
    /// A run read by its owner: token, session, row-level security, document.
    read: Vec<f64>,
    /// `/healthz`: the server alone.
    floor: Vec<f64>,
}

/// Reads a run of the local account, many times over.
pub(super) async fn measure(app: &App, rounds: u32) -> Result<Api, CommandError> {
    let request = CreateRun {
        template: TEMPLATE.to_owned(),
        intent: BTreeMap::from([("word".to_owned(), json!(WORD))]),
        model: Some(WRITER.to_owned()),
        ..CreateRun::default()
    };
    let run_id = app.content.create_run(&app.account, request).await?.run_id;
    let claims = Claims::user(app.account.id);
    let cost = session_cost(app.postgres.database(), &claims, READ, &[&run_id], rounds, READS).await.map_err(app::unavailable)?;
    let stack = stack(app, run_id, rounds).await?;
    Ok(Api { cost, stack })
}

async fn stack(app: &App, run_id: Uuid, rounds: u32) -> Result<Stack, CommandError> {
    let engine = app.engine().await?;
    let failed = |what: &str, error: &dyn std::error::Error| CommandError::failed("BENCH", format!("{what}: {error}"));
    // The run must rest while it is read, or its steps are measured too.
    engine.handle().settled(run_id).await.map_err(|error| failed("the run to read", &error))?;

    let server = Server::bind(([127, 0, 0, 1], 0).into()).await.map_err(|error| failed("the server to ask", &error))?;
    let address = format!("http://{}", server.address());
    let database = app.postgres.database().clone();
    let accounts = Accounts::open(database.clone(), accounts::Config::new(&address)).await.map_err(|error| failed("accounts", &error))?;
    let token = token(&accounts, app).await.map_err(|error| failed("signing in", &error))?;
    let api = api::Api::new(database, app.content.clone(), app.flows.clone(), engine.handle(), accounts, Settings::default());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(server.serve(api, async {
        // A sender that is gone asks too.
        let _ = stopped.await;
    }));

    let client = reqwest::Client::builder().no_proxy().build().map_err(|error| failed("the client", &error))?;
    let mut stack = Stack { read: Vec::new(), floor: Vec::new() };
    // The first round fills caches, the token's among them.
    for round in 0..=rounds {
        let floor = answers(client.get(format!("{address}/healthz"))).await.map_err(|error| failed("GET /healthz", &error))?;
        let run = client.get(format!("{address}/api/v1/runs/{run_id}")).bearer_auth(&token);
        let read = answers(run).await.map_err(|error| failed("GET /api/v1/runs/{run_id}", &error))?;
        if round > 0 {
            stack.floor.push(floor);
            stack.read.push(read);
        }
    }
    let _ = stop.send(());
    serving.await.map_err(|error| failed("the server", &error))?.map_err(|error| failed("the server", &error))?;
    engine.stop(PATIENCE).await;
    Ok(stack)
}

/// A token of the local account, which has no password.
async fn token(accounts: &Accounts, app: &App) -> Result<String, accounts::AccountsError> {
    let fields = AdminFields { email: Some(app.account.name.clone()), ..AdminFields::default() };
    let (_, link) = accounts.generate_link(LinkKind::MagicLink, fields).await?;
    let session = accounts.redeem(&Proof::Token(link.token), Some(LinkKind::MagicLink), &Origin::default()).await?;
    Ok(session.access_token)
}

/// The median of a round, in milliseconds.
async fn answers(request: reqwest::RequestBuilder) -> Result<f64, reqwest::Error> {
    let mut took = Vec::new();
    for _ in 0..READS {
        // A request without a body can always be said again.
        let Some(again) = request.try_clone() else { break };
        let began = Instant::now();
        again.send().await?.error_for_status()?.bytes().await?;
        took.push(milliseconds(began.elapsed()));
    }
    Ok(median(&took))
}

impl Api {
    pub(super) fn figures(&self) -> [Figure; 2] {
        let bare = milliseconds(self.cost.bare());
        let samples = self.cost.session.iter().copied().map(milliseconds).collect();
        [
            Figure::new("a user's read by key, at the database", "ms", samples)
                .beside(Bound { value: bare, what: "the query alone, same connection; the aim is twice that".to_owned() }),
            Figure::new("a user's read by key, over HTTP", "ms", self.stack.read.clone())
                .beside(Bound { value: median(&self.stack.floor), what: "an answer without the database, same connection".to_owned() }),
        ]
    }

    pub(super) fn document(&self) -> Value {
        json!({
            "bare_ms": milliseconds(self.cost.bare()),
            "session_ms": milliseconds(self.cost.session()),
            "ratio": self.cost.ratio(),
            "http_ms": median(&self.stack.read),
            "http_floor_ms": median(&self.stack.floor),
        })
    }
}

//! What every request can reach.

use std::sync::Arc;
use std::time::Instant;

use accounts::Accounts;
use content::{Account, Content};
use db::queries::public::people;
use engine::Handle;
use flows::Flows;
use flows::archive::Archive;
use store::session::{Claims, Session, begin_as};
use store::{Database, Identity};
use tokio::sync::watch;

use crate::caller::SignedIn;
use crate::code::Code;
use crate::metrics::Metrics;
use crate::problem::Problem;

/// What whoever runs the server chooses.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Other origins whose pages may call this server; none by default.
    pub allowed_origins: Vec<String>,
    /// Whether webhooks may go to private and loopback addresses.
    pub webhooks_to_private_addresses: bool,
    /// Whether this is somebody's own machine rather than a shared installation.
    pub local: bool,
    /// The version of PostgreSQL.
    pub postgres_version: String,
}

/// The interface: everything a request can reach. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    shared: Arc<Shared>,
}

struct Shared {
    database: Database,
    content: Content,
    flows: Flows,
    engine: Handle,
    accounts: Accounts,
    settings: Settings,
    metrics: Metrics,
    started: Instant,
    stopping: watch::Sender<bool>,
}

impl Api {
    /// The interface over a database, its accounts, its content module and flows, and the engine of this process.
    #[must_use]
    pub fn new(database: Database, content: Content, flows: Flows, engine: Handle, accounts: Accounts, settings: Settings) -> Self {
        let shared = Shared {
            database,
            content,
            flows,
            engine,
            accounts,
            settings,
            metrics: Metrics::default(),
            started: Instant::now(),
            stopping: watch::Sender::new(false),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Ends streams, so that the server can stop.
    pub fn stop(&self) {
        self.shared.stopping.send_replace(true);
    }

    /// Resolves when the server is about to stop.
    pub(crate) fn stopping(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopping = self.shared.stopping.subscribe();
        async move {
            // A sender that is gone has stopped too.
            let _ = stopping.wait_for(|stopping| *stopping).await;
        }
    }

    /// A transaction as the caller: row-level security decides what it sees.
    pub(crate) async fn session(&self, claims: &Claims) -> Result<Session, Problem> {
        let client = self.shared.database.get(Identity::Request).await?;
        Ok(begin_as(client, claims).await?)
    }

    /// The same for an admin; everybody else is refused. For addresses whose existence is no secret.
    pub(crate) async fn admin_session(&self, caller: &SignedIn) -> Result<Session, Problem> {
        let session = self.session(&caller.claims).await?;
        if is_admin(&session).await? { Ok(session) } else { Err(Problem::new(Code::Forbidden, "this account is no admin")) }
    }

    /// A connection that passes row-level security. Only for what docs/decisions/0006 names.
    pub(crate) async fn service(&self) -> Result<deadpool_postgres::Object, Problem> {
        Ok(self.shared.database.get(Identity::Service).await?)
    }

    /// The account that asks, as the module knows it.
    pub(crate) async fn account(&self, session: &Session, caller: &SignedIn) -> Result<Account, Problem> {
        let found = people::get_person().bind(&**session, &caller.account).opt().await?;
        let found = found.ok_or_else(|| Problem::new(Code::NotSignedIn, "the account of this token is gone"))?;
        let is_admin = is_admin(session).await?;
        let name = found.email.or(found.display_name).unwrap_or_else(|| found.id.to_string());
        Ok(Account { id: found.id, name, is_admin })
    }

    pub(crate) fn content(&self) -> &Content {
        &self.shared.content
    }

    pub(crate) fn flows(&self) -> &Flows {
        &self.shared.flows
    }

    /// Runs after their end.
    pub(crate) fn archive(&self) -> Archive {
        Archive::new(self.shared.database.clone(), self.shared.content.objects())
    }

    pub(crate) fn engine(&self) -> &Handle {
        &self.shared.engine
    }

    pub(crate) fn accounts(&self) -> &Accounts {
        &self.shared.accounts
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }

    pub(crate) fn started(&self) -> Instant {
        self.shared.started
    }
}

/// Whether the one a session runs as is an active admin, as the database says.
pub(crate) async fn is_admin(session: &Session) -> Result<bool, Problem> {
    Ok(people::is_admin().bind(&**session).one().await?)
}

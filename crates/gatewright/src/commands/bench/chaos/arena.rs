//! Where it happens: a data folder with an embedded server, and this process's own view of it, which is opened anew when the server died.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use accounts::{Accounts, AdminFields, LinkKind, Origin, Proof};
use rustix::process::{Pid, Signal, kill_process};
use store::Direct;

use super::super::scratch::Scratch;
use super::fleet::SITE;
use crate::app::{self, App};
use crate::cli::{Global, ModelArgs};
use crate::failure::CommandError;

/// How long a token of the driver is good for: longer than any run of the bench.
const TOKEN_FOR: Duration = Duration::from_secs(48 * 3600);

/// A data folder that faults are tried on.
pub(super) struct Arena {
    global: Global,
    app: RwLock<Arc<App>>,
}

impl Arena {
    /// Opens the folder of that name, which makes its server.
    pub(super) async fn open(scratch: &Scratch, name: &str) -> Result<Self, CommandError> {
        // Noted there, so that what still runs at the end is stopped.
        let postgres = scratch.open(name).await?;
        let global = scratch.global(name);
        let app = App::open(&global, &ModelArgs::default(), None).await?;
        drop(postgres);
        Ok(Self { global, app: RwLock::new(Arc::new(app)) })
    }

    /// This process's view of it now.
    pub(super) fn app(&self) -> Arc<App> {
        self.app.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn data_dir(&self) -> PathBuf {
        self.global.data_dir.clone().unwrap_or_default()
    }

    /// Joins the server again, or starts it where nobody has.
    pub(super) async fn reopen(&self) -> Result<(), CommandError> {
        let app = App::open(&self.global, &ModelArgs::default(), None).await?;
        *self.app.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(app);
        Ok(())
    }

    /// The main process of the server, by the file that PostgreSQL writes of it.
    pub(super) async fn kill_server(&self) -> Result<(), String> {
        let superuser = self.superuser().await?;
        let row = superuser.query_one("select current_setting('data_directory')", &[]).await.map_err(|error| error.to_string())?;
        let file = PathBuf::from(row.get::<_, String>(0)).join("postmaster.pid");
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let pid = text.lines().next().and_then(|line| line.trim().parse().ok()).and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| format!("{} names no process", file.display()))?;
        kill_process(pid, Signal::KILL).map_err(|error| format!("the server was not killed: {error}"))
    }

    /// A connection that is let in when no other is.
    pub(super) async fn superuser(&self) -> Result<Direct, String> {
        self.app().postgres.superuser().await.map_err(|error| error.to_string())
    }

    /// A token of the local account that every server of the fleet accepts.
    pub(super) async fn token(&self) -> Result<String, CommandError> {
        let app = self.app();
        let failed = |error: accounts::AccountsError| CommandError::failed("BENCH", format!("signing in: {error}"));
        let config = accounts::Config { access_token_lifetime: TOKEN_FOR, ..accounts::Config::new(SITE) };
        let accounts = Accounts::open(app.postgres.database().clone(), config).await.map_err(failed)?;
        let fields = AdminFields { email: Some(app.account.name.clone()), ..AdminFields::default() };
        let (_, link) = accounts.generate_link(LinkKind::MagicLink, fields).await.map_err(failed)?;
        let session = accounts.redeem(&Proof::Token(link.token), Some(LinkKind::MagicLink), &Origin::default()).await.map_err(failed)?;
        Ok(session.access_token)
    }

    /// Leaves the server and has it stopped.
    pub(super) async fn close(self) -> Result<(), CommandError> {
        let data_dir = self.data_dir();
        drop(self.app);
        store::Postgres::stop(&store::Settings::new(data_dir)).await.map(drop).map_err(app::unavailable)
    }
}

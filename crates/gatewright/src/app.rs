//! Opens the store, makes it usable, and hosts the engine.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use content::{Account, Content, Desk, ServiceError};
use engine::{Engine, Modules};
use flows::archive::Archive;
use flows::{FlowError, Flows};
use store::{Notice, Postgres, Settings, StoreError};

use crate::cli::{Global, ModelArgs};
use crate::failure::CommandError;
use crate::telemetry;

/// How often the embedded server is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Everything a command works with.
pub(crate) struct App {
    /// The server and its database.
    pub(crate) postgres: Postgres,
    /// The content module.
    pub(crate) content: Content,
    /// Plans that people write themselves.
    pub(crate) flows: Flows,
    /// Whom the command acts as.
    pub(crate) account: Account,
    data_dir: PathBuf,
    hung_after: Option<Duration>,
}

impl App {
    /// Finds or starts Postgres, migrates, publishes the system's templates.
    pub(crate) async fn open(global: &Global, models: &ModelArgs, port: Option<u16>) -> Result<Self, CommandError> {
        let settings = settings(global, port);
        let data_dir = settings.data_dir.clone();
        let postgres = Postgres::open(&settings, notify).await.map_err(unavailable)?;
        if let (Some(asked), Some(found)) = (port, postgres.port())
            && asked != found
        {
            close(postgres).await;
            let message = format!(
                "PostgreSQL of this data folder is up on 127.0.0.1:{found} already, for another gatewright process; \
                 end that one to change the port to {asked}, or leave --port out"
            );
            return Err(CommandError::unavailable("OTHER_PORT", message));
        }
        match Self::ready(&postgres, data_dir.clone(), models).await {
            Ok((content, account)) => {
                let flows = Flows::new(postgres.database().clone(), false);
                Ok(Self { postgres, content, flows, account, data_dir, hung_after: None })
            }
            Err(error) => {
                close(postgres).await;
                Err(error)
            }
        }
    }

    async fn ready(postgres: &Postgres, data_dir: PathBuf, models: &ModelArgs) -> Result<(Content, Account), CommandError> {
        postgres.migrate().await.map_err(unavailable)?;
        let options =
            llm::provider::Options { base_url: models.base_url.clone(), record: models.record.clone(), replay: models.replay.clone() };
        let objects = store::objects::Objects::local(&data_dir.join("objects")).map_err(unavailable)?;
        let desk = Desk::open(postgres.database().clone(), objects, &options)
            .map_err(|message| CommandError::usage("CASSETTE_UNUSABLE", message))?
            .with_cache(&data_dir.join("cache"));
        let content = Content::new(postgres.database().clone(), Arc::new(desk));
        let (account, notices) = content.bootstrap().await?;
        notices.iter().for_each(|notice| eprintln!("{notice}"));
        Ok((content, account))
    }

    /// The same, whose flows may ask private addresses too, or not.
    pub(crate) fn with_private_addresses(self, allowed: bool) -> Self {
        Self { flows: Flows::new(self.postgres.database().clone(), allowed), ..self }
    }

    /// Runs of flows after their end.
    pub(crate) fn archive(&self) -> Archive {
        Archive::new(self.postgres.database().clone(), self.content.objects())
    }

    /// The same, which replaces processes that hang after so long.
    pub(crate) fn replacing_hung_after(self, after: Duration) -> Self {
        Self { hung_after: Some(after), ..self }
    }

    /// Hosts an engine. It works on the runs that no other living process works on.
    pub(crate) async fn engine(&self) -> Result<Engine, CommandError> {
        let config = engine::Config { objects: Some(self.content.objects()), ..engine::Config::default() };
        let config = self.hung_after.map_or(config.clone(), |after| config.replacing_hung_after(after));
        // What no module compiled, somebody wrote.
        let modules = Modules::default().with(self.content.registry(), content::compile::serves).with(self.flows.registry(), |_| true);
        Engine::start(self.postgres.database().clone(), modules.map(telemetry::traced), config).await.map_err(unavailable)
    }

    /// Returns when the embedded server has died under this process. A server that is not ours is only known by its answers.
    pub(crate) async fn postgres_died(&self) {
        while self.postgres.is_running() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// The folder of this installation.
    pub(crate) fn data_dir(&self) -> &std::path::Path {
        &self.data_dir
    }

    /// Leaves the server; the last process out stops it.
    pub(crate) async fn close(self) {
        drop((self.content, self.flows));
        close(self.postgres).await;
    }
}

async fn close(postgres: Postgres) {
    if let Err(error) = postgres.close().await {
        eprintln!("warning: PostgreSQL was not stopped cleanly: {error}");
    }
}

/// Settings from flags and environment.
pub(crate) fn settings(global: &Global, port: Option<u16>) -> Settings {
    let mut settings = Settings::new(global.data_dir.clone().unwrap_or_else(default_data_dir));
    settings.database_url = global.database_url.clone().filter(|url| !url.trim().is_empty());
    settings.port = port;
    settings
}

/// `$XDG_DATA_HOME/gatewright`, `~/.local/share/gatewright`, or a folder here where there is no home.
fn default_data_dir() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_DATA_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".local/share")))
        .map_or_else(|| PathBuf::from(".gatewright"), |base| base.join("gatewright"))
}

/// Notices go to standard error; joining a server that runs is nothing to talk about.
pub(crate) fn notify(notice: Notice) {
    if !matches!(notice, Notice::Joined { .. } | Notice::Started { .. }) {
        eprintln!("{notice}");
    }
}

/// A store that cannot be used: exit code 69.
pub(crate) fn unavailable(error: StoreError) -> CommandError {
    CommandError::unavailable("DATABASE", error.to_string())
}

impl From<ServiceError> for CommandError {
    fn from(error: ServiceError) -> Self {
        let message = error.to_string();
        match error {
            ServiceError::Refused { .. } => Self::usage("REFUSED", message),
            ServiceError::Store(error) => unavailable(error),
            ServiceError::Dictionaries(_) | ServiceError::ModelUnavailable { .. } => Self::unavailable("UNAVAILABLE", message),
            ref other if other.is_usage() => Self::usage(usage_code(other), message),
            _ => Self::failed("FAILED", message),
        }
    }
}

impl From<FlowError> for CommandError {
    fn from(error: FlowError) -> Self {
        let message = error.to_string();
        match error {
            FlowError::Store(error) => unavailable(error),
            FlowError::Unanswered(_) => Self::unavailable("UNANSWERED", message),
            ref other if other.is_usage() => Self::usage(other.code().to_owned(), message),
            _ => Self::failed("FAILED", message),
        }
    }
}

/// The stable code of a refusal.
fn usage_code(error: &ServiceError) -> &'static str {
    match error {
        ServiceError::UnknownTemplate { .. } => "UNKNOWN_TEMPLATE",
        ServiceError::UnknownVersion { .. } => "UNKNOWN_VERSION",
        ServiceError::Intent(_) => "INVALID_INTENT",
        ServiceError::UnknownWord { .. } => "UNKNOWN_WORD",
        ServiceError::UnknownModel { .. } => "UNKNOWN_MODEL",
        ServiceError::UnknownRun(_) => "UNKNOWN_RUN",
        ServiceError::AmbiguousRun { .. } => "AMBIGUOUS_RUN",
        ServiceError::UnknownGate { .. } => "UNKNOWN_GATE",
        ServiceError::UnknownStatus(_) => "UNKNOWN_STATUS",
        ServiceError::Apply(_) => "INVALID_DEFINITION",
        ServiceError::KeyReused(_) => "KEY_REUSED",
        _ => "USAGE",
    }
}

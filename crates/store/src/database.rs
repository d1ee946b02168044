//! One database of a server: its URLs, pools and direct connections, by identity.

use std::{
    fmt,
    future::Future,
    ops::{Deref, DerefMut},
    pin::Pin,
    sync::{Arc, OnceLock},
    time::Duration,
};

use deadpool_postgres::{Connect, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures_util::{StreamExt, stream::poll_fn};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_postgres::{AsyncMessage, Client, Config, Error, Notification, config::Host, error::SqlState};

use crate::{
    Identity, StoreError,
    error::describe,
    tls::{self, Tls},
};

/// One database of a server. Cheap to clone; clones share their pools.
#[derive(Clone)]
pub struct Database {
    shared: Arc<Shared>,
}

struct Shared {
    logins: Logins,
    pools: [OnceLock<Pool>; Identity::ALL.len()],
    pool_size: usize,
}

/// How each identity logs in, or why it cannot.
#[derive(Debug)]
pub(crate) struct Logins {
    pub(crate) owner: Result<Login, String>,
    pub(crate) service: Result<Login, String>,
    pub(crate) request: Result<Login, String>,
    pub(crate) bootstrap: Result<Login, String>,
    /// Whether the roles were made by us with the cluster. Otherwise `migrate` looks after them.
    pub(crate) embedded: bool,
    /// The SCRAM verifier of the request login that `migrate` may have to make.
    pub(crate) request_verifier: Option<String>,
}

/// How to connect, and as what to act afterwards.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) config: Config,
    pub(crate) tls: Tls,
    /// The same for programs outside, such as psql.
    pub(crate) url: String,
    /// The role to change to after the login.
    pub(crate) acts_as: Option<&'static str>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL and the configuration hold a password.
        f.debug_struct("Login").field("user", &self.config.get_user()).field("acts_as", &self.acts_as).finish_non_exhaustive()
    }
}

impl Database {
    pub(crate) fn new(logins: Logins, pool_size: usize) -> Self {
        Self { shared: Arc::new(Shared { logins, pools: Default::default(), pool_size }) }
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        self.shared.logins.owner.as_ref().ok().and_then(|login| login.config.get_dbname()).unwrap_or_default()
    }

    /// A URL that other programs, such as psql, can use while the server is up. It holds a password.
    pub fn url(&self, identity: Identity) -> Result<&str, StoreError> {
        Ok(&self.login(identity)?.url)
    }

    /// The pool of an identity. Its connections are made when first needed, keep their prepared statements, and are handed out again
    /// without a round trip; whoever changes a connection's state must change it back.
    pub fn pool(&self, identity: Identity) -> Result<Pool, StoreError> {
        let login = self.login(identity)?;
        let cell = &self.shared.pools[identity as usize];
        let pool = cell.get_or_init(|| {
            let config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
            let manager =
                Manager::from_connect(login.config.clone(), Connector { tls: login.tls.clone(), acts_as: login.acts_as, identity }, config);
            let builder = Pool::builder(manager).max_size(self.shared.pool_size).runtime(Runtime::Tokio1);
            builder.wait_timeout(Some(Duration::from_secs(30))).build().expect("building fails only for timeouts without a runtime")
        });
        Ok(pool.clone())
    }

    /// A connection from the pool of an identity, with errors that name the server.
    pub async fn get(&self, identity: Identity) -> Result<Object, StoreError> {
        match self.pool(identity)?.get().await {
            Ok(client) => Ok(client),
            Err(deadpool_postgres::PoolError::Backend(error)) => Err(refused(error, &self.login(identity)?.config)),
            Err(other) => Err(other.into()),
        }
    }

    /// A connection of its own, outside the pools: for session advisory locks, LISTEN and migrations.
    pub async fn direct(&self, identity: Identity) -> Result<Direct, StoreError> {
        let login = self.login(identity)?;
        Direct::connect(login, identity).await.map_err(|error| refused(error, &login.config))
    }

    /// Closes the pools. Connections in use end when they are given back.
    pub fn close(&self) {
        self.shared.pools.iter().filter_map(OnceLock::get).for_each(Pool::close);
    }

    pub(crate) fn logins(&self) -> &Logins {
        &self.shared.logins
    }

    fn login(&self, identity: Identity) -> Result<&Login, StoreError> {
        let logins = &self.shared.logins;
        let login = match identity {
            Identity::Owner => &logins.owner,
            Identity::Service => &logins.service,
            Identity::Request => &logins.request,
            Identity::Bootstrap => &logins.bootstrap,
        };
        login.as_ref().map_err(|reason| StoreError::NoLogin { identity: identity.as_str(), reason: reason.clone() })
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("name", &self.name()).finish_non_exhaustive()
    }
}

/// A connection outside the pools, with what other sessions NOTIFY it of. It ends when dropped, and its locks with it.
#[derive(Debug)]
pub struct Direct {
    client: Client,
    notifications: mpsc::UnboundedReceiver<Notification>,
    task: JoinHandle<()>,
}

impl Direct {
    async fn connect(login: &Login, identity: Identity) -> Result<Self, Error> {
        let mut config = login.config.clone();
        name(&mut config, identity);
        let (client, mut connection) = config.connect(login.tls.clone()).await?;
        let (sender, notifications) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            let mut messages = poll_fn(move |context| connection.poll_message(context));
            while let Some(message) = messages.next().await {
                match message {
                    // The receiver may be gone while the connection still serves queries.
                    Ok(AsyncMessage::Notification(notification)) => drop(sender.send(notification)),
                    Ok(AsyncMessage::Notice(notice)) => tracing::debug!(notice = notice.message(), "notice from the server"),
                    Ok(_) => {}
                    Err(error) => {
                        tracing::warn!(error = describe(&error), "a direct database connection ended");
                        break;
                    }
                }
            }
        });
        if let Some(role) = login.acts_as {
            client.batch_execute(&format!("SET ROLE {role}")).await?;
        }
        Ok(Self { client, notifications, task })
    }

    /// The next notification of a channel this session LISTENs to; none when the connection is lost.
    pub async fn notification(&mut self) -> Option<Notification> {
        self.notifications.recv().await
    }

    /// A notification that has arrived already.
    pub fn try_notification(&mut self) -> Option<Notification> {
        self.notifications.try_recv().ok()
    }

    /// Whether the connection is lost, and with it every lock it held.
    pub fn is_lost(&self) -> bool {
        self.client.is_closed() || self.task.is_finished()
    }

    /// Ends the connection and waits until the server has been told.
    pub async fn close(self) {
        let Self { client, task, .. } = self;
        drop(client);
        // The task only fails by a panic in the driver or by abortion; either way it is over.
        task.await.ok();
    }
}

impl Deref for Direct {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl DerefMut for Direct {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

/// Connects for a pool, acting as the identity's role from the first statement on.
struct Connector {
    tls: Tls,
    acts_as: Option<&'static str>,
    identity: Identity,
}

type Connecting<'a> = Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + 'a>>;

impl Connect for Connector {
    fn connect(&self, config: &Config) -> Connecting<'_> {
        let mut config = config.clone();
        name(&mut config, self.identity);
        let (tls, acts_as) = (self.tls.clone(), self.acts_as);
        Box::pin(async move {
            let (client, connection) = config.connect(tls).await?;
            let task = tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::warn!(error = describe(&error), "a pooled database connection ended");
                }
            });
            if let Some(role) = acts_as {
                client.batch_execute(&format!("SET ROLE {role}")).await?;
            }
            Ok((client, task))
        })
    }
}

/// Names the connection for `pg_stat_activity`, and bounds how long making it may take.
fn name(config: &mut Config, identity: Identity) {
    if config.get_application_name().is_none() {
        config.application_name(format!("gatewright {}", identity.as_str()));
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
}

/// Sorts the error of a connection attempt.
pub(crate) fn refused(error: Error, config: &Config) -> StoreError {
    use std::error::Error as _;
    let place = place(config);
    let user = config.get_user().unwrap_or("(none)").to_owned();
    let reason = describe(&error);
    match error.code() {
        Some(code) if *code == SqlState::INVALID_PASSWORD || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            StoreError::InvalidPassword { place, user, reason }
        }
        Some(code) if *code == SqlState::INVALID_CATALOG_NAME => {
            StoreError::NoSuchDatabase { place, database: config.get_dbname().unwrap_or(&user).to_owned() }
        }
        Some(_) => error.into(),
        None if reason.contains("password missing") => {
            StoreError::InvalidPassword { place, user, reason: "it asks for a password".to_owned() }
        }
        None if reason.contains("does not support TLS") => {
            let reason = "the server does not offer TLS and sslmode demands it; turn it on there (ssl = on)".to_owned();
            StoreError::Tls { place, reason }
        }
        None if reason.contains("TLS") => StoreError::Tls { place, reason: tls::explain(&error).unwrap_or(reason) },
        None if error.source().is_some_and(|source| source.is::<std::io::Error>()) => StoreError::Unreachable { place, reason },
        None if reason.starts_with("error connecting to server") => StoreError::Unreachable { place, reason },
        None => StoreError::BadUrl { reason },
    }
}

/// Host and port, for messages.
pub(crate) fn place(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(host)) => host.clone(),
        Some(Host::Unix(path)) => path.display().to_string(),
        None => config.get_hostaddrs().first().map_or_else(|| "(no host)".to_owned(), ToString::to_string),
    };
    format!("{host}:{}", config.get_ports().first().copied().unwrap_or(5432))
}

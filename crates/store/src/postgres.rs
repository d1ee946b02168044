//! Opening and closing Postgres.

use std::{future::Future, ops::Deref};

use tokio::{sync::mpsc, task::spawn_blocking};
use tokio_postgres::{
    Config, SimpleQueryMessage,
    config::{Host, SslMode},
};

use crate::{
    Database, Identity, Notice, ServerVersion, Settings, StoreError,
    database::{Login, Logins, place, refused},
    error::describe,
    roles,
    server::{self, Credentials, Embedded, Entry, SUPERUSER},
    tls::{self, Wish},
};

/// The name of the database of an embedded cluster.
const DATABASE: &str = "gatewright";

/// A server, found or started, and its database. Dereferences to [`Database`].
///
/// Dropping it leaves the server to others; [`Postgres::close`] also stops an embedded one when this was its last user.
#[derive(Debug)]
pub struct Postgres {
    database: Database,
    embedded: Option<Embedded>,
    version: ServerVersion,
    pool_size: usize,
}

impl Postgres {
    /// Finds, joins or starts Postgres; `notices` is told what a person who waits should know. Roles and database of an embedded cluster
    /// exist afterwards; nothing is migrated, and nothing is written to a server that is not ours.
    pub async fn open(settings: &Settings, notices: impl Fn(Notice)) -> Result<Self, StoreError> {
        match &settings.database_url {
            Some(url) => Self::connect(settings, url).await,
            None => Self::embedded(settings, notices).await,
        }
    }

    /// The version of the server.
    pub fn server_version(&self) -> &ServerVersion {
        &self.version
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The port of the embedded server on the loopback interface.
    pub fn port(&self) -> Option<u16> {
        self.embedded.as_ref().map(|embedded| embedded.port)
    }

    /// Whether the main process of the embedded server is alive. A server that is not ours is only known by its answers.
    pub fn is_running(&self) -> bool {
        self.embedded.as_ref().is_none_or(Embedded::is_running)
    }

    /// Leaves the server. An embedded one is stopped when nobody else uses it; returns whether that was so.
    pub async fn close(self) -> Result<bool, StoreError> {
        self.database.close();
        match self.embedded {
            Some(embedded) => blocking(move |_| embedded.leave(), |_| ()).await,
            None => Ok(false),
        }
    }

    /// Stops the embedded server of a data folder even while other processes use it. Returns whether one was running.
    pub async fn stop(settings: &Settings) -> Result<bool, StoreError> {
        let settings = settings.clone();
        blocking(move |_| server::stop(&settings), |_| ()).await
    }

    /// Another database of the embedded cluster.
    pub fn other_database(&self, name: &str) -> Result<Database, StoreError> {
        Ok(Database::new(embedded_logins(self.own()?, name), self.pool_size))
    }

    /// Makes another database in the embedded cluster, empty or a copy of `template`, owned by the ordinary owner.
    pub async fn create_database(&self, name: &str, template: Option<&str>) -> Result<Database, StoreError> {
        let superuser = self.superuser().await?;
        roles::create_database(&superuser, name, template).await?;
        superuser.close().await;
        self.other_database(name)
    }

    /// Drops a database of the embedded cluster, ending its connections. One that is not there is fine.
    pub async fn drop_database(&self, name: &str) -> Result<(), StoreError> {
        let superuser = self.superuser().await?;
        superuser.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", roles::identifier(name))).await?;
        superuser.close().await;
        Ok(())
    }

    /// A superuser connection to the embedded cluster, in its own database: there is no other one to maintain it from.
    pub async fn superuser(&self) -> Result<crate::Direct, StoreError> {
        self.own()?;
        self.database.direct(Identity::Bootstrap).await
    }

    fn own(&self) -> Result<&Embedded, StoreError> {
        let reason = "this server is not embedded; its administrator makes databases".to_owned();
        self.embedded.as_ref().ok_or(StoreError::NoLogin { identity: Identity::Bootstrap.as_str(), reason })
    }

    async fn embedded(settings: &Settings, notices: impl Fn(Notice)) -> Result<Self, StoreError> {
        let asked = settings.clone();
        let entry = blocking(move |sender| server::enter(&asked, &|notice| drop(sender.send(notice))), notices).await?;
        if entry.started() || !entry.bootstrapped() {
            bootstrap(&entry).await?;
        }
        let (embedded, version) = entry.finish()?;
        let database = Database::new(embedded_logins(&embedded, DATABASE), settings.pool_size);
        Ok(Self { database, embedded: Some(embedded), version, pool_size: settings.pool_size })
    }

    async fn connect(settings: &Settings, url: &str) -> Result<Self, StoreError> {
        let owner = parse(url)?;
        let request = match &settings.request_url {
            Some(url) => Some(parse(url)?),
            None => None,
        };
        let logins = foreign_logins(owner, request);
        let database = Database::new(logins, settings.pool_size);
        let client = database.direct(Identity::Owner).await?;
        let answer = client.simple_query("SHOW server_version").await?;
        let text = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        let place = database.logins().owner.as_ref().map(|login| place(&login.config)).unwrap_or_default();
        let version = text.and_then(ServerVersion::parse);
        let version = version.ok_or_else(|| StoreError::BadUrl { reason: format!("{place} names no PostgreSQL version but {text:?}") })?;
        client.close().await;
        if version.major < server::OLDEST {
            return Err(StoreError::TooOld { place, found: version.text });
        }
        Ok(Self { database, embedded: None, version, pool_size: settings.pool_size })
    }
}

impl Deref for Postgres {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

/// Makes roles and database, and sees at each start that they are as they were made. Runs under the exclusive lock of the embedded server.
async fn bootstrap(entry: &Entry) -> Result<(), StoreError> {
    // A database cannot be renamed from within.
    let login = embedded_login(&entry.embedded, "template1", SUPERUSER, &entry.embedded.credentials.bootstrap);
    let (superuser, connection) = login.config.connect(login.tls.clone()).await.map_err(|error| refused(error, &login.config))?;
    let connection = tokio::spawn(connection);
    superuser.batch_execute(&roles::bootstrap_sql(&entry.embedded.credentials, DATABASE)).await?;
    // Databases that are made later are copies of this one.
    superuser.batch_execute(&roles::close_functions_sql()).await?;
    drop(superuser);
    // Its errors have reached us through the client.
    connection.await.ok();
    let ours = Database::new(embedded_logins(&entry.embedded, DATABASE), 1).direct(Identity::Bootstrap).await?;
    ours.batch_execute(&roles::close_functions_sql()).await?;
    ours.close().await;
    Ok(())
}

fn embedded_logins(embedded: &Embedded, database: &str) -> Logins {
    let Credentials { bootstrap, owner, service, request } = &embedded.credentials;
    let login = |user, password| Ok(embedded_login(embedded, database, user, password));
    Logins {
        owner: login(roles::OWNER, owner),
        service: login(roles::SERVICE, service),
        request: login(roles::REQUEST, request),
        bootstrap: login(SUPERUSER, bootstrap),
        embedded: true,
        request_verifier: None,
    }
}

fn embedded_login(embedded: &Embedded, database: &str, user: &str, password: &str) -> Login {
    let mut config = Config::new();
    config.host_path(embedded.place.socket_dir()).port(embedded.port).user(user).password(password).dbname(database);
    // A socket of this machine.
    config.ssl_mode(SslMode::Disable);
    let url = format!("postgresql://{user}:{password}@127.0.0.1:{}/{database}", embedded.port);
    Login { config, tls: tls::unverified(), url, acts_as: None }
}

fn foreign_logins(owner: Login, request: Option<Login>) -> Logins {
    let service = Login { acts_as: Some(roles::SERVICE_ROLE), ..owner.clone() };
    let user = owner.config.get_user().unwrap_or_default().to_owned();
    let mut request_verifier = None;
    let request = match (request, owner.config.get_password()) {
        (Some(login), _) => Ok(login),
        (None, Some(password)) => {
            let derived = roles::derived_password(&user, password);
            request_verifier = Some(roles::verifier(&derived));
            let mut config = owner.config.clone();
            config.user(roles::REQUEST).password(&derived);
            let host = place(&config);
            // How the connection is made secure holds for this login too.
            let query = owner.url.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
            let url = format!("postgresql://{}:{derived}@{host}/{}{query}", roles::REQUEST, config.get_dbname().unwrap_or(&user));
            Ok(Login { config, tls: owner.tls.clone(), url, acts_as: None })
        }
        (None, None) => Err("the database URL has no password to derive one from; name the URL of a login that is a member of anon and \
                             authenticated only"
            .to_owned()),
    };
    let bootstrap = Err("the server is not embedded".to_owned());
    Logins { owner: Ok(owner), service: Ok(service), request, bootstrap, embedded: false, request_verifier }
}

fn parse(url: &str) -> Result<Login, StoreError> {
    let wish = Wish::read(url)?;
    let mut config: Config = wish.rest.parse().map_err(|error: tokio_postgres::Error| StoreError::BadUrl { reason: describe(&error) })?;
    if config.get_user().is_none() {
        return Err(StoreError::BadUrl { reason: "it names no user".to_owned() });
    }
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        return Err(StoreError::BadUrl { reason: "it names no host".to_owned() });
    }
    if config.get_hosts().is_empty() {
        // A handshake needs a name, if only the address itself.
        for address in config.get_hostaddrs().to_vec() {
            config.host(address.to_string());
        }
    }
    // A socket of this machine has nothing to encrypt; libpq ignores the mode there too.
    let is_local = config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
    config.ssl_mode(if is_local { SslMode::Disable } else { wish.driver });
    Ok(Login { config, tls: wish.connector()?, url: url.to_owned(), acts_as: None })
}

/// Runs blocking work off the async threads, passing on its notices as they come.
async fn blocking<T, F>(work: F, notices: impl Fn(Notice)) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce(&mpsc::UnboundedSender<Notice>) -> Result<T, StoreError> + Send + 'static,
{
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let task = spawn_blocking(move || work(&sender));
    while let Some(notice) = receiver.recv().await {
        notices(notice);
    }
    match task.await {
        Ok(outcome) => outcome,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(ended) => Err(StoreError::Disconnected { reason: ended.to_string() }),
        },
    }
}

/// Keeps the compiler honest: opening must work on any runtime thread.
const _: () = {
    fn is_send<T: Send>(_: T) {}
    fn check(settings: &Settings) -> impl Future {
        let opening = Postgres::open(settings, |_| ());
        is_send(opening);
        async {}
    }
    let _ = check;
};

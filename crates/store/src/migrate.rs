//! Bringing a database to the schema of this program: forward only, one process at a time, nothing written where it does not fit.

use std::error::Error as _;

use refinery_core::{Migration, Runner, error::Kind};
use sha2::{Digest, Sha256};
use tokio_postgres::Client;

use crate::{Database, Identity, StoreError, error::describe, files::hex, roles};

/// Where it is written down what was applied.
const SCHEMA: &str = "gatewright";
const HISTORY: &str = "gatewright.migrations";
/// The advisory lock of migrations: the ASCII codes of "gatewrig".
const LOCK: i64 = 0x6761_7465_7772_6967;
/// Tables whose names others use too. Ours say so in their comment.
const CONTESTED: [&str; 3] = ["users", "profiles", "user_roles"];

const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// What a migration run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// The migrations applied now, in order, as `V1__auth`.
    pub applied: Vec<String>,
    /// How many had been applied before.
    pub already: usize,
}

/// An ordered set of migrations.
#[derive(Debug, Clone)]
pub struct Migrations {
    files: Vec<(String, String)>,
}

impl Migrations {
    /// The migrations this program carries.
    pub fn embedded() -> Self {
        Self::from_files(FILES.iter().copied())
    }

    /// Migrations from names such as `V01__auth.sql` and their SQL.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self { files: files.into_iter().map(|(name, sql)| (name.to_owned(), sql.to_owned())).collect() }
    }

    /// A hash over names and contents, in hex: equal hashes make equal schemas.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for part in self.files.iter().flat_map(|(name, sql)| [name, sql]) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hex(&hash.finalize())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    fn parse(&self) -> Result<Vec<Migration>, StoreError> {
        let parse = |(name, sql): &(String, String)| {
            let bad = |error: refinery_core::Error| StoreError::MigrationFailed {
                migration: name.clone(),
                line: None,
                reason: error.to_string(),
            };
            Migration::unapplied(name.trim_end_matches(".sql"), sql).map_err(bad)
        };
        self.files.iter().map(parse).collect()
    }
}

impl Database {
    /// Brings the database to the schema of this program. Safe to run twice, and from several processes at once.
    ///
    /// On a server that is not ours it first sees to the roles; where its login may not make them it writes nothing and fails with
    /// [`StoreError::RolesMissing`], which holds the SQL for the administrator.
    pub async fn migrate(&self) -> Result<Migrated, StoreError> {
        self.migrate_with(&Migrations::embedded()).await
    }

    /// Like [`Database::migrate`] with other migrations than the program's.
    pub async fn migrate_with(&self, migrations: &Migrations) -> Result<Migrated, StoreError> {
        let migrations = migrations.parse()?;
        let mut client = self.direct(Identity::Owner).await?;
        // The lock ends with the connection, however this ends. Whoever waits longer than this is told.
        client.batch_execute("SET lock_timeout = '120s'").await?;
        client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await?;
        client.batch_execute("RESET lock_timeout").await?;
        let outcome = run(&mut client, self, &migrations).await;
        client.close().await;
        outcome
    }
}

async fn run(client: &mut Client, database: &Database, migrations: &[Migration]) -> Result<Migrated, StoreError> {
    refuse_foreign_tables(client).await?;
    let logins = database.logins();
    if let (false, Ok(owner)) = (logins.embedded, &logins.owner) {
        let login = owner.config.get_user().unwrap_or_default();
        roles::ensure(client, login, logins.request_verifier.as_deref()).await?;
    }
    // Looked up first: on a database that is up to date nothing is written, not even a no-op statement that needs CREATE.
    if !client.query_one("SELECT to_regclass($1) IS NOT NULL", &[&HISTORY]).await?.get::<_, bool>(0) {
        client.batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS {SCHEMA}; REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC")).await?;
    }
    let mut runner = Runner::new(migrations);
    runner.set_migration_table_name(HISTORY);
    let report = runner.run_async(client).await.map_err(|error| sort(error, migrations))?;
    let applied: Vec<String> = report.applied_migrations().iter().map(ToString::to_string).collect();
    Ok(Migrated { already: migrations.len() - applied.len(), applied })
}

async fn refuse_foreign_tables(client: &Client) -> Result<(), StoreError> {
    let foreign = "SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relname = ANY($1) AND c.relkind = ANY('{r,p,v,m,f}'::\"char\"[])
          AND coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), '') NOT ILIKE '%gatewright%'
        ORDER BY c.relname LIMIT 1";
    match client.query_opt(foreign, &[&CONTESTED.as_slice()]).await? {
        Some(row) => Err(StoreError::ForeignTable { table: row.get(0) }),
        None => Ok(()),
    }
}

fn sort(error: refinery_core::Error, migrations: &[Migration]) -> StoreError {
    let applied = error.report().map_or(0, |report| report.applied_migrations().len());
    match error.kind() {
        Kind::DivergentVersion(applied, _) => StoreError::MigrationDiverged { migration: applied.to_string() },
        Kind::MissingVersion(migration) => StoreError::MigrationUnknown { migration: migration.to_string() },
        Kind::Connection(what, source) => {
            // refinery names the migration only in its text: "error applying migration V3__engine".
            let name = what.rsplit(' ').next().unwrap_or(what);
            let failed = migrations.iter().find(|migration| migration.to_string() == name);
            let cause = source.downcast_ref::<tokio_postgres::Error>();
            let line = failed.zip(cause).and_then(|(migration, cause)| line_of(migration.sql()?, cause));
            let reason = cause.map_or_else(|| source.to_string(), describe);
            tracing::debug!(applied, "migrations applied before the failure stay");
            StoreError::MigrationFailed { migration: failed.map_or_else(|| what.clone(), ToString::to_string), line, reason }
        }
        other => StoreError::MigrationFailed { migration: "set".to_owned(), line: None, reason: format!("{other}{}", cause_of(other)) },
    }
}

fn cause_of(kind: &Kind) -> String {
    kind.source().map(|source| format!(": {source}")).unwrap_or_default()
}

/// The line of the statement's error. The server counts characters from 1.
fn line_of(sql: &str, error: &tokio_postgres::Error) -> Option<usize> {
    use tokio_postgres::error::ErrorPosition;
    let Some(ErrorPosition::Original(position)) = error.as_db_error()?.position() else { return None };
    Some(sql.chars().take((*position as usize).saturating_sub(1)).filter(|char| *char == '\n').count() + 1)
}

//! A database for each test.

use std::{
    ops::Deref,
    process,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use store::{Database, Direct, Identity, Migrations, Postgres};
use tokio::runtime;

use crate::server::server;

/// Templates of migrations that nobody has any more are dropped after this time.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// A database of a test's own. Dereferences to [`Database`]; dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    database: Database,
    name: String,
}

/// A database with all migrations of the project applied.
pub async fn database() -> TestDatabase {
    database_with(&Migrations::embedded()).await
}

/// A database with other migrations applied.
pub async fn database_with(migrations: &Migrations) -> TestDatabase {
    let postgres = server().await;
    let template = template(postgres, migrations).await;
    copy(postgres, Some(&template)).await
}

/// A database with nothing in it.
pub async fn empty_database() -> TestDatabase {
    copy(server().await, None).await
}

impl TestDatabase {
    /// A connection of its own as `identity`.
    pub async fn connect(&self, identity: Identity) -> Direct {
        self.database.direct(identity).await.unwrap_or_else(|error| panic!("no connection as {}: {error}", identity.as_str()))
    }

    /// The pool of `identity`.
    pub fn pool(&self, identity: Identity) -> store::Pool {
        self.database.pool(identity).unwrap_or_else(|error| panic!("no pool for {}: {error}", identity.as_str()))
    }

    /// A URL that other programs can use while the test runs.
    pub fn url(&self, identity: Identity) -> &str {
        self.database.url(identity).unwrap_or_else(|error| panic!("no URL for {}: {error}", identity.as_str()))
    }
}

impl Deref for TestDatabase {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        self.database.close();
        let name = std::mem::take(&mut self.name);
        // The test's runtime may be ending; dropping the database needs one that is not.
        let dropping = thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async { server().await.drop_database(&name).await }).map_err(std::io::Error::other)
        });
        match dropping.join() {
            Ok(Ok(())) => {}
            // The next test process sweeps it. Panicking here would hide the test's own failure.
            Ok(Err(error)) => eprintln!("testkit: a test database was not dropped: {error}"),
            Err(_) => eprintln!("testkit: a test database was not dropped"),
        }
    }
}

async fn copy(postgres: &Postgres, template: Option<&str>) -> TestDatabase {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    // The process id tells whether the test still lives.
    let name = format!("test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    // A killed process with the same id may have left one.
    postgres.drop_database(&name).await.unwrap_or_else(|error| panic!("the old {name} cannot be dropped: {error}"));
    let database = postgres.create_database(&name, template).await;
    TestDatabase { database: database.unwrap_or_else(|error| panic!("{name} cannot be created: {error}")), name }
}

/// The migrated template, made by whichever test process needs it first.
async fn template(postgres: &Postgres, migrations: &Migrations) -> String {
    let name = format!("template_{}", &migrations.hash()[..16]);
    let made = make_template(postgres, migrations, &name).await;
    made.unwrap_or_else(|error| panic!("the template database cannot be made: {error}"));
    name
}

async fn make_template(postgres: &Postgres, migrations: &Migrations, name: &str) -> Result<(), store::StoreError> {
    let superuser = postgres.superuser().await?;
    let finished = "SELECT FROM pg_database WHERE datname = $1 AND datistemplate";
    if superuser.query_opt(finished, &[&name]).await?.is_some() {
        superuser.close().await;
        return Ok(());
    }
    superuser.execute("SELECT pg_advisory_lock(hashtext('testkit template'))", &[]).await?;
    if superuser.query_opt(finished, &[&name]).await?.is_none() {
        drop_old_templates(postgres, &superuser).await?;
        // One that is no template was left half-made by a killed process.
        postgres.drop_database(name).await?;
        let database = postgres.create_database(name, None).await?;
        if let Err(error) = database.migrate_with(migrations).await {
            postgres.drop_database(name).await?;
            return Err(error);
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        superuser
            .batch_execute(&format!(
                "COMMENT ON DATABASE {name} IS '{now}'; ALTER DATABASE {name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false"
            ))
            .await?;
    }
    superuser.close().await;
    Ok(())
}

async fn drop_old_templates(postgres: &Postgres, superuser: &Direct) -> Result<(), store::StoreError> {
    let old = "SELECT datname FROM pg_database
        WHERE datname ~ '^template_[0-9a-f]{16}$' AND datistemplate
          AND coalesce(shobj_description(oid, 'pg_database')::int8, 0) < extract(epoch FROM now()) - $1::int8";
    for row in superuser.query(old, &[&(KEPT.as_secs() as i64)]).await? {
        let name: String = row.get(0);
        superuser.batch_execute(&format!("ALTER DATABASE {name} WITH IS_TEMPLATE false")).await?;
        postgres.drop_database(&name).await?;
    }
    Ok(())
}

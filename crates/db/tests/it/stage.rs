//! A migrated database with a cast, in one transaction that never commits, and statements run as each of its roles.

use serde_json::Value;
use store::Direct;
use testkit::{Identity, TestDatabase};
use tokio_postgres::{Client, error::SqlState};

/// Owns runs.
pub(crate) const ADA: &str = "00000000-0000-4000-8000-00000000000a";
/// Is somebody else.
pub(crate) const BOB: &str = "00000000-0000-4000-8000-00000000000b";
/// Is an admin.
pub(crate) const ROOT: &str = "00000000-0000-4000-8000-00000000000c";

/// Ada's run that is under way.
pub(crate) const RUN: &str = "00000000-0000-4000-8000-000000000301";

/// Whose request a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum As {
    /// Nobody signed in.
    Anon,
    /// A signed-in account.
    User(&'static str),
    /// The engine.
    Service,
    /// Whoever migrates.
    Owner,
}

/// The open transaction.
pub(crate) struct Stage {
    client: Direct,
    _database: TestDatabase,
}

impl Stage {
    /// A migrated database, nothing in it.
    pub(crate) async fn empty() -> Self {
        let database = testkit::database().await;
        let client = database.connect(Identity::Bootstrap).await;
        client.batch_execute("begin").await.unwrap();
        Self { client, _database: database }
    }

    /// A migrated database with the cast, their runs, and what only our tables have.
    pub(crate) async fn set() -> Self {
        let stage = Self::empty().await;
        stage.script(As::Owner, include_str!("cast.sql")).await;
        stage.script(As::Service, &format!("set local search_path = content; {}", include_str!("fixture.sql"))).await;
        stage.script(As::Service, include_str!("extras.sql")).await;
        stage.script(As::Owner, "set local search_path = public").await;
        stage
    }

    /// The superuser's connection, for the catalogue.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    async fn become_role(&self, who: As) {
        let (role, claims) = match who {
            As::Anon => ("anon", r#"{"role": "anon"}"#.to_owned()),
            As::User(id) => ("authenticated", format!(r#"{{"role": "authenticated", "sub": "{id}"}}"#)),
            As::Service => ("service_role", String::new()),
            As::Owner => ("gatewright_owner", String::new()),
        };
        let sql = format!("reset role; select set_config('request.jwt.claims', '{claims}', true); set local role {role}");
        self.client.batch_execute(&sql).await.unwrap();
    }

    /// Runs statements that must work.
    pub(crate) async fn script(&self, who: As, sql: &str) {
        self.become_role(who).await;
        if let Err(error) = self.client.batch_execute(sql).await {
            panic!("as {who:?}: {}\n{sql}", said(&error));
        }
        self.client.batch_execute("reset role").await.unwrap();
    }

    /// Runs one statement and says how many rows it changed. A refused one leaves the transaction as it was.
    pub(crate) async fn execute(&self, who: As, sql: &str) -> Result<u64, Refusal> {
        self.client.batch_execute("reset role; savepoint before").await.unwrap();
        self.become_role(who).await;
        let outcome = self.client.execute(sql, &[]).await;
        self.after(outcome).await
    }

    /// The rows a query answers, as JSON.
    pub(crate) async fn rows(&self, who: As, sql: &str) -> Result<Vec<Value>, Refusal> {
        self.client.batch_execute("reset role; savepoint before").await.unwrap();
        self.become_role(who).await;
        let outcome = self.client.query(&format!("select to_jsonb(answer) from ({sql}) answer"), &[]).await;
        Ok(self.after(outcome).await?.iter().map(|row| row.get(0)).collect())
    }

    /// Runs several statements and takes them back, whatever came of them.
    pub(crate) async fn attempt(&self, who: As, sql: &str) -> Result<u64, Refusal> {
        self.client.batch_execute("reset role; savepoint trial").await.unwrap();
        let outcome = self.execute(who, sql).await;
        self.client.batch_execute("rollback to savepoint trial; release savepoint trial").await.unwrap();
        outcome
    }

    async fn after<T>(&self, outcome: Result<T, tokio_postgres::Error>) -> Result<T, Refusal> {
        match outcome {
            Ok(value) => {
                self.client.batch_execute("reset role; release savepoint before").await.unwrap();
                Ok(value)
            }
            Err(error) => {
                self.client.batch_execute("rollback to savepoint before; release savepoint before; reset role").await.unwrap();
                Err(Refusal { code: error.code().cloned().unwrap_or(SqlState::INTERNAL_ERROR), message: said(&error) })
            }
        }
    }
}

/// Why the database did not do it.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    /// The SQLSTATE.
    pub(crate) code: SqlState,
    /// What it said.
    pub(crate) message: String,
}

fn said(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| format!("{} ({})", error.message(), error.hint().unwrap_or("no hint")))
}

/// Asserts that a statement was refused with a code.
pub(crate) fn assert_refused<T: std::fmt::Debug>(outcome: Result<T, Refusal>, code: &SqlState, what: &str) {
    match outcome {
        Err(refusal) => assert_eq!(&refusal.code, code, "{what}: {}", refusal.message),
        Ok(done) => panic!("{what} was not refused: {done:?}"),
    }
}

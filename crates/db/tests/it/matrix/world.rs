//! A database with a row of everything, committed, and a statement tried in it as somebody.

use std::fmt;

use store::{Direct, Identity};
use testkit::TestDatabase;
use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow, error::SqlState};

use crate::stage::{ADA, BOB, ROOT};

/// Whose token names an account that is not there (any more).
const GONE: &str = "00000000-0000-4000-8000-0000000000ff";

/// Who tries. The rows tried on belong to Ada, or to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// The login of user requests, before it has taken a role or after it has laid it down.
    Login,
    /// Nobody signed in.
    Anon,
    /// Signed in with the token of an account that is gone.
    Gone,
    /// Ada.
    Owner,
    /// Bob.
    Other,
    /// Root.
    Admin,
    /// The engine.
    Service,
}

impl Who {
    /// Everybody, in the order of the matrix's columns.
    pub(crate) const ALL: [Who; 7] = [Who::Login, Who::Anon, Who::Gone, Who::Owner, Who::Other, Who::Admin, Who::Service];

    /// The heading of the column.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Who::Login => "login",
            Who::Anon => "anon",
            Who::Gone => "gone",
            Who::Owner => "owner",
            Who::Other => "other",
            Who::Admin => "admin",
            Who::Service => "service",
        }
    }

    /// The role whose privileges count.
    pub(crate) fn role(self) -> &'static str {
        match self {
            Who::Login => "gatewright_request",
            Who::Anon => "anon",
            Who::Gone | Who::Owner | Who::Other | Who::Admin => "authenticated",
            Who::Service => "service_role",
        }
    }

    /// What a session of that login sends ahead, as [`store::session`] does.
    pub(crate) fn preamble(self) -> String {
        let claims = |sub: &str| {
            let role = self.role();
            format!(r#"select set_config('role', '{role}', true), set_config('request.jwt.claims', '{{"role": "{role}"{sub}}}', true);"#)
        };
        let account = |id: &str| claims(&format!(r#", "sub": "{id}""#));
        match self {
            Who::Login => String::new(),
            Who::Anon => claims(""),
            Who::Gone => account(GONE),
            Who::Owner => account(ADA),
            Who::Other => account(BOB),
            Who::Admin => account(ROOT),
            Who::Service => "set local role service_role;".to_owned(),
        }
    }
}

/// How a statement gets to be somebody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// Over that somebody's own login, in a transaction that is rolled back.
    Login,
    /// In the transaction the superuser has open, whose changes it therefore sees: with the session's user set to that login.
    Within,
}

/// What came of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Rows seen or changed.
    Rows(u64),
    /// Something was made that counts no rows.
    Done,
    /// No privilege.
    Denied,
    /// A policy refused the new row.
    Barred,
    /// Anything else, by its SQLSTATE.
    Failed(String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Rows(count) => write!(f, "{count}"),
            Outcome::Done => f.write_str("yes"),
            Outcome::Denied => f.write_str("-"),
            Outcome::Barred => f.write_str("rls"),
            Outcome::Failed(code) => f.write_str(code),
        }
    }
}

/// What was answered.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    /// The SQLSTATE of a refusal.
    pub(crate) code: Option<String>,
    /// Values, one a line, or the whole error.
    pub(crate) text: String,
}

/// The furnished database and its connections.
pub(crate) struct World {
    root: Direct,
    request: Direct,
    service: Direct,
    database: TestDatabase,
}

impl World {
    /// A migrated database with the cast, their runs, and a row of everything.
    pub(crate) async fn furnished() -> Self {
        let database = testkit::database().await;
        let root = database.connect(Identity::Bootstrap).await;
        let world =
            Self { request: database.connect(Identity::Request).await, service: database.connect(Identity::Service).await, root, database };
        world.root.batch_execute(&format!("set role gatewright_owner; {}; reset role", include_str!("../cast.sql"))).await.unwrap();
        for rows in [include_str!("../fixture.sql"), include_str!("../extras.sql"), include_str!("rows.sql")] {
            world.service.batch_execute(&format!("set search_path = content; {rows}; reset search_path")).await.unwrap();
        }
        // A privilege to create, so that REFERENCES and TRIGGER decide and not the lack of a place for the new object.
        world
            .root
            .batch_execute(
                "create schema probe;
                 grant usage, create on schema probe to public;
                 create function probe.nothing() returns trigger language plpgsql as 'begin return null; end'",
            )
            .await
            .unwrap();
        world
    }

    /// The superuser's connection.
    pub(crate) fn root(&self) -> &Client {
        &self.root
    }

    /// Rows of one text column, from the superuser's connection.
    pub(crate) async fn lines(&self, sql: &str) -> Vec<String> {
        self.root.query(sql, &[]).await.unwrap_or_else(|error| panic!("{error:?}\n{sql}")).iter().map(|row| row.get(0)).collect()
    }

    /// The database, for sessions as the API has them.
    pub(crate) fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// Runs statements over somebody's own login, in a transaction with the claims set, and answers all they say: every value of every row,
    /// or every word of the error. Taken back.
    pub(crate) async fn hear(&self, who: Who, sql: &str) -> Heard {
        let client = if who == Who::Service { &self.service } else { &self.request };
        let outcome = client.simple_query(&format!("begin; {} {sql}", who.preamble())).await;
        // A statement may have ended the transaction itself, or the connection's role.
        client.batch_execute("rollback; reset role").await.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
        match outcome {
            Ok(messages) => {
                let value = |row: &SimpleQueryRow, at: usize| row.get(at).unwrap_or("null").to_owned();
                let values = messages.iter().filter_map(|message| match message {
                    SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|at| value(row, at)).collect::<Vec<_>>()),
                    _ => None,
                });
                Heard { code: None, text: values.flatten().collect::<Vec<_>>().join("\n") }
            }
            Err(error) => {
                let refusal = error.as_db_error().unwrap_or_else(|| panic!("as {}: {error:?}\n{sql}", who.as_str()));
                Heard { code: Some(refusal.code().code().to_owned()), text: format!("{refusal:?}") }
            }
        }
    }

    /// Tries a statement and takes it back, whatever came of it. `before` is what the superuser does first, in the same transaction, where
    /// the door is [`Door::Within`].
    pub(crate) async fn attempt(&self, door: Door, who: Who, before: &str, sql: &str) -> Outcome {
        let preamble = who.preamble();
        let (client, begin, end): (&Client, _, _) = match door {
            Door::Login if who == Who::Service => (&self.service, "begin".to_owned(), "rollback"),
            Door::Login => (&self.request, "begin".to_owned(), "rollback"),
            Door::Within => {
                let login = if who == Who::Service { "gatewright_service" } else { "gatewright_request" };
                let begin = format!("savepoint attempt; {before}; set local session authorization {login}");
                (&self.root, begin, "rollback to savepoint attempt; release savepoint attempt")
            }
        };
        let outcome = client.simple_query(&format!("{begin}; {preamble} {sql}")).await;
        client.batch_execute(end).await.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
        match outcome {
            Ok(messages) => rows(sql, &messages),
            Err(error) => match error.as_db_error() {
                Some(refusal)
                    if *refusal.code() == SqlState::INSUFFICIENT_PRIVILEGE && refusal.message().contains("row-level security") =>
                {
                    Outcome::Barred
                }
                Some(refusal) if *refusal.code() == SqlState::INSUFFICIENT_PRIVILEGE => Outcome::Denied,
                Some(refusal) => Outcome::Failed(refusal.code().code().to_owned()),
                None => panic!("as {}: {error:?}\n{sql}", who.as_str()),
            },
        }
    }
}

/// How many rows the last statement saw or changed. What a query says in its only column counts, not that it answered.
fn rows(sql: &str, messages: &[SimpleQueryMessage]) -> Outcome {
    let said = messages.iter().rev().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).and_then(|text| text.parse().ok()),
        _ => None,
    });
    let touched = messages.iter().rev().find_map(|message| match message {
        SimpleQueryMessage::CommandComplete(count) => Some(*count),
        _ => None,
    });
    match sql.split_whitespace().next() {
        Some("select") => Outcome::Rows(said.unwrap_or_else(|| panic!("no number: {sql}"))),
        Some("insert" | "update" | "delete") => Outcome::Rows(touched.unwrap_or_else(|| panic!("no count: {sql}"))),
        _ => Outcome::Done,
    }
}

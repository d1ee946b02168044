//! The transaction of a user's request: it runs as the user, and row-level security decides.
//!
//! Opening costs no round trip of its own. `BEGIN` and the settings are sent ahead of the first query without waiting for their answer; should they
//! fail, the transaction is aborted and every query after them fails, because the login has no privilege of its own to fall back to. The
//! settings are a prepared statement: parsing and planning them for each request would take longer than most of its queries.

use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
};

use deadpool_postgres::Client;
use futures_util::{FutureExt, TryStreamExt, future::BoxFuture};
use serde_json::{Map, Value};
use tokio_postgres::{SimpleQueryStream, Statement};

use crate::StoreError;

/// Supabase's older settings of single claims come first where `auth.uid()` looks: one that a request left on the connection must not speak for
/// the next.
const SETTINGS: &str = "SELECT pg_catalog.set_config('role', $1, true), pg_catalog.set_config('request.jwt.claims', $2, true),
    pg_catalog.set_config('request.jwt.claim', '', true), pg_catalog.set_config('request.jwt.claim.sub', '', true),
    pg_catalog.set_config('request.jwt.claim.role', '', true), pg_catalog.set_config('request.jwt.claim.email', '', true)";

/// Whom a request acts for: the verified claims of its token, and the role they name.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    role: Role,
    claims: Map<String, Value>,
}

/// The roles a request can have. The service is none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nobody has signed in.
    Anon,
    /// Somebody has.
    Authenticated,
}

impl Role {
    /// The name of the role in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Anon => "anon",
            Role::Authenticated => "authenticated",
        }
    }
}

impl Claims {
    /// Somebody who has not signed in.
    pub fn anon() -> Self {
        Self::with(Role::Anon, Map::new())
    }

    /// A signed-in user, by the id in `auth.users`.
    pub fn user(id: impl std::fmt::Display) -> Self {
        Self::with(Role::Authenticated, Map::from_iter([("sub".to_owned(), Value::String(id.to_string()))]))
    }

    /// The claims of a token that has been verified. Its `role` claim is replaced by `role`.
    pub fn with(role: Role, mut claims: Map<String, Value>) -> Self {
        claims.insert("role".to_owned(), Value::String(role.as_str().to_owned()));
        Self { role, claims }
    }

    /// The role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The claims as the database reads them.
    pub(crate) fn json(&self) -> String {
        Value::Object(self.claims.clone()).to_string()
    }
}

/// A transaction that runs as a user. Queries go through the client it dereferences to. Dropping it rolls back, without waiting for the
/// answer: that is how a session ends that only read.
pub struct Session {
    client: Arc<Client>,
    /// The answer to what began it; nobody needs it who only reads. The lock is never taken: it lets a session be shared between threads.
    begun: Mutex<Option<BoxFuture<'static, Result<(), tokio_postgres::Error>>>>,
    open: bool,
}

/// Begins a transaction as the user of `claims` on a connection of the request pool. Sends, and does not wait; only the first session of a
/// connection waits, while it prepares.
pub async fn begin_as(client: Client, claims: &Claims) -> Result<Session, StoreError> {
    let settings = client.prepare_cached(SETTINGS).await?;
    let client = Arc::new(client);
    let mut begun = begin(Arc::clone(&client), settings, claims.role.as_str(), claims.json()).boxed();
    let mut session = Session { client, begun: Mutex::default(), open: true };
    // Sending is done by the first poll.
    match futures_util::poll!(&mut begun) {
        Poll::Ready(answer) => answer?,
        Poll::Pending => session.begun = Mutex::new(Some(begun)),
    }
    Ok(session)
}

async fn begin(client: Arc<Client>, settings: Statement, role: &'static str, claims: String) -> Result<(), tokio_postgres::Error> {
    // A setting that an earlier request left must not make this transaction read-only.
    let begun = client.simple_query_raw("BEGIN READ WRITE").await?;
    client.execute(&settings, &[&role, &claims]).await?;
    finish(begun).await
}

impl Session {
    /// Commits. Fails, and rolls back, when any statement of the transaction has failed: Postgres itself would answer such a COMMIT
    /// with success.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        // An aborted transaction refuses the SELECT, and then the COMMIT behind it does not run.
        let committed = self.client.simple_query_raw("SELECT 1; COMMIT").await?;
        let begun = std::mem::take(&mut self.begun).into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(begun) = begun {
            begun.await?;
        }
        finish(committed).await?;
        self.open = false;
        Ok(())
    }

    /// Rolls back and waits for it.
    pub async fn rollback(mut self) -> Result<(), StoreError> {
        let rolled_back = self.client.simple_query_raw("ROLLBACK").await?;
        self.open = false;
        Ok(finish(rolled_back).await?)
    }
}

impl Deref for Session {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.open {
            // Sending is done by the first poll; the answer interests nobody, and the next user's statements queue behind it.
            // A connection that cannot send is closed, and the pool throws it away.
            self.client.simple_query_raw("ROLLBACK").now_or_never();
        }
    }
}

async fn finish(answers: SimpleQueryStream) -> Result<(), tokio_postgres::Error> {
    answers.try_for_each(|_| async { Ok(()) }).await
}

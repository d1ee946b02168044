//! The transaction of a user's request: it runs as the user, and row-level security decides.
//!
//! Opening costs no round trip of its own. `BEGIN` and the settings are sent ahead of the first query without waiting for their answer; should they
//! fail, the transaction is aborted and every query after them fails, because the login has no privilege of its own to fall back to.

use std::ops::Deref;

use deadpool_postgres::Client;
use futures_util::{FutureExt, TryStreamExt};
use serde_json::{Map, Value};
use tokio_postgres::SimpleQueryStream;

use crate::{StoreError, roles::literal};

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
    client: Client,
    begun: Option<SimpleQueryStream>,
    open: bool,
}

/// Begins a transaction as the user of `claims` on a connection of the request pool. Sends, and does not wait.
pub async fn begin_as(client: Client, claims: &Claims) -> Result<Session, StoreError> {
    // Supabase's older settings of single claims come first where `auth.uid()` looks: one that a request left on the connection must not speak
    // for the next, nor may that one find its transaction read-only.
    let sql = format!(
        "BEGIN READ WRITE; SELECT set_config('role', '{}', true), set_config('request.jwt.claims', {}, true),
            set_config('request.jwt.claim', '', true), set_config('request.jwt.claim.sub', '', true),
            set_config('request.jwt.claim.role', '', true), set_config('request.jwt.claim.email', '', true)",
        claims.role.as_str(),
        literal(&claims.json())
    );
    let mut session = Session { client, begun: None, open: true };
    session.begun = Some(session.client.simple_query_raw(&sql).await?);
    Ok(session)
}

impl Session {
    /// Commits. Fails, and rolls back, when any statement of the transaction has failed: Postgres itself would answer such a COMMIT
    /// with success.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        // An aborted transaction refuses the SELECT, and then the COMMIT behind it does not run.
        let committed = self.client.simple_query_raw("SELECT 1; COMMIT").await?;
        if let Some(begun) = self.begun.take() {
            finish(begun).await?;
        }
        finish(committed).await?;
        self.open = false;
        Ok(())
    }

    /// Rolls back and waits for it.
    pub async fn rollback(mut self) -> Result<(), StoreError> {
        let rolled_back = self.client.simple_query_raw("ROLLBACK").await?;
        self.open = false;
        finish(rolled_back).await
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

async fn finish(answers: SimpleQueryStream) -> Result<(), StoreError> {
    Ok(answers.try_for_each(|_| async { Ok(()) }).await?)
}

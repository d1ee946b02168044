//! Requests that make something, sent again: an `Idempotency-Key` makes it once. Runs have the engine's own keys.

use db::queries::public::people;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::session::Session;
use uuid::Uuid;

use crate::code::Code;
use crate::problem::Problem;

/// A key of an account on a route, with what was asked under it.
pub(crate) struct Once {
    account: Uuid,
    route: &'static str,
    key: Option<String>,
    fingerprint: String,
}

impl Once {
    /// For a request; without a key nothing is remembered.
    pub(crate) fn new(account: Uuid, route: &'static str, key: Option<String>, request: &impl Serialize) -> Self {
        let text = serde_json::to_string(request).unwrap_or_default();
        let fingerprint = Sha256::digest(text.as_bytes()).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Self { account, route, key, fingerprint }
    }

    /// What the key has made, if it has.
    pub(crate) async fn made(&self, session: &Session) -> Result<Option<String>, Problem> {
        let Some(key) = &self.key else { return Ok(None) };
        match people::key_used().bind(&**session, &self.account, &self.route, key).opt().await? {
            Some(used) if used.fingerprint == self.fingerprint => Ok(Some(used.resource_id)),
            Some(_) => Err(Problem::new(Code::KeyReused, format!("the key {key} was used for another request; use a new key"))),
            None => Ok(None),
        }
    }

    /// Notes what was made, in the transaction that makes it. Where another request with the key came first, nothing may be committed.
    pub(crate) async fn keep(&self, session: &Session, resource_id: &str) -> Result<(), Problem> {
        let Some(key) = &self.key else { return Ok(()) };
        let kept = people::keep_key().bind(&**session, &self.account, &self.route, key, &self.fingerprint, &resource_id).await?;
        if kept == 0 {
            return Err(Problem::new(
                Code::KeyReused,
                format!("another request with the key {key} came first; send it again to see what it made"),
            ));
        }
        Ok(())
    }
}

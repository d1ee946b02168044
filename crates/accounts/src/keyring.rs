//! Every key that counts, as this process last read them.

use std::collections::HashMap;

use db::client::GenericClient;
use db::queries::auth::keys;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};

use crate::api_keys::{self, KeyTable};
use crate::refusal::AccountsError;
use crate::signing_key::{NewKey, decoding_key, encoding_key};

/// How long another process may go on signing with a key that was retired meanwhile: [`FRESH`], and clocks that differ.
const STRAGGLERS: SignedDuration = SignedDuration::from_secs(120);
/// A keyring older than this is read again before something is signed.
const FRESH: SignedDuration = SignedDuration::from_secs(60);
/// An unknown key makes us look, but not more often than this, so that made-up keys cost us nothing.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(2);

/// Every key that counts.
pub(crate) struct Keyring {
    kid: String,
    signing: EncodingKey,
    verifying: HashMap<String, DecodingKey>,
    public: Vec<Value>,
    pub(crate) api: KeyTable,
    read_at: Timestamp,
}

impl Keyring {
    /// Reads the keys, and makes those that are missing.
    pub(crate) async fn load(client: &impl GenericClient, now: Timestamp, token_lifetime: SignedDuration) -> Result<Self, AccountsError> {
        let since = now.checked_sub(token_lifetime + STRAGGLERS).unwrap_or(Timestamp::MIN);
        let mut stored = keys::signing_keys().bind(client, &since).all().await?;
        if stored.first().is_none_or(|key| key.retired_at.is_some()) {
            let NewKey { kid, private_key, public_jwk } = NewKey::generate()?;
            keys::insert_signing_key().bind(client, &kid, &private_key, &public_jwk, &now).await?;
            stored = keys::signing_keys().bind(client, &since).all().await?;
        }
        let Some(current) = stored.first().filter(|key| key.retired_at.is_none()) else {
            return Err(AccountsError::Broken("gatewright.signing_keys takes no key".to_owned()));
        };
        let mut verifying = HashMap::new();
        for key in &stored {
            verifying.insert(key.kid.clone(), decoding_key(&key.public_jwk)?);
        }
        Ok(Self {
            kid: current.kid.clone(),
            signing: encoding_key(&current.private_key)?,
            verifying,
            public: stored.iter().map(|key| key.public_jwk.clone()).collect(),
            api: api_table(client, now).await?,
            read_at: now,
        })
    }

    /// What to sign with: the name of the key and the key.
    pub(crate) fn signing(&self) -> (&str, &EncodingKey) {
        (&self.kid, &self.signing)
    }

    /// The key of this name.
    pub(crate) fn verifying(&self, kid: &str) -> Option<&DecodingKey> {
        self.verifying.get(kid)
    }

    /// The public keys, as a JWK set.
    pub(crate) fn jwks(&self) -> Value {
        json!({ "keys": self.public })
    }

    /// Whether another process may have changed the key in use.
    pub(crate) fn is_stale(&self, now: Timestamp) -> bool {
        now.duration_since(self.read_at) > FRESH
    }

    /// Whether it is worth looking for a key that is not here.
    pub(crate) fn may_look_again(&self, now: Timestamp) -> bool {
        now.duration_since(self.read_at) > LOOK_AGAIN
    }
}

async fn api_table(client: &impl GenericClient, now: Timestamp) -> Result<KeyTable, AccountsError> {
    let read = async || -> Result<KeyTable, AccountsError> {
        let mut table = KeyTable::default();
        for row in keys::api_keys().bind(client).all().await? {
            table.add(&row.role, &row.form, row.key);
        }
        Ok(table)
    };
    let table = read().await?;
    let missing: Vec<_> = api_keys::ALL.into_iter().filter(|(role, form)| !table.has(*role, *form)).collect();
    if missing.is_empty() {
        return Ok(table);
    }
    for (role, form) in missing {
        let key = api_keys::generate(role, form, now)?;
        keys::insert_api_key().bind(client, &role.as_str(), &form.as_str(), &key, &now).await?;
    }
    read().await
}

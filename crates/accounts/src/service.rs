//! What everything else hangs on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use db::queries::auth::keys;
use deadpool_postgres::Object;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use store::{Database, Identity};

use crate::api_keys::{ApiKeys, Form};
use crate::config::Config;
use crate::keyring::Keyring;
use crate::limits::Counters;
use crate::password::Passwords;
use crate::refusal::AccountsError;
use crate::verified::{KnownTokens, Role};

/// Verified tokens kept in memory; some two kilobytes each.
const KNOWN_TOKENS: usize = 10_000;

/// The accounts of one database. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    shared: Arc<Shared>,
}

struct Shared {
    database: Database,
    config: Config,
    keys: RwLock<Arc<Keyring>>,
    known: Mutex<KnownTokens>,
    passwords: Passwords,
    counters: Counters,
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").field("config", &self.shared.config).finish_non_exhaustive()
    }
}

impl Accounts {
    /// Opens the accounts of a migrated database, and makes its keys where there are none.
    ///
    /// # Errors
    /// The database refused; or its schema `auth` is somebody else's, as on Supabase, whose own service then keeps the accounts.
    pub async fn open(database: Database, config: Config) -> Result<Self, AccountsError> {
        let client = database.get(Identity::Service).await?;
        if !keys::own_accounts().bind(&client).one().await? {
            return Err(AccountsError::Broken(
                "schema auth of this database is looked after by somebody else, who also signs people in; \
                 use a database of its own for gatewright"
                    .to_owned(),
            ));
        }
        let keys = Keyring::load(&client, config.clock.now(), lifetime(&config)).await?;
        drop(client);
        let shared = Shared {
            database,
            keys: RwLock::new(Arc::new(keys)),
            known: Mutex::new(KnownTokens::new(KNOWN_TOKENS)),
            passwords: Passwords::new(config.bcrypt_cost),
            counters: Counters::new(config.limits.clone()),
            config,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// How these accounts are kept.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// How many password hashes this process has computed, to store or to compare with: what attempts to sign in cost.
    pub fn password_hashes(&self) -> u64 {
        self.passwords().computed()
    }

    /// The public keys that access tokens are verified with, as a JWK set.
    pub fn jwks(&self) -> Value {
        self.keys().jwks()
    }

    /// The keys programs carry, as `sb_publishable_…` and `sb_secret_…`.
    pub fn api_keys(&self) -> ApiKeys {
        self.keys().api.keys(Form::Opaque)
    }

    /// The same in the older form, as JWTs that name a role.
    pub fn legacy_api_keys(&self) -> ApiKeys {
        self.keys().api.keys(Form::Jwt)
    }

    /// Signs with a new key from now on. Tokens signed with the one before stay good until they expire; other processes follow within a
    /// minute.
    ///
    /// # Errors
    /// The database refused.
    pub async fn rotate_signing_key(&self) -> Result<(), AccountsError> {
        keys::retire_signing_key().bind(&self.client().await?, &self.now()).await?;
        self.reload_keys().await?;
        Ok(())
    }

    /// Replaces the keys of programs that carry `role`. The ones before are good for nothing at once; in other processes within a minute.
    ///
    /// # Errors
    /// The database refused.
    pub async fn replace_api_keys(&self, role: Role) -> Result<(), AccountsError> {
        keys::revoke_api_keys().bind(&self.client().await?, &self.now(), &role.as_str()).await?;
        self.reload_keys().await?;
        Ok(())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.shared.config.clock.now()
    }

    pub(crate) async fn client(&self) -> Result<Object, AccountsError> {
        Ok(self.shared.database.get(Identity::Service).await?)
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.shared.passwords
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.shared.counters
    }

    pub(crate) fn keys(&self) -> Arc<Keyring> {
        // A panic while the lock was held left a whole keyring behind all the same.
        Arc::clone(&self.shared.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys, read again where another process may have changed them.
    pub(crate) async fn fresh_keys(&self) -> Result<Arc<Keyring>, AccountsError> {
        let keys = self.keys();
        if keys.is_stale(self.now()) { self.reload_keys().await } else { Ok(keys) }
    }

    pub(crate) async fn reload_keys(&self) -> Result<Arc<Keyring>, AccountsError> {
        let keys = Arc::new(Keyring::load(&self.client().await?, self.now(), lifetime(&self.shared.config)).await?);
        *self.shared.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&keys);
        Ok(keys)
    }

    pub(crate) fn known(&self) -> MutexGuard<'_, KnownTokens> {
        self.shared.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lifetime(config: &Config) -> SignedDuration {
    SignedDuration::try_from(config.access_token_lifetime).unwrap_or(SignedDuration::MAX)
}

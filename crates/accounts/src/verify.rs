//! From the text in a header to whose request it is.

use std::sync::Arc;

use db::queries::auth::sessions;
use jiff::{SignedDuration, Timestamp};
use store::session::{Claims, Role as DatabaseRole};
use uuid::Uuid;

use crate::refusal::{AccountsError, Refusal};
use crate::secret;
use crate::service::Accounts;
use crate::token::{self, Believed};
use crate::verified::{Known, Role, Verified};

/// How long a verified token is believed before the database is asked again whether its session was ended or its account banned meanwhile.
/// What ended in this process is known at once.
const RECHECK: SignedDuration = SignedDuration::from_secs(30);

impl Accounts {
    /// Whose request it is, by the token of its `Authorization: Bearer` header: an access token or an API key.
    ///
    /// A token verified lately costs a hash and a look-up; else its signature is verified and its session looked for.
    ///
    /// # Errors
    /// [`Refusal::BadJwt`] for what is none of ours or has expired, [`Refusal::SessionNotFound`] where the session was ended,
    /// [`Refusal::Banned`] and [`Refusal::UserNotFound`] for the account. Or the database failed.
    pub async fn verify(&self, token: &str) -> Result<Arc<Verified>, AccountsError> {
        self.verify_within(token, RECHECK).await
    }

    /// The same for what must not act on a session that ended a moment ago: the database is always asked.
    ///
    /// # Errors
    /// As [`Accounts::verify`].
    pub async fn verify_now(&self, token: &str) -> Result<Arc<Verified>, AccountsError> {
        self.verify_within(token, SignedDuration::ZERO).await
    }

    /// Whose request it is, by both its headers. Without a token of its own, a request has the role of its API key; without that, it is
    /// nobody's.
    ///
    /// # Errors
    /// As [`Accounts::verify`]. An API key that is none of ours is refused too.
    pub async fn resolve(&self, bearer: Option<&str>, apikey: Option<&str>) -> Result<Arc<Verified>, AccountsError> {
        match (bearer, apikey) {
            (Some(token), _) => self.verify(token).await,
            (None, Some(key)) => self.program(&secret::hash(key)).await?.ok_or_else(|| Refusal::BadJwt("unknown API key").into()),
            (None, None) => Ok(Arc::new(Verified::anon())),
        }
    }

    async fn verify_within(&self, token: &str, within: SignedDuration) -> Result<Arc<Verified>, AccountsError> {
        let now = self.now();
        let hash = secret::hash(token);
        let known = self.known().get(&hash);
        if let Some(known) = known {
            if known.expires_at <= now {
                return Err(Refusal::BadJwt("token is expired").into());
            }
            if now.duration_since(known.checked_at) < within {
                return Ok(known.verified);
            }
            self.check_standing(known.verified.account, known.verified.session_id, now).await?;
            self.known().put(hash, Known { checked_at: now, ..known.clone() });
            return Ok(known.verified);
        }
        if let Some(role) = self.fresh_keys().await?.api.role_of(&hash) {
            return Ok(of_program(role));
        }
        if token.starts_with("sb_") {
            return self.program(&hash).await?.ok_or_else(|| Refusal::BadJwt("unknown API key").into());
        }
        let Believed { account, session_id, expires_at, claims } = self.believe(token, now).await?;
        self.check_standing(Some(account), Some(session_id), now).await?;
        let verified = Arc::new(Verified {
            claims: Claims::with(DatabaseRole::Authenticated, claims),
            account: Some(account),
            role: Role::Authenticated,
            session_id: Some(session_id),
        });
        self.known().put(hash, Known { verified: Arc::clone(&verified), expires_at, checked_at: now });
        Ok(verified)
    }

    async fn believe(&self, token: &str, now: Timestamp) -> Result<Believed, AccountsError> {
        let kid = token::key_name(token)?;
        let mut keys = self.keys();
        // Another process may have begun a new key.
        if keys.verifying(&kid).is_none() && keys.may_look_again(now) {
            keys = self.reload_keys().await?;
        }
        let key = keys.verifying(&kid).ok_or(Refusal::BadJwt("unknown signing key"))?;
        Ok(token::believe(token, key, &self.config().issuer(), now)?)
    }

    /// The program that carries a key.
    async fn program(&self, hash: &[u8; 32]) -> Result<Option<Arc<Verified>>, AccountsError> {
        let mut keys = self.fresh_keys().await?;
        if keys.api.role_of(hash).is_none() && keys.may_look_again(self.now()) {
            keys = self.reload_keys().await?;
        }
        Ok(keys.api.role_of(hash).map(of_program))
    }

    /// Whether a session still counts, and its account may do anything.
    async fn check_standing(&self, account: Option<Uuid>, session: Option<Uuid>, now: Timestamp) -> Result<(), AccountsError> {
        let (Some(account), Some(session)) = (account, session) else { return Ok(()) };
        let client = self.client().await?;
        let standing = sessions::session_standing().bind(&client, &session, &account).opt().await?;
        let standing = standing.ok_or(Refusal::SessionNotFound)?;
        if standing.deleted {
            return Err(Refusal::UserNotFound.into());
        }
        if standing.not_after.is_some_and(|end| end <= now) {
            return Err(Refusal::SessionNotFound.into());
        }
        if is_barred(&standing.status, standing.banned_until, now) { Err(Refusal::Banned.into()) } else { Ok(()) }
    }
}

/// Whether an account may not sign in: banned by the service until some time, or suspended by an admin.
pub(crate) fn is_barred(status: &str, banned_until: Option<Timestamp>, now: Timestamp) -> bool {
    status != "active" || banned_until.is_some_and(|until| until > now)
}

fn of_program(role: Role) -> Arc<Verified> {
    Arc::new(if role == Role::Service { Verified::service() } else { Verified::anon() })
}

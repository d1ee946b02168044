//! Sessions: begun by a proof of identity, kept alive by refresh tokens, ended by signing out.

use db::client::{GenericClient, Params};
use db::queries::auth::sessions::InsertSessionParams;
use db::queries::auth::{sessions, users};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use crate::limits::Origin;
use crate::refresh_token::RefreshToken;
use crate::refusal::{AccountsError, Refusal};
use crate::secret;
use crate::service::Accounts;
use crate::token::{self, AUTHENTICATED, AccessClaims, Method};
use crate::user::User;
use crate::verified::Verified;
use crate::verify::is_barred;

/// How long the refresh token before the one in use still answers with that one: several tabs refresh at once, and answers get lost.
const REUSE: SignedDuration = SignedDuration::from_secs(10);
/// Characters of a client's name that are kept.
const USER_AGENT: usize = 512;

/// What a client keeps after a sign-in.
#[derive(Debug, Clone, Serialize)]
pub struct Session {
    /// For the `Authorization` header.
    pub access_token: String,
    /// Always `bearer`.
    pub token_type: &'static str,
    /// Seconds the access token is good for.
    pub expires_in: u64,
    /// When it ends, in Unix seconds.
    pub expires_at: i64,
    /// For the next access token; good once.
    pub refresh_token: String,
    /// The account.
    pub user: User,
}

/// Which sessions a sign-out ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every one of the account.
    Global,
    /// This one.
    Local,
    /// Every other.
    Others,
}

impl Scope {
    /// The scope of this name; none is `global`.
    pub fn parse(name: Option<&str>) -> Option<Self> {
        match name {
            None | Some("" | "global") => Some(Scope::Global),
            Some("local") => Some(Scope::Local),
            Some("others") => Some(Scope::Others),
            Some(_) => None,
        }
    }
}

impl Accounts {
    /// Signs in with address and password. An unknown address and a wrong password take equally long and are answered alike.
    ///
    /// # Errors
    /// [`Refusal::InvalidCredentials`]; with the right password also [`Refusal::Banned`] and [`Refusal::EmailNotConfirmed`];
    /// [`Refusal::TooMany`]. Or the database failed.
    pub async fn sign_in(&self, email: &str, password: &str, origin: &Origin) -> Result<Session, AccountsError> {
        let now = self.now();
        self.counters().attempt(origin, now)?;
        self.fresh_keys().await?;
        let email = email.trim().to_lowercase();
        self.counters().try_account(&email, now)?;
        let found = {
            let client = self.client().await?;
            users::find_user_by_email().bind(&client, &email).opt().await?.map(User::from)
        };
        let hash = found.as_ref().and_then(|user| user.encrypted_password.as_deref());
        let matches = self.passwords().verify(password, hash).await?;
        let user = found.filter(|_| matches).ok_or(Refusal::InvalidCredentials)?;
        self.counters().succeeded(&email, now);
        if is_barred(&user.status, user.banned_until, now) {
            return Err(Refusal::Banned.into());
        }
        if user.email_confirmed_at.is_none() {
            return Err(Refusal::EmailNotConfirmed.into());
        }
        let mut client = self.client().await?;
        let tx = client.transaction().await?;
        let session = self.begin_session(&tx, user.id, "password", origin).await?;
        tx.commit().await?;
        Ok(session)
    }

    /// Exchanges a refresh token for the next. A token that was used before ends its session, except that the one before the current
    /// answers with the current for ten seconds after the change.
    ///
    /// # Errors
    /// [`Refusal::RefreshTokenNotFound`], [`Refusal::RefreshTokenUsed`], [`Refusal::SessionExpired`], [`Refusal::Banned`],
    /// [`Refusal::Conflict`], [`Refusal::TooMany`]. Or the database failed.
    pub async fn refresh(&self, refresh_token: &str, origin: &Origin) -> Result<Session, AccountsError> {
        let now = self.now();
        self.counters().refresh(origin, now)?;
        let token = RefreshToken::parse(refresh_token).ok_or(Refusal::RefreshTokenNotFound)?;
        self.fresh_keys().await?;
        let mut client = self.client().await?;
        let tx = client.transaction().await?;
        sessions::bound_lock_wait().bind(&tx).one().await?;
        let session = match sessions::lock_session().bind(&tx, &token.session_id).opt().await {
            Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => return Err(Refusal::Conflict.into()),
            found => found?.ok_or(Refusal::RefreshTokenNotFound)?,
        };
        let key = secret::decode(&session.hmac_key).unwrap_or_default();
        // Whoever only knows the id of a session can neither refresh nor end it.
        if key.is_empty() || !token.is_authentic(&key) {
            return Err(Refusal::RefreshTokenNotFound.into());
        }
        if session.not_after.is_some_and(|end| end <= now) {
            return Err(Refusal::SessionExpired.into());
        }
        let user = users::get_user().bind(&tx, &session.user_id).opt().await?.map(User::from);
        let user = user.filter(|user| user.deleted_at.is_none()).ok_or(Refusal::UserNotFound)?;
        if is_barred(&user.status, user.banned_until, now) {
            return Err(Refusal::Banned.into());
        }
        let counter = if token.counter == session.counter {
            sessions::advance_session().bind(&tx, &now, &token.session_id).await?;
            session.counter + 1
        } else if token.counter + 1 == session.counter && session.refreshed_at.is_some_and(|at| now.duration_since(at) <= REUSE) {
            session.counter
        } else {
            // Two hold tokens of this session, and one of them stole it. Nobody can tell which, so neither goes on.
            sessions::delete_session().bind(&tx, &token.session_id, &session.user_id).await?;
            tx.commit().await?;
            self.known().forget(|verified| verified.session_id == Some(token.session_id));
            tracing::warn!(account = %session.user_id, session = %token.session_id, "a refresh token was used again; its session has been ended");
            return Err(Refusal::RefreshTokenUsed.into());
        };
        let issued = self.issue(&tx, user, token.session_id, RefreshToken::issue(token.session_id, counter, &key)).await?;
        tx.commit().await?;
        Ok(issued)
    }

    /// Signs out.
    ///
    /// # Errors
    /// [`Refusal::NoAuthorization`] where nobody had signed in. Or the database failed.
    pub async fn sign_out(&self, by: &Verified, scope: Scope) -> Result<(), AccountsError> {
        let (Some(account), Some(session)) = (by.account, by.session_id) else { return Err(Refusal::NoAuthorization.into()) };
        let client = self.client().await?;
        match scope {
            Scope::Local => sessions::delete_session().bind(&client, &session, &account).await?,
            Scope::Global => sessions::delete_sessions().bind(&client, &account, &None).await?,
            Scope::Others => sessions::delete_sessions().bind(&client, &account, &Some(session)).await?,
        };
        self.known().forget(|verified| match scope {
            Scope::Local => verified.session_id == Some(session),
            Scope::Global => verified.account == Some(account),
            Scope::Others => verified.account == Some(account) && verified.session_id != Some(session),
        });
        Ok(())
    }

    /// Ends every session of an account, at once in this process and within half a minute in others.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_sessions(&self, account: Uuid) -> Result<(), AccountsError> {
        sessions::delete_sessions().bind(&self.client().await?, &account, &None).await?;
        self.known().forget(|verified| verified.account == Some(account));
        Ok(())
    }

    /// Begins a session for an account that has proven itself by `method`. The caller has seen to [`Accounts::fresh_keys`] before it took a
    /// connection: whoever holds one and waits for a second can wait for ever.
    pub(crate) async fn begin_session(
        &self,
        client: &impl GenericClient,
        account: Uuid,
        method: &str,
        origin: &Origin,
    ) -> Result<Session, AccountsError> {
        let now = self.now();
        let (id, key) = (Uuid::now_v7(), secret::bytes::<32>()?);
        let params = InsertSessionParams {
            id,
            user_id: account,
            at: now,
            user_agent: origin.user_agent.as_ref().map(|agent| agent.chars().filter(|c| *c != '\0').take(USER_AGENT).collect::<String>()),
            ip: origin.address.map(|address| address.to_string()),
            hmac_key: secret::encode(&key),
            method: method.to_owned(),
        };
        sessions::insert_session().params(client, &params).await?;
        users::note_sign_in().bind(client, &now, &account).await?;
        let user = users::get_user().bind(client, &account).one().await?;
        self.issue(client, user.into(), id, RefreshToken::issue(id, 0, &key)).await
    }

    async fn issue(
        &self,
        client: &impl GenericClient,
        user: User,
        session_id: Uuid,
        refresh_token: String,
    ) -> Result<Session, AccountsError> {
        let now = self.now();
        let lifetime = self.config().access_token_lifetime.as_secs();
        let expires_at = now.as_second().saturating_add_unsigned(lifetime);
        let methods = sessions::session_methods().bind(client, &session_id).all().await?;
        let amr: Vec<Method> =
            methods.into_iter().map(|row| Method { method: row.method, timestamp: row.updated_at.as_second() }).collect();
        let claims = AccessClaims {
            iss: &self.config().issuer(),
            sub: user.id,
            aud: AUTHENTICATED,
            exp: expires_at,
            iat: now.as_second(),
            email: &user.email,
            phone: &user.phone,
            app_metadata: &user.app_metadata,
            user_metadata: &user.user_metadata,
            role: AUTHENTICATED,
            aal: "aal1",
            amr: &amr,
            session_id,
            is_anonymous: user.is_anonymous,
        };
        let access_token = token::sign(&self.keys(), &claims)?;
        Ok(Session { access_token, token_type: "bearer", expires_in: lifetime, expires_at, refresh_token, user })
    }
}

impl Session {
    /// The session as JSON.
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// When the access token ends.
    pub fn expires(&self) -> Timestamp {
        Timestamp::from_second(self.expires_at).unwrap_or(Timestamp::MAX)
    }
}

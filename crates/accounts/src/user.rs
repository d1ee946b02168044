//! An account as GoTrue shows it, and what its owner may change.

use db::client::Params;
use db::queries::auth::users::UpdateUserParams;
use db::queries::auth::{sessions, tokens, users};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use crate::address;
use crate::password;
use crate::refusal::{AccountsError, Refusal};
use crate::service::Accounts;
use crate::token::AUTHENTICATED;
use crate::verified::Verified;

/// Metadata stands in every token, and tokens in headers.
const MOST_METADATA: usize = 16 * 1024;

/// An account.
#[derive(Debug, Clone, Serialize)]
pub struct User {
    /// Identity.
    pub id: Uuid,
    /// Always `authenticated`.
    pub aud: &'static str,
    /// The role in the database, always `authenticated`.
    pub role: &'static str,
    /// Empty where there is none.
    pub email: String,
    /// When the address was found to be the account's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_confirmed_at: Option<Timestamp>,
    /// When an invitation went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invited_at: Option<Timestamp>,
    /// Empty where there is none.
    pub phone: String,
    /// When the number was found to be the account's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_confirmed_at: Option<Timestamp>,
    /// When a link to confirm the address went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation_sent_at: Option<Timestamp>,
    /// The earlier of the two confirmations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Timestamp>,
    /// When a link to recover the account went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery_sent_at: Option<Timestamp>,
    /// The last sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_sign_in_at: Option<Timestamp>,
    /// Set by the service.
    pub app_metadata: Value,
    /// Set by the account itself; no authority.
    pub user_metadata: Value,
    /// By which providers it signs in.
    pub identities: Vec<Identity>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Until when it is banned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banned_until: Option<Timestamp>,
    /// When it was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// Whether nobody knows whose it is.
    pub is_anonymous: bool,
    /// Whether an admin has suspended it, in the words of `public.users`.
    #[serde(skip)]
    pub status: String,
    #[serde(skip)]
    pub(crate) encrypted_password: Option<String>,
}

/// What one provider knows of an account.
#[derive(Debug, Clone, Serialize)]
pub struct Identity {
    /// Of this row.
    pub identity_id: String,
    /// The account's id at the provider.
    pub id: String,
    /// The account.
    pub user_id: String,
    /// What the provider says.
    pub identity_data: Value,
    /// `email`.
    pub provider: String,
    /// When it was last used.
    pub last_sign_in_at: Value,
    /// When it was made.
    pub created_at: Value,
    /// When it last changed.
    pub updated_at: Value,
    /// The address at the provider.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub email: Value,
}

/// What the owner of an account may change. Unknown fields are passed over, as GoTrue does.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct UserChanges {
    /// A new address.
    pub email: Option<String>,
    /// A new password.
    pub password: Option<String>,
    /// The old password; checked where it is given.
    pub current_password: Option<String>,
    /// A new number.
    pub phone: Option<String>,
    /// Metadata to merge; null takes a key away.
    pub data: Option<Map<String, Value>>,
    /// Only the service may.
    pub app_metadata: Option<Value>,
}

impl Accounts {
    /// An account.
    ///
    /// # Errors
    /// [`Refusal::UserNotFound`], or the database failed.
    pub async fn user(&self, id: Uuid) -> Result<User, AccountsError> {
        let client = self.client().await?;
        let found = users::get_user().bind(&client, &id).opt().await?;
        Ok(found.map(User::from).ok_or(Refusal::UserNotFound)?)
    }

    /// Changes one's own account. A new password ends every other session; a new address or password takes back links under way.
    ///
    /// # Errors
    /// [`Refusal::SamePassword`], [`Refusal::WeakPassword`], [`Refusal::EmailExists`], [`Refusal::InvalidEmail`],
    /// [`Refusal::Validation`], [`Refusal::NotAdmin`] for what only the service may change. Or the database failed.
    pub async fn update_user(&self, by: &Verified, changes: UserChanges) -> Result<User, AccountsError> {
        let account = by.account.ok_or(Refusal::NoAuthorization)?;
        if changes.app_metadata.is_some() {
            return Err(Refusal::NotAdmin.into());
        }
        if changes.phone.as_deref().is_some_and(|phone| !phone.is_empty()) {
            return Err(Refusal::PhoneDisabled.into());
        }
        let user = self.user(account).await?;
        if let Some(current) = &changes.current_password {
            self.counters().try_account(&user.id.to_string(), self.now())?;
            if !self.passwords().verify(current, user.encrypted_password.as_deref()).await? {
                return Err(Refusal::InvalidCredentials.into());
            }
            self.counters().succeeded(&user.id.to_string(), self.now());
        }
        let email = changes.email.as_deref().filter(|email| !email.is_empty()).map(address::normal).transpose()?;
        let email = email.filter(|email| *email != user.email);
        let encrypted_password = match changes.password.as_deref().filter(|password| !password.is_empty()) {
            Some(new) => {
                password::acceptable(new)?;
                if self.passwords().verify(new, user.encrypted_password.as_deref()).await? {
                    return Err(Refusal::SamePassword.into());
                }
                Some(self.passwords().hash(new).await?)
            }
            None => None,
        };
        let user_metadata = changes.data.map(|data| metadata(Value::Object(data), &user.user_metadata)).transpose()?;

        let now = self.now();
        let mut client = self.client().await?;
        let tx = client.transaction().await?;
        let params = UpdateUserParams {
            id: account,
            email: email.as_deref(),
            phone: None::<&str>,
            encrypted_password: encrypted_password.as_deref(),
            // There is no mail: whoever holds the account says what its address is.
            email_confirmed_at: email.as_ref().map(|_| now),
            phone_confirmed_at: None,
            app_metadata: email.as_ref().map(|_| providers()),
            user_metadata,
            at: now,
        };
        users::update_user().params(&tx, &params).await.map_err(taken)?;
        if email.is_some() {
            users::put_email_identity().bind(&tx, &now, &account).await?;
        }
        if email.is_some() || encrypted_password.is_some() {
            tokens::drop_tokens().bind(&tx, &account).await?;
        }
        if encrypted_password.is_some() {
            sessions::delete_sessions().bind(&tx, &account, &by.session_id).await?;
        }
        tx.commit().await?;
        drop(client);
        if encrypted_password.is_some() {
            self.known().forget(|verified| verified.account == Some(account));
        }
        self.user(account).await
    }
}

impl User {
    /// The account as JSON.
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl From<users::User> for User {
    fn from(row: users::User) -> Self {
        let confirmed_at = match (row.email_confirmed_at, row.phone_confirmed_at) {
            (Some(email), Some(phone)) => Some(email.min(phone)),
            (email, phone) => email.or(phone),
        };
        let created_at = row.created_at.unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            id: row.id,
            aud: AUTHENTICATED,
            role: AUTHENTICATED,
            email: row.email.unwrap_or_default(),
            email_confirmed_at: row.email_confirmed_at,
            invited_at: row.invited_at,
            phone: row.phone.unwrap_or_default(),
            phone_confirmed_at: row.phone_confirmed_at,
            confirmation_sent_at: row.confirmation_sent_at,
            confirmed_at,
            recovery_sent_at: row.recovery_sent_at,
            last_sign_in_at: row.last_sign_in_at,
            app_metadata: row.app_metadata,
            user_metadata: row.user_metadata,
            identities: row.identities.as_array().into_iter().flatten().map(Identity::from_row).collect(),
            created_at,
            updated_at: row.updated_at.unwrap_or(created_at),
            banned_until: row.banned_until,
            deleted_at: row.deleted_at,
            is_anonymous: row.is_anonymous,
            status: row.status,
            encrypted_password: row.encrypted_password.filter(|hash| !hash.is_empty()),
        }
    }
}

impl Identity {
    /// From `to_jsonb` of a row of `auth.identities`.
    fn from_row(row: &Value) -> Self {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        Self {
            identity_id: text("id"),
            id: text("provider_id"),
            user_id: text("user_id"),
            identity_data: row["identity_data"].clone(),
            provider: text("provider"),
            last_sign_in_at: row["last_sign_in_at"].clone(),
            created_at: row["created_at"].clone(),
            updated_at: row["updated_at"].clone(),
            email: row["email"].clone(),
        }
    }
}

/// What every account with an address has in its `app_metadata`.
pub(crate) fn providers() -> Value {
    serde_json::json!({ "provider": "email", "providers": ["email"] })
}

/// Refuses metadata that, merged, would make tokens too long for headers.
pub(crate) fn metadata(new: Value, old: &Value) -> Result<Value, Refusal> {
    if !new.is_object() {
        return Err(Refusal::Validation("metadata must be an object".to_owned()));
    }
    if new.to_string().len() + old.to_string().len() > MOST_METADATA {
        return Err(Refusal::Validation(format!("metadata of an account may have at most {MOST_METADATA} bytes")));
    }
    Ok(new)
}

/// Two accounts with one address or number.
pub(crate) fn taken(error: tokio_postgres::Error) -> AccountsError {
    let constraint = error.as_db_error().and_then(|error| error.constraint()).unwrap_or_default();
    match error.code() {
        Some(code) if *code == SqlState::UNIQUE_VIOLATION && constraint.contains("phone") => Refusal::PhoneExists.into(),
        Some(code) if *code == SqlState::UNIQUE_VIOLATION => Refusal::EmailExists.into(),
        _ => error.into(),
    }
}

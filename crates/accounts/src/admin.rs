//! What the service does with accounts: make, list, change, invite, delete.

use db::client::{GenericClient, Params};
use db::queries::auth::users::{InsertUserParams, UpdateUserParams};
use db::queries::auth::{sessions, tokens, users};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use crate::address;
use crate::links::{Link, LinkKind};
use crate::password;
use crate::refusal::{AccountsError, Refusal};
use crate::service::Accounts;
use crate::token::AUTHENTICATED;
use crate::user::{User, metadata, providers, taken};

/// What an account is made or changed with; what is not given stays.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct AdminFields {
    /// Identity of a new account.
    pub id: Option<Uuid>,
    /// The address.
    #[serde(default, deserialize_with = "filled")]
    pub email: Option<String>,
    /// The number.
    #[serde(default, deserialize_with = "filled")]
    pub phone: Option<String>,
    /// The password.
    #[serde(default, deserialize_with = "filled")]
    pub password: Option<String>,
    /// A bcrypt hash instead, from another system.
    #[serde(default, deserialize_with = "filled")]
    pub password_hash: Option<String>,
    /// Whether the address is known to be the account's.
    #[serde(default)]
    pub email_confirm: bool,
    /// Whether the number is.
    #[serde(default)]
    pub phone_confirm: bool,
    /// The account's own metadata.
    pub user_metadata: Option<Map<String, Value>>,
    /// The service's.
    pub app_metadata: Option<Map<String, Value>>,
    /// Such as `24h` or `1h30m`; `none` lifts a ban.
    #[serde(default, deserialize_with = "filled")]
    pub ban_duration: Option<String>,
    /// The role in the database; only `authenticated`.
    #[serde(default, deserialize_with = "filled")]
    pub role: Option<String>,
}

/// A field that GoTrue takes for absent when it is empty.
fn filled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

/// A page of accounts.
#[derive(Debug)]
pub struct UserPage {
    /// Newest first.
    pub users: Vec<User>,
    /// How many there are in all.
    pub total: u64,
}

/// How to delete an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// Its row goes, and what hangs on it.
    Hard,
    /// Its row stays, emptied, so that what refers to it stays.
    Soft,
}

impl Accounts {
    /// Accounts, newest first; `page` counts from 1.
    ///
    /// # Errors
    /// The database failed.
    pub async fn list_users(&self, page: u32, per_page: u32) -> Result<UserPage, AccountsError> {
        let client = self.client().await?;
        let skipped = i64::from(page.saturating_sub(1)) * i64::from(per_page);
        let found = users::list_users().bind(&client, &i64::from(per_page), &skipped).all().await?;
        let total = users::count_users().bind(&client).one().await?;
        Ok(UserPage { users: found.into_iter().map(User::from).collect(), total: u64::try_from(total).unwrap_or(0) })
    }

    /// Makes an account.
    ///
    /// # Errors
    /// [`Refusal::EmailExists`], [`Refusal::PhoneExists`], [`Refusal::WeakPassword`], [`Refusal::InvalidEmail`],
    /// [`Refusal::Validation`]. Or the database failed.
    pub async fn create_user(&self, fields: AdminFields) -> Result<User, AccountsError> {
        self.create(fields, None).await
    }

    async fn create(&self, fields: AdminFields, invited_at: Option<Timestamp>) -> Result<User, AccountsError> {
        let new = self.prepare(fields, invited_at).await?;
        let id = new.id();
        let mut client = self.client().await?;
        let tx = client.transaction().await?;
        new.insert(&tx).await?;
        tx.commit().await?;
        drop(client);
        self.user(id).await
    }

    /// Everything about a new account that needs no transaction; hashing its password takes a while.
    pub(crate) async fn prepare(&self, fields: AdminFields, invited_at: Option<Timestamp>) -> Result<NewAccount, AccountsError> {
        let now = self.now();
        let email = fields.email.as_deref().map(address::normal).transpose()?;
        if email.is_none() && fields.phone.is_none() {
            return Err(Refusal::Validation("Cannot create a user without either an email or phone".to_owned()).into());
        }
        only_authenticated(fields.role.as_deref())?;
        let banned_until = fields.ban_duration.as_deref().map(|text| ban(text, now)).transpose()?;
        let encrypted_password = self.new_password(&fields).await?;
        let merge = |base: Value, given: Option<Map<String, Value>>| {
            let mut map = base.as_object().cloned().unwrap_or_default();
            map.extend(given.unwrap_or_default());
            map.retain(|_, value| !value.is_null());
            metadata(Value::Object(map), &Value::Null)
        };
        let provider = if email.is_some() { providers() } else { serde_json::json!({ "provider": "phone", "providers": ["phone"] }) };
        let row = InsertUserParams {
            id: fields.id.unwrap_or_else(Uuid::now_v7),
            email,
            phone: fields.phone,
            encrypted_password,
            email_confirmed_at: fields.email_confirm.then_some(now),
            phone_confirmed_at: fields.phone_confirm.then_some(now),
            invited_at,
            app_metadata: merge(provider, fields.app_metadata)?,
            user_metadata: merge(Value::Null, fields.user_metadata)?,
            at: now,
        };
        Ok(NewAccount { row, banned_until })
    }

    /// Changes an account. A new password ends its sessions, and so does a ban.
    ///
    /// # Errors
    /// As [`Accounts::create_user`], and [`Refusal::UserNotFound`].
    pub async fn change_user(&self, id: Uuid, fields: AdminFields) -> Result<User, AccountsError> {
        let now = self.now();
        let user = self.user(id).await?;
        let email = fields.email.as_deref().map(address::normal).transpose()?.filter(|email| *email != user.email);
        only_authenticated(fields.role.as_deref())?;
        let banned_until = fields.ban_duration.as_deref().map(|text| ban(text, now)).transpose()?;
        let encrypted_password = self.new_password(&fields).await?;
        let object = |map: Map<String, Value>, old: &Value| metadata(Value::Object(map), old);
        let mut client = self.client().await?;
        let tx = client.transaction().await?;
        let params = UpdateUserParams {
            id,
            email: email.as_deref(),
            phone: fields.phone.as_deref(),
            encrypted_password: encrypted_password.as_deref(),
            email_confirmed_at: (fields.email_confirm || email.is_some()).then_some(now),
            phone_confirmed_at: fields.phone_confirm.then_some(now),
            app_metadata: fields.app_metadata.map(|map| object(map, &user.app_metadata)).transpose()?,
            user_metadata: fields.user_metadata.map(|map| object(map, &user.user_metadata)).transpose()?,
            at: now,
        };
        users::update_user().params(&tx, &params).await.map_err(taken)?;
        users::put_email_identity().bind(&tx, &now, &id).await?;
        if let Some(until) = banned_until {
            users::ban_user().bind(&tx, &until, &now, &id).await?;
        }
        if email.is_some() || encrypted_password.is_some() {
            tokens::drop_tokens().bind(&tx, &id).await?;
        }
        if encrypted_password.is_some() || banned_until.flatten().is_some() {
            sessions::delete_sessions().bind(&tx, &id, &None).await?;
        }
        tx.commit().await?;
        drop(client);
        self.known().forget(|verified| verified.account == Some(id));
        self.user(id).await
    }

    /// Deletes an account.
    ///
    /// # Errors
    /// [`Refusal::UserNotFound`]; [`Refusal::HasRuns`] where the row has to go and runs refer to it. Or the database failed.
    pub async fn delete_user(&self, id: Uuid, deletion: Deletion) -> Result<(), AccountsError> {
        let client = self.client().await?;
        let gone = match deletion {
            Deletion::Soft => users::soft_delete_user().bind(&client, &id, &self.now()).await?,
            Deletion::Hard => users::delete_user().bind(&client, &id).await.map_err(|error| match error.code() {
                Some(code) if *code == SqlState::FOREIGN_KEY_VIOLATION => AccountsError::from(Refusal::HasRuns),
                _ => error.into(),
            })?,
        };
        self.known().forget(|verified| verified.account == Some(id));
        if gone == 0 { Err(Refusal::UserNotFound.into()) } else { Ok(()) }
    }

    /// Makes an account for somebody and sends them a link to take it up.
    ///
    /// # Errors
    /// [`Refusal::EmailExists`] where the address has an account that was taken up. As [`Accounts::create_user`].
    pub async fn invite(&self, email: &str, data: Option<Map<String, Value>>, redirect_to: Option<&str>) -> Result<User, AccountsError> {
        let fields = AdminFields { email: Some(email.to_owned()), user_metadata: data, ..AdminFields::default() };
        let (user, link) = self.generate_link(LinkKind::Invite, fields).await?;
        self.post(&user.email, &link, redirect_to);
        Ok(user)
    }

    /// Makes a link and sends it to nobody: whoever asked passes it on.
    ///
    /// # Errors
    /// [`Refusal::UserNotFound`] for a link into an account that is none; [`Refusal::EmailExists`] for an invitation of somebody who has
    /// an account. As [`Accounts::create_user`] where one is made.
    pub async fn generate_link(&self, kind: LinkKind, fields: AdminFields) -> Result<(User, Link), AccountsError> {
        let email = address::normal(fields.email.as_deref().unwrap_or_default())?;
        let found = {
            let client = self.client().await?;
            users::find_user_by_email().bind(&client, &email).opt().await?.map(User::from)
        };
        let user = match (kind, found) {
            (LinkKind::Invite | LinkKind::SignUp, Some(user)) if user.email_confirmed_at.is_some() => {
                return Err(Refusal::EmailExists.into());
            }
            (_, Some(user)) => user,
            (LinkKind::Invite, None) => self.create(AdminFields { email_confirm: false, ..fields }, Some(self.now())).await?,
            (LinkKind::SignUp, None) if fields.password.is_none() => {
                return Err(Refusal::Validation("Signup requires a valid password".to_owned()).into());
            }
            (LinkKind::SignUp, None) => self.create(AdminFields { email_confirm: false, ..fields }, None).await?,
            (LinkKind::MagicLink | LinkKind::Recovery, None) => return Err(Refusal::UserNotFound.into()),
        };
        let client = self.client().await?;
        let link = self.make_link(&client, user.id, &email, kind).await?;
        drop(client);
        Ok((self.user(user.id).await?, link))
    }

    async fn new_password(&self, fields: &AdminFields) -> Result<Option<String>, AccountsError> {
        match (&fields.password, &fields.password_hash) {
            (Some(_), Some(_)) => Err(Refusal::Validation("Only a password or a password hash should be provided".to_owned()).into()),
            (Some(password), None) => Ok(Some(self.passwords().hash(password).await?)),
            (None, Some(hash)) if password::is_hash(hash) => Ok(Some(hash.clone())),
            (None, Some(_)) => Err(Refusal::Validation("password_hash must be a bcrypt hash".to_owned()).into()),
            (None, None) => Ok(None),
        }
    }
}

/// An account about to be made.
pub(crate) struct NewAccount {
    row: InsertUserParams<String, String, String, Value, Value>,
    banned_until: Option<Option<Timestamp>>,
}

impl NewAccount {
    pub(crate) fn id(&self) -> Uuid {
        self.row.id
    }

    /// Empty where it has none.
    pub(crate) fn email(&self) -> String {
        self.row.email.clone().unwrap_or_default()
    }

    /// Makes it.
    pub(crate) async fn insert(self, tx: &impl GenericClient) -> Result<(), AccountsError> {
        users::insert_user().params(tx, &self.row).await.map_err(taken)?;
        if let Some(until) = self.banned_until {
            users::ban_user().bind(tx, &until, &self.row.at, &self.row.id).await?;
        }
        Ok(())
    }
}

/// What a role in the database decides is the service's or nobody's; roles of the application are granted elsewhere.
fn only_authenticated(role: Option<&str>) -> Result<(), Refusal> {
    match role {
        None | Some(AUTHENTICATED) => Ok(()),
        Some(role) => {
            Err(Refusal::Validation(format!("role must be {AUTHENTICATED}, not {role}; application roles are granted to an account")))
        }
    }
}

/// When a ban ends; none lifts it.
fn ban(text: &str, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    if text == "none" {
        return Ok(None);
    }
    let duration = go_duration(text).ok_or_else(|| Refusal::Validation(format!("Invalid format for ban duration: {text:?}")))?;
    Ok(Some(now.checked_add(duration).unwrap_or(Timestamp::MAX)))
}

/// A duration as Go writes it, such as `1h30m`.
fn go_duration(text: &str) -> Option<SignedDuration> {
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        let unit_end = rest[end..].find(|c: char| c.is_ascii_digit() || c == '.').map_or(rest.len(), |at| end + at);
        total += number
            * match &rest[end..unit_end] {
                "h" => 3600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" => 1e-6,
                "ns" => 1e-9,
                _ => return None,
            };
        rest = &rest[unit_end..];
    }
    (!text.is_empty()).then(|| SignedDuration::try_from_secs_f64(total).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_writes_them() {
        for (text, seconds) in [("24h", 86_400.0), ("1h30m", 5_400.0), ("1.5h", 5_400.0), ("300ms", 0.3), ("876000h", 3_153_600_000.0)] {
            assert_eq!(go_duration(text).map(|duration| duration.as_secs_f64()), Some(seconds), "{text}");
        }
        for text in ["", "h", "10", "1d", "-1h", "1h x", "none"] {
            assert_eq!(go_duration(text), None, "{text}");
        }
    }
}

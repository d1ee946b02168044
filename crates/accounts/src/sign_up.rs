//! New accounts, made by whoever wants one.

use db::client::Params;
use db::queries::auth::users;
use db::queries::auth::users::InsertUserParams;
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::address;
use crate::limits::Origin;
use crate::password;
use crate::refusal::{AccountsError, Refusal};
use crate::service::Accounts;
use crate::session::Session;
use crate::user::{metadata, providers, taken};

/// What one signs up with. Unknown fields are passed over, as GoTrue does; none of them is authority.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SignUp {
    /// The address.
    #[serde(default)]
    pub email: String,
    /// A number, which cannot be signed up with yet.
    #[serde(default)]
    pub phone: String,
    /// The password.
    #[serde(default)]
    pub password: String,
    /// The account's own metadata.
    #[serde(default)]
    pub data: Option<Map<String, Value>>,
}

impl Accounts {
    /// Makes an account and signs it in. There is no mail, so the address counts as the account's.
    ///
    /// # Errors
    /// [`Refusal::SignUpDisabled`], [`Refusal::UserExists`], [`Refusal::WeakPassword`], [`Refusal::InvalidEmail`],
    /// [`Refusal::AnonymousDisabled`], [`Refusal::PhoneDisabled`], [`Refusal::Validation`], [`Refusal::TooMany`]. Or the database failed.
    pub async fn sign_up(&self, wish: SignUp, origin: &Origin) -> Result<Session, AccountsError> {
        let now = self.now();
        if !self.config().sign_up {
            return Err(Refusal::SignUpDisabled.into());
        }
        self.counters().attempt(origin, now)?;
        match (wish.email.is_empty(), wish.phone.is_empty()) {
            (true, true) => return Err(Refusal::AnonymousDisabled.into()),
            (true, false) => return Err(Refusal::PhoneDisabled.into()),
            (false, _) => {}
        }
        let email = address::normal(&wish.email)?;
        if wish.password.is_empty() {
            return Err(Refusal::Validation("Signup requires a valid password".to_owned()).into());
        }
        password::acceptable(&wish.password)?;
        let user_metadata = metadata(Value::Object(wish.data.unwrap_or_default()), &Value::Null)?;
        let encrypted_password = self.passwords().hash(&wish.password).await?;

        self.fresh_keys().await?;
        let id = Uuid::now_v7();
        let mut client = self.client().await?;
        let tx = client.transaction().await?;
        let params = InsertUserParams {
            id,
            email: Some(email),
            phone: None::<&str>,
            encrypted_password: Some(encrypted_password),
            email_confirmed_at: Some(now),
            phone_confirmed_at: None,
            invited_at: None,
            app_metadata: providers(),
            user_metadata,
            at: now,
        };
        users::insert_user().params(&tx, &params).await.map_err(taken).map_err(|error| match error {
            AccountsError::Refused(Refusal::EmailExists) => Refusal::UserExists.into(),
            other => other,
        })?;
        let session = self.begin_session(&tx, id, "password", origin).await?;
        tx.commit().await?;
        Ok(session)
    }
}

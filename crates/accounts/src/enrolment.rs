//! Accounts that whoever runs the installation makes for somebody: with a password, or with a link to set one.

use serde_json::{Map, json};
use uuid::Uuid;

use crate::admin::AdminFields;
use crate::links::{Link, LinkKind};
use crate::refusal::{AccountsError, Refusal};
use crate::roles::{AccountRole, Person, set_role};
use crate::service::Accounts;

/// An account to make.
#[derive(Clone)]
pub struct Enrolment {
    /// Its address.
    pub email: String,
    /// Its password. Without one there is a link with which the account is taken up.
    pub password: Option<String>,
    /// For people.
    pub display_name: Option<String>,
    /// The highest role it holds.
    pub role: AccountRole,
    /// Who makes it.
    pub by: Option<Uuid>,
}

/// An account that was made.
#[derive(Clone)]
pub struct Enrolled {
    /// The account.
    pub person: Person,
    /// Where its owner sets a password, once; none where one was given.
    pub link: Option<String>,
}

impl Accounts {
    /// Makes an account with its role, both or neither.
    ///
    /// # Errors
    /// [`Refusal::EmailExists`], [`Refusal::WeakPassword`], [`Refusal::InvalidEmail`], [`Refusal::Validation`]. Or the database failed.
    pub async fn enrol(&self, wish: Enrolment) -> Result<Enrolled, AccountsError> {
        if wish.email.trim().is_empty() {
            return Err(Refusal::InvalidEmail.into());
        }
        let invited_at = wish.password.is_none().then(|| self.now());
        let fields = AdminFields {
            email: Some(wish.email),
            email_confirm: wish.password.is_some(),
            password: wish.password,
            user_metadata: wish.display_name.map(|name| Map::from_iter([("display_name".to_owned(), json!(name))])),
            ..AdminFields::default()
        };
        let new = self.prepare(fields, invited_at).await?;
        let mut client = self.client().await?;
        let tx = client.transaction().await?;
        let (id, email) = (new.id(), new.email());
        new.insert(&tx).await?;
        set_role(&tx, id, wish.role, wish.by).await?;
        let link = match invited_at {
            Some(_) => Some(self.setup_link(&self.make_link(&tx, id, &email, LinkKind::Invite).await?)),
            None => None,
        };
        tx.commit().await?;
        drop(client);
        Ok(Enrolled { person: self.person(id).await?, link })
    }

    /// Where somebody who was invited, or the first admin, sets address and password.
    pub fn setup_link(&self, link: &Link) -> String {
        format!("{}/setup?token={}", self.config().site_url, link.token)
    }
}

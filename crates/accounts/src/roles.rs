//! What accounts may do in the application. Grants of roles are rows that the service writes; no token says anything of them.

use std::fmt;
use std::str::FromStr;

use db::client::GenericClient;
use db::queries::public::{accounts as grants, people};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::refusal::{AccountsError, Refusal};
use crate::service::Accounts;

/// A role of the application, each including those before it. [`crate::Role`] is another thing: what a request is in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountRole {
    /// Every account.
    User,
    /// Looks at workflows.
    Viewer,
    /// Builds workflows.
    Developer,
    /// Runs the installation.
    Admin,
}

impl AccountRole {
    /// Every role, lowest first.
    pub const ALL: [Self; 4] = [Self::User, Self::Viewer, Self::Developer, Self::Admin];

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Viewer => "viewer",
            Self::Developer => "developer",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for AccountRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AccountRole {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| format!("there is no role {text}"))
    }
}

/// An account as whoever runs the installation sees it.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// Identity.
    pub id: Uuid,
    /// None for accounts without an address.
    pub email: Option<String>,
    /// For people.
    pub display_name: Option<String>,
    /// The highest role it holds.
    pub role: String,
    /// Every role it holds, highest first.
    pub roles: Value,
    /// `active`, `suspended` or `deleted`.
    pub status: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Runs it owns.
    pub runs_total: i64,
}

impl Accounts {
    /// The newest accounts, at most so many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn people(&self, limit: i64) -> Result<Vec<Person>, AccountsError> {
        let client = self.client().await?;
        let found = people::list_people().bind(&client, &None, &None, &None::<&str>, &limit).all().await?;
        Ok(found.into_iter().map(Person::from).collect())
    }

    /// Makes a role the highest that the account with this address holds.
    ///
    /// # Errors
    /// [`Refusal::UserNotFound`], [`Refusal::LastAdmin`]. Or the database failed.
    pub async fn promote(&self, email: &str, role: AccountRole, by: Option<Uuid>) -> Result<Person, AccountsError> {
        let mut client = self.client().await?;
        let tx = client.transaction().await?;
        let account = grants::find_account_by_email().bind(&tx, &email.trim()).opt().await?.ok_or(Refusal::UserNotFound)?;
        set_role(&tx, account.id, role, by).await?;
        let person = people::get_person().bind(&tx, &account.id).one().await?;
        tx.commit().await?;
        Ok(person.into())
    }

    /// An account as whoever runs the installation sees it.
    ///
    /// # Errors
    /// [`Refusal::UserNotFound`]. Or the database failed.
    pub async fn person(&self, id: Uuid) -> Result<Person, AccountsError> {
        let client = self.client().await?;
        Ok(people::get_person().bind(&client, &id).opt().await?.ok_or(Refusal::UserNotFound)?.into())
    }
}

/// Makes a role the highest an account holds, in a transaction of the service.
///
/// # Errors
/// [`Refusal::LastAdmin`] where nobody would be an active admin any more. Or the database failed.
pub async fn set_role(tx: &impl GenericClient, account: Uuid, role: AccountRole, by: Option<Uuid>) -> Result<(), AccountsError> {
    if role != AccountRole::Admin {
        keep_an_admin(tx, account).await?;
    }
    people::drop_roles().bind(tx, &account).await?;
    // Every account is a user without being told.
    if role != AccountRole::User {
        grants::grant_role().bind(tx, &account, &by, &role.as_str()).await?;
    }
    Ok(())
}

/// Refuses to take power from the only active admin. Until the transaction of the service ends, nobody else changes who is one.
///
/// # Errors
/// [`Refusal::LastAdmin`] where the account is that one. Or the database failed.
pub async fn keep_an_admin(tx: &impl GenericClient, account: Uuid) -> Result<(), AccountsError> {
    people::hold_admins().bind(tx).one().await?;
    let found = people::get_person().bind(tx, &account).opt().await?;
    let is_admin = found.is_some_and(|person| person.role == AccountRole::Admin.as_str());
    if is_admin && people::other_admins().bind(tx, &account).one().await? == 0 {
        return Err(Refusal::LastAdmin.into());
    }
    Ok(())
}

impl From<people::Person> for Person {
    fn from(row: people::Person) -> Self {
        Self {
            id: row.id,
            email: row.email,
            display_name: row.display_name,
            role: row.role,
            roles: row.roles,
            status: row.status,
            created_at: row.created_at,
            last_sign_in_at: row.last_sign_in_at,
            runs_total: row.runs_total,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AccountRole;

    #[test]
    fn a_role_is_read_as_it_is_written_and_includes_those_before_it() {
        for role in AccountRole::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert!(AccountRole::ALL.is_sorted());
        for text in ["", "Admin", "root", "service_role"] {
            assert!(text.parse::<AccountRole>().is_err(), "{text:?}");
        }
    }
}

//! An account as admins and it itself see it.

use db::queries::public::people;
use jiff::Timestamp;
use serde::Serialize;
use store::session::Session;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::code::Code;
use crate::problem::Problem;

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct User {
    /// Identity.
    pub(crate) id: Uuid,
    /// Its address; `null` for accounts without one.
    pub(crate) email: Option<String>,
    /// For people.
    pub(crate) display_name: Option<String>,
    /// A picture.
    pub(crate) avatar_url: Option<String>,
    /// The highest role it holds: `user`, `viewer`, `developer` or `admin`.
    pub(crate) role: String,
    /// Every role it holds, highest first.
    #[schema(value_type = Vec<String>)]
    pub(crate) roles: serde_json::Value,
    /// `active` or `suspended`.
    pub(crate) status: String,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it last signed in.
    pub(crate) last_sign_in_at: Option<Timestamp>,
    /// Runs it owns.
    pub(crate) runs_total: i64,
}

impl From<people::Person> for User {
    fn from(row: people::Person) -> Self {
        Self {
            id: row.id,
            email: row.email,
            display_name: row.display_name,
            avatar_url: row.avatar_url,
            role: row.role,
            roles: row.roles,
            status: row.status,
            created_at: row.created_at,
            last_sign_in_at: row.last_sign_in_at,
            runs_total: row.runs_total,
        }
    }
}

/// An account as the session may see it.
pub(crate) async fn visible(session: &Session, id: Uuid) -> Result<User, Problem> {
    let found = people::get_person().bind(&**session, &id).opt().await?;
    found.map(User::from).ok_or_else(|| Problem::new(Code::UnknownUser, format!("there is no account {id}")))
}

/// A name somebody may carry.
pub(crate) fn check_name(name: &str) -> Result<(), Problem> {
    if name.trim().is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(Problem::field("display_name", "a name has from 1 to 200 characters, none of them a control character"));
    }
    Ok(())
}

/// A picture somebody may show.
pub(crate) fn check_avatar(url: &str) -> Result<(), Problem> {
    if url.is_empty() || (url.starts_with("https://") && url.len() <= 2_000 && !url.chars().any(|c| c.is_control() || c.is_whitespace())) {
        return Ok(());
    }
    Err(Problem::field("avatar_url", "give an https address of at most 2,000 characters, or an empty text for none"))
}

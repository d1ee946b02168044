//! Accounts, for admins.

mod change;
mod create;
mod delete;
mod deletion;
mod list;
pub(crate) mod model;
mod show;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::Problem;
use crate::state::{Api, is_admin};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list_users, create::create_user))
        .routes(routes!(show::show_user, change::change_user, delete::delete_user))
        .routes(routes!(deletion::preview_user_deletion))
}

/// The roles an account can hold, each including those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountRole {
    /// Every account.
    User,
    /// Looks at workflows.
    Viewer,
    /// Builds workflows.
    Developer,
    /// Runs the installation.
    Admin,
}

impl From<AccountRole> for accounts::AccountRole {
    fn from(role: AccountRole) -> Self {
        match role {
            AccountRole::User => Self::User,
            AccountRole::Viewer => Self::Viewer,
            AccountRole::Developer => Self::Developer,
            AccountRole::Admin => Self::Admin,
        }
    }
}

/// Whether an account may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountStatus {
    /// It may.
    Active,
    /// It may not, and what it may do rests.
    Suspended,
}

impl AccountStatus {
    fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }
}

/// Refuses whoever is no admin. Whoever cannot see the account learns nothing of it, not even that it is for admins.
async fn for_admins(api: &Api, caller: &SignedIn, id: Uuid) -> Result<(), Problem> {
    let session = api.session(&caller.claims).await?;
    model::visible(&session, id).await?;
    if is_admin(&session).await? { Ok(()) } else { Err(Problem::new(Code::Forbidden, "this account is no admin")) }
}

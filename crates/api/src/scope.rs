//! Lists of one's own things, or of everybody's.

use serde::Deserialize;
use store::session::Session;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::Problem;
use crate::routes::runs::Scope;
use crate::state::is_admin;

/// Whose.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Whose {
    /// Whose; `all` is for admins.
    #[param(inline)]
    pub(crate) scope: Scope,
}

/// The owner whose things a list is to have: the one who asks, or nobody in particular where an admin asks for everybody's.
pub(crate) async fn owner(session: &Session, caller: &SignedIn, scope: Scope) -> Result<Option<Uuid>, Problem> {
    match scope {
        Scope::Me => Ok(Some(caller.account)),
        Scope::All if is_admin(session).await? => Ok(None),
        Scope::All => Err(Problem::new(Code::Forbidden, "only admins see everybody's; leave `scope` out for your own")),
    }
}

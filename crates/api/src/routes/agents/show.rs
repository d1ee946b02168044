//! `GET /agents/{slug}`.

use axum::extract::State;
use content::read::{self, AgentView};

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, UnknownAgent);

/// One agent with its versions. For admins.
#[utoipa::path(
    get, path = "/agents/{slug}", tag = "agents", params(("slug" = String, Path)), responses((status = OK, body = AgentView), Refusals)
)]
pub(crate) async fn show_agent(State(api): State<Api>, caller: SignedIn, Path(slug): Path<String>) -> Result<Json<AgentView>, Problem> {
    let session = api.admin_session(&caller).await?;
    let found = read::agent_list(&*session).await?.into_iter().find(|agent| agent.slug == slug);
    found.map(Json).ok_or_else(|| Problem::new(Code::UnknownAgent, format!("there is no agent {slug}")))
}

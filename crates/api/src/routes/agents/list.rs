//! `GET /agents`.

use axum::extract::State;
use content::read::{self, AgentView};

use crate::body::Json;
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden);

/// Every agent with its versions. For admins.
#[utoipa::path(get, path = "/agents", tag = "agents", responses((status = OK, body = List<AgentView>), Refusals))]
pub(crate) async fn list_agents(State(api): State<Api>, caller: SignedIn) -> Result<Json<List<AgentView>>, Problem> {
    let session = api.admin_session(&caller).await?;
    Ok(Json(List { items: read::agent_list(&*session).await? }))
}

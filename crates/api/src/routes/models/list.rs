//! `GET /models`.

use axum::extract::State;
use content::ModelView;

use crate::body::Json;
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn);

/// The catalogue of models with the prices that hold now, best tier first, and whether each can be called from here.
#[utoipa::path(get, path = "/models", tag = "models", responses((status = OK, body = List<ModelView>), Refusals))]
pub(crate) async fn list_models(State(api): State<Api>, caller: SignedIn) -> Result<Json<List<ModelView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    Ok(Json(List { items: api.content().model_list(&*session).await? }))
}

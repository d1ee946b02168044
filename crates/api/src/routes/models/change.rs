//! `PATCH /models/{model_id}`.

use axum::extract::State;
use content::ModelView;
use db::queries::llm::catalogue as sql;
use serde::Deserialize;
use store::session::Session;
use utoipa::ToSchema;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, UnknownModel, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// How able a model is held to be.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModelTier {
    /// The best there is.
    Top,
    /// Between.
    Mid,
    /// The cheapest.
    Low,
}

impl ModelTier {
    /// The ledger's word.
    fn ledger_word(self) -> &'static str {
        match self {
            Self::Top => "gold",
            Self::Mid => "silver",
            Self::Low => "bronze",
        }
    }
}

/// What changes about a model. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeModel {
    /// Whether the router may use it.
    is_active: Option<bool>,
    /// Its tier.
    tier: Option<ModelTier>,
    /// Its name for people.
    display_name: Option<String>,
}

/// Changes a model's entry in the catalogue. For admins.
#[utoipa::path(
    patch, path = "/models/{model_id}", tag = "models",
    params(("model_id" = String, Path, description = "Percent-encode a / in it")), request_body = ChangeModel,
    responses((status = OK, body = ModelView), Refusals)
)]
pub(crate) async fn change_model(
    State(api): State<Api>,
    caller: SignedIn,
    Path(model_id): Path<String>,
    Json(change): Json<ChangeModel>,
) -> Result<Json<ModelView>, Problem> {
    if change.display_name.as_deref().is_some_and(|name| name.trim().is_empty() || name.chars().count() > 200) {
        return Err(Problem::field("display_name", "a name has from 1 to 200 characters"));
    }
    let session = api.admin_session(&caller).await?;
    let tier = change.tier.map(ModelTier::ledger_word);
    sql::change_model().bind(&*session, &tier, &change.display_name.as_deref(), &change.is_active, &model_id).await?;
    let model = find(&api, &session, &model_id).await?;
    session.commit().await?;
    Ok(Json(model))
}

/// A model of the catalogue.
pub(super) async fn find(api: &Api, session: &Session, id: &str) -> Result<ModelView, Problem> {
    let found = api.content().model_list(&**session).await?.into_iter().find(|model| model.id == id);
    found.ok_or_else(|| Problem::new(Code::UnknownModel, format!("there is no model {id}; GET /api/v1/models lists them")))
}

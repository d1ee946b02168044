//! `GET /webhooks`.

use axum::extract::State;
use db::queries::content::webhooks as sql;
use serde::Deserialize;
use utoipa::IntoParams;

use super::model::Webhook;
use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::page::{Page, Paging};
use crate::problem::{Problem, refusals};
use crate::routes::runs::Scope;
use crate::state::{Api, is_admin};

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest, InvalidRequest);

/// Which webhooks.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Whose; `all` is for admins.
    #[param(inline)]
    scope: Scope,
}

/// Webhooks, newest first.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks", params(Which, Paging), responses((status = OK, body = Page<Webhook>), Refusals))]
pub(crate) async fn list_webhooks(
    State(api): State<Api>,
    caller: SignedIn,
    Query(which): Query<Which>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Webhook>>, Problem> {
    let (rows, behind) = (paging.rows()?, paging.behind()?);
    let session = api.session(&caller.claims).await?;
    if which.scope == Scope::All && !is_admin(&session).await? {
        return Err(Problem::new(Code::Forbidden, "only admins list everybody's webhooks; leave `scope` out for your own"));
    }
    let owner = (which.scope == Scope::Me).then_some(caller.account);
    let found = sql::list_webhooks().bind(&*session, &owner, &behind.created_at, &behind.id, &(rows + 1)).all().await?;
    Ok(Json(Page::of(found, rows, |hook| (hook.created_at, hook.id), Webhook::from)))
}

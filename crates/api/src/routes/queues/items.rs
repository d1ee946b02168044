//! `GET /flow-runs/{flow_run_id}/queues/{queue}/items`.

use axum::extract::State;
use flows::queues::{ItemQuery, WorkItemView, items};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::body::{Json, Path, Query};
use crate::caller::SignedIn;
use crate::page::{Page, Paging};
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::visible;
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, UnknownQueue, NotFound, MalformedRequest, InvalidRequest);

/// Which items.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Only with this status: `pending`, `processing`, `completed` or `failed`.
    status: Option<String>,
}

/// Items of a work queue, newest first. Payloads of more than 4 KiB are left out; an item by itself has its own.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/queues/{queue}/items", tag = "work-queues",
    params(("flow_run_id" = Uuid, Path), ("queue" = String, Path), Which, Paging),
    responses((status = OK, body = Page<WorkItemView>), Refusals)
)]
pub(crate) async fn list_work_items(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, queue)): Path<(Uuid, String)>,
    Query(which): Query<Which>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<WorkItemView>>, Problem> {
    let (rows, behind) = (paging.rows()?, paging.behind()?);
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    let query = ItemQuery { status: which.status, before: (behind.created_at, behind.id), limit: rows + 1 };
    let found = items(&*session, run_id, &queue, &query).await?;
    Ok(Json(Page::of(found, rows, |item| (item.created_at, item.id), |item| item)))
}

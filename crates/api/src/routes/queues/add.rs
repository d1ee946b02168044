//! `POST /flow-runs/{flow_run_id}/queues/{queue}/items`.

use axum::extract::State;
use axum::http::HeaderMap;
use flows::queues::{AddStatus, AddedItem, NewItem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::headers::idempotency_key;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::actor;
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownRun, UnknownQueue, NotFound, QueueFull, QueueClosed, DuplicateItem, RunEnded, KeyReused, InvalidItem,
    MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge
);

/// What is to be added: one item, or several.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWorkItems {
    /// One item; where it is refused, so is the request.
    item: Option<NewItem>,
    /// Several, at most a thousand and 8 MiB; each is let in or refused by itself.
    #[schema(min_items = 1, max_items = 1000)]
    items: Option<Vec<NewItem>>,
}

/// What became of the items.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddedWorkItems {
    /// How many are in the queue because of this request, or of an earlier one with its key.
    added: usize,
    /// Each item in its order.
    results: Vec<AddedItem>,
}

/// Adds items to a queue of a run. For its owner and admins. Sent again under the same `Idempotency-Key`, what was added is not added
/// again, and what was refused is tried again.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/queues/{queue}/items", tag = "work-queues",
    params(
        ("flow_run_id" = Uuid, Path), ("queue" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Each item is added at most once for each key of a queue")
    ),
    request_body = NewWorkItems, responses((status = OK, body = AddedWorkItems), Refusals)
)]
pub(crate) async fn add_work_items(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, queue)): Path<(Uuid, String)>,
    headers: HeaderMap,
    Json(body): Json<NewWorkItems>,
) -> Result<Json<AddedWorkItems>, Problem> {
    let by = actor(&api, &caller, run_id).await?;
    let key = idempotency_key(&headers)?;
    let (items, alone) = match (body.item, body.items) {
        (Some(item), None) => (vec![item], true),
        (None, Some(items)) if !items.is_empty() => (items, false),
        (None, Some(_)) => return Err(Problem::field("items", "give at least one item")),
        _ => return Err(Problem::field("items", "give `item` or `items`, one of them")),
    };
    let by = format!("{} via {}", by.id, by.via);
    let results = api.flows().add_items(run_id, &queue, &items, key.as_deref(), &by).await?;
    if alone && let [only] = results.as_slice() {
        only.clone().into_id()?;
    }
    let added = results.iter().filter(|item| item.status == AddStatus::Added).count();
    Ok(Json(AddedWorkItems { added, results }))
}

//! `GET /dead-letters/counts`.

use axum::extract::State;
use flows::dead_letters::{DeadLetterCount, counts};

use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::scope::{Whose, owner};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest);

/// How many runs failed for good, by flow or template and by code, the most frequent first.
#[utoipa::path(
    get, path = "/dead-letters/counts", tag = "dead-letters",
    params(Whose), responses((status = OK, body = List<DeadLetterCount>), Refusals)
)]
pub(crate) async fn count_dead_letters(
    State(api): State<Api>,
    caller: SignedIn,
    Query(whose): Query<Whose>,
) -> Result<Json<List<DeadLetterCount>>, Problem> {
    let session = api.session(&caller.claims).await?;
    let owner = owner(&session, &caller, whose.scope).await?;
    Ok(Json(List { items: counts(&*session, owner).await? }))
}

//! `DELETE /users/{user_id}`.

use std::collections::BTreeSet;

use axum::extract::State;
use content::{Content, ServiceError};
use db::queries::public::people;
use engine::Request;
use flows::FlowError;
use machine::CancelMode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::for_admins;
use crate::body::{Json, Path, Query};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

/// It ended by itself in the meantime.
const RUN_ENDED: &str = "RUN_ENDED";

refusals!(Refusals: NotSignedIn, Forbidden, UnknownUser, NotFound, LastAdmin, MalformedRequest, InvalidRequest);

/// What becomes of the account's runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Runs {
    /// They pass to the admin who deletes the account.
    #[default]
    Transfer,
    /// They are deleted with everything they made; what they cost stays in the ledger.
    Delete,
}

/// How an account is deleted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct How {
    /// What becomes of its runs.
    #[param(inline)]
    runs: Runs,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeletedUser {
    /// The account is gone.
    deleted: bool,
    /// Runs that passed to the admin.
    runs_transferred: u64,
    /// Runs that were deleted.
    runs_deleted: u64,
    /// Runs that had not ended and were cancelled first.
    runs_cancelled: u64,
}

/// Deletes an account. For admins. Its active runs are cancelled first; then its runs pass to the admin, or are deleted too.
#[utoipa::path(
    delete, path = "/users/{user_id}", tag = "users",
    params(("user_id" = Uuid, Path), How), responses((status = OK, body = DeletedUser), Refusals)
)]
pub(crate) async fn delete_user(
    State(api): State<Api>,
    caller: SignedIn,
    Path(user_id): Path<Uuid>,
    Query(how): Query<How>,
) -> Result<Json<DeletedUser>, Problem> {
    for_admins(&api, &caller, user_id).await?;
    if user_id == caller.account {
        return Err(Problem::field("user_id", "an admin cannot delete the account it is signed in with; let another admin do it"));
    }
    let mut client = api.service().await?;
    {
        let tx = client.transaction().await?;
        accounts::keep_an_admin(&tx, user_id).await?;
        // Nothing new begins while the rest is put away: a suspended account cannot sign in.
        people::set_status().bind(&tx, &"suspended", &user_id).await?;
        tx.commit().await?;
    }
    api.accounts().end_sessions(user_id).await?;
    let runs_cancelled = cancel_active(&api, &caller, user_id).await?;
    let tx = client.transaction().await?;
    let (runs_transferred, runs_deleted) = match how.runs {
        Runs::Transfer => (people::hand_over_runs().bind(&tx, &caller.account, &user_id).await?, 0),
        Runs::Delete => (0, people::delete_runs().bind(&tx, &user_id).await?),
    };
    people::delete_account().bind(&tx, &user_id).await?;
    tx.commit().await?;
    Ok(Json(DeletedUser { deleted: true, runs_transferred, runs_deleted, runs_cancelled }))
}

/// Cancels what has not ended, until there is nothing that was not asked: a run may start another in the moment in which it is cancelled.
async fn cancel_active(api: &Api, caller: &SignedIn, user_id: Uuid) -> Result<u64, Problem> {
    let session = api.session(&caller.claims).await?;
    let by = Content::actor(&api.account(&session, caller).await?, "api");
    drop(session);
    let mut asked = BTreeSet::new();
    let mut cancelled = 0;
    loop {
        let session = api.session(&caller.claims).await?;
        let active = people::active_runs_of().bind(&*session, &user_id).all().await?;
        drop(session);
        let fresh: Vec<_> = active.into_iter().filter(|run| asked.insert(run.id)).collect();
        if fresh.is_empty() {
            return Ok(cancelled);
        }
        for run in fresh {
            let request = Request::Cancel { by: by.clone(), reason: Some("its account is deleted".to_owned()), mode: CancelMode::Hard };
            let done = if run.of_flow {
                // One that waits for its turn is with no engine; its line lets it go.
                match api.flows().ask(api.engine(), run.id, &request, &Uuid::now_v7().to_string()).await {
                    Ok(_) => true,
                    Err(FlowError::Refused { code, .. }) if code == RUN_ENDED => false,
                    Err(error) => return Err(error.into()),
                }
            } else {
                match api.content().ask(api.engine(), run.id, request).await {
                    Ok(()) => true,
                    Err(ServiceError::Refused { code, .. }) if code == RUN_ENDED => false,
                    Err(error) => return Err(error.into()),
                }
            };
            cancelled += u64::from(done);
        }
    }
}

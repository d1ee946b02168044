//! `POST /flow-runs/{flow_run_id}/migrate`.

use std::collections::BTreeMap;

use axum::extract::State;
use flows::{CarriedStep, FlowRunView};
use machine::{Late, Mapping};
use plan::StepId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{actor, visible};
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, UnknownRun, UnknownVersion, NotFound, NotMigratable, NotBegun, RunEnded, RunEnding, InvalidPlan, InvalidInput, MalformedRequest,
    InvalidRequest, UnsupportedMediaType, TooLarge, Unavailable
);

/// Where a run moves.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MigrateFlowRun {
    /// The version of its flow.
    version: i32,
    /// The new names of steps that do not keep theirs, by the old ones; `null` for a step that is dropped.
    #[serde(default)]
    steps: BTreeMap<String, Option<String>>,
    /// What is done about new steps that come before some that have begun.
    #[serde(default)]
    late: BTreeMap<String, LateStep>,
    /// Only says what would become of the steps, and changes nothing.
    #[serde(default)]
    check_only: bool,
}

/// What is done about a step that has not begun, though steps behind it have.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LateStep {
    /// It is done now; what has begun behind it goes on without what it gives.
    Do,
    /// It is passed over.
    Skip,
}

/// A run that moved, or what would become of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MigratedFlowRun {
    /// The run as it is now.
    run: FlowRunView,
    /// What would become of each step, where only that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<CarriedStep>>,
}

/// Moves a run under way to another version of its flow, with all that its steps have done; refused with each thing that is in the way.
/// For its owner and admins. Answers when that is committed.
#[utoipa::path(
    post, path = "/flow-runs/{flow_run_id}/migrate", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path)), request_body = MigrateFlowRun, responses((status = OK, body = MigratedFlowRun), Refusals)
)]
pub(crate) async fn migrate_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
    Json(body): Json<MigrateFlowRun>,
) -> Result<Json<MigratedFlowRun>, Problem> {
    let by = actor(&api, &caller, run_id).await?;
    let steps = body.steps.into_iter().map(|(old, new)| (StepId(old), new.map(StepId))).collect();
    let late = |late: LateStep| match late {
        LateStep::Do => Late::Do,
        LateStep::Skip => Late::Skip,
    };
    let mapping = Mapping { steps, late: body.late.into_iter().map(|(step, what)| (StepId(step), late(what))).collect() };
    let steps = if body.check_only {
        Some(api.flows().foresee_migration(run_id, body.version, &mapping).await?)
    } else {
        api.flows().migrate(api.engine(), run_id, body.version, mapping, by).await?;
        None
    };
    let session = api.session(&caller.claims).await?;
    Ok(Json(MigratedFlowRun { run: visible(&session, run_id).await?, steps }))
}

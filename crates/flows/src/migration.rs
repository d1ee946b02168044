//! Runs under way that move to another version of their flow: one, or all of a version.

use std::sync::Arc;

use db::queries::engine::submit;
use db::queries::flows::runs;
use engine::{Handle, Request, RunId};
use jiff::Timestamp;
use machine::{Actor, Blueprint, Mapping};
use plan::Plan;
use serde::Serialize;
use store::Identity;
use uuid::Uuid;

use crate::error::FlowError;
use crate::service::Flows;
use crate::view::CarriedStep;
use crate::{compile, read};

/// Runs looked up at once.
const PAGE: i64 = 500;

/// What became of one of many runs that were to move.
#[derive(Debug, Clone, Serialize)]
pub struct Moved {
    /// The run.
    pub run_id: RunId,
    /// What it was before.
    pub status: String,
    /// Its steps, where it was only asked what would become of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<CarriedStep>>,
    /// Why it stays where it is: a code, and each thing that is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<(String, String)>,
}

impl Flows {
    /// What would become of each step of a run if it moved to another version of its flow now; nothing changes.
    ///
    /// # Errors
    /// [`FlowError::NotMigratable`] with each thing that is in the way; [`FlowError::UnknownRun`], [`FlowError::UnknownVersion`]; or it
    /// cannot be read.
    pub async fn foresee_migration(&self, run_id: RunId, version: i32, mapping: &Mapping) -> Result<Vec<CarriedStep>, FlowError> {
        let plan = self.version_for(run_id, version).await?;
        let target = Blueprint::of(Arc::new(plan)).map_err(|error| FlowError::Engine(error.to_string()))?;
        let steps = self.machine(run_id).await?.migration(Timestamp::now(), &target, mapping)?;
        Ok(steps.into_iter().map(CarriedStep::from).collect())
    }

    /// Moves a run to another version of its flow, and waits until that is durable. One that is there already stays as it is.
    ///
    /// # Errors
    /// As [`Flows::foresee_migration`], and as [`Flows::ask`]; nothing changed then.
    pub async fn migrate(&self, handle: &Handle, run_id: RunId, version: i32, mapping: Mapping, by: Actor) -> Result<(), FlowError> {
        let plan = self.version_for(run_id, version).await?;
        let plan_hash = plan.hash();
        let client = self.database().get(Identity::Service).await?;
        // The engine reads it by its hash. A release that writes plans otherwise than the one that kept the version has another hash.
        submit::save_plan().bind(&client, &plan_hash, &plan.canonical()).one().await?;
        drop(client);
        let request = Request::Migrate { plan_hash, version: u32::try_from(version).ok(), mapping, by };
        self.ask(handle, run_id, &request, &Uuid::now_v7().to_string()).await?;
        Ok(())
    }

    /// Runs of a version of a flow that have not ended and are to move to another one, each with what it is.
    ///
    /// # Errors
    /// [`FlowError::UnknownFlow`], [`FlowError::UnknownVersion`], or the database failed.
    pub async fn open_runs(&self, owner: Uuid, flow: &str, version: i32, to: i32) -> Result<Vec<(RunId, String)>, FlowError> {
        let client = self.database().get(Identity::Service).await?;
        let flow = read::flow(&client, owner, flow).await?;
        for known in [version, to] {
            read::source(&client, &flow, Some(known)).await?;
        }
        let (mut open, mut after) = (Vec::new(), Uuid::nil());
        loop {
            let page = runs::open_runs_of_version().bind(&client, &owner, &flow.id, &version, &after, &PAGE).all().await?;
            let Some(last) = page.last() else { return Ok(open) };
            after = last.id;
            open.extend(page.into_iter().map(|row| (row.id, row.status)));
        }
    }

    /// The plan of another version of a run's flow.
    async fn version_for(&self, run_id: RunId, version: i32) -> Result<Plan, FlowError> {
        let client = self.database().get(Identity::Service).await?;
        let run = read::run(&client, run_id).await?.ok_or_else(|| FlowError::UnknownRun(run_id.to_string()))?;
        let flow = match run.flow_id {
            Some(id) => read::flow_by_id(&client, id).await?,
            None => None,
        };
        let Some(flow) = flow else {
            let message = format!("run {run_id} is of no flow that is kept, so there is no other version of its plan");
            return Err(FlowError::NotMigratable { message, obstacles: Vec::new() });
        };
        let (_, text) = read::source(&client, &flow, Some(version)).await?;
        Ok(compile::load(&text, &flow.name)?.0)
    }
}

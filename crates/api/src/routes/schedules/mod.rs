//! Schedules: when runs of a flow start by themselves.

mod backfill;
mod change;
mod create;
mod firings;
mod list;
mod preview;
mod remove;
mod show;
mod trigger;

use flows::schedules::{ScheduleView, schedule};
use store::session::Session;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::Problem;
use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list_schedules, create::create_schedule))
        .routes(routes!(preview::preview_schedule))
        .routes(routes!(show::show_schedule, change::change_schedule, remove::remove_schedule))
        .routes(routes!(trigger::trigger_schedule))
        .routes(routes!(backfill::backfill_schedule))
        .routes(routes!(firings::list_firings))
}

/// A schedule as the caller may see it. Somebody else's is not there.
async fn visible(session: &Session, id: Uuid) -> Result<ScheduleView, Problem> {
    schedule(&**session, id).await?.ok_or_else(|| Problem::new(Code::UnknownSchedule, format!("there is no schedule {id}")))
}

/// Whoever sees a schedule is its owner or an admin, and may change it.
async fn may_change(api: &Api, caller: &SignedIn, id: Uuid) -> Result<(), Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, id).await.map(drop)
}

/// Reads a rule; what is wrong with its shape is said as what is wrong with its sense.
fn definition(value: serde_json::Value) -> Result<schedule::Definition, Problem> {
    serde_json::from_value(value).map_err(|error| Problem::new(Code::InvalidSchedule, format!("the definition cannot be read: {error}")))
}

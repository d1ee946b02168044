//! Schedules made, changed, removed, started by hand and backfilled.

use db::queries::flows::schedules as sql;
use jiff::Timestamp;
use schedule::{Definition, Schedule, State};
use serde::Serialize;
use serde_json::{Map, Value};
use store::Identity;
use utoipa::ToSchema;
use uuid::Uuid;

use super::carry_out::{self, Cause};
use super::view::{self, ScheduleView};
use crate::error::FlowError;
use crate::read;
use crate::service::{Flows, check_attributes, check_clashes, refuse_nul};

/// Moments that one backfill may start.
const MOST_BACKFILLED: usize = 1000;

/// A schedule to make.
#[derive(Debug, Clone)]
pub struct NewSchedule {
    /// Its name: small letters, digits and `-`, unique for its owner.
    pub name: String,
    /// The flow whose runs it starts.
    pub flow: String,
    /// Which version; the newest at each firing where absent.
    pub version: Option<i32>,
    /// When it fires.
    pub definition: Definition,
    /// The input of each run.
    pub input: Value,
    /// What each run is to be found by.
    pub attributes: Map<String, Value>,
}

/// What is to change about a schedule; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct ScheduleChange {
    /// When it fires.
    pub definition: Option<Definition>,
    /// Whether it passes over its moments.
    pub paused: Option<bool>,
    /// Which version of the flow; `Some(None)` for the newest at each firing.
    pub version: Option<Option<i32>>,
    /// The input of each run.
    pub input: Option<Value>,
    /// What each run is to be found by.
    pub attributes: Option<Map<String, Value>>,
}

/// The moments of a range that was backfilled, and what has become of them, now or before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Backfilled {
    /// Moments that the rule names there.
    pub moments: usize,
    /// Of those, how many have started a run.
    pub started: i64,
    /// How many wait for a run to end.
    pub waiting: i64,
    /// How many were skipped by the overlap policy or could not be started; a backfill that is repeated tries those again.
    pub not_started: i64,
}

impl Flows {
    /// Makes a schedule. It fires at every moment of its rule from now on.
    ///
    /// # Errors
    /// [`FlowError::Schedule`] with everything that is wrong with the rule; [`FlowError::UnknownFlow`], [`FlowError::UnknownVersion`];
    /// [`FlowError::Input`]; [`FlowError::ScheduleTaken`].
    pub async fn create_schedule(&self, owner: Uuid, new: NewSchedule) -> Result<ScheduleView, FlowError> {
        let rule = check(&new.definition)?;
        check_attributes(&new.attributes)?;
        if !crate::compile::is_name(&new.name) {
            return Err(FlowError::BadName(new.name));
        }
        let client = self.database().get(Identity::Service).await?;
        let flow = read::flow(&client, owner, &new.flow).await?;
        let (_, text) = read::source(&client, &flow, new.version).await?;
        check_start(&text, &flow.name, &new.input, &new.attributes)?;
        let now = sql::next_look().bind(&client).one().await?.now;
        let id = Uuid::now_v7();
        let due = rule.due(State::new(now), now, &id.to_string(), 1);
        let definition = stored(&new.definition)?;
        sql::insert_schedule()
            .bind(
                &client,
                &id,
                &owner,
                &new.name,
                &flow.id,
                &new.version,
                &definition,
                &new.input,
                &Value::Object(new.attributes),
                &due.state.last_considered,
                &due.next_look,
                &due.exhausted,
            )
            .opt()
            .await?
            .ok_or(FlowError::ScheduleTaken(new.name))?;
        self.scheduler_woken();
        self.seen(&client, id).await
    }

    /// Changes a schedule. Moments that have passed and that it names only now, or of a pause that ends, are not made up for. Firings that
    /// wait start if its new overlap policy lets them.
    ///
    /// # Errors
    /// As [`Flows::create_schedule`]; [`FlowError::UnknownSchedule`].
    pub async fn change_schedule(&self, id: Uuid, change: ScheduleChange) -> Result<ScheduleView, FlowError> {
        let mut client = self.database().get(Identity::Service).await?;
        let tx = client.transaction().await?;
        let row = sql::lock_schedule().bind(&tx, &id).opt().await?.ok_or(FlowError::UnknownSchedule(id))?;
        let before = view::definition(row.definition.clone())?;
        let mut definition = change.definition.unwrap_or_else(|| before.clone());
        if let Some(paused) = change.paused {
            definition.paused = paused;
        }
        let rule = check(&definition)?;
        let version = change.version.unwrap_or(row.version);
        let input = change.input.unwrap_or_else(|| row.input.clone());
        if let Some(attributes) = &change.attributes {
            check_attributes(attributes)?;
        }
        let attributes = change.attributes.unwrap_or_else(|| row.attributes.as_object().cloned().unwrap_or_default());
        let flow = flow_of(&tx, row.flow_id).await?;
        let (_, text) = read::source(&tx, &flow, version).await?;
        check_start(&text, &flow.name, &input, &attributes)?;
        let attributes = Value::Object(attributes);
        let mut state = State { last_considered: row.last_considered, fired: row.fired.unsigned_abs() };
        // What the rule names in the past only now, or what a pause passed over, is not made up for.
        let names = |of: &Definition| (of.when.clone(), of.zone.clone(), of.starts_at, of.ends_at, of.max_runs);
        if names(&before) != names(&definition) || before.paused {
            if !before.paused {
                // What the rule named until now, and nobody has looked yet, is.
                let due = check(&before)?.due(state, row.now, &id.to_string(), MOST_BACKFILLED);
                let moments: Vec<Timestamp> = due.fire.iter().map(|firing| firing.nominal).collect();
                carry_out::miss(&tx, &row, &due.missed).await?;
                carry_out::fire(self, &tx, &row, &moments, Cause::Rule).await?;
                state = due.state;
                let fired = i64::try_from(state.fired).unwrap_or(i64::MAX);
                sql::advance_schedule().bind(&tx, &state.last_considered, &fired, &due.next_look, &due.exhausted, &id).await?;
            }
            state = state.passed_over(row.now);
        }
        let due = rule.due(state, state.last_considered, &id.to_string(), 1);
        let definition = stored(&definition)?;
        sql::change_schedule()
            .bind(&tx, &definition, &version, &input, &attributes, &due.state.last_considered, &due.next_look, &due.exhausted, &id)
            .await?;
        let changed = sql::DueSchedule { definition, version, input, attributes, ..row };
        carry_out::fire(self, &tx, &changed, &[], Cause::Rule).await?;
        let seen = self.seen(&tx, id).await?;
        tx.commit().await?;
        self.scheduler_woken();
        Ok(seen)
    }

    /// Removes a schedule with its firings. Its runs stay and go on.
    ///
    /// # Errors
    /// [`FlowError::UnknownSchedule`], or the database failed.
    pub async fn delete_schedule(&self, id: Uuid) -> Result<(), FlowError> {
        let client = self.database().get(Identity::Service).await?;
        if sql::delete_schedule().bind(&client, &id).await? == 0 {
            return Err(FlowError::UnknownSchedule(id));
        }
        Ok(())
    }

    /// Fires a schedule now, whatever its rule says and also while it is paused; what is going on is treated as its overlap policy says.
    ///
    /// # Errors
    /// [`FlowError::UnknownSchedule`], or the database failed.
    pub async fn trigger_schedule(&self, id: Uuid) -> Result<(), FlowError> {
        let mut client = self.database().get(Identity::Service).await?;
        let tx = client.transaction().await?;
        let row = sql::lock_schedule().bind(&tx, &id).opt().await?.ok_or(FlowError::UnknownSchedule(id))?;
        let now = row.now;
        carry_out::fire(self, &tx, &row, &[now], Cause::Hand).await?;
        tx.commit().await?;
        self.scheduler_woken();
        Ok(())
    }

    /// Fires for each moment that the rule names from a point in time until before another, as the overlap policy says; moments of which a
    /// run was started already in this way fire no second time. Returns what has become of them.
    ///
    /// # Errors
    /// [`FlowError::BadRange`] for a range that names more than a thousand, or lies the wrong way round; [`FlowError::UnknownSchedule`].
    pub async fn backfill_schedule(&self, id: Uuid, from: Timestamp, until: Timestamp) -> Result<Backfilled, FlowError> {
        let mut client = self.database().get(Identity::Service).await?;
        let tx = client.transaction().await?;
        let row = sql::lock_schedule().bind(&tx, &id).opt().await?.ok_or(FlowError::UnknownSchedule(id))?;
        if until <= from || until > row.now {
            return Err(FlowError::BadRange("a backfill goes from an earlier moment to a later one that is not in the future".to_owned()));
        }
        let rule = check(&view::definition(row.definition.clone())?)?;
        let moments = rule.between(from, until, MOST_BACKFILLED);
        if moments.more {
            return Err(FlowError::BadRange(format!("the rule names more than {MOST_BACKFILLED} moments there; take a shorter range")));
        }
        carry_out::fire(self, &tx, &row, &moments.list, Cause::Backfill).await?;
        let sql::Backfilled { started, waiting, not_started } = sql::backfilled().bind(&tx, &id, &moments.list).one().await?;
        tx.commit().await?;
        self.scheduler_woken();
        Ok(Backfilled { moments: moments.list.len(), started, waiting, not_started })
    }

    async fn seen(&self, client: &impl db::client::GenericClient, id: Uuid) -> Result<ScheduleView, FlowError> {
        view::schedule(client, id).await?.ok_or(FlowError::UnknownSchedule(id))
    }
}

pub(super) async fn flow_of(client: &impl db::client::GenericClient, flow_id: Uuid) -> Result<crate::FlowView, FlowError> {
    read::flow_by_id(client, flow_id).await?.ok_or_else(|| FlowError::UnknownFlow { name: flow_id.to_string() })
}

fn check(definition: &Definition) -> Result<Schedule, FlowError> {
    definition.check(jiff::tz::db()).map_err(FlowError::Schedule)
}

/// Whether a run of the plan may begin so.
fn check_start(text: &str, name: &str, input: &Value, attributes: &Map<String, Value>) -> Result<(), FlowError> {
    refuse_nul(input, "input")?;
    let (plan, _) = crate::compile::load(text, name)?;
    check_clashes(attributes, &plan)?;
    plan.check_input(input).map_err(FlowError::Input)
}

fn stored(definition: &Definition) -> Result<Value, FlowError> {
    serde_json::to_value(definition).map_err(|error| FlowError::Inconsistent { table: "flows.schedules", message: error.to_string() })
}

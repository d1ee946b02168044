//! What the command line and the API call to write.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use db::queries::flows::{flows, retention, runs};
use deadpool_postgres::Transaction;
use engine::{Fork, ForkError, NewRun, RunId};
use jiff::Timestamp;
use machine::Actor;
use plan::{Diagnostics, MAX_ATTRIBUTE_CHARS, MAX_ATTRIBUTES, Plan, StepId};
use serde_json::{Map, Value};
use store::{Database, Identity};
use tokio::sync::Notify;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use crate::admission::{self, Admitted, Entrant, Starter};
use crate::children::Children;
use crate::error::FlowError;
use crate::locked::locked;
use crate::queues::Waiting;
use crate::tasks::Board;
use crate::view::FlowView;
use crate::{compile, effects, queues, read};

/// Names remembered of what is not done each time.
const MOST_REMEMBERED: usize = 10_000;

/// Flows over one database.
#[derive(Clone)]
pub struct Flows {
    database: Database,
    to_private_addresses: bool,
    /// Wakes the scheduler of this process.
    schedules_changed: Arc<Notify>,
    board: Arc<Board>,
    children: Arc<Children>,
    queues: Arc<Waiting>,
    /// When what is not done each time was done last.
    done_at: Arc<Mutex<HashMap<String, Instant>>>,
}

/// A flow that was stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The flow as it is now.
    pub flow: FlowView,
    /// Whether this made a new version; the same plan again makes none.
    pub fresh: bool,
    /// What the plan's author should know.
    pub warnings: Diagnostics,
}

/// Where the plan of a run comes from.
#[derive(Debug, Clone)]
pub enum PlanSource {
    /// A flow of the one who starts it.
    Flow {
        /// Its name.
        name: String,
        /// A version; the newest where absent.
        version: Option<i32>,
    },
    /// A plan given as it is.
    Text {
        /// YAML or JSON.
        text: String,
        /// What people call it, for messages.
        origin: String,
    },
}

/// A run to start.
#[derive(Debug, Clone)]
pub struct Start {
    /// What is to be done.
    pub plan: PlanSource,
    /// Its input.
    pub input: Value,
    /// What it is to be found by: names with texts, numbers or truth values.
    pub attributes: Map<String, Value>,
    /// Starts at most one run per key.
    pub idempotency_key: Option<String>,
    /// Who approves in advance whatever waits for a person, if anybody.
    pub approved_in_advance: Option<Actor>,
}

/// A run that was started, or found under its key.
#[derive(Debug, Clone)]
pub struct Started {
    /// Identity.
    pub run_id: RunId,
    /// Whether it is new.
    pub fresh: bool,
    /// What will be done.
    pub plan: Arc<Plan>,
    /// Whether it begins, waits, or is part of another.
    pub admitted: Admitted,
    /// A new run that begins, for [`engine::Handle::begin`] once it is committed: the engine of this process then need not look for it.
    pub begins: Option<NewRun>,
}

impl Flows {
    /// Flows over a database. Unless allowed, no step asks a private address.
    #[must_use]
    pub fn new(database: Database, to_private_addresses: bool) -> Self {
        let (board, children) = (Board::new(database.clone()), Children::new(database.clone()));
        let queues = Waiting::new(database.clone());
        Self { database, to_private_addresses, schedules_changed: Arc::default(), board, children, queues, done_at: Arc::default() }
    }

    /// What the engine is given: effects, checker, projector.
    #[must_use]
    pub fn registry(&self) -> engine::Registry {
        effects::registry(self)
    }

    /// Reads a plan file without storing it.
    ///
    /// # Errors
    /// [`FlowError::Plan`] with everything that is wrong with it.
    pub fn check(text: &str, origin: &str) -> Result<(Plan, Diagnostics), FlowError> {
        compile::load(text, origin)
    }

    /// Stores a plan file as the newest version of the flow that its plan names. The same plan again changes nothing.
    ///
    /// # Errors
    /// [`FlowError::Plan`], [`FlowError::BadName`], or the database failed; nothing is written then.
    pub async fn apply(&self, owner: Uuid, text: &str, origin: &str) -> Result<Applied, FlowError> {
        let (plan, warnings) = compile::load(text, origin)?;
        let name = compile::flow_name(&plan)?;
        let (hash, body) = (plan.hash(), plan.canonical());
        let mut client = self.database.get(Identity::Service).await?;
        let tx = client.transaction().await?;
        let saved = flows::save_flow().bind(&tx, &Uuid::now_v7(), &owner, &name).one().await?;
        let newest = flows::get_version().bind(&tx, &saved.id, &saved.latest_version).opt().await?;
        let fresh = newest.is_none_or(|newest| newest.plan_hash != hash);
        if fresh {
            let version = saved.latest_version + 1;
            db::queries::engine::submit::save_plan().bind(&tx, &hash, &body).one().await?;
            flows::insert_version().bind(&tx, &saved.id, &version, &hash, &text).await?;
            flows::set_latest_version().bind(&tx, &version, &saved.id).await?;
        }
        let flow = read::flow(&tx, owner, name).await?;
        tx.commit().await?;
        Ok(Applied { flow, fresh, warnings })
    }

    /// Removes a flow with its versions. Runs made from it stay and go on.
    ///
    /// # Errors
    /// [`FlowError::UnknownFlow`], or the database failed.
    pub async fn delete(&self, owner: Uuid, name: &str) -> Result<(), FlowError> {
        let client = self.database.get(Identity::Service).await?;
        let flow = read::flow(&client, owner, name).await?;
        flows::delete_flow().bind(&client, &flow.id).await?;
        Ok(())
    }

    /// Validates everything, then creates the run in one transaction. The engine must be woken afterwards.
    ///
    /// # Errors
    /// Any [`FlowError`]; nothing is written then.
    pub async fn start(&self, owner: Uuid, start: Start) -> Result<Started, FlowError> {
        let mut client = self.database.get(Identity::Service).await?;
        let (plan, flow_id, version) = match &start.plan {
            PlanSource::Text { text, origin } => (compile::load(text, origin)?.0, None, None),
            PlanSource::Flow { name, version } => {
                let flow = read::flow(&client, owner, name).await?;
                let (version, text) = read::source(&client, &flow, *version).await?;
                (compile::load(&text, name)?.0, Some(flow.id), Some(version.version))
            }
        };
        let tx = client.transaction().await?;
        let started = self.start_in(&tx, owner, Starter::Somebody, start, plan, flow_id, version).await?;
        if started.fresh || started.admitted == Admitted::Joined {
            tx.commit().await?;
        }
        if started.admitted == Admitted::Waits {
            // Time may be what lets it in.
            self.scheduler_woken();
        }
        Ok(started)
    }

    /// The same in the caller's transaction, with a plan that was read from what the start names.
    #[expect(clippy::too_many_arguments, reason = "each is a fact of the run")]
    pub(crate) async fn start_in(
        &self,
        tx: &Transaction<'_>,
        owner: Uuid,
        starter: Starter<'_>,
        start: Start,
        plan: Plan,
        flow_id: Option<Uuid>,
        version: Option<i32>,
    ) -> Result<Started, FlowError> {
        self.start_as(tx, Uuid::now_v7(), owner, starter, start, plan, flow_id, version).await
    }

    /// The same under an identity that the caller chose.
    #[expect(clippy::too_many_arguments, reason = "each is a fact of the run")]
    pub(crate) async fn start_as(
        &self,
        tx: &Transaction<'_>,
        run_id: RunId,
        owner: Uuid,
        starter: Starter<'_>,
        start: Start,
        plan: Plan,
        flow_id: Option<Uuid>,
        version: Option<i32>,
    ) -> Result<Started, FlowError> {
        let attributes = attributes_of(start.attributes, &plan)?;
        match &plan.admission {
            Some(admission) => plan.check_input(&admission.run_input(&start.input)),
            None => plan.check_input(&start.input),
        }
        .map_err(FlowError::Input)?;
        refuse_nul(&start.input, "input")?;
        let plan = Arc::new(plan);
        let run = NewRun {
            run_id,
            owner,
            plan: Arc::clone(&plan),
            input: start.input,
            approved_in_advance: start.approved_in_advance,
            start_key: start.idempotency_key,
        };
        if let Some(admission) = admission::of(&plan) {
            return admission::start(tx, admission, Entrant { run, attributes, flow_id, version, starter }).await;
        }
        let submitted = engine::submit(tx, &run).await.map_err(submit_error)?;
        if !submitted.fresh {
            return Ok(Started { run_id: submitted.run_id, fresh: false, plan, admitted: Admitted::Joined, begins: None });
        }
        let steps = i32::try_from(plan.steps.len()).unwrap_or(i32::MAX);
        runs::insert_run()
            .bind(tx, &run.run_id, &owner, &flow_id, &version, &plan.name, &run.input, &attributes, &steps, &Timestamp::now())
            .await?;
        // Items may be added before the run begins.
        queues::declare(tx, &[(run.run_id, &*plan)]).await?;
        Ok(Started { run_id: run.run_id, fresh: true, plan, admitted: Admitted::Begins, begins: Some(run) })
    }

    /// Starts a run that begins with what another has done: all but the steps named, those that are not done, and what consumed their
    /// outputs. One key makes one fork of a run. With no steps named it takes up a run that failed or was cancelled where it stopped. The engine must be woken afterwards.
    ///
    /// # Errors
    /// [`FlowError::UnknownRun`]; [`FlowError::Input`]; [`FlowError::Refused`] with `UNKNOWN_STEP`, `NOTHING_TO_REDO` or `NOT_FORKABLE`.
    pub async fn fork(&self, source: RunId, from: &[StepId], input: Option<Value>, key: Option<&str>) -> Result<RunId, FlowError> {
        if let Some(input) = &input {
            refuse_nul(input, "input")?;
        }
        let run_id = match key {
            None => Uuid::now_v7(),
            Some(key) => engine::descendant(source, &format!("fork {key}")),
        };
        let client = self.database.get(Identity::Service).await?;
        if key.is_some() && read::run(&client, run_id).await?.is_some() {
            return Ok(run_id);
        }
        if read::run(&client, source).await?.is_some_and(|run| run.status == "pending") {
            return Err(FlowError::NotBegun(source));
        }
        drop(client);
        let fork = Fork::of(&self.database, source, run_id, from, input).await.map_err(|error| match error {
            ForkError::UnknownRun(id) => FlowError::UnknownRun(id.to_string()),
            ForkError::UnknownStep { .. } => FlowError::Refused { code: "UNKNOWN_STEP".to_owned(), message: error.to_string() },
            ForkError::Input(found) => FlowError::Input(found),
            ForkError::Unfit { .. } => FlowError::Refused { code: "NOT_FORKABLE".to_owned(), message: error.to_string() },
            ForkError::View(error) => FlowError::Engine(error.to_string()),
        })?;
        if fork.kept().len() == fork.plan().steps.len() {
            let message = format!("every step of run {source} is done; name the step to go on from");
            return Err(FlowError::Refused { code: "NOTHING_TO_REDO".to_owned(), message });
        }
        let mut client = self.database.get(Identity::Service).await?;
        let old = read::run(&client, source).await?.ok_or_else(|| FlowError::UnknownRun(source.to_string()))?;
        let tx = client.transaction().await?;
        // It may have gone to the archive while it was read.
        retention::hold_run().bind(&tx, &source).opt().await?.ok_or_else(|| FlowError::UnknownRun(source.to_string()))?;
        match fork.write(&tx).await {
            // Its identity comes of the key: somebody has made it since we looked.
            Err(error) if key.is_some() && error.code() == Some(&SqlState::UNIQUE_VIOLATION) => return Ok(run_id),
            written => written?,
        }
        runs::insert_run()
            .bind(
                &tx,
                &run_id,
                &fork.owner(),
                &old.flow_id,
                &old.version,
                &old.name,
                fork.input(),
                &old.attributes,
                &old.steps_total,
                &Timestamp::now(),
            )
            .await?;
        runs::mark_forked().bind(&tx, &source, &run_id).await?;
        let waits = match admission::of(fork.plan()) {
            None => false,
            Some(admission) => {
                let run = NewRun {
                    run_id,
                    owner: fork.owner(),
                    plan: Arc::clone(fork.plan()),
                    input: fork.input().clone(),
                    // Its journal says who did.
                    approved_in_advance: None,
                    start_key: None,
                };
                admission::enter_fork(&tx, admission, &run).await? == Admitted::Waits
            }
        };
        let projected = fork.projected();
        for projector in self.registry().projectors {
            projector.project(&tx, &projected).await.map_err(|error| FlowError::Engine(error.to_string()))?;
        }
        if waits {
            // What is kept has been projected; what is to come has not begun.
            runs::await_turn().bind(&tx, &run_id).await?;
        }
        tx.commit().await?;
        if waits {
            self.scheduler_woken();
        }
        Ok(run_id)
    }

    pub(crate) fn board(&self) -> &Arc<Board> {
        &self.board
    }

    pub(crate) fn children(&self) -> &Arc<Children> {
        &self.children
    }

    pub(crate) fn queues(&self) -> &Arc<Waiting> {
        &self.queues
    }

    pub(crate) fn asks_private_addresses(&self) -> bool {
        self.to_private_addresses
    }

    pub(crate) fn schedules_changed(&self) -> &Arc<Notify> {
        &self.schedules_changed
    }

    /// Whether it is so long since this was done in this process; if so, it counts as done now.
    pub(crate) fn due(&self, what: &str, every: Duration) -> bool {
        let mut done_at = locked(&self.done_at);
        let now = Instant::now();
        if done_at.get(what).is_some_and(|at| now.duration_since(*at) < every) {
            return false;
        }
        if done_at.len() >= MOST_REMEMBERED {
            done_at.clear();
        }
        done_at.insert(what.to_owned(), now);
        true
    }

    /// Tells the scheduler of this process that schedules have changed.
    pub(crate) fn scheduler_woken(&self) {
        self.schedules_changed.notify_one();
    }

    pub(crate) async fn scheduler_waits(&self) {
        self.schedules_changed.notified().await;
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }
}

pub(crate) fn submit_error(error: engine::SubmitError) -> FlowError {
    match error {
        engine::SubmitError::KeyReused { key, .. } => FlowError::KeyReused(key),
        engine::SubmitError::Taken(run_id) => FlowError::Taken(run_id),
        engine::SubmitError::Database(error) => FlowError::Database(error),
        engine::SubmitError::InputTooLarge { .. } => FlowError::Refused { code: "TOO_LARGE".to_owned(), message: error.to_string() },
        other => FlowError::Engine(other.to_string()),
    }
}

/// A database's texts have no room for the character U+0000.
pub(crate) fn refuse_nul(value: &Value, what: &str) -> Result<(), FlowError> {
    if engine::has_nul(value) { Err(FlowError::Nul { what: what.to_owned() }) } else { Ok(()) }
}

/// What a run is found by when it starts: what is given, and what its plan says of itself.
fn attributes_of(given: Map<String, Value>, plan: &Plan) -> Result<Value, FlowError> {
    check_attributes(&given)?;
    check_clashes(&given, plan)?;
    let mut attributes = given;
    attributes.extend(plan.attributes().map(|(name, variable)| (name.to_owned(), variable.initial.clone())));
    check_attributes(&attributes)?;
    Ok(Value::Object(attributes))
}

/// A plan sets its own attributes; nobody else does.
pub(crate) fn check_clashes(given: &Map<String, Value>, plan: &Plan) -> Result<(), FlowError> {
    match plan.attributes().find(|(name, _)| given.contains_key(*name)) {
        None => Ok(()),
        Some((name, _)) => {
            let message = format!("the plan sets it itself, from its state variable `{name}`; leave it out, or take another name");
            Err(FlowError::BadAttribute { name: name.to_owned(), message })
        }
    }
}

/// Attributes are flat and short: they are an index, not a place for data.
pub(crate) fn check_attributes(attributes: &Map<String, Value>) -> Result<(), FlowError> {
    let bad = |name: &str, message: String| Err(FlowError::BadAttribute { name: name.to_owned(), message });
    if attributes.len() > MAX_ATTRIBUTES {
        return bad("", format!("{} attributes, at most {MAX_ATTRIBUTES} are kept", attributes.len()));
    }
    for (name, value) in attributes {
        if name.is_empty() || name.chars().count() > 100 || name.contains('\0') {
            return bad(name, "a name has 1 to 100 characters, none of them U+0000".to_owned());
        }
        match value {
            Value::String(text) if text.chars().count() > MAX_ATTRIBUTE_CHARS => {
                return bad(name, format!("a text has at most {MAX_ATTRIBUTE_CHARS} characters"));
            }
            Value::String(_) => refuse_nul(value, "an attribute")?,
            Value::Number(_) | Value::Bool(_) => {}
            _ => return bad(name, "a value is a text, a number, true or false".to_owned()),
        }
    }
    Ok(())
}

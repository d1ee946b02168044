//! Runs: created, found, looked at, and asked to go on, stop, rerun, skip or approve.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use db::client::GenericClient;
use db::queries::content::{artifacts, runs, specs, templates};
use engine::{Answer, NewRun, Request, Submitted};
use jiff::Timestamp;
use machine::{Actor, PauseReason};
use plan::{Plan, StepId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::models::{choose, estimate};
use super::{Account, Content, ServiceError};
use crate::compile;
use crate::intent;
use crate::model::{Ceilings, Definition, FieldKind, KnownTo, Stage};
use crate::read::{self, definition_of};
use crate::view::{ArtifactView, AttemptFileView, GateView, RunView};

/// A document the user brings along.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its name inside the folder, `/`-separated.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What a run is created from.
#[derive(Debug, Clone, Default)]
pub struct CreateRun {
    /// The template's slug.
    pub template: String,
    /// A version; the newest published one if not given.
    pub version: Option<String>,
    /// A file name and the text of an unpublished spec, for a trial.
    pub trial: Option<(String, String)>,
    /// The intent's fields.
    pub intent: BTreeMap<String, Value>,
    /// Documents, for templates that read sources.
    pub sources: Vec<SourceFile>,
    /// The model of every writing stage.
    pub model: Option<String>,
    /// How the caller approves in advance, if they do, for example `cli --approve`.
    pub approve_via: Option<String>,
    /// Starts at most one run per key.
    pub idempotency_key: Option<String>,
}

/// A run that was created, or found under its idempotency key.
#[derive(Debug, Clone)]
pub struct Created {
    /// Identity.
    pub run_id: Uuid,
    /// Whether it is new.
    pub fresh: bool,
    /// What will be done.
    pub plan: Arc<Plan>,
    /// The run, where it is new, for [`engine::Handle::begin`]: the engine of this process then need not look for it.
    pub begins: Option<NewRun>,
}

/// A run that may be created as it stands: validated, compiled, estimated.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What will be done.
    pub plan: Arc<Plan>,
    /// The version behind it.
    pub spec_id: Uuid,
    owner: Uuid,
    definition: Definition,
    trial: bool,
    intent: Value,
    approved: Option<Actor>,
    estimated: Option<f64>,
    sources: Vec<SourceFile>,
    key: Option<String>,
}

impl Prepared {
    /// What the engine is to run, under this identity.
    #[must_use]
    pub fn as_run(&self, run_id: Uuid) -> NewRun {
        NewRun {
            run_id,
            owner: self.owner,
            plan: Arc::clone(&self.plan),
            input: self.intent.clone(),
            approved_in_advance: self.approved.clone(),
            start_key: self.key.clone(),
        }
    }
}

/// Which runs to list.
#[derive(Debug, Clone, Default)]
pub struct RunFilter {
    /// Only with this status.
    pub status: Option<String>,
    /// At most so many.
    pub limit: i64,
}

/// How long an answer to a request is waited for. The request stands even when nobody answers in time.
const PATIENCE: Duration = Duration::from_secs(30);

/// A file of a run with its bytes.
#[derive(Debug, Clone)]
pub struct RunFile {
    /// Path inside the run.
    pub path: String,
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Whose name requests carry.
fn actor(account: &Account, via: &str) -> Actor {
    // What a person may decide in a plan goes by roles; here there are two.
    let roles = if account.is_admin { vec!["admin".to_owned()] } else { Vec::new() };
    Actor { id: account.name.clone(), via: via.to_owned(), roles }
}

impl Content {
    /// Validates everything, then creates the run in one transaction. The engine must be woken afterwards.
    ///
    /// # Errors
    /// Any [`ServiceError`]; nothing is written then.
    pub async fn create_run(&self, account: &Account, request: CreateRun) -> Result<Created, ServiceError> {
        let prepared = self.prepare(account, request).await?;
        let mut client = self.service().await?;
        let tx = client.transaction().await?;
        let submitted = self.insert(&tx, Uuid::now_v7(), &prepared).await?;
        // A run that the key started before is left as it is.
        if submitted.fresh {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        let begins = submitted.fresh.then(|| prepared.as_run(submitted.run_id));
        Ok(Created { run_id: submitted.run_id, fresh: submitted.fresh, plan: prepared.plan, begins })
    }

    /// Validates a request and compiles what it asks for; writes no run. A trial's spec is stored as a draft.
    ///
    /// # Errors
    /// Any [`ServiceError`].
    pub async fn prepare(&self, account: &Account, request: CreateRun) -> Result<Prepared, ServiceError> {
        let (definition, spec_id, trial) = self.definition(account, &request).await?;
        let intent = self.intent(&definition, &request).await?;
        let models = self.models().await?;
        if let Some(model) = &request.model {
            self.require(&models, model)?;
        }
        let client = self.service().await?;
        let agents = self.agents(&client).await?;
        let model_for = |stage: &Stage| choose(&models, request.model.as_deref(), stage);
        let plan = compile::compile(&definition.template, &definition.spec, &agents, &model_for)?;
        let writing: Vec<(&Stage, String)> =
            definition.spec.stages.iter().filter_map(|stage| model_for(stage).map(|model| (stage, model.id))).collect();
        let estimated = estimate(&models, &writing);
        let spec_id = match spec_id {
            Some(id) => id,
            None => return Err(self.unknown_template(&request.template).await?),
        };
        let approved = request.approve_via.as_deref().map(|via| actor(account, via));
        Ok(Prepared {
            plan: Arc::new(plan),
            spec_id,
            owner: account.id,
            definition,
            trial,
            intent,
            approved,
            estimated,
            sources: request.sources,
            key: request.idempotency_key,
        })
    }

    /// Creates a run inside the caller's transaction. One that is not fresh was started before under the same key: then the caller rolls back.
    ///
    /// # Errors
    /// Any [`ServiceError`]; the caller should roll back.
    pub async fn insert(&self, tx: &impl GenericClient, run_id: Uuid, prepared: &Prepared) -> Result<Submitted, ServiceError> {
        let Prepared { spec_id, owner, definition, trial, intent, approved, estimated, sources, .. } = prepared;
        let now = Timestamp::now();
        let date = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let (slug, display) = intent::names(&definition.spec.naming, intent, date);
        let submitted = engine::submit(tx, &prepared.as_run(run_id)).await.map_err(|error| match error {
            engine::SubmitError::KeyReused { key, .. } => ServiceError::KeyReused(key),
            other => ServiceError::Engine(other.to_string()),
        })?;
        if !submitted.fresh {
            return Ok(submitted);
        }
        for source in sources {
            engine::store_payload(tx, Some(self.desk.objects()), run_id, &source.bytes)
                .await
                .map_err(|error| ServiceError::Engine(error.to_string()))?;
        }
        runs::insert_run()
            .bind(
                tx,
                &run_id,
                spec_id,
                owner,
                intent,
                &slug,
                &Some(&display),
                &Some(definition.template.depth.as_str()),
                trial,
                &approved.as_ref().map(|actor| actor.id.as_str()),
                &approved.as_ref().map(|actor| actor.via.as_str()),
                estimated,
                &now,
            )
            .await?;
        insert_gates(tx, run_id, definition, now).await?;
        self.insert_ceilings(tx, run_id, definition).await?;
        Ok(submitted)
    }

    async fn definition(&self, account: &Account, request: &CreateRun) -> Result<(Definition, Option<Uuid>, bool), ServiceError> {
        if let Some((file, text)) = &request.trial {
            let (id, definition) = self.draft(file, text, account.id).await?;
            return Ok((definition, Some(id), true));
        }
        let client = self.service().await?;
        let Some(template) = templates::get_template().bind(&client, &request.template).opt().await? else {
            return Err(self.unknown_template(&request.template).await?);
        };
        let spec = match &request.version {
            Some(version) => {
                let found = specs::get_spec_version().bind(&client, &request.template, version).opt().await?;
                found.filter(|spec| spec.state == "published" && spec.is_active)
            }
            None => match template.spec_id {
                Some(id) => specs::get_spec().bind(&client, &id).opt().await?,
                None => None,
            },
        };
        let spec = spec.ok_or_else(|| ServiceError::UnknownVersion {
            slug: request.template.clone(),
            version: request.version.clone().unwrap_or_else(|| "at all".to_owned()),
        })?;
        Ok((definition_of(spec.definition.as_deref())?, Some(spec.id), false))
    }

    async fn intent(&self, definition: &Definition, request: &CreateRun) -> Result<Value, ServiceError> {
        let schema = &definition.spec.intent_schema;
        let mut given = request.intent.clone();
        if let Some(field) = schema.iter().find(|field| field.kind == FieldKind::Sources) {
            if !request.sources.is_empty() {
                given.insert(field.field.clone(), json!(request.sources.iter().map(source_reference).collect::<Vec<_>>()));
            }
        } else if !request.sources.is_empty() {
            given.insert("sources".to_owned(), Value::Null);
        }
        let intent = intent::validate(schema, &given).map_err(ServiceError::Intent)?;
        for field in schema.iter().filter(|field| field.known_to == Some(KnownTo::Dictionary)) {
            if let Some(word) = intent.get(&field.field).and_then(Value::as_str) {
                self.desk.require_word(word.to_owned()).await?;
            }
        }
        Ok(intent)
    }

    /// Ceilings of the run and of its gates, as budgets that every model call must be able to bear.
    async fn insert_ceilings(&self, tx: &impl GenericClient, run_id: Uuid, definition: &Definition) -> Result<(), ServiceError> {
        let run = run_id.to_string();
        let mut ceilings: Vec<(&str, String, &Ceilings)> = vec![("run", run.clone(), &definition.spec.ceilings)];
        let generating = definition.spec.stages.iter().filter(|stage| stage.activity == "generate");
        ceilings.extend(generating.map(|stage| ("step", format!("{run}/{}", stage.gate_id), &stage.ceilings)));
        for (kind, id, ceilings) in ceilings {
            self.desk.set_ceiling(tx, kind, &id, ceilings).await?;
        }
        Ok(())
    }

    /// Finds a run by id, beginning of an id, or slug.
    ///
    /// # Errors
    /// [`ServiceError::UnknownRun`], [`ServiceError::AmbiguousRun`], or the database failed.
    pub async fn find_run(&self, reference: &str) -> Result<RunView, ServiceError> {
        let client = self.service().await?;
        let wanted = reference.trim().to_lowercase();
        let mut found: Vec<Uuid> = match Uuid::parse_str(&wanted) {
            Ok(id) => vec![id],
            Err(_) if wanted.len() >= 4 && wanted.chars().all(|c| c.is_ascii_hexdigit() || c == '-') => {
                runs::find_runs_by_prefix().bind(&client, &wanted, &None).all().await?
            }
            Err(_) => Vec::new(),
        };
        if found.is_empty() {
            found = runs::find_runs_by_slug().bind(&client, &wanted).all().await?;
        }
        match found.as_slice() {
            [] => Err(ServiceError::UnknownRun(reference.to_owned())),
            [id] => self.run(*id).await?.ok_or_else(|| ServiceError::UnknownRun(reference.to_owned())),
            several => Err(ServiceError::AmbiguousRun {
                reference: reference.to_owned(),
                candidates: several.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// One run.
    ///
    /// # Errors
    /// The database failed.
    pub async fn run(&self, id: Uuid) -> Result<Option<RunView>, ServiceError> {
        let client = self.service().await?;
        read::run(&client, id).await
    }

    /// Runs, newest first.
    ///
    /// # Errors
    /// [`ServiceError::UnknownStatus`], or the database failed.
    pub async fn runs(&self, filter: &RunFilter) -> Result<Vec<RunView>, ServiceError> {
        let client = self.service().await?;
        let query = read::RunQuery { status: filter.status.clone(), limit: filter.limit.clamp(1, 1_000), ..read::RunQuery::default() };
        read::runs(&client, &query).await
    }

    /// Every attempt of every gate of a run.
    ///
    /// # Errors
    /// The database failed.
    pub async fn gates(&self, run_id: Uuid) -> Result<Vec<GateView>, ServiceError> {
        let client = self.service().await?;
        read::gates(&client, run_id).await
    }

    /// The files of a run that count.
    ///
    /// # Errors
    /// The database failed.
    pub async fn artifacts(&self, run_id: Uuid) -> Result<Vec<ArtifactView>, ServiceError> {
        let client = self.service().await?;
        read::artifacts(&client, run_id).await
    }

    /// The files of every attempt of a run, in the order of the pipeline.
    ///
    /// # Errors
    /// The database failed.
    pub async fn files_of_attempts(&self, run_id: Uuid) -> Result<Vec<AttemptFileView>, ServiceError> {
        let client = self.service().await?;
        read::all_artifacts(&client, run_id).await
    }

    /// The same with their bytes, each path under a folder named by gate and attempt: `G7.1/audit/CITATION-AUDIT.md`.
    ///
    /// # Errors
    /// The database failed, or bytes are missing from the store.
    pub async fn bytes_of_attempts(&self, run_id: Uuid) -> Result<Vec<RunFile>, ServiceError> {
        let client = self.service().await?;
        let mut files = Vec::new();
        for row in artifacts::files_of_attempts().bind(&client, &run_id).all().await? {
            let path = format!("{}.{}/{}", row.gate_id, row.attempt_number, row.path);
            files.push(self.file(path, row.sha256, row.bytes, row.location).await?);
        }
        Ok(files)
    }

    /// The files of a run that count, with their bytes.
    ///
    /// # Errors
    /// The database failed, or bytes are missing from the store.
    pub async fn files(&self, run_id: Uuid) -> Result<Vec<RunFile>, ServiceError> {
        let client = self.service().await?;
        let mut files = Vec::new();
        for row in artifacts::current_files().bind(&client, &run_id).all().await? {
            files.push(self.file(row.path, row.sha256, row.bytes, row.location).await?);
        }
        Ok(files)
    }

    /// The bytes of a hash. The caller has seen the row that names it: whoever may see a file may see its bytes.
    ///
    /// # Errors
    /// The database failed, or bytes are missing from the store.
    pub async fn bytes(&self, hash: &str) -> Result<Vec<u8>, ServiceError> {
        let missing = |why: String| ServiceError::Inconsistent { table: "engine.payloads", message: format!("{hash}: {why}") };
        let client = self.service().await?;
        let row = artifacts::payload_bytes().bind(&client, &vec![hash]).opt().await?;
        drop(client);
        match row.map(|row| row.bytes) {
            Some(Some(bytes)) => Ok(bytes),
            Some(None) => {
                let hash = hash.parse().map_err(|error: store::objects::ObjectError| missing(error.to_string()))?;
                self.desk.objects().get(&hash).await.map_err(|error| missing(error.to_string()))
            }
            None => Err(missing("its bytes are not stored".to_owned())),
        }
    }

    /// A stored file with its bytes, which stand in its row or in the object store.
    async fn file(&self, path: String, sha256: String, bytes: Option<Vec<u8>>, location: Option<String>) -> Result<RunFile, ServiceError> {
        let missing = |why: String| ServiceError::Inconsistent { table: "engine.payloads", message: format!("{path}: {why}") };
        let bytes = match (bytes, location) {
            (Some(bytes), _) => bytes,
            (None, Some(_)) => {
                let hash = sha256.parse().map_err(|error: store::objects::ObjectError| missing(error.to_string()))?;
                self.desk.objects().get(&hash).await.map_err(|error| missing(error.to_string()))?
            }
            (None, None) => return Err(missing("its bytes are not stored".to_owned())),
        };
        Ok(RunFile { path, sha256, bytes })
    }

    /// Why a run holds, if it does.
    ///
    /// # Errors
    /// The database failed, or the journal cannot be read.
    pub async fn pause_reason(&self, run_id: Uuid) -> Result<Option<PauseReason>, ServiceError> {
        let machine = engine::view::machine(&self.database, run_id).await.map_err(|error| ServiceError::Engine(error.to_string()))?;
        Ok(machine.and_then(|machine| machine.pause_reason().cloned()))
    }

    /// Where a run's journal ends.
    ///
    /// # Errors
    /// The database failed.
    pub async fn last_seq(&self, run_id: Uuid) -> Result<u64, ServiceError> {
        let run = engine::view::run(&self.database, run_id).await.map_err(|error| ServiceError::Engine(error.to_string()))?;
        Ok(run.map_or(0, |run| run.last_seq))
    }

    /// The plan of a run.
    ///
    /// # Errors
    /// The database failed, or the stored plan cannot be read.
    pub async fn plan(&self, run_id: Uuid) -> Result<Arc<Plan>, ServiceError> {
        let client = self.service().await?;
        let text = runs::get_plan().bind(&client, &run_id).opt().await?.ok_or_else(|| ServiceError::UnknownRun(run_id.to_string()))?;
        let plan = serde_json::from_str(&text)
            .map_err(|error| ServiceError::Inconsistent { table: "engine.plans", message: error.to_string() })?;
        Ok(Arc::new(plan))
    }

    /// Checks that a gate exists and returns its step.
    ///
    /// # Errors
    /// [`ServiceError::UnknownGate`] with the gates there are.
    pub async fn gate(&self, run_id: Uuid, gate: &str) -> Result<StepId, ServiceError> {
        let plan = self.plan(run_id).await?;
        let known = || plan.steps.iter().map(|step| step.id.to_string()).collect::<Vec<_>>().join(", ");
        plan.steps
            .iter()
            .find(|step| step.id.0.eq_ignore_ascii_case(gate))
            .map(|step| step.id.clone())
            .ok_or_else(|| ServiceError::UnknownGate { run: run_id, gate: gate.to_owned(), known: known() })
    }

    /// Checks a model for a rerun.
    ///
    /// # Errors
    /// [`ServiceError::UnknownModel`] or [`ServiceError::ModelUnavailable`].
    pub async fn require_model(&self, model: &str) -> Result<(), ServiceError> {
        let models = self.models().await?;
        self.require(&models, model)
    }

    /// Files a request and waits for the machine's answer. An engine must live somewhere.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] with the machine's reason, or the database failed.
    pub async fn ask(&self, handle: &engine::Handle, run_id: Uuid, request: Request) -> Result<(), ServiceError> {
        let failed = |error: engine::RequestError| match error {
            engine::RequestError::Nul => ServiceError::Refused { code: "INVALID_REQUEST".to_owned(), message: error.to_string() },
            other => ServiceError::Engine(other.to_string()),
        };
        let answer = handle.request(run_id, &request, &Uuid::now_v7().to_string(), PATIENCE).await.map_err(failed)?;
        match answer {
            Answer::Accepted { .. } => Ok(()),
            Answer::Refused { code, message, .. } => Err(ServiceError::Refused { code, message }),
        }
    }

    /// Who acts, in the words of the journal.
    #[must_use]
    pub fn actor(account: &Account, via: &str) -> Actor {
        actor(account, via)
    }
}

/// Checks that every document can be read, before anything is written. Answers the name of the first that cannot, and why.
///
/// # Errors
/// The name of a document, and what is wrong with it.
pub fn check_sources(sources: &[SourceFile]) -> Result<(), (String, String)> {
    for source in sources {
        knowledge::read(&source.name, &source.bytes).map_err(|error| (source.name.clone(), error.to_string()))?;
    }
    Ok(())
}

async fn insert_gates(tx: &impl GenericClient, run_id: Uuid, definition: &Definition, now: Timestamp) -> Result<(), ServiceError> {
    let mut stages: Vec<&Stage> = definition.spec.stages.iter().collect();
    stages.sort_by_key(|stage| stage.order);
    runs::insert_pending_gates()
        .bind(
            tx,
            &run_id,
            &now,
            &stages.iter().map(|stage| stage.gate_id.as_str()).collect::<Vec<_>>(),
            &stages.iter().map(|stage| stage.gate_name.as_str()).collect::<Vec<_>>(),
            &stages.iter().map(|stage| Some(stage.phase.as_str())).collect::<Vec<_>>(),
            &stages.iter().map(|stage| Some(stage.agent.as_str())).collect::<Vec<_>>(),
            &stages.iter().map(|stage| i32::try_from(stage.max_attempts).unwrap_or(i32::MAX)).collect::<Vec<_>>(),
            &stages.iter().map(|stage| stage.id.as_str()).collect::<Vec<_>>(),
        )
        .await?;
    runs::recompute_run().bind(tx, &run_id).one().await?;
    Ok(())
}

fn source_reference(source: &SourceFile) -> Value {
    json!({ "name": source.name, "sha256": crate::sha256(&source.bytes), "size_bytes": source.bytes.len() })
}

//! What the binary injects: effects, the checker and projectors.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deadpool_postgres::Transaction;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use machine::{Effort, Failure, Meter, Output, Outputs, Recorded, Verdict};
use plan::Plan;
use serde_json::Value;
use store::StoreError;
use uuid::Uuid;

/// A run's identity (UUID version 7, so that it carries its time).
pub type RunId = Uuid;

/// Carries out one kind of work. Called at least once per try; its result counts exactly once.
pub trait Effect: Send + Sync {
    /// Does the work. Dropping the future cancels it.
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>>;

    /// Whether it only waits here for what is done elsewhere: then it takes none of this process's places for effects, and its run may
    /// leave memory meanwhile.
    fn is_elsewhere(&self) -> bool {
        false
    }

    /// Marks tries durably, so that nobody has to wait for them in memory: from then on the transaction that writes the end of one of them
    /// puts a row into `engine.wakes`. Says so of each, in order; one whose end is there already, or that is not there yet, is not marked. A
    /// mark is taken away by a transaction that puts such a row, and by no other: whoever no longer owns the run could do so.
    fn park(&self, tries: Vec<Awaited>) -> BoxFuture<'static, Result<Vec<Mark>, StoreError>> {
        Box::pin(std::future::ready(Ok(vec![Mark::Refused; tries.len()])))
    }
}

/// Whether a try is waited for out of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is not marked.
    Refused,
    /// Its end wakes the run.
    Set,
    /// That does, or this moment, in which it ends by itself: it is carried out once more then.
    SetUntil(Timestamp),
}

impl From<bool> for Mark {
    fn from(is_marked: bool) -> Self {
        if is_marked { Self::Set } else { Self::Refused }
    }
}

/// A try that is carried out elsewhere and waited for here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// The run.
    pub run_id: RunId,
    /// Whose effort.
    pub effort: Effort,
    /// The key it was handed out under.
    pub idempotency_key: String,
    /// Rendered arguments.
    pub input: Value,
}

/// One call to an effect.
#[derive(Clone)]
pub struct EffectCall {
    /// The run.
    pub run_id: RunId,
    /// Whom the run belongs to.
    pub owner: Uuid,
    /// Whose effort.
    pub effort: Effort,
    /// Which try, from 1.
    pub tried: u32,
    /// Same for every delivery of this try; pass it outward.
    pub idempotency_key: String,
    /// Rendered arguments.
    pub input: Value,
    /// The run's input.
    pub run_input: Arc<Value>,
    /// Outputs of every step that is done, by step.
    pub upstream: Outputs,
    /// What was wrong with the attempt before.
    pub repair: Option<Verdict>,
    /// The plan, for labels of steps.
    pub plan: Arc<Plan>,
    /// Reads stored payloads.
    pub payloads: Arc<dyn Blob>,
}

/// Reads content-addressed payloads.
pub trait Blob: Send + Sync {
    /// The bytes behind a hash (lower-case hexadecimal SHA-256).
    fn read(&self, sha256: &str) -> BoxFuture<'static, Result<Arc<[u8]>, Failure>>;
}

/// What an effect made. The engine hashes and stores the files before it journals the output.
#[derive(Debug, Clone, Default)]
pub struct Produced {
    /// Small facts for conditions and templates of later steps (at most 16 KiB of JSON).
    pub value: Value,
    /// Files.
    pub files: Vec<ProducedFile>,
    /// What it cost; `duration_ms` is filled in by the engine.
    pub meter: Meter,
}

/// A file an effect made.
#[derive(Debug, Clone)]
pub struct ProducedFile {
    /// Path inside the run.
    pub path: String,
    /// Media type.
    pub media_type: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Evaluates gates.
pub trait Checker: Send + Sync {
    /// Evaluates all checks of a gate on an output.
    fn check(&self, call: CheckCall) -> BoxFuture<'static, Result<Verdict, Failure>>;
}

/// One evaluation of a gate.
#[derive(Clone)]
pub struct CheckCall {
    /// The run.
    pub run_id: RunId,
    /// Whose effort.
    pub effort: Effort,
    /// The gate's checks, as in the plan.
    pub checks: Vec<Value>,
    /// What to look at.
    pub output: Output,
    /// Outputs of every step that is done, by step.
    pub upstream: Outputs,
    /// The run's input.
    pub run_input: Arc<Value>,
    /// The plan.
    pub plan: Arc<Plan>,
    /// Reads stored payloads.
    pub payloads: Arc<dyn Blob>,
}

/// A journal entry about to be committed, with what a projector needs to know of its run.
#[derive(Debug, Clone)]
pub struct Projected {
    /// The run.
    pub run_id: RunId,
    /// The plan, for order and labels of steps.
    pub plan: Arc<Plan>,
    /// The entry in its place.
    pub recorded: Recorded,
}

/// Writes a module's tables from journal entries, in the transaction that commits the entries.
pub trait Projector: Send + Sync {
    /// Projects one wave: entries of one or many runs, in order of run and sequence. Must be set-based and idempotent.
    fn project<'a>(&'a self, tx: &'a Transaction<'_>, wave: &'a [Projected]) -> BoxFuture<'a, Result<(), ProjectError>>;
}

/// A projection that could not be stored.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The database refused.
    #[error("projection failed: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// An entry does not fit the module's tables.
    #[error("projection failed for run {run_id}: {message}")]
    Unfit {
        /// The run.
        run_id: RunId,
        /// Why.
        message: String,
    },
}

/// What one module brings: what its steps do, who judges them, and who writes its tables.
#[derive(Clone, Default)]
pub struct Registry {
    /// Effects by name.
    pub effects: BTreeMap<String, Arc<dyn Effect>>,
    /// The checker; a plan with gates needs one.
    pub checker: Option<Arc<dyn Checker>>,
    /// Projectors, run in this order.
    pub projectors: Vec<Arc<dyn Projector>>,
    /// Rung by a projector that has put rows into `engine.wakes`.
    pub wakes: WakeBell,
}

/// Tells the writer of a wave that its projection woke runs, so that they are looked for as soon as it is committed. A look that nobody
/// rang for comes all the same, a little later.
#[derive(Debug, Clone, Default)]
pub struct WakeBell(Arc<AtomicU64>);

impl WakeBell {
    /// Runs are woken by the transaction under way.
    pub fn ring(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// What the binary injects into the engine: modules, each with its own plans. A plan of one module reaches no effect of another.
#[derive(Clone, Default)]
pub struct Modules(Vec<Module>);

#[derive(Clone)]
struct Module {
    serves: fn(&Plan) -> bool,
    registry: Registry,
}

impl Modules {
    /// The same with one more module, which serves the plans that none before it serves and that it recognises.
    #[must_use]
    pub fn with(mut self, registry: Registry, serves: fn(&Plan) -> bool) -> Self {
        self.0.push(Module { serves, registry });
        self
    }

    /// The same, with something done to each registry.
    #[must_use]
    pub fn map(self, change: impl Fn(Registry) -> Registry) -> Self {
        Self(self.0.into_iter().map(|module| Module { registry: change(module.registry), ..module }).collect())
    }

    /// The module that serves a plan, by its place.
    pub(crate) fn place(&self, plan: &Plan) -> Option<usize> {
        self.0.iter().position(|module| (module.serves)(plan))
    }

    pub(crate) fn of(&self, plan: &Plan) -> Option<&Registry> {
        self.place(plan).map(|place| &self.0[place].registry)
    }

    /// How often bells have rung.
    pub(crate) fn wakes_rung(&self) -> u64 {
        self.registries().map(|registry| registry.wakes.0.load(Ordering::Relaxed)).sum()
    }

    pub(crate) fn registries(&self) -> impl Iterator<Item = &Registry> {
        self.0.iter().map(|module| &module.registry)
    }
}

impl From<Registry> for Modules {
    /// One module, which serves every plan.
    fn from(registry: Registry) -> Self {
        Self::default().with(registry, |_| true)
    }
}

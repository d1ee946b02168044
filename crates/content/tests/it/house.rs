//! A furnished database: migrated, with the system's templates and a local admin, and an engine over it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use content::{Account, Content, CreateRun, Desk, GateView, RunView, SourceFile};
use engine::{Config, Engine, Registry};
use machine::RunStatus;
use serde_json::{Value, json};
use testkit::TestDatabase;
use uuid::Uuid;

/// Everything a test of this module needs. The database goes when it is dropped.
pub(crate) struct House {
    pub(crate) content: Content,
    pub(crate) account: Account,
    pub(crate) database: TestDatabase,
    _folder: tempfile::TempDir,
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with(llm::Providers::from_env(&|_| None, &llm::provider::Options::default(), content::writer::offline()).unwrap()).await
    }

    /// The same with models to ask.
    pub(crate) async fn with(providers: llm::Providers) -> Self {
        let database = testkit::database().await;
        let folder = tempfile::tempdir().unwrap();
        let objects = store::objects::Objects::local(folder.path()).unwrap();
        let desk = Desk::open((*database).clone(), objects, &llm::provider::Options::default())
            .unwrap()
            .with_providers(providers)
            .with_dictionaries(&samples());
        let content = Content::new((*database).clone(), Arc::new(desk));
        let (account, notices) = content.bootstrap().await.unwrap();
        assert!(notices.is_empty(), "{notices:?}");
        Self { content, account, database, _folder: folder }
    }

    pub(crate) async fn engine(&self) -> Engine {
        self.engine_with(self.content.registry()).await
    }

    pub(crate) async fn engine_with(&self, registry: Registry) -> Engine {
        let config = Config { objects: Some(self.content.objects()), ..Config::default() };
        Engine::start((*self.database).clone(), registry, config).await.unwrap()
    }

    /// Creates a run and waits until it holds or has ended.
    pub(crate) async fn run(&self, engine: &Engine, request: CreateRun) -> RunView {
        let created = self.content.create_run(&self.account, request).await.unwrap();
        engine.handle().nudge();
        self.settled(engine, created.run_id).await
    }

    pub(crate) async fn settled(&self, engine: &Engine, run_id: Uuid) -> RunView {
        let status =
            tokio::time::timeout(Duration::from_secs(120), engine.handle().settled(run_id)).await.expect("the run settles").unwrap();
        let run = self.content.run(run_id).await.unwrap().unwrap();
        assert_eq!(run.status, word(status), "the projection and the engine disagree");
        run
    }

    /// The newest attempt of each gate, by gate.
    pub(crate) async fn newest(&self, run_id: Uuid) -> BTreeMap<String, GateView> {
        let mut newest: BTreeMap<String, GateView> = BTreeMap::new();
        for gate in self.content.gates(run_id).await.unwrap() {
            let known = newest.get(&gate.gate_id).map_or(0, |known| known.attempt_number);
            if gate.attempt_number > known {
                newest.insert(gate.gate_id.clone(), gate);
            }
        }
        newest
    }

    /// Rows of a table, for tests that say nothing was written.
    pub(crate) async fn count(&self, table: &str) -> i64 {
        let client = self.database.connect(testkit::Identity::Service).await;
        client.query_one(&format!("select count(*) from {table}"), &[]).await.unwrap().get(0)
    }
}

pub(crate) fn samples() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/dictionaries")
}

pub(crate) fn essay(word: &str) -> CreateRun {
    CreateRun { approve_via: Some("test".to_owned()), ..unapproved("typographic-etymology", word) }
}

pub(crate) fn unapproved(template: &str, word: &str) -> CreateRun {
    CreateRun { template: template.to_owned(), intent: intent(&[("word", json!(word))]), ..CreateRun::default() }
}

pub(crate) fn brief(question: &str) -> CreateRun {
    CreateRun {
        template: "source-brief".to_owned(),
        intent: intent(&[("question", json!(question))]),
        sources: documents(),
        approve_via: Some("test".to_owned()),
        ..CreateRun::default()
    }
}

pub(crate) fn intent(fields: &[(&str, Value)]) -> BTreeMap<String, Value> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// Three short documents about one thing.
pub(crate) fn documents() -> Vec<SourceFile> {
    let file = |name: &str, text: &str| SourceFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    vec![
        file(
            "bridge.md",
            "# The bridge at Harrow\n\nThe bridge at Harrow was opened in 1887. It carries the road over the river Lin.\n\n## Repairs\n\n\
             The deck was renewed in 1954 at a cost of 42,000 pounds. Engineers found rust in the northern bearings in 2019.\n",
        ),
        file(
            "minutes.txt",
            "Minutes of the works committee.\n\nThe committee noted that the northern bearings of the Harrow bridge must be replaced before 2027. \
             A weight limit of 18 tonnes was imposed in March. The estimate for new bearings is 310,000 pounds.\n",
        ),
        file(
            "letter.html",
            "<html><head><title>A letter</title></head><body><h1>A letter to the council</h1><p>Lorries still cross the Harrow bridge by night. \
             The weight limit is not enforced.</p></body></html>",
        ),
    ]
}

fn word(status: RunStatus) -> &'static str {
    match status {
        RunStatus::Running => "running",
        RunStatus::Paused => "paused",
        RunStatus::Completed | RunStatus::Continued => "completed",
        RunStatus::Failed => "failed",
        RunStatus::Cancelled => "cancelled",
    }
}

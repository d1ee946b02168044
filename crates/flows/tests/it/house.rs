//! A migrated database with an account and an engine that runs flows.

use std::time::Duration;

use engine::{Config, Engine};
use flows::{FlowRunView, FlowStepView, Flows, PlanSource, Start, read};
use serde_json::{Map, Value};
use store::Identity;
use testkit::TestDatabase;
use uuid::Uuid;

pub(crate) struct House {
    pub(crate) database: TestDatabase,
    pub(crate) flows: Flows,
    pub(crate) owner: Uuid,
}

impl House {
    pub(crate) async fn new() -> Self {
        let database = testkit::database().await;
        let owner = Uuid::now_v7();
        let client = database.connect(Identity::Owner).await;
        client.execute("insert into auth.users (id, email) values ($1, 'ada@example.org')", &[&owner]).await.unwrap();
        Self { flows: Flows::new((*database).clone(), true), owner, database }
    }

    pub(crate) async fn engine(&self) -> Engine {
        Engine::start((*self.database).clone(), self.flows.registry(), Config::default()).await.unwrap()
    }

    /// Starts a plan, and returns when its first step waits.
    pub(crate) async fn run_until_waiting(&self, engine: &Engine, plan: &str, input: Value) -> Uuid {
        let start = Start {
            plan: PlanSource::Text { text: plan.to_owned(), origin: "test".to_owned() },
            input,
            attributes: Map::new(),
            idempotency_key: None,
            approved_in_advance: None,
        };
        let run = self.flows.start(self.owner, start).await.unwrap().run_id;
        engine.handle().nudge();
        let begun = async {
            loop {
                let client = self.database.get(Identity::Service).await.unwrap();
                if !read::steps(&client, run).await.unwrap().is_empty() {
                    return;
                }
                drop(client);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), begun).await.expect("the run begins");
        run
    }

    /// Starts a plan and waits until it holds or has ended.
    pub(crate) async fn run(&self, engine: &Engine, plan: &str, input: Value) -> (FlowRunView, Vec<FlowStepView>) {
        let start = Start {
            plan: PlanSource::Text { text: plan.to_owned(), origin: "test".to_owned() },
            input,
            attributes: Map::new(),
            idempotency_key: None,
            approved_in_advance: None,
        };
        let started = self.flows.start(self.owner, start).await.unwrap();
        engine.handle().nudge();
        tokio::time::timeout(Duration::from_secs(60), engine.handle().settled(started.run_id)).await.expect("the run settles").unwrap();
        let client = self.database.get(Identity::Service).await.unwrap();
        let run = read::run(&client, started.run_id).await.unwrap().unwrap();
        (run, read::steps(&client, started.run_id).await.unwrap())
    }
}

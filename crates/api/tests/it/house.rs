//! A furnished server: migrated database, templates, an engine, accounts, and requests to the bound socket.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use accounts::{Accounts, AdminFields, LinkKind, Origin, Proof};
use api::{Api, Server, Settings};
use content::{Content, Desk};
use engine::{Config, Engine, Modules};
use flows::Flows;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::TestDatabase;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Everything a test needs. The database goes when it is dropped.
pub(crate) struct House {
    pub(crate) admin: Uuid,
    pub(crate) engine: Engine,
    pub(crate) database: TestDatabase,
    pub(crate) address: SocketAddr,
    pub(crate) accounts: Accounts,
    tokens: Mutex<BTreeMap<Uuid, String>>,
    client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
    _folder: tempfile::TempDir,
}

/// An answer, read.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    asked: String,
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        Self::furnished(settings, |_| {}).await
    }

    /// With other settings of accounts.
    pub(crate) async fn furnished(settings: Settings, change: impl FnOnce(&mut accounts::Config)) -> Self {
        let database = testkit::database().await;
        let folder = tempfile::tempdir().unwrap();
        let objects = store::objects::Objects::local(folder.path()).unwrap();
        let dictionaries = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/dictionaries");
        let providers = llm::Providers::from_env(&|_| None, &llm::provider::Options::default(), content::writer::offline()).unwrap();
        let desk = Desk::open((*database).clone(), objects, &llm::provider::Options::default())
            .unwrap()
            .with_providers(providers)
            .with_dictionaries(&dictionaries);
        let content = Content::new((*database).clone(), Arc::new(desk));
        let (account, _) = content.bootstrap().await.unwrap();
        let config = Config { objects: Some(content.objects()), ..Config::default() };
        let flows = Flows::new((*database).clone(), false);
        let modules = Modules::default().with(content.registry(), content::compile::serves).with(flows.registry(), |_| true);
        let engine = Engine::start((*database).clone(), modules, config).await.unwrap();
        let server = Server::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = server.address();
        let mut config = accounts::Config { bcrypt_cost: 4, ..accounts::Config::new(format!("http://{address}")) };
        change(&mut config);
        let accounts = Accounts::open((*database).clone(), config).await.unwrap();
        let api = Api::new((*database).clone(), content.clone(), flows, engine.handle(), accounts.clone(), settings);
        let (stop, asked) = oneshot::channel();
        let serving = tokio::spawn(server.serve(api, async {
            asked.await.ok();
        }));
        let client = reqwest::Client::builder().no_proxy().no_gzip().build().unwrap();
        let house = Self {
            admin: account.id,
            engine,
            database,
            address,
            accounts,
            tokens: Mutex::default(),
            client,
            stop: Some(stop),
            serving,
            _folder: folder,
        };
        house.sign_in("admin@localhost").await;
        house
    }

    /// A new account, signed in.
    pub(crate) async fn user(&self, name: &str) -> Uuid {
        let metadata = serde_json::Map::from_iter([("display_name".to_owned(), json!(name))]);
        let email = format!("{name}@example.com");
        let fields =
            AdminFields { email: Some(email.clone()), email_confirm: true, user_metadata: Some(metadata), ..AdminFields::default() };
        self.accounts.create_user(fields).await.unwrap();
        self.sign_in(&email).await
    }

    /// Signs in without a password, and keeps the token.
    pub(crate) async fn sign_in(&self, email: &str) -> Uuid {
        let fields = AdminFields { email: Some(email.to_owned()), ..AdminFields::default() };
        let (user, link) = self.accounts.generate_link(LinkKind::MagicLink, fields).await.unwrap();
        let session = self.accounts.redeem(&Proof::Token(link.token), Some(LinkKind::MagicLink), &Origin::default()).await.unwrap();
        self.tokens.lock().unwrap().insert(user.id, session.access_token);
        user.id
    }

    pub(crate) fn token(&self, who: Uuid) -> String {
        self.tokens.lock().unwrap()[&who].clone()
    }

    pub(crate) fn request(&self, who: Option<Uuid>, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, format!("http://{}{path}", self.address));
        match who {
            Some(who) => request.bearer_auth(self.token(who)),
            None => request,
        }
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let request = request.build().unwrap();
        let asked = format!("{} {}", request.method(), request.url().path());
        let answer = self.client.execute(request).await.unwrap();
        Answer { status: answer.status(), headers: answer.headers().clone(), bytes: answer.bytes().await.unwrap().to_vec(), asked }
    }

    /// A request to `/auth/v1` as a client sends it: JSON, with whatever headers.
    pub(crate) async fn auth(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Value) -> Answer {
        let request = self.request(None, method, &format!("/auth/v1{path}")).json(&body);
        self.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    }

    pub(crate) async fn get(&self, who: Uuid, path: &str) -> Answer {
        self.send(self.request(Some(who), Method::GET, path)).await
    }

    pub(crate) async fn post(&self, who: Uuid, path: &str, body: Value) -> Answer {
        self.send(self.request(Some(who), Method::POST, path).json(&body)).await
    }

    pub(crate) async fn patch(&self, who: Uuid, path: &str, body: Value) -> Answer {
        self.send(self.request(Some(who), Method::PATCH, path).json(&body)).await
    }

    pub(crate) async fn delete(&self, who: Uuid, path: &str) -> Answer {
        self.send(self.request(Some(who), Method::DELETE, path)).await
    }

    /// A run of somebody's, once it holds or has ended.
    pub(crate) async fn run(&self, who: Uuid) -> Value {
        let created = self.send(self.request(Some(who), Method::POST, "/api/v1/runs").multipart(brief())).await.is(201);
        self.settled(who, &created).await
    }

    /// A run of a flow of somebody's, that holds at its step `letter` for an approval.
    pub(crate) async fn flow_run(&self, who: Uuid) -> Value {
        self.post(who, "/api/v1/flows", json!({ "plan": LETTER })).await;
        let created = self.post(who, "/api/v1/flow-runs", json!({ "flow": "letter", "input": { "to": "Ada" } })).await.is(201);
        self.flow_settled(who, &created).await
    }

    /// A run of a flow of somebody's that lies in the archive.
    pub(crate) async fn archived_flow_run(&self, who: Uuid) -> Uuid {
        let plan = "grammar: 1\nname: short\nsteps:\n  - id: a\n    work: {effect: {effect: value, with: {n: 1}}}\n";
        let run = self.post(who, "/api/v1/flow-runs", json!({ "plan": plan })).await.is(201);
        let run = id(&self.flow_settled(who, &run).await);
        let done = self.post(who, "/api/v1/archived-runs", json!({ "runs": [run] })).await.is(200);
        assert_eq!(done["archived"], json!([run]), "{done}");
        run
    }

    /// The run of a flow, once it holds or has ended.
    pub(crate) async fn flow_settled(&self, who: Uuid, run: &Value) -> Value {
        let id = id(run);
        let handle = self.engine.handle();
        tokio::time::timeout(Duration::from_secs(60), handle.settled(id)).await.expect("the run settles").unwrap();
        self.get(who, &format!("/api/v1/flow-runs/{id}")).await.is(200)
    }

    /// The run, once it holds or has ended.
    pub(crate) async fn settled(&self, who: Uuid, run: &Value) -> Value {
        let id = id(run);
        let settled = self.engine.handle();
        tokio::time::timeout(Duration::from_secs(120), settled.settled(id)).await.expect("the run settles").unwrap();
        self.get(who, &format!("/api/v1/runs/{id}")).await.is(200)
    }

    /// Stops the server in good order.
    pub(crate) async fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        let ended = tokio::time::timeout(Duration::from_secs(30), &mut self.serving).await.expect("the server stops");
        ended.unwrap().unwrap();
    }
}

impl Answer {
    /// The body, where the status is this.
    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, String::from_utf8_lossy(&self.bytes));
        if self.bytes.is_empty() { Value::Null } else { serde_json::from_slice(&self.bytes).unwrap() }
    }

    /// The body, where it is a problem of this code.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        let problem = self.is(status);
        assert_eq!(problem["code"], code, "{}: {problem}", self.asked);
        assert_eq!(problem["type"], format!("/errors/{code}"));
        assert_eq!(problem["status"], status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        problem
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }
}

pub(crate) fn id(value: &Value) -> Uuid {
    Uuid::parse_str(value["id"].as_str().unwrap()).unwrap()
}

pub(crate) fn items(value: &Value) -> &Vec<Value> {
    value["items"].as_array().unwrap()
}

/// A flow whose only step makes a file and waits for an approval.
pub(crate) const LETTER: &str = "\
grammar: 2
name: letter
input: {type: object, properties: {to: {type: string}}, required: [to], additionalProperties: false}
signals: {haste: {schema: {type: string}}}
steps:
  - id: letter
    title: Write
    work:
      effect:
        effect: value
        with: {to: '{{ input.to }}', file: {path: letters/one.md, text: 'Dear {{ input.to }}'}}
    gate: {checks: [{type: file_exists, target: letters/one.md}], approval: required}
";

/// Three short documents about one thing, and a question.
pub(crate) fn brief() -> reqwest::multipart::Form {
    let request = json!({ "template": "source-brief", "intent": { "question": "What must be done about the Harrow bridge?" } });
    let mut form = reqwest::multipart::Form::new().part("request", reqwest::multipart::Part::text(request.to_string()));
    for (name, text) in documents() {
        form = form.part("sources", reqwest::multipart::Part::bytes(text.into_bytes()).file_name(name));
    }
    form
}

fn documents() -> BTreeMap<String, String> {
    [
        (
            "bridge.md",
            "# The bridge at Harrow\n\nThe bridge at Harrow was opened in 1887. It carries the road over the river Lin.\n\n## Repairs\n\n\
             The deck was renewed in 1954 at a cost of 42,000 pounds. Engineers found rust in the northern bearings in 2019.\n",
        ),
        (
            "minutes.txt",
            "Minutes of the works committee.\n\nThe committee noted that the northern bearings of the Harrow bridge must be replaced before 2027. \
             A weight limit of 18 tonnes was imposed in March. The estimate for new bearings is 310,000 pounds.\n",
        ),
        (
            "letter.html",
            "<html><head><title>A letter</title></head><body><h1>A letter to the council</h1><p>Lorries still cross the Harrow bridge by night. \
             The weight limit is not enforced.</p></body></html>",
        ),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

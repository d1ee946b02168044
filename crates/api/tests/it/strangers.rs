//! Nobody reaches what is somebody else's, on any route.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::house::{House, LETTER, id, items};

/// Something of Ann's for every parameter that names one. A new parameter has no entry, and the test says so.
async fn things(house: &House, ann: Uuid) -> BTreeMap<&'static str, String> {
    let run = house.run(ann).await;
    let artifact = run["main_artifact_id"].as_str().unwrap().to_owned();
    let webhook = house.post(ann, "/api/v1/webhooks", json!({ "url": "https://example.com/x", "events": ["run.completed"] })).await.is(201);
    let flow_run = house.flow_run(ann).await;
    let archived = house.archived_flow_run(ann).await;
    let yearly = json!({ "name": "yearly", "flow": "letter", "definition": { "when": { "cron": "0 0 1 1 *" } }, "input": { "to": "Ada" } });
    let scheduled = house.post(ann, "/api/v1/schedules", yearly).await.is(201);
    BTreeMap::from([
        ("schedule_id", id(&scheduled).to_string()),
        ("flow_run_id", id(&flow_run).to_string()),
        ("archived_run_id", archived.to_string()),
        ("run_id", id(&run).to_string()),
        ("artifact_id", artifact),
        ("webhook_id", id(&webhook).to_string()),
        ("user_id", ann.to_string()),
    ])
}

/// Parameters that name nothing of anybody's.
const SHARED: [(&str, &str); 11] = [
    ("name", "letter"),
    ("sha256", "0"),
    ("step", "letter"),
    ("queue", "orders"),
    ("item_id", "00000000-0000-4000-8000-000000000001"),
    ("gate", "G4"),
    ("number", "1"),
    ("slug", "source-brief"),
    ("version", "v1.0.0"),
    ("model_id", "offline-writer"),
    ("code", "UNKNOWN_RUN"),
];

/// Who may use which operation, written down.
const ACCESS: &str = include_str!("access.tsv");

/// An operation of the document, with who may use it.
struct Operation<'a> {
    who: &'static str,
    method: Method,
    path: &'static str,
    described: &'a Value,
}

/// Every operation. One that is not written down, or is no more, fails the test.
fn operations(document: &Value) -> Vec<Operation<'_>> {
    let mut written: BTreeMap<(String, String), (&'static str, &'static str)> = BTreeMap::new();
    for line in ACCESS.lines().filter(|line| !line.starts_with('#')) {
        let [who, method, path] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line:?} is not who, method, path") };
        assert!(["anybody", "account", "owner", "scope", "partly", "admin"].contains(&who), "{line:?}");
        assert!(written.insert((method.to_owned(), path.to_owned()), (who, path)).is_none(), "{line:?} stands twice");
    }
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            let method = method.to_uppercase();
            let (who, path) = written
                .remove(&(method.clone(), path.clone()))
                .unwrap_or_else(|| panic!("{method} {path} is new: say in access.tsv who may use it"));
            found.push(Operation { who, method: Method::from_bytes(method.as_bytes()).unwrap(), path, described });
        }
    }
    assert!(written.is_empty(), "no longer there: {:?}", written.keys());
    found
}

impl Operation<'_> {
    /// The names of its parameters in the address.
    fn names(&self) -> Vec<&'static str> {
        self.path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    /// Whether it names something that belongs to somebody.
    fn names_a_thing(&self) -> bool {
        !self.names().iter().all(|name| SHARED.iter().any(|(shared, _)| shared == name))
    }

    /// The address of somebody's things.
    fn address(&self, things: &BTreeMap<&'static str, String>) -> String {
        self.names().into_iter().fold(self.path.to_owned(), |path, name| {
            let shared = SHARED.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            let value = things.get(name).cloned().or(shared).unwrap_or_else(|| panic!("{path}: nothing of anybody's is known for {name}"));
            path.replace(&format!("{{{name}}}"), &value)
        })
    }

    fn shape<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        let schema = &self.described["requestBody"]["content"]["application/json"]["schema"];
        let one = schema["oneOf"].as_array().and_then(|choices| choices.iter().find(|choice| choice["$ref"].is_string()));
        document.pointer(one.unwrap_or(schema)["$ref"].as_str()?.strip_prefix('#')?)
    }

    /// A body that it takes, so that nothing but the missing right refuses it.
    fn body(&self, document: &Value) -> Option<Value> {
        let shape = self.shape(document)?;
        Some(match (self.method.as_str(), self.path) {
            ("POST", "/api/v1/definitions") => json!({ "files": [{ "name": "x.yaml", "text": "y" }] }),
            ("POST", "/api/v1/models/{model_id}/prices") => json!({ "component": "request", "usd_per_1k": 1, "provenance": "x" }),
            ("POST", "/api/v1/users") => json!({ "email": "x@example.com", "role": "admin" }),
            ("PATCH", "/api/v1/users/{user_id}") => json!({ "role": "admin", "status": "active" }),
            ("POST", "/api/v1/runs") => json!({ "template": "typographic-etymology", "intent": { "word": "villain" } }),
            ("POST", "/api/v1/flows") => json!({ "plan": LETTER }),
            ("POST", "/api/v1/flow-runs") => json!({ "flow": "letter", "input": { "to": "Ada" } }),
            ("POST", "/api/v1/schedules/{schedule_id}/backfill") => {
                json!({ "from": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z" })
            }
            ("POST", "/api/v1/flow-runs/{flow_run_id}/migrate") => json!({ "version": 1 }),
            ("PUT", "/api/v1/retention/limits") => json!({ "default": { "keep_days": 30 } }),
            ("POST", "/api/v1/flow-runs/{flow_run_id}/queues/{queue}/items") => json!({ "items": [{ "payload": "x" }] }),
            ("POST", "/api/v1/webhooks") => json!({ "url": "https://example.com/x", "events": ["run.completed"] }),
            _ => {
                let texts = shape["required"].as_array().into_iter().flatten();
                Value::Object(texts.map(|name| (name.as_str().unwrap().to_owned(), json!("x"))).collect())
            }
        })
    }
}

/// How somebody may come who is not signed in.
fn not_signed_in(house: &House) -> Vec<(&'static str, &'static str, String)> {
    let (keys, legacy) = (house.accounts.api_keys(), house.accounts.legacy_api_keys());
    let mut ways = vec![("nobody", "accept", "*/*".to_owned())];
    for (what, key) in [
        ("the public key", keys.anon),
        ("the secret key", keys.service_role),
        ("the older public key", legacy.anon),
        ("the older secret key", legacy.service_role),
    ] {
        ways.push((what, "apikey", key.clone()));
        ways.push((what, "authorization", format!("Bearer {key}")));
    }
    ways
}

#[test]
fn what_is_written_down_of_access_is_what_the_document_says() {
    let document = api::document();
    for operation in operations(&document) {
        let Operation { who, method, path, described } = &operation;
        assert_eq!(*who == "anybody", described["security"].is_array(), "{method} {path} is for {who}");
        let forbidden = described["responses"]["403"]["description"].as_str().unwrap_or_default().contains("FORBIDDEN");
        assert_eq!(["scope", "partly", "admin"].contains(who), forbidden, "{method} {path} is for {who}");
        assert!(*who != "owner" || operation.names_a_thing(), "{method} {path} names nothing that has an owner");
        assert!(*who != "account" || !operation.names_a_thing(), "{method} {path} names something that has an owner");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_every_route_with_an_id_somebody_elses_thing_is_not_there() {
    let house = House::new().await;
    let (ann, bob) = (house.user("ann").await, house.user("bob").await);
    let things = things(&house, ann).await;
    let document = api::document();
    let mut tried = 0;
    for operation in operations(&document).into_iter().filter(Operation::names_a_thing) {
        let (verb, real) = (&operation.method, operation.address(&things));
        let mut request = house.request(Some(bob), verb.clone(), &real);
        if let Some(body) = operation.body(&document) {
            request = request.json(&body);
        }
        let problem = house.send(request).await.is(404);
        let code = problem["code"].as_str().unwrap();
        assert!(code.starts_with("UNKNOWN_"), "{verb} {real}: {code}");
        // What is not there is answered alike.
        let nothing = things.iter().fold(real.clone(), |path, (_, value)| path.replace(value.as_str(), &Uuid::now_v7().to_string()));
        let mut request = house.request(Some(bob), verb.clone(), &nothing);
        if let Some(body) = operation.body(&document) {
            request = request.json(&body);
        }
        let absent = house.send(request).await.is(404);
        assert_eq!((&absent["code"], &absent["title"]), (&problem["code"], &problem["title"]), "{verb} {real}");
        tried += 1;
    }
    assert!(tried >= 20, "only {tried} routes were tried");
    // Ann still has everything.
    for path in ["runs", "artifacts", "webhooks", "flows", "flow-runs", "archived-runs", "schedules"] {
        assert!(!items(&house.get(ann, &format!("/api/v1/{path}")).await.is(200)).is_empty(), "{path}");
        assert!(items(&house.get(bob, &format!("/api/v1/{path}")).await.is(200)).is_empty(), "{path}");
    }
    assert_eq!(house.get(ann, &format!("/api/v1/runs/{}", things["run_id"])).await.is(200)["status"], "paused");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_for_anybody_answers_whoever_is_not_signed_in() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let things = things(&house, ann).await;
    let document = api::document();
    for operation in operations(&document) {
        let (verb, real) = (&operation.method, operation.address(&things));
        for (what, name, value) in not_signed_in(&house) {
            let mut request = house.request(None, verb.clone(), &real).header(name, value);
            if let Some(body) = operation.body(&document) {
                request = request.json(&body);
            }
            let answer = house.send(request).await;
            if operation.who == "anybody" {
                assert!(answer.status.is_success(), "{verb} {real} with {what}: {}", answer.text());
            } else {
                answer.refused(401, "NOT_SIGNED_IN");
                assert_eq!(answer.header("www-authenticate"), "Bearer", "{verb} {real} with {what}");
            }
        }
    }
    assert_eq!(house.get(ann, &format!("/api/v1/runs/{}", things["run_id"])).await.is(200)["status"], "paused");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_admins_is_refused_to_everybody_else() {
    let house = House::new().await;
    let bob = house.user("bob").await;
    // Even about what is his own.
    let things = things(&house, bob).await;
    let document = api::document();
    let mut tried = 0;
    for operation in operations(&document) {
        let real = match operation.who {
            "admin" => operation.address(&things),
            "scope" => format!("{}?scope=all", operation.path),
            _ => continue,
        };
        let mut request = house.request(Some(bob), operation.method.clone(), &real);
        if let Some(body) = operation.body(&document) {
            request = request.json(&body);
        }
        house.send(request).await.refused(403, "FORBIDDEN");
        tried += 1;
    }
    assert!(tried >= 20, "only {tried} operations were tried");
    // What is in part for admins.
    let trial = json!({ "template": "typographic-etymology", "intent": {}, "trial": { "name": "x.yaml", "text": "template: {}" } });
    house.post(bob, "/api/v1/runs", trial).await.refused(403, "FORBIDDEN");
    let passed = format!("/api/v1/runs/{}/gates/G4/approve", things["run_id"]);
    house.post(bob, &passed, json!({ "reason": "looks fine" })).await.refused(403, "FORBIDDEN");
    // Nothing of all that happened.
    let me = house.get(bob, "/api/v1/me").await.is(200);
    assert_eq!((&me["role"], &me["roles"], &me["status"]), (&json!("user"), &json!(["user"]), &json!("active")));
    assert_eq!(items(&house.get(house.admin, "/api/v1/users").await.is(200)).len(), 2);
    assert_eq!(items(&house.get(house.admin, "/api/v1/templates").await.is(200)).len(), 3);
    assert_eq!(house.get(bob, &format!("/api/v1/runs/{}", things["run_id"])).await.is(200)["status"], "paused");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_takes_a_field_that_nobody_asked_for() {
    let house = House::new().await;
    let things = things(&house, house.admin).await;
    let document = api::document();
    let mut tried = 0;
    for operation in operations(&document) {
        let Some(shape) = operation.shape(&document) else { continue };
        for extra in ["id", "user_id", "auth_user_id", "owner_id", "created_by", "role", "roles", "is_admin", "status", "email"] {
            if !shape["properties"][extra].is_null() {
                continue;
            }
            // First, so that it is what the server meets first.
            let mut body = json!({ extra: house.admin });
            body.as_object_mut().unwrap().extend(operation.body(&document).unwrap().as_object().unwrap().clone());
            let request = house.request(Some(house.admin), operation.method.clone(), &operation.address(&things)).json(&body);
            let problem = house.send(request).await.refused(422, "INVALID_REQUEST");
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(&format!("unknown field `{extra}`")), "{} {}: {detail}", operation.method, operation.path);
            tried += 1;
        }
    }
    assert!(tried >= 100, "only {tried} fields were tried");
}

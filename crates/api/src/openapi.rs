//! The OpenAPI document.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use crate::problem::{Problem, ProblemItem};
use crate::routes;
use crate::state::Api;

#[derive(OpenApi)]
#[openapi(
    info(title = "Gatewright", description = "Durable, gated AI workflows. Errors are problem documents (RFC 9457) whose `code` is stable; /errors/{code} explains each."),
    components(schemas(Problem, ProblemItem)),
    tags(
        (name = "me", description = "The account that asks"),
        (name = "users", description = "Accounts, for admins"),
        (name = "templates", description = "The catalogue"),
        (name = "definitions", description = "Templates and agents as files"),
        (name = "agents", description = "Agents"),
        (name = "runs", description = "Runs and what happens in them"),
        (name = "gates", description = "What people decide about gates"),
        (name = "flows", description = "Plans that accounts keep by name"),
        (name = "flow-runs", description = "Runs of flows and of plan files"),
        (name = "flow-steps", description = "What people decide about steps of flows"),
        (name = "work-queues", description = "Work queues inside runs of flows"),
        (name = "schedules", description = "When runs of flows start by themselves"),
        (name = "tasks", description = "Task queues: steps that workers elsewhere carry out"),
        (name = "artifacts", description = "Files that runs made"),
        (name = "models", description = "Models and prices"),
        (name = "costs", description = "What models cost"),
        (name = "reports", description = "What operators look at"),
        (name = "webhooks", description = "Whom an account wants told"),
        (name = "settings", description = "What the server offers"),
        (name = "health", description = "How the server is")
    )
)]
struct Frame;

/// Addresses that answer whoever asks.
const OPEN: [&str; 8] = [
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/v1/settings",
    "/api/v1/templates",
    "/api/v1/definitions/schema",
    "/api/v1/templates/{slug}",
    "/api/v1/templates/{slug}/estimate",
];

/// Fields of answers that may be absent. Every other field is always there, if only as `null`.
const ABSENT: [(&str, &str); 12] = [
    ("Problem", "errors"),
    ("ProblemItem", "line"),
    ("ProblemItem", "column"),
    ("ProblemItem", "file"),
    ("AttemptDetail", "prompt_packet"),
    ("AttemptDetail", "raw_output"),
    ("RunEvent", "gate"),
    ("RunEvent", "gate_name"),
    ("RunEvent", "attempt"),
    ("RunEvent", "status"),
    ("RunEvent", "reason"),
    ("RunEvent", "fail_codes"),
];

/// Shapes that are stored or sent as they were written, with fields left out.
const AS_WRITTEN: [&str; 5] = ["Check", "Evidence", "Guarantee", "IntentField", "Stage"];

/// The routes with the document they describe.
pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(Frame::openapi()).nest("/api/v1", routes::v1()).merge(routes::health::beside())
}

/// The OpenAPI 3.1 document of every route.
#[must_use]
pub fn document() -> Value {
    finish(routes().into_openapi())
}

/// Adds what the handlers do not say themselves: how one signs in, and which fields are always there.
pub(crate) fn finish(mut openapi: utoipa::openapi::OpenApi) -> Value {
    openapi.info.version = "1".to_owned();
    openapi.info.license = None;
    openapi.info.contact = None;
    if let Some(components) = &mut openapi.components {
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
    // The types of the document itself are representable.
    let mut document = serde_json::to_value(openapi).unwrap_or_default();
    document["security"] = json!([{ "bearer": [] }]);
    if let Some(paths) = document["paths"].as_object_mut() {
        for path in OPEN {
            let operations = paths.get_mut(path).and_then(Value::as_object_mut).into_iter().flatten();
            for (method, operation) in operations {
                if method == "get" {
                    operation["security"] = json!([{}, { "bearer": [] }]);
                }
            }
        }
    }
    let requested = requested(&document);
    let schemas = document["components"]["schemas"].as_object_mut();
    for (name, schema) in schemas.into_iter().flatten() {
        if !requested.contains(name) && !AS_WRITTEN.contains(&name.as_str()) {
            require_all(name, schema);
        }
    }
    document
}

/// The shapes that requests are made of.
fn requested(document: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for operation in
        document["paths"].as_object().into_iter().flat_map(|paths| paths.values()).flat_map(|path| path.as_object().into_iter().flatten())
    {
        references(&operation.1["requestBody"], &mut names);
    }
    loop {
        let mut more = names.clone();
        for name in &names {
            references(&document["components"]["schemas"][name], &mut more);
        }
        if more.len() == names.len() {
            return names;
        }
        names = more;
    }
}

fn references(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(name) = map.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix("#/components/schemas/")) {
                names.insert(name.to_owned());
            }
            map.values().for_each(|value| references(value, names));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, names)),
        _ => {}
    }
}

/// Marks every field of a shape as always there, in its parts too.
fn require_all(name: &str, schema: &mut Value) {
    for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        require_all(name, part);
    }
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
    let required: Vec<&String> = properties.keys().filter(|field| !ABSENT.contains(&(name, field.as_str()))).collect();
    let required = json!(required);
    // Items of lists of named shapes are shapes of their own; lists written out are not.
    schema["required"] = required;
    for field in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flat_map(|fields| fields.values_mut()) {
        if let Some(items) = field.get_mut("items") {
            require_all(name, items);
        }
    }
}

//! Traces as a collector receives them: OTLP over HTTP, read with the protocol's own messages.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use uuid::Uuid;

use crate::home::{ESSAY, Home};

/// Receives what programs export.
struct Collector {
    endpoint: String,
    received: Receiver<ExportTraceServiceRequest>,
}

impl Collector {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (send, received) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let send = send.clone();
                std::thread::spawn(move || serve(&stream.unwrap(), |export| send.send(export).is_ok()));
            }
        });
        Self { endpoint, received }
    }

    /// Everything that came so far; what a program sends before it ends has come when it has ended.
    fn spans(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        while let Ok(export) = self.received.recv_timeout(Duration::from_millis(200)) {
            for resource in export.resource_spans {
                let about = resource.resource.unwrap().attributes;
                assert!(about.iter().any(|fact| fact.key == "service.name"), "{about:?}");
                spans.extend(resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
            }
        }
        spans
    }
}

/// Answers requests of one connection until it closes.
fn serve(stream: &TcpStream, mut received: impl FnMut(ExportTraceServiceRequest) -> bool) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line.trim().is_empty() {
                break;
            }
            head.push(line.trim().to_ascii_lowercase());
        }
        assert_eq!(head[0], "post /v1/traces http/1.1");
        assert!(head.contains(&"content-type: application/x-protobuf".to_owned()), "{head:?}");
        let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        if !received(ExportTraceServiceRequest::decode(body.as_slice()).unwrap()) {
            return;
        }
        let mut stream = stream;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n").unwrap();
    }
}

fn facts(span: &Span) -> BTreeMap<&str, String> {
    let text = |value: &Value| match value {
        Value::StringValue(text) => text.clone(),
        Value::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    span.attributes.iter().filter_map(|fact| Some((fact.key.as_str(), text(fact.value.as_ref()?.value.as_ref()?)))).collect()
}

#[test]
fn a_run_is_one_trace_with_its_steps_checks_and_model_calls() {
    let home = Home::new();
    let collector = Collector::new();
    let arguments = [&ESSAY[..], &["--approve", "--json"]].concat();
    let ended = home.command(&arguments).env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint).output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let document: serde_json::Value = serde_json::from_slice(&ended.stdout).unwrap();
    let run: Uuid = document["run"]["id"].as_str().unwrap().parse().unwrap();

    let spans = collector.spans();
    let of_run: Vec<&Span> = spans.iter().filter(|span| span.trace_id == run.as_bytes()).collect();
    let root = of_run.iter().find(|span| span.name == "run typographic-etymology").expect("the run has a span");
    assert!(root.parent_span_id.is_empty(), "nothing lies above the run");
    let steps: Vec<&&Span> = of_run.iter().filter(|span| span.name.starts_with("step ")).collect();
    assert_eq!(steps.len(), document["gates"].as_array().unwrap().len(), "one span for each attempt");
    for span in of_run.iter().filter(|span| span.name.starts_with("step ") || span.name.starts_with("check ")) {
        assert_eq!(span.parent_span_id, root.span_id, "{}", span.name);
        assert!(root.start_time_unix_nano <= span.start_time_unix_nano && span.end_time_unix_nano <= root.end_time_unix_nano);
        assert_eq!(facts(span)["gatewright.run.id"], run.to_string());
    }
    let calls: Vec<&&Span> = of_run.iter().filter(|span| span.name.starts_with("chat ")).collect();
    assert!(!calls.is_empty(), "model calls have spans");
    for call in calls {
        assert!(steps.iter().any(|step| step.span_id == call.parent_span_id), "a call lies below its step");
        let facts = facts(call);
        assert_eq!((facts["gen_ai.operation.name"].as_str(), facts["gen_ai.provider.name"].as_str()), ("chat", "offline"));
        assert!(facts["gen_ai.usage.input_tokens"].parse::<u64>().unwrap() > 0, "{facts:?}");
        assert!(facts.contains_key("gen_ai.request.model") && facts.contains_key("gen_ai.response.model"), "{facts:?}");
    }
    // What was asked and answered stays in the database.
    let said = spans.iter().flat_map(facts).find(|(_, text)| text.to_lowercase().contains("villain"));
    assert_eq!(said, None);
}

#[test]
fn without_an_endpoint_nothing_is_sent_and_a_collector_that_is_gone_fails_no_run() {
    let home = Home::new();
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let arguments = [&ESSAY[..], &["--approve"]].concat();
    let ended = home.command(&arguments).env("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{gone}")).output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));

    let collector = Collector::new();
    let mut off = home.command(&arguments);
    off.env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint).env("OTEL_SDK_DISABLED", "true");
    assert!(off.output().unwrap().status.success());
    assert!(collector.spans().is_empty());
}

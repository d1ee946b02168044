//! Each template runs to its end and makes what it promises.

use std::collections::BTreeMap;

use content::publish::Manifest;
use uuid::Uuid;

use crate::house::{House, brief, essay, unapproved};

async fn files(house: &House, run: Uuid) -> BTreeMap<String, Vec<u8>> {
    house.content.files(run).await.unwrap().into_iter().map(|file| (file.path, file.bytes)).collect()
}

fn assert_files(found: &BTreeMap<String, Vec<u8>>, wanted: &[&str]) {
    for path in wanted {
        assert!(found.get(*path).is_some_and(|bytes| !bytes.is_empty()), "{path} is missing or empty; there are {:?}", found.keys());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_essay_passes_ten_gates_and_leaves_its_files() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run(&engine, essay("villain")).await;
    let gates = house.newest(run.id).await;
    let told: Vec<_> = gates.values().map(|gate| (&gate.gate_id, &gate.status, &gate.fail_codes, &gate.validation_results)).collect();
    assert_eq!(run.status, "completed", "{told:#?}");
    assert_eq!((gates.len(), run.total_gates, run.gates_passed, run.gates_failed), (10, 10, 10, 0));
    assert!(gates.values().all(|gate| gate.status == "passed"), "{told:#?}");
    let found = files(&house, run.id).await;
    assert_files(
        &found,
        &["essay.html", "essay.md", "essay.pdf", "research/SOURCES.md", "research/dossier.json", "QA-REPORT.md", "manifest.json"],
    );
    let manifest: Manifest = serde_json::from_slice(&found["manifest.json"]).unwrap();
    assert_eq!(manifest.files.len() + 1, found.len(), "the manifest lists every file but itself");
    assert_eq!(manifest.guarantees.len(), 4);
    assert!(manifest.guarantees.iter().all(|guarantee| guarantee.outcome == "kept"), "{:#?}", manifest.guarantees);
    engine.stop(std::time::Duration::from_secs(5)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_on_the_same_input_give_the_same_bytes() {
    let house = House::new().await;
    let engine = house.engine().await;
    let (first, second) = (house.run(&engine, essay("villain")).await, house.run(&engine, essay("villain")).await);
    let (first, second) = (files(&house, first.id).await, files(&house, second.id).await);
    for path in ["essay.html", "essay.md", "essay.pdf", "content/draft.json", "research/dossier.json"] {
        assert!(first[path] == second[path], "{path} differs between two runs");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_offline_writer_made_is_labelled_and_costs_a_known_nothing() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run(&engine, essay("villain")).await;
    for gate in house.content.gates(run.id).await.unwrap() {
        match gate.gate_id.as_str() {
            "G1" | "G4" | "G5" | "G6" => {
                assert_eq!(
                    (gate.model_id.as_deref(), gate.model_provider.as_deref()),
                    (Some("offline-writer"), Some("offline")),
                    "{}",
                    gate.gate_id
                );
                assert!(gate.tokens_in > 0 && gate.tokens_out > 0, "{} used no tokens", gate.gate_id);
            }
            _ => assert_eq!((gate.model_id.as_deref(), gate.tokens_in), (None, 0), "{}", gate.gate_id),
        }
        assert_eq!(gate.cost_usd, Some(0.0), "{}", gate.gate_id);
    }
    // Every call stands in the ledger, with what was sent and what came back.
    let client = house.database.connect(testkit::Identity::Service).await;
    let calls = client
        .query("select c.state, c.provider_id, c.cost_nanos, c.cost_unknown, t.raw_output is not null from llm.calls c join llm.call_texts t on t.call_id = c.id where c.run_id = $1", &[&run.id])
        .await
        .unwrap();
    assert_eq!(calls.len(), 4);
    for call in calls {
        assert_eq!((call.get::<_, &str>(0), call.get::<_, &str>(1), call.get::<_, Option<i64>>(2)), ("settled", "offline", Some(0)));
        assert!(!call.get::<_, bool>(3) && call.get::<_, bool>(4));
    }
    let texts: i64 = client
        .query_one(
            "select count(*) from content.gate_executions where run_id = $1 and prompt_packet is not null and raw_output is not null",
            &[&run.id],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(texts, 4, "prompt packets and raw outputs of the four writing stages are kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_infographic_is_one_svg_page() {
    let house = House::new().await;
    let engine = house.engine().await;
    let mut request = unapproved("etymology-infographic", "villain");
    request.approve_via = Some("test".to_owned());
    let run = house.run(&engine, request).await;
    assert_eq!(run.status, "completed", "{:#?}", house.newest(run.id).await);
    assert_files(&files(&house, run.id).await, &["infographic.svg", "QA-REPORT.md", "manifest.json"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brief_answers_from_the_users_documents() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run(&engine, brief("What must be done about the Harrow bridge, and what will it cost?")).await;
    assert_eq!(run.status, "completed", "{:#?}", house.newest(run.id).await);
    let found = files(&house, run.id).await;
    assert_files(&found, &["brief.html", "brief.md", "brief.pdf", "research/EVIDENCE.md", "QA-REPORT.md", "manifest.json"]);
    let text = String::from_utf8_lossy(&found["brief.md"]);
    assert!(text.contains("310,000"), "the estimate of the minutes is missing:\n{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn totals_of_a_run_can_be_derived_again_from_its_attempts() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run(&engine, essay("villain")).await;
    let client = house.database.connect(testkit::Identity::Service).await;
    client.execute("select content.recompute_run_totals($1)", &[&run.id]).await.unwrap();
    assert_eq!(house.content.run(run.id).await.unwrap().unwrap(), run);
}

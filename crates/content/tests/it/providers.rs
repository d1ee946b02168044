//! Writing stages served by models over real wire protocols: what is sent, what is kept, what it costs, and what happens when it goes wrong.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use content::{CreateRun, GateView, RunView};
use engine::{Effect, EffectCall, Produced, Registry};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use llm::Providers;
use llm::provider::Options;
use llm::wire::Protocol;
use machine::Failure;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::house::{House, brief, essay};
use crate::loopback::{Asked, Says, Scripted, USED};

const OUTLINE: &str = "design/outline.json";
const DRAFT: &str = "content/draft.json";
const QUESTION: &str = "What must be done about the Harrow bridge, and what will it cost?";

fn offline() -> Providers {
    Providers::default().with(Arc::new(content::writer::offline()))
}

fn asking(model: &str) -> CreateRun {
    CreateRun { model: Some(model.to_owned()), ..brief(QUESTION) }
}

/// A run of the brief's spec with something changed.
fn trial(from: &str, to: &str, request: CreateRun) -> CreateRun {
    let text = include_str!("../../../../templates/source-brief.yaml");
    assert!(text.contains(from), "{from}");
    CreateRun { trial: Some(("draft.yaml".to_owned(), text.replace(from, to))), ..request }
}

/// A model that does its work: plans, and writes from the evidence it is shown.
fn works(asked: &Asked) -> Says {
    Says::Text(if asked.demands(OUTLINE) { outline() } else { file(DRAFT, &draft(asked).to_string()) })
}

fn file(path: &str, text: &str) -> String {
    llm::files::render(&[(path, text)])
}

fn outline() -> String {
    let plan = json!({ "chapters": [{ "id": "answer", "title": "The answer", "purpose": "Say what must be done", "passages": [1] }] });
    llm::files::render(&[
        (OUTLINE, plan.to_string()),
        ("design/OUTLINE.md", "# Outline\n\n## The answer\n\nSay what must be done.\n".to_owned()),
    ])
}

/// Each passage's first sentence as the source's own words, and a sentence of the model's own, with the sources the prompt gave.
fn draft(asked: &Asked) -> Value {
    let evidence: Value = serde_json::from_str(asked.input("evidence")).unwrap();
    let mut sources: Vec<Value> = Vec::new();
    let mut sentences = Vec::new();
    for passage in evidence["passages"].as_array().unwrap() {
        let listed = evidence["sources"].as_array().unwrap().iter().find(|source| source["id"] == passage["source_id"]).unwrap();
        let at = sources.iter().position(|source| source["id"] == listed["id"]).unwrap_or_else(|| {
            let mut source = listed.clone();
            source["number"] = json!(sources.len() + 1);
            sources.push(source);
            sources.len() - 1
        });
        let sentence = &passage["sentences"][0];
        sentences.push(json!({
            "text": sentence["text"],
            "provenance": { "from": "source", "source": at + 1, "span": sentence["span"] },
            "cites": [{ "source": at + 1, "span": sentence["span"] }],
        }));
    }
    sentences.push(json!({
        "text": "The documents agree that something must be done about the bridge.",
        "provenance": { "from": "model", "model": asked.model },
        "cites": [{ "source": 1 }],
    }));
    json!({
        "kind": "brief", "title": QUESTION, "subtitle": "From the documents", "colophon": "Written by a model from the sources listed.",
        "chapters": [{ "id": "answer", "kicker": "Answer", "title": "What must be done", "blocks": [{ "block": "paragraph", "sentences": sentences }] }],
        "sources": sources,
    })
}

/// The same with a quotation that nobody said.
fn draft_with_invention(asked: &Asked) -> Value {
    let mut draft = draft(asked);
    draft["colophon"] = json!("The first draft.");
    let quotation = json!({
        "block": "quotation", "text": "The bridge shall be painted green and sold to the highest bidder", "author": "The committee", "author_as_printed": "The committee",
        "headword": draft["sources"][0]["title"], "cite": { "source": 1, "span": { "start": 0, "end": 20 } },
    });
    draft["chapters"][0]["blocks"].as_array_mut().unwrap().push(quotation);
    draft
}

async fn anthropic(script: impl Fn(&Asked, u32) -> Says + Send + Sync + 'static) -> (House, Scripted) {
    let model = Scripted::listen(Protocol::Anthropic, script).await;
    (House::with(offline().with(model.provider("anthropic"))).await, model)
}

async fn compatible(script: impl Fn(&Asked, u32) -> Says + Send + Sync + 'static) -> (House, Scripted) {
    let model = Scripted::listen(Protocol::OpenAi, script).await;
    (House::with(offline().with(model.provider("openai-compatible"))).await, model)
}

/// A call as the ledger has it.
#[derive(Debug, PartialEq)]
struct Row {
    step: String,
    attempt: i32,
    round: i32,
    delivery: i32,
    model: String,
    state: String,
    cost: Option<i64>,
    repair: Option<String>,
    error: Option<String>,
}

async fn calls(house: &House, run: Uuid) -> Vec<Row> {
    let client = house.database.connect(testkit::Identity::Service).await;
    let calls = ledger::calls_of_run(&*client, run).await.unwrap();
    let row = |call: ledger::Call| Row {
        step: call.step_id.unwrap(),
        attempt: call.attempt.unwrap(),
        round: call.round,
        delivery: call.delivery,
        model: call.model_id,
        state: call.state,
        cost: call.cost_nanos,
        repair: call.repair,
        error: call.error_code,
    };
    calls.into_iter().map(row).collect()
}

fn states(calls: &[Row]) -> Vec<(&str, i32, &str)> {
    calls.iter().map(|call| (call.step.as_str(), call.attempt, call.state.as_str())).collect()
}

async fn no_reservation_is_held(house: &House) {
    assert_eq!(house.count("llm.reservations where state = 'held'").await, 0);
}

async fn attempts(house: &House, run: Uuid, gate: &str) -> Vec<GateView> {
    let mut found: Vec<GateView> = house.content.gates(run).await.unwrap().into_iter().filter(|found| found.gate_id == gate).collect();
    found.sort_by_key(|gate| gate.attempt_number);
    found
}

async fn told(house: &House, run: &RunView) -> String {
    let gates = house.content.gates(run.id).await.unwrap();
    let lines: Vec<String> = gates
        .iter()
        .filter(|gate| gate.status == "failed")
        .map(|gate| format!("{} #{}: {:?} {}", gate.gate_id, gate.attempt_number, gate.fail_codes, gate.validation_results))
        .collect();
    format!("{:?}\n{}", run.pause_reason, lines.join("\n"))
}

async fn files(house: &House, run: Uuid) -> BTreeMap<String, Vec<u8>> {
    house.content.files(run).await.unwrap().into_iter().map(|file| (file.path, file.bytes)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_writes_the_brief_and_every_nano_dollar_is_accounted_for() {
    let (house, model) = anthropic(|asked, _| works(asked)).await;
    let engine = house.engine().await;
    let run = house.run(&engine, asking("claude-sonnet-4")).await;
    assert_eq!(run.status, "completed", "{}", told(&house, &run).await);

    // Three dollars per million read, a quarter more for what is written to the cache, fifteen per million written.
    let (read, cached, written) = USED;
    let each = i64::try_from(read * 3_000 + cached * 3_750 + written * 15_000).unwrap();
    let gates = house.newest(run.id).await;
    for gate in ["G4", "G5"] {
        let gate = &gates[gate];
        assert_eq!((gate.model_id.as_deref(), gate.model_provider.as_deref()), (Some("claude-sonnet-4"), Some("anthropic")));
        assert_eq!((gate.tokens_in, gate.tokens_out), (1_200, 300));
    }
    let client = house.database.connect(testkit::Identity::Service).await;
    let costs = client
        .query("select cost_nanos from content.gate_attempts where run_id = $1 and gate_id in ('G4', 'G5')", &[&run.id])
        .await
        .unwrap();
    assert_eq!(costs.iter().map(|row| row.get::<_, Option<i64>>(0)).collect::<Vec<_>>(), [Some(each); 2]);
    let totals = client.query_one("select total_cost_nanos, cost_incomplete from content.runs where id = $1", &[&run.id]).await.unwrap();
    assert_eq!((totals.get::<_, i64>(0), totals.get::<_, bool>(1)), (2 * each, false));

    let calls = calls(&house, run.id).await;
    assert_eq!(states(&calls), [("G4", 1, "settled"), ("G5", 1, "settled")]);
    assert!(calls.iter().all(|call| call.cost == Some(each)));
    no_reservation_is_held(&house).await;
    let kept = client
        .query_one("select prompt_packet, raw_output from content.gate_executions where run_id = $1 and gate_id = 'G5'", &[&run.id])
        .await
        .unwrap();
    let asked = &model.asked_for(DRAFT)[0];
    assert!(kept.get::<_, String>(0).contains(asked.prompt.trim()), "the prompt packet is what was sent");
    assert!(kept.get::<_, String>(1).contains("=== file: content/draft.json ==="));
    assert_eq!(asked.model, "claude-sonnet-4-0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_says_how_to_cite_and_carries_nothing_twice() {
    let (house, model) = anthropic(|asked, _| works(asked)).await;
    let engine = house.engine().await;
    let run = house.run(&engine, asking("claude-sonnet-4")).await;
    let asked = &model.asked_for(DRAFT)[0];
    assert!(asked.prompt.contains("numbered from 1 in the order of your list"), "{}", asked.prompt);
    assert!(asked.prompt.contains(r#"{"from":"model","model":"claude-sonnet-4"}"#));
    let evidence: Value = serde_json::from_str(asked.input("evidence")).unwrap();
    assert_eq!(evidence["passages"][0]["source_id"].as_str().map(|id| id.starts_with("doc:")), Some(true), "{evidence}");
    let said = "the northern bearings of the Harrow bridge must be replaced";
    assert_eq!(asked.prompt.matches(said).count(), 1, "the documents' text is not repeated beside the evidence");
    assert!(!model.asked_for(OUTLINE)[0].prompt.contains("\ndate:"), "the same question is the same tomorrow");
    // What only the offline writer computes from is not kept for others either.
    let client = house.database.connect(testkit::Identity::Service).await;
    let briefs: i64 = client
        .query_one("select count(*) from llm.call_texts t join llm.calls c on c.id = t.call_id where c.run_id = $1 and t.prompt_packet->'brief' <> 'null'", &[&run.id])
        .await
        .unwrap()
        .get(0);
    assert_eq!(briefs, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prompt_of_an_essay_names_its_sources_and_is_smaller_than_the_dossier_it_tells() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run(&engine, essay("villain")).await;
    let client = house.database.connect(testkit::Identity::Service).await;
    let query = "select prompt_packet from content.gate_executions where run_id = $1 and gate_id = 'G6'";
    let packet: String = client.query_one(query, &[&run.id]).await.unwrap().get(0);
    let dossier = &files(&house, run.id).await["research/dossier.json"];
    assert!(packet.contains(r#""source_id":"gcide:Villain:"#) && packet.contains(r#"{"number":1,"id":"#));
    let shown = packet.split("<input name=\"dossier\">").nth(1).unwrap().split("</input>").next().unwrap();
    println!("dossier: {} bytes, shown: {}, whole packet: {}", dossier.len(), shown.len(), packet.len());
    assert!(shown.len() < dossier.len(), "{} bytes shown of a dossier of {}", shown.len(), dossier.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_without_a_price_has_an_unknown_cost_and_never_none() {
    let (house, model) = compatible(|asked, _| works(asked)).await;
    let engine = house.engine().await;
    let run = house.run(&engine, asking("openai-compatible/test-model")).await;
    assert_eq!(run.status, "completed", "{}", told(&house, &run).await);
    assert!(run.cost_incomplete);
    let gate = &house.newest(run.id).await["G5"];
    assert_eq!(
        (gate.model_id.as_deref(), gate.model_provider.as_deref()),
        (Some("openai-compatible/test-model"), Some("openai-compatible"))
    );
    assert_eq!((gate.cost_usd, gate.tokens_in, gate.tokens_out), (None, 1_000, 300));
    assert!(model.asked().iter().all(|asked| asked.model == "test-model"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invented_quotation_is_sent_back_with_its_place_and_mended_one_tier_up() {
    let (house, model) = anthropic(|asked, _| match asked.prompt.contains("What was wrong") {
        false if asked.demands(DRAFT) => Says::Text(file(DRAFT, &draft_with_invention(asked).to_string())),
        _ => works(asked),
    })
    .await;
    let engine = house.engine().await;
    let run = house.run(&engine, asking("claude-sonnet-4")).await;
    assert_eq!(run.status, "completed", "{}", told(&house, &run).await);
    let attempts = attempts(&house, run.id, "G5").await;
    let shown: Vec<_> = attempts.iter().map(|gate| (gate.status.as_str(), gate.model_id.as_deref(), gate.cause.as_str())).collect();
    assert_eq!(shown, [("failed", Some("claude-sonnet-4"), "ready"), ("passed", Some("claude-opus-4"), "repair")]);
    assert_eq!(attempts[0].fail_codes, ["QUOTE_NOT_FOUND"]);

    let asked = model.asked_for(DRAFT);
    assert_eq!((asked.len(), asked[1].model.as_str()), (2, "claude-opus-4-0"));
    assert_eq!(asked[1].turns(), 1, "the history is not sent again");
    let repair = asked[1].prompt.split("What was wrong with the attempt before").nth(1).unwrap();
    for part in
        ["QUOTE_NOT_FOUND", "painted green and sold", "content/draft.json#/chapters/0/blocks/1", "bytes ", "Quote exactly, or paraphrase"]
    {
        assert!(repair.contains(part), "{part} is missing:\n{repair}");
    }
    assert!(!asked[1].prompt.contains("The first draft."), "the draft before is not sent again");
    assert!(repair.len() < 2_000, "{} bytes", repair.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_is_waited_for_inside_one_attempt() {
    let (house, model) = anthropic(|asked, before| if before == 0 { Says::Status(429, 0) } else { works(asked) }).await;
    let engine = house.engine().await;
    let run = house.run(&engine, asking("claude-sonnet-4")).await;
    assert_eq!(run.status, "completed", "{}", told(&house, &run).await);
    let calls = calls(&house, run.id).await;
    assert_eq!(states(&calls), [("G4", 1, "failed"), ("G4", 1, "settled"), ("G5", 1, "settled")]);
    assert_eq!((calls[0].error.as_deref(), calls[0].cost, calls[1].delivery), (Some("RETRY_LATER"), Some(0), 2));
    assert_eq!(model.asked().len(), 3);
    assert_eq!(attempts(&house, run.id, "G4").await.len(), 1);
    assert!(!run.cost_incomplete, "what was turned away costs a known nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_model_of_the_tier_stands_in_where_nobody_named_one_and_the_row_says_why() {
    let claude = Scripted::listen(Protocol::Anthropic, |_, _| Says::Status(429, 600)).await;
    let gpt = Scripted::listen(Protocol::OpenAi, |asked, _| works(asked)).await;
    let house = House::with(offline().with(claude.provider("anthropic")).with(gpt.provider("openai"))).await;
    let engine = house.engine().await;
    let run = house.run(&engine, brief(QUESTION)).await;
    assert_eq!(run.status, "completed", "{}", told(&house, &run).await);
    let gate = house.newest(run.id).await["G5"].clone();
    assert_eq!((gate.attempt_number, gate.model_provider.as_deref()), (1, Some("openai")));
    let client = house.database.connect(testkit::Identity::Service).await;
    let rows = client
        .query("select from_model, to_model, from_tier, to_tier from llm.degradations where run_id = $1 order by created_at", &[&run.id])
        .await
        .unwrap();
    let row: Vec<&str> = (0..4).map(|at| rows[0].get(at)).collect();
    assert_eq!((rows.len(), row[0], row[2], row[3]), (2, "claude-sonnet-4", "silver", "silver"));
    assert_eq!(Some(row[1]), gate.model_id.as_deref(), "the gate names the model that wrote");

    // Somebody who names a model gets it or nothing.
    let run = house.run(&engine, asking("claude-sonnet-4")).await;
    assert_eq!(run.pause_reason.as_deref(), Some("Gate G4 failed: MODEL_ERROR"));
    assert!(calls(&house, run.id).await.iter().all(|call| call.model == "claude-sonnet-4"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_off_answer_is_said_to_be_cut_off() {
    let (house, _model) =
        anthropic(|asked, _| if asked.demands(OUTLINE) { works(asked) } else { Says::Cut(draft(asked).to_string()[..400].to_owned()) })
            .await;
    let engine = house.engine().await;
    let run = house.run(&engine, asking("claude-sonnet-4")).await;
    assert_eq!(run.pause_reason.as_deref(), Some("Gate G5 failed: TRUNCATED"));
    let gate = &attempts(&house, run.id, "G5").await[0];
    assert_eq!((gate.fail_codes.as_slice(), gate.tokens_out), (["TRUNCATED".to_owned()].as_slice(), 300), "it is paid for all the same");
    assert!(gate.cost_usd.is_some_and(|cost| cost > 0.0));
    no_reservation_is_held(&house).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn almost_right_json_is_mended_and_the_call_says_what_was_done() {
    let (house, _model) = anthropic(|asked, _| match asked.demands(DRAFT) {
        true => {
            let text = draft(asked).to_string();
            Says::Text(format!("Here is the draft:\n```json\n{},}}\n```\n", text.strip_suffix('}').unwrap()))
        }
        false => works(asked),
    })
    .await;
    let engine = house.engine().await;
    let run = house.run(&engine, asking("claude-sonnet-4")).await;
    assert_eq!(run.status, "completed", "{}", told(&house, &run).await);
    let calls = calls(&house, run.id).await;
    let repair = calls[1].repair.clone().unwrap_or_default();
    assert!(calls[0].repair.is_none() && repair.contains("trailing_comma"), "{calls:?}");
    assert!(serde_json::from_slice::<Value>(&files(&house, run.id).await[DRAFT]).is_ok());
}

fn with_tools(request: CreateRun) -> CreateRun {
    let text = include_str!("../../../../templates/source-brief.yaml");
    let line = "      ceilings: { input_tokens: 1500000, output_tokens: 36000, temperature: 0.3 }\n";
    let tools = "      tools: [dictionary.lookup]\n      ceilings: { input_tokens: 1500000, output_tokens: 36000, tool_rounds: 2 }\n";
    assert!(text.contains(line));
    CreateRun { trial: Some(("draft.yaml".to_owned(), text.replace(line, tools))), ..request }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_looks_a_word_up_and_goes_on() {
    for protocol in [Protocol::Anthropic, Protocol::OpenAi] {
        let look = |asked: &Asked, _| match asked.demands(DRAFT) && asked.turns() == 1 {
            true => Says::Tool { name: "dictionary_lookup", arguments: json!({ "word": "villain" }) },
            false => works(asked),
        };
        let (house, model, id) = match protocol {
            Protocol::Anthropic => {
                let (house, model) = anthropic(look).await;
                (house, model, "claude-sonnet-4")
            }
            _ => {
                let (house, model) = compatible(look).await;
                (house, model, "openai-compatible/test-model")
            }
        };
        let engine = house.engine().await;
        let run = house.run(&engine, with_tools(asking(id))).await;
        assert_eq!(run.status, "completed", "{}", told(&house, &run).await);
        let asked = model.asked_for(DRAFT);
        assert_eq!((asked.len(), asked[1].turns()), (2, 3));
        assert!(asked[0].body["tools"].to_string().contains("dictionary_lookup"));
        let answer = asked[1].body["messages"].as_array().unwrap().last().unwrap().to_string();
        assert!(answer.contains("Villain") && answer.contains("[gcide:"), "the entry is in the conversation: {answer}");
        let gate = house.newest(run.id).await["G5"].clone();
        assert_eq!(gate.tokens_out, 600, "both rounds count");
        let rounds: Vec<i32> = calls(&house, run.id).await.iter().filter(|call| call.step == "G5").map(|call| call.round).collect();
        assert_eq!(rounds, [1, 2]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_only_looks_things_up_is_stopped() {
    let (house, model) = anthropic(|asked, _| match asked.demands(DRAFT) {
        true => Says::Tool { name: "dictionary_lookup", arguments: json!({ "word": "xyzzyx" }) },
        false => works(asked),
    })
    .await;
    let engine = house.engine().await;
    let run = house.run(&engine, with_tools(asking("claude-sonnet-4"))).await;
    assert_eq!(run.pause_reason.as_deref(), Some("Gate G5 failed: MAX_ROUNDS"));
    let attempts = attempts(&house, run.id, "G5").await;
    assert_eq!(model.asked_for(DRAFT).len(), 3 * attempts.len(), "two rounds of tools, and one more question");
    assert_eq!(attempts[0].tokens_out, 900);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_that_may_not_spend_more_waits_for_a_person() {
    let (house, model) = anthropic(|asked, _| works(asked)).await;
    let engine = house.engine().await;
    let request =
        trial("{ input_tokens: 1500000, output_tokens: 36000,", "{ input_tokens: 50, output_tokens: 36000,", asking("claude-sonnet-4"));
    let run = house.run(&engine, request).await;
    assert_eq!((run.status.as_str(), run.pause_reason.as_deref()), ("paused", Some("Gate G5 failed: BUDGET_EXCEEDED")));
    assert!(model.asked_for(DRAFT).is_empty(), "nothing was sent");
    assert_eq!(attempts(&house, run.id, "G5").await.len(), 1, "a second attempt would meet the same ceiling");
    let gate = house.newest(run.id).await["G5"].clone();
    assert_eq!(gate.cost_usd, Some(0.0));
    assert!(gate.validation_results.to_string().contains("50 input tokens"), "{}", gate.validation_results);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_that_the_next_attempt_would_meet_again_waits_for_a_person_at_once() {
    // A key that is not accepted, a request that is not taken, an account without credit, a model that is not there.
    for (status, code) in [(401, "MODEL_ERROR"), (400, "MODEL_ERROR"), (402, "BUDGET_EXCEEDED"), (404, "MODEL_ERROR")] {
        let (house, model) = anthropic(move |_, _| Says::Status(status, 0)).await;
        let engine = house.engine().await;
        let run = house.run(&engine, asking("claude-sonnet-4")).await;
        assert_eq!(run.pause_reason, Some(format!("Gate G4 failed: {code}")), "{status}");
        assert_eq!(attempts(&house, run.id, "G4").await.len(), 1, "{status}");
        assert_eq!(model.asked().len(), 1, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_may_not_spend_more_ends() {
    let (house, model) = anthropic(|asked, _| works(asked)).await;
    let engine = house.engine().await;
    let request = trial(
        r#"{ input_tokens: 5000000, output_tokens: 200000, cost_usd: "1.50" }"#,
        r#"{ cost_usd: "0.01" }"#,
        asking("claude-sonnet-4"),
    );
    let run = house.run(&engine, request).await;
    assert_eq!(run.status, "failed", "{}", told(&house, &run).await);
    assert!(
        run.pause_reason.as_deref().is_some_and(|reason| reason.starts_with("Gate G4 failed: BUDGET_EXCEEDED")),
        "{:?}",
        run.pause_reason
    );
    assert!(model.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recorded_run_is_replayed_without_its_model() {
    let folder = tempfile::tempdir().unwrap();
    let tape = folder.path().join("brief.jsonl");
    let model = Scripted::listen(Protocol::OpenAi, |asked, _| works(asked)).await;
    let id = "openai-compatible/test-model";
    let open = |options: Options, url: Option<String>| {
        Providers::from_env(&|name| if name == "OPENAI_BASE_URL" { url.clone() } else { None }, &options, content::writer::offline())
            .unwrap()
    };

    let house = House::with(open(Options { record: Some(tape.clone()), ..Options::default() }, Some(model.url.clone()))).await;
    let engine = house.engine().await;
    let recorded = house.run(&engine, asking(id)).await;
    assert_eq!(recorded.status, "completed", "{}", told(&house, &recorded).await);
    let wrote = files(&house, recorded.id).await;
    let asked = model.asked().len();

    let house = House::with(open(Options { replay: Some(tape), ..Options::default() }, None)).await;
    let engine = house.engine().await;
    let replayed = house.run(&engine, asking(id)).await;
    assert_eq!(replayed.status, "completed", "{}", told(&house, &replayed).await);
    let again = files(&house, replayed.id).await;
    for path in [OUTLINE, "design/OUTLINE.md", DRAFT, "brief.html", "brief.md", "brief.pdf"] {
        assert!(wrote[path] == again[path], "{path} differs");
    }
    assert_eq!(model.asked().len(), asked, "nobody was asked");
    let gate = house.newest(replayed.id).await["G5"].clone();
    assert_eq!((gate.model_id.as_deref(), gate.model_provider.as_deref(), gate.cost_usd), (Some(id), Some("replay"), Some(0.0)));

    // A question that was never recorded names the nearest one that was, and costs nothing.
    let other = house.run(&engine, CreateRun { model: Some(id.to_owned()), ..brief("Who pays for the Harrow bridge?") }).await;
    let gate = house.newest(other.id).await["G4"].clone();
    assert_eq!(other.pause_reason.as_deref(), Some("Gate G4 failed: MODEL_ERROR"));
    assert!(gate.validation_results.to_string().contains("differs in messages"), "{}", gate.validation_results);
}

/// Finishes the work of one step and then dies with it, once.
struct Dying {
    inner: Arc<dyn Effect>,
    died: Arc<AtomicBool>,
}

impl Effect for Dying {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let dies = call.effort.step.0 == "G4" && !self.died.load(Ordering::SeqCst);
        let (inner, died) = (self.inner.run(call), Arc::clone(&self.died));
        async move {
            let produced = inner.await?;
            if dies {
                died.store(true, Ordering::SeqCst);
                futures_util::future::pending::<()>().await;
            }
            Ok(produced)
        }
        .boxed()
    }
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let waited = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waited).await.unwrap_or_else(|_| panic!("{what} never came"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_paid_for_before_a_crash_is_used() {
    let (house, model) = anthropic(|asked, _| works(asked)).await;
    let died = Arc::new(AtomicBool::new(false));
    let dying = |registry: Registry| {
        let wrap = |(name, inner)| (name, Arc::new(Dying { inner, died: Arc::clone(&died) }) as Arc<dyn Effect>);
        Registry { effects: registry.effects.into_iter().map(wrap).collect(), ..registry }
    };
    let engine = house.engine_with(dying(house.content.registry())).await;
    let created = house.content.create_run(&house.account, asking("claude-sonnet-4")).await.unwrap();
    engine.handle().nudge();
    until("the first answer", || died.load(Ordering::SeqCst)).await;
    drop(engine);
    let engine = house.engine().await;
    let run = house.settled(&engine, created.run_id).await;
    assert_eq!(run.status, "completed", "{}", told(&house, &run).await);
    assert_eq!(model.asked_for(OUTLINE).len(), 1, "asked once, paid once");
    assert_eq!(states(&calls(&house, run.id).await), [("G4", 1, "settled"), ("G5", 1, "settled")]);
    let gate = house.newest(run.id).await["G4"].clone();
    assert_eq!((gate.attempt_number, gate.tokens_out), (1, 300));
    assert!(!run.cost_incomplete && gate.cost_usd.is_some_and(|cost| cost > 0.0), "what it cost is known: it stands in the ledger");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_a_crash_cut_off_is_taken_over_and_counts_as_spent() {
    let (house, model) = anthropic(|asked, before| if before == 0 { Says::Nothing } else { works(asked) }).await;
    let engine = house.engine().await;
    let created = house.content.create_run(&house.account, asking("claude-sonnet-4")).await.unwrap();
    engine.handle().nudge();
    until("the first question", || !model.asked().is_empty()).await;
    drop(engine);
    let engine = house.engine().await;
    let run = house.settled(&engine, created.run_id).await;
    assert_eq!(run.status, "completed", "{}", told(&house, &run).await);
    assert_eq!(states(&calls(&house, run.id).await), [("G4", 1, "abandoned"), ("G4", 1, "settled"), ("G5", 1, "settled")]);
    no_reservation_is_held(&house).await;
    assert_eq!(house.newest(run.id).await["G4"].attempt_number, 1, "a crash consumes no attempt");
    assert!(run.cost_incomplete, "nobody knows what the answer that never came costs");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_stays_broken_fails_the_attempt_and_the_next_one_may_pass() {
    let (house, _model) = anthropic(|asked, before| if before < 6 { Says::Status(500, 0) } else { works(asked) }).await;
    let engine = house.engine().await;
    let run = house.run(&engine, asking("claude-sonnet-4")).await;
    // Three tries of two calls each, then a second attempt.
    assert_eq!(run.status, "completed", "{}", told(&house, &run).await);
    let attempts = attempts(&house, run.id, "G4").await;
    assert_eq!(attempts.iter().map(|gate| gate.status.as_str()).collect::<Vec<_>>(), ["failed", "passed"]);
    assert_eq!(attempts[0].fail_codes, ["MODEL_ERROR"]);
}

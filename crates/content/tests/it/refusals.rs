//! What cannot be used is refused with a reason, and nothing is written.

use content::{CreateRun, ServiceError};
use serde_json::json;

use crate::house::{House, brief, essay, intent};

async fn refused(house: &House, request: CreateRun) -> ServiceError {
    let tables =
        ["content.runs", "content.gate_attempts", "engine.runs", "engine.submissions", "engine.payloads", "llm.budgets", "content.specs"];
    let mut before = Vec::new();
    for table in tables {
        before.push(house.count(table).await);
    }
    let error = house.content.create_run(&house.account, request).await.expect_err("it cannot be used");
    for (table, before) in tables.iter().zip(before) {
        assert_eq!(house.count(table).await, before, "{table} was written to");
    }
    error
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_template_is_answered_with_those_there_are() {
    let house = House::new().await;
    let error = refused(&house, CreateRun { template: "sonnet".to_owned(), ..CreateRun::default() }).await;
    let text = error.to_string();
    assert!(error.is_usage() && text.contains("typographic-etymology") && text.contains("source-brief"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_intent_is_answered_field_by_field() {
    let house = House::new().await;
    let request = CreateRun { intent: intent(&[("angle", json!("spicy"))]), ..essay("villain") };
    let text = refused(&house, request).await.to_string();
    assert!(text.contains("word: required") && text.contains("allowed: etymology, cultural, linguistic, historical"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_of_no_dictionary_is_answered_with_near_ones() {
    let house = House::new().await;
    let error = refused(&house, essay("vilain")).await;
    assert!(matches!(error, ServiceError::UnknownWord { .. }) && error.to_string().to_lowercase().contains("villain"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brief_without_sources_says_how_to_give_them() {
    let house = House::new().await;
    let error = refused(&house, CreateRun { sources: Vec::new(), ..brief("Why?") }).await;
    assert!(error.to_string().contains("--sources"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_model_is_answered_with_the_catalogue() {
    let house = House::new().await;
    let error = refused(&house, CreateRun { model: Some("gpt-99".to_owned()), ..essay("villain") }).await;
    assert!(matches!(error, ServiceError::UnknownModel { .. }) && error.to_string().contains("claude-opus-4"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_without_a_key_says_which_key() {
    let house = House::new().await;
    let error = refused(&house, CreateRun { model: Some("claude-opus-4".to_owned()), ..essay("villain") }).await;
    assert!(matches!(error, ServiceError::ModelUnavailable { .. }) && error.to_string().contains("ANTHROPIC_API_KEY"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idempotency_key_starts_one_run() {
    let house = House::new().await;
    let keyed = |word: &str| CreateRun { idempotency_key: Some("k1".to_owned()), ..essay(word) };
    let first = house.content.create_run(&house.account, keyed("villain")).await.unwrap();
    let again = house.content.create_run(&house.account, keyed("villain")).await.unwrap();
    assert!(first.fresh && !again.fresh && first.run_id == again.run_id);
    assert_eq!(house.count("content.runs").await, 1);
    let error = house.content.create_run(&house.account, keyed("quadrant")).await.expect_err("other input under the same key");
    assert!(matches!(error, ServiceError::KeyReused(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_run_or_gate_is_named() {
    let house = House::new().await;
    let unknown = house.content.find_run("0123abcd").await.expect_err("no such run");
    assert!(matches!(unknown, ServiceError::UnknownRun(_)), "{unknown}");
    let created = house.content.create_run(&house.account, essay("villain")).await.unwrap();
    let error = house.content.gate(created.run_id, "G99").await.expect_err("no such gate");
    assert!(error.to_string().contains("G1, G2"), "{error}");
    assert_eq!(house.content.gate(created.run_id, "g6").await.unwrap().0, "G6");
}

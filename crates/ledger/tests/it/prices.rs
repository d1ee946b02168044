use jiff::Timestamp;
use ledger::{Component, LedgerError, NewPrice, add_price, prices_at};
use testkit::Identity;

use crate::support::*;

fn at(day: &str) -> Timestamp {
    format!("{day}T00:00:00Z").parse().unwrap()
}

fn new(model: &str, rate_nanos: u64, from: &str, to: Option<&str>) -> NewPrice {
    NewPrice {
        model: model.to_owned(),
        component: Component::InputUncached,
        min_input_tokens: 0,
        rate_nanos,
        valid_from: at(from),
        valid_to: to.map(at),
        source: "a list".to_owned(),
        confidence: "stated".to_owned(),
    }
}

#[tokio::test]
async fn the_catalogue_holds_the_models_and_prices_of_the_seed() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let listing = ledger::listing(&*client, noon()).await.unwrap();
    // (id, dollars per thousand input and output tokens in micro-dollars, tier)
    for (id, input, output, tier) in [
        ("claude-opus-4", 15_000, 75_000, "top"),
        ("claude-sonnet-4", 3_000, 15_000, "mid"),
        ("claude-haiku-3.5", 800, 4_000, "low"),
        ("gpt-5.3", 10_000, 30_000, "top"),
        ("gpt-4o", 5_000, 15_000, "mid"),
        ("gpt-4o-mini", 300, 1_200, "low"),
        ("o3", 10_000, 40_000, "top"),
        ("o3-mini", 1_100, 4_400, "mid"),
        ("gemini-2.5-pro", 3_500, 14_000, "mid"),
        ("gemini-2.5-flash", 500, 1_500, "low"),
    ] {
        let entry = listing.iter().find(|entry| entry.card.id == id).unwrap_or_else(|| panic!("no {id}"));
        assert_eq!(entry.rate(Component::InputUncached), Some(input * 1_000_000), "{id}");
        assert_eq!(entry.rate(Component::OutputText), Some(output * 1_000_000), "{id}");
        assert_eq!(entry.card.tier.content_word(), tier, "{id}");
        assert!(entry.prices.iter().all(|price| price.source.starts_with("seed 000-esy")), "{id}");
    }
    for id in ["offline-writer", "replay"] {
        let entry = listing.iter().find(|entry| entry.card.id == id).unwrap();
        assert!(Component::ALL.iter().all(|component| entry.rate(*component) == Some(0)), "{id} costs a known nothing");
    }
}

#[tokio::test]
async fn a_price_holds_from_its_day_until_the_next_one() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let card = card(&*client, "openai-compatible/qwen3").await;
    let rate = async |day: &str| prices_at(&*client, &card.id, at(day)).await.unwrap().first().map(|price| price.rate_nanos);
    assert_eq!(rate("2026-06-01").await, None, "nobody said a price: unknown, not zero");
    add_price(&*client, &new(&card.id, 100, "2026-01-01", None)).await.unwrap();
    let third = add_price(&*client, &new(&card.id, 300, "2026-07-01", Some("2026-08-01"))).await.unwrap();
    add_price(&*client, &new(&card.id, 200, "2026-04-01", None)).await.unwrap();
    for (day, expected) in [
        ("2025-12-31", None),
        ("2026-01-01", Some(100)),
        ("2026-03-31", Some(100)),
        ("2026-04-01", Some(200)),
        ("2026-06-30", Some(200)),
        ("2026-07-31", Some(300)),
        ("2026-08-01", None),
    ] {
        assert_eq!(rate(day).await, expected, "{day}");
    }
    let Err(LedgerError::Database(error)) = add_price(&*client, &new(&card.id, 1, "2026-04-01", None)).await else {
        panic!("two prices from one day")
    };
    assert_eq!(error.code().unwrap().code(), "23505");

    // A wrong price is retracted, and the right one takes its place.
    assert!(ledger::retract_price(&*client, third, "a typing error").await.unwrap());
    assert!(!ledger::retract_price(&*client, third, "again").await.unwrap());
    assert_eq!(rate("2026-07-31").await, Some(200));
    add_price(&*client, &new(&card.id, 30, "2026-07-01", None)).await.unwrap();
    assert_eq!(rate("2026-07-31").await, Some(30));
    assert_eq!(ledger::prices_by_id(&*client, &[third]).await.unwrap()[0].rate_nanos, 300, "calls priced with it can still name it");
}

#[tokio::test]
async fn a_price_is_never_changed() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    for sql in ["update llm.prices set rate_nanos = 0 where model_id = 'o3'", "delete from llm.prices where model_id = 'o3'"] {
        let error = client.batch_execute(sql).await.unwrap_err();
        assert!(error.as_db_error().unwrap().message().starts_with("a price is never"), "{error:?}");
    }
}

#[tokio::test]
async fn a_call_is_priced_by_the_moment_it_left() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let cheaper = NewPrice { rate_nanos: 1_000_000_000, ..new("gpt-4o", 0, "2026-12-01", None) };
    add_price(&*client, &cheaper).await.unwrap();
    let card = card(&*client, "gpt-4o").await;
    for (key, left, cost) in [("before", "2026-11-30", 5_000 * 7), ("after", "2026-12-01", 1_000 * 7)] {
        let request = request(key);
        let held = held(ledger::reserve(&*client, &ledger::Reservation { at: at(left), ..reservation(&request, &card, &[]) }).await);
        let settled = ledger::settle(&*client, &held, &answer("openai", usage([7, 0, 0, 0, 0, 0])), &[], at("2027-01-01")).await.unwrap();
        assert_eq!(settled.cost_nanos, Some(cost), "{key}");
    }
}

#[tokio::test]
async fn an_unknown_model_is_refused_and_one_of_an_open_provider_entered() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    let error = ledger::resolve(&*client, "gpt4o").await.unwrap_err();
    assert_eq!(error.code(), "UNKNOWN_MODEL");
    assert!(error.to_string().starts_with("unknown model `gpt4o`, did you mean `gpt-4o`?; known models: claude-haiku-3.5, "), "{error}");
    client.batch_execute("update llm.models set is_active = false where id = 'o3'").await.unwrap();
    assert!(ledger::resolve(&*client, "o3").await.is_err(), "an inactive model may not be used");

    let card = ledger::resolve(&*client, "ollama/llama3.2").await.unwrap();
    assert_eq!((card.provider.as_str(), card.wire_name.as_str()), ("ollama", "llama3.2"));
    assert_eq!(ledger::resolve(&*client, "ollama/llama3.2").await.unwrap(), card);
}

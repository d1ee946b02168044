//! Row-level security holds even when the API is wrong.

use store::session::{Claims, begin_as};
use testkit::Identity;
use uuid::Uuid;

use crate::support::*;

#[tokio::test]
async fn an_owner_sees_their_calls_and_nobody_elses_and_no_texts() {
    let database = testkit::database().await;
    let service = database.connect(Identity::Service).await;
    let held = hold(&*service, "k", "gpt-4o").await;
    ledger::settle(&*service, &held, &answer("openai", usage([1, 0, 0, 0, 1, 0])), &[], noon()).await.unwrap();

    for (claims, calls) in [(Claims::user(OWNER), 1), (Claims::user(Uuid::from_u128(0xB0B)), 0)] {
        let session = begin_as(database.get(Identity::Request).await.unwrap(), &claims).await.unwrap();
        for (table, expected) in [("llm.calls", calls), ("llm.usage_daily", calls), ("llm.call_texts", 0), ("llm.budgets", 0)] {
            let seen = session.query_one(&format!("select count(*) from {table}"), &[]).await.unwrap().get::<_, i64>(0);
            assert_eq!(seen, expected, "{table}");
        }
        let models = session.query_one("select count(*) from llm.models", &[]).await.unwrap().get::<_, i64>(0);
        assert_eq!(models, 12, "the catalogue is public");
        session.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_user_can_neither_spend_nor_forge() {
    let database = testkit::database().await;
    let service = database.connect(Identity::Service).await;
    hold(&*service, "k", "gpt-4o").await;
    for sql in [
        "select llm.sweep_reservations()",
        "select llm.recompute_usage()",
        "select llm.abandon_call(gen_random_uuid(), 'x', now())",
        "update llm.calls set cost_nanos = 0",
        "insert into llm.budgets (scope_kind, scope_id, window_kind, limit_calls) values ('global', '*', 'day', 1)",
        "insert into llm.prices (model_id, component, rate_nanos, valid_from, source) values ('o3', 'cache_read', 0, now(), 'me')",
        "truncate llm.calls",
    ] {
        for claims in [Claims::user(OWNER), Claims::anon()] {
            let session = begin_as(database.get(Identity::Request).await.unwrap(), &claims).await.unwrap();
            let error = session.execute(sql, &[]).await.unwrap_err();
            assert_eq!(error.code().unwrap().code(), "42501", "{sql}: {error}");
            session.rollback().await.unwrap();
        }
    }
}

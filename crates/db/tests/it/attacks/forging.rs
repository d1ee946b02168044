//! Forging the claims. PostgreSQL lets whoever runs SQL set `request.jwt.claims`, so SQL of one's own makes one any account, admins included; it
//! does not make one the service. That is why no function that requests reach executes text (`lints/dynamic_sql.sql`).

use serde_json::json;
use store::{
    Identity,
    session::{Claims, begin_as},
};

use super::{allowed, denied};
use crate::{
    matrix::{Who, World},
    stage::{ADA, BOB, ROOT},
};

fn as_root(sql: &str) -> String {
    format!(r#"select set_config('request.jwt.claims', '{{"sub": "{ROOT}", "role": "service_role", "is_admin": true}}', true); {sql}"#)
}

#[tokio::test]
async fn forged_claims_reach_what_that_account_reaches() {
    let world = World::furnished().await;
    // This stays: the claims are a setting.
    assert!(allowed(&world, Who::Other, &as_root("select raw_output from content.gate_texts")).await.contains("adas-output"));
    assert!(allowed(&world, Who::Other, &as_root("select gatewright.is_admin()")).await.ends_with('t'));
    // From anon one must take the other role first, which the login may.
    let up = format!("set local role authenticated; {}", as_root("select gatewright.is_admin()"));
    assert!(allowed(&world, Who::Anon, &up).await.ends_with('t'));
}

#[tokio::test]
async fn forged_claims_reach_nothing_of_the_services() {
    let world = World::furnished().await;
    let tables = world
        .lines(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r' and (n.nspname in ('engine', 'auth') or c.oid = 'gatewright.migrations'::regclass)",
        )
        .await;
    assert!(tables.len() > 10, "{tables:?}");
    for table in tables {
        denied(&world, Who::Other, &as_root(&format!("select * from {table}"))).await;
        denied(&world, Who::Other, &as_root(&format!("delete from {table}"))).await;
    }
    for sql in [
        "update content.runs set status = 'completed'",
        "update content.gate_attempts set status = 'passed'",
        "delete from content.gate_decisions",
        "insert into llm.budgets (scope_kind, scope_id, window_kind, limit_calls) values ('global', '*', 'day', 1)",
        "update llm.calls set cost_nanos = 0",
        "update public.users set role = 'admin'",
        "update public.users set email = 'x@example.org'",
        "select engine.take_shards(gen_random_uuid(), '{1}')",
        "select llm.sweep_reservations()",
        "select content.recompute_run_totals(gen_random_uuid())",
    ] {
        denied(&world, Who::Other, &as_root(sql)).await;
    }
}

#[tokio::test]
async fn claims_without_an_account_are_nobody() {
    let world = World::furnished().await;
    let with = |claims: &str| {
        format!(
            "select set_config('request.jwt.claims', '{claims}', true); select 'seen', count(*) from content.runs; select 'admin', gatewright.is_admin()"
        )
    };
    for claims in [
        "",
        "{}",
        "[]",
        "null",
        r#""00000000-0000-4000-8000-00000000000a""#,
        r#"{"sub": null}"#,
        r#"{"sub": [], "user_id": "00000000-0000-4000-8000-00000000000a"}"#,
        r#"{"sub": ""}"#,
        r#"{"sub": "admin"}"#,
        r#"{"sub": "00000000-0000-4000-8000-00000000000a'' or true"}"#,
        r#"{"role": "service_role", "is_admin": true, "user_metadata": {"role": "admin"}, "app_metadata": {"role": "admin"}}"#,
        "no json",
    ] {
        let heard = world.hear(Who::Other, &with(claims)).await;
        match heard.code.as_deref() {
            None => assert!(heard.text.ends_with("seen\n0\nadmin\nf"), "{claims}: {}", heard.text),
            Some(code) => assert_eq!(code, "22P02", "{claims}: {}", heard.text),
        }
    }
    // What else a token says changes nothing about whose it is.
    let more = format!(r#"{{"sub": "{ADA}", "role": "service_role", "aud": ["x"], "user_metadata": {{"role": "admin"}}}}"#);
    assert!(allowed(&world, Who::Other, &with(&more)).await.ends_with("seen\n3\nadmin\nf"));
}

/// The settings of a session outlive a transaction, and the next request on the connection is somebody else's.
#[tokio::test]
async fn nothing_that_one_request_set_makes_the_next_somebody_else() {
    let world = World::furnished().await;
    let pool = world.database().pool(Identity::Request);
    let poison = format!(
        "set request.jwt.claims = '{{\"sub\": \"{ROOT}\"}}'; set request.jwt.claim = '{{\"sub\": \"{ROOT}\"}}'; set request.jwt.claim.sub = '{ROOT}';
         set request.jwt.claim.role = 'service_role'; set request.jwt.claim.email = 'root@example.org'; set role anon;
         set default_transaction_read_only = on; set search_path = pg_temp"
    );
    let injected = begin_as(pool.get().await.unwrap(), &Claims::user(ADA)).await.unwrap();
    injected.batch_execute(&poison).await.unwrap();
    injected.commit().await.unwrap();

    let session = begin_as(pool.get().await.unwrap(), &Claims::user(BOB)).await.unwrap();
    let said = session
        .query_one(
            "select jsonb_build_object('user', current_user, 'uid', auth.uid(), 'role', auth.role(), 'email', auth.email(), 'jwt', auth.jwt() ->> 'sub',
                'admin', gatewright.is_admin())",
            &[],
        )
        .await
        .unwrap();
    let said: serde_json::Value = said.get(0);
    assert_eq!(said, json!({"user": "authenticated", "uid": BOB, "role": "authenticated", "email": null, "jwt": BOB, "admin": false}));
    let written = session.execute("update public.users set display_name = 'B.'", &[]).await;
    assert_eq!(written.unwrap(), 1, "a request writes whatever an earlier one made of its session");
    assert_eq!(pool.status().size, 1, "it was the same connection");
}

//! What functions, errors, plans and statistics say of rows one may not see.

use super::allowed;
use crate::{
    matrix::{Who, World},
    stage::{ADA, BOB, ROOT},
};

/// Stands in everything of Ada's that nobody else may read.
const MARK: &str = "adas-";
/// Stands in her account.
const ADDRESS: &str = "ada@";

/// Columns that hold something of Ada's, and their relations.
async fn marked_columns(world: &World) -> Vec<(String, String)> {
    let columns = world
        .root()
        .query(
            "select format('%I.%I', n.nspname, c.relname), quote_ident(a.attname)
             from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
             where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'probe')
                 and a.attnum > 0 and not a.attisdropped",
            &[],
        )
        .await
        .unwrap();
    let mut marked = Vec::new();
    for row in columns {
        let (relation, column): (String, String) = (row.get(0), row.get(1));
        let text = world.lines(&format!("select coalesce(string_agg({column}::text, ' '), '') from {relation}")).await;
        if text.concat().contains(MARK) || text.concat().contains(ADDRESS) {
            marked.push((relation, column));
        }
    }
    marked
}

/// A cast that fails says on what. The policy must have been asked before.
#[tokio::test]
async fn no_error_speaks_of_a_hidden_row() {
    let world = World::furnished().await;
    let columns = marked_columns(&world).await;
    assert!(columns.len() > 20, "{columns:?}");
    let mut told = 0;
    for (relation, column) in columns {
        for sql in [
            format!("select count(*) from {relation} where ({column}::text || '-')::uuid is null"),
            format!("select max(({column}::text || '-')::uuid::text) from {relation}"),
            format!("select 1 from {relation} r join (values ('x')) v (x) on v.x = (({column}::text || '-')::inet)::text"),
            format!("select 1 from {relation} where case when {column}::text = 'x' then true else ({column}::text || '-')::bool end"),
            format!("select 1 from {relation} r where exists (select from (values (1)) v where ({column}::text || '-')::int8 > 0)"),
        ] {
            for who in [Who::Login, Who::Anon, Who::Gone, Who::Other] {
                let heard = world.hear(who, &sql).await;
                assert!(!heard.text.contains(MARK) && !heard.text.contains(ADDRESS), "{} hears: {sql}: {}", who.as_str(), heard.text);
            }
            let admins = world.hear(Who::Admin, &sql).await.text;
            told += usize::from(admins.contains(MARK) || admins.contains(ADDRESS));
        }
    }
    assert!(told > 15, "an error does tell whoever may see the row, or this proves nothing: {told}");
}

#[tokio::test]
async fn statistics_of_values_are_hidden() {
    let world = World::furnished().await;
    world.root().batch_execute("analyze").await.unwrap();
    let of_ours = "select count(*) from pg_stats where schemaname in ('auth', 'public', 'gatewright', 'engine', 'llm', 'content')";
    assert_ne!(world.lines(&format!("select ({of_ours})::text")).await, ["0"]);
    for who in [Who::Login, Who::Anon, Who::Other, Who::Admin] {
        assert_eq!(allowed(&world, who, of_ours).await.lines().last(), Some("0"), "{}", who.as_str());
        for view in ["pg_stats_ext", "pg_stats_ext_exprs"] {
            let of_any = format!("select count(*) from {view}");
            assert_eq!(allowed(&world, who, &of_any).await.lines().last(), Some("0"), "{}: {view}", who.as_str());
        }
    }
}

/// This stays: how many rows there are is no secret to SQL of one's own. An API must show neither plans nor planned counts.
#[tokio::test]
async fn how_many_rows_there_are_is_no_secret() {
    let world = World::furnished().await;
    world
        .root()
        .batch_execute(&format!(
            "insert into content.runs (spec_id, user_id, intent, project_slug)
                select '00000000-0000-4000-8000-000000000201', '{ADA}', '{{}}', 'many' from generate_series(1, 900);
             analyze content.runs"
        ))
        .await
        .unwrap();
    let rows = allowed(&world, Who::Other, "select reltuples::integer from pg_class where oid = 'content.runs'::regclass").await;
    assert_eq!(rows.lines().last(), Some("904"));
    // The estimate tells an account with many runs from one with few; the values of nobody's rows are in it.
    let estimate = |account: &str| format!("explain (format json) select * from content.runs where user_id = '{account}'");
    let of = |plan: String| -> i64 {
        let json = &plan[plan.find('[').unwrap()..];
        serde_json::from_str::<serde_json::Value>(json).unwrap()[0]["Plan"]["Plan Rows"].as_i64().unwrap()
    };
    let (many, few) = (of(allowed(&world, Who::Other, &estimate(ADA)).await), of(allowed(&world, Who::Other, &estimate(ROOT)).await));
    assert!(many > few, "{many} {few}");
}

/// An id that is taken is refused, which says that it is taken, and nothing else. Ids are random.
#[tokio::test]
async fn a_taken_key_says_only_that_it_is_taken() {
    let world = World::furnished().await;
    let taken = format!(
        "insert into content.runs (id, spec_id, user_id, intent, project_slug)
         values ('00000000-0000-4000-8000-000000000303', '00000000-0000-4000-8000-000000000201', '{BOB}', '{{}}', 's')"
    );
    let heard = world.hear(Who::Other, &taken).await;
    assert_eq!(heard.code.as_deref(), Some("23505"));
    assert!(heard.text.contains("detail: None") && !heard.text.contains(MARK), "{}", heard.text);
    assert_eq!(
        allowed(&world, Who::Other, &format!("{taken} on conflict do nothing returning id; select 'none'")).await.lines().last(),
        Some("none")
    );
    // A hidden parent and one that is not there are refused alike, before any foreign key is looked at.
    for spec in ["00000000-0000-4000-8000-000000000202", "00000000-0000-4000-8000-000000000299"] {
        let hidden = taken.replace("00000000-0000-4000-8000-000000000201", spec).replace("000000000303", "000000000399");
        let heard = world.hear(Who::Other, &hidden).await;
        assert_eq!(heard.code.as_deref(), Some("42501"), "{}", heard.text);
    }
}

/// Requests of other people run over the same login; what they are doing must not be seen from it.
#[tokio::test]
async fn what_other_requests_do_is_not_seen() {
    let world = World::furnished().await;
    let other = world.database().connect(store::Identity::Request).await;
    other.batch_execute(&format!("begin; {} select 'adas-query'", Who::Owner.preamble())).await.unwrap();
    for sql in [
        "select query from pg_stat_activity",
        "reset role; select query from pg_stat_activity",
        "reset role; select pg_stat_get_backend_activity(i) from generate_series(1, 50) i",
        "reset role; select query from pg_stat_get_activity(null)",
        "reset role; select statement from pg_prepared_statements",
        "reset role; select * from pg_cursors",
    ] {
        for who in [Who::Login, Who::Anon, Who::Other] {
            let heard = world.hear(who, sql).await;
            assert!(!heard.text.contains("adas-query") && !heard.text.contains(ADA), "{} sees: {sql}: {}", who.as_str(), heard.text);
        }
    }
}

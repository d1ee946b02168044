//! Finds output columns that may be null but do not say so.
//!
//! PostgreSQL tells for each output column which table column it is. That column must carry `?` where it is nullable,
//! where it belongs to a view (a view has no constraints), and where its table is on the optional side of an outer
//! join. Expressions have no origin: whoever writes one decides, and `coalesce` makes it certain.

use std::collections::BTreeSet;

use anyhow::Context;
use tokio_postgres::Client;

use super::source::Query;

/// Prepares `query` on the server and adds a line to `complaints` for each column that lacks its marker.
pub(crate) async fn check(client: &Client, query: &Query, complaints: &mut Vec<String>) -> anyhow::Result<()> {
    let statement = client
        .prepare(&query.sql)
        .await
        .map_err(|error| match error.as_db_error() {
            Some(refusal) => anyhow::anyhow!("{refusal}"),
            None => error.into(),
        })
        .with_context(|| format!("{} does not prepare", query.place))?;
    let optional = optional_tables(client, &query.sql).await?;
    for column in statement.columns() {
        let (Some(table), Some(number)) = (column.table_oid(), column.column_id()) else { continue };
        if number < 1 || query.marked.contains(column.name()) {
            continue;
        }
        let origin = client
            .query_one(
                "select c.relkind in ('v', 'm') as is_view, a.attnotnull, format('%s.%s', c.oid::regclass, a.attname)
                 from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
                 where a.attrelid = $1 and a.attnum = $2",
                &[&table, &number],
            )
            .await?;
        let (is_view, not_null, name): (bool, bool, String) = (origin.get(0), origin.get(1), origin.get(2));
        let why = if is_view {
            "belongs to a view"
        } else if !not_null {
            "is nullable"
        } else if optional.contains(&table) {
            "is on the optional side of an outer join"
        } else {
            continue;
        };
        complaints.push(format!("{}: mark `{}?`, for {name} {why}", query.place, column.name()));
    }
    Ok(())
}

/// The tables that stand behind `left join` or `full join`.
async fn optional_tables(client: &Client, sql: &str) -> anyhow::Result<BTreeSet<u32>> {
    let mut tables = BTreeSet::new();
    for name in outer_joined(sql) {
        let found = client.query_one("select to_regclass($1::text)::oid", &[&name]).await?;
        tables.extend(found.get::<_, Option<u32>>(0));
    }
    Ok(tables)
}

fn outer_joined(sql: &str) -> Vec<String> {
    let words: Vec<String> = sql.split_whitespace().map(str::to_lowercase).collect();
    words
        .iter()
        .enumerate()
        .filter(|(_, word)| *word == "left" || *word == "full")
        .filter_map(|(at, _)| {
            let mut rest = words[at + 1..].iter().skip_while(|word| *word == "outer");
            (rest.next()? == "join").then(|| rest.next().cloned())?
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use testkit::Identity;

    use super::super::source;
    use super::*;

    async fn complaints(text: &str) -> Vec<String> {
        let database = testkit::database().await;
        let client = database.connect(Identity::Owner).await;
        let mut complaints = Vec::new();
        for query in source::parse("test.sql", text).unwrap() {
            check(&client, &query, &mut complaints).await.unwrap();
        }
        complaints
    }

    #[tokio::test]
    async fn insists_on_the_marker_of_whatever_may_be_null() {
        let found = complaints(
            "--! nullable\nselect r.id, r.display_name from content.runs r;
--! of_a_view\nselect p.id from content.profiles p;
--! outer_joined\nselect r.id, t.attempt_id from content.runs r left join content.gate_texts t on false;",
        )
        .await;
        assert_eq!(
            found,
            [
                "test.sql:1 nullable: mark `display_name?`, for content.runs.display_name is nullable",
                "test.sql:3 of_a_view: mark `id?`, for content.profiles.id belongs to a view",
                "test.sql:5 outer_joined: mark `attempt_id?`, for content.gate_texts.attempt_id is on the optional side of an outer join",
            ]
        );
    }

    #[tokio::test]
    async fn is_content_with_markers_and_with_what_cannot_be_null() {
        let found = complaints(
            "--! marked : (display_name?)\nselect r.id, r.display_name from content.runs r;
--! expression\nselect coalesce(r.display_name, '') as name, count(*) as n from content.runs r group by 1;",
        )
        .await;
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn finds_the_tables_behind_outer_joins() {
        let sql = "select * from a\n join b on true left join content.c on true LEFT OUTER JOIN d on left(x, 1) = ''";
        assert_eq!(outer_joined(sql), ["content.c", "d"]);
    }
}

//! The seed's four key queries, letter by letter, on the seed's own tables and on ours: the same rows, the same answers.

use serde_json::Value;

use crate::{
    inventory::build_seed,
    stage::{ADA, As, RUN, Stage},
};

#[tokio::test]
async fn the_four_key_queries_answer_as_on_the_seeds_own_tables() {
    let stage = Stage::set().await;
    build_seed(&stage).await;
    stage
        .client()
        .batch_execute(&format!(
            "insert into seed_000.profiles select * from content.profiles;
             set local search_path = seed_000; {}
             set local search_path = public",
            include_str!("fixture.sql")
        ))
        .await
        .unwrap();

    let text = include_str!("seed_000_queries.sql");
    let queries: Vec<&str> =
        text.split("\n-- ").skip(1).map(|query| query.split_once('\n').unwrap().1.trim().trim_end_matches(';')).collect();
    assert_eq!(queries.len(), 4);
    for (query, argument) in queries.iter().zip([None, Some(RUN), Some(ADA), None]) {
        let ours = answer(&stage, "content", query, argument).await;
        let theirs = answer(&stage, "seed_000", query, argument).await;
        assert_eq!(ours, theirs, "{query}");
        assert!(!ours.is_empty(), "{query}");
    }
}

async fn answer(stage: &Stage, schema: &str, query: &str, argument: Option<&str>) -> Vec<Value> {
    let query = match argument {
        Some(argument) => query.replace("$1", &format!("'{argument}'")),
        None => query.to_owned(),
    };
    stage.client().batch_execute(&format!("set local search_path = {schema}")).await.unwrap();
    let rows = stage.rows(As::Service, &query).await;
    let rows = if schema == "content" {
        rows.unwrap()
    } else {
        stage
            .client()
            .query(&format!("select to_jsonb(answer) from ({query}) answer"), &[])
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect()
    };
    stage.client().batch_execute("set local search_path = public").await.unwrap();
    rows
}

//! Statements as they stand below `queries/`, and what the database does for them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use store::Direct;
use tokio_postgres::SimpleQueryMessage;

/// A query with `$1`, `$2`, … for its parameters, in the order in which they appear.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Its text.
    pub sql: String,
    /// How many parameters it has.
    pub parameters: usize,
}

/// Every query of `queries/<at>`, a file or a folder of files, by name.
pub fn statements(at: &str) -> BTreeMap<String, Statement> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../queries").join(at);
    let failed = |error: std::io::Error| -> ! { panic!("{}: {error}", home.display()) };
    let files: Vec<PathBuf> = match std::fs::read_dir(&home) {
        Ok(files) => files.map(|file| file.unwrap_or_else(|error| failed(error)).path()).collect(),
        Err(_) => vec![home.clone()],
    };
    let mut statements = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap_or_else(|error| failed(error));
        for part in text.split("--! ").skip(1) {
            let (head, body) = part.split_once('\n').unwrap_or_default();
            let name = head.split([' ', '(', ':']).next().unwrap_or_default().to_owned();
            let twice = statements.insert(name.clone(), statement(body));
            assert!(twice.is_none(), "queries/{at} has `{name}` twice; name its file");
        }
    }
    statements
}

fn statement(body: &str) -> Statement {
    let lines: Vec<&str> = body.lines().filter(|line| !line.starts_with("---") && !line.starts_with("--:")).collect();
    let mut sql = lines.join("\n").split(';').next().unwrap_or_default().to_owned();
    let mut names: Vec<String> = Vec::new();
    while let Some(at) = find_parameter(&sql) {
        let parameter: String = sql[at + 1..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let number = names.iter().position(|known| *known == parameter).unwrap_or_else(|| {
            names.push(parameter.clone());
            names.len() - 1
        });
        sql.replace_range(at..=at + parameter.len(), &format!("${}", number + 1));
    }
    Statement { sql, parameters: names.len() }
}

fn find_parameter(sql: &str) -> Option<usize> {
    let bytes = sql.as_bytes();
    (0..bytes.len().saturating_sub(1))
        .find(|&at| bytes[at] == b':' && bytes[at + 1].is_ascii_alphabetic() && (at == 0 || bytes[at - 1] != b':'))
}

/// Carries a statement out with `arguments` (SQL, with commas between them). The plan, with what it took.
pub async fn explained(client: &Direct, sql: &str, arguments: &str) -> Value {
    client.batch_execute(&format!("prepare hot as {sql}")).await.unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let explain = format!("explain (analyze, buffers, format json) execute hot({arguments})");
    let answer = client.simple_query(&explain).await.unwrap_or_else(|error| panic!("{error}\n{sql}\n{arguments}"));
    client.batch_execute("deallocate hot").await.unwrap_or_else(|error| panic!("{error}"));
    let text = answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    let plan: Value = serde_json::from_str(text.unwrap_or_default()).unwrap_or_else(|error| panic!("no plan: {error}\n{sql}"));
    plan[0]["Plan"].clone()
}

/// Pages that a plan touched, in memory or not.
pub fn pages(plan: &Value) -> i64 {
    plan["Shared Hit Blocks"].as_i64().unwrap_or(0) + plan["Shared Read Blocks"].as_i64().unwrap_or(0)
}

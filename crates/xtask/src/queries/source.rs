//! Reads the query files, as far as the checks need them: name, place, SQL and which output columns are marked `?`.
//!
//! The generator has its own, private parser and stays the authority on the grammar (`docs/dev/queries.md`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// One `.sql` file below `queries/`.
pub(crate) struct QueryFile {
    /// Its queries, in order.
    pub(crate) queries: Vec<Query>,
}

/// One annotated statement.
pub(crate) struct Query {
    /// Where it stands, for people: `content/runs.sql:12 insert_run`.
    pub(crate) place: String,
    /// The statement with `$1`, `$2`, … for its named parameters.
    pub(crate) sql: String,
    /// Output columns marked `?`.
    pub(crate) marked: BTreeSet<String>,
}

/// Reads every `.sql` file below `home`, in order of path.
pub(crate) fn read(home: &Path) -> anyhow::Result<Vec<QueryFile>> {
    let mut paths = Vec::new();
    collect(home, &mut paths)?;
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
            let label = path.strip_prefix(home)?.display().to_string();
            Ok(QueryFile { queries: parse(&label, &text)? })
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Reads one file's text.
pub(super) fn parse(label: &str, text: &str) -> anyhow::Result<Vec<Query>> {
    let mut rows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut heads: Vec<(usize, &str, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(declaration) = line.strip_prefix("--:") {
            let (name, columns) = split_fields(declaration);
            rows.insert(name.to_owned(), columns.map(marked).unwrap_or_default());
        } else if let Some(head) = line.strip_prefix("--!") {
            heads.push((index + 1, head.trim(), String::new()));
        } else if let Some((_, _, body)) = heads.last_mut() {
            body.push_str(line);
            body.push('\n');
        }
    }
    heads
        .into_iter()
        .map(|(line, head, body)| {
            let (before, row) = match split_row(head) {
                Some((before, row)) => (before, Some(row)),
                None => (head, None),
            };
            let name = before.split(['(', ' ']).next().unwrap_or(before);
            let place = format!("{label}:{line} {name}");
            let marked = match row.map(split_fields) {
                None => BTreeSet::new(),
                Some((_, Some(columns))) => marked(columns),
                Some((name, None)) => match rows.get(name) {
                    Some(columns) => columns.clone(),
                    None => bail!("{place}: the row type `{name}` is not declared with `--:` in this file"),
                },
            };
            let sql = with_positions(&body).with_context(|| place.clone())?;
            Ok(Query { place, sql, marked })
        })
        .collect()
}

/// Splits `name (a?) : Row(b?)` at the colon outside parentheses.
fn split_row(head: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    for (index, character) in head.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some((&head[..index], &head[index + 1..])),
            _ => {}
        }
    }
    None
}

/// Splits `Row(a?, b)` into the name and what stands in the parentheses.
fn split_fields(text: &str) -> (&str, Option<&str>) {
    let text = text.trim();
    match text.split_once('(') {
        None => (text, None),
        Some((name, rest)) => (name.trim(), rest.split_once(')').map(|(fields, _)| fields)),
    }
}

fn marked(fields: &str) -> BTreeSet<String> {
    fields
        .split(',')
        .filter_map(|field| field.trim().split_once('?'))
        .map(|(name, _)| name.trim_end_matches('[').trim_matches('"').to_owned())
        .collect()
}

/// Takes the statement up to its semicolon, without comments, and numbers its named parameters.
fn with_positions(body: &str) -> anyhow::Result<String> {
    let characters: Vec<char> = body.chars().collect();
    let mut names: Vec<String> = Vec::new();
    let mut sql = String::new();
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let next = characters.get(at + 1).copied();
        match character {
            ';' => return Ok(sql),
            '-' if next == Some('-') => at = skip(&characters, at, '\n'),
            '\'' | '"' => {
                let end = skip(&characters, at + 1, character);
                sql.extend(&characters[at..end.min(characters.len())]);
                at = end;
            }
            ':' if next == Some(':') => {
                sql.push_str("::");
                at += 2;
            }
            ':' if next.is_some_and(|next| next.is_alphabetic() || next == '_') => {
                let name: String = characters[at + 1..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                at += 1 + name.chars().count();
                let position = names.iter().position(|known| *known == name).unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                });
                sql.push_str(&format!("${}", position + 1));
            }
            _ => {
                sql.push(character);
                at += 1;
            }
        }
    }
    bail!("the statement has no closing semicolon")
}

/// The position after the next `end` at or behind `from`.
fn skip(characters: &[char], from: usize, end: char) -> usize {
    characters[from..].iter().position(|character| *character == end).map_or(characters.len(), |found| from + found + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
--: Run(display_name?, started_at?)

--! list_runs (owner?) : Run
--- The runs of one account.
select id, display_name, started_at -- where :not_a_parameter
from content.runs where user_id = :owner and status <> ':x' and id::text > :after and :owner is not null;

--! touch (id)
update content.runs set updated_at = now() where id = :id;
";

    #[test]
    fn numbers_parameters_by_first_use_and_leaves_casts_strings_and_comments_alone() {
        let queries = parse("content/runs.sql", FILE).unwrap();
        let sql = &queries[0].sql;
        assert!(sql.contains("user_id = $1"), "{sql}");
        assert!(sql.contains("status <> ':x' and id::text > $2 and $1 is not null"), "{sql}");
        assert!(!sql.contains("not_a_parameter"), "{sql}");
    }

    #[test]
    fn knows_which_columns_are_marked_and_where_a_query_stands() {
        let queries = parse("content/runs.sql", FILE).unwrap();
        assert_eq!(queries[0].place, "content/runs.sql:3 list_runs");
        assert_eq!(queries[0].marked.iter().collect::<Vec<_>>(), ["display_name", "started_at"]);
        assert!(queries[1].marked.is_empty());
    }

    #[test]
    fn refuses_a_row_type_nobody_declared() {
        let error = parse("a.sql", "--! q : Nothing\nselect 1;\n").err().unwrap().to_string();
        assert!(error.contains("`Nothing` is not declared"), "{error}");
    }
}

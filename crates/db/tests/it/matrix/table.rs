//! The file of the matrix: read, written, and its short names spelt out.

use std::fmt::Write as _;

use super::world::Who;

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operation {
    /// Every column.
    Select,
    /// The same row again, after it was taken away.
    Insert,
    /// Every column to what it is.
    Update,
    /// The row.
    Delete,
    /// The whole table.
    Truncate,
    /// A foreign key to its key.
    References,
    /// A trigger on it.
    Trigger,
}

impl Operation {
    pub(crate) const ALL: [Operation; 7] = [
        Operation::Select,
        Operation::Insert,
        Operation::Update,
        Operation::Delete,
        Operation::Truncate,
        Operation::References,
        Operation::Trigger,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Operation::Select => "select",
            Operation::Insert => "insert",
            Operation::Update => "update",
            Operation::Delete => "delete",
            Operation::Truncate => "truncate",
            Operation::References => "references",
            Operation::Trigger => "trigger",
        }
    }

    /// Whether it is about rows, or about the table whatever is in it.
    pub(crate) fn is_about_rows(self) -> bool {
        self <= Operation::Delete
    }
}

/// One line: what comes of an operation on certain rows, for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Schema and name.
    pub(crate) relation: String,
    /// Which rows, as a condition with short names.
    pub(crate) rows: String,
    /// What is tried.
    pub(crate) operation: Operation,
    /// What comes of it, in the order of [`Who::ALL`].
    pub(crate) outcomes: [String; Who::ALL.len()],
}

impl Line {
    /// The condition in SQL: `@ada`, `@bob` and `@root` are accounts, `@301` is the row of the fixture whose id ends so.
    pub(crate) fn condition(&self) -> String {
        let mut sql = String::new();
        for (number, part) in self.rows.split('@').enumerate() {
            if number == 0 {
                sql.push_str(part);
                continue;
            }
            let end = part.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(part.len());
            let id = match &part[..end] {
                "ada" => "00a",
                "bob" => "00b",
                "root" => "00c",
                other => other,
            };
            write!(sql, "'00000000-0000-4000-8000-000000000{id}'{}", &part[end..]).unwrap();
        }
        sql
    }
}

/// The lines of a file. `#` begins a comment; several operations with the same outcomes may share a line.
pub(crate) fn parse(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for (number, text) in text.lines().enumerate() {
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> = text.split('\t').map(str::trim).collect();
        let [relation, rows, operations, outcomes @ ..] = fields.as_slice() else { panic!("line {}: {text}", number + 1) };
        let outcomes: [&str; Who::ALL.len()] =
            outcomes.try_into().unwrap_or_else(|_| panic!("line {}: {} outcomes of {}", number + 1, outcomes.len(), Who::ALL.len()));
        if *relation == "relation" {
            assert_eq!(outcomes, Who::ALL.map(Who::as_str), "line {}: the columns", number + 1);
            continue;
        }
        for operation in operations.split(',').map(str::trim) {
            let operation = Operation::ALL.into_iter().find(|known| known.as_str() == operation);
            lines.push(Line {
                relation: (*relation).to_owned(),
                rows: (*rows).to_owned(),
                operation: operation.unwrap_or_else(|| panic!("line {}: an unknown operation", number + 1)),
                outcomes: outcomes.map(str::to_owned),
            });
        }
    }
    lines
}

/// Lines as they stand in the file.
pub(crate) fn print(lines: &[Line]) -> String {
    let mut text = String::new();
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let alike = |line: &&Line| line.relation == first.relation && line.outcomes == first.outcomes && !line.operation.is_about_rows();
        let together = if first.operation.is_about_rows() { 1 } else { rest.iter().take_while(alike).count() };
        let operations: Vec<&str> = rest[..together].iter().map(|line| line.operation.as_str()).collect();
        writeln!(text, "{}\t{}\t{}\t{}", first.relation, first.rows, operations.join(", "), first.outcomes.join("\t")).unwrap();
        rest = &rest[together..];
    }
    text
}

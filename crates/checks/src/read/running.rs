//! The running text of a file of any kind, sentence by sentence, and what of it is the writer's own.

use std::ops::Range;

use prose::{Lines, sentences};
use serde_json::Value;

use super::html::{Token, plain, tokens};
use super::json;
use super::markdown::{BlockKind, blocks};
use crate::grounding::{Grounding, StatementKind};
use crate::result::{Finding, Found};
use crate::rules::Text;
use crate::{Evidence, FailCode};

/// A sentence of running text.
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) place: Evidence,
    /// Whether its words are a source's, repeated word for word.
    pub(crate) borrowed: bool,
}

impl Said {
    /// Its words without those it quotes and those it names as words (`*villa*`): nothing of a sentence that is all a source's.
    pub(crate) fn own_words(&self) -> String {
        if self.borrowed { String::new() } else { unquoted(&self.text) }
    }
}

/// The sentences of a file that hold running text; quotations set apart are left out.
pub(crate) fn running(file: &Text<'_>) -> Result<Vec<Said>, Box<Finding>> {
    if file.is_json() {
        return document(file).or_else(|why| Finding::fail(FailCode::SchemaInvalid, why).stop());
    }
    Ok(if file.is_html() { html(file) } else { markdown(file) })
}

/// The same, where JSON that is no document of ours is read as well: each of its texts.
pub(crate) fn texts(file: &Text<'_>) -> Result<Vec<Said>, Box<Finding>> {
    if !file.is_json() {
        return running(file);
    }
    let Ok(said) = document(file) else { return strings(file) };
    Ok(said)
}

/// Refuses a file without a sentence: nothing can be said about its text.
pub(crate) fn silent(shown: &str, code: FailCode) -> Found {
    Ok(Finding::fail(code, format!("`{shown}` has no sentence to read")))
}

fn document(file: &Text<'_>) -> Result<Vec<Said>, String> {
    let document = Grounding::of_document(file.path, file.text, Vec::new())?;
    let said = document.statements.into_iter().filter_map(|statement| {
        let borrowed = match statement.kind {
            StatementKind::Claim | StatementKind::Framing => false,
            StatementKind::Verbatim => true,
            StatementKind::Quotation | StatementKind::Stage => return None,
        };
        Some(Said { text: statement.text, place: statement.place, borrowed })
    });
    Ok(said.collect())
}

fn strings(file: &Text<'_>) -> Result<Vec<Said>, Box<Finding>> {
    let value: Value = serde_json::from_str(file.text)
        .or_else(|error| Finding::fail(FailCode::SchemaUnparsable, format!("`{}` is not JSON: {error}", file.path)).stop())?;
    let lines = Lines::of(file.text);
    let mut found = Vec::new();
    let mut open = vec![(String::new(), &value)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::String(text) => {
                let mut place = Evidence::note(&format!("{}#{pointer}", file.path), text);
                if let Some(range) = json::place(file.text, &pointer) {
                    let on = Evidence::on(file.path, file.text, &lines, range);
                    (place.line, place.span) = (on.line, on.span);
                }
                found.push(Said { text: text.clone(), place, borrowed: false });
            }
            // The stack hands the last back first.
            Value::Array(items) => open.extend(items.iter().enumerate().rev().map(|(at, item)| (format!("{pointer}/{at}"), item))),
            Value::Object(fields) => open
                .extend(fields.iter().rev().map(|(key, item)| (format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), item))),
            _ => {}
        }
    }
    Ok(found)
}

fn html(file: &Text<'_>) -> Vec<Said> {
    let lines = Lines::of(file.text);
    let (mut hidden, mut quoting) = (false, 0_usize);
    let mut found = Vec::new();
    let is = |name: &str, tags: &[&str]| tags.iter().any(|tag| name.eq_ignore_ascii_case(tag));
    for (token, span) in tokens(file.text, false) {
        match token {
            Token::Open { name, .. } if is(name, &["script", "style", "svg"]) => hidden = true,
            Token::Close { name } if is(name, &["script", "style", "svg"]) => hidden = false,
            Token::Open { name, .. } if is(name, &["blockquote", "q"]) => quoting += 1,
            Token::Close { name } if is(name, &["blockquote", "q"]) => quoting = quoting.saturating_sub(1),
            Token::Text(run) if !hidden => {
                let run = plain(run);
                let place = Evidence::on(file.path, file.text, &lines, span);
                let said = |range: Range<usize>| Said { text: run[range].to_owned(), place: place.clone(), borrowed: quoting > 0 };
                found.extend(sentences(&run).into_iter().map(said));
            }
            _ => {}
        }
    }
    found
}

fn markdown(file: &Text<'_>) -> Vec<Said> {
    let lines = Lines::of(file.text);
    let blocks = blocks(file.text);
    let running = blocks.iter().filter(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Item));
    let said = running.flat_map(|block| {
        let place = |range: Range<usize>| Evidence::on(file.path, file.text, &lines, block.place(range));
        sentences(&block.text)
            .into_iter()
            .map(|range| Said { text: block.text[range.clone()].to_owned(), place: place(range), borrowed: false })
            .collect::<Vec<_>>()
    });
    said.collect()
}

/// A text without what stands in quotation marks or between asterisks. A mark without its partner is no mark.
fn unquoted(text: &str) -> String {
    let mut rest = text;
    let mut own = String::with_capacity(text.len());
    while let Some(open) = rest.find(['“', '"', '*']) {
        let mark = rest[open..].chars().next().unwrap_or_default();
        let inside = &rest[open + mark.len_utf8()..];
        let partner = if mark == '“' { '”' } else { mark };
        let Some(close) = inside.find(partner) else { break };
        own.push_str(&rest[..open]);
        own.push(' ');
        rest = &inside[close + partner.len_utf8()..];
    }
    own.push_str(rest);
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_are_what_is_neither_quoted_nor_named() {
        assert_eq!(unquoted("Webster defines *villa* as “a farm” here."), "Webster defines   as   here.");
        assert_eq!(unquoted("He said \"no\" and “never"), "He said   and “never");
        let file = Text { path: "a.md", text: "One thing. Another *thing*.\n\n> Quoted.\n" };
        let said = running(&file).unwrap_or_default();
        assert_eq!(said.iter().map(|said| said.place.excerpt.as_str()).collect::<Vec<_>>(), ["One thing.", "Another *thing*."]);
    }

    #[test]
    fn the_texts_of_any_json_are_read_with_their_places() {
        let file = Text { path: "a.json", text: r#"{"b": ["one", {"c": "two"}], "d": 3}"# };
        let said = texts(&file).unwrap_or_default();
        let shown: Vec<(&str, &str)> = said.iter().map(|said| (said.place.path.as_str(), said.text.as_str())).collect();
        assert_eq!(shown, [("a.json#/b/0", "one"), ("a.json#/b/1/c", "two")]);
        assert!(said[1].place.span.is_some_and(|span| &file.text[span.start..span.end] == "\"two\""));
    }
}

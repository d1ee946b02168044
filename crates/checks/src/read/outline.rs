//! The outline of a Markdown or HTML document.

use std::ops::Range;

use prose::words;
use serde_json::Value;

use super::html::{self, Token};
use super::markdown::{self, BlockKind};
use crate::rules::Text;

/// A heading and what stands under it before the next heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// 1 to 6.
    pub(crate) level: u8,
    pub(crate) heading: String,
    /// Where the heading stands.
    pub(crate) span: Range<usize>,
    /// Words directly under it.
    pub(crate) words: usize,
    /// Pictures, tables and the like directly under it.
    pub(crate) figures: usize,
}

/// The sections of a document, in order.
pub(crate) fn outline(file: &Text<'_>) -> Vec<Section> {
    if file.is_json() {
        of_document(file.text)
    } else if file.is_html() {
        of_html(file.text)
    } else {
        of_markdown(file.text)
    }
}

/// The chapters of a document in JSON (`chapters`, each with `title` and `blocks`).
fn of_document(text: &str) -> Vec<Section> {
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    let chapters = document.get("chapters").and_then(Value::as_array).into_iter().flatten();
    let section = |(at, chapter): (usize, &Value)| {
        let heading = chapter.get("title")?.as_str()?.to_owned();
        let blocks = chapter.get("blocks")?.as_array()?;
        let figures = blocks.iter().filter(|block| block.get("block").and_then(Value::as_str) == Some("timeline")).count();
        let words = blocks.iter().map(words_of).sum();
        let span = super::json::place(text, &format!("/chapters/{at}/title"))?;
        Some(Section { level: 2, heading, span, words, figures })
    };
    chapters.enumerate().filter_map(section).collect()
}

/// Words of every `text` and `term` inside a block.
fn words_of(value: &Value) -> usize {
    match value {
        Value::Object(fields) => {
            let own = ["text", "term"].iter().filter_map(|key| fields.get(*key)?.as_str()).map(|text| words(text).count()).sum::<usize>();
            own + fields.values().map(words_of).sum::<usize>()
        }
        Value::Array(items) => items.iter().map(words_of).sum(),
        _ => 0,
    }
}

fn of_markdown(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for block in markdown::blocks(text) {
        if let BlockKind::Heading(level) = block.kind {
            let heading = block.text.split_whitespace().collect::<Vec<_>>().join(" ");
            sections.push(Section { level, heading, span: block.span, words: 0, figures: 0 });
        } else if let Some(section) = sections.last_mut() {
            section.words += words(&block.text).count();
            section.figures += usize::from(block.image);
        }
    }
    // Code counts as content although it is not running text.
    for section in 0..sections.len() {
        let end = sections.get(section + 1).map_or(text.len(), |next| next.span.start);
        let body = &text[sections[section].span.end.min(end)..end];
        sections[section].figures += usize::from(body.contains("```") || body.contains("~~~") || body.contains("<svg"));
    }
    sections
}

fn of_html(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Option<(u8, String, usize)> = None;
    let mut hidden: Option<String> = None;
    for (token, span) in html::tokens(text, false) {
        match token {
            Token::Open { name, closed: false, .. } if ["script", "style", "template"].iter().any(|tag| name.eq_ignore_ascii_case(tag)) => {
                hidden = Some(name.to_ascii_lowercase());
            }
            Token::Close { name } if hidden.as_deref() == Some(&name.to_ascii_lowercase()) => hidden = None,
            Token::Open { name, .. } => {
                if let Some(level) = heading_level(name) {
                    open = Some((level, String::new(), span.start));
                } else if ["img", "svg", "table", "video", "canvas", "picture", "object"].iter().any(|tag| name.eq_ignore_ascii_case(tag))
                    && let Some(section) = sections.last_mut()
                {
                    section.figures += 1;
                }
            }
            Token::Close { name } if heading_level(name).is_some() => {
                if let Some((level, heading, start)) = open.take() {
                    let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
                    sections.push(Section { level, heading, span: start..span.end, words: 0, figures: 0 });
                }
            }
            Token::Text(run) if hidden.is_none() => {
                let run = html::plain(run);
                if let Some((_, heading, _)) = &mut open {
                    heading.push_str(&run);
                    heading.push(' ');
                } else if let Some(section) = sections.last_mut() {
                    section.words += words(&run).count();
                }
            }
            _ => {}
        }
    }
    sections
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h' | b'H', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

//! The body of an entry split into blocks by layout.

use crate::gcide::{Block, BlockKind};
use crate::notation::is_edition_mark;
use crate::span::Span;

/// A block with the mark it begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) block: Block,
    pub(super) mark: Mark,
}

/// What a block begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    None,
    /// `1.`
    Number(String),
    /// `(a)`
    Letter(String),
    /// `Note:`, `Syn:`
    Heading(String),
}

/// Splits the text from `body` on.
pub(super) fn split(text: &str, body: usize) -> Vec<Marked> {
    let mut blocks: Vec<Marked> = Vec::new();
    let mut open: Option<(BlockKind, Mark, usize, usize)> = None;
    let mut fresh = true;
    let mut any_sense = false;
    let mut at = body;
    for line in text[body..].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim();
        if words.is_empty() {
            close(&mut blocks, &mut open);
            // The end of the head line is no blank line.
            fresh |= start != body;
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let mut begin = start + indent;
        if start == body {
            begin = start + (line.len() - line.trim_start().len());
        }
        let end = begin + words.len();
        if let Some(length) = edition_mark(words) {
            close(&mut blocks, &mut open);
            push(&mut blocks, BlockKind::Edition, Mark::None, begin, begin + length);
            let rest = words[length..].trim();
            if rest.is_empty() {
                continue;
            }
            begin = end - rest.len();
            if let Some(more) = edition_mark(rest) {
                push(&mut blocks, BlockKind::Edition, Mark::None, begin, begin + more);
                if rest[more..].trim().is_empty() {
                    continue;
                }
                begin = end - rest[more..].trim_start().len();
            }
        }
        let rest = &text[begin..end];
        let mark = mark(rest, indent);
        let kind = match &mark {
            Mark::Heading(heading) if heading.starts_with("Syn") => Some(BlockKind::Synonyms),
            Mark::Heading(_) => Some(BlockKind::Note),
            Mark::Number(_) | Mark::Letter(_) => Some(BlockKind::Sense),
            Mark::None if rest.starts_with("-- {") || rest.starts_with("--{") => Some(BlockKind::Derived),
            Mark::None if fresh && indent >= 8 => Some(BlockKind::Quotation),
            Mark::None if fresh && indent <= 4 && any_sense && rest.starts_with('{') => Some(BlockKind::Phrase),
            Mark::None if fresh && !any_sense => Some(BlockKind::Sense),
            Mark::None if fresh || open.is_none() => Some(BlockKind::Text),
            Mark::None => None,
        };
        match kind {
            Some(kind) => {
                close(&mut blocks, &mut open);
                any_sense |= kind == BlockKind::Sense;
                open = Some((kind, mark, begin, end));
            }
            None => {
                if let Some((_, _, _, last)) = &mut open {
                    *last = end;
                }
            }
        }
        fresh = false;
    }
    close(&mut blocks, &mut open);
    blocks
}

fn close(blocks: &mut Vec<Marked>, open: &mut Option<(BlockKind, Mark, usize, usize)>) {
    if let Some((kind, mark, begin, end)) = open.take() {
        push(blocks, kind, mark, begin, end);
    }
}

fn push(blocks: &mut Vec<Marked>, kind: BlockKind, mark: Mark, begin: usize, end: usize) {
    blocks.push(Marked { block: Block { kind, span: Span::new(begin, end) }, mark });
}

/// How long an edition mark at the beginning of a line is.
fn edition_mark(words: &str) -> Option<usize> {
    let inner = words.strip_prefix('[')?;
    let length = inner.find(']')?;
    is_edition_mark(&inner[..length]).then_some(length + 2)
}

fn mark(words: &str, indent: usize) -> Mark {
    if let Some(colon) = words.find(':') {
        let heading = &words[..colon];
        if matches!(heading, "Note" | "Syn" | "Syn." | "Usage" | "Ant" | "Etym") {
            return Mark::Heading(heading.to_owned());
        }
    }
    if indent <= 4 {
        let digits = words.bytes().take_while(u8::is_ascii_digit).count();
        let letter = words[digits..].bytes().take_while(u8::is_ascii_lowercase).count();
        if (1..=3).contains(&digits) && letter <= 1 && words[digits + letter..].starts_with(". ") {
            return Mark::Number(words[..digits + letter].to_owned());
        }
        if (1..=3).contains(&digits) && words[digits..] == *"." {
            return Mark::Number(words[..digits].to_owned());
        }
    }
    let bytes = words.as_bytes();
    if indent <= 8 && bytes.len() >= 3 && bytes[0] == b'(' && bytes[1].is_ascii_lowercase() && bytes[2] == b')' {
        return Mark::Letter(words[..3].to_owned());
    }
    Mark::None
}

//! Plain text.

use crate::BlockKind;
use crate::text::Builder;

/// Reads paragraphs, list items, and headings that stand alone on a line.
pub(crate) fn read(text: &str) -> Builder {
    let builder = build(text, true);
    // A text of lines that all look like headings has none.
    if builder.sentences.is_empty() { build(text, false) } else { builder }
}

fn build(text: &str, headings: bool) -> Builder {
    let mut builder = Builder::default();
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n");
    let mut paragraph: Vec<&str> = Vec::new();
    for line in text.split('\n').chain([""]) {
        let item = marker(line);
        if line.trim().is_empty() || item.is_some() {
            // A line that a list follows at once introduces it; only a line by itself is a heading.
            flush(&mut builder, &paragraph, headings && item.is_none());
            paragraph.clear();
        }
        if !line.trim().is_empty() {
            paragraph.push(line);
        }
    }
    flush(&mut builder, &paragraph, headings);
    builder
}

fn flush(builder: &mut Builder, lines: &[&str], alone: bool) {
    match lines {
        [] => {}
        [heading, rule] if is_rule(rule) => builder.heading(if rule.trim().starts_with('=') { 1 } else { 2 }, heading.trim()),
        [heading, rule, rest @ ..] if is_rule(rule) => {
            builder.heading(if rule.trim().starts_with('=') { 1 } else { 2 }, heading.trim());
            flush(builder, rest, false);
        }
        [line] if is_rule(line) => {}
        [line] if alone && is_heading(line) => {
            let level = if builder.text.is_empty() { 1 } else { level(line) };
            builder.heading(level, line.trim());
        }
        [first, rest @ ..] => {
            let (kind, first) = match marker(first) {
                Some(length) => (BlockKind::Item, &first[length..]),
                None => (BlockKind::Paragraph, *first),
            };
            let joined = rest.iter().fold(first.trim().to_owned(), |text, line| join(text, line.trim()));
            builder.block(kind, &joined);
        }
    }
}

/// Joins lines; a word hyphenated at the line's end is made whole where both parts are lower case.
fn join(mut text: String, line: &str) -> String {
    let broken = text.strip_suffix('-').is_some_and(|before| before.ends_with(|c: char| c.is_lowercase()))
        && line.starts_with(|c: char| c.is_lowercase());
    if broken {
        text.pop();
    } else {
        text.push(' ');
    }
    text.push_str(line);
    text
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && ["=", "-", "*", "_"].iter().any(|mark| line.replace(mark, "").trim().is_empty())
}

/// A short line by itself, without an end, that begins like a title.
fn is_heading(line: &str) -> bool {
    let line = line.trim();
    let words = line.split_whitespace().count();
    let begins = line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let lettered = line.chars().filter(|c| c.is_alphabetic()).count() * 2 > line.chars().count();
    (1..=12).contains(&words)
        && line.chars().count() <= 80
        && begins
        && lettered
        && marker(line).is_none()
        && !line.ends_with(['.', ',', ';', ':', '!', '?', '"', '”', ')'])
}

/// `2.3 Results` is a level deeper than `2 Methods`.
fn level(line: &str) -> u8 {
    let number = line.split_whitespace().next().unwrap_or_default().trim_end_matches('.');
    if number.starts_with(|c: char| c.is_ascii_digit()) && number.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return u8::try_from(number.matches('.').count() + 2).unwrap_or(6).min(6);
    }
    2
}

/// Bytes of the indentation and marker of a list item.
fn marker(line: &str) -> Option<usize> {
    let body = line.trim_start();
    let mark = body.chars().next().filter(|c| matches!(c, '-' | '*' | '+' | '•' | '–' | '‣' | '◦' | '▪' | '·'))?.len_utf8();
    let after = &body[mark..];
    let space = after.len() - after.trim_start_matches([' ', '\t']).len();
    (space > 0 && !after.trim().is_empty()).then_some(line.len() - body.len() + mark + space)
}

//! Where sentences begin and end.

use std::ops::Range;

/// Abbreviations that are always followed by more of the same sentence.
const INSIDE: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "st", "sr", "gen", "col", "capt", "lt", "sgt", "gov", "sen", "rep", "messrs", "mme",
    "mlle", "e.g", "i.e", "viz", "cf", "vs", "v", "fig", "figs", "vol", "vols", "eds", "trans", "approx", "ca", "al", "dept", "univ",
    "assn", "bros", "ave", "blvd", "mt", "avg", "refs", "resp", "incl", "prob", "perh", "orig", "esp", "fr", "gr", "lat", "ger", "syn",
    "var", "obs", "n.b",
];

/// Words that are abbreviations only where a number follows: "No. 7", "Mar. 5", but "He said no. Then …".
const NUMBERED: &[&str] = &[
    "no", "nos", "p", "pp", "c", "ch", "sec", "art", "ed", "eq", "eqs", "ref", "tab", "max", "min", "est", "b", "d", "jan", "feb", "mar",
    "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
];

/// Abbreviations that may also end a sentence: they do where a capital follows.
const EITHER: &[&str] =
    &["etc", "inc", "ltd", "co", "corp", "jr", "bc", "ad", "a.m", "p.m", "u.s", "u.k", "u.n", "e.u", "ph.d", "b.c", "a.d", "d.c"];

/// The byte ranges of the sentences of a text, in order, without the white space around them.
///
/// Blank lines and the starts of list items end a sentence; single line breaks do not. Marks of citation (`[3]`, `[^a]`)
/// and closing quotes after the full stop belong to the sentence they follow. Where it is doubtful the text is not cut:
/// a sentence too long is still true to its source, half a sentence may not be.
#[must_use]
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for block in blocks(text) {
        split(text, block, &mut found);
    }
    found
}

/// Paragraphs and list items.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() || is_item(line) {
            blocks.push(start..at);
            start = at;
        }
        at += line.len();
    }
    blocks.push(start..text.len());
    blocks.retain(|block| !text[block.clone()].trim().is_empty());
    blocks
}

fn is_item(line: &str) -> bool {
    item_marker(line).is_some()
}

/// Bytes of the indentation and marker of a list item: `- `, `* `, `+ `, `• `, `12. `, `3) `.
fn item_marker(line: &str) -> Option<usize> {
    let body = line.trim_start();
    let indent = line.len() - body.len();
    let mark = match body.chars().next()? {
        bullet @ ('-' | '*' | '+' | '•' | '–' | '‣' | '◦' | '▪') => bullet.len_utf8(),
        '0'..='9' => {
            let digits = body.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 3 || !matches!(body.as_bytes().get(digits), Some(b'.' | b')')) {
                return None;
            }
            digits + 1
        }
        _ => return None,
    };
    let after = &body[mark..];
    let space = after.len() - after.trim_start_matches([' ', '\t']).len();
    (space > 0).then_some(indent + mark + space)
}

fn split(text: &str, block: Range<usize>, found: &mut Vec<Range<usize>>) {
    let body = &text[block.clone()];
    let mut start = item_marker(body).unwrap_or(0);
    let mut at = start;
    while let Some((offset, mark)) = body[at..].char_indices().find(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')) {
        let stop = at + offset;
        let end = tail(body, stop + mark.len_utf8());
        if ends_here(body, start, stop, end) {
            push(body, start..end, block.start, found);
            start = end;
        }
        at = end.max(stop + mark.len_utf8());
    }
    push(body, start..body.len(), block.start, found);
}

fn push(body: &str, range: Range<usize>, base: usize, found: &mut Vec<Range<usize>>) {
    let piece = &body[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = range.start + piece.trim_end().len();
    if start < end {
        found.push(base + start..base + end);
    }
}

/// Where the marks that belong to a full stop end: further stops, closing quotes and brackets, citations.
fn tail(body: &str, mut at: usize) -> usize {
    loop {
        let rest = &body[at..];
        let Some(next) = rest.chars().next() else { return at };
        if matches!(next, '.' | '!' | '?' | '…' | '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_') {
            at += next.len_utf8();
        } else if let Some(length) = citation(rest).or_else(|| rest.strip_prefix(' ').and_then(citation).map(|length| length + 1)) {
            at += length;
        } else {
            return at;
        }
    }
}

/// Length of a citation mark such as `[3]`, `[1, 4–6]` or `[^note]` at the start.
fn citation(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('[')?;
    let close = inner.find(']').filter(|close| *close > 0 && *close <= 24)?;
    let mark = &inner[..close];
    let numbers = mark.starts_with(|c: char| c.is_ascii_digit())
        && mark.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-' | '–' | ';'));
    let note = mark.starts_with('^') && mark.len() > 1;
    // `[3](…)` is a link, not a citation.
    ((numbers || note) && !inner[close + 1..].starts_with('(')).then_some(close + 2)
}

fn ends_here(body: &str, start: usize, stop: usize, end: usize) -> bool {
    let after = &body[end..];
    let Some(next) = after.chars().next() else { return true };
    let wide = matches!(body[stop..].chars().next(), Some('。' | '！' | '？'));
    if wide {
        return true;
    }
    if !next.is_whitespace() {
        return false;
    }
    let Some(follows) =
        after.chars().find(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '“' | '‘' | '«' | '(' | '[' | '*' | '_' | '¿' | '¡'))
    else {
        return true;
    };
    if follows.is_lowercase() {
        return false;
    }
    if !body[stop..].starts_with('.') {
        return true;
    }
    let before = &body[start..stop];
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '\'' | '—' | '–' | '/'))
        .next()
        .unwrap_or("");
    let key = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let only_number = before.trim().chars().all(|c| c.is_ascii_digit()) && !before.trim().is_empty();
    if EITHER.contains(&key.as_str()) {
        return follows.is_uppercase();
    }
    if INSIDE.contains(&key.as_str()) || (NUMBERED.contains(&key.as_str()) && follows.is_numeric()) {
        return false;
    }
    // "J. Smith", "A. B. Clark": an initial. "1." alone: a number in a list.
    !(initial || only_number)
}

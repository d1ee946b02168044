//! The words and signs of an etymology, each with its place.

use super::shapes::{origin, sentence_end, unknown_origin, word_length};
use super::words::{self, Word};
use crate::gcide::closing;
use crate::languages::{self, Language};
use crate::notation;
use crate::span::Span;

/// A word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a word or sign is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Comma,
    /// `;`, `:` or a dash.
    Semicolon,
    /// The end of a sentence.
    Stop,
    Plus,
    Equals,
    And,
    /// What stands in parentheses, or in brackets that are no escape; the span is the inside.
    Aside(Span),
    /// A headword in braces.
    Reference(String),
    /// `[root]75`
    Roots(Vec<String>),
    /// Letters the edition has lost, `????`.
    Lost,
    Language(Language),
    /// `of German origin`
    Origin(Language),
    /// `of uncertain origin`
    Unknown,
    /// An abbreviation no table knows.
    Abbreviation,
    /// A word of the trade.
    Trade(Word),
    /// Any other word.
    Word,
}

/// Takes a stretch of text apart.
pub(super) fn split(text: &str, within: Span) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let rest = &text[at..within.end];
        let space = rest.len() - rest.trim_start().len();
        if space > 0 {
            at += space;
            continue;
        }
        let (kind, taken) = next(text, at, within);
        let taken = taken.max(1).min(within.end - at);
        // `Zend. [,c]ura`: a language that is not abbreviated, with the stop of those that are.
        let astray = kind == Some(Kind::Stop)
            && tokens.last().is_some_and(|token: &Token| token.span.end == at && matches!(token.kind, Kind::Language(_)))
            && begins_form(text[at + taken..within.end].trim_start());
        if let Some(kind) = kind.filter(|_| !astray) {
            tokens.push(Token { kind, span: Span::new(at, at + taken) });
        }
        at += taken;
    }
    tokens
}

/// Whether a text begins with a small letter, plain or in brackets: a form, no sentence.
fn begins_form(text: &str) -> bool {
    let escape = text.starts_with('[') && closing(text, 0, *b"[]").is_some_and(|past| notation::escape(&text[1..past - 1]).is_some());
    text.starts_with(|letter: char| letter.is_lowercase()) || (escape && !text.starts_with("[root]"))
}

/// The token at a place and how many bytes it takes; `None` for signs that say nothing.
fn next(text: &str, at: usize, within: Span) -> (Option<Kind>, usize) {
    let rest = &text[at..within.end];
    match rest.as_bytes()[0] {
        b',' => (Some(Kind::Comma), 1),
        b';' | b':' => (Some(Kind::Semicolon), 1),
        b'+' => (Some(Kind::Plus), 1),
        b'=' => (Some(Kind::Equals), 1),
        b'&' => (Some(Kind::And), 1),
        b'.' => stop(rest),
        b'?' => {
            let marks = rest.bytes().take_while(|byte| *byte == b'?').count();
            (Some(Kind::Lost), marks.max(word_length(rest)))
        }
        b'(' => aside(text, at, within, *b"()"),
        b'{' => match closing(text, at, *b"{}").filter(|past| *past <= within.end) {
            Some(past) => (Some(Kind::Reference(notation::plain_word(&text[at + 1..past - 1]))), past - at),
            None => (None, 1),
        },
        b'[' => bracket(text, at, within),
        // A rough breathing before a Greek vowel, `"y`dwr`.
        b'"' if rest[1..1 + word_length(&rest[1..])].contains(['`', '^', '~']) => {
            let (kind, taken) = word(&rest[1..]);
            (kind, taken + 1)
        }
        b')' | b']' | b'}' | b'"' => (None, 1),
        b'-' if rest.starts_with("--") => (Some(Kind::Semicolon), rest.bytes().take_while(|byte| *byte == b'-').count()),
        _ => word(rest),
    }
}

/// A full stop: the end of a sentence, unless it goes on.
fn stop(rest: &str) -> (Option<Kind>, usize) {
    let taken = rest.bytes().take_while(|byte| *byte == b'.').count();
    let goes_on = rest[taken..].trim_start().starts_with([',', ';', ':', ')']);
    (if goes_on { None } else { Some(Kind::Stop) }, taken)
}

fn aside(text: &str, at: usize, within: Span, pair: [u8; 2]) -> (Option<Kind>, usize) {
    match closing(text, at, pair).filter(|past| *past <= within.end) {
        Some(past) => (Some(Kind::Aside(Span::new(at + 1, past - 1))), past - at),
        None => (None, 1),
    }
}

/// `[root]75`, a letter such as `[ae]` at the beginning of a word, or an aside.
fn bracket(text: &str, at: usize, within: Span) -> (Option<Kind>, usize) {
    let rest = &text[at..within.end];
    if let Some(after) = rest.strip_prefix("[root]") {
        let mut numbers = Vec::new();
        let mut taken = "[root]".len();
        for number in after.split_inclusive([',', ' ', '\n']) {
            let digits = number.trim_end_matches([',', ' ', '\n', '.']);
            let is_number =
                digits.starts_with(|letter: char| letter.is_ascii_digit()) && digits.chars().all(|letter| letter.is_ascii_alphanumeric());
            if !is_number {
                break;
            }
            numbers.push(digits.to_owned());
            taken += digits.len();
            if !number.trim_end().ends_with(',') {
                break;
            }
            taken += number.len() - digits.len();
        }
        return (Some(Kind::Roots(numbers)), taken);
    }
    let escape = closing(text, at, *b"[]")
        .filter(|past| *past <= within.end)
        .is_some_and(|past| notation::escape(&text[at + 1..past - 1]).is_some());
    if escape { word(rest) } else { aside(text, at, within, *b"[]") }
}

fn word(rest: &str) -> (Option<Kind>, usize) {
    if let Some(length) = unknown_origin(rest) {
        return (Some(Kind::Unknown), length);
    }
    if let Some((lead, past)) = origin(rest)
        && let Some((_, language)) = languages::at_start(&rest[lead..])
    {
        return (Some(Kind::Origin(language)), past);
    }
    if let Some((length, found)) = words::at_start(rest).filter(|(length, found)| is_trade(rest, *length, *found)) {
        return (Some(Kind::Trade(found)), length);
    }
    if let Some((length, language)) = languages::at_start(rest).filter(|(length, _)| !is_initials(rest, *length)) {
        return (Some(Kind::Language(language)), length);
    }
    let length = word_length(rest);
    if rest[..length].contains('?') {
        return (Some(Kind::Lost), length);
    }
    let after = &rest[length..];
    let capital = rest.starts_with(|letter: char| letter.is_ascii_uppercase());
    if capital && length <= 9 && after.starts_with('.') && sentence_end(rest) > length + 1 && !after[1..].trim().is_empty() {
        return (Some(Kind::Abbreviation), length + 1);
    }
    (Some(Kind::Word), length)
}

/// `W.T. Coleman`: initials of a name, no Welsh.
fn is_initials(rest: &str, length: usize) -> bool {
    let next = rest[length..].trim_start_matches(' ');
    let letter_and_stop = |text: &str| text.starts_with(|letter: char| letter.is_ascii_uppercase()) && text[1..].starts_with('.');
    length == 2
        && rest[1..].starts_with('.')
        && letter_and_stop(next)
        && (rest[length..].len() == next.len() || languages::at_start(next).is_none())
}

/// `to see` is no reference, `see {See}` is.
fn is_trade(rest: &str, length: usize, found: Word) -> bool {
    if found != Word::See || !rest.starts_with('s') {
        return true;
    }
    let next = rest[length..].trim_start();
    next.starts_with('{') || next.starts_with(|letter: char| letter.is_ascii_digit())
}

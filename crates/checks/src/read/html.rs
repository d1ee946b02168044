//! A small HTML and XML tokeniser with places.
//!
//! It serves checks, not browsers: it reports what is written, including what a browser would quietly repair.

use std::ops::Range;

/// One piece of markup or text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    Open {
        name: &'a str,
        attributes: Vec<Attribute<'a>>,
        closed: bool,
    },
    Close {
        name: &'a str,
    },
    Text(&'a str),
    /// Comments, declarations, processing instructions and CDATA, delimiters included.
    Other(&'a str),
    /// Markup that does not end, or a lone `<`.
    Broken(&'static str),
}

/// An attribute as written, entities not resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: Option<&'a str>,
    pub(crate) quoted: bool,
    pub(crate) at: usize,
}

/// Elements whose content is text up to their closing tag.
const RAW: &[&str] = &["script", "style", "textarea", "title"];

/// Tokenises HTML; with `xml` no element holds raw text.
pub(crate) fn tokens(text: &str, xml: bool) -> Vec<(Token<'_>, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (token, length) = if rest.starts_with('<') {
            markup(rest, at)
        } else {
            (Token::Text(upto(rest, rest.find('<'))), rest.find('<').unwrap_or(rest.len()))
        };
        let raw = match &token {
            Token::Open { name, closed: false, .. } if !xml => RAW.iter().find(|raw| name.eq_ignore_ascii_case(raw)),
            _ => None,
        };
        tokens.push((token, at..at + length));
        at += length;
        if let Some(name) = raw {
            let length = closing(&text[at..], name).unwrap_or(text.len() - at);
            if length > 0 {
                tokens.push((Token::Text(&text[at..at + length]), at..at + length));
            }
            at += length;
        }
    }
    tokens
}

fn upto(rest: &str, end: Option<usize>) -> &str {
    &rest[..end.unwrap_or(rest.len())]
}

fn closing(rest: &str, name: &str) -> Option<usize> {
    rest.match_indices("</")
        .map(|(at, _)| at)
        .find(|at| rest[at + 2..].get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)))
}

fn markup(rest: &str, base: usize) -> (Token<'_>, usize) {
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")] {
        if let Some(body) = rest.strip_prefix(start) {
            return match body.find(end) {
                Some(at) => (Token::Other(&rest[..start.len() + at + end.len()]), start.len() + at + end.len()),
                None => (Token::Broken("a comment or declaration that does not end"), rest.len()),
            };
        }
    }
    if let Some(body) = rest.strip_prefix("</") {
        return match body.find('>') {
            Some(end) => (Token::Close { name: body[..end].trim_end() }, end + 3),
            None => (Token::Broken("a closing tag that does not end"), rest.len()),
        };
    }
    if !rest[1..].starts_with(|c: char| c.is_alphabetic() || c == '_' || c == ':') {
        return (Token::Broken("a `<` that begins no tag (write `&lt;`)"), 1);
    }
    open(rest, base)
}

fn open(rest: &str, base: usize) -> (Token<'_>, usize) {
    let end = rest[1..].find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<')).map_or(rest.len(), |end| end + 1);
    let name = &rest[1..end];
    let mut attributes = Vec::new();
    let mut at = end;
    loop {
        at += rest[at..].len() - rest[at..].trim_start().len();
        let here = &rest[at..];
        if here.starts_with("/>") {
            return (Token::Open { name, attributes, closed: true }, at + 2);
        }
        if here.starts_with('>') {
            return (Token::Open { name, attributes, closed: false }, at + 1);
        }
        if here.is_empty() || here.starts_with('<') {
            return (Token::Broken("a tag that does not end"), at);
        }
        if here.starts_with('/') {
            at += 1;
            continue;
        }
        let length = here.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<')).unwrap_or(here.len()).max(1);
        let length = (length..=here.len()).find(|end| here.is_char_boundary(*end)).unwrap_or(here.len());
        let (attribute, next) = (&here[..length], at + length);
        let (value, quoted, after) = value(rest, next);
        attributes.push(Attribute { name: attribute, value, quoted, at: base + at });
        at = after;
    }
}

fn value(rest: &str, at: usize) -> (Option<&str>, bool, usize) {
    let skip = |at: usize| at + rest[at..].len() - rest[at..].trim_start().len();
    let equals = skip(at);
    if !rest[equals..].starts_with('=') {
        return (None, false, at);
    }
    let start = skip(equals + 1);
    match rest[start..].chars().next() {
        Some(quote @ ('"' | '\'')) => match rest[start + 1..].find(quote) {
            Some(end) => (Some(&rest[start + 1..start + 1 + end]), true, start + end + 2),
            None => (Some(&rest[start + 1..]), false, rest.len()),
        },
        _ => {
            let end = rest[start..].find(|c: char| c.is_whitespace() || c == '>').map_or(rest.len(), |end| start + end);
            (Some(&rest[start..end]), false, end)
        }
    }
}

/// Resolves the entities that matter for reading text.
pub(crate) fn plain(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match rest.find(';').filter(|end| *end <= 10).and_then(|end| entity(&rest[1..end]).map(|letter| (letter, end))) {
            Some((letter, end)) => {
                out.push(letter);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character an entity stands for (`name` without `&` and `;`).
pub(crate) fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = number.strip_prefix(['x', 'X']).map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
        return code.and_then(char::from_u32);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "middot" => '·',
        "copy" => '©',
        "times" => '×',
        _ => return None,
    })
}

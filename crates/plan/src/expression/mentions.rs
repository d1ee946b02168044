//! What a text of the expression language mentions, found without evaluating it.
//!
//! minijinja tells which top-level names a text uses, but not which steps it reaches (`steps["g4.1"].value`), nor whether
//! a filter exists. This scanner reads the code between the delimiters as tokens and lists those.

use crate::{Expression, Template};

/// A use of `steps.<id>` or `steps["<id>"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepMention {
    /// The step.
    pub step: String,
    /// The field read from it (`value` or `status`), where one is named.
    pub field: Option<String>,
}

/// What a text mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Names that the text does not bind itself, for example `input`; sorted.
    pub names: Vec<String>,
    /// Steps, in order of appearance, with repeats.
    pub steps: Vec<StepMention>,
    /// `steps` was used as a whole or with a computed name, so that its references cannot be checked.
    pub computed_step: bool,
    /// Steps of a loop whose round before is read (`previous.<id>`), in order of appearance, with repeats.
    pub previous: Vec<StepMention>,
    /// As `computed_step`, of `previous`.
    pub computed_previous: bool,
    /// Fields read from `input`.
    pub input_fields: Vec<String>,
    /// Fields read from `run`.
    pub run_fields: Vec<String>,
    /// State variables read by name.
    pub state_fields: Vec<String>,
    /// Filters, in order of appearance.
    pub filters: Vec<String>,
    /// Tests, in order of appearance.
    pub tests: Vec<String>,
    /// Block tags, in order of appearance.
    pub tags: Vec<String>,
    /// Methods called on values; the language has none.
    pub methods: Vec<String>,
}

impl Expression {
    /// What the expression mentions; of one that does not compile, what could be seen.
    pub fn mentions(&self) -> Mentions {
        let mut mentions = Mentions::default();
        mentions.read(&tokens(&self.0));
        if let Ok(compiled) = super::ENVIRONMENT.compile_expression_owned(self.0.as_str()) {
            mentions.names = compiled.undeclared_variables(false).into_iter().collect();
            mentions.names.sort();
        }
        mentions
    }
}

impl Template {
    /// What the template mentions; of one that does not compile, what could be seen.
    pub fn mentions(&self) -> Mentions {
        let mut mentions = Mentions::default();
        if !has_code(&self.0) {
            return mentions;
        }
        for segment in segments(&self.0) {
            let tokens = tokens(segment.code);
            if segment.is_block
                && let Some(Token::Name(tag)) = tokens.first()
            {
                mentions.tags.push((*tag).to_owned());
            }
            mentions.read(&tokens);
        }
        let environment = super::ENVIRONMENT.clone();
        if let Ok(compiled) = environment.template_from_str(&self.0) {
            mentions.names = compiled.undeclared_variables(false).into_iter().collect();
            mentions.names.sort();
        }
        mentions
    }
}

impl Mentions {
    fn read(&mut self, tokens: &[Token<'_>]) {
        for (at, token) in tokens.iter().enumerate() {
            let Token::Name(name) = token else { continue };
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            let after = tokens.get(at + 1);
            match before {
                Some(Token::Sign('.')) => {
                    let of_loop = at.checked_sub(2).and_then(|root| tokens.get(root)) == Some(&Token::Name("loop"));
                    if after == Some(&Token::Sign('(')) && !of_loop {
                        self.methods.push((*name).to_owned());
                    }
                    continue;
                }
                Some(Token::Sign('|')) => {
                    self.filters.push((*name).to_owned());
                    continue;
                }
                _ => {}
            }
            let is_keyword_argument = after == Some(&Token::Sign('=')) && tokens.get(at + 2) != Some(&Token::Sign('='));
            if is_keyword_argument {
                continue;
            }
            let rest = tokens.get(at + 1..).unwrap_or_default();
            match *name {
                "is" => {
                    let rest = if rest.first() == Some(&Token::Name("not")) { &rest[1..] } else { rest };
                    if let Some(Token::Name(test)) = rest.first() {
                        self.tests.push((*test).to_owned());
                    }
                }
                "steps" => match field(rest) {
                    Some((step, rest)) => {
                        let field = field(rest).map(|(field, _)| field);
                        self.steps.push(StepMention { step, field });
                    }
                    None => self.computed_step = true,
                },
                "previous" => match field(rest) {
                    Some((step, rest)) => {
                        let field = field(rest).map(|(field, _)| field);
                        self.previous.push(StepMention { step, field });
                    }
                    None => self.computed_previous = true,
                },
                "input" => self.input_fields.extend(field(rest).map(|(name, _)| name)),
                "state" => self.state_fields.extend(field(rest).map(|(name, _)| name)),
                "run" => self.run_fields.extend(field(rest).map(|(name, _)| name)),
                _ => {}
            }
        }
    }
}

/// The field that follows: `.name` or `["name"]`.
fn field<'t, 's>(tokens: &'t [Token<'s>]) -> Option<(String, &'t [Token<'s>])> {
    match tokens {
        [Token::Sign('.'), Token::Name(name), rest @ ..] => Some(((*name).to_owned(), rest)),
        [Token::Sign('.'), Token::Digits(name), rest @ ..] => Some(((*name).to_owned(), rest)),
        [Token::Sign('['), Token::Text(name), Token::Sign(']'), rest @ ..] => Some((name.clone(), rest)),
        _ => None,
    }
}

#[derive(Debug, PartialEq)]
enum Token<'s> {
    Name(&'s str),
    Digits(&'s str),
    Text(String),
    Sign(char),
}

fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if first.is_whitespace() => first.len_utf8(),
            '\'' | '"' => {
                let (text, length) = quoted(rest, first);
                tokens.push(Token::Text(text));
                length
            }
            _ if first.is_ascii_digit() => {
                let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                tokens.push(Token::Digits(&rest[..length]));
                length
            }
            _ if first.is_alphabetic() || first == '_' => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                tokens.push(Token::Name(&rest[..length]));
                length
            }
            sign => {
                tokens.push(Token::Sign(sign));
                sign.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    tokens
}

/// The content of the quoted text that opens `rest`, and its length with quotes. A text without end reaches to the end.
fn quoted(rest: &str, quote: char) -> (String, usize) {
    let mut text = String::new();
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            text.push(c);
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return (text, at + c.len_utf8());
        } else {
            text.push(c);
        }
    }
    (text, rest.len())
}

struct Segment<'s> {
    code: &'s str,
    is_block: bool,
    start: usize,
    end: usize,
    /// Whether its closing delimiter is there.
    is_closed: bool,
}

/// Whether a text holds anything but plain data.
pub(super) fn has_code(text: &str) -> bool {
    text.contains("{{") || text.contains("{%") || text.contains("{#")
}

pub(super) fn lone_expression(text: &str) -> Option<&str> {
    let trimmed = text.trim();
    if !trimmed.starts_with("{{") {
        return None;
    }
    match segments(trimmed).as_slice() {
        [only] if !only.is_block && only.is_closed && only.start == 0 && only.end == trimmed.len() => Some(only.code),
        _ => None,
    }
}

/// The pieces of code of a template, without their delimiters; comments and raw blocks are left out.
fn segments(text: &str) -> Vec<Segment<'_>> {
    let mut segments = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('{') {
        let start = at + found;
        let rest = &text[start..];
        at = if rest.starts_with("{#") {
            rest.find("#}").map_or(text.len(), |end| start + end + 2)
        } else if rest.starts_with("{{") || rest.starts_with("{%") {
            let is_block = rest.starts_with("{%");
            let close = if is_block { "%}" } else { "}}" };
            let (code, length) = code_until(&rest[2..], close);
            let end = start + 2 + length;
            let is_closed = code.len() < length;
            segments.push(Segment { code, is_block, start, end, is_closed });
            if is_block && code.trim() == "raw" { end_of_raw(text, end) } else { end }
        } else {
            start + 1
        };
    }
    segments
}

fn end_of_raw(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(found) = text[at..].find("{%") {
        let start = at + found;
        if text[start + 2..].trim_start_matches(['-', '+']).trim_start().starts_with("endraw") {
            return start;
        }
        at = start + 2;
    }
    text.len()
}

/// The code up to its closing delimiter, and the length with that delimiter. Quotes and brackets may hold it.
fn code_until<'s>(rest: &'s str, close: &str) -> (&'s str, usize) {
    let mut depth = 0_u32;
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        if depth == 0 && rest[at..].starts_with(close) {
            let code = rest[..at].trim_start_matches(['-', '+']).trim_end_matches(['-', '+']).trim();
            return (code, at + close.len());
        }
        match c {
            '\'' | '"' => {
                at += quoted(&rest[at..], c).1;
                continue;
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += c.len_utf8();
    }
    (rest, rest.len())
}

//! Paths with variables and wildcards.

use std::collections::BTreeMap;

use regex::Regex;

/// A path inside a run as a specification writes it: `research/{word}-*.md`.
///
/// `{name}` is a variable of the run, `*` stands for any part of a name, `?` for one character, `**` for any folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathPattern {
    written: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Variable(String),
    AnyName,
    AnyCharacter,
    AnyFolders,
}

impl PathPattern {
    /// Reads a path; the error says what is wrong with it.
    pub(crate) fn parse(written: &str) -> Result<Self, String> {
        let path = written.strip_prefix("./").unwrap_or(written);
        if path.trim().is_empty() {
            return Err("a path must not be empty".into());
        }
        if path.starts_with('/') || path.contains('\\') || path.split('/').any(|part| part == ".." || part == ".") {
            return Err(format!("`{written}` must be a path inside the run: relative, with `/`, without `..`"));
        }
        let mut parts = Vec::new();
        let mut rest = path;
        while let Some(next) = rest.chars().next() {
            let length = match next {
                '{' => {
                    let close = rest.find('}').ok_or_else(|| format!("`{written}`: `{{` without `}}`"))?;
                    let name = &rest[1..close];
                    if !is_variable(name) {
                        return Err(format!("`{written}`: `{{{name}}}` is not a variable (letters, digits and `_`)"));
                    }
                    parts.push(Part::Variable(name.to_owned()));
                    close + 1
                }
                '}' => return Err(format!("`{written}`: `}}` without `{{`")),
                '*' if rest.starts_with("**/") => push(&mut parts, Part::AnyFolders, 3),
                '*' if rest == "**" => {
                    parts.push(Part::AnyFolders);
                    push(&mut parts, Part::AnyName, 2)
                }
                '*' => push(&mut parts, Part::AnyName, 1),
                '?' => push(&mut parts, Part::AnyCharacter, 1),
                _ => {
                    let end = rest.find(['{', '}', '*', '?']).unwrap_or(rest.len());
                    push(&mut parts, Part::Literal(rest[..end].to_owned()), end)
                }
            };
            rest = &rest[length..];
        }
        Ok(Self { written: path.to_owned(), parts })
    }

    /// As written.
    pub(crate) fn as_str(&self) -> &str {
        &self.written
    }

    /// Names of its variables.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| if let Part::Variable(name) = part { Some(name.as_str()) } else { None })
    }

    /// Puts the variables in; the error names the one that is not known.
    pub(crate) fn resolve(&self, variables: &BTreeMap<String, String>) -> Result<Resolved, String> {
        let mut shown = String::new();
        let mut pattern = String::from("^");
        let mut exact = true;
        for part in &self.parts {
            match part {
                Part::Literal(text) => {
                    shown.push_str(text);
                    pattern.push_str(&regex::escape(text));
                }
                Part::Variable(name) => {
                    let value = variables.get(name).ok_or_else(|| unknown_variable(name, variables))?;
                    shown.push_str(value);
                    pattern.push_str(&regex::escape(value));
                }
                Part::AnyName => wildcard(&mut shown, &mut pattern, &mut exact, "*", "[^/]*"),
                Part::AnyCharacter => wildcard(&mut shown, &mut pattern, &mut exact, "?", "[^/]"),
                Part::AnyFolders => wildcard(&mut shown, &mut pattern, &mut exact, "**/", "(?:.*/)?"),
            }
        }
        pattern.push('$');
        let wildcards = if exact { None } else { Some(Regex::new(&pattern).map_err(|error| error.to_string())?) };
        Ok(Resolved { shown, wildcards })
    }
}

fn push(parts: &mut Vec<Part>, part: Part, length: usize) -> usize {
    parts.push(part);
    length
}

fn wildcard(shown: &mut String, pattern: &mut String, exact: &mut bool, sign: &str, expression: &str) {
    shown.push_str(sign);
    pattern.push_str(expression);
    *exact = false;
}

/// Whether a name can be a variable: a letter, then letters, digits and `_`.
pub(crate) fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn unknown_variable(name: &str, variables: &BTreeMap<String, String>) -> String {
    let known: Vec<&str> = variables.keys().map(String::as_str).collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    format!("the run has no variable `{name}` (known: {known})")
}

/// Puts variables into a text: `{name}` is replaced, `{{` and `}}` stand for braces, anything else in braces stays.
pub(crate) fn fill(text: &str, variables: &BTreeMap<String, String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            out.push_str(&rest[..1]);
            rest = &rest[2..];
            continue;
        }
        if let Some(close) = rest.find('}').filter(|close| *close > 0)
            && is_variable(&rest[1..close])
        {
            let name = &rest[1..close];
            out.push_str(variables.get(name).ok_or_else(|| unknown_variable(name, variables))?);
            rest = &rest[close + 1..];
            continue;
        }
        out.push_str(&rest[..1]);
        rest = &rest[1..];
    }
    out.push_str(rest);
    Ok(out)
}

/// A path whose variables are filled in.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    shown: String,
    wildcards: Option<Regex>,
}

impl Resolved {
    /// For people.
    pub(crate) fn as_str(&self) -> &str {
        &self.shown
    }

    /// The path itself, where there is no wildcard in it.
    pub(crate) fn exact(&self) -> Option<&str> {
        self.wildcards.is_none().then_some(&self.shown)
    }

    /// Whether a path fits.
    pub(crate) fn matches(&self, path: &str) -> bool {
        match &self.wildcards {
            Some(pattern) => pattern.is_match(path),
            None => self.shown == path,
        }
    }
}

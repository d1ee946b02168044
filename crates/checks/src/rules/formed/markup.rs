//! Well-formed HTML and XML.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Flaw;
use crate::read::html::{Attribute, Token, entity, tokens};

/// Elements without content.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements whose closing tag the HTML standard lets one leave out.
const OPTIONAL: &[&str] = &[
    "html", "head", "body", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup",
    "caption", "rt", "rp",
];

/// The flaws of an HTML document: tags that do not nest or close, broken markup, repeated ids.
pub(super) fn html(text: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut open: Vec<(String, Range<usize>)> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut elements = 0;
    for (token, span) in tokens(text, false) {
        match token {
            Token::Broken(what) => flaws.push(Flaw { message: what.into(), at: span }),
            Token::Open { name, attributes, closed } => {
                elements += 1;
                let name = name.to_ascii_lowercase();
                repeated(&attributes, &mut flaws);
                for id in
                    attributes.iter().filter(|attribute| attribute.name.eq_ignore_ascii_case("id")).filter_map(|attribute| attribute.value)
                {
                    if !ids.insert(id.to_owned()) {
                        flaws.push(Flaw { message: format!("the id `{id}` is used twice"), at: span.clone() });
                    }
                }
                let foreign = open.iter().any(|(name, _)| name == "svg" || name == "math") || name == "svg" || name == "math";
                if !(VOID.contains(&name.as_str()) || closed && foreign) {
                    open.push((name, span));
                }
            }
            Token::Close { name } => {
                let name = name.to_ascii_lowercase();
                match open.iter().rposition(|(opened, _)| *opened == name) {
                    Some(at) => {
                        for (left, place) in open.drain(at..).skip(1) {
                            unclosed(&left, place, &mut flaws);
                        }
                    }
                    None => flaws.push(Flaw { message: format!("`</{name}>` closes nothing"), at: span }),
                }
            }
            Token::Text(_) | Token::Other(_) => {}
        }
    }
    for (left, place) in open {
        unclosed(&left, place, &mut flaws);
    }
    if elements == 0 {
        flaws.push(Flaw { message: "there is no element in it".into(), at: 0..0 });
    }
    flaws
}

fn unclosed(name: &str, at: Range<usize>, flaws: &mut Vec<Flaw>) {
    if !OPTIONAL.contains(&name) {
        flaws.push(Flaw { message: format!("`<{name}>` is not closed"), at });
    }
}

fn repeated(attributes: &[Attribute<'_>], flaws: &mut Vec<Flaw>) {
    let mut names = BTreeSet::new();
    for attribute in attributes {
        if !names.insert(attribute.name.to_ascii_lowercase()) {
            let at = attribute.at..attribute.at + attribute.name.len();
            flaws.push(Flaw { message: format!("the attribute `{}` is given twice", attribute.name), at });
        }
    }
}

/// The flaws of an XML document, with the element its root must be.
pub(super) fn xml(text: &str, root: Option<&str>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut open: Vec<(&str, Range<usize>)> = Vec::new();
    let mut roots = 0;
    for (token, span) in tokens(text, true) {
        match token {
            Token::Broken(what) => flaws.push(Flaw { message: what.into(), at: span }),
            Token::Open { name, attributes, closed } => {
                if open.is_empty() {
                    roots += 1;
                    if roots > 1 {
                        flaws.push(Flaw { message: format!("`<{name}>` is a second root"), at: span.clone() });
                    }
                    if root.is_some_and(|root| root != name) {
                        flaws.push(Flaw {
                            message: format!("the root is `<{name}>`, not `<{}>`", root.unwrap_or_default()),
                            at: span.clone(),
                        });
                    }
                }
                attribute_flaws(&attributes, &mut flaws);
                if !closed {
                    open.push((name, span));
                }
            }
            Token::Close { name } => match open.pop() {
                Some((opened, _)) if opened == name => {}
                Some((opened, place)) => {
                    flaws.push(Flaw { message: format!("`</{name}>` where `</{opened}>` is due"), at: span });
                    // Resume at the element that is meant, so that one slip is one flaw.
                    if let Some(at) = open.iter().rposition(|(other, _)| *other == name) {
                        open.truncate(at);
                    } else {
                        open.push((opened, place));
                    }
                }
                None => flaws.push(Flaw { message: format!("`</{name}>` closes nothing"), at: span }),
            },
            Token::Text(run) => {
                entity_flaws(run, span.start, &mut flaws);
                if open.is_empty() && !run.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
                    flaws.push(Flaw { message: "text outside the root".into(), at: span });
                }
            }
            Token::Other(_) => {}
        }
    }
    flaws.extend(open.into_iter().map(|(name, at)| Flaw { message: format!("`<{name}>` is not closed"), at }));
    if roots == 0 {
        flaws.push(Flaw { message: "there is no element in it".into(), at: 0..0 });
    }
    flaws
}

fn attribute_flaws(attributes: &[Attribute<'_>], flaws: &mut Vec<Flaw>) {
    let mut names = BTreeSet::new();
    for attribute in attributes {
        let at = attribute.at..attribute.at + attribute.name.len();
        if !names.insert(attribute.name) {
            flaws.push(Flaw { message: format!("the attribute `{}` is given twice", attribute.name), at: at.clone() });
        }
        match attribute.value {
            Some(value) if attribute.quoted => {
                if value.contains('<') {
                    flaws.push(Flaw { message: format!("`<` in the attribute `{}`", attribute.name), at });
                } else {
                    entity_flaws(value, attribute.at, flaws);
                }
            }
            _ => flaws.push(Flaw { message: format!("the attribute `{}` has no quoted value", attribute.name), at }),
        }
    }
}

/// XML knows five names; everything else must be a number. A lone `&` is wrong.
fn entity_flaws(run: &str, base: usize, flaws: &mut Vec<Flaw>) {
    for (at, _) in run.match_indices('&') {
        let name = run[at + 1..].split(';').next().filter(|name| name.len() < run.len() - at - 1).unwrap_or_default();
        let known = ["amp", "lt", "gt", "quot", "apos"].contains(&name) || name.starts_with('#') && entity(name).is_some();
        if !known {
            flaws.push(Flaw { message: "an `&` that begins no known entity (write `&amp;`)".into(), at: base + at..base + at + 1 });
        }
    }
}

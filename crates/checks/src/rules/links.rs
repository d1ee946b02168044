//! Links inside a document and between files.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rule, Site, Text};
use crate::read::html::{Token, plain, tokens};
use crate::read::markdown::{self, BlockKind, Link};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::spec::Fields;
use crate::workspace::Scope;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "links_resolve",
    level: Level::References,
    summary: "every anchor and every relative link of the target (Markdown or HTML) leads somewhere; web addresses are only read, not visited",
    fields: &[FieldSpec { name: "min_links", required: false, shape: "count (0)", summary: "how many links there must be" }],
    target_required: true,
    fail_codes: &[FailCode::LinkDead],
    default_severity: Severity::Error,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    Box::new(LinksResolve { min: fields.count("min_links").unwrap_or(0) })
}

#[derive(Debug)]
struct LinksResolve {
    min: u64,
}

impl Rule for LinksResolve {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let everything = site.workspace.files(Scope::Any);
        let mut anchors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut dead = Vec::new();
        let mut places = Vec::new();
        let mut count = 0;
        for file in site.texts()? {
            for link in links_of(&file) {
                count += 1;
                let why = resolve(&file, &link.to, |path, fragment| {
                    let Some(bytes) = everything.get(path) else { return Err(format!("there is no file `{path}`")) };
                    let Some(fragment) = fragment else { return Ok(()) };
                    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
                    let there = anchors.entry(path.to_owned()).or_insert_with(|| anchors_of(&Text { path, text }));
                    if there.contains(fragment) { Ok(()) } else { Err(format!("`{path}` has no anchor `#{fragment}`")) }
                });
                if let Err(why) = why {
                    let place = Evidence::at(file.path, file.text, link.span);
                    dead.push(format!("`{}` in `{}` line {} ({why})", link.to, file.path, place.line.unwrap_or_default()));
                    places.push(place);
                }
            }
        }
        let facts = |finding: Finding| finding.with("count", count).score(share(count - dead.len(), count));
        if (count as u64) < self.min {
            let message = format!("`{}` has {count} links; at least {} are expected", site.shown(), self.min);
            return Ok(facts(Finding::fail(FailCode::LinkDead, message)));
        }
        if dead.is_empty() {
            return Ok(facts(Finding::pass(format!("all {count} links lead somewhere"))));
        }
        let shown = dead.iter().take(10).cloned().collect::<Vec<_>>().join("; ");
        Ok(facts(Finding::fail(FailCode::LinkDead, format!("{} of {count} links lead nowhere: {shown}", dead.len()))).places(places))
    }
}

fn links_of(file: &Text<'_>) -> Vec<Link> {
    if !file.is_html() {
        return markdown::links(file.text);
    }
    let mut links = Vec::new();
    for (token, span) in tokens(file.text, false) {
        let Token::Open { attributes, name, .. } = token else { continue };
        for attribute in attributes {
            let points = ["href", "src", "xlink:href", "poster"].iter().any(|key| attribute.name.eq_ignore_ascii_case(key));
            if let Some(value) = attribute.value.filter(|_| points && !name.eq_ignore_ascii_case("base")) {
                links.push(Link { to: plain(value), span: span.clone() });
            }
        }
    }
    links
}

fn anchors_of(file: &Text<'_>) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for (token, _) in tokens(file.text, false) {
        if let Token::Open { attributes, .. } = token {
            let named = attributes.iter().filter(|attribute| ["id", "name"].iter().any(|key| attribute.name.eq_ignore_ascii_case(key)));
            anchors.extend(named.filter_map(|attribute| attribute.value).map(plain));
        }
    }
    if !file.is_html() {
        let mut used: BTreeMap<String, usize> = BTreeMap::new();
        for block in markdown::blocks(file.text).into_iter().filter(|block| matches!(block.kind, BlockKind::Heading(_))) {
            anchors.extend(block.id);
            let slug = slug(&block.text);
            let repeats = used.entry(slug.clone()).or_default();
            anchors.insert(if *repeats == 0 { slug } else { format!("{slug}-{repeats}") });
            *repeats += 1;
        }
    }
    anchors
}

/// The anchor that readers of Markdown give a heading.
fn slug(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn resolve(file: &Text<'_>, to: &str, mut there: impl FnMut(&str, Option<&str>) -> Result<(), String>) -> Result<(), String> {
    let to = to.trim();
    if to.is_empty() {
        return Err("it is empty".into());
    }
    let before_path = to.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some((scheme, rest)) = before_path.split_once(':') {
        return match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => {
                let host = to.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
                if host.is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace)) {
                    Ok(())
                } else {
                    Err("it names no host".into())
                }
            }
            "mailto" | "tel" => {
                if rest.is_empty() {
                    Err("it names nobody".into())
                } else {
                    Ok(())
                }
            }
            "data" | "doi" | "urn" => Ok(()),
            other => Err(format!("`{other}:` is no scheme a document should use")),
        };
    }
    if to.starts_with("//") {
        return Ok(());
    }
    let (path, fragment) = to.split_once('#').map_or((to, None), |(path, fragment)| (path, Some(fragment)));
    let path = decode(path.split('?').next().unwrap_or_default());
    let fragment = fragment.filter(|fragment| !fragment.is_empty() && *fragment != "top").map(decode);
    if path.is_empty() {
        // `#` alone is the top of the page.
        return fragment.map_or(Ok(()), |fragment| there(file.path, Some(&fragment)));
    }
    if path.starts_with('/') {
        return Err("it begins at the root of a server; use a relative path".into());
    }
    let mut parts: Vec<&str> = file.path.split('/').collect();
    // A link is relative to the folder of its file.
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Err("it leaves the run's folder".into());
                }
            }
            part => parts.push(part),
        }
    }
    there(&parts.join("/"), fragment.as_deref())
}

/// Resolves `%20` and the like; what is no valid text stays as written.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let raw = text.as_bytes();
    let mut at = 0;
    while at < raw.len() {
        let code = (raw[at] == b'%').then(|| raw.get(at + 1..at + 3)).flatten();
        let code = code.and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(code.unwrap_or(raw[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

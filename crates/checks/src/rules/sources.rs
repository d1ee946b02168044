//! Counting sources in research files.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Rule, Site, Text, missing};
use crate::read::markdown::{BlockKind, blocks};
use crate::read::urls::{comparable, urls};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::spec::ByDepth;
use crate::{Evidence, FailCode, Severity};

const MIN: FieldSpec =
    FieldSpec { name: "min", required: true, shape: "count or {quick, standard, deep}", summary: "how many sources at least" };

pub(super) const KINDS: &[CheckKind] = &[
    CheckKind {
        name: "min_sources",
        level: Level::Structure,
        summary: "the target names enough sources: the most of third-level headings, distinct URLs, structured entries and bullets that say something",
        fields: &[MIN],
        target_required: true,
        fail_codes: &[FailCode::ValidationFailed],
        default_severity: Severity::Error,
        parse: |fields| Box::new(MinSources { min: fields.by_depth("min", None), any_of: false }),
    },
    CheckKind {
        name: "min_sources_any_of",
        level: Level::Structure,
        summary: "one of the candidate files alone names enough sources",
        fields: &[MIN],
        target_required: true,
        fail_codes: &[FailCode::ValidationFailed],
        default_severity: Severity::Error,
        parse: |fields| Box::new(MinSources { min: fields.by_depth("min", None), any_of: true }),
    },
];

/// Third-level headings that name a part of a document and not a source.
const SECTION_NAMES: &[&str] = &[
    "abstract",
    "analysis",
    "appendix",
    "background",
    "bibliography",
    "conclusion",
    "conclusions",
    "context",
    "discussion",
    "evidence",
    "findings",
    "further reading",
    "gaps",
    "introduction",
    "key findings",
    "key points",
    "limitations",
    "limits",
    "method",
    "methodology",
    "methods",
    "next steps",
    "notes",
    "open questions",
    "overview",
    "primary sources",
    "questions",
    "recommendations",
    "references",
    "research",
    "results",
    "scope",
    "secondary sources",
    "sources",
    "summary",
    "table of contents",
    "themes",
    "timeline",
    "web sources",
    "works cited",
];

/// Labels that begin an entry of a list of sources.
const LABELS: &[&str] = &["source", "title", "author", "authors", "citation", "url", "doi", "isbn", "publication", "work", "entry"];

#[derive(Debug)]
struct MinSources {
    min: ByDepth,
    any_of: bool,
}

impl Rule for MinSources {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let min = self.min.at(site.workspace.depth());
        let mut best: Option<(String, Count)> = None;
        if self.any_of {
            for target in site.targets() {
                for (path, bytes) in site.workspace.matching(site.scope, target) {
                    let file = super::as_text(path, bytes)?;
                    let count = Count::of(&[file]);
                    if best.as_ref().is_none_or(|(_, other)| count.sources() > other.sources()) {
                        best = Some((path.to_owned(), count));
                    }
                }
            }
        } else {
            let files = site.texts()?;
            let names: Vec<&str> = files.iter().map(|file| file.path).collect();
            best = Some((names.join(", "), Count::of(&files)));
        }
        let Some((path, count)) = best else { return Ok(missing(site, site.targets())) };
        let sources = count.sources();
        let said = format!("`{path}` names {sources} sources; a {} run needs {min}", site.workspace.depth().as_str());
        let finding = if sources >= min {
            Finding::pass(said)
        } else {
            let how = format!(
                "Counted: {} third-level headings, {} URLs, {} structured entries, {} bullets. Add sources as `### Title` or as entries with a title",
                count.headings, count.urls, count.entries, count.bullets
            );
            Finding::fail(FailCode::ValidationFailed, format!("{said}. {how}")).place(Evidence::note(&path, &format!("{sources} sources")))
        };
        let score = share(sources.min(min), min.max(1));
        Ok(finding.score(score).with("count", sources).with("min", min).with("counted", count.facts()))
    }
}

/// The four heuristics, each over all files together.
#[derive(Debug, Default)]
struct Count {
    headings: usize,
    urls: usize,
    entries: usize,
    bullets: usize,
}

impl Count {
    fn of(files: &[Text<'_>]) -> Self {
        let mut count = Self::default();
        let mut distinct = BTreeSet::new();
        for file in files {
            distinct.extend(urls(file.text).into_iter().map(|(url, _)| comparable(&url)));
            if file.is_json() {
                count.entries += json_entries(file.text);
                continue;
            }
            let mut labelled = vec![0_usize; LABELS.len()];
            let mut numbered = BTreeSet::new();
            for block in blocks(file.text) {
                match block.kind {
                    BlockKind::Heading(3) if !is_section_name(&block.text) => count.headings += 1,
                    BlockKind::Item if says_something(&block.text) => count.bullets += 1,
                    _ => {}
                }
                for line in block.text.lines() {
                    if let Some(label) = label(line) {
                        labelled[label] += 1;
                    }
                    numbered.extend(number(line));
                }
            }
            count.entries += labelled.into_iter().max().unwrap_or_default().max(numbered.len());
        }
        count.urls = distinct.len();
        count
    }

    fn sources(&self) -> usize {
        self.headings.max(self.urls).max(self.entries).max(self.bullets)
    }

    fn facts(&self) -> Value {
        serde_json::json!({ "headings": self.headings, "urls": self.urls, "entries": self.entries, "bullets": self.bullets })
    }
}

fn is_section_name(heading: &str) -> bool {
    let name = heading.trim().trim_end_matches(':').to_lowercase();
    let name = name.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '));
    SECTION_NAMES.contains(&name)
}

/// A bullet counts when it is a phrase and not only a word or a link's name.
fn says_something(item: &str) -> bool {
    item.trim().chars().count() >= 20 && prose::words(item).count() >= 4
}

fn label(line: &str) -> Option<usize> {
    let (name, rest) = line.trim().split_once(':')?;
    let name = name.trim().trim_matches('*').to_lowercase();
    (!rest.trim().is_empty()).then(|| LABELS.iter().position(|label| *label == name)).flatten()
}

/// The number of an entry such as `[3] Author, Title`.
fn number(line: &str) -> Option<u32> {
    let (number, rest) = line.trim().strip_prefix('[')?.split_once(']')?;
    let rest = rest.trim_start_matches(':').trim();
    (rest.chars().count() >= 5).then(|| number.trim_start_matches('^').parse().ok()).flatten()
}

fn json_entries(text: &str) -> usize {
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    let list = value.as_array().or_else(|| value.get("sources").and_then(Value::as_array));
    list.map_or(0, |list| {
        list.iter().filter(|entry| entry.is_object() || entry.as_str().is_some_and(|text| !text.trim().is_empty())).count()
    })
}

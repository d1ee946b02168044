//! Citations that must name known sources, sources that must be used, and claims that must cite.

use std::collections::BTreeSet;

use super::{Rule, Site};
use crate::grounding::{self, Grounding, StatementKind};
use crate::path::PathPattern;
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::{Evidence, FailCode, Severity, SourceText};

/// The field every grounding check has.
pub(super) const SOURCES: FieldSpec = FieldSpec {
    name: "sources",
    required: false,
    shape: "path",
    summary: "JSON list of {number, id, title, text}; the sources of the workspace where absent",
};

pub(super) const KINDS: &[CheckKind] = &[
    CheckKind {
        name: "citations_resolve",
        level: Level::References,
        summary: "every citation of the target (document JSON, or Markdown with `[n]`) names a listed source, and every listed source is cited",
        fields: &[
            SOURCES,
            FieldSpec { name: "all_used", required: false, shape: "true | false (true)", summary: "whether every source must be cited" },
            FieldSpec { name: "min_citations", required: false, shape: "count (1)", summary: "how many citations there must be" },
        ],
        target_required: true,
        fail_codes: &[FailCode::CiteUnknown, FailCode::SourceUnused, FailCode::UncitedClaim],
        default_severity: Severity::Error,
        parse: |fields| {
            Box::new(CitationsResolve {
                sources: fields.optional_path("sources"),
                all_used: fields.flag("all_used", true),
                min: fields.count("min_citations").unwrap_or(1),
            })
        },
    },
    CheckKind {
        name: "citation_coverage",
        level: Level::Grounding,
        summary: "enough of the statements of fact cite something (headings, questions, quotations' frames and very short sentences state none)",
        fields: &[
            FieldSpec { name: "min", required: false, shape: "share from 0 to 1 (0.9)", summary: "the least share" },
            FieldSpec { name: "min_words", required: false, shape: "count (6)", summary: "shorter sentences are not counted" },
        ],
        target_required: true,
        fail_codes: &[FailCode::UncitedClaim],
        default_severity: Severity::Warning,
        parse: |fields| {
            Box::new(CitationCoverage {
                min: fields.number("min", 0.0, 1.0).unwrap_or(0.9),
                min_words: fields.count("min_words").unwrap_or(6),
            })
        },
    },
];

/// Reads the target of a grounding check with its sources.
pub(super) fn load(site: &Site<'_>, sources: Option<&PathPattern>) -> Result<Grounding, Box<Finding>> {
    let texts = texts(site, sources)?.unwrap_or_default();
    let file = site.text()?;
    let grounding = if file.is_json() {
        Grounding::of_document(file.path, file.text, texts).or_else(|why| Finding::fail(FailCode::SchemaInvalid, why).stop())?
    } else {
        Grounding::of_markdown(file.path, file.text, texts)
    };
    if grounding.statements.is_empty() {
        let message = format!("`{}` holds no sentence; a text was expected", file.path);
        return Finding::fail(FailCode::MissingArtifact, message).place(Evidence::note(file.path, "blank")).stop();
    }
    Ok(grounding)
}

/// The same for checks that cannot do without the sources' texts.
pub(super) fn load_with_texts(site: &Site<'_>, sources: Option<&PathPattern>) -> Result<Grounding, Box<Finding>> {
    if texts(site, sources)?.is_none_or(|texts| texts.is_empty()) {
        return Finding::error(
            FailCode::MissingArtifact,
            "this check compares with the texts of sources, and there are none: name a file in `sources`",
        )
        .stop();
    }
    load(site, sources)
}

fn texts(site: &Site<'_>, sources: Option<&PathPattern>) -> Result<Option<Vec<SourceText>>, Box<Finding>> {
    let Some(path) = sources else {
        let own = site.workspace.sources();
        return Ok((!own.is_empty()).then(|| own.to_vec()));
    };
    let file = site.aside(path)?;
    grounding::sources(file.path, file.text).map(Some).or_else(|why| Finding::error(FailCode::SchemaInvalid, why).stop())
}

#[derive(Debug)]
struct CitationsResolve {
    sources: Option<PathPattern>,
    all_used: bool,
    min: u64,
}

impl Rule for CitationsResolve {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let grounding = load(site, self.sources.as_ref())?;
        // Without a set of sources the document's own list is the set.
        let known: BTreeSet<u32> = if grounding.sources.is_empty() && grounding.unlisted.is_empty() {
            grounding.listed.iter().map(|listed| listed.number).collect()
        } else {
            grounding.sources.iter().map(|source| source.number).collect()
        };
        let mut unknown = Vec::new();
        let mut places = Vec::new();
        let mut used = BTreeSet::new();
        let mut count = 0_usize;
        for statement in &grounding.statements {
            for cite in &statement.cites {
                count += 1;
                used.insert(cite.number);
                let problem = if !known.contains(&cite.number) {
                    Some(format!("[{}] names no source", cite.number))
                } else {
                    let source = grounding.source(cite.number).zip(cite.span);
                    source.filter(|(source, span)| span.start >= span.end || source.text.get(span.start..span.end).is_none()).map(
                        |(source, span)| {
                            format!("[{}] points at bytes {}–{} of {} bytes", cite.number, span.start, span.end, source.text.len())
                        },
                    )
                };
                if let Some(problem) = problem {
                    unknown.push(format!("{problem} ({})", statement.place.path));
                    places.push(statement.place.clone());
                }
            }
        }
        let mut seen = BTreeSet::new();
        for listed in &grounding.listed {
            let problem = if !seen.insert(listed.number) {
                Some(format!("source {} is listed twice", listed.number))
            } else if !known.contains(&listed.number) {
                let id = listed.id.as_ref().map_or_else(String::new, |id| format!(" (`{id}`)"));
                Some(format!("source {}{id} is listed and not in the source set", listed.number))
            } else {
                None
            };
            if let Some(problem) = problem {
                unknown.push(problem);
                places.push(listed.place.clone());
            }
        }
        let facts = |finding: Finding, score| finding.with("citations", count).with("sources", known.len()).score(score);
        if !unknown.is_empty() {
            let shown = unknown.iter().take(10).cloned().collect::<Vec<_>>().join("; ");
            let score = share(count.saturating_sub(unknown.len()), count);
            let message = format!("{} citations do not resolve: {shown}. Cite one of {}", unknown.len(), list(&known));
            return Ok(facts(Finding::fail(FailCode::CiteUnknown, message).places(places), score));
        }
        if (count as u64) < self.min {
            let message = format!("`{}` has {count} citations; at least {} are expected", site.shown(), self.min);
            return Ok(facts(Finding::fail(FailCode::UncitedClaim, message), Some(0.0)));
        }
        // Only what the document lists has to be used by it; a source set may hold more than a document needs.
        let owed: BTreeSet<u32> =
            if grounding.listed.is_empty() { known.clone() } else { grounding.listed.iter().map(|listed| listed.number).collect() };
        let unused: BTreeSet<u32> = owed.difference(&used).copied().collect();
        if self.all_used && !unused.is_empty() {
            let places = grounding.listed.iter().filter(|listed| unused.contains(&listed.number)).map(|listed| listed.place.clone());
            let message = format!("sources {} are listed and never cited. Cite or drop them", list(&unused));
            let score = share(owed.len() - unused.len(), owed.len());
            return Ok(facts(Finding::fail(FailCode::SourceUnused, message).places(places.collect::<Vec<_>>()), score));
        }
        Ok(facts(Finding::pass(format!("all {count} citations resolve to {} sources", used.len())), Some(1.0)))
    }

    fn variables(&self) -> Vec<String> {
        self.sources.iter().flat_map(PathPattern::variables).map(str::to_owned).collect()
    }
}

fn list(numbers: &BTreeSet<u32>) -> String {
    if numbers.is_empty() {
        return "none (there are no sources)".to_owned();
    }
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

#[derive(Debug)]
struct CitationCoverage {
    min: f64,
    min_words: u64,
}

impl Rule for CitationCoverage {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let grounding = load(site, None)?;
        let factual: Vec<_> = grounding
            .statements
            .iter()
            .filter(|statement| matches!(statement.kind, StatementKind::Claim | StatementKind::Verbatim | StatementKind::Quotation))
            .filter(|statement| {
                prose::words(&statement.text).count() as u64 >= self.min_words && !statement.text.trim_end().ends_with(['?', ':'])
            })
            .collect();
        let uncited: Vec<_> = factual.iter().filter(|statement| statement.cites.is_empty()).collect();
        let Some(covered) = share(factual.len() - uncited.len(), factual.len()) else {
            return Ok(Finding::fail(
                FailCode::UncitedClaim,
                format!("`{}` states nothing: there is no sentence of fact in it", site.shown()),
            ));
        };
        let said = format!(
            "{} of {} statements of fact cite a source; the least share is {}",
            factual.len() - uncited.len(),
            factual.len(),
            self.min
        );
        let finding = if covered >= self.min {
            Finding::pass(said)
        } else {
            let places = uncited.iter().map(|statement| statement.place.clone()).collect::<Vec<_>>();
            Finding::fail(FailCode::UncitedClaim, format!("{said}. Cite a source for the sentences listed, or drop them")).places(places)
        };
        Ok(finding.score(Some(covered)).with("statements", factual.len()).with("uncited", uncited.len()))
    }
}

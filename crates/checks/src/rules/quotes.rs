//! Quotations must stand in the source they are attributed to.

use prose::{Normal, find_approximately, normalise};

use super::citations::{SOURCES, load_with_texts};
use super::{Rule, Site};
use crate::grounding::{Cite, Grounding, Normals, Statement, StatementKind};
use crate::path::PathPattern;
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity, SourceText};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "quote_fidelity",
    level: Level::Grounding,
    summary: "every quotation, and every sentence said to be a source's own words, stands in the cited source and place; author and headword too",
    fields: &[
        SOURCES,
        FieldSpec {
            name: "tolerance",
            required: false,
            shape: "share from 0 to 0.2 (0.02)",
            summary: "edits allowed per character of the quotation, after normalisation",
        },
        FieldSpec {
            name: "verbatim",
            required: false,
            shape: "true | false (true)",
            summary: "whether sentences taken from a source are checked like quotations",
        },
        FieldSpec {
            name: "author",
            required: false,
            shape: "true | false (true)",
            summary: "whether a quotation's author, as printed, must stand in the source",
        },
        FieldSpec {
            name: "headword",
            required: false,
            shape: "true | false (true)",
            summary: "whether a quotation's headword must be that of the source",
        },
        FieldSpec { name: "min_quotations", required: false, shape: "count (0)", summary: "how many there must be" },
    ],
    target_required: true,
    fail_codes: &[FailCode::QuoteNotFound],
    default_severity: Severity::Error,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    Box::new(QuoteFidelity {
        sources: fields.optional_path("sources"),
        tolerance: fields.number("tolerance", 0.0, 0.2).unwrap_or(0.02),
        verbatim: fields.flag("verbatim", true),
        author: fields.flag("author", true),
        headword: fields.flag("headword", true),
        min: fields.count("min_quotations").unwrap_or(0),
    })
}

#[derive(Debug)]
struct QuoteFidelity {
    sources: Option<PathPattern>,
    tolerance: f64,
    verbatim: bool,
    author: bool,
    headword: bool,
    min: u64,
}

impl Rule for QuoteFidelity {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let grounding = load_with_texts(site, self.sources.as_ref())?;
        let normals = Normals::of(&grounding.sources);
        let wanted = |statement: &&Statement| {
            statement.kind == StatementKind::Quotation || (self.verbatim && statement.kind == StatementKind::Verbatim)
        };
        let quotations: Vec<&Statement> = grounding.statements.iter().filter(wanted).collect();
        let of_authors = quotations.iter().filter(|statement| statement.kind == StatementKind::Quotation).count();
        let mut problems = Vec::new();
        let mut places = Vec::new();
        for statement in &quotations {
            if let Err(missed) = self.judge(statement, &grounding, &normals) {
                problems.push(format!("“{}” {}", prose::excerpt(&statement.text, 80), missed.why));
                places.push(statement.place.clone());
                places.extend(missed.nearest);
            }
        }
        let total = quotations.len();
        let score = share(total - problems.len(), total);
        let facts = |finding: Finding| finding.with("quotations", of_authors).with("checked", total).score(score);
        if (of_authors as u64) < self.min {
            let message = format!("`{}` has {of_authors} quotations; at least {} are expected", site.shown(), self.min);
            return Ok(facts(Finding::fail(FailCode::QuoteNotFound, message)));
        }
        if problems.is_empty() {
            return Ok(facts(Finding::pass(format!("all {total} quotations stand in their sources"))));
        }
        let shown = problems.iter().take(10).cloned().collect::<Vec<_>>().join("; ");
        let message = format!(
            "{} of {total} quotations are not what their sources say: {shown}. Quote exactly, or paraphrase without quotation marks",
            problems.len()
        );
        Ok(facts(Finding::fail(FailCode::QuoteNotFound, message).places(places)))
    }

    fn variables(&self) -> Vec<String> {
        self.sources.iter().flat_map(PathPattern::variables).map(str::to_owned).collect()
    }
}

/// Why a quotation was not accepted, and what stands where it should.
struct Missed {
    why: String,
    nearest: Option<Evidence>,
}

impl QuoteFidelity {
    fn judge(&self, statement: &Statement, grounding: &Grounding, normals: &Normals) -> Result<(), Missed> {
        let segments = segments(&statement.text);
        if segments.is_empty() {
            return miss("has no words");
        }
        // An uncited quotation may stand in any source; a cited one must stand in one of those it cites.
        let everywhere: Vec<Cite> = grounding.sources.iter().map(|source| Cite { number: source.number, span: None }).collect();
        let cites = if statement.cites.is_empty() { &everywhere } else { &statement.cites };
        let cites = if statement.kind == StatementKind::Verbatim { &cites[..1] } else { cites };
        let mut missed = None;
        for cite in cites {
            let (Some(source), Some(normal)) = (grounding.source(cite.number), normals.get(cite.number)) else {
                missed = missed.or_else(|| Some(Missed { why: format!("cites [{}], which is no source", cite.number), nearest: None }));
                continue;
            };
            match self.stands_in(&segments, cite, source, normal).and_then(|()| self.attributed(statement, source)) {
                Ok(()) => return Ok(()),
                Err(next) => missed = Some(next),
            }
        }
        missed.map_or_else(|| miss("cites nothing that could hold it"), Err)
    }

    /// All segments in order, within the cited place if there is one.
    fn stands_in(&self, segments: &[Normal], cite: &Cite, source: &SourceText, normal: &Normal) -> Result<(), Missed> {
        if let Some(span) = cite.span {
            let Some(passage) = source.text.get(span.start..span.end) else {
                return miss(format!("points at bytes {}–{}, outside the text of [{}]", span.start, span.end, cite.number));
            };
            if self.in_order(segments, normalise(passage).as_str()).is_ok() {
                return Ok(());
            }
            // A span may be cut a little closer than the words; what matters is that it is the same place.
            let widened = widen(&source.text, span.start, span.end);
            if self.in_order(segments, normalise(widened).as_str()).is_ok() {
                return Ok(());
            }
            let nearest = Some(source_place(source, span.start..span.end));
            let elsewhere = self.in_order(segments, normal.as_str()).is_ok();
            let why = if elsewhere { "stands elsewhere in the source than it says" } else { "is not what the source says there" };
            return Err(Missed { why: format!("{why} ([{}] `{}`)", source.number, source.title), nearest });
        }
        self.in_order(segments, normal.as_str()).map_err(|segment| {
            let nearest = segments.get(segment).and_then(|segment| nearest(segment, source, normal));
            Missed { why: format!("does not stand in [{}] `{}`", source.number, source.title), nearest }
        })
    }

    /// Finds the segments one after the other; the error is the number of the first that is missing.
    fn in_order(&self, segments: &[Normal], text: &str) -> Result<(), usize> {
        let mut from = 0;
        for (at, segment) in segments.iter().enumerate() {
            let hit = find_approximately(segment.as_str(), &text[from..], self.limit(segment)).ok_or(at)?;
            from += hit.span.end;
        }
        Ok(())
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small share of a text's length"
    )]
    fn limit(&self, segment: &Normal) -> usize {
        (segment.as_str().len() as f64 * self.tolerance) as usize
    }

    fn attributed(&self, statement: &Statement, source: &SourceText) -> Result<(), Missed> {
        let author = statement.author.as_deref().filter(|_| self.author);
        if let Some(author) =
            author.filter(|author| !holds(&source.text, author) && !holds(&source.title, author) && !shortened(&source.text, author))
        {
            return miss(format!("is attributed to `{author}`, whom [{}] `{}` does not name", source.number, source.title));
        }
        let headword = statement.headword.as_deref().filter(|_| self.headword);
        if let Some(headword) = headword.filter(|headword| !holds(&source.title, headword) && !holds(&source.id, headword)) {
            return miss(format!("is said to stand under `{headword}`; [{}] is `{}`", source.number, source.title));
        }
        Ok(())
    }
}

fn miss<T>(why: impl Into<String>) -> Result<T, Missed> {
    Err(Missed { why: why.into(), nearest: None })
}

/// Whether a text holds the words of another, as whole words.
fn holds(text: &str, words: &str) -> bool {
    let words = normalise(words);
    !words.is_empty() && format!(" {} ", normalise(text).as_str()).contains(&format!(" {} ", words.as_str()))
}

/// Whether a text names an author by the last name, or by an abbreviation of it: `Shak.` for `William Shakespeare`.
fn shortened(text: &str, author: &str) -> bool {
    let Some(last) = prose::words(author).last() else { return false };
    let abbreviates = |word: &prose::Word<'_>| {
        let ends_in_stop = text[word.span.end..].starts_with('.');
        let letters = word.text.chars().count();
        letters >= 3 && ends_in_stop && word.text.starts_with(char::is_uppercase) && last.text.starts_with(word.text)
    };
    prose::words(text).any(|word| word.text == last.text || abbreviates(&word))
}

/// The parts of a quotation between ellipses and editorial brackets, in normal form.
fn segments(text: &str) -> Vec<Normal> {
    let mut marked = text.replace("[…]", "…").replace("[...]", "…").replace("...", "…").replace(". . .", "…");
    while let (Some(open), Some(close)) = (marked.find('['), marked.find(']')) {
        if open > close {
            break;
        }
        marked.replace_range(open..=close, "…");
    }
    marked.split('…').map(normalise).filter(|segment| !segment.is_empty()).collect()
}

/// The passage with up to 40 bytes on each side.
fn widen(text: &str, start: usize, end: usize) -> &str {
    let start = (start.saturating_sub(40)..=start).find(|at| text.is_char_boundary(*at)).unwrap_or(start);
    let end = (end..=(end + 40).min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(end);
    &text[start..end]
}

/// What the source says where the quotation comes closest: the best match of its first words.
fn nearest(segment: &Normal, source: &SourceText, normal: &Normal) -> Option<Evidence> {
    let words: Vec<&str> = segment.as_str().split(' ').collect();
    for length in (3..=words.len().min(8)).rev() {
        for window in words.windows(length) {
            let run = window.join(" ");
            if let Some(at) = normal.as_str().find(&run) {
                let before = segment.as_str().find(&run).unwrap_or(0);
                let start = at.saturating_sub(before);
                let end = (start + segment.as_str().len()).min(normal.as_str().len());
                return Some(source_place(source, normal.original(start..end)));
            }
        }
    }
    None
}

fn source_place(source: &SourceText, range: std::ops::Range<usize>) -> Evidence {
    Evidence::at(&format!("source:{}", source.id), &source.text, range)
}

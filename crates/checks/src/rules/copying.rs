//! Unquoted text that is taken from a source word for word.

use prose::{Lines, shared_runs, words};

use super::citations::{SOURCES, load_with_texts};
use super::{Rule, Site};
use crate::grounding::{Statement, StatementKind, quotations};
use crate::path::PathPattern;
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "verbatim_copy",
    level: Level::Copying,
    summary: "no run of unquoted words is longer than allowed in any source",
    fields: &[SOURCES, FieldSpec { name: "max_words", required: false, shape: "count from 5 (25)", summary: "the longest run allowed" }],
    target_required: true,
    fail_codes: &[FailCode::VerbatimCopy],
    default_severity: Severity::Error,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let max = fields.count("max_words").unwrap_or(25);
    if max < 5 {
        fields.problem("max_words", FailCode::ValidationFailed, "must be at least 5: shorter runs are ordinary language");
    }
    Box::new(VerbatimCopy { sources: fields.optional_path("sources"), max: usize::try_from(max).unwrap_or(usize::MAX).min(10_000) })
}

#[derive(Debug)]
struct VerbatimCopy {
    sources: Option<PathPattern>,
    max: usize,
}

impl Rule for VerbatimCopy {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let grounding = load_with_texts(site, self.sources.as_ref())?;
        // One stream of words with the statement each belongs to; a run may cross sentences but not a quotation.
        let mut keys: Vec<String> = Vec::new();
        let mut owners: Vec<&Statement> = Vec::new();
        for statement in &grounding.statements {
            let mut add = |key: String| {
                keys.push(key);
                owners.push(statement);
            };
            if statement.kind != StatementKind::Claim {
                add("\u{0}".to_owned());
                continue;
            }
            let quoted = quotations(&statement.text);
            for word in words(&statement.text) {
                let inside = quoted.iter().any(|range| range.contains(&word.span.start));
                add(if inside { "\u{0}".to_owned() } else { word.key() });
            }
        }
        let mut longest = 0;
        let mut copied = Vec::new();
        for source in grounding.sources.iter().chain(&grounding.unlisted) {
            let theirs: Vec<prose::Word<'_>> = words(&source.text).collect();
            let their_keys: Vec<String> = theirs.iter().map(prose::Word::key).collect();
            for (ours, there) in shared_runs(&keys, &their_keys, 5) {
                longest = longest.max(ours.len());
                if ours.len() > self.max {
                    let range = theirs[there.start].span.start..theirs[there.end - 1].span.end;
                    copied.push((
                        ours,
                        Evidence::at(&format!("source:{}", source.id), &source.text, range.clone()),
                        Lines::of(&source.text).line(range.start),
                    ));
                }
            }
        }
        let facts = |finding: Finding| finding.with("longest_run", longest).with("max_words", self.max);
        if copied.is_empty() {
            return Ok(facts(Finding::pass(format!("the longest run shared with a source has {longest} words; {} are allowed", self.max))));
        }
        let shown: Vec<String> = copied
            .iter()
            .take(5)
            .map(|(ours, place, line)| {
                format!("{} words of {} line {line} (“{}”)", ours.len(), place.path, prose::excerpt(&place.excerpt, 60))
            })
            .collect();
        let places = copied.iter().flat_map(|(ours, place, _)| [owners[ours.start].place.clone(), place.clone()]).collect::<Vec<_>>();
        let message = format!("taken word for word, at most {} words may be: {}. Quote or rewrite", self.max, shown.join("; "));
        Ok(facts(Finding::fail(FailCode::VerbatimCopy, message).places(places)))
    }

    fn variables(&self) -> Vec<String> {
        self.sources.iter().flat_map(PathPattern::variables).map(str::to_owned).collect()
    }
}

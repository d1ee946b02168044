//! How much of a sentence stands in what it cites.

use prose::{is_stop_word, ngrams, stem, words};

use super::citations::{SOURCES, load_with_texts};
use super::{Rule, Site};
use crate::grounding::StatementKind;
use crate::path::PathPattern;
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::spec::Fields;
use crate::{FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "containment",
    level: Level::Grounding,
    summary: "enough of the content-word 3-grams of each sentence that cites stand in what it cites: a screen, not a proof",
    fields: &[
        SOURCES,
        FieldSpec { name: "min_mean", required: false, shape: "share from 0 to 1 (0.5)", summary: "the least mean over sentences" },
        FieldSpec {
            name: "min_sentence",
            required: false,
            shape: "share from 0 to 1 (0.1)",
            summary: "the least share of any one sentence",
        },
        FieldSpec { name: "n", required: false, shape: "count from 1 to 5 (3)", summary: "length of the runs compared" },
    ],
    target_required: true,
    fail_codes: &[FailCode::LowOverlap],
    default_severity: Severity::Warning,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let n = fields.count("n").unwrap_or(3);
    if !(1..=5).contains(&n) {
        fields.problem("n", FailCode::ValidationFailed, format!("must be from 1 to 5, found {n}"));
    }
    Box::new(Containment {
        sources: fields.optional_path("sources"),
        min_mean: fields.number("min_mean", 0.0, 1.0).unwrap_or(0.5),
        min_sentence: fields.number("min_sentence", 0.0, 1.0).unwrap_or(0.1),
        n: usize::try_from(n).unwrap_or(3),
    })
}

#[derive(Debug)]
struct Containment {
    sources: Option<PathPattern>,
    min_mean: f64,
    min_sentence: f64,
    n: usize,
}

impl Rule for Containment {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let grounding = load_with_texts(site, self.sources.as_ref())?;
        let mut shares = Vec::new();
        for statement in &grounding.statements {
            let announces = statement.text.trim_end().ends_with([':', '?']);
            if announces || statement.cites.is_empty() || !matches!(statement.kind, StatementKind::Claim | StatementKind::Verbatim) {
                continue;
            }
            let own = content(&statement.text);
            let runs = ngrams(&own, self.n);
            if runs.is_empty() {
                continue;
            }
            // A sentence shorter than a run counts as one run of its own length.
            let n = self.n.min(own.len());
            let cited: Vec<_> = grounding.passages(statement).iter().map(|passage| content(passage.text)).collect();
            let there = runs
                .iter()
                .filter(|run| cited.iter().any(|words| words.len() >= n && words.windows(n).any(|window| window.join(" ") == **run)));
            let there = there.count();
            shares.push((share(there, runs.len()).unwrap_or_default(), statement));
        }
        if shares.is_empty() {
            return Ok(Finding::fail(
                FailCode::LowOverlap,
                format!("`{}` has no sentence that cites: there is nothing to compare", site.shown()),
            ));
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of sentences are far below 2^52")]
        let mean = shares.iter().map(|(share, _)| share).sum::<f64>() / shares.len() as f64;
        let least = shares.iter().map(|(share, _)| *share).fold(1.0, f64::min);
        let low: Vec<_> = shares.iter().filter(|(share, _)| *share < self.min_sentence).collect();
        let said = format!(
            "overlap with the cited passages: mean {mean:.2} (least allowed {}), lowest sentence {least:.2} ({})",
            self.min_mean, self.min_sentence
        );
        let finding = if mean >= self.min_mean && low.is_empty() {
            Finding::pass(said)
        } else {
            let mut worst: Vec<_> = shares.iter().collect();
            worst.sort_by(|a, b| a.0.total_cmp(&b.0));
            let shown = worst.into_iter().take(low.len().max(3)).map(|(_, statement)| statement.place.clone()).collect::<Vec<_>>();
            Finding::fail(FailCode::LowOverlap, format!("{said}. Bring the sentences listed closer to their sources, or cite better ones"))
                .places(shown)
        };
        Ok(finding.score(Some(mean)).with("mean", mean).with("min", least).with("sentences", shares.len()))
    }

    fn variables(&self) -> Vec<String> {
        self.sources.iter().flat_map(PathPattern::variables).map(str::to_owned).collect()
    }
}

/// Stems of the words that carry meaning.
fn content(text: &str) -> Vec<String> {
    words(text).map(|word| word.key()).filter(|key| !is_stop_word(key)).map(|key| stem(&key)).collect()
}

//! How a text reads.

use prose::words;

use super::{Rule, Site};
use crate::read::running::running;
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found};
use crate::spec::Fields;
use crate::{FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "readability",
    level: Level::Readability,
    summary: "reading ease (Flesch 1948, English) and sentence length stay within bounds, and no banned phrase occurs",
    fields: &[
        FieldSpec {
            name: "min_ease",
            required: false,
            shape: "number from -100 to 120",
            summary: "the least reading ease; 60 is plain English",
        },
        FieldSpec { name: "max_ease", required: false, shape: "number from -100 to 120", summary: "the most" },
        FieldSpec { name: "max_sentence_words", required: false, shape: "number from 1 to 200", summary: "the longest mean sentence" },
        FieldSpec {
            name: "banned",
            required: false,
            shape: "text or list of texts",
            summary: "phrases that must not occur; case does not matter",
        },
    ],
    target_required: true,
    fail_codes: &[FailCode::Readability],
    default_severity: Severity::Warning,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    if !["min_ease", "max_ease", "max_sentence_words", "banned"].iter().any(|field| fields.has(field)) {
        fields.problem("", FailCode::ValidationFailed, "`readability` needs `min_ease`, `max_ease`, `max_sentence_words` or `banned`");
    }
    Box::new(Readability {
        min_ease: fields.number("min_ease", -100.0, 120.0),
        max_ease: fields.number("max_ease", -100.0, 120.0),
        max_sentence: fields.number("max_sentence_words", 1.0, 200.0),
        banned: fields.optional_texts("banned"),
    })
}

#[derive(Debug)]
struct Readability {
    min_ease: Option<f64>,
    max_ease: Option<f64>,
    max_sentence: Option<f64>,
    banned: Vec<String>,
}

impl Rule for Readability {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let mut problems = Vec::new();
        let mut places = Vec::new();
        let (mut sentence_count, mut word_count, mut syllable_count) = (0_usize, 0_usize, 0_usize);
        for file in site.texts()? {
            for sentence in running(&file)? {
                let mut any = false;
                for word in words(&sentence.text) {
                    any = true;
                    word_count += 1;
                    syllable_count += syllables(word.text);
                }
                sentence_count += usize::from(any);
                let lower = sentence.text.to_lowercase();
                for phrase in self.banned.iter().filter(|phrase| lower.contains(&phrase.to_lowercase())) {
                    problems.push(format!("the banned phrase `{phrase}` occurs"));
                    places.push(sentence.place.clone());
                }
            }
        }
        if sentence_count == 0 {
            return Ok(Finding::fail(FailCode::Readability, format!("`{}` has no sentence to read", site.shown())));
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
        let (length, syllables) = (word_count as f64 / sentence_count as f64, syllable_count as f64 / word_count as f64);
        // Flesch, "A new readability yardstick" (1948).
        let ease = 206.835 - 1.015 * length - 84.6 * syllables;
        if self.min_ease.is_some_and(|min| ease < min) {
            problems.push(format!(
                "reading ease is {ease:.0}, at least {} is asked for: use shorter sentences and words",
                self.min_ease.unwrap_or_default()
            ));
        }
        if self.max_ease.is_some_and(|max| ease > max) {
            problems.push(format!("reading ease is {ease:.0}, at most {} is asked for", self.max_ease.unwrap_or_default()));
        }
        if self.max_sentence.is_some_and(|max| length > max) {
            problems.push(format!(
                "sentences have {length:.1} words on average, at most {} are asked for",
                self.max_sentence.unwrap_or_default()
            ));
        }
        let finding = if problems.is_empty() {
            Finding::pass(format!("reading ease {ease:.0}, {length:.1} words a sentence"))
        } else {
            Finding::fail(FailCode::Readability, problems.join("; ")).places(places)
        };
        Ok(finding.with("ease", (ease * 10.0).round() / 10.0).with("sentence_words", (length * 10.0).round() / 10.0))
    }
}

/// Syllables of an English word: groups of vowels, a silent final `e` left out; at least one.
fn syllables(word: &str) -> usize {
    let lower = word.to_lowercase();
    let vowel = |c: char| {
        matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'æ' | 'œ' | 'é' | 'è' | 'ê' | 'ë' | 'ï' | 'ö' | 'ü' | 'á' | 'í' | 'ó' | 'ú')
    };
    let (mut count, mut before) = (0_usize, false);
    for letter in lower.chars() {
        let now = vowel(letter);
        count += usize::from(now && !before);
        before = now;
    }
    let silent =
        lower.ends_with('e') && !lower.ends_with("le") || lower.ends_with("ed") && !lower.ends_with("ted") && !lower.ends_with("ded");
    if silent && count > 1 { count - 1 } else { count.max(1) }
}

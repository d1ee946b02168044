//! Ranking sentences for a question.

use std::collections::{BTreeMap, BTreeSet};

use prose::{is_stop_word, stem, words};

use crate::{BlockKind, Document};

/// A sentence that answers to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Position of the document in the list that was searched.
    pub document: usize,
    /// Position of the sentence in the document.
    pub sentence: usize,
    /// How well it fits; only comparable within one search.
    pub score: f64,
    /// How much of the question's weight it covers, 0 to 1; terms that stand only in its headings count half.
    pub coverage: f64,
    /// Stems of the question's terms that stand in it or in its headings.
    pub matched: Vec<String>,
}

// Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) with the usual constants.
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// What a term in a heading is worth beside one in the sentence.
const HEADING: f64 = 0.5;

/// Words that ask and do not say about what.
const ASKING: &[&str] = &[
    "tell",
    "explain",
    "describe",
    "show",
    "give",
    "list",
    "summarise",
    "summarize",
    "compare",
    "discuss",
    "know",
    "say",
    "mean",
    "many",
    "much",
    "long",
    "far",
    "often",
    "kind",
    "sort",
    "type",
    "main",
    "like",
    "use",
    "get",
    "make",
    "happen",
    "brief",
    "question",
    "answer",
    "source",
    "document",
    "please",
];

/// The stems of a question that say what it is about, sorted. If nothing but asking words is left, those count.
#[must_use]
pub fn terms(question: &str) -> Vec<String> {
    let keys: BTreeSet<String> = words(question).map(|word| word.key()).filter(|key| !is_stop_word(key)).collect();
    let asking: BTreeSet<String> = ASKING.iter().map(|word| stem(word)).collect();
    let all: BTreeSet<String> = keys.iter().map(|key| stem(key)).collect();
    let told: Vec<String> = all.iter().filter(|term| !asking.contains(*term)).cloned().collect();
    if told.is_empty() { all.into_iter().collect() } else { told }
}

/// Sentences that share a term with the question, best first. The same input always gives the same order.
#[must_use]
pub fn search(documents: &[Document], question: &str) -> Vec<Hit> {
    let terms = terms(question);
    let sentences: Vec<Indexed> = documents.iter().enumerate().flat_map(|(at, document)| index(at, document)).collect();
    if terms.is_empty() || sentences.is_empty() {
        return Vec::new();
    }
    let total = as_number(sentences.len());
    let mean = (as_number(sentences.iter().map(|sentence| sentence.length).sum()) / total).max(1.0);
    let rarity = |term: &String| {
        let holding = as_number(sentences.iter().filter(|sentence| sentence.counts.contains_key(term)).count());
        (1.0 + (total - holding + 0.5) / (holding + 0.5)).ln()
    };
    let rarities: Vec<f64> = terms.iter().map(rarity).collect();
    let weight: f64 = rarities.iter().sum();
    let mut hits: Vec<Hit> = Vec::new();
    for sentence in &sentences {
        let (mut score, mut covered) = (0.0, 0.0);
        let mut matched = Vec::new();
        // A document's title says something of each of its sentences, but makes none of them an answer: without a word of its
        // own that fits, a sentence needs a heading closer to it.
        let own = terms.iter().any(|term| sentence.counts.contains_key(term));
        let headings = if own { &sentence.headings } else { &sentence.nearest };
        for (term, rarity) in terms.iter().zip(&rarities) {
            let count = as_number(sentence.counts.get(term).copied().unwrap_or_default());
            if count > 0.0 {
                let length = 1.0 - B + B * as_number(sentence.length) / mean;
                score += rarity * count * (K1 + 1.0) / (count + K1 * length);
                covered += rarity;
            } else if headings.contains(term) {
                score += rarity * HEADING;
                covered += rarity * HEADING;
            } else {
                continue;
            }
            matched.push(term.clone());
        }
        // Two words under a fitting heading are a label.
        if !matched.is_empty() && (own || sentence.length >= 3) {
            let coverage = if weight > 0.0 { covered / weight } else { 0.0 };
            hits.push(Hit { document: sentence.document, sentence: sentence.sentence, score: score * (0.5 + coverage), coverage, matched });
        }
    }
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| (a.document, a.sentence).cmp(&(b.document, b.sentence))));
    hits
}

struct Indexed {
    document: usize,
    sentence: usize,
    length: usize,
    counts: BTreeMap<String, usize>,
    /// Stems of all headings over it.
    headings: BTreeSet<String>,
    /// Stems of the last of them, unless that is the document's title.
    nearest: BTreeSet<String>,
}

fn index(at: usize, document: &Document) -> Vec<Indexed> {
    let sections: Vec<BTreeSet<String>> =
        document.sections.iter().map(|section| section.path.iter().flat_map(|heading| stems(heading)).collect()).collect();
    let one = |(sentence, place): (usize, &crate::Sentence)| {
        let mut counts = BTreeMap::new();
        let mut length = 0;
        for term in stems(document.sentence(sentence)) {
            *counts.entry(term).or_default() += 1;
            length += 1;
        }
        // An amount of money answers to a question of cost, whatever word leads up to it.
        if names_money(document.sentence(sentence)) {
            for term in MONEY_QUESTIONS {
                counts.entry((*term).to_owned()).or_insert(1);
            }
        }
        let headings = sections.get(place.section).cloned().unwrap_or_default();
        let nearest = document.headings(sentence).last().filter(|heading| **heading != document.title);
        let nearest = nearest.map(|heading| stems(heading).collect()).unwrap_or_default();
        (place.kind != BlockKind::Heading).then_some(Indexed { document: at, sentence, length, counts, headings, nearest })
    };
    document.sentences.iter().enumerate().filter_map(one).collect()
}

/// Stems of what a question about money asks for.
const MONEY_QUESTIONS: &[&str] = &["cost", "price", "expens"];
/// Words and signs that make a number an amount of money.
const CURRENCIES: &[&str] = &["pounds", "euros", "dollars", "euro", "pence", "cents", "francs", "eur", "usd", "gbp"];

/// Whether a sentence holds an amount of money: a sign before a digit, or a currency beside a number.
fn names_money(text: &str) -> bool {
    let signed = ["$", "€", "£"].iter().any(|sign| {
        text.match_indices(sign).any(|(at, sign)| text[at + sign.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit()))
    });
    let has_number = text.chars().any(|c| c.is_ascii_digit());
    signed || (has_number && words(text).any(|word| CURRENCIES.contains(&word.key().as_str())))
}

fn stems(text: &str) -> impl Iterator<Item = String> {
    words(text).map(|word| word.key()).filter(|key| !is_stop_word(key)).map(|key| stem(&key))
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
fn as_number(count: usize) -> f64 {
    count as f64
}

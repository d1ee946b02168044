//! Deciding what goes where, and numbering the sources.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::conflict::{Conflict, conflicts};
use super::evidence::{Evidence, Passage, stems};
use super::{Audience, Length};

/// The plan of a brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// The sentences that answer shortest, best first.
    pub answer: Vec<Place>,
    /// Chapters, in order.
    #[serde(rename = "chapters")]
    pub parts: Vec<Part>,
    /// Differences between sources.
    pub conflicts: Vec<Conflict>,
    /// What the sources do not answer: questions in the question, or words of it.
    pub gaps: Vec<String>,
    /// Documents by their number in the brief, first used first: position in [`Evidence::documents`].
    pub sources: Vec<usize>,
}

impl Outline {
    /// The plan for people.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut text = format!("# Outline\n\n## The answer in short\n\n{} sentences of the documents.\n", self.answer.len());
        for part in &self.parts {
            let _ = write!(text, "\n## {}\n\n{} sentences of the documents.\n", part.title, part.sentences.len());
        }
        if !self.conflicts.is_empty() {
            let _ = write!(text, "\n## Where the sources differ\n\n{} differences, side by side.\n", self.conflicts.len());
        }
        if !self.gaps.is_empty() {
            let _ = write!(text, "\n## What the sources do not answer\n\n{}\n", self.gaps.join("; "));
        }
        text
    }
}

/// A chapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Anchor.
    pub id: String,
    /// Title: a heading of a document, or a question in the question.
    pub title: String,
    /// Its sentences, in order.
    pub sentences: Vec<Place>,
}

/// A sentence of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Position of the passage.
    pub passage: usize,
    /// Position of the sentence in it.
    pub sentence: usize,
}

/// Sentences a general reader should not meet are longer than this, in words.
const LONG: usize = 45;
/// Sentences in the opening.
const OPENING: usize = 3;
/// Headings that share this much of their words are one theme.
const SAME_THEME: f64 = 0.5;

/// Plans a brief.
#[must_use]
pub fn outline(audience: Audience, length: Length, evidence: &Evidence) -> Outline {
    let conflicts = conflicts(evidence);
    let mut used: BTreeSet<Place> = conflicts
        .iter()
        .flat_map(|conflict| [conflict.one, conflict.other])
        .map(|(passage, sentence)| Place { passage, sentence })
        .collect();
    let mut left = length.sentences().saturating_sub(used.len());
    let readable = |passage: &Passage, text: &str| {
        (audience == Audience::Expert || !passage.row) && (audience != Audience::General || prose::words(text).count() <= LONG)
    };
    let answer = opening(evidence, &mut used, &mut left, readable);
    let mut parts: Vec<Part> = Vec::new();
    for theme in themes(evidence).into_iter().take(length.chapters()) {
        let mut sentences = Vec::new();
        for passage in theme.passages {
            let own: Vec<Place> = (0..evidence.passages[passage].sentences.len()).map(|sentence| Place { passage, sentence }).collect();
            let fits: Vec<Place> = own
                .into_iter()
                .filter(|place| !used.contains(place) && readable(&evidence.passages[place.passage], text(evidence, *place)))
                .collect();
            // A sentence that only leads to the next must not stand alone.
            let says_something = fits.iter().any(|place| evidence.passages[place.passage].sentences[place.sentence].score > 0.0);
            if !says_something || fits.len() > left {
                continue;
            }
            left -= fits.len();
            used.extend(fits.iter().copied());
            sentences.extend(fits);
        }
        if !sentences.is_empty() {
            // One document after the other, each in its own order, so that its thread is kept.
            let best: Vec<usize> = sentences.iter().map(|place| evidence.passages[place.passage].document).collect();
            let rank = |document: usize| best.iter().position(|other| *other == document);
            sentences.sort_by_key(|place| {
                (rank(evidence.passages[place.passage].document), evidence.passages[place.passage].sentences[place.sentence].start)
            });
            let id = unique_id(&theme.title, &parts);
            parts.push(Part { id, title: theme.title, sentences });
        }
    }
    let mut sources = Vec::new();
    let in_conflicts = conflicts.iter().flat_map(|conflict| [conflict.one.0, conflict.other.0]);
    let in_text = answer.iter().chain(parts.iter().flat_map(|part| &part.sentences)).map(|place| place.passage);
    for passage in in_text.chain(in_conflicts) {
        let document = evidence.passages[passage].document;
        if !sources.contains(&document) {
            sources.push(document);
        }
    }
    Outline { answer, parts, conflicts, gaps: gaps(evidence), sources }
}

fn text(evidence: &Evidence, place: Place) -> &str {
    &evidence.passages[place.passage].sentences[place.sentence].text
}

/// The best sentence of each of the best documents, or of one document the best ones.
fn opening(evidence: &Evidence, used: &mut BTreeSet<Place>, left: &mut usize, readable: impl Fn(&Passage, &str) -> bool) -> Vec<Place> {
    let mut best: Vec<Place> = Vec::new();
    for (passage, found) in evidence.passages.iter().enumerate() {
        for (sentence, quoted) in found.sentences.iter().enumerate() {
            // A sentence that leans on the one before cannot open.
            if quoted.score >= found.score && (sentence == 0 || found.sentences[sentence - 1].score > 0.0) && !found.row {
                best.push(Place { passage, sentence });
            }
        }
    }
    best.retain(|place| !used.contains(place) && readable(&evidence.passages[place.passage], text(evidence, *place)));
    let mut chosen: Vec<Place> = Vec::new();
    for fresh_only in [true, false] {
        for place in &best {
            let document = evidence.passages[place.passage].document;
            let fresh = !chosen.iter().any(|other| evidence.passages[other.passage].document == document);
            if chosen.len() < OPENING.min(*left) && (fresh || !fresh_only) && !chosen.contains(place) && whole(evidence, *place) {
                chosen.push(*place);
            }
        }
    }
    chosen.sort_unstable();
    used.extend(chosen.iter().copied());
    *left -= chosen.len();
    chosen
}

/// Whether a sentence can be understood without the one before.
fn whole(evidence: &Evidence, place: Place) -> bool {
    place.sentence == 0 || evidence.passages[place.passage].sentences.get(place.sentence - 1).is_none_or(|before| before.score > 0.0)
}

struct Theme {
    title: String,
    words: BTreeSet<String>,
    passages: Vec<usize>,
}

/// Passages by question where there are several, otherwise by the headings they stand under; best first.
fn themes(evidence: &Evidence) -> Vec<Theme> {
    let mut themes: Vec<Theme> = Vec::new();
    for (at, passage) in evidence.passages.iter().enumerate() {
        let title = if evidence.parts.len() > 1 { capital(&evidence.parts[passage.part]) } else { heading(evidence, passage) };
        let words: BTreeSet<String> = stems(&title).collect();
        match themes.iter_mut().find(|theme| theme.title == title || alike(&theme.words, &words)) {
            Some(theme) => theme.passages.push(at),
            None => themes.push(Theme { title, words, passages: vec![at] }),
        }
    }
    themes
}

fn heading(evidence: &Evidence, passage: &Passage) -> String {
    let own = passage.headings.last().cloned();
    let title = own.unwrap_or_else(|| evidence.documents[passage.document].title.clone());
    let plain = title.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '));
    if plain.is_empty() { title } else { capital(plain) }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
fn alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let shared = a.intersection(b).count() as f64;
    !a.is_empty() && !b.is_empty() && shared / a.union(b).count() as f64 >= SAME_THEME
}

fn unique_id(title: &str, parts: &[Part]) -> String {
    let mut slug: String = title.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    while slug.contains("--") {
        slug = slug.replace("--", "-");
    }
    let slug: String = slug.trim_matches('-').chars().take(40).collect();
    let slug = slug.trim_matches('-');
    let slug = if slug.is_empty() { "theme" } else { slug };
    let taken = |id: &str| ["answer", "differences", "gaps"].contains(&id) || parts.iter().any(|part| part.id == id);
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    std::iter::once(slug.to_owned()).chain(numbered).find(|id| !taken(id)).unwrap_or_default()
}

/// Questions without a passage; where all have one, words that none holds.
fn gaps(evidence: &Evidence) -> Vec<String> {
    let open: Vec<String> = evidence
        .parts
        .iter()
        .enumerate()
        .filter(|(at, _)| !evidence.passages.iter().any(|passage| passage.part == *at))
        .map(|(_, part)| part.clone())
        .collect();
    if evidence.passages.is_empty() || open.is_empty() {
        return evidence.missing.clone();
    }
    open
}

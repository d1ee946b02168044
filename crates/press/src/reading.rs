//! What setters ask of a document: how long it is, what a sentence rests on.

use crate::document::{Block, Document, DocumentKind, Provenance, Sentence, TermEntry};

/// The sources a sentence rests on: what it cites, or where its words stand.
pub(crate) fn cited(sentence: &Sentence) -> Vec<u32> {
    let mut numbers: Vec<u32> = sentence.cites.iter().map(|citation| citation.source).collect();
    if let (true, Provenance::Source { source, .. }) = (numbers.is_empty(), &sentence.provenance) {
        numbers.push(*source);
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Whether a list's terms are numbers or letters of senses, which stand in a narrow column.
pub(crate) fn numbered(entries: &[TermEntry]) -> bool {
    entries.iter().all(|entry| is_number(&entry.term))
}

/// `2`, `3 a`, `(b)`; empty where there is nothing to count.
pub(crate) fn is_number(term: &str) -> bool {
    let term = term.trim();
    term.chars().count() <= 4 && (term.is_empty() || term.starts_with('(') || term.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// How much there is to read, for example `6 minutes · 5 chapters · 9 sources`.
pub(crate) fn extent(document: &Document) -> String {
    const WORDS_A_MINUTE: usize = 220;
    let minutes = words(document).div_ceil(WORDS_A_MINUTE).max(1);
    let mut parts = vec![count(minutes, "minute")];
    if document.chapters.len() > 1 && document.kind == DocumentKind::Essay {
        parts.push(count(document.chapters.len(), "chapter"));
    }
    if !document.sources.is_empty() {
        parts.push(count(document.sources.len(), "source"));
    }
    parts.join(" · ")
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

fn words(document: &Document) -> usize {
    let of = |text: &str| text.split_whitespace().count();
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    blocks
        .map(|block| match block {
            Block::Paragraph { sentences } | Block::Aside { sentences } => sentences.iter().map(|s| of(&s.text)).sum(),
            Block::Quotation(quotation) => of(&quotation.text),
            Block::Terms { entries } => entries.iter().flat_map(|entry| &entry.sentences).map(|s| of(&s.text)).sum(),
            Block::Timeline => 0,
        })
        .sum()
}

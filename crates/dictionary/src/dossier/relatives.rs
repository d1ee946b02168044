//! Related words: derivatives, words the etymology compares, words whose etymology refers back.

use crate::database::Database;
use crate::error::DictionaryError;
use crate::etymology::{Etymology, Lexicon, ReferenceKind};
use crate::fold::fold;
use crate::gcide::{self, GcideEntry, Label, LabelKind, Sense};

/// Endings English makes words with.
const ENDINGS: &[&str] = &[
    "s", "ed", "er", "or", "ess", "ist", "ism", "ity", "y", "ly", "ness", "less", "ful", "ish", "hood", "ship", "dom", "able", "ible",
    "ing", "like", "ous", "ously", "ousness", "ize", "ise", "ization", "al", "ally", "ial", "ic", "ical", "ation", "ion", "ment", "age",
    "ry", "en", "ery", "ier", "ily", "iness", "ably", "ive", "ian", "an", "ary", "some", "ward", "ette", "let", "ling", "ate", "fy", "ify",
    "atic", "ant", "ent", "ance", "ence", "ancy", "ency",
];

/// Whether a headword looks like a derivative of a word: the word, its last `e` or `y` perhaps changed, and an ending.
pub(super) fn looks_derived(word: &str, candidate: &str) -> bool {
    let (word, candidate) = (fold(word), fold(candidate));
    if word.len() < 3 || candidate == word || candidate.contains(' ') {
        return false;
    }
    let mut stems = vec![word.clone()];
    if let Some(stem) = word.strip_suffix('e') {
        stems.push(stem.to_owned());
    }
    if let Some(stem) = word.strip_suffix('y') {
        stems.push(format!("{stem}i"));
    }
    if let Some(last) = word.chars().last().filter(|last| !"aeiouwxy".contains(*last)) {
        stems.push(format!("{word}{last}"));
    }
    stems.iter().any(|stem| candidate.strip_prefix(stem.as_str()).is_some_and(|ending| ENDINGS.contains(&ending)))
}

/// The places of entries whose headword looks like a derivative, in the order of the index.
pub(super) fn candidates(database: &Database, word: &str) -> Result<Vec<(String, u64, u64)>, DictionaryError> {
    let folded = fold(word);
    if folded.len() < 3 {
        return Ok(Vec::new());
    }
    let mut stem = folded.as_str();
    if stem.len() > 3 {
        stem = stem.strip_suffix(['e', 'y']).unwrap_or(stem);
    }
    let mut found: Vec<(String, u64, u64)> = Vec::new();
    for position in database.index.with_prefix(stem).take(4_000) {
        let row = database.index.row(position)?;
        if row.headword.len() <= folded.len() + 8
            && looks_derived(&folded, row.headword)
            && !found.iter().any(|known| known.1 == row.offset)
        {
            found.push((row.headword.to_owned(), row.offset, row.length));
        }
    }
    Ok(found)
}

/// Whether an entry says itself that it is made from a word: its etymology refers to it, or its text names it.
pub(super) fn made_from(word: &str, text: &str, parsed: &GcideEntry, etymologies: &[Etymology]) -> bool {
    let folded = fold(word);
    let referred = etymologies.iter().flat_map(|etymology| &etymology.references).any(|reference| fold(&reference.word) == folded);
    if referred {
        return true;
    }
    if etymologies.iter().any(Etymology::tells_descent) {
        return false;
    }
    let head_end = parsed.headwords.last().map_or(0, |head| head.span.end);
    words_of(&text[head_end..]).any(|found| found == folded)
}

fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Whether an etymology refers to a word, and why.
pub(super) fn refers(word: &str, etymologies: &[Etymology]) -> Option<(ReferenceKind, crate::span::Span)> {
    let folded = fold(word);
    etymologies
        .iter()
        .flat_map(|etymology| &etymology.references)
        .find(|reference| fold(&reference.word) == folded)
        .map(|reference| (reference.kind, reference.span))
}

/// The etymologies of an entry, taken apart.
pub(super) fn etymologies(text: &str, parsed: &GcideEntry, lexicon: &Lexicon<'_>) -> Vec<Etymology> {
    parsed.etymologies.iter().map(|span| crate::etymology::parse(text, *span, lexicon)).collect()
}

/// The forms an etymology names, folded, those of its parts included.
pub(super) fn forms_of(etymology: &Etymology) -> Vec<String> {
    let parts = etymology.parts.iter().chain(etymology.descent.iter().flat_map(|stage| &stage.parts));
    let of_parts = parts.clone().filter_map(|part| part.form.as_ref());
    let of_stages = etymology.descent.iter().chain(parts.flat_map(|part| &part.origin)).flat_map(|stage| &stage.forms);
    of_parts.chain(of_stages).map(|form| fold(form.latin.as_deref().unwrap_or(&form.text))).filter(|form| form.len() > 2).collect()
}

/// The definition that stands for an entry, and the labels it bears: the first one that says something and is not marked as gone,
/// else the first that says something.
pub(super) fn first_definition(parsed: &GcideEntry) -> (Option<crate::span::Piece>, Vec<Label>) {
    let says = |sense: &&Sense| {
        sense.definition.as_ref().is_some_and(|piece| {
            piece.text.split_whitespace().count() > 1 && !piece.text.contains("??") && !gcide::is_reference_only(&piece.text)
        })
    };
    let mut labels = parsed.labels.clone();
    let gone = |sense: &Sense| sense.labels.iter().any(|label| label.kind == LabelKind::Usage);
    let senses = || parsed.senses.iter().filter(says);
    let Some(sense) = senses().find(|sense| !gone(sense)).or_else(|| senses().next()) else { return (None, Vec::new()) };
    labels.extend(sense.labels.iter().filter(|label| !parsed.labels.contains(label)).cloned());
    labels.retain(|label| label.kind == LabelKind::Usage);
    (sense.definition.clone(), labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_derivatives_from_chance_beginnings() {
        assert!(
            looks_derived("villain", "Villainous")
                && looks_derived("happy", "Happiness")
                && looks_derived("love", "Loving")
                && looks_derived("run", "Runner")
        );
        assert!(!looks_derived("cat", "Catalogue") && !looks_derived("man", "Mango") && !looks_derived("run", "Run"));
    }
}

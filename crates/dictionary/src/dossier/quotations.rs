//! Where a word stands in the whole of a dictionary: in quotations under other headwords, and in references to it.
//!
//! The concordance answers where it is kept; without it the whole text is searched, with the same result.

use regex::bytes::{Regex, RegexBuilder};

use crate::concordance::{showable, slice};
use crate::database::Database;
use crate::error::DictionaryError;
use crate::fold::fold;
use crate::gcide;
use crate::span::Span;

pub(super) use crate::concordance::{FoundQuotation, is_sound};

/// What the search found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) quotations: Vec<FoundQuotation>,
    /// Entries whose etymology refers to the word.
    pub(super) referring: Vec<(u64, u64)>,
}

/// A pattern for any of the forms as a whole word, whatever the case and the line breaks.
pub(super) fn pattern(forms: &[String]) -> Option<Regex> {
    let mut spelled: Vec<String> = Vec::new();
    for form in forms {
        let form: Vec<String> = form.split_whitespace().map(regex::escape).collect();
        if !form.is_empty() && form.iter().any(|word| word.chars().any(char::is_alphanumeric)) {
            spelled.push(form.join(r"\s+"));
        }
    }
    spelled.sort_by_key(|form| std::cmp::Reverse(form.len()));
    spelled.dedup();
    if spelled.is_empty() {
        return None;
    }
    RegexBuilder::new(&format!(r"(?:{})", spelled.join("|"))).unicode(false).case_insensitive(true).build().ok()
}

/// Whether a text holds one of the forms as a whole word; a common word does not count where only a capital within a
/// sentence shows that a name is meant (`the Council of Nice`).
pub(super) fn holds(pattern: &Regex, text: &str, common: bool) -> bool {
    pattern
        .find_iter(text.as_bytes())
        .any(|found| whole_word(text.as_bytes(), found.start(), found.end()) && !(common && is_name(text, found.start())))
}

/// Whether the word at a place has a capital that neither a sentence nor a line begins with.
fn is_name(text: &str, place: usize) -> bool {
    if !text[place..].starts_with(|letter: char| letter.is_ascii_uppercase()) {
        return false;
    }
    let before = text[..place].trim_end_matches([' ', '"', '\'', '(']);
    !(before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n', '—']))
}

fn whole_word(text: &[u8], start: usize, end: usize) -> bool {
    let inside = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
    let before = start.checked_sub(1).map(|place| text[place]);
    let after = text.get(end).copied();
    // `]` and `[` border an escape, which is a letter.
    !before.is_some_and(|byte| inside(byte) || byte == b'-') && !after.is_some_and(|byte| inside(byte) || byte == b'-')
}

/// Searches a database for the forms of a word, the word itself first, leaving out the entries at `own`.
pub(super) fn search(database: &Database, forms: &[String], common: bool, own: &[(u64, u64)]) -> Result<Found, DictionaryError> {
    let (Some(pattern), Some(word)) = (pattern(forms), forms.first()) else { return Ok(Found::default()) };
    let mut found = match database.concordance()? {
        Some(concordance) => Found { quotations: concordance.quotations(forms), referring: concordance.referring(word) },
        None => go_through(database, &pattern, forms)?,
    };
    found.quotations.retain(|quotation| !own.contains(&quotation.place) && holds(&pattern, &quotation.text, common));
    found.referring.retain(|place| !own.contains(place));
    Ok(found)
}

/// Takes every entry apart whose text has one of the forms.
fn go_through(database: &Database, pattern: &Regex, forms: &[String]) -> Result<Found, DictionaryError> {
    let text = database.text()?;
    let places = database.places()?;
    let word = forms.first().map(|word| fold(word)).unwrap_or_default();
    let mut found = Found::default();
    let hits: Vec<(u64, u64)> = if forms.iter().all(|form| form.is_ascii()) {
        let whole = pattern.find_iter(&text).filter(|hit| whole_word(&text, hit.start(), hit.end()));
        let mut hits: Vec<(u64, u64)> = whole.filter_map(|hit| place_of(places, hit.start() as u64)).collect();
        hits.dedup();
        hits
    } else {
        // In the text a letter beyond ASCII is an escape.
        places.to_vec()
    };
    for place in hits {
        let Some(entry) = slice(&text, place) else { continue };
        let parsed = gcide::parse(&entry);
        found.quotations.extend(showable(&parsed).map(|(quotation, attribution)| FoundQuotation {
            place,
            text: quotation.text.clone(),
            span: quotation.span,
            attribution: attribution.clone(),
        }));
        let refers = |span: &Span| gcide::references(&entry, *span).iter().any(|reference| fold(&reference.word) == word);
        if parsed.etymologies.iter().any(refers) {
            found.referring.push(place);
        }
    }
    Ok(found)
}

fn place_of(places: &[(u64, u64)], at: u64) -> Option<(u64, u64)> {
    let after = places.partition_point(|(offset, _)| *offset <= at);
    let place = *places.get(after.checked_sub(1)?)?;
    (at < place.0 + place.1).then_some(place)
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn finds_whole_words_only() {
        let pattern = pattern(&["cat".to_owned(), "cats".to_owned()]).unwrap();
        assert!(holds(&pattern, "A Cat may look.", false));
        assert!(holds(&pattern, "the cats' tails", true));
        assert!(!holds(&pattern, "the house of Cat", true));
        assert!(!holds(&pattern, "concatenate, tom-cat", false));
    }
}

//! Which entries a word is found in, and as what.

use crate::database::Entry;
use crate::dictionaries::Dictionaries;
use crate::error::DictionaryError;
use crate::fold::fold;
use crate::gcide::{self, GcideEntry};

use super::FoundAs;

/// Which dictionary's notation an entry is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Gcide,
    Wordnet,
}

/// The notation of a database; `None` for databases this crate cannot take apart.
pub(super) fn notation(database: &str) -> Option<Notation> {
    if database.starts_with("gcide") || database.starts_with("web1913") {
        Some(Notation::Gcide)
    } else if database == "wn" || database.starts_with("wordnet") {
        Some(Notation::Wordnet)
    } else {
        None
    }
}

/// What answers a word.
pub(super) struct Heads {
    pub(super) word: String,
    pub(super) found_as: FoundAs,
    pub(super) gcide: Vec<(Entry, GcideEntry)>,
    pub(super) wordnet: Vec<Entry>,
}

/// Finds the entries that answer a word.
pub(super) fn find(dictionaries: &Dictionaries, asked: &str) -> Result<Heads, DictionaryError> {
    let asked = asked.trim();
    for spelling in spellings(asked) {
        let found = dictionaries.try_lookup(&spelling)?;
        if let Some(heads) = choose(dictionaries, &spelling, found)? {
            return Ok(heads);
        }
    }
    Err(DictionaryError::NotFound { word: asked.to_owned(), suggestions: dictionaries.suggest(asked) })
}

/// The word as asked, then with hyphens and spaces exchanged.
fn spellings(asked: &str) -> Vec<String> {
    let mut spellings = vec![asked.to_owned()];
    for other in [asked.replace('-', " "), asked.replace(' ', "")] {
        if !spellings.iter().any(|known| fold(known) == fold(&other)) {
            spellings.push(other);
        }
    }
    spellings
}

/// The entries without those of abbreviations that are written like the word but for their capitals: `SAD` is no `sad`, and `UN` no
/// `un-`. Where nothing else bears the spelling they stay.
fn of_the_word(asked: &str, found: Vec<Entry>) -> Vec<Entry> {
    let is_initials = |word: &str| {
        let letters = || word.chars().filter(|letter| letter.is_alphabetic());
        letters().count() > 1 && letters().all(char::is_uppercase)
    };
    let others = found.iter().any(|entry| fold(&entry.headword) == fold(asked) && !is_initials(&entry.headword));
    if is_initials(asked) || !others {
        return found;
    }
    found.into_iter().filter(|entry| !is_initials(&entry.headword)).collect()
}

fn choose(dictionaries: &Dictionaries, asked: &str, found: Vec<Entry>) -> Result<Option<Heads>, DictionaryError> {
    let folded = fold(asked);
    let mut gcide = Vec::new();
    let mut wordnet = Vec::new();
    for entry in of_the_word(asked, found) {
        match notation(&entry.database) {
            Some(Notation::Gcide) => {
                let parsed = gcide::parse(&entry.text);
                gcide.push((entry, parsed));
            }
            Some(Notation::Wordnet) => wordnet.push(entry),
            None => {}
        }
    }
    let bears = |parsed: &GcideEntry| {
        // `Consolation game, match, pot, race, etc.`: pieces of phrases, no heads.
        let pieces = parsed.headwords.iter().any(|head| fold(&head.word) == "etc");
        parsed.headwords.iter().enumerate().any(|(place, head)| fold(&head.word) == folded && (place == 0 || !pieces))
    };
    if gcide.iter().any(|(_, parsed)| bears(parsed)) || (!wordnet.is_empty() && gcide.is_empty()) {
        gcide.retain(|(_, parsed)| bears(parsed));
        // `I-`, the prefix, is no `I`.
        let is_affix = |word: &str| word.starts_with('-') || word.ends_with('-');
        let as_asked =
            |parsed: &GcideEntry| parsed.headwords.iter().any(|head| fold(&head.word) == folded && is_affix(&head.word) == is_affix(asked));
        if gcide.iter().any(|(_, parsed)| as_asked(parsed)) {
            gcide.retain(|(_, parsed)| as_asked(parsed));
        }
        // `Ran, imp. of Run`: a form whose own word WordNet does not have is treated under its base.
        if wordnet.is_empty()
            && let Some(base) = gcide.iter().find_map(|(entry, parsed)| base_of(&entry.text, parsed))
            && fold(&base) != folded
            && let Some(heads) = choose_headword(&base, dictionaries.try_lookup(&base)?)
        {
            return Ok(Some(Heads { found_as: FoundAs::Form, ..heads }));
        }
        // Entries that bear the word first come before those that bear it as a variant.
        gcide.sort_by_key(|(entry, _)| fold(&entry.headword) != folded);
        let word = gcide
            .iter()
            .flat_map(|(_, parsed)| &parsed.headwords)
            .map(|head| head.word.clone())
            .find(|word| fold(word) == folded)
            .or_else(|| wordnet.first().map(|entry| entry.headword.clone()))
            .unwrap_or_else(|| asked.to_owned());
        return Ok(Some(Heads { word, found_as: FoundAs::Headword, gcide, wordnet }));
    }
    let phrase =
        gcide.iter().position(|(_, parsed)| parsed.phrases.iter().any(|phrase| phrase.names.iter().any(|name| fold(name) == folded)));
    if let Some(place) = phrase {
        let chosen = gcide.swap_remove(place);
        let word = chosen
            .1
            .phrases
            .iter()
            .flat_map(|phrase| &phrase.names)
            .find(|name| fold(name) == folded)
            .cloned()
            .unwrap_or_else(|| asked.to_owned());
        return Ok(Some(Heads { word, found_as: FoundAs::Phrase, gcide: vec![chosen], wordnet }));
    }
    if !wordnet.is_empty() {
        let word = wordnet.first().map_or_else(|| asked.to_owned(), |entry| entry.headword.clone());
        return Ok(Some(Heads { word, found_as: FoundAs::Headword, gcide: Vec::new(), wordnet }));
    }
    // A form or derivative named within an entry: the entry's own headword answers, with all its entries.
    let names_form = |parsed: &GcideEntry| {
        parsed.forms.iter().any(|form| fold(&form.word) == folded) || parsed.derived.iter().any(|derived| fold(&derived.word) == folded)
    };
    let base = gcide.iter().find(|(_, parsed)| names_form(parsed)).or_else(|| gcide.iter().find(|(entry, _)| !entry.headword.is_empty()));
    let Some((entry, _)) = base else { return Ok(None) };
    let base = entry.headword.clone();
    if fold(&base) == folded {
        return Ok(None);
    }
    let again = dictionaries.try_lookup(&base)?;
    let heads = choose_headword(&base, again);
    Ok(heads.map(|heads| Heads { found_as: FoundAs::Form, ..heads }))
}

/// The word an entry is only a form of: `imp. of {Run}`.
fn base_of(text: &str, parsed: &GcideEntry) -> Option<String> {
    let speech = parsed.part_of_speech.as_ref()?;
    let form = ["past tense", "participle", "plural", "comparative", "superlative"].iter().any(|kind| speech.name.contains(kind));
    let [sense] = parsed.senses.as_slice() else { return None };
    let definition = sense.definition.as_ref()?;
    if !form || !definition.text.starts_with("of ") || definition.text.split_whitespace().count() > 4 {
        return None;
    }
    gcide::references(text, definition.span).into_iter().next().map(|reference| reference.word)
}

/// The entries that bear a headword, without any further search.
fn choose_headword(word: &str, found: Vec<Entry>) -> Option<Heads> {
    let folded = fold(word);
    let mut gcide = Vec::new();
    let mut wordnet = Vec::new();
    for entry in found {
        match notation(&entry.database) {
            Some(Notation::Gcide) => {
                let parsed = gcide::parse(&entry.text);
                if parsed.headwords.iter().any(|head| fold(&head.word) == folded) || fold(&entry.headword) == folded {
                    gcide.push((entry, parsed));
                }
            }
            Some(Notation::Wordnet) => wordnet.push(entry),
            None => {}
        }
    }
    (!gcide.is_empty() || !wordnet.is_empty()).then(|| Heads { word: word.to_owned(), found_as: FoundAs::Headword, gcide, wordnet })
}

//! Gathering a dossier: heads, etymologies followed, senses, quotations, relatives.

use std::collections::BTreeSet;

use super::follow::Own;
use super::headwords::{self, Heads, Notation};
use super::{DatabaseNote, Dossier, DossierEntry, FoundAs, Limits, Richness, Word};
use crate::database::{Database, Entry};
use crate::dictionaries::Dictionaries;
use crate::error::DictionaryError;
use crate::fold::fold;
use crate::gcide::{self, GcideEntry};
#[cfg(test)]
use crate::span::Span;

/// Gathers all the dictionaries hold on a word.
///
/// # Errors
///
/// [`DictionaryError::NotFound`] with near spellings where no dictionary has it; others where a file is damaged.
pub fn gather(dictionaries: &Dictionaries, word: &str, limits: &Limits) -> Result<Dossier, DictionaryError> {
    let heads = headwords::find(dictionaries, word)?;
    let databases = dictionaries.databases().into_iter().filter(|info| headwords::notation(&info.name).is_some());
    let mut gathering = Gathering {
        dictionaries,
        limits: *limits,
        dossier: Dossier {
            asked: word.trim().to_owned(),
            word: heads.word.clone(),
            found_as: heads.found_as,
            databases: databases.map(|info| DatabaseNote { name: info.name, title: info.title, licence: info.licence }).collect(),
            entries: Vec::new(),
            variant_of: None,
            words: Vec::new(),
            senses: Vec::new(),
            quotations: Vec::new(),
            relatives: Vec::new(),
            phrases: Vec::new(),
            notes: Vec::new(),
            companions: Vec::new(),
            years: Vec::new(),
            richness: Richness::Thin,
            missing: Vec::new(),
        },
    };
    gathering.run(heads)?;
    Ok(gathering.dossier)
}

/// The headword that would answer a word, without gathering anything: milliseconds instead of a search of the whole text.
///
/// # Errors
///
/// As [`gather`].
pub fn headword(dictionaries: &Dictionaries, word: &str) -> Result<String, DictionaryError> {
    headwords::find(dictionaries, word).map(|heads| heads.word)
}

pub(super) struct Gathering<'a> {
    pub(super) dictionaries: &'a Dictionaries,
    pub(super) limits: Limits,
    pub(super) dossier: Dossier,
}

impl Gathering<'_> {
    fn run(&mut self, heads: Heads) -> Result<(), DictionaryError> {
        let mut own: Vec<Own> = Vec::new();
        for (entry, parsed) in heads.gcide {
            let etymology = self.account(&entry.text, &parsed);
            own.push(Own { entry: self.add(&entry, Some(&parsed))?, parsed, etymology });
        }
        let as_phrase = heads.found_as == FoundAs::Phrase;
        if as_phrase {
            self.dossier.words.push(Word { entries: own.iter().map(|own| own.entry).collect(), ..Word::default() });
            for own in &own {
                self.phrase_as_word(own.entry, &own.parsed);
            }
        } else {
            self.sent_elsewhere(&mut own)?;
            for (number, group) in self.group(&own).into_iter().enumerate() {
                let word = self.word(&own, &group, number == 0)?;
                self.dossier.words.push(word);
                for place in group {
                    self.head(own[place].entry, &own[place].parsed, number);
                }
            }
        }
        for entry in &heads.wordnet {
            let number = self.add(entry, None)?;
            self.wordnet(number);
        }
        self.mark_holding(&own);
        self.elsewhere(&own)?;
        if !as_phrase {
            self.relatives(&own)?;
        }
        self.judge();
        Ok(())
    }

    pub(super) fn is_wordnet(&self, entry: usize) -> bool {
        headwords::notation(&self.dossier.entries[entry].database) == Some(Notation::Wordnet)
    }

    /// Adds an entry, once, and says its number.
    pub(super) fn add(&mut self, entry: &Entry, parsed: Option<&GcideEntry>) -> Result<usize, DictionaryError> {
        if let Some(known) = self.dossier.entries.iter().position(|known| known.database == entry.database && known.offset == entry.offset)
        {
            return Ok(known);
        }
        let part_of_speech = parsed.and_then(|parsed| parsed.part_of_speech.as_ref()).map(|speech| speech.name.clone());
        // The index has `R'esum'e`; the entry spells it out.
        let spelled = parsed.and_then(|parsed| parsed.headwords.iter().find(|head| fold(&head.word) == fold(&entry.headword)));
        self.dossier.entries.push(DossierEntry {
            id: format!("{}:{}:{}", entry.database, entry.headword, self.ordinal(entry)?),
            database: entry.database.clone(),
            headword: spelled.filter(|head| !head.word.is_ascii()).map_or_else(|| entry.headword.clone(), |head| head.word.clone()),
            part_of_speech,
            offset: entry.offset,
            length: entry.length,
            sha256: entry.sha256.clone(),
            edition: parsed.and_then(|parsed| parsed.editions.first().cloned()),
            text: entry.text.clone(),
        });
        Ok(self.dossier.entries.len() - 1)
    }

    /// The number of an entry among those of its headword, by place in the database.
    fn ordinal(&self, entry: &Entry) -> Result<usize, DictionaryError> {
        let Some(database) = self.dictionaries.database(&entry.database) else { return Ok(1) };
        let mut offsets: BTreeSet<u64> = BTreeSet::new();
        for position in database.index.find(&fold(&entry.headword)) {
            offsets.insert(database.index.row(position)?.offset);
        }
        Ok(offsets.iter().take_while(|offset| **offset < entry.offset).count() + 1)
    }

    pub(super) fn text(&self, entry: usize) -> &str {
        &self.dossier.entries[entry].text
    }

    pub(super) fn gcide(&self) -> Option<&Database> {
        self.dictionaries.all().iter().find(|database| headwords::notation(&database.info.name) == Some(Notation::Gcide))
    }

    pub(super) fn entry_at(&mut self, database: &str, place: (u64, u64)) -> Result<usize, DictionaryError> {
        let found = match self.dictionaries.database(database) {
            Some(database) => database.entry("", place.0, place.1)?,
            None => return Ok(0),
        };
        let parsed = gcide::parse(&found.text);
        self.add(&found, Some(&parsed))
    }

    /// Says whether there is enough, and what is missing.
    fn judge(&mut self) {
        let dossier = &mut self.dossier;
        if dossier.descent().is_none() {
            dossier.missing.push(match dossier.head().etymology.first() {
                Some(step) => {
                    let etymology = &step.etymology;
                    let instead = if !etymology.remarks.is_empty() {
                        "the entry tells of the origin in a remark only"
                    } else if !etymology.unread.is_empty() {
                        "the entry's account of the origin is given in its own words"
                    } else if !etymology.cognates.is_empty() {
                        "the entry only names words beside it"
                    } else {
                        "the entry only refers to other words"
                    };
                    format!("a line of older forms ({instead})")
                }
                None => "an etymology".to_owned(),
            });
        }
        match dossier.quotations.iter().filter(|quotation| quotation.holds && quotation.word.is_none_or(|word| word == 0)).count() {
            0 => dossier.missing.push("quotations (none found under this or any other headword)".to_owned()),
            1 => dossier.missing.push("a second quotation (one found)".to_owned()),
            _ => {}
        }
        dossier.richness = if dossier.missing.is_empty() { Richness::Rich } else { Richness::Thin };
        if !dossier.senses.iter().any(|sense| sense.definition.is_some()) {
            dossier.missing.push("a definition of its own".to_owned());
            dossier.richness = Richness::Thin;
        }
    }
}

/// A check used by tests: every span of a dossier lies in its entry.
#[cfg(test)]
pub(super) fn spans(dossier: &Dossier) -> Vec<(usize, Span)> {
    let mut spans: Vec<(usize, Span)> = Vec::new();
    for sense in &dossier.senses {
        spans.push((sense.entry, sense.span));
        spans.extend(sense.definition.iter().chain(&sense.examples).chain(&sense.remarks).map(|piece| (sense.entry, piece.span)));
    }
    spans.extend(dossier.quotations.iter().map(|quotation| (quotation.entry, quotation.span)));
    spans.extend(dossier.relatives.iter().map(|relative| (relative.entry, relative.span)));
    spans.extend(dossier.phrases.iter().map(|phrase| (phrase.entry, phrase.span)));
    spans.extend(dossier.notes.iter().map(|note| (note.entry, note.piece.span)));
    spans.extend(dossier.companions.iter().map(|companions| (companions.entry, companions.span)));
    for word in &dossier.words {
        for step in word.etymology.iter().chain(&word.also).chain(&word.deeper) {
            spans.push((step.entry, step.raw.span));
            let etymology = &step.etymology;
            spans.extend(etymology.descent.iter().chain(&etymology.cognates).map(|stage| (step.entry, stage.span)));
            spans.extend(etymology.unread.iter().chain(&etymology.remarks).map(|piece| (step.entry, piece.span)));
        }
    }
    spans.extend(dossier.years.iter().map(|year| (year.entry, year.span)));
    spans
}

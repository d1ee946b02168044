//! Gathering a dossier: heads, etymologies followed, senses, quotations, relatives.

use std::collections::{BTreeSet, HashMap};

use super::follow::Own;
use super::headwords::{self, Heads, Notation};
use super::quotations::{self, FoundQuotation};
use super::relatives;
use super::words::{self, Head, Hint};
use super::{
    Companions, DatabaseNote, Dossier, DossierEntry, DossierNote, DossierPhrase, DossierQuotation, DossierSense, DossierYear, FoundAs,
    Kinship, Limits, Relative, Richness, Variant, Word,
};
use crate::authors;
use crate::database::{Database, Entry};
use crate::dictionaries::Dictionaries;
use crate::error::DictionaryError;
use crate::etymology::{Etymology, ReferenceKind};
use crate::fold::{fold, letters_in_common};
use crate::gcide::{self, GcideEntry};
use crate::span::Span;
use crate::wordnet;
use crate::years;

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

    /// A word whose entries only send to another spelling, `Colour: See {Color}`: the entries there answer it.
    fn sent_elsewhere(&mut self, own: &mut Vec<Own>) -> Result<(), DictionaryError> {
        let Some((from, reference)) =
            own.iter().find_map(|own| sends_to(self.text(own.entry), own).map(|reference| (own.entry, reference)))
        else {
            return Ok(());
        };
        if own.iter().any(|own| sends_to(self.text(own.entry), own).is_none()) || !is_spelling_of(&self.dossier.word, &reference.word) {
            return Ok(());
        }
        let found = self.bearers(&reference.word)?;
        let accounts: Vec<Option<Etymology>> = found.iter().map(|(entry, parsed)| self.account(&entry.text, parsed)).collect();
        let heads: Vec<Head<'_>> = found
            .iter()
            .zip(&accounts)
            .map(|((entry, parsed), etymology)| Head { text: &entry.text, parsed, etymology: etymology.as_ref() })
            .collect();
        let speech = own.first().and_then(|own| own.parsed.part_of_speech.as_ref()).map(|speech| speech.name.clone());
        let hints = [Hint::around(self.text(from), reference.span), Hint::of_speech(speech)];
        let groups = words::group(&reference.word, &heads);
        let group = match groups.as_slice() {
            [only] => Some(only.clone()),
            _ => hints
                .iter()
                .find_map(|hint| hint.tells(&heads, None))
                .and_then(|place| groups.iter().find(|group| group.contains(&place)).cloned()),
        };
        drop(heads);
        for place in group.into_iter().flatten() {
            let (entry, parsed) = found[place].clone();
            own.push(Own { entry: self.add(&entry, Some(&parsed))?, parsed, etymology: accounts[place].clone() });
        }
        self.dossier.variant_of = Some(Variant { word: reference.word, entry: from, span: reference.span });
        Ok(())
    }

    /// Whether an entry answers the word only because the word's own entries send to it.
    pub(super) fn is_sent_to(&self, entry: usize) -> bool {
        self.dossier.variant_of.as_ref().is_some_and(|variant| fold(&variant.word) == fold(&self.dossier.entries[entry].headword))
    }

    fn is_wordnet(&self, entry: usize) -> bool {
        headwords::notation(&self.dossier.entries[entry].database) == Some(Notation::Wordnet)
    }

    /// Adds an entry, once, and says its number.
    pub(super) fn add(&mut self, entry: &Entry, parsed: Option<&GcideEntry>) -> Result<usize, DictionaryError> {
        if let Some(known) = self.dossier.entries.iter().position(|known| known.database == entry.database && known.offset == entry.offset)
        {
            return Ok(known);
        }
        let part_of_speech = parsed.and_then(|parsed| parsed.part_of_speech.as_ref()).map(|speech| speech.name.clone());
        self.dossier.entries.push(DossierEntry {
            id: format!("{}:{}:{}", entry.database, entry.headword, self.ordinal(entry)?),
            database: entry.database.clone(),
            headword: entry.headword.clone(),
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

    /// Takes senses, quotations, phrases and notes from one of the word's entries.
    fn head(&mut self, entry: usize, parsed: &GcideEntry, word: usize) {
        let speech = parsed.part_of_speech.as_ref().map(|speech| speech.name.clone());
        let own = word == 0 && !self.is_sent_to(entry);
        for sense in &parsed.senses {
            let mut sense = sense.clone();
            let quoted = std::mem::take(&mut sense.quotations);
            let mut sense = DossierSense::of_gcide(entry, speech.clone(), word, sense);
            // Labels of the head hold for every sense.
            for label in &parsed.labels {
                if !sense.labels.contains(label) {
                    sense.labels.insert(0, label.clone());
                    sense.obsolete |= crate::labels::is_obsolete(&label.name);
                }
            }
            let number = self.dossier.senses.len();
            for quotation in quoted {
                let Some(attribution) = quotation.attribution else { continue };
                if !quotations::is_sound(&quotation.text) {
                    continue;
                }
                let order = authors::read(&attribution.printed).born;
                self.dossier.quotations.push(DossierQuotation {
                    entry,
                    own,
                    word: Some(word),
                    holds: true,
                    sense: Some(number),
                    phrase: None,
                    text: quotation.text,
                    span: quotation.span,
                    attribution,
                    order,
                });
            }
            self.dossier.senses.push(sense);
        }
        self.years(entry, parsed, word);
        for phrase in &parsed.phrases {
            let definition = phrase.definition.clone().filter(|piece| !piece.text.contains("??"));
            let number = definition.is_some().then_some(self.dossier.phrases.len());
            for quotation in &phrase.quotations {
                let Some(attribution) = quotation.attribution.clone() else { continue };
                if quotations::is_sound(&quotation.text) {
                    let order = authors::read(&attribution.printed).born;
                    self.dossier.quotations.push(DossierQuotation {
                        entry,
                        own,
                        word: Some(word),
                        holds: true,
                        sense: None,
                        phrase: number,
                        text: quotation.text.clone(),
                        span: quotation.span,
                        attribution,
                        order,
                    });
                }
            }
            if let Some(definition) = definition {
                self.dossier.phrases.push(DossierPhrase {
                    entry,
                    word,
                    names: phrase.names.clone(),
                    labels: phrase.labels.clone(),
                    definition,
                    span: phrase.span,
                });
            }
        }
        for note in &parsed.notes {
            if !note.piece.text.contains("??") {
                self.dossier.notes.push(DossierNote { entry, word, heading: note.heading.clone(), piece: note.piece.clone() });
            }
        }
        for piece in &parsed.synonyms {
            let listed = synonyms(&piece.text);
            if !listed.is_empty() {
                self.dossier.companions.push(Companions {
                    entry,
                    word: Some(word),
                    sense: None,
                    words: listed,
                    opposite: false,
                    span: piece.span,
                });
            }
        }
        for derived in &parsed.derived {
            self.dossier.relatives.push(Relative {
                word: derived.word.clone(),
                kind: Kinship::Derived,
                part_of_speech: derived.part_of_speech.clone(),
                entry,
                span: derived.span,
                definition: None,
            });
        }
    }

    /// The years an entry gives for the word.
    fn years(&mut self, entry: usize, parsed: &GcideEntry, word: usize) {
        let text = self.text(entry);
        let told = parsed.etymologies.iter().flat_map(|span| years::of_etymology(text, *span));
        let passages =
            parsed.senses.iter().filter_map(|sense| sense.definition.as_ref()).chain(parsed.notes.iter().map(|note| &note.piece));
        let said = passages.flat_map(|piece| years::of_passage(text, piece.span));
        let found: Vec<DossierYear> = told
            .chain(said)
            .map(|year| DossierYear { year: year.year, century: year.century, said: year.said, word, entry, span: year.span })
            .collect();
        self.dossier.years.extend(found);
    }

    /// The word is a phrase explained within an entry: its explanation is the only sense.
    fn phrase_as_word(&mut self, entry: usize, parsed: &GcideEntry) {
        let folded = fold(&self.dossier.word);
        let Some(phrase) = parsed.phrases.iter().find(|phrase| phrase.names.iter().any(|name| fold(name) == folded)) else { return };
        self.dossier.senses.push(DossierSense {
            entry,
            part_of_speech: Some("phrase".to_owned()),
            word: Some(0),
            number: None,
            labels: phrase.labels.clone(),
            obsolete: phrase.labels.iter().any(|label| crate::labels::is_obsolete(&label.name)),
            definition: phrase.definition.clone(),
            examples: Vec::new(),
            remarks: Vec::new(),
            attributions: Vec::new(),
            synonyms: Vec::new(),
            antonyms: Vec::new(),
            span: phrase.span,
        });
        for quotation in &phrase.quotations {
            let Some(attribution) = quotation.attribution.clone() else { continue };
            if quotations::is_sound(&quotation.text) {
                let order = authors::read(&attribution.printed).born;
                self.dossier.quotations.push(DossierQuotation {
                    entry,
                    own: true,
                    word: Some(0),
                    holds: true,
                    sense: Some(0),
                    phrase: None,
                    text: quotation.text.clone(),
                    span: quotation.span,
                    attribution,
                    order,
                });
            }
        }
    }

    fn wordnet(&mut self, entry: usize) {
        let parsed = wordnet::parse(self.text(entry));
        if self.dossier.words.is_empty() {
            self.dossier.words.push(Word::default());
        }
        // WordNet does not tell words of one spelling apart.
        let word = (self.dossier.words.len() == 1).then_some(0);
        let only_wordnet = self.dossier.words[0].entries.iter().all(|known| self.is_wordnet(*known));
        if only_wordnet {
            self.dossier.words[0].entries.push(entry);
            for sense in &parsed.senses {
                let speeches = &mut self.dossier.words[0].parts_of_speech;
                if !speeches.contains(&sense.part_of_speech) {
                    speeches.push(sense.part_of_speech.clone());
                }
            }
        }
        if let Some(first) = parsed.senses.first() {
            self.dossier.entries[entry].part_of_speech = Some(first.part_of_speech.clone());
        }
        for sense in parsed.senses {
            let number = Some(self.dossier.senses.len());
            if !sense.synonyms.is_empty() {
                self.dossier.companions.push(Companions {
                    entry,
                    word,
                    sense: number,
                    words: sense.synonyms.clone(),
                    opposite: false,
                    span: sense.span,
                });
            }
            if !sense.antonyms.is_empty() {
                self.dossier.companions.push(Companions {
                    entry,
                    word,
                    sense: number,
                    words: sense.antonyms.clone(),
                    opposite: true,
                    span: sense.span,
                });
            }
            self.dossier.senses.push(DossierSense {
                entry,
                part_of_speech: Some(sense.part_of_speech),
                word,
                number: Some(sense.number.to_string()),
                labels: Vec::new(),
                obsolete: false,
                definition: Some(sense.definition),
                examples: sense.examples.into_iter().map(|example| example.piece).collect(),
                remarks: Vec::new(),
                attributions: Vec::new(),
                synonyms: sense.synonyms,
                antonyms: sense.antonyms,
                span: sense.span,
            });
        }
    }

    /// Marks the quotations of the word's own entries that hold the word: some illustrate a variant or a sense without it.
    fn mark_holding(&mut self, own: &[Own]) {
        let word = fold(&self.dossier.word);
        let mut forms: Vec<String> = own
            .iter()
            .map(|own| &own.parsed)
            .flat_map(|parsed| {
                parsed.forms.iter().map(|form| form.word.clone()).chain(parsed.headwords.iter().map(|head| head.word.clone()))
            })
            .map(|form| fold(&form))
            .collect();
        // Old spellings share the beginning: `vilany`, `windowed`.
        let letters = word.chars().count();
        let stem: String = word.chars().take(if letters > 5 { letters - 2 } else { letters.min(4) }).collect();
        forms.push(word);
        for quotation in &mut self.dossier.quotations {
            let text = fold(&quotation.text.replace(['-', '\n', '\''], " "));
            let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
            quotation.holds = words.iter().any(|word| word.starts_with(&stem) || forms.iter().any(|form| form == word))
                || forms.iter().any(|form| form.contains(' ') && text.contains(form.as_str()));
        }
    }

    /// Quotations under other headwords, and entries that refer here.
    fn elsewhere(&mut self, own: &[Own]) -> Result<(), DictionaryError> {
        let mut forms = vec![self.dossier.word.clone()];
        let word = fold(&self.dossier.word);
        for Own { parsed, .. } in own.iter().filter(|_| self.dossier.found_as != FoundAs::Phrase) {
            // A form such as `p. p. Run` may be another word's too (`Found`): only forms that look like the word are searched.
            forms.extend(parsed.forms.iter().map(|form| form.word.clone()).filter(|form| shares_start(&fold(form), &word)));
        }
        let speech = own.first().and_then(|own| own.parsed.part_of_speech.as_ref()).map(|speech| speech.name.clone()).unwrap_or_default();
        if speech.contains("noun") || speech.contains("verb") {
            forms.push(plural(&self.dossier.word));
        }
        let Some(database) = self.gcide() else { return Ok(()) };
        let own_places: Vec<(u64, u64)> = self
            .dossier
            .entries
            .iter()
            .enumerate()
            .filter(|(number, _)| own.iter().any(|own| own.entry == *number))
            .map(|(_, entry)| (entry.offset, entry.length))
            .collect();
        // GCIDE capitalises every headword; WordNet tells names from common words.
        let wordnet = |entry: &&DossierEntry| headwords::notation(&entry.database) == Some(Notation::Wordnet);
        let common =
            self.dossier.entries.iter().find(wordnet).is_some_and(|entry| entry.headword.starts_with(|letter: char| letter.is_lowercase()));
        let found = quotations::search(database, &forms, common, &own_places)?;
        let name = database.info.name.clone();
        let taken = choose(found.quotations, &self.dossier.quotations, self.limits.quotations_elsewhere);
        for quotation in taken {
            let entry = self.entry_at(&name, quotation.place)?;
            let order = authors::read(&quotation.attribution.printed).born;
            self.dossier.quotations.push(DossierQuotation {
                entry,
                own: false,
                word: None,
                holds: true,
                sense: None,
                phrase: None,
                text: quotation.text,
                span: quotation.span,
                attribution: quotation.attribution,
                order,
            });
        }
        if self.dossier.found_as != FoundAs::Phrase {
            self.referring(&name, &found.referring)?;
        }
        Ok(())
    }

    /// Entries whose etymology sends to the word.
    fn referring(&mut self, database: &str, places: &[(u64, u64)]) -> Result<(), DictionaryError> {
        let word = self.dossier.word.clone();
        for place in places.iter().take(120) {
            if self.dossier.relatives.len() >= self.limits.relatives {
                break;
            }
            let Some(found) = self.dictionaries.database(database).map(|database| database.entry(&word, place.0, place.1)).transpose()?
            else {
                continue;
            };
            let parsed = gcide::parse(&found.text);
            let read = self.etymologies(&found.text, &parsed);
            let Some((kind, span)) = relatives::refers(&word, &read) else { continue };
            if self.knows(&found.headword) {
                continue;
            }
            let kind = if kind == ReferenceKind::From || relatives::looks_derived(&word, &found.headword) {
                Kinship::Derived
            } else {
                Kinship::RefersBack
            };
            let definition = relatives::first_definition(&parsed);
            let entry = self.add(&found, Some(&parsed))?;
            let part_of_speech = parsed.part_of_speech.map(|speech| speech.name);
            self.dossier.relatives.push(Relative { word: found.headword, kind, part_of_speech, entry, span, definition });
        }
        Ok(())
    }

    fn knows(&self, word: &str) -> bool {
        let folded = fold(word);
        folded == fold(&self.dossier.word) || self.dossier.relatives.iter().any(|known| fold(&known.word) == folded)
    }

    fn gcide(&self) -> Option<&Database> {
        self.dictionaries.all().iter().find(|database| headwords::notation(&database.info.name) == Some(Notation::Gcide))
    }

    fn entry_at(&mut self, database: &str, place: (u64, u64)) -> Result<usize, DictionaryError> {
        let found = match self.dictionaries.database(database) {
            Some(database) => database.entry("", place.0, place.1)?,
            None => return Ok(0),
        };
        let parsed = gcide::parse(&found.text);
        self.add(&found, Some(&parsed))
    }

    /// Derivatives by spelling, and the words the etymology compares.
    fn relatives(&mut self, own: &[Own]) -> Result<(), DictionaryError> {
        let word = self.dossier.word.clone();
        let Some(database) = self.gcide() else { return Ok(()) };
        let name = database.info.name.clone();
        let candidates = relatives::candidates(database, &word)?;
        for (headword, offset, length) in candidates {
            if self.dossier.relatives.len() >= self.limits.relatives {
                break;
            }
            if self.knows(&headword) || own.iter().any(|own| self.dossier.entries[own.entry].offset == offset) {
                continue;
            }
            let Some(found) = self.dictionaries.database(&name).map(|database| database.entry(&headword, offset, length)).transpose()?
            else {
                continue;
            };
            if fold(&found.headword) != fold(&headword) {
                continue;
            }
            let parsed = gcide::parse(&found.text);
            let read = self.etymologies(&found.text, &parsed);
            if !relatives::made_from(&word, &found.text, &parsed, &read) {
                continue;
            }
            let span = parsed.headwords.first().map_or(Span::new(0, 0), |head| head.span);
            let definition = relatives::first_definition(&parsed);
            let part_of_speech = parsed.part_of_speech.as_ref().map(|speech| speech.name.clone());
            let entry = self.add(&found, Some(&parsed))?;
            self.dossier.relatives.push(Relative { word: found.headword, kind: Kinship::Derived, part_of_speech, entry, span, definition });
        }
        // Words the etymology itself compares.
        let steps: Vec<(usize, Etymology)> =
            self.dossier.head().etymology.iter().map(|step| (step.entry, step.etymology.clone())).collect();
        for (entry, etymology) in steps {
            for reference in etymology.references {
                if self.dossier.relatives.len() >= self.limits.relatives + 8 || self.knows(&reference.word) {
                    continue;
                }
                // A reference to a page that is not there, `{House Be}`, names no word.
                let Some((target, parsed)) = self.headword_entry(&reference.word)? else { continue };
                let definition = relatives::first_definition(&parsed);
                let part_of_speech = parsed.part_of_speech.map(|speech| speech.name);
                // The place that says so is in the etymology; where there is a definition, its entry carries the citation.
                let (entry, span) = match &definition {
                    Some(piece) => (target, piece.span),
                    None => (entry, reference.span),
                };
                self.dossier.relatives.push(Relative {
                    word: reference.word,
                    kind: Kinship::Compared,
                    part_of_speech,
                    entry,
                    span,
                    definition,
                });
            }
        }
        self.dossier.relatives.sort_by_key(|relative| relative.kind);
        Ok(())
    }

    /// The entry of a headword that says most.
    fn headword_entry(&mut self, word: &str) -> Result<Option<(usize, GcideEntry)>, DictionaryError> {
        let folded = fold(word);
        let mut best: Option<(Entry, GcideEntry, usize)> = None;
        for found in self.dictionaries.try_lookup(word)? {
            if headwords::notation(&found.database) == Some(Notation::Gcide) && fold(&found.headword) == folded {
                let parsed = gcide::parse(&found.text);
                let weight = parsed.senses.len() + parsed.senses.iter().map(|sense| sense.quotations.len()).sum::<usize>();
                if best.as_ref().is_none_or(|(_, _, known)| weight > *known) {
                    best = Some((found, parsed, weight));
                }
            }
        }
        match best {
            Some((found, parsed, _)) => Ok(Some((self.add(&found, Some(&parsed))?, parsed))),
            None => Ok(None),
        }
    }

    /// Says whether there is enough, and what is missing.
    fn judge(&mut self) {
        let dossier = &mut self.dossier;
        if dossier.descent().is_none() {
            dossier.missing.push(match dossier.head().etymology.first() {
                Some(_) => "an etymology that tells the descent (the dictionary's own remark names no ancestor)".to_owned(),
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

/// The reference an entry consists of, if it says nothing else.
fn sends_to(text: &str, own: &Own) -> Option<gcide::Reference> {
    let [sense] = own.parsed.senses.as_slice() else { return None };
    if own.etymology.is_some() || sense.definition.is_some() {
        return None;
    }
    let [reference] = <[gcide::Reference; 1]>::try_from(gcide::references(text, sense.span)).ok()?;
    Some(reference)
}

/// Whether two headwords may be spellings of one word: all but a few of their letters are the same, in order.
fn is_spelling_of(word: &str, other: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (fold(word).chars().collect(), fold(other).chars().collect());
    let same = letters_in_common(&left, &right);
    let longer = left.len().max(right.len());
    longer > 2 && longer - same <= 2.min(longer / 3).max(1)
}

fn shares_start(form: &str, word: &str) -> bool {
    let same = form.chars().zip(word.chars()).take_while(|(left, right)| left == right).count();
    same >= 3 && same * 2 >= word.chars().count() || (word.len() <= 3 && same >= word.len() && form.len() > word.len())
}

fn plural(word: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None if ends(&["s", "x", "z", "ch", "sh"]) => format!("{word}es"),
        None => format!("{word}s"),
    }
}

/// The words of a `Syn:` list.
fn synonyms(text: &str) -> Vec<String> {
    let list = text.split(". ").next().unwrap_or_default();
    let words: Vec<String> =
        list.split([';', ',']).map(|word| word.trim().trim_end_matches('.').trim().to_owned()).filter(|word| !word.is_empty()).collect();
    let fits = |word: &String| {
        word.split_whitespace().count() <= 3
            && !word.starts_with("See")
            && word.chars().all(|letter| letter.is_alphabetic() || matches!(letter, ' ' | '-' | '\''))
    };
    words.into_iter().filter(fits).map(|word| lower_first(&word)).collect()
}

fn lower_first(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Chooses quotations: authors not yet quoted and known by name first, of a readable length; a few per author; in order of the text.
fn choose(found: Vec<FoundQuotation>, own: &[DossierQuotation], most: usize) -> Vec<FoundQuotation> {
    let mut authors: HashMap<String, usize> = HashMap::new();
    for quotation in own {
        *authors.entry(quotation.attribution.author.clone()).or_default() += 1;
    }
    let mut ranked: Vec<(usize, usize, usize)> = Vec::new();
    let mut texts: BTreeSet<String> = own.iter().map(|quotation| fold(&quotation.text)).collect();
    for (place, quotation) in found.iter().enumerate() {
        if !texts.insert(fold(&quotation.text)) {
            continue;
        }
        let length = quotation.text.chars().count();
        let penalty = if (45..=240).contains(&length) { 0 } else { 2 } + usize::from(!authors::read(&quotation.attribution.printed).known);
        let times = authors.entry(quotation.attribution.author.clone()).or_default();
        *times += 1;
        ranked.push(((*times - 1).min(9) * 2 + penalty, place, length));
    }
    ranked.sort();
    let mut chosen: Vec<usize> = ranked.into_iter().take(most).map(|(_, place, _)| place).collect();
    chosen.sort_unstable();
    let mut kept: Vec<Option<FoundQuotation>> = found.into_iter().map(Some).collect();
    chosen.into_iter().filter_map(|place| kept[place].take()).collect()
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

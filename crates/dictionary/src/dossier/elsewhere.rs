//! What stands under other headwords: quotations of the word, entries that refer to it, words made from it.

use std::collections::{BTreeSet, HashMap};

use super::follow::{Bearer, Own};
use super::gather::Gathering;
use super::headwords::{self, Notation};
use super::quotations::{self, FoundQuotation};
use super::relatives;
use super::words::{Head, Hint};
use super::{DossierEntry, DossierQuotation, FoundAs, Kinship, Relative};
use crate::authors;
use crate::error::DictionaryError;
use crate::etymology::{Etymology, ReferenceKind};
use crate::fold::fold;
use crate::gcide::{self, GcideEntry};
use crate::span::Span;

impl Gathering<'_> {
    /// Quotations under other headwords, and entries that refer here.
    pub(super) fn elsewhere(&mut self, own: &[Own]) -> Result<(), DictionaryError> {
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
            self.referring(&name, &found.referring, own)?;
        }
        Ok(())
    }

    /// Entries whose etymology sends to the word; of several words written so, only those that say they mean the head word.
    fn referring(&mut self, database: &str, places: &[(u64, u64)], own: &[Own]) -> Result<(), DictionaryError> {
        let word = self.dossier.word.clone();
        let several = self.dossier.words.len() > 1;
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
            if several {
                let heads: Vec<Head<'_>> = own.iter().map(|own| own.head(self.text(own.entry))).collect();
                let meant = Hint::around(&found.text, span).tells(&heads, None).map(|place| own[place].entry);
                if meant.is_none_or(|entry| !self.dossier.head().entries.contains(&entry)) {
                    continue;
                }
            }
            let kind = if kind == ReferenceKind::From || relatives::looks_derived(&word, &found.headword) {
                Kinship::Derived
            } else {
                Kinship::RefersBack
            };
            let (definition, labels) = relatives::first_definition(&parsed);
            let entry = self.add(&found, Some(&parsed))?;
            let part_of_speech = parsed.part_of_speech.map(|speech| speech.name);
            self.dossier.relatives.push(Relative { word: found.headword, kind, part_of_speech, entry, span, definition, labels });
        }
        Ok(())
    }

    /// Derivatives by spelling, and the words the etymology compares.
    pub(super) fn relatives(&mut self, own: &[Own]) -> Result<(), DictionaryError> {
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
            let (definition, labels) = relatives::first_definition(&parsed);
            let part_of_speech = parsed.part_of_speech.as_ref().map(|speech| speech.name.clone());
            let entry = self.add(&found, Some(&parsed))?;
            self.dossier.relatives.push(Relative {
                word: found.headword,
                kind: Kinship::Derived,
                part_of_speech,
                entry,
                span,
                definition,
                labels,
            });
        }
        // Words the etymology itself compares.
        let steps: Vec<(usize, Etymology)> =
            self.dossier.head().etymology.iter().map(|step| (step.entry, step.etymology.clone())).collect();
        for (entry, etymology) in steps {
            let forms = relatives::forms_of(&etymology);
            for reference in etymology.references {
                if self.dossier.relatives.len() >= self.limits.relatives + 8 || self.knows(&reference.word) {
                    continue;
                }
                // A reference to a page that is not there, `{House Be}`, names no word.
                let hint = Hint::around(self.text(entry), reference.span);
                let Some((target, parsed)) = self.headword_entry(&reference.word, &hint, &forms)? else {
                    continue;
                };
                let (definition, labels) = relatives::first_definition(&parsed);
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
                    labels,
                });
            }
        }
        self.dossier.relatives.sort_by_key(|relative| relative.kind);
        Ok(())
    }

    /// The entry of a headword that is meant; where nothing tells, the one whose account names one of the forms, else the one with an
    /// account of its own that says most.
    fn headword_entry(&mut self, word: &str, hint: &Hint, forms: &[String]) -> Result<Option<(usize, GcideEntry)>, DictionaryError> {
        let bearers = self.bearers(word)?;
        let heads: Vec<Head<'_>> = bearers.iter().map(Bearer::head).collect();
        let weight = |bearer: &Bearer| {
            let senses = &bearer.parsed.senses;
            let own = fold(&bearer.entry.headword) == fold(word);
            // `hl[=a]f loaf + …. See {Loaf}`: the bread, for its account names the form too.
            let shares = bearer.etymology.as_ref().is_some_and(|told| relatives::forms_of(told).iter().any(|form| forms.contains(form)));
            (own, shares, bearer.etymology.is_some(), senses.len() + senses.iter().map(|sense| sense.quotations.len()).sum::<usize>())
        };
        // Of equals the first.
        let fullest = || (0..bearers.len()).rev().max_by_key(|place| weight(&bearers[*place]));
        let Some(place) = hint.tells(&heads, None).or_else(fullest) else { return Ok(None) };
        let Bearer { entry, parsed, .. } = &bearers[place];
        Ok(Some((self.add(entry, Some(parsed))?, parsed.clone())))
    }

    fn knows(&self, word: &str) -> bool {
        let folded = fold(word);
        folded == fold(&self.dossier.word) || self.dossier.relatives.iter().any(|known| fold(&known.word) == folded)
    }
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

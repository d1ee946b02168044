//! What the word's own entries say: senses, quotations, phrases, notes, years.

use super::follow::Own;
use super::gather::Gathering;
use super::quotations;
use super::{Companions, DossierNote, DossierPhrase, DossierQuotation, DossierSense, DossierYear, Kinship, Relative, Word};
use crate::authors;
use crate::fold::fold;
use crate::gcide::GcideEntry;
use crate::span::{Piece, Span};
use crate::wordnet;
use crate::years;

impl Gathering<'_> {
    /// Takes senses, quotations, phrases and notes from one of the word's entries.
    pub(super) fn head(&mut self, entry: usize, parsed: &GcideEntry, word: usize) {
        let speech = parsed.part_of_speech.as_ref().map(|speech| speech.name.clone());
        let own = word == 0 && !self.is_sent_to(entry);
        for sense in &parsed.senses {
            let mut sense = sense.clone();
            sense.definition = sense.definition.map(|piece| before_brackets(self.text(entry), piece));
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
                labels: Vec::new(),
            });
        }
    }

    /// The years an entry gives for the word.
    pub(super) fn years(&mut self, entry: usize, parsed: &GcideEntry, word: usize) {
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
    pub(super) fn phrase_as_word(&mut self, entry: usize, parsed: &GcideEntry) {
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

    pub(super) fn wordnet(&mut self, entry: usize) {
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
    pub(super) fn mark_holding(&mut self, own: &[Own]) {
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
            // `by-laws` is two words and one.
            let joined = fold(&quotation.text.replace('\n', " "));
            let words: Vec<&str> = text.split(' ').chain(joined.split(' ')).filter(|word| !word.is_empty()).collect();
            quotation.holds = words.iter().any(|word| word.starts_with(&stem) || forms.iter().any(|form| form == word))
                || forms.iter().any(|form| form.contains(' ') && text.contains(form.as_str()));
        }
    }
}

/// A definition without the remark in brackets that follows it: `To engage in the slave trade. [Cant]`, `… [Written also …]`.
fn before_brackets(text: &str, piece: Piece) -> Piece {
    let raw = piece.span.of(text);
    let is_remark = |place: usize| {
        let inner = raw[place + 1..].split(']').next().unwrap_or_default();
        crate::notation::escape(inner).is_none()
    };
    let Some((place, _)) = raw.match_indices('[').find(|(place, _)| is_remark(*place)) else { return piece };
    let kept = Piece::at(text, Span::new(piece.span.start, piece.span.start + place).trimmed(text));
    if kept.text.split_whitespace().count() > 1 { kept } else { piece }
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

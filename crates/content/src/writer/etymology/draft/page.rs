//! What the chapters share: the sources cited so far, and the making of sentences.

use std::collections::{BTreeMap, BTreeSet};

use dictionary::dossier::{Dossier, DossierEntry, DossierSense, DossierYear};
use dictionary::{Piece, Span, notation};
use press::{Block, Chapter, Citation, Provenance, Sentence, Source};

use super::super::grammar::{Voice, capitalised, sentence};
use super::super::intent::ParsedIntent;
use super::Part;
use super::present;

/// A date the dictionary gives.
pub(super) struct Date {
    pub(super) entry: usize,
    /// `1679`, `17th century`.
    pub(super) printed: String,
    /// The sentence that gives it.
    pub(super) said: Piece,
}

/// The essay while it is being written.
pub(super) struct Page<'a> {
    pub(super) intent: &'a ParsedIntent,
    pub(super) dossier: &'a Dossier,
    pub(super) voice: Voice,
    /// The word as running text spells it.
    pub(super) word: String,
    cited: Vec<usize>,
    /// Quotations already set, indexes into the dossier's list.
    pub(super) quoted: BTreeSet<usize>,
    /// Authors already introduced by their full name.
    pub(super) introduced: BTreeSet<String>,
    /// How often each kind of frame was used, so that neighbours differ.
    turns: BTreeMap<&'static str, usize>,
}

impl<'a> Page<'a> {
    pub(super) fn new(intent: &'a ParsedIntent, dossier: &'a Dossier) -> Self {
        Self {
            intent,
            dossier,
            voice: Voice::of(&dossier.word),
            word: Self::shown_word(dossier),
            cited: Vec::new(),
            quoted: BTreeSet::new(),
            introduced: BTreeSet::new(),
            turns: BTreeMap::new(),
        }
    }

    /// The word as running text spells it: GCIDE capitalises every headword, WordNet does not.
    pub(super) fn shown_word(dossier: &Dossier) -> String {
        let wordnet: Vec<&str> = dossier
            .entries
            .iter()
            .filter(|entry| is_wordnet(entry))
            .map(|entry| entry.headword.as_str())
            .filter(|word| dictionary::same_word(word, &dossier.word))
            .collect();
        // A letter or the article: the spelling asked for.
        if dossier.word.chars().count() == 1 && dictionary::same_word(&dossier.asked, &dossier.word) {
            return dossier.asked.clone();
        }
        // `march` and `March` are several words to the one dictionary and one entry to the other: the spelling asked for decides.
        if dossier.words.len() > 1 && dossier.asked.starts_with(char::is_lowercase) && dictionary::same_word(&dossier.asked, &dossier.word)
        {
            return small_first(&dossier.word);
        }
        // Where both `china` and `China` are there, the spelling asked for decides.
        let exact = wordnet.iter().find(|word| **word == dossier.asked);
        let small = wordnet.iter().find(|word| word.starts_with(char::is_lowercase));
        let cased = exact.or(small).or(wordnet.first()).copied();
        // WordNet puts `centre` under `Centre`, a region; that it has the word as well shows where it lists it among synonyms.
        if dossier.asked.starts_with(char::is_lowercase)
            && cased.is_some_and(|cased| cased.starts_with(char::is_uppercase))
            && dossier.senses.iter().any(|sense| is_listed_as(dossier, sense, &dossier.asked))
        {
            return dossier.asked.clone();
        }
        let proper = dossier
            .entries
            .iter()
            .find(|entry| dictionary::same_word(&entry.headword, &dossier.word))
            .and_then(|entry| entry.part_of_speech.as_deref())
            .is_some_and(|speech| speech.contains("proper"));
        // `By-law` is no `bylaw`: the entry's own hyphen stays.
        if dossier.word.contains('-') && cased.is_some_and(|cased| !cased.contains(['-', '_', ' '])) {
            return small_first(&dossier.word);
        }
        if let Some(accented) = accented(dossier) {
            return recased(&accented, cased.unwrap_or(&dossier.asked));
        }
        match cased {
            Some(cased) if cased.is_ascii() && !dossier.word.is_ascii() => recased(&dossier.word, cased),
            Some(cased) => cased.replace('_', " "),
            None if proper => dossier.word.clone(),
            None => small_first(&dossier.word),
        }
    }

    /// Another headword as running text spells it.
    pub(super) fn lower(&self, headword: &str) -> String {
        let mut same = self.dossier.entries.iter().filter(|entry| entry.headword == headword).peekable();
        let proper =
            same.peek().is_some() && same.all(|entry| entry.part_of_speech.as_deref().is_some_and(|speech| speech.contains("proper")));
        if proper { headword.to_owned() } else { small_first(headword) }
    }

    /// The number a source has in the essay, given at its first citation.
    pub(super) fn number(&mut self, entry: usize) -> u32 {
        let position = self.cited.iter().position(|known| *known == entry).unwrap_or_else(|| {
            self.cited.push(entry);
            self.cited.len() - 1
        });
        u32::try_from(position + 1).unwrap_or(u32::MAX)
    }

    /// The entry behind a number.
    pub(super) fn entry(&self, number: u32) -> Option<usize> {
        self.cited.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
    }

    pub(super) fn cite(&mut self, entry: usize, span: Span) -> Citation {
        Citation { source: self.number(entry), span: place(span) }
    }

    /// A framing sentence whose slots were filled from the places it cites.
    pub(super) fn frame(&mut self, id: &str, text: &str, from: &[(usize, Span)]) -> Sentence {
        let mut cites: Vec<Citation> = Vec::new();
        let mut from: Vec<(usize, Span)> = from.to_vec();
        if self.word.contains(char::is_uppercase) && text.contains(self.word.as_str()) {
            // A name is held to its source like any other.
            from.extend(self.head_entry().map(|head| (head, self.head_span(head))));
        }
        if names_a_number(text) {
            // A word such as *four* is also a figure: the headwords that bear it are cited too.
            let heads: Vec<usize> =
                from.iter().map(|(entry, _)| *entry).chain(self.head_entry().filter(|_| names_a_number(&self.word))).collect();
            for entry in heads {
                from.push((entry, self.head_span(entry)));
            }
        }
        for (entry, span) in &from {
            let cite = self.cite(*entry, *span);
            if !cites.contains(&cite) {
                cites.push(cite);
            }
        }
        let text = if text.trim_end().ends_with(':') { capitalised(text.trim()) } else { sentence(text) };
        Sentence { text, provenance: Provenance::Template { id: id.to_owned() }, cites }
    }

    /// A sentence of a source, in its words.
    pub(super) fn said(&mut self, entry: usize, piece: &Piece) -> Option<Sentence> {
        let text = present::readable(&piece.text)?;
        let raw = self.dossier.entries.get(entry)?;
        if !dictionary::notation::shows_whole(piece.span.of(&raw.text)) {
            return None;
        }
        let span = place(piece.span)?;
        let source = self.number(entry);
        Some(Sentence {
            text: sentence(&text),
            provenance: Provenance::Source { source, span },
            cites: vec![Citation { source, span: Some(span) }],
        })
    }

    /// What the book an entry is from is called in running text.
    pub(super) fn book(&self, entry: usize) -> &'static str {
        let Some(entry) = self.dossier.entries.get(entry) else { return "the dictionary" };
        if is_wordnet(entry) {
            return "WordNet";
        }
        match &entry.edition {
            Some(edition) if edition.contains("Webster") => "Webster",
            _ => "the Collaborative Dictionary",
        }
    }

    /// The entry that answers the word: the one whose etymology is told, else the older dictionary's fullest.
    pub(super) fn head_entry(&self) -> Option<usize> {
        let dossier = self.dossier;
        let head = dossier.head();
        if let Some(step) = head.etymology.first().filter(|step| step.followed.is_none()) {
            return Some(step.entry);
        }
        let mut best: Option<(usize, usize)> = None;
        for sense in dossier.senses.iter().filter(|sense| sense.word == Some(0)) {
            let weight = dossier.senses.iter().filter(|other| other.entry == sense.entry).count()
                + if is_wordnet(&dossier.entries[sense.entry]) { 0 } else { 1_000 };
            if best.is_none_or(|(_, known)| weight > known) {
                best = Some((sense.entry, weight));
            }
        }
        best.map(|(entry, _)| entry).or_else(|| head.entries.first().copied()).or_else(|| (!dossier.entries.is_empty()).then_some(0))
    }

    /// The place of the headword in its entry.
    pub(super) fn head_span(&self, entry: usize) -> Span {
        let text = self.dossier.entries.get(entry).map_or("", |entry| entry.text.as_str());
        let line = text.split('\n').next().unwrap_or_default();
        let end = line.find('\\').unwrap_or(line.len());
        Span::new(0, end).trimmed(text)
    }

    /// The date given within a stage of the descent, as printed: `1679`, `17th century`.
    pub(super) fn date_within(&self, entry: usize, stage: Span) -> Option<String> {
        let year = self.dossier.years.iter().find(|year| year.entry == entry && stage.contains(year.span))?;
        Some(notation::clean(year.span.of(&self.dossier.entries[entry].text)))
    }

    /// The earliest date that a definition or a note, not the etymology, gives for the head word itself.
    pub(super) fn date_of_word(&self) -> Option<Date> {
        let dossier = self.dossier;
        let in_etymology = |year: &DossierYear| {
            let head = dossier.head();
            head.etymology.iter().chain(&head.also).any(|step| step.entry == year.entry && step.raw.span.contains(year.span))
        };
        let years = dossier.years.iter().filter(|year| year.word == 0 && !in_etymology(year));
        let year = years.min_by_key(|year| year.year)?;
        let printed = notation::clean(year.span.of(&dossier.entries[year.entry].text));
        Some(Date { entry: year.entry, printed, said: year.said.clone() })
    }

    /// Picks the next phrasing for a slot that comes up again and again; begins where the word's voice begins.
    pub(super) fn turn(&mut self, slot: &'static str, count: usize) -> usize {
        let start = self.voice.choose(slot, count);
        let turn = self.turns.entry(slot).or_insert(start);
        let now = *turn % count.max(1);
        *turn += 1;
        now
    }

    /// How often a slot has come up.
    pub(super) fn uses(&self, slot: &'static str) -> usize {
        self.turns.get(slot).map_or(0, |turn| turn - self.voice.choose(slot, 1))
    }

    /// Picks a phrasing for a slot.
    pub(super) fn pick(&self, slot: &str, phrasings: &[&'static str]) -> &'static str {
        // The index is computed on the voice; the phrasings live as long as the program.
        phrasings.get(self.voice.choose(slot, phrasings.len())).copied().unwrap_or_default()
    }

    /// The numbered sources, in order of first citation.
    pub(super) fn sources(&self) -> Vec<Source> {
        let title = |entry: &DossierEntry| {
            self.dossier
                .databases
                .iter()
                .find(|database| database.name == entry.database)
                .map_or_else(|| entry.database.clone(), |database| database.title.clone())
        };
        self.cited
            .iter()
            .zip(1..)
            .filter_map(|(entry, number)| {
                let entry = self.dossier.entries.get(*entry)?;
                let typed = entry.headword.is_ascii() && !self.word.is_ascii() && dictionary::same_word(&entry.headword, &self.word);
                let headword = if typed { capitalised(&self.word) } else { entry.headword.clone() };
                Some(Source {
                    number,
                    id: entry.id.clone(),
                    title: match &entry.part_of_speech {
                        Some(speech) => format!("{headword}, {speech}"),
                        None => headword,
                    },
                    container: title(entry),
                    edition: entry.edition.clone(),
                    sha256: entry.sha256.clone(),
                })
            })
            .collect()
    }

    pub(super) fn chapter(&self, part: Part, kicker: &str, title: String, blocks: Vec<Block>) -> Option<Chapter> {
        (!blocks.is_empty()).then(|| Chapter { id: part.id().to_owned(), kicker: kicker.to_owned(), title: capitalised(&title), blocks })
    }
}

/// Whether a text holds a number, in words or digits.
fn names_a_number(text: &str) -> bool {
    const NUMBERS: &[&str] = &[
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    text.contains(|letter: char| letter.is_ascii_digit())
        || text.split(|letter: char| !letter.is_alphabetic()).any(|word| NUMBERS.iter().any(|number| word.eq_ignore_ascii_case(number)))
}

/// Whether a sense of WordNet's has the very spelling among its synonyms.
pub(super) fn is_listed_as(dossier: &Dossier, sense: &DossierSense, word: &str) -> bool {
    let entry = &dossier.entries[sense.entry];
    is_wordnet(entry) && sense.span.of(&entry.text).contains(&format!("{{{word}}}"))
}

pub(super) fn is_wordnet(entry: &DossierEntry) -> bool {
    entry.database == "wn" || entry.database.starts_with("wordnet")
}

/// A paragraph, where there is anything in it.
pub(super) fn paragraph(sentences: Vec<Sentence>) -> Option<Block> {
    (!sentences.is_empty()).then_some(Block::Paragraph { sentences })
}

fn place(span: Span) -> Option<press::Span> {
    (!span.is_empty()).then_some(press::Span { start: span.start as u64, end: span.end as u64 })
}

/// A headword with a small first letter, unless capitals go on inside it (`X ray`, `TNT`).
fn small_first(word: &str) -> String {
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return String::new() };
    let rest: String = letters.collect();
    if rest.chars().any(char::is_uppercase) || rest.is_empty() || rest.starts_with([' ', '-']) {
        word.to_owned()
    } else {
        first.to_lowercase().chain(rest.chars()).collect()
    }
}

/// The word with its accents, where its headword lacks them and the dictionary spells it so in a reference: `Caf'e`, and `Cf. {Café}`.
fn accented(dossier: &Dossier) -> Option<String> {
    if !dossier.word.is_ascii() || dossier.words.len() > 1 {
        return None;
    }
    let head = dossier.head();
    let own = |word: &str| {
        let within =
            head.entries.iter().any(|entry| notation::clean(&dossier.entries[*entry].text).to_lowercase().contains(&word.to_lowercase()));
        !word.is_ascii() && dictionary::same_word(word, &dossier.word) && (within || dossier.word.contains('\''))
    };
    let steps = head.etymology.iter().chain(&head.also).chain(&head.deeper);
    let named = steps.flat_map(|step| &step.etymology.references).map(|reference| reference.word.as_str());
    std::iter::once(dossier.asked.as_str()).chain(named).find(|word| own(word)).map(ToOwned::to_owned)
}

/// `Café` cased like `cafe`.
fn recased(accented: &str, cased: &str) -> String {
    if cased.starts_with(char::is_lowercase) { small_first(accented) } else { accented.to_owned() }
}

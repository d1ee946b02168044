//! All that the dictionaries hold on a word, gathered: the material an essay is written from.
//!
//! Every fact names the entry it is from and the span in it, so that whatever is written can be checked against the text,
//! which the dossier carries along.

mod elsewhere;
mod follow;
mod gather;
mod headwords;
mod own;
mod quotations;
mod relatives;
mod variant;
mod words;

use serde::{Deserialize, Serialize};

use crate::etymology::Etymology;
use crate::gcide::{Attribution, Label, Sense};
use crate::span::{Piece, Span};

pub use gather::{gather, headword};

/// Whether a database is in GCIDE's notation.
pub(crate) fn is_gcide(database: &str) -> bool {
    headwords::notation(database) == Some(headwords::Notation::Gcide)
}

/// How much is gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How many references an etymology is followed through.
    pub depth: usize,
    /// Quotations from other headwords.
    pub quotations_elsewhere: usize,
    /// Related words.
    pub relatives: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 3, quotations_elsewhere: 24, relatives: 24 }
    }
}

/// What there is on a word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// The word as asked for.
    pub asked: String,
    /// The headword that answers it, as the dictionary spells it.
    pub word: String,
    /// How the word asked for and the headword belong together.
    pub found_as: FoundAs,
    /// The databases that were searched.
    pub databases: Vec<DatabaseNote>,
    /// The entries everything below is from; an `entry` number is an index into this list.
    pub entries: Vec<DossierEntry>,
    /// The word that the word's own entries only send to, `See {Color}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_of: Option<Variant>,
    /// The words written so, never none: the head word first, then the others in the dictionary's order.
    pub words: Vec<Word>,
    /// The senses: the head word's first, then those of the other words written so, then WordNet's.
    pub senses: Vec<DossierSense>,
    /// Quotations that hold the word: the head word's own first, then those of the other words, then from other headwords.
    pub quotations: Vec<DossierQuotation>,
    /// Related words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relatives: Vec<Relative>,
    /// Phrases explained in the word's own entries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<DossierPhrase>,
    /// Notes and remarks on usage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<DossierNote>,
    /// Synonyms and antonyms as listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub companions: Vec<Companions>,
    /// Years the dictionary itself gives for the word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<DossierYear>,
    /// Whether there is enough for an essay.
    pub richness: Richness,
    /// What is missing for a full essay, in words, for example `an etymology`; empty where it is rich.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

/// A word: of several written alike, each has its own origin.
///
/// The dictionary has an entry for each part of speech, and does not number words apart from entries. Two entries are one
/// word where the text says so: one refers to the other, has no etymology of its own and follows it, or names the same ancestor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Its entries, in the dictionary's order.
    pub entries: Vec<usize>,
    /// Its parts of speech, spelled out, once each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts_of_speech: Vec<String>,
    /// Its pronunciation, where it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pronunciation: Option<String>,
    /// The etymology and those it refers to, in the order they were followed; the last one that tells descent counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub etymology: Vec<EtymologyStep>,
    /// What its other entries say of their own origin, `March, n. [F. marche.]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<EtymologyStep>,
    /// Etymologies of the words the story refers to for more, `See {Villa}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deeper: Vec<EtymologyStep>,
}

impl Word {
    /// The step whose etymology tells the descent, if any does.
    #[must_use]
    pub fn descent(&self) -> Option<&EtymologyStep> {
        self.etymology
            .iter()
            .rev()
            .find(|step| !step.etymology.descent.is_empty())
            .or_else(|| self.etymology.iter().find(|step| step.etymology.tells_descent()))
    }
}

/// The word that an entry only sends to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The word sent to, `Color`.
    pub word: String,
    /// The entry that sends, of `Colour`.
    pub entry: usize,
    /// The place that says so.
    pub span: Span,
}

/// A year the dictionary gives for a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierYear {
    /// The year, or the first of its century.
    pub year: u16,
    /// Whether only the century is given.
    #[serde(default)]
    pub century: bool,
    /// What the year is of, in the dictionary's words: the sentence or clause that gives it.
    pub said: Piece,
    /// Which of the words it is said of.
    pub word: usize,
    /// The entry.
    pub entry: usize,
    /// The place of the year itself.
    pub span: Span,
}

/// Whether there is enough for an essay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Richness {
    /// An etymology that tells descent, and at least two quotations.
    Rich,
    /// Less than that.
    Thin,
}

/// How the word asked for was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundAs {
    /// It is a headword.
    Headword,
    /// It is a phrase explained within an entry.
    Phrase,
    /// It is a form or derivative named within an entry.
    Form,
}

/// A database that was searched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseNote {
    /// Short name.
    pub name: String,
    /// Full name with version.
    pub title: String,
    /// Its licence.
    pub licence: String,
}

/// An entry with its place and text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierEntry {
    /// Stable id: database, headword, number among the entries of that headword: `gcide:Villain:1`.
    pub id: String,
    /// Short name of the database.
    pub database: String,
    /// The entry's headword.
    pub headword: String,
    /// Its part of speech, spelled out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of_speech: Option<String>,
    /// Where it begins in the database, in bytes.
    pub offset: u64,
    /// How long it is, in bytes.
    pub length: u64,
    /// SHA-256 of its text, lower-case hexadecimal.
    pub sha256: String,
    /// Edition mark, `1913 Webster`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Its text; spans are places in it.
    pub text: String,
}

/// An etymology that was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EtymologyStep {
    /// The entry.
    pub entry: usize,
    /// Why it was followed; absent for the word's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<Followed>,
    /// The etymology in the dictionary's words.
    pub raw: Piece,
    /// Taken apart.
    pub etymology: Etymology,
}

/// Why another headword's etymology was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Followed {
    /// The etymology says `See …`.
    See,
    /// The word is made from it.
    MadeFrom,
    /// The entry has no etymology and is a form of it.
    FormOf,
    /// The entry has no etymology, but its definition names the word it is visibly made from.
    Named,
    /// The word's own entry only sends to it, as a spelling of it.
    Variant,
}

/// A sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierSense {
    /// The entry.
    pub entry: usize,
    /// The part of speech, spelled out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of_speech: Option<String>,
    /// Which of the words it belongs to; absent where that is not told: WordNet does not tell words of one spelling apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<usize>,
    /// `1`, `2 (a)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// Whether it is labelled obsolete.
    #[serde(default)]
    pub obsolete: bool,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Piece>,
    /// How it is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Piece>,
    /// What else is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Piece>,
    /// Who is named for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributions: Vec<Attribution>,
    /// Words of the same meaning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// Words of the opposite meaning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub antonyms: Vec<String>,
    /// The place of the sense.
    pub span: Span,
}

impl DossierSense {
    /// Whether it is a sense of one of the words, or of a spelling that word shares.
    #[must_use]
    pub fn is_of(&self, word: usize) -> bool {
        self.word.is_none_or(|own| own == word)
    }

    fn of_gcide(entry: usize, part_of_speech: Option<String>, word: usize, sense: Sense) -> Self {
        let obsolete = sense.is_obsolete();
        Self {
            entry,
            part_of_speech,
            word: Some(word),
            number: sense.number,
            labels: sense.labels,
            obsolete,
            definition: sense.definition,
            examples: sense.examples.into_iter().collect(),
            remarks: sense.remarks,
            attributions: sense.attributions,
            synonyms: Vec::new(),
            antonyms: Vec::new(),
            span: sense.span,
        }
    }
}

/// A quotation that holds the word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierQuotation {
    /// The entry it stands in.
    pub entry: usize,
    /// Whether that is an entry of the head word itself; if not, the quotation belongs to the spelling only and says nothing of
    /// the head word's senses.
    pub own: bool,
    /// Which of the words it stands under; absent where it stands under another headword.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<usize>,
    /// Whether the word, or a form of it, is in the words: an entry may quote a variant.
    #[serde(default = "holds")]
    pub holds: bool,
    /// The sense it illustrates, an index into [`Dossier::senses`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sense: Option<usize>,
    /// The phrase it illustrates, an index into [`Dossier::phrases`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrase: Option<usize>,
    /// The words, lines of verse separated by `\n`.
    pub text: String,
    /// The place of the words.
    pub span: Span,
    /// Who wrote them.
    pub attribution: Attribution,
    /// Orders authors by age where the table knows them; not for display, no source gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<i16>,
}

fn holds() -> bool {
    true
}

/// A related word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relative {
    /// The word.
    pub word: String,
    /// How it is related.
    pub kind: Kinship,
    /// Its part of speech.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of_speech: Option<String>,
    /// The entry that says so.
    pub entry: usize,
    /// The place that says so.
    pub span: Span,
    /// What the word means, from the same entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Piece>,
    /// The labels of usage that meaning bears, `obsolete`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
}

/// How a related word is related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// It is made from the word: its etymology names the word or its entry is a derivative's.
    Derived,
    /// The word's etymology sends to it for comparison.
    Compared,
    /// Its etymology sends to the word.
    RefersBack,
}

/// A phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierPhrase {
    /// The entry.
    pub entry: usize,
    /// Which of the words it is a phrase of.
    #[serde(default)]
    pub word: usize,
    /// Its names.
    pub names: Vec<String>,
    /// Its labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// What it means.
    pub definition: Piece,
    /// The place.
    pub span: Span,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierNote {
    /// The entry.
    pub entry: usize,
    /// Which of the words it is on.
    #[serde(default)]
    pub word: usize,
    /// `Note` or `Usage`.
    pub heading: String,
    /// What it says.
    pub piece: Piece,
}

/// Synonyms or antonyms as listed in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Companions {
    /// The entry.
    pub entry: usize,
    /// Which of the words they are companions of; absent where that is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<usize>,
    /// The sense they belong to, an index into [`Dossier::senses`], where they stand in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sense: Option<usize>,
    /// The words.
    pub words: Vec<String>,
    /// Whether they mean the opposite.
    pub opposite: bool,
    /// The place.
    pub span: Span,
}

impl Dossier {
    /// The head word.
    ///
    /// # Panics
    ///
    /// Never for a dossier that was gathered: it always has a word.
    #[must_use]
    pub fn head(&self) -> &Word {
        self.words.first().expect("a gathered dossier has at least one word")
    }

    /// The step whose etymology tells the descent of the head word, if any does.
    #[must_use]
    pub fn descent(&self) -> Option<&EtymologyStep> {
        self.words.first().and_then(Word::descent)
    }
}

#[cfg(test)]
mod tests;

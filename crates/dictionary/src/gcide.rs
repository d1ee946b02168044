//! Entries of GCIDE: from the text of an entry to its parts, each with its place.
//!
//! The dictd edition is typeset text, not markup: a head line with the pronunciation between backslashes, an etymology in
//! brackets, senses marked by number or letter, quotations set in by six columns, `Note:`, `Syn:` and `Usage:` blocks,
//! phrases that begin with a braced name, and edition marks. The parser follows layout and signs and never fails: what it
//! cannot place becomes [`BlockKind::Text`], so that the blocks of an entry always cover all its words.

mod blocks;
mod body;
mod head;

use serde::{Deserialize, Serialize};

use crate::span::{Piece, Span};

pub(crate) use body::is_reference_only;

/// An entry taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GcideEntry {
    /// The headwords, usually one; spelling variants follow the first.
    pub headwords: Vec<Headword>,
    /// The part of speech.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of_speech: Option<PartOfSpeech>,
    /// Inflected forms the head names, `pl. {Villas}`, `imp. {Ran}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Form>,
    /// Labels that hold for the whole entry, spelled out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// Where the etymologies stand, without their brackets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub etymologies: Vec<Span>,
    /// The senses, in order.
    pub senses: Vec<Sense>,
    /// Notes and remarks on usage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// What stands after `Syn:`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<Piece>,
    /// Phrases explained within the entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<Phrase>,
    /// Words derived from the headword, named at the end of the entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<Derived>,
    /// Cross-references anywhere in the entry, in order, once each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Edition marks, once each, for example `1913 Webster`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<String>,
    /// The blocks of the text in order; together they cover every word.
    pub blocks: Vec<Block>,
}

/// A headword with its pronunciation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headword {
    /// As spelt.
    pub word: String,
    /// In syllables with stress, `Vil′lain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub syllables: Option<String>,
    /// Respelt in Webster's key, `vĭl′lĭn`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respelling: Option<String>,
    /// The place of the headword and its pronunciation.
    pub span: Span,
}

/// A part of speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOfSpeech {
    /// As printed, `v. t.`
    pub printed: String,
    /// Spelled out, `transitive verb`.
    pub name: String,
    /// The place.
    pub span: Span,
}

/// An inflected form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The form.
    pub word: String,
    /// The place.
    pub span: Span,
}

/// A label of usage or field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// As printed, without brackets.
    pub printed: String,
    /// Spelled out.
    pub name: String,
    /// Field (`feudal law`) or usage (`obsolete`).
    pub kind: LabelKind,
    /// The place, with brackets.
    pub span: Span,
}

/// What a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelKind {
    /// The field a sense belongs to.
    Field,
    /// How a sense is used.
    Usage,
}

/// A sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sense {
    /// `1`, `2`, `2 (a)`; absent where an entry has one unnumbered sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its labels, the ones of the sense above it included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// The definition, without labels, examples and attributions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Piece>,
    /// What follows `as,`: how the sense is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub examples: Option<Piece>,
    /// What else is said, after a label or a quotation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Piece>,
    /// Who the dictionary names for the sense, without quoting them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributions: Vec<Attribution>,
    /// The quotations under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotations: Vec<GcideQuotation>,
    /// The place of the sense's own text.
    pub span: Span,
}

impl Sense {
    /// Whether a label says that the sense is obsolete.
    #[must_use]
    pub fn is_obsolete(&self) -> bool {
        self.labels.iter().any(|label| label.kind == LabelKind::Usage && crate::labels::is_obsolete(&label.name))
    }
}

/// A quotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GcideQuotation {
    /// The words, lines of verse separated by `\n`.
    pub text: String,
    /// The place of the words alone.
    pub span: Span,
    /// Who is named for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
}

/// A name after a dash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// As printed, `Shak.`
    pub printed: String,
    /// Spelled out where the abbreviation is known.
    pub author: String,
    /// The work, where it is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<String>,
    /// The place.
    pub span: Span,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its heading, `Note` or `Usage`.
    pub heading: String,
    /// What it says.
    pub piece: Piece,
}

/// A phrase with the headword, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Its names, the first one first.
    pub names: Vec<String>,
    /// Its labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// What it means, where that is said here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Piece>,
    /// The quotations under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotations: Vec<GcideQuotation>,
    /// The place of all of it.
    pub span: Span,
}

/// A derived word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derived {
    /// The word.
    pub word: String,
    /// Its part of speech, spelled out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of_speech: Option<String>,
    /// The place.
    pub span: Span,
}

/// A cross-reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The word or phrase referred to.
    pub word: String,
    /// The place, with braces.
    pub span: Span,
}

/// A block of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The place.
    pub span: Span,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Headwords, pronunciation, part of speech, forms, etymology.
    Head,
    /// A sense.
    Sense,
    /// A quotation.
    Quotation,
    /// `Note:`, `Usage:`.
    Note,
    /// `Syn:`.
    Synonyms,
    /// A phrase.
    Phrase,
    /// Derived words.
    Derived,
    /// An edition mark.
    Edition,
    /// Anything else.
    Text,
}

/// Takes an entry apart.
#[must_use]
pub fn parse(text: &str) -> GcideEntry {
    let mut entry = GcideEntry::default();
    let body = head::read(text, &mut entry);
    let blocks = blocks::split(text, body);
    body::read(text, &blocks, &mut entry);
    if entry.etymologies.is_empty() {
        entry.etymologies.extend(astray(text, &entry));
    }
    entry.references = references(text, Span::new(0, text.len()));
    entry
}

/// An etymology that stands neither in the head nor before the first definition: in the note or the reference that follows the
/// head, `Note: Instead of the pl. the singular is often used. [OE. foul …]`.
fn astray(text: &str, entry: &GcideEntry) -> Option<Span> {
    let is_early = |block: &&Block| matches!(block.kind, BlockKind::Sense | BlockKind::Note | BlockKind::Text);
    let early = entry.blocks.iter().filter(|block| block.kind != BlockKind::Edition).skip(1).take(2).filter(is_early);
    for block in early {
        let mut at = block.span.start;
        while let Some(open) = text[at..block.span.end].find('[').map(|place| at + place) {
            let Some(past) = closing(text, open, *b"[]").filter(|past| *past <= block.span.end) else { break };
            let inner = Span::new(open + 1, past - 1);
            if inner.of(text).contains(' ') && head::looks_like_etymology(inner.of(text)) {
                return Some(inner.trimmed(text));
            }
            at = past;
        }
        if block.kind == BlockKind::Sense {
            break;
        }
    }
    None
}

/// The cross-references in a stretch of an entry, once each.
#[must_use]
pub fn references(text: &str, within: Span) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    let mut at = within.start;
    while let Some(open) = text[at..within.end].find('{') {
        let start = at + open;
        let Some(length) = text[start + 1..within.end].find(['}', '{']) else { break };
        let end = start + 1 + length;
        if text.as_bytes()[end] == b'}' {
            let word = crate::notation::plain_word(&text[start + 1..end]);
            if !word.is_empty() && !found.iter().any(|known| known.word == word) {
                found.push(Reference { word, span: Span::new(start, end + 1) });
            }
            at = end + 1;
        } else {
            at = end;
        }
    }
    found
}

/// The end of the bracket that opens at `open`, one past its closing sign; `None` where it never closes.
pub(crate) fn closing(text: &str, open: usize, pair: [u8; 2]) -> Option<usize> {
    let mut depth = 0_usize;
    for (place, byte) in text.bytes().enumerate().skip(open) {
        if byte == pair[0] {
            depth += 1;
        } else if byte == pair[1] {
            depth -= 1;
            if depth == 0 {
                return Some(place + 1);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;

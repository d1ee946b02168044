//! The document model: what writers write and the press sets.

use serde::{Deserialize, Serialize};

/// A finished piece of writing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// The headline, for example `Villain`.
    pub title: String,
    /// One line under it.
    pub subtitle: String,
    /// The opening, for essays on a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hero: Option<Hero>,
    /// A label such as `Short entry: the dictionaries hold no etymology`, shown where the sources were thin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// The chapters, in reading order.
    pub chapters: Vec<Chapter>,
    /// The stages of borrowing, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Timeline>,
    /// Numbered sources; a citation `n` means `sources[n - 1]`.
    pub sources: Vec<Source>,
    /// How it was made, for example `Written by the offline writer from the sources listed; no model was called.`
    pub colophon: String,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A visual essay on the history of a word.
    Essay,
    /// A cited brief that answers a question.
    Brief,
}

/// The typographic opening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hero {
    /// The word as the dictionary spells it.
    pub word: String,
    /// Pronunciation as given, if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pronunciation: Option<String>,
    /// Part of speech spelled out, if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of_speech: Option<String>,
    /// The oldest form the sources name, for the background of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ancestor: Option<Stage>,
}

/// A chapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// Anchor: lower-case letters, digits and hyphens.
    pub id: String,
    /// A word or two over the title, for example `Origin`.
    pub kicker: String,
    /// The title.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A piece of a chapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// Running text.
    Paragraph {
        /// Its sentences.
        sentences: Vec<Sentence>,
    },
    /// A quotation set apart, with its author.
    Quotation(Quotation),
    /// A list of terms with what is said of each (senses, relatives, phrases).
    Terms {
        /// The entries, in order.
        entries: Vec<TermEntry>,
    },
    /// The document's timeline stands here.
    Timeline,
    /// Text the reader may pass over.
    Aside {
        /// Its sentences.
        sentences: Vec<Sentence>,
    },
}

/// A sentence that knows where it is from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// Plain text; `*word*` marks a word as a word (set in italics), nothing else is markup.
    pub text: String,
    /// Where it is from.
    pub provenance: Provenance,
    /// What it cites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Citation>,
}

/// A reference to a source, optionally to a place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Number of the source, from 1.
    pub source: u32,
    /// The place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// A place in a source's text, in bytes, half open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// First byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
}

/// Where a sentence is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub enum Provenance {
    /// Its words stand in a source (white space and notation normalised).
    Source {
        /// Number of the source, from 1.
        source: u32,
        /// Where in it.
        span: Span,
    },
    /// A template of the offline writer framed facts of the sources it cites.
    Template {
        /// The template's id, for example `origin.borrowed`.
        id: String,
    },
    /// A model wrote it; its citations say what it rests on.
    Model {
        /// The model.
        model: String,
    },
}

/// A quotation with its author.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotation {
    /// The words, lines of verse separated by `\n`.
    pub text: String,
    /// The author as the source names them, spelled out where the abbreviation is known, for example `William Shakespeare`.
    pub author: String,
    /// The author as printed in the source, for example `Shak.`
    pub author_as_printed: String,
    /// The work, where the source names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<String>,
    /// The headword it stands under.
    pub headword: String,
    /// What it cites; always with a span.
    pub cite: Citation,
}

/// A term and what is said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermEntry {
    /// The term, for example a sense's number or a related word.
    pub term: String,
    /// A label, for example `Feudal law` or `obsolete`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What is said.
    pub sentences: Vec<Sentence>,
}

/// The stages of a word's way into the language, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// For screen readers and the caption.
    pub caption: String,
    /// At least one.
    pub stages: Vec<Stage>,
}

/// One stage: a form in a language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The language.
    pub language: Language,
    /// The form, for example `villanus`; absent where the source names only the language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Its meaning as the source gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gloss: Option<String>,
    /// A year or range, only where a source gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Whether the source doubts this step (`prob.`, `perh.`, `?`).
    #[serde(default)]
    pub doubtful: bool,
    /// Whether the language is not named here and was carried over from the stage before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
    /// What it cites.
    pub cite: Citation,
}

impl Stage {
    /// The language as pages name it: `Late Latin`, or `presumably Late Latin` where it was carried over.
    #[must_use]
    pub fn language_said(&self) -> String {
        let presumably = if self.assumed { "presumably " } else { "" };
        format!("{presumably}{}", self.language.name)
    }
}

/// A language as abbreviated in the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// As printed, for example `LL.`
    pub abbreviation: String,
    /// Spelled out, for example `Late Latin`.
    pub name: String,
}

/// A source of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// From 1, equal to its position.
    pub number: u32,
    /// Stable id, for example `gcide:Villain:2` or `doc:notes.md`.
    pub id: String,
    /// The headword, document title or section.
    pub title: String,
    /// Where that stands, for example `The Collaborative International Dictionary of English v.0.48`.
    pub container: String,
    /// Edition mark of the entry, for example `1913 Webster`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// SHA-256 of the source's text, lower-case hexadecimal.
    pub sha256: String,
}

/// What the visual director decided: the look of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisualSpec {
    /// A name for the look, for example `Romance vermilion`.
    pub name: String,
    /// Colours.
    pub palette: Palette,
    /// The motif of the hero and the infographic: `roots`, `strata`, `waves`, `letters` or `rings`.
    pub motif: String,
    /// Type pairing: `humanist`, `transitional` or `modern`.
    pub typography: String,
    /// Why, in a sentence.
    pub rationale: String,
}

/// Colours as `#rrggbb`. Text on paper and paper-dark meets WCAG AA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Palette {
    /// Page, light.
    pub paper: String,
    /// Text on `paper`.
    pub ink: String,
    /// Accent on `paper`.
    pub accent: String,
    /// Page, dark.
    pub paper_dark: String,
    /// Text on `paper_dark`.
    pub ink_dark: String,
    /// Accent on `paper_dark`.
    pub accent_dark: String,
}

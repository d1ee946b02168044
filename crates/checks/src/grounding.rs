//! What grounding checks compare: statements with what they cite, and the texts of sources.
//!
//! The form is neutral: it is read from a document in JSON (the press's model, by field names) or from Markdown with
//! `[n]` citations.

mod document;
mod markdown;

use std::ops::Range;

pub(crate) use markdown::quotations;
use prose::{Normal, normalise};
use serde_json::Value;

use crate::{Evidence, SourceText, Span};

/// Statements and the sources they may cite.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grounding {
    /// In reading order.
    pub statements: Vec<Statement>,
    /// The sources the document itself lists.
    pub listed: Vec<Listed>,
    /// The texts, numbered as the document numbers them.
    pub sources: Vec<SourceText>,
    /// Texts of sources that the document does not list.
    pub unlisted: Vec<SourceText>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Its words.
    pub text: String,
    /// What sort of statement it is.
    pub kind: StatementKind,
    /// What it cites.
    pub cites: Vec<Cite>,
    /// To whom a quotation is attributed, as the source prints the name.
    pub author: Option<String>,
    /// The headword a quotation stands under.
    pub headword: Option<String>,
    /// Where it stands.
    pub place: Evidence,
}

/// Sorts of statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementKind {
    /// Says something in its own words.
    Claim,
    /// Repeats the words of a source as running text.
    Verbatim,
    /// Quotes.
    Quotation,
    /// Leads the reader (`Three senses follow.`) and states nothing that could be cited.
    Framing,
    /// A form, gloss and date on a timeline.
    Stage,
}

impl Statement {
    /// Whether its words must stand in a source.
    #[must_use]
    pub fn quoted(&self) -> bool {
        matches!(self.kind, StatementKind::Verbatim | StatementKind::Quotation)
    }
}

/// A citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cite {
    /// Number of the source.
    pub number: u32,
    /// Bytes of its text.
    pub span: Option<Span>,
}

/// A source as a document lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub number: u32,
    /// Its id, where the document gives one.
    pub id: Option<String>,
    /// Where it is listed.
    pub place: Evidence,
}

impl Grounding {
    /// Reads a document in JSON.
    ///
    /// # Errors
    /// What is wrong with the document, with its place.
    pub fn of_document(path: &str, text: &str, sources: Vec<SourceText>) -> Result<Self, String> {
        document::read(path, text).map(|(statements, listed)| Self::new(statements, listed, sources))
    }

    /// Reads Markdown with `[n]` citations; its list of sources is the last section called Sources, References, Bibliography, Notes or Works cited.
    #[must_use]
    pub fn of_markdown(path: &str, text: &str, sources: Vec<SourceText>) -> Self {
        let (statements, mut listed) = markdown::read(path, text);
        for entry in &mut listed {
            entry.id = id_in(&entry.place.excerpt, &sources);
        }
        Self::new(statements, listed, sources)
    }

    /// A document numbers the sources it uses; the set it chose them from may be numbered otherwise. Ids decide where there are any.
    fn new(statements: Vec<Statement>, listed: Vec<Listed>, sources: Vec<SourceText>) -> Self {
        if listed.iter().all(|entry| entry.id.is_none()) {
            return Self { statements, listed, sources, unlisted: Vec::new() };
        }
        let chosen = |entry: &Listed| {
            let by_id = entry.id.as_ref().map(|id| sources.iter().find(|source| source.id == *id));
            let source = by_id.unwrap_or_else(|| sources.iter().find(|source| source.number == entry.number))?;
            Some(SourceText { number: entry.number, ..source.clone() })
        };
        let numbered: Vec<SourceText> = listed.iter().filter_map(chosen).collect();
        let unlisted = sources.into_iter().filter(|source| !numbered.iter().any(|other| other.id == source.id)).collect();
        Self { statements, listed, sources: numbered, unlisted }
    }

    /// The source with a number.
    #[must_use]
    pub fn source(&self, number: u32) -> Option<&SourceText> {
        self.sources.iter().find(|source| source.number == number)
    }

    /// The passages a statement cites: the cited span where there is one, otherwise the whole source.
    #[must_use]
    pub fn passages(&self, statement: &Statement) -> Vec<Passage<'_>> {
        let passage = |cite: &Cite| {
            let source = self.source(cite.number)?;
            let whole = 0..source.text.len();
            let range = cite.span.map_or(whole, |span| span.start..span.end);
            Some(Passage { source, text: source.text.get(range.clone())?, range })
        };
        statement.cites.iter().filter_map(passage).collect()
    }
}

/// The id of a source that stands in an entry of a list of sources, the longest where several do.
fn id_in(entry: &str, sources: &[SourceText]) -> Option<String> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.' | '/');
    let tokens: Vec<&str> = entry.split(|c: char| !is_word(c)).map(|token| token.trim_end_matches(['.', ':'])).collect();
    let found = sources.iter().filter(|source| source.id.contains(':') && tokens.contains(&source.id.as_str()));
    found.max_by_key(|source| source.id.len()).map(|source| source.id.clone())
}

/// A cited passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage<'a> {
    /// The source it stands in.
    pub source: &'a SourceText,
    /// Its words.
    pub text: &'a str,
    /// Its bytes in the source's text.
    pub range: Range<usize>,
}

/// Reads a list of sources from JSON: `[{"number", "id"?, "title"?, "text"}]`, or an object whose `sources` is that list.
///
/// # Errors
/// What is wrong with the list, with its place.
pub fn sources(path: &str, text: &str) -> Result<Vec<SourceText>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("`{path}` is not JSON: {error}"))?;
    let list = value.as_array().or_else(|| value.get("sources").and_then(Value::as_array));
    let list = list.ok_or_else(|| format!("`{path}` is no list of sources ([{{number, id, title, text}}])"))?;
    let mut sources: Vec<SourceText> = Vec::new();
    for (at, entry) in list.iter().enumerate() {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let number = entry.get("number").and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
        let number = number.ok_or_else(|| format!("`{path}#/{at}` has no `number`"))?;
        if sources.iter().any(|source| source.number == number) {
            return Err(format!("`{path}#/{at}`: number {number} is given twice"));
        }
        sources.push(SourceText {
            number,
            id: text("id").map_or_else(|| number.to_string(), str::to_owned),
            title: text("title").or_else(|| text("headword")).unwrap_or_default().to_owned(),
            text: text("text").ok_or_else(|| format!("`{path}#/{at}` has no `text`"))?.to_owned(),
        });
    }
    Ok(sources)
}

/// The normal forms of sources' texts, made once for a check.
pub(crate) struct Normals {
    normals: Vec<(u32, Normal)>,
}

impl Normals {
    pub(crate) fn of(sources: &[SourceText]) -> Self {
        Self { normals: sources.iter().map(|source| (source.number, normalise(&source.text))).collect() }
    }

    pub(crate) fn get(&self, number: u32) -> Option<&Normal> {
        self.normals.iter().find(|(other, _)| *other == number).map(|(_, normal)| normal)
    }
}

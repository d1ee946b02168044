//! A document, read.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::text::Builder;
use crate::{MAX_BYTES, ReadError, encoding, html, markdown, pdf, plain};

/// A document as plain text with its structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its file name, with the folders inside the sources' folder.
    pub name: String,
    /// What it is.
    pub format: Format,
    /// Its title: as the document says, or the file's name.
    pub title: String,
    /// Character encoding, for example `UTF-8` or `Windows-1252 (guessed)`; `PDF` for a PDF.
    pub encoding: String,
    /// The plain text. Blocks are separated by an empty line; all spans count its bytes.
    pub text: String,
    /// Headings with what stands under them, in order. The first has no heading where text stands before one.
    pub sections: Vec<Section>,
    /// Sentences of running text, in order; headings and code are none.
    pub sentences: Vec<Sentence>,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// SHA-256 of the plain text.
    pub text_sha256: String,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// CommonMark with tables and footnotes.
    Markdown,
    /// Plain text.
    Text,
    /// HTML.
    Html,
    /// PDF.
    Pdf,
}

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The headings from the document's top down to this one.
    pub path: Vec<String>,
    /// From the heading's first byte to the next heading.
    pub span: Range<usize>,
}

/// A sentence in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Bytes of the plain text.
    pub span: Range<usize>,
    /// Position of its section.
    pub section: usize,
    /// The sort of block it stands in.
    pub kind: BlockKind,
    /// Position of its block; sentences of one paragraph share it.
    pub block: usize,
}

/// Sorts of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading.
    Heading,
    /// Running text.
    Paragraph,
    /// An item of a list.
    Item,
    /// A quotation set apart.
    Quotation,
    /// A row of a table, its cells separated by ` | `.
    Row,
    /// Code or other text whose lines matter.
    Code,
}

impl Document {
    /// The words of a sentence.
    #[must_use]
    pub fn sentence(&self, at: usize) -> &str {
        self.sentences.get(at).and_then(|sentence| self.text.get(sentence.span.clone())).unwrap_or_default()
    }

    /// The headings over a sentence, from the top; empty where it stands under none.
    #[must_use]
    pub fn headings(&self, at: usize) -> &[String] {
        let section = self.sentences.get(at).and_then(|sentence| self.sections.get(sentence.section));
        section.map_or(&[], |section| &section.path)
    }
}

/// Reads a document. What it is is told by its content; the name only decides between Markdown and plain text.
///
/// # Errors
/// See [`ReadError`]: too large, empty, binary, of another type, encrypted, without text, in no known encoding.
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, ReadError> {
    let size = bytes.len() as u64;
    if size > MAX_BYTES {
        return Err(ReadError::TooLarge { name: name.to_owned(), size, limit: MAX_BYTES });
    }
    if bytes.trim_ascii().is_empty() {
        return Err(ReadError::Empty { name: name.to_owned() });
    }
    let extension = extension(name);
    let (builder, format, encoding) = if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        (pdf::read(name, bytes)?, Format::Pdf, "PDF")
    } else {
        if let Some(what) = encoding::known_binary(bytes) {
            return Err(ReadError::Binary { name: name.to_owned(), what: what.to_owned() });
        }
        let (text, encoding) = encoding::decode(name, bytes)?;
        let format = match extension.as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Format::Markdown,
            _ if html::looks_like(&text) => Format::Html,
            "html" | "htm" | "xhtml" => Format::Html,
            "" | "txt" | "text" => Format::Text,
            "pdf" => return Err(ReadError::BrokenPdf { name: name.to_owned(), why: "it does not begin like one".into() }),
            _ => return Err(ReadError::UnsupportedType { name: name.to_owned() }),
        };
        let builder = match format {
            Format::Markdown => markdown::read(&text),
            Format::Html => html::read(&text),
            Format::Text | Format::Pdf => plain::read(&text),
        };
        (builder, format, encoding)
    };
    finish(name, bytes, builder, format, encoding)
}

fn finish(name: &str, bytes: &[u8], builder: Builder, format: Format, encoding: &str) -> Result<Document, ReadError> {
    let Builder { title, text, sections, sentences, .. } = builder.finish();
    if text.trim().is_empty() {
        return Err(ReadError::WithoutText { name: name.to_owned() });
    }
    let stem = name.rsplit('/').next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let title = title.filter(|title| !title.is_empty()).unwrap_or_else(|| stem.replace(['_', '-'], " "));
    Ok(Document {
        name: name.to_owned(),
        format,
        title,
        encoding: encoding.to_owned(),
        sha256: sha256(bytes),
        text_sha256: sha256(text.as_bytes()),
        text,
        sections,
        sentences,
    })
}

/// The part of a name after its last dot, in lower case; empty where there is none.
pub(crate) fn extension(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_ascii_lowercase())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Why a document cannot be read, and what to do.

use std::path::PathBuf;

/// Why a document cannot be read. The text names the file and says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is too large; found from its size, before it is read.
    #[error("`{name}` has {} MB; at most {} MB are read. Split it, or leave out what the question does not need", megabytes(*.size), megabytes(*.limit))]
    TooLarge {
        /// The file.
        name: String,
        /// Its bytes.
        size: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// There is nothing in it.
    #[error("`{name}` is empty. Remove it, or put text into it")]
    Empty {
        /// The file.
        name: String,
    },
    /// It is not text and of no type that is read.
    #[error("`{name}` is {what}, not text. Remove it, or export its text as Markdown, text, HTML or PDF")]
    Binary {
        /// The file.
        name: String,
        /// What it seems to be.
        what: String,
    },
    /// It is text of a type that is not read.
    #[error(
        "`{name}` is of a type that is not read. Supported are Markdown (.md, .markdown), text (.txt, .text), HTML (.html, .htm) and PDF (.pdf)"
    )]
    UnsupportedType {
        /// The file.
        name: String,
    },
    /// A PDF that asks for a password.
    #[error("`{name}` is an encrypted PDF. Save a copy without a password, for example by printing it to PDF")]
    EncryptedPdf {
        /// The file.
        name: String,
    },
    /// A PDF of pictures.
    #[error("`{name}` is a PDF without text (a scan, perhaps). Run text recognition on it first")]
    PdfWithoutText {
        /// The file.
        name: String,
    },
    /// A PDF that cannot be parsed.
    #[error("`{name}` is a PDF that cannot be read: {why}. Save it anew, or export its text")]
    BrokenPdf {
        /// The file.
        name: String,
        /// What the parser says.
        why: String,
    },
    /// Its letters cannot be told.
    #[error("`{name}` is in no character encoding that can be told (not UTF-8, UTF-16 or Latin-1). Save it as UTF-8")]
    Encoding {
        /// The file.
        name: String,
    },
    /// It has markup but no words.
    #[error("`{name}` holds no text to read")]
    WithoutText {
        /// The file.
        name: String,
    },
    /// The system does not give it out.
    #[error("{} cannot be read: {why}", .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// The folder holds nothing to read.
    #[error("{} holds no document. Put Markdown, text, HTML or PDF files into it{}", .path.display(), listed(.skipped))]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
        /// Files that were passed over.
        skipped: Vec<String>,
    },
    /// It is no folder.
    #[error("{} is not a folder. Name the folder that holds the sources", .path.display())]
    NotAFolder {
        /// What was named.
        path: PathBuf,
    },
    /// A link leads out of the folder.
    #[error("`{name}` is a link that leads out of the folder. Copy the file into it")]
    LeavesFolder {
        /// The link.
        name: String,
    },
    /// Too many files.
    #[error("{} holds more than {limit} files. Choose the documents that matter", .path.display())]
    TooMany {
        /// The folder.
        path: PathBuf,
        /// Files allowed.
        limit: usize,
    },
}

#[expect(clippy::cast_precision_loss, reason = "a size for people")]
fn megabytes(bytes: u64) -> String {
    let rounded = format!("{:.1}", bytes as f64 / 1024.0 / 1024.0);
    rounded.strip_suffix(".0").unwrap_or(&rounded).to_owned()
}

fn listed(skipped: &[String]) -> String {
    if skipped.is_empty() { String::new() } else { format!(" (passed over: {})", skipped.join(", ")) }
}

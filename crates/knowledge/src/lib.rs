//! Documents: reads Markdown, text, HTML and PDF into sentences that know their place.
//!
//! [`read`] turns bytes into a [`Document`] whose plain text is stable: the same bytes always give the same text, and
//! every span counts in it. [`read_folder`] does so for a folder and refuses it as a whole when one file cannot be read.
//! [`search`] ranks sentences for a question. Nothing here calls a model or the network.

mod document;
mod encoding;
mod error;
mod folder;
mod html;
mod markdown;
mod pdf;
mod plain;
mod quiet;
mod search;
mod text;

pub use document::{BlockKind, Document, Format, Section, Sentence, read};
pub use error::ReadError;
pub use folder::{Found, Skipped, folder, read_file, read_folder};
pub use search::{Hit, search, terms};

/// No file may be larger, in bytes.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;

#[cfg(test)]
mod tests;

//! What can go wrong, where, and what to do about it.

use std::io;
use std::path::PathBuf;

/// Why a dictionary could not be opened or a word not be found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DictionaryError {
    /// No dictionary was found in any of the places that were looked at.
    #[error(
        "no dictionary was found; looked in {}. Install the packages dict-gcide and dict-wn, or set {} to a folder that holds \
         gcide.index with gcide.dict.dz (and wn.index with wn.dict.dz)",
        list(.looked_in),
        crate::DICTIONARIES_VARIABLE
    )]
    NoDictionaries {
        /// The folders, in the order they were tried.
        looked_in: Vec<PathBuf>,
    },
    /// The word stands in none of the dictionaries.
    #[error("{word:?} is in none of the dictionaries{}", suggest(.suggestions))]
    NotFound {
        /// The word as asked for.
        word: String,
        /// Up to five headwords that are spelt much like it, nearest first.
        suggestions: Vec<String>,
    },
    /// No open database has this name.
    #[error("no dictionary {name:?} is open; open are {}", .open.join(", "))]
    UnknownDatabase {
        /// The name asked for.
        name: String,
        /// The names there are.
        open: Vec<String>,
    },
    /// A file could not be read.
    #[error("cannot read {path}: {source}", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An index line is not what dictd writes.
    #[error(
        "{path}, line {line}: not a dictd index line (headword, offset and length, separated by tabs); reinstall the dictionary",
        path = .path.display()
    )]
    Index {
        /// The index file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The database is damaged, or does not belong to its index.
    #[error("{path}: {what}; the file is damaged or does not belong to its index, reinstall the dictionary", path = .path.display())]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

fn list(folders: &[PathBuf]) -> String {
    let shown: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    shown.join(", ")
}

fn suggest(suggestions: &[String]) -> String {
    if suggestions.is_empty() {
        return "; check the spelling".to_owned();
    }
    format!("; did you mean {}?", suggestions.join(", "))
}

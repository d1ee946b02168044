//! One dictd database: its index, its text and what it says of itself.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::archive::Archive;
use crate::concordance::Concordance;
use crate::error::DictionaryError;
use crate::fold::fold;
use crate::index::Index;

/// What a database says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseInfo {
    /// Short name, the file's: `gcide`.
    pub name: String,
    /// Full name, `The Collaborative International Dictionary of English v.0.48`.
    pub title: String,
    /// The licence it is under.
    pub licence: String,
    /// How many lines its index has.
    pub headwords: usize,
    /// The index file.
    pub path: PathBuf,
}

/// An entry as it stands in a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Short name of the database, `gcide`.
    pub database: String,
    /// The headword it was found under, as indexed.
    pub indexed_as: String,
    /// The headword the entry itself bears.
    pub headword: String,
    /// Where it begins in the database, in bytes.
    pub offset: u64,
    /// How long it is, in bytes.
    pub length: u64,
    /// SHA-256 of its text, lower-case hexadecimal.
    pub sha256: String,
    /// Its text.
    pub text: String,
}

/// A database that is open.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) info: DatabaseInfo,
    pub(crate) index: Index,
    archive: Archive,
    file: PathBuf,
    /// Where its concordance is kept, and the concordance.
    cache: Option<PathBuf>,
    concordance: OnceLock<Concordance>,
    /// The whole text, where somebody asked for it to be kept.
    kept: OnceLock<Arc<Vec<u8>>>,
    /// Where the entries begin and how long they are, in order; made when first needed.
    places: OnceLock<Vec<(u64, u64)>>,
}

impl Database {
    /// Opens `name.index` with `name.dict.dz` or `name.dict` beside it; `None` where the database file is missing.
    pub(crate) fn open(index: &Path) -> Result<Option<Self>, DictionaryError> {
        let name = index.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(text) = ["dict.dz", "dict"].iter().map(|ending| index.with_extension(ending)).find(|path| path.is_file()) else {
            return Ok(None);
        };
        let archive = Archive::open(&text)?;
        let index_path = index.to_owned();
        let index = Index::open(index)?;
        let mut database = Self {
            info: DatabaseInfo { title: name.clone(), licence: String::new(), headwords: index.len(), path: index_path, name },
            index,
            archive,
            file: text,
            cache: None,
            concordance: OnceLock::new(),
            kept: OnceLock::new(),
            places: OnceLock::new(),
        };
        let short = database.page("short")?;
        if let Some(line) = short.lines().skip(1).map(str::trim).find(|line| !line.is_empty()) {
            database.info.title = line.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        database.info.licence = licence(&database.page("info")?);
        Ok(Some(database))
    }

    /// A page the database has on itself, `00-database-short`; empty where there is none.
    fn page(&self, which: &str) -> Result<String, DictionaryError> {
        for key in [format!("00database{which}"), format!("00{}{which}", self.info.name)] {
            if let Some(position) = self.index.find(&key).next() {
                let row = self.index.row(position)?;
                return Ok(String::from_utf8_lossy(&self.archive.read(row.offset, row.length)?).into_owned());
            }
        }
        Ok(String::new())
    }

    /// The entries indexed under a folded headword, in the order of the database.
    pub(crate) fn lookup(&self, folded: &str) -> Result<Vec<Entry>, DictionaryError> {
        let mut rows: Vec<_> = self.index.find(folded).map(|position| self.index.row(position)).collect::<Result<_, _>>()?;
        rows.sort_by_key(|row| row.offset);
        rows.dedup_by_key(|row| row.offset);
        rows.into_iter().map(|row| self.entry(row.headword, row.offset, row.length)).collect()
    }

    /// The entry at a place.
    pub(crate) fn entry(&self, indexed_as: &str, offset: u64, length: u64) -> Result<Entry, DictionaryError> {
        let bytes = self.archive.read(offset, length)?;
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
        let hash = Sha256::digest(text.as_bytes());
        Ok(Entry {
            database: self.info.name.clone(),
            indexed_as: indexed_as.to_owned(),
            headword: own_headword(&text).unwrap_or_else(|| indexed_as.to_owned()),
            offset,
            length,
            sha256: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
            text,
        })
    }

    /// The database file.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Keeps the concordance in a folder from now on.
    pub(crate) fn keep_concordance(&mut self, folder: &Path) {
        self.cache = Some(folder.to_owned());
    }

    /// The concordance; `None` where nobody said where to keep it.
    pub(crate) fn concordance(&self) -> Result<Option<&Concordance>, DictionaryError> {
        let Some(folder) = &self.cache else { return Ok(None) };
        if let Some(made) = self.concordance.get() {
            return Ok(Some(made));
        }
        let made = Concordance::open(self, folder)?;
        Ok(Some(self.concordance.get_or_init(|| made)))
    }

    /// The whole text.
    pub(crate) fn text(&self) -> Result<Arc<Vec<u8>>, DictionaryError> {
        match self.kept.get() {
            Some(kept) => Ok(Arc::clone(kept)),
            None => Ok(Arc::new(self.archive.read_all()?)),
        }
    }

    /// Keeps the whole text in memory from now on.
    pub(crate) fn keep_text(&self) -> Result<(), DictionaryError> {
        let text = self.text()?;
        self.kept.get_or_init(|| text);
        Ok(())
    }

    /// Where the entries are, in order of the text.
    pub(crate) fn places(&self) -> Result<&[(u64, u64)], DictionaryError> {
        if let Some(places) = self.places.get() {
            return Ok(places);
        }
        let mut places = (0..self.index.len())
            .map(|position| self.index.row(position).map(|row| (row.offset, row.length)))
            .collect::<Result<Vec<_>, _>>()?;
        places.sort_unstable();
        places.dedup();
        Ok(self.places.get_or_init(|| places))
    }

    /// Whether a word is a headword.
    pub(crate) fn has(&self, word: &str) -> bool {
        !self.index.find(&fold(word)).is_empty()
    }
}

/// The headword an entry bears: what stands before its pronunciation, or its first line.
pub(crate) fn own_headword(text: &str) -> Option<String> {
    let line = text.split('\n').next()?;
    let word = line.split('\\').next()?.trim().trim_end_matches(',');
    (!word.is_empty() && word.len() < 80).then(|| crate::notation::plain_word(word))
}

/// The licence as the database's own page names it.
fn licence(page: &str) -> String {
    if page.contains("GNU General Public License") {
        "GNU General Public License, version 2 or later".to_owned()
    } else if page.contains("Princeton University") && page.contains("Permission to use, copy, modify and distribute") {
        "WordNet licence (Princeton University): use, copying, modification and distribution permitted with its notice".to_owned()
    } else {
        "see the database's own page 00-database-info".to_owned()
    }
}

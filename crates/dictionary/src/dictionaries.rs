//! The dictionaries of this machine.

use std::path::{Path, PathBuf};

use crate::DICTIONARIES_VARIABLE;
use crate::database::{Database, DatabaseInfo, Entry};
use crate::error::DictionaryError;
use crate::etymology::{self, Etymology, Lexicon};
use crate::fold::fold;
use crate::{dossier, gcide, suggest};

/// Where Debian's packages put dictionaries.
pub const SYSTEM_FOLDER: &str = "/usr/share/dictd";

/// All databases of a folder, open.
#[derive(Debug)]
pub struct Dictionaries {
    folder: PathBuf,
    databases: Vec<Database>,
}

impl Dictionaries {
    /// Opens every database of a folder: each `*.index` that has its `*.dict.dz` or `*.dict` beside it.
    ///
    /// # Errors
    ///
    /// [`DictionaryError::NoDictionaries`] where there is none; others where a file is unreadable or damaged.
    pub fn open(folder: &Path) -> Result<Self, DictionaryError> {
        let mut indexes: Vec<PathBuf> = match std::fs::read_dir(folder) {
            Ok(entries) => entries
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|ending| ending == "index"))
                .collect(),
            Err(_) => Vec::new(),
        };
        indexes.sort();
        let opened: Vec<Result<Option<Database>, DictionaryError>> = std::thread::scope(|scope| {
            let workers: Vec<_> = indexes.iter().map(|index| scope.spawn(move || Database::open(index))).collect();
            let gone = |index: &PathBuf| DictionaryError::Damaged { path: index.clone(), what: "reading it stopped".to_owned() };
            workers.into_iter().zip(&indexes).map(|(worker, index)| worker.join().unwrap_or_else(|_| Err(gone(index)))).collect()
        });
        let mut databases = Vec::new();
        for database in opened {
            databases.extend(database?);
        }
        if databases.is_empty() {
            return Err(DictionaryError::NoDictionaries { looked_in: vec![folder.to_owned()] });
        }
        Ok(Self { folder: folder.to_owned(), databases })
    }

    /// Opens the dictionaries of this machine: the folder `$GATEWRIGHT_DICTIONARIES` names, else [`SYSTEM_FOLDER`], else `sample`.
    ///
    /// # Errors
    ///
    /// [`DictionaryError::NoDictionaries`] with all folders that were looked at; a folder named in the environment that
    /// holds none is an error, not passed over.
    pub fn find(sample: Option<&Path>) -> Result<Self, DictionaryError> {
        if let Some(named) = std::env::var_os(DICTIONARIES_VARIABLE).filter(|value| !value.is_empty()) {
            return Self::open(Path::new(&named));
        }
        let mut looked_in = Vec::new();
        for folder in [Some(Path::new(SYSTEM_FOLDER)), sample].into_iter().flatten() {
            match Self::open(folder) {
                Err(DictionaryError::NoDictionaries { .. }) => looked_in.push(folder.to_owned()),
                other => return other,
            }
        }
        Err(DictionaryError::NoDictionaries { looked_in })
    }

    /// The folder they are in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the databases say of themselves.
    #[must_use]
    pub fn databases(&self) -> Vec<DatabaseInfo> {
        self.databases.iter().map(|database| database.info.clone()).collect()
    }

    /// Keeps in a folder what it takes long to find out: where words are quoted and referred to under other headwords.
    ///
    /// The first use makes the file, which takes seconds; without a folder every search goes through the whole text.
    #[must_use]
    pub fn with_cache(mut self, folder: &Path) -> Self {
        self.databases.iter_mut().for_each(|database| database.keep_concordance(folder));
        self
    }

    /// Keeps the whole texts in memory (some 70 MB for GCIDE and WordNet), for whoever gathers many dossiers in a row.
    ///
    /// # Errors
    ///
    /// Where a file is damaged.
    pub fn keep_texts(&self) -> Result<(), DictionaryError> {
        self.databases.iter().try_for_each(Database::keep_text)
    }

    /// The entries a word is indexed under in all databases, whatever its case, accents and hyphens.
    ///
    /// An index also names words that are only explained within an entry; [`Entry::headword`] says whose entry it is.
    ///
    /// # Errors
    ///
    /// [`DictionaryError::NotFound`] with near spellings where there is none; others where a file is damaged.
    pub fn lookup(&self, word: &str) -> Result<Vec<Entry>, DictionaryError> {
        let found = self.try_lookup(word)?;
        if found.is_empty() {
            return Err(DictionaryError::NotFound { word: word.to_owned(), suggestions: self.suggest(word) });
        }
        Ok(found)
    }

    /// Like [`Self::lookup`], but nothing found is no error.
    ///
    /// # Errors
    ///
    /// Where a file is damaged.
    pub fn try_lookup(&self, word: &str) -> Result<Vec<Entry>, DictionaryError> {
        let folded = fold(word);
        let mut found = Vec::new();
        if folded.is_empty() || folded.starts_with("00database") {
            return Ok(found);
        }
        for database in &self.databases {
            found.extend(database.lookup(&folded)?);
        }
        Ok(found)
    }

    /// The text at a place of a database, in bytes: what a citation points to.
    ///
    /// # Errors
    ///
    /// [`DictionaryError::UnknownDatabase`] where no such database is open; others where the place or the file is damaged.
    pub fn read(&self, database: &str, offset: u64, length: u64) -> Result<String, DictionaryError> {
        let Some(found) = self.database(database) else {
            let open = self.databases.iter().map(|database| database.info.name.clone()).collect();
            return Err(DictionaryError::UnknownDatabase { name: database.to_owned(), open });
        };
        Ok(found.entry("", offset, length)?.text)
    }

    /// Up to five headwords that are spelt much like a word, nearest first.
    #[must_use]
    pub fn suggest(&self, word: &str) -> Vec<String> {
        suggest::nearest(word, self.databases.iter().flat_map(|database| database.index.headwords()))
    }

    pub(crate) fn all(&self) -> &[Database] {
        &self.databases
    }

    pub(crate) fn database(&self, name: &str) -> Option<&Database> {
        self.databases.iter().find(|database| database.info.name == name)
    }

    /// Whether a word is English as far as the dictionaries know: WordNet's headwords where it is installed, else all.
    pub(crate) fn is_english(&self, word: &str) -> bool {
        match self.database("wn") {
            Some(wordnet) => wordnet.has(word),
            None => self.has(word),
        }
    }

    /// Whether any database has a word.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.databases.iter().any(|database| database.has(word))
    }

    /// Calls `visit` with every etymology of the dictionary that has etymologies: the headword, the etymology's text and what was
    /// read of it. For surveys and tests: it takes the whole dictionary apart.
    ///
    /// # Errors
    ///
    /// Where a file is damaged.
    pub fn for_each_etymology(&self, mut visit: impl FnMut(&str, &str, &Etymology)) -> Result<(), DictionaryError> {
        let (common, known) = (|word: &str| self.is_english(word), |word: &str| self.has(word));
        let lexicon = Lexicon { common: &common, known: &known };
        self.for_each_entry(|database, text| {
            if dossier::is_gcide(database) {
                let parsed = gcide::parse(text);
                let headword = parsed.headwords.first().map(|head| head.word.as_str()).unwrap_or_default();
                for span in &parsed.etymologies {
                    visit(headword, span.of(text), &etymology::parse(text, *span, &lexicon));
                }
            }
        })?;
        Ok(())
    }

    /// Calls `visit` with the name of the database and the text of every entry, in the order of the text; says how many index
    /// lines and how many entries there are. For surveys and tests: it inflates everything.
    ///
    /// # Errors
    ///
    /// Where a file is damaged.
    pub fn for_each_entry(&self, mut visit: impl FnMut(&str, &str)) -> Result<(usize, usize), DictionaryError> {
        let (mut lines, mut entries) = (0, 0);
        for database in &self.databases {
            let text = database.text()?;
            lines += database.index.len();
            for (offset, length) in database.places()? {
                let range = usize::try_from(*offset).ok().zip(usize::try_from(*length).ok());
                let bytes =
                    range.and_then(|(offset, length)| text.get(offset..offset + length)).ok_or_else(|| DictionaryError::Damaged {
                        path: database.info.path.clone(),
                        what: format!("the entry at {offset} lies outside the database"),
                    })?;
                visit(&database.info.name, &String::from_utf8_lossy(bytes));
                entries += 1;
            }
        }
        Ok((lines, entries))
    }
}

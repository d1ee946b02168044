//! The documents of a folder.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::document::extension;
use crate::{Document, MAX_BYTES, ReadError, read};

/// No folder of sources may hold more files.
const MAX_FILES: usize = 1_000;
/// Folders inside folders are read this deep.
const MAX_DEPTH: usize = 8;

/// A document in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Name inside the folder, with `/`.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes.
    pub size: u64,
}

/// A file that is of no type that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Name inside the folder.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// Lists the documents of a folder and of those inside it, sorted by name, and the files that are none. Hidden files are left out.
///
/// # Errors
/// When it is no folder, cannot be read, holds no document or too many files, or a link leads out of it.
pub fn folder(path: &Path) -> Result<(Vec<Found>, Vec<Skipped>), ReadError> {
    let unreadable = |error: std::io::Error| ReadError::Unreadable { path: path.to_owned(), why: error.to_string() };
    let root = path.canonicalize().map_err(unreadable)?;
    if !root.is_dir() {
        return Err(ReadError::NotAFolder { path: path.to_owned() });
    }
    let mut lister = Lister { given: path, root: &root, found: Vec::new(), skipped: Vec::new() };
    lister.list(&root, "", 0)?;
    let Lister { mut found, mut skipped, .. } = lister;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    skipped.sort_by(|a, b| a.name.cmp(&b.name));
    if found.is_empty() {
        let skipped = skipped.into_iter().map(|file| file.name).collect();
        return Err(ReadError::EmptyFolder { path: path.to_owned(), skipped });
    }
    Ok((found, skipped))
}

/// Reads every document of a folder, in order of name.
///
/// # Errors
/// When one file cannot be read, the whole folder is refused: a brief must not leave out a source in silence. Files of other
/// types count as such.
pub fn read_folder(path: &Path) -> Result<Vec<Document>, ReadError> {
    let (found, skipped) = folder(path)?;
    if let Some(file) = skipped.first() {
        // Its content may say more clearly what is wrong with it.
        read_file(&file.path, &file.name)?;
        return Err(ReadError::UnsupportedType { name: file.name.clone() });
    }
    found.iter().map(|file| read_file(&file.path, &file.name)).collect()
}

/// Reads one file under a name.
///
/// # Errors
/// Like [`read`]; a file that is too large is refused by its size, before it is read.
pub fn read_file(path: &Path, name: &str) -> Result<Document, ReadError> {
    let unreadable = |error: std::io::Error| ReadError::Unreadable { path: path.to_owned(), why: error.to_string() };
    let too_large = |size| ReadError::TooLarge { name: name.to_owned(), size, limit: MAX_BYTES };
    let file = fs::File::open(path).map_err(unreadable)?;
    let facts = file.metadata().map_err(unreadable)?;
    if !facts.is_file() {
        return Err(ReadError::Unreadable { path: path.to_owned(), why: "it is not a regular file".into() });
    }
    if facts.len() > MAX_BYTES {
        return Err(too_large(facts.len()));
    }
    // The file may grow while it is read.
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    read(name, &bytes)
}

struct Lister<'a> {
    given: &'a Path,
    root: &'a Path,
    found: Vec<Found>,
    skipped: Vec<Skipped>,
}

impl Lister<'_> {
    fn list(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<(), ReadError> {
        let unreadable = |path: &Path, error: std::io::Error| ReadError::Unreadable { path: path.to_owned(), why: error.to_string() };
        let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
        let mut paths: Vec<PathBuf> =
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(|error| unreadable(folder, error))?;
        paths.sort();
        for path in paths {
            let Some(file_name) = path.file_name().and_then(|name| name.to_str()) else {
                return Err(ReadError::Unreadable { path, why: "its name is not UTF-8; rename it".into() });
            };
            if file_name.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{file_name}");
            let real = path.canonicalize().map_err(|error| unreadable(&path, error))?;
            if !real.starts_with(self.root) {
                return Err(ReadError::LeavesFolder { name });
            }
            let facts = fs::metadata(&real).map_err(|error| unreadable(&path, error))?;
            if facts.is_dir() {
                // A link to a folder inside is read where that folder stands, and only there.
                let linked = fs::symlink_metadata(&path).is_ok_and(|facts| facts.is_symlink());
                if depth < MAX_DEPTH && !linked {
                    self.list(&path, &format!("{name}/"), depth + 1)?;
                }
                continue;
            }
            if matches!(extension(&name).as_str(), "md" | "markdown" | "mdown" | "mkd" | "txt" | "text" | "html" | "htm" | "xhtml" | "pdf")
            {
                self.found.push(Found { name, path, size: facts.len() });
            } else {
                self.skipped.push(Skipped { name, path });
            }
            if self.found.len() + self.skipped.len() > MAX_FILES {
                return Err(ReadError::TooMany { path: self.given.to_owned(), limit: MAX_FILES });
            }
        }
        Ok(())
    }
}

//! What typst may see: one template, one data file, one drawing, our fonts. No disk, no clock, no packages.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::faces::FONTS;

const TEMPLATE: &str = include_str!("book.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static MAIN: LazyLock<Option<Source>> = LazyLock::new(|| file("book.typ").map(|id| Source::new(id, TEMPLATE.to_owned())));

/// The world of one document.
pub(super) struct Press {
    main: Option<Source>,
    files: [(Option<FileId>, Bytes); 2],
}

impl Press {
    pub(super) fn new(data: &serde_json::Value, ground: &str) -> Self {
        Self {
            main: MAIN.clone(),
            files: [
                (file("document.json"), Bytes::new(data.to_string().into_bytes())),
                (file("ground.svg"), Bytes::new(ground.as_bytes().to_vec())),
            ],
        }
    }
}

/// The id of a file of this world. `None` only for a name that is no path, and the names are literals.
fn file(name: &str) -> Option<FileId> {
    VirtualPath::new(name).ok().map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        match &self.main {
            Some(source) => source.id(),
            None => Source::detached("").id(),
        }
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.main.as_ref().filter(|source| source.id() == id).cloned().ok_or_else(|| unknown(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == Some(id));
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| unknown(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn unknown(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

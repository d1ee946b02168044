//! Where words stand in quotations and etymologies of other headwords, of a whole dictionary, kept in a file.
//!
//! Taking a dictionary apart to find a word in it takes seconds; with this file it takes none. The file holds every quotation
//! that can be shown, with its place, and for every word the quotations it is in. It belongs to one database file (size
//! and time of its last change), one format and one state of the code that takes entries apart; where any of these is another,
//! or the file is damaged, it is made anew. It is written beside its name and then renamed, so that nobody ever reads half of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::authors;
use crate::database::Database;
use crate::error::DictionaryError;
use crate::fold::fold;
use crate::gcide::{self, Attribution, GcideEntry, GcideQuotation};
use crate::span::Span;

/// Begins every file; the digits are the version of the format.
const MAGIC: &[u8; 8] = b"GWCONC01";

/// A fingerprint of the code whose results the file keeps: what the parser makes of an entry is not to outlive a change of it.
const PARSER: u64 = {
    let mut hash = FNV;
    hash = fingerprint(hash, include_bytes!("gcide.rs"));
    hash = fingerprint(hash, include_bytes!("gcide/blocks.rs"));
    hash = fingerprint(hash, include_bytes!("gcide/body.rs"));
    hash = fingerprint(hash, include_bytes!("gcide/head.rs"));
    hash = fingerprint(hash, include_bytes!("notation.rs"));
    fingerprint(hash, include_bytes!("concordance.rs"))
};

const FNV: u64 = 0xcbf2_9ce4_8422_2325;

const fn fingerprint(mut hash: u64, bytes: &[u8]) -> u64 {
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

/// A quotation that can be shown, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundQuotation {
    pub(crate) place: (u64, u64),
    pub(crate) text: String,
    pub(crate) span: Span,
    pub(crate) attribution: Attribution,
}

/// The concordance of a database.
#[derive(Debug)]
pub(crate) struct Concordance {
    /// The tables, one after the other; `sections` says where each begins.
    bytes: Vec<u8>,
    sections: Sections,
}

/// Where the tables are and how many rows they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sections {
    quotations: Table,
    words: Table,
    references: Table,
}

/// A table: `count` places of records, four bytes each, from `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Table {
    start: usize,
    count: usize,
}

impl Concordance {
    /// The concordance of a database: from the file in `folder` where it is there and fits, else made and written there.
    ///
    /// A folder that cannot be written to is no error: the concordance is then made each time.
    pub(crate) fn open(database: &Database, folder: &Path) -> Result<Self, DictionaryError> {
        let path = folder.join(format!("{}.concordance", database.info.name));
        let key = key(database)?;
        if let Some(read) = fs::read(&path).ok().and_then(|bytes| Self::from_file(bytes, &key)) {
            return Ok(read);
        }
        let made = Self::make(database)?;
        let _ = made.write(&path, &key);
        Ok(made)
    }

    /// Takes every entry of a database apart.
    pub(crate) fn make(database: &Database) -> Result<Self, DictionaryError> {
        let text = database.text()?;
        let places = database.places()?;
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let chunk = places.len().div_ceil(workers).max(1);
        let parts: Vec<Gathered> = std::thread::scope(|scope| {
            let workers: Vec<_> = places.chunks(chunk).map(|places| scope.spawn(|| Gathered::of(&text, places))).collect();
            workers.into_iter().map(|worker| worker.join().unwrap_or_default()).collect()
        });
        let mut gathered = Gathered::default();
        for part in parts {
            gathered.quotations.extend(part.quotations);
            gathered.references.extend(part.references);
        }
        Ok(gathered.written())
    }

    /// A file's bytes, if they are whole and belong to the key.
    fn from_file(bytes: Vec<u8>, key: &[u8]) -> Option<Self> {
        let mut reader = Reader { bytes: &bytes, at: 0 };
        if reader.take(MAGIC.len())? != MAGIC || reader.take(key.len())? != key {
            return None;
        }
        let sum = reader.word()?;
        let body = bytes.get(reader.at..)?.to_vec();
        (checksum(&body) == sum).then(|| Self::from_body(body)).flatten()
    }

    fn from_body(bytes: Vec<u8>) -> Option<Self> {
        let mut reader = Reader { bytes: &bytes, at: 0 };
        let mut table = || {
            let (start, count) = (reader.word()? as usize, reader.word()? as usize);
            (start + count * 4 <= bytes.len()).then_some(Table { start, count })
        };
        let sections = Sections { quotations: table()?, words: table()?, references: table()? };
        Some(Self { bytes, sections })
    }

    fn write(&self, path: &Path, key: &[u8]) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = beside(path);
        let mut file = Vec::with_capacity(self.bytes.len() + key.len() + 16);
        file.extend_from_slice(MAGIC);
        file.extend_from_slice(key);
        file.extend_from_slice(&checksum(&self.bytes).to_le_bytes());
        file.extend_from_slice(&self.bytes);
        let written = fs::write(&beside, &file).and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written
    }

    /// The quotations that may hold one of the forms: those that have all words of one of them.
    pub(crate) fn quotations(&self, forms: &[String]) -> Vec<FoundQuotation> {
        let mut numbers: Vec<u32> = Vec::new();
        for form in forms {
            let mut lists = words(form).map(|word| self.numbers(self.sections.words, &word));
            let Some(first) = lists.next() else { continue };
            numbers
                .extend(lists.fold(first, |found, list| found.into_iter().filter(|number| list.binary_search(number).is_ok()).collect()));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.quotation(number)).collect()
    }

    /// The entries whose etymology refers to a word, by place.
    pub(crate) fn referring(&self, word: &str) -> Vec<(u64, u64)> {
        let Some(mut reader) = self.find(self.sections.references, &fold(word)) else { return Vec::new() };
        let count = reader.number().unwrap_or_default();
        (0..count).map_while(|_| Some((reader.number()?, reader.number()?))).collect()
    }

    fn quotation(&self, number: u32) -> Option<FoundQuotation> {
        let mut reader = self.record(self.sections.quotations, number as usize)?;
        let place = (reader.number()?, reader.number()?);
        let (span, named) = (reader.span()?, reader.span()?);
        let (text, printed) = (reader.string()?, reader.string()?);
        let read = authors::read(&printed);
        Some(FoundQuotation { place, text, span, attribution: Attribution { printed, author: read.author, work: read.work, span: named } })
    }

    /// The numbers listed for a word, rising.
    fn numbers(&self, table: Table, word: &str) -> Vec<u32> {
        let Some(mut reader) = self.find(table, word) else { return Vec::new() };
        let count = reader.number().unwrap_or_default();
        let mut last = 0;
        (0..count)
            .map_while(|_| {
                last += reader.number()?;
                u32::try_from(last).ok()
            })
            .collect()
    }

    /// What is recorded under a word in a table sorted by words.
    fn find(&self, table: Table, word: &str) -> Option<Reader<'_>> {
        let (mut low, mut high) = (0, table.count);
        while low < high {
            let middle = low.midpoint(high);
            let mut reader = self.record(table, middle)?;
            match reader.str()?.cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(reader),
            }
        }
        None
    }

    fn record(&self, table: Table, number: usize) -> Option<Reader<'_>> {
        if number >= table.count {
            return None;
        }
        let at = Reader { bytes: &self.bytes, at: table.start + number * 4 }.word()? as usize;
        Some(Reader { bytes: &self.bytes, at })
    }
}

/// The file beside a path that is written before it takes the path's name; each process and thread has its own.
fn beside(path: &Path) -> PathBuf {
    let unique = format!("{}-{:?}", std::process::id(), std::thread::current().id());
    let unique: String = unique.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    path.with_extension(format!("part-{unique}"))
}

/// What the file belongs to.
fn key(database: &Database) -> Result<Vec<u8>, DictionaryError> {
    let path = database.file();
    let about = fs::metadata(path).map_err(|source| DictionaryError::Read { path: path.to_owned(), source })?;
    let changed = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let mut key = Vec::new();
    key.extend_from_slice(&PARSER.to_le_bytes());
    key.extend_from_slice(&about.len().to_le_bytes());
    key.extend_from_slice(&changed.as_nanos().to_le_bytes());
    Ok(key)
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    sum.sum()
}

/// The words of a text as they are listed: letters only, in lower case.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// The quotations of an entry that can be shown.
pub(crate) fn showable(parsed: &GcideEntry) -> impl Iterator<Item = (&GcideQuotation, &Attribution)> {
    let of_senses = parsed.senses.iter().flat_map(|sense| &sense.quotations);
    let of_phrases = parsed.phrases.iter().flat_map(|phrase| &phrase.quotations);
    of_senses
        .chain(of_phrases)
        .filter(|quotation| is_sound(&quotation.text))
        .filter_map(|quotation| quotation.attribution.as_ref().map(|attribution| (quotation, attribution)))
}

/// Whether a quotation came through the edition undamaged.
pub(crate) fn is_sound(text: &str) -> bool {
    !text.as_bytes().windows(2).any(|pair| pair[0] == b'?' && pair[1].is_ascii_alphabetic())
        && !text.contains("??")
        && !text.contains(['{', '}', '\\', '[', ']'])
        && (3..=120).contains(&text.split_whitespace().count())
}

/// The entry's text at a place.
pub(crate) fn slice(text: &[u8], place: (u64, u64)) -> Option<String> {
    let (offset, length) = (usize::try_from(place.0).ok()?, usize::try_from(place.1).ok()?);
    text.get(offset..offset + length).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

/// What is gathered of a stretch of a dictionary.
#[derive(Debug, Default)]
struct Gathered {
    quotations: Vec<FoundQuotation>,
    /// Folded word, place of the entry that refers to it.
    references: Vec<(String, (u64, u64))>,
}

impl Gathered {
    fn of(text: &[u8], places: &[(u64, u64)]) -> Self {
        let mut gathered = Self::default();
        for place in places {
            let Some(entry) = slice(text, *place) else { continue };
            let parsed = gcide::parse(&entry);
            for (quotation, attribution) in showable(&parsed) {
                gathered.quotations.push(FoundQuotation {
                    place: *place,
                    text: quotation.text.clone(),
                    span: quotation.span,
                    attribution: attribution.clone(),
                });
            }
            for span in &parsed.etymologies {
                gathered.references.extend(gcide::references(&entry, *span).into_iter().map(|found| (fold(&found.word), *place)));
            }
        }
        gathered
    }

    /// The tables written one after the other.
    fn written(self) -> Concordance {
        let mut by_word: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (number, quotation) in (0_u32..).zip(&self.quotations) {
            for word in words(&quotation.text) {
                let listed = by_word.entry(word).or_default();
                if listed.last() != Some(&number) {
                    listed.push(number);
                }
            }
        }
        let mut by_reference: BTreeMap<String, Vec<(u64, u64)>> = BTreeMap::new();
        for (word, place) in self.references {
            let listed = by_reference.entry(word).or_default();
            if listed.last() != Some(&place) {
                listed.push(place);
            }
        }
        // Six words say where the tables are; they are filled in at the end.
        let mut writer = Writer { bytes: vec![0; 24] };
        let quotations = writer.table(self.quotations.iter(), |writer, quotation| {
            writer.number(quotation.place.0);
            writer.number(quotation.place.1);
            writer.span(quotation.span);
            writer.span(quotation.attribution.span);
            writer.string(&quotation.text);
            writer.string(&quotation.attribution.printed);
        });
        let listed = writer.table(by_word.iter(), |writer, (word, numbers)| {
            writer.string(word);
            writer.number(numbers.len() as u64);
            let mut last = 0;
            for number in numbers {
                writer.number(u64::from(number - last));
                last = *number;
            }
        });
        let references = writer.table(by_reference.iter(), |writer, (word, places)| {
            writer.string(word);
            writer.number(places.len() as u64);
            for (offset, length) in places {
                writer.number(*offset);
                writer.number(*length);
            }
        });
        let sections = Sections { quotations, words: listed, references };
        let mut bytes = writer.bytes;
        for (place, table) in [quotations, listed, references].into_iter().enumerate() {
            bytes[place * 8..place * 8 + 4].copy_from_slice(&short(table.start).to_le_bytes());
            bytes[place * 8 + 4..place * 8 + 8].copy_from_slice(&short(table.count).to_le_bytes());
        }
        Concordance { bytes, sections }
    }
}

/// A place in the file; a dictionary has some forty megabytes, four bytes count a hundred times that.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Writes numbers seven bits a byte, strings with their length.
struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn span(&mut self, span: Span) {
        self.number(span.start as u64);
        self.number((span.end - span.start) as u64);
    }

    fn string(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Writes records and, after them, the table of their places.
    fn table<T>(&mut self, rows: impl Iterator<Item = T>, mut record: impl FnMut(&mut Self, T)) -> Table {
        let mut places = Vec::new();
        for row in rows {
            places.push(short(self.bytes.len()));
            record(self, row);
        }
        let table = Table { start: self.bytes.len(), count: places.len() };
        for place in places {
            self.bytes.extend_from_slice(&place.to_le_bytes());
        }
        table
    }
}

/// Reads what [`Writer`] wrote; `None` past the end.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn word(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = *self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn span(&mut self) -> Option<Span> {
        let start = usize::try_from(self.number()?).ok()?;
        let length = usize::try_from(self.number()?).ok()?;
        Some(Span::new(start, start + length))
    }

    fn str(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn string(&mut self) -> Option<String> {
        self.str().map(str::to_owned)
    }
}

#[cfg(test)]
mod tests;

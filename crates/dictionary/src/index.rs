//! The index of a dictd database: headword, offset and length per line, found by binary search.

use std::cmp::Ordering;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::error::DictionaryError;
use crate::fold::folded_bytes;

/// One line of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row<'a> {
    /// The headword as indexed.
    pub(crate) headword: &'a str,
    /// Where the entry begins in the database, in bytes.
    pub(crate) offset: u64,
    /// How long it is, in bytes.
    pub(crate) length: u64,
}

/// An index held in memory: the file's bytes and where its lines begin, in folded order.
#[derive(Debug)]
pub(crate) struct Index {
    path: PathBuf,
    bytes: String,
    /// Begin of each line, ordered by folded headword; lines of equal headwords keep the file's order.
    lines: Vec<u32>,
}

impl Index {
    /// Reads an index and makes sure of its order.
    ///
    /// dictd sorts by folded headword, and so do we; where a file is sorted otherwise the lines are put in order here, so
    /// that a binary search can be trusted.
    pub(crate) fn open(path: &Path) -> Result<Self, DictionaryError> {
        let raw = std::fs::read(path).map_err(|source| DictionaryError::Read { path: path.to_owned(), source })?;
        let bytes = match String::from_utf8(raw) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
        let lines = begins(&bytes).map_err(|line| DictionaryError::Index { path: path.to_owned(), line })?;
        let mut index = Self { path: path.to_owned(), bytes, lines };
        let sorted = index.lines.windows(2).all(|pair| in_order(index.headword_at(pair[0]), index.headword_at(pair[1])));
        if !sorted {
            let mut lines = std::mem::take(&mut index.lines);
            lines.sort_by(|left, right| compare(index.headword_at(*left), index.headword_at(*right)));
            index.lines = lines;
        }
        Ok(index)
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The lines whose headword folds to `folded`.
    pub(crate) fn find(&self, folded: &str) -> Range<usize> {
        let key = folded.as_bytes();
        let from = self.lines.partition_point(|line| compare_folded(self.headword_at(*line), key) == Ordering::Less);
        let to = from + self.lines[from..].partition_point(|line| compare_folded(self.headword_at(*line), key) == Ordering::Equal);
        from..to
    }

    /// The lines whose folded headword begins with `prefix`.
    pub(crate) fn with_prefix(&self, prefix: &str) -> Range<usize> {
        let key = prefix.as_bytes();
        let from = self.lines.partition_point(|line| compare_folded(self.headword_at(*line), key) == Ordering::Less);
        let to = from + self.lines[from..].partition_point(|line| begins_with(self.headword_at(*line), key));
        from..to
    }

    /// The line at a position returned by a search.
    pub(crate) fn row(&self, position: usize) -> Result<Row<'_>, DictionaryError> {
        let begin = self.lines[position] as usize;
        let line = self.bytes[begin..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let mut columns = line.split('\t');
        let (headword, offset, length) = (columns.next(), columns.next().and_then(number), columns.next().and_then(number));
        match (headword, offset, length) {
            (Some(headword), Some(offset), Some(length)) => Ok(Row { headword, offset, length }),
            _ => Err(DictionaryError::Index {
                path: self.path.clone(),
                line: self.bytes[..begin].bytes().filter(|byte| *byte == b'\n').count() + 1,
            }),
        }
    }

    /// All headwords in folded order.
    pub(crate) fn headwords(&self) -> impl Iterator<Item = &str> + '_ {
        self.lines.iter().map(|line| self.headword_at(*line))
    }

    fn headword_at(&self, line: u32) -> &str {
        let rest = &self.bytes[line as usize..];
        &rest[..rest.bytes().position(|byte| byte == b'\t').unwrap_or(rest.len())]
    }
}

/// Where the lines begin; the number of the first line that is not of three columns at least.
fn begins(text: &str) -> Result<Vec<u32>, usize> {
    let mut lines = Vec::with_capacity(text.len() / 18);
    let (mut begin, mut tabs, mut number) = (0, 0, 1);
    for (place, byte) in text.bytes().chain(std::iter::once(b'\n')).enumerate() {
        match byte {
            b'\t' => tabs += 1,
            b'\n' => {
                if tabs >= 2 {
                    lines.push(u32::try_from(begin).map_err(|_| number)?);
                } else if !text[begin..place.min(text.len())].trim().is_empty() {
                    return Err(number);
                }
                (begin, tabs, number) = (place + 1, 0, number + 1);
            }
            _ => {}
        }
    }
    Ok(lines)
}

/// Whether two neighbours are in folded order; nearly always their first difference decides.
fn in_order(left: &str, right: &str) -> bool {
    let difference = left.bytes().zip(right.bytes()).find(|(left, right)| left != right);
    if let Some((left, right)) = difference {
        let counts = |byte: u8| byte.is_ascii_alphanumeric() || byte == b' ';
        if counts(left) && counts(right) && !left.eq_ignore_ascii_case(&right) {
            return left.to_ascii_lowercase() < right.to_ascii_lowercase();
        }
    }
    compare(left, right) != Ordering::Greater
}

fn compare(left: &str, right: &str) -> Ordering {
    folded_bytes(left.as_bytes()).cmp(folded_bytes(right.as_bytes()))
}

fn compare_folded(headword: &str, folded: &[u8]) -> Ordering {
    folded_bytes(headword.as_bytes()).cmp(folded.iter().copied())
}

fn begins_with(headword: &str, prefix: &[u8]) -> bool {
    let mut letters = folded_bytes(headword.as_bytes());
    prefix.iter().all(|byte| letters.next() == Some(*byte))
}

/// A number as dictd writes it: base 64, most significant digit first.
fn number(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > 10 {
        return None;
    }
    text.bytes().try_fold(0_u64, |value, byte| {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        Some(value * 64 + u64::from(digit))
    })
}

#[cfg(test)]
mod tests {

    use super::*;

    fn index(text: &str) -> Index {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.index");
        std::fs::write(&path, text).unwrap();
        Index::open(&path).unwrap()
    }

    #[test]
    fn reads_numbers_most_significant_digit_first() {
        assert_eq!(number("CSHAM"), Some(38_301_708));
        assert_eq!(number("ZZ"), Some(1_625));
        assert_eq!(number("Z!"), None);
    }

    #[test]
    fn finds_all_lines_of_a_headword_whatever_its_case() {
        let index = index("Law\tA\tB\nlaw\tC\tD\nLaw Latin\tE\tF\nlawn\tG\tH\n");
        assert_eq!(index.find("law"), 0..2);
        assert_eq!(index.with_prefix("law").len(), 4);
        assert_eq!(index.row(2).unwrap().headword, "Law Latin");
        assert!(index.find("lawyer").is_empty());
    }

    #[test]
    fn puts_an_unsorted_index_in_order() {
        let index = index("zebra\tA\tB\napple\tC\tD\n");
        assert_eq!(index.headwords().collect::<Vec<_>>(), ["apple", "zebra"]);
        assert_eq!(index.find("zebra"), 1..2);
    }

    #[test]
    fn names_file_and_line_when_a_line_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.index");
        std::fs::write(&path, "law\tA\tB\nbroken\n").unwrap();
        let error = Index::open(&path).unwrap_err();
        assert!(matches!(error, DictionaryError::Index { line: 2, .. }), "{error}");
    }
}

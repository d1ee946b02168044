//! Places in a text.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A place in an entry's text, in bytes, half open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`; an end before the start counts as empty.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The words there; empty where the span does not fit the text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// The span without white space at either end.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start().len());
        Self::new(start, start + words.trim().len())
    }

    /// Whether `other` lies inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Words of an entry made readable, with the place they are from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The place.
    pub span: Span,
    /// The words there after [`clean`](crate::notation::clean): nothing but markup and line breaks is changed.
    pub text: String,
}

impl Piece {
    /// The piece at a place of a text; the span is trimmed.
    #[must_use]
    pub fn at(text: &str, span: Span) -> Self {
        let span = span.trimmed(text);
        Self { span, text: crate::notation::clean(span.of(text)) }
    }

    /// Whether there are any words in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.text.contains(char::is_alphanumeric)
    }
}

//! A normal form in which two printings of the same words are equal.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// A text reduced to lower-case words with single spaces, that still knows where each byte came from.
///
/// Letters are compatibility-composed (NFKC) and lower-cased; every run of anything that is not a letter or digit
/// becomes one space; characters without width (soft hyphen, zero-width spaces, byte order mark) vanish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normal {
    text: String,
    /// For each byte of `text`, the bytes of the original grapheme it came from.
    origin: Vec<(usize, usize)>,
}

/// Brings a text into normal form.
#[must_use]
pub fn normalise(text: &str) -> Normal {
    let mut normal = Normal::default();
    for (at, grapheme) in text.grapheme_indices(true) {
        let from = (at, at + grapheme.len());
        for letter in grapheme.nfkc().flat_map(char::to_lowercase) {
            if is_invisible(letter) {
            } else if letter.is_alphanumeric() || is_mark(letter) {
                normal.push(letter, from);
            } else if !normal.text.is_empty() && !normal.text.ends_with(' ') {
                normal.push(' ', from);
            }
        }
    }
    if normal.text.ends_with(' ') {
        normal.text.pop();
        normal.origin.pop();
    }
    normal
}

fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Combining marks belong to their letter; dropping them would join words that differ.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

impl Normal {
    fn push(&mut self, letter: char, from: (usize, usize)) {
        self.text.push(letter);
        self.origin.extend(std::iter::repeat_n(from, letter.len_utf8()));
    }

    /// The normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether nothing is left of the text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The bytes of the original that a range of bytes of the normal form came from.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let inside = &self.origin[range.start.min(self.origin.len())..range.end.min(self.origin.len())];
        match (inside.first(), inside.last()) {
            (Some(first), Some(last)) => first.0..last.1,
            _ => 0..0,
        }
    }
}

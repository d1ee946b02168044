//! Words and runs of words.

use std::collections::HashSet;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// A word in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// As written.
    pub text: &'a str,
    /// Where, in bytes.
    pub span: Range<usize>,
}

impl Word<'_> {
    /// The word in lower case with a possessive ending, apostrophes and characters of no width taken off: how words are compared.
    #[must_use]
    pub fn key(&self) -> String {
        let seen = |letter: &char| !matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
        let lower = self.text.chars().filter(seen).collect::<String>().to_lowercase().replace('\u{2019}', "'");
        lower.strip_suffix("'s").unwrap_or(&lower).replace('\'', "")
    }
}

/// The words of a text (Unicode word boundaries; numbers count as words, punctuation does not).
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.unicode_word_indices().map(|(at, word)| Word { text: word, span: at..at + word.len() })
}

/// The distinct runs of `n` keys. A list shorter than `n` counts as one run; an empty one yields none.
#[must_use]
pub fn ngrams(keys: &[String], n: usize) -> HashSet<String> {
    if keys.is_empty() {
        return HashSet::new();
    }
    let n = n.clamp(1, keys.len());
    keys.windows(n).map(|window| window.join(" ")).collect()
}

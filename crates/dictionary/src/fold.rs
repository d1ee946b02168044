//! Headwords folded for comparison: case, accents and punctuation do not count, spaces do.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a headword the way dictd sorts its indexes: lower case, letters, digits and spaces only.
///
/// Letters with accents lose them and ligatures are written out (`Ægis` → `aegis`), because the indexes are plain ASCII.
#[must_use]
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for letter in word.nfd() {
        match letter {
            'æ' | 'Æ' | 'ǣ' | 'Ǣ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'þ' | 'Þ' => folded.push_str("th"),
            'ð' | 'Ð' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'ı' => folded.push('i'),
            _ if is_combining_mark(letter) => {}
            _ if letter.is_whitespace() => folded.push(' '),
            _ if letter.is_alphanumeric() => folded.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    let trimmed = folded.trim();
    if trimmed.len() == folded.len() { folded } else { trimmed.to_owned() }
}

/// The folded bytes of an index headword, without allocating; index headwords are ASCII but for accidents.
pub(crate) fn folded_bytes(headword: &[u8]) -> impl Iterator<Item = u8> + '_ {
    headword.iter().filter_map(|byte| match byte {
        b'a'..=b'z' | b'0'..=b'9' | b' ' | 0x80.. => Some(*byte),
        b'A'..=b'Z' => Some(byte.to_ascii_lowercase()),
        _ => None,
    })
}

/// How many letters two words have in common, in order.
pub(crate) fn letters_in_common(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = vec![0; right.len() + 1];
    for letter in left {
        let mut corner = 0;
        for (place, against) in right.iter().enumerate() {
            let above = row[place + 1];
            row[place + 1] = if letter == against { corner + 1 } else { above.max(row[place]) };
            corner = above;
        }
    }
    row[right.len()]
}

/// Whether two spellings are the same word: letter for letter but for case, accents and punctuation.
#[must_use]
pub fn same_word(left: &str, right: &str) -> bool {
    fold(left) == fold(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_accents_ligatures_and_hyphens() {
        assert_eq!(fold("Café"), "cafe");
        assert_eq!(fold("Ægis"), "aegis");
        assert_eq!(fold("Þorn"), "thorn");
        assert_eq!(fold("Jack-o'-lantern"), "jackolantern");
        assert_eq!(fold(" Ice cream "), "ice cream");
    }

    #[test]
    fn folds_bytes_of_ascii_headwords_like_text() {
        for word in ["Jack-o'-lantern", "Law Latin", "11-plus", "A B C"] {
            assert_eq!(folded_bytes(word.as_bytes()).collect::<Vec<u8>>(), fold(word).into_bytes());
        }
    }
}

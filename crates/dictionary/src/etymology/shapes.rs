//! What stands at a place of an etymology, told from the text alone: the reader keeps what came before.

use super::Form;
use super::words;
use crate::gcide::closing;
use crate::greek;
use crate::languages::{self, Family, Language};
use crate::notation;
use crate::span::Span;

/// Whether two words are spellings of one form: two thirds of their letters are the same, in order.
pub(super) fn alike(left: &str, right: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.to_lowercase().chars().collect(), right.to_lowercase().chars().collect());
    let longer = left.len().max(right.len());
    longer > 0 && crate::fold::letters_in_common(&left, &right) * 3 >= longer * 2
}

/// The readable gloss at a place, without trailing signs.
pub(super) fn gloss_text(text: &str, span: Span) -> Option<String> {
    let shown = without_asides(&notation::clean(span.of(text)));
    let shown = shown.trim_matches([',', ';', ' ', ':', '+']).trim();
    let shown = ["i.e.,", "i. e.,", "that is,", "i.e.", "i. e."].iter().find_map(|lead| shown.strip_prefix(lead)).unwrap_or(shown).trim();
    let shown = shown.trim_end_matches(" and").trim_end_matches(" or").trim_end_matches(',').trim();
    // `AS, candel`, `a (white) light`: a language without its full stop and a lone article mean nothing.
    let empty =
        languages::find(shown).is_some() || matches!(shown, "a" | "an" | "the" | "to" | "of" | "in" | "or" | "and") || shown.contains('`');
    (!empty && !shown.is_empty() && shown.chars().any(char::is_alphabetic) && !shown.contains('?')).then(|| shown.to_owned())
}

/// A gloss as far as a parenthesis: inflections and references stand there, and what is quoted must be of a piece.
fn without_asides(gloss: &str) -> String {
    let mut from = 0;
    while let Some(place) = gloss[from..].find('(').map(|place| from + place) {
        if !gloss[..place].trim().is_empty() {
            return gloss[..place].trim_end().to_owned();
        }
        from = gloss[place..].find(')').map_or(gloss.len(), |end| place + end + 1);
    }
    gloss[from..].trim_start().to_owned()
}

/// A form as it is printed: Greek is read from the edition's ASCII.
pub(super) fn form_of(raw: &str, span: Span, language: Option<&Language>) -> Form {
    let mut raw = raw.trim_matches([',', ';', ':']);
    if language.is_some_and(|language| language.family == Family::Hellenic) {
        if let Some(read) = greek::read(raw.trim_end_matches('.')) {
            return Form { text: read.script, latin: Some(read.latin), span };
        }
    } else {
        // `hashishin in the edition's ASCII begins with a sign for a breathing.
        raw = raw.trim_start_matches('`');
    }
    Form { text: notation::clean(raw).trim_end_matches('.').to_owned(), latin: None, span }
}

/// `of Celtic origin`: how long `of ` is and how long all of it.
pub(super) fn origin(rest: &str) -> Option<(usize, usize)> {
    let after = rest.strip_prefix("of ").or_else(|| rest.strip_prefix("Of ")).or_else(|| rest.strip_prefix("of\n"))?;
    let after = after.trim_start();
    let lead = rest.len() - after.len();
    let (length, _) = languages::at_start(after)?;
    let tail = &after[length..];
    let trimmed = tail.trim_start();
    let word = ["origin", "or "].iter().find(|word| trimmed.starts_with(**word))?;
    if *word == "or " {
        return None;
    }
    Some((lead, lead + length + (tail.len() - trimmed.len()) + word.len()))
}

/// `of uncertain origin`, `origin unknown`: how long the remark is.
pub(super) fn unknown_origin(rest: &str) -> Option<usize> {
    const PHRASES: &[&str] = &[
        "origin uncertain",
        "origin unknown",
        "origin doubtful",
        "origin obscure",
        "a word of uncertain origin",
        "a word of unknown origin",
        "a word of imitative origin",
        "an imitative word",
        "imitative of the sound",
    ];
    if let Some(length) = PHRASES.iter().find_map(|phrase| begins_with_phrase(rest, phrase)) {
        return Some(length);
    }
    // `of doubtful origin`, `of the same origin`: anything but a language.
    let after = rest.strip_prefix("of").or_else(|| rest.strip_prefix("Of"))?;
    let mut taken = rest.len() - after.len();
    for place in 0..5 {
        let words = &rest[taken..];
        let space = words.len() - words.trim_start().len();
        let word = &words[space..space + word_length(&words[space..]).min(words.len() - space)];
        let is_plain = !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
        if space == 0 || !is_plain || languages::at_start(&words[space..]).is_some() {
            return None;
        }
        taken += space + word.len();
        if place > 0 && matches!(word, "origin" | "etymology" | "derivation") {
            return Some(taken);
        }
    }
    None
}

/// How long a phrase at the beginning of a text is, whatever its case and the white space between its words.
fn begins_with_phrase(text: &str, phrase: &str) -> Option<usize> {
    let mut rest = text;
    for (place, word) in phrase.split(' ').enumerate() {
        let trimmed = rest.trim_start();
        if (place > 0) == (trimmed.len() == rest.len()) || !trimmed.get(..word.len())?.eq_ignore_ascii_case(word) {
            return None;
        }
        rest = &trimmed[word.len()..];
    }
    (!rest.starts_with(char::is_alphanumeric)).then_some(text.len() - rest.len())
}

/// Whether a word is English, as it stands or without an ending.
pub(super) fn is_english(word: &str, lexicon: &dyn Fn(&str) -> bool) -> bool {
    if word.is_empty() || !word.is_ascii() {
        return false;
    }
    if lexicon(word) || words::is_function(word) {
        return true;
    }
    ["s", "es", "ed", "d", "ing", "ly", "er", "'s"].iter().any(|ending| {
        word.strip_suffix(ending)
            .is_some_and(|stem| stem.len() > 2 && (lexicon(stem) || (*ending == "ing" && lexicon(&format!("{stem}e")))))
    })
}

/// How long the word at the beginning of a text is; escapes in brackets belong to it.
pub(super) fn word_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'[' => {
                let Some(past) = closing(rest, at, *b"[]") else { break };
                if notation::escape(&rest[at + 1..past - 1]).is_none() || rest[at..past].contains("root") {
                    break;
                }
                at = past;
            }
            // `'w,dh``: a comma within Greek is an iota beneath the vowel.
            b',' if at > 0 && b"wha`^".contains(&bytes[at - 1]) && is_within_greek(rest, at) => at += 1,
            b' ' | b'\n' | b'\t' | b',' | b';' | b':' | b'(' | b')' | b']' | b'{' | b'}' | b'+' | b'&' => break,
            // A full stop ends the word where a sentence ends or the bracket does.
            b'.' if rest[at + 1..].trim_start().is_empty() || rest[at + 1..].starts_with([' ', '\n', '.', ',', ';', ':']) => break,
            _ => at += 1,
        }
    }
    at.max(rest.chars().next().map_or(0, char::len_utf8))
}

/// Whether a comma stands between letters of a word that bears Greek accents.
fn is_within_greek(rest: &str, comma: usize) -> bool {
    let after = &rest[comma + 1..];
    let end = after.find([' ', '\n', ',', ';', '.', '(', ')']).unwrap_or(after.len());
    after.starts_with(|letter: char| letter.is_ascii_alphabetic()) && (after[..end].contains('`') || after[..end].contains('^'))
}

/// Where a sentence ends: at a full stop that belongs to no abbreviation.
pub(super) fn sentence_end(rest: &str) -> usize {
    let mut from = 0;
    while let Some(place) = rest[from..].find('.').map(|place| from + place) {
        let after = &rest[place + 1..];
        let word_start = rest[..place].rfind([' ', '\n', '(']).map_or(0, |start| start + 1);
        let word = &rest[word_start..place];
        let abbreviation = languages::find(word).is_some() && word.len() < 6
            || words::at_start(&rest[word_start..]).is_some_and(|(length, _)| length == word.len() + 1)
            || word.len() <= 2
            || matches!(word, "Etymol" | "Dr" | "Mr" | "Shak" | "St" | "etc" | "Chem" | "Prof");
        if after.trim().is_empty() {
            return rest.len();
        }
        let next = after.trim_start();
        if after.starts_with([' ', '\n'])
            && !abbreviation
            && next.starts_with(|letter: char| letter.is_ascii_uppercase() || letter == '[' || letter == '{')
        {
            return place + 1;
        }
        from = place + 1;
    }
    rest.len()
}

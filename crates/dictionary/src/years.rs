//! Years the dictionary gives for a word: `From one Burke of Edinburgh, who committed the crime in 1829`.
//!
//! Of some 46,000 etymologies about a hundred name a year; of the definitions and notes, those count that speak of the word
//! itself (`The word Tory first occurs in English history in 1679`), not of the thing. A year is only ever shown with the
//! sentence that gives it. Left out are the marks of editions (`[1913 Webster]`), places in books (`p. 1065`), quoted books, and
//! the years people were born and died.

use std::sync::LazyLock;

use regex::Regex;

use crate::span::{Piece, Span};

/// A year with the sentence that gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// The year, or the first of its century.
    pub year: u16,
    /// Whether only the century is given.
    pub century: bool,
    /// The sentence.
    pub said: Piece,
    /// The place of the year itself.
    pub span: Span,
}

#[expect(clippy::unwrap_used, reason = "the patterns are constants, and every test compiles them")]
static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns {
    year: Regex::new(r"\b(1[0-9]\d\d|20[01]\d)\b").unwrap(),
    century: Regex::new(r"\b(?:(\d{1,2})(?:th|st|nd|d|rd)|(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth))[\s-]+century\b").unwrap(),
    of_the_word: Regex::new(r"(?i)\b(?:word|name|term|phrase|expression|title|epithet|appellation)\b").unwrap(),
    began: Regex::new(r"(?i)\b(?:first (?:used|occurs|applied|given|appears|appeared|found|known)|coined|invented|introduced|given|adopted|came into use|originated|proposed)\b").unwrap(),
}
});

struct Patterns {
    year: Regex,
    century: Regex,
    of_the_word: Regex,
    began: Regex,
}

/// The years an etymology gives.
#[must_use]
pub fn of_etymology(text: &str, span: Span) -> Vec<Year> {
    sentences(text, span).into_iter().flat_map(|sentence| within(text, sentence)).collect()
}

/// The years a definition or note gives for the word itself.
#[must_use]
pub fn of_passage(text: &str, span: Span) -> Vec<Year> {
    let tells = |sentence: &Span| {
        let words = sentence.of(text);
        PATTERNS.of_the_word.is_match(words) && PATTERNS.began.is_match(words)
    };
    sentences(text, span).into_iter().filter(tells).flat_map(|sentence| within(text, sentence)).collect()
}

fn within(text: &str, sentence: Span) -> Vec<Year> {
    let words = sentence.of(text);
    let mut found = Vec::new();
    for hit in PATTERNS.year.find_iter(words) {
        if let Ok(year) = hit.as_str().parse()
            && is_of_the_story(words, hit.start(), hit.end())
        {
            found.push(Year {
                year,
                century: false,
                said: Piece::at(text, sentence),
                span: Span::new(sentence.start + hit.start(), sentence.start + hit.end()),
            });
        }
    }
    for hit in PATTERNS.century.captures_iter(words) {
        let (Some(whole), number) = (hit.get(0), century(&hit)) else { continue };
        // `(16th century)` after a language is the age of a form, which stands with the form.
        if let Some(number) = number.filter(|_| !words[..whole.start()].trim_end().ends_with('(')) {
            found.push(Year {
                year: (number - 1) * 100 + 1,
                century: true,
                said: Piece::at(text, sentence),
                span: Span::new(sentence.start + whole.start(), sentence.start + whole.end()),
            });
        }
    }
    found
}

fn century(hit: &regex::Captures<'_>) -> Option<u16> {
    const NAMES: &[&str] = &[
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    let number = match (hit.get(1), hit.get(2)) {
        (Some(digits), _) => digits.as_str().parse().ok(),
        (_, Some(name)) => NAMES.iter().position(|known| *known == name.as_str()).and_then(|place| u16::try_from(place + 1).ok()),
        _ => None,
    };
    number.filter(|number| (1..=21).contains(number))
}

/// Whether the year at a place belongs to what is told: not to a page, an edition, a quoted book or somebody's life.
fn is_of_the_story(words: &str, start: usize, end: usize) -> bool {
    let before = words[..start].trim_end();
    let last = before.rsplit([' ', '\n']).next().unwrap_or_default().trim_start_matches('(');
    let after = words[end..].trim_start();
    let life = ["died", "b.", "born", "d."].contains(&last) || lives(words, start, end) || died_before(before);
    let book = ["p.", "pp.", "No.", "vol.", "ed.", "an.", "ann.", "Webster", "§", "$"].contains(&last) || before.ends_with(['[', '#', '/']);
    let unit = after.starts_with(['/', '%'])
        || ["degrees", "feet", "pounds", "miles", "dollars", "years", "species", "grams"].iter().any(|unit| after.starts_with(unit));
    // A citation: a name after a dash, with the year in it.
    let cited = words[..start].rfind("--").is_some_and(|dash| {
        !words[dash..start].contains(['.', ';']) && words[dash + 2..].starts_with(|letter: char| letter.is_ascii_uppercase())
    });
    !(life || book || unit || cited)
}

/// `(1818-1889)`, `(b. 1860)`, `1879-1934`: the years of a life.
fn lives(words: &str, start: usize, end: usize) -> bool {
    let bytes = words.as_bytes();
    let opens = words[..start].ends_with('(') || words[..start].trim_end().ends_with(',');
    let range_after = bytes.get(end) == Some(&b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    let range_before = start >= 2 && bytes[start - 1] == b'-' && bytes[start - 2].is_ascii_digit();
    (range_after && opens && long_range(words, start, end)) || (range_before && long_range_before(words, start))
}

/// A range of more than twenty-five years is a life, a shorter one a guess at a time.
fn long_range(words: &str, start: usize, end: usize) -> bool {
    let digits: String = words[end + 1..].chars().take_while(char::is_ascii_digit).collect();
    let first: i32 = words[start..end].parse().unwrap_or_default();
    let second: i32 = match digits.len() {
        2 => digits.parse::<i32>().map(|number| first / 100 * 100 + number).unwrap_or_default(),
        _ => digits.parse().unwrap_or_default(),
    };
    second - first > 25
}

fn long_range_before(words: &str, start: usize) -> bool {
    let before = &words[..start - 1];
    let from = before.rfind(|letter: char| !letter.is_ascii_digit()).map_or(0, |place| place + 1);
    from + 4 == start - 1 && long_range(words, from, start - 1)
}

/// `who died in Rome, 1574`, `who died in 1829`.
fn died_before(before: &str) -> bool {
    let clause = before.rsplit([';', '(']).next().unwrap_or_default();
    clause.rfind("died").is_some_and(|place| clause[place..].split_whitespace().count() <= 4)
}

/// The sentences of a stretch, each ending before the next.
fn sentences(text: &str, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = span.start;
    let bytes = text.as_bytes();
    let mut at = span.start;
    while at < span.end {
        let ends = bytes[at] == b'.' && {
            let after = &text[at + 1..span.end];
            let word = text[start..at].rsplit([' ', '\n', '(']).next().unwrap_or_default();
            let short =
                word.len() <= 2 || word.contains('.') || matches!(word, "Lieut" | "Mrs" | "Capt" | "Rev" | "Prof" | "Oct" | "Feb" | "Earl");
            !short
                && after.starts_with([' ', '\n'])
                && after.trim_start().starts_with(|letter: char| letter.is_ascii_uppercase() || letter == '"')
        };
        if ends {
            found.push(Span::new(start, at + 1).trimmed(text));
            start = at + 1;
        }
        at += 1;
    }
    found.push(Span::new(start, span.end).trimmed(text));
    found.retain(|sentence| !sentence.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str) -> Vec<(u16, bool)> {
        of_etymology(words, Span::new(0, words.len())).into_iter().map(|year| (year.year, year.century)).collect()
    }

    #[test]
    fn takes_the_years_an_etymology_tells() {
        assert_eq!(told("From one Burke of\n   Edinburgh, who committed the crime in 1829."), [(1829, false)]);
        assert_eq!(told("From the name Jumbo, given to an elephant in P. T. Barnum's circus in 1882."), [(1882, false)]);
        assert_eq!(told("acronym: ca. 1955."), [(1955, false)]);
        assert_eq!(told("brink + -manship. (1956)."), [(1956, false)]);
        assert_eq!(
            told("F., fr. Vau-de-vire, where Olivier Basselin, at\n   the end of the 14th century, composed such songs."),
            [(1301, true)]
        );
        assert_eq!(told("Named in the seventeenth century."), [(1601, true)]);
    }

    #[test]
    fn passes_over_lives_pages_and_citations() {
        for words in [
            "After Benjamin B. Hotchkiss (1826-85), American inventor.",
            "After Fernand Widal (b. 1862), French physician.",
            "Invented by the chemist Van Helmont of Brussels, who died in 1644.",
            "From Eustachi, who died in Rome, 1574.",
            "See \"Phil Trans.\" No. 142, p. 1065, and others.",
            "AS. dubban to strike (\"to ridere.\" --AS. Chron. an. 1086).",
            "Gr. ?; cf. F. (16th century) antagonie.",
            "Carlos Chagas, a physician in Brazil, 1879-1934",
        ] {
            assert_eq!(told(words), [], "{words}");
        }
    }

    #[test]
    fn takes_a_year_of_a_passage_only_where_it_is_the_word_s() {
        let of = |words: &str| of_passage(words, Span::new(0, words.len())).into_iter().map(|year| year.year).collect::<Vec<_>>();
        assert_eq!(of("The word Tory first occurs in English history in 1679, during the struggle."), [1679]);
        assert_eq!(of("The phrase wreak havoc was first used by Agatha Christie in 1923."), [1923]);
        assert_eq!(of("The peseta was introduced in 1868."), [] as [u16; 0]);
        assert_eq!(of("A religious order founded in 1737."), [] as [u16; 0]);
    }

    #[test]
    fn the_place_of_a_year_holds_it_and_lies_in_its_sentence() {
        let words = "So named from Nicot. He introduced it in 1560.";
        for year in of_etymology(words, Span::new(0, words.len())) {
            assert_eq!(year.span.of(words), "1560");
            assert!(year.said.span.contains(year.span));
        }
    }
}

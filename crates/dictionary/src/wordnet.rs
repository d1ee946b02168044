//! Entries of WordNet: parts of speech, numbered senses, examples, synonyms and antonyms.
//!
//! ```text
//! villain
//!     n 1: a wicked or evil person [syn: {villain}, {scoundrel}]
//!     2: the principal bad character in a film or work of fiction
//! ```

use serde::{Deserialize, Serialize};

use crate::gcide::closing;
use crate::notation;
use crate::span::{Piece, Span};

/// An entry taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordnetEntry {
    /// The headword.
    pub headword: String,
    /// The senses, in order.
    pub senses: Vec<WordnetSense>,
}

/// A sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordnetSense {
    /// The part of speech, spelled out.
    pub part_of_speech: String,
    /// Its number within the part of speech.
    pub number: u32,
    /// What it means.
    pub definition: Piece,
    /// Examples of use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<WordnetExample>,
    /// Words of the same meaning, the headword left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// Words of the opposite meaning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub antonyms: Vec<String>,
    /// The place of the whole sense.
    pub span: Span,
}

/// An example, with its author where one is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordnetExample {
    /// The words.
    pub piece: Piece,
    /// Who wrote them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
}

/// Takes an entry apart.
#[must_use]
pub fn parse(text: &str) -> WordnetEntry {
    let first = text.find('\n').unwrap_or(text.len());
    let mut entry = WordnetEntry { headword: text[..first].trim().to_owned(), senses: Vec::new() };
    let mut begins: Vec<(usize, usize, Option<&'static str>, u32)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if start == 0 {
            continue;
        }
        let words = line.trim_start();
        let begin = start + line.len() - words.len();
        if let Some((length, speech, number)) = marker(words) {
            begins.push((begin, begin + length, speech, number));
        }
    }
    let mut speech = "word";
    for (place, (begin, body, part_of_speech, number)) in begins.iter().enumerate() {
        speech = part_of_speech.unwrap_or(speech);
        let end = begins.get(place + 1).map_or(text.len(), |next| next.0);
        entry.senses.push(sense(text, Span::new(*begin, end).trimmed(text), *body, speech, *number, &entry.headword));
    }
    entry
}

/// `n 1:`, `2:`: how long, the part of speech where it is named, the number.
fn marker(words: &str) -> Option<(usize, Option<&'static str>, u32)> {
    const SPEECH: &[(&str, &str)] = &[("n ", "noun"), ("v ", "verb"), ("adj ", "adjective"), ("adv ", "adverb")];
    let (skipped, speech) =
        SPEECH.iter().find_map(|(mark, name)| words.strip_prefix(mark).map(|_| (mark.len(), Some(*name)))).unwrap_or((0, None));
    let rest = &words[skipped..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        // A single sense has no number: `n : …`.
        return (speech.is_some() && rest.starts_with(':')).then_some((skipped + 1, speech, 1));
    }
    if !rest[digits..].starts_with(": ") && rest[digits..].trim_end() != ":" {
        return None;
    }
    Some((skipped + digits + 1, speech, rest[..digits].parse().ok()?))
}

fn sense(text: &str, span: Span, body: usize, part_of_speech: &str, number: u32, headword: &str) -> WordnetSense {
    let mut synonyms = Vec::new();
    let mut antonyms = Vec::new();
    let mut end = span.end;
    let mut at = body;
    while let Some(open) = text[at..span.end].find('[').map(|place| at + place) {
        let Some(past) = closing(text, open, *b"[]").filter(|past| *past <= span.end) else { break };
        let inner = &text[open + 1..past - 1];
        let list = match inner {
            _ if inner.starts_with("syn:") => Some(&mut synonyms),
            _ if inner.starts_with("ant:") => Some(&mut antonyms),
            _ if inner.starts_with("also:") => None,
            _ => {
                at = past;
                continue;
            }
        };
        if let Some(list) = list {
            for found in crate::gcide::references(text, Span::new(open, past)) {
                if !crate::fold::same_word(&found.word, headword) {
                    list.push(found.word);
                }
            }
        }
        end = end.min(open);
        at = past;
    }
    let words = Span::new(body, end).trimmed(text);
    let (definition, examples) = split_examples(text, words);
    WordnetSense {
        part_of_speech: part_of_speech.to_owned(),
        number,
        definition: Piece::at(text, definition),
        examples,
        synonyms,
        antonyms,
        span,
    }
}

/// Splits a definition from the quoted examples after it.
fn split_examples(text: &str, span: Span) -> (Span, Vec<WordnetExample>) {
    let words = span.of(text);
    let first = words.match_indices('"').find(|(place, _)| words[..*place].trim_end().ends_with(';'));
    let Some((open, _)) = first else { return (span, Vec::new()) };
    let before = words[..open].trim_end().trim_end_matches(';');
    let mut examples = Vec::new();
    let mut at = open;
    while let Some(start) = words[at..].find('"').map(|place| at + place) {
        let Some(close) = words[start + 1..].find('"').map(|place| start + 1 + place) else { break };
        let rest = &words[close + 1..];
        let next = rest.find(';').unwrap_or(rest.len());
        let author = rest[..next].trim().trim_start_matches(['-', ' ']).trim();
        let inner = Span::new(span.start + start + 1, span.start + close);
        examples.push(WordnetExample { piece: Piece::at(text, inner), author: (!author.is_empty()).then(|| notation::clean(author)) });
        at = close + 1;
    }
    (Span::new(span.start, span.start + before.len()).trimmed(text), examples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_senses_examples_synonyms_and_antonyms() {
        let text = "nice\n    adj 1: pleasant or pleasing or agreeable in nature or\n           appearance; \"what a nice fellow you are\"- George Meredith; \"nice manners\" [ant: {awful}, {nasty}]\n    2: socially or conventionally correct [syn: {decent}, {nice}]\n    n 1: a city in southeastern France\n";
        let entry = parse(text);
        assert_eq!(entry.headword, "nice");
        assert_eq!(entry.senses.len(), 3);
        let first = &entry.senses[0];
        assert_eq!(first.definition.text, "pleasant or pleasing or agreeable in nature or appearance");
        assert_eq!(first.examples[0].author.as_deref(), Some("George Meredith"));
        assert_eq!(first.examples[1].piece.text, "nice manners");
        assert_eq!(first.antonyms, ["awful", "nasty"]);
        assert_eq!(entry.senses[1].synonyms, ["decent"]);
        assert_eq!((entry.senses[1].part_of_speech.as_str(), entry.senses[2].part_of_speech.as_str()), ("adjective", "noun"));
        assert_eq!(first.definition.span.of(text).split_whitespace().collect::<Vec<_>>().join(" "), first.definition.text);
    }

    #[test]
    fn survives_odd_entries() {
        for text in ["", "x", "x\n    n : a thing", "x\n    n 1: [syn: {y", "x\n 1: \"", "x\n    n 1:\n       late"] {
            for sense in parse(text).senses {
                assert!(sense.span.end <= text.len());
            }
        }
    }
}

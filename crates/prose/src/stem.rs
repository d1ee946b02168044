//! Light stemming and stop words for English.
//!
//! The stemmer joins inflected forms (plural, past, progressive) and nothing more: it must never join words of
//! different meaning, because ranked evidence is shown to people. Words of other languages pass through nearly unchanged.

/// Words too common to say what a sentence is about, sorted for binary search.
const STOP_WORDS: &[&str] = &[
    "a",
    "about",
    "above",
    "after",
    "again",
    "against",
    "all",
    "also",
    "am",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "can",
    "could",
    "did",
    "do",
    "does",
    "doing",
    "down",
    "during",
    "each",
    "few",
    "for",
    "from",
    "further",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "how",
    "i",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "just",
    "me",
    "might",
    "more",
    "most",
    "must",
    "my",
    "myself",
    "no",
    "nor",
    "not",
    "now",
    "of",
    "off",
    "on",
    "once",
    "only",
    "or",
    "other",
    "ought",
    "our",
    "ours",
    "ourselves",
    "out",
    "over",
    "own",
    "same",
    "shall",
    "she",
    "should",
    "so",
    "some",
    "such",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "through",
    "to",
    "too",
    "under",
    "until",
    "up",
    "us",
    "very",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
];

/// Whether a lower-case word says nothing about the subject.
#[must_use]
pub fn is_stop_word(key: &str) -> bool {
    STOP_WORDS.binary_search(&key).is_ok()
}

/// The stem of a lower-case word.
#[must_use]
pub fn stem(key: &str) -> String {
    if key.len() < 4 || !key.bytes().all(|b| b.is_ascii_lowercase()) {
        return key.to_owned();
    }
    if matches!(key, "used" | "using") {
        return "use".to_owned();
    }
    let mut stem = plural(key);
    if let Some(short) = suffix(&stem, "ing").or_else(|| suffix(&stem, "ed")) {
        stem = restore(short);
    }
    // A final `e` comes and goes with endings ("use", "using"), so it is dropped everywhere.
    if stem.len() > 3
        && let Some(short) = stem.strip_suffix('e')
    {
        stem = short.to_owned();
    }
    if stem.len() > 3
        && let Some(short) = stem.strip_suffix('y')
        && !ends_in_vowel(short)
    {
        stem = format!("{short}i");
    }
    stem
}

fn plural(word: &str) -> String {
    if let Some(short) = word.strip_suffix("ies") {
        return if short.len() > 1 { format!("{short}y") } else { format!("{short}ie") };
    }
    if ["sses", "shes", "ches", "xes", "zes"].iter().any(|ending| word.ends_with(ending)) {
        return word[..word.len() - 2].to_owned();
    }
    match word.strip_suffix('s') {
        Some(short) if !["s", "u", "i"].iter().any(|ending| short.ends_with(ending)) => short.to_owned(),
        _ => word.to_owned(),
    }
}

fn suffix<'a>(word: &'a str, ending: &str) -> Option<&'a str> {
    // "feed" and "bleed" are not pasts; what is left must be a syllable ("sing" stays "sing").
    word.strip_suffix(ending).filter(|short| short.len() > 2 && !short.ends_with("e") && short.bytes().any(is_vowel))
}

fn restore(short: &str) -> String {
    let bytes = short.as_bytes();
    let doubled = bytes.len() > 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
    if doubled && !matches!(bytes[bytes.len() - 1], b'l' | b's' | b'z') { short[..short.len() - 1].to_owned() } else { short.to_owned() }
}

fn ends_in_vowel(word: &str) -> bool {
    word.bytes().next_back().is_some_and(|b| is_vowel(b) && b != b'y')
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

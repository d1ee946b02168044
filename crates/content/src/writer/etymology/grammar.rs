//! English: lists, articles, beginnings and ends of sentences, and the choice among phrasings.

/// Joins items as English does: `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => {
            // Items that hold commas of their own are told apart by semicolons.
            let separator = if items.iter().any(|item| item.contains(',')) && items.len() > 2 { "; " } else { ", " };
            let comma = if separator == "; " { ";" } else { "" };
            format!("{}{comma} and {last}", first.join(separator))
        }
    }
}

/// `a` or `an` before a word, by its sound as far as spelling tells.
pub(super) fn article(word: &str) -> &'static str {
    let lower = word.trim_start_matches(['*', '“', '"']).to_lowercase();
    let vowel = lower.starts_with(['a', 'e', 'i', 'o', 'u']);
    let like_consonant = ["uni", "use", "usu", "eu", "one", "once", "uto"].iter().any(|start| lower.starts_with(start));
    let silent = ["hour", "honest", "honor", "heir"].iter().any(|start| lower.starts_with(start));
    if (vowel && !like_consonant) || silent { "an" } else { "a" }
}

/// A text with its first letter a capital; marks before the letter stay.
pub(super) fn capitalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = false;
    for letter in text.chars() {
        if !done && letter.is_alphanumeric() {
            out.extend(letter.to_uppercase());
            done = true;
        } else {
            out.push(letter);
        }
    }
    out
}

/// A text with its first letter small, unless its first word is a name or all capitals.
pub(super) fn lowered(text: &str) -> String {
    let first: String = text.split([' ', ',', ';']).next().unwrap_or_default().to_owned();
    let capitals = first.chars().filter(|letter| letter.is_uppercase()).count();
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if letter.is_uppercase() && capitals == 1 && first.chars().count() > 1 || matches!(text.get(..2), Some("A ")) => {
            letter.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// A sentence that begins with a capital and ends in a full stop, single-spaced.
pub(super) fn sentence(text: &str) -> String {
    let text = text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let text = text.trim_end_matches([',', ';', ':', '—', ' ', '-']);
    let text = capitalised(text);
    let closing = text.trim_end_matches(['”', '"', '\'', ')', ']', '*', '’']);
    if closing.ends_with("..") && !closing.ends_with("...") && closing.len() == text.len() {
        // An abbreviation's full stop and the sentence's are one.
        return text[..text.len() - 1].to_owned();
    }
    if closing.ends_with(['.', '!', '?', '…']) { text } else { format!("{text}.") }
}

/// A gloss or phrase in quotation marks, without a full stop of its own.
pub(super) fn quoted(text: &str) -> String {
    format!("“{}”", text.trim().trim_end_matches(['.', ',', ';', ':', ' ']).replace(['“', '”'], "'").replace('"', "'"))
}

/// A word as a word.
pub(super) fn word(text: &str) -> String {
    format!("*{}*", text.replace('*', ""))
}

/// Chooses phrasings by the letters of the word: the same word always gets the same.
#[derive(Debug, Clone)]
pub(super) struct Voice {
    seed: u64,
}

impl Voice {
    pub(super) fn of(word: &str) -> Self {
        Self { seed: fnv(0xcbf2_9ce4_8422_2325, &dictionary::fold(word)) }
    }

    /// Which of `count` phrasings a slot gets.
    pub(super) fn choose(&self, slot: &str, count: usize) -> usize {
        let hash = fnv(self.seed, slot);
        // The low bits of FNV are the weaker ones.
        usize::try_from((hash >> 17) % (count.max(1) as u64)).unwrap_or(0)
    }
}

fn fnv(start: u64, text: &str) -> u64 {
    text.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(items: &[&str]) -> Vec<String> {
        items.iter().map(|item| (*item).to_owned()).collect()
    }

    #[test]
    fn joins_lists() {
        assert_eq!(list(&owned(&["a"])), "a");
        assert_eq!(list(&owned(&["a", "b", "c"])), "a, b and c");
        assert_eq!(list(&owned(&["a, x", "b", "c"])), "a, x; b; and c");
    }

    #[test]
    fn chooses_articles_by_sound() {
        assert_eq!((article("Old French"), article("unit"), article("hour"), article("Latin")), ("an", "a", "an", "a"));
    }

    #[test]
    fn closes_sentences_once() {
        assert_eq!(sentence("a boor; "), "A boor.");
        assert_eq!(sentence("he said “no.”"), "He said “no.”");
        assert_eq!(sentence("what?"), "What?");
        assert_eq!(sentence("the name is R. H. Dana, Jr.."), "The name is R. H. Dana, Jr.");
    }

    #[test]
    fn the_same_word_always_gets_the_same_phrasing() {
        let choices: Vec<usize> = ["villain", "nice", "window", "salary", "tea", "orange", "muscle"]
            .iter()
            .map(|word| Voice::of(word).choose("hook", 4))
            .collect();
        assert_eq!(
            choices,
            ["Villain", "NICE", "window", "salary", "tea", "orange", "muscle"]
                .iter()
                .map(|word| Voice::of(word).choose("hook", 4))
                .collect::<Vec<_>>()
        );
        assert!(choices.iter().any(|choice| *choice != choices[0]), "all words sound alike");
    }
}

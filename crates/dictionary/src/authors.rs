//! The authors and works the dictionary cites, as printed and spelled out.
//!
//! The table holds the abbreviations that occur most and mean one person. A bare surname that several writers share
//! (`Smith`, `Wood`) stays as printed. The year of birth orders quotations; it is never shown, for the dictionary does
//! not give it.

mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

/// The table by the letters of the printed name.
static BY_NAME: LazyLock<HashMap<String, (&'static str, i16)>> =
    LazyLock::new(|| table::AUTHORS.iter().rev().map(|(printed, author, born)| (key(printed), (*author, *born))).collect());

/// What an attribution names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The author, spelled out where known, else as printed without the closing full stop.
    pub author: String,
    /// The work or place in it.
    pub work: Option<String>,
    /// Whether the table knew the name.
    pub known: bool,
    /// Orders authors by age; absent where unknown. Not for display.
    pub born: Option<i16>,
}

/// Reads an attribution as printed: `Shak.`, `Robynson (More's Utopia).`, `1 Cor. ix. 24.`
#[must_use]
pub fn read(printed: &str) -> Named {
    let printed = printed.trim();
    if let Some(named) = scripture(printed) {
        return named;
    }
    let (name, work) = split_work(printed);
    if let Some((author, born)) = BY_NAME.get(&key(name)) {
        return Named { author: (*author).to_owned(), work, known: true, born: Some(*born) };
    }
    Named { author: as_printed(name), work, known: false, born: None }
}

/// The names of all authors, spelled out.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    table::AUTHORS.iter().map(|(_, name, _)| *name)
}

/// Splits `Robynson (More's Utopia).` into name and work.
fn split_work(printed: &str) -> (&str, Option<String>) {
    let Some(open) = printed.find('(') else { return (printed, None) };
    let inner = printed[open + 1..].trim_end_matches(['.', ' ']).trim_end_matches(')').trim();
    let name = printed[..open].trim();
    if name.is_empty() || inner.is_empty() {
        return (printed, None);
    }
    (name, Some(inner.trim_end_matches('.').to_owned()).filter(|work| !work.is_empty()))
}

/// Letters only, for comparing names whatever their punctuation.
fn key(name: &str) -> String {
    let mut key = String::new();
    for letter in name.chars() {
        if letter.is_alphanumeric() || letter == '&' {
            key.extend(letter.to_lowercase());
        } else if (letter == ' ' || letter == '.') && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.trim().to_owned()
}

/// A name the table does not know, as printed: a surname loses its full stop, an abbreviation keeps it.
fn as_printed(name: &str) -> String {
    let name = name.trim().trim_end_matches([',', ';']);
    let last = name.rsplit([' ', '.']).find(|word| !word.is_empty()).unwrap_or(name);
    let abbreviated = last.len() <= 3
        || matches!(
            last,
            "Encyc"
                | "Dict"
                | "Hist"
                | "Mag"
                | "Soc"
                | "Trans"
                | "Gloss"
                | "Chron"
                | "Stat"
                | "Proc"
                | "Jour"
                | "Mech"
                | "Poems"
                | "Brit"
                | "Prov"
        );
    if name.ends_with('.') && !abbreviated { name.trim_end_matches('.').to_owned() } else { name.to_owned() }
}

/// A place in Scripture: `Ps. lii. 2.`, `1 Cor. ix. 24.`
fn scripture(printed: &str) -> Option<Named> {
    let (version, rest) = match printed.rfind('(') {
        Some(open) if printed[open..].contains("Ver") || printed[open..].contains("R. V") || printed[open..].contains("Wyclif") => {
            (Some(printed[open..].trim_end_matches('.').trim_matches(['(', ')'])), printed[..open].trim())
        }
        _ => (None, printed),
    };
    // `2. Tim.` is `2 Tim.`
    let numbered = rest.as_bytes().first().is_some_and(u8::is_ascii_digit) && rest.as_bytes().get(1) == Some(&b'.');
    let mended = if numbered { format!("{} {}", &rest[..1], rest[2..].trim_start()) } else { rest.to_owned() };
    let words: Vec<&str> = mended.split_whitespace().collect();
    let books = (1..=3).rev().find_map(|taken| {
        let name = words.get(..taken)?.join(" ");
        let name = name.trim_end_matches('.');
        table::SCRIPTURE.iter().find(|(abbreviation, _)| *abbreviation == name).map(|(_, book)| (taken, *book))
    });
    let (taken, book) = books?;
    let place = words[taken..].join(" ");
    let place = place.trim_end_matches(['.', ',']);
    let numeral = |letter: char| {
        matches!(letter, 'i' | 'v' | 'x' | 'l' | 'c' | 'C' | 'X' | 'I' | 'V' | 'L' | '0'..='9' | '.' | ' ' | ',' | '-' | ':')
    };
    // A bare `Prov.` is as likely a proverb as a book.
    if place.is_empty() || !place.chars().all(numeral) {
        return None;
    }
    let mut work = format!("{book} {place}");
    if let Some(version) = version {
        work.push_str(&format!(" ({version})"));
    }
    Some(Named { author: "The Bible".to_owned(), work: Some(work), known: true, born: Some(1500) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_out_whom_the_table_knows() {
        assert_eq!(read("Shak.").author, "William Shakespeare");
        assert_eq!(read("Sir. W. Scott.").author, "Walter Scott");
        assert_eq!(read("Jer. Taylor.").author, "Jeremy Taylor");
        let named = read("Robynson (More's Utopia).");
        assert_eq!((named.author.as_str(), named.work.as_deref()), ("Ralph Robynson", Some("More's Utopia")));
    }

    #[test]
    fn shows_whom_it_does_not_know_as_printed() {
        assert_eq!(read("Nobody Particular.").author, "Nobody Particular");
        assert!(!read("Nobody Particular.").known);
        assert_eq!(read("Lond. Encyc.").author, "Lond. Encyc.");
    }

    #[test]
    fn reads_places_in_scripture() {
        assert_eq!(read("Ps. lii. 2.").work.as_deref(), Some("Psalms lii. 2"));
        assert_eq!(read("2 Kings xiii. 14.").work.as_deref(), Some("2 Kings xiii. 14"));
        assert_eq!(read("Job xxix. 16.").author, "The Bible");
    }
}

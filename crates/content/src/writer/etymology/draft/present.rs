//! Pieces of entries made fit for a page: whole sentences, nothing damaged, not too long.

use std::ops::Range;

use dictionary::{Piece, Span};

/// A text fit to be shown; `None` where the edition damaged it or markup is left.
pub(super) fn readable(text: &str) -> Option<String> {
    let lost = text.as_bytes().windows(2).any(|pair| pair[0] == b'?' && pair[1].is_ascii_alphabetic());
    // `? over + ? inspector`: letters that are lost, a word's length of them.
    let alone = text.split_whitespace().any(|word| word.trim_matches([',', ';', '.', '(', ')']) == "?");
    let damaged =
        lost || alone || text.contains("??") || text.contains(['{', '}', '\\', '`', '^', '|', '_', '*', '<', '>', '~', '√', '[', ']']);
    let words = text.chars().filter(|letter| letter.is_alphabetic()).count();
    (!damaged && words > 1).then(|| {
        text.replace(" . . .", " …").replace(". . .", "…").replace(" ,", ",").replace(" .", ".").replace(" ;", ";").trim().to_owned()
    })
}

/// The sentences of a stretch of an entry that say something, each a piece of its own; references to other pages are left out.
pub(super) fn sentences(text: &str, span: Span) -> Vec<Piece> {
    let raw = span.of(text);
    split(raw)
        .into_iter()
        .map(|range| Piece::at(text, Span::new(span.start + range.start, span.start + range.end)))
        // `It is prefixed:`, `Specifically:` lead to what stands elsewhere.
        .filter(|piece| !(piece.text.trim_end().ends_with(':') && piece.text.split_whitespace().count() < 6))
        .filter(|piece| !refers(&piece.text) && readable(&piece.text).is_some())
        .collect()
}

/// Whether a sentence only sends the reader to another page.
fn refers(text: &str) -> bool {
    let begin = text.trim_start_matches(['(', '"', '—', ' ']);
    // `(Bot.) See under …`, `(Zool.) Same as …`
    let begin = match begin.split_once(") ") {
        Some((field, rest)) if text.starts_with('(') && field.split_whitespace().count() <= 3 => rest,
        _ => begin,
    };
    let lowered = begin.to_lowercase();
    if ["same as ", "see under ", "see "].iter().any(|start| lowered.starts_with(start)) && begin.split_whitespace().count() < 8 {
        return true;
    }
    ["See ", "Cf. ", "Compare ", "Same as ", "Opposed to ", "Called also ", "See also ", "Contrasted with ", "Pron. "]
        .iter()
        .any(|start| begin.starts_with(start))
        && begin.split_whitespace().count() < 14
        || begin.split_whitespace().count() < 2 && begin.len() < 3
}

/// A piece shortened to whole clauses of about `words` words.
pub(super) fn shortened(text: &str, piece: &Piece, words: usize) -> Piece {
    if piece.text.split_whitespace().count() <= words {
        return piece.clone();
    }
    let raw = piece.span.of(text);
    let mut end = None;
    let mut depth = 0_i32;
    for (place, letter) in raw.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ';' if depth == 0 => {
                if raw[..place].split_whitespace().count() > words && end.is_some() {
                    break;
                }
                end = Some(place);
            }
            _ => {}
        }
    }
    if let Some(end) = end {
        return Piece::at(text, Span::new(piece.span.start, piece.span.start + end));
    }
    // One long clause: it is broken off at a comma, and says so.
    if piece.text.split_whitespace().count() < words + 20 || raw.contains(['(', '[', '"']) {
        return piece.clone();
    }
    let comma = raw
        .match_indices(", ")
        .map(|(place, _)| place)
        .chain(raw.match_indices(",\n").map(|(place, _)| place))
        .filter(|place| raw[..*place].split_whitespace().count() <= words + 6)
        .max();
    match comma {
        Some(end) => {
            let mut broken = Piece::at(text, Span::new(piece.span.start, piece.span.start + end));
            broken.text.push_str(" …");
            broken
        }
        None => piece.clone(),
    }
}

/// The first clause of a definition, to be quoted within a sentence; `None` where it is too long or damaged.
pub(super) fn first_clause(definition: &str, words: usize) -> Option<String> {
    let text = readable(definition)?;
    let clause = text.split([';', ':']).next().unwrap_or_default();
    let clause = clause.split(". ").next().unwrap_or_default().split(" — ").next().unwrap_or_default();
    let clause = clause.trim().trim_end_matches(['.', ',', ' ']).to_owned();
    let fits = (1..=words).contains(&clause.split_whitespace().count())
        && clause.matches('(').count() == clause.matches(')').count()
        && clause.matches('"').count() % 2 == 0;
    let empty =
        ["Hence", "That", "Specifically", "See", "Also"].iter().any(|word| clause == *word || clause.starts_with(&format!("{word},")))
            || clause.starts_with("See ");
    // `distinguished from the solid and liquid states by: …`
    let open = clause.rsplit(' ').next().is_some_and(|last| {
        matches!(
            last,
            "by" | "of" | "to" | "in" | "with" | "for" | "from" | "as" | "at" | "on" | "the" | "a" | "an" | "and" | "or" | "that"
        )
    });
    (fits && !empty && !open && clause.len() > 2).then_some(clause)
}

/// Where sentences begin and end in the raw text of an entry.
fn split(raw: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let bytes = raw.as_bytes();
    for (place, byte) in raw.bytes().enumerate() {
        if !matches!(byte, b'.' | b'!' | b'?') {
            continue;
        }
        let mut end = place + 1;
        while end < bytes.len() && matches!(bytes[end], b'"' | b'\'' | b')' | b'}') {
            end += 1;
        }
        let rest = &raw[end..];
        if !rest.starts_with([' ', '\n']) {
            continue;
        }
        let next = rest.trim_start().trim_start_matches(['{', '"', '(', '\'']);
        if next.starts_with(|letter: char| letter.is_ascii_uppercase()) && !(byte == b'.' && abbreviates(&raw[start..place])) && start < end
        {
            found.push(start..end);
            start = end;
        }
    }
    if start < raw.len() {
        found.push(start..raw.len());
    }
    found
}

/// Whether a piece ends in an abbreviation that goes on: `in OF. also, to tread, prob`.
pub(super) fn breaks_off(text: &str) -> bool {
    let last = text.trim_end_matches('.').rsplit(' ').next().unwrap_or_default();
    last.chars().count() > 1 && ABBREVIATIONS.binary_search(&last).is_ok()
}

/// Whether the word before a full stop is an abbreviation that goes on.
fn abbreviates(before: &str) -> bool {
    let word = before.rsplit([' ', '\n', '(', '.', '{']).next().unwrap_or_default();
    let letter = word.chars().count() == 1 && word != "I";
    letter || word.is_empty() || ABBREVIATIONS.binary_search(&word).is_ok()
}

/// Abbreviations of the dictionaries after which a capital may follow within a sentence, in the order of bytes.
const ABBREVIATIONS: &[&str] = &[
    "AS", "Abp", "Amer", "Anat", "Antiq", "Ar", "Arch", "Aug", "Bib", "Biol", "Bot", "Bp", "Brit", "Capt", "Cath", "Cf", "Ch", "Chem",
    "Chin", "Co", "Col", "Com", "Corn", "Dan", "Dec", "Dial", "Dict", "Dr", "Eccl", "Encyc", "Eng", "Etymol", "Ex", "F", "Feb", "Fig",
    "Fr", "Ft", "Gael", "Gen", "Geol", "Ger", "Goth", "Gov", "Gr", "Heb", "Her", "Hind", "Hist", "Hon", "Icel", "Illust", "Ir", "It",
    "Jan", "Jer", "Jr", "LG", "LL", "Lat", "Lieut", "Lith", "MHG", "Maj", "Math", "Med", "Mex", "Mil", "Min", "Mr", "Mrs", "Mt", "Mus",
    "Myth", "NL", "Nat", "Naut", "No", "Nov", "OD", "OE", "OF", "OHG", "OIr", "OL", "OS", "OSlav", "OSp", "Obs", "Oct", "Opt", "Orig",
    "Per", "Pers", "Pg", "Phil", "Phys", "Pol", "Pr", "Prof", "Prop", "Prot", "Prov", "Ps", "Rev", "Rom", "Russ", "Scand", "Scot", "Sept",
    "Sir", "Skr", "Slav", "Sp", "St", "Surg", "Sw", "Syn", "Tim", "Turk", "U", "Univ", "W", "Zo", "Zool", "abl", "acc", "adj", "adv",
    "akin", "cf", "comp", "dat", "dim", "e", "equiv", "esp", "fem", "fr", "freq", "gen", "i", "imp", "inf", "interj", "lit", "masc",
    "neut", "nom", "orig", "perh", "pers", "pl", "pref", "prep", "pres", "pret", "prob", "pron", "prop", "superl", "syn", "usu", "v",
    "var", "viz", "vol", "vs",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_in_order_for_the_search() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn no_sentence_ends_in_an_abbreviation() {
        let text = "The old Prov. Eng. name, now Scot. Also, of the Rom. Cath. Church. A Jer. Taylor word.";
        let found: Vec<String> = sentences(text, Span::new(0, text.len())).into_iter().map(|piece| piece.text).collect();
        assert_eq!(found, ["The old Prov. Eng. name, now Scot. Also, of the Rom. Cath. Church.", "A Jer. Taylor word."]);
    }

    #[test]
    fn splits_sentences_and_leaves_references_out() {
        let text = "A boat of {St. Mary}. It has i. e. sails. See {Ship}. Used in the U. S. Navy.";
        let found: Vec<String> = sentences(text, Span::new(0, text.len())).into_iter().map(|piece| piece.text).collect();
        assert_eq!(found, ["A boat of St. Mary.", "It has i. e. sails.", "Used in the U. S. Navy."]);
    }

    #[test]
    fn shortens_to_whole_clauses() {
        let text = "A vile, wicked person; a man extremely depraved, and capable of great crimes; a knave; a rascal";
        let piece = Piece::at(text, Span::new(0, text.len()));
        assert_eq!(shortened(text, &piece, 8).text, "A vile, wicked person");
        assert_eq!(first_clause(&piece.text, 6).as_deref(), Some("A vile, wicked person"));
        assert_eq!(first_clause("Hence: Well-mannered", 6), None);
    }

    #[test]
    fn refuses_what_the_edition_damaged() {
        assert_eq!(readable("the Black Fr????rs"), None);
        assert_eq!(readable("a [xyz] thing"), None);
    }
}

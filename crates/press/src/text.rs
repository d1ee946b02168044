//! Text on its way to a page: made inert, split into runs, escaped, cut into lines.

use std::borrow::Cow;

/// A stretch of text in one style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run<'a> {
    /// The words.
    pub(crate) text: &'a str,
    /// Whether it is a word named as a word (`*word*`), set in italics.
    pub(crate) word: bool,
}

/// Drops what could disturb the page around it: control characters, directional overrides and isolates, byte order marks,
/// tag characters and code points XML forbids. Line and paragraph separators become spaces.
pub(crate) fn inert(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| fate(c) == Fate::Keep) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter_map(|c| match fate(c) {
        Fate::Keep => Some(c),
        Fate::Space => Some(' '),
        Fate::Drop => None,
    });
    Cow::Owned(kept.collect())
}

#[derive(PartialEq, Eq)]
enum Fate {
    Keep,
    Space,
    Drop,
}

fn fate(c: char) -> Fate {
    match c {
        '\n' => Fate::Keep,
        '\t' | '\r' | '\u{2028}' | '\u{2029}' => Fate::Space,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Fate::Drop,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => Fate::Drop,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{e0000}'..='\u{e007f}' => Fate::Drop,
        c if (c as u32) & 0xfffe == 0xfffe => Fate::Drop,
        _ => Fate::Keep,
    }
}

/// One line: inert, with every stretch of white space a single space.
pub(crate) fn line(text: &str) -> String {
    inert(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text as it stands at the beginning of a line.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One line as pages set it: with the quotation marks, apostrophes and dashes of print in place of a typewriter's.
pub(crate) fn composed(text: &str) -> String {
    let text = line(text);
    if !text.contains(['"', '\'']) && !text.contains("--") && !text.contains("...") {
        return text;
    }
    let letters: Vec<char> = text.chars().collect();
    let mut set = String::with_capacity(text.len() + 16);
    let mut double = false;
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1).copied();
        let rest = &letters[at..];
        // A mark opens where nothing but space or another opening stands before it and a word follows.
        let opens = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '‘' | '"' | '\'' | '—' | '–' | '*'))
            && after.is_some_and(|c| !c.is_whitespace());
        match letter {
            // Six inches, not the end of a quotation.
            '"' if !double && before.is_some_and(|c| c.is_ascii_digit()) => set.push('"'),
            '"' => {
                double = if double { false } else { opens };
                set.push(if double { '“' } else { '”' });
            }
            '\'' if opens && !elided(rest) && closes(rest) => set.push('‘'),
            '\'' => set.push('’'),
            '-' if rest.starts_with(&['-', '-']) && before != Some('-') && letters.get(at + 2) != Some(&'-') => {
                set.push('—');
                at += 1;
            }
            '.' if rest.starts_with(&['.', '.', '.']) && before != Some('.') && letters.get(at + 3) != Some(&'.') => {
                set.push('…');
                at += 2;
            }
            other => set.push(other),
        }
        at += 1;
    }
    set
}

/// Whether an apostrophe stands for letters left out at the beginning of a word.
fn elided(rest: &[char]) -> bool {
    const ELIDED: &[&str] =
        &["tis", "twas", "twere", "twill", "twould", "twixt", "gainst", "gan", "em", "midst", "mongst", "neath", "scape", "till", "un"];
    let word: String = rest.iter().skip(1).take_while(|c| c.is_alphanumeric()).flat_map(|c| c.to_lowercase()).collect();
    ELIDED.contains(&word.as_str()) || (!word.is_empty() && word.chars().all(|c| c.is_ascii_digit()))
}

/// Whether a single mark that would open is closed further on: an apostrophe that no letter follows.
fn closes(rest: &[char]) -> bool {
    rest.windows(2).skip(1).any(|pair| pair[0] == '\'' && !pair[1].is_alphanumeric()) || rest.len() > 1 && rest.last() == Some(&'\'')
}

/// Splits `*word*` from the text around it. An asterisk without its partner stays an asterisk.
pub(crate) fn runs(text: &str) -> Vec<Run<'_>> {
    let mut found = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(open) = text[at..].find('*').map(|i| i + at) {
        let inner_from = open + 1;
        let Some(close) = text[inner_from..].find('*').map(|i| i + inner_from) else {
            break;
        };
        let inner = &text[inner_from..close];
        if inner.is_empty() || inner.starts_with(char::is_whitespace) || inner.ends_with(char::is_whitespace) {
            at = inner_from;
            continue;
        }
        if plain_from < open {
            found.push(Run { text: &text[plain_from..open], word: false });
        }
        found.push(Run { text: inner, word: true });
        at = close + 1;
        plain_from = at;
    }
    if plain_from < text.len() {
        found.push(Run { text: &text[plain_from..], word: false });
    }
    found
}

/// The text without its marks: `the word *villa*` becomes `the word villa`.
pub(crate) fn unmarked(text: &str) -> String {
    runs(text).iter().map(|run| run.text).collect()
}

/// Escapes for XML and HTML, in text and in quoted attributes alike. The input is made inert first.
pub(crate) fn escape(text: &str) -> String {
    let text = inert(text);
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Cuts text into lines no wider than `limit` in the unit of `width`. A word wider than a line is cut between letters.
pub(crate) fn wrap(text: &str, limit: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in text.split_whitespace() {
        let candidate = if current.is_empty() { word.to_owned() } else { format!("{current} {word}") };
        if width(&candidate) <= limit {
            current = candidate;
            continue;
        }
        if !current.is_empty() {
            lines.push(std::mem::take(&mut current));
        }
        if width(word) <= limit {
            current = word.to_owned();
            continue;
        }
        for letter in word.chars() {
            current.push(letter);
            if width(&current) > limit && current.chars().count() > 1 {
                current.pop();
                lines.push(std::mem::replace(&mut current, letter.to_string()));
            }
        }
    }
    if !current.is_empty() {
        lines.push(current);
    }
    lines
}

/// The BCP 47 code of a language the dictionaries name, where it is beyond doubt. `Old English` is not: older dictionaries
/// mean by it what is now called Middle English.
pub(crate) fn language_code(name: &str) -> Option<&'static str> {
    let code = match name.to_lowercase().as_str() {
        "latin" | "late latin" | "low latin" | "new latin" | "medieval latin" | "vulgar latin" | "classical latin" => "la",
        "french" => "fr",
        "old french" => "fro",
        "middle french" => "frm",
        "provençal" | "provencal" | "occitan" => "oc",
        "italian" => "it",
        "spanish" => "es",
        "portuguese" => "pt",
        "catalan" => "ca",
        "romanian" => "ro",
        "anglo-saxon" => "ang",
        "middle english" => "enm",
        "english" | "modern english" => "en",
        "scottish" | "scots" => "sco",
        "german" => "de",
        "middle high german" => "gmh",
        "old high german" => "goh",
        "low german" => "nds",
        "old saxon" => "osx",
        "dutch" => "nl",
        "middle dutch" => "dum",
        "frisian" => "fy",
        "old frisian" => "ofs",
        "gothic" => "got",
        "icelandic" => "is",
        "old norse" => "non",
        "danish" => "da",
        "swedish" => "sv",
        "norwegian" => "no",
        "greek" | "ancient greek" => "grc",
        "sanskrit" => "sa",
        "hebrew" => "he",
        "arabic" => "ar",
        "persian" => "fa",
        "turkish" => "tr",
        "russian" => "ru",
        "lithuanian" => "lt",
        "irish" => "ga",
        "gaelic" => "gd",
        "welsh" => "cy",
        "malay" => "ms",
        "hindi" => "hi",
        _ => return None,
    };
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<(&str, bool)> {
        runs(text).iter().map(|run| (run.text, run.word)).collect()
    }

    #[test]
    fn splits_words_named_as_words_from_running_text() {
        assert_eq!(shape("from *villa*, a farm"), [("from ", false), ("villa", true), (", a farm", false)]);
        assert_eq!(shape("*a* and *b*"), [("a", true), (" and ", false), ("b", true)]);
    }

    #[test]
    fn leaves_an_asterisk_without_a_partner_alone() {
        assert_eq!(shape("5 * 3"), [("5 * 3", false)]);
        assert_eq!(shape("a * b *c* d"), [("a * b ", false), ("c", true), (" d", false)]);
        assert_eq!(shape("**"), [("**", false)]);
        assert_eq!(shape("end*"), [("end*", false)]);
    }

    #[test]
    fn sets_the_marks_of_print() {
        for (typed, set) in [
            ("He said \"no\".", "He said “no”."),
            ("the king's 'villain', he", "the king’s ‘villain’, he"),
            ("'Tis the knaves' own", "’Tis the knaves’ own"),
            ("(\"a\" and \"b\")", "(“a” and “b”)"),
            ("a board 6\" wide", "a board 6\" wide"),
            ("the '90s -- they say...", "the ’90s — they say…"),
            ("jack-o'-lantern", "jack-o’-lantern"),
            ("“He cried 'stop' once”", "“He cried ‘stop’ once”"),
            ("*\"*", "*“*"),
        ] {
            assert_eq!(composed(typed), set, "{typed}");
        }
    }

    #[test]
    fn drops_overrides_and_controls_but_keeps_letters_of_every_script() {
        assert_eq!(inert("a\u{202e}b\u{0}c\u{2067}d\u{feff}"), "abcd");
        assert_eq!(inert("þā λόγος שלום"), "þā λόγος שלום");
    }

    #[test]
    fn wraps_no_wider_than_asked_and_loses_no_letter() {
        let width = |s: &str| s.chars().count() as f64;
        let lines = wrap("antidisestablishmentarianism is a long word", 10.0, width);
        assert!(lines.iter().all(|line| width(line) <= 10.0), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), "antidisestablishmentarianismisalongword");
    }
}

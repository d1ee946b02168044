//! The notation of GCIDE made readable: escapes to Unicode, cross-reference braces and edition marks dropped.
//!
//! The dictd edition of GCIDE is ASCII. Letters that ASCII lacks stand in brackets, either named (`[ae]`, `[thorn]`,
//! `[deg]`) or as a letter with a sign for its accent before or after it (`['e]`, `[=a]`, `[e^]`). [`escape`] is the table,
//! made from a count over the whole dictionary. What is in neither table nor pattern stays as printed: text in brackets may
//! as well be an editor's insertion (`[Elisha]`), and nothing is dropped for being unknown.
//!
//! [`clean`] is the documented normalisation between an entry and what is shown of it. It
//! 1. replaces escapes by [`escape`];
//! 2. drops the braces of cross-references, `{Villa}` → `Villa`;
//! 3. drops edition marks, `[1913 Webster]`, `[PJC]`;
//! 4. writes dashes as dashes, `--` → `—`;
//! 5. joins lines and squeezes white space.

/// The character an escape stands for, without its brackets: `ae` → `æ`, `'e` → `é`. `None` where it is no escape.
#[must_use]
pub fn escape(inner: &str) -> Option<String> {
    if let Some((_, text)) = NAMED.iter().find(|(name, _)| *name == inner) {
        return Some((*text).to_owned());
    }
    accented(inner)
}

/// Named escapes, as they occur.
const NAMED: &[(&str, &str)] = &[
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("=ae", "ǣ"),
    ("'ae", "ǽ"),
    ("eth", "ð"),
    ("ETH", "Ð"),
    ("thorn", "þ"),
    ("THORN", "Þ"),
    ("yogh", "ȝ"),
    ("aum", "ä"),
    ("imac", "ī"),
    ("asl", "a"),
    ("add", "a̤"),
    ("udd", "ṳ"),
    ("ng", "ŋ"),
    ("th", "th"),
    ("oo^", "o͝o"),
    ("=oo", "o͞o"),
    ("deg", "°"),
    ("root", "√"),
    ("sect", "§"),
    ("para", "¶"),
    ("pounds", "£"),
    ("times", "×"),
    ("div", "÷"),
    ("divby", "÷"),
    ("middot", "·"),
    ("dagger", "†"),
    ("dag", "†"),
    ("min", "′"),
    ("sec", "″"),
    ("bprime", "b′"),
    ("flat", "♭"),
    ("sharp", "♯"),
    ("natural", "♮"),
    ("hand", "☞"),
    ("rarr", "→"),
    ("nbsp", " "),
    ("zdot", "ż"),
    ("dsdot", "ḍ"),
    ("tsdot", "ṭ"),
    ("nsdot", "ṇ"),
    ("lsdot", "ḷ"),
    ("hsdot", "ḥ"),
    ("rsdot", "ṛ"),
    ("ccaron", "č"),
    ("cacute", "ć"),
    ("schwa", "ə"),
    ("cre", "˘"),
    ("breve", "˘"),
    ("crescent", "˘"),
    ("male", "♂"),
    ("female", "♀"),
    ("cuberoot", "∛"),
    ("nabla", "∇"),
    ("rsquo", "'"),
    ("ldqo", "\""),
    ("rdqo", "\""),
    ("filig", "fi"),
    ("ffllig", "ffl"),
    ("fllig", "fl"),
    ("asper", "ʽ"),
    ("lbrace2", "("),
    ("rbrace2", ")"),
    ("frac1x100", "1/100"),
    ("frac1x1000", "1/1000"),
    ("frac1x6400", "1/6400"),
    ("frac25x100", "25/100"),
    ("frac925x1000", "925/1000"),
    ("frac43", "4/3"),
    ("frac67", "6/7"),
    ("frac37", "3/7"),
    ("frac19", "1/9"),
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("omicron", "ο"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("sigmat", "ς"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("digamma", "ϝ"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Chi", "Χ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("libra", "♎"),
    ("pisces", "♓"),
    ("taurus", "♉"),
    ("scorpio", "♏"),
    ("sagittarius", "♐"),
    ("mercury", "☿"),
];

/// Letters with an accent: the sign before the letter, or `^` after it for a breve.
fn accented(inner: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;

    let mut letters = inner.chars();
    let (first, second, rest) = (letters.next()?, letters.next()?, letters.next());
    if rest.is_some() {
        return None;
    }
    let (letter, mark) = match (first, second) {
        (letter, '^') if letter.is_ascii_alphabetic() => (letter, '\u{306}'),
        (sign, letter) if letter.is_ascii_alphabetic() => {
            let mark = match sign {
                '\'' => '\u{301}',
                '`' => '\u{300}',
                '^' => '\u{302}',
                '"' => '\u{308}',
                '~' => '\u{303}',
                '=' | '-' => '\u{304}',
                ',' => '\u{327}',
                '*' => '\u{30a}',
                // Indian and Arabic consonants carry the dot below, vowels of the pronunciation key above.
                '.' if "aeiouyAEIOUY".contains(letter) => '\u{307}',
                '.' => '\u{323}',
                _ => return None,
            };
            (letter, mark)
        }
        _ => return None,
    };
    Some([letter, mark].into_iter().nfc().collect())
}

/// Whether the text in brackets names an edition or an editor, `1913 Webster`, `PJC`, `WordNet 1.5 +PJC`.
#[must_use]
pub fn is_edition_mark(inner: &str) -> bool {
    const WORDS: &[&str] = &[
        "1913",
        "Webster",
        "Suppl.",
        "Suppl",
        "PJC",
        "PJC.",
        "PC",
        "WordNet",
        "1.5",
        "1.6",
        "1.7",
        "AS",
        "RDH",
        "RHUD",
        "RP",
        "MW10",
        "Century",
        "Dict.",
        "Dict",
        "Dict.,",
        "Dictionary",
        "1906",
        "1906.",
        "JC",
        "JG",
        "sense",
        "#here",
        "wn1",
        "&",
        "+",
        "HBCF61",
        "2005",
        "MI11",
        "WE1",
    ];
    let mut words = inner.split_whitespace().map(|word| word.strip_prefix('+').unwrap_or(word)).filter(|word| !word.is_empty()).peekable();
    let named = |word: &str| {
        WORDS.contains(&word) || word.starts_with("wns16") || word.chars().all(|letter| letter.is_ascii_digit() || letter == '+')
    };
    let begins = inner.trim_start_matches(['+', ' ']);
    let first =
        ["1913", "Webster", "PJC", "PC", "WordNet", "AS", "RDH", "RHUD", "RP", "MW10", "Century", "JC", "JG", "wn", "HBCF", "MI11", "WE1"];
    (begins.is_empty() || first.iter().any(|name| begins.starts_with(name)))
        && words.peek().is_some()
        && words.all(|word| named(word.trim_end_matches('+')))
}

/// Makes a stretch of an entry readable; see the module's list of what is changed.
#[must_use]
pub fn clean(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(place) = rest.find(['[', '{', '}', '-', '\n', ' ', '\t', '\\']) {
        out.push_str(&rest[..place]);
        rest = &rest[place..];
        let taken = match rest.as_bytes()[0] {
            b'[' => bracket(rest, &mut out),
            b'{' | b'}' => 1,
            b'-' if rest.starts_with("--") => {
                out.push('—');
                rest.bytes().take_while(|byte| *byte == b'-').count()
            }
            b'\n' | b' ' | b'\t' => {
                // A word broken after its hyphen goes on without a space.
                let broken = rest.starts_with('\n')
                    && out.ends_with('-')
                    && !out.ends_with(" -")
                    && rest.trim_start().starts_with(|letter: char| letter.is_ascii_lowercase());
                if broken {
                    rest.len() - rest.trim_start().len()
                } else {
                    if !out.ends_with(' ') && !out.is_empty() {
                        out.push(' ');
                    }
                    1
                }
            }
            b'\\' => 1,
            _ => {
                out.push_str(&rest[..1]);
                1
            }
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    let trimmed = out.trim();
    if trimmed.len() == out.len() { out } else { trimmed.to_owned() }
}

/// An entry's text with its letter escapes turned into letters *without moving anything*: what is gained in bytes is filled
/// with characters that have no width (soft hyphen, word joiner), so that spans hold in both texts.
///
/// This is the text to compare words with. An escape that cannot be filled exactly (one byte over) stays as it is.
#[must_use]
pub fn in_place(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(open) = rest.find('[') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let inner_end = rest[1..].find([']', '[']).filter(|place| rest.as_bytes()[1 + place] == b']');
        let letter = inner_end.and_then(|length| escape(&rest[1..=length]).map(|letter| (letter, length + 2)));
        let filled = letter.and_then(|(letter, width)| fill(&letter, width).map(|filled| (filled, width)));
        match filled {
            Some((filled, width)) => {
                out.push_str(&filled);
                rest = &rest[width..];
            }
            None => {
                out.push('[');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether [`in_place`] shows every letter of a text: one escape in a few thousand cannot be filled.
#[must_use]
pub fn shows_whole(raw: &str) -> bool {
    let shown = in_place(raw);
    let mut rest = shown.as_str();
    while let Some(open) = rest.find('[') {
        rest = &rest[open + 1..];
        if rest.find([']', '[']).is_some_and(|end| rest.as_bytes()[end] == b']' && escape(&rest[..end]).is_some()) {
            return false;
        }
    }
    true
}

/// A text made `width` bytes long with characters of no width.
fn fill(text: &str, width: usize) -> Option<String> {
    let gap = width.checked_sub(text.len())?;
    let (wide, narrow) = match gap {
        0 => (0, 0),
        1 => return None,
        even if even % 2 == 0 => (0, even / 2),
        odd => (1, (odd - 3) / 2),
    };
    Some(format!("{text}{}{}", "\u{ad}".repeat(narrow), "\u{2060}".repeat(wide)))
}

/// Writes what a bracket stands for and says how many bytes it takes.
fn bracket(rest: &str, out: &mut String) -> usize {
    let inner_end = rest[1..].find([']', '[']).filter(|place| rest.as_bytes()[1 + place] == b']');
    if let Some(length) = inner_end {
        let inner = &rest[1..=length];
        if let Some(text) = escape(inner) {
            out.push_str(&text);
            return length + 2;
        }
        if is_edition_mark(&inner.replace('\n', " ")) {
            return length + 2;
        }
    }
    out.push('[');
    1
}

/// The headword between backslashes made readable: stress marks and syllable dots as a dictionary prints them.
///
/// `Vil"lain` → `Vil′lain`, `Gre*ga"ri*ous` → `Gre·ga′ri·ous`, secondary stress as `″`.
#[must_use]
pub fn syllables(raw: &str) -> String {
    clean(raw)
        .chars()
        .map(|letter| match letter {
            '"' => '′',
            '`' => '″',
            '*' => '·',
            other => other,
        })
        .collect()
}

/// A headword freed of the marks of pronunciation: `Gre*ga"ri*ous*ly` → `Gregariously`.
#[must_use]
pub fn plain_word(raw: &str) -> String {
    clean(raw).chars().filter(|letter| !matches!(letter, '"' | '`' | '*' | '\u{2016}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_escapes_into_letters() {
        assert_eq!(clean("sinc[`e]re, th['e], fa[eth]ir, w[=i]f, [thorn]orp, r[e^]d, [ae]l"), "sincère, thé, faðir, wīf, þorp, rĕd, æl");
        assert_eq!(clean("90[deg], [.r], [,c]apha, ba['i]rhts"), "90°, ṛ, çapha, baírhts");
    }

    #[test]
    fn turns_escapes_into_letters_without_moving_anything() {
        let raw = "C[ae]sar, fa[eth]ir, m['e]tier [1913 Webster] [thorn]orp";
        let shown = in_place(raw);
        assert_eq!(shown.len(), raw.len());
        assert_eq!(shown.find("sar"), raw.find("sar"));
        let visible: String = shown.chars().filter(|letter| !matches!(letter, '\u{ad}' | '\u{2060}')).collect();
        assert_eq!(visible, "Cæsar, faðir, métier [1913 Webster] þorp");
        assert!(shows_whole(raw) && !shows_whole("ve[.t][.t]ilei"));
    }

    #[test]
    fn keeps_what_it_does_not_know() {
        assert_eq!(clean("unto him [Elisha], [xyzzy] [e"), "unto him [Elisha], [xyzzy] [e");
    }

    #[test]
    fn drops_edition_marks_and_braces_only() {
        assert_eq!(clean("See {Villa}.\n   [1913 Webster +PJC]"), "See Villa.");
        assert_eq!(clean("a fault. [WordNet 1.5] [Obs.]"), "a fault. [Obs.]");
        assert!(is_edition_mark("Webster 1913 Suppl. +PJC") && !is_edition_mark("AS. eal.") && !is_edition_mark("Obs."));
    }

    #[test]
    fn joins_lines_and_sets_dashes() {
        assert_eq!(clean("swiftly;\n      -- said of  things"), "swiftly; — said of things");
    }

    #[test]
    fn sets_stress_as_printed_dictionaries_do() {
        assert_eq!(syllables("Gre*ga\"ri*ous"), "Gre·ga′ri·ous");
        assert_eq!(plain_word("Caf['e]\""), "Café");
    }
}

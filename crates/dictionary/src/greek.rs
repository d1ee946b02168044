//! Greek as GCIDE types it on an ASCII keyboard, turned into Greek letters or a scholarly transliteration.
//!
//! Letters as in the transliteration of GCIDE's Greek font: `h` η, `q` θ, `y` υ, `w` ω, `f` φ, `x` ξ, `ch` χ, `ps` ψ.
//! A breathing stands before its vowel (`'` smooth, `"` rough), an accent after it (`` ` `` acute, `^` or `~` circumflex):
//! `'ichqy`s` → `ἰχθύς`, `"y`dwr` → `ὕδωρ`.

use unicode_normalization::UnicodeNormalization;

/// A Greek word in two scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greek {
    /// In Greek letters.
    pub script: String,
    /// In Latin letters: `ichthýs`, `hýdōr`.
    pub latin: String,
}

const SMOOTH: char = '\u{313}';
const ROUGH: char = '\u{314}';
const ACUTE: char = '\u{301}';
const CIRCUMFLEX: char = '\u{342}';
const IOTA: char = '\u{345}';

/// Reads a word in GCIDE's typing of Greek; `None` where it holds anything else.
#[must_use]
pub fn read(typed: &str) -> Option<Greek> {
    if !typed.is_ascii() || !typed.contains(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let letters: Vec<char> = typed.chars().collect();
    let mut script = String::new();
    let mut latin = String::new();
    let mut at = 0;
    let mut breathing = None;
    while at < letters.len() {
        let letter = letters[at];
        let upper = letter.is_ascii_uppercase();
        let next = letters.get(at + 1).copied();
        let last = !letters[at + 1..].iter().any(char::is_ascii_alphabetic);
        let (greek, plain, width) = match (letter.to_ascii_lowercase(), next) {
            ('c', Some('h')) => ('χ', "ch", 2),
            ('p', Some('s')) => ('ψ', "ps", 2),
            ('a', _) => ('α', "a", 1),
            ('b', _) => ('β', "b", 1),
            ('g', Some('g' | 'k' | 'x')) => ('γ', "n", 1),
            ('g', Some('c')) if letters.get(at + 2) == Some(&'h') => ('γ', "n", 1),
            ('g', _) => ('γ', "g", 1),
            ('d', _) => ('δ', "d", 1),
            ('e', _) => ('ε', "e", 1),
            ('z', _) => ('ζ', "z", 1),
            ('h', _) => ('η', "ē", 1),
            ('q', _) => ('θ', "th", 1),
            ('i' | 'j', _) => ('ι', "i", 1),
            ('k', _) => ('κ', "k", 1),
            ('l', _) => ('λ', "l", 1),
            ('m', _) => ('μ', "m", 1),
            ('n', _) => ('ν', "n", 1),
            ('x', _) => ('ξ', "x", 1),
            ('o', _) => ('ο', "o", 1),
            ('p', _) => ('π', "p", 1),
            ('r', _) => ('ρ', "r", 1),
            ('s', _) if last => ('ς', "s", 1),
            ('s', _) => ('σ', "s", 1),
            ('t', _) => ('τ', "t", 1),
            // In a diphthong υ is a `u`, alone a `y`, as in the words English took over.
            ('y' | 'u', _) if at > 0 && diphthong(&letters[..at]) => ('υ', "u", 1),
            ('y' | 'u', _) => ('υ', "y", 1),
            ('f', _) => ('φ', "ph", 1),
            ('w', _) => ('ω', "ō", 1),
            ('\'', _) => {
                breathing = Some(SMOOTH);
                at += 1;
                continue;
            }
            ('"', _) => {
                breathing = Some(ROUGH);
                at += 1;
                continue;
            }
            ('`', _) => {
                accent(&mut script, &mut latin, ACUTE);
                at += 1;
                continue;
            }
            ('^' | '~', _) => {
                accent(&mut script, &mut latin, CIRCUMFLEX);
                at += 1;
                continue;
            }
            // `'w,dh``: an iota beneath the vowel, which Latin letters leave out.
            (',', Some(_)) if at > 0 && matches!(letters[at - 1].to_ascii_lowercase(), 'a' | 'h' | 'w' | '`' | '^') => {
                script.push(IOTA);
                at += 1;
                continue;
            }
            ('-', _) => {
                script.push('-');
                latin.push('-');
                at += 1;
                continue;
            }
            _ => return None,
        };
        if breathing == Some(ROUGH) && greek != 'ρ' {
            latin.push(if upper { 'H' } else { 'h' });
        }
        let rough_rho = breathing == Some(ROUGH) && greek == 'ρ';
        if upper {
            script.extend(greek.to_uppercase());
            latin.extend(plain.chars().take(1).flat_map(char::to_uppercase));
            latin.extend(plain.chars().skip(1));
        } else {
            script.push(greek);
            latin.push_str(plain);
        }
        if rough_rho {
            latin.push('h');
        }
        if let Some(mark) = breathing.take() {
            script.push(mark);
        }
        at += width;
    }
    Some(Greek { script: script.nfc().collect(), latin: latin.nfc().collect() })
}

/// Whether the letter before an υ makes a diphthong with it.
fn diphthong(before: &[char]) -> bool {
    let vowel = before.iter().rev().find(|letter| letter.is_ascii_alphabetic());
    let accented = before.last().is_some_and(|mark| matches!(mark, '`' | '^' | '~'));
    !accented && vowel.is_some_and(|letter| matches!(letter.to_ascii_lowercase(), 'a' | 'e' | 'o' | 'h'))
}

fn accent(script: &mut String, latin: &mut String, mark: char) {
    script.push(mark);
    latin.push(if mark == CIRCUMFLEX { '\u{302}' } else { mark });
}

/// Whether a printed form looks like typed Greek: it has an accent sign or a breathing in Greek position.
#[must_use]
pub fn looks_typed(form: &str) -> bool {
    read(form).is_some()
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn reads_breathings_accents_and_final_sigma() {
        let cases = [
            ("'ichqy`s", "ἰχθύς", "ichthýs"),
            ("kako`s", "κακός", "kakós"),
            ("\"y`dwr", "ὕδωρ", "hýdōr"),
            ("ney^ron", "νεῦρον", "neûron"),
            ("'o`ros", "ὄρος", "óros"),
            ("\"ro`don", "ῥόδον", "rhódon"),
            ("gra`fein", "γράφειν", "gráphein"),
            ("psychh`", "ψυχή", "psychḗ"),
            ("'a`gkyra", "ἄγκυρα", "ánkyra"),
            ("Kro`nos", "Κρόνος", "Krónos"),
        ];
        for (typed, script, latin) in cases {
            let greek = read(typed).unwrap();
            assert_eq!((greek.script.as_str(), greek.latin.as_str()), (script, latin), "{typed}");
        }
    }

    #[test]
    fn leaves_everything_else_alone() {
        assert_eq!(read("?????"), None);
        assert_eq!(read("kako`s."), None);
        assert_eq!(read("café"), None);
    }
}

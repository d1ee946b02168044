//! The head of an entry: headwords, pronunciation, part of speech, forms, labels, etymology.

use super::{Block, BlockKind, Form, GcideEntry, Headword, Label, LabelKind, Note, PartOfSpeech, closing, references};
use crate::labels;
use crate::notation::{self, is_edition_mark};
use crate::span::{Piece, Span};

/// Reads the head into `entry` and says where the body begins.
pub(super) fn read(text: &str, entry: &mut GcideEntry) -> usize {
    let first_line = text.find('\n').unwrap_or(text.len());
    if !text[..first_line].contains('\\') {
        return unpronounced(text, first_line, entry);
    }
    let mut at = headwords(text, entry);
    at = skip(text, at, &[' ', ',', '\n']);
    if let Some((taken, name)) = labels::speech(&text[at..]) {
        let span = Span::new(at, at + taken);
        entry.part_of_speech = Some(PartOfSpeech { printed: notation::clean(span.of(text)), name, span });
        at = span.end;
    }
    let end = remainder(text, at, entry);
    entry.blocks.push(Block { kind: BlockKind::Head, span: Span::new(0, end).trimmed(text) });
    end
}

/// An entry whose first line has no pronunciation: a technical page of the database, or a damaged entry.
fn unpronounced(text: &str, first_line: usize, entry: &mut GcideEntry) -> usize {
    let line = text[..first_line].trim();
    if line.is_empty() || line.len() > 60 {
        return 0;
    }
    let span = Span::new(0, first_line).trimmed(text);
    entry.headwords.push(Headword { word: notation::plain_word(line), syllables: None, respelling: None, span });
    entry.blocks.push(Block { kind: BlockKind::Head, span });
    first_line
}

/// Reads `Word \Pron\ (respelling), Variant \Pron\ …` and says where it ends.
fn headwords(text: &str, entry: &mut GcideEntry) -> usize {
    let mut at = 0;
    loop {
        let Some(open) = text[at..].find('\\').map(|place| at + place) else { return at };
        let Some(close) = text[open + 1..].find('\\').map(|place| open + 1 + place) else { return open };
        let word_span = Span::new(at, open).trimmed(text);
        let word = notation::plain_word(word_span.of(text)).trim_matches([',', ';', ' ']).to_owned();
        let syllables = notation::syllables(&text[open + 1..close]);
        let mut end = close + 1;
        let mut respelling = None;
        let after = skip(text, end, &[' ', '\n']);
        if text[after..].starts_with('(')
            && let Some(past) = closing(text, after, *b"()")
        {
            let inner = &text[after + 1..past - 1];
            if past - after < 90 && labels::field(inner).is_none_or(|_| inner.contains("[")) {
                let shown =
                    notation::syllables(inner.split([';', ',']).next().unwrap_or_default().split(" or ").next().unwrap_or_default());
                if shown.chars().any(char::is_alphabetic) && !shown.contains('?') && shown.split(' ').count() < 3 {
                    respelling = Some(shown);
                }
                end = past;
            }
        }
        if !word.is_empty() && !entry.headwords.iter().any(|known| known.word == word) {
            entry.headwords.push(Headword {
                word,
                syllables: Some(syllables).filter(|shown| !shown.is_empty() && !shown.contains('?')),
                respelling,
                span: Span::new(word_span.start, end),
            });
        }
        at = end;
        if !another_headword(&text[at..]) {
            return at;
        }
        at = skip(text, at, &[' ', ',', ';', '\n']);
        if let Some(rest) = text[at..].strip_prefix("or ") {
            at = text.len() - rest.len();
        }
    }
}

/// Whether a variant headword follows: words and a pronunciation before anything else begins.
fn another_headword(rest: &str) -> bool {
    let begin = rest.trim_start_matches([' ', ',', ';', '\n']);
    let Some(slash) = begin.find('\\') else { return false };
    let between = &begin[..slash];
    between.len() < 60 && !between.contains(['{', '(', '.', '1']) && !between.contains("\n\n") && labels::speech(begin).is_none()
}

/// Reads what follows the part of speech as far as it belongs to the head.
fn remainder(text: &str, from: usize, entry: &mut GcideEntry) -> usize {
    let mut at = from;
    let mut end = from;
    // `pl.`, `or`, a comma: a form comes next, on the next line too.
    let mut awaits = false;
    loop {
        let next = skip(text, at, &[' ', ',', ';', '\n', '.']);
        let gap = &text[at..next];
        if gap.contains("\n\n") {
            return end;
        }
        let broken = gap.contains('\n');
        awaits |= gap.contains(',');
        let rest = &text[next..];
        match rest.as_bytes().first() {
            Some(b'[') => {
                let Some(past) = bracket_end(text, next) else { return end };
                let inner = Span::new(next + 1, past - 1);
                if !bracket(text, inner, entry) {
                    return end;
                }
                (at, end) = (past, past);
            }
            Some(b'(') => {
                let Some(past) = closing(text, next, *b"()") else { return end };
                let inner = Span::new(next + 1, past - 1);
                if inner.of(text).len() == 1 {
                    return end;
                }
                if let Some(name) = labels::field(inner.of(text)) {
                    let span = Span::new(next, past);
                    entry.labels.push(Label { printed: notation::clean(inner.of(text)), name, kind: LabelKind::Field, span });
                } else if past - next > 60 || (broken && !is_pronunciation(inner.of(text))) {
                    return end;
                }
                (at, end) = (past, past);
            }
            Some(b'{') => {
                let Some(past) = closing(text, next, *b"{}") else { return end };
                if broken && !awaits && end != from {
                    return end;
                }
                forms(text, Span::new(next, past), entry);
                awaits = false;
                (at, end) = (past, past);
            }
            _ => {
                let Some(taken) = form_word(rest) else { return end };
                let past = next + taken;
                // A form word counts only where a form follows.
                let follows = skip(text, past, &[' ', '\n', ',']);
                if !text[follows..].starts_with(['{', '(']) && form_word(&text[follows..]).is_none() {
                    return end;
                }
                awaits = true;
                (at, end) = (past, past);
            }
        }
    }
}

/// Takes a bracket of the head: a label, inflections, a remark on spelling, or the etymology; `false` for an edition mark.
fn bracket(text: &str, inner: Span, entry: &mut GcideEntry) -> bool {
    let words = inner.of(text).replace('\n', " ");
    let words = words.trim();
    if is_edition_mark(words) {
        return false;
    }
    if let Some(name) = labels::usage(words) {
        let span = Span::new(inner.start - 1, inner.end + 1);
        entry.labels.push(Label { printed: notation::clean(inner.of(text)), name, kind: LabelKind::Usage, span });
    } else if is_inflection(words) {
        forms(text, inner, entry);
    } else if is_on_spelling(words) {
        entry.notes.push(Note { heading: "Note".to_owned(), piece: Piece::at(text, inner) });
    } else if !words.starts_with("Narrower terms") {
        entry.etymologies.push(inner.trimmed(text));
    }
    true
}

/// `Written also {colour}`: no etymology.
fn is_on_spelling(words: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "Written",
        "written",
        "Also written",
        "also written",
        "Also spelled",
        "also spelled",
        "Also spelt",
        "Spelled",
        "Spelt",
        "spelled",
        "Sometimes written",
        "Sometimes spelt",
        "sometimes written",
        "Formerly written",
        "Formerly also",
        "formerly written",
        "Often written",
        "Called also",
        "called also",
        "Also called",
        "also called",
        "Sometimes spelled",
        "Less properly",
        "Improperly",
        "More properly written",
        "Commonly written",
        "Usually written",
        "Generally written",
        "Properly written",
        "More commonly",
        "Pronounced",
    ];
    BEGINNINGS.iter().any(|beginning| words.starts_with(beginning))
}

/// A respelling in parentheses, `(-s[imac])`, rather than words.
fn is_pronunciation(inner: &str) -> bool {
    inner.split_whitespace().count() <= 3 && inner.contains(['"', '`', '*', '[', '?', '-', '^', '='])
}

/// Whether the text in a bracket of the body begins as etymologies do.
pub(super) fn looks_like_etymology(inner: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "From ",
        "from ",
        "fr. ",
        "Fr. ",
        "Cf. ",
        "CF. ",
        "Pref. ",
        "Prob",
        "Perh",
        "A corruption",
        "Corrupt",
        "Abbrev",
        "Contr",
        "Contraction",
        "Dim. ",
        "So called",
        "So named",
        "Named ",
        "Etymol",
        "Orig",
        "Akin ",
        "Shortened",
        "Formed ",
        "A contraction",
        "An abbreviation",
        "Properly ",
    ];
    let inner = inner.trim_start();
    let words = inner.split_whitespace().collect::<Vec<_>>().join(" ");
    if labels::usage(&words).is_some() || is_edition_mark(&words) || is_on_spelling(&words) {
        return false;
    }
    if let Some((length, language)) = crate::languages::at_start(inner) {
        // `[Sp. Amer.]`, `[Scot. Law]` are labels; a name spelled out begins many a remark.
        let after = inner[length..].trim_start_matches([',', ' ', '\n', '.']);
        return language.abbreviation.ends_with('.')
            && !after.starts_with("Amer")
            && (!after.is_empty() || inner.len() < 6 && language.name != "Scots" && language.name != "English");
    }
    BEGINNINGS.iter().any(|beginning| inner.starts_with(beginning)) || (inner.starts_with("See {") && words.len() < 80)
}

/// The end of a bracket; one that never closes ends with its paragraph.
fn bracket_end(text: &str, open: usize) -> Option<usize> {
    let paragraph = text[open..].find("\n\n").map_or(text.len(), |place| open + place);
    let numbered = text[open..paragraph].find("\n   1. ").map_or(paragraph, |place| open + place);
    match closing(text, open, *b"[]") {
        Some(past) if past <= paragraph => Some(past),
        _ => text[open..numbered].rfind(']').map(|place| open + place + 1),
    }
}

/// A word that introduces a form: `pl.`, `or`, `imp.`
fn form_word(rest: &str) -> Option<usize> {
    const WORDS: &[&str] = &[
        "pl.",
        "or",
        "imp.",
        "p. p.",
        "p.",
        "sing.",
        "fem.",
        "masc.",
        "E. pl.",
        "L. pl.",
        "E.",
        "L.",
        "&",
        "F.",
        "obs.",
        "rarely",
        "formerly",
        "Eng.",
        "also",
        "and",
        "collectively",
        "sometimes",
        "often",
        "usually",
        "commonly",
        "generally",
        "less",
        "properly",
        "pr.",
        "vb.",
        "n.",
    ];
    WORDS.iter().find(|word| rest.strip_prefix(**word).is_some_and(|after| after.starts_with([' ', '\n', '{']))).map(|word| word.len())
}

fn is_inflection(words: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "imp.", "p. p", "p. pr", "pl.", "Compar.", "compar.", "superl.", "Superl.", "sing.", "pres.", "Pres.", "3d ", "obs. imp",
        "Obs. imp", "Imp.", "P. p", "Pl.", "pret.", "inf.", "1st ", "poss.", "nom.", "Nom.",
    ];
    BEGINNINGS.iter().any(|beginning| words.starts_with(beginning)) && words.contains('{')
}

fn forms(text: &str, within: Span, entry: &mut GcideEntry) {
    for found in references(text, within) {
        if !entry.forms.iter().any(|known| known.word == found.word) {
            entry.forms.push(Form { word: found.word, span: found.span });
        }
    }
}

fn skip(text: &str, from: usize, what: &[char]) -> usize {
    text.len() - text[from..].trim_start_matches(what).len()
}

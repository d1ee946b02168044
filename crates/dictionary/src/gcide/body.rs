//! Senses, quotations, notes, phrases: the blocks of the body read.

use super::blocks::{Mark, Marked};
use super::head;
use super::{Attribution, BlockKind, Derived, GcideEntry, GcideQuotation, Label, LabelKind, Note, Phrase, Sense, closing, references};
use crate::authors;
use crate::labels;
use crate::notation::{self, is_edition_mark};
use crate::span::{Piece, Span};

/// Where what follows belongs.
enum Owner {
    Nothing,
    Sense,
    Phrase,
}

/// Reads the blocks into `entry`.
pub(super) fn read(text: &str, blocks: &[Marked], entry: &mut GcideEntry) {
    let mut owner = Owner::Nothing;
    let mut number: Option<String> = None;
    let mut inherited: Vec<Label> = Vec::new();
    for Marked { block, mark } in blocks {
        entry.blocks.push(*block);
        let span = block.span;
        match block.kind {
            BlockKind::Head => {}
            BlockKind::Edition => {
                let name = span.of(text).trim_matches(['[', ']']).split_whitespace().collect::<Vec<_>>().join(" ");
                if !entry.editions.contains(&name) {
                    entry.editions.push(name);
                }
            }
            BlockKind::Sense if matches!((&owner, mark), (Owner::Phrase, Mark::Letter(_))) => {
                // Lettered meanings of a phrase.
                if let Some(phrase) = entry.phrases.last_mut() {
                    let part = passage(text, Span::new(span.start + 3, span.end));
                    phrase.quotations.extend(part.quotations);
                    if phrase.definition.as_ref().is_none_or(Piece::is_empty) {
                        phrase.definition = part.definition.filter(|piece| !is_reference_only(&piece.text));
                    }
                }
            }
            BlockKind::Sense => {
                let (shown, from) = match mark {
                    Mark::Number(digits) => {
                        number = Some(digits.clone());
                        inherited.clear();
                        (Some(digits.clone()), span.start + digits.len() + 1)
                    }
                    Mark::Letter(letter) => {
                        let shown = number.as_ref().map_or_else(|| letter.clone(), |digits| format!("{digits} {letter}"));
                        (Some(shown), span.start + letter.len())
                    }
                    _ => (None, span.start),
                };
                let part = passage(text, Span::new(from.min(span.end), span.end));
                // Signs between the head and the first sense are no sense.
                let says =
                    part.definition.is_some() || !part.remarks.is_empty() || !part.attributions.is_empty() || !part.quotations.is_empty();
                if *mark == Mark::None && !says && part.labels.is_empty() && part.etymology.is_none() {
                    continue;
                }
                // The etymology of a later sense is that sense's, not the word's.
                if entry.senses.is_empty() && entry.etymologies.is_empty() {
                    entry.etymologies.extend(part.etymology);
                }
                let mut marks = if matches!(mark, Mark::Letter(_)) { inherited.clone() } else { Vec::new() };
                marks.extend(part.labels);
                if matches!(mark, Mark::Number(_)) {
                    inherited = marks.clone();
                }
                entry.senses.push(Sense {
                    number: shown,
                    labels: marks,
                    // `See {Color}.` sends the reader away and says nothing.
                    definition: part.definition.filter(|piece| !sends_away(&piece.text)),
                    examples: part.examples,
                    remarks: part.remarks,
                    attributions: part.attributions,
                    quotations: part.quotations,
                    span,
                });
                owner = Owner::Sense;
            }
            BlockKind::Quotation => {
                let found = quotation(text, span);
                match owner {
                    Owner::Phrase => {
                        if let Some(phrase) = entry.phrases.last_mut() {
                            phrase.quotations.push(found);
                        }
                    }
                    Owner::Nothing | Owner::Sense => {
                        if let Some(sense) = entry.senses.last_mut() {
                            sense.quotations.push(found);
                        } else {
                            entry.senses.push(Sense {
                                number: None,
                                labels: Vec::new(),
                                definition: None,
                                examples: None,
                                remarks: Vec::new(),
                                attributions: Vec::new(),
                                quotations: vec![found],
                                span,
                            });
                        }
                    }
                }
            }
            BlockKind::Note | BlockKind::Synonyms => {
                let heading = match mark {
                    Mark::Heading(heading) => heading.clone(),
                    _ => "Note".to_owned(),
                };
                let begin = (span.start + heading.len() + 1).min(span.end);
                let piece = Piece::at(text, Span::new(begin, span.end));
                if block.kind == BlockKind::Synonyms {
                    entry.synonyms.push(piece);
                } else {
                    entry.notes.push(Note { heading, piece });
                }
            }
            BlockKind::Phrase => {
                phrase(text, span, entry);
                owner = Owner::Phrase;
            }
            BlockKind::Derived => derived(text, span, entry),
            BlockKind::Text => {
                if let (Owner::Sense, Some(sense)) = (&owner, entry.senses.last_mut()) {
                    let piece = Piece::at(text, span);
                    // A stray headword at the end of an entry is no remark.
                    if piece.text.contains(' ') {
                        sense.remarks.push(piece);
                    }
                }
            }
        }
    }
}

/// What a passage holds.
#[derive(Default)]
struct Passage {
    labels: Vec<Label>,
    definition: Option<Piece>,
    examples: Option<Piece>,
    remarks: Vec<Piece>,
    attributions: Vec<Attribution>,
    quotations: Vec<GcideQuotation>,
    etymology: Option<Span>,
}

/// Reads a passage: labels, definition, examples, attributions and quotations within the line.
fn passage(text: &str, span: Span) -> Passage {
    let mut part = Passage::default();
    let mut at = span.start;
    // Labels of the field stand first.
    loop {
        let next = at + (text[at..span.end].len() - text[at..span.end].trim_start_matches([' ', '\n', ',']).len());
        if !text[next..span.end].starts_with('(') {
            break;
        }
        let Some(past) = closing(text, next, *b"()").filter(|past| *past <= span.end).or_else(|| unclosed_label(text, next, span.end))
        else {
            break;
        };
        let inner = text[next + 1..past - 1].trim_matches(['(', ')']).to_owned();
        let Some(name) = labels::field(&inner) else { break };
        part.labels.push(Label { printed: notation::clean(&inner), name, kind: LabelKind::Field, span: Span::new(next, past) });
        at = past;
    }
    // `1. [Shortened form of an. AS. [=a]n one.] An adjective`: an etymology before the definition.
    let next = at + (text[at..span.end].len() - text[at..span.end].trim_start().len());
    if text[next..span.end].starts_with('[')
        && let Some(past) = closing(text, next, *b"[]").filter(|past| *past <= span.end)
        && head::looks_like_etymology(&text[next + 1..past - 1])
    {
        part.etymology = Some(Span::new(next + 1, past - 1).trimmed(text));
        at = past;
    }
    let mut stretches: Vec<Span> = Vec::new();
    let mut begin = at;
    while at < span.end {
        let rest = &text[at..span.end];
        if rest.starts_with('[') {
            let past = closing(text, at, *b"[]").filter(|past| *past <= span.end).unwrap_or(at + 1);
            let inner = text[at + 1..past.max(at + 2) - 1].split_whitespace().collect::<Vec<_>>().join(" ");
            if let Some(name) = labels::usage(&inner) {
                part.labels.push(Label { printed: inner, name, kind: LabelKind::Usage, span: Span::new(at, past) });
                stretches.push(Span::new(begin, at));
                begin = past;
            } else if is_edition_mark(&inner) {
                stretches.push(Span::new(begin, at));
                begin = past;
            } else if inner.split(' ').count() > 3 && inner.starts_with(|letter: char| letter.is_ascii_uppercase()) && past > at + 2 {
                // `[In this sense written also {villan}.]`: a remark of its own.
                stretches.push(Span::new(begin, at));
                part.remarks.push(Piece::at(text, Span::new(at + 1, past - 1)));
                begin = past;
            }
            at = past;
        } else if let Some((name, past)) = rest.starts_with("--").then(|| attribution(text, Span::new(at, span.end))).flatten() {
            let before = Span::new(begin, at).trimmed(text);
            match quoted(text, before) {
                Some(words) => {
                    stretches.push(Span::new(before.start, words.start.saturating_sub(1)));
                    part.quotations.push(GcideQuotation { text: notation::clean(words.of(text)), span: words, attribution: Some(name) });
                }
                None => {
                    stretches.push(before);
                    part.attributions.push(name);
                }
            }
            begin = past;
            at = past;
            // `--Dryden. Cowper.`: further names without a dash.
            while let Some((name, past)) = further_name(text, Span::new(at, span.end)) {
                part.attributions.push(name);
                begin = past;
                at = past;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    stretches.push(Span::new(begin, span.end));
    for stretch in stretches {
        let stretch = without_leading_stops(text, stretch.trimmed(text));
        if !stretch.of(text).contains(char::is_alphabetic) {
            continue;
        }
        if part.definition.is_none() {
            let (definition, examples) = split_examples(text, without_dangling_as(text, stretch));
            part.definition = Some(Piece::at(text, definition)).filter(|piece| !piece.is_empty());
            part.examples = examples.map(|examples| Piece::at(text, examples)).filter(|piece| !piece.is_empty());
        } else {
            part.remarks.push(Piece::at(text, stretch));
        }
    }
    part
}

/// `(Anal. (Geom.) One …`: a label whose first bracket was never closed.
fn unclosed_label(text: &str, open: usize, end: usize) -> Option<usize> {
    let close = text[open..end].find(')')?;
    (close < 40).then_some(open + close + 1)
}

fn without_leading_stops(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start_matches([';', ',', '.', ':', ' ', '\n', ')']).len());
    Span::new(start, span.end).trimmed(text)
}

/// A definition that ends in `; as:` promises examples that stand elsewhere.
fn without_dangling_as(text: &str, span: Span) -> Span {
    let words = span.of(text).trim_end_matches([':', ',', ' ', '\n', '-', '.']);
    let cut = words.strip_suffix("as").map(str::trim_end).filter(|rest| rest.ends_with([';', ':', ',']));
    cut.map_or(span, |rest| Span::new(span.start, span.start + rest.len() - 1).trimmed(text))
}

/// Splits a definition from what follows `as,`.
fn split_examples(text: &str, span: Span) -> (Span, Option<Span>) {
    let words = span.of(text);
    let mut from = 0;
    while let Some(place) = words[from..].find("as,").map(|place| from + place) {
        let before = words[..place].trim_end();
        let after = words[place + 3..].starts_with([' ', '\n']);
        if after && before.ends_with([';', ':', ',']) {
            let definition = Span::new(span.start, span.start + before.len() - 1);
            return (definition.trimmed(text), Some(Span::new(span.start + place + 3, span.end).trimmed(text)));
        }
        from = place + 3;
    }
    (span, None)
}

/// A quotation at the end of a stretch, in double quotes: the place of its words.
fn quoted(text: &str, span: Span) -> Option<Span> {
    let words = span.of(text);
    let inner = words.strip_suffix('"')?;
    let mut open = inner.rfind('"')?;
    // A `"` within brackets is an umlaut.
    while open > 0 && inner.as_bytes()[open - 1] == b'[' {
        open = inner[..open].rfind('"')?;
    }
    let found = Span::new(span.start + open + 1, span.start + inner.len()).trimmed(text);
    (found.of(text).split_whitespace().count() > 1).then_some(found)
}

/// Reads `--Author.` at the beginning of a span; the name and where it ends.
fn attribution(text: &str, span: Span) -> Option<(Attribution, usize)> {
    let words = span.of(text);
    let name = words.strip_prefix("--")?;
    let name = name.strip_prefix(' ').unwrap_or(name);
    let skipped = words.len() - name.len();
    let first = name.chars().next()?;
    if !(first.is_ascii_uppercase()
        || first.is_ascii_digit()
        || name.starts_with("de ")
        || name.starts_with("[AE]")
        || name.starts_with("d'"))
    {
        return None;
    }
    let mut end = 0;
    let bytes = name.as_bytes();
    while end < bytes.len() {
        match bytes[end] {
            b'(' => {
                let past = closing(name, end, *b"()")?;
                end = past;
                if name[end..].starts_with('.') {
                    end += 1;
                }
                continue;
            }
            b'[' => {
                // An escape within the name goes on, a label ends it.
                let past = closing(name, end, *b"[]")?;
                if notation::escape(&name[end + 1..past - 1]).is_some() {
                    end = past;
                    continue;
                }
                break;
            }
            b'"' | b';' | b'{' => break,
            b'-' if name[end..].starts_with("--") => break,
            b'.' => {
                // After a full stop, a name goes on with a capital, a numeral or a connecting word; a new sentence does too, but names are short.
                let rest = name[end + 1..].trim_start();
                let word: &str = rest.split([' ', '\n', '.', ',']).next().unwrap_or_default();
                let known = authors::read(&notation::clean(&name[..=end])).known
                    && !rest.starts_with('(')
                    && !rest.starts_with('&')
                    && !is_numeral(word);
                let goes_on = !known
                    && (rest.starts_with(|letter: char| {
                        letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '&' || letter == '('
                    }) || is_numeral(word)
                        || matches!(word, "of" | "de" | "and" | "the" | "on"));
                end += 1;
                if !goes_on {
                    break;
                }
                continue;
            }
            _ => {}
        }
        end += 1;
    }
    let raw = &name[..end];
    if raw.len() > 72 || raw.split_whitespace().count() > 10 {
        return None;
    }
    let place = Span::new(span.start + skipped, span.start + skipped + end).trimmed(text);
    let printed = notation::clean(place.of(text));
    if is_edition_mark(printed.trim_end_matches('.')) || !printed.contains(char::is_alphabetic) {
        return None;
    }
    let known = authors::read(&printed);
    Some((Attribution { printed, author: known.author, work: known.work, span: place }, span.start + skipped + end))
}

/// A known author's name standing alone.
fn further_name(text: &str, span: Span) -> Option<(Attribution, usize)> {
    let words = span.of(text);
    let start = words.len() - words.trim_start().len();
    let rest = &words[start..];
    let length = rest
        .match_indices('.')
        .map(|(place, _)| place + 1)
        .take(3)
        .find(|length| authors::read(&notation::clean(&rest[..*length])).known)?;
    let place = Span::new(span.start + start, span.start + start + length);
    let printed = notation::clean(place.of(text));
    let known = authors::read(&printed);
    Some((Attribution { printed, author: known.author, work: known.work, span: place }, place.end))
}

fn is_numeral(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| matches!(letter, 'i' | 'v' | 'x' | 'l' | 'c' | '0'..='9' | '-'))
}

/// Reads a quotation set apart: its words, and the name at its end.
fn quotation(text: &str, span: Span) -> GcideQuotation {
    let words = span.of(text);
    let mut at = words.len();
    let mut found = None;
    while let Some(place) = words[..at].rfind("--") {
        let spaced = place == 0 || words[..place].ends_with([' ', '\n', '"', '.', '!', '?', ']', ')']);
        if spaced && let Some((name, past)) = attribution(text, Span::new(span.start + place, span.end)) {
            let rest = text[past..span.end].trim();
            if rest.is_empty() || rest.starts_with('[') || rest.starts_with("--") {
                found = Some((place, name));
            }
        }
        if place == 0 || found.is_some() {
            break;
        }
        at = place;
    }
    let end = found.as_ref().map_or(span.end, |(place, _)| span.start + place);
    let inner = unquoted(text, Span::new(span.start, end).trimmed(text));
    GcideQuotation { text: verse(text, inner), span: inner, attribution: found.map(|(_, name)| name) }
}

/// A quotation wholly in double quotes without them.
fn unquoted(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let inner = words.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('"') => Span::new(span.start + 1, span.end - 1),
        _ => span,
    }
}

/// The widest line the dictionary sets, its indent included.
const WIDTH: usize = 64;

/// Words that begin lines of verse but, with a capital, hardly the middle of a sentence.
const LINE_WORDS: &[&str] = &[
    "A", "All", "An", "And", "Are", "As", "At", "But", "By", "Did", "Do", "For", "From", "Had", "Has", "He", "Her", "His", "How", "If",
    "In", "Is", "It", "Its", "Like", "May", "My", "No", "Nor", "Not", "Now", "O'er", "Of", "On", "Or", "Our", "Out", "She", "So", "Than",
    "That", "The", "Their", "Then", "There", "These", "They", "This", "Those", "Though", "Till", "To", "Upon", "Was", "Were", "What",
    "When", "Where", "Which", "While", "Who", "Whose", "Will", "With", "Yet", "You", "Your",
];

/// Cleans a quotation; a line that was broken although the next word had room is a line of verse, and so is one that
/// begins with a capital no sentence explains.
fn verse(text: &str, span: Span) -> String {
    let words = span.of(text);
    let line_start = text[..span.start].rfind('\n').map_or(0, |place| place + 1);
    let indent = span.start - line_start;
    let lines: Vec<&str> = words.split('\n').collect();
    let mut shown = String::new();
    for (place, line) in lines.iter().enumerate() {
        if place > 0 {
            let before = lines[place - 1];
            let width = if place == 1 { indent + before.trim().len() } else { before.trim_end().len() };
            let first = line.split_whitespace().next().unwrap_or_default();
            let bare = first.trim_start_matches(['"', '\'', '(', '[', '{']).trim_end_matches([',', ';', ':', '.', '!', '?']);
            let capital = bare.starts_with(char::is_uppercase);
            let room = width + 1 + first.len() <= WIDTH;
            let goes_on = !before.trim_end().ends_with(['.', '!', '?', '"']);
            shown.push(if capital && (room || (goes_on && LINE_WORDS.contains(&bare))) { '\n' } else { ' ' });
        }
        shown.push_str(&notation::clean(line));
    }
    let shown = shown.trim();
    let whole = notation::clean(words);
    // A mark that spans lines, or fills one, is only seen whole.
    if shown.replace('\n', " ") == whole { shown.to_owned() } else { whole }
}

/// Reads `{Gunner's quadrant} (Mil.), an instrument …`.
fn phrase(text: &str, span: Span, entry: &mut GcideEntry) {
    let mut names: Vec<String> = Vec::new();
    let mut at = span.start;
    let mut marks: Vec<Label> = Vec::new();
    loop {
        let rest = &text[at..span.end];
        let next = at + (rest.len() - rest.trim_start_matches([' ', '\n', ',']).len());
        let rest = &text[next..span.end];
        if rest.starts_with('{') {
            let Some(past) = closing(text, next, *b"{}").filter(|past| *past <= span.end) else { break };
            let name = notation::plain_word(&text[next + 1..past - 1]);
            if !name.is_empty() {
                names.push(name);
            }
            at = past;
        } else if rest.starts_with("or ") || rest.starts_with("or\n") {
            at = next + 2;
        } else if rest.starts_with("and {") {
            at = next + 3;
        } else if rest.starts_with('(') {
            let Some(past) = closing(text, next, *b"()").filter(|past| *past <= span.end) else { break };
            let inner = &text[next + 1..past - 1];
            let Some(name) = labels::field(inner) else { break };
            marks.push(Label { printed: notation::clean(inner), name, kind: LabelKind::Field, span: Span::new(next, past) });
            at = past;
        } else {
            break;
        }
    }
    let part = passage(text, Span::new(at, span.end));
    marks.extend(part.labels);
    let definition = part.definition.filter(|piece| !is_reference_only(&piece.text));
    entry.phrases.push(Phrase { names, labels: marks, definition, quotations: part.quotations, span });
}

/// Whether a text only sends the reader elsewhere: `See Cacao.`
pub(crate) fn is_reference_only(words: &str) -> bool {
    let begin = words.trim_start_matches(['.', ' ', ',']);
    (begin.starts_with("See ") || begin.starts_with("see ") || begin.starts_with("Same as ")) && begin.len() < 90
}

/// Whether a definition says nothing but where to look, `See Color`.
fn sends_away(words: &str) -> bool {
    is_reference_only(words) && !words.starts_with("Same as ")
}

/// Reads `-- {Gre*ga"ri*ous*ly}, adv. -- …`.
fn derived(text: &str, span: Span, entry: &mut GcideEntry) {
    for found in references(text, span) {
        let after = text[found.span.end..span.end].trim_start_matches([',', ' ', '\n']);
        let part_of_speech = labels::speech(after).map(|(_, name)| name);
        entry.derived.push(Derived { word: found.word, part_of_speech, span: found.span });
    }
}

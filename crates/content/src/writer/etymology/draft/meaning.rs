//! How the meaning moved: senses in the dictionary's order, the obsolete apart from the living.

use dictionary::dossier::DossierSense;
use dictionary::gcide::LabelKind;
use press::{Block, Chapter, Sentence, TermEntry};

use super::super::grammar::{capitalised, list, quoted, word};
use super::super::intent::{Angle, Audience, Length};
use super::page::{Page, is_wordnet, paragraph};
use super::{Part, present, voices};

/// Which drawer a sense goes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drawer {
    Gone,
    Confined,
    Living,
}

pub(super) fn chapter(page: &mut Page<'_>) -> Option<Chapter> {
    let dossier = page.dossier;
    let head = page.head_entry();
    let mut senses: Vec<(usize, &DossierSense)> = dossier
        .senses
        .iter()
        .enumerate()
        .filter(|(_, sense)| sense.is_of(0) && !is_wordnet(&dossier.entries[sense.entry]) && shown(sense))
        .collect();
    if senses.is_empty() {
        return None;
    }
    // The entry whose story is told comes first.
    senses.sort_by_key(|(_, sense)| Some(sense.entry) != head);
    let drawer = |sense: &DossierSense| {
        if sense.obsolete {
            Drawer::Gone
        } else if !sense.labels.is_empty() {
            Drawer::Confined
        } else {
            Drawer::Living
        }
    };
    let count = |wanted: Drawer| senses.iter().filter(|(_, sense)| drawer(sense) == wanted).count();
    let (gone, confined, living) = (count(Drawer::Gone), count(Drawer::Confined), count(Drawer::Living));
    let mut blocks = Vec::new();
    let book = page.book(senses[0].1.entry);
    let from = [(senses[0].1.entry, page.head_span(senses[0].1.entry))];
    blocks.extend(intro(page, book, &from, senses.len(), gone, confined));
    let order: &[Drawer] = match page.intent.angle {
        Angle::Cultural => &[Drawer::Living, Drawer::Confined, Drawer::Gone],
        _ => &[Drawer::Gone, Drawer::Confined, Drawer::Living],
    };
    let most = page.intent.length.scale(4, 8, 20);
    let mut quotations = (page.intent.quotation_budget / 2).max(1);
    for wanted in order {
        let chosen: Vec<(usize, &DossierSense)> = senses.iter().filter(|(_, sense)| drawer(sense) == *wanted).copied().collect();
        if chosen.is_empty() {
            continue;
        }
        let left_out = chosen.len() > most;
        let chosen = &chosen[..chosen.len().min(most)];
        let mut entries = Vec::new();
        for (_, sense) in chosen {
            entries.extend(term(page, sense));
        }
        if entries.is_empty() {
            continue;
        }
        if senses.len() > 1 {
            let lead = lead(
                page,
                *wanted,
                Some(wanted) == order.first() || !blocks.iter().any(|block| matches!(block, Block::Terms { .. })),
                chosen,
                gone + confined + living > chosen.len(),
                left_out,
            );
            blocks.extend(paragraph(vec![lead]));
        }
        blocks.push(Block::Terms { entries });
        // One line from a writer per drawer, where the dictionary has one.
        if quotations > 0
            && page.intent.angle != Angle::Cultural
            && let Some(number) = voices::for_senses(page, &chosen.iter().map(|(number, _)| *number).collect::<Vec<_>>())
        {
            blocks.push(voices::set(page, number));
            quotations -= 1;
        }
    }
    if !dossier.notes.iter().any(|note| note.word == 0) {
        // Without notes the synonyms would make a chapter of one sentence.
        blocks.extend(paragraph(super::usage::synonyms(page)));
    }
    let title = title(page, gone, senses.len());
    page.chapter(Part::Meaning, "Meaning", title, blocks)
}

fn shown(sense: &DossierSense) -> bool {
    sense.definition.as_ref().is_some_and(|piece| present::readable(&piece.text).is_some())
}

fn title(page: &Page<'_>, gone: usize, all: usize) -> String {
    if all == 1 {
        return page.pick("meaning.title.one", &["What it means", "A single sense", "The one meaning"]).to_owned();
    }
    if gone > 0 {
        return page
            .pick(
                "meaning.title.gone",
                &["What it used to mean, and still does", "How the meaning moved", "Senses lost and kept", "Old senses and new"],
            )
            .to_owned();
    }
    page.pick(
        "meaning.title",
        &["What it has been made to mean", "The senses in order", "How far the meaning reaches", "What the dictionary tells apart"],
    )
    .to_owned()
}

fn intro(page: &mut Page<'_>, book: &str, from: &[(usize, dictionary::Span)], all: usize, gone: usize, confined: usize) -> Option<Block> {
    let book = capitalised(book);
    let italic = word(&page.word);
    let text = match (all, gone, confined) {
        (1, 0, 0) => format!("{book} gives {italic} a single sense and no label."),
        (1, _, _) => format!("{book} gives {italic} a single sense."),
        (_, 0, 0) => page
            .pick(
                "meaning.plain",
                &[
                    "{book} sets out several senses of {word} and marks none of them as gone.",
                    "{book} tells the senses of {word} apart and puts no label on any.",
                    "All the senses {book} gives {word} stand there without a label.",
                ],
            )
            .replace("{book}", &book)
            .replace("{word}", &italic),
        (_, 0, _) => format!("{book} keeps every sense of {italic} alive, though not every one for everybody."),
        (_, gone, _) if gone == all => format!("Every sense {book} gives {italic} bears the mark of the obsolete."),
        _ => page
            .pick(
                "meaning.mixed",
                &[
                    "Not everything {word} once meant is still meant.",
                    "{book}'s labels show which senses of {word} had already gone out of use.",
                    "A part of what {word} meant is gone, and {book} says which.",
                ],
            )
            .replace("{book}'s", &possessive(&book))
            .replace("{book}", &lower_article(&book))
            .replace("{word}", &italic),
    };
    let sentence = page.frame("meaning.intro", &text, from);
    paragraph(vec![sentence])
}

fn possessive(book: &str) -> String {
    if book == "The Collaborative Dictionary" { "The Collaborative Dictionary's".to_owned() } else { format!("{book}'s") }
}

fn lower_article(book: &str) -> String {
    book.strip_prefix("The ").map_or_else(|| book.to_owned(), |rest| format!("the {rest}"))
}

fn lead(page: &mut Page<'_>, drawer: Drawer, first: bool, chosen: &[(usize, &DossierSense)], others: bool, left_out: bool) -> Sentence {
    let from: Vec<(usize, dictionary::Span)> = chosen.iter().take(3).map(|(_, sense)| (sense.entry, sense.span)).collect();
    let several = chosen.len() > 1;
    let (id, text) = match (drawer, several) {
        (Drawer::Gone, true) => (
            "meaning.gone",
            page.pick(
                "meaning.gone",
                &["These are marked obsolete:", "Gone out of use, by the dictionary's own marks, are these:", "The obsolete senses first:"],
            ),
        ),
        (Drawer::Gone, false) => (
            "meaning.gone",
            page.pick("meaning.gone.one", &["One sense is marked obsolete:", "Gone out of use, by the dictionary's own mark, is this:"]),
        ),
        (Drawer::Confined, true) if !others => ("meaning.confined", "Each carries a label, of a field or of usage:"),
        (Drawer::Confined, true) if first => (
            "meaning.confined",
            page.pick("meaning.confined", &["Some belong to a trade, a place or a manner of speaking:", "These carry a label:"]),
        ),
        (Drawer::Confined, true) => (
            "meaning.confined",
            page.pick(
                "meaning.confined",
                &[
                    "Some belong to a trade, a place or a manner of speaking:",
                    "Others come with a label, of a field or of usage:",
                    "These carry a label:",
                ],
            ),
        ),
        (Drawer::Confined, false) => {
            ("meaning.confined", page.pick("meaning.confined.one", &["One sense carries a label:", "One comes with a label attached:"]))
        }
        (Drawer::Living, true) if others && first => (
            "meaning.living",
            page.pick(
                "meaning.living.first",
                &["Without any label, as current, stand these:", "Plainly, and with no mark of age or trade, it gives these:"],
            ),
        ),
        (Drawer::Living, true) if others => (
            "meaning.living",
            page.pick(
                "meaning.living",
                &[
                    "What remains stands without a label:",
                    "And these the dictionary gives plainly, as current:",
                    "The rest it gives without any mark:",
                ],
            ),
        ),
        (Drawer::Living, true) => (
            "meaning.living",
            page.pick("meaning.all", &["In its order they are:", "They run as follows:", "Here they are, as it arranges them:"]),
        ),
        (Drawer::Living, false) if first => ("meaning.living", "One sense stands without a label:"),
        (Drawer::Living, false) => (
            "meaning.living",
            page.pick("meaning.living.one", &["One sense stands without a label:", "What remains, unlabelled, is this:"]),
        ),
    };
    let text = if drawer == Drawer::Gone && page.intent.angle == Angle::Cultural {
        text.replace("The obsolete senses first:", "The obsolete senses last:")
    } else {
        text.to_owned()
    };
    let text = if left_out { format!("{} (only the first are given here):", text.trim_end_matches(':')) } else { text };
    page.frame(id, &text, &from)
}

fn term(page: &mut Page<'_>, sense: &DossierSense) -> Option<TermEntry> {
    let dossier = page.dossier;
    let text = &dossier.entries[sense.entry].text;
    let definition = sense.definition.as_ref()?;
    // `pl. An account, by a traveler`: the form that has the sense, no sentence.
    let plural = ["pl. ", "Pl. "].iter().find(|mark| definition.span.of(text).starts_with(**mark));
    let definition = &plural.map_or_else(
        || definition.clone(),
        |mark| dictionary::Piece::at(text, dictionary::Span::new(definition.span.start + mark.len(), definition.span.end)),
    );
    let room = match page.intent.audience {
        Audience::Expert => 120,
        Audience::Academic => page.intent.length.scale(40, 70, 120),
        Audience::General => page.intent.length.scale(26, 40, 70),
    };
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut words = 0;
    for piece in present::sentences(text, definition.span) {
        let piece = present::shortened(text, &piece, room - words.min(room - 1));
        words += piece.text.split_whitespace().count();
        sentences.extend(page.said(sense.entry, &piece));
        if words >= room {
            break;
        }
    }
    if sentences.is_empty() {
        let piece = present::shortened(text, definition, room);
        sentences.extend(page.said(sense.entry, &piece));
    }
    if sentences.is_empty() {
        return None;
    }
    if page.intent.length != Length::Six
        && let Some(example) = sense.examples.first()
        && let Some(shown) = example_of(&example.text)
    {
        let text = format!("As in {}.", quoted(&shown));
        sentences.push(page.frame("meaning.example", &text, &[(sense.entry, example.span)]));
    }
    if sense.attributions.iter().any(|name| voices::is_name(&name.author)) {
        let names: Vec<String> = sense
            .attributions
            .iter()
            .filter(|name| voices::is_name(&name.author))
            .map(|name| voices::inline(&name.author))
            .take(3)
            .collect();
        let from: Vec<(usize, dictionary::Span)> = sense.attributions.iter().take(3).map(|name| (sense.entry, name.span)).collect();
        let text = format!("{} names {} for it.", capitalised(page.book(sense.entry)), list(&names));
        sentences.push(page.frame("meaning.named", &text, &from));
    }
    let speech = sense.part_of_speech.clone();
    let several = dossier
        .senses
        .iter()
        .filter(|other| other.is_of(0) && !is_wordnet(&dossier.entries[other.entry]))
        .any(|other| other.part_of_speech != speech);
    let term = match (&sense.number, speech) {
        (Some(number), Some(speech)) if several => format!("{speech}, {number}"),
        (Some(number), _) => number.clone(),
        (None, Some(speech)) => speech,
        (None, None) => page.word.clone(),
    };
    let mut names: Vec<String> = plural.iter().map(|_| "plural".to_owned()).collect();
    for label in &sense.labels {
        if !names.contains(&label.name) {
            names.push(label.name.clone());
        }
    }
    // Usage before field reads better: `obsolete, law`.
    let fields = sense.labels.iter().filter(|label| label.kind == LabelKind::Field).map(|label| label.name.clone()).collect::<Vec<_>>();
    names.sort_by_key(|name| fields.contains(name));
    let label = (!names.is_empty()).then(|| names.iter().map(|name| without_stop(name)).collect::<Vec<_>>().join(", "));
    Some(TermEntry { term, label, sentences })
}

/// A label without the full stop of an abbreviation it ends in, but for `U.S.`.
fn without_stop(name: &str) -> &str {
    if name.ends_with("U.S.") { name } else { name.trim_end_matches('.') }
}

/// The first example after `as,`, short enough to be quoted.
fn example_of(text: &str) -> Option<String> {
    let first = text.split(';').next().unwrap_or_default().trim();
    let first = first.split(" as, ").next().unwrap_or(first).trim_end_matches(", etc.").trim_end_matches(['.', ',', ' ']);
    let readable = present::readable(first)?;
    (2..=16).contains(&readable.split_whitespace().count()).then_some(readable).filter(|shown| {
        shown.matches('"').count() % 2 == 0 && shown.matches('(').count() == shown.matches(')').count() && !shown.contains('—')
    })
}

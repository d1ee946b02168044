//! Relatives and phrases.

use dictionary::dossier::{Kinship, Relative};
use press::{Block, Chapter, TermEntry};

use super::super::grammar::{capitalised, list, word};
use super::super::intent::Angle;
use super::page::{Page, paragraph};
use super::{Part, present};

pub(super) fn chapter(page: &mut Page<'_>) -> Option<Chapter> {
    let mut blocks = Vec::new();
    let derived = relatives(page, Kinship::Derived);
    let back = relatives(page, Kinship::RefersBack);
    let compared = relatives(page, Kinship::Compared);
    let most = page.intent.length.scale(4, 7, 14);
    blocks.extend(defined(page, &derived, "family.derived", most));
    let point = if back.len() == 1 {
        "Another entry points back to it in its own etymology: {words}."
    } else {
        page.pick(
            "family.back",
            &[
                "Other entries point back to it in their own etymologies: {words}.",
                "Elsewhere in the dictionary its name comes up as an ancestor or a cousin: see {words}.",
                "The etymologies of {words} send the reader here.",
            ],
        )
    };
    let mut sentences = Vec::new();
    sentences.extend(named(page, &back, "family.back", point, most));
    let compare = if compared.len() == 1 {
        "Its own etymology names {words} beside it."
    } else {
        page.pick(
            "family.compared",
            &[
                "Its own etymology names {words} beside it.",
                "From its etymology the reader is sent across to {words}.",
                "In its etymology stand {words} as well.",
            ],
        )
    };
    sentences.extend(named(page, &compared, "family.compared", compare, most));
    blocks.extend(paragraph(sentences));
    if page.intent.angle == Angle::Linguistic || page.intent.angle == Angle::Etymology {
        blocks.extend(kin_defined(page, &compared, &back));
    }
    blocks.extend(phrases(page));
    let title = title(page, &derived);
    page.chapter(Part::Family, "Family", title, blocks)
}

fn title(page: &Page<'_>, derived: &[&Relative]) -> String {
    let words: Vec<String> = derived.iter().take(2).map(|relative| page.lower(&relative.word)).collect();
    match words.as_slice() {
        [first, second] if derived.len() > 2 => match page.voice.choose("family.title", 3) {
            0 => format!("{first}, {second} and the rest"),
            1 => "The family".to_owned(),
            _ => format!("Next of kin: {first}, {second}"),
        },
        [first, second] => format!("{first} and {second}"),
        _ if page.dossier.phrases.iter().any(|phrase| phrase.word == 0) => {
            page.pick("family.title.phrases", &["The company it keeps", "Kin and set phrases", "In set phrases"]).to_owned()
        }
        _ => page.pick("family.title", &["The family", "Words beside it"]).to_owned(),
    }
}

fn relatives<'a>(page: &Page<'a>, kind: Kinship) -> Vec<&'a Relative> {
    let mut found: Vec<&Relative> = Vec::new();
    for relative in page.dossier.relatives.iter().filter(|relative| relative.kind == kind) {
        let clean = relative.word.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | ' ' | '\''));
        if clean && !found.iter().any(|known| dictionary::same_word(&known.word, &relative.word)) {
            found.push(relative);
        }
    }
    found
}

/// Derivatives with their definitions; those without are named in a sentence.
fn defined(page: &mut Page<'_>, derived: &[&Relative], id: &str, most: usize) -> Vec<Block> {
    let dossier = page.dossier;
    if derived.is_empty() {
        return Vec::new();
    }
    let mut blocks = Vec::new();
    let shown: Vec<&&Relative> = derived.iter().take(most).collect();
    let words: Vec<String> = shown.iter().map(|relative| word(&page.lower(&relative.word))).collect();
    let from: Vec<_> = shown.iter().map(|relative| (relative.entry, relative.span)).collect();
    let text = match (words.len(), page.voice.choose(id, 3)) {
        _ if dossier.words.len() > 1 => {
            format!(
                "Entries that name {} in their making, without saying which of the words so written: {}.",
                word(&page.word),
                list(&words)
            )
        }
        (1, _) => format!("Its nearest relative in the dictionary is {}.", list(&words)),
        (_, 0) => format!("Around it stand {}.", list(&words)),
        (_, 1) => format!("Its nearest relatives in the dictionary are {}.", list(&words)),
        _ => format!("The word has offspring: {}.", list(&words)),
    };
    let lead = page.frame(id, &text, &from);
    blocks.extend(paragraph(vec![lead]));
    let entries = self::entries(page, &shown.into_iter().copied().collect::<Vec<_>>(), dossier.word.len());
    if !entries.is_empty() {
        blocks.push(Block::Terms { entries });
    }
    blocks
}

fn entries(page: &mut Page<'_>, relatives: &[&Relative], _width: usize) -> Vec<TermEntry> {
    let dossier = page.dossier;
    let mut entries = Vec::new();
    for relative in relatives {
        let Some(definition) = &relative.definition else { continue };
        let text = &dossier.entries[relative.entry].text;
        let piece = present::sentences(text, definition.span).into_iter().next().unwrap_or_else(|| definition.clone());
        let piece = present::shortened(text, &piece, 22);
        let Some(sentence) = page.said(relative.entry, &piece) else { continue };
        // `Moist; humid; watery` is obsolete, and is said to be.
        let labels = relative.part_of_speech.iter().cloned().chain(relative.labels.iter().map(|label| label.name.clone()));
        let label = labels.collect::<Vec<_>>().join(", ");
        entries.push(TermEntry {
            term: page.lower(&relative.word),
            label: (!label.is_empty()).then_some(label),
            sentences: vec![sentence],
        });
    }
    entries
}

/// Words named in one sentence.
fn named(page: &mut Page<'_>, relatives: &[&Relative], id: &str, phrasing: &str, most: usize) -> Option<press::Sentence> {
    if relatives.is_empty() {
        return None;
    }
    let words: Vec<String> = relatives.iter().take(most).map(|relative| word(&page.lower(&relative.word))).collect();
    let mut from: Vec<_> = relatives.iter().take(most).map(|relative| (relative.entry, relative.span)).collect();
    if id == "family.compared" {
        from.extend(page.dossier.head().etymology.iter().map(|step| (step.entry, step.raw.span)));
    }
    Some(page.frame(id, &phrasing.replace("{words}", &list(&words)), &from))
}

/// A few of the compared words defined, for those who look at the word as a word.
fn kin_defined(page: &mut Page<'_>, compared: &[&Relative], back: &[&Relative]) -> Vec<Block> {
    let most = page.intent.length.scale(0, 3, 6);
    let chosen: Vec<&Relative> = compared.iter().chain(back).copied().filter(|relative| relative.definition.is_some()).take(most).collect();
    let entries = entries(page, &chosen, 0);
    if entries.len() < 2 { Vec::new() } else { vec![Block::Terms { entries }] }
}

fn phrases(page: &mut Page<'_>) -> Vec<Block> {
    let dossier = page.dossier;
    let most = match page.intent.angle {
        Angle::Cultural => page.intent.length.scale(5, 9, 18),
        _ => page.intent.length.scale(3, 6, 12),
    };
    let mut entries = Vec::new();
    let mut from = Vec::new();
    for phrase in dossier.phrases.iter().filter(|phrase| phrase.word == 0) {
        if entries.len() == most {
            break;
        }
        let Some(name) = phrase
            .names
            .first()
            .filter(|name| name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '\'' | ',' | '.')))
        else {
            continue;
        };
        let text = &dossier.entries[phrase.entry].text;
        // What only sends to another page explains nothing here.
        let Some(piece) = present::sentences(text, phrase.definition.span).into_iter().next() else { continue };
        let piece = present::shortened(text, &piece, 24);
        // `… the corresponding distance is called`: the name stood where the sentence breaks off.
        let broken = piece.text.trim_end_matches('.').ends_with("called");
        if broken || dictionary::same_word(name, &dossier.word) || piece.text.split_whitespace().count() < 2 {
            continue;
        }
        let Some(sentence) = page.said(phrase.entry, &piece) else { continue };
        let label = phrase.labels.iter().map(|label| label.name.clone()).collect::<Vec<_>>().join(", ");
        entries.push(TermEntry { term: name.clone(), label: (!label.is_empty()).then_some(label), sentences: vec![sentence] });
        from.push((phrase.entry, phrase.span));
    }
    if entries.is_empty() {
        return Vec::new();
    }
    let several = entries.len() > 1;
    let lead = if several {
        page.pick(
            "family.phrases",
            &["It also lives in set phrases:", "Some phrases the dictionary explains along with it:", "And it keeps company in phrases:"],
        )
    } else {
        "One phrase the dictionary explains along with it:"
    };
    from.truncate(3);
    let lead = page.frame("family.phrases", &capitalised(lead), &from);
    paragraph(vec![lead]).into_iter().chain([Block::Terms { entries }]).collect()
}

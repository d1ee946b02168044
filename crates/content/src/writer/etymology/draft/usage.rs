//! What the dictionary stops to explain: notes, and how the word differs from its neighbours.

use press::{Block, Chapter};

use super::super::grammar::{capitalised, list, word};
use super::super::intent::Angle;
use super::page::{Page, is_wordnet, paragraph};
use super::{Part, present};

pub(super) fn chapter(page: &mut Page<'_>) -> Option<Chapter> {
    let dossier = page.dossier;
    let mut blocks: Vec<Block> = Vec::new();
    let room = match page.intent.angle {
        Angle::Cultural | Angle::Historical => page.intent.length.scale(6, 10, 20),
        _ => page.intent.length.scale(3, 6, 12),
    };
    let mut left = room;
    for note in dossier.notes.iter().filter(|note| note.word == 0) {
        if left == 0 {
            break;
        }
        let text = &dossier.entries[note.entry].text;
        let mut sentences = Vec::new();
        for piece in present::sentences(text, note.piece.span) {
            if sentences.len() == left.min(5) {
                break;
            }
            // What follows a gap would not be understood.
            let Some(sentence) = speakable(&piece.text).then(|| page.said(note.entry, &piece)).flatten() else { break };
            sentences.push(sentence);
        }
        if sentences.is_empty() {
            continue;
        }
        left -= sentences.len();
        let book = capitalised(page.book(note.entry));
        let lead = match (note.heading.as_str(), blocks.len() % 3) {
            ("Usage", _) => format!("{book} pauses to tell the word from its neighbours:"),
            (_, 0) => format!("{book} adds a note:"),
            (_, 1) => "A further note says:".to_owned(),
            _ => "And another:".to_owned(),
        };
        let lead = page.frame("usage.note", &lead, &[(note.entry, note.piece.span)]);
        sentences.insert(0, lead);
        blocks.extend(paragraph(sentences));
    }
    if blocks.is_empty() {
        return None;
    }
    blocks.extend(paragraph(synonyms(page)));
    let title =
        page.pick("usage.title", &["What the dictionary stops to explain", "Notes in the margin", "A word about the word"]).to_owned();
    page.chapter(Part::Usage, "Usage", title, blocks)
}

/// A sentence of a note that stands by itself.
fn speakable(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (4..=80).contains(&words) && !text.starts_with('—') && text.matches('"').count().is_multiple_of(2)
}

/// The older dictionary's synonyms.
pub(super) fn synonyms(page: &mut Page<'_>) -> Vec<press::Sentence> {
    let dossier = page.dossier;
    let Some(companions) = dossier
        .companions
        .iter()
        .find(|companions| !companions.opposite && companions.word == Some(0) && !is_wordnet(&dossier.entries[companions.entry]))
    else {
        return Vec::new();
    };
    let most = page.intent.length.scale(6, 10, 18);
    let words: Vec<String> = companions.words.iter().take(most).map(|companion| word(companion)).collect();
    let book = page.book(companions.entry);
    let lead = if words.len() == 1 {
        format!("{} lists one synonym, {}.", capitalised(book), list(&words))
    } else {
        format!("Its synonyms, by {book}'s list, are {}.", list(&words))
    };
    vec![page.frame("usage.synonyms", &lead, &[(companions.entry, companions.span)])]
}

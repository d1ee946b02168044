//! What the sources doubt, lack, or say differently.

use dictionary::Span;
use press::{Block, Chapter, Sentence};

use super::super::grammar::{article, capitalised, list};
use super::Part;
use super::descent::{Line, Node, described};
use super::page::{Page, is_wordnet, paragraph};

pub(super) fn chapter(page: &mut Page<'_>) -> Option<Chapter> {
    let mut blocks: Vec<Block> = Vec::new();
    blocks.extend(paragraph(doubts(page)));
    blocks.extend(paragraph(differences(page)));
    if !blocks.is_empty() {
        // By itself it would only repeat the label at the head of the page.
        blocks.extend(paragraph(missing(page)));
    }
    let title = page.pick("open.title", &["What is not settled", "Where the sources differ", "Open questions", "Loose ends"]).to_owned();
    page.chapter(Part::Open, "Doubts", title, blocks)
}

/// Steps the dictionary doubts, and forms this edition has lost.
fn doubts(page: &mut Page<'_>) -> Vec<Sentence> {
    let Some(line) = Line::of(page.dossier) else { return Vec::new() };
    let audience = page.intent.audience;
    let mut sentences = Vec::new();
    let doubtful: Vec<&Node<'_>> = line.nodes.iter().filter(|node| node.stage.doubtful && node.form(audience).is_some()).collect();
    if let Some(node) = doubtful.first() {
        let shown = described(node, None, audience);
        let book = capitalised(page.book(line.entry));
        let text = page
            .pick(
                "open.doubt",
                &[
                    "{book} is not sure of the step to {shown}, and says so.",
                    "The step to {shown} is marked as doubtful by the dictionary itself.",
                    "About {shown} the dictionary hedges.",
                ],
            )
            .replace("{book}", &book)
            .replace("{shown}", &shown);
        sentences.push(page.frame("open.doubt", &text, &[(line.entry, node.stage.span)]));
    }
    let lost: Vec<&Node<'_>> = line
        .nodes
        .iter()
        .filter(|node| node.is_lost() || node.stage.parts.iter().any(|part| part.form.is_none() && part.headword.is_none()))
        .collect();
    if let Some(node) = lost.first() {
        let language = capitalised(&node.stage.language.name);
        let text = format!(
            "{} {language} word in the etymology is lost to us here: where its letters stood in print, the electronic edition has only question marks.",
            capitalised(article(&language))
        );
        sentences.push(page.frame("open.lost", &text, &[(line.entry, node.stage.span)]));
    }
    sentences
}

/// Parts of speech one book has and the other lacks; senses one marks as gone.
fn differences(page: &mut Page<'_>) -> Vec<Sentence> {
    let dossier = page.dossier;
    if dossier.words.len() > 1 {
        // WordNet's side would be that of another word as well.
        return Vec::new();
    }
    let speech = |wordnet: bool| {
        let mut names: Vec<(&'static str, usize, Span)> = Vec::new();
        for sense in dossier.senses.iter().filter(|sense| sense.is_of(0) && is_wordnet(&dossier.entries[sense.entry]) == wordnet) {
            for kind in sense.part_of_speech.as_deref().map(kinds).unwrap_or_default() {
                if !names.iter().any(|(known, _, _)| *known == kind) {
                    names.push((kind, sense.entry, sense.span));
                }
            }
        }
        names
    };
    let (older, newer) = (speech(false), speech(true));
    if older.is_empty() || newer.is_empty() {
        return Vec::new();
    }
    let only = |left: &[(&'static str, usize, Span)], right: &[(&'static str, usize, Span)]| {
        left.iter().filter(|(name, _, _)| !right.iter().any(|(known, _, _)| known == name)).copied().collect::<Vec<_>>()
    };
    let (older_only, newer_only) = (only(&older, &newer), only(&newer, &older));
    let names =
        |list_of: &[(&'static str, usize, Span)]| list(&list_of.iter().map(|(name, _, _)| format!("the {name}")).collect::<Vec<_>>());
    let book = capitalised(page.book(older[0].1));
    let text = match (older_only.is_empty(), newer_only.is_empty()) {
        (true, true) => return Vec::new(),
        (false, true) => {
            format!("The books do not cover the same ground: {book} enters {} as well, which WordNet leaves out.", names(&older_only))
        }
        (true, false) => {
            format!("The books do not cover the same ground: WordNet has {} too, of which {book} knows nothing.", names(&newer_only))
        }
        (false, false) => {
            format!("The books do not cover the same ground: {book} has {}, WordNet {}.", names(&older_only), names(&newer_only))
        }
    };
    let text = text.replace(": The Collaborative", ": the Collaborative").replace("which The", "which the");
    let mut from: Vec<(usize, Span)> = vec![(older[0].1, page.head_span(older[0].1)), (newer[0].1, page.head_span(newer[0].1))];
    from.extend(older_only.iter().chain(&newer_only).map(|(_, entry, span)| (*entry, *span)));
    vec![page.frame("open.speech", &text, &from)]
}

/// The broad kinds a part of speech belongs to.
fn kinds(speech: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (name, kind) in [
        ("noun", "noun"),
        ("adjective", "adjective"),
        ("adverb", "adverb"),
        ("verb", "verb"),
        ("participle", "verb"),
        ("past tense", "verb"),
    ] {
        let holds = if name == "verb" { speech.split([' ', ',']).any(|word| word == "verb") } else { speech.contains(name) };
        if holds && !(name == "noun" && (speech.contains("pronoun") || speech.contains("verbal noun"))) && !found.contains(&kind) {
            found.push(kind);
        }
    }
    found
}

/// What no dictionary here says.
fn missing(page: &mut Page<'_>) -> Vec<Sentence> {
    let dossier = page.dossier;
    if dossier.missing.is_empty() {
        return Vec::new();
    }
    let Some(head) = page.head_entry() else { return Vec::new() };
    let span = page.head_span(head);
    let text = format!("For a fuller account the dictionaries lack {}.", list(&dossier.missing));
    vec![page.frame("open.missing", &text, &[(head, span)])]
}

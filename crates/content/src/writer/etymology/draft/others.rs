//! Other words of the same spelling: each told by itself, none taken for this one.

use dictionary::Span;
use dictionary::dossier::{DossierSense, EtymologyStep, Word};
use dictionary::etymology::Relation;
use press::{Block, Chapter, Sentence, TermEntry};

use super::super::grammar::{list, quoted, word};
use super::super::intent::Length;
use super::descent::{Line, closed, described, described_part, language};
use super::page::{Page, paragraph};
use super::{Part, present, voices};

pub(super) fn chapter(page: &mut Page<'_>) -> Option<Chapter> {
    let dossier = page.dossier;
    let others: Vec<(usize, &Word)> = dossier.words.iter().enumerate().skip(1).collect();
    let most = page.intent.length.scale(3, 5, 9);
    let mut entries = Vec::new();
    for (number, other) in others.iter().take(most) {
        entries.extend(entry(page, *number, other));
    }
    if entries.is_empty() {
        return None;
    }
    let italic = word(&page.word);
    let heads: Vec<(usize, Span)> =
        others.iter().filter_map(|(_, other)| other.entries.first()).map(|entry| (*entry, page.head_span(*entry))).collect();
    let count = others.len();
    let text = if count == 1 {
        format!("One more word is written {italic}, with an entry of its own; the story above is not its story.")
    } else {
        format!("Other words are written {italic} as well, each with an entry of its own; the story above is not theirs.")
    };
    let mut sentences = vec![page.frame("others.lead", &text, &heads)];
    if entries.len() < count {
        sentences.push(page.frame("others.some", "Here are the first of them.", &heads));
    }
    let blocks: Vec<Block> = paragraph(sentences).into_iter().chain([Block::Terms { entries }]).collect();
    let title = if count == 1 { format!("Another {italic}") } else { format!("Other words written {italic}") };
    page.chapter(Part::Others, "Namesakes", title, blocks)
}

fn entry(page: &mut Page<'_>, number: usize, other: &Word) -> Option<TermEntry> {
    let dossier = page.dossier;
    let most = page.intent.length.scale(1, 2, 3);
    let senses: Vec<&DossierSense> =
        dossier.senses.iter().filter(|sense| sense.word == Some(number) && sense.definition.is_some()).collect();
    let mut sentences: Vec<Sentence> = Vec::new();
    for sense in &senses {
        if sentences.len() == most {
            break;
        }
        let Some(definition) = &sense.definition else { continue };
        let text = &dossier.entries[sense.entry].text;
        let piece = present::sentences(text, definition.span).into_iter().next();
        let Some(piece) = piece.map(|piece| present::shortened(text, &piece, 26)) else { continue };
        // `Rose, imp. of {Rise}`: its definition is no sentence.
        let form = piece.text.strip_prefix("of ").filter(|base| base.split_whitespace().count() == 1).zip(sense.part_of_speech.as_ref());
        if let Some((base, speech)) = form {
            let base = word(&page.lower(base.trim_end_matches('.')));
            sentences.push(page.frame("others.form", &format!("It is the {speech} of {base}."), &[(sense.entry, piece.span)]));
            continue;
        }
        sentences.extend(page.said(sense.entry, &piece));
    }
    sentences.extend(origin(page, other));
    if page.intent.length != Length::Six {
        sentences.extend(voice(page, number));
    }
    if sentences.is_empty() {
        return None;
    }
    let speech = (!other.parts_of_speech.is_empty()).then(|| list(&other.parts_of_speech));
    Some(TermEntry { term: word(&page.word), label: speech, sentences })
}

/// Where it came from, in a sentence.
fn origin(page: &mut Page<'_>, other: &Word) -> Option<Sentence> {
    let audience = page.intent.audience;
    let step: &EtymologyStep = other.descent().or(other.etymology.first())?;
    let line = Line::of_etymology(step.entry, &step.etymology);
    if let Some(node) = line.nodes.iter().find(|node| node.form(audience).is_some()) {
        let ancestor = described(node, None, audience);
        let doubt = if node.stage.doubtful { ", with a doubt" } else { "" };
        let mut text = match line.nodes.len() {
            1 => format!("The dictionary sets it down to {ancestor}{doubt}"),
            _ => format!("The dictionary follows it back to {ancestor}{doubt}"),
        };
        let mut from = vec![(step.entry, node.stage.span)];
        if let Some(root) = line.nodes.first().filter(|root| root.stage.relation == Relation::Origin && root.form(audience).is_none()) {
            let perhaps = if root.stage.doubtful { ", perhaps, of" } else { " of" };
            text = format!("{} and calls that{perhaps} {} origin", closed(&text), language(root.stage, audience));
            from.push((step.entry, root.stage.span));
        }
        return Some(page.frame("others.origin", &format!("{text}."), &from));
    }
    let parts: Vec<String> = step.etymology.parts.iter().filter_map(|part| described_part(part, audience)).collect();
    if parts.len() > 1 {
        let text = format!("The dictionary takes it apart as {}.", list(&parts));
        return Some(page.frame("others.parts", &text, &[(step.entry, step.raw.span)]));
    }
    let words = present::readable(&step.raw.text).filter(|text| text.split_whitespace().count() <= 40)?;
    if step.etymology.is_reference_only() {
        // `Cf. 2d Turkey` tells no origin.
        return None;
    }
    let text = format!("Of its origin the entry says {}.", quoted(&words));
    Some(page.frame("others.said", &text, &[(step.entry, step.raw.span)]))
}

/// One short line from a writer.
fn voice(page: &mut Page<'_>, number: usize) -> Option<Sentence> {
    let dossier = page.dossier;
    let (at, quotation) = dossier
        .quotations
        .iter()
        .enumerate()
        .filter(|(_, quotation)| quotation.word == Some(number) && voices::usable(quotation))
        .find(|(_, quotation)| !quotation.text.contains('\n') && (3..=18).contains(&quotation.text.split_whitespace().count()))?;
    page.quoted.insert(at);
    let author = page.name(&quotation.attribution.author);
    let text = format!("It is quoted from {author}: {}", quoted(&quotation.text));
    Some(page.frame("others.voice", &text, &[(quotation.entry, quotation.span), (quotation.entry, quotation.attribution.span)]))
}

//! The first thing and the last thing, side by side.

use dictionary::Span;
use press::{Block, Chapter};

use super::super::grammar::{capitalised, list, lowered, quoted, word};
use super::super::intent::Audience;
use super::descent::{Line, closed, described, described_part};
use super::page::{Page, is_wordnet, paragraph};
use super::{Part, present, voices};

pub(super) fn chapter(page: &mut Page<'_>) -> Option<Chapter> {
    let dossier = page.dossier;
    let audience = page.intent.audience;
    let italic = word(&page.word);
    let newest = super::now::newest(page);
    let last = newest.first().and_then(|sense| {
        sense.definition.as_ref().and_then(|piece| present::first_clause(&piece.text, 28).map(|clause| (sense.entry, piece.span, clause)))
    });
    let line = Line::of(dossier);
    let oldest = line.as_ref().and_then(|line| line.oldest(audience).map(|node| (line.entry, node)));
    let parts: Vec<String> = dossier
        .descent()
        .map(|step| step.etymology.parts.iter().filter_map(|part| described_part(part, audience)).collect())
        .unwrap_or_default();
    // An origin of which only the language is named.
    let named = line.as_ref().and_then(|line| line.nodes.first().map(|node| (line.entry, node)));
    let mut from: Vec<(usize, Span)> = Vec::new();
    let text = match (oldest, &last) {
        (Some((entry, node)), Some((sense_entry, span, clause))) => {
            from.push((entry, node.stage.span));
            from.push((*sense_entry, *span));
            let doubt = if line.as_ref().is_some_and(Line::is_doubtful) { " (doubtful)" } else { "" };
            let first = format!("{}{doubt}", described(node, None, audience));
            let clause = quoted(&lowered(clause));
            let phrasings: &[&str] = if newest.first().is_some_and(|sense| is_last(page, sense)) {
                &[
                    "From {first to} to {clause}: that is the distance {word} has come, so far as the dictionaries can measure it.",
                    "At one end stands {first}; at the other, {clause}; and one word, {word}, serves for the whole of the way.",
                    "{First,} on the first page; {clause} on the last: the word between them is {word}.",
                    "It set out as {first,} and the latest word on {word} is {clause}.",
                ]
            } else {
                // The first sense of the older dictionary is the oldest as a rule: no order in time is claimed for it.
                from.extend(page.head_entry().map(|head| (head, page.head_span(head))));
                &[
                    "Behind {word} stands {first}; in English {book} explains it as {clause}.",
                    "The line runs from {first to} to {word}, which in {book} is {clause}.",
                    "{First,} and English {word}, in {book} {clause}: these are the two ends the entry ties together.",
                ]
            };
            phrasings[page.voice.choose("coda", phrasings.len())]
                .replace("{book}", page.book(*sense_entry))
                .replace("{first}", &first)
                .replace("{first to}", &closed(&first))
                .replace("{first,}", &if first.ends_with('”') { closed(&first) } else { format!("{first},") })
                .replace("{First,}", &closed(&capitalised(&first)))
                .replace("{clause}", &clause)
                .replace("{word}", &italic)
        }
        (Some((entry, node)), None) => {
            from.push((entry, node.stage.span));
            let doubt = if line.as_ref().is_some_and(Line::is_doubtful) { ", though with a doubt" } else { "" };
            format!("From {} to {italic}: so far the dictionaries can follow it{doubt}.", closed(&described(node, None, audience)))
        }
        (None, Some((entry, span, clause))) if parts.len() > 1 => {
            from.push((*entry, *span));
            from.extend(dossier.descent().map(|step| (step.entry, step.raw.span)));
            format!(
                "Put together from {}, {italic} has come to mean {}.",
                closed(&list(&parts)).trim_end_matches(','),
                quoted(&lowered(clause))
            )
        }
        (None, Some((sense_entry, span, clause))) if let Some((entry, node)) = named => {
            from.push((entry, node.stage.span));
            from.push((*sense_entry, *span));
            let (language, clause) = (described(node, None, audience), quoted(&lowered(clause)));
            format!("Out of {language}, by the dictionary's account, and in English {italic}: {clause}.")
        }
        (None, Some((entry, span, clause))) => {
            from.push((*entry, *span));
            let clause = quoted(&lowered(clause));
            let steps = &dossier.head().etymology;
            // A remark may tell the origin, or that it is uncertain, without naming an older form: `From Captain Boycott, …`.
            let remark = steps.iter().find_map(|step| {
                let etymology = &step.etymology;
                let alone = if etymology.tells_descent() { &[][..] } else { etymology.unread.as_slice() };
                let pieces = etymology.remarks.iter().chain(alone);
                pieces.filter(|piece| (2..=24).contains(&piece.text.split_whitespace().count())).find_map(|piece| {
                    let words = present::readable(&piece.text).filter(|words| !present::breaks_off(words))?;
                    Some((step.entry, piece.span, quoted(&words)))
                })
            });
            let told = steps.iter().any(|step| {
                let etymology = &step.etymology;
                !(etymology.remarks.is_empty() && etymology.unread.is_empty() && etymology.cognates.is_empty())
            });
            if let Some((entry, span, _)) = &remark {
                from.push((*entry, *span));
            }
            let remark = remark.map(|(_, _, words)| words).unwrap_or_default();
            let phrasings: &[&str] = if !remark.is_empty() {
                &[
                    "{remark} is the entry's word on the beginnings of {word}; what it means is this: {clause}.",
                    "Of where {word} came from the entry has this much, {remark}; of what it means, this: {clause}.",
                ]
            } else if told {
                &[
                    "No line of older forms leads to {word}; what it means is this: {clause}.",
                    "The entry lists no ancestors of {word} in order; what it means is this: {clause}.",
                ]
            } else {
                &[
                    "Where {word} came from these sources do not say; what it means they do: {clause}.",
                    "Until a source says where {word} came from, its meaning must do for its history: {clause}.",
                ]
            };
            phrasings[page.voice.choose("coda.thin", phrasings.len())]
                .replace("{remark}", &remark)
                .replace("{word}", &italic)
                .replace("{clause}", &clause)
        }
        (None, None) => {
            let line = line.as_ref()?;
            let node = line.nodes.first()?;
            from.push((line.entry, node.stage.span));
            format!("Out of {}, and into English as {italic}: so far the dictionaries can follow it.", described(node, None, audience))
        }
    };
    let mut blocks: Vec<Block> = Vec::new();
    let sentence = page.frame("coda", &text, &from);
    let mut sentences = vec![sentence];
    let last_word =
        voices::last_word(page).filter(|_| page.quoted.len() < page.intent.quotation_budget + 1 && audience != Audience::Expert);
    if let Some(number) = last_word {
        let quotation = &dossier.quotations[number];
        let author = page.name(&quotation.attribution.author);
        let text = page
            .pick("coda.last", &["The last word goes to {author}:", "Let {author} have the last word:", "{Author} may close the page:"])
            .replace("{author}", &author)
            .replace("{Author}", &capitalised(&author));
        sentences.push(page.frame("coda.last", &text, &[(quotation.entry, quotation.attribution.span)]));
    }
    blocks.extend(paragraph(sentences));
    if let Some(number) = last_word {
        blocks.push(voices::set(page, number));
    }
    let title = page.pick("coda.title", &["The distance travelled", "One last look", "First and last", "To close the book"]).to_owned();
    page.chapter(Part::Coda, "Coda", title, blocks)
}

/// Whether a sense is the last word on a word: of the newer dictionary, or of the older one where others stand before it.
fn is_last(page: &Page<'_>, sense: &dictionary::dossier::DossierSense) -> bool {
    let dossier = page.dossier;
    let first = || dossier.senses.iter().find(|other| other.entry == sense.entry);
    is_wordnet(&dossier.entries[sense.entry]) || (!sense.obsolete && first().is_some_and(|other| other.span != sense.span))
}

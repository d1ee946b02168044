//! The word today.

use dictionary::Span;
use dictionary::dossier::DossierSense;
use press::{Block, Chapter, TermEntry};

use super::super::grammar::{capitalised, list, quoted, word};
use super::super::intent::{Audience, Length};
use super::descent::{Line, described};
use super::page::{Page, is_listed_as, is_wordnet, paragraph};
use super::{Part, present, shape};

pub(super) fn chapter(page: &mut Page<'_>) -> Option<Chapter> {
    let mut blocks = Vec::new();
    let opening = opening(page);
    blocks.extend(paragraph(opening));
    if let Some(terms) = senses(page) {
        let lead = page.pick(
            "now.senses",
            &["WordNet goes on to tell these senses apart:", "The rest of WordNet's list runs:", "WordNet distinguishes further:"],
        );
        let cites: Vec<(usize, Span)> = newest(page).first().map(|sense| vec![(sense.entry, sense.span)]).unwrap_or_default();
        let lead = page.frame("now.senses", lead, &cites);
        blocks.extend(paragraph(vec![lead]));
        blocks.push(terms);
    }
    blocks.extend(shared(page));
    blocks.extend(paragraph(company(page)));
    if blocks.is_empty() {
        blocks.extend(bare(page));
    }
    let title = title(page);
    // A dictionary of 1913 does not speak of today.
    let kicker = if is_wordnet_told(page) { "Today" } else { "The word" };
    page.chapter(Part::Now, kicker, title, blocks)
}

fn title(page: &Page<'_>) -> String {
    let titles: &[&'static str] = if !is_wordnet_told(page) {
        &["The word as it stands", "What it says", "The word on the page"]
    } else if Line::of(page.dossier).is_some() {
        &["The word as it stands", "What it says today", "Before we dig", "In present use", "The word on the page"]
    } else {
        &["The word as it stands", "What it says today", "In present use", "The word on the page"]
    };
    page.pick("now.title", titles).to_owned()
}

/// Whether the newest source is WordNet: the older dictionary's senses are not today's.
fn is_wordnet_told(page: &Page<'_>) -> bool {
    newest(page).first().is_some_and(|sense| is_wordnet(&page.dossier.entries[sense.entry]))
}

/// The senses of the newest source: WordNet's, else the older dictionary's living ones.
pub(super) fn newest<'a>(page: &Page<'a>) -> Vec<&'a DossierSense> {
    let dossier = page.dossier;
    let all = || {
        dossier
            .senses
            .iter()
            .filter(|sense| sense.is_of(0) && sense.definition.as_ref().is_some_and(|piece| present::readable(&piece.text).is_some()))
    };
    let common = page.word.starts_with(char::is_lowercase);
    let wordnet: Vec<&DossierSense> = all()
        // Of a spelling that several words share WordNet does not say whose its senses are.
        .filter(|sense| is_wordnet(&dossier.entries[sense.entry]) && sense.word == Some(0))
        // `Nice, a city` is another word than `nice`.
        .filter(|sense| !common || !names_one_thing(sense))
        .collect();
    if !wordnet.is_empty() {
        // The part of speech whose story is told comes first: `run` is a verb before it is a score in baseball.
        let head = page.head_entry().and_then(|head| dossier.entries[head].part_of_speech.as_deref()).unwrap_or_default();
        let mut wordnet = wordnet;
        wordnet.sort_by_key(|sense| {
            // `Centre`, the region, is not what `centre` means.
            let capital = common && dossier.entries[sense.entry].headword.starts_with(char::is_uppercase);
            (
                capital && !is_listed_as(dossier, sense, &page.word),
                sense
                    .part_of_speech
                    .as_deref()
                    .is_none_or(|speech| !head.contains(speech) || (speech == "verb" && head.contains("adverb"))),
            )
        });
        return wordnet;
    }
    let mut own: Vec<&DossierSense> = all().filter(|sense| sense.word == Some(0) && !sense.obsolete).collect();
    let head = page.head_entry();
    own.sort_by_key(|sense| Some(sense.entry) != head);
    own
}

/// Whether a sense of WordNet's is a name: a place, or a person with dates.
fn names_one_thing(sense: &DossierSense) -> bool {
    let text = sense.definition.as_ref().map_or("", |piece| piece.text.as_str());
    let place = [
        "a city in",
        "a town in",
        "a port ",
        "a state in",
        "a river in",
        "a country ",
        "the capital of",
        "a republic ",
        "an island ",
        "a region in",
        "the largest city",
        "a village in",
        "a university town",
    ]
    .iter()
    .any(|start| text.starts_with(start));
    let dates =
        text.as_bytes().windows(5).any(|window| window[..4].iter().all(u8::is_ascii_digit) && window[4] == b'-' && text.contains('('))
            || text.contains("(born in")
            || text.contains("(born ");
    sense.part_of_speech.as_deref() == Some("noun") && (place || dates)
}

fn opening(page: &mut Page<'_>) -> Vec<press::Sentence> {
    let mut sentences = Vec::new();
    let dossier = page.dossier;
    let italic = word(&page.word);
    let senses = newest(page);
    let main = senses.first().copied();
    let clause = main.and_then(|sense| sense.definition.as_ref().map(|piece| (sense, piece))).and_then(|(sense, piece)| {
        // The first sentence is the definition; what follows illustrates it.
        let whole = &dossier.entries[sense.entry].text;
        let first = present::sentences(whole, piece.span).into_iter().next().unwrap_or_else(|| piece.clone());
        let text = present::shortened(whole, &first, 24);
        present::readable(&text.text).filter(|text| text.split_whitespace().count() <= 48).map(|clause| (sense, text.span, clause))
    });
    if let Some((sense, span, clause)) = clause {
        let book = page.book(sense.entry);
        let speech = sense.part_of_speech.as_deref().unwrap_or_default();
        let clause = quoted(&super::super::grammar::lowered(&clause));
        let text = match (page.intent.audience, page.voice.choose("now.hook", 5)) {
            (Audience::Expert, _) => format!("{} defines {italic}, {}, as {clause}.", capitalised(book), speech_phrase(speech)),
            (_, 0) => format!("Ask {book} what {italic} means and it answers: {clause}."),
            (_, 1) if is_wordnet_told(page) => format!("Today {italic} means, in {}, {clause}.", possessive_words(book)),
            (_, 1) => format!("{italic} means, in {}, {clause}.", possessive_words(book)),
            (_, 2) => format!("{} defines {italic} as {clause}.", capitalised(book)),
            (_, 3) => format!("Open {book} at {italic} and you read {clause}."),
            _ => format!("“{}” is what {book} has for {italic}.", capitalised(clause.trim_matches(['“', '”']))),
        };
        sentences.push(page.frame("now.hook", &text, &[(sense.entry, span)]));
    }
    if sentences.is_empty()
        && let Some(sense) = main
        && let Some(definition) = &sense.definition
    {
        // Too long to be quoted in passing.
        let text = format!("{} defines {italic} at length:", capitalised(page.book(sense.entry)));
        let lead = page.frame("now.long", &text, &[(sense.entry, definition.span)]);
        if let Some(said) = page.said(sense.entry, definition) {
            sentences.extend([lead, said]);
        }
    }
    if let Some(line) = Line::of(dossier)
        && let Some(oldest) = line.oldest(page.intent.audience)
        && oldest.gloss().is_some()
    {
        let doubt = if line.is_doubtful() { ", though with a doubt" } else { "" };
        let ancestor = format!("{}{doubt}", described(oldest, None, page.intent.audience));
        let book = page.book(line.entry);
        let text = page
            .pick(
                "now.contrast",
                &[
                    "Go back as far as {book} goes, and you find {ancestor}.",
                    "Yet the line that leads to it begins with {ancestor}.",
                    "Behind it, at the other end of the record, stands {ancestor}.",
                    "The oldest thing {book} can put beside it is {ancestor}.",
                ],
            )
            .replace("{book}", book)
            .replace("{ancestor}", &ancestor);
        sentences.push(page.frame("now.contrast", &text, &[(line.entry, oldest.stage.span)]));
        let bridge = page.pick(
            "now.bridge",
            &[
                "What lies between the two is the subject of these pages.",
                "How the one became the other, the sources tell in pieces.",
                "The distance between the two is what follows.",
                "",
            ],
        );
        if !bridge.is_empty() && page.intent.audience == Audience::General && sentences.len() == 2 {
            sentences.push(page.frame("now.bridge", bridge, &[]));
        }
    }
    if page.intent.audience != Audience::General || page.intent.length != Length::Six {
        sentences.extend(shape::pronounced(page));
    }
    sentences
}

fn possessive_words(book: &str) -> String {
    if book == "WordNet" || book == "Webster" { format!("{book}'s words") } else { format!("the words of {book}") }
}

fn speech_phrase(speech: &str) -> String {
    if speech.is_empty() { "as a headword".to_owned() } else { speech.to_owned() }
}

/// The other senses of the newest source as a list.
fn senses(page: &mut Page<'_>) -> Option<Block> {
    let senses = newest(page);
    if senses.len() < 2 || !is_wordnet(&page.dossier.entries[senses[0].entry]) {
        return None;
    }
    let most = page.intent.length.scale(3, 6, 12);
    let several = senses.iter().any(|sense| sense.part_of_speech != senses[0].part_of_speech);
    let mut entries = Vec::new();
    for sense in senses.into_iter().skip(1).take(most) {
        let Some(definition) = sense.definition.as_ref() else { continue };
        let Some(said) = page.said(sense.entry, definition) else { continue };
        let mut sentences = vec![said];
        if page.intent.length != Length::Six {
            let example =
                sense.examples.iter().find(|piece| present::readable(&piece.text).is_some_and(|text| text.split_whitespace().count() < 14));
            if let Some(example) = example {
                let text = format!("As in {}.", quoted(&example.text));
                sentences.push(page.frame("now.example", &text, &[(sense.entry, example.span)]));
            }
        }
        entries.push(TermEntry { term: numbered(sense, several), label: None, sentences });
    }
    (!entries.is_empty()).then_some(Block::Terms { entries })
}

/// WordNet's senses of a spelling that several words share: it does not say whose they are, and neither does the page.
fn shared(page: &mut Page<'_>) -> Vec<Block> {
    let dossier = page.dossier;
    let common = page.word.starts_with(char::is_lowercase);
    let senses: Vec<&DossierSense> = dossier
        .senses
        .iter()
        .filter(|sense| sense.word.is_none() && is_wordnet(&dossier.entries[sense.entry]))
        .filter(|sense| !common || !names_one_thing(sense))
        .collect();
    let most = page.intent.length.scale(3, 6, 12);
    let several = senses.iter().any(|sense| sense.part_of_speech != senses[0].part_of_speech);
    let mut entries = Vec::new();
    let mut from = Vec::new();
    for sense in &senses {
        if entries.len() == most {
            break;
        }
        let Some(definition) = &sense.definition else { continue };
        let Some(said) = page.said(sense.entry, definition) else { continue };
        from.push((sense.entry, sense.span));
        entries.push(TermEntry { term: numbered(sense, several), label: None, sentences: vec![said] });
    }
    if entries.is_empty() {
        return Vec::new();
    }
    let italic = word(&page.word);
    let also = if senses.len() > entries.len() { ", among others" } else { "" };
    let text =
        format!("WordNet does not tell apart the words that are written {italic}; under the one spelling it gives these senses{also}:");
    from.truncate(3);
    let lead = page.frame("now.shared", &text, &from);
    paragraph(vec![lead]).into_iter().chain([Block::Terms { entries }]).collect()
}

/// `noun, 3`, or the number alone where all are of one part of speech.
fn numbered(sense: &DossierSense, several: bool) -> String {
    let number = sense.number.clone().unwrap_or_else(|| "further".to_owned());
    match &sense.part_of_speech {
        Some(speech) if several => format!("{speech}, {number}"),
        _ => number,
    }
}

/// Synonyms and antonyms of the newest source.
fn company(page: &mut Page<'_>) -> Vec<press::Sentence> {
    let dossier = page.dossier;
    let most = page.intent.length.scale(4, 6, 9);
    let gather = |opposite: bool| {
        let mut words: Vec<String> = Vec::new();
        let mut from: Vec<(usize, Span)> = Vec::new();
        let own = dossier.companions.iter().filter(|companions| companions.opposite == opposite && companions.word == Some(0));
        for companions in own.filter(|companions| is_wordnet(&dossier.entries[companions.entry])) {
            for companion in &companions.words {
                // `black and white(p)`: where an adjective may stand is the grammar's business, not the reader's.
                let companion = &["(a)", "(p)", "(ip)"].iter().fold(companion.clone(), |word, mark| word.replace(mark, ""));
                if words.len() < most && !words.contains(companion) {
                    words.push(companion.clone());
                    if !from.contains(&(companions.entry, companions.span)) {
                        from.push((companions.entry, companions.span));
                    }
                }
            }
        }
        (words, from)
    };
    let (near, near_from) = gather(false);
    let (far, far_from) = gather(true);
    let mut sentences = Vec::new();
    let italics = |words: &[String]| list(&words.iter().map(|item| word(item)).collect::<Vec<_>>());
    if !near.is_empty() {
        let text = match (near.len(), page.voice.choose("now.near", 3)) {
            (1, _) => format!("The one word WordNet puts beside it is {}.", italics(&near)),
            (_, 0) => format!("WordNet sets it among {}.", italics(&near)),
            (_, 1) => format!("Its neighbours in WordNet are {}.", italics(&near)),
            _ => format!("Words WordNet counts as near it are {}.", italics(&near)),
        };
        sentences.push(page.frame("now.near", &text, &near_from));
    }
    if !far.is_empty() {
        let (noun, verb) = if far.len() == 1 { ("opposite", "is") } else { ("opposites", "are") };
        let text = format!("Its {noun} there {verb} {}.", italics(&far));
        sentences.push(page.frame("now.far", &text, &far_from));
    }
    sentences
}

/// An entry without any definition: what can still be said.
fn bare(page: &mut Page<'_>) -> Vec<Block> {
    let Some(head) = page.head_entry() else { return Vec::new() };
    let book = page.book(head);
    let text = format!("{} has an entry for {}, but no definition of its own under it.", capitalised(book), word(&page.word));
    let span = page.head_span(head);
    let sentence = page.frame("now.bare", &text, &[(head, span)]);
    paragraph(vec![sentence]).into_iter().collect()
}

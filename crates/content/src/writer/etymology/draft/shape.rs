//! The shape of the word: sound, parts of speech, forms, making.

use dictionary::Span;
use press::{Block, Chapter, Sentence};

use super::super::grammar::{article, capitalised, list, word};
use super::Part;
use super::descent::described_part;
use super::page::{Page, is_wordnet, paragraph};

pub(super) fn chapter(page: &mut Page<'_>) -> Option<Chapter> {
    let mut sentences: Vec<Sentence> = pronounced(page).into_iter().collect();
    sentences.extend(speech(page));
    sentences.extend(forms(page));
    let mut blocks: Vec<Block> = paragraph(sentences).into_iter().collect();
    blocks.extend(paragraph(parts(page)));
    if blocks.is_empty() {
        return None;
    }
    let title = page.pick("shape.title", &["The shape of the word", "Sound and form", "How it is built"]).to_owned();
    page.chapter(Part::Shape, "Form", title, blocks)
}

/// How it is pronounced, where the dictionary says.
pub(super) fn pronounced(page: &mut Page<'_>) -> Option<Sentence> {
    // Once is enough.
    if page.uses("shape.sound") > 0 {
        return None;
    }
    let dossier = page.dossier;
    let pronunciation = dossier.head().pronunciation.as_ref()?;
    let plain: String = pronunciation.chars().filter(|letter| letter.is_alphabetic()).collect();
    // A capital within it would read as a name.
    if plain.chars().skip(1).any(char::is_uppercase)
        || plain.is_empty()
        || pronunciation.contains(['[', ']', '?', '{', '}'])
        // `(-boi″)`: a part of the word only.
        || (pronunciation.starts_with('-') && !dossier.word.starts_with('-'))
        || dictionary::same_word(&plain, &dossier.word) && !pronunciation.contains(['′', '·', '″'])
    {
        return None;
    }
    let head = page.head_entry()?;
    let span = page.head_span(head);
    let span =
        Span::new(span.start, dossier.entries[head].text.find('\n').unwrap_or(span.end).max(span.end)).trimmed(&dossier.entries[head].text);
    let book = capitalised(page.book(head));
    let text = if plain.eq_ignore_ascii_case(&dossier.word.chars().filter(|letter| letter.is_alphabetic()).collect::<String>()) {
        format!("{book} divides and stresses it {}.", word(pronunciation))
    } else {
        format!("{book} respells it {} for the ear.", word(pronunciation))
    };
    page.turn("shape.sound", 1);
    Some(page.frame("shape.sound", &text, &[(head, span)]))
}

fn speech(page: &mut Page<'_>) -> Option<Sentence> {
    let dossier = page.dossier;
    let mut names: Vec<String> = Vec::new();
    let mut from: Vec<(usize, Span)> = Vec::new();
    for sense in dossier.senses.iter().filter(|sense| sense.is_of(0) && !is_wordnet(&dossier.entries[sense.entry])) {
        let Some(name) = &sense.part_of_speech else { continue };
        if !names.contains(name) {
            names.push(name.clone());
            from.push((sense.entry, page.head_span(sense.entry)));
        }
    }
    if names.is_empty() || names.iter().any(|name| name == "phrase") {
        return None;
    }
    let book = capitalised(page.book(from[0].0));
    let articles: Vec<String> = names.iter().map(|name| format!("{} {name}", article(name))).collect();
    let text = format!("{book} enters it as {}.", list(&articles));
    Some(page.frame("shape.speech", &text, &from))
}

/// Inflected forms the heads name.
fn forms(page: &mut Page<'_>) -> Option<Sentence> {
    let dossier = page.dossier;
    let head = page.head_entry()?;
    let parsed = dictionary::gcide::parse(&dossier.entries[head].text);
    let forms: Vec<_> = parsed
        .forms
        .iter()
        .filter(|form| {
            !dictionary::same_word(&form.word, &dossier.word)
                && form.word.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '\'' | ' '))
        })
        .take(6)
        .collect();
    if forms.is_empty() {
        return None;
    }
    let shown: Vec<String> = forms.iter().map(|form| word(&form.word.to_lowercase())).collect();
    let (noun, verb) = if shown.len() == 1 { ("form", "is") } else { ("forms", "are") };
    let text = format!("The {noun} the entry names beside it {verb} {}.", list(&shown));
    let from: Vec<(usize, Span)> = forms.iter().map(|form| (head, form.span)).collect();
    Some(page.frame("shape.forms", &text, &from))
}

/// What the word is made of, and what derives from it by the entry's own list.
fn parts(page: &mut Page<'_>) -> Vec<Sentence> {
    let dossier = page.dossier;
    let mut sentences = Vec::new();
    if let Some(step) = dossier.head().etymology.first() {
        let parts: Vec<String> = step.etymology.parts.iter().filter_map(|part| described_part(part, page.intent.audience)).collect();
        if parts.len() > 1 {
            let text = format!("As a formation it is {}.", parts.join(" + "));
            sentences.push(page.frame("shape.parts", &text, &[(step.entry, step.raw.span)]));
        }
        let roots: Vec<&String> = step.etymology.roots.iter().collect();
        if !roots.is_empty() && super::reads_notation(page.intent.audience) {
            let numbers: Vec<String> = roots.iter().map(|root| format!("√{root}")).collect();
            let text = format!("The etymology refers to the dictionary's list of roots by number, {}.", list(&numbers));
            sentences.push(page.frame("shape.roots", &text, &[(step.entry, step.raw.span)]));
        }
    }
    sentences
}

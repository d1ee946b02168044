//! The essay: chapters built from the dossier, each by a part of its own.

mod coda;
mod descent;
mod family;
mod meaning;
mod now;
mod open;
mod origin;
mod others;
mod page;
mod present;
mod shape;
mod usage;
mod voices;

use dictionary::Span;
use dictionary::dossier::{Dossier, Followed, FoundAs, Richness};
use press::{Block, Chapter, Document, DocumentKind, Hero, Language, Sentence, Stage, Timeline};

use super::grammar::{capitalised, list, quoted};
use super::intent::{Angle, Audience, ParsedIntent};
use super::outline::Outline;
use descent::{Line, Node};
use page::Page;

/// What a chapter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Now,
    Origin,
    Meaning,
    Voices,
    Shape,
    Family,
    Usage,
    Others,
    Open,
    Coda,
}

impl Part {
    const ALL: [Self; 10] = [
        Self::Now,
        Self::Origin,
        Self::Meaning,
        Self::Voices,
        Self::Shape,
        Self::Family,
        Self::Usage,
        Self::Others,
        Self::Open,
        Self::Coda,
    ];

    /// The anchor of its chapter.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Origin => "origin",
            Self::Meaning => "meaning",
            Self::Voices => "voices",
            Self::Shape => "shape",
            Self::Family => "family",
            Self::Usage => "usage",
            Self::Others => "others",
            Self::Open => "open",
            Self::Coda => "coda",
        }
    }

    fn build(self, page: &mut Page<'_>) -> Option<Chapter> {
        let chapter = match self {
            Self::Now => now::chapter(page),
            Self::Origin => origin::chapter(page),
            Self::Meaning => meaning::chapter(page),
            Self::Voices => voices::chapter(page),
            Self::Shape => shape::chapter(page),
            Self::Family => family::chapter(page),
            Self::Usage => usage::chapter(page),
            Self::Others => others::chapter(page),
            Self::Open => open::chapter(page),
            Self::Coda => coda::chapter(page),
        };
        chapter.filter(|chapter| !chapter.blocks.is_empty())
    }
}

/// Builds chapters one after another, as the essay will have them; each with the entries it cites. A chapter there is no material
/// for, or none any more after those before it, is left out.
pub(super) fn rehearse(intent: &ParsedIntent, dossier: &Dossier, parts: &[Part]) -> Vec<(Part, Chapter, Vec<usize>)> {
    let mut page = Page::new(intent, dossier);
    let built = parts.iter().filter_map(|part| {
        let chapter = part.build(&mut page)?;
        let mut entries: Vec<usize> = sources_of(&chapter).filter_map(|number| page.entry(number)).collect();
        entries.sort_unstable();
        entries.dedup();
        Some((*part, chapter, entries))
    });
    built.collect()
}

/// The sources a chapter cites, by their numbers.
fn sources_of(chapter: &Chapter) -> impl Iterator<Item = u32> {
    let of = |sentences: &[Sentence]| sentences.iter().flat_map(|sentence| sentence.cites.iter().map(|cite| cite.source)).collect();
    chapter.blocks.iter().flat_map(move |block| -> Vec<u32> {
        match block {
            Block::Paragraph { sentences } | Block::Aside { sentences } => of(sentences),
            Block::Terms { entries } => entries.iter().flat_map(|entry| -> Vec<u32> { of(&entry.sentences) }).collect(),
            Block::Quotation(quotation) => vec![quotation.cite.source],
            Block::Timeline => Vec::new(),
        }
    })
}

/// The word as running text spells it.
pub(super) fn shown_word(dossier: &Dossier) -> String {
    Page::shown_word(dossier)
}

/// The headline.
pub(super) fn title(dossier: &Dossier) -> String {
    capitalised(&Page::shown_word(dossier))
}

/// Writes the essay after its outline.
///
/// Chapters the outline names and the dossier has nothing for are left out; an outline none of whose chapters can be
/// filled still gives the one that says what the dictionaries hold.
#[must_use]
pub fn draft(intent: &ParsedIntent, dossier: &Dossier, outline: &Outline) -> Document {
    let mut page = Page::new(intent, dossier);
    let mut chapters = Vec::new();
    for planned in &outline.chapters {
        let Some(part) = Part::ALL.into_iter().find(|part| part.id() == planned.id) else { continue };
        if chapters.iter().any(|chapter: &Chapter| chapter.id == planned.id) {
            continue;
        }
        if let Some(mut chapter) = part.build(&mut page) {
            if !planned.title.trim().is_empty() {
                chapter.title.clone_from(&planned.title);
            }
            if !planned.kicker.trim().is_empty() {
                chapter.kicker.clone_from(&planned.kicker);
            }
            chapters.push(chapter);
        }
    }
    if chapters.is_empty() {
        chapters.extend(Part::Now.build(&mut page));
    }
    let timeline = timeline(&mut page);
    let hero = hero(&mut page, timeline.as_ref());
    Document {
        kind: DocumentKind::Essay,
        title: title(dossier),
        subtitle: subtitle(&page),
        hero: Some(hero),
        notice: notice(dossier),
        chapters,
        timeline,
        sources: page.sources(),
        colophon: colophon(dossier),
    }
}

fn hero(page: &mut Page<'_>, timeline: Option<&Timeline>) -> Hero {
    let dossier = page.dossier;
    Hero {
        word: page.word.clone(),
        pronunciation: dossier.head().pronunciation.clone(),
        part_of_speech: dossier.head().parts_of_speech.first().cloned(),
        ancestor: timeline
            .and_then(|timeline| timeline.stages.first())
            .filter(|stage| stage.form.is_some() && timeline.is_some_and(|line| line.stages.len() > 1))
            .cloned(),
    }
}

/// The stages for the timeline, oldest first, the English word last.
fn timeline(page: &mut Page<'_>) -> Option<Timeline> {
    let line = Line::of(page.dossier)?;
    let mut stages: Vec<Stage> = line.nodes.iter().map(|node| stage(page, line.entry, node)).collect();
    if stages.is_empty() {
        return None;
    }
    let head = page.head_entry()?;
    // A word that goes back to other English words passes through them.
    let steps = &page.dossier.head().etymology;
    let place = steps.iter().position(|step| step.entry == line.entry).unwrap_or(0);
    let lenders: Vec<usize> = steps
        .iter()
        .take(place + 1)
        .rev()
        // Another spelling is no stage.
        .filter(|step| step.followed.is_some_and(|followed| followed != Followed::Variant))
        .map(|step| step.entry)
        .collect();
    for entry in lenders.into_iter().chain([head]) {
        let span = page.head_span(entry);
        let form = if entry == head { page.word.clone() } else { page.lower(&page.dossier.entries[entry].headword) };
        if stages.last().is_some_and(|stage| stage.language.name == "English" && stage.form.as_deref() == Some(form.as_str())) {
            continue;
        }
        // The citation reaches from the headword to the date.
        let (span, date) = match page.date_of_word().filter(|date| entry == head && date.entry == entry) {
            Some(date) => (Span::new(span.start, span.end.max(date.said.span.end)), Some(date.printed)),
            None => (span, None),
        };
        let cite = page.cite(entry, span);
        let language = Language { abbreviation: "E.".to_owned(), name: "English".to_owned() };
        stages.push(Stage { language, form: Some(form), gloss: None, date, doubtful: false, assumed: false, cite });
    }
    Some(Timeline { caption: format!("The stages of {}, oldest first, as {} lists them.", page.word, page.book(line.entry)), stages })
}

fn stage(page: &mut Page<'_>, entry: usize, node: &Node<'_>) -> Stage {
    let language = &node.stage.language;
    Stage {
        language: Language { abbreviation: language.abbreviation.clone(), name: capitalised(&language.name) },
        form: node.form(page.intent.audience),
        gloss: node.short_gloss(),
        date: page.date_within(entry, node.stage.span),
        doubtful: node.stage.doubtful,
        assumed: node.stage.assumed,
        cite: page.cite(entry, node.stage.span),
    }
}

fn subtitle(page: &Page<'_>) -> String {
    let dossier = page.dossier;
    let line = Line::of(dossier);
    let authors = voices::best_known(dossier, 3);
    let from = line.as_ref().and_then(|line| {
        let oldest = line.oldest(page.intent.audience).or(line.nodes.first())?;
        let language = capitalised(&oldest.stage.language.name);
        // A language the source does not name here is not named in the headline either.
        let named = if oldest.stage.assumed { String::new() } else { format!("{language} ") };
        let from = match (oldest.form(page.intent.audience), oldest.short_gloss()) {
            (Some(form), Some(gloss)) => format!("From {named}{form}, {}, to English {}", quoted(&gloss), page.word),
            (Some(form), None) => format!("From {named}{form} to English {}", page.word),
            (None, Some(gloss)) if oldest.is_lost() => {
                let word = if named.is_empty() {
                    "a word whose letters are lost".to_owned()
                } else {
                    format!("{} {named}word", super::grammar::article(&language))
                };
                format!("From {word}, {}, to English {}", quoted(&gloss), page.word)
            }
            (None, _) => format!("A word out of {language}"),
        };
        Some(if line.is_doubtful() { format!("Perhaps {}", super::grammar::lowered(&from)) } else { from })
    });
    match page.intent.angle {
        Angle::Cultural if authors.len() > 1 => format!("A word in the company of {}", list(&authors)),
        Angle::Linguistic if !dossier.relatives.is_empty() => {
            let kin: Vec<String> = dossier.relatives.iter().take(2).map(|relative| page.lower(&relative.word)).collect();
            format!("Its forms, its making and its kin, {} among them", list(&kin))
        }
        Angle::Historical if dossier.senses.iter().any(|sense| sense.obsolete && sense.is_of(0)) => {
            "What it has meant, and what it no longer means".to_owned()
        }
        _ => from.unwrap_or_else(|| match authors.as_slice() {
            [] => "What the dictionaries say of it".to_owned(),
            some => format!("What the dictionaries say of it, with lines by {}", list(some)),
        }),
    }
}

/// The label over a thin entry, or one that answers under another headword.
fn notice(dossier: &Dossier) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    if let Some(variant) = &dossier.variant_of {
        said.push(format!(
            "The dictionary only sends from “{}” to “{}”; what is said here stands under that heading.",
            dossier.word, variant.word
        ));
    }
    if dossier.found_as == FoundAs::Form {
        said.push(format!("Asked for “{}”; the dictionaries treat it under “{}”.", dossier.asked, dossier.word));
    }
    if dossier.richness == Richness::Thin && !dossier.missing.is_empty() {
        said.push(format!("Short entry: the dictionaries lack {}.", list(&dossier.missing)));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

fn colophon(dossier: &Dossier) -> String {
    let books: Vec<String> = dossier.databases.iter().map(|database| format!("{} ({})", database.title, database.licence)).collect();
    let model = "no model was called";
    if books.is_empty() {
        return format!("Written by the offline writer from the sources listed; {model}.");
    }
    format!("Written by the offline writer from the sources listed; {model}. Dictionaries: {}.", books.join("; "))
}

/// Whether the audience reads notation.
fn reads_notation(audience: Audience) -> bool {
    matches!(audience, Audience::Academic | Audience::Expert)
}

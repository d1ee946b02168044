//! Essays on many words, held to what they promise: on the installed dictionaries where there are any, else on the sample.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use checks::{Check, Depth, Workspace, evaluate};
use dictionary::Dictionaries;
use dictionary::dossier::{Dossier, Limits, Richness, gather};
use press::{Block, Document, Provenance, Sentence, Span};
use prose::normalise;
use serde_json::json;

use super::*;
use crate::effects::lookup_sources;

static DICTIONARIES: LazyLock<Dictionaries> = LazyLock::new(|| {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/dictionaries");
    // Every test process reads the concordance the first one made.
    let cache = std::env::temp_dir().join("gatewright-test-concordance");
    let dictionaries = Dictionaries::find(Some(&sample)).unwrap().with_cache(&cache);
    dictionaries.keep_texts().unwrap();
    dictionaries
});

/// Words of every kind: rich and thin, long and short, homographs, forms, phrases, hyphens, capitals, accents.
const WORDS: &[&str] = &[
    "villain",
    "nice",
    "window",
    "salary",
    "silly",
    "candidate",
    "muscle",
    "disaster",
    "quadrant",
    "orange",
    "tea",
    "chocolate",
    "sincere",
    "mischief",
    "serendipity",
    "karma",
    "village",
    "lord",
    "lady",
    "daisy",
    "curfew",
    "alphabet",
    "husband",
    "bear",
    "run",
    "ran",
    "father",
    "goodbye",
    "ice cream",
    "ice-cream",
    "gunner's quadrant",
    "café",
    "Ægis",
    "déjà vu",
    "jack-o'-lantern",
    "robot",
    "quixotic",
    "boycott",
    "zeal",
    "sandwich",
    "happiness",
    "villainous",
    "xylophone",
    "algebra",
    "assassin",
    "butterfly",
    "sugar",
    "paradise",
    "Monday",
    "of",
    "unkind",
    "kindness",
    "mother-in-law",
    "encyclopædia",
    "xenophobia",
    "jump",
    "set",
    "a",
    "Aachen",
    "abecedarian",
];

/// Words that are in the sample too.
const FEW: &[&str] = &["villain", "nice", "window", "salary", "candidate", "quadrant", "tea", "boycott"];

fn dossier(word: &str) -> Option<Dossier> {
    gather(&DICTIONARIES, word, &Limits::default()).ok()
}

fn parsed(word: &str, angle: Angle, audience: Audience, length: Length) -> ParsedIntent {
    intent(&Intent { word: word.to_owned(), angle, audience, length })
}

fn write(intent: &ParsedIntent, dossier: &Dossier) -> Document {
    draft(intent, dossier, &outline(intent, dossier))
}

fn sentences(document: &Document) -> Vec<&Sentence> {
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    blocks
        .flat_map(|block| match block {
            Block::Paragraph { sentences } | Block::Aside { sentences } => sentences.iter().collect::<Vec<_>>(),
            Block::Terms { entries } => entries.iter().flat_map(|entry| &entry.sentences).collect(),
            Block::Quotation(_) | Block::Timeline => Vec::new(),
        })
        .collect()
}

fn quotations(document: &Document) -> Vec<&press::Quotation> {
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    blocks.filter_map(|block| if let Block::Quotation(quotation) = block { Some(quotation) } else { None }).collect()
}

fn text_of<'a>(document: &Document, dossier: &'a Dossier, source: u32) -> &'a str {
    let id = &document.sources[source as usize - 1].id;
    &dossier.entries.iter().find(|entry| entry.id == *id).unwrap().text
}

fn words_at(text: &str, span: Span) -> String {
    let (start, end) = (usize::try_from(span.start).unwrap(), usize::try_from(span.end).unwrap());
    dictionary::notation::clean(
        text.get(start..end).unwrap_or_else(|| panic!("no bytes {start}..{end} in an entry of {} bytes", text.len())),
    )
}

/// A sentence that may cite nothing: it leads the reader and states no fact.
const LEADS: &[&str] = &["now.bridge", "origin.cognates"];

fn assert_well_made(word: &str, document: &Document, dossier: &Dossier) {
    let problems = press::validate(document);
    assert!(problems.is_empty(), "{word}: {problems:?}");
    let mut shown: Vec<String> = vec![document.title.clone(), document.subtitle.clone(), document.colophon.clone()];
    shown.extend(document.notice.clone());
    for chapter in &document.chapters {
        assert!(!chapter.blocks.is_empty() && !chapter.kicker.is_empty(), "{word}: chapter {}", chapter.id);
        shown.push(chapter.title.clone());
    }
    for sentence in sentences(document) {
        let text = &sentence.text;
        shown.push(text.clone());
        let close = text.trim_end_matches(['”', '"', '\'', ')', '*']);
        assert!(close.ends_with(['.', '!', '?', ':', '…']), "{word}: {text:?} does not end");
        assert!(!close.ends_with("..") || close.ends_with("..."), "{word}: {text:?} ends twice");
        let first = text.chars().find(|letter| letter.is_alphanumeric()).unwrap();
        assert!(!first.is_lowercase(), "{word}: {text:?} begins small");
        assert_eq!(text.matches('“').count(), text.matches('”').count(), "{word}: {text:?}");
        assert_eq!(text.matches('*').count() % 2, 0, "{word}: {text:?}");
        match &sentence.provenance {
            Provenance::Source { source, span } => {
                let source = normalise(&words_at(text_of(document, dossier, *source), *span));
                let said = normalise(text);
                assert_eq!(source.as_str(), said.as_str(), "{word}: {text:?}");
            }
            Provenance::Template { id } => {
                assert!(!sentence.cites.is_empty() || LEADS.contains(&id.as_str()), "{word}: {id} cites nothing: {text}");
                // What stands in quotation marks stands in an entry the sentence cites.
                for quoted in text.split('“').skip(1).filter_map(|rest| rest.split('”').next()) {
                    let held = sentence.cites.iter().any(|cite| {
                        normalise(&dictionary::notation::clean(text_of(document, dossier, cite.source)))
                            .as_str()
                            .contains(normalise(quoted).as_str())
                    });
                    assert!(held || quoted.contains('…'), "{word}: “{quoted}” of {id} stands in nothing it cites");
                }
            }
            Provenance::Model { .. } => panic!("{word}: no model was called"),
        }
    }
    for quotation in quotations(document) {
        shown.push(quotation.text.clone());
        let text = text_of(document, dossier, quotation.cite.source);
        assert_eq!(words_at(text, quotation.cite.span.unwrap()), quotation.text.replace('\n', " "), "{word}");
        assert!(
            dictionary::notation::clean(text).contains(&quotation.author_as_printed),
            "{word}: {} is not named there",
            quotation.author_as_printed
        );
        assert!(document.sources[quotation.cite.source as usize - 1].id.contains(&quotation.headword), "{word}: {}", quotation.headword);
    }
    for text in shown {
        let text = text.replace(" . . .", "").replace(". . .", "");
        for leftover in ["{", "}", "\\", "[1913", "--", "  ", "??", " ,", " .", "[PJC", "[imac"] {
            assert!(!text.contains(leftover), "{word}: {leftover:?} is left in {text:?}");
        }
    }
    let cited: BTreeSet<u32> = sentences(document)
        .iter()
        .flat_map(|sentence| &sentence.cites)
        .map(|cite| cite.source)
        .chain(quotations(document).iter().map(|quotation| quotation.cite.source))
        .chain(document.timeline.iter().flat_map(|timeline| &timeline.stages).map(|stage| stage.cite.source))
        .collect();
    assert_eq!(cited.len(), document.sources.len(), "{word}: a source is listed and not cited");
}

/// The gates' own checks.
fn assert_passes_checks(word: &str, document: &Document, dossier: &Dossier) {
    let sources = serde_json::to_vec(&lookup_sources(dossier)).unwrap();
    for (kind, more) in [
        ("quote_fidelity", json!({ "sources": "sources.json" })),
        ("citations_resolve", json!({ "sources": "sources.json" })),
        ("citation_coverage", json!({ "min": 1.0 })),
        ("number_fidelity", json!({ "sources": "sources.json", "allow": dictionary::spelled_out() })),
    ] {
        let mut check = json!({ "type": kind, "target": "draft.json" });
        check.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let check = Check::parse(&check, "").unwrap();
        let workspace = Workspace::new(Depth::Standard)
            .output("draft.json", serde_json::to_vec(document).unwrap())
            .output("sources.json", sources.clone());
        let result = evaluate(&check, &workspace);
        assert!(result.passed, "{word}: {kind}: {} {:?}", result.message, result.evidence);
    }
}

#[test]
fn essays_on_many_words_say_only_what_their_sources_say() {
    let (mut rich, mut thin) = (0, 0);
    for word in WORDS {
        let Some(dossier) = dossier(word) else { continue };
        let intent = parsed(word, Angle::Etymology, Audience::General, Length::Twelve);
        let document = write(&intent, &dossier);
        assert_well_made(word, &document, &dossier);
        assert_passes_checks(word, &document, &dossier);
        assert!(visual_spec(&intent, &dossier).rationale.ends_with('.'));
        assert!(press::validate_visual(&visual_spec(&intent, &dossier)).is_empty(), "{word}");
        match dossier.richness {
            Richness::Rich => {
                rich += 1;
                assert!(
                    document.timeline.is_some() || dossier.descent().is_some_and(|step| step.etymology.descent.is_empty()),
                    "{word}: rich without a timeline"
                );
                assert!(quotations(&document).len() >= 2, "{word}: rich with {} quotations", quotations(&document).len());
                assert!(document.chapters.len() >= 3, "{word}: {} chapters", document.chapters.len());
            }
            Richness::Thin => {
                thin += 1;
                let notice = document.notice.as_deref().unwrap_or_default();
                assert!(dossier.missing.iter().all(|missing| notice.contains(missing)), "{word}: {notice}");
            }
        }
    }
    assert!(rich >= 5 && thin >= 1, "{rich} rich, {thin} thin");
}

#[test]
fn essays_hold_for_every_angle_audience_and_length() {
    for word in FEW {
        let dossier = dossier(word).unwrap();
        for angle in [Angle::Etymology, Angle::Cultural, Angle::Linguistic, Angle::Historical] {
            for audience in [Audience::Academic, Audience::General, Audience::Expert] {
                for length in [Length::Six, Length::Twelve, Length::Twenty] {
                    let intent = parsed(word, angle, audience, length);
                    let document = write(&intent, &dossier);
                    let name = format!("{word}, {angle:?}, {audience:?}, {length:?}");
                    assert_well_made(&name, &document, &dossier);
                    if length == Length::Twenty {
                        assert_passes_checks(&name, &document, &dossier);
                    }
                    assert!(document.chapters.iter().filter(|chapter| chapter.id != "others").count() <= intent.chapter_budget, "{name}");
                }
            }
        }
    }
}

#[test]
fn angle_audience_and_length_visibly_change_the_essay() {
    let dossier = dossier("villain").unwrap();
    let of = |angle, audience, length| write(&parsed("villain", angle, audience, length), &dossier);
    let ids = |document: &Document| document.chapters.iter().map(|chapter| chapter.id.clone()).collect::<Vec<_>>();
    let base = of(Angle::Etymology, Audience::General, Length::Twelve);
    for angle in [Angle::Cultural, Angle::Linguistic, Angle::Historical] {
        assert_ne!(ids(&base), ids(&of(angle, Audience::General, Length::Twelve)), "{angle:?}");
    }
    let text = |document: &Document| sentences(document).iter().map(|sentence| sentence.text.as_str()).collect::<Vec<_>>().join(" ");
    let academic = of(Angle::Etymology, Audience::Academic, Length::Twelve);
    assert!(text(&academic).contains("(LL.)") && !text(&base).contains("(LL.)"));
    let (six, twenty) = (of(Angle::Etymology, Audience::General, Length::Six), of(Angle::Etymology, Audience::General, Length::Twenty));
    assert!(six.chapters.len() < twenty.chapters.len());
    assert!(quotations(&six).len() < quotations(&twenty).len());
    assert!(text(&six).len() < text(&base).len() && text(&base).len() < text(&twenty).len());
}

#[test]
fn two_writings_are_equal_to_the_byte() {
    for word in FEW {
        let intent = parsed(word, Angle::Etymology, Audience::General, Length::Twelve);
        let (first, second) = (dossier(word).unwrap(), dossier(word).unwrap());
        assert_eq!(serde_json::to_string(&write(&intent, &first)).unwrap(), serde_json::to_string(&write(&intent, &second)).unwrap());
        assert_eq!(research_files(&first), research_files(&second));
    }
}

#[test]
fn research_files_name_every_source_with_its_place() {
    let dossier = dossier("villain").unwrap();
    let files = research_files(&dossier);
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    for path in [
        "research/SOURCES.md",
        "research/ETYMOLOGY.md",
        "research/SENSES.md",
        "research/QUOTATIONS.md",
        "research/RELATIVES.md",
        "research/USAGE.md",
        "research/dossier.json",
    ] {
        assert!(paths.contains(&path), "{path} is not among {paths:?}");
    }
    let sources = &files[0].1;
    assert_eq!(sources.matches("\n### ").count(), dossier.entries.len());
    assert!(dossier.entries.iter().all(|entry| sources.contains(&entry.sha256) && sources.contains(&entry.id)));
    let again: Dossier = serde_json::from_str(&files.iter().find(|(path, _)| path.ends_with("dossier.json")).unwrap().1).unwrap();
    assert_eq!(again, dossier);
}

#[test]
fn an_outline_plans_what_the_essay_has() {
    let dossier = dossier("nice").unwrap();
    let intent = parsed("nice", Angle::Historical, Audience::General, Length::Twelve);
    let outline = outline(&intent, &dossier);
    let document = draft(&intent, &dossier, &outline);
    let planned: Vec<&str> = outline.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
    assert_eq!(planned, document.chapters.iter().map(|chapter| chapter.title.as_str()).collect::<Vec<_>>());
    assert!(outline.chapters.iter().all(|chapter| !chapter.purpose.is_empty()));
    assert_eq!(outline.to_markdown().matches("\n## ").count(), outline.chapters.len());
    // Another hand may reorder and retitle the plan; the essay follows.
    let mut edited = outline.clone();
    edited.chapters.reverse();
    edited.chapters[0].title = "Read me first".to_owned();
    assert_eq!(draft(&intent, &dossier, &edited).chapters[0].title, "Read me first");
}

#[test]
fn essays_do_not_all_sound_alike() {
    let mut openings = BTreeSet::new();
    let words: Vec<&&str> = FEW.iter().collect();
    for word in &words {
        let document = write(&parsed(word, Angle::Etymology, Audience::General, Length::Twelve), &dossier(word).unwrap());
        let opening = sentences(&document)[0].text.clone();
        openings.insert(opening.split(' ').take(2).collect::<Vec<_>>().join(" "));
    }
    assert!(openings.len() >= 3, "{openings:?}");
}

#[test]
fn a_quotation_changed_by_a_word_no_longer_stands() {
    let dossier = dossier("villain").unwrap();
    let mut quotation = dossier.quotations[0].clone();
    let text = &dossier.entries[quotation.entry].text;
    assert!(stands_in(&quotation, text));
    quotation.text = quotation.text.replacen(' ', " not ", 1);
    assert!(!stands_in(&quotation, text));
}

/// An essay as running text, its headlines among it; `None` where the installed dictionaries do not have the word.
fn essay(word: &str) -> Option<(Document, String)> {
    let dossier = dossier(word)?;
    let intent = parsed(word, Angle::Etymology, Audience::General, Length::Twelve);
    let document = write(&intent, &dossier);
    let mut said = vec![document.title.clone(), document.subtitle.clone(), document.notice.clone().unwrap_or_default()];
    said.push(visual_spec(&intent, &dossier).rationale);
    said.extend(document.chapters.iter().map(|chapter| chapter.title.clone()));
    said.extend(sentences(&document).iter().map(|sentence| sentence.text.clone()));
    Some((document, said.join("\n")))
}

#[test]
fn a_stage_whose_letters_are_lost_is_told() {
    if let Some((_, text)) = essay("bishop") {
        assert!(text.contains("a Greek word whose letters this edition has lost") && !text.contains("From Latin episcopus"), "{text}");
    }
    if let Some((_, text)) = essay("grammar") {
        assert!(!text.contains("Its feminine is Latin"), "{text}");
    }
    if let Some((_, text)) = essay("bureau") {
        assert!(!text.contains("a presumably") && text.contains("“fire”"), "{text}");
    }
    if let Some((document, text)) = essay("melancholy") {
        assert!(!document.subtitle.contains("Latin") && !text.contains("From Latin"), "{text}");
    }
}

#[test]
fn an_origin_told_in_words_is_not_denied() {
    for word in ["shrewd", "sandwich", "mesmerism", "travel"] {
        let Some((_, text)) = essay(word) else { continue };
        for denial in ["name no origin", "names no ancestor", "draws no line", "Whatever its beginnings", "do not say"] {
            assert!(
                !text.contains(denial) || denial == "draws no line" && text.contains("draws no line of older forms"),
                "{word}: {denial}: {text}"
            );
        }
        assert!(!text.contains("only asks the reader to compare"), "{word}: {text}");
    }
    if let Some((_, text)) = essay("clerk") {
        assert!(text.contains("“Either OF. clerc, fr. L. clericus a priest, or AS."), "{text}");
    }
    if let Some((_, text)) = essay("loneliness") {
        assert!(!text.contains("name no origin"), "{text}");
    }
}

#[test]
fn doubts_and_assumptions_are_told() {
    if let Some((_, text)) = essay("desire") {
        assert!(text.contains("perhaps") || text.contains("with a doubt"), "{text}");
        assert!(!text.contains("“origin uncertain”, to English"), "{text}");
        assert!(text.contains("de- + sidus star, constellation, and hence orig."), "{text}");
    }
    if let Some((_, text)) = essay("danger") {
        assert!(text.contains("a form the dictionary only assumes") && !text.contains("“with same meaning”"), "{text}");
    }
    if let Some((_, text)) = essay("glamour") {
        assert!(text.contains("Perh., however") && !text.contains("English *see*"), "{text}");
    }
}

#[test]
fn the_first_sense_of_the_older_dictionary_is_not_the_latest_word() {
    let Some((_, text)) = essay("bishop") else { return };
    assert!(!text.contains("latest word on") && !text.contains("on the last: the word"), "{text}");
}

#[test]
fn the_entry_s_own_spelling_stands_in_the_title() {
    for (word, title) in [("café", "Café"), ("cafe", "Café"), ("naïve", "Naïve"), ("by-law", "By-law")] {
        let Some((document, _)) = essay(word) else { continue };
        assert_eq!(document.title, title, "{word}");
    }
}

#[test]
fn relatives_bear_their_labels_and_fragments_are_left_out() {
    if let Some((_, text)) = essay("humor") {
        assert!(!text.contains("Moist; humid; watery"), "{text}");
    }
    if let Some((document, text)) = essay("travel") {
        assert!(!text.contains("Pl. An account"), "{text}");
        let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
        let plural = blocks.filter_map(|block| if let Block::Terms { entries } = block { Some(entries) } else { None }).flatten();
        assert!(plural.into_iter().any(|entry| entry.label.as_deref().is_some_and(|label| label.contains("plural"))));
    }
    if let Some((_, text)) = essay("rose") {
        assert!(text.contains("It is the past tense of *rise*.") && !text.contains("Of Rise"), "{text}");
    }
    if let Some((_, text)) = essay("cowboy") {
        assert!(!text.contains("respells it *-"), "{text}");
    }
}

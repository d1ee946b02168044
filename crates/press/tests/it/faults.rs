//! Each kind of problem is found, at its place, and alone.

use press::{Block, Citation, Document, ProblemKind, Provenance, Span, VisualSpec};

use crate::{look, sample};

#[track_caller]
fn finds(kind: ProblemKind, place: &str, spoil: impl FnOnce(&mut Document)) {
    let mut document = sample("villain");
    spoil(&mut document);
    let problems = press::validate(&document);
    let found: Vec<_> = problems.iter().map(|problem| (problem.kind, problem.place.as_str())).collect();
    assert_eq!(found, [(kind, place)], "{problems:?}");
    assert!(problems[0].to_string().starts_with(place));
}

fn first_sentence(document: &mut Document) -> &mut press::Sentence {
    let Block::Paragraph { sentences } = &mut document.chapters[0].blocks[0] else { panic!("a paragraph opens the sample") };
    &mut sentences[0]
}

#[test]
fn finds_citations_that_lead_nowhere() {
    finds(ProblemKind::UnknownSource, "chapters[0].blocks[0].sentences[0].cites[0]", |document| {
        first_sentence(document).cites = vec![Citation { source: 99, span: None }];
    });
    finds(ProblemKind::UnknownSource, "chapters[0].blocks[0].sentences[0].cites[0]", |document| {
        first_sentence(document).cites = vec![Citation { source: 0, span: None }];
    });
    finds(ProblemKind::UnknownSource, "timeline.stages[0].cite", |document| {
        document.timeline.as_mut().unwrap().stages[0].cite.source = 7;
    });
    finds(ProblemKind::UnknownSource, "chapters[0].blocks[0].sentences[0].provenance", |document| {
        first_sentence(document).provenance = Provenance::Source { source: 70, span: Span { start: 0, end: 1 } };
    });
}

#[test]
fn finds_spans_out_of_order_and_quotations_without_one() {
    finds(ProblemKind::SpanOrder, "hero.ancestor.cite", |document| {
        document.hero.as_mut().unwrap().ancestor.as_mut().unwrap().cite.span = Some(Span { start: 5, end: 5 });
    });
    finds(ProblemKind::QuotationSpan, "chapters[2].blocks[1].cite", |document| {
        let Block::Quotation(quotation) = &mut document.chapters[2].blocks[1] else { panic!("a quotation stands here") };
        quotation.cite.span = None;
    });
}

#[test]
fn finds_faults_of_sources() {
    finds(ProblemKind::SourceNumber, "sources[1]", |document| document.sources[1].number = 7);
    finds(ProblemKind::SourceHash, "sources[0]", |document| document.sources[0].sha256 = "ABC".into());
}

#[test]
fn finds_faults_of_anchors() {
    finds(ProblemKind::AnchorRepeated, "chapters[1]", |document| document.chapters[1].id = document.chapters[0].id.clone());
    finds(ProblemKind::AnchorForm, "chapters[1]", |document| document.chapters[1].id = "Über Sinn".into());
}

#[test]
fn finds_what_says_nothing() {
    finds(ProblemKind::EmptyChapter, "chapters[3]", |document| document.chapters[3].blocks.clear());
    finds(ProblemKind::EmptyChapter, "chapters", |document| document.chapters.clear());
    finds(ProblemKind::EmptyText, "chapters[0].blocks[0].sentences[0].text", |document| {
        first_sentence(document).text = " \u{202e}\n".into()
    });
    finds(ProblemKind::EmptyText, "title", |document| document.title.clear());
    finds(ProblemKind::EmptyBlock, "chapters[0].blocks[0]", |document| {
        document.chapters[0].blocks[0] = Block::Paragraph { sentences: vec![] }
    });
    finds(ProblemKind::EmptyBlock, "chapters[0].blocks[0]", |document| document.chapters[0].blocks[0] = Block::Terms { entries: vec![] });
}

#[test]
fn finds_faults_of_the_timeline() {
    finds(ProblemKind::TimelineMissing, "chapters[0].blocks[1]", |document| document.timeline = None);
    finds(ProblemKind::TimelineMissing, "timeline.stages", |document| document.timeline.as_mut().unwrap().stages.clear());
    finds(ProblemKind::TimelineRepeated, "chapters[1].blocks[0]", |document| document.chapters[1].blocks[0] = Block::Timeline);
    finds(ProblemKind::EmptyStage, "timeline.stages[0]", |document| {
        let stage = &mut document.timeline.as_mut().unwrap().stages[0];
        stage.form = None;
        stage.language.name.clear();
    });
}

#[track_caller]
fn finds_in_look(kind: ProblemKind, place: &str, spoil: impl FnOnce(&mut VisualSpec)) {
    let mut look = look();
    assert_eq!(press::validate_visual(&look), []);
    spoil(&mut look);
    let problems = press::validate_visual(&look);
    let found: Vec<_> = problems.iter().map(|problem| (problem.kind, problem.place.as_str())).collect();
    assert_eq!(found, [(kind, place)], "{problems:?}");
}

#[test]
fn finds_faults_of_the_look() {
    finds_in_look(ProblemKind::Colour, "palette.ink", |look| look.palette.ink = "black".into());
    finds_in_look(ProblemKind::Contrast, "palette.accent_dark", |look| look.palette.accent_dark = "#222222".into());
    finds_in_look(ProblemKind::Motif, "motif", |look| look.motif = "skulls".into());
    finds_in_look(ProblemKind::Typography, "typography", |look| look.typography = "comic".into());
}

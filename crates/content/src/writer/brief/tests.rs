use std::collections::BTreeSet;

use checks::{Check, Depth, Workspace, evaluate};
use knowledge::Document;
use press::{Block, Provenance, Sentence};
use proptest::prelude::*;
use serde_json::json;

use super::{Audience, Evidence, Length, Outline, draft, evidence, outline};
use crate::SourceText;

/// The texts of a brief's sources, numbered as in the brief.
fn source_texts(outline: &Outline, documents: &[Document]) -> Vec<SourceText> {
    let numbered = outline.sources.iter().zip(1..).filter_map(|(at, number)| Some((number, documents.get(*at)?)));
    let text = |(number, document): (u32, &Document)| SourceText {
        number,
        id: format!("doc:{}", document.name),
        title: document.title.clone(),
        text: document.text.clone(),
    };
    numbered.map(text).collect()
}

const REPORT: &str = "# Sand batteries in district heating\n\nA town in western Finland heated its first homes with a sand battery in 2022. It is a steel tank full of sand.\n\n## How it works\n\nA sand battery stores heat at about 500 degrees. Cheap power from wind and sun heats air, and the air heats the sand. The heat stays in the sand for months.\n\n## Cost\n\nThe sand battery cost 200,000 euros to build. Most of that went into the tank and not into the sand.\n\n## Staff\n\nThe mayor plays the trombone.\n";
const PAPER: &str = "<html><head><title>Storage review</title></head><body><nav>Home</nav><main><h1>A review of heat stores</h1><h2>Costs of heat stores</h2><p>The first sand battery cost 350,000 euros to build. Water tanks are cheaper per stored unit.</p><h2>Efficiency</h2><p>A sand battery returns up to 90 % of the heat it takes in. Losses grow when the store is small.</p></main></body></html>";
const NOTES: &str = "NOTES FROM A VISIT\n\nWe saw the plant in March. The operators say that the sand battery stores heat at about 500 degrees. A larger sand battery of 100 megawatt hours is planned.\n\nA sand battery stores heat at about 500 degrees, said the guide.\n\nLunch was good.\n";
const QUESTION: &str = "How does a sand battery store heat and what does it cost?";

fn library() -> Vec<Document> {
    [("notes.txt", NOTES), ("report.md", REPORT), ("review.html", PAPER)]
        .map(|(name, text)| knowledge::read(name, text.as_bytes()).unwrap())
        .to_vec()
}

fn write(question: &str, audience: Audience, length: Length, library: &[Document]) -> (Evidence, Outline, press::Document) {
    let evidence = evidence(question, library);
    let outline = outline(audience, length, &evidence);
    let document = draft(question, audience, length, &evidence, &outline);
    (evidence, outline, document)
}

fn sentences(document: &press::Document) -> Vec<&Sentence> {
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let of_block = |block| -> Vec<&Sentence> {
        match block {
            &Block::Paragraph { ref sentences } | &Block::Aside { ref sentences } => sentences.iter().collect(),
            Block::Terms { entries } => entries.iter().flat_map(|entry| &entry.sentences).collect(),
            Block::Quotation(_) | Block::Timeline => Vec::new(),
        }
    };
    blocks.flat_map(of_block).collect()
}

/// Every sentence that claims a source is exactly what stands there.
fn assert_grounded(document: &press::Document, outline: &Outline, library: &[Document]) {
    let texts = source_texts(outline, library);
    assert_eq!(document.sources.len(), texts.len());
    for sentence in sentences(document) {
        match &sentence.provenance {
            Provenance::Source { source, span } => {
                let source = &texts[*source as usize - 1];
                let (start, end) = (usize::try_from(span.start).unwrap(), usize::try_from(span.end).unwrap());
                assert_eq!(source.text[start..end].replace('*', "\u{2217}"), sentence.text);
                assert_eq!(sentence.cites[0].source, source.number);
            }
            Provenance::Template { id } => assert!(id.starts_with("brief.") && sentence.cites.is_empty(), "{id}"),
            Provenance::Model { .. } => panic!("no model was called"),
        }
    }
}

fn judge(kind: &str, document: &press::Document, outline: &Outline, library: &[Document]) -> checks::CheckResult {
    let check = Check::parse(&json!({"type": kind, "target": "brief.json", "sources": "sources.json"}), "").unwrap();
    let workspace = Workspace::new(Depth::Standard)
        .output("brief.json", serde_json::to_vec(document).unwrap())
        .output("sources.json", serde_json::to_vec(&source_texts(outline, library)).unwrap());
    evaluate(&check, &workspace)
}

#[test]
fn a_brief_answers_from_the_sources_only() {
    let library = library();
    let (_, outline, document) = write(QUESTION, Audience::General, Length::Standard, &library);
    assert_grounded(&document, &outline, &library);
    let text: Vec<&str> = sentences(&document).iter().map(|sentence| sentence.text.as_str()).collect();
    let text = text.join("\n");
    for said in ["stores heat at about 500 degrees", "200,000 euros", "350,000 euros"] {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
    for beside in ["trombone", "Lunch", "Home"] {
        assert!(!text.contains(beside), "{beside} is in\n{text}");
    }
    for kind in ["citations_resolve", "quote_fidelity", "number_fidelity", "containment"] {
        let result = judge(kind, &document, &outline, &library);
        assert!(result.passed, "{kind}: {} {:?}", result.message, result.evidence);
    }
}

#[test]
fn several_questions_become_chapters() {
    let (_, _, document) = write(QUESTION, Audience::General, Length::Standard, &library());
    let titles: Vec<&str> = document.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
    assert_eq!(titles.first(), Some(&"In short"));
    assert!(titles.contains(&"How does a sand battery store heat"), "{titles:?}");
    let ids: BTreeSet<&str> = document.chapters.iter().map(|chapter| chapter.id.as_str()).collect();
    assert_eq!(ids.len(), document.chapters.len());
}

#[test]
fn one_question_is_grouped_by_the_documents_headings() {
    let (_, _, document) = write("heat in a sand battery", Audience::General, Length::Long, &library());
    let titles: Vec<&str> = document.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
    assert!(titles.contains(&"How it works") && titles.contains(&"Sand batteries in district heating"), "{titles:?}");
}

#[test]
fn contradictory_figures_stand_side_by_side() {
    let library = library();
    let (_, outline, document) = write(QUESTION, Audience::General, Length::Standard, &library);
    assert_eq!(outline.conflicts.len(), 1, "{:?}", outline.conflicts);
    let chapter = document.chapters.iter().find(|chapter| chapter.id == "differences").unwrap();
    let Block::Terms { entries } = &chapter.blocks[1] else { panic!("{chapter:?}") };
    let sides: Vec<&str> = entries[0].sentences.iter().map(|sentence| sentence.text.as_str()).collect();
    assert!(sides.iter().any(|side| side.contains("200,000")) && sides.iter().any(|side| side.contains("350,000")), "{sides:?}");
    assert_ne!(entries[0].sentences[0].cites[0].source, entries[0].sentences[1].cites[0].source);
    // Elsewhere neither figure is stated as if it were certain.
    let all = sentences(&document);
    assert_eq!(all.iter().filter(|sentence| sentence.text.contains("200,000")).count(), 1);
}

#[test]
fn figures_that_agree_are_no_conflict() {
    let (_, outline, _) = write("At how many degrees does a sand battery store heat?", Audience::General, Length::Standard, &library());
    assert!(outline.conflicts.is_empty(), "{:?}", outline.conflicts);
}

#[test]
fn a_question_that_no_source_touches_is_not_answered() {
    let library = library();
    for question in ["Who won the chess championship?", "What is the cost of living on Mars?", "What?"] {
        let (evidence, outline, document) = write(question, Audience::General, Length::Standard, &library);
        assert!(evidence.passages.is_empty(), "{question}: {:?}", evidence.passages);
        assert!(document.sources.is_empty() && document.chapters.len() == 1, "{question}");
        assert!(document.notice.as_deref().is_some_and(|notice| notice.contains("do not speak of")), "{question}");
        assert!(sentences(&document)[0].text.starts_with("The sources do not speak of this question"));
        assert_grounded(&document, &outline, &library);
    }
}

#[test]
fn what_the_sources_leave_open_is_said_plainly() {
    let (evidence, _, document) =
        write("How does a sand battery store heat, and how loud is its compressor?", Audience::General, Length::Standard, &library());
    assert!(evidence.missing.contains(&"compressor".to_owned()), "{:?}", evidence.missing);
    let gaps = document.chapters.iter().find(|chapter| chapter.id == "gaps").unwrap();
    assert!(format!("{gaps:?}").contains("compressor"), "{gaps:?}");
    assert!(document.notice.unwrap().starts_with("Partial answer"));
}

#[test]
fn what_two_documents_say_alike_is_said_once() {
    let (evidence, _, document) = write("At how many degrees does a sand battery store heat?", Audience::General, Length::Long, &library());
    let said = sentences(&document).iter().filter(|sentence| sentence.text.contains("500 degrees")).count();
    assert_eq!(said, 1, "{:?}", sentences(&document));
    assert!(evidence.passages.iter().any(|passage| !passage.also_in.is_empty()), "{:?}", evidence.passages);
}

#[test]
fn length_and_audience_change_what_comes_out() {
    let long: String = (0..30).map(|at| format!("Fact {at} about a sand battery is that part {at} of it holds heat.\n\n")).collect();
    let library = vec![knowledge::read("facts.md", format!("# Facts\n\n{long}").as_bytes()).unwrap()];
    let count = |length| sentences(&write("sand battery heat", Audience::General, length, &library).2).len();
    assert!(count(Length::Short) < count(Length::Standard), "{} {}", count(Length::Short), count(Length::Standard));
    let own = self::library();
    let [general, academic, expert] =
        [Audience::General, Audience::Academic, Audience::Expert].map(|audience| write(QUESTION, audience, Length::Standard, &own).2);
    assert_ne!(general.chapters, academic.chapters);
    assert_eq!(expert.chapters[1].id, "differences");
    assert_ne!(general.chapters[1].id, "differences");
}

#[test]
fn evidence_is_written_down_and_read_back() {
    let library = library();
    let (evidence, outline, _) = write(QUESTION, Audience::General, Length::Standard, &library);
    let read: Evidence = serde_json::from_value(serde_json::to_value(&evidence).unwrap()).unwrap();
    assert_eq!(read, evidence);
    let read: Outline = serde_json::from_value(serde_json::to_value(&outline).unwrap()).unwrap();
    assert_eq!(read, outline);
    let markdown = evidence.to_markdown();
    for part in ["# Evidence", "### Sand batteries in district heating", "File `review.html`", "bytes ", "## Not found"] {
        assert!(markdown.contains(part), "{part} is not in\n{markdown}");
    }
}

#[test]
fn names_of_audiences_and_lengths_are_closed() {
    assert_eq!(Audience::parse("expert"), Some(Audience::Expert));
    assert_eq!(Audience::parse("children"), None);
    assert_eq!(Length::parse("6min"), Some(Length::Short));
    assert_eq!(Length::parse("forever"), None);
}

proptest! {
    #[test]
    fn any_question_on_any_text_gives_a_grounded_brief(
        question in "([A-Za-z]{1,7} |heat |sand |and how |What ){0,8}\\??",
        texts in prop::collection::vec("((heat|sand|It|store|costs|500|degrees|Water|is|the|[a-z]{2,6})[ ,.!?\\n*-]{1,2}){1,60}", 1..4),
    ) {
        let library: Vec<Document> = texts.iter().enumerate().filter_map(|(at, text)| knowledge::read(&format!("{at}.md"), text.as_bytes()).ok()).collect();
        for audience in [Audience::General, Audience::Expert] {
            let (_, outline, document) = write(&question, audience, Length::Short, &library);
            assert_grounded(&document, &outline, &library);
            let used: BTreeSet<u32> = sentences(&document).iter().flat_map(|sentence| &sentence.cites).map(|cite| cite.source).collect();
            prop_assert_eq!(used.len(), document.sources.len());
            let again = write(&question, audience, Length::Short, &library).2;
            prop_assert_eq!(document, again);
        }
    }
}

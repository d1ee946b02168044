//! Words of many kinds through the whole pipeline: rich ones pass every gate, thin ones say what they lack.

use std::sync::Arc;

use content::Desk;
use dictionary::dossier::Richness;
use press::{Block, Document};

use crate::house::{House, essay};

/// Several entries, odd markup, letters beyond ASCII, capitals, phrases, derivatives, one-line entries.
const WORDS: &[&str] = &[
    "villain",
    "quadrant",
    "serendipity",
    "nice",
    "café",
    "run",
    "abacist",
    "Pandemonium",
    "zeitgeist",
    "window",
    "villainous",
    "thin-skinned",
];

#[tokio::test(flavor = "multi_thread")]
async fn rich_words_pass_every_gate_and_thin_ones_say_what_they_lack() {
    let mut house = House::new().await;
    if std::path::Path::new(dictionary::SYSTEM_FOLDER).join("gcide.index").exists() {
        let objects = house.content.objects();
        let desk = Desk::open((*house.database).clone(), objects, &llm::provider::Options::default()).unwrap();
        let offline = llm::Providers::from_env(&|_| None, &llm::provider::Options::default(), content::writer::offline()).unwrap();
        house.content = content::Content::new((*house.database).clone(), Arc::new(desk.with_providers(offline)));
    }
    let engine = house.engine().await;
    let mut seen = 0;
    for word in WORDS {
        let created = match house.content.create_run(&house.account, essay(word)).await {
            Ok(created) => created,
            // The sample holds some forty headwords only.
            Err(content::ServiceError::UnknownWord { .. }) => continue,
            Err(error) => panic!("{word}: {error}"),
        };
        seen += 1;
        engine.handle().nudge();
        let run = house.settled(&engine, created.run_id).await;
        let gates = house.newest(run.id).await;
        assert_eq!(run.status, "completed", "{word}: {:?}\n{gates:#?}", run.pause_reason);
        let files = house.content.files(run.id).await.unwrap();
        let file = |path: &str| files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{word}: no {path}"));
        let dossier: dictionary::dossier::Dossier = serde_json::from_slice(&file("research/dossier.json").bytes).unwrap();
        let draft: Document = serde_json::from_slice(&file("content/draft.json").bytes).unwrap();
        if dossier.richness == Richness::Rich {
            assert_eq!(draft.notice, None, "{word} is rich and needs no notice");
        } else {
            assert_eq!(gates["G2"].status, "warning", "{word} is thin: {:?}", dossier.missing);
            let notice = draft.notice.as_deref().unwrap_or_default();
            assert!(!notice.is_empty(), "{word} lacks {:?}, and the reader is not told", dossier.missing);
        }
        // Every quotation stands in the dictionary under the cited headword and author.
        for quotation in draft.chapters.iter().flat_map(|chapter| &chapter.blocks).filter_map(|block| match block {
            Block::Quotation(quotation) => Some(quotation),
            _ => None,
        }) {
            let source = &draft.sources[quotation.cite.source as usize - 1];
            let entry =
                dossier.entries.iter().find(|entry| entry.id == source.id).unwrap_or_else(|| panic!("{word}: {} is no entry", source.id));
            let known = dossier.quotations.iter().any(|found| {
                dossier.entries[found.entry].id == entry.id
                    && found.text == quotation.text
                    && found.attribution.printed == quotation.author_as_printed
            });
            assert!(
                known && entry.headword == quotation.headword,
                "{word}: “{}” is not {}'s under {}",
                quotation.text,
                quotation.author,
                quotation.headword
            );
        }
    }
    assert!(seen >= 3, "only {seen} words were found");
}

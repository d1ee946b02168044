//! The press on whole documents: what comes out is complete, well-formed, inert and always the same.
#![expect(clippy::unwrap_used, reason = "tests")]

mod draft;
mod faults;
mod hostile;
mod page;
mod print;
mod words;

use press::{Document, VisualSpec};

/// The sample documents: rich, long, thin, and a brief.
const SAMPLES: [&str; 4] = ["villain", "quick", "thin", "brief"];

fn sample(name: &str) -> Document {
    serde_json::from_str(&sample_text(name)).unwrap()
}

fn sample_text(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn look() -> VisualSpec {
    serde_json::from_str(&sample_text("look")).unwrap()
}

/// All quotations of a document, verse by verse.
fn quoted(document: &Document) -> Vec<String> {
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let quotations = blocks.filter_map(|block| if let press::Block::Quotation(quotation) = block { Some(&quotation.text) } else { None });
    quotations.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// All sentences of a document, in reading order.
fn sentences(document: &Document) -> Vec<&press::Sentence> {
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    blocks
        .flat_map(|block| match block {
            press::Block::Paragraph { sentences } | press::Block::Aside { sentences } => sentences.iter().collect(),
            press::Block::Terms { entries } => entries.iter().flat_map(|entry| &entry.sentences).collect(),
            press::Block::Quotation(_) | press::Block::Timeline => Vec::new(),
        })
        .collect()
}

/// White space made single, as readers see it.
fn squeezed(text: &str) -> String {
    // Pages set the marks of print where a text has a typewriter's.
    let typed = text.replace(['“', '”'], "\"").replace(['‘', '’'], "'").replace('—', "--").replace('…', "...");
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

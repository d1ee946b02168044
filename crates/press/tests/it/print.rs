//! The PDF.

use crate::{SAMPLES, look, quoted, sample, squeezed};

fn book(name: &str) -> Vec<u8> {
    press::pdf(&sample(name), &look()).unwrap()
}

/// The text without what setting it changes: line ends, hyphens at line ends, the form of apostrophes.
fn bare(text: &str) -> String {
    squeezed(text).replace(['-', '\u{ad}', ' '], "").replace('’', "'")
}

#[test]
fn carries_title_chapters_quotations_and_sources() {
    for name in SAMPLES {
        let document = sample(name);
        let text = bare(&pdf_extract::extract_text_from_mem(&book(name)).unwrap());
        for verse in quoted(&document) {
            assert!(text.contains(&bare(&verse)), "{name}: {verse}");
        }
        for chapter in &document.chapters {
            assert!(text.contains(&bare(&chapter.title)), "{name}: {}", chapter.title);
        }
        for source in &document.sources {
            assert!(text.contains(&bare(&source.container)), "{name}: {}", source.container);
        }
        assert!(text.contains(&bare(&document.title)), "{name}");
        assert!(text.contains(&bare(&document.colophon)), "{name}");
    }
}

#[test]
fn sets_the_same_bytes_twice_without_a_date() {
    for name in SAMPLES {
        let (first, second) = (book(name), book(name));
        assert!(first == second, "{name} differs");
        let text = String::from_utf8_lossy(&first);
        assert!(!text.contains("/CreationDate") && !text.contains("/ModDate"), "{name} says when");
    }
}

#[test]
fn is_tagged_and_has_bookmarks() {
    let book = book("villain");
    let text = String::from_utf8_lossy(&book);
    assert!(book.starts_with(b"%PDF-1.7"));
    for mark in ["/StructTreeRoot", "/Outlines", "/MarkInfo"] {
        assert!(text.contains(mark), "{mark}");
    }
}

#[test]
fn a_long_word_and_a_single_stage_fit() {
    let mut document = sample("villain");
    if let Some(hero) = &mut document.hero {
        hero.word = "antidisestablishmentarianism".into();
    }
    if let Some(timeline) = &mut document.timeline {
        timeline.stages.truncate(1);
    }
    let look = look();
    let text = bare(&pdf_extract::extract_text_from_mem(&press::pdf(&document, &look).unwrap()).unwrap());
    assert!(text.contains("antidisestablishmentarianism"), "the word stands on one line");
}

#[test]
fn a_lead_in_stays_on_the_page_of_its_quotation() {
    let plain = sample("villain");
    let sentence = plain.chapters.iter().flat_map(|chapter| &chapter.blocks).find_map(|block| match block {
        press::Block::Paragraph { sentences } => sentences.first().cloned(),
        _ => None,
    });
    let quotation = plain.chapters.iter().flat_map(|chapter| &chapter.blocks).find(|block| matches!(block, press::Block::Quotation(_)));
    let (sentence, quotation) = (sentence.unwrap(), quotation.cloned().unwrap());
    let of = |text: &str| press::Block::Paragraph { sentences: vec![press::Sentence { text: text.to_owned(), ..sentence.clone() }] };
    for filler in 18..40 {
        let mut document = plain.clone();
        document.chapters.truncate(1);
        document.timeline = None;
        document.chapters[0].blocks = (0..filler).map(|_| of("A line of its own.")).collect();
        document.chapters[0].blocks.extend([of("Here is the lead:"), quotation.clone()]);
        let pages = pdf_extract::extract_text_from_mem_by_pages(&press::pdf(&document, &look()).unwrap()).unwrap();
        let page = pages.iter().position(|page| bare(page).contains(&bare("Here is the lead:"))).unwrap();
        let press::Block::Quotation(quotation) = &quotation else { unreachable!() };
        let verse = bare(quotation.text.lines().next().unwrap());
        assert!(bare(&pages[page]).contains(&verse), "{filler} lines before: the quotation is overleaf");
    }
}

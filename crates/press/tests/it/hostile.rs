//! Whatever stands in a document, it is text.

use press::{Block, Document, Provenance, Sentence, Stage};
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag};
use roxmltree::{Node, ParsingOptions};

use crate::{SAMPLES, look, sample};

const HOSTILE: &str = "\"><script>alert('1')</script><img src=x onerror=alert(2)> ]]> --> </style></title> [a](javascript:x) ![b](http://c) \
                       `d` <https://e> &amp; *f* **g** __h__ $i$ #[j] \\u{202e} \u{202e}k\u{2066}\u{0}\u{1b}[31m {{l}} */ }";

/// The document with every text in it replaced.
fn poisoned(mut document: Document, text: &str) -> Document {
    let poison = |field: &mut String| *field = text.to_owned();
    let poison_stage = |stage: &mut Stage| {
        for field in [&mut stage.form, &mut stage.gloss, &mut stage.date] {
            *field = Some(text.to_owned());
        }
        stage.language.name = text.to_owned();
    };
    let poison_sentences = |sentences: &mut Vec<Sentence>| {
        for (i, sentence) in sentences.iter_mut().enumerate() {
            sentence.text = text.to_owned();
            if i % 2 == 0 {
                sentence.provenance = Provenance::Model { model: text.to_owned() };
            } else {
                sentence.provenance = Provenance::Template { id: text.to_owned() };
            }
        }
    };
    for field in [&mut document.title, &mut document.subtitle, &mut document.colophon] {
        poison(field);
    }
    document.notice = Some(text.to_owned());
    if let Some(hero) = &mut document.hero {
        poison(&mut hero.word);
        hero.pronunciation = Some(text.to_owned());
        hero.part_of_speech = Some(text.to_owned());
        hero.ancestor.iter_mut().for_each(poison_stage);
    }
    for chapter in &mut document.chapters {
        for field in [&mut chapter.id, &mut chapter.kicker, &mut chapter.title] {
            poison(field);
        }
        for block in &mut chapter.blocks {
            match block {
                Block::Paragraph { sentences } | Block::Aside { sentences } => poison_sentences(sentences),
                Block::Quotation(quotation) => {
                    for field in [&mut quotation.text, &mut quotation.author, &mut quotation.author_as_printed, &mut quotation.headword] {
                        poison(field);
                    }
                    quotation.work = Some(text.to_owned());
                }
                Block::Terms { entries } => {
                    for entry in entries {
                        poison(&mut entry.term);
                        entry.label = Some(text.to_owned());
                        poison_sentences(&mut entry.sentences);
                    }
                }
                Block::Timeline => {}
            }
        }
    }
    if let Some(timeline) = &mut document.timeline {
        poison(&mut timeline.caption);
        timeline.stages.iter_mut().for_each(poison_stage);
    }
    for source in &mut document.sources {
        for field in [&mut source.id, &mut source.title, &mut source.container, &mut source.sha256] {
            poison(field);
        }
        source.edition = Some(text.to_owned());
    }
    document
}

/// Fails if the page is not well-formed, or has an element or attribute a document must not bring.
fn assert_inert(page: &str) {
    let options = ParsingOptions { allow_dtd: true, ..Default::default() };
    let parsed = roxmltree::Document::parse_with_options(page, options).unwrap();
    for node in parsed.descendants().filter(Node::is_element) {
        let tag = node.tag_name().name();
        assert!(!["script", "img", "iframe", "link"].contains(&tag), "<{tag}> got in");
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{} got in", attribute.name());
            assert!(attribute.name() != "href" || attribute.value().starts_with('#'), "{} got in", attribute.value());
        }
    }
    assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{0}', '\u{1b}']));
}

fn assert_inert_markdown(text: &str) {
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link got in: {text}"),
            Event::Html(html) | Event::InlineHtml(html) => assert_eq!(html.trim(), "<!-- -->"),
            _ => {}
        }
    }
    assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{0}', '\u{1b}']));
}

#[test]
fn a_hostile_document_is_text_in_every_form() {
    let mut look = look();
    look.name = HOSTILE.into();
    look.rationale = HOSTILE.into();
    look.palette.ink = "red;} body{background:url(http://x)".into();
    for name in SAMPLES {
        let document = poisoned(sample(name), HOSTILE);
        let page = press::html(&document, &look);
        assert_inert(&page);
        assert!(!page.contains("url(http"));
        assert_inert(&press::infographic(&document, &look));
        assert_inert_markdown(&press::markdown(&document));
        let pdf = press::pdf(&document, &look).unwrap();
        let text = pdf_extract::extract_text_from_mem(&pdf).unwrap();
        assert!(text.contains("<script>"), "the PDF sets the words as words: {text}");
    }
}

#[test]
fn a_document_of_nothing_is_set_without_a_panic() {
    for name in SAMPLES {
        let document = poisoned(sample(name), "");
        assert!(!press::validate(&document).is_empty());
        assert_inert(&press::html(&document, &look()));
        assert_inert(&press::infographic(&document, &look()));
        assert_inert_markdown(&press::markdown(&document));
        press::pdf(&document, &look()).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_stays_text(text in "(?s)[\\PC<>&\"'*_`\\[\\]()!#+\\-=~\\\\\n\u{0}-\u{1f}]{0,40}", which in 0..SAMPLES.len()) {
        let document = poisoned(sample(SAMPLES[which]), &text);
        assert_inert(&press::html(&document, &look()));
        assert_inert(&press::infographic(&document, &look()));
        assert_inert_markdown(&press::markdown(&document));
    }
}

//! Markdown and the poster.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::{SAMPLES, look, quoted, sample, sentences, squeezed};

fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push(' '),
            _ => {}
        }
    }
    squeezed(&text)
}

#[test]
fn writes_the_same_markdown_as_last_time() {
    for name in SAMPLES {
        insta::assert_snapshot!(format!("markdown_{name}"), press::markdown(&sample(name)));
    }
}

#[test]
fn markdown_reads_back_as_what_was_written() {
    for name in SAMPLES {
        let document = sample(name);
        let markdown = press::markdown(&document);
        let read = squeezed(&plain(&markdown).replace(['*'], ""));
        for sentence in sentences(&document) {
            // Emphasis ends are word boundaries to the reader above, so compare without spaces.
            let wanted = squeezed(&sentence.text.replace('*', "")).replace(' ', "");
            assert!(read.replace(' ', "").contains(&wanted), "{name}: {wanted}");
        }
        for verse in quoted(&document) {
            assert!(read.contains(&verse), "{name}: {verse}");
        }
    }
}

#[test]
fn markdown_has_a_heading_for_each_chapter_and_a_quote_for_each_quotation() {
    let document = sample("quick");
    let markdown = press::markdown(&document);
    let events: Vec<Event<'_>> = Parser::new(&markdown).collect();
    let headings = |level| events.iter().filter(|event| **event == Event::End(TagEnd::Heading(level))).count();
    assert_eq!(headings(HeadingLevel::H1), 1);
    assert_eq!(headings(HeadingLevel::H2), document.chapters.len() + 1, "each chapter, and the sources");
    let quotes = events.iter().filter(|event| matches!(event, Event::Start(Tag::BlockQuote(_)))).count();
    assert_eq!(quotes, 7);
    let hard_breaks = events.iter().filter(|event| **event == Event::HardBreak).count();
    assert_eq!(hard_breaks, 3, "each line of verse but the last");
    assert!(markdown.contains("[1]") && markdown.contains("\n## Sources\n\n1. *Quick*"));
}

#[test]
fn markdown_escapes_what_would_be_markup() {
    let mut document = sample("thin");
    document.subtitle = "1. A_b [c](d) <e> *f* `g` # h".into();
    let markdown = press::markdown(&document);
    assert!(plain(&markdown).contains("1. A_b [c](d) <e> f `g` # h"), "{markdown}");
}

#[test]
fn draws_the_same_poster_as_last_time() {
    for name in SAMPLES {
        let poster = press::infographic(&sample(name), &look());
        let (head, rest) = poster.split_once("<style>").unwrap();
        let (_, tail) = rest.split_once("</style>").unwrap();
        insta::assert_snapshot!(format!("poster_{name}"), format!("{head}{tail}"));
        assert_eq!(poster, press::infographic(&sample(name), &look()));
    }
}

#[test]
fn the_poster_is_well_formed_and_titled() {
    for name in SAMPLES {
        let poster = press::infographic(&sample(name), &look());
        let document = roxmltree::Document::parse(&poster).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("viewBox"), Some("0 0 1200 1800"));
        assert!(root.children().any(|node| node.tag_name().name() == "title"));
        assert!(root.children().any(|node| node.tag_name().name() == "desc"));
    }
}

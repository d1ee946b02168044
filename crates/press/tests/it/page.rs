//! The web page.

use std::collections::HashSet;

use press::Provenance;
use roxmltree::{Node, ParsingOptions};

use crate::{SAMPLES, look, quoted, sample, sentences, squeezed};

fn page(name: &str) -> String {
    press::html(&sample(name), &look())
}

fn parsed(page: &str) -> roxmltree::Document<'_> {
    roxmltree::Document::parse_with_options(page, ParsingOptions { allow_dtd: true, ..Default::default() }).unwrap()
}

fn text_of(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

#[test]
fn sets_the_same_page_as_last_time() {
    for name in SAMPLES {
        let page = page(name);
        let body = &page[page.find("<body").unwrap()..];
        insta::assert_snapshot!(format!("page_{name}"), body);
    }
}

#[test]
fn sets_the_same_bytes_twice() {
    for name in SAMPLES {
        assert_eq!(page(name), page(name));
    }
}

#[test]
fn is_well_formed_with_one_headline_and_landmarks() {
    for name in SAMPLES {
        let page = page(name);
        let document = parsed(&page);
        let count = |tag: &str| document.descendants().filter(|node| node.has_tag_name(tag)).count();
        assert_eq!(count("h1"), 1, "{name}");
        assert_eq!(count("main"), 1, "{name}");
        assert_eq!(count("footer"), 1, "{name}");
        assert_eq!(document.root_element().attribute("lang"), Some("en"));
        assert!(page.contains("name=\"viewport\"") && page.contains("name=\"description\"") && page.contains("class=\"skip\""));
        for section in document.descendants().filter(|node| node.has_tag_name("section")) {
            assert!(section.attribute("aria-labelledby").is_some());
        }
    }
}

#[test]
fn asks_nobody_for_anything() {
    for name in SAMPLES {
        let page = page(name);
        assert!(page.len() < 400_000, "{name} is {} bytes", page.len());
        assert!(page.contains("default-src &#39;none&#39;"));
        let document = parsed(&page);
        for node in document.descendants().filter(Node::is_element) {
            let tag = node.tag_name().name();
            assert!(!["script", "link", "img", "iframe", "object", "embed", "base", "form"].contains(&tag), "{name} has <{tag}>");
            for attribute in node.attributes() {
                assert!(!attribute.name().starts_with("on"), "{name}: <{tag} {}>", attribute.name());
                if ["href", "src"].contains(&attribute.name()) {
                    assert!(attribute.value().starts_with('#'), "{name}: {}", attribute.value());
                }
            }
        }
        let style = text_of(document.descendants().find(|node| node.has_tag_name("style")).unwrap());
        assert!(!style.contains("@import"));
        assert!(style.match_indices("url(").all(|(at, _)| style[at..].starts_with("url(data:font/woff2;base64,")));
    }
}

#[test]
fn links_every_citation_to_its_source_and_back() {
    for name in SAMPLES {
        let page = page(name);
        let document = parsed(&page);
        let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
        let unique: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "{name} repeats an id");
        let links: Vec<&str> = document.descendants().filter_map(|node| node.attribute("href")).collect();
        for link in &links {
            assert!(unique.contains(&link[1..]), "{name}: {link} leads nowhere");
        }
        for source in sample(name).sources {
            assert!(unique.contains(format!("source-{}", source.number).as_str()));
            if unique.contains(format!("cite-{}-1", source.number).as_str()) {
                assert!(links.contains(&format!("#cite-{}-1", source.number).as_str()), "{name}: no way back from {}", source.number);
            }
        }
    }
}

#[test]
fn every_sentence_says_where_it_is_from() {
    for name in SAMPLES {
        let page = page(name);
        let document = parsed(&page);
        let spans: Vec<_> = document.descendants().filter(|node| node.has_tag_name("span")).collect();
        let sample = sample(name);
        for sentence in sentences(&sample) {
            let says = |node: &Node<'_, '_>| match &sentence.provenance {
                Provenance::Source { source, span } => {
                    node.attribute("data-source") == Some(source.to_string().as_str())
                        && node.attribute("data-span") == Some(format!("{}-{}", span.start, span.end).as_str())
                }
                Provenance::Template { id } => node.attribute("data-template") == Some(id),
                Provenance::Model { model } => node.attribute("data-model") == Some(model),
            };
            let plain = squeezed(&sentence.text.replace('*', ""));
            let found = spans.iter().any(|node| says(node) && squeezed(&text_of(*node)) == plain);
            assert!(found, "{name}: {plain}");
        }
    }
}

#[test]
fn keeps_quotations_word_for_word_and_verse_by_verse() {
    for name in SAMPLES {
        let page = page(name);
        let document = parsed(&page);
        let set: Vec<String> = document.descendants().filter(|node| node.has_tag_name("blockquote")).map(text_of).collect();
        let verses: Vec<String> = set.iter().flat_map(|text| text.lines().map(squeezed).collect::<Vec<_>>()).collect();
        assert_eq!(verses, quoted(&sample(name)), "{name}");
    }
}

#[test]
fn draws_the_timeline_twice_and_says_it_in_words() {
    let page = page("quick");
    let document = parsed(&page);
    let figure = document.descendants().find(|node| node.attribute("class") == Some("timeline")).unwrap();
    let drawings: Vec<_> = figure.children().filter(|node| node.tag_name().name() == "svg").collect();
    assert_eq!(drawings.len(), 2);
    for drawing in drawings {
        let said = text_of(drawing.children().find(|node| node.tag_name().name() == "desc").unwrap());
        for stage in &sample("quick").timeline.unwrap().stages {
            assert!(said.contains(&stage.language.name) && said.contains(stage.form.as_deref().unwrap()), "{said}");
        }
        assert_eq!(said.matches("doubts").count(), 3);
        let dates = text_of(drawing).matches("before 900").count();
        assert_eq!(dates, 2, "a date stands where the source gives one, in the drawing and in its description, and nowhere else");
    }
}

#[test]
fn shows_the_notice_of_a_thin_entry() {
    let page = page("thin");
    assert!(page.contains("role=\"note\">Short entry: the dictionaries hold no etymology"));
    assert!(!self::page("villain").contains("role=\"note\""));
}

#[test]
fn draws_each_motif_its_own_way_and_every_typography() {
    let document = sample("villain");
    let mut pages = HashSet::new();
    for motif in ["roots", "strata", "waves", "letters", "rings"] {
        for typography in ["humanist", "transitional", "modern"] {
            let look = press::VisualSpec { motif: motif.into(), typography: typography.into(), ..look() };
            let page = press::html(&document, &look);
            parsed(&page);
            assert!(pages.insert(page), "{motif} {typography} looks like another");
        }
    }
}

#[test]
fn carries_the_colours_of_both_palettes() {
    let page = page("villain");
    let palette = look().palette;
    for colour in [palette.paper, palette.ink, palette.accent, palette.paper_dark, palette.ink_dark, palette.accent_dark] {
        assert!(page.contains(&colour), "{colour}");
    }
}

//! Tests: no word of a drawing leaves its page, however long the words and the journey.

use roxmltree::Node;

use crate::document::{Citation, Document, Language, Stage, VisualSpec};
use crate::faces::{Face, width};
use crate::journey::{Paint, tall, wide};

const LONG: &str = "antidisestablishmentarianism";

fn sample(name: &str) -> Document {
    serde_json::from_str(&std::fs::read_to_string(format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()).unwrap()
}

fn look() -> VisualSpec {
    serde_json::from_str(&std::fs::read_to_string(format!("{}/tests/fixtures/look.json", env!("CARGO_MANIFEST_DIR"))).unwrap()).unwrap()
}

fn stages(count: usize, words: &str) -> Vec<Stage> {
    let stage = |i: usize| Stage {
        language: Language { abbreviation: "OHG.".into(), name: format!("{words} German") },
        form: Some(words.to_owned()),
        gloss: Some(format!("a {words} among the {words}")),
        date: Some("1150–1350".into()),
        doubtful: i.is_multiple_of(2),
        assumed: i.is_multiple_of(3),
        cite: Citation { source: 1, span: None },
    };
    (0..count).map(stage).collect()
}

/// Left edge, right edge and baseline of a text on its page.
fn place(text: Node<'_, '_>) -> (f64, f64, f64) {
    let number = |name| text.attribute(name).unwrap().parse::<f64>().unwrap();
    let style = text.attribute("style").unwrap();
    let size: f64 = style.split("font-size:").nth(1).unwrap().split("px").next().unwrap().parse().unwrap();
    let face = match style {
        style if style.contains("italic") => Face::Italic,
        style if style.contains("600") => Face::Semibold,
        _ => Face::Regular,
    };
    let (mut left, mut y, mut breadth) = (number("x"), number("y"), width(text.text().unwrap_or_default(), face) * size);
    for around in text.ancestors() {
        // Functions of a transform list apply from the last to the first.
        for function in around.attribute("transform").unwrap_or_default().split_inclusive(')').collect::<Vec<_>>().into_iter().rev() {
            let (name, arguments) = function.trim().trim_end_matches(')').split_once('(').unwrap();
            let arguments: Vec<f64> = arguments.split(' ').map(|n| n.parse().unwrap()).collect();
            match name {
                "scale" => (left, y, breadth) = (left * arguments[0], y * arguments[0], breadth * arguments[0]),
                "translate" => (left, y) = (left + arguments[0], y + arguments[1]),
                other => panic!("unknown transform {other}"),
            }
        }
    }
    (left, left + breadth, y)
}

/// Checks every text that is not part of the background.
fn assert_fits(svg: &str, page: (f64, f64)) {
    let parsed = roxmltree::Document::parse(svg).unwrap();
    let clipped = |node: &Node<'_, '_>| node.ancestors().filter(|around| around.tag_name().name() == "svg").count() > 1;
    let texts: Vec<_> = parsed.descendants().filter(|node| node.tag_name().name() == "text" && !clipped(node)).collect();
    assert!(!texts.is_empty());
    for text in texts {
        let (left, right, y) = place(text);
        let words = text.text().unwrap_or_default();
        assert!(left >= -6.0 && right <= page.0 + 2.0, "`{words}` stands from {left} to {right} of {}", page.0);
        assert!(y > 0.0 && y <= page.1, "`{words}` stands at {y} of {}", page.1);
    }
}

#[test]
fn journeys_keep_to_their_width() {
    let paint = Paint { ink: "#000", muted: "#000", accent: "#000", paper: "#fff", slack: 1.04 };
    for count in [1, 2, 3, 5, 7, 10, 17] {
        for words in ["villa", LONG, "cwic, cwicu, cwucu, cucu", "Καλλιπάρηος þæð"] {
            for drawing in [wide(&stages(count, words), 960.0, &paint), tall(&stages(count, words), 340.0, &paint)] {
                let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>", drawing.body);
                assert_fits(&svg, (drawing.width, drawing.height));
            }
        }
    }
}

#[test]
fn posters_keep_to_their_page() {
    for name in ["villain", "quick", "thin", "brief"] {
        for count in [1, 5, 10, 17] {
            let mut document = sample(name);
            if let Some(hero) = &mut document.hero {
                hero.word = LONG.repeat(count / 5 + 1);
                hero.ancestor = Some(stages(1, LONG)[0].clone());
            }
            if let Some(timeline) = &mut document.timeline {
                timeline.stages = stages(count, LONG);
            }
            assert_fits(&crate::infographic(&document, &look()), (1200.0, 1800.0));
        }
    }
}

//! Readers find the right places.

use proptest::prelude::*;
use serde_json::Value;

use crate::path::{PathPattern, fill};
use crate::read::html::{Token, tokens};
use crate::read::urls::{comparable, resolve, urls};
use crate::read::{json, markdown};

#[test]
fn json_pointers_lead_to_their_bytes() {
    let text = r#"{"a": [1, {"b/c": "x\"}"}, [ ]], "~d": {"e": null}}"#;
    for (pointer, expected) in
        [("", text), ("/a/0", "1"), ("/a/1/b~1c", r#""x\"}""#), ("/a/2", "[ ]"), ("/~0d/e", "null"), ("/~0d", r#"{"e": null}"#)]
    {
        assert_eq!(json::place(text, pointer).map(|range| &text[range]), Some(expected), "{pointer}");
    }
    assert_eq!(json::place(text, "/a/7"), None);
    assert_eq!(json::place(text, "/x"), None);
}

#[test]
fn urls_end_where_the_address_ends() {
    let text = "See (https://a.example/x_(y)), <http://b.example>; [c](https://c.example/d?e=f#g). \"https://d.example/\" https://";
    let found: Vec<String> = urls(text).into_iter().map(|(url, _)| url).collect();
    assert_eq!(found, ["https://a.example/x_(y)", "http://b.example", "https://c.example/d?e=f#g", "https://d.example/"]);
    assert_eq!(comparable("HTTPS://A.example/B/#c"), "https://a.example/B");
}

#[test]
fn redirects_are_resolved_and_other_schemes_refused() {
    for (location, expected) in [
        ("https://b.example/x", Some("https://b.example/x")),
        ("//b.example/x", Some("https://b.example/x")),
        ("/y", Some("https://a.example/y")),
        ("z?q", Some("https://a.example/b/z?q")),
        ("ftp://a.example", None),
        ("javascript:alert(1)", None),
        ("", None),
    ] {
        assert_eq!(resolve("https://a.example/b/c?d", location).as_deref(), expected, "{location}");
    }
}

#[test]
fn markdown_blocks_know_their_bytes() {
    let text = "---\ntitle: x\n---\n# *One* {#first}\n\nA **bold** word [3] and `code`.\n\n- item one\n\n> quoted\n> words\n\n```\nnot text\n```\n\n[3]: https://a.example\n";
    let blocks = markdown::blocks(text);
    let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(texts, ["One", "A bold word [3] and code.", "item one", "quoted\nwords"]);
    assert_eq!(blocks[0].id.as_deref(), Some("first"));
    for (word, block) in [("bold", 1), ("word", 1), ("[3]", 1), ("code", 1), ("words", 3)] {
        let at = blocks[block].text.find(word).unwrap();
        assert_eq!(&text[blocks[block].place(at..at + word.len())], word);
    }
}

#[test]
fn html_attributes_and_raw_text_are_read() {
    let found = tokens("<a href='x' b c=d>y</a><script>a<b</script><br/>", false);
    let Token::Open { name: "a", attributes, closed: false } = &found[0].0 else { panic!("{found:?}") };
    let read: Vec<_> = attributes.iter().map(|attribute| (attribute.name, attribute.value)).collect();
    assert_eq!(read, [("href", Some("x")), ("b", None), ("c", Some("d"))]);
    assert!(found.iter().any(|(token, _)| *token == Token::Text("a<b")));
    assert!(matches!(found.last().unwrap().0, Token::Open { name: "br", closed: true, .. }));
}

#[test]
fn wildcards_stay_inside_folders_unless_doubled() {
    let matches = |pattern: &str, path: &str| {
        PathPattern::parse(pattern).unwrap().resolve(&[("word".into(), "a.b".into())].into()).unwrap().matches(path)
    };
    for (pattern, path, expected) in [
        ("*.md", "a.md", true),
        ("*.md", "x/a.md", false),
        ("**/*.md", "a.md", true),
        ("**/*.md", "x/y/a.md", true),
        ("x/**", "x/y/z", true),
        ("{word}.md", "a.b.md", true),
        ("{word}.md", "axb.md", false),
        ("?.md", "ab.md", false),
    ] {
        assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
    }
}

#[test]
fn texts_are_filled_like_templates_of_paths() {
    let variables = [("word".to_owned(), "villain".to_owned())].into();
    assert_eq!(fill("the {word}, {{word}} and {a b} }", &variables).unwrap(), "the villain, {word} and {a b} }");
    assert!(fill("{slug}", &variables).unwrap_err().contains("known: word"));
}

proptest! {
    #[test]
    fn tokens_cover_any_text_without_gaps(text in "[a-c<>/='\"! &;-]{0,60}", xml in any::<bool>()) {
        let mut at = 0;
        for (_, span) in tokens(&text, xml) {
            prop_assert_eq!(span.start, at);
            prop_assert!(span.end > span.start);
            at = span.end;
        }
        prop_assert_eq!(at, text.len());
    }

    #[test]
    fn readers_never_panic(text in "\\PC{0,60}|[<>\\[\\]()!#*_`|\\n a-z0-9\"'&;-]{0,80}") {
        for block in markdown::blocks(&text) {
            let length = block.text.len();
            let place = block.place(0..length);
            prop_assert!(place.end <= text.len());
        }
        let _ = (markdown::links(&text), urls(&text), tokens(&text, false), crate::read::frontmatter::read(&text));
        let _ = crate::grounding::Grounding::of_markdown("a.md", &text, Vec::new());
    }

    #[test]
    fn every_pointer_of_a_document_is_found(keys in prop::collection::vec("[a-z/~\"]{0,4}", 1..4), number in any::<i32>()) {
        let value = keys.iter().rev().fold(Value::from(number), |inner, key| serde_json::json!({ "skip": [1, "}"], key.as_str(): inner }));
        prop_assume!(!keys.iter().any(|key| key == "skip"));
        let text = serde_json::to_string_pretty(&value).unwrap();
        let pointer: String = keys.iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect();
        let range = json::place(&text, &pointer).unwrap();
        prop_assert_eq!(&text[range], number.to_string());
    }
}

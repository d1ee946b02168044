//! Grounding checks on documents in JSON.

use serde_json::{Value, json};

use super::run;
use crate::FailCode::{CiteUnknown, NumberUnsupported, QuoteNotFound, SchemaInvalid, SourceUnused, UncitedClaim};

const TEXT: &str = "Villain, n. [OE. vilein, fr. LL. villanus, from villa.] 1. One who holds lands in the 13th century. Like a villain with a smiling cheek. Shak.";

fn span(part: &str) -> Value {
    let start = TEXT.find(part).unwrap();
    json!({"start": start, "end": start + part.len()})
}

fn document() -> Value {
    json!({
        "kind": "essay", "title": "Villain", "subtitle": "", "colophon": "",
        "chapters": [
            {"id": "a", "kicker": "", "title": "Senses", "blocks": [
                {"block": "paragraph", "sentences": [
                    {"text": "One who holds lands in the 13th century.", "provenance": {"from": "source", "source": 1, "span": span("One who holds lands in the 13th century.")}},
                    {"text": "Three things follow.", "provenance": {"from": "template", "id": "x"}},
                    {"text": "A villain holds lands in the 13th century.", "provenance": {"from": "template", "id": "y"}, "cites": [{"source": 1}]}
                ]},
                {"block": "quotation", "text": "Like a villain with a smiling cheek.", "author": "William Shakespeare", "author_as_printed": "Shak.", "headword": "Villain",
                 "cite": {"source": 1, "span": span("Like a villain with a smiling cheek. Shak.")}},
                {"block": "terms", "entries": [{"term": "villa", "sentences": [{"text": "from villa", "provenance": {"from": "source", "source": 1, "span": span("from villa")}}]}]},
                {"block": "timeline"}
            ]}
        ],
        "timeline": {"caption": "", "stages": [{"language": {"abbreviation": "LL.", "name": "Late Latin"}, "form": "villanus", "cite": {"source": 1}}]},
        "sources": [{"number": 1, "id": "gcide:Villain:1", "title": "Villain", "container": "", "sha256": ""}]
    })
}

fn judge(kind: &str, document: &Value) -> crate::CheckResult {
    let sources = json!([{"number": 1, "id": "gcide:Villain:1", "title": "Villain", "text": TEXT}]).to_string();
    let text = serde_json::to_string_pretty(document).unwrap();
    run(
        &json!({"type": kind, "target": "document.json", "sources": "sources.json"}),
        &[("document.json", &text), ("sources.json", &sources)],
    )
}

/// The document with the value at a pointer replaced.
fn with(pointer: &str, value: Value) -> Value {
    let mut document = document();
    *document.pointer_mut(pointer).unwrap() = value;
    document
}

#[test]
fn a_faithful_document_passes_every_grounding_check() {
    for kind in ["citations_resolve", "quote_fidelity", "number_fidelity", "containment", "verbatim_copy"] {
        let result = judge(kind, &document());
        assert!(result.passed, "{kind}: {} {:?}", result.message, result.evidence);
    }
}

#[test]
fn a_document_may_number_its_sources_otherwise_than_the_set() {
    let sources = json!([
        {"number": 1, "id": "gcide:Hero:1", "title": "Hero", "text": "Another text, which is long enough to point into."},
        {"number": 2, "id": "gcide:Villain:1", "title": "Villain", "text": TEXT}
    ]);
    let judge = |kind: &str, name: &str, text: &str| {
        run(&json!({"type": kind, "target": name, "sources": "sources.json"}), &[(name, text), ("sources.json", &sources.to_string())])
    };
    let markdown = "He is \u{201c}Like a villain with a smiling cheek\u{201d} [1], they say.\n\n## Sources\n\n1. Villain. 1913 Webster. `gcide:Villain:1`\n";
    for kind in ["citations_resolve", "quote_fidelity", "containment"] {
        let result = judge(kind, "document.json", &document().to_string());
        assert!(result.passed, "{kind}: {}", result.message);
    }
    for kind in ["citations_resolve", "quote_fidelity"] {
        let result = judge(kind, "essay.md", markdown);
        assert!(result.passed, "{kind}: {}", result.message);
    }
    let other = markdown.replace("gcide:Villain:1", "gcide:Hero:1");
    assert_eq!(judge("quote_fidelity", "essay.md", &other).fail_code, Some(QuoteNotFound));
}

#[test]
fn planted_flaws_in_a_document_are_found() {
    let sentence = "/chapters/0/blocks/0/sentences";
    for (kind, pointer, value, code) in [
        ("citations_resolve", format!("{sentence}/2/cites/0/source"), json!(4), CiteUnknown),
        ("citations_resolve", "/chapters/0/blocks/1/cite/span/end".into(), json!(9_999), CiteUnknown),
        ("citations_resolve", "/sources/0/id".into(), json!("gcide:Hero:1"), CiteUnknown),
        ("quote_fidelity", format!("{sentence}/0/text"), json!("One who sells lands in the 13th century."), QuoteNotFound),
        ("quote_fidelity", format!("{sentence}/0/provenance/span"), span("Like a villain with a smiling cheek."), QuoteNotFound),
        ("quote_fidelity", "/chapters/0/blocks/1/text".into(), json!("Like a hero with a smiling cheek."), QuoteNotFound),
        ("quote_fidelity", "/chapters/0/blocks/1/author_as_printed".into(), json!("Milton"), QuoteNotFound),
        ("quote_fidelity", "/chapters/0/blocks/1/headword".into(), json!("Hero"), QuoteNotFound),
        ("number_fidelity", format!("{sentence}/2/text"), json!("A villain holds lands in the 14th century."), NumberUnsupported),
        ("quote_fidelity", "/chapters/0/blocks/0/sentences".into(), json!("none"), SchemaInvalid),
        ("quote_fidelity", "/chapters/0/blocks/3/block".into(), json!("video"), SchemaInvalid),
    ] {
        let result = judge(kind, &with(&pointer, value));
        assert_eq!(result.fail_code, Some(code), "{kind} {pointer}: {}", result.message);
    }
}

#[test]
fn evidence_in_a_document_has_a_pointer_and_a_place() {
    let planted = with("/chapters/0/blocks/1/text", json!("Like a hero with a smiling cheek."));
    let text = serde_json::to_string_pretty(&planted).unwrap();
    let place = judge("quote_fidelity", &planted).evidence[0].clone();
    assert_eq!(place.path, "document.json#/chapters/0/blocks/1");
    let span = place.span.unwrap();
    assert!(text[span.start..span.end].starts_with('{') && text[span.start..span.end].contains("Like a hero"));
}

#[test]
fn unused_sources_and_uncited_claims_of_models_are_found() {
    let mut extra = document();
    extra["sources"].as_array_mut().unwrap().push(json!({"number": 2, "id": "x", "title": "X"}));
    let text = extra.to_string();
    let result = run(&json!({"type": "citations_resolve", "target": "document.json"}), &[("document.json", &text)]);
    assert_eq!(result.fail_code, Some(SourceUnused));
    let model = with(
        "/chapters/0/blocks/0/sentences",
        json!([{"text": "A model says something that nobody has ever written down.", "provenance": {"from": "model", "model": "m"}}]),
    );
    let result = run(&json!({"type": "citation_coverage", "target": "document.json"}), &[("document.json", &model.to_string())]);
    assert_eq!(result.fail_code, Some(UncitedClaim));
    assert!(run(&json!({"type": "citation_coverage", "target": "document.json"}), &[("document.json", &document().to_string())]).passed);
}

#[test]
fn chapters_of_a_document_are_sections() {
    let check = json!({"type": "section_completeness", "target": "document.json", "sections": [{"heading": "Senses", "min_words": 10}]});
    assert!(run(&check, &[("document.json", &document().to_string())]).passed);
    let blank = with("/chapters/0/blocks", json!([]));
    assert!(!run(&check, &[("document.json", &blank.to_string())]).passed);
}

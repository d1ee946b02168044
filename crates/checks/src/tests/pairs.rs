//! Every check with a planted failure and a clean twin.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::run;
use crate::FailCode::{
    self, CiteUnknown, HeadingMismatch, LinkDead, LowOverlap, MissingArtifact, NumberUnsupported, Placeholder, QuoteNotFound,
    SchemaInvalid, SchemaUnparsable, SourceUnused, Truncated, UncitedClaim, ValidationFailed, VerbatimCopy,
};
use crate::registry;

type Files = Vec<(&'static str, &'static str)>;

/// A check, files on which it passes, files on which it fails, and with which code.
struct Pair {
    check: Value,
    clean: Files,
    planted: Files,
    code: FailCode,
}

fn pair(check: Value, clean: &[(&'static str, &'static str)], planted: &[(&'static str, &'static str)], code: FailCode) -> Pair {
    Pair { check, clean: clean.to_vec(), planted: planted.to_vec(), code }
}

const SOURCES: &str = r#"[
  {"number": 1, "id": "doc:a", "title": "Villain", "text": "Villain, n. [OE. vilein, fr. LL. villanus.] A base-born man of the field, bound to the soil in the 12th century and sold with it in 1215 by Henry of Anjou. Shak. Pour the blood of the villain in one basin, and the blood of the gentleman in another."},
  {"number": 2, "id": "doc:b", "title": "Villa", "text": "A villa was a country house with lands, worked by men who were tied to it and who could not leave without consent."}
]"#;

const FAITHFUL: &str = "# Essay\n\nThe villain was bound to the soil in the 12th century and sold with it in 1215 by Henry of Anjou. [1]\n\n> Pour the blood of the villain in one basin, and the blood of the gentleman in another.\n> — Shak. [1]\n\nA villa was a country house worked by men tied to it. [2]\n\n## Sources\n\n[1] Villain, the dictionary\n[2] Villa, the dictionary\n";

/// A document whose writer says one sentence of its own; the other is a source's, and so is the quotation.
const DOCUMENT: &str = r#"{"chapters": [{"blocks": [
  {"block": "paragraph", "sentences": [
    {"text": "What the farm has to do with the felon is the question that this page tries to answer as plainly as it can.", "provenance": {"from": "model", "model": "m"}},
    {"text": "Es tut mir leid, aber I am sorry stands in the source.", "provenance": {"from": "source", "source": 1, "span": {"start": 0, "end": 4}}}
  ]},
  {"block": "quotation", "text": "I cannot help you, for I am but a villain.", "author": "Shak.", "cite": {"source": 1}}
]}], "sources": [{"number": 1, "title": "Villain"}]}"#;

fn replaced(text: &'static str, from: &str, to: &str) -> &'static str {
    assert!(text.contains(from), "{from} is not in the text");
    text.replace(from, to).leak()
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn pairs() -> Vec<Pair> {
    let essay = |from: &str, to: &str| [("essay.md", replaced(FAITHFUL, from, to)), ("sources.json", SOURCES)];
    let faithful = [("essay.md", FAITHFUL), ("sources.json", SOURCES)];
    vec![
        pair(
            json!({"type": "file_exists", "target": "research/{word}.md"}),
            &[("research/villain.md", "x")],
            &[("research/hero.md", "x")],
            MissingArtifact,
        ),
        pair(
            json!({"type": "file_exists", "required": ["a.md", "b/*.md"], "alternatives": ["c.md", "c.txt"]}),
            &[("a.md", "x"), ("b/1.md", "x"), ("c.txt", "x")],
            &[("a.md", "x"), ("b/1.md", "x"), ("d.txt", "x")],
            MissingArtifact,
        ),
        pair(
            json!({"type": "dir_exists", "target": ["research", "notes"]}),
            &[("notes/deep/a.md", "x")],
            &[("research.md", "x")],
            MissingArtifact,
        ),
        pair(
            json!({"type": "min_file_count", "target": "research/**/*.md", "min": {"quick": 1, "standard": 3, "deep": 6}}),
            &[("research/a.md", "x"), ("research/b.md", "x"), ("research/deep/c.md", "x")],
            &[("research/a.md", "x"), ("research/b.md", "x"), ("research/c.txt", "x")],
            MissingArtifact,
        ),
        pair(
            json!({"type": "min_sources", "target": "S.md", "min": 3}),
            &[("S.md", "# Sources\n\n## Books\n\n### Skeat, Dictionary\n\n### Onions, Dictionary\n\n### Webster 1913\n\n### Notes\n")],
            &[("S.md", "# Sources\n\n### Overview\n\n### Skeat, Dictionary\n\n### Notes\n\n- short\n- one\n- two\n- three\n")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "min_sources_any_of", "target": ["A.md", "B.md"], "min": 2}),
            &[("A.md", "nothing"), ("B.md", "https://a.example/x and <https://b.example/y>.")],
            &[("A.md", "https://a.example/x"), ("B.md", "https://b.example/y and https://B.example/y/#top")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "contains_headings", "target": "CONCEPTS.md", "headings": ["Core", "Related"], "severity": "warning"}),
            &[("CONCEPTS.md", "# Core concepts\n\nx\n\nRelated words\n---\n\ny\n")],
            &[("CONCEPTS.md", "# Core concepts\n\nRelated words are here.\n")],
            HeadingMismatch,
        ),
        pair(
            json!({"type": "contains_text", "target": "a.md", "texts": ["{word}", "{{plain}}"]}),
            &[("a.md", "the villain is {plain}")],
            &[("a.md", "the hero is {plain}")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "not_contains", "target": "a.md", "texts": ["As an AI"], "case_sensitive": false}),
            &[("a.md", "Plain text.")],
            &[("a.md", "Well, as an ai I cannot say.")],
            ValidationFailed,
        ),
        pair(json!({"type": "not_contains", "target": "a.md", "texts": "x"}), &[("a.md", "y")], &[("b.md", "y")], MissingArtifact),
        pair(
            json!({"type": "frontmatter_status", "target": "audit.md", "equals": ["PASS", "CONDITIONAL"]}),
            &[("audit.md", "---\nstatus: pass\n---\n# Audit\n")],
            &[("audit.md", "---\nstatus: FAIL\n---\n# Audit\n")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "frontmatter_status", "target": "audit.md", "field": "score", "at_least": 3.5}),
            &[("audit.md", "---\nscore: 4/5\n---\n")],
            &[("audit.md", "---\nscore: 3\n---\n")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "frontmatter_status", "target": "audit.md", "at_least": "CONDITIONAL", "differs": "unknown"}),
            &[("audit.md", "---\nstatus: PASS\n---\n")],
            &[("audit.md", "status: PASS\n")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "regex_match", "target": "a.md", "pattern": "^Date: \\d{4}-\\d{2}-\\d{2}$"}),
            &[("a.md", "x\nDate: 2026-02-08\n")],
            &[("a.md", "x\nDate: soon\n")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "regex_match", "target": "a.md", "pattern": "(?i)delve", "present": false}),
            &[("a.md", "We look.")],
            &[("a.md", "We Delve.")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "min_regex_count", "target": "*.md", "pattern": "\\[\\d+\\]", "min": 3}),
            &[("a.md", "[1] [2]"), ("b.md", "[3]")],
            &[("a.md", "[1] [2]")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "viz_tech_match", "target": "*.html", "declared_in": "design.json"}),
            &[
                ("design.json", r#"{"technology": "D3"}"#),
                ("a.html", "<script src=\"https://cdn.example/d3.v7.min.js\"></script><script>d3.select('x')</script>"),
            ],
            &[("design.json", r#"{"technology": "D3"}"#), ("a.html", "<script>d3.select('x')</script>")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "viz_tech_match", "target": "a.html", "technology": "svg"}),
            &[("a.html", "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>")],
            &[("a.html", "<p>svg</p>")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "json_schema", "target": "a.json", "schema": {"type": "object", "required": ["word"], "properties": {"word": {"type": "string"}}}}),
            &[("a.json", r#"{"word": "x"}"#)],
            &[("a.json", r#"{"word": 3}"#)],
            SchemaInvalid,
        ),
        pair(
            json!({"type": "json_schema", "target": "a.json", "schema_file": "s.json"}),
            &[("a.json", "3"), ("s.json", r#"{"type": "integer"}"#)],
            &[("a.json", "{,}"), ("s.json", r#"{"type": "integer"}"#)],
            SchemaUnparsable,
        ),
        pair(json!({"type": "not_empty", "target": "a.md"}), &[("a.md", "x")], &[("a.md", " \n\t")], MissingArtifact),
        pair(json!({"type": "max_size", "target": "a.md", "max_bytes": 4}), &[("a.md", "1234")], &[("a.md", "12345")], ValidationFailed),
        pair(
            json!({"type": "not_truncated", "target": "a.md"}),
            &[("a.md", "# A\n\nThis is whole.\n")],
            &[("a.md", "# A\n\nThis is whole. This is not and\n")],
            Truncated,
        ),
        pair(json!({"type": "not_truncated", "target": "a.json"}), &[("a.json", "{}")], &[("a.json", "{\"a\": [1, 2")], Truncated),
        pair(
            json!({"type": "not_truncated", "target": "a.html"}),
            &[("a.html", "<html><p>x</html>")],
            &[("a.html", "<html><p>x")],
            Truncated,
        ),
        pair(
            json!({"type": "no_placeholders", "target": "a.md"}),
            &[("a.md", "We have much to do, {\"a\":{\"b\":1}}. [insertion] XXX.")],
            &[("a.md", "Fine.\n[insert name here]")],
            Placeholder,
        ),
        pair(
            json!({"type": "no_placeholders", "target": "a.md"}),
            &[("a.md", "A list to do.")],
            &[("a.md", "Hello {{ user.name }}, lorem ipsum")],
            Placeholder,
        ),
        pair(
            json!({"type": "section_completeness", "target": "a.md", "sections": [{"heading": "Origin", "level": 2, "min_words": 3}, "Senses"]}),
            &[("a.md", "# A\n\n## The origin\n\nFrom the Latin.\n\n## Senses\n\nOne sense.\n")],
            &[("a.md", "# A\n\n## Senses\n\nOne sense.\n\n## The origin\n\nFrom the Latin.\n")],
            HeadingMismatch,
        ),
        pair(
            json!({"type": "section_completeness", "target": "a.html"}),
            &[("a.html", "<h1>A</h1><h2>B</h2><p>text</p><h2>C</h2><svg></svg>")],
            &[("a.html", "<h1>A</h1><h2>B</h2><h2>C</h2><p>text</p>")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "well_formed", "target": "a.html"}),
            &[("a.html", "<!doctype html><ul><li>a<li>b</ul><br><script>if (a<b) {}</script>")],
            &[("a.html", "<div><span>a</div>")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "well_formed", "target": "a.svg"}),
            &[("a.svg", "<?xml version=\"1.0\"?><svg xmlns=\"x\"><title>a &amp; b</title><g/></svg>")],
            &[("a.svg", "<svg xmlns=\"x\"><title>a & b</title><g></svg>")],
            ValidationFailed,
        ),
        pair(json!({"type": "well_formed", "target": "a.json"}), &[("a.json", "[1]")], &[("a.json", "[1,]")], SchemaUnparsable),
        pair(
            json!({"type": "well_formed", "target": "a.md"}),
            &[("a.md", "| a | b |\n| --- | --- |\n| 1 | `x|y` |\n\n```\n| z\n```\n")],
            &[("a.md", "| a | b |\n| --- | --- |\n| 1 | 2 | 3 |\n")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "well_formed", "target": "a.pdf"}),
            &[("a.pdf", "%PDF-1.7\nstartxref\n0\n%%EOF\n")],
            &[("a.pdf", "%PDF-1.7\nstartxref\n0\n")],
            ValidationFailed,
        ),
        pair(
            json!({"type": "links_resolve", "target": "a/index.md"}),
            &[("a/index.md", "# One two\n\n[x](#one-two) [y](../b.html#there) [z](https://a.example)\n"), ("b.html", "<p id=there>")],
            &[("a/index.md", "# One two\n\n[x](#one-two) [y](../b.html#here)\n"), ("b.html", "<p id=there>")],
            LinkDead,
        ),
        pair(
            json!({"type": "links_resolve", "target": "a.html"}),
            &[("a.html", "<a href='#s1'>1</a><section id='s1'></section><img src='data:image/png;base64,AA'>")],
            &[("a.html", "<a href='#s2'>1</a><section id='s1'></section>")],
            LinkDead,
        ),
        pair(
            json!({"type": "citations_resolve", "target": "essay.md", "sources": "sources.json"}),
            &faithful,
            &essay("tied to it. [2]", "tied to it. [2, 7]"),
            CiteUnknown,
        ),
        pair(
            json!({"type": "citations_resolve", "target": "essay.md"}),
            &faithful,
            &essay("tied to it. [2]", "tied to it. [1]"),
            SourceUnused,
        ),
        pair(json!({"type": "citation_coverage", "target": "essay.md"}), &faithful, &essay("tied to it. [2]", "tied to it."), UncitedClaim),
        pair(
            json!({"type": "quote_fidelity", "target": "essay.md", "sources": "sources.json", "min_quotations": 1}),
            &[
                (
                    "essay.md",
                    replaced(FAITHFUL, "Pour the blood of the villain in one basin, and", "“POUR the blood of the vil\u{ad}lain … and"),
                ),
                ("sources.json", SOURCES),
            ],
            &essay("> Pour the blood of the villain", "> Pour the blood of the king"),
            QuoteNotFound,
        ),
        pair(
            json!({"type": "quote_fidelity", "target": "essay.md", "sources": "sources.json"}),
            &essay("— Shak. [1]", "— William Shakespeare, [1]"),
            &essay("— Shak. [1]", "— John Milton [1]"),
            QuoteNotFound,
        ),
        pair(
            json!({"type": "number_fidelity", "target": "essay.md", "sources": "sources.json"}),
            &faithful,
            &essay("sold with it in 1215", "sold with it in 1251"),
            NumberUnsupported,
        ),
        pair(
            json!({"type": "number_fidelity", "target": "essay.md", "sources": "sources.json"}),
            &faithful,
            &essay("Henry of Anjou", "Henry of Navarre"),
            NumberUnsupported,
        ),
        pair(
            json!({"type": "containment", "target": "essay.md", "sources": "sources.json"}),
            &faithful,
            &essay("A villa was a country house worked by men tied to it. [2]", "Green ideas sleep furiously under electric moons. [2]"),
            LowOverlap,
        ),
        pair(
            json!({"type": "verbatim_copy", "target": "essay.md", "sources": "sources.json", "max_words": 18}),
            &essay(
                "bound to the soil in the 12th century and sold with it in 1215 by Henry of Anjou",
                "bound to the soil, then sold with it",
            ),
            &essay(
                "A villa was a country house worked by men tied to it.",
                "A villa was a country house with lands, worked by men who were tied to it and who could not leave.",
            ),
            VerbatimCopy,
        ),
        pair(
            json!({"type": "readability", "target": "a.md", "min_ease": 50, "banned": ["delve into"]}),
            &[("a.md", "The cat sat on the mat. It was warm. We look at words.")],
            &[("a.md", "We delve into words here. It is short.")],
            FailCode::Readability,
        ),
        pair(
            json!({"type": "readability", "target": "a.md", "min_ease": 50}),
            &[("a.md", "The cat sat on the mat. It was warm.")],
            &[(
                "a.md",
                "Notwithstanding institutional considerations, multidisciplinary investigations necessitate comprehensive methodological standardisation.",
            )],
            FailCode::Readability,
        ),
        pair(
            json!({"type": "language", "target": "a.md", "language": "en"}),
            &[(
                "a.md",
                "The word came into the language by way of the law courts, and it has never quite left them since.\n\n> Das ist ein Zitat.\n",
            )],
            &[("a.md", "Das Wort kam auf dem Weg über die Gerichte in die Sprache und hat sie seitdem nie mehr ganz verlassen.\n")],
            FailCode::WrongLanguage,
        ),
        pair(
            json!({"type": "language", "target": "a.json", "language": "eng"}),
            &[("a.json", DOCUMENT)],
            &[(
                "a.json",
                replaced(
                    DOCUMENT,
                    "What the farm has to do with the felon is the question that this page tries to answer as plainly as it can.",
                    "Ce que la ferme a de commun avec le criminel est la question à laquelle cette page tente de répondre.",
                ),
            )],
            FailCode::WrongLanguage,
        ),
        pair(
            json!({"type": "no_refusal", "target": "a.md"}),
            &[(
                "a.md",
                "The king would not help his sister. “I’m sorry,” he wrote, “I cannot help you.” A language model is a machine.\n\n> I apologize.\n",
            )],
            &[("a.md", "# Villain\n\nI’m sorry, but I can’t help with that request.\n")],
            FailCode::Refusal,
        ),
        pair(
            json!({"type": "no_refusal", "target": "a.json"}),
            &[("a.json", r#"{"rationale": "Warm colours, for a word from the fields."}"#)],
            &[("a.json", r#"{"rationale": "As an AI language model I have no eyes for colours."}"#)],
            FailCode::Refusal,
        ),
        pair(
            json!({"type": "no_refusal", "target": "a.json"}),
            &[("a.json", DOCUMENT)],
            &[("a.json", replaced(DOCUMENT, "What the farm has", "We apologize for the inconvenience. What the farm has"))],
            FailCode::Refusal,
        ),
        pair(
            json!({"type": "hash_manifest", "target": "manifest.json"}),
            &[
                (
                    "manifest.json",
                    r#"{"files": [{"path": "a.md", "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", "size_bytes": 1}]}"#,
                ),
                ("a.md", "x"),
            ],
            &[
                (
                    "manifest.json",
                    r#"{"files": [{"path": "a.md", "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}]}"#,
                ),
                ("a.md", "y"),
            ],
            ValidationFailed,
        ),
        pair(
            json!({"type": "hash_manifest", "target": "manifest.json"}),
            &[("manifest.json", r#"{"files": []}"#)],
            &[("manifest.json", r#"{"files": []}"#), ("a.md", "y")],
            ValidationFailed,
        ),
    ]
}

#[test]
fn clean_files_pass_and_planted_flaws_are_found() {
    for pair in pairs() {
        let clean = run(&pair.check, &pair.clean);
        assert!(clean.passed, "{}: the clean twin fails: {} {:?}", pair.check, clean.message, clean.evidence);
        assert_eq!(clean.fail_code, None);
        let planted = run(&pair.check, &pair.planted);
        assert!(!planted.passed && !planted.error, "{}: the planted flaw is not found: {}", pair.check, planted.message);
        assert_eq!(planted.fail_code, Some(pair.code), "{}: {}", pair.check, planted.message);
        assert!(!planted.message.is_empty());
    }
}

#[test]
fn a_missing_target_never_passes() {
    for pair in pairs() {
        let result = run(&pair.check, &[("other.bin", "x")]);
        assert!(!result.passed, "{} passes without its target", pair.check);
        assert_eq!(result.fail_code, Some(MissingArtifact), "{}: {}", pair.check, result.message);
    }
}

#[test]
fn an_empty_output_never_passes_a_check_of_content() {
    for pair in pairs().into_iter().filter(|pair| pair.check.get("present") != Some(&json!(false))) {
        let kind = pair.check["type"].as_str().unwrap().to_owned();
        if ["file_exists", "dir_exists", "min_file_count", "max_size", "not_contains", "no_placeholders", "links_resolve"]
            .contains(&kind.as_str())
        {
            continue; // these look at something else than content, or at what must be absent
        }
        let blank: Files = pair
            .clean
            .iter()
            .map(|(path, text)| (*path, if pair.check["sources"] == **path || pair.check["schema_file"] == **path { *text } else { "" }))
            .collect();
        if kind == "well_formed" && blank[0].0.ends_with(".md") {
            continue; // an empty Markdown file is well-formed
        }
        assert!(!run(&pair.check, &blank).passed, "{} passes on blank files", pair.check);
    }
}

#[test]
fn every_kind_of_check_has_a_pair() {
    let tested: BTreeSet<String> = pairs().iter().map(|pair| pair.check["type"].as_str().unwrap().to_owned()).collect();
    let known: BTreeSet<String> = registry().iter().map(|kind| kind.name.to_owned()).filter(|name| name != "url_reachable").collect();
    assert_eq!(tested, known, "url_reachable has tests of its own");
}

#[test]
fn planted_flaws_point_at_their_place() {
    let text = "Fine.\nHere is [insert name] left.\n";
    let result = run(&json!({"type": "no_placeholders", "target": "a.md"}), &[("a.md", text)]);
    let place = &result.evidence[0];
    let span = place.span.unwrap();
    assert_eq!((place.line, &text[span.start..span.end]), (Some(2), "[insert name]"));

    let planted = replaced(FAITHFUL, "> Pour the blood of the villain", "> Pour the blood of the king");
    let result = run(
        &json!({"type": "quote_fidelity", "target": "essay.md", "sources": "sources.json"}),
        &[("essay.md", planted), ("sources.json", SOURCES)],
    );
    let span = result.evidence[0].span.unwrap();
    assert!(planted[span.start..span.end].starts_with("Pour the blood of the king"), "{:?}", &planted[span.start..span.end]);
    assert!(
        result.evidence[1].path.starts_with("source:doc:a") && result.evidence[1].excerpt.contains("the blood of the villain"),
        "{:?}",
        result.evidence
    );
}

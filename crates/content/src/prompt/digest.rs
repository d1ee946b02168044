//! Inputs as a model reads them: without what it cannot use, and with every piece naming its source by the id it is cited by.

use serde_json::{Map, Value, json};

/// Texts of dictionary entries beyond this many bytes in all are left out; the pieces taken from them stay.
const MOST_ENTRY_TEXT: usize = 60_000;

/// The text to show for an input. Formats that are not known here are shown as they are.
pub(super) fn digest(name: &str, path: &str, text: &str) -> String {
    if !path.ends_with(".json") {
        return undated(text);
    }
    let Ok(value) = serde_json::from_str::<Value>(text) else { return text.trim_end().to_owned() };
    let shown = match (name, value) {
        ("dossier", Value::Object(dossier)) => self::dossier(dossier),
        ("documents", Value::Array(documents)) => listed(&documents),
        ("evidence", Value::Object(evidence)) => self::evidence(evidence),
        (_, other) => other,
    };
    shown.to_string()
}

/// An audit's date is no fact about the sources, and would make the same question another one tomorrow.
fn undated(text: &str) -> String {
    let header = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let Some((header, body)) = header else { return text.trim_end().to_owned() };
    let kept: Vec<&str> = header.lines().filter(|line| !line.starts_with("date:")).collect();
    format!("---\n{}\n---\n{}", kept.join("\n"), body.trim_end())
}

/// A dossier without the places of entries in their files, each reference to an entry by its id.
fn dossier(mut dossier: Map<String, Value>) -> Value {
    let entries = dossier.remove("entries").unwrap_or_default();
    let databases = dossier.remove("databases").unwrap_or_default();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let ids: Vec<Value> = list(&entries).iter().map(|entry| entry["id"].clone()).collect();
    let whole: usize = list(&entries).iter().filter_map(|entry| entry["text"].as_str()).map(str::len).sum();
    let source = |(at, entry): (usize, &Value)| {
        let database = list(&databases).into_iter().find(|database| database["name"] == entry["database"]);
        let mut source = json!({
            "number": at + 1,
            "id": entry["id"],
            "title": entry["headword"],
            "container": database.map_or_else(|| entry["database"].clone(), |database| database["title"].clone()),
            "edition": entry["edition"],
            "sha256": entry["sha256"],
        });
        if whole <= MOST_ENTRY_TEXT {
            source["text"] = entry["text"].clone();
        }
        source
    };
    let sources: Value = list(&entries).iter().enumerate().map(source).collect();
    let mut shown = Map::from_iter([("sources".to_owned(), sources)]);
    shown.extend(dossier.into_iter().map(|(key, value)| (key, named(value, &ids))));
    Value::Object(shown)
}

/// Replaces positions of entries by the entries' ids.
fn named(value: Value, ids: &[Value]) -> Value {
    let id = |at: &Value| at.as_u64().and_then(|at| ids.get(usize::try_from(at).ok()?)).cloned();
    match value {
        Value::Array(items) => items.into_iter().map(|item| named(item, ids)).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| match (key.as_str(), id(&value)) {
                ("entry", Some(id)) => ("source_id".to_owned(), id),
                _ => (key, named(value, ids)),
            })
            .collect::<Map<_, _>>()
            .into(),
        other => other,
    }
}

/// Documents as sources. Their text is not shown: what speaks to the question stands in the evidence.
fn listed(documents: &[Value]) -> Value {
    let source = |(at, document): (usize, &Value)| {
        json!({
            "number": at + 1,
            "id": format!("doc:{}", document["name"].as_str().unwrap_or_default()),
            "title": document["title"],
            "container": document["name"],
            "sha256": document["text_sha256"],
        })
    };
    documents.iter().enumerate().map(source).collect()
}

/// Evidence without its scores, each passage with the id of its document.
fn evidence(evidence: Map<String, Value>) -> Value {
    let sources = evidence.get("documents").and_then(Value::as_array).map_or(Value::Null, |documents| listed(documents));
    let id =
        |at: &Value| at.as_u64().and_then(|at| sources.get(usize::try_from(at).ok()?)).map_or(Value::Null, |source| source["id"].clone());
    let passage = |(number, passage): (usize, &Value)| {
        let sentences = passage["sentences"].as_array().into_iter().flatten();
        json!({
            "number": number + 1,
            "source_id": id(&passage["document"]),
            "answers": evidence["parts"][usize::try_from(passage["part"].as_u64().unwrap_or_default()).unwrap_or_default()],
            "headings": passage["headings"],
            "sentences": sentences
                .map(|sentence| json!({ "text": sentence["text"], "span": { "start": sentence["start"], "end": sentence["end"] } }))
                .collect::<Value>(),
            "also_in": passage["also_in"].as_array().into_iter().flatten().map(id).collect::<Value>(),
        })
    };
    let passages: Value = evidence.get("passages").and_then(Value::as_array).into_iter().flatten().enumerate().map(passage).collect();
    json!({ "question": evidence["question"], "sources": sources, "passages": passages, "missing": evidence["missing"] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dossier_names_its_sources_by_id() {
        let text = json!({
            "word": "villain",
            "databases": [{ "name": "gcide", "title": "The Dictionary", "licence": "GPL" }],
            "entries": [{ "id": "gcide:Villain:1", "database": "gcide", "headword": "Villain", "offset": 9, "length": 4, "sha256": "ab", "text": "Text" }],
            "senses": [{ "entry": 0, "definition": { "span": { "start": 1, "end": 3 }, "text": "ex" } }],
        });
        let shown: Value = serde_json::from_str(&digest("dossier", "research/dossier.json", &text.to_string())).unwrap_or_default();
        assert_eq!(
            shown["sources"][0],
            json!({ "number": 1, "id": "gcide:Villain:1", "title": "Villain", "container": "The Dictionary", "edition": null, "sha256": "ab", "text": "Text" })
        );
        assert_eq!(
            shown["senses"][0],
            json!({ "source_id": "gcide:Villain:1", "definition": { "span": { "start": 1, "end": 3 }, "text": "ex" } })
        );
        assert_eq!(shown["word"], "villain");
        assert!(shown.get("entries").is_none() && shown.get("databases").is_none());
    }

    #[test]
    fn evidence_gives_each_sentence_its_place_and_document() {
        let text = json!({
            "question": "Why?", "parts": ["Why?"], "missing": ["when"],
            "documents": [{ "name": "a.md", "title": "A", "text_sha256": "cd", "passages": 1 }],
            "passages": [{ "document": 0, "part": 0, "headings": ["H"], "row": false, "score": 3.1, "coverage": 0.5, "also_in": [],
                           "sentences": [{ "text": "Because.", "start": 4, "end": 12, "score": 1.0 }] }],
        });
        let shown: Value = serde_json::from_str(&digest("evidence", "research/evidence.json", &text.to_string())).unwrap_or_default();
        assert_eq!(shown["sources"][0], json!({ "number": 1, "id": "doc:a.md", "title": "A", "container": "a.md", "sha256": "cd" }));
        let passage = &shown["passages"][0];
        assert_eq!((&passage["source_id"], &passage["number"], &passage["answers"]), (&json!("doc:a.md"), &json!(1), &json!("Why?")));
        assert_eq!(passage["sentences"][0], json!({ "text": "Because.", "span": { "start": 4, "end": 12 } }));
    }

    #[test]
    fn the_day_of_an_audit_is_not_part_of_a_question() {
        let shown =
            digest("verification", "research/VERIFICATION.md", "---\nstatus: PASS\ndate: 2026-11-20\n---\n\n# Findings\ndate: kept\n");
        assert_eq!(shown, "---\nstatus: PASS\n---\n\n# Findings\ndate: kept");
    }
}

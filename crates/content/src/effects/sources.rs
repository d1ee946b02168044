//! `sources.read`, `sources.evidence` and `audit.evidence`: the user's documents, what they say to a question, and whether they say it.

use std::fmt::Write as _;

use engine::Produced;
use knowledge::Document;
use machine::Failure;
use serde::Deserialize;
use serde_json::json;

use super::audit::{self, Finding};
use super::lookup::SourceText;
use super::stage::{StageCall, compute, file, json_file, produced, terminal};
use crate::writer::brief::{self, Evidence};

/// A document as the intent refers to it: stored when the run was created.
#[derive(Debug, Deserialize)]
struct Reference {
    name: String,
    sha256: String,
}

/// Reads the stored documents. The caller's disk is never read again.
pub(crate) async fn read(stage: StageCall) -> Result<Produced, Failure> {
    let references: Vec<Reference> = serde_json::from_value(stage.call.run_input["sources"].clone())
        .map_err(|error| terminal("VALIDATION_FAILED", format!("the intent's sources cannot be read: {error}")))?;
    let mut stored = Vec::with_capacity(references.len());
    for reference in references {
        let bytes = stage.call.payloads.read(&reference.sha256).await?;
        stored.push((reference.name, bytes));
    }
    compute(move || {
        let documents = stored
            .iter()
            .map(|(name, bytes)| knowledge::read(name, bytes).map_err(|error| terminal("MISSING_ARTIFACT", error.to_string())))
            .collect::<Result<Vec<Document>, Failure>>()?;
        let value =
            json!({ "documents": documents.len(), "sentences": documents.iter().map(|document| document.sentences.len()).sum::<usize>() });
        Ok(produced(value, vec![json_file(stage.path("documents")?, &documents)?, file(stage.path("inventory")?, inventory(&documents))]))
    })
    .await
}

fn inventory(documents: &[Document]) -> String {
    let mut text = format!("# Sources\n\n{} documents, as they were when the run was created.\n", documents.len());
    for document in documents {
        let _ = write!(
            text,
            "\n### {}\n\n- file `{}`, {:?}, {}\n- {} sentences in {} sections\n- SHA-256 of the file `{}`\n- SHA-256 of its text `{}`\n",
            document.title,
            document.name,
            document.format,
            document.encoding,
            document.sentences.len(),
            document.sections.len(),
            document.sha256,
            document.text_sha256,
        );
    }
    text
}

/// Finds what the documents say to the question.
pub(crate) async fn evidence(stage: StageCall) -> Result<Produced, Failure> {
    let documents: Vec<Document> = stage.json("documents").await?;
    let question = stage.intent("question").to_owned();
    compute(move || {
        let evidence = brief::evidence(&question, &documents);
        let sources: Vec<SourceText> = documents
            .iter()
            .zip(1..)
            .map(|(document, number)| SourceText {
                number,
                id: format!("doc:{}", document.name),
                title: document.title.clone(),
                text: document.text.clone(),
            })
            .collect();
        let value = json!({ "passages": evidence.passages.len(), "missing": evidence.missing });
        let files = vec![
            json_file(stage.path("evidence")?, &evidence)?,
            json_file(stage.path("source_texts")?, &sources)?,
            file(stage.path("evidence_text")?, evidence.to_markdown()),
        ];
        Ok(produced(value, files))
    })
    .await
}

/// Compares every passage with the document it is said to stand in, byte for byte.
pub(crate) async fn audit(stage: StageCall) -> Result<Produced, Failure> {
    let documents: Vec<Document> = stage.json("documents").await?;
    let evidence: Evidence = stage.json("evidence").await?;
    let sources: Vec<SourceText> = stage.json("source_texts").await?;
    // The inventory for people is part of what is verified: a blank one was not written.
    stage.bytes("inventory").await?;
    compute(move || {
        let findings = vec![passages_stand(&documents, &evidence), texts_agree(&documents, &sources), question_is_touched(&evidence)];
        let (text, status, score) = audit::document(&stage, "evidence-verification", "Evidence verification", &findings);
        let value = json!({ "status": status.as_str(), "score": score });
        Ok(produced(value, vec![file(stage.path("verification")?, text)]))
    })
    .await
}

fn passages_stand(documents: &[Document], evidence: &Evidence) -> Finding {
    let sentences =
        || evidence.passages.iter().flat_map(|passage| passage.sentences.iter().map(move |sentence| (passage.document, sentence)));
    let wrong: Vec<String> = sentences()
        .filter(|(document, sentence)| {
            let found =
                evidence.documents.get(*document).and_then(|consulted| documents.iter().find(|document| document.name == consulted.name));
            found.and_then(|document| document.text.get(sentence.start..sentence.end)) != Some(sentence.text.as_str())
        })
        .map(|(_, sentence)| sentence.text.chars().take(80).collect())
        .collect();
    Finding::share("passages", sentences().count(), wrong, true, "sentences stand in their document at their bytes")
}

fn texts_agree(documents: &[Document], sources: &[SourceText]) -> Finding {
    let wrong: Vec<String> = documents
        .iter()
        .filter(|document| !sources.iter().any(|source| source.text == document.text))
        .map(|document| format!("{}: its text is missing from the sources, or different there", document.name))
        .collect();
    Finding::share("source texts", documents.len(), wrong, true, "listed as they were read")
}

/// A question that no document touches may go on: the brief will say so.
fn question_is_touched(evidence: &Evidence) -> Finding {
    let touched = !evidence.passages.is_empty();
    let message = if touched {
        format!("{} passages speak to the question", evidence.passages.len())
    } else {
        "no document speaks to the question".to_owned()
    };
    Finding { subject: "coverage".to_owned(), passed: touched, blocking: false, message, evidence: Vec::new(), score: 1.0 }
}

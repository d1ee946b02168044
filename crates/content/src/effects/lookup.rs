//! `dictionary.lookup` and `audit.sources`: what the dictionaries hold on a word, and whether the dossier says what they say.

use std::sync::Arc;

use dictionary::Dictionaries;
use dictionary::dossier::{Dossier, Limits, Richness, gather};
use engine::Produced;
use machine::{Failure, FailureClass};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Desk;
use super::audit::{self, Finding};
use super::stage::{StageCall, bytes, compute, failure, file, json_file, produced, terminal};
use crate::writer::etymology;

/// An entry of `research/sources.json`: the text a citation's span counts in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// From 1.
    pub number: u32,
    /// Stable id, for example `gcide:Villain:1`.
    pub id: String,
    /// For people.
    pub title: String,
    /// The text.
    pub text: String,
}

/// Looks the word up, follows its references, and writes the research files.
pub(crate) async fn lookup(stage: StageCall, desk: Arc<Desk>) -> Result<Produced, Failure> {
    let intent: Value = stage.json("parsed_intent").await?;
    let word = intent["word"].as_str().unwrap_or_default().trim().to_owned();
    if word.is_empty() {
        return Err(terminal("VALIDATION_FAILED", "the parsed intent names no word; rerun the gate that parses it"));
    }
    compute(move || {
        let dictionaries = desk.dictionaries().map_err(|message| failure("TOOL_ERROR", message, FailureClass::Retryable))?;
        let dossier = gather(&dictionaries, &word, &Limits::default()).map_err(|error| terminal("MISSING_ARTIFACT", error.to_string()))?;
        let sources = sources(&dossier);
        let mut files = vec![json_file(stage.path("dossier")?, &dossier)?, json_file(stage.path("source_texts")?, &sources)?];
        let dossier_path = stage.path("dossier")?.to_owned();
        for (path, text) in etymology::research_files(&dossier) {
            if path != dossier_path {
                files.push(file(&path, text));
            }
        }
        let value = json!({
            "word": dossier.word,
            "rich": dossier.richness == Richness::Rich,
            "missing": dossier.missing,
            "entries": dossier.entries.len(),
            "quotations": dossier.quotations.len(),
        });
        Ok(produced(value, files))
    })
    .await
}

/// The sources of a dossier, numbered. Letter escapes are shown as letters, every byte where it was: spans count in it as in the entry.
pub(crate) fn sources(dossier: &Dossier) -> Vec<SourceText> {
    dossier
        .entries
        .iter()
        .zip(1..)
        .map(|(entry, number)| SourceText {
            number,
            id: entry.id.clone(),
            title: entry.headword.clone(),
            text: dictionary::notation::in_place(&entry.text),
        })
        .collect()
}

/// Reads every entry of the dossier again from the dictionary itself.
pub(crate) async fn audit(stage: StageCall, desk: Arc<Desk>) -> Result<Produced, Failure> {
    let dossier: Dossier = stage.json("dossier").await?;
    let sources: Vec<SourceText> = stage.json("source_texts").await?;
    // The list for people is part of what is verified: a blank one was not written.
    stage.bytes("sources").await?;
    compute(move || {
        let dictionaries = desk.dictionaries().map_err(|message| failure("TOOL_ERROR", message, FailureClass::Retryable))?;
        let findings =
            vec![entries_stand(&dictionaries, &dossier)?, texts_agree(&dossier, &sources), quotations_stand(&dossier), is_rich(&dossier)];
        let (text, status, score) =
            audit::document(&stage, "source-verification", &format!("Source verification: {}", dossier.word), &findings);
        let value = json!({ "status": status.as_str(), "score": score, "entries": dossier.entries.len() });
        Ok(produced(value, vec![bytes(stage.path("verification")?, text.into_bytes())]))
    })
    .await
}

fn entries_stand(dictionaries: &Dictionaries, dossier: &Dossier) -> Result<Finding, Failure> {
    let mut missing = Vec::new();
    for entry in &dossier.entries {
        let found =
            dictionaries.try_lookup(&entry.headword).map_err(|error| failure("TOOL_ERROR", error.to_string(), FailureClass::Retryable))?;
        let again =
            found.iter().find(|again| again.database == entry.database && again.offset == entry.offset && again.length == entry.length);
        match again {
            None => missing.push(format!("{}: no entry stands at byte {} of {}", entry.id, entry.offset, entry.database)),
            Some(again) if crate::sha256(again.text.as_bytes()) != entry.sha256 || again.text != entry.text => {
                missing.push(format!("{}: the dictionary says something else at byte {}", entry.id, entry.offset));
            }
            Some(_) => {}
        }
    }
    Ok(Finding::share("entries", dossier.entries.len(), missing, true, "read again from the dictionary, equal by SHA-256"))
}

fn texts_agree(dossier: &Dossier, sources: &[SourceText]) -> Finding {
    let expected = self::sources(dossier);
    let wrong: Vec<String> = expected
        .iter()
        .filter(|source| !sources.contains(source))
        .map(|source| format!("{}: missing from the list of sources, or different there", source.id))
        .collect();
    Finding::share("source texts", expected.len(), wrong, true, "listed as the dossier has them")
}

fn quotations_stand(dossier: &Dossier) -> Finding {
    let wrong: Vec<String> = dossier
        .quotations
        .iter()
        .filter(|quotation| {
            let entry = dossier.entries.get(quotation.entry);
            entry.is_none_or(|entry| !etymology::stands_in(quotation, &entry.text))
        })
        .map(|quotation| quotation.text.chars().take(60).collect())
        .collect();
    Finding::share("quotations", dossier.quotations.len(), wrong, true, "stand at their place in their entry")
}

/// A thin word may go on; the reader is told.
fn is_rich(dossier: &Dossier) -> Finding {
    let rich = dossier.richness == Richness::Rich;
    Finding {
        subject: "richness".to_owned(),
        passed: rich,
        blocking: false,
        message: if rich {
            "an etymology and at least two quotations".to_owned()
        } else {
            format!("the dictionaries lack {}", dossier.missing.join(", "))
        },
        evidence: Vec::new(),
        score: 1.0,
    }
}

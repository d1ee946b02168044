//! The offline writer: deterministic, extractive, and unable to invent.
//!
//! The rooms below are pure functions from sources to documents; this file registers them with the offline provider, which stands in
//! where no model is set up and whose work is stored as what it is.

pub mod brief;
pub mod etymology;

use std::sync::Arc;

use dictionary::dossier::Dossier;
use llm::offline::{OfflineError, OfflineProvider, StageWriter};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use brief::Evidence;
use etymology::{Intent, ParsedIntent};

/// The offline provider with every writer of this module; their names are those of `definition::OFFLINE_WRITERS`.
#[must_use]
pub fn offline() -> OfflineProvider {
    WRITERS.iter().fold(OfflineProvider::new(), |provider, (name, write)| provider.with(Arc::new(Writer { name, write: *write })))
}

type Write = fn(&Brief<'_>) -> Result<Vec<(String, String)>, OfflineError>;

const WRITERS: &[(&str, Write)] = &[
    ("etymology.intent", |brief| {
        let intent: Intent = brief.intent()?;
        Ok(vec![brief.json("parsed_intent", &etymology::intent(&intent))?])
    }),
    ("etymology.outline", |brief| {
        let (intent, dossier): (ParsedIntent, Dossier) = (brief.input("parsed_intent")?, brief.input("dossier")?);
        let outline = etymology::outline(&intent, &dossier);
        Ok(vec![brief.json("outline", &outline)?, brief.text("outline_text", outline.to_markdown())?])
    }),
    ("etymology.visual", |brief| {
        let (intent, dossier): (ParsedIntent, Dossier) = (brief.input("parsed_intent")?, brief.input("dossier")?);
        Ok(vec![brief.json("visual_spec", &etymology::visual_spec(&intent, &dossier))?])
    }),
    ("etymology.draft", |brief| {
        let (intent, dossier): (ParsedIntent, Dossier) = (brief.input("parsed_intent")?, brief.input("dossier")?);
        // A pipeline without an outline stage (the infographic) has the plan made on the way.
        let outline = if brief.has("outline") { brief.input("outline")? } else { etymology::outline(&intent, &dossier) };
        Ok(vec![brief.json("draft", &etymology::draft(&intent, &dossier, &outline))?])
    }),
    ("brief.outline", |brief| {
        let evidence: Evidence = brief.input("evidence")?;
        let outline = brief::outline(brief.audience(), brief.length(), &evidence);
        Ok(vec![brief.json("outline", &outline)?, brief.text("outline_text", outline.to_markdown())?])
    }),
    ("brief.draft", |brief| {
        let evidence: Evidence = brief.input("evidence")?;
        let question: String = brief.field("question")?;
        let draft = brief::draft(&question, brief.audience(), brief.length(), &evidence, &brief.input("outline")?);
        Ok(vec![brief.json("draft", &draft)?])
    }),
];

struct Writer {
    name: &'static str,
    write: Write,
}

impl StageWriter for Writer {
    fn name(&self) -> &str {
        self.name
    }

    fn write(&self, brief: &Value) -> Result<String, OfflineError> {
        let files = (self.write)(&Brief(brief))?;
        Ok(llm::files::render(&files))
    }
}

/// The structured form of a prompt packet: `intent`, `inputs` by name, `outputs` by name.
struct Brief<'a>(&'a Value);

impl Brief<'_> {
    fn intent<T: DeserializeOwned>(&self) -> Result<T, OfflineError> {
        T::deserialize(&self.0["intent"]).map_err(|error| OfflineError(format!("the intent cannot be read: {error}")))
    }

    fn field<T: DeserializeOwned>(&self, name: &str) -> Result<T, OfflineError> {
        T::deserialize(&self.0["intent"][name]).map_err(|error| OfflineError(format!("the intent's {name} cannot be read: {error}")))
    }

    fn audience(&self) -> brief::Audience {
        self.0["intent"]["audience"].as_str().and_then(brief::Audience::parse).unwrap_or_default()
    }

    fn length(&self) -> brief::Length {
        self.0["intent"]["length"].as_str().and_then(brief::Length::parse).unwrap_or_default()
    }

    fn has(&self, name: &str) -> bool {
        self.0["inputs"].get(name).is_some()
    }

    fn input<T: DeserializeOwned>(&self, name: &str) -> Result<T, OfflineError> {
        T::deserialize(&self.0["inputs"][name]).map_err(|error| OfflineError(format!("the input {name} cannot be read: {error}")))
    }

    fn path(&self, output: &str) -> Result<String, OfflineError> {
        self.0["outputs"][output].as_str().map(str::to_owned).ok_or_else(|| OfflineError(format!("the stage declares no output {output}")))
    }

    fn text(&self, output: &str, text: String) -> Result<(String, String), OfflineError> {
        Ok((self.path(output)?, text))
    }

    fn json(&self, output: &str, value: &impl Serialize) -> Result<(String, String), OfflineError> {
        let text = serde_json::to_string_pretty(value).map_err(|error| OfflineError(format!("{output}: {error}")))?;
        self.text(output, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_writer_a_spec_may_name_is_registered_and_no_other() {
        let mut known = crate::definition::OFFLINE_WRITERS.to_vec();
        known.sort_unstable();
        let registered: Vec<String> = offline().writers().map(str::to_owned).collect();
        assert_eq!(registered, known);
    }
}

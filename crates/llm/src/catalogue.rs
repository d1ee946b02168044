//! What is known about models, as pure data; the ledger reads it from the database.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How much a model can do, and costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Small and cheap; `low` in the content module.
    Bronze,
    /// `mid` in the content module.
    Silver,
    /// The best; `top` in the content module.
    Gold,
}

impl Tier {
    /// The word of the database and of the codered module.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gold => "gold",
            Self::Silver => "silver",
            Self::Bronze => "bronze",
        }
    }

    /// The word of the content module.
    pub fn content_word(self) -> &'static str {
        match self {
            Self::Gold => "top",
            Self::Silver => "mid",
            Self::Bronze => "low",
        }
    }

    /// The tier above, for a retry that may cost more.
    pub fn above(self) -> Option<Self> {
        match self {
            Self::Bronze => Some(Self::Silver),
            Self::Silver => Some(Self::Gold),
            Self::Gold => None,
        }
    }

    /// The tier below.
    pub fn below(self) -> Option<Self> {
        match self {
            Self::Gold => Some(Self::Silver),
            Self::Silver => Some(Self::Bronze),
            Self::Bronze => None,
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Tier {
    type Err = String;

    /// Reads either module's word.
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "gold" | "top" => Ok(Self::Gold),
            "silver" | "mid" => Ok(Self::Silver),
            "bronze" | "low" => Ok(Self::Bronze),
            other => Err(format!("unknown tier `{other}`; known are gold (top), silver (mid), bronze (low)")),
        }
    }
}

/// One model of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCard {
    /// What specs and people call it.
    pub id: String,
    /// Who serves it.
    pub provider: String,
    /// What the provider calls it.
    pub wire_name: String,
    /// For people.
    pub display_name: String,
    /// Its tier.
    pub tier: Tier,
    /// The most tokens of input and output together, where known.
    pub max_context_tokens: Option<u32>,
    /// The most tokens of output, where known.
    pub max_output_tokens: Option<u32>,
    /// Whether it can call tools.
    pub supports_tools: bool,
    /// Whether it can be held to a JSON Schema.
    pub supports_structured_output: bool,
    /// Whether it may be used.
    pub is_active: bool,
}

/// A name that is no model of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown model `{asked}`{}; known models: {}", .nearest.as_ref().map(|id| format!(", did you mean `{id}`?")).unwrap_or_default(), .known.join(", "))]
pub struct UnknownModel {
    /// What was asked for.
    pub asked: String,
    /// The most similar known id, where one is similar.
    pub nearest: Option<String>,
    /// The ids that may be used, sorted.
    pub known: Vec<String>,
}

/// Finds an active model by its id.
pub fn find<'a>(id: &str, cards: &'a [ModelCard]) -> Result<&'a ModelCard, UnknownModel> {
    if let Some(card) = cards.iter().find(|card| card.is_active && card.id == id) {
        return Ok(card);
    }
    let mut known: Vec<String> = cards.iter().filter(|card| card.is_active).map(|card| card.id.clone()).collect();
    known.sort();
    let folded = fold(id);
    let nearest = known
        .iter()
        .map(|candidate| (distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.len())
        .min()
        .map(|(_, candidate)| candidate.clone());
    Err(UnknownModel { asked: id.to_owned(), nearest, known })
}

/// A model of a provider without a fixed list of models, named `provider/model`: `ollama/llama3.2`, `openai-compatible/qwen3`.
/// Nothing is known about it, its price least of all.
pub fn ad_hoc(id: &str) -> Option<ModelCard> {
    let (provider, wire_name) = id.split_once('/')?;
    if !["ollama", "openai-compatible"].contains(&provider) || wire_name.is_empty() {
        return None;
    }
    Some(ModelCard {
        id: id.to_owned(),
        provider: provider.to_owned(),
        wire_name: wire_name.to_owned(),
        display_name: wire_name.to_owned(),
        tier: Tier::Bronze,
        max_context_tokens: None,
        max_output_tokens: None,
        supports_tools: true,
        supports_structured_output: true,
        is_active: true,
    })
}

fn fold(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// Edits (insert, delete, replace) between two short names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(id: &str, is_active: bool) -> ModelCard {
        ModelCard { id: id.to_owned(), is_active, ..ad_hoc("ollama/x").expect("a card") }
    }

    #[test]
    fn an_unknown_model_names_the_nearest_and_lists_the_known() {
        let cards = [card("gpt-4o", true), card("claude-opus-4", true), card("retired", false)];
        let error = find("gpt4o", &cards).expect_err("no such id");
        assert_eq!(error.to_string(), "unknown model `gpt4o`, did you mean `gpt-4o`?; known models: claude-opus-4, gpt-4o");
        assert_eq!(find("zzz", &cards).expect_err("no such id").nearest, None);
        assert!(find("retired", &cards).is_err(), "an inactive model may not be used");
        assert_eq!(find("claude-opus-4", &cards).expect("known").id, "claude-opus-4");
    }

    #[test]
    fn only_open_providers_take_names_of_their_own() {
        assert_eq!(ad_hoc("ollama/llama3.2").expect("open").wire_name, "llama3.2");
        assert_eq!(ad_hoc("openai-compatible/org/model").expect("open").wire_name, "org/model");
        assert_eq!(ad_hoc("anthropic/claude"), None);
        assert_eq!(ad_hoc("ollama/"), None);
    }

    #[test]
    fn tiers_read_both_modules_words() {
        for (ours, theirs) in [("gold", "top"), ("silver", "mid"), ("bronze", "low")] {
            let tier: Tier = ours.parse().expect("a tier");
            assert_eq!((tier, tier.content_word()), (theirs.parse().expect("a tier"), theirs));
        }
        assert!("middling".parse::<Tier>().is_err());
    }
}

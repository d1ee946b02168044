//! From what the user asked for to what the essay has to be.

use serde::{Deserialize, Serialize};

/// What the user asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The word.
    pub word: String,
    /// What the essay stresses.
    #[serde(default)]
    pub angle: Angle,
    /// Who reads it.
    #[serde(default)]
    pub audience: Audience,
    /// How long they read.
    #[serde(default)]
    pub length: Length,
}

/// What an essay stresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Angle {
    /// Where the word came from.
    #[default]
    Etymology,
    /// Who used it, and in what company.
    Cultural,
    /// Its forms, its kin and its making.
    Linguistic,
    /// What it meant in which order.
    Historical,
}

/// Who reads an essay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Students and scholars: abbreviations and notation beside the words they stand for.
    Academic,
    /// Anybody: everything spelled out.
    #[default]
    General,
    /// Lexicographers: the notation, all kin, few frames.
    Expert,
}

/// How long an essay reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Length {
    /// Six minutes.
    #[serde(rename = "6min")]
    Six,
    /// Twelve minutes.
    #[default]
    #[serde(rename = "12min")]
    Twelve,
    /// Twenty minutes.
    #[serde(rename = "20min")]
    Twenty,
}

impl Length {
    /// One of three values by length.
    pub(super) fn scale<T>(self, six: T, twelve: T, twenty: T) -> T {
        match self {
            Self::Six => six,
            Self::Twelve => twelve,
            Self::Twenty => twenty,
        }
    }
}

/// What the essay has to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParsedIntent {
    /// The word to look up.
    pub word: String,
    /// What the essay stresses.
    pub angle: Angle,
    /// Who reads it.
    pub audience: Audience,
    /// How long they read.
    pub length: Length,
    /// The word and the spellings worth looking up, the word first.
    pub search_terms: Vec<String>,
    /// How many chapters there may be.
    pub chapter_budget: usize,
    /// How many quotations there may be.
    pub quotation_budget: usize,
    /// What the angle asks the essay to dwell on.
    #[serde(default)]
    pub stress: Vec<String>,
}

/// Reads an intent.
#[must_use]
pub fn intent(intent: &Intent) -> ParsedIntent {
    let word = intent.word.split_whitespace().collect::<Vec<_>>().join(" ");
    let (angle, length) = (intent.angle, intent.length);
    let quotations: usize = length.scale(4, 9, 16);
    let quotation_budget = match angle {
        Angle::Cultural => quotations + quotations / 2,
        Angle::Linguistic => quotations / 2,
        Angle::Etymology | Angle::Historical => quotations,
    };
    ParsedIntent {
        search_terms: search_terms(&word),
        word,
        angle,
        audience: intent.audience,
        length,
        chapter_budget: length.scale(4, 6, 8),
        quotation_budget,
        stress: stress(angle).iter().map(|what| (*what).to_owned()).collect(),
    }
}

fn stress(angle: Angle) -> &'static [&'static str] {
    match angle {
        Angle::Etymology => &["the stages of descent", "the oldest form and its meaning", "the words it sends to"],
        Angle::Cultural => &["the writers who used it", "the phrases it lives in", "remarks on usage"],
        Angle::Linguistic => &["forms and pronunciation", "parts and derivatives", "cognates"],
        Angle::Historical => &["the order of the senses", "what is obsolete", "labels of time and trade"],
    }
}

/// The word and other spellings of it: hyphens and spaces exchanged, small letters.
fn search_terms(word: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for spelling in [word.to_owned(), word.to_lowercase(), word.replace('-', " "), word.replace(' ', "-")] {
        if !spelling.is_empty() && !terms.contains(&spelling) {
            terms.push(spelling);
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_follow_length_and_angle() {
        let of = |angle, length| intent(&Intent { word: "villain".to_owned(), angle, audience: Audience::General, length });
        assert!(of(Angle::Etymology, Length::Six).quotation_budget < of(Angle::Etymology, Length::Twenty).quotation_budget);
        assert!(of(Angle::Cultural, Length::Twelve).quotation_budget > of(Angle::Linguistic, Length::Twelve).quotation_budget);
        assert_eq!(of(Angle::Etymology, Length::Six).chapter_budget, 4);
    }

    #[test]
    fn defaults_fill_what_the_user_left_out() {
        let parsed = intent(&serde_json::from_str(r#"{"word": " ice-cream "}"#).unwrap());
        assert_eq!((parsed.word.as_str(), parsed.angle, parsed.length), ("ice-cream", Angle::Etymology, Length::Twelve));
        assert_eq!(parsed.search_terms, ["ice-cream", "ice cream"]);
    }
}

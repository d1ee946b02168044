//! The offline writer of `source-brief`: a cited brief that answers a question from the user's own documents.
//!
//! Three pure steps: [`evidence`] finds what the documents say, [`outline`] decides what goes where and numbers the sources,
//! [`draft`] writes the document. Every sentence of a brief either stands in a document, at the bytes it cites, or is a
//! template that frames. A question that no document touches gives a short brief that says so.

mod conflict;
mod draft;
mod evidence;
mod outline;
mod question;

pub use conflict::Conflict;
pub use draft::draft;
pub use evidence::{Consulted, Evidence, Passage, Quoted, evidence};
pub use outline::{Outline, Part, Place, outline};

/// For whom a brief is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Running text only, and no sentence that is hard to follow.
    #[default]
    General,
    /// Every chapter says which documents it draws on.
    Academic,
    /// Differences between the sources come first; tables are kept.
    Expert,
}

impl Audience {
    /// The audience with this name (`general`, `academic`, `expert`).
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "general" => Self::General,
            "academic" => Self::Academic,
            "expert" => Self::Expert,
            _ => return None,
        })
    }
}

/// How long a brief may get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// A page.
    Short,
    /// Two or three.
    #[default]
    Standard,
    /// Everything that fits the question.
    Long,
}

impl Length {
    /// The length with this name (`short`, `standard`, `long`, or the minutes `6min`, `12min`, `20min`).
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "short" | "6min" => Self::Short,
            "standard" | "12min" => Self::Standard,
            "long" | "20min" => Self::Long,
            _ => return None,
        })
    }

    /// Sentences of sources, the opening included.
    fn sentences(self) -> usize {
        match self {
            Self::Short => 10,
            Self::Standard => 22,
            Self::Long => 48,
        }
    }

    /// Chapters by theme.
    fn chapters(self) -> usize {
        match self {
            Self::Short => 3,
            Self::Standard => 5,
            Self::Long => 9,
        }
    }
}

#[cfg(test)]
mod tests;

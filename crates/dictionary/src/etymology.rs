//! Etymologies read: stages of a word's descent, its cognates, its parts, and what is only remarked.
//!
//! `[OE. vilein, F. vilain, LL. villanus, from villa a village, L. villa a farm. See {Villa}.]` names languages from the
//! most recent to the oldest. What follows `akin to` or `cf.` is kinship, not descent, and is kept apart. What is neither
//! is kept as a remark in the dictionary's own words: nothing is guessed.
//!
//! The text edition has lost the italics that told a form from its gloss. The first word after a language is its form;
//! further words are gloss as soon as one is an English word, which the caller's lexicon decides.

mod order;
mod reader;
mod shapes;
mod tokens;
mod words;

use serde::{Deserialize, Serialize};

use crate::languages::Language;
use crate::span::{Piece, Span};

/// An etymology taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Etymology {
    /// The stages as the dictionary lists them: the most recent first.
    pub descent: Vec<Stage>,
    /// What the word is akin to or is compared with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cognates: Vec<Stage>,
    /// Parts the English word itself is made of, `[{Villain} + -ous]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Other headwords the etymology sends to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<CrossReference>,
    /// Sentences that are neither descent nor kinship.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Piece>,
    /// The numbers of roots, `[root]75`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roots: Vec<String>,
    /// What could not be read, in the dictionary's own words and order: to be quoted, not told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Piece>,
    /// The place of all of it, without brackets.
    pub span: Span,
}

/// A form in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// The language.
    pub language: Language,
    /// Whether the language is carried over from the form before: the etymology does not name it here.
    #[serde(default)]
    pub assumed: bool,
    /// The forms, spelling variants after the first; empty where only the language is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Form>,
    /// The meaning given for the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gloss: Option<String>,
    /// What the form is, `diminutive`, `past participle`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How the stage is related to the one before it in the list.
    pub relation: Relation,
    /// Whether the dictionary doubts it (`prob.`, `perh.`, `?`).
    #[serde(default)]
    pub doubtful: bool,
    /// Whether the form was printed in letters this edition has lost (`????`).
    #[serde(default)]
    pub lost: bool,
    /// The parts it is made of, `ne not + scius knowing`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The place.
    pub span: Span,
}

/// A foreign word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// In its own letters as far as the edition allows: Greek in Greek script.
    pub text: String,
    /// In Latin letters, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latin: Option<String>,
    /// The place.
    pub span: Span,
}

/// How a stage is related to the one before it in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The first stage of a list, or one the list merely goes on with.
    Listed,
    /// `fr.`, `from`, `dim. of`.
    From,
    /// `of … origin`.
    Origin,
    /// `through`.
    Through,
    /// Beside the one before, no ancestor of it: another spelling, the same word at another age of the language, a sister
    /// tongue's form, the full form (`for X`).
    Beside,
    /// `akin to`.
    Akin,
    /// `cf.`
    Compared,
}

/// A part of a compound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its language, where it is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The form; absent where it was printed in lost letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// Its meaning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gloss: Option<String>,
    /// The headword it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headword: Option<String>,
    /// What is further said of it, `scius knowing, scire to know`: the most recent stage first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origin: Vec<Stage>,
    /// What it is akin to, `+ s[=y]ni sight, akin to E. see`: kin of the part, not of the word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kin: Vec<Stage>,
    /// Whether the dictionary doubts that the word is made of it (`perh. fr. de- + sidus`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub doubtful: bool,
    /// The place.
    pub span: Span,
}

impl Part {
    /// A part that is a headword.
    fn of_headword(word: String, span: Span) -> Self {
        Self { language: None, form: None, gloss: None, headword: Some(word), origin: Vec::new(), kin: Vec::new(), doubtful: false, span }
    }
}

/// For fields that are left out where they say nothing.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// A reference to another headword.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossReference {
    /// The headword.
    pub word: String,
    /// Why it is referred to.
    pub kind: ReferenceKind,
    /// The place.
    pub span: Span,
}

/// Why another headword is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceKind {
    /// `See {X}`: the story goes on there.
    See,
    /// `Cf. {X}`: a relative.
    Compare,
    /// `From {X}`, `{X} + -ness`: the word is made from it.
    From,
}

/// How much of an etymology was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Every word of it.
    Full,
    /// Some of it; the rest is in [`Etymology::unread`].
    Partial,
    /// Nothing of it.
    None,
}

/// A stage of a line of descent with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'a> {
    /// The stage.
    pub stage: &'a Stage,
    /// Its other spellings, ages and sister forms.
    pub beside: Vec<&'a Stage>,
}

impl Etymology {
    /// The stages of descent, oldest first; stages beside another and cognates are left out.
    #[must_use]
    pub fn oldest_first(&self) -> Vec<&Stage> {
        self.line().into_iter().map(|step| step.stage).collect()
    }

    /// The line of descent, oldest first, each stage with what stands beside it.
    #[must_use]
    pub fn line(&self) -> Vec<Step<'_>> {
        let mut steps: Vec<Step<'_>> = Vec::new();
        for stage in &self.descent {
            match steps.last_mut() {
                Some(step) if stage.relation == Relation::Beside => step.beside.push(stage),
                _ => steps.push(Step { stage, beside: Vec::new() }),
            }
        }
        steps.reverse();
        steps
    }

    /// Whether it tells of any descent: a stage, or parts.
    #[must_use]
    pub fn tells_descent(&self) -> bool {
        !self.descent.is_empty() || !self.parts.is_empty()
    }

    /// Whether there is nothing in it but a reference to another headword.
    #[must_use]
    pub fn is_reference_only(&self) -> bool {
        !self.tells_anything() && self.unread.is_empty() && !self.references.is_empty()
    }

    /// How much of it was read.
    #[must_use]
    pub fn reading(&self) -> Reading {
        if self.unread.is_empty() {
            Reading::Full
        } else if self.tells_anything() || !self.references.is_empty() {
            Reading::Partial
        } else {
            Reading::None
        }
    }

    fn tells_anything(&self) -> bool {
        self.tells_descent() || !self.cognates.is_empty() || !self.remarks.is_empty()
    }
}

/// Which words are known, in lower case. The text edition has lost the italics that told a form from its gloss; a form is told
/// by being no English word.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    /// Whether a word is common English.
    pub common: &'a dyn Fn(&str) -> bool,
    /// Whether any dictionary has it, rare and obsolete words and old spellings included.
    pub known: &'a dyn Fn(&str) -> bool,
}

/// Takes an etymology apart; `span` is its place in the entry's text, without brackets.
#[must_use]
pub fn parse(text: &str, span: Span, lexicon: &Lexicon<'_>) -> Etymology {
    reader::Reader::new(text, span, lexicon).read()
}

#[cfg(test)]
mod tests;

//! The plan of an essay: which chapters the dossier can fill, in the order the angle asks for.

use std::fmt::Write as _;

use dictionary::dossier::Dossier;
use serde::{Deserialize, Serialize};

use super::draft::{self, Part};
use super::intent::{Angle, Audience, ParsedIntent};

/// The plan of an essay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// The word, as the essay's headline has it.
    #[serde(default)]
    pub title: String,
    /// The chapters, in reading order.
    pub chapters: Vec<PlannedChapter>,
}

/// A planned chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedChapter {
    /// Its anchor, which also says what it is about: one of `now`, `origin`, `meaning`, `voices`, `shape`, `family`, `usage`, `others`, `open`, `coda`.
    pub id: String,
    /// A word over the title.
    #[serde(default)]
    pub kicker: String,
    /// Its title.
    pub title: String,
    /// What it is for.
    #[serde(default)]
    pub purpose: String,
    /// The sources it draws on, numbered as in `research/SOURCES.md`.
    #[serde(default)]
    pub sources: Vec<u32>,
}

/// Plans an essay.
#[must_use]
pub fn outline(intent: &ParsedIntent, dossier: &Dossier) -> Outline {
    let mut parts: Vec<Part> = Vec::new();
    for part in order(intent.angle, intent.audience) {
        if !draft::rehearse(intent, dossier, &[*part]).is_empty() {
            parts.push(*part);
        }
    }
    // Other words of the same spelling are no chapter of this word's story and stand outside the count.
    let room = intent.chapter_budget + usize::from(parts.contains(&Part::Others));
    // Where there are more than the length allows, the angle's least important go first; opening and close stay.
    for part in dispensable(intent.angle) {
        if parts.len() <= room {
            break;
        }
        parts.retain(|kept| kept != part);
    }
    // A title speaks of what its chapter will hold, which depends on the chapters before it.
    let planned = draft::rehearse(intent, dossier, &parts).into_iter().map(|(part, chapter, entries)| PlannedChapter {
        id: chapter.id,
        kicker: chapter.kicker,
        title: chapter.title,
        purpose: purpose(part).to_owned(),
        sources: entries.into_iter().filter_map(|entry| u32::try_from(entry + 1).ok()).collect(),
    });
    let chapters = planned.collect();
    Outline { title: draft::title(dossier), chapters }
}

/// The order of chapters an angle asks for.
fn order(angle: Angle, audience: Audience) -> &'static [Part] {
    use Part::{Coda, Family, Meaning, Now, Open, Origin, Others, Shape, Usage, Voices};
    match (angle, audience) {
        (Angle::Etymology, Audience::Expert) => &[Origin, Shape, Meaning, Voices, Family, Usage, Others, Open, Now, Coda],
        (Angle::Etymology, _) => &[Now, Origin, Meaning, Voices, Family, Usage, Others, Open, Coda],
        (Angle::Cultural, _) => &[Now, Voices, Meaning, Usage, Family, Origin, Others, Open, Coda],
        (Angle::Linguistic, _) => &[Now, Shape, Origin, Others, Family, Meaning, Voices, Open, Coda],
        (Angle::Historical, _) => &[Origin, Meaning, Voices, Usage, Family, Now, Others, Open, Coda],
    }
}

/// What can go first where chapters are too many.
fn dispensable(angle: Angle) -> &'static [Part] {
    use Part::{Family, Meaning, Now, Open, Origin, Shape, Usage, Voices};
    match angle {
        Angle::Etymology => &[Usage, Open, Shape, Family, Voices, Now, Meaning],
        Angle::Cultural => &[Open, Shape, Family, Usage, Origin, Meaning, Now],
        Angle::Linguistic => &[Usage, Open, Voices, Now, Meaning, Family, Shape],
        Angle::Historical => &[Open, Shape, Family, Usage, Now, Voices, Origin],
    }
}

fn purpose(part: Part) -> &'static str {
    match part {
        Part::Now => "What the word says today, as the newest source defines it, and how far that is from its oldest form.",
        Part::Origin => "The way the word came, stage by stage, with the timeline and the kin beside the line.",
        Part::Meaning => "The senses in the dictionary's order: what is obsolete, what belongs to a trade, what is living.",
        Part::Voices => "The word in the sentences of writers, the older before the younger.",
        Part::Shape => "Pronunciation, parts of speech, inflected forms and the making of the word.",
        Part::Family => "Words made from it, words that point back to it, and the phrases it lives in.",
        Part::Usage => "What the dictionary stops to explain about the word and its neighbours.",
        Part::Others => "Other words written the same, each with its own meaning and origin.",
        Part::Open => "What the sources doubt, lack or leave to another page.",
        Part::Coda => "The first thing and the last thing said of the word, side by side.",
    }
}

impl Outline {
    /// The plan for people.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut text = format!("# Outline: {}\n", self.title);
        for chapter in &self.chapters {
            let sources: Vec<String> = chapter.sources.iter().map(u32::to_string).collect();
            let _ = write!(text, "\n## {}\n\n{}\n", chapter.title, chapter.purpose);
            if !sources.is_empty() {
                let _ = write!(text, "\nSources: {}\n", sources.join(", "));
            }
        }
        text
    }
}

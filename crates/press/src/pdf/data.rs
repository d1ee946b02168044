//! The document as the template reads it: text already split into runs, places already decided.

use serde_json::{Value, json};

use crate::document::{Block, Document, DocumentKind, Sentence, Stage, VisualSpec};
use crate::faces::depth;
use crate::look::Look;
use crate::motif::{self, FIELD};
use crate::reading::{cited, extent, numbered};
use crate::text::{composed, inert, language_code, line, runs, unmarked};

/// Everything the template sets.
pub(super) fn of(document: &Document, spec: &VisualSpec, look: &Look) -> Value {
    let scheme = &look.light;
    let hero = document.hero.as_ref();
    let optional = |text: Option<&String>| text.map(|text| composed(text));
    json!({
        "kind": match document.kind { DocumentKind::Essay => "essay", DocumentKind::Brief => "brief" },
        "title": inline(&document.title),
        "plain_title": unmarked(&composed(&document.title)),
        "subtitle": inline(&document.subtitle),
        "plain_subtitle": unmarked(&composed(&document.subtitle)),
        "depth": depth(&hero.map_or_else(|| composed(&document.title), |hero| composed(&hero.word)), look.typography.headline()),
        "word": hero.map_or_else(|| composed(&document.title), |hero| composed(&hero.word)),
        "part_of_speech": optional(hero.and_then(|hero| hero.part_of_speech.as_ref())),
        "pronunciation": optional(hero.and_then(|hero| hero.pronunciation.as_ref())),
        "ancestor": hero.and_then(|hero| hero.ancestor.as_ref()).map(stage),
        "extent": extent(document),
        "notice": document.notice.as_ref().map(|notice| inline(notice)),
        "chapters": document.chapters.iter().map(|chapter| json!({
            "kicker": composed(&chapter.kicker),
            "title": inline(&chapter.title),
            "plain_title": unmarked(&composed(&chapter.title)),
            "blocks": chapter.blocks.iter().map(|block| self::block(block, document)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "timeline": document.timeline.as_ref().map(|timeline| json!({
            "caption": inline(&timeline.caption),
            "stages": timeline.stages.iter().map(stage).collect::<Vec<_>>(),
            "doubtful": timeline.stages.iter().any(|stage| stage.doubtful),
        })),
        "sources": document.sources.iter().map(|source| json!({
            "number": source.number,
            "id": line(&source.id),
            "title": composed(&source.title),
            "container": composed(&source.container),
            "edition": source.edition.as_ref().map(|edition| composed(edition)),
            "hash": line(&source.sha256).chars().take(12).collect::<String>(),
        })).collect::<Vec<_>>(),
        "colophon": inline(&document.colophon),
        "look": composed(&spec.name),
        "rationale": inline(&spec.rationale),
        "typography": look.typography.name(),
        "paper": scheme.paper.to_string(),
        "ink": scheme.ink.to_string(),
        "accent": scheme.accent.to_string(),
        "muted": scheme.muted.to_string(),
        "rule": scheme.rule.to_string(),
        "wash": scheme.wash.to_string(),
    })
}

/// The drawing of the title page: the pattern cut to an upright page, and over it the oldest form as wide as the page allows.
pub(super) fn ground(document: &Document, look: &Look) -> String {
    let hero = document.hero.as_ref();
    let word = hero.map_or_else(|| composed(&document.title), |hero| composed(&hero.word));
    let form = hero.and_then(|hero| hero.ancestor.as_ref()).and_then(|stage| stage.form.as_deref());
    let oldest = form.map(motif::first_form).filter(|form| !form.is_empty());
    let (ghost, paper) = (look.light.ghost.to_string(), look.light.paper.to_string());
    let (width, height) = (FIELD.1 * 148.0 / 210.0, FIELD.1);
    let left = (FIELD.0 - width) / 2.0;
    let pattern = motif::pattern(look.motif, &word, oldest.as_deref().unwrap_or(&word), &ghost, &paper, "fade");
    let ancestor = oldest.map(|form| {
        let drawing = motif::ancestor(&form, &ghost);
        let scale = (width * 0.94 / drawing.width).min(height * 0.4 / drawing.height);
        let (x, y) = (left + width * 0.985 - drawing.width * scale, (height * 0.3 - drawing.height * scale / 2.0).max(height * 0.04));
        format!("<g transform=\"translate({x:.1} {y:.1}) scale({scale:.3})\">{}</g>", drawing.body)
    });
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left:.0} 0 {width:.0} {height:.0}\">{pattern}{}</svg>",
        ancestor.unwrap_or_default()
    )
}

fn block(block: &Block, document: &Document) -> Value {
    match block {
        Block::Paragraph { sentences } => json!({ "block": "paragraph", "sentences": self::sentences(sentences, document) }),
        Block::Aside { sentences } => json!({ "block": "aside", "sentences": self::sentences(sentences, document) }),
        Block::Quotation(quotation) => json!({
            "block": "quotation",
            "lines": inert(&quotation.text).lines().map(composed).filter(|verse| !verse.is_empty()).collect::<Vec<_>>(),
            "author": composed(&quotation.author),
            "work": quotation.work.as_ref().map(|work| composed(work)),
            "headword": composed(&quotation.headword),
            "cites": [quotation.cite.source],
        }),
        Block::Terms { entries } => json!({
            "block": "terms",
            "numbered": numbered(entries),
            "entries": entries.iter().map(|entry| json!({
                "term": inline(&entry.term),
                "label": entry.label.as_ref().map(|label| composed(label)),
                "sentences": self::sentences(&entry.sentences, document),
            })).collect::<Vec<_>>(),
        }),
        Block::Timeline => json!({ "block": "timeline" }),
    }
}

/// Sentences with their marks; in an essay a run that cites the same sources carries its mark once, as on the web page.
fn sentences(sentences: &[Sentence], document: &Document) -> Vec<Value> {
    let cited: Vec<Vec<u32>> = sentences.iter().map(cited).collect();
    let mark = |i: usize| document.kind == DocumentKind::Brief || cited.get(i + 1) != Some(&cited[i]);
    sentences
        .iter()
        .enumerate()
        .map(|(i, sentence)| {
            let cites: &[u32] = if mark(i) { &cited[i] } else { &[] };
            json!({ "runs": inline(&sentence.text), "cites": cites })
        })
        .collect()
}

fn stage(stage: &Stage) -> Value {
    json!({
        "language": composed(&stage.language_said()),
        "lang": language_code(&stage.language.name).filter(|code| code.len() == 2),
        "form": stage.form.as_ref().map(|form| unmarked(&composed(form))),
        "gloss": stage.gloss.as_ref().map(|gloss| composed(gloss)),
        "date": stage.date.as_ref().map(|date| composed(date)),
        "doubtful": stage.doubtful,
    })
}

/// Runs as `[text, is a word named as a word]`.
fn inline(text: &str) -> Vec<(String, bool)> {
    runs(&composed(text)).iter().map(|run| (run.text.to_owned(), run.word)).collect()
}

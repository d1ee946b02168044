//! What is wrong with a document before it is set.

use std::collections::HashSet;
use std::fmt;

use crate::document::{Block, Citation, Document, Provenance, Sentence, Span, Stage};

/// Something a document must not have, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, as a path from the root, for example `chapters[2].blocks[0].sentences[1]`.
    pub place: String,
    /// What kind of problem.
    pub kind: ProblemKind,
    /// What is wrong and what would be right.
    pub message: String,
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// A citation or provenance names a source that is not in the list.
    UnknownSource,
    /// A source's number is not its position.
    SourceNumber,
    /// A source's hash is not 64 lower-case hexadecimal digits.
    SourceHash,
    /// A span ends before it starts, or is empty.
    SpanOrder,
    /// A quotation cites no place.
    QuotationSpan,
    /// Two chapters share an anchor.
    AnchorRepeated,
    /// An anchor is not made of lower-case letters, digits and hyphens.
    AnchorForm,
    /// There are no chapters, or a chapter has no blocks.
    EmptyChapter,
    /// A paragraph, aside, list or list entry says nothing.
    EmptyBlock,
    /// A sentence, quotation, title, term, template id or model name is blank.
    EmptyText,
    /// A timeline block stands, but the document has no stages.
    TimelineMissing,
    /// The timeline stands in more than one place.
    TimelineRepeated,
    /// A stage names neither a language nor a form.
    EmptyStage,
    /// A visual spec's colour cannot be read.
    Colour,
    /// A visual spec's text colour cannot be read on its page.
    Contrast,
    /// A visual spec's motif is unknown.
    Motif,
    /// A visual spec's typography is unknown.
    Typography,
}

impl Problem {
    pub(crate) fn new(place: impl Into<String>, kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { place: place.into(), kind, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Checks what the types cannot say: that citations resolve, spans are ordered, anchors are unique, nothing is empty, and the timeline
/// has stages where it stands. Returns every problem, in reading order; none means the document can be set.
#[must_use]
pub fn validate(document: &Document) -> Vec<Problem> {
    let mut check = Check { sources: document.sources.len(), problems: Vec::new() };
    check.text("title", &document.title);
    if let Some(hero) = &document.hero {
        check.text("hero.word", &hero.word);
        if let Some(ancestor) = &hero.ancestor {
            check.stage("hero.ancestor", ancestor);
        }
    }
    check.chapters(document);
    if let Some(timeline) = &document.timeline {
        if timeline.stages.is_empty() {
            check.add("timeline.stages", ProblemKind::TimelineMissing, "a timeline has at least one stage");
        }
        for (i, stage) in timeline.stages.iter().enumerate() {
            check.stage(&format!("timeline.stages[{i}]"), stage);
        }
    }
    for (i, source) in document.sources.iter().enumerate() {
        let place = format!("sources[{i}]");
        if usize::try_from(source.number) != Ok(i + 1) {
            check.add(&place, ProblemKind::SourceNumber, &format!("number is {}, the position is {}", source.number, i + 1));
        }
        if source.sha256.len() != 64 || !source.sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            check.add(&place, ProblemKind::SourceHash, "sha256 is 64 lower-case hexadecimal digits");
        }
        check.text(&format!("{place}.title"), &source.title);
    }
    check.problems
}

struct Check {
    sources: usize,
    problems: Vec<Problem>,
}

impl Check {
    fn add(&mut self, place: &str, kind: ProblemKind, message: &str) {
        self.problems.push(Problem::new(place, kind, message));
    }

    fn chapters(&mut self, document: &Document) {
        if document.chapters.is_empty() {
            self.add("chapters", ProblemKind::EmptyChapter, "a document has at least one chapter");
        }
        let mut anchors = HashSet::new();
        let mut timelines = 0;
        for (i, chapter) in document.chapters.iter().enumerate() {
            let place = format!("chapters[{i}]");
            if chapter.id.is_empty() || !chapter.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                self.add(&place, ProblemKind::AnchorForm, &format!("id `{}`: use lower-case letters, digits and hyphens", chapter.id));
            }
            if !anchors.insert(chapter.id.as_str()) {
                self.add(&place, ProblemKind::AnchorRepeated, &format!("id `{}` names an earlier chapter", chapter.id));
            }
            self.text(&format!("{place}.title"), &chapter.title);
            if chapter.blocks.is_empty() {
                self.add(&place, ProblemKind::EmptyChapter, "a chapter has at least one block");
            }
            for (j, block) in chapter.blocks.iter().enumerate() {
                let place = format!("{place}.blocks[{j}]");
                if matches!(block, Block::Timeline) {
                    timelines += 1;
                    if document.timeline.is_none() {
                        self.add(&place, ProblemKind::TimelineMissing, "the timeline stands here, but the document has none");
                    }
                    if timelines > 1 {
                        self.add(&place, ProblemKind::TimelineRepeated, "the timeline stands in an earlier place already");
                    }
                }
                self.block(&place, block);
            }
        }
    }

    fn block(&mut self, place: &str, block: &Block) {
        match block {
            Block::Paragraph { sentences } | Block::Aside { sentences } => self.sentences(place, sentences),
            Block::Quotation(quotation) => {
                self.text(&format!("{place}.text"), &quotation.text);
                self.text(&format!("{place}.author"), &quotation.author);
                self.text(&format!("{place}.headword"), &quotation.headword);
                if quotation.cite.span.is_none() {
                    self.add(&format!("{place}.cite"), ProblemKind::QuotationSpan, "a quotation says where in its source it stands");
                }
                self.citation(&format!("{place}.cite"), &quotation.cite);
            }
            Block::Terms { entries } => {
                if entries.is_empty() {
                    self.add(place, ProblemKind::EmptyBlock, "a list has at least one entry");
                }
                for (i, entry) in entries.iter().enumerate() {
                    let place = format!("{place}.entries[{i}]");
                    self.text(&format!("{place}.term"), &entry.term);
                    self.sentences(&place, &entry.sentences);
                }
            }
            Block::Timeline => {}
        }
    }

    fn sentences(&mut self, place: &str, sentences: &[Sentence]) {
        if sentences.is_empty() {
            self.add(place, ProblemKind::EmptyBlock, "this has at least one sentence");
        }
        for (i, sentence) in sentences.iter().enumerate() {
            let place = format!("{place}.sentences[{i}]");
            self.text(&format!("{place}.text"), &sentence.text);
            match &sentence.provenance {
                Provenance::Source { source, span } => {
                    self.source(&format!("{place}.provenance"), *source);
                    self.span(&format!("{place}.provenance"), *span);
                }
                Provenance::Template { id } => self.text(&format!("{place}.provenance.id"), id),
                Provenance::Model { model } => self.text(&format!("{place}.provenance.model"), model),
            }
            for (j, citation) in sentence.cites.iter().enumerate() {
                self.citation(&format!("{place}.cites[{j}]"), citation);
            }
        }
    }

    fn stage(&mut self, place: &str, stage: &Stage) {
        let form = stage.form.as_deref().unwrap_or_default();
        if form.trim().is_empty() && stage.language.name.trim().is_empty() {
            self.add(place, ProblemKind::EmptyStage, "a stage names a language or a form");
        }
        self.citation(&format!("{place}.cite"), &stage.cite);
    }

    fn citation(&mut self, place: &str, citation: &Citation) {
        self.source(place, citation.source);
        if let Some(span) = citation.span {
            self.span(place, span);
        }
    }

    fn source(&mut self, place: &str, number: u32) {
        let sources = self.sources;
        if !usize::try_from(number).is_ok_and(|number| (1..=sources).contains(&number)) {
            self.add(place, ProblemKind::UnknownSource, &format!("there is no source {number}; the document has {sources}"));
        }
    }

    fn span(&mut self, place: &str, span: Span) {
        if span.start >= span.end {
            self.add(place, ProblemKind::SpanOrder, &format!("span {}-{} does not end after it starts", span.start, span.end));
        }
    }

    fn text(&mut self, place: &str, text: &str) {
        if crate::text::inert(text).trim().is_empty() {
            self.add(place, ProblemKind::EmptyText, "this is blank");
        }
    }
}

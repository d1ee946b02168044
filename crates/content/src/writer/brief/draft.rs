//! Writing the brief.

use press::{Block, Chapter, Citation, Document, DocumentKind, Provenance, Sentence, Source, Span, TermEntry};

use super::evidence::Evidence;
use super::outline::{Outline, Place};
use super::{Audience, Length};

/// Writes a brief. Deterministic: the same evidence and outline give the same document.
#[must_use]
pub fn draft(question: &str, audience: Audience, length: Length, evidence: &Evidence, outline: &Outline) -> Document {
    let writer = Writer { evidence, outline };
    let mut chapters = Vec::new();
    let nothing = evidence.passages.is_empty();
    if nothing {
        chapters.push(writer.nothing());
    } else {
        chapters.extend(writer.answer());
        let differences = writer.differences();
        let themes = outline.parts.iter().map(|part| writer.theme(part, audience));
        // An expert looks for the open points first.
        if audience == Audience::Expert {
            chapters.extend(differences.into_iter().chain(themes));
        } else {
            chapters.extend(themes.chain(differences));
        }
        chapters.extend(writer.gaps());
    }
    let notice = match (nothing, outline.gaps.is_empty()) {
        (true, _) => Some("Short brief: the sources do not speak of the question".to_owned()),
        (false, false) => Some(format!("Partial answer: the sources do not speak of {}", list(&outline.gaps))),
        (false, true) => None,
    };
    let length = match length {
        Length::Short => "Short brief",
        Length::Standard => "Brief",
        Length::Long => "Long brief",
    };
    Document {
        kind: DocumentKind::Brief,
        title: plain(question.trim()),
        subtitle: format!("{length} from {} of {} documents", outline.sources.len(), evidence.documents.len()),
        hero: None,
        notice,
        chapters,
        timeline: None,
        sources: writer.sources(),
        colophon: "Written by the offline writer from the sources listed; no model was called. Every sentence stands in a source at the place it cites, or frames such sentences.".to_owned(),
    }
}

struct Writer<'a> {
    evidence: &'a Evidence,
    outline: &'a Outline,
}

impl Writer<'_> {
    fn answer(&self) -> Option<Chapter> {
        if self.outline.answer.is_empty() {
            return None;
        }
        let documents = count(self.documents_of(&self.outline.answer), "document");
        let mut sentences = vec![template("brief.answer.lead", format!("What comes closest to an answer stands in {documents}."))];
        sentences.extend(self.outline.answer.iter().map(|place| self.quoted(*place)));
        Some(chapter("answer", "Answer", "In short", vec![Block::Paragraph { sentences }]))
    }

    fn theme(&self, part: &super::outline::Part, audience: Audience) -> Chapter {
        let mut blocks = Vec::new();
        if audience == Audience::Academic {
            let documents = count(self.documents_of(&part.sentences), "document");
            let lead = format!("This chapter draws on {documents} and keeps the order of each.");
            blocks.push(Block::Aside { sentences: vec![template("brief.theme.lead", lead)] });
        }
        // A paragraph for each document, and a new one where a document jumps to another place.
        let mut paragraph: Vec<Sentence> = Vec::new();
        let mut last: Option<Place> = None;
        for place in &part.sentences {
            let jumps = last.is_some_and(|last| {
                last.passage != place.passage && !(self.document(last) == self.document(*place) && paragraph.len() < 4)
            });
            if jumps {
                blocks.push(Block::Paragraph { sentences: std::mem::take(&mut paragraph) });
            }
            paragraph.push(self.quoted(*place));
            last = Some(*place);
        }
        blocks.push(Block::Paragraph { sentences: paragraph });
        chapter(&part.id, "Theme", &part.title, blocks)
    }

    fn differences(&self) -> Option<Chapter> {
        if self.outline.conflicts.is_empty() {
            return None;
        }
        let lead =
            "On these points the sources give different figures; both stand side by side, and nothing in the sources decides between them.";
        let entry = |conflict: &super::Conflict| {
            let place = |(passage, sentence): (usize, usize)| Place { passage, sentence };
            TermEntry {
                term: plain(&conflict.about),
                label: Some("different figures".to_owned()),
                sentences: vec![self.quoted(place(conflict.one)), self.quoted(place(conflict.other))],
            }
        };
        let blocks = vec![
            Block::Paragraph { sentences: vec![template("brief.differ.lead", lead.to_owned())] },
            Block::Terms { entries: self.outline.conflicts.iter().map(entry).collect() },
        ];
        Some(chapter("differences", "Caution", "Where the sources differ", blocks))
    }

    fn gaps(&self) -> Option<Chapter> {
        if self.outline.gaps.is_empty() {
            return None;
        }
        let sentences = vec![template("brief.gap.some", format!("Nothing in the sources speaks of {}.", list(&self.outline.gaps)))];
        Some(chapter("gaps", "Limits", "What the sources do not say", vec![Block::Paragraph { sentences }]))
    }

    fn nothing(&self) -> Chapter {
        let read = count(self.evidence.documents.len(), "document");
        let mut sentences = vec![template(
            "brief.gap.none",
            format!("The sources do not speak of this question: {read} were read, and no passage fits it."),
        )];
        if !self.outline.gaps.is_empty() {
            sentences.push(template("brief.gap.words", format!("No passage holds {}.", list(&self.outline.gaps))));
        }
        let titles: Vec<String> = self.evidence.documents.iter().map(|document| format!("“{}”", plain(&document.title))).collect();
        if !titles.is_empty() {
            sentences.push(template("brief.gap.read", format!("Read were {}.", titles.join(", "))));
        }
        chapter("gaps", "Limits", "What the sources do not say", vec![Block::Paragraph { sentences }])
    }

    fn sources(&self) -> Vec<Source> {
        let numbered = self.outline.sources.iter().zip(1..);
        let source = |(at, number): (&usize, u32)| {
            let document = &self.evidence.documents[*at];
            Source {
                number,
                id: format!("doc:{}", document.name),
                title: document.title.clone(),
                container: document.name.clone(),
                edition: None,
                sha256: document.text_sha256.clone(),
            }
        };
        numbered.map(source).collect()
    }

    fn document(&self, place: Place) -> usize {
        self.evidence.passages[place.passage].document
    }

    fn documents_of(&self, places: &[Place]) -> usize {
        places.iter().map(|place| self.document(*place)).collect::<std::collections::BTreeSet<_>>().len()
    }

    fn quoted(&self, place: Place) -> Sentence {
        let quoted = &self.evidence.passages[place.passage].sentences[place.sentence];
        let number = self.outline.sources.iter().zip(1..).find(|(at, _)| **at == self.document(place)).map_or(0, |(_, number)| number);
        let span = Span { start: quoted.start as u64, end: quoted.end as u64 };
        Sentence {
            text: plain(&quoted.text),
            provenance: Provenance::Source { source: number, span },
            cites: vec![Citation { source: number, span: Some(span) }],
        }
    }
}

fn template(id: &str, text: String) -> Sentence {
    Sentence { text, provenance: Provenance::Template { id: id.to_owned() }, cites: Vec::new() }
}

fn chapter(id: &str, kicker: &str, title: &str, blocks: Vec<Block>) -> Chapter {
    Chapter { id: id.to_owned(), kicker: kicker.to_owned(), title: plain(title), blocks }
}

/// An asterisk is markup in a document; a source's own becomes the operator that looks like it.
fn plain(text: &str) -> String {
    text.replace('*', "\u{2217}")
}

fn count(number: usize, of: &str) -> String {
    match number {
        1 => format!("one {of}"),
        2 => format!("two {of}s"),
        3 => format!("three {of}s"),
        _ => format!("{number} {of}s"),
    }
}

/// `“a”, “b” or “c”`.
fn list(items: &[String]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("“{}”", plain(item))).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

//! Building the plain text of a document block by block.

use crate::{BlockKind, Section, Sentence};

/// Titles are cut here: a document whose first heading is a page long is no reason to print one.
const MAX_TITLE: usize = 200;

/// Collects blocks into text, sections and sentences.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    pub(crate) sections: Vec<Section>,
    pub(crate) sentences: Vec<Sentence>,
    /// Levels of the headings that are open.
    levels: Vec<u8>,
    blocks: usize,
}

impl Builder {
    /// Sets the title unless there is one already.
    pub(crate) fn title(&mut self, title: &str) {
        let title = prose::excerpt(&single_spaces(title), MAX_TITLE);
        if self.title.is_none() && !title.is_empty() {
            self.title = Some(title);
        }
    }

    /// Adds a heading.
    pub(crate) fn heading(&mut self, level: u8, heading: &str) {
        let heading = prose::excerpt(&single_spaces(heading), MAX_TITLE);
        if heading.is_empty() {
            return;
        }
        let keep = self.levels.iter().take_while(|open| **open < level).count();
        let mut path: Vec<String> = self.sections.last().map(|section| section.path.clone()).unwrap_or_default();
        // A section without a heading has an empty path and no level.
        path.truncate(keep.min(path.len()));
        self.levels.truncate(keep);
        self.levels.push(level);
        path.push(heading.clone());
        let start = self.open();
        self.sections.push(Section { path, span: start..start });
        self.text.push_str(&heading);
    }

    /// Adds a block of running text; white space is made single, except in code.
    pub(crate) fn block(&mut self, kind: BlockKind, text: &str) {
        let text = if kind == BlockKind::Code { text.trim_end().trim_matches('\n').to_owned() } else { single_spaces(text) };
        if text.trim().is_empty() {
            return;
        }
        let start = self.open();
        if self.sections.is_empty() {
            self.sections.push(Section { path: Vec::new(), span: start..start });
        }
        if kind != BlockKind::Code {
            let section = self.sections.len() - 1;
            let block = self.blocks;
            // Dot leaders and ornaments are no sentences.
            let worded = prose::sentences(&text).into_iter().filter(|range| text[range.clone()].contains(char::is_alphanumeric));
            let found = worded.map(|range| Sentence { span: start + range.start..start + range.end, section, kind, block });
            self.sentences.extend(found);
        }
        self.text.push_str(&text);
    }

    fn open(&mut self) -> usize {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.blocks += 1;
        self.text.len()
    }

    /// Closes sections and chooses a title.
    pub(crate) fn finish(mut self) -> Self {
        let starts: Vec<usize> = self.sections.iter().map(|section| section.span.start).collect();
        for (at, section) in self.sections.iter_mut().enumerate() {
            section.span.end = starts.get(at + 1).copied().unwrap_or(self.text.len());
        }
        if self.title.is_none() {
            // A heading further down names a part, not the whole.
            self.title = self.sections.first().and_then(|section| section.path.first().cloned());
        }
        self
    }
}

/// Text on one line, without characters that nobody can read: controls, zero widths, and the private glyphs of icon fonts.
fn single_spaces(text: &str) -> String {
    let visible =
        |c: &char| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}') && (!c.is_control() || c.is_whitespace());
    let cleaned: String = text.chars().filter(visible).collect();
    cleaned.split_whitespace().collect::<Vec<_>>().join(" ")
}

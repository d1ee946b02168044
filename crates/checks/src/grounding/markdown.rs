//! Markdown with `[n]` citations.

use std::ops::Range;

use prose::{Lines, sentences, words};

use super::{Cite, Listed, Statement, StatementKind};
use crate::Evidence;
use crate::read::markdown::{Block, BlockKind, blocks};

/// A passage in quotation marks counts as a quotation from this many words on; shorter ones are mostly words as words.
const QUOTATION_WORDS: usize = 4;

/// Headings under which a document lists its sources.
const LISTS: &[&str] = &["sources", "references", "bibliography", "works cited", "notes", "citations", "endnotes"];

/// Reads statements and listed sources.
pub(super) fn read(path: &str, text: &str) -> (Vec<Statement>, Vec<Listed>) {
    let blocks = blocks(text);
    let is_list = |block: &Block| {
        matches!(block.kind, BlockKind::Heading(_)) && LISTS.contains(&block.text.trim().trim_end_matches(':').to_lowercase().as_str())
    };
    let list = blocks.iter().rposition(is_list);
    let list_level = list.map(|at| level(&blocks[at]));
    let list_end = list.map(|at| {
        let next = blocks[at + 1..]
            .iter()
            .position(|block| matches!(block.kind, BlockKind::Heading(_)) && level(block) <= list_level.unwrap_or(1));
        next.map_or(blocks.len(), |next| at + 1 + next)
    });
    let in_list = |at: usize| list.is_some_and(|start| at >= start) && list_end.is_some_and(|end| at < end);
    let mut reader = Reader { path, text, lines: Lines::of(text), statements: Vec::new(), listed: Vec::new() };
    for (at, block) in blocks.iter().enumerate() {
        if in_list(at) {
            reader.list(block);
        } else if block.kind == BlockKind::Quotation {
            reader.quotation(block);
        } else if !matches!(block.kind, BlockKind::Heading(_)) {
            reader.running(block);
        }
    }
    reader.definitions();
    (reader.statements, reader.listed)
}

fn level(block: &Block) -> u8 {
    if let BlockKind::Heading(level) = block.kind { level } else { u8::MAX }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    lines: Lines,
    statements: Vec<Statement>,
    listed: Vec<Listed>,
}

impl Reader<'_> {
    /// Numbered entries: `[3] …`, or the items of a numbered list.
    fn list(&mut self, block: &Block) {
        let mut any = false;
        let mut at = 0;
        for line in block.text.split_inclusive('\n') {
            let marks = citations(line);
            if let Some((range, numbers)) = marks.first().filter(|(range, _)| line[..range.start].trim().is_empty()) {
                any = true;
                for number in numbers {
                    self.list_entry(*number, block, at + range.start..at + line.trim_end().len());
                }
            }
            at += line.len();
        }
        let source = &self.text[block.span.clone()];
        if !any
            && block.kind == BlockKind::Item
            && let Some(number) = source.trim_start().split(['.', ')']).next().and_then(|number| number.parse().ok())
        {
            self.list_entry(number, block, 0..block.text.trim_end().len());
        }
    }

    fn list_entry(&mut self, number: u32, block: &Block, range: Range<usize>) {
        let place = self.place(block, range);
        self.listed.push(Listed { number, id: None, place });
    }

    /// Link definitions (`[3]: https://…`) and footnotes list sources too, wherever they stand.
    fn definitions(&mut self) {
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let definition = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]:"));
            let number = definition.and_then(|(number, _)| number.trim_start_matches('^').parse().ok());
            if let Some(number) = number
                && !self.listed.iter().any(|listed| listed.number == number)
            {
                let place = Evidence::on(self.path, self.text, &self.lines, at..at + line.trim_end().len());
                self.listed.push(Listed { number, id: None, place });
            }
            at += line.len();
        }
    }

    fn quotation(&mut self, block: &Block) {
        let mut cites = cites_in(&block.text);
        let mut body = block.text.trim_end();
        let mut author = None;
        if let Some(at) = body.rfind(['—', '―']).filter(|at| words(&body[*at..]).count() <= 12) {
            let named = body[at..].trim_start_matches(['—', '―', ' ']);
            let named = named.split(['[', ',']).next().unwrap_or_default().trim();
            author = (!named.is_empty()).then(|| named.to_owned());
            body = &body[..at];
        }
        if body.trim().is_empty() {
            // The attribution stands in a block of its own, after the words.
            if let Some(last) = self.statements.last_mut().filter(|last| last.kind == StatementKind::Quotation && last.author.is_none()) {
                last.author = author;
                last.cites.append(&mut cites);
            }
            return;
        }
        let text = strip(body);
        let place = self.place(block, 0..body.len());
        self.statements.push(Statement { text, kind: StatementKind::Quotation, cites, author, headword: None, place });
    }

    fn running(&mut self, block: &Block) {
        for range in sentences(&block.text) {
            let sentence = &block.text[range.clone()];
            let cites = cites_in(sentence);
            for quoted in quotations(sentence) {
                if words(&sentence[quoted.clone()]).count() >= QUOTATION_WORDS {
                    let place = self.place(block, range.start + quoted.start..range.start + quoted.end);
                    let text = strip(&sentence[quoted]);
                    self.statements.push(Statement {
                        text,
                        kind: StatementKind::Quotation,
                        cites: cites.clone(),
                        author: None,
                        headword: None,
                        place,
                    });
                }
            }
            let place = self.place(block, range.clone());
            let text = strip(sentence);
            if words(&text).next().is_some() {
                self.statements.push(Statement { text, kind: StatementKind::Claim, cites, author: None, headword: None, place });
            }
        }
    }

    fn place(&self, block: &Block, range: Range<usize>) -> Evidence {
        let place = block.place(range);
        let end = (place.start..=place.end).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(place.start);
        Evidence::on(self.path, self.text, &self.lines, place.start..end)
    }
}

/// The citation marks of a text: their bytes and the numbers in them (`[3]`, `[1, 4–6]`, `[^2]`).
pub(crate) fn citations(text: &str) -> Vec<(Range<usize>, Vec<u32>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find('[') {
        let start = at + offset;
        let Some(length) = text[start + 1..].find(']') else { break };
        let end = start + length + 2;
        at = start + 1;
        if let Some(numbers) = numbers(&text[start + 1..end - 1]) {
            found.push((start..end, numbers));
            at = end;
        }
    }
    found
}

fn numbers(mark: &str) -> Option<Vec<u32>> {
    let mut numbers = Vec::new();
    for part in mark.trim_start_matches('^').split([',', ';']) {
        let mut ends = part.split(['-', '–']).map(|end| end.trim().parse::<u32>().ok());
        let (first, last) = (ends.next()??, ends.next());
        match last {
            None => numbers.push(first),
            // Years in brackets (`[1913–2020]`) are no citations.
            Some(last) => numbers.extend(last.filter(|last| (first..first + 50).contains(last)).map(|last| first..=last)?),
        }
    }
    // `[1913]` is a year, not the thousandth source.
    (numbers.iter().all(|number| (1..1000).contains(number))).then_some(numbers)
}

fn cites_in(text: &str) -> Vec<Cite> {
    let mut cites: Vec<Cite> = Vec::new();
    for number in citations(text).into_iter().flat_map(|(_, numbers)| numbers) {
        if !cites.iter().any(|cite| cite.number == number) {
            cites.push(Cite { number, span: None });
        }
    }
    cites
}

/// A text without its citation marks.
fn strip(text: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (range, _) in citations(text) {
        out.push_str(text[at..range.start].trim_end());
        at = range.end;
    }
    out.push_str(&text[at..]);
    out.trim().to_owned()
}

/// What stands between quotation marks, marks left out.
pub(crate) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((offset, open)) = text[at..].char_indices().find(|(_, c)| matches!(c, '“' | '„' | '«' | '"')) {
        let start = at + offset + open.len_utf8();
        let closes = |c: char| match open {
            '"' => c == '"',
            '«' => c == '»',
            _ => matches!(c, '”' | '“'),
        };
        let Some(length) = text[start..].find(closes) else { break };
        found.push(start..start + length);
        at = start + length + text[start + length..].chars().next().map_or(1, char::len_utf8);
    }
    found
}

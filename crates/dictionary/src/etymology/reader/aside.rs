//! What is no item: parentheses, remarks, and what could not be read.

use super::{Item, Line, Reader};
use crate::etymology::tokens::{self, Kind};
use crate::etymology::words::Word;
use crate::etymology::{Relation, Stage};
use crate::span::{Piece, Span};

impl Reader<'_> {
    /// What stands in parentheses: kin, a reference, an inflection, a doubt, or unread.
    pub(super) fn aside(&mut self, inner: Span) {
        let words = inner.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ");
        if is_doubt(&words) {
            let told = match self.line {
                Line::Descent => &mut self.etymology.descent,
                Line::Kin(_) => &mut self.etymology.cognates,
            };
            if let Some(stage) = told.last_mut() {
                stage.doubtful = true;
            }
            return;
        }
        let tokens = tokens::split(self.text, inner);
        let begins = tokens.first().map(|token| token.kind.clone());
        match begins {
            Some(Kind::Trade(Word::Relation(relation @ (Relation::Akin | Relation::Compared)))) => {
                // Read by a reader of its own, whose kin are this word's.
                let mut reader = Reader::new(self.text, inner, self.lexicon);
                reader.line = Line::Kin(relation);
                let read = reader.read();
                self.etymology.references.extend(read.references);
                self.etymology.cognates.extend(read.cognates);
                self.etymology.unread.extend(read.unread);
                self.etymology.remarks.extend(read.remarks);
            }
            Some(Kind::Trade(Word::See) | Kind::Reference(_)) => self.references_within(inner),
            // `(imp. ran, p. p. runnen)`, `(gen. -is)`, `(in senses 1 & 2)`.
            Some(Kind::Trade(Word::Grammar(_))) => {}
            _ if words.starts_with("in sense") || words.starts_with("sense") || words.starts_with("in comp") || words.starts_with('-') => {}
            _ => {
                self.references_within(inner);
                self.unread(inner);
            }
        }
    }

    /// Parentheses in the midst of an item: where it is from, or anything else.
    pub(super) fn aside_of(&mut self, inner: Span, item: &mut Item) {
        if is_doubt(inner.of(self.text)) {
            item.doubtful = true;
            self.at += 1;
            return;
        }
        match self.stages_in(inner, item) {
            Some(stages) => item.origin.extend(stages),
            None => self.aside(inner),
        }
        self.at += 1;
    }

    /// `(L. minus less)`, `(fr. D. & G. peil)`: stages of the form before, if nothing else is said there.
    pub(super) fn stages_in(&self, inner: Span, item: &Item) -> Option<Vec<Stage>> {
        let first = tokens::split(self.text, inner).into_iter().next()?.kind;
        if !matches!(first, Kind::Language(_) | Kind::Trade(Word::Relation(Relation::From | Relation::Through) | Word::Derived(_))) {
            return None;
        }
        let mut reader = Reader::new(self.text, inner, self.lexicon);
        reader.language = item.languages.last().cloned();
        let read = reader.read();
        let only_stages = read.unread.is_empty()
            && read.remarks.is_empty()
            && read.cognates.is_empty()
            && read.references.is_empty()
            && read.parts.is_empty();
        (only_stages && !read.descent.is_empty()).then_some(read.descent)
    }

    /// Keeps words as a remark, the full stop that ends them included.
    pub(super) fn remark_from(&mut self, from: usize, to: usize) {
        let to = to + usize::from(self.tokens.get(to).is_some_and(|token| token.kind == Kind::Stop));
        let last = to.min(self.tokens.len());
        if let (Some(first), Some(last)) = (self.tokens.get(from), last.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            let span = Span::new(first.span.start, last.span.end);
            self.references_within(span);
            let piece = Piece::at(self.text, span);
            if !piece.is_empty() {
                self.etymology.remarks.push(piece);
            }
        }
        self.at = last;
    }

    /// Keeps words that were read as a remark too: what was read of them is not all they say.
    pub(super) fn remark_on(&mut self, from: usize, to: usize) {
        if let (Some(first), Some(last)) = (self.tokens.get(from), to.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            let piece = Piece::at(self.text, Span::new(first.span.start, last.span.end));
            self.etymology.remarks.push(piece);
        }
    }

    /// How many tokens there are until something begins that stands on its own; at least `least`.
    pub(super) fn to_resume(&self, least: usize) -> usize {
        let clause = self.to_semicolon();
        (least..clause)
            .find(|ahead| {
                let after_comma = *ahead > 0 && self.kind(ahead - 1) == Some(&Kind::Comma);
                let abbreviated = self.words_at(*ahead).ends_with('.');
                match self.kind(*ahead) {
                    Some(Kind::Language(_)) => after_comma && abbreviated,
                    Some(Kind::Trade(Word::Relation(_) | Word::Derived(_))) => {
                        abbreviated || after_comma || self.words_at(*ahead).starts_with("akin")
                    }
                    // `…, prob. fr. L. marcus`: the doubt goes with what follows it.
                    Some(Kind::Trade(Word::Doubt)) => {
                        matches!(self.kind(ahead + 1), Some(Kind::Trade(Word::Relation(_) | Word::Derived(_))))
                    }
                    Some(Kind::Trade(Word::See | Word::All)) => after_comma,
                    _ => false,
                }
            })
            .unwrap_or(clause)
    }

    pub(super) fn put_aside(&mut self, count: usize) {
        let count = count.max(1);
        self.put_aside_from(self.at, self.at + count);
    }

    pub(super) fn put_aside_from(&mut self, from: usize, to: usize) {
        let to = to.min(self.tokens.len());
        if let (Some(first), Some(last)) = (self.tokens.get(from), to.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            let span = Span::new(first.span.start, last.span.end);
            self.references_within(span);
            self.unread(span);
        }
        self.at = to;
    }

    pub(super) fn unread(&mut self, span: Span) {
        let words = span.of(self.text);
        let lead = words.len() - words.trim_start_matches([',', ' ', '\n', '-']).len();
        let end = words.trim_end_matches([',', ' ', '\n']).len();
        let piece = Piece::at(self.text, Span::new(span.start + lead, span.start + end.max(lead)));
        if !piece.is_empty() {
            // Parentheses that were put aside by themselves are in it.
            self.etymology.unread.retain(|known| !piece.span.contains(known.span));
            self.etymology.unread.push(piece);
        }
    }
}

/// `(?)`: nothing but a doubt.
fn is_doubt(words: &str) -> bool {
    words.trim_matches(['?', ' ']).is_empty()
}

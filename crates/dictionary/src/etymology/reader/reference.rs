//! Headwords in braces: `See {Villa}`, `{Villain} + -ous`.

use super::{Lead, Line, Reader};
use crate::etymology::tokens::Kind;
use crate::etymology::words::Word;
use crate::etymology::{CrossReference, Part, ReferenceKind, Relation};
use crate::span::Span;

impl Reader<'_> {
    /// Reads a list of headwords to the end of the sentence, or to what begins something else.
    pub(super) fn references(&mut self, kind: ReferenceKind) {
        let mut kind = kind;
        while let Some(token) = self.tokens.get(self.at) {
            let span = token.span;
            match token.kind.clone() {
                Kind::Reference(word) => {
                    self.refer(word, kind, span);
                    self.at += 1;
                }
                Kind::Trade(Word::Relation(Relation::Compared)) => {
                    self.at += 1;
                    if !self.leads_to_reference() {
                        self.line = Line::Kin(Relation::Compared);
                        return;
                    }
                    kind = ReferenceKind::Compare;
                }
                Kind::Trade(Word::See) => {
                    kind = ReferenceKind::See;
                    self.at += 1;
                }
                Kind::Language(language) if language.abbreviation.ends_with('.') => return,
                Kind::Stop | Kind::Semicolon | Kind::Roots(_) | Kind::Trade(Word::Relation(_) | Word::Doubt | Word::Derived(_)) => return,
                // What is said of the headword tells which is meant: `n.`, `a heap`.
                _ => self.at += 1,
            }
        }
    }

    pub(super) fn leads_to_reference(&self) -> bool {
        matches!(self.kind(0), Some(Kind::Reference(_)))
            || (matches!(self.kind(1), Some(Kind::Reference(_))) && self.words_at(0).starts_with(|letter: char| letter.is_ascii_digit()))
    }

    pub(super) fn refer(&mut self, word: String, kind: ReferenceKind, span: Span) {
        let word = bare_headword(&word);
        if !word.is_empty() {
            self.etymology.references.push(CrossReference { word, kind, span });
        }
    }

    pub(super) fn references_within(&mut self, span: Span) {
        for found in crate::gcide::references(self.text, span) {
            if self.etymology.references.iter().any(|known| known.span == found.span) {
                continue;
            }
            self.refer(found.word, ReferenceKind::Compare, found.span);
        }
    }

    /// A headword in braces outside of a list of references: a part, or what the word is from.
    pub(super) fn reference(&mut self, lead: Lead) {
        let Some(Kind::Reference(word)) = self.kind(0).cloned() else { return };
        let span = self.span(0);
        let from = lead.relation == Some(Relation::From);
        let part = self.kind(1) == Some(&Kind::Plus) || self.parts;
        self.at += 1;
        if !(from || part) || matches!(self.line, Line::Kin(_)) {
            let kind = if matches!(self.line, Line::Kin(_)) { ReferenceKind::Compare } else { ReferenceKind::See };
            self.refer(word, kind, span);
            self.said_of_reference();
            return;
        }
        self.refer(word.clone(), ReferenceKind::From, span);
        self.push_part(Part { doubtful: lead.doubtful, ..Part::of_headword(word, span) });
        self.said_of_reference();
        self.more_parts();
    }

    /// `, v. t.`, ` a heap`: what tells which of several headwords is meant.
    pub(super) fn said_of_reference(&mut self) {
        while let Some(kind) = self.kind(0) {
            let speech = *kind == Kind::Comma && matches!(self.kind(1), Some(Kind::Trade(Word::Grammar(_))));
            match kind {
                _ if speech => self.at += 2,
                Kind::Trade(Word::Grammar(_)) | Kind::Word => self.at += 1,
                _ => break,
            }
        }
    }
}

/// A headword as it is looked up: `{1st Fust}`, `{Mercy.}`.
fn bare_headword(word: &str) -> String {
    let word = word.trim().trim_end_matches(['.', ',', ';']);
    match word.split_once(' ') {
        Some((ordinal, rest)) if ordinal.starts_with(|letter: char| letter.is_ascii_digit()) => rest.trim().to_owned(),
        _ => word.to_owned(),
    }
}

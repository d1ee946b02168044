//! Items: `OF. dim. x, y a small z`.

use super::form::is_worth_noting;
use super::{Item, Lead, Reader};
use crate::etymology::shapes::alike;
use crate::etymology::tokens::Kind;
use crate::etymology::words::{self, Word};
use crate::etymology::{Form, Relation};
use crate::fold::fold;
use crate::span::Span;

impl Reader<'_> {
    /// Reads an item; `None` where it is none.
    pub(super) fn item(&mut self, lead: Lead, comma: bool, first: bool) -> Option<Item> {
        let begin = self.at;
        let start = self.span(0).start;
        let mut item = Item { note: lead.note, ..Item::default() };
        self.languages(&mut item);
        let stated = !item.languages.is_empty();
        if !stated {
            item.assumed = true;
            // `1st pref. un-`
            while matches!(self.kind(0), Some(Kind::Word)) && self.words_at(0).starts_with(|letter: char| letter.is_ascii_digit()) {
                self.at += 1;
            }
            let carried = self.language_now();
            let expects = lead.relation.is_some()
                || self.parts
                || self.clause_has(|kind| *kind == Kind::Plus)
                || (first && carried.is_some())
                || (comma && carried.is_some());
            if !expects {
                return None;
            }
            item.languages.extend(carried);
            if !self.bare_form_fits(&item, lead) {
                self.at = begin;
                return None;
            }
        }
        // `OF. dim. x`, `LL. also village`.
        while let Some(Kind::Trade(Word::Grammar(note))) = self.kind(0) {
            item.note = item.note.or(Some(*note).filter(|note| is_worth_noting(note)));
            self.at += 1;
        }
        let also = stated && self.kind(0) == Some(&Kind::Trade(Word::Also));
        if also {
            self.at += 1;
            // `OF. also, nevou`
            if self.kind(0) == Some(&Kind::Comma) && matches!(self.kind(1), Some(Kind::Word)) && !self.reads_as_gloss(1) {
                self.at += 1;
            }
        }
        self.forms(&mut item, stated, also);
        self.gloss(&mut item);
        let end = self.tokens[begin..self.at].iter().rev().find(|token| token.kind != Kind::Comma).map_or(start, |token| token.span.end);
        item.span = Span::new(start, end);
        let empty = item.forms.is_empty() && !item.lost;
        if empty && !stated {
            self.at = begin;
            return None;
        }
        Some(item)
    }

    pub(super) fn languages(&mut self, item: &mut Item) {
        while let Some(Kind::Language(language)) = self.kind(0).cloned() {
            item.languages.push(language);
            self.at += 1;
            // `Icel., Sw., & Dan. [x]`: languages that share a form; `F., Sp. x` are two stages.
            let mut ahead = 0;
            let mut joined = false;
            let shares = loop {
                match self.kind(ahead) {
                    Some(Kind::Comma) => ahead += 1,
                    Some(Kind::And) => {
                        joined = true;
                        ahead += 1;
                    }
                    Some(Kind::Word) if self.is_word(ahead, "and") || self.is_word(ahead, "or") => {
                        joined = true;
                        ahead += 1;
                    }
                    Some(Kind::Language(_)) if joined => break true,
                    Some(Kind::Language(_)) if ahead > 0 => ahead += 1,
                    _ => break false,
                }
            };
            if !shares {
                break;
            }
            while !matches!(self.kind(0), Some(Kind::Language(_))) {
                self.at += 1;
            }
        }
    }

    /// Whether the word here can be a form although no language is named.
    pub(super) fn bare_form_fits(&self, item: &Item, lead: Lead) -> bool {
        if self.kind(0) == Some(&Kind::Lost) {
            return true;
        }
        let lower = self.lower(0);
        let raw = self.words_at(0);
        let capital = raw.starts_with(|letter: char| letter.is_ascii_uppercase());
        if self.kind(1) == Some(&Kind::Plus) {
            return true;
        }
        if words::begins_gloss(&lower) || words::is_function(&lower) || words::is_description(&lower) {
            return false;
        }
        if self.parts || self.clause_has(|kind| *kind == Kind::Plus) {
            return true;
        }
        let known = |form: &Form| alike(&fold(&form.text), &fold(raw));
        let repeats = self.etymology.descent.last().is_some_and(|stage| stage.forms.iter().any(known));
        if capital && !repeats {
            return false;
        }
        if item.languages.is_empty() {
            // `A corruption of bast`: English, where the dictionary has the word.
            return lead.note.is_some() && (self.lexicon.known)(&lower) && self.ends_item(1);
        }
        // `from the oldest tragedies being exhibited`: a sentence.
        let superlative = lower.strip_suffix("est").is_some_and(|stem| self.is_english(stem));
        let goes_on = matches!(self.kind(1), Some(Kind::Word))
            && !words::begins_gloss(&self.lower(1))
            && (self.is_english(&self.lower(1)) || (self.lexicon.known)(&self.lower(1)));
        let tells = superlative || (self.is_english(&lower) && goes_on);
        let led = (lead.relation.is_some_and(|relation| relation == Relation::From) && !tells) || lead.full;
        repeats || led || !(superlative || self.is_english(&lower))
    }

    /// Whether nothing of the item follows.
    pub(super) fn ends_item(&self, ahead: usize) -> bool {
        matches!(
            self.kind(ahead),
            None | Some(
                Kind::Comma
                    | Kind::Semicolon
                    | Kind::Stop
                    | Kind::Aside(_)
                    | Kind::Language(_)
                    | Kind::Plus
                    | Kind::And
                    | Kind::Roots(_)
                    | Kind::Equals
            )
        ) || self.is_lead(ahead)
            || self.is_word(ahead, "or")
            || self.is_word(ahead, "and")
    }

    pub(super) fn is_lead(&self, ahead: usize) -> bool {
        matches!(
            self.kind(ahead),
            Some(
                Kind::Trade(Word::Relation(_) | Word::Derived(_) | Word::Grammar(_) | Word::Doubt | Word::See | Word::All | Word::Remark)
                    | Kind::Origin(_)
                    | Kind::Unknown
            )
        )
    }
}
